"""What Python's operators, the helpers of `purenn.matrix` and the functions of numbers say in an equation."""

import ast
from collections.abc import Callable

from purenn.pairing.expression import (
    Absolute,
    Addition,
    Apply,
    Fraction,
    Function,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)


def exponential(exponent: Node) -> Node:
    """Return e to the exponent."""
    return Power(Number("e"), exponent)


def ln(argument: Node) -> Node:
    """Return the natural logarithm."""
    return Apply(Function("ln"), (argument,))


def product(kind: str) -> Callable[[Node, Node], Node]:
    """Return the builder of one kind of product."""
    return lambda left, right: Product(left, right, kind)


def addition(sign: str) -> Callable[[Node, Node], Node]:
    """Return the builder of + or -."""
    return lambda left, right: Addition(left, sign, right)


OPERATORS: dict[type[ast.operator], Callable[[Node, Node], Node]] = {
    ast.Add: addition("+"), ast.Sub: addition("-"), ast.Mult: product("times"), ast.Div: Fraction, ast.Pow: Power,
}
HELPERS: dict[str, tuple[int, Callable[..., Node]]] = {
    "matmul": (2, product("matmul")),
    "dot": (2, product("dot")),
    "hadamard": (2, product("hadamard")),
    "scale": (2, product("scale")),
    "add": (2, addition("+")),
    "subtract": (2, addition("-")),
    "divide": (2, Fraction),
    "quotient": (2, Fraction),
    "one_minus": (1, lambda matrix: Addition(Number("1"), "-", matrix)),
    "transpose": (1, Transpose),
    "exp": (1, exponential),
    "log": (1, ln),
    "log1p": (1, lambda x: ln(Addition(Number("1"), "+", x))),
    "xlogy": (2, lambda x, y: Product(x, ln(y), "times")),
    "abs": (1, Absolute),
    "max": (2, lambda *arguments: Apply(Function("max"), arguments)),
}
