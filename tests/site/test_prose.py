"""Every formula, number, code span and link of a page is found, with its place."""

from pathlib import Path

import pytest
from builder.prose import pieces

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]

PAGE = r"""# A page

Unit $i$ of **layer $l$** has
`W[l][i]`, see [E07](errata.md#e07) and [step 3 of `f`](#x).
$$
a = 1
$$
<!-- 12 `hidden`
-->

## Second {#two}

| a | 4 |
|---|--:|
| `b` | {{ run.b }} and {{ = n[1] * 2 : d }} |

1. About −2.5·10⁻³, 98.2 % or \$5.
2. First,
   second.

/// eq | hidden.dJ-dw
    title: The derivative
    kind: layout
    says: It has 2 parts.

x=1
///

/// figure | net
Row 3 of
it.
///

??? question "Is $z$ one?"
    Yes, 7.

    ```python title="x.py"
    if x:
        y
    ```
"""


def test_each_piece_with_its_kind_its_line_its_section_and_its_block():
    assert [(each.kind, each.text, each.line, each.section, each.block) for each in pieces(PAGE, "page.md", 5)] == [
        ("heading", "A page", 5, 0, 1),
        ("formula", "i", 7, 0, 2), ("formula", "l", 7, 0, 2), ("code", "W[l][i]", 8, 0, 2), ("link", "E07", 8, 0, 2),
        ("link", "step 3 of `f`", 8, 0, 2), ("number", "3", 8, 0, 2), ("code", "f", 8, 0, 2),
        ("display", "a = 1", 9, 0, 2),
        ("heading", "Second", 15, 1, 3),
        ("number", "4", 17, 1, 4),
        ("code", "b", 19, 1, 6), ("value", "run.b", 19, 1, 6), ("value", "= n[1] * 2 : d", 19, 1, 6),
        ("number", "−2.5·10⁻³", 21, 1, 7), ("number", "98.2 %", 21, 1, 7), ("number", "5", 21, 1, 7),
        ("says", "The derivative", 26, 1, 9), ("says", "It has 2 parts.", 28, 1, 10), ("number", "2", 28, 1, 10),
        ("number", "3", 34, 1, 11),
        ("formula", "z", 38, 1, 12), ("number", "7", 39, 1, 13), ("fence", "if x:\n    y\n", 41, 1, 14),
    ]  # fmt: skip


def test_what_stands_before_a_piece_and_what_it_is_about():
    found = {each.text: each for each in pieces(PAGE, "page.md")}

    assert found["l"].before == "Unit $i$ of layer"
    assert found["3"].before == "Row"
    assert (found["E07"].about, found["Second"].about, found["The derivative"].about) == (
        "errata.md#e07", "two", "hidden.dJ-dw"
    )  # fmt: skip
    assert found["if x:\n    y\n"].about == 'python title="x.py"'


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,242 or 1.5e-3, 3.11.", ["1,242", "1.5e-3", "3.11"]),
        ("-3 and +4; 2-by-3, GPT-2", ["-3", "+4", "2", "3", "2"]),
        ("10⁶ and ½, doi 10.24432/C5DW2B", ["10⁶", "½", "10.24432/C5DW2B"]),
        ("[hidden.dJ-dw11](a.md), ![E2 and 5](b.png)", ["E2", "5"]),
        ("<http://127.0.0.1:8000>, <kbd>F5</kbd> { .two-2 }", ["F5"]),
    ],
)
def test_what_counts_as_a_number(text, numbers):
    assert [each.text for each in pieces(text, "page.md") if each.kind == "number"] == numbers


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pieces_of_a_page_stand_in_the_lines_that_they_name(page):
    text = page.read_text(encoding="utf-8")
    lines = ["", *text.split("\n"), ""]
    for piece in pieces(text, page.name):
        start = piece.text.split("\n")[0][:8]
        assert start in " ".join(f"{lines[piece.line]} {lines[piece.line + 1].strip()}".split()), piece
