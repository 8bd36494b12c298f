"""An answer on a screen: whole screens of some, and what holds of every one."""

import json
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise

import pytest

from purenn.matrix import matmul, ones, transpose
from purenn.notation.expression import Apply, Equation, Function, Gradient, Node, Number, Sum, Symbol
from purenn.notation.sizes import Axis, Layer, M, Size
from purenn.notation.symbols import symbol
from purenn.notation.text import ARROW
from purenn.notation.walks import operation
from purenn.tutor.answer import Answer, Said, Slip
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.judgement import Stop, judged
from purenn.tutor.screen import described, entries, record, screen, standing
from purenn.tutor.words import ask, how

l, L, J, m, z = Layer("l"), Layer("L"), Symbol("J", "scalar"), Symbol("m", "scalar"), Symbol("z", "scalar")
w, b, a, z_ij, y = (partial(lambda letter, layer, r, c: symbol(letter, layer, (r, c)), letter) for letter in "wbazy")
times, minus, plus, over = (partial(operation, name) for name in ("times", "minus", "plus", "fraction"))


def d(node: Node) -> Node:
    return Gradient(J, node)


def caller(call):
    try:
        return call()
    except Exception as error:
        return Stop(type(error).__name__, 2, "W[l + 1] has 2 rows, counted from 0 to 1, and i is 2")


def answer(id, source, right_side=None, mistake=None, book=(), mine=(), sign="=", path="mine.py", **known):
    """The answer to a function that says what it is told to say."""
    exercise = EXERCISES[id]
    names: dict = {**known}
    exec(source, names)
    calls = tuple(judged(names[exercise.function], exercise, caller))
    right = not any(call.problem or call.changed for call in calls)
    says = ()
    if right_side:
        says = (Said(Equation((entries()[exercise.solved].equation.sides[0], right_side), sign)),)
    slip = Slip(mistake, says[0].equation if says else None, book, mine) if mistake else None
    return Answer(exercise, source, path, right, calls, says, mistake, slip, lines=(len(source.splitlines()),))


HELPERS = dict(matmul=matmul, transpose=transpose, ones=ones)


def wrong_axis():
    book, mine = d(z_ij(l, "i", "j")), d(z_ij(l, "j", "i"))
    source = "def layer_dJ_dB(dJ_dZ, l):\n    return [[sum(col)] for col in zip(*dJ_dZ[l])]"
    return answer("hidden.dJ-db", source, Sum(Axis("j", M), mine), "wrong axis", (book,), (mine,),
                  path="exercises/12_layer_dJ_dB.py")  # fmt: skip


def at_a():
    f = Function("f", l, True)
    return answer("hidden.dJ-dz-product", """def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[d * f_prime[l](a) for d, a in zip(*rows)] for rows in zip(dJ_dA[l], A[l])]""",
                  times(d(a(l, "i", "j")), Apply(f, (a(l, "i", "j"),))), "at a instead of z",
                  (z_ij(l, "i", "j"),), (a(l, "i", "j"),))  # fmt: skip


def swapped():
    l1 = Layer("l", 1)
    return answer("hidden.dJ-da-sum", """def hidden_dJ_dA(W, dJ_dZ, l):
    column = lambda i, j: [W[l + 1][i][p] * dJ_dZ[l + 1][p][j] for p in range(len(W[l + 1]))]
    return [[sum(column(i, j)) for j in range(len(dJ_dZ[l + 1][0]))] for i in range(len(W[l + 1][0]))]
""", Sum(Axis("p", Size("n", l1)), times(w(l1, "i", "p"), d(z_ij(l1, "p", "j")))), "indices swapped",
                  (w(l1, "p", "i"),), (w(l1, "i", "p"),))  # fmt: skip


def another_form():
    a_1j, y_j = a(L, 1, "j"), y(None, 1, "j")
    quotients = minus(over(y_j, a_1j), over(minus(Number("1"), y_j), minus(Number("1"), a_1j)))
    said = times(times(times(operation("negative", over(Number("1"), m)), quotients), a_1j), minus(Number("1"), a_1j))
    return answer("output.dJ-dz-element", """def output_dJ_dZ(A, Y, L):
    return [[-1 / len(Y[0]) * (y / a - (1 - y) / (1 - a)) * a * (1 - a) for a, y in zip(A[L][0], Y[0])]]""", said)


