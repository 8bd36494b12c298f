"""The registry's equations become cards: terms are marked alike in the print and in the code."""

import re

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from pathlib import Path

from builder import book
from builder.paired import card_of, example

from purenn.notation.expression import PairingError
from purenn.pairing.registry import registry

ROOT = Path(__file__).parents[2]
EQUATIONS = registry()


def pieces(card, role):
    """The pieces of code whose terms have a role."""
    lines = (line for code in card.codes for line in code.lines)
    return {line.text[p.start : p.end] for line in lines for p in line.pieces if card.roles[p.term] == role}


def words(markup):
    return re.sub("<[^>]*>", "", markup)


def test_a_sum_with_its_loops():
    card = card_of(EQUATIONS["hidden.dJ-da-sum"], ROOT)
    assert pieces(card, "written") == {"dJ_da_ij"}
    assert pieces(card, "first") == {"W[l + 1][p][i]"}
    assert pieces(card, "second") == {"dJ_dZ[l + 1][p][j]"}
    assert pieces(card, "index") == {"p in range(n[l + 1])"}
    assert [line.tagged for line in card.codes[0].lines] == [*[False] * 7, True]
    assert '<mrow class="term index" data-term="p"><munderover><mo lspace="0">∑</mo>' in card.formula
    assert [shape.size for shape in card.shapes] == [""]  # each side is a number


@pytest.mark.parametrize("id", ["hidden.dz-dw-element-solve", "hidden.dz-da-element-solve", "hidden.dz-db-element"])
def test_the_head_of_a_local_function_stands_above_its_body(id):
    lines = [line.text for line in card_of(EQUATIONS[id], ROOT).codes[0].lines]
    head = lines.index("    def weighted_sum() -> float:")
    assert lines[head + 1].startswith("        return sum(")


@pytest.mark.parametrize("id", EQUATIONS)
def test_no_line_of_code_is_indented_under_nothing(id):
    for code in card_of(EQUATIONS[id], ROOT).codes:
        texts = [line.text for line in code.lines if line.text.strip()]
        indents = [len(text) - len(text.lstrip()) for text in texts]
        for before, text, one, other in zip(texts, texts[1:], indents, indents[1:], strict=False):
            assert other <= one or before.rstrip().endswith((":", "(", "[", "{", ",")), text


def test_a_function_stands_for_the_value_that_it_returns():
    card = card_of(EQUATIONS["compact.dJ-dA"], ROOT)
    assert pieces(card, "written") == {"hidden_dJ_dA"}
    assert pieces(card, "first") == {"transpose(W[l + 1])"}
    assert [words(shape.size) for shape in card.shapes] == ["n(l)×m", "n(l)×n(l+1)", "n(l+1)×m"]
    assert [words(shape.symbol) for shape in card.shapes] == ["", "𝐖(l+1)T", "∂J∂𝐙(l+1)"]
    assert ['class="term first"' in shape.symbol for shape in card.shapes] == [False, True, False]


def test_all_cells_of_a_layout_belong_to_the_piece_they_come_from():
    card = card_of(EQUATIONS["hidden.Z-layout"], ROOT)
    assert pieces(card, "second") == {"Z_l[i][j]"}
    (key,) = (key for key, role in card.roles.items() if role == "second")
    assert card.formula.count(f'<mrow class="term second" data-term="{key}">') == 9


def test_the_numbers_of_a_diagonal_jacobian_show_its_zeros():
    (numbers,) = (fold.body for fold in card_of(EQUATIONS["output.dA-dZ-diagonal"], ROOT).folds
                  if fold.title == "Worked numbers")  # fmt: skip
    assert numbers.count("<td>0</td>") == 20  # of 25, with 5 datapoints


@pytest.mark.parametrize("id", EQUATIONS)
def test_every_piece_of_code_has_its_term_in_the_print(id):
    card = card_of(EQUATIONS[id], ROOT)
    marked = {piece.term for code in card.codes for line in code.lines for piece in line.pieces}
    assert marked and all(f'class="term {card.roles[key]}" data-term="{key}"' in card.formula for key in marked)


def test_an_example_is_the_test_that_is_marked_with_the_equation(tmp_path):
    (tmp_path / "tests" / "by_hand").mkdir(parents=True)
    (tmp_path / "tests" / "by_hand" / "test_x.py").write_text(
        'import pytest\n\n\n@pytest.mark.equation("hidden.dJ-da-sum")\ndef test_by_hand():\n    assert 1 + 1 == 2\n'
    )
    shown = example(EQUATIONS["hidden.dJ-da-sum"], tmp_path)
    assert "tests/by_hand/test_x.py, line 5" in shown.body and "test_by_hand" in shown.body
    with pytest.raises(PairingError, match=r"docs/compacting.md:\d+: found no test of compact.dJ-dA, expected one"):
        example(EQUATIONS["compact.dJ-dA"], tmp_path)


def test_the_index_lists_every_equation_once_with_its_card_and_its_line():
    index = book.index_of_equations(EQUATIONS, lambda to, here: to)
    for id, entry in EQUATIONS.items():
        assert index.count(f"<code>{id}</code>") == 1
        assert f"#eq-{id.replace('.', '-')}\"" in index and f'#L{entry.tags[0].line}"' in index
