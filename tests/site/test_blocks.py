"""The equation blocks of a page are found where they stand, and a broken one is named by file and line."""

import pytest
from builder.blocks import (
    Block,
    Figure,
    PageError,
    address,
    fill,
    fill_figures,
    find,
    find_figures,
    places,
    with_places,
)

from purenn.notation.expression import PairingError

PAGE = r"""# Title

/// eq | hidden.dJ-da-sum
\frac{a}{b}
  =c
///

    /// eq | output.dJ-dW

    ///

```
/// eq | not.a-block
///
```

<!--
/// eq | also.not-one
///
-->
"""


def test_blocks_with_their_lines():
    first, second = find(PAGE, "page.md")
    assert first == Block("hidden.dJ-da-sum", False, "page.md", 3)
    assert second == Block("output.dJ-dW", True, "page.md", 8)


def test_lines_are_counted_from_the_first_line_of_the_file():
    assert [block.line for block in find(PAGE, "page.md", first_line=5)] == [7, 12]


def test_the_address_keeps_the_case():
    assert address("hidden.dJ-dA") == "eq-hidden-dJ-dA"


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("\n/// eq | hidden.dJ-da\nx\n", "docs/page.md:2: the block of hidden.dJ-da is not ended"),
        ("/// eq | hidden\nx\n///", "docs/page.md:1: found `/// eq | hidden`, expected `/// eq | section.name`"),
        ("/// eq | \nx\n///", "docs/page.md:1: found `/// eq |`, expected `/// eq | section.name`"),
        ("/// eq | a.b\nx\n///\n\n/// eq | a.b\n///", "page.md:5: equation a.b has the address of a.b in line 1"),
    ],
)
def test_a_broken_block_is_named(markdown, message):
    with pytest.raises((PageError, PairingError)) as caught:
        find(markdown, "page.md")
    assert str(caught.value).startswith(message)


def test_places_are_kept_and_filled():
    marked = with_places(PAGE, "page.md")
    assert places(marked) == ["hidden.dJ-da-sum", "output.dJ-dW"]
    assert "/// eq | not.a-block" in marked and "/// eq | also.not-one" in marked and r"\frac" not in marked
    texts = {"hidden.dJ-da-sum": "ONE", "output.dJ-dW": r"T\1WO"}
    cards = {id: lambda above, text=text: f"{text} below {above.level}" for id, text in texts.items()}
    assert fill(f"<h2>A</h2>{marked}", cards).count("ONE below 2") == 1


def test_a_block_in_a_details_block_keeps_its_indent():
    inside = '??? note "Aside"\n\n    Text.\n\n    /// eq | a.b\n    x\n    ///\n\n    More.\n'
    marked = with_places(inside, "page.md")
    assert '\n    <div class="eq-place" id="eq-a-b" data-eq="a.b"></div>\n' in marked
    figure = with_places("    /// figure | pathway\n    A path,\n    on.\n    ///", "page.md").strip("\n")
    assert "A path,\n    on.</figcaption>" in figure
    assert all(line.startswith("    <") for line in figure.split("\n")[:3])


def test_a_page_without_blocks_is_left_alone():
    assert with_places("a\n\n~~~~\n```\n/// eq | x.y\n~~~~\n", "page.md") == "a\n\n~~~~\n```\n/// eq | x.y\n~~~~\n"


FIGURE = """# Title

/// figure | pathway
A path,
from $h$ to $p$.
///

```
/// figure | not.a-figure
///
```
"""


def test_figures_with_their_captions_and_lines():
    assert find_figures(FIGURE, "page.md", first_line=5) == [
        Figure("pathway", "A path,\nfrom $h$ to $p$.", "page.md", 7)
    ]
    assert find_figures(PAGE, "page.md") == []


def test_a_figure_keeps_its_caption_and_gets_its_drawing():
    marked = with_places(FIGURE, "page.md")
    assert "A path,\nfrom $h$ to $p$.</figcaption>" in marked and "/// figure | not.a-figure" in marked
    assert "<svg></svg>" in fill_figures(marked, {"pathway": "<svg></svg>"})


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("\n/// figure | pathway\n\n///", "page.md:2: the figure pathway has no caption"),
        ("\n/// figure | pathway\nx", "docs/page.md:2: the block of pathway is not ended"),
        ("/// figure | a\nx\n///\n/// figure | a\ny\n///", "page.md:4: the figure a is already in line 1"),
    ],
)
def test_a_broken_figure_is_named(markdown, message):
    with pytest.raises((PageError, PairingError)) as caught:
        find_figures(markdown, "page.md")
    assert str(caught.value).startswith(message)
