"""The registry's equations become cards: terms are marked alike in the print and in the code."""

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder.paired import card_of, examples

from purenn.pairing.registry import registry

EQUATIONS = registry()


def pieces(card, role):
    """The pieces of code whose terms have a role."""
    lines = (line for code in card.codes for line in code.lines)
    return {line.text[p.start : p.end] for line in lines for p in line.pieces if card.roles[p.term] == role}


def test_a_sum_with_its_loops():
    card = card_of(EQUATIONS["hidden.dJ-da-sum"])
    assert pieces(card, "written") == {"dJ_da_ij"}
    assert pieces(card, "first") == {"W[l + 1][p][i]"}
    assert pieces(card, "second") == {"dJ_dZ[l + 1][p][j]"}
    assert pieces(card, "index") == {"p in range(n[l + 1])"}
    assert [line.tagged for line in card.codes[0].lines] == [False, False, False, True]
    assert r"\sum_{\term{p}{p=1}}^{\term{p}{n^{(l+1)}}}" in card.latex
    assert [shape.size for shape in card.shapes] == [""]  # each side is a number


def test_a_function_stands_for_the_value_that_it_returns():
    card = card_of(EQUATIONS["compact.dJ-dA"])
    assert pieces(card, "written") == {"hidden_dJ_dA"}
    assert pieces(card, "first") == {"transpose(W[l + 1])"}
    assert [shape.size for shape in card.shapes] == [
        r"n^{(l)}\times m", r"n^{(l)}\times n^{(l+1)}", r"n^{(l+1)}\times m",
    ]  # fmt: skip


def test_all_cells_of_a_layout_belong_to_the_piece_they_come_from():
    card = card_of(EQUATIONS["hidden.Z-layout"])
    assert pieces(card, "second") == {"Z[l][i][j]"}
    (key,) = (key for key, role in card.roles.items() if role == "second")
    assert card.latex.count(rf"\term{{{key}}}") == 9


@pytest.mark.parametrize("id", EQUATIONS)
def test_every_piece_of_code_has_its_term_in_the_print(id):
    card = card_of(EQUATIONS[id])
    marked = {piece.term for code in card.codes for line in code.lines for piece in line.pieces}
    assert marked and all(rf"\term{{{key}}}" in card.latex for key in marked)


def test_an_example_is_the_test_that_is_marked_with_the_equation(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(
        'import pytest\n\n\n@pytest.mark.equation("a.b", "c.d")\ndef test_by_hand():\n    assert 1 + 1 == 2\n'
    )
    found = examples(tmp_path)
    assert set(found) == {"a.b", "c.d"}
    assert "tests/test_x.py" in found["a.b"].title and "test_by_hand" in found["a.b"].body
