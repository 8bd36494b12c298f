"""Equations as one line of text in which the pieces that differ from another equation are to be underlined."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from purenn.notation.expression import Equation, Node, Sum
from purenn.notation.text import PLAIN, Text
from purenn.notation.walks import children, is_operation, is_term, mapped

OPEN, CLOSE = "\x01", "\x02"
Path = tuple[int, ...]


def underlined(
    tree: Node, pieces: Sequence[Node] = (), other: Node | None = None, ascii: bool = False
) -> tuple[str, list[bool]]:
    """Return the print of a tree, and for each of its letters whether it belongs to one of some pieces.

    Of a sum that is the sign alone; the left side of an equation has none. A piece that the tree has more often than it
    is given is one that another tree has not at the same place, nor in the same surroundings; and of those the highest.
    """
    found, flags, depth = "", list[bool](), 0
    written = Underlined(tree, pieces, other, ascii).written
    for letter in written.translate(PLAIN) if ascii else written:
        depth += (letter == OPEN) - (letter == CLOSE)
        if letter not in (OPEN, CLOSE):
            found, flags = found + letter, [*flags, depth > 0]
    return found, flags


class Underlined(Text):
    """Writes a tree with some of its pieces between OPEN and CLOSE."""

    def __init__(self, tree: Node, pieces: Sequence[Node], other: Node | None, ascii: bool) -> None:
        super().__init__(ascii)
        own, left = copied(tree), list(pieces)
        there = {path: node for path, node, _ in placed(other)} if other else {}
        known = set(there.values())
        standing = [(there.get(path) == node, parent in known, len(path), node)
                    for side in (own.sides[1:] if isinstance(own, Equation) else [own])
                    for path, node, parent in placed(side)]  # fmt: skip
        self.chosen = set[int]()  # the pieces by what they are in memory, since an equal one may stand elsewhere
        for *_, node in sorted(standing, key=lambda each: each[:3]):
            if node in left:
                left.remove(node)
                self.chosen.add(id(node))
        self.written = self.show(own)

    def show(self, node: Node) -> str:
        """Return the print of a node, framed if it is one of the pieces."""
        return super().show(node) if isinstance(node, Sum) else self.framed(super().show(node), node)

    def marked(self, written: str, node: Node) -> str:
        """Return the print of a term, or of the sign of a sum, which is framed without the sum."""
        return self.framed(written, node) if isinstance(node, Sum) else written

    def framed(self, written: str, node: Node) -> str:
        """Return the print of a node, in a frame if it is one of the pieces."""
        return OPEN + written + CLOSE if id(node) in self.chosen else written


def placed(node: Node, path: Path = (), parent: Node | None = None) -> Iterator[tuple[Path, Node, Node | None]]:
    """Yield a node and all below it, but for what stands inside a term, each with the way to it and its parent."""
    yield path, node, parent
    for k, child in enumerate(() if is_term(node) else children(node)):
        yield from placed(child, (*path, k), node)


def copied(node: Node) -> Node:
    """Return a copy of a tree in which no object stands twice."""
    found: Node = mapped(node, lambda piece: copied(piece) if isinstance(piece, Node) else piece)
    return replace(found)


def differing(tree: Node, pieces: Sequence[Node], other: Node, others: Sequence[Node]) -> list[Node]:
    """Return some pieces of a tree, each as often as the tree has it and another tree, but for its own, has not.

    A product that does not stand together is each of its factors. A piece that is the whole tree says nothing, but for
    a sum, of which it is the sign.
    """
    found: list[Node] = []
    for piece in dict.fromkeys(pieces):
        times = count(piece, tree, ())
        if not times and is_operation(piece, "times"):
            found += differing(tree, list(children(piece)), other, others)
        elif piece != tree or isinstance(piece, Sum):
            found += [piece] * max(1, times - count(piece, other, others))
    return found


def count(piece: Node, tree: Node, without: Sequence[Node]) -> int:
    """Return how often a piece stands in a tree, outside of some others."""
    if tree in without:
        return 0
    return (tree == piece) + sum(count(piece, each, without) for each in (() if is_term(tree) else children(tree)))