def extra_factor():
    a_1j, y_j = a(L, 1, "j"), y(None, 1, "j")
    right, extra = times(over(Number("1"), m), minus(a_1j, y_j)), times(a_1j, minus(Number("1"), a_1j))
    return answer("output.dJ-dz-element", """def output_dJ_dZ(A, Y, L):
    return [[(a - y) * a * (1 - a) / len(Y[0]) for a, y in zip(A[L][0], Y[0])]]""",
                  times(right, extra), "extra factor", mine=(extra,))  # fmt: skip


def uphill():
    w_ih = w(l, "i", "h")
    step = times(Symbol("gamma", "scalar"), d(w_ih))
    return answer("update.weights", """def updated_W(W, dJ_dW, gamma, l):
    return [[w + gamma * d for w, d in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]""",
                  plus(w_ih, step), "sign", (step,), (step,), sign="←")  # fmt: skip


def of_z():
    said = times(z, minus(Number("1"), z))
    sigma = Apply(Function("sigma"), (z,))
    return answer("forward.sigmoid-prime", "def sigmoid_prime(z):\n    return z * (1 - z)", said, "at a instead of z",
                  (sigma,), (z,))  # fmt: skip


def mean():
    said = over(Sum(Axis("j", M), d(z_ij(l, "i", "j"))), m)
    return answer("compact.dJ-dB-matmul", """def layer_dJ_dB(dJ_dZ, l):
    return [[x / len(dJ_dZ[l][0]) for x in row] for row in matmul(dJ_dZ[l], ones(len(dJ_dZ[l][0]), 1))]""",
                  said, "1/m twice", (), (m,), **HELPERS)  # fmt: skip


def shifted():
    said = times(over(Number("1"), m), minus(a(L, 1, "j"), y(None, 1, "j−1")))
    return answer("output.dJ-dz-element", """def output_dJ_dZ(A, Y, L):
    return [[(A[L][0][j] - Y[0][j - 1]) / len(Y[0]) for j in range(len(Y[0]))]]""",
                  said, "index shifted", (y(None, 1, "j"),), (y(None, 1, "j−1"),))  # fmt: skip


def one_gradient(which):
    return answer("hidden.naive-chain", f"""def one_dJ_dw(dJ_dZ, A, l, i, h):
    return sum(d * a for d, a in zip(dJ_dZ[l][i], A[{which}][h]))""", mistake=None)  # fmt: skip


def whole_step(source="return {l: W[l] for l in W}, {l: B[l] for l in B}"):
    return answer("whole.step", f"def step(W, B, Z, A, Y, f_prime, gamma, L):\n    {source}", None, "term missing")


def mutated():
    return answer("hidden.dJ-dz-product", """def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    for i, row in enumerate(dJ_dA[l]):
        for j in range(len(row)):
            row[j] *= f_prime[l](Z[l][i][j])
    return dJ_dA[l]""", None, "mutated")


def returned(what, id="hidden.dJ-db", mistake="shape"):
    return answer(id, f"{EXERCISES[id].signature}:\n    return {what}", None, mistake)


KINDS = {
    "wrong axis": wrong_axis, "at a": at_a, "swapped": swapped, "another form": another_form, "extra": extra_factor,
    "uphill": uphill, "of z": of_z, "mean": mean, "shifted": shifted, "chain": partial(one_gradient, "l - 1"),
    "chain wrong": partial(one_gradient, "l"), "step": whole_step, "mutated": mutated,
    "step half": partial(whole_step, "return {l: W[l] for l in W}, {l: B[l][:1] for l in B}"),
    "step one": partial(whole_step, "return W"),
    "nothing": partial(returned, "None", mistake="returned nothing"),
    "flat": partial(returned, "[sum(r) for r in dJ_dZ[l]]"),
    "ragged": partial(returned, "[[1.0], [1.0, 2.0]]", mistake=None),
    "text": partial(returned, "'sum'", mistake=None),
    "no finite": partial(returned, "[[float('nan')] for row in dJ_dZ[l]]", mistake=None),
    "stops": partial(returned, "dJ_dZ[l + 9]", mistake="layer error"),
    "unsure stop": partial(returned, "1 / 0", mistake=None),
    "J": partial(returned, "0.5", "loss.cross-entropy", None),
    "far": partial(returned, "1e300", "forward.sigmoid", None),
    "right numbers": partial(returned, "[[sum(row)] for row in dJ_dZ[l]]", mistake=None),
}  # fmt: skip


