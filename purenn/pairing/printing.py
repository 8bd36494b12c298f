"""What LaTeX and plain text have in common: the walk over the tree, and where brackets must stand."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from purenn.pairing.expression import (
    Absolute,
    Addition,
    Apply,
    Axis,
    Delta,
    Equation,
    Fraction,
    Function,
    Gradient,
    Index,
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
    is_term,
    with_index,
)

Mark = Callable[[str, Node], str]
DOTS, VERTICAL, DIAGONAL = "dots", "vertical", "diagonal"  # the cells of a layout that stand for what is left out


class Printer(ABC):
    """Writes a tree; `mark`, if there is one, is given each term's print and node and returns what to put there."""

    def __init__(self, mark: Mark | None = None) -> None:
        self.mark = mark

    def show(self, node: Node) -> str:
        """Return the print of node, marked if it is a term."""
        written = self.write(node)
        return self.mark(written, node) if self.mark and is_term(node) else written

    def write(self, node: Node) -> str:
        """Return the print of node by its kind; what stands inside a term is not marked again."""
        inner = self.write if is_term(node) else self.show
        match node:
            case Equation(sides, sign):
                return self.joined([inner(side) for side in sides], sign)
            case Number(text):
                return self.number(text)
            case Symbol():
                return self.symbol(node)
            case Function():
                return self.function(node)
            case Gradient(top, bottom):
                over = inner(top) if isinstance(top, Symbol) else self.bracketed(inner(top))
                return self.gradient(over, inner(bottom))
            case Apply(function, arguments):
                return self.apply(inner(function), [inner(argument) for argument in arguments])
            case Sum(axis, body):
                summand = self.show(body)
                return self.sum(axis, self.bracketed(summand, square=True) if opens_with_sign(body) else summand)
            case Product():
                return self.product(node)
            case Addition(left, sign, right):
                loose = opens_with_sign(right) and not (sign == "+" and isinstance(right, Addition))
                return self.joined([inner(left), self.operand(right, loose)], sign)
            case Negative(part):
                return self.negative(self.operand(part, opens_with_sign(part)))
            case Fraction(top, bottom):
                return self.fraction(top, bottom)
            case Power(base, exponent):
                return self.power(self.operand(base, not isinstance(base, Symbol | Number)), inner(exponent))
            case Absolute(part):
                return self.absolute(inner(part))
            case Transpose(part):
                return self.transpose(part, inner)
            case Delta(indices):
                return self.delta(indices)
            case Ones(rows, columns):
                return self.ones(rows, columns)
            case Layout():
                return self.layout(node)
        raise TypeError(f"no print for {type(node).__name__}")

    def operand(self, node: Node, in_brackets: bool) -> str:
        """Return the print of a part, in brackets if they are needed."""
        return self.bracketed(self.show(node)) if in_brackets else self.show(node)

    def product(self, node: Product) -> str:
        """Return the print of a product; matrix products and elementwise ones never mix without brackets (E14)."""
        left, right, kind = node.left, node.right, node.kind
        other = {"hadamard": ("matmul", "dot")}.get(kind, ("hadamard",))
        parted = [isinstance(side, Addition) or (isinstance(side, Product) and side.kind in other)
                  for side in (left, right)]
        again = isinstance(right, Product) and kind in ("matmul", "hadamard", "dot") and right.kind == kind
        first = self.operand(left, parted[0] or ends_with_sum(left) or is_negative_number(left))
        second = self.operand(right, parted[1] or again or opens_with_sign(right))
        return self.times(first, second, kind, isinstance(right, Number))

    def layout(self, node: Layout) -> str:
        """Return a matrix written out: 1, 2, dots and the last one along each axis."""
        if node.diagonal:
            assert node.rows is None and node.columns is not None
            return self.matrix(self.diagonal(node))
        rows = positions(node.rows.size if node.rows else None)
        columns = positions(node.columns.size if node.columns else None)
        if rows == columns == [None]:
            return self.show(node.entry)
        return self.matrix([[self.cell(node, at, beside) for beside in columns] for at in rows])

    def cell(self, node: Layout, at: Index | None, beside: Index | None) -> str:
        """Return one cell of a layout."""
        if DOTS in (at, beside):
            return self.dots(DIAGONAL if at == beside else VERTICAL if at == DOTS else DOTS)
        entry = node.entry
        for axis, index in ((node.rows, at), (node.columns, beside)):
            if axis is not None and index is not None:
                entry = with_index(entry, axis.letter, index)
        return self.show(entry)

    def diagonal(self, node: Layout) -> list[list[str]]:
        """Return the cells of a diagonal matrix, 0 off the diagonal."""
        rows = []
        for at in positions(node.columns.size if node.columns else None):
            cells = [self.cell(node, None, at) if at == beside else self.number("0") for beside in (1, 2)]
            last = self.cell(node, None, at) if at not in (1, 2, DOTS) else self.number("0")
            rows.append([*cells, self.dots(DOTS), last])
        rows[2] = [self.dots(VERTICAL), self.dots(VERTICAL), self.dots(DIAGONAL), self.dots(VERTICAL)]
        return rows

    @abstractmethod
    def number(self, text: str) -> str: ...
    @abstractmethod
    def symbol(self, node: Symbol) -> str: ...
    @abstractmethod
    def function(self, node: Function) -> str: ...
    @abstractmethod
    def gradient(self, top: str, bottom: str) -> str: ...
    @abstractmethod
    def apply(self, function: str, arguments: list[str]) -> str: ...
    @abstractmethod
    def sum(self, axis: Axis, body: str) -> str: ...
    @abstractmethod
    def times(self, left: str, right: str, kind: str, before_number: bool) -> str: ...
    @abstractmethod
    def joined(self, parts: list[str], sign: str) -> str: ...
    @abstractmethod
    def negative(self, inner: str) -> str: ...
    @abstractmethod
    def fraction(self, top: Node, bottom: Node) -> str: ...
    @abstractmethod
    def power(self, base: str, exponent: str) -> str: ...
    @abstractmethod
    def absolute(self, inner: str) -> str: ...
    @abstractmethod
    def transpose(self, inner: Node, show: Callable[[Node], str]) -> str: ...
    @abstractmethod
    def delta(self, indices: tuple[Index, ...]) -> str: ...
    @abstractmethod
    def ones(self, rows: Size, columns: Size) -> str: ...
    @abstractmethod
    def matrix(self, rows: list[list[str]]) -> str: ...
    @abstractmethod
    def dots(self, kind: str) -> str: ...
    @abstractmethod
    def bracketed(self, inner: str, square: bool = False) -> str: ...


def positions(size: Size | None) -> list[Index | None]:
    """Return the indices that a layout shows along an axis, or only None where there is no axis."""
    return [1, 2, DOTS, size] if size else [None]


def opens_with_sign(node: Node) -> bool:
    """Return whether the print of node is a sum of parts, or begins with a minus."""
    if isinstance(node, Product):
        return not isinstance(node.left, Addition) and not is_negative_number(node.left) and opens_with_sign(node.left)
    return isinstance(node, Addition | Negative) or is_negative_number(node)


def is_negative_number(node: Node) -> bool:
    """Return whether node is a number below 0, which stands in brackets as a factor."""
    return isinstance(node, Number) and node.text.startswith("-")


def ends_with_sum(node: Node) -> bool:
    """Return whether the print of node ends in a sum, which would swallow a factor after it."""
    if isinstance(node, Product | Negative):
        return ends_with_sum(node.right if isinstance(node, Product) else node.inner)
    return isinstance(node, Sum)
