"""A derivation on a screen: its lines, its asides, the rules at the edge, at any width, with any letters."""

from dataclasses import replace

import pytest
from derivations import LAYOUT, OF_MATRICES, SAMPLES, WITH_ASIDE, formula

from purenn.explaining.deriving import KINDS, columns, derived, forms, line, table
from purenn.pairing.derive.derive import derivations
from purenn.pairing.derive.steps import Derivation, Step
from purenn.pairing.registry import registry

ENTRIES = registry()
CHAIN = """\
    ∂J/∂aᵢⱼ⁽ˡ⁾
  = Σₚ Σₛ ∂J/∂zₚₛ⁽ˡ⁺¹⁾ · ∂zₚₛ⁽ˡ⁺¹⁾/∂aᵢⱼ⁽ˡ⁾         chain rule: all that reads it

  |   ∂zₚₛ⁽ˡ⁺¹⁾/∂aᵢⱼ⁽ˡ⁾
  | = ∂(Σₖ wₚₖ⁽ˡ⁺¹⁾ · aₖₛ⁽ˡ⁾ + bₚ⁽ˡ⁺¹⁾)/∂aᵢⱼ⁽ˡ⁾             by forward.z-element
  | = Σₖ wₚₖ⁽ˡ⁺¹⁾ · ∂aₖₛ⁽ˡ⁾/∂aᵢⱼ⁽ˡ⁾                          a sum, term by term
  | = Σₖ wₚₖ⁽ˡ⁺¹⁾ · δₖᵢ · δₛⱼ                    only the same entry has a slope
  | = wₚᵢ⁽ˡ⁺¹⁾ · δₛⱼ                                   the switch picks one term

  = Σₚ Σₛ ∂J/∂zₚₛ⁽ˡ⁺¹⁾ · wₚᵢ⁽ˡ⁺¹⁾ · δₛⱼ                                   put in
  = Σₚ ∂J/∂zₚⱼ⁽ˡ⁺¹⁾ · wₚᵢ⁽ˡ⁺¹⁾                         the switch picks one term
  = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾                                         reordered"""
ENTRY_AND_MATRIX = """\
    ∂J/∂A⁽ˡ⁾
    ∂J/∂aᵢⱼ⁽ˡ⁾                                                   one entry of it
  = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾                               by hidden.dJ-da-sum
    W⁽ˡ⁺¹⁾ᵀ · ∂J/∂Z⁽ˡ⁺¹⁾                                     all entries at once"""


def shown(derivation: Derivation, ascii: bool = False, width: int = 80) -> list[str]:
    """Return the lines that show a derivation."""
    return list(derived(ENTRIES[derivation.id], derivation, ascii, width))


def test_a_derivation_shows_its_chain_its_aside_and_each_rule_at_the_edge():
    head, _, *lines, _, _, _ = shown(WITH_ASIDE)

    assert head.endswith("hidden.dJ-da-sum")
    assert "\n".join(lines) == CHAIN


def test_it_ends_with_the_equation_its_lines_and_what_was_told():
    entry = ENTRIES["hidden.dJ-da-sum"]

    assert shown(WITH_ASIDE)[-2:] == [
        f"  That is equation {entry.number} of the book, and {entry.tags[0].file}:{entry.tags[0].line}.",
        "  Told, besides the rules and the letters: the last layer has one unit.",
    ]
    several = ENTRIES["forward.sigmoid-prime"]
    ending = " ".join(words(shown(replace(OF_MATRICES, id=several.id))))
    first, second, third = (f"{tag.file}:{tag.line}" for tag in several.tags)
    assert f"of the book, and {first}, {second} and {third}." in ending
    assert shown(OF_MATRICES)[-1] == "  Told, besides the rules and the letters: nothing."


def test_an_entry_and_its_matrix_are_no_equals_of_the_lines_above():
    assert "\n".join(shown(OF_MATRICES)[2:6]) == ENTRY_AND_MATRIX


def test_two_asides_in_a_row_are_two():
    opening, aside = WITH_ASIDE.steps[:2], WITH_ASIDE.steps[2:7]
    parts = list(replace(WITH_ASIDE, steps=(*opening, *aside, *aside, *WITH_ASIDE.steps[7:])).parts())

    assert [len(part) for part in parts] == [2, 5, 5, 3]
    assert [part[0].begins for part in parts] == [True, True, True, False]


