"""Numbers put in: an equation at chosen indices, its sums written out term by term, with the worked net's values.

A matrix equation is followed at one entry, which turns it into the scalars that it stands for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import reduce
from math import exp, log
from typing import Any

from purenn.pairing.expression import (
    Absolute,
    Addition,
    Apply,
    Delta,
    Equation,
    Fraction,
    Function,
    Gradient,
    Index,
    Layer,
    Layout,
    Negative,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Transpose,
    free_letters,
    walk,
    with_index,
)
from purenn.pairing.symbols import UNIT_LAYERS, axes
from purenn.pairing.worked import L, WorkedNet, m, n

Place = dict[str, int]  # what a person types: l and the letters, counted as printed


def at_layer(node: Any, l: int) -> Any:
    """Return node with the number of every layer put in, for layer l."""
    if isinstance(node, Layer):
        return Layer("", {"l": l, "L": L, "": 0}[node.base] + node.offset)
    if isinstance(node, tuple):
        return tuple(at_layer(each, l) for each in node)
    if isinstance(node, Node | Size) or hasattr(node, "size"):
        return replace(node, **{item.name: at_layer(getattr(node, item.name), l) for item in fields(node)})
    return node


class Entries:
    """Writes out single entries of an equation on a net."""

    def __init__(self, net: WorkedNet) -> None:
        self.net = net

    def size(self, size: Size) -> int:
        """Return the size of an axis."""
        return self.net.size(size.name, size.layer.offset if size.layer else 0)

    def shape(self, node: Node) -> tuple[int, int]:
        """Return the rows and columns of node; a number is 1 by 1."""
        match node:
            case Symbol(kind=kind) if kind != "scalar":
                rows, columns = (self.size(size) for size in axes(node.letter.lower(), node.layer or Layer("", 0)))
                return (1 if kind == "row" else rows), (1 if kind == "column" else columns)
            case Gradient(top, bottom):
                (rows, columns), under = self.shape(top), self.shape(bottom)
                if (rows, columns) == (1, 1):
                    return under
                return columns, rows if under == (1, 1) else under[1]
            case Product(left, right, "matmul" | "dot"):
                return self.shape(left)[0], self.shape(right)[1]
            case Product(left, right) | Addition(left, _, right) | Fraction(left, right):
                return max(self.shape(left), self.shape(right))
            case Transpose(inner):
                return self.shape(inner)[1], self.shape(inner)[0]
            case Negative(inner) | Sum(_, inner):
                return self.shape(inner)
            case Apply(_, arguments):
                return self.shape(arguments[0])
            case Ones(rows, columns):
                return self.size(rows), self.size(columns)
            case Layout(entry, rows, columns, diagonal):
                across = self.size(columns.size) if columns else self.shape(entry)[1]
                return (across if diagonal else self.size(rows.size) if rows else 1), across
        return 1, 1

    def entry(self, node: Node, r: Index = 1, c: Index = 1) -> Node:
        """Return entry (r, c) of node, of a number the number, with every sum in it written out."""
        match node:
            case Symbol(letter, kind, layer, indices) if kind != "scalar":
                across = {"row": (*indices, c), "column": (r, *indices)}.get(kind, (r, c))
                kept = {"b": (r,), "y": (c,)}.get(letter.lower(), across)
                return Symbol(letter.lower(), "scalar", layer, kept)
            case Gradient(top, bottom):
                return self.derivative(top, bottom, r, c)
            case Product(left, right, "matmul" | "dot"):
                inner = range(1, self.shape(left)[1] + 1)
                return added(Product(self.entry(left, r, q), self.entry(right, q, c), "times") for q in inner)
            case Product(left, right, kind):
                first = self.entry(left) if kind == "scale" else self.entry(left, r, c)
                return Product(first, self.entry(right, r, c), "times")
            case Sum(axis, body):
                terms = range(1, self.size(axis.size) + 1)
                return added(self.entry(with_index(body, axis.letter, k), r, c) for k in terms)
            case Addition(left, sign, right):
                return Addition(self.entry(left, r, c), sign, self.entry(right, r, c))
            case Fraction(left, right):
                return Fraction(self.entry(left, r, c), self.entry(right, r, c))
            case Negative(inner):
                return Negative(self.entry(inner, r, c))
            case Absolute(inner):
                return Absolute(self.entry(inner))
            case Power(base, exponent):
                return Power(self.entry(base), self.entry(exponent))
            case Apply(function, arguments):
                return Apply(function, tuple(self.entry(argument, r, c) for argument in arguments))
            case Transpose(inner):
                return self.entry(inner, c, r)
            case Ones():
                return Number("1", of=node)
            case Delta((first, second)):
                return Number("1" if first == second else "0", of=node)
            case Layout():
                return self.cell(node, r, c)
        return node

    def derivative(self, top: Node, bottom: Node, r: Index, c: Index) -> Node:
        """Return an entry of a derivative: of J as its variable lies, in a number as its top does, transposed (E28)."""
        if self.shape(top) == (1, 1):
            return Gradient(self.entry(top), self.entry(bottom, r, c))
        if self.shape(bottom) == (1, 1) and isinstance(bottom, Symbol) and bottom.kind == "scalar":
            return Gradient(self.entry(top, c, r), bottom)
        return Gradient(self.entry(top, 1, r), self.entry(bottom, 1, c))

    def cell(self, layout: Layout, r: Index, c: Index) -> Node:
        """Return a cell of a matrix written out."""
        if layout.diagonal and r != c:
            return Number("0")
        entry = layout.entry
        for axis, index in ((layout.rows, r), (layout.columns, c)):
            entry = with_index(entry, axis.letter, index) if axis else entry
        return self.entry(entry, 1, c)


def added(terms: Iterator[Node]) -> Node:
    """Return the terms as one sum."""
    return reduce(lambda left, right: Addition(left, "+", right), terms)


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
    """Works equations out on the worked net."""

    def __init__(self) -> None:
        self.net = WorkedNet()
        self.entries = Entries(self.net)

    def layers(self, equation: Equation) -> list[int]:
        """Return the layers l at which an equation can be worked out; a single one if it names no l."""
        labels = [node.layer for node in walk(equation) if isinstance(node, Symbol | Function) and node.layer]
        if not any(label.base == "l" for label in labels):
            return [L]
        return [l for l in range(1, L + 1) if self.works(equation, l)]

    def works(self, equation: Equation, l: int) -> bool:
        """Say whether the net has every symbol of an equation at layer l."""
        try:
            self.evaluate(self.calculate(equation, {"l": l}).left)
        except LookupError:
            return False
        return True

    def letters(self, equation: Equation, l: int) -> dict[str, int]:
        """Return the letters that place an entry of an equation, each with the number up to which it runs."""
        left = equation.sides[0]
        found = {letter: self.range_of(letter, l) for letter in "ikhgpj" if letter in free_letters(left)}
        return found | {letter: size for letter, size in self.axes_of(left, l) if size > 1}

    def range_of(self, letter: str, l: int) -> int:
        """Return the number up to which a letter runs."""
        return m if letter == "j" else n[l + UNIT_LAYERS[letter]]

    def axes_of(self, left: Node, l: int) -> list[tuple[str, int]]:
        """Return the letter and the size of the rows and of the columns of the left side."""
        base = left.bottom if isinstance(left, Gradient) else left
        letter = base.letter.lower() if isinstance(base, Symbol) else ""
        if isinstance(left, Gradient) and not is_cost(left.top):  # a vector in a number, or a row in a row (E28)
            names = ("j", {"w": "h", "a": "p"}.get(letter, "j"))
        else:
            units = base.layer.offset if isinstance(base, Symbol) and base.layer and base.layer.base else 0
            names = ({0: "i", -1: "h", 1: "p"}[units], "h" if letter == "w" else "j")
        return list(zip(names, self.entries.shape(at_layer(left, l)), strict=True))

    def calculate(self, equation: Equation, place: Place) -> Calculation:
        """Return an equation worked out at a place; letters not given are 1.

        Raises: LookupError if the net has no such symbol.
        """
        l = place.get("l", L)
        letters = {letter: place.get(letter, 1) for letter in self.letters(equation, l)}
        grounded = at_layer(equation, l)
        (row, rows), (column, columns) = self.axes_of(equation.sides[0], l)
        r, c = letters[row] if rows > 1 else 1, letters[column] if columns > 1 else 1
        sides = []
        for side in grounded.sides:
            for letter, index in letters.items():
                side = with_index(side, letter, index)
            sides.append(self.entries.entry(side, r, c))
        worked = [(self.steps(side), self.evaluate(side)) for side in sides[1:]]
        return Calculation({"l": l, **letters}, sides[0], worked)

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
        if isinstance(node, Gradient) or (isinstance(node, Symbol) and node.kind == "scalar"):
            return shown(self.evaluate(node), node)
        return self.rebuilt(node, self.with_numbers)

    def with_functions(self, node: Node) -> Node:
        """Return node with the value of each symbol and each function put in."""
        if isinstance(node, Gradient | Symbol | Apply | Power | Absolute):
            return shown(self.evaluate(node), node.function if isinstance(node, Apply) else node)
        return self.rebuilt(node, self.with_functions)

    def rebuilt(self, node: Node, change: Any) -> Node:
        """Return node with change made to each node below it, but for the names of functions."""
        if isinstance(node, Number):
            return node
        changes: dict[str, Any] = {}
        for item in fields(node):
            value = getattr(node, item.name)
            if isinstance(value, Node) and not isinstance(value, Function):
                changes[item.name] = change(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Node):
                changes[item.name] = tuple(change(each) for each in value)
        return replace(node, **changes)

    def evaluate(self, node: Node) -> float:
        """Return the value of a scalar tree without sums."""
        match node:
            case Number(text):
                return float(text)
            case Symbol() | Gradient(Symbol(), _):
                return self.net.value(node)
            case Gradient(top, Symbol() as bottom):
                return self.slope(top, bottom)
            case Addition(left, sign, right):
                return self.evaluate(left) + (1 if sign == "+" else -1) * self.evaluate(right)
            case Product(left, right):
                return self.evaluate(left) * self.evaluate(right)
            case Fraction(top, bottom):
                return self.evaluate(top) / self.evaluate(bottom)
            case Negative(inner):
                return -self.evaluate(inner)
            case Absolute(inner):
                return abs(self.evaluate(inner))
            case Power(Number("e"), exponent):
                return exp(self.evaluate(exponent))
            case Power(base, exponent):
                return float(self.evaluate(base) ** self.evaluate(exponent))
            case Apply(Function("ln"), (argument,)):
                return log(self.evaluate(argument))
            case Apply(Function("max"), arguments):
                return max(self.evaluate(argument) for argument in arguments)
            case Apply(function, (argument,)):
                return self.net.apply(function, self.evaluate(argument))
        raise TypeError(f"no value for {type(node).__name__}")

    def slope(self, top: Node, bottom: Symbol) -> float:
        """Return the derivative of an expression in a symbol, by the slope of the whole net's numbers."""
        cells, k = self.net.cell(self.net.containers, bottom)
        old = cells[k]
        try:
            cells[k] = old + 1  # the expressions differentiated are linear in the symbol
            above = self.evaluate(top)
        finally:
            cells[k] = old
        return above - self.evaluate(top)


def is_cost(node: Node) -> bool:
    """Say whether node is J."""
    return isinstance(node, Symbol) and node.letter == "J"
