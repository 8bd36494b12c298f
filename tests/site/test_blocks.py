"""The equation blocks of a page are found where they stand, and a broken one is named by file and line."""

import pytest
from builder.blocks import Block, PageError, address, fill, find, places, with_places

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
        ("\n/// eq | hidden.dJ-da\nx\n", "page.md:2: the block of equation hidden.dJ-da is not closed"),
        ("/// eq | hidden\nx\n///", "page.md:1: 'hidden' is no id"),
        ("/// eq | \nx\n///", "page.md:1: '' is no id"),
        ("/// eq | a.b\nx\n///\n\n/// eq | a.b\n///", "page.md:5: equation a.b has the address of a.b in line 1"),
    ],
)
def test_a_broken_block_is_named(markdown, message):
    with pytest.raises(PageError) as caught:
        find(markdown, "page.md")
    assert str(caught.value).startswith(message)


def test_places_are_kept_and_filled():
    marked = with_places(PAGE, "page.md")
    assert places(marked) == ["hidden.dJ-da-sum", "output.dJ-dW"]
    assert "/// eq | not.a-block" in marked and r"\frac" not in marked
    assert fill(marked, {"hidden.dJ-da-sum": "ONE", "output.dJ-dW": r"T\1WO"}).count("ONE") == 1


def test_a_page_without_blocks_is_left_alone():
    assert with_places("a\n\n~~~~\n```\n/// eq | x.y\n~~~~\n", "page.md") == "a\n\n~~~~\n```\n/// eq | x.y\n~~~~\n"
