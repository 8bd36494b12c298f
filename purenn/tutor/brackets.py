"""Brackets in the wrong place: what an expression says if some are forgotten, or a pair is put where none belongs."""

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations

from purenn.notation.expression import Node, Operation
from purenn.notation.walks import mapped, operation

SIGNS: dict[str, str] = {"plus": "+", "minus": "-", "times": "*", "fraction": "/"}
NAMES: dict[type[ast.operator], str] = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.Div: "fraction"}


def rebracketed(node: Node) -> Iterator[Node]:
    """Yield what an expression says with some of its brackets forgotten, or with one pair too many.

    >>> from purenn.notation.text import text
    >>> a, y, m = (Symbol(letter, "scalar") for letter in "aym")
    >>> [text(each) for each in rebracketed(operation("fraction", operation("minus", a, y), m))]
    ['a − y/m']
    """
    operands: list[Node] = []
    code = spelt(node, operands)
    pairs = [(k, closing(code, k)) for k, letter in enumerate(code) if letter == "("]
    seen = [node]
    some_pairs = (some for n in range(1, len(pairs) + 1) for some in combinations(pairs, n))
    dropped = ({at for pair in some for at in pair} for some in some_pairs)
    texts = ["".join(letter for k, letter in enumerate(code) if k not in gone) for gone in dropped]
    names = [found for found in re.finditer(r"v\d+", code)]
    texts += [f"{code[: a.start()]}({code[a.start() : b.end()]}){code[b.end() :]}" for a, b in combinations(names, 2)]
    for text in texts:
        with suppress(SyntaxError):
            new = built(ast.parse(text, mode="eval").body, operands)
            if new not in seen:
                seen.append(new)
                yield new


def commuted(node: Node) -> Node:
    """Return an expression with the factors of its products the other way round."""
    inner: Node = mapped(node, lambda each: commuted(each) if isinstance(each, Node) else each)
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
