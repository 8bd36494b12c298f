"""Wrong versions of an expression: one slip each, made by rule; a rule knows forms of a tree, and none an equation."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from purenn.notation.expression import Apply, Function, Gradient, Layout, Node, Number, Ones, Operation, Sum, Symbol
from purenn.notation.sizes import Axis, Layer, M, Size
from purenn.notation.walks import bound_axes, operation, walk, with_index
from purenn.tutor.slips import places

TWO = Number("2")
SIZES = {"i": Size("n", Layer("l")), "k": Size("n", Layer("l")), "h": Size("n", Layer("l", -1)), "j": M}
PRODUCTS = {"hadamard": "matmul", "matmul": "hadamard"}
OTHERS = {"a": "z", "z": "a", "w": "a", "b": "w", "y": "b", "A": "Z", "Z": "A", "W": "A", "B": "W"}


def wrong_versions(tree: Node) -> dict[Node, str]:
    """Return each wrong version of an expression once, with the name of its slip."""
    found: dict[Node, str] = {}
    letters = {index for each in walk(tree) for index in getattr(each, "indices", ()) if isinstance(index, str)}
    letters |= {axis.letter for each in walk(tree) for axis in bound_axes(each)}
    for node, put, _ in places(tree):
        for slip, new in (*changed(node), *relettered(node, letters), *relayered(node)):
            found.setdefault(put(new), slip)
    for slip, new in (("a minus added", operation("negative", tree)), ("twice", operation("times", TWO, tree))):
        found.setdefault(new, slip)
    found.pop(tree, None)
    return found


def changed(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what becomes of a node as an operator, a function, a number or a sum in it is mistaken."""
    match node:
        case Operation("transpose", (inner,)):
            yield "a transpose dropped", inner
        case Operation("plus" | "minus" as sign, (left, right)):
            yield "a sign flipped", operation("minus" if sign == "plus" else "plus", left, right)
            yield "a term dropped", left
            yield "a term dropped", right
            yield "a product for a sum", operation("times", left, right)
            if sign == "minus":
                yield "a difference the other way round", operation(sign, right, left)
        case Operation("negative", (inner,)):
            yield "a minus dropped", inner
        case Operation("times" | "scale" | "matmul" | "hadamard" | "dot" as name, (left, right)):
            yield "a factor dropped", left
            yield "a factor dropped", right
            yield "sides swapped", operation(name, right, left)
            yield "another product", operation(PRODUCTS.get(name, "plus"), left, right)
        case Operation("fraction", (top, bottom)):
            yield "a denominator dropped", top
            yield "a fraction upside down", operation("fraction", bottom, top)
            yield "a product for a fraction", operation("times", top, bottom)
        case Operation("power", (base, _)):
            yield "a power dropped", base
        case Operation("exp" | "ln" | "absolute" | "positive" as name, (inner,)):
            yield f"{name} dropped", inner
            yield "a sign under a function flipped", operation(name, operation("negative", inner))
        case Operation("max", (left, right)):
            yield "max dropped", left
            yield "max dropped", right
        case Function(prime=prime):
            yield "a prime", replace(node, prime=not prime)
        case Apply(_, (inner,)):
            yield "a function dropped", inner
        case Number(text):
            yield "another number", Number(str(int(text) + 1))
            yield "a minus added", operation("negative", node)
        case Gradient(top, bottom):
            yield "a derivative upside down", Gradient(bottom, top)
            yield "a derivative dropped", bottom
        case Sum(axis, body):
            yield "a sum lost", body
            yield "the first term of a sum alone", with_index(body, axis.letter, 1)
            for size in {M, *SIZES.values()} - {axis.size}:
                yield "a sum over another axis", Sum(Axis(axis.letter, size), body)
        case Ones(rows, columns):
            yield "ones lying crosswise", Ones(columns, rows)
            yield "ones for a one", Number("1")
        case Layout(entry, rows, columns, diagonal):
            yield "a layout lying crosswise", Layout(entry, columns, rows, diagonal and rows is not None)
            if diagonal:
                yield "a diagonal lost", Layout(entry, columns=columns)
            elif rows or columns:
                yield "a diagonal", Layout(entry, columns=columns or rows, diagonal=True)


def relettered(node: Node, letters: set[str]) -> Iterator[tuple[str, Node]]:
    """Yield what becomes of a node as its letters are mistaken, for others in the expression or for a first one."""
    match node:
        case Symbol("delta", indices=(one, other)):
            yield "a switch that is always on", Number("1")
        case Symbol(letter, kind) if letter in OTHERS:
            yield "another symbol", replace(node, letter=OTHERS[letter])
            if kind in ("row", "column"):
                yield "a row for a column", replace(node, kind="column" if kind == "row" else "row")
    if isinstance(node, Symbol):
        for one, other in combinations(range(len(node.indices)), 2):
            swapped = [*node.indices]
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield "letters swapped", replace(node, indices=tuple(swapped))
        for k, old in enumerate(node.indices):
            for new in sorted({*letters, 1, 2} - {old}, key=str):
                yield "another letter", replace(node, indices=(*node.indices[:k], new, *node.indices[k + 1 :]))
    for axis in bound_axes(node):
        for new in sorted(letters - {axis.letter}):
            if isinstance(node, Sum):
                yield "a sum over another letter", Sum(replace(node.axis, letter=new), node.body)


def relayered(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what becomes of a node as it is taken for that of another layer."""
    if isinstance(node, Symbol | Function) and node.layer and getattr(node, "letter", "") not in ("y", "Y"):
        for steps in (1, -1):
            yield "another layer", replace(node, layer=node.layer + steps)
        yield "another layer", replace(node, layer=Layer({"l": "L", "L": "l", "": "l"}[node.layer.base]))
