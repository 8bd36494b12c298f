"""The algebra of shapes: what shape each piece of an equation has, and where two do not meet.

Sizes are symbols: n of a layer, m datapoints, 1. The layers known to have one unit count as 1.
"""

from collections.abc import Collection
from dataclasses import dataclass

from purenn.notation.expression import Apply, Gradient, Layout, Node, Number, Ones, Operation, PairingError, Sum, Symbol
from purenn.notation.operators import OPERATORS
from purenn.notation.sizes import ONE, Axis, Index, Layer, Size
from purenn.notation.symbols import axes, places_of
from purenn.notation.text import shape_text, text

Shape = tuple[Size, ...]  # () for a number
NUMBER: Shape = ()
EXPECTED = {  # by the rules that operators name
    "numbers": "numbers", "equal": "equal shapes", "scale": "a number and a matrix", "transposed": "a matrix",
    "matmul": "two matrices whose inner sizes meet", "dot": "a row and a column of one length",
}  # fmt: skip


@dataclass
class MisfitError(PairingError):
    """A piece whose shape or letter does not stand where it can; `shapes` are those that do not go together."""

    node: Node
    found: str
    expected: str
    shapes: tuple[Shape, ...] = ()

    def __str__(self) -> str:
        return f"found {self.found} at {text(self.node)}, expected {self.expected}"


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
                layers = {argument.layer for argument in arguments if isinstance(argument, Symbol)}
                if function.layer and not layers <= {function.layer}:
                    raise MisfitError(node, f"f of layer {function.layer}", "f of the layer that it is applied to")
                return self.shape(arguments[0])
            case Sum(axis, body):
                return self.within((axis,), body)
            case Operation():
                return self.operation(node)
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

    def operation(self, node: Operation) -> Shape:
        """Return the shape of an operator's value, by the rule that its row in the table names."""
        shapes, rule = [self.shape(part) for part in node.parts], OPERATORS[node.operator].shape
        match rule, shapes:
            case "same", [inner]:
                return inner
            case "numbers", _ if not any(shapes):
                return NUMBER
            case "equal", _:  # a number that is written out goes with any shape
                others = {shape for shape, part in zip(shapes, node.parts, strict=True) if not isinstance(part, Number)}
                if len(others) < 2:
                    return others.pop() if others else NUMBER
            case "scale", [(), (_, _) as matrix]:
                return matrix
            case "transposed", [(rows, columns)]:
                return columns, rows
            case "matmul", [(rows, inner), (again, columns)] if inner == again:
                return rows, columns
            case "dot", [(Size("1"), inner), (again, Size("1"))] if inner == again:
                return NUMBER
        raise MisfitError(node, " and ".join(map(shape_text, shapes)), EXPECTED[rule], tuple(shapes))

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
