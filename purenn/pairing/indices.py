"""The index check: every letter runs over the axis at which it stands, and every shape meets its neighbour.

Print alone cannot show this: an arrowed z looks the same whether it is a row or a column.
"""

import ast
from collections.abc import Collection
from contextlib import suppress

from purenn.notation.expression import Equation, Node, PairingError, Span, Symbol
from purenn.notation.shapes import NUMBER, MisfitError, Shape, Shapes
from purenn.notation.sizes import ONE, Axis, Index, Layer, M, Size
from purenn.notation.symbols import UNIT_LAYERS
from purenn.notation.text import shape_text
from purenn.notation.walks import free_letters, walk
from purenn.pairing.reading import Reader, read
from purenn.pairing.scope import ReadingError
from purenn.pairing.tags import Tag


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


class Roles(Shapes):
    """Holds every letter to its role around the layer `base`; `ranges` is how far each runs where the walk stands."""

    def __init__(self, base: str, single: Collection[Layer] = ()) -> None:
        super().__init__(single)
        self.base = base
        self.ranges: dict[str, Size] = {}

    def bind(self, axis: Axis, node: Node) -> None:
        """Let a letter run over an axis, which must be the one it counts."""
        allowed = self.roles(axis.letter)
        if self.size(axis.size) not in allowed:
            raise MisfitError(node, f"{axis.letter} up to {shape_text((axis.size,))}",
                         f"{axis.letter} up to {shape_text((allowed[0],))}")
        self.ranges[axis.letter] = self.size(axis.size)

    def within(self, bound: tuple[Axis, ...], body: Node) -> Shape:
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
        if isinstance(index, str) and self.range_of(index) != size:
            raise MisfitError(node, f"{index}, which runs up to {shape_text((self.range_of(index),))}",
                         f"a letter that runs up to {shape_text((size,))}")

    def check_delta(self, node: Node, indices: tuple[Index, ...]) -> None:
        sizes = [self.range_of(index) for index in indices if isinstance(index, str)]
        if len(set(sizes)) > 1:
            raise MisfitError(node, " and ".join(shape_text((size,)) for size in sizes), "letters of one axis")


def reads_labels(statement: ast.stmt) -> bool:
    """Return whether a statement, or a function, names the labels."""
    return any(getattr(node, "id", getattr(node, "arg", "")) == "Y" for node in ast.walk(statement))


class Checker(Roles):
    """Checks one equation."""

    def __init__(self, tag: Tag, equation: Equation) -> None:
        self.tag, self.equation = tag, equation
        symbols = [node for node in walk(equation) if isinstance(node, Symbol)]
        layers = [symbol.layer for symbol in symbols if symbol.layer]
        single = set() if tag.source.labels else {Layer("L")}
        if layers and not any(layer.base for layer in layers) and reads_labels(tag.function or tag.statement):
            single.add(max(layers, key=lambda layer: layer.offset))  # by number: labels are the last layer's
        super().__init__("l" if any(layer.base == "l" for layer in layers) else "L", single)

    def sides(self) -> tuple[Shape, ...]:
        """Return the shape of each side, which must all be the same.

        Raises: IndexCheckError for what does not fit.
        """
        self.check_lengths()
        try:
            for axis in self.equation.ranges:
                self.bind(axis, self.equation)
            shapes = tuple(self.side(side) for side in self.equation.sides)
            for side, shape in zip(self.equation.sides, shapes, strict=True):
                if only_entry(shape) != only_entry(shapes[0]):
                    raise MisfitError(side, shape_text(shape), f"{shape_text(shapes[0])} as on the left",
                                      (shapes[0], shape))
            return shapes
        except MisfitError as misfit:
            span = misfit.node.span or self.tag.source.span(self.tag.statement)
            raise self.error(span, misfit.found, misfit.expected) from None

    def side(self, side: Node) -> Shape:
        """Return the shape of one side."""
        if loose := free_letters(side) - free_letters(self.equation.sides[0]):
            raise MisfitError(side, f"a free {min(loose)}", "only letters of the left side, or a sum over it")
        return self.shape(side)

    def error(self, span: Span, found: str, expected: str) -> IndexCheckError:
        """Return the error for a piece of source."""
        return IndexCheckError(f"{self.tag.file}:{span.line}: found {found} at `{self.tag.source.piece(span)}` "
                               f"for {self.tag.name}, expected {expected}")

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
                        raise self.error(self.tag.source.span(length), found, wanted)


def only_entry(shape: Shape) -> Shape:
    """Return a shape as sides are compared: a 1 by 1 matrix is its only entry."""
    return NUMBER if set(shape) <= {ONE} else shape


def lengths_set(setting: ast.stmt) -> list[tuple[str, ast.expr | None, ast.expr]]:
    """Return what an assignment says of sizes: n = {l: length, ...} or m = length, as name, layer and length."""
    match setting:
        case ast.Assign(targets=[ast.Name(id="n")], value=ast.Dict(keys=keys, values=values)):
            return [("n", layer, length) for layer, length in zip(keys, values, strict=True)]
        case ast.Assign(targets=[ast.Name(id="m")], value=ast.Call() as length):
            return [("m", None, length)]
    return []
