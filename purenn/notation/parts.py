"""The parts of a formula, as a reader would point at them, and formulas alike but for their layers and indices."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from purenn.notation.expression import Equation, Function, Gradient, Layout, Node, Number, Operation, Symbol
from purenn.notation.parsing import ParseError, parse
from purenn.notation.symbols import axes
from purenn.notation.walks import is_operation, mapped, operation, walk, with_index

SIGN = re.compile(r"\\[A-Za-z]+|\\sum_\{.*\}|(?:\{\})?\^(?:T|\{.*\})|['+=<>-]")
AROUND = [("a ", " b"), ("", " a"), (r"\mathbf{A}", ""), ("f", "")]  # what makes a formula of a sign
COUNTING = set("ijkghplLrcsq")  # letters that count


def is_symbol(node: Node) -> bool:
    """Say whether an expression is a single symbol, a derivative, a function's name, or the number of a layer."""
    match node:
        case Gradient(top, bottom):
            return is_symbol(top) and is_symbol(bottom)
        case Operation("transpose", (inner,)):
            return is_symbol(inner)
        case Operation("plus" | "minus", (Symbol("l" | "L"), Number())):
            return True
    return type(node).__name__ in ("Symbol", "Function", "Ones")


def is_setting(node: Equation) -> bool:
    """Say whether a relation only sets or bounds letters that count: l = 1, k = i, 1 ≤ l < L."""

    def counts(side: Node) -> bool:
        match side:
            case Operation("plus" | "minus", (left, Number())):
                return counts(left)
            case Symbol(letter, "scalar", None, ()):
                return letter in COUNTING
        return isinstance(side, Number)

    return all(map(counts, node.sides)) and any(isinstance(each, Symbol) for each in walk(node))


def parts(node: Node) -> Iterator[Node]:
    """Yield every part of a formula that can be pointed at: what stands side by side in a product or a sum as well."""
    for each in walk(node):
        yield each
        for names in (("times",), ("plus", "minus")):
            if is_operation(each, *names):
                flat = [*operands(each, names)]
                yield from (run(flat[i:j]) for i in range(len(flat)) for j in range(i + 1, len(flat) + 1))
        yield from lines(each)
        match each:
            case Operation("negative", (Operation("times") as product,)):
                flat = [*operands(product, ("times",))]
                yield from (operation("negative", run(flat[:j])) for j in range(1, len(flat)))


def lines(node: Node) -> Iterator[Node]:
    """Yield the rows or columns of a matrix with dots that are written out in it, and its entries."""
    if not isinstance(node, Layout) or node.diagonal:
        return
    for axis in filter(None, (node.rows, node.columns)):
        rows, columns = (None if each is axis else each for each in (node.rows, node.columns))
        for index in (1, 2, axis.size):
            line = replace(node, entry=with_index(node.entry, axis.letter, index), rows=rows, columns=columns)
            yield from (line, *lines(line)) if rows or columns else (line.entry,)


def operands(node: Node, names: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """Yield what a chain of operators is applied to, each with the operator before it."""
    if isinstance(node, Operation) and node.operator in names:
        left, right = node.parts
        yield from operands(left, names)
        yield node.operator, right
    else:
        yield "plus" if "plus" in names else "times", node


def run(flat: list[tuple[str, Node]]) -> Node:
    """Return a chain of operators put together again."""
    (name, found), *rest = flat
    found = operation("negative", found) if name == "minus" else found
    for name, each in rest:
        found = operation(name, found, each)
    return found


def erased(node: Node) -> Node:
    """Return a formula without its layers, indices and ranges."""
    if isinstance(node, Symbol | Function):
        node = replace(node, layer=None)
    if isinstance(node, Symbol):
        letter = node.letter if node.letter in "JL" else node.letter.lower()
        node = replace(node, indices=(), kind="scalar", letter=letter)
    found: Node = mapped(node, lambda piece: erased(piece) if isinstance(piece, Node) else piece)
    return found


def sizes_of(node: Node) -> list[Node]:
    """Return the symbols in the shape of a symbol."""
    inner = node.bottom if isinstance(node, Gradient) else node
    found = axes(inner.letter.lower(), inner.layer) if isinstance(inner, Symbol) else ()
    return [Symbol(size.name, "scalar", size.layer) for size in found if size.name != "1"]


def is_sign(text: str) -> bool:
    """Say whether something is no formula but makes one with letters beside it, such as a sign, a T or a prime."""
    if not SIGN.fullmatch(text):
        return False
    for before, after in AROUND:
        with suppress(ParseError):
            return bool(parse(before + text.removeprefix("{}") + after))
    return False
