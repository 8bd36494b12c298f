"""For each name of a mistake there is a question, which does not give away the line, and what to do."""

import re

import pytest

from purenn.notation.expression import Gradient, Sum, Symbol
from purenn.notation.sizes import Axis, Layer, M
from purenn.notation.symbols import symbol
from purenn.notation.walks import operation
from purenn.tutor.answer import Answer, Call, Slip
from purenn.tutor.answering import answer as found_of
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.pieces import Pieces
from purenn.tutor.words import MISFIT, SPECIAL, STOPPED, UNSURE, WORDS, ask, how, lies

NAMES = """indices swapped · wrong letter · wrong axis · constant index · index shifted · layer shifted · no
    accumulation · accumulator not reset · term in the wrong loop · range short · sign · 1/m missing · 1/m
    twice · size factor · factor · integer division · extra factor · missing factor · extra function · at a
    instead of z · sigmoid only · other symbol · start value · term missing · extra sum · missing sum ·
    grouping · result transposed · shape · shared rows · mutated · returned nothing · returned early ·
    updated too early · endless loop · list arithmetic · index error · layer error · name · applied twice ·
    argument · extra term · several · no pattern · value"""
l, J = Layer("l"), Symbol("J", "scalar")
CODE = re.compile(r"[\w)]\[|\w\(|\]|[-+*/]=|[^<>=]=[^=]|\bzip|\brange\(|@|∂|Σ")  # a piece of a line, or of an equation


def answer(id, mistake=None, **found):
    return Answer(EXERCISES[id], "", f"exercises/{EXERCISES[id].file}", False, mistake=mistake, **found)


def differ(slip):
    return Pieces(slip, ()).differ()


def call(problem, error=""):
    return Call("layers of [4, 3, 2, 1] units and 5 datapoints", True, {"l": 1}, None, None, problem, error=error)


@pytest.mark.parametrize("name", " ".join(NAMES.split()).split(" · "))
def test_every_name_has_its_words(name):
    words = WORDS[name, ""]
    assert words.ask and words.do


@pytest.mark.parametrize("words", [*WORDS.values(), *SPECIAL.values()])
def test_a_question_asks_and_gives_nothing_away(words):
    assert "?" in words.ask or words in SPECIAL.values()  # a case may leave the question as it is
    assert not CODE.search(words.ask)
    assert len(words.ask) <= 220
    assert not re.search(r"\]\[|\w\(\w+[,)]|[-+*]=", words.do + words.why)  # what to do is no code either


@pytest.mark.parametrize(("name", "id"), [place for place in WORDS if place[1]])
def test_words_for_an_exercise_stand_under_a_name_and_say_something_of_their_own(name, id):
    assert id in EXERCISES
    assert WORDS[name, id] != WORDS[name, ""]
    assert all(mine or not general for mine, general in zip(WORDS[name, id], WORDS[name, ""], strict=True))


def test_an_exercise_may_have_a_question_of_its_own():
    assert ask(answer("update.weights", "sign")) == WORDS["sign", "update.weights"].ask
    assert ask(answer("hidden.dJ-db", "sign")) == WORDS["sign", ""].ask


@pytest.mark.parametrize(("problem", "name"), [("value", UNSURE), ("error", STOPPED), ("shape", "shape")])
def test_without_a_name_the_question_leads_to_what_is_seen(problem, name):
    assert ask(answer("hidden.dJ-db", calls=(call(""), call(problem)))) == WORDS[name, ""].ask


def test_matrices_that_do_not_meet_are_no_result_of_another_shape():
    for name in ("shape", None):
        found = answer("forward.Z", name, calls=(call("error", "ShapeError"),))
        assert ask(found) == WORDS[MISFIT, ""].ask
        assert "Z[l]" not in how(found)


@pytest.mark.parametrize(("node", "words"), [
    (symbol("w", Layer("l", 1), ("p", "i")),
     "W[l + 1] has a row for each unit of the next layer and a column for each unit of layer l."),
    (Gradient(J, symbol("w", Layer("L"), (1, "h"))),
     "dJ_dW[L] has a row for each unit of the last layer and a column for each unit of the layer before the last."),
    (Gradient(J, symbol("b", l, ("i", 1))), "dJ_dB[l] has a row for each unit of layer l and one column."),
    (symbol("a", Layer("l", -1), ("h", "j")),
     "A[l - 1] has a row for each unit of the previous layer and a column for each datapoint."),
    (symbol("y", None, (1, "j")), "Y has one row and a column for each datapoint."),
    (Symbol("m", "scalar"), ""),
])  # fmt: skip
def test_how_a_matrix_lies(node, words):
    assert lies(node) == words