@pytest.fixture(params=KINDS)
def each(request):
    return of_kind(request.param)


@cache
def of_kind(kind):
    return KINDS[kind]()


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("level", [1, 2, 3])
def test_no_line_is_wider_than_the_screen(each, level, ascii):
    for width in (60, 80):
        lines = screen(each, level, ascii, width)
        assert all(len(line.replace(ARROW, "")) <= width for line in lines if "python3 -m purenn" not in line)
        assert all(line == line.rstrip() and "\x01" not in line for line in lines)
        assert not ascii or "".join(lines).isascii()


def test_each_level_says_more(each):
    one, two, three = ("\n".join(screen(each, level)) for level in (1, 2, 3))
    if each.right:
        assert one == two == three and "?" not in one
        return
    words = " ".join(one.split())
    assert f"Ask yourself: {ask(each)}" in words
    assert f"What to do: {how(each)}" in " ".join(three.split())
    assert ("The book's equation" in two) and "The book's equation" not in one
    assert f"--hint {2}" in one and "--hint 3" in two and "--hint" not in three


def test_a_record_has_what_others_need_and_is_json(each):
    for level in (1, 2, 3):
        found = record(each, level)
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        assert (found["id"], found["right"], found["mistake"]) == (each.exercise.id, each.right, each.mistake)
        assert bool(found["hint"]) is not each.right
    assert record(each)["hint"] == ("" if each.right else ask(each))
    assert record(each)["book"] is None


