"""The index check: every letter runs over the axis at which it stands, and every shape meets its neighbour.

Print alone cannot show this: an arrowed z looks the same whether it is a row or a column.
Sizes are symbols: n of a layer, m datapoints, 1. The last layer has one unit.
"""

import ast
from contextlib import suppress

from purenn.pairing.expression import (
    ONE,
    Absolute,
    Addition,
    Apply,
    Axis,
    Delta,
    Equation,
    Fraction,
    Gradient,
    Index,
    Layer,
    Layout,
    M,
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
)
from purenn.pairing.reading import Reader, read
from purenn.pairing.scope import ReadingError
from purenn.pairing.symbols import UNIT_LAYERS, axes
from purenn.pairing.tags import PairingError, Span, Tag
from purenn.pairing.text import shape_text

Shape = tuple[Size, ...]  # () for a number
NUMBER: Shape = ()


class IndexCheckError(PairingError):
    """A letter or a shape that does not stand where it can."""


def shapes_of(tag: Tag) -> tuple[Shape, ...]:
    """Return the shape of each side of what a tagged line says, () for a number.

    The lines above it in the same function that set a symbol of the article are checked along with it.

    Raises: IndexCheckError, naming file, line and piece, if a letter leaves its axis or two shapes do not meet.
    """
    for setting in tag.source.settings.get(tag.function, []):
        if setting.lineno < tag.statement.lineno:
            with suppress(ReadingError):  # a line that sets no symbol, or one from elsewhere
                Checker(tag, Reader(tag, setting).equation()).sides()
    return Checker(tag, read(tag)).sides()