def test_what_to_do_names_the_pieces_that_differ():
    mine, book = symbol("w", Layer("l", 1), ("i", "p")), symbol("w", Layer("l", 1), ("p", "i"))
    slip = Slip("indices swapped", None, (book,), (mine,))
    assert differ(slip) == "Where you have wᵢₚ⁽ˡ⁺¹⁾, the book has wₚᵢ⁽ˡ⁺¹⁾."
    assert differ(Slip("missing factor", None, (book,))) == "Multiply by wₚᵢ⁽ˡ⁺¹⁾."
    assert differ(Slip("extra factor", None, (), (mine, mine))) == "Leave out wᵢₚ⁽ˡ⁺¹⁾."
    said = how(answer("hidden.dJ-da-sum", "indices swapped", slip=slip))
    assert said.startswith(f"{lies(book)} {differ(slip)}")
    assert "W[l + 1] has" in how(answer("hidden.dJ-da-sum", "indices swapped", slip=slip), ascii=True)
    assert "w[i,p]^(l+1)" in how(answer("hidden.dJ-da-sum", "indices swapped", slip=slip), ascii=True)


def test_what_to_do_says_how_a_result_of_another_shape_lies():
    said = how(answer("hidden.dJ-dw-sum", "result transposed"))
    assert said.startswith("dJ_dW[l] has a row for each unit of layer l and a column for each unit of the previous")
    assert how(answer("loss.cross-entropy", "shape")) == " ".join(WORDS["shape", "loss.cross-entropy"][1:])


def test_a_slip_of_the_whole_is_told_in_words():
    slip = Slip("no accumulation", None, (Sum(Axis("j", M), symbol("a", l, ("i", "j"))),), ())
    assert how(answer("hidden.dJ-db", "no accumulation", slip=slip)) == " ".join(WORDS["no accumulation", ""][1:])