SCREENS = {
    ("wrong axis", 1): """
hidden.dJ-db   The derivative with respect to one bias                   not yet

  exercises/12_layer_dJ_dB.py:2
      return [[sum(col)] for col in zip(*dJ_dZ[l])]

  Your function says:

      ∂J/∂bᵢ⁽ˡ⁾ = Σⱼ ∂J/∂zⱼᵢ⁽ˡ⁾
                     ^^^^^^^^^^

  On the worked net, at l = 1, it returns a 5x1 matrix; expected a 3x1 matrix.

  Ask yourself: Which letter is summed away? Compare it with the letters that
  the left side keeps.

  The next hint: python3 -m purenn try hidden.dJ-db --hint 2
""",
    ("at a", 2): """
hidden.dJ-dz-product   The derivative with respect to one preactivation  not yet

  mine.py:2
      return [[d * f_prime[l](a) for d, a in zip(*rows)] for rows in
              zip(dJ_dA[l], A[l])]

  Your function says:

      ∂J/∂zᵢⱼ⁽ˡ⁾ = ∂J/∂aᵢⱼ⁽ˡ⁾ · f⁽ˡ⁾′(aᵢⱼ⁽ˡ⁾)
                                      ^^^^^^

  The book's equation:

      ∂J/∂zᵢⱼ⁽ˡ⁾ = ∂J/∂aᵢⱼ⁽ˡ⁾ · f⁽ˡ⁾′(zᵢⱼ⁽ˡ⁾)
                                      ^^^^^^

  On the worked net, at l = 1, i = 1, j = 1:

      yours   ∂J/∂a₁₁⁽¹⁾ · f⁽¹⁾′(a₁₁⁽¹⁾)
              = (−0.466) · f⁽¹⁾′(0.6411)
              = (−0.466) · 0.226
              = −0.1053
      true    −0.1072   (J measured with z₁₁⁽¹⁾ moved a little)

  Ask yourself: The derivative of f depends on where it is taken. At which
  number does the forward pass apply f?

  The last hint: python3 -m purenn try hidden.dJ-dz-product mine.py --hint 3
""",
    ("another form", 1): """
output.dJ-dz-element   One entry of the starting point                     right

  Your function says:

      ∂J/∂z₁ⱼ⁽ᴸ⁾
          = −1/m · (yⱼ/a₁ⱼ⁽ᴸ⁾ − (1 − yⱼ)/(1 − a₁ⱼ⁽ᴸ⁾)) · a₁ⱼ⁽ᴸ⁾ · (1 − a₁ⱼ⁽ᴸ⁾)

  which is the book's equation in another form:

      ∂J/∂z₁ⱼ⁽ᴸ⁾ = 1/m · (a₁ⱼ⁽ᴸ⁾ − yⱼ)

  Every entry agrees with finite differences of J: 4 calls on 4 nets.
""",
    ("swapped", 3): """
hidden.dJ-da-sum                                                         not yet
  The derivative with respect to one activation, as a sum

  mine.py:3
      return [[sum(column(i, j)) for j in range(len(dJ_dZ[l + 1][0]))] for i in
              range(len(W[l + 1][0]))]

  Your function says:

      ∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wᵢₚ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾
                      ^^^^^^^^

  The book's equation:

      ∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾
                      ^^^^^^^^

  It stops at line 2 on the worked net, at l = 1: W[l + 1] has 2 rows, counted
  from 0 to 1, and i is 2.

  Ask yourself: A matrix has one kind of thing along its rows and another along
  its columns. Say for each factor what its first index counts and what its
  second. Which of them does not fit?

  What to do: W[l + 1] has a row for each unit of the next layer and a column
  for each unit of layer l. Where you have wᵢₚ⁽ˡ⁺¹⁾, the book has wₚᵢ⁽ˡ⁺¹⁾. The
  first index is the row, the second the column.

  The book's line: python3 -m purenn explain hidden.dJ-da-sum
""",
    ("step", 1): """
whole.step   A whole step of gradient descent                            not yet

  mine.py:2
      return {l: W[l] for l in W}, {l: B[l] for l in B}

  On the worked net, the entry of each matrix that is furthest off:

      W⁽³⁾     w₁₂⁽³⁾     yours −2.8       true −2.725
      W⁽²⁾     w₂₂⁽²⁾     yours 2.7        true 2.652
      W⁽¹⁾     w₁₂⁽¹⁾     yours 1.6        true 1.361
      B⁽³⁾     b₁⁽³⁾      yours −0.1       true −0.0004219
      B⁽²⁾     b₂⁽²⁾      yours −0.6       true −0.6627
      B⁽¹⁾     b₁⁽¹⁾      yours 0.7        true 0.7845

  Ask yourself: What is there to change in a step? Is all of it changed by your
  lines?

  The next hint: python3 -m purenn try whole.step mine.py --hint 2
""",
    ("mutated", 1): """
hidden.dJ-dz-product   The derivative with respect to one preactivation  not yet

  mine.py:5
      return dJ_dA[l]

  After the call dJ_dA no longer holds what you were given.

  Ask yourself: Print what you were given, before the call and after it. Who
  might need the old numbers again?

  The next hint: python3 -m purenn try hidden.dJ-dz-product mine.py --hint 2
""",
}


@pytest.mark.parametrize(("kind", "level"), SCREENS)
def test_a_whole_screen(kind, level):
    assert screen(of_kind(kind), level) == SCREENS[kind, level].strip("\n").split("\n")


def lines(kind, level=1, **how):
    return "\n".join(screen(of_kind(kind), level, **how))


def test_what_differs_is_underlined_where_the_slip_put_it_and_nowhere_else():
    assert "· (a₁ⱼ⁽ᴸ⁾ − yⱼ) · a₁ⱼ⁽ᴸ⁾ · (1 − a₁ⱼ⁽ᴸ⁾)\n" + " " * 41 + "^^^^^^^^^^^^^^^^^^^^^\n" in lines("extra")
    assert "σ′(z) = z · (1 − z)\n              ^        ^\n" in lines("of z")  # both, and not the one on the left
    assert "= σ(z) · (1 − σ(z))\n" + " " * 58 + "^^^^        ^^^^\n" in lines("of z", 2)


