"""The judge: the true value of every symbol of the book on a net, by means that know nothing of the derivation.

Preactivations, activations and J are computed anew in plain loops; every derivative is a central difference.
A symbol is resolved into its cells, (letter, layer, row, column) from 0: a derivative needs only those of its two
sides. Derivatives lie as erratum E28 has it: of J as what it is taken in, of a vector in a number transposed, of a
row in a row with the former down and the latter across.
"""

from collections.abc import Callable, Mapping
from math import exp, log, tanh
from random import Random
from typing import Any, NamedTuple

from purenn.activation import Activation
from purenn.forward import Run
from purenn.gradients import Gradients
from purenn.matrix import Layers, Matrix
from purenn.network import Network
from purenn.pairing.expression import Apply, Equation, Gradient, Layout, Node, Symbol
from purenn.pairing.sizes import Axis, Index, Layer, Size
from purenn.pairing.symbols import CONTAINER, UNIT_LAYERS, container, one_value

Cell = tuple[str, int, int, int]
Values = dict[tuple[str, int], Matrix]  # by letter and layer; what has no layer stands under 0
At = Mapping[str, Any]  # the values of l and of the letters, from 0, and of z

STEP = 1e-6
GAMMA = 0.3
RECORDS = {"network", "run", "gradients", "f", "f_prime", "A_start", "gamma", "L"}
ZS = [-800.0, -2.6, -0.7, 0.0, 0.4, 3.1, 800.0]  # where functions of one number are tried
FUNCTIONS: dict[str, Activation] = {
    "sigmoid": lambda z: (1 + tanh(z / 2)) / 2,
    "tanh": lambda z: (exp(z) - exp(-z)) / (exp(z) + exp(-z)),
}


class Net(NamedTuple):
    """Weights, biases and data; f is the name of the function of the hidden layers, the last layer has the sigmoid."""

    n: list[int]
    m: int
    f: str
    W: Layers
    B: Layers
    X: Matrix
    Y: Matrix

    @property
    def name(self) -> str:
        """Sizes and function, as a message shows them."""
        return f"{self.n} m={self.m} {self.f}"


def net(n: list[int], m: int, f: str = "sigmoid") -> Net:
    """Return a net of the sizes n on m datapoints; its numbers are drawn, and so are labels of both kinds."""
    draw = Random(7)

    def drawn(rows: int, columns: int) -> Matrix:
        return [[draw.choice((-1, 1)) * draw.uniform(0.2, 1.0) for c in range(columns)] for r in range(rows)]

    layers = range(1, len(n))
    W, B = {l: drawn(n[l], n[l - 1]) for l in layers}, {l: drawn(n[l], 1) for l in layers}
    return Net(n, m, f, W, B, drawn(n[0], m), [[j % 2 for j in range(m)]])


def nets() -> list[Net]:
    """Return the nets on which a proof stands, the most revealing first.

    In the first all sizes differ and a layer is wider than the one before it; in the fourth m is the width of a
    layer, which lets some lost brackets pass the shapes (erratum E14).
    """
    return [
        net([2, 4, 3, 1], 5),
        net([4, 2, 5, 1], 6, "tanh"),
        net([3, 3, 2, 1], 5, "tanh"),
        net([3, 4, 2, 1], 4, "tanh"),
        net([3, 3, 2, 1], 5),
    ]


def slope(function: Activation, z: float) -> float:
    """Return the central difference of function at z."""
    return (function(z + STEP) - function(z - STEP)) / (2 * STEP)


