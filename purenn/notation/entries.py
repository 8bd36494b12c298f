"""From a matrix expression to one of its entries: the scalars that a matrix equation stands for, sums kept as sums."""

from dataclasses import replace

from purenn.notation.expression import Apply, Gradient, Layout, Node, Number, Ones, Operation, Sum, Symbol
from purenn.notation.operators import OPERATORS
from purenn.notation.shapes import NUMBER, Shapes
from purenn.notation.sizes import ONE, Axis, Index
from purenn.notation.symbols import entry_of
from purenn.notation.walks import delta, fresh_letter, operation, with_index


class Entries:
    """Takes entries, where `shapes` tells what is a matrix."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def entry(self, node: Node, r: Index = 1, c: Index = 1) -> Node:
        """Return entry (r, c) of a matrix; a number is its own only entry."""
        match node:
            case Symbol():
                return entry_of(node, r, c)
            case Gradient(top, bottom):
                return self.derivative(node, top, bottom, r, c)
            case Operation("transpose", (inner,)):
                return self.entry(inner, c, r)
            case Operation("matmul" | "dot", (left, right)):
                return self.inner_product(left, right, r, c)
            case Operation(name, parts):
                entries = (self.entry(part, r, c) for part in parts)
                return Operation(OPERATORS[name].scalar or name, tuple(entries), span=node.span)
            case Sum(axis, body):
                return Sum(axis, self.entry(body, r, c))
            case Apply(function, arguments):
                return Apply(function, tuple(self.entry(argument, r, c) for argument in arguments))
            case Ones():
                return Number("1", of=node)
            case Layout():
                return self.cell(node, r, c)
        return node

    def inner_product(self, left: Node, right: Node, r: Index, c: Index) -> Node:
        """Return an entry of a matrix product; of a single term, that term."""
        size = self.shapes.shape(left)[1]
        if size == ONE:
            return operation("times", self.entry(left, r, 1), self.entry(right, 1, c))
        q = fresh_letter(left, right, r, c)
        return Sum(Axis(q, size), operation("times", self.entry(left, r, q), self.entry(right, q, c)))

    def derivative(self, node: Gradient, top: Node, bottom: Node, r: Index, c: Index) -> Node:
        """Return an entry of a derivative: of J as its variable lies, in a number as its top does, transposed (E28)."""
        over, under = self.shapes.shape(top), self.shapes.shape(bottom)
        if over == NUMBER:
            return node if under == NUMBER else replace(node, bottom=self.entry(bottom, r, c))
        if under == NUMBER:
            return replace(node, top=self.entry(top, c, r))
        return replace(node, top=self.entry(top, 1, r), bottom=self.entry(bottom, 1, c))

    def cell(self, layout: Layout, r: Index, c: Index) -> Node:
        """Return a cell of a matrix written out."""
        entry = layout.entry
        for axis, index in ((layout.rows, r), (layout.columns, c)):
            entry = with_index(entry, axis.letter, index) if axis else entry
        entry = self.entry(entry, 1, c)
        if not layout.diagonal or r == c:
            return entry
        return operation("times", delta(r, c), entry) if isinstance(r, str) or isinstance(c, str) else Number("0")