def test_a_piece_that_the_book_has_too_is_underlined_where_the_book_has_it_not():
    w_ih, gamma = w(l, "i", "h"), Symbol("gamma", "scalar")
    said = Equation((w_ih, minus(w_ih, times(times(gamma, d(w_ih)), w_ih))), "←")
    kind = replace(of_kind("uphill"), says=(Said(said),), slip=Slip("extra factor", said, (), (w_ih,)))
    assert " · ∂J/∂wᵢₕ⁽ˡ⁾ · wᵢₕ⁽ˡ⁾\n" + " " * 41 + "^^^^^^\n" in "\n".join(screen(kind))


def test_a_slip_is_found_under_the_learners_own_letters_and_in_another_order():
    kind, mine = of_kind("wrong axis"), d(z_ij(l, "k", "i"))
    said = Said(Equation((d(b(l, "i", 1)), Sum(Axis("k", Size("n", l)), mine))))
    found = "\n".join(screen(replace(kind, says=(said,)), 3))
    assert "= Σₖ ∂J/∂zₖᵢ⁽ˡ⁾\n" + " " * 21 + "^^^^^^^^^^\n" in found
    assert "Where you have ∂J/∂zₖᵢ⁽ˡ⁾, the book has ∂J/∂zᵢⱼ⁽ˡ⁾." in found

    a_1j, y_j = a(L, 1, "j"), y(None, 1, "j")
    said = over(times(times(minus(a_1j, y_j), a_1j), minus(Number("1"), a_1j)), m)
    kind = of_kind("extra")
    found = "\n".join(screen(replace(kind, says=(Said(Equation((kind.says[0].equation.sides[0], said))),))))
    assert "= ((a₁ⱼ⁽ᴸ⁾ − yⱼ) · a₁ⱼ⁽ᴸ⁾ · (1 − a₁ⱼ⁽ᴸ⁾))/m\n" + " " * 36 + "^^^^^^    ^^^^^^^^^^\n" in found


def test_a_line_of_carets_stands_below_each_line_that_is_broken():
    first, second = " " * 41 + "^" * 6, " " * 10 + "^" * 14
    assert f"· a₁ⱼ⁽ᴸ⁾\n{first}\n          · (1 − a₁ⱼ⁽ᴸ⁾)\n{second}\n" in lines("extra", width=50)


def test_an_arrow_takes_no_column():
    y_row, A = Symbol("y", "row"), Symbol("A", "matrix", L)
    said = Equation((d(A), minus(y_row, A)))
    found = Answer(EXERCISES["loss.dJ-da-element"], "", "mine.py", False, (), (Said(said),), None,
                   Slip("other symbol", said, (), (A,)))  # fmt: skip
    line, below = next((line, below) for line, below in pairwise(screen(found)) if "^" in below)
    assert line.replace(ARROW, "").index("A", 20) == below.index("^")


def test_python_takes_the_last_for_the_one_before_the_first():
    assert "yours   1/m · (a₁₁⁽³⁾ − y₅)\n              = 1/5 · (0.3251 − 0)\n" in lines("shifted")


def test_numbers_that_are_not_those_of_the_equation_are_not_worked_out():
    kind = of_kind("at a")
    right = Said(Equation((kind.says[0].equation.sides[0], d(a(l, "i", "j")))))
    said = "\n".join(screen(replace(kind, says=(right,))))
    assert "yours   −0.1053\n      true" in said


def test_the_book_has_its_say_at_one_entry_too_where_it_speaks_of_matrices():
    assert "∂J/∂B⁽ˡ⁾ = ∂J/∂Z⁽ˡ⁾ · 1[m×1]" in lines("mean", 2)
    assert "  At one entry:\n\n      ∂J/∂bᵢ⁽ˡ⁾ = Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾\n" in lines("mean", 2)
    assert "  That comes to:\n\n      ∂J/∂wᵢₕ⁽ˡ⁾ = Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾\n" in lines("chain wrong", 2)


def test_of_a_right_function_it_is_said_how_the_book_says_it():
    kind = of_kind("right numbers")
    sum_j = Sum(Axis("j", M), d(z_ij(l, "i", "j")))
    same = replace(kind, says=(Said(Equation((d(b(l, "i", 1)), sum_j))),))
    assert "  Your function says, as the book does:\n" in "\n".join(screen(same))
    matrix = "\n".join(screen(replace(same, exercise=EXERCISES["compact.dJ-dB-matmul"])))
    assert "which is the book's equation at one entry:" in matrix


