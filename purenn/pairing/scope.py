"""Where a statement stands: its function, its loops, and the assignments above it."""

import ast
from dataclasses import replace
from functools import lru_cache
from typing import Self

from purenn.notation.expression import Function, Node, PairingError
from purenn.notation.operators import FUNCTIONS
from purenn.notation.sizes import Index, Layer
from purenn.notation.symbols import INDEX_LETTERS
from purenn.pairing.tags import Tag, targets_of


class ReadingError(PairingError):
    """A piece of a tagged line that no rule can read."""


class Scope:
    """The surroundings of one statement in the module of a tag."""

    def __init__(self, tag: Tag, statement: ast.stmt) -> None:
        self.tag, self.source, self.statement = tag, tag.source, statement
        self.function = self.source.function_of(statement)
        self.blocks = self.source.blocks_of(statement)
        self.loops = [block for block in reversed(self.blocks) if isinstance(block, ast.For)]
        self.settings = [node for node in self.source.settings.get(self.function, [])
                         if node.lineno < statement.lineno]

    def start_of(self, target: ast.expr) -> ast.stmt:
        """Return the latest statement before this one that sets target, or the container it lies in."""
        place_of: ast.expr = target
        while True:
            if found := self.settings_of(place_of):
                return found[-1]
            if not isinstance(place_of, ast.Subscript):
                raise self.error(target, "expected a starting value above the loop")
            place_of = place_of.value

    def settings_of(self, target: ast.expr) -> list[ast.stmt]:
        """Return the plain assignments to target in the same function above this statement, in order."""
        return [node for node in self.settings if isinstance(node, ast.Assign | ast.AnnAssign)
                and any(same(each, target) for each in targets_of(node)) and not gathers(node)]

    def base(self) -> Layer:
        """Return the layer that the letters' roles are counted from: l, or L in a function that has no l."""
        return Layer("l" if names_l(self.function or self.source.tree) else "L")

    def error(self, node: ast.expr | ast.stmt, expected: str) -> ReadingError:
        """Return the error for a piece that cannot be read."""
        piece = self.source.piece(self.source.span(node))
        return ReadingError(f"{self.tag.file}:{node.lineno}: cannot read `{piece}` for {self.tag.name}: {expected}")

    def spanned(self, found: Node | None, node: ast.expr) -> Node:
        """Return what was found for a piece of source, knowing its place."""
        if found is None:
            raise self.error(node, "expected a symbol of the article")
        return found if found.span else replace(found, span=self.source.span(node))

    def at(self, statement: ast.stmt) -> Self:
        """Return what reads another statement of the same module."""
        return type(self)(self.tag, statement)

    def function_named(self, name: str, node: ast.expr | ast.stmt) -> Function:
        """Return the function of a Python name."""
        plain = name.removesuffix("_prime")
        if plain not in FUNCTIONS:
            raise self.error(node, f"expected a function that the book has, found `{name}`")
        return Function(FUNCTIONS[plain], None, name != plain)

    def layer(self, node: ast.expr) -> Layer:
        """Return the layer that a subscript names."""
        match node:
            case ast.Name(id="l" | "L" as base) | ast.Attribute(attr="L" as base):
                return Layer(base)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=ast.Constant(value=int(steps))):
                return self.layer(left) + (steps if isinstance(op, ast.Add) else -steps)
            case ast.Constant(value=int(steps)):
                return Layer("", steps)
        raise self.error(node, "expected a layer such as l, l + 1, L or 3")

    def index(self, node: ast.expr) -> Index:
        """Return an index as it is printed: a letter, or a constant counted from 1."""
        match node:
            case ast.Name(id=letter):
                return self.letter(letter, node)
            case ast.Constant(value=int(position)):
                return position + 1
        raise self.error(node, "expected an index letter or a constant")

    def letter(self, name: str, node: ast.expr) -> str:
        """Return an index letter."""
        if name in INDEX_LETTERS:
            return name
        raise self.error(node, f"expected one of the index letters {', '.join(sorted(INDEX_LETTERS))}")


@lru_cache(maxsize=16)
def names_l(scope: ast.AST) -> bool:
    """Return whether l is a name in a function or module; every symbol in it asks."""
    return any("l" in (getattr(node, "id", ""), getattr(node, "arg", "")) for node in ast.walk(scope))


def same(left: ast.expr, right: ast.expr) -> bool:
    """Return whether two expressions are spelt alike, set or read."""
    return ast.unparse(left) == ast.unparse(right)


def gathers(node: ast.stmt) -> bool:
    """Return whether an assignment is x = add(x, ...), which gathers and does not start."""
    match node:
        case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id="add"), args=[first, _])):
            return same(first, target)
    return False


def is_zero(node: ast.expr | None) -> bool:
    """Return whether an expression is 0, a matrix of zeros, an empty start, or layers or pairs of those."""
    match node:
        case ast.Constant(value=value):
            return not isinstance(value, bool) and value == 0
        case ast.Call(func=ast.Name(id="zeros")):
            return True
        case ast.Dict(values=entries) | ast.List(elts=entries) | ast.Tuple(elts=entries):
            return all(is_zero(entry) for entry in entries)
    return False


def root_name(node: ast.AST | None) -> str:
    """Return the name at the root of a chain of subscripts: W of W[l][i][h], and of network.W[l]."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return getattr(node, "id", getattr(node, "attr", ""))
