"""Every line of a derivation in numbers: on random networks it must be worth what the line above it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from purenn.notation.expression import Equation
from purenn.notation.walks import free_letters
from purenn.pairing.derive.starting import shifted, standing
from purenn.pairing.derive.steps import Step
from purenn.pairing.form import base_of
from purenn.pairing.worth import SEVERAL, Net, Value, worlds

SLACK = 1e-7  # what differences of a line with derivatives in it are good to, beside the number itself


class Refusal(NamedTuple):
    """A line that numbers refuse: what it is worth on a network, and what the line that it follows from is."""

    step: Step
    found: float
    expected: float


def refused(steps: Sequence[Step], last: str, several: bool = False) -> Refusal | None:
    """Return the first line that numbers refuse, on networks with the function `last` in the last layer, or None."""
    statement = Equation(tuple(step.node for step in steps))
    number, layer = standing(statement)
    if number != layer:
        steps = [replace(step, node=shifted(step.node, number, layer)) for step in steps]
        statement = Equation(tuple(step.node for step in steps))
    for world in worlds(statement, SEVERAL * several + last, base_of(statement)):
        for letter in free_letters(statement) - set(world.at):  # a second datapoint
            world.at[letter] = world.judge.m - 1
        for step, value, true in valued(steps, world):
            for found, expected in zip(entries(value), entries(true), strict=True):
                if not abs(found - expected) <= SLACK * max(1.0, abs(expected)):  # what is no number is refused too
                    return Refusal(step, found, expected)
    return None


def valued(steps: Iterable[Step], world: Net) -> Iterator[tuple[Step, Value, Value]]:
    """Yield each line with its value and that of the line that begins its chain, in a world."""
    left = main = beside = None
    for step in steps:
        value = world.of(step.node)
        if step.aside:
            beside = value if not step.rule else beside
        elif left is None:
            left = main = value
        elif step.sign != "=":
            main = value if step.sign == "entry" else left
        yield step, value, beside if step.aside else main


def entries(value: Value) -> list[float]:
    """Return a number, or the numbers of a matrix, in a row."""
    return [number for row in value for number in row] if isinstance(value, list) else [value]