@pytest.mark.parametrize(("value", "words"), [
    (None, "nothing"), (1, "a number"), ([[1.0, 2.0]], "a 1x2 matrix"), ([1.0], "a flat list of 1 number"),
    ((1.0, 2.0), "a flat tuple of 2 numbers"), ([], "an empty list"), ("text", "something of type str"),
    ([[1.0], [1.0, 2.0]], "a list of 2 rows of 1, 2 numbers"),
    (((1.0,), (2.0,)), "a tuple of 2, in which a row is a flat tuple of 1 number"),
    ([[[1.0]]], "a matrix in which an entry is a flat list of 1 number"),
    (({1: 0}, {1: 0}), "2 dictionaries with the keys 1"), (({1: 0}, {}), "2 dictionaries with the keys 1 and none"),
])  # fmt: skip
def test_what_was_returned_in_words(value, words):
    assert described(value) == words


def test_a_loop_without_an_end_is_no_stop():
    call = replace(of_kind("stops").calls[0], error="TooLong", why="")
    kind = replace(of_kind("stops"), mistake="endless loop", calls=(call,))
    assert "at l = 1, it goes round and round there and comes to no end." in " ".join("\n".join(screen(kind)).split())


def test_the_next_command_names_the_file_unless_it_is_the_own_one():
    assert lines("wrong axis").endswith("try hidden.dJ-db --hint 2")
    there = replace(of_kind("wrong axis"), path="some folder/12_layer_dJ_dB.py")
    assert screen(there)[-1].endswith("try hidden.dJ-db 'some folder/12_layer_dJ_dB.py' --hint 2")


def test_the_lines_that_matter_stand_in_the_order_of_the_file():
    kind = replace(of_kind("mutated"), lines=(4, 3))
    assert [line.strip() for line in screen(kind) if "mine.py:" in line] == ["mine.py:3", "mine.py:4"]


def test_a_quotient_is_as_good_as_the_product_of_the_book():
    said = over(minus(a(L, 1, "j"), y(None, 1, "j")), m)
    kind = of_kind("another form")
    same = replace(kind, says=(Said(Equation((kind.says[0].equation.sides[0], said))),))
    assert "  Your function says, as the book does:" in screen(same)


def test_the_place_of_a_whole_step_has_no_letters():
    w_ih = w(l, "i", "h")
    told = replace(of_kind("step"), says=(Said(Equation((w_ih, w_ih), "←"), "in every layer"),))
    assert "  On the worked net, the entry of each matrix that is furthest off:" in screen(told)


def test_a_cost_with_a_2_in_it_is_worked_out_with_the_same_labels():
    said = over(times(Number("2"), minus(a(L, 1, "j"), y(None, 1, "j"))), m)
    twice = answer("output.dJ-dz-element", """def output_dJ_dZ(A, Y, L):
    return [[2 * (a - y) / len(Y[0]) for a, y in zip(A[L][0], Y[0])]]""", said, "factor", mine=(Number("2"),))
    assert "yours   (2 · (a₁₁⁽³⁾ − y₁))/m" in "\n".join(screen(twice))


def test_a_negative_number_that_is_squared_has_its_brackets():
    said = operation("power", d(z_ij(l, "i", "j")), Number("2"))
    squared = answer("hidden.dJ-db", """def layer_dJ_dB(dJ_dZ, l):
    return [[sum(x ** 2 for x in row)] for row in dJ_dZ[l]]""", Sum(Axis("j", M), said))
    assert "= (−0.1072)² + 0.08601² + (−0.1145)²" in "\n".join(screen(squared))


def test_a_negative_number_that_is_added_within_a_sum_has_its_brackets():
    said = Sum(Axis("j", M), plus(d(z_ij(l, "i", "j")), Number("1")))
    more = answer("hidden.dJ-db", """def layer_dJ_dB(dJ_dZ, l):
    return [[sum(x + 1 for x in row)] for row in dJ_dZ[l]]""", said)
    assert "= −0.1072 + 1 + 0.08601 + 1 + (−0.1145) + 1" in "\n".join(screen(more))


