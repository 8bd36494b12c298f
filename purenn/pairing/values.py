"""Values: what a symbol, a derivative or the name of a parameter is worth on a net, whoever knows the net's numbers.

A symbol is resolved into its cells, (letter, layer, row, column) from 0. Whoever knows the matrices and the derivative
of one cell in another knows all else. Derivatives lie as erratum E28 has it: of J as what it is taken in, of a vector
in a number transposed, of a row in a row with the former down and the latter across.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from purenn.activation import Activation
from purenn.forward import Run
from purenn.gradients import Gradients
from purenn.matrix import Layers, Matrix
from purenn.network import Network
from purenn.notation.expression import Apply, Equation, Function, Gradient, Layout, Node, Number, Symbol
from purenn.notation.operators import FUNCTIONS
from purenn.notation.sizes import Axis, Index, Layer, Size
from purenn.notation.symbols import CONTAINER, LABELLED, LABELS, UNIT_LAYERS, cell_of, container
from purenn.notation.walks import is_operation, operation, walk

Cell = tuple[str, int, int, int]
At = Mapping[str, Any]  # the values of l and of the letters, from 0, and of z

COST: Cell = ("J", 0, 0, 0)
NOWHERE: At = {}
IN_PYTHON = {printed: name for name, printed in FUNCTIONS.items()}  # functions that are printed under a name


class Values:
    """The numbers of one net; `names` are those of its activation functions.

    containers holds its matrices by letter and layer, constants what has no layer: m, gamma and J.
    """

    names: Mapping[int, str]
    cost: str | None = None  # its name, if it is not the one that the last layer's function means
    f: Mapping[int, Activation]
    f_prime: Mapping[int, Activation]

    def __init__(self, n: Sequence[int], containers: dict[str, dict[int, Matrix]], constants: dict[str, Any]) -> None:
        self.n, self.L, self.m = n, len(n) - 1, len(containers["x"][0][0])
        self.containers, self.constants = containers, constants
        containers["y"][self.L] = containers["y"][0]  # beside the outputs, where they have several rows

    def derivative(self, top: Cell, bottom: Cell) -> float:
        """Return the derivative of one cell in another."""
        raise NotImplementedError

    def apply(self, function: Function, z: float) -> float:
        """Return a function, named by itself or by its layer, of a number."""
        raise NotImplementedError

    # ------------------------------------------------------------------ symbols

    def value(self, node: Node, at: At = NOWHERE) -> Any:
        """Return the value of a symbol, a derivative, a function of z or a matrix of those written out.

        Raises: LookupError if the net has no such symbol.
        """
        match node:
            case Symbol(letter=letter, layer=None, indices=()) if letter in self.constants:
                return self.constants[letter]
            case Symbol():
                return mapped(self.cells(node, at), self.entry)
            case Gradient(Symbol(letter="J"), Symbol() as bottom):
                return mapped(self.cells(bottom, at), lambda cell: self.derivative(COST, cell))
            case Gradient(Symbol() as top, Symbol() as bottom):
                return self.jacobian(self.cells(top, at), self.cells(bottom, at))
            case Apply(function):
                return self.apply(function, at["z"])
            case Layout(entry, rows, columns):
                return self.written_out(entry, rows, columns, at)
        raise LookupError(f"no value for {node}")

    def entry(self, cell: Cell) -> float:
        """Return the value in a cell."""
        letter, l, r, c = cell
        return self.containers[letter][l][r][c]

    def jacobian(self, top: Any, bottom: Any) -> Any:
        """Return the derivative of cells in cells."""
        if not isinstance(bottom, list):
            lying = [list(column) for column in zip(*top, strict=True)] if isinstance(top, list) else top
            return mapped(lying, lambda cell: self.derivative(cell, bottom))
        (over,), (under,) = top, bottom
        return [[self.derivative(one, other) for other in under] for one in over]

    def written_out(self, entry: Node, rows: Axis | None, columns: Axis | None, at: At) -> Matrix:
        """Return a matrix, cell by cell; an entry that is a row makes a whole row."""
        found = []
        for here in self.along(rows, at):
            entries = [self.value(entry, place) for place in self.along(columns, here)]
            found.append(entries[0][0] if isinstance(entries[0], list) else entries)
        return found

    def along(self, axis: Axis | None, at: At) -> Iterator[At]:
        """Yield the place at every index of an axis, or at the only one where there is no axis."""
        for index in range(self.size(axis.size, at)) if axis else [0]:
            yield {**at, axis.letter: index} if axis else at

    def cells(self, symbol: Symbol, at: At) -> Any:
        """Return the cell that a symbol names, or a matrix of them for a row, a column or a matrix."""
        letter, l = symbol.letter.lower(), self.layer(symbol.layer, at)
        if letter not in self.containers or l not in self.containers[letter]:
            raise LookupError(f"no {symbol.letter} of layer {l} in the net")
        matrix, (r, c) = self.containers[letter][l], cell_of(symbol, "*", "*")
        rows, columns = self.picked(r, len(matrix), at), self.picked(c, len(matrix[0]), at)
        if symbol.kind == "scalar":
            return letter, l, rows[0], columns[0]
        return [[(letter, l, r, c) for c in columns] for r in rows]

    def picked(self, index: Index, size: int, at: At) -> range:
        """Return the one row or column that an index names, or all of them for a free one, *."""
        if index == "*":
            return range(size)
        printed = self.size(index, at) if isinstance(index, Size) else index
        k = printed - 1 if isinstance(printed, int) else at[printed]
        if k not in range(size):
            raise LookupError(f"no entry {k + 1} among {size}")
        return range(k, k + 1)

    def layer(self, layer: Layer | None, at: At) -> int:
        """Return the number of a layer."""
        if layer is None:
            return 0
        return int({"l": at.get("l", 0), "L": self.L, "": 0}[layer.base] + layer.offset)

    def size(self, size: Size, at: At = NOWHERE) -> int:
        """Return the size of an axis."""
        return {"m": self.m, "1": 1}.get(size.name) or self.n[self.layer(size.layer, at)]

    def range_of(self, letter: str, at: At) -> range:
        """Return the indices that a letter may have, by its role around layer l, or L where there is no l."""
        return range(self.m if letter == "j" else self.n[at.get("l", self.L) + UNIT_LAYERS[letter]])

    def has(self, symbol: Symbol, at: At) -> bool:
        """Say whether the net has the layer of a symbol."""
        return symbol.layer is None or self.layer(symbol.layer, at) in self.containers[symbol.letter.lower()]

    # ------------------------------------------------------------------ parameters

    def argument(self, name: str, at: At) -> Any:
        """Return what a parameter is named for, anew: a wrong line may write into it.

        Raises: LookupError if the name is no symbol.
        """
        if name in at:
            return at[name]
        if name in RECORDS:
            return RECORDS[name](self)
        if name in self.constants:
            return self.constants[name]
        match = CONTAINER.fullmatch(name)
        if match is None:
            raise LookupError(f"no symbol is called `{name}`")
        if match["layer"] or name in "XY":
            return self.value(named(name, LABELS[match["layer"] or "L"]), at)
        return self.layers(name)

    def layers(self, name: str) -> Layers:
        """Return a container, a matrix for each layer that has one; J has a gradient in none of layer 0."""
        letter, first = name[-1].lower(), int(name.startswith("dJ"))
        return {l: self.value(named(name, Layer("", l))) for l in sorted(self.containers[letter]) if l >= first}


def shift(Z_L: Matrix) -> dict[int, Matrix]:
    """Return the row of all c_j: the largest preactivation of the last layer at each datapoint."""
    return {0: [list(map(max, zip(*Z_L, strict=True)))]}


def is_several(node: Node) -> bool:
    """Say whether a formula is about a last layer of several units: one of them is named by a letter, or has labels."""
    symbols = [each for each in walk(node) if isinstance(each, Symbol)]
    units = [each.indices[0] for each in symbols if each.layer == LABELLED and len(each.indices) == 2]
    return any(isinstance(each, str) for each in units) or any(each.letter in "yY" and each.layer for each in symbols)


def last_layer(equation: Equation) -> str | None:
    """Return the function of the last layer, which decides the cost, if an equation holds for no other.

    Labels are those of the cross-entropy after a sigmoid, or beside a 2 those of the squared error; and where the
    derivative of A is spelt out in place of f', it is the sigmoid's. Those of several units are classes, unless both y
    and 1 - y count.
    """
    nodes, several = list(walk(equation)), is_several(equation)
    labels = [node for node in nodes if isinstance(node, Symbol) and node.letter.lower() == "y"]
    if Number("2") in nodes and labels:
        return "linear"
    if labels:
        both = any(operation("minus", Number("1"), label) in nodes for label in labels)
        both = both or any(is_operation(node, "absolute") for node in nodes)
        return "softmax" if several and not both else "sigmoid"
    functions = any(isinstance(node, Function) for node in nodes)
    match equation.sides[0]:
        case Symbol("a", layer=layer) if layer == LABELLED and several and not functions:
            return "softmax"
        case Gradient(top=Symbol("a" | "A")) if not functions:
            return "softmax" if several else "sigmoid"
    return None


def output_of(*equations: Equation) -> tuple[str, bool]:
    """Return the function of the last layer that equations are about, or the usual one; whether of several units."""
    several = any(map(is_several, equations))
    last = next(filter(None, map(last_layer, equations)), "softmax" if several else "sigmoid")
    return last, several


def named(name: str, layer: Layer) -> Node:
    """Return what a container such as dJ_dZ holds for a layer."""
    found = container(name, layer)
    assert found is not None
    return found


def mapped(cells: Any, function: Callable[[Cell], float]) -> Any:
    """Return function of one cell, or of every cell of a matrix of them."""
    return [[function(cell) for cell in row] for row in cells] if isinstance(cells, list) else function(cells)


RECORDS: dict[str, Callable[[Values], Any]] = {  # what is named for no symbol of its own
    "network": lambda net: Network(net.layers("W"), net.layers("B"), net.names, net.cost),
    "run": lambda net: Run(net.layers("Z"), net.layers("A")),
    "gradients": lambda net: Gradients(*(net.layers(f"dJ_d{letter}") for letter in "AZWB")),
    "f": lambda net: dict(net.f),
    "f_prime": lambda net: dict(net.f_prime),
    "A_start": lambda net: net.value(named("X", Layer("L"))),
    "L": lambda net: net.L,
    "n": lambda net: net.n,
}
