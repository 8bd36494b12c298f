"""Whether a formula is well formed: every symbol of the book's letters, every index in its role, every layer there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from purenn.notation.expression import Apply, Function, Layout, Node, Sum, Symbol
from purenn.notation.shapes import MisfitError
from purenn.notation.sizes import Layer
from purenn.notation.symbols import INDEX_LETTERS, LABELLED, UNIT_LAYERS, is_lone
from purenn.notation.walks import children, walk
from purenn.pairing.indices import Roles

LETTERS = set("wbzaxy")  # of scalars; as capitals, of matrices
CONSTANTS = {"m", "L", "l", "J", "gamma", "n"}
COUNTED = {"row": 1, "column": 1, "matrix": 0}


def base_of(node: Node) -> str:
    """Return the letter of the layer around which a formula's indices have their roles."""
    layers = [each.layer for each in walk(node) if isinstance(each, Symbol | Function) and each.layer]
    bases = {layer.base for layer in layers}
    return "L" if "L" in bases and "l" not in bases else "l"


def check(node: Node, base: str = "") -> None:
    """Check every symbol of a formula.

    Raises: MisfitError for the first that is none of the book, or whose index stands where it cannot.
    """
    _check(node, Roles(base or base_of(node)))


def _check(node: Node, roles: Roles) -> None:
    match node:
        case Symbol():
            symbol(node, roles)
        case Sum(axis, body):
            outside = dict(roles.ranges)
            if axis.letter in INDEX_LETTERS and axis.size.name in ("n", "m") and axis.size.layer != Layer("", 0):
                roles.bind(axis, node)
            roles.ranges.setdefault(axis.letter, axis.size)
            _check(body, roles)
            roles.ranges = outside
        case Layout(entry, rows, columns):
            outside = dict(roles.ranges)
            roles.ranges |= {axis.letter: axis.size for axis in (rows, columns) if axis}
            _check(entry, roles)
            roles.ranges = outside
        case Apply(function, (Symbol() as argument,)) if function.layer and argument.layer != function.layer:
            raise MisfitError(node, f"f of layer {function.layer}", "f of the layer that it is applied to")
        case _:
            for child in children(node):
                _check(child, roles)


def symbol(node: Symbol, roles: Roles) -> None:
    """Check one symbol."""
    letter = node.letter.lower()
    if node.letter == "delta":
        roles.check_delta(node, node.indices)
        return
    if letter not in LETTERS or (node.kind == "scalar" and node.letter.isupper()):
        layered = node.letter in ("n", "q")
        if node.kind == "scalar" and (node.indices or (node.layer and not layered)) and not free(node):
            raise MisfitError(node, f"{node.letter} with indices or a layer", "a letter of the book")
        return
    if node.kind == "matrix" and (node.letter.islower() or node.indices):
        raise MisfitError(node, f"a bold {node.letter} with an index", "a bold capital without one")
    if node.kind != "matrix" and node.letter.isupper():
        raise MisfitError(node, f"an arrow over {node.letter}", "an arrow over a small letter")
    if letter in "xy" and node.layer and not (letter == "y" and node.layer == LABELLED):
        raise MisfitError(node, f"a layer at {node.letter}", "none")
    expected = COUNTED.get(node.kind, 1 if is_lone(letter, node.layer) else 2)
    if letter != "y" and node.kind != "matrix" and len(node.indices) not in {0, expected, 1 if not node.layer else 0}:
        raise MisfitError(node, f"{len(node.indices)} indices at {node.letter}", f"{expected}")
    if node.indices:
        placed(node, roles)


def free(node: Symbol) -> bool:
    """Say whether a symbol is of a matrix that a page makes up: one letter for both, indices without a role."""
    return node.layer is None and node.letter not in CONSTANTS


def placed(node: Symbol, roles: Roles) -> None:
    """Check the indices of a symbol, of which the layer may be left out, or be a number that stands for any."""
    letters = [index for index in node.indices if isinstance(index, str)]
    if len(node.indices) == 1 and node.kind == "scalar" and node.letter in "wax" and not node.layer:
        return  # of a single unit
    if not letters or (node.layer and node.layer.base):
        roles.symbol(node)
        return
    first = node.indices[0]
    offset = UNIT_LAYERS.get(first, 0) if isinstance(first, str) and first not in roles.ranges else 0
    tries = [offset] if first in UNIT_LAYERS else [0, 1, -1]
    faults = []
    for steps in tries:
        try:
            roles.symbol(replace(node, layer=None if node.letter in "xy" else Layer(roles.base, steps)))
            return
        except MisfitError as fault:
            faults.append(fault)
    raise faults[0]


def noun_fits(noun: str, node: Node) -> bool | None:
    """Say whether a symbol is what the noun before it names; None where a noun says nothing."""
    wanted = NOUNS.get(noun.lower().rstrip("s") if noun.lower() != "bias" else "bias")
    return wanted(node) if wanted else None


def _is(letters: str) -> Any:
    return lambda node: not isinstance(node, Symbol) or node.letter.lower() in letters or node.letter.lower() in "uvpq"


NOUNS = {
    "weight": _is("w"), "bias": _is("b"), "activation": _is("a"), "preactivation": _is("z"), "label": _is("y"),
    "cost": lambda node: not isinstance(node, Symbol) or node.letter == "J",
    "unit": lambda node: not isinstance(node, Symbol) or node.letter in {*UNIT_LAYERS, "n"} or bool(node.indices),
    "datapoint": lambda node: not isinstance(node, Symbol) or node.letter in ("j", "m"),
    "layer": lambda node: not isinstance(node, Symbol) or node.letter in ("l", "L"),
    "rate": lambda node: node == Symbol("gamma", "scalar"),
}  # fmt: skip
