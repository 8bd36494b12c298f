"""What all prints have in common: the walk over the tree, where brackets must stand, how a matrix is laid out."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from purenn.notation.expression import (
    Apply,
    Equation,
    Function,
    Gradient,
    Layout,
    Node,
    Number,
    Ones,
    Operation,
    Sum,
    Symbol,
)
from purenn.notation.operators import CLOSED, OPERATORS, PRODUCT, SUM
from purenn.notation.sizes import Axis, Index, Layer, Size
from purenn.notation.walks import children, is_operation, is_term, with_index

Mark = Callable[[str, Node], str]
DOTS, VERTICAL, DIAGONAL = "⋯", "⋮", "⋱"  # the cells of a layout that stand for what is left out


class Printer:
    """Writes a tree by the column of the table of operators, and by the templates, that a kind of print names.

    `mark`, if there is one, is given the print and the node of each term, and of each sum the sign and the sum; it
    returns what to put there.
    """

    column: str
    gradient: str
    sign: str  # of a sum: its letter and its size
    matrix: str
    brackets: ClassVar[dict[str, str]]
    separators: ClassVar[dict[str, str]]  # between arguments, sides, cells, rows and sizes, and after the sign of a sum
    dots: ClassVar = {DOTS: DOTS, VERTICAL: VERTICAL, DIAGONAL: DIAGONAL}

    def __init__(self, mark: Mark | None = None) -> None:
        self.mark = mark

    # what kinds of print differ in

    def letter(self, letter: str, kind: str = "scalar") -> str:
        """Return a letter or a name: of a matrix bold, of a row or a column under an arrow."""
        raise NotImplementedError

    def scripted(self, base: str, below: Sequence[str], layer: Layer | None, after: str = "") -> str:
        """Return a base with indices below it, and above it a layer's label and a T or a prime."""
        raise NotImplementedError

    def number(self, text: str) -> str:
        """Return a number."""
        return text

    def index(self, index: Index) -> str:
        """Return an index."""
        return self.size(index) if isinstance(index, Size) else str(index)

    # what they have in common

    def show(self, node: Node) -> str:
        """Return the print of node, marked if it is a term."""
        written = self.write(node)
        return self.marked(written, node) if is_term(node) else written

    def marked(self, written: str, node: Node) -> str:
        """Return a print with its mark."""
        return self.mark(written, node) if self.mark else written

    def write(self, node: Node) -> str:
        """Return the print of node by its kind; what stands inside a term is not marked again."""
        inner = self.write if is_term(node) else self.show
        match node:
            case Equation(sides, sign):
                return self.separators.get(sign, f" {sign} ").join(map(inner, sides))
            case Number(text):
                return self.number(text)
            case Symbol() | Operation("transpose", (Symbol(),)):
                return self.symbol(node)
            case Function(name, layer, prime):
                return self.scripted(self.letter(name), [], layer, "′" if prime else "")
            case Gradient(top, bottom):
                over = inner(top) if isinstance(top, Symbol) else self.bracketed(inner(top))
                return self.gradient % (over, inner(bottom))
            case Apply(function, arguments):
                return inner(function) + self.bracketed(self.separators[","].join(map(inner, arguments)))
            case Sum(Axis(letter, size), body):
                summand = self.operand(body, opens_with_sign(body), "[]")
                return self.marked(self.sum_sign(letter, self.size(size)), node) + self.separators["Σ"] + summand
            case Operation(name, parts):
                shown = zip(parts, self.loose(name, parts), strict=True)
                return self.operation(name, [self.operand(part, loose) for part, loose in shown])
            case Ones(rows, columns):
                sizes = self.separators["×"].join(map(self.size, (rows, columns)))
                return self.scripted(self.letter("1", "matrix"), [sizes], None)
            case Layout():
                return self.layout(node)
        raise TypeError(f"no print for {type(node).__name__}")

    def sum_sign(self, letter: str, size: str) -> str:
        """Return the sign of a sum."""
        return self.sign % (letter, size)

    def symbol(self, node: Node) -> str:
        """Return a symbol, transposed or not."""
        symbol, after = (node, "") if isinstance(node, Symbol) else (next(children(node)), "T")
        assert isinstance(symbol, Symbol)
        below = list(map(self.index, symbol.indices))
        layer = None if symbol.letter in "yY" else symbol.layer
        return self.scripted(self.letter(symbol.letter, symbol.kind), below, layer, after)

    def size(self, size: Size) -> str:
        """Return the size of an axis."""
        return self.scripted(self.letter(size.name), [], size.layer)

    def bracketed(self, inner: str, kind: str = "()") -> str:
        """Return a print in brackets."""
        return self.brackets[kind] % inner

    def operand(self, node: Node, in_brackets: bool, kind: str = "()") -> str:
        """Return the print of a part, in brackets if they are needed."""
        return self.bracketed(self.show(node), kind) if in_brackets else self.show(node)

    def operation(self, name: str, parts: list[str]) -> str:
        """Return an operator with its parts."""
        template: str = getattr(OPERATORS[name], self.column)
        return template % tuple(parts)

    def loose(self, name: str, parts: tuple[Node, ...]) -> list[bool]:
        """Return which parts of an operator need brackets."""
        if OPERATORS[name].binding == SUM:
            *before, last = parts
            joins = name == "plus" and is_operation(last, "plus", "minus")
            return [False] * len(before) + [opens_with_sign(last) and not joins]
        if OPERATORS[name].binding == PRODUCT:
            return loose_factors(name, *parts)
        if name == "power":
            return [not isinstance(parts[0], Symbol | Number) or is_negative_number(parts[0]), False]
        return [name == "transpose" and not isinstance(parts[0], Layout)] * len(parts)

    def layout(self, node: Layout) -> str:
        """Return a matrix written out: 1, 2, dots and the last one along each axis."""
        rows = positions(node.columns if node.diagonal else node.rows)
        columns = positions(node.columns)
        if rows == columns == [None]:
            return self.show(node.entry)
        cells = [[self.cell(node, at, beside) for beside in columns] for at in rows]
        return self.matrix % self.separators[";"].join(self.separators["&"].join(row) for row in cells)

    def cell(self, node: Layout, at: Index | None, beside: Index | None) -> str:
        """Return one cell of a layout."""
        if DOTS in (at, beside):
            return self.dots[DIAGONAL if at == beside else VERTICAL if at == DOTS else DOTS]
        if node.diagonal and at != beside:
            return self.number("0")
        entry = node.entry
        for axis, index in ((node.rows, at), (node.columns, beside)):
            if axis is not None and index is not None:
                entry = with_index(entry, axis.letter, index)
        return self.show(entry)


