"""The judge: the true value of every symbol of the book on a net, by means that know nothing of the derivation.

The functions, the costs and the forward pass, one datapoint at a time, are the judge's own. A derivative is a quotient
of differences along the imaginary axis: of f(z + ih) the imaginary part is h f'(z). Nothing is subtracted there, so
that no digit is lost, however small or large an entry is, or flat a function.
"""

from cmath import cosh, exp, log, tanh
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from random import Random
from typing import NamedTuple

from purenn.matrix import Layers, Matrix
from purenn.notation.expression import Function
from purenn.pairing.values import COST, IN_PYTHON, Cell, Values, shift

Analytic = Callable[[complex], complex]
Datapoint = dict[tuple[str, int], list[complex]]  # a column of Z or A, by letter and layer, and the term of J

STEP = 2.0**-70  # a power of two, of which every number keeps its digits
FUNCTIONS: dict[str, Analytic] = {
    "sigmoid": lambda z: (1 + tanh(z / 2)) / 2 if z.real > 0 else exp(z / 2) / (2 * cosh(z / 2)),
    "tanh": lambda z: tanh(z),
    "linear": lambda z: z,
    "relu": lambda z: z if z.real > 0 else 0j,
}
COSTS: dict[str, Callable[[complex, float], complex]] = {  # of one unit at a datapoint, by the last layer's function
    "sigmoid": lambda a, y: -log(a if y else 1 - a),
    "softmax": lambda a, y: -log(a) if y else 0j,
    "linear": lambda a, y: (a - y) * (a - y),
}


class Net(NamedTuple):
    """Weights, biases, data, a learning rate; f[l] names the function of layer l.

    The last function decides the cost, if none is named. A net that was read from a file has its name.
    """

    n: list[int]
    m: int
    f: dict[int, str]
    W: Layers
    B: Layers
    X: Matrix
    Y: Matrix
    gamma: float
    cost: str | None = None
    file: str = ""

    @property
    def name(self) -> str:
        """Sizes and functions, as a message shows them."""
        return f"{self.n} m={self.m} {' '.join(self.f.values())}"


def net(n: list[int], m: int, hidden: str | Sequence[str] = "sigmoid", last: str = "sigmoid", gamma: float = 0.3,
        size: float = 1.0, spread: float = 0.0) -> Net:  # fmt: skip
    """Return a net of the sizes n on m datapoints; its numbers are drawn, labels of both kinds or amounts as well.

    Data and biases are `size` times as large as they would be. Features differ by up to `spread` powers of ten each
    way, and the weights that meet them the other way round.
    """
    draw = Random(7)

    def drawn(rows: int, columns: int) -> Matrix:
        return [[draw.choice((-1, 1)) * draw.uniform(0.2, 1.0) for c in range(columns)] for r in range(rows)]

    layers, L = range(1, len(n)), len(n) - 1
    W = {l: drawn(n[l], n[l - 1]) for l in layers}
    B = {l: [[b * size] for (b,) in drawn(n[l], 1)] for l in layers}
    X, amounts = drawn(n[0], m), drawn(n[L], m)
    powers = [10 ** draw.uniform(-spread, spread) for h in range(n[0])]
    X = [[x * size * power for x in row] for row, power in zip(X, powers, strict=True)]
    W[1] = [[w / power for w, power in zip(row, powers, strict=True)] for row in W[1]]
    Y: Matrix = [[y * size for y in row] for row in amounts]
    if last == "sigmoid":
        Y = [[(i + j) % 2 for j in range(m)] for i in range(n[L])]
    elif last == "softmax":
        Y = [[int(j % n[L] == i) for j in range(m)] for i in range(n[L])]
    names = [hidden] * (L - 1) if isinstance(hidden, str) else hidden
    return Net(n, m, dict(zip(layers, [*names, last], strict=True)), W, B, X, Y, gamma)


