"""Runs of the worked net that come to an equation's lines, and where a frame stands among all tagged lines."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dis import findlinestarts
from functools import cache
from inspect import signature
from itertools import product
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from purenn import derivation
from purenn.pairing.numbers import Calculator, Place
from purenn.pairing.registry import Entry
from purenn.pairing.symbols import INDEX_LETTERS
from purenn.pairing.tags import PairingError, Tag
from purenn.pairing.worked import L, WorkedNet, X, Y, training_step

Calls = list[tuple[Callable[..., object], dict[str, Any]]]

ROOT = Path(__file__).parent.parent.parent


def run(calls: Calls) -> bool:
    """Make the calls one after the other and return True."""
    for function, arguments in calls:
        function(**arguments)
    return True


# ---- what to call


def calls_of(entry: Entry) -> Calls:
    """Return the calls that come to an equation's lines, in the order of its steps.

    A training step comes to a line of the passes; a step of the derivation is called at every layer and index.
    """
    calls: Calls = []
    for tag in entry.tags:
        if Path(tag.file).stem == "derivation":
            calls += derivation_calls(entry, tag)
        elif all(function is not training_step for function, _ in calls):
            calls.append((training_step, {"X": X, "Y": Y}))
    return calls


def derivation_calls(entry: Entry, tag: Tag) -> Calls:
    """Return the calls of a step of the derivation, with the worked net's values, at every layer and index."""
    assert tag.function is not None
    function = getattr(derivation, tag.function.name)
    calculator, net = Calculator(), WorkedNet()
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
    values = {**vars(net.network), **net.run._asdict(), **net.gradients._asdict(), **net.constants, **at}
    values |= {letter: at[letter] - 1 for letter in INDEX_LETTERS & at.keys()}
    values |= {"L": L, "Y": net.containers["y"][0]}
    return {name: values[name] for name in signature(function).parameters}


# ---- where a frame stands


class TaggedLines:
    """Every tagged line, by where frames find it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.tags: dict[tuple[str, int], list[Tag]] = {}
        for tag in (tag for entry in entries for tag in entry.tags):
            self.tags.setdefault((str(ROOT / tag.file), tag.statement.lineno), []).append(tag)

    def at(self, frame: FrameType) -> list[Tag]:
        """Return the tags of the line that a frame stands at; none in a comprehension within that line."""
        tags = self.tags.get((frame.f_code.co_filename, frame.f_lineno), [])
        return [tag for tag in tags if tag.function and tag.function.name == frame.f_code.co_name]

    def arrived(self, frame: FrameType) -> list[Tag]:
        """Return the tags of the line that a frame is about to run, from its start."""
        starts = line_starts(frame.f_code)  # from Python 3.12 on, a comprehension comes back to its own line
        return self.at(frame) if (frame.f_lasti, frame.f_lineno) in starts else []

    def reached(self, calls: Calls) -> list[tuple[Tag, Place]]:
        """Return every tag that a run comes to, with its place, in order."""
        found: list[tuple[Tag, Place]] = []
        self.watch(calls, lambda tag, frame: found.append((tag, place_in(frame.f_locals, tag))))
        return found

    def watch(self, calls: Calls, stop: Callable[[Tag, FrameType], None]) -> None:
        """Make the calls, and hand over each tag that the run comes to, with the frame that stands there."""
        files = {file for file, _ in self.tags}

        def watch(frame: FrameType, event: str, _: object) -> Any:
            for tag in self.arrived(frame) if event == "line" else []:
                stop(tag, frame)
            return watch if frame.f_code.co_filename in files else None

        before = sys.gettrace()
        sys.settrace(watch)
        try:
            run(calls)
        finally:
            sys.settrace(before)


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


def check_place(id: str, places: list[Place], typed: Place) -> None:
    """Raise PairingError, saying what there is, unless one of the places that the run comes to is as typed."""
    for letter in sorted(typed, key="l".__ne__):  # l first: the other letters run up to sizes of its layer
        known = dict.fromkeys(each for place in places for each in place)
        if letter not in known:
            raise PairingError(f"--at: {id} has no {letter} to choose, expected {', '.join(known) or 'no --at'}")
        there = sorted({place[letter] for place in places if letter in place})
        if typed[letter] not in there:
            found = f"{letter}={typed[letter]}" + (f" at l={typed['l']}" if letter != "l" and "l" in typed else "")
            expected = f"{letter} from {there[0]} to {there[-1]}" if len(there) > 1 else f"{letter}={there[0]}"
            raise PairingError(f"--at: found {found}, expected {expected} for {id}")
        places = [place for place in places if place.get(letter) == typed[letter]]
