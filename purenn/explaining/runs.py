"""Runs of the worked net that come to an equation's lines, and where a frame stands among all tagged lines."""

from collections.abc import Callable, Iterable, Mapping
from dis import findlinestarts
from functools import cache
from importlib import import_module
from inspect import signature
from itertools import product
from types import CodeType, FrameType
from typing import Any

from purenn.activation import ACTIVATIONS
from purenn.explaining.numbers import Calculator, Place
from purenn.explaining.worked import WorkedNet, training_step, worked
from purenn.notation.symbols import INDEX_LETTERS
from purenn.pairing.judge import Net
from purenn.pairing.registry import Entry
from purenn.pairing.tags import Tag
from purenn.pairing.values import output_of
from purenn.pairing.watching import Watch, block_of

Calls = list[tuple[Callable[..., object], dict[str, Any]]]


def run(calls: Calls) -> bool:
    """Make the calls one after the other and return True."""
    for function, arguments in calls:
        function(**arguments)
    return True


# ---- what to call


def calls_of(entry: Entry, given: Net | None = None) -> Calls:
    """Return the calls that come to an equation's lines, in the order of its steps, on the net given if there is one.

    A training step, of a net that has the function of the line, comes to a line of the passes; a step of the derivation
    is called at every layer and index.
    """
    calls: Calls = []
    for tag in entry.tags:
        if tag.source.module.endswith("derivation"):
            calls += derivation_calls(entry, tag, given)
        elif all(function is not training_step for function, _ in calls):
            name = tag.function.name if tag.function else ""
            hidden = name.removesuffix("_prime") if name.removesuffix("_prime") in ACTIVATIONS else "sigmoid"
            calls.append((training_step, {"net": given or worked(*output_of(entry.equation), hidden)}))
    return calls


def derivation_calls(entry: Entry, tag: Tag, given: Net | None) -> Calls:
    """Return the calls of a step of the derivation, with the worked net's values, at every layer and index."""
    assert tag.function is not None
    function = getattr(import_module(tag.source.module), tag.function.name)
    calculator = Calculator(given)
    net = calculator.on(entry.equation)
    letters = [letter for letter in signature(function).parameters if letter in INDEX_LETTERS]
    calls: Calls = []
    for l in calculator.layers(entry.equation):
        ranges = [range(1, calculator.range_of(letter, l) + 1) for letter in letters]
        for indices in product(*ranges):
            at = {"l": l, **dict(zip(letters, indices, strict=True))}
            calls.append((function, arguments(function, net, at)))
    return calls


def arguments(function: Callable[..., object], net: WorkedNet, at: Place) -> dict[str, Any]:
    """Return what a step of the derivation is handed at a place: the worked net's value of each parameter's name."""
    indices = {name: index - (name in INDEX_LETTERS) for name, index in at.items()}
    return {name: net.argument(name, indices) for name in signature(function).parameters}


# ---- where a frame stands


class TaggedLines:
    """Every tagged line, by where frames find it."""

    def __init__(self, tags: Iterable[Tag]) -> None:
        self.tags: dict[tuple[str, int], list[Tag]] = {}
        for tag in tags:
            self.tags.setdefault((tag.source.module, tag.statement.lineno), []).append(tag)

    def at(self, frame: FrameType) -> list[Tag]:
        """Return the tags of the line that a frame stands at; none in a comprehension within that line."""
        tags = self.tags.get((frame.f_globals.get("__name__", ""), frame.f_lineno), [])
        return [tag for tag in tags if tag.function and tag.function.name == frame.f_code.co_name]

    def arrived(self, frame: FrameType) -> list[Tag]:
        """Return the tags of the line that a frame is about to run, from its start."""
        starts = line_starts(frame.f_code)  # from Python 3.12 on, a comprehension comes back to its own line
        return self.at(frame) if (frame.f_lasti, frame.f_lineno) in starts else []

    def reached(self, action: Callable[[], Any]) -> list[tuple[Tag, Place]]:
        """Return every tag that a run comes to, with its place, in order."""
        found: list[tuple[Tag, Place]] = []
        self.watch(action, lambda tag, frame: found.append((tag, place_in(frame.f_locals, tag))))
        return found

    def watch(self, action: Callable[[], Any], stop: Callable[[Tag, FrameType], None]) -> None:
        """Do something, and hand over each tag that the run comes to, with the frame that stands there."""
        Watch((block_of(tag) for tags in self.tags.values() for tag in tags), begin=stop).during(action)


@cache
def line_starts(code: CodeType) -> set[tuple[int, int]]:
    """Return where each line of some code starts: the offset of its first instruction, and its number."""
    return {(offset, line) for offset, line in findlinestarts(code) if line is not None}


def letters(tag: Tag) -> list[str]:
    """Return the names of the layer and the indices at a tagged line, in the order of its parameters and loops."""
    parameters = [argument.arg for argument in tag.function.args.args] if tag.function else []
    loops = [getattr(loop.target, "id", "") for loop in tag.loops]
    return [name for name in (*parameters, *loops) if name in {"l", "L", *INDEX_LETTERS}]


def place_in(values: Mapping[str, Any], tag: Tag) -> Place:
    """Return the place at which a frame with these local values stands, counted as printed."""
    return {name.lower(): values[name] + (name in INDEX_LETTERS) for name in letters(tag)}