def mixed(layers: int, first: int) -> list[str]:
    """Return the names of the functions of some hidden layers; over all of `first`, each function follows each."""
    names = list(FUNCTIONS)
    return [names[(l * (l + 1) // 2 + first) % len(names)] for l in range(layers)]


def nets() -> list[Net]:
    """Return the nets on which a proof stands, the most revealing first.

    In the first all sizes differ and a layer is wider than the one before it; in the fourth m is the width of a
    layer, which lets some lost brackets pass the shapes (erratum E14). The last ones are deep, wide, long or lone, and
    hold numbers of every size.
    """
    deep = [[*islice(cycle([3, 2, 4, 3, 2]), k, k + len(FUNCTIONS) + 2 + (k == 0)), 1] for k in range(len(FUNCTIONS))]
    ends = ["sigmoid", "linear"]
    return [
        net([2, 4, 3, 1], 5),
        net([4, 2, 5, 1], 6, "tanh", "linear"),
        net([3, 3, 2, 1], 5, "tanh"),
        net([3, 4, 2, 1], 4, "tanh"),
        net([3, 3, 2, 1], 5, "sigmoid", "linear"),
        *(net(n, 2, mixed(len(n) - 2, k), ends[k % 2], spread=k) for k, n in enumerate(deep)),
        net([5, 1], 1, [], spread=4.0),
        net([4, 3, 1], 1, ["tanh"], "linear", size=1e-8),
        net([3, 4, 2, 1], 5, "linear", "linear", gamma=1e-9, size=1e8),
        net([3, 12, 9, 11, 1], 2, mixed(3, 1), gamma=5000.0, spread=4.0),
        net([2, 3, 1], 130, ["sigmoid"]),
    ]


def several_nets() -> list[Net]:
    """Return further nets of a proof, whose last layer has several units; in one, m is their number."""
    return [
        net([2, 4, 3], 5, "tanh", "softmax"),
        net([3, 2, 5, 4], 4, "sigmoid", "softmax"),
        net([4, 2, 3], 5, "tanh", "sigmoid"),
        net([3, 4, 2], 6, "sigmoid", "linear"),
        net([3, 6], 1, [], "softmax", spread=2.0),
    ]


def softmax(z: list[complex]) -> list[complex]:
    """Return e^z over the sum of all."""
    shift = max(each.real for each in z)
    powers = [exp(each - shift) for each in z]
    return [power / sum(powers) for power in powers]


def value(function: Analytic, z: float) -> float:
    """Return the value of function at z."""
    return function(complex(z)).real


def derivative_at(function: Analytic, z: float) -> float:
    """Return the derivative of function at z."""
    return function(complex(z, STEP)).imag / STEP


def datapoint(net: Values, j: int, moved: Cell = ("", 0, 0, 0)) -> Datapoint:
    """Return the preactivations, the activations and the cost's term of one datapoint, after one cell has moved."""
    letter, l, r, c = moved
    found: Datapoint = {}

    def put(name: str, k: int, column: list[complex]) -> list[complex]:
        if (name, k) == (letter, l):
            column[r] += 1j * STEP
        found[name, k] = column
        return column

    def parameters(name: str, k: int) -> list[list[complex]]:
        matrix: list[list[complex]] = [list(row) for row in net.containers[name][k]]
        if (name, k) == (letter, l):
            matrix[r][c] += 1j * STEP
        return matrix

    start = max(1, l + (letter == "a"))
    A = put("a", start - 1, [row[j] for row in net.containers["a"][start - 1]])
    for k in range(start, net.L + 1):
        W, B, name = parameters("w", k), parameters("b", k), net.names[k]
        Z = put("z", k, [B[i][0] + sum(W[i][h] * A[h] for h in range(len(A))) for i in range(len(W))])
        A = put("a", k, softmax(Z) if name == "softmax" else [FUNCTIONS[name](z) for z in Z])
    penalty = COSTS["linear" if net.cost == "squared-error" else net.names[net.L]]
    costs = [penalty(a, row[j]) for a, row in zip(A, net.containers["y"][0], strict=True)]
    return found | {("J", 0): [sum(costs) / net.m]}


def differentiated(net: Values, top: Cell, bottom: Cell, known: dict[tuple[Cell, int], Datapoint]) -> float:
    """Return the derivative of one cell in another; one of Z or A moves its own datapoint alone.

    known keeps what has been computed, from one call to the next.
    """
    letter, l, r, c = top
    moving = [bottom[3]] if bottom[0] in "az" else range(net.m)
    total = 0.0
    for j in moving if top == COST else {c}.intersection(moving):
        if (bottom, j) not in known:
            known[bottom, j] = datapoint(net, j, bottom)
        if (letter, l) in known[bottom, j]:
            total += known[bottom, j][letter, l][r].imag / STEP
    return total


class Judge(Values):
    """Knows the true value of every symbol and derivative on one net."""

    def __init__(self, net: Net) -> None:
        self.net, self.names, self.cost = net, net.f, net.cost
        functions = {l: FUNCTIONS[name] for l, name in net.f.items() if name != "softmax"}
        self.f = {l: partial(value, function) for l, function in functions.items()}
        self.f_prime = {l: partial(derivative_at, function) for l, function in functions.items()}
        super().__init__(net.n, {"w": net.W, "b": net.B, "a": {0: net.X}, "x": {0: net.X}, "y": {0: net.Y}}, {})
        passes = [datapoint(self, j) for j in range(net.m)]
        for letter, l in passes[0]:
            columns = [each[letter, l] for each in passes]
            self.containers.setdefault(letter, {})[l] = [[z.real for z in row] for row in zip(*columns, strict=True)]
        self.containers["c"] = shift(self.containers["z"][self.L])
        self.constants = {"m": net.m, "gamma": net.gamma, "J": sum(self.containers.pop("J")[0][0])}
        self.known: dict[tuple[Cell, int], Datapoint] = {}

    def derivative(self, top: Cell, bottom: Cell) -> float:
        """Return the derivative of one cell in another."""
        return differentiated(self, top, bottom, self.known)

    def apply(self, function: Function, z: float) -> float:
        """Return a function, named by itself or by its layer, of a number."""
        f = FUNCTIONS[self.names[function.layer.offset] if function.layer else IN_PYTHON[function.name]]
        return (derivative_at if function.prime else value)(f, z)