def words(lines: list[str]) -> list[str]:
    """Return the words and signs of some lines, without what stands before each line of an aside."""
    return " ".join(line.removeprefix("  | ") for line in lines).split()


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("width", [40, 50, 64, 80])
@pytest.mark.parametrize("id", SAMPLES)
def test_no_line_is_wider_than_the_screen_and_none_says_less(id, width, ascii):
    lines = shown(SAMPLES[id], ascii, width)

    assert [line for line in lines if columns(line) > width] == []
    assert words(lines) == words(shown(SAMPLES[id], ascii, 200))
    assert not ascii or "".join(lines).isascii()


def test_every_derivation_of_the_book_can_be_written_in_plain_letters():
    found = derivations(ENTRIES)

    assert [id for id, each in found.items() if not "".join(shown(each, True)).isascii()] == []
    assert "".join(table(ENTRIES, found, True, 80)).isascii()


def test_a_long_line_breaks_before_a_sign_in_the_fewest_brackets():
    long = WITH_ASIDE.steps[3]

    assert list(line(long, False, 44)) == [
        "  | = ∂(Σₖ wₚₖ⁽ˡ⁺¹⁾ · aₖₛ⁽ˡ⁾",
        "  |   + bₚ⁽ˡ⁺¹⁾)/∂aᵢⱼ⁽ˡ⁾",
        "  |                     by forward.z-element",
    ]


def test_a_rule_ends_at_the_edge_also_beside_an_arrow():
    (shown,) = line(Step(formula(r"\vec{z}_i^{(l)}"), "put in", "by forward.z-row"), False, 40)

    assert shown == "  = z⃗ᵢ⁽ˡ⁾" + "by forward.z-row".rjust(31)


def test_a_layout_says_that_it_is_one():
    assert " ".join(shown(LAYOUT)).endswith(
        "This is a layout: it writes out what its left side means, and there is nothing   to derive."
    )


def test_the_table_has_a_line_for_each_equation_and_the_facts_by_number():
    again = replace(OF_MATRICES, derived=False, told=("f of layer L is σ", *WITH_ASIDE.told))
    lines = list(table(ENTRIES, {**SAMPLES, again.id: again}, True, 80))

    assert [line.split() for line in lines[:4]] == [
        ["equation", "kind", "derived", "lines", "told"],
        [str(ENTRIES[WITH_ASIDE.id].number), WITH_ASIDE.id, "computation", "yes", "10", "1"],
        [str(ENTRIES[again.id].number), again.id, "computation", "no", "4", "1,2"],
        [str(ENTRIES[LAYOUT.id].number), LAYOUT.id, "layout", "-", "-", "-"],
    ]
    assert lines[4:] == [
        "",
        "     computation  says what a value is worked out from",
        "     expansion    writes a derivative out by the chain rule",
        "     layout       writes out what its left side means, and there is nothing to",
        "                  derive",
        "     definition   is what the derivations start from, and derived from nothing",
        "",
        "Told, besides the rules and the letters, by their numbers in the last column:",
        "  1  the last layer has one unit",
        "  2  f of layer L is sigma",
    ]


def test_the_legend_of_the_table_has_each_kind_of_equation():
    kinds = {each.block.kind for each in ENTRIES.values()}

    assert kinds == KINDS.keys()
    definition = Derivation("forward.sigmoid", "definition", None)
    assert " ".join(shown(definition)).endswith(
        "This is a definition: it is what the derivations start from, and derived from   nothing."
    )


def test_a_line_that_the_book_prints_on_its_way_is_said_to_be_one():
    *before, last = WITH_ASIDE.steps
    two = replace(WITH_ASIDE, steps=(*before[:-1], replace(before[-1], side=1), replace(last, side=2)))

    first = "the switch picks one term: the book's first form"
    assert [step.why for step in forms(two).steps[-2:]] == [first, "reordered"]
    assert forms(WITH_ASIDE) == WITH_ASIDE
    assert [line for line in shown(two) if line.endswith("picks one term: the book's first form")]