L_ROW = "m = len(Y[0])\n    return [[{} for j in range(m)]]"
COST = "return -sum({} for a, y in zip(A[L][0], Y[0])) / len(Y[0])"
MATH = "from math import exp, log"
MATRIX = "from purenn.matrix import *"
CASES = [
    ("output.dJ-dz-element", "", L_ROW.format("(A[L][0][j] - Y[0][j]) / len(Y)"),
     "rows of Y", "take the length of a row"),
    ("loss.cross-entropy", MATH, COST.format("log(a) + (1 - y) * log(1 - a)"), "each logarithm",
     "Multiply ln(a₁ⱼ⁽ᴸ⁾) by yⱼ."),
    ("loss.cross-entropy", MATH, COST.format("y * log(a)"), "label",
     "Add (1 − yⱼ) · ln(1 − a₁ⱼ⁽ᴸ⁾) for each datapoint."),
    ("loss.cross-entropy", MATH, COST.format("y * log(a) + 1 - y * log(1 - a)"), "bracket",
     "Put brackets round 1 − yⱼ: the whole difference is multiplied. Python multiplies before"),
    ("hidden.dJ-db", "", "return [[sum(row) / len(row)] for row in dJ_dZ[l]]", "1/m", "dJ_dZ[l] holds it already"),
    ("output.dJ-dz-element", "", L_ROW.format("(A[L][0][j] - Y[0][j]) / len(A[L - 1])"), "what does m count",
     "Divide by m, the number of datapoints, and not"),
    ("output.dJ-dz-element", "", L_ROW.format("abs(A[L][0][j] - Y[0][j]) / m"), "negative", "Leave out the | |."),
    ("output.dJ-dz-element", "", L_ROW.format("A[L][0][j] - Y[0][j] / m"), "bracket",
     "Put brackets round a₁ⱼ⁽ᴸ⁾ − yⱼ: the whole difference is divided. Python divides before"),
    ("output.dJ-dz-element", "", "return [[(a - y) / m for a, y in zip(A[L][0], Y[0])]]", "import",
     "m is no argument: count the columns of Y."),
    ("forward.sigmoid", "", "return 1 / (1 + exp(-z))", "import", "exp comes from Python's module math"),
    ("forward.sigmoid", MATH, "return 1 / (1 + exp(z))", "rise", "Turn the sign in the exponent round."),
    ("forward.sigmoid", MATH, "return 1 / 1 + exp(-z)", "bracket", "1 is divided by the whole sum"),
    ("forward.sigmoid", "", "print(z)", "hand back", "A print shows a number"),
    ("forward.sigmoid-prime", "from purenn.activation import sigmoid", "return sigmoid(z) * (sigmoid(z) - 1)", "rise",
     "Exchange what stands before and after your minus. The sigmoid rises"),
    ("hidden.dJ-db", "", "return [[sum(x * x for x in row)] for row in dJ_dZ[l]]", "factor",
     "∂J/∂zᵢⱼ⁽ˡ⁾ stands there twice: leave one of them out."),
    ("forward.sigmoid-prime", "from purenn.activation import sigmoid as s", "return s(z) * s(z) * (1 - s(z))", "factor",
     "σ(z) stands there twice"),
    ("loss.dJ-da-element", "", L_ROW.format("-(Y[0][j] / A[L][0][j] - 1 - Y[0][j] / 1 - A[L][0][j]) / m"), "bracket",
     "Put brackets round 1 − yⱼ and 1 − a₁ⱼ⁽ᴸ⁾. Python divides before it"),
    ("loss.dJ-da-element", "",
     "return [[-(y / a + (1 - y) / (1 - a)) / len(Y[0]) for a, y in zip(A[L][0], Y[0])]]", "Say of each term",
     "Turn the sign before (1 − yⱼ)/(1 − a₁ⱼ⁽ᴸ⁾) round."),
    ("forward.sigmoid", "", "return 1 / (1 + math.exp(-z))", "import", "Import math at the top of the file."),
    ("forward.sigmoid", MATH, "return 1 / exp(-z)", "nothing", "Add 1 to e^(−z)."),
    ("output.dJ-dz-element", "", L_ROW.format("(A[L][0][j] - Y[0][j]) / L"), "what does m count",
     "not by the number of layers"),
    ("update.weights", "", "return [[gamma * (w - d) for w, d in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]", "by γ",
     "the book has wᵢₕ⁽ˡ⁾ − γ · ∂J/∂wᵢₕ⁽ˡ⁾."),
    ("update.weights", "",
     "return [[w - gamma * d - gamma * w for w, d in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]",
     "contributes", "Leave out the term with wᵢₕ⁽ˡ⁾."),
    ("hidden.dJ-db", "", "return [[row[0]] for row in dJ_dZ[l]]", "right side",
     "Add up over j: one term for each datapoint."),
    ("hidden.dJ-dw-sum", "",
     "return [[sum(d * a for other in dJ_dZ[l] for d, a in zip(other, one)) for one in A[l - 1]] for row in dJ_dZ[l]]",
     "How many of them depend", "Leave out the sum over k: keep the term with k = i."),
    ("hidden.dJ-dz-product", "", "return [[f_prime[l](d * z) for d, z in zip(*rows)] for rows in zip(dJ_dA[l], Z[l])]",
     "applied", "Apply f′ to zᵢⱼ⁽ˡ⁾ alone, and multiply by ∂J/∂aᵢⱼ⁽ˡ⁾ afterwards."),
    ("update.weights", "", "return [[w - d for w, d in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]", "How long",
     "Multiply the derivative by γ, the learning rate."),
    ("update.weights", "", "return [[(w - gamma) * d for w, d in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]", "by γ",
     "Leave out the brackets round wᵢₕ⁽ˡ⁾ − γ."),
    ("forward.z-element", "",
     "return [[sum(map(lambda w, a: w * a, row, column)) for column in zip(*A[l - 1])] for row in W[l]]",
     "add up", "Add bᵢ⁽ˡ⁾, once for each entry."),
    ("forward.Z", MATRIX, "return add(matmul(W[l], A[l - 1]), B[l])", "biases",
     "Multiply B[l] by a row of m ones first."),
    ("forward.Z", MATRIX, "return matmul(W[l], A[l - 1]) + B[l]", "two lists",
     "A plus puts one list behind the other."),
    ("compact.dJ-dW", MATRIX, "return matmul(dJ_dZ[l], A[l - 1])", "first index",
     "Transpose A[l - 1] before the product."),
    ("compact.dJ-dZ", MATRIX, "return matmul(dJ_dA[l], transpose(elementwise(f_prime[l], Z[l])))", "one entry",
     "Take the elementwise product. It pairs"),
    ("output.dJ-dW", MATRIX, "return hadamard(dJ_dZ[L], A[L - 1])", "right side",
     "Take the matrix product: it adds up over j."),
]  # fmt: skip


@pytest.mark.parametrize(("id", "first", "body", "asks", "does"), [
    pytest.param(*case, marks=() if case in CASES[::6] else pytest.mark.long) for case in CASES
])  # fmt: skip
def test_what_is_said_fits_the_case(id, first, body, asks, does):
    found = found_of(EXERCISES[id], f"{first}\n{EXERCISES[id].signature}:\n    {body}\n", "mine.py")
    assert not found.right
    assert asks in ask(found)
    assert does in how(found)


def test_a_term_that_is_taken_away_is_not_added():
    a, y = symbol("a", Layer("L"), (1, "j")), symbol("y", None, (1, "j"))
    pieces = Pieces(Slip("term missing", None, (y,)), [operation("minus", a, y)])
    assert pieces.differ() == "Subtract yⱼ from a₁ⱼ⁽ᴸ⁾."


def test_a_divisor_that_is_left_out_divides():
    m, y = Symbol("m", "scalar"), symbol("y", None, (1, "j"))
    assert Pieces(Slip("missing factor", None, (m,)), [operation("fraction", y, m)]).differ() == "Divide by m."
