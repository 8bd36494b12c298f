"""The tagged lines of the passes and the cost as JavaScript, so that a page can compute a run with other numbers.

Each line becomes a function of what it reads, in the order of Line.reads, and of the row and column of the entry
that is wanted, which only matrices need. Products and sums keep the order in which Python takes them, so that numbers
are equal to the last bit wherever exp is (and, for matrix products, where `sum` adds plainly, as in Python 3.11).
"""

import ast
from collections.abc import Iterable, Sequence

from purenn.network import Network
from purenn.pairing.expression import (
    Absolute,
    Addition,
    Apply,
    Axis,
    Fraction,
    Function,
    Gradient,
    Negative,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Transpose,
)
from purenn.pairing.reading import read
from purenn.pairing.recording import Line
from purenn.pairing.registry import package_sources
from purenn.pairing.tags import PairingError, Tag, place, tags_in
from purenn.pairing.worked import B, W


class JavaScript:
    """Writes what a tagged line says as an expression in `read`, the list of what it reads."""

    def __init__(self, tag: Tag, reads: Sequence[Node]) -> None:
        self.tag, self.reads = tag, reads

    def entry(self, node: Node, r: str = "r", c: str = "c") -> str:
        """Return entry (r, c) of node; of a number, the number."""
        match node:
            case Number(text):
                return text
            case Symbol("z", layer=None):
                return "z"
            case Symbol() | Gradient():
                number = f"read[{self.reads.index(node)}]"
                return f"{number}[{r}][{c}]" if is_matrix(node) else number
            case Ones():
                return "1"
            case Transpose(inner):
                return self.entry(inner, c, r)
            case Negative(inner):
                return f"-{self.entry(inner, r, c)}"
            case Addition(left, sign, right):
                return f"({self.entry(left, r, c)} {sign} {self.entry(right, r, c)})"
            case Product(left, right, "matmul"):
                return f"sum({self.across(left)}, (q) => {self.entry(left, r, 'q')} * {self.entry(right, 'q', c)})"
            case Product(left, right):
                return f"({self.entry(left, r, c)} * {self.entry(right, r, c)})"
            case Fraction(top, bottom):
                return f"quotient({self.entry(top, r, c)}, {self.entry(bottom, r, c)})"
            case Power(Number("e"), exponent):
                return f"Math.exp({self.entry(exponent, r, c)})"
            case Apply(function, (argument,)):
                return f"{self.name(function)}({self.entry(argument, r, c)})"
        raise PairingError(f"{place(self.tag)}: found {type(node).__name__} in `{self.tag.code}`, "
                           "expected what a pass computes with")

    def across(self, node: Node) -> str:
        """Return how many columns a matrix has."""
        match node:
            case Transpose(Symbol() | Gradient() as inner):
                return f"read[{self.reads.index(inner)}].length"
            case Symbol() | Gradient():
                return f"read[{self.reads.index(node)}][0].length"
        raise PairingError(f"{place(self.tag)}: found {type(node).__name__} on the left of a matrix product, "
                           "expected a matrix or a transposed one")

    def name(self, function: Function) -> str:
        """Return the name of a function of numbers; f is what the worked net has in every layer."""
        kind = {"sigma": "sigmoid", "f": activation()}.get(function.name)
        if kind is None:
            raise PairingError(f"{place(self.tag)}: found the function {function.name}, expected f or sigma")
        return kind + ("_prime" if function.prime else "")


class CostScript(JavaScript):
    """Writes what the cost's tagged line says as an expression in Z, of the last layer, Y and m."""

    def entry(self, node: Node, r: str = "r", c: str = "c") -> str:
        """Return a number of the cost."""
        match node:
            case Symbol("z", indices=(1, str(j))):
                return f"Z[0][{j}]"
            case Symbol("y", indices=(str(j),)):
                return f"Y[0][{j}]"
            case Symbol("m"):
                return "m"
            case Sum(Axis(letter, Size("m")), body):
                return f"sum(m, ({letter}) => {self.entry(body)})"
            case Absolute(inner):
                return f"Math.abs({self.entry(inner)})"
            case Apply(Function("max"), (first, second)):
                return f"Math.max({self.entry(first)}, {self.entry(second)})"
            case Apply(Function("ln"), (Addition(Number("1"), "+", small),)):
                return f"Math.log1p({self.entry(small)})"
        return super().entry(node)


def is_matrix(node: Node) -> bool:
    """Say whether a symbol is a whole matrix."""
    symbol = node.bottom if isinstance(node, Gradient) else node
    return isinstance(symbol, Symbol) and symbol.kind != "scalar"


def activation() -> str:
    """Return the name of the activation function that every layer of the worked net has."""
    (name,) = set(Network(W, B).activations.values())
    return name


def tags_of(file: str) -> list[Tag]:
    """Return the tags of one module."""
    (source,) = (source for source in package_sources() if source.file == file)
    return tags_in(source)


def cost() -> str:
    """Return the cost of a sigmoid output as a function of Z of the last layer, Y and m, from its line in loss.py."""
    (tag,) = (tag for tag in tags_of("purenn/loss.py") if tag.id == "loss.from-preactivations")
    return f"(Z, Y, m) => {CostScript(tag, []).entry(read(tag).sides[-1])}"


def functions() -> str:
    """Return the activation function and its derivative, from their tagged lines in activation.py."""
    found: dict[str, list[Tag]] = {}
    for tag in tags_of("purenn/activation.py"):
        found.setdefault(tag.function.name if tag.function else "", []).append(tag)
    return "\n".join(f"const {name} = (z) => {branches(tags)};" for name, tags in found.items())


def branches(tags: Sequence[Tag]) -> str:
    """Return the tagged returns of one function as a choice: each under its `if`, the last one under none."""
    *first, last = tags
    parts = [f"{condition(tag)} ? {value(tag)} : " for tag in first]
    return "".join(parts) + value(last)


def value(tag: Tag) -> str:
    """Return what a tagged return of a function of z returns."""
    return JavaScript(tag, []).entry(read(tag).sides[-1])


def condition(tag: Tag) -> str:
    """Return the comparison under which a tagged line stands, which is spelt alike in both languages."""
    match tag.source.blocks_of(tag.statement):
        case [ast.If(test=ast.Compare(left=ast.Name(), ops=[ast.GtE() | ast.Gt() | ast.LtE() | ast.Lt()],
                                      comparators=[ast.Constant()]) as test)]:
            return tag.source.piece(tag.source.span(test))
    raise PairingError(f"{place(tag)}: `{tag.code}` stands under no plain comparison, expected one such as z >= 0")


def arithmetic(lines: Iterable[Line]) -> str:
    """Return an expression of JavaScript: a function of two helpers that returns `lines` and `cost`.

    `lines` has a list of functions for each line: the first computes the line, the others each function of numbers
    that it applies. Of the helpers, quotient(x, y) is purenn.matrix.quotient, and sum(size, term) adds term(0),
    term(1) ... up to size.
    """
    listed = ",\n".join(f"[{', '.join(line_functions(line))}]" for line in lines)
    return f"(quotient, sum) => {{\n{functions()}\nreturn {{ lines: [\n{listed}\n], cost: {cost()} }};\n}}"


def line_functions(line: Line) -> list[str]:
    """Return the functions of one line."""
    writer = JavaScript(line.tag, line.reads)
    return [f"(read, r, c) => {writer.entry(node)}" for node in (line.said, *line.applied)]
