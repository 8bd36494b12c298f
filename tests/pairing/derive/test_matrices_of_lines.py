"""From a line about one entry to matrices and back: what is made says of each entry what the line said."""

from functools import reduce
from random import Random

import pytest

from purenn.notation.entries import Entries
from purenn.notation.expression import Apply, Function, Gradient, Layout, Node, Number, Sum, Symbol
from purenn.notation.shapes import Shapes
from purenn.notation.sizes import ONE, Axis, Layer, M, Size
from purenn.notation.text import text
from purenn.notation.walks import delta, operation
from purenn.pairing.derive.algebra import is_equal
from purenn.pairing.derive.compacting import CompactingError, matrix_of

HERE, BEFORE, NEXT = Layer("l"), Layer("l", -1), Layer("l", 1)
SIZES = {"i": Size("n", HERE), "h": Size("n", BEFORE), "p": Size("n", NEXT), "j": M}
J, ONE_UNIT = Symbol("J", "scalar"), Shapes({Layer("L")})


def entry(letter: str, layer: Layer | None, *indices: str) -> Symbol:
    return Symbol(letter, "scalar", layer, indices)


W, W_NEXT, Z, Z_NEXT, A_BEFORE, A = (
    entry("w", HERE, "i", "h"), entry("w", NEXT, "p", "i"), entry("z", HERE, "i", "j"), entry("z", NEXT, "p", "j"),
    entry("a", BEFORE, "h", "j"), entry("a", HERE, "i", "j"))  # fmt: skip
PIECES = {  # entries by the letters that they hold
    "hi": [W, Gradient(J, W)],
    "ij": [Z, A, Gradient(J, Z), Gradient(J, A), Apply(Function("f", HERE, True), (Z,))],
    "hj": [A_BEFORE, Gradient(J, A_BEFORE)],
    "ip": [W_NEXT, Gradient(J, W_NEXT)],
    "jp": [Z_NEXT, Gradient(J, Z_NEXT)],
}


def drawn(draw: Random, r: str, c: str) -> Node:
    """Return a random line about the entry (r, c): a product of entries, or a sum of products, at times scaled."""
    pair = "".join(sorted(r + c))
    between = [s for s in SIZES if all("".join(sorted(s + each)) in PIECES for each in (r, c))]
    if between and (pair not in PIECES or draw.random() < 0.6):
        s = draw.choice(between)
        factors = [draw.choice(PIECES["".join(sorted(s + each))]) for each in (r, c)]
        factors += [draw.choice(PIECES["".join(sorted(s + draw.choice([r, c])))])] if draw.random() < 0.5 else []
        draw.shuffle(factors)
        found: Node = Sum(Axis(s, SIZES[s]), product(factors))
    else:
        found = product([draw.choice(PIECES[pair]) for _ in range(draw.choice([1, 2, 3]))])
    return operation("times", draw.choice([Number("2"), operation("fraction", Number("1"), Symbol("m", "scalar"))]),
                     found) if draw.random() < 0.3 else found  # fmt: skip


def product(factors: list[Node]) -> Node:
    return reduce(lambda left, right: operation("times", left, right), factors)


def check_entries(line: Node, r: str, c: str) -> Node:
    """Assert that the matrix of a line has the line for its entry, and the shape; return it."""
    shapes = Shapes()
    found = matrix_of(line, ONE_UNIT, {r: SIZES[r], c: SIZES[c]}, r, c)
    assert shapes.shape(found) == (SIZES[r], SIZES[c]), text(found)
    assert is_equal(Entries(shapes).entry(found, r, c), line), f"{text(line)} became {text(found)}"
    return found


@pytest.mark.parametrize(("r", "c"), ["ih", "hi", "ij", "ji", "hj", "pj", "jp", "pi", "ip", "hp"])
def test_a_matrix_says_of_each_entry_what_its_line_said(r, c):
    draw, made = Random(f"{r}{c}"), set()
    for _ in range(40):
        line = drawn(draw, r, c)
        made.add(text(check_entries(line, r, c)))
    assert len(made) > 4


def test_sums_of_terms_and_a_column_that_all_columns_repeat():
    weighted = Sum(Axis("h", SIZES["h"]), operation("times", W, A_BEFORE))
    found = check_entries(operation("plus", weighted, entry("b", HERE, "i")), "i", "j")

    assert text(found) == "W⁽ˡ⁾ · A⁽ˡ⁻¹⁾ + B⁽ˡ⁾ · 1[1×m]"


def test_a_switch_between_row_and_column_makes_a_diagonal():
    k = "k"
    line = operation("times", Z, delta("i", k))
    found = matrix_of(line, ONE_UNIT, {"i": SIZES["i"], k: SIZES["i"]}, "i", k)

    assert isinstance(found, Layout) and found.diagonal and found.columns == Axis("i", SIZES["i"])
    assert found.entry == Z


@pytest.mark.parametrize(("line", "r", "c"), [
    (Sum(Axis("h", SIZES["h"]), product([W, A_BEFORE, Gradient(J, entry("z", HERE, "i", "j"))])), "h", "j"),
    (product([entry("z", HERE, "i", "j"), entry("a", HERE, "h", "j")]), "i", "p"),
    (entry("y", None, "j"), "p", "j"),
    (Z, "i", "h"), (Sum(Axis("j", M), Z), "i", "h"), (operation("plus", Z, entry("y", None, "j")), "i", "j"),
    (operation("plus", Z, operation("fraction", Number("1"), Symbol("m", "scalar"))), "i", "j"),
])  # fmt: skip
def test_what_no_matrices_say_is_refused(line, r, c):
    with pytest.raises(CompactingError, match=r"^found .*, (expected|whose factors)"):
        check_entries(line, r, c)


def test_numbers_alone_are_a_matrix_of_ones():
    assert text(matrix_of(Number("1"), ONE_UNIT, {"j": M}, "j", None)) == "1[m×1]"
    assert matrix_of(Number("1"), ONE_UNIT, {"j": M}, "j", None).columns == ONE
