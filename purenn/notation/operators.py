"""The operators of the equations, a row each: how code spells them, how they print, bind, are shaped and computed.

Everything that knows an operator reads it here; only the judge, who must be independent, has functions of its own.
"""

import ast
from collections.abc import Callable
from math import exp, log
from operator import add, mul, neg, pow, sub, truediv
from typing import NamedTuple

from purenn.notation.expression import Node, Number, Operation
from purenn.notation.walks import operation

SUM, PRODUCT, CLOSED = range(3)  # how loosely an operator binds: a sum in a product needs brackets
PLACES = ("a", "b")  # what an operator is applied to, in the spellings


class Operator(NamedTuple):
    """One operator. The templates have a %s for each part; `scalar` is the operator of a matrix's entries."""

    python: tuple[str, ...]
    latex: str
    text: str
    mathml: str
    javascript: str
    binding: int
    shape: str  # a rule of purenn.notation.shapes
    value: Callable[..., float]
    scalar: str = ""


APPLIED = '<mo lspace="0" rspace="0.06em">&#8289;</mo>'  # between a function and its brackets
BRACKETS = "<mrow><mo>(</mo>%s<mo>)</mo></mrow>"
JUXTAPOSED = '%s<mo lspace="0.1em" rspace="0.1em">&#8290;</mo>%s'
OPERATORS: dict[str, Operator] = {
    "plus": Operator(
        ("a + b", "add(a, b)"), "%s + %s", "%s + %s", "%s<mo>+</mo>%s", "(%s + %s)", SUM, "equal", add),
    "minus": Operator(
        ("a - b", "subtract(a, b)"), "%s - %s", "%s − %s", "%s<mo>−</mo>%s", "(%s - %s)", SUM, "equal", sub),
    "negative": Operator(
        ("-a",), "-%s", "−%s", "<mrow><mo>−</mo>%s</mrow>", "-%s", SUM, "same", neg),
    "times": Operator(
        ("a * b",), "%s %s", "%s · %s", JUXTAPOSED, "(%s * %s)", PRODUCT, "numbers", mul),
    "scale": Operator(
        ("scale(a, b)",), "%s %s", "%s · %s", JUXTAPOSED, "", PRODUCT, "scale", mul, "times"),
    "matmul": Operator(
        ("matmul(a, b)",), "%s %s", "%s · %s", JUXTAPOSED, "", PRODUCT, "matmul", mul, "times"),
    "dot": Operator(
        ("dot(a, b)",), "%s %s", "%s · %s", JUXTAPOSED, "", PRODUCT, "dot", mul, "times"),
    "hadamard": Operator(
        ("hadamard(a, b)",), r"%s \odot %s", "%s ⊙ %s",
        '%s<mo lspace="0.2222em" rspace="0.2222em" largeop="false">⊙</mo>%s', "", PRODUCT, "equal", mul, "times"),
    "fraction": Operator(
        ("a / b", "divide(a, b)", "quotient(a, b)"), r"\frac{%s}{%s}", "%s/%s",
        '<mfrac linethickness="1px"><mrow>%s</mrow><mrow>%s</mrow></mfrac>', "quotient(%s, %s)",
        CLOSED, "equal", truediv),
    "power": Operator(
        ("a ** b",), "%s^{%s}", "%s^(%s)", "<msup><mrow>%s</mrow><mrow>%s</mrow></msup>", "((%s) ** %s)",
        CLOSED, "numbers", pow),
    "exp": Operator(
        ("exp(a)",), "e^{%s}", "e^(%s)", "<msup><mi>e</mi><mrow>%s</mrow></msup>", "Math.exp(%s)",
        CLOSED, "numbers", exp),
    "absolute": Operator(
        ("abs(a)",), r"\left|%s\right|", "|%s|", "<mrow><mo>|</mo>%s<mo>|</mo></mrow>", "Math.abs(%s)",
        CLOSED, "numbers", abs),
    "transpose": Operator(
        ("transpose(a)",), "%s^T", "%sᵀ", "<msup><mrow>%s</mrow><mi>T</mi></msup>", "", CLOSED, "transposed", float),
    "ln": Operator(
        ("log(a)",), r"\ln\left(%s\right)", "ln(%s)", f"<mi>ln</mi>{APPLIED}{BRACKETS}", "Math.log(%s)",
        CLOSED, "numbers", log),
    "max": Operator(
        ("max(a, b)",), r"\max\left(%s, %s\right)", "max(%s, %s)",
        f"<mi>max</mi>{APPLIED}{BRACKETS % '%s<mo>,</mo>%s'}", "Math.max(%s, %s)",
        CLOSED, "numbers", max),
    "positive": Operator(
        ("1.0 if a > 0.0 else 0.0",), r"\left[%s > 0\right]", "[%s > 0]",
        "<mrow><mo>[</mo>%s<mo>&gt;</mo><mn>0</mn><mo>]</mo></mrow>", "(%s > 0 ? 1 : 0)",
        CLOSED, "numbers", lambda a: float(a > 0)),
}  # fmt: skip
# Functions of numbers, by their names in code; with _prime, the derivative.
FUNCTIONS = {"sigmoid": "sigma", "tanh": "tanh", "linear": "linear", "relu": "ReLU"}
GREEK = {"gamma": "γ", "sigma": "σ", "delta": "δ"}
SPELLINGS: dict[str, Callable[..., Node]] = {  # helpers that say more than one operator, or one in another way
    "one_minus(a)": lambda a: operation("minus", Number("1"), a),
    "log1p(a)": lambda a: operation("ln", operation("plus", Number("1"), a)),
    "expm1(a)": lambda a: operation("minus", operation("exp", a), Number("1")),
    "-expm1(a)": lambda a: operation("minus", Number("1"), operation("exp", a)),
    "matmul_transposed(a, b)": lambda a, b: operation("matmul", a, Operation("transpose", (b,), span=b.span)),
    "a * a": lambda a: operation("power", a, Number("2")),
    "square(a)": lambda a: operation("power", a, Number("2")),
    "xlogy(a, b)": lambda a, b: operation("times", a, operation("ln", b)),
}


