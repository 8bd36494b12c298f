r"""Numbers that are computed where they stand in the text: {{ = n[1] * n[0] + n[1] : d }}.

The expression is Python's, of what the section has given before (`\given{z=\ln 3}` gives z), of the worked network's
sizes, matrices and gradients by their names in the code, and of a few functions: arithmetic, with subscripts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from math import exp, log, sqrt
from typing import Any

from holding.formulas import Book, Section

from builder.blocks import PageError
from builder.prose import Piece, marked, pieces
from purenn.activation import relu, sigmoid, sigmoid_prime, tanh, tanh_prime
from purenn.explaining import worked
from purenn.matrix import matmul, shape, transpose
from purenn.notation.expression import Gradient, Node, Symbol
from purenn.notation.parsing import ParseError, parse

COMPUTED = re.compile(r"\{\{ = (?P<expression>.+?)(?: : (?P<format>\S+))? \}\}", re.DOTALL)
HELPERS: dict[str, Any] = {
    **{each.__name__: each for each in (exp, sqrt, relu, sigmoid, sigmoid_prime, tanh, tanh_prime, matmul, shape,
                                        transpose, abs, sum, max, min, len, round)},
    "ln": log, "count": lambda rows: sum(map(len, rows)),
}  # fmt: skip
ALLOWED = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Subscript, ast.Name, ast.Load)


def fill(markdown: str, book: Book, page: str, first_line: int = 1) -> str:
    """Return the Markdown of a page with every {{ = expression : format }} computed.

    Raises: PageError if one cannot be.
    """

    every = pieces(markdown, page, first_line) if COMPUTED.search(markdown) else []

    def computed(found: re.Match[str]) -> str:
        line = first_line + markdown.count("\n", 0, found.start())
        try:
            before = before_in_section(every, line, found[0].strip("{ }"))
            names = {**worked_names(), **HELPERS, **given(before, book)}
            expression = " ".join(found["expression"].split())
            check(expression)
            return shown(eval(expression, {"__builtins__": {}}, names), found["format"])
        except Exception as error:
            raise PageError(page, line, f"found `{found[0]}`, which cannot be computed: {error}") from None

    return COMPUTED.sub(computed, markdown)


def check(expression: str) -> None:
    """Check that an expression is arithmetic, of something that is given.

    Raises: ValueError or SyntaxError if not.
    """
    nodes = list(ast.walk(ast.parse(expression, mode="eval")))
    for node in nodes:
        helper = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HELPERS
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        if not (helper or number or isinstance(node, ALLOWED)):
            what = f"`{ast.unparse(node)}`" if isinstance(node, ast.expr) else type(node).__name__
            raise ValueError(f"found {what}, expected arithmetic, subscripts and calls of {', '.join(HELPERS)}")
    if not any(isinstance(node, ast.Name) and node.id not in HELPERS for node in nodes):
        raise ValueError("expected it to be of something that is given")


def before_in_section(pieces: list[Piece], line: int, text: str) -> list[Piece]:
    """Return the formulas of a section before the value that stands in a line."""
    at = next((k for k, each in enumerate(pieces) if (each.kind, each.line, each.text) == ("value", line, text)), 0)
    return [each for each in pieces[:at] if each.section == pieces[at].section and each.kind in ("formula", "display")]


def shown(value: Any, form: str | None) -> str:
    """Return a number as running text shows it: four significant digits, unless a format says more."""
    if form:
        return f"{value:{form}}".replace("-", "−")
    text = f"{value:.4g}"
    if "e" in text:
        digits, power = text.split("e")
        return rf"${digits}\cdot10^{{{int(power)}}}$"
    return text.replace("-", "−")


@cache
def worked_names() -> dict[str, Any]:
    """Return the worked network's numbers by their names in the code."""
    net = worked.WorkedNet()
    gradients = {f"dJ_d{letter.upper()}": layers for letter, layers in net.derivatives.items()}
    return {"n": worked.n, "L": worked.L, "m": worked.m, "X": worked.X, "Y": worked.Y, "W": worked.W, "B": worked.B,
            "Z": net.run.Z, "A": net.run.A, "J": net.constants["J"], "gamma": worked.gamma, **gradients}


def given(formulas: Iterable[Piece], book: Book) -> dict[str, Any]:
    """Return what formulas have given, by the names of the symbols in code."""
    section = Section(book)
    for formula in formulas:
        try:
            for mark, part in marked(formula.text):
                section.given += parse(part) if mark == "given" else []
        except ParseError:
            continue
    world, names = section.world(1, worked.L), dict[str, Any]()
    for node, value in world.known.items():
        if isinstance(value, Node):
            continue
        inner = node.bottom if isinstance(node, Gradient) else node
        if isinstance(inner, Symbol):
            letter = "Y" if inner.letter == "y" else inner.letter
            name = letter if inner is node else f"dJ_d{letter}"
            if inner.layer and inner.kind == "matrix":
                names[name] = {**names.get(name, {}), world.layer(inner.layer): value}
            elif not inner.layer:
                names["y" if name == "Y" and not isinstance(value, list) else name] = value
    return names
