"""The tree between code and print: what a tagged line says, free of how it is written.

Every node may know the piece of source that it was read from (`span`, which plays no part in equality).
The nodes that a reader would point at, single symbols and whole derivatives, are the *terms*.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from purenn.pairing.tags import Span


@dataclass(frozen=True)
class Layer:
    """A layer's label: l + 1 is Layer("l", 1), L is Layer("L"), 3 is Layer("", 3)."""

    base: str
    offset: int = 0

    def __str__(self) -> str:
        if not self.base:
            return str(self.offset)
        return f"{self.base}{self.offset:+d}" if self.offset else self.base

    def __add__(self, steps: int) -> "Layer":
        return Layer(self.base, self.offset + steps)


@dataclass(frozen=True)
class Size:
    """The size of an axis: n of a layer, "m" datapoints, or "1"."""

    name: str
    layer: Layer | None = None


ONE, M = Size("1"), Size("m")
OPERATORS = {"ln", "max"}  # functions that print as operators, which need the space around them
Index = str | int | Size  # a letter, a printed number (from 1), or the last one of an axis


@dataclass(frozen=True)
class Axis:
    """A letter and the size up to which it runs."""

    letter: str
    size: Size


@dataclass(frozen=True)
class Node:
    """A piece of an equation."""

    span: Span | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True)
class Number(Node):
    """A number, as printed; also e. `of` is the term whose value it is, if it was put in for one."""

    text: str
    of: Node | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True)
class Symbol(Node):
    """w_{i,h}^{(l)}, an arrowed row or column, a whole matrix, or a scalar without layer such as m."""

    letter: str
    kind: str  # "scalar", "row", "column" or "matrix"
    layer: Layer | None = None
    indices: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Gradient(Node):
    """The derivative of one thing in another."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Function(Node):
    """The name of a function, with its layer if it has one."""

    name: str
    layer: Layer | None = None
    prime: bool = False


@dataclass(frozen=True)
class Apply(Node):
    """A function of its arguments; of a matrix, entry by entry."""

    function: Function
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Sum(Node):
    """The sum of body as one letter runs."""

    axis: Axis
    body: Node


@dataclass(frozen=True)
class Product(Node):
    """A product; kind is "times" (numbers), "scale", "matmul", "dot" or "hadamard"."""

    left: Node
    right: Node
    kind: str


@dataclass(frozen=True)
class Addition(Node):
    """left + right or left - right."""

    left: Node
    sign: str
    right: Node


@dataclass(frozen=True)
class Negative(Node):
    """Minus something."""

    inner: Node


@dataclass(frozen=True)
class Fraction(Node):
    """A quotient; of matrices, entry by entry."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Power(Node):
    """base to the exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Absolute(Node):
    """The absolute value."""

    inner: Node


@dataclass(frozen=True)
class Transpose(Node):
    """A matrix or vector, transposed."""

    inner: Node


@dataclass(frozen=True)
class Delta(Node):
    """1 where two indices agree, 0 elsewhere."""

    indices: tuple[Index, ...]


@dataclass(frozen=True)
class Ones(Node):
    """A matrix of ones."""

    rows: Size
    columns: Size


@dataclass(frozen=True)
class Layout(Node):
    """A matrix written out: entry for each letter of the axes; no axis means a single row or column."""

    entry: Node
    rows: Axis | None = None
    columns: Axis | None = None
    diagonal: bool = False


@dataclass(frozen=True)
class Equation(Node):
    """Two or more sides; the ranges are those of the loops around the line."""

    sides: tuple[Node, ...]
    sign: str = "="
    ranges: tuple[Axis, ...] = ()


def is_term(node: Node) -> bool:
    """Return whether a reader would point at node as one thing."""
    if isinstance(node, (Gradient, Transpose)):
        return isinstance(node.top if isinstance(node, Gradient) else node.inner, Symbol)
    if isinstance(node, Function):
        return node.name not in OPERATORS
    if isinstance(node, Number):
        return node.of is not None
    return isinstance(node, (Symbol, Delta, Ones))


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly below node, left to right."""
    for item in fields(node):
        value = getattr(node, item.name)
        yield from (child for child in (value if isinstance(value, tuple) else (value,)) if isinstance(child, Node))


def walk(node: Node) -> Iterator[Node]:
    """Yield node and all nodes below it, left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def terms(node: Node) -> Iterator[Node]:
    """Yield the terms in node, left to right, and not again what stands inside one."""
    if is_term(node):
        yield node
        return
    for child in children(node):
        yield from terms(child)


def bound_axes(node: Node) -> tuple[Axis, ...]:
    """Return the axes over which node itself lets a letter run."""
    if isinstance(node, Sum):
        return (node.axis,)
    return tuple(axis for axis in (node.rows, node.columns) if axis) if isinstance(node, Layout) else ()


def free_letters(node: Node) -> set[str]:
    """Return the index letters in node that nothing in it runs over."""
    letters = {index for index in getattr(node, "indices", ()) if isinstance(index, str)}
    letters = letters.union(*(free_letters(child) for child in children(node)))
    return letters - {axis.letter for axis in bound_axes(node)}


def with_index(node: Node, letter: str, index: Index) -> Node:
    """Return node with index put for a letter, wherever that letter is free."""
    if letter in {axis.letter for axis in bound_axes(node)}:
        return node
    changes: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        if item.name == "indices":
            changes["indices"] = tuple(index if old == letter else old for old in value)
        elif isinstance(value, Node):
            changes[item.name] = with_index(value, letter, index)
        elif isinstance(value, tuple):
            changes[item.name] = tuple(with_index(old, letter, index) if isinstance(old, Node) else old
                                       for old in value)
    return replace(node, **changes)
