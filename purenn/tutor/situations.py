"""Situations: numbers to run a learner's function on, drawn at random for every symbol by itself.

They belong to no network: A is not f of Z, and no gradient is one of a J. So a function gives the values of an equation
in a situation only if it computes just that equation. What a formula is worth there is worked out by the pairing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import cos, floor, sin
from random import Random
from typing import Any

from purenn.activation import Activation, sigmoid, sigmoid_prime, tanh, tanh_prime
from purenn.matrix import Matrix
from purenn.notation.expression import Function, Gradient, Node, Operation, Symbol
from purenn.notation.operators import OPERATORS
from purenn.notation.sizes import Layer, Size
from purenn.notation.symbols import entry_of, symbol
from purenn.pairing.values import COST, At, Cell, Values
from purenn.pairing.worth import World, WorthError

Made = Callable[[Node, float], Any]  # makes of a symbol and its number what a function is handed
Wave = Callable[[Function, Callable[[Any], Any]], Callable[[Any], Any]]  # the same of a function's name and a function
KNOWN: dict[str, tuple[Activation, Activation]] = {
    "sigma": (sigmoid, sigmoid_prime), "tanh": (tanh, tanh_prime), "floor": (floor, lambda z: 0.0)
}  # fmt: skip
BOTH = (-1, 1)  # the signs of numbers; activations lie between 0 and 1
SHIFTS = {"−1": -1, "+1": 1}  # at the end of an index: h−1


class Situation(Values):
    """Random numbers for every symbol of the sizes n on m datapoints, each made into what a function is handed.

    A layer's f is a function of its own, and f_prime another, so that no layer can be taken for its neighbour.
    """

    def __init__(self, n: Sequence[int], m: int, seed: int = 0, made: Made = lambda node, x: x,
                 wave: Wave = lambda name, f: f) -> None:  # fmt: skip
        draw, L = Random(seed), len(n) - 1
        self.made = made

        def drawn(signs: tuple[int, ...], rows: int, columns: int) -> Matrix:
            return [[draw.choice(signs) * draw.uniform(0.1, 0.9) for c in range(columns)] for r in range(rows)]

        layers = range(1, L + 1)
        W = {l: drawn(BOTH, n[l], n[l - 1]) for l in layers}
        B = {l: drawn(BOTH, n[l], 1) for l in layers}
        A = {l: drawn((1,), n[l], m) for l in (0, *layers)}
        Z = {l: drawn(BOTH, n[l], m) for l in layers}
        Y: Matrix = [[float((j + m // 4) % 2) for j in range(m)]]  # for some m the first is 0, for some 1
        self.gradients = {letter: {l: drawn(BOTH, len(each[l]), len(each[l][0])) for l in layers}
                          for letter, each in zip("wbaz", (W, B, A, Z), strict=True)}  # fmt: skip
        containers = {"w": W, "b": B, "a": A, "z": Z, "x": {0: A[0]}, "y": {0: Y}}
        super().__init__(n, containers, {"m": m, "gamma": made(Symbol("gamma", "scalar"), draw.uniform(0.1, 0.9))})
        self.names = dict.fromkeys(layers, "")
        self.plain = {l: waves(draw.uniform(0.5, 1.5)) for l in layers}
        self.f = {l: wave(Function("f", Layer("", l)), f) for l, (f, _) in self.plain.items()}
        self.f_prime = {l: wave(Function("f", Layer("", l), True), f_prime) for l, (_, f_prime) in self.plain.items()}

    def picked(self, index: Any, size: int, at: At) -> range:
        return super().picked(index or size, size, at)  # before the first one stands, in Python, the last

    def entry(self, cell: Cell) -> Any:
        letter, l, r, c = cell
        layer = None if letter in "xy" else Layer("", l)
        return self.made(entry_of(symbol(letter, layer), r + 1, c + 1), super().entry(cell))

    def derivative(self, top: Cell, bottom: Cell) -> Any:
        letter, l, r, c = bottom
        if top != COST or l not in self.gradients[letter]:
            raise LookupError(f"no derivative of {top} in {bottom}")
        node = Gradient(Symbol("J", "scalar"), entry_of(symbol(letter, Layer("", l)), r + 1, c + 1))
        return self.made(node, self.gradients[letter][l][r][c])


class Formulas(World):
    """What a formula of numbers is worth in a situation whose numbers are plain; an index may be shifted, as in h−1."""

    def __init__(self, situation: Situation, at: Mapping[str, int]) -> None:
        super().__init__(at)
        self.situation = situation

    def symbol(self, node: Node) -> Any:
        inner = node.bottom if isinstance(node, Gradient) else node
        try:
            match inner:
                case Symbol("z", indices=()):
                    return self.at["z"]
                case Symbol("L", indices=()):
                    return self.situation.L
                case Symbol("n", layer=layer, indices=()):
                    return self.size(Size("n", layer))
            if isinstance(inner, Symbol) and any(str(index)[1:] in SHIFTS for index in inner.indices):
                inner = replace(inner, indices=tuple(map(self.shifted, inner.indices)))
                node = replace(node, bottom=inner) if isinstance(node, Gradient) else inner
            return self.situation.value(node, self.at)
        except (LookupError, TypeError) as error:
            raise WorthError(f"found a symbol without a value: {error}") from None

    def operation(self, name: str, node: Operation, parts: list[Any]) -> Any:
        try:
            return OPERATORS[name].value(*parts)  # all are numbers
        except (ValueError, ArithmeticError) as error:
            raise WorthError(f"found {name} of {parts}: {error}") from None

    def given_number(self, node: Node, number: float) -> "Formulas":
        """Return this with a number for a symbol."""
        self.known[node] = number
        return self

    def shifted(self, index: Any) -> Any:
        """Return the printed number that a shifted index stands for."""
        steps = SHIFTS.get(str(index)[1:])
        return index if steps is None else self.at[index[0]] + 1 + steps

    def size(self, node: Any) -> int:
        found: int = self.situation.m if node.name == "m" else self.situation.size(node, self.at)
        return found

    def function(self, node: Function, z: float) -> float:
        if node.name in KNOWN:
            return KNOWN[node.name][node.prime](z)
        return self.situation.plain[self.situation.layer(node.layer, self.at)][node.prime](z)


def waves(k: float) -> tuple[Activation, Activation]:
    """Return an activation function and its derivative, of which no two are alike."""
    return lambda z: sin(k * z) + z * z / 20, lambda z: cos(k * z) * k + z / 10
