"""The tree between code and print: what a tagged line says, free of how it is written.

Every node may know the piece of source that it was read from (`span`, which plays no part in equality).
The nodes that a reader would point at, single symbols and whole derivatives, are the *terms*.
"""

from dataclasses import dataclass, field

from purenn.notation.sizes import Axis, Index, Layer, Size


class PairingError(ValueError):
    """A formula, a line of code or a page is not what the pairing needs."""


@dataclass(frozen=True)
class Span:
    """A piece of source: lines count from 1, columns from 0 and in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


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
    """w_{i,h}^{(l)}, an arrowed row or column, a whole matrix, or a scalar without layer such as m or δ_{k,i}."""

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
class Operation(Node):
    """An operator of purenn.notation.operators, by its name there, and what it is applied to."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Sum(Node):
    """The sum of body as one letter runs."""

    axis: Axis
    body: Node


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
class Written(Node):
    """A matrix of which all entries stand there, row by row."""

    entries: tuple[Node, ...]
    columns: int


@dataclass(frozen=True)
class Equation(Node):
    """Two or more sides; the ranges are those of the loops around the line."""

    sides: tuple[Node, ...]
    sign: str = "="
    ranges: tuple[Axis, ...] = ()