class Checker:
    """Checks one equation; `ranges` holds how far each letter runs where the walk stands."""

    def __init__(self, tag: Tag, equation: Equation) -> None:
        self.tag, self.equation = tag, equation
        symbols = [node for node in walk(equation) if isinstance(node, Symbol)]
        layers = [symbol.layer for symbol in symbols if symbol.layer]
        self.base = "l" if any(layer.base == "l" for layer in layers) else "L"
        self.last = {Layer("L")}
        if layers and not any(layer.base for layer in layers) and names_labels(tag):
            self.last.add(max(layers, key=lambda layer: layer.offset))  # by number: labels are the last layer's
        self.ranges: dict[str, Size] = {}

    def sides(self) -> tuple[Shape, ...]:
        """Return the shape of each side, which must all be the same."""
        self.check_lengths()
        for axis in self.equation.ranges:
            self.bind(axis, self.equation)
        shapes = []
        for side in self.equation.sides:
            if loose := free_letters(side) - free_letters(self.equation.sides[0]):
                raise self.error(side, f"a free {min(loose)}", "only letters of the left side, or a sum over it")
            shapes.append(self.shape(side))
        for side, shape in zip(self.equation.sides, shapes, strict=True):
            if self.only_entry(shape) != self.only_entry(shapes[0]):
                raise self.error(side, shape_text(shape), f"{shape_text(shapes[0])} as on the left")
        return tuple(shapes)

    def shape(self, node: Node) -> Shape:
        """Return the shape of node after checking everything inside it."""
        match node:
            case Number():
                return NUMBER
            case Symbol():
                return self.symbol(node)
            case Gradient(top, bottom):
                return self.gradient(node, top, bottom)
            case Apply(function, arguments):
                layers = {argument.layer for argument in arguments if isinstance(argument, Symbol)}
                if function.layer and not layers <= {function.layer}:
                    raise self.error(node, f"f of layer {function.layer}", "f of the layer that it is applied to")
                shapes = [self.shape(argument) for argument in arguments]
                return shapes[0] if len(shapes) == 1 else self.numbers(arguments)
            case Sum(axis, body):
                return self.within((axis,), body)
            case Product(left, right, kind):
                return self.product(node, left, right, kind)
            case Addition(left, _, right) | Fraction(left, right):
                return self.pair(node, left, right)
            case Negative(inner):
                return self.shape(inner)
            case Absolute(inner):
                return self.numbers((inner,))
            case Power(base, exponent):
                return self.numbers((base, exponent))
            case Transpose(inner):
                return self.transposed(inner, self.shape(inner))
            case Delta(indices):
                return self.delta(node, indices)
            case Ones(rows, columns):
                return self.size(rows), self.size(columns)
            case Layout():
                return self.layout(node)
        raise TypeError(f"no shape for {type(node).__name__}")

    # ------------------------------------------------------------------ kinds of node

    def symbol(self, node: Symbol) -> Shape:
        """Return a symbol's shape, after checking that each index runs over the axis at which it stands."""
        rows, columns = (self.size(size) for size in axes(node.letter.lower(), node.layer))
        across = {"y": (columns,), "b": (rows,)}.get(node.letter, (rows, columns))
        places = {"row": (rows,), "column": (columns,)}.get(node.kind, across)
        for index, size in zip(node.indices, places, strict=False):
            self.check_index(node, index, size)
        if node.kind == "scalar":
            return NUMBER
        return {"row": (ONE, columns), "column": (rows, ONE)}.get(node.kind, (rows, columns))

    def gradient(self, node: Node, top: Node, bottom: Node) -> Shape:
        """Return a derivative's shape: of J, that of what it is taken in; in a number, the top's, transposed (E28)."""
        over, under = self.shape(top), self.shape(bottom)
        if over == NUMBER or under == NUMBER:
            return under if over == NUMBER else self.transposed(top, over)
        if over[0] != ONE or under[0] not in (ONE, over[0]):
            raise self.error(node, f"{shape_text(over)} in {shape_text(under)}", "a row in a row")
        return over[1], under[1]

    def product(self, node: Node, left: Node, right: Node, kind: str) -> Shape:
        """Return a product's shape."""
        first, second = self.shape(left), self.shape(right)
        found = f"{shape_text(first)} and {shape_text(second)}"
        if kind == "times":
            return self.numbers((left, right))
        if kind == "scale":
            self.numbers((left,))
            return self.matrix(right, second)
        if kind == "hadamard":
            return self.pair(node, left, right)
        self.matrix(left, first)
        self.matrix(right, second)
        if first[1] != second[0]:
            raise self.error(node, found, "inner sizes that meet")
        if kind == "dot" and (first[0], second[1]) != (ONE, ONE):
            raise self.error(node, found, "a row and a column")
        return NUMBER if kind == "dot" else (first[0], second[1])

    def pair(self, node: Node, left: Node, right: Node) -> Shape:
        """Return the shape of a sum, difference, quotient or elementwise product; 1 goes with any shape."""
        shapes = [self.shape(side) for side in (left, right)]
        matrices = [shape for shape, side in zip(shapes, (left, right), strict=True) if not isinstance(side, Number)]
        if len(set(matrices)) > 1:
            raise self.error(node, " and ".join(map(shape_text, shapes)), "equal shapes")
        return matrices[0] if matrices else NUMBER

    def delta(self, node: Node, indices: tuple[Index, ...]) -> Shape:
        """Return a number, after checking that both letters run over the same axis."""
        sizes = [self.range_of(index) for index in indices if isinstance(index, str)]
        if len(set(sizes)) > 1:
            raise self.error(node, " and ".join(shape_text((size,)) for size in sizes), "letters of one axis")
        return NUMBER

    def layout(self, node: Layout) -> Shape:
        """Return the shape of a matrix written out."""
        axes_of_it = tuple(axis for axis in (node.rows, node.columns) if axis)
        entry = self.within(axes_of_it, node.entry)
        rows, columns = (self.size(axis.size) if axis else ONE for axis in (node.rows, node.columns))
        if node.diagonal:
            return columns, columns
        if entry != NUMBER and (node.columns is not None or entry[0] != ONE):
            raise self.error(node.entry, shape_text(entry), "a number, or a row to be stacked")
        return (rows, columns) if entry == NUMBER else (rows, entry[1])

    # ------------------------------------------------------------------ letters and sizes

    def check_lengths(self) -> None:
        """Check that n and m, where the function takes them from containers, are the sizes that they name."""
        for setting in self.tag.source.settings.get(self.tag.function, []):
            reader = Reader(self.tag, setting)
            for name, layer, length in lengths_set(setting):
                expected = Size(name, reader.layer(layer) if layer else None)
                with suppress(ReadingError):  # a length of something else than a container
                    if self.size(reader.size(length)) != self.size(expected):
                        found, wanted = shape_text((reader.size(length),)), shape_text((expected,))
                        raise self.error_at(self.tag.source.span(length), found, wanted)

    def bind(self, axis: Axis, node: Node) -> None:
        """Let a letter run over an axis, which must be the one it counts."""
        allowed = self.roles(axis.letter)
        if self.size(axis.size) not in allowed:
            raise self.error(node, f"{axis.letter} up to {shape_text((axis.size,))}",
                             f"{axis.letter} up to {shape_text((allowed[0],))}")
        self.ranges[axis.letter] = self.size(axis.size)

    def within(self, bound: tuple[Axis, ...], body: Node) -> Shape:
        """Return the shape of body, in which some letters run over axes."""
        outside = dict(self.ranges)
        for axis in bound:
            self.bind(axis, body)
        shape = self.shape(body)
        self.ranges = outside
        return shape

    def roles(self, letter: str) -> list[Size]:
        """Return the sizes that a letter may run up to; g counts the units of layer l - 1 or of l (E25)."""
        if letter == "j":
            return [M]
        offsets = [UNIT_LAYERS[letter], 0] if letter == "g" else [UNIT_LAYERS[letter]]
        return [self.size(Size("n", Layer(self.base, offset))) for offset in offsets]

    def range_of(self, index: str) -> Size:
        """Return how far a letter runs: as its loop says, or else as its role does."""
        return self.ranges.get(index) or self.roles(index)[0]

    def check_index(self, node: Node, index: Index, size: Size) -> None:
        """Check that an index stands at an axis over which it runs."""
        if isinstance(index, str) and self.range_of(index) != size:
            raise self.error(node, f"{index}, which runs up to {shape_text((self.range_of(index),))}",
                             f"a letter that runs up to {shape_text((size,))}")

    def size(self, size: Size) -> Size:
        """Return a size, 1 for the units of the last layer."""
        return ONE if size.layer in self.last else size

    def numbers(self, nodes: tuple[Node, ...]) -> Shape:
        """Check that all of some nodes are numbers."""
        for node in nodes:
            if self.shape(node) != NUMBER:
                raise self.error(node, shape_text(self.shape(node)), "a number")
        return NUMBER

    def matrix(self, node: Node, shape: Shape) -> Shape:
        """Check that a node is a matrix."""
        if shape == NUMBER:
            raise self.error(node, "a number", "a matrix")
        return shape

    def transposed(self, node: Node, shape: Shape) -> Shape:
        """Return the transposed shape of a matrix."""
        rows, columns = self.matrix(node, shape)
        return columns, rows

    def only_entry(self, shape: Shape) -> Shape:
        """Return a shape as sides are compared: a 1 by 1 matrix is its only entry."""
        return NUMBER if set(shape) <= {ONE} else shape

    def error(self, node: Node, found: str, expected: str) -> IndexCheckError:
        """Return the error for a piece of the line."""
        return self.error_at(node.span or self.tag.source.span(self.tag.statement), found, expected)

    def error_at(self, span: Span, found: str, expected: str) -> IndexCheckError:
        """Return the error for a piece of source."""
        return IndexCheckError(f"{self.tag.file}:{span.line}: found {found} at `{self.tag.source.piece(span)}` "
                               f"for {self.tag.name}, expected {expected}")


def lengths_set(setting: ast.stmt) -> list[tuple[str, ast.expr | None, ast.expr]]:
    """Return what an assignment says of sizes: n = {l: length, ...} or m = length, as name, layer and length."""
    match setting:
        case ast.Assign(targets=[ast.Name(id="n")], value=ast.Dict(keys=keys, values=values)):
            return [("n", layer, length) for layer, length in zip(keys, values, strict=True)]
        case ast.Assign(targets=[ast.Name(id="m")], value=ast.Call() as length):
            return [("m", None, length)]
    return []


def names_labels(tag: Tag) -> bool:
    """Return whether the function around a tag uses the labels Y."""
    nodes = ast.walk(tag.function or tag.statement)
    return any("Y" in (getattr(node, "id", ""), getattr(node, "arg", "")) for node in nodes)
