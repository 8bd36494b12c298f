"""Wherever a run stops at an equation, the number shown is what its line computes and what the worked net has."""

import ast
from types import FrameType
from typing import Any

import pytest

from purenn.explaining import breakpoints
from purenn.explaining.explain import first_place, places
from purenn.explaining.numbers import Calculator
from purenn.explaining.runs import TaggedLines, calls_of, place_in, run
from purenn.notation.expression import Symbol
from purenn.notation.walks import walk
from purenn.pairing.reading import read
from purenn.pairing.registry import registry
from purenn.pairing.tags import Tag

pytestmark = pytest.mark.session

ENTRIES = registry()


def computed(tag: Tag, frame: FrameType) -> Any:
    """Return the value that a tagged line is about to compute."""
    statement = tag.statement
    value = statement.value
    match value:
        case ast.Dict(values=[inner]) | ast.Call(func=ast.Attribute(attr="append"), args=[inner]):
            value = inner
    names = {**frame.f_globals, **frame.f_locals}
    so_far = eval(ast.unparse(statement.target), names) if isinstance(statement, ast.AugAssign) else None
    found = eval(ast.unparse(value), names)
    return found if so_far is None else so_far + found


def entry_of(value: Any, place: dict[str, int], axes: list[tuple[str, int]]) -> Any:
    """Return the entry of a matrix that a stop follows, and a number as it is."""
    if not isinstance(value, list):
        return value
    row, column = (place[letter] if size > 1 else 1 for letter, size in axes)
    return value[row - 1][column - 1]


def stands_for_itself(tag: Tag) -> bool:
    """Say whether what a line says is the whole of its left side, and not its next term, an update or any z."""
    said = read(tag)
    any_z = any(isinstance(node, Symbol) and node.letter == "z" and node.layer is None for node in walk(said))
    return said.sign == "=" and not breakpoints.gathered(tag.statement) and not any_z


@pytest.mark.parametrize("last", [False, True], ids=["first entry", "last entry"])
@pytest.mark.parametrize("id", ENTRIES)
def test_the_number_of_every_stop(id, last):
    entry, calls, fresh = ENTRIES[id], calls_of(ENTRIES[id]), Calculator()
    screen, seen = breakpoints.Screen(ENTRIES, {}, False), set()

    def compare(tag, frame):
        if tag not in entry.tags:
            return
        values = dict(frame.f_locals)
        if last:
            screen.typed = screen.whole(tag, place_in(values, tag))[-1]
        said, worked = read(tag), screen.calculation(tag, read(tag), values)
        axes = screen.calculator.axes_of(said.sides[0], worked.place["l"])
        if not isinstance(tag.statement, ast.Expr):  # .append collects the entries of a matrix one by one
            value = entry_of(computed(tag, frame), worked.place, axes)
            assert [shown for _, shown in worked.sides] == [pytest.approx(value, abs=1e-9)] * len(worked.sides)
        if stands_for_itself(tag):
            fresh.on(said)
            assert worked.sides[0][1] == pytest.approx(fresh.evaluate(worked.left), abs=1e-8)
        seen.add(tag.name)

    TaggedLines(entry.tags).watch(lambda: run(calls), compare)
    assert seen == {tag.name for tag in entry.tags}


@pytest.mark.parametrize("id", ENTRIES)
def test_explain_and_step_begin_at_the_same_place(id):
    entry = ENTRIES[id]
    explained = first_place(entry, {}, places(entry, Calculator()))
    stepped = breakpoints.EquationDebugger(entry, ENTRIES, {}, False).first

    assert {letter: stepped[letter] for letter in explained} == explained


def test_a_sum_that_takes_a_term_that_is_0_still_says_so():
    (tag,) = ENTRIES["hidden.dJ-da-sum"].tags
    screen, net = breakpoints.Screen(ENTRIES, {}, False), Calculator().net
    values = {"W": {2: [[0.0] * 3] * 2}, "dJ_dZ": net.derivatives["z"], "l": 1, "i": 0, "j": 0, "p": 0, "dJ_da_ij": 0.0}

    assert "    = so far + w₁₁⁽²⁾ · ∂J/∂z₁₁⁽²⁾" in list(screen.lines(tag, values))
