"""The algebra of shapes: what shape each piece of an equation has, and where two do not meet.

Sizes are symbols: n of a layer, m datapoints, 1. The layers known to have one unit count as 1.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from purenn.pairing.expression import (
    ONE,
    Apply,
    Axis,
    Gradient,
    Index,
    Layer,
    Layout,
    Node,
    Number,
    Ones,
    Operation,
    Size,
    Sum,
    Symbol,
)
from purenn.pairing.operators import OPERATORS
from purenn.pairing.symbols import axes, places_of
from purenn.pairing.tags import PairingError
from purenn.pairing.text import shape_text

Shape = tuple[Size, ...]  # () for a number
NUMBER: Shape = ()


@dataclass
class MisfitError(PairingError):
    """A piece whose shape or letter does not stand where it can."""

    node: Node
    found: str
    expected: str


class Shapes:
    """Tells shapes; `single` are the layers of one unit."""

    def __init__(self, single: Collection[Layer] = ()) -> None:
        self.single = single

    def shape(self, node: Node) -> Shape:
        """Return the shape of node after checking everything inside it.

        Raises: MisfitError for a piece that does not fit.
        """
        match node:
            case Number():
                return NUMBER
            case Symbol("delta", indices=indices):
                self.check_delta(node, indices)
                return NUMBER
            case Symbol():
                return self.symbol(node)
            case Gradient(top, bottom):
                return self.gradient(node, top, bottom)
            case Apply(function, arguments):
                if function.layer and {argument.layer for argument in arguments if isinstance(argument, Symbol)} - {
                    function.layer
                }:
                    raise MisfitError(node, f"f of layer {function.layer}", "f of the layer that it is applied to")
                return self.shape(arguments[0])
            case Sum(axis, body):
                return self.within((axis,), body)
            case Operation(name, parts):
                return RULES[OPERATORS[name].shape](node, parts, [self.shape(part) for part in parts])
            case Ones(rows, columns):
                return self.size(rows), self.size(columns)
            case Layout():
                return self.layout(node)
        raise TypeError(f"no shape for {type(node).__name__}")

    def symbol(self, node: Symbol) -> Shape:
        """Return a symbol's shape, after checking each index against the axis at which it stands."""
        rows, columns = (self.size(size) for size in axes(node.letter.lower(), node.layer))
        for index, size in zip(node.indices, places_of(node, (rows, columns)), strict=False):
            self.check_index(node, index, size)
        if node.kind == "scalar":
            return NUMBER
        return {"row": (ONE, columns), "column": (rows, ONE)}.get(node.kind, (rows, columns))

    def gradient(self, node: Node, top: Node, bottom: Node) -> Shape:
        """Return a derivative's shape: of J, that of its variable; in a number, the top's, transposed (E28)."""
        over, under = self.shape(top), self.shape(bottom)
        if NUMBER in (over, under):
            return under if over == NUMBER else over[::-1]
        if over[0] != ONE or under[0] not in (ONE, over[0]):
            raise MisfitError(node, f"{shape_text(over)} in {shape_text(under)}", "a row in a row")
        return over[1], under[1]

    def layout(self, node: Layout) -> Shape:
        """Return the shape of a matrix written out."""
        entry = self.within(tuple(axis for axis in (node.rows, node.columns) if axis), node.entry)
        rows, columns = (self.size(axis.size) if axis else ONE for axis in (node.rows, node.columns))
        if node.diagonal:
            return columns, columns
        if entry != NUMBER and (node.columns is not None or entry[0] != ONE):
            raise MisfitError(node.entry, shape_text(entry), "a number, or a row to be stacked")
        return (rows, columns) if entry == NUMBER else (rows, entry[1])

    def size(self, size: Size) -> Size:
        """Return a size, 1 for the units of a layer that has one."""
        return ONE if size.layer in self.single else size

    # what an index check does at letters, and plain shapes do not

    def within(self, bound: tuple[Axis, ...], body: Node) -> Shape:
        """Return the shape of body, in which some letters run over axes."""
        return self.shape(body)

    def check_index(self, node: Node, index: Index, size: Size) -> None:
        """Check that an index stands at an axis over which it runs."""

    def check_delta(self, node: Node, indices: tuple[Index, ...]) -> None:
        """Check the two indices of a delta."""


# ---------------------------------------------------------------- the rules that operators name

Rule = Callable[[Node, tuple[Node, ...], list[Shape]], Shape]


def numbers(node: Node, parts: tuple[Node, ...], shapes: list[Shape]) -> Shape:
    """All parts are numbers, and so is the whole."""
    for part, shape in zip(parts, shapes, strict=True):
        if shape != NUMBER:
            raise MisfitError(part, shape_text(shape), "a number")
    return NUMBER


def same(node: Node, parts: tuple[Node, ...], shapes: list[Shape]) -> Shape:
    """The whole has the shape of its only part."""
    return shapes[0]


def equal(node: Node, parts: tuple[Node, ...], shapes: list[Shape]) -> Shape:
    """Both parts have one shape; a number that is written out goes with any."""
    others = [shape for shape, part in zip(shapes, parts, strict=True) if not isinstance(part, Number)]
    if len(set(others)) > 1:
        raise MisfitError(node, " and ".join(map(shape_text, shapes)), "equal shapes")
    return others[0] if others else NUMBER


def scale(node: Node, parts: tuple[Node, ...], shapes: list[Shape]) -> Shape:
    """A number times a matrix."""
    numbers(node, parts[:1], shapes[:1])
    return matrix(parts[1], shapes[1])


def matmul(node: Node, parts: tuple[Node, ...], shapes: list[Shape]) -> Shape:
    """Two matrices whose inner sizes meet."""
    first, second = map(matrix, parts, shapes)
    if first[1] != second[0]:
        raise MisfitError(node, f"{shape_text(first)} and {shape_text(second)}", "inner sizes that meet")
    return first[0], second[1]


def dot(node: Node, parts: tuple[Node, ...], shapes: list[Shape]) -> Shape:
    """A row times a column, which is a number."""
    if matmul(node, parts, shapes) != (ONE, ONE):
        raise MisfitError(node, " and ".join(map(shape_text, shapes)), "a row and a column")
    return NUMBER


def transposed(node: Node, parts: tuple[Node, ...], shapes: list[Shape]) -> Shape:
    """The columns of the part are the rows of the whole."""
    return matrix(parts[0], shapes[0])[::-1]


def matrix(node: Node, shape: Shape) -> Shape:
    """Return the shape of what has to be a matrix."""
    if shape == NUMBER:
        raise MisfitError(node, "a number", "a matrix")
    return shape


RULES: dict[str, Rule] = {"numbers": numbers, "same": same, "equal": equal, "scale": scale, "matmul": matmul,
                          "dot": dot, "transposed": transposed}  # fmt: skip
