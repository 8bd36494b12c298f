"""Brackets in the wrong place: what an expression says if some are forgotten, or a pair is put where none belongs."""

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations

from purenn.notation.expression import Node, Number, Operation
from purenn.notation.walks import operation, within

SIGNS: dict[str, str] = {"plus": "+", "minus": "-", "times": "*", "fraction": "/"}
NAMES: dict[type[ast.operator], str] = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.Div: "fraction"}


def rebracketed(node: Node) -> Iterator[Node]:
    """Yield what an expression says with some of its brackets forgotten, or with one pair too many.

    >>> from purenn.notation.expression import Symbol
    >>> from purenn.notation.text import text
    >>> a, y, m = (Symbol(letter, "scalar") for letter in "aym")
    >>> [text(each) for each in rebracketed(operation("fraction", operation("minus", a, y), m))]
    ['a − y/m']
    """
    seen = [node, divided(node)]
    forgotten = ((each, without_pairs) for each in seen)
    for tree, change in (*forgotten, (node, with_pair), (commuted(node), with_pair)):
        operands: list[Node] = []
        for code in list(change(spelt(tree, operands))):
            with suppress(SyntaxError):
                new = built(ast.parse(code, mode="eval").body, operands)
                if new not in seen:
                    seen.append(new)
                    yield new


def without_pairs(code: str) -> Iterator[str]:
    """Yield an expression without one pair of brackets or more, in every way."""
    pairs = [(k, closing(code, k)) for k, letter in enumerate(code) if letter == "("]
    for some in (some for n in range(1, len(pairs) + 1) for some in combinations(pairs, n)):
        gone = {at for pair in some for at in pair}
        yield "".join(letter for k, letter in enumerate(code) if k not in gone)


def with_pair(code: str) -> Iterator[str]:
    """Yield an expression with one more pair of brackets, in every way."""
    for a, b in combinations(list(re.finditer(r"v\d+", code)), 2):
        inside = code[a.start() : b.end()]
        if inside.count("(") == inside.count(")"):
            yield f"{code[: a.start()]}({inside}){code[b.end() :]}"


def divided(node: Node) -> Node:
    """Return an expression in which 1/m times a sum is that sum over m, as it is often written."""
    match node:
        case Operation("times", (Operation("fraction", (Number("1"), m)), Operation("plus" | "minus") as inner)):
            return operation("fraction", inner, m)
    return node


def commuted(node: Node) -> Node:
    """Return an expression with the factors of its products the other way round."""
    inner = within(node, commuted)
    if isinstance(inner, Operation) and inner.operator == "times":
        return operation("times", *reversed(inner.parts))
    return inner


def spelt(node: Node, operands: list[Node]) -> str:
    """Return an expression in Python, with v0, v1, ... for what is no sum, difference, product or quotient."""
    match node:
        case Operation("negative", (a,)):
            return f"-{bracketed(a, operands, 'plus', 'minus')}"
        case Operation("plus" | "minus" as name, (a, b)):
            return f"{spelt(a, operands)} {SIGNS[name]} {bracketed(b, operands, 'plus', 'minus', 'negative')}"
        case Operation("times" | "fraction" as name, (a, b)):
            left = bracketed(a, operands, "plus", "minus")
            return f"{left} {SIGNS[name]} {bracketed(b, operands, 'plus', 'minus', 'negative', 'times', 'fraction')}"
    operands.append(node)
    return f"v{len(operands) - 1}"


def bracketed(node: Node, operands: list[Node], *loose: str) -> str:
    """Return an expression in Python, in brackets if it is one of some operations."""
    code = spelt(node, operands)
    return f"({code})" if isinstance(node, Operation) and node.operator in loose else code


def closing(code: str, start: int) -> int:
    """Return where the bracket that opens at a place is closed."""
    depth = 0
    for k in range(start, len(code)):
        depth += (code[k] == "(") - (code[k] == ")")
        if depth == 0:
            return k
    raise ValueError(code)


def built(code: ast.expr, operands: list[Node]) -> Node:
    """Return the tree of an expression of v0, v1, ..."""
    match code:
        case ast.BinOp(left, op, right):
            return operation(NAMES[type(op)], built(left, operands), built(right, operands))
        case ast.UnaryOp(_, inner):
            return operation("negative", built(inner, operands))
        case ast.Name(name):
            return operands[int(name[1:])]
    raise ValueError(ast.unparse(code))
