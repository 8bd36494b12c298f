"""From a line about one entry to the matrices that say it of all entries at once; it never sees the book."""

from collections.abc import Mapping
from functools import reduce

from purenn.notation.expression import Apply, Gradient, Layout, Node, Number, Ones, Operation, PairingError, Sum, Symbol
from purenn.notation.shapes import Shapes
from purenn.notation.sizes import ONE, Axis, Size
from purenn.notation.symbols import cell_of, symbol
from purenn.notation.text import shape_text, text
from purenn.notation.walks import delta, free_letters, operation, with_index
from purenn.pairing.derive.algebra import associated
from purenn.pairing.derive.rules import without

Letter = str | None  # None where there is one row, or one column


class CompactingError(PairingError):
    """A line that no matrices say."""


def matrix_of(entry: Node, shapes: Shapes, sizes: Mapping[str, Size], r: Letter, c: Letter) -> Node:
    """Return the matrix of a line about its entry (r, c), where None stands for the only one; sizes are the letters'.

    Raises: CompactingError if the line's numbers do not lie like entries of matrices and of their products.
    """
    wanted = sizes[r] if r else ONE, sizes[c] if c else ONE
    if entry == Number("1"):
        return Ones(*wanted)
    if r and c and (rest := without(entry, delta(r, c))) is not None:
        return Layout(with_index(rest, c, r), columns=Axis(r, sizes[r]), diagonal=True)
    check_held(entry, {r, c})
    whole = compacted(entry, sizes, r, c)
    if (shapes.shape(whole) or (ONE, ONE)) != wanted:
        raise CompactingError(f"found {text(entry)}, expected what lies as {shape_text(wanted)}")
    return whole


def check_held(entry: Node, letters: set[Letter]) -> None:
    """Raise CompactingError if a line about an entry does not hold the letters of the entry's place."""
    if missing := letters - {None} - free_letters(entry):
        raise CompactingError(f"found {text(entry)}, expected {min(map(str, missing))} in it")


def compacted(node: Node, sizes: Mapping[str, Size], r: Letter, c: Letter) -> Node:
    """Return the matrix whose entry (r, c) is node; a number that holds neither letter stays a number."""
    match node:
        case Operation("plus" | "minus" as sign, parts):
            return operation(sign, *(broadcast(part, sizes, r, c) for part in parts))
        case Operation("negative", (inner,)):
            return operation("negative", compacted(inner, sizes, r, c))
        case Operation("fraction", (top, bottom)):
            if r in free_letters(bottom) or c in free_letters(bottom):
                return operation("fraction", compacted(top, sizes, r, c), compacted(bottom, sizes, r, c))
            return scaled([operation("fraction", Number("1"), bottom)], compacted(top, sizes, r, c))
        case Apply(function, (inner,)):
            return Apply(function, (compacted(inner, sizes, r, c),))
        case Operation("times") | Sum():
            return multiplied(node, sizes, r, c)
        case Gradient(Symbol("J") as top, Symbol() as bottom):
            return Gradient(top, lying(bottom, r, c))
        case Gradient(Symbol() as top, Symbol() as bottom):  # of a row in a row: the former down, the latter across
            return Gradient(lying(top, None, r), lying(bottom, None, c))
        case Symbol(indices=(_, *_)):
            return lying(node, r, c)
    return node


def broadcast(term: Node, sizes: Mapping[str, Size], r: Letter, c: Letter) -> Node:
    """Return the matrix of a term of a sum; a column that all columns repeat is multiplied by a row of ones."""
    if not isinstance(term, Number):
        check_held(term, {r})
    if c is None or c in free_letters(term) or isinstance(term, Number):
        return compacted(term, sizes, r, c)
    return operation("matmul" if r else "scale", compacted(term, sizes, r, None), Ones(ONE, sizes[c]))


def multiplied(node: Node, sizes: Mapping[str, Size], r: Letter, c: Letter) -> Node:
    """Return the matrix of a product: elementwise, or of rows and columns if summed."""
    s, factors = None, [*associated(node.body if isinstance(node, Sum) else node, "times")]
    if isinstance(node, Sum):
        s, sizes = node.axis.letter, {**sizes, node.axis.letter: node.axis.size}
    numbers = [each for each in factors if not free_letters(each) & {r, s, c}]
    entries = [each for each in factors if each not in numbers]
    if s is None:
        return scaled(numbers, side_by_side(entries, sizes, r, c)) if entries else node
    if c is not None:
        right = [each for each in entries if c in free_letters(each)]
    else:
        rest = entries if r else entries[1:]
        right = [each for each in rest if r not in free_letters(each)]
    left = [each for each in entries if each not in right]
    if not left or any(r in free_letters(each) for each in right):
        raise CompactingError(f"found {text(node)}, whose factors part in no rows and columns")
    second = side_by_side(right, sizes, s, c) if right else Ones(sizes[s], ONE)
    return scaled(numbers, operation("matmul", side_by_side(left, sizes, r, s), second))


def side_by_side(entries: list[Node], sizes: Mapping[str, Size], r: Letter, c: Letter) -> Node:
    """Return the elementwise product of the matrices of some entries."""
    matrices = [compacted(each, sizes, r, c) for each in entries]
    return reduce(lambda one, other: operation("hadamard", one, other), matrices)


def scaled(numbers: list[Node], matrix: Node) -> Node:
    """Return a matrix times some numbers."""
    return reduce(lambda found, number: operation("scale", number, found), reversed(numbers), matrix)


def lying(entry: Symbol, r: Letter, c: Letter) -> Node:
    """Return the matrix, the row or the column that has this number at (r, c), transposed where it lies crosswise."""
    letter, layer, cell = entry.letter, entry.layer, cell_of(entry)
    down, across = (index if index != 1 else None for index in cell)
    whole = symbol(letter, layer)
    if (down, across) == (r, c):
        return whole
    if (across, down) == (r, c):
        return operation("transpose", whole)
    if r is None and c is None:
        return entry
    if across in (r, c) and across is not None:
        row = Symbol(letter, "row", layer, cell[:1])
        return row if across == c else operation("transpose", row)
    if down in (r, c) and down is not None:
        column = Symbol(letter, "column", layer, cell[1:])
        return column if down == r else operation("transpose", column)
    raise CompactingError(f"found {text(entry)}, expected one of its letters among {r} and {c}")