def test_a_piece_takes_the_letters_of_what_the_function_says_and_stands_there():
    said = Equation((d(a(l, "i", "j")), Sum(Axis("k", Size("n", Layer("l", 2))), times(
        w(Layer("l", 2), "k", "i"), d(z_ij(Layer("l", 2), "k", "j"))))))  # fmt: skip
    z_pj = z_ij(Layer("l", 2), "p", "j")
    book = (w(Layer("l", 1), "p", "i"), d(z_ij(Layer("l", 1), "p", "j")))
    mine = (w(Layer("l", 2), "p", "i"), d(z_pj), z_pj)
    slip = Slip("layer shifted", Equation((said.sides[0], Sum(Axis("p", Size("n", Layer("l", 2))), times(
        mine[0], mine[1])))), book, mine)  # fmt: skip
    shown = "\n".join(screen(replace(of_kind("swapped"), says=(Said(said),), slip=slip), 3))
    assert " ".join(shown.split()).count("Where you have wₖᵢ⁽ˡ⁺²⁾ and ∂J/∂zₖⱼ⁽ˡ⁺²⁾, the book has") == 1


def test_of_an_m_that_divides_the_whole_factor_is_underlined():
    said = times(over(Number("1"), m), Sum(Axis("j", M), d(z_ij(l, "i", "j"))))
    kind = of_kind("mean")
    equation = Equation((d(b(l, "i", 1)), said))
    shown = "\n".join(screen(replace(kind, says=(Said(equation),), slip=Slip("1/m twice", equation, (), (m,)))))
    assert "= 1/m · Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾\n" + " " * 18 + "^^^\n" in shown


def test_the_form_of_the_book_that_lacks_a_factor_alone_is_the_one_compared():
    sigma = Apply(Function("sigma"), (z,))
    said = minus(Number("1"), sigma)
    power = operation("power", plus(Number("1"), operation("exp", operation("negative", z))), Number("2"))
    kind = answer("forward.sigmoid-prime", """def sigmoid_prime(z):
    return 1 - 1 / (1 + 2.718281828459045 ** -z)""", said, "missing factor", (power,), (power.parts[0],))
    assert "What to do: Multiply by σ(z)." in screen(kind, 3)[-3]


def test_a_sum_that_goes_on_is_shown_as_the_entry_before_and_the_true_one():
    kind = answer("hidden.dJ-db", """def layer_dJ_dB(dJ_dZ, l):
    s, rows = 0, []
    for row in dJ_dZ[l]:
        s += sum(row)
        rows.append([s])
    return rows""", None, "accumulator not reset")
    yours = "yours   −0.1691 + 0.1411   (your entry before, and the true one)\n              = −0.02803"
    assert yours in "\n".join(screen(kind))


def test_a_long_command_is_broken_before_the_level():
    there = replace(of_kind("wrong axis"), path="some/path/to/exercises/12_layer.py")
    assert screen(there)[-2].endswith(" \\") and screen(there)[-1] == "      --hint 2"
    assert max(map(len, screen(there))) <= 80


def test_of_a_step_whose_weights_are_right_nothing_is_said_of_them():
    kind = of_kind("step")
    said = Said(Equation((w(l, "i", "h"), w(l, "i", "h")), "←"), "in every layer")
    assert "Your function says" in "\n".join(screen(replace(kind, says=(said,))))
    calls = tuple(replace(call, found=(call.true[0], call.found[1])) for call in kind.calls)
    assert "Your function says" not in "\n".join(screen(replace(kind, says=(said,), calls=calls)))


def test_pieces_are_found_under_other_letters_and_with_the_one_index_of_the_last_layer():
    x, y_k = (times(d(z_ij(l, "i", letter)), a(l, "h", letter)) for letter in "jk")
    assert standing((x,), Sum(Axis("j", M), x), plus(Sum(Axis("k", M), y_k), Number("1"))) == (y_k,)
    assert standing((a(L, "h", "j"),), a(L, "h", "j"), times(a(L, 1, "j"), m)) == (a(L, 1, "j"),)
    assert standing((a(L, "h", "j"),), a(L, "h", "j"), times(a(L, 1, "j"), a(L, 2, "j"))) == (a(L, "h", "j"),)
    assert standing((d(z_ij(L, 1, "j")),), x, z_ij(L, 2, "j")) == (d(z_ij(L, 1, "j")),)
