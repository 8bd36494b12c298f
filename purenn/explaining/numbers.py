"""Numbers put in: an equation at chosen indices, its sums written out term by term, with the worked net's values.

A matrix equation is followed at one entry, which turns it into the scalars that it stands for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Any

from purenn.explaining.worked import WorkedNet, worked
from purenn.notation.entries import Entries
from purenn.notation.expression import Apply, Equation, Function, Gradient, Node, Number, Operation, Sum, Symbol
from purenn.notation.operators import OPERATORS
from purenn.notation.shapes import Shapes
from purenn.notation.sizes import ONE, Index, Layer
from purenn.notation.symbols import UNIT_LAYERS
from purenn.notation.walks import (
    at_layer,
    bound_axes,
    free_letters,
    is_operation,
    mapped,
    operation,
    walk,
    with_index,
)
from purenn.pairing.judge import Net
from purenn.pairing.proof import is_elementwise
from purenn.pairing.values import output_of

J = Symbol("J", "scalar")
Place = dict[str, int]  # what a person types: l and the letters, counted as printed


def shown(value: float, of: Node | None = None) -> Number:
    """Return a number of four digits; `of` is the term whose value it is."""
    text = f"{value or 0:.4g}"
    if "e" in text and 1e-12 < abs(value) < 1e12:
        text = f"{Decimal(text):f}"
    return Number(text, of=of)


@dataclass(frozen=True)
class Calculation:
    """An equation at one place: each side written out, with numbers put in, with functions computed, and its value."""

    place: Place
    left: Node
    sides: list[tuple[list[Node], float]]


class Calculator:
    """Works equations out on the worked net, or all of them on the one given."""

    def __init__(self, given: Net | None = None) -> None:
        self.given = WorkedNet(given) if given else None
        self.nets: dict[tuple[str, bool], WorkedNet] = {}
        self.on(Equation((J,)))

    def on(self, equation: Equation) -> WorkedNet:
        """Turn to the worked net with the last layer that an equation is about, and return it."""
        key = output_of(equation)
        if key not in self.nets:
            self.nets[key] = self.given or WorkedNet(worked(*key))
        self.net = self.nets[key]
        single = {Layer("", self.net.L), Layer("L")} if self.net.n[self.net.L] == 1 else set()
        self.entries = Entries(Shapes(single))
        return self.net

    # ------------------------------------------------------------------ where

    def layers(self, equation: Equation) -> list[int]:
        """Return the layers l at which an equation can be worked out; a single one if it names no l."""
        labels = [node.layer for node in walk(equation) if isinstance(node, Symbol | Function) and node.layer]
        L = self.on(equation).L
        if not any(label.base == "l" for label in labels):
            return [L]
        return [l for l in range(1, L + 1) if self.works(equation, l)]

    def works(self, equation: Equation, l: int) -> bool:
        """Say whether the net has every symbol of an equation at layer l, and it holds there."""
        if l == self.net.L and self.net.names[l] == "softmax" and is_elementwise(equation):
            return False
        try:
            self.evaluate(self.calculate(equation, {"l": l}).left)
        except LookupError:
            return False
        return True

    def letters(self, equation: Equation, l: int) -> dict[str, int]:
        """Return the letters that place an entry of an equation, each with the number up to which it runs."""
        left = equation.sides[0]
        self.on(equation)
        free = free_letters(left)
        found = {letter: self.range_of(letter, l) for letter in "ikhgpj" if letter in free}
        return found | {letter: size for letter, size in self.axes_of(left, l) if size > 1}

    def range_of(self, letter: str, l: int) -> int:
        """Return the number up to which a letter runs."""
        return self.net.m if letter == "j" else self.net.n[l + UNIT_LAYERS[letter]]

    def axes_of(self, left: Node, l: int) -> list[tuple[str, int]]:
        """Return the letter that counts the rows of the left side, and that of its columns, each with its size.

        Where both count the same, as in a Jacobian of datapoints, they are r and c.
        """
        base = left.bottom if isinstance(left, Gradient) else left
        own = base.layer.offset if isinstance(base, Symbol) and base.layer and not base.layer.base else 0
        sizes = self.entries.shapes.shape(left) or (ONE, ONE)
        names = ["iph"[size.layer.offset - own] if size.layer else "j" for size in sizes]
        rows, columns = self.shape(at_layer(left, l, self.net.L))
        if names[0] == names[1] and min(rows, columns) > 1:
            names = ["r", "c"]
        return list(zip(names, (rows, columns), strict=True))

    def shape(self, node: Node) -> tuple[int, int]:
        """Return the rows and columns of a node on the net; a number is 1 by 1."""
        sizes = [self.net.size(size) for size in self.entries.shapes.shape(node)] or [1, 1]
        return sizes[0], sizes[1]

    # ------------------------------------------------------------------ working out

    def calculate(self, equation: Equation, place: Place) -> Calculation:
        """Return an equation worked out at a place; letters not given are 1.

        Raises: LookupError if the net has no such symbol.
        """
        l = place.get("l", self.on(equation).L)
        letters = {letter: place.get(letter, 1) for letter in self.letters(equation, l)}
        (row, rows), (column, columns) = self.axes_of(equation.sides[0], l)
        r, c = letters[row] if rows > 1 else 1, letters[column] if columns > 1 else 1
        left, *sides = (self.entry(side, {"l": l, **letters}, r, c) for side in equation.sides)
        return Calculation({"l": l, **letters}, left, [(self.steps(side), self.evaluate(side)) for side in sides])

    def entry(self, node: Node, at: Place, r: Index = 1, c: Index = 1) -> Node:
        """Return entry (r, c) of a node at a layer and indices, with every sum written out."""
        return self.written_out(self.entries.entry(placed(node, at, self.net.L), r, c))

    def written_out(self, node: Node) -> Node:
        """Return a number's tree with its sums term by term, and each delta as the 1 or 0 that it is."""
        match node:
            case Sum(axis, body):
                terms = (with_index(body, axis.letter, k) for k in range(1, self.net.size(axis.size) + 1))
                return reduce(lambda left, right: operation("plus", left, right), map(self.written_out, terms))
            case Symbol("delta", indices=(int(first), int(second))):
                return Number("1" if first == second else "0", of=node)
        return self.changed(node, self.written_out)

    def changed(self, node: Node, change: Callable[[Node], Node]) -> Node:
        """Return node with change made to the nodes directly in it."""
        result: Node = mapped(node, lambda piece: change(piece) if isinstance(piece, Node) else piece)
        return result

    def steps(self, side: Node) -> list[Node]:
        """Return a side written out, with numbers put in, and with functions computed, without what says no more."""
        steps = [side]
        if isinstance(side, Gradient) and not isinstance(side.top, Symbol):
            return steps
        for step in (self.with_numbers(side), self.with_functions(side)):
            if step != steps[-1] and not isinstance(step, Number):
                steps.append(step)
        return steps

    def with_numbers(self, node: Node) -> Node:
        """Return node with the value of each symbol put in."""
        if isinstance(node, Gradient | Symbol):
            return shown(self.evaluate(node), node)
        return self.changed(node, self.with_numbers)

    def with_functions(self, node: Node) -> Node:
        """Return node with the value of each symbol and each function put in."""
        if isinstance(node, Gradient | Symbol | Apply) or is_operation(node, "power", "exp", "absolute", "ln", "max"):
            return shown(self.evaluate(node), node.function if isinstance(node, Apply) else node)
        return self.changed(node, self.with_functions)

    def evaluate(self, node: Node) -> float:
        """Return the value of a number's tree without sums."""
        match node:
            case Number(text):
                return float(text)
            case Symbol() | Gradient(Symbol(), _):
                return float(self.net.value(node))
            case Gradient(top, Symbol() as bottom):
                return self.derivative(top, bottom)
            case Operation(name, parts):
                return float(OPERATORS[name].value(*map(self.evaluate, parts)))
            case Apply(function, (argument,)):
                return self.net.apply(function, self.evaluate(argument))
        raise TypeError(f"no value for {type(node).__name__}")

    def derivative(self, top: Node, bottom: Symbol) -> float:
        """Return the derivative of an expression with respect to a symbol, by moving the whole net's number."""
        cells, k = self.net.cell(self.net.containers, bottom)
        old = cells[k]
        try:
            cells[k] = old + 1  # the expressions differentiated are linear in the symbol
            above = self.evaluate(top)
        finally:
            cells[k] = old
        return above - self.evaluate(top)


def placed(piece: Any, at: dict[Any, int], L: int) -> Any:
    """Return a node, or another piece, with the numbers of its layers and of its free letters put in, in one walk."""
    if isinstance(piece, Layer):
        return at_layer(piece, at["l"], L)
    if bound := bound_axes(piece):
        at = {letter: index for letter, index in at.items() if letter not in {axis.letter for axis in bound}}
    changed = mapped(piece, lambda each: placed(each, at, L))
    if isinstance(changed, Symbol) and not at.keys().isdisjoint(changed.indices):
        return replace(changed, indices=tuple(at.get(old, old) for old in changed.indices))
    return changed


def is_cost(node: Any) -> bool:
    """Say whether node is J."""
    return isinstance(node, Symbol) and node.letter == "J"
