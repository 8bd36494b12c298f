"""The tree: what walks over it and rebuilds it, without changing what it means."""

from purenn.notation.entries import Entries
from purenn.notation.expression import Sum, Symbol
from purenn.notation.shapes import Shapes
from purenn.notation.sizes import Axis, Layer, M, Size
from purenn.notation.symbols import cell_of, entry_of, symbol
from purenn.notation.text import text
from purenn.notation.walks import at_layer, free_letters, operation, with_index

l, below = Layer("l"), Layer("l", -1)
w_ih, a_hj = Symbol("w", "scalar", l, ("i", "h")), Symbol("a", "scalar", below, ("h", "j"))
z_ij = Sum(Axis("h", Size("n", below)), operation("times", w_ih, a_hj))


def test_an_index_is_put_in_where_its_letter_is_free():
    assert text(with_index(z_ij, "i", 2)) == "Σₕ w₂ₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾"
    assert with_index(z_ij, "h", 2) == z_ij


def test_a_sum_captures_no_letter_that_is_put_in():
    # i becomes h outside the sum over h: the sum has to run over another letter then
    moved = with_index(z_ij, "i", "h")
    assert free_letters(moved) == {"h", "j"}
    assert isinstance(moved, Sum) and moved.axis.letter != "h"
    summand = with_index(moved.body, moved.axis.letter, 5)
    assert text(with_index(summand, "h", 3)) == "w₃₅⁽ˡ⁾ · a₅ⱼ⁽ˡ⁻¹⁾"


def test_layers_are_put_in_everywhere():
    assert text(at_layer(z_ij, 2, 3)) == "Σₕ wᵢₕ⁽²⁾ · aₕⱼ⁽¹⁾"
    assert at_layer(z_ij, 2, 3).axis.size == Size("n", Layer("", 1))


def test_an_entry_of_a_product_of_products_runs_over_two_letters():
    W, A = symbol("w", l), symbol("a", below)
    twice = operation("matmul", operation("matmul", operation("transpose", W), W), A)
    entry = Entries(Shapes()).entry(twice, "q", "r")

    # rows of the product are counted by q and columns by r, so neither sum may take these letters
    assert free_letters(entry) == {"q", "r"}
    assert isinstance(entry, Sum) and entry.axis.size == Size("n", below)


def test_b_has_no_column_and_y_no_row():
    b, y = symbol("b", l), symbol("y", None)
    assert entry_of(b, "i", 1) == Symbol("b", "scalar", l, ("i",))
    assert entry_of(y, 1, "j") == Symbol("y", "scalar", None, ("j",))
    assert cell_of(entry_of(b, "i", 1)) == ("i", 1)
    assert cell_of(entry_of(y, 1, "j")) == (1, "j")
    assert Shapes().shape(y)[1] == M