class Judge:
    """Knows the true value of every symbol and derivative on one net."""

    def __init__(self, net: Net) -> None:
        self.net, self.L = net, len(net.n) - 1
        self.f = {l: FUNCTIONS[net.f if l < self.L else "sigmoid"] for l in net.W}
        self.truth = self.computed()
        self.moves: dict[Cell, tuple[Values, Values]] = {}

    def computed(self, moved: Cell | None = None, step: float = 0.0) -> Values:
        """Return every matrix of the net, after one cell has been moved by step and all above it computed anew."""
        found: Values = {}

        def put(letter: str, l: int, matrix: Matrix) -> Matrix:
            if moved and moved[:2] == (letter, l):
                matrix = [entries[:] for entries in matrix]
                matrix[moved[2]][moved[3]] += step
            found[letter, l] = matrix
            return matrix

        net, columns = self.net, range(self.net.m)
        A = put("a", 0, net.X)
        for l in range(1, self.L + 1):
            W, B = put("w", l, net.W[l]), put("b", l, net.B[l])
            Z = [[B[i][0] + sum(W[i][h] * A[h][j] for h in range(len(A))) for j in columns] for i in range(len(W))]
            A = put("a", l, [[self.f[l](z) for z in entries] for entries in put("z", l, Z)])
        costs = [-log(a if y else 1 - a) for a, y in zip(A[0], net.Y[0], strict=True)]
        return found | {("x", 0): net.X, ("y", 0): net.Y, ("J", 0): [[sum(costs) / net.m]]}

    def derivative(self, top: Cell, bottom: Cell) -> float:
        """Return the central difference of one cell in another."""
        if bottom not in self.moves:
            self.moves[bottom] = self.computed(bottom, STEP), self.computed(bottom, -STEP)
        letter, l, r, c = top
        above, below = (values[letter, l][r][c] for values in self.moves[bottom])
        return (above - below) / (2 * STEP)

    # ------------------------------------------------------------------ symbols

    def left_side(self, equation: Equation, at: At) -> Any:
        """Return the true value of what an equation sets: of W ← ..., that after a step of gradient descent."""
        left = equation.sides[0]
        if equation.sign == "=":
            return self.value(left, at)
        assert isinstance(left, Symbol)
        return self.mapped(self.cells(left, at), lambda cell: self.entry(cell) - GAMMA * self.derivative(COST, cell))

    def value(self, node: Node, at: At) -> Any:
        """Return the true value of a symbol, a derivative, sigma of z or a matrix of those written out."""
        match node:
            case Symbol():
                return self.mapped(self.cells(node, at), self.entry)
            case Gradient(Symbol(letter="J"), Symbol() as bottom):
                return self.mapped(self.cells(bottom, at), lambda cell: self.derivative(COST, cell))
            case Gradient(Symbol() as top, Symbol() as bottom):
                return self.jacobian(self.cells(top, at), self.cells(bottom, at))
            case Apply(function):
                sigma = FUNCTIONS["sigmoid"]
                return slope(sigma, at["z"]) if function.prime else sigma(at["z"])
            case Layout(entry, rows, columns):
                return self.written_out(entry, rows, columns, at)
        raise TypeError(f"no value for {type(node).__name__}")

    def mapped(self, cells: Any, function: Callable[[Cell], float]) -> Any:
        """Return function of one cell, or of every cell of a matrix of them."""
        return [[function(cell) for cell in row] for row in cells] if isinstance(cells, list) else function(cells)

    def entry(self, cell: Cell) -> float:
        """Return the value in a cell."""
        letter, l, r, c = cell
        return self.truth[letter, l][r][c]

    def jacobian(self, top: Any, bottom: Any) -> Any:
        """Return the derivative of cells in cells."""
        if not isinstance(bottom, list):
            lying = [list(column) for column in zip(*top, strict=True)] if isinstance(top, list) else top
            return self.mapped(lying, lambda cell: self.derivative(cell, bottom))
        (over,), (under,) = top, bottom
        return [[self.derivative(one, other) for other in under] for one in over]

    def written_out(self, entry: Node, rows: Axis | None, columns: Axis | None, at: At) -> Matrix:
        """Return a matrix, cell by cell; an entry that is a row makes a whole row."""
        down, across = (range(self.size(axis.size, at)) if axis else None for axis in (rows, columns))
        found = []
        for r in down or [0]:
            here = {**at, rows.letter: r} if rows else at
            places = [{**here, columns.letter: c} for c in across] if columns and across else [here]
            entries = [self.value(entry, place) for place in places]
            found.append(entries[0][0] if isinstance(entries[0], list) else entries)
        return found

    def cells(self, symbol: Symbol, at: At) -> Any:
        """Return the cell that a symbol names, or a matrix of them for a row, a column or a matrix."""
        letter, l = symbol.letter if symbol.letter == "J" else symbol.letter.lower(), self.layer(symbol.layer, at)
        matrix = self.truth[letter, l]
        rows, columns = range(len(matrix)), range(len(matrix[0]))
        indices = [self.index(index, at) for index in symbol.indices]
        match symbol.kind, letter:
            case "scalar", "J":
                return COST
            case "scalar", _:
                r, c = {"b": (*indices, 0), "y": (0, *indices)}.get(letter, indices)
                if r not in rows or c not in columns:
                    raise LookupError(f"{symbol.letter} of layer {l} has no entry ({r + 1}, {c + 1})")
                return letter, l, r, c
            case "row", _ if indices:
                rows = range(indices[0], indices[0] + 1)
            case "column", _:
                columns = range(indices[0], indices[0] + 1)
        return [[(letter, l, r, c) for c in columns] for r in rows]

    def layer(self, layer: Layer | None, at: At) -> int:
        """Return the number of a layer."""
        if layer is None:
            return 0
        return int({"l": at.get("l", 0), "L": self.L, "": 0}[layer.base] + layer.offset)

    def index(self, index: Index, at: At) -> int:
        """Return an index from 0."""
        if isinstance(index, Size):
            return self.size(index, at) - 1
        return index - 1 if isinstance(index, int) else int(at[index])

    def size(self, size: Size, at: At) -> int:
        """Return the size of an axis."""
        return {"m": self.net.m, "1": 1}.get(size.name) or self.net.n[self.layer(size.layer, at)]

    def range_of(self, letter: str, at: At) -> range:
        """Return the indices that a letter may have, by its role around layer l, or L where there is no l."""
        return range(self.net.m if letter == "j" else self.net.n[at.get("l", self.L) + UNIT_LAYERS[letter]])

    def has(self, symbol: Symbol, at: At) -> bool:
        """Say whether the net has the layer of a symbol."""
        return symbol.layer is None or (symbol.letter.lower(), self.layer(symbol.layer, at)) in self.truth

    # ------------------------------------------------------------------ arguments

    def argument(self, name: str, at: At) -> Any:
        """Return the true value of what a parameter is named for.

        Raises: LookupError if the name is no symbol.
        """
        if name in at:
            return at[name]
        if name in RECORDS:
            return self.record(name)
        if match := CONTAINER.fullmatch(name):
            return self.layers(name, match["layer"] is None and name not in "XY", match["top"] is not None)
        found = one_value(name, Layer("l"))
        if found is None:
            raise LookupError(f"no symbol is called `{name}`")
        return self.value(found, at)

    def layers(self, name: str, keyed: bool, only_last: bool) -> Any:
        """Return a container: a matrix per layer, or a single matrix."""
        if not keyed:
            node = container(name, Layer("L"))
            assert node is not None
            return self.value(node, {})
        found = {}
        for l in range(self.L if only_last else 0, self.L + 1):
            node = container(name, Layer("", l))
            symbol = node.bottom if isinstance(node, Gradient) else node
            assert node is not None and isinstance(symbol, Symbol)
            if self.has(symbol, {}) and (l > 0 or node is symbol):
                found[l] = self.value(node, {})
        return found

    def record(self, name: str) -> Any:
        """Return what a parameter that is no symbol of its own is named for, anew: a wrong line may write into it."""
        match name:
            case "network":
                return Network(self.net.W, self.net.B, dict.fromkeys(self.f, self.net.f) | {self.L: "sigmoid"})
            case "run":
                return Run(self.layers("Z", True, False), self.layers("A", True, False))
            case "gradients":
                return Gradients(*(self.layers(f"dJ_d{letter}", True, False) for letter in "AZWB"))
            case "f":
                return dict(self.f)
            case "f_prime":
                return {l: lambda z, f=f: slope(f, z) for l, f in self.f.items()}
            case "A_start":
                return self.layers("X", False, False)
        return {"gamma": GAMMA, "L": self.L}[name]


COST: Cell = ("J", 0, 0, 0)
