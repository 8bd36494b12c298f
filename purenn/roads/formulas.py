"""The derivatives that the rules find, as formulas that numbers of any kind are put into."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from purenn.notation.expression import (
    Apply,
    Equation,
    Function,
    Gradient,
    Node,
    Number,
    Operation,
    PairingError,
    Sum,
    Symbol,
)
from purenn.notation.operators import OPERATORS
from purenn.notation.sizes import Axis, Layer, Size
from purenn.notation.symbols import cell_of
from purenn.pairing.derive.derive import derivation
from purenn.pairing.registry import registry
from purenn.roads.numbers import Kind

Finder = Callable[[Mapping[str, int]], Any]  # of the places that the letters have, from 0
Name = tuple[bool, str, int]  # of a matrix: whether it is the gradient of J in it, its letter and its layer

FORWARD = {"z": "forward.z-element", "a": "hidden.activation"}
DERIVED = {"a": "hidden.dJ-da-sum", "z": "hidden.dJ-dz-product", "w": "hidden.dJ-dw-sum", "b": "hidden.dJ-db"}
OUTPUT = {"cross-entropy": "output.dJ-dz-element", "squared-error": "loss.squared-dJ-da"}


@cache
def equations() -> dict[str, Equation]:
    """Return what the book's lines say, by their ids."""
    return {id: entry.equation for id, entry in registry().items()}


@cache
def formula(id: str) -> tuple[Symbol, Node]:
    """Return a number of a network and what it is: by the forward equations, or for a derivative by the rules."""
    steps = derivation(id, equations()).steps
    left, right = (steps[0].node, steps[-1].node) if steps else equations()[id].sides[:2]
    symbol = left.bottom if isinstance(left, Gradient) else left
    assert isinstance(symbol, Symbol)
    return symbol, right


class Formulas:
    """Finds numbers of a network by their formulas, where those of its parameters and its data are given.

    What a formula needs is found by its own formula: once, and then known by its name, or anew wherever it stands.
    """

    def __init__(self, n: Sequence[int], activations: Mapping[int, str], cost: str, kind: Kind,
                 given: Mapping[Name, Any], named: bool) -> None:  # fmt: skip
        self.n, self.L, self.m, self.activations = n, len(n) - 1, len(given[False, "y", 0][0]), activations
        self.kind, self.given, self.named = kind, given, named
        self.output = formula(OUTPUT[cost])
        self.names: dict[tuple[Name, int, int], Any] = {}
        self.found_by: dict[Name, tuple[list[str], Finder]] = {}

    def number(self, name: Name, r: int, c: int) -> Any:
        """Return an entry of a matrix, which is given, or known, or found by its formula."""
        if name in self.given:
            return self.given[name][r][c]
        key = name, r, c
        if key in self.names:
            return self.names[key]
        if name not in self.found_by:
            left, right = self.formula_of(name)
            self.found_by[name] = [str(index) for index in left.indices], self.finder(right, name[2])
        letters, find = self.found_by[name]
        found = find(dict(zip(letters, (r, c), strict=False)))
        if self.named:
            self.names[key] = found
        return found

    def formula_of(self, name: Name) -> tuple[Symbol, Node]:
        """Return the formula of the entries of a matrix."""
        of_J, letter, l = name
        if of_J and l == self.L and letter == self.output[0].letter:
            return self.output
        return formula((DERIVED if of_J else FORWARD)[letter])

    def finder(self, node: Node, l: int) -> Finder:
        """Return what finds a formula of layer l, given its letters."""
        match node:
            case Number(text):
                value = float(text)
                return lambda at: value
            case Symbol("m"):
                return lambda at: self.m
            case Symbol() as symbol:
                return self.entry(False, symbol, l)
            case Gradient(_, Symbol() as symbol):
                return self.entry(True, symbol, l)
            case Operation(name, parts):
                operator, finders = OPERATORS[name].value, [self.finder(part, l) for part in parts]
                return lambda at: operator(*[find(at) for find in finders])
            case Sum(Axis(letter, size), body):
                term, indices = self.finder(body, l), range(self.size(size, l))
                return lambda at: sum([term({**at, letter: k}) for k in indices])
            case Apply(Function("f", Layer() as layer, prime), (argument,)):
                functions = self.kind.f_prime if prime else self.kind.f
                function, find = functions[self.activations[self.layer(layer, l)]], self.finder(argument, l)
                return lambda at: function(find(at))
        raise PairingError(f"found {node}, which no number can be put into")

    def entry(self, of_J: bool, symbol: Symbol, l: int) -> Finder:
        """Return what finds an entry of a matrix, given the letters of its row and column."""
        name = of_J, symbol.letter, self.layer(symbol.layer, l) if symbol.layer else 0
        r, c = cell_of(symbol, 1, 1)

        def place(index: Any, at: Mapping[str, int]) -> int:
            return index - 1 if isinstance(index, int) else at[index]

        return lambda at: self.number(name, place(r, at), place(c, at))

    def layer(self, layer: Layer, l: int) -> int:
        """Return the number of a layer, counted from l or L."""
        return {"l": l, "L": self.L}[layer.base] + layer.offset

    def size(self, size: Size, l: int) -> int:
        """Return how far an axis runs."""
        return self.n[self.layer(size.layer, l)] if size.layer else self.m