def loose_factors(kind: str, left: Node, right: Node) -> list[bool]:
    """Return which factors need brackets; matrix products and elementwise ones never mix without them (E14)."""
    others = {"hadamard": ("matmul", "dot")}.get(kind, ("hadamard",))
    parted = [is_operation(side, "plus", "minus", *others) for side in (left, right)]
    again = kind in ("matmul", "hadamard", "dot") and is_operation(right, kind)
    return [parted[0] or ends_with_sum(left) or is_negative_number(left),
            parted[1] or again or opens_with_sign(right)]


def positions(axis: Axis | None) -> list[Index | None]:
    """Return the indices that a layout shows along an axis, or only None where there is none."""
    return [1, 2, DOTS, axis.size] if axis else [None]


def opens_with_sign(node: Node) -> bool:
    """Return whether the print of node is a sum of parts, or begins with a minus."""
    match node:
        case Operation(name, (left, _)) if OPERATORS[name].binding == PRODUCT:
            return not (is_operation(left, "plus", "minus") or is_negative_number(left)) and opens_with_sign(left)
        case Operation(name):
            return OPERATORS[name].binding == SUM
    return is_negative_number(node)


def is_negative_number(node: Node) -> bool:
    """Return whether node is a number below 0, which stands in brackets as a factor."""
    return isinstance(node, Number) and node.text.startswith("-")


def ends_with_sum(node: Node) -> bool:
    """Return whether the print of node ends in a sum, which would swallow a factor after it."""
    if isinstance(node, Operation) and OPERATORS[node.operator].binding < CLOSED:
        return not is_operation(node, "plus", "minus") and ends_with_sum(node.parts[-1])
    return isinstance(node, Sum)