def builder(name: str) -> Callable[..., Node]:
    """Return what makes a node of an operator."""
    return lambda *parts: operation(name, *parts)


PATTERNS = [(ast.parse(spelling, mode="eval").body, build) for spelling, build in [
    *SPELLINGS.items(), *((spelling, builder(name)) for name, row in OPERATORS.items() for spelling in row.python)
]]  # fmt: skip
HELPERS = {pattern.func.id for pattern, _ in PATTERNS
           if isinstance(pattern, ast.Call) and isinstance(pattern.func, ast.Name)}


def operands(node: ast.expr) -> tuple[Callable[..., Node], list[ast.expr]] | None:
    """Return what builds the operator that an expression spells, and what that is applied to; None if it is none.

    >>> build, parts = operands(ast.parse("1 - hadamard(X, Y)", mode="eval").body)
    >>> build(Number("1"), Number("2")).operator, [ast.unparse(part) for part in parts]
    ('minus', ['1', 'hadamard(X, Y)'])
    """
    for pattern, build in PATTERNS:
        found: dict[str, ast.expr] = {}
        if fits(pattern, node, found):
            return build, [found[name] for name in PLACES if name in found]
    return None


def fits(pattern: object, node: object, found: dict[str, ast.expr]) -> bool:
    """Say whether code has the form of a pattern, whose places are put into found."""
    match pattern, node:
        case ast.Name(id=name), ast.expr() if name in PLACES:
            return (first := found.setdefault(name, node)) is node or ast.dump(first) == ast.dump(node)
        case ast.Call(func=ast.Name(id=name)), ast.Call():
            return (function_name(node), bool(node.keywords)) == (name, False) and fits(pattern.args, node.args, found)
        case list(), list():
            return len(pattern) == len(node) and all(fits(a, b, found) for a, b in zip(pattern, node, strict=True))
        case ast.AST(), ast.AST() if type(pattern) is type(node):
            return all(fits(getattr(pattern, name), getattr(node, name), found) for name in pattern._fields)
    return not isinstance(pattern, ast.AST) and pattern == node


def function_name(node: ast.Call) -> str:
    """Return the name of the function called, whatever module it is reached through."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))
