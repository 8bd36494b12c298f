"""Runs of the worked net that come to an equation's lines."""

from collections.abc import Callable
from inspect import signature
from itertools import product
from pathlib import Path
from typing import Any

from purenn import derivation
from purenn.pairing.numbers import Calculator, Place
from purenn.pairing.registry import Entry
from purenn.pairing.symbols import INDEX_LETTERS
from purenn.pairing.tags import Tag
from purenn.pairing.values import last_layer
from purenn.pairing.worked import WorkedNet, X, labels, training_step

Calls = list[tuple[Callable[..., object], dict[str, Any]]]


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
            last = last_layer(entry.equation) or "sigmoid"
            calls.append((training_step, {"X": X, "Y": labels(last), "last": last}))
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
    indices = {name: index - (name in INDEX_LETTERS) for name, index in at.items()}
    return {name: net.argument(name, indices) for name in signature(function).parameters}
