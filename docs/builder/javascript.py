"""The tagged lines of the passes and the cost as JavaScript, so that a page can compute a run with other numbers.

Each line becomes a function of what it reads, in the order of Line.reads, and of the row and column of the entry
that is wanted, which only matrices need. Products and sums keep the order in which Python takes them, so that numbers
are equal to the last bit wherever exp is (and, for matrix products, where `sum` adds plainly, as in Python 3.11).
"""

import ast
from collections.abc import Iterable, Mapping, Sequence

from builder.recording import Line
from purenn.explaining.worked import B, W
from purenn.network import Network
from purenn.notation.entries import Entries
from purenn.notation.expression import Apply, Function, Gradient, Node, Number, Operation, PairingError, Sum, Symbol
from purenn.notation.operators import OPERATORS
from purenn.notation.shapes import NUMBER, Shapes
from purenn.notation.sizes import Index, Layer, Size
from purenn.notation.symbols import cell_of, symbol
from purenn.pairing.reading import read
from purenn.pairing.registry import package_sources
from purenn.pairing.tags import Tag, place, tags_in


class JavaScript:
    """Writes what a tagged line says as an expression; `names` has that of each number and whole matrix it reads."""

    def __init__(self, tag: Tag, names: Mapping[Node, str]) -> None:
        self.tag, self.names, self.shapes = tag, names, Shapes({Layer("L")})

    def entry(self, node: Node) -> str:
        """Return a number, or entry (r, c) of a matrix, where r and c are variables of the script."""
        return self.write(node if self.shapes.shape(node) == NUMBER else Entries(self.shapes).entry(node, "r", "c"))

    def write(self, node: Node) -> str:
        """Return a number's tree."""
        match node:
            case Number(text):
                return text
            case Symbol() | Gradient():
                return self.read(node)
            case Operation("ln", (Operation("plus", (Number("1"), small)),)):
                return f"Math.log1p({self.write(small)})"
            case Operation(name, parts):
                return OPERATORS[name].javascript % tuple(map(self.write, parts))
            case Sum(axis, body):
                return f"sum({self.size(axis.size)}, ({axis.letter}) => {self.write(body)})"
            case Apply(function, (argument,)):
                return f"{self.name(function)}({self.write(argument)})"
        raise self.error(type(node).__name__, "what a pass computes with")

    def read(self, node: Node) -> str:
        """Return what is read of a symbol: a number, or a cell of a whole matrix."""
        if node in self.names or node == Symbol("z", "scalar"):
            return self.names.get(node, "z")
        inner = node.bottom if isinstance(node, Gradient) else node
        if isinstance(inner, Symbol):
            matrix: Node = symbol(inner.letter, inner.layer)
            matrix = Gradient(node.top, matrix) if isinstance(node, Gradient) else matrix
            if matrix in self.names:
                return self.names[matrix] + "".join(f"[{position(index)}]" for index in cell_of(inner))
        raise self.error(str(node), "something that the line reads")

    def size(self, size: Size) -> str:
        """Return the size of an axis, as a matrix that is read has it."""
        for node, name in self.names.items():
            shape = self.shapes.shape(node)
            if size in shape:
                return f"{name}.length" if shape[0] == size else f"{name}[0].length"
        raise self.error(str(size), "the size of a matrix that the line reads")

    def name(self, function: Function) -> str:
        """Return the name of a function of numbers; f is what the worked net has in every layer."""
        kind = {"sigma": "sigmoid", "f": activation()}.get(function.name, function.name)
        return kind + ("_prime" if function.prime else "")

    def error(self, found: str, expected: str) -> PairingError:
        """Return the error for what no rule can write."""
        return PairingError(f"{place(self.tag)}: found {found} in `{self.tag.code}`, expected {expected}")


def position(index: Index) -> str:
    """Return an index as JavaScript counts: a variable, or a printed number less 1."""
    return index if isinstance(index, str) else str(int(str(index)) - 1)


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
    names: dict[Node, str] = {symbol("z", Layer("L")): "Z", symbol("y", None): "Y", Symbol("m", "scalar"): "m"}
    return f"(Z, Y, m) => {JavaScript(tag, names).entry(read(tag).sides[-1])}"


def functions() -> str:
    """Return the worked net's activation function and its derivative, from their tagged lines in activation.py."""
    found: dict[str, list[Tag]] = {}
    for tag in tags_of("purenn/activation.py"):
        found.setdefault(tag.function.name if tag.function else "", []).append(tag)
    names = activation(), f"{activation()}_prime"
    return "\n".join(f"const {name} = (z) => {branches(found[name])};" for name in names)


def branches(tags: Sequence[Tag]) -> str:
    """Return the tagged returns of one function as a choice: each under its `if`, the last one under none."""
    *first, last = tags
    parts = [f"{condition(tag)} ? {value(tag)} : " for tag in first]
    return "".join(parts) + value(last)


def value(tag: Tag) -> str:
    """Return what a tagged return of a function of z returns."""
    return JavaScript(tag, {}).entry(read(tag).sides[-1])


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
    writer = JavaScript(line.tag, {node: f"read[{k}]" for k, node in enumerate(line.reads)})
    return [f"(read, r, c) => {writer.entry(node)}" for node in (line.said, *line.applied)]
