"""Walks over the tree of an equation, and what builds and rebuilds it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import is_not
from typing import Any

from purenn.notation.expression import Function, Gradient, Layout, Node, Number, Ones, Operation, Sum, Symbol
from purenn.notation.sizes import Axis, Index, Layer, Size

PIECES = (Node, Axis, Size, Layer)


def operation(operator: str, *parts: Node) -> Operation:
    """Return an operator applied to some parts."""
    return Operation(operator, parts)


def product_of(factors: Sequence[Node]) -> Node:
    """Return a product of numbers; of none, 1."""
    return reduce(lambda left, right: operation("times", left, right), factors) if factors else Number("1")


def is_operation(node: Node, *operators: str) -> bool:
    """Return whether node is one of some operators applied."""
    return isinstance(node, Operation) and node.operator in operators


def delta(first: Index, second: Index) -> Symbol:
    """Return 1 where two indices agree, 0 elsewhere."""
    return Symbol("delta", "scalar", None, (first, second))


def is_term(node: Node) -> bool:
    """Return whether a reader would point at node as one thing."""
    match node:
        case Gradient(top=inner) | Operation("transpose", (inner,)):
            return isinstance(inner, Symbol)
        case Number(of=of):
            return of is not None
    return isinstance(node, Symbol | Function | Ones)


def mapped(piece: Any, change: Callable[[Any], Any]) -> Any:
    """Return a node, an axis or a size with change made to each node, axis, size and layer directly in it."""
    changes: dict[str, Any] = {}
    for name in piece.__match_args__:  # all but those by keyword, which do not count
        old = getattr(piece, name)
        if isinstance(old, tuple):
            new = tuple([change(each) if isinstance(each, PIECES) else each for each in old])
            changes |= {name: new} if any(map(is_not, new, old)) else {}
        elif isinstance(old, PIECES) and (new := change(old)) is not old:
            changes[name] = new
    return replace(piece, **changes) if changes else piece


def within(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return node with change made to each node directly in it."""
    changed: Node = mapped(node, lambda each: change(each) if isinstance(each, Node) else each)
    return changed


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly below node, left to right; what a number was put in for is none of them."""
    names: tuple[str, ...] = node.__match_args__
    for value in (getattr(node, name) for name in names):
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
    return letters.union(*map(free_letters, children(node))) - {axis.letter for axis in bound_axes(node)}


def with_index(node: Node, letter: str, index: Index) -> Node:
    """Return node with index put for a letter, wherever that letter is free.

    A sum over the very letter that is put in gets another one first, so that it cannot capture it.
    """
    bound = {axis.letter for axis in bound_axes(node)}
    if letter in bound:
        return node
    if isinstance(index, str) and index in bound and letter in free_letters(node):
        node = with_bound_letter(node, index, fresh_letter(node, index))
    changed = within(node, lambda each: with_index(each, letter, index))
    if isinstance(changed, Symbol) and letter in changed.indices:
        return replace(changed, indices=tuple(index if old == letter else old for old in changed.indices))
    return changed


def with_bound_letter(node: Node, old: str, new: str) -> Node:
    """Return a sum or layout that runs over a new letter instead of an old one; it means the same."""

    def change(piece: Any) -> Any:
        if isinstance(piece, Axis):
            return replace(piece, letter=new) if piece.letter == old else piece
        return with_index(piece, old, new)

    renamed: Node = mapped(node, change)
    return renamed


def fresh_letter(*pieces: Node | Index) -> str:
    """Return a letter that stands in none of some nodes and is none of some indices."""
    nodes = [each for piece in pieces if isinstance(piece, Node) for each in walk(piece)]
    used = {index for node in nodes for index in getattr(node, "indices", ())}
    used |= {axis.letter for node in nodes for axis in bound_axes(node)}
    return next(letter for letter in "qrstuvw" if letter not in used | set(pieces))


def put_for(piece: Any, old: Node, new: Node) -> Any:
    """Return a tree with one node for another, wherever it stands."""
    return new if piece == old else mapped(piece, lambda each: put_for(each, old, new))


def at_layer(piece: Any, l: int, L: int) -> Any:
    """Return a node, or another piece, with the number of every layer put in, for layer l of L."""
    if isinstance(piece, Layer):
        return Layer("", {"l": l, "L": L, "": 0}[piece.base] + piece.offset)
    return mapped(piece, lambda each: at_layer(each, l, L))
