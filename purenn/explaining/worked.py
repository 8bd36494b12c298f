"""The worked net: the small network that the command line, the tests and the book put into the equations.

Three layers, two units in the second hidden one, all sizes different, short decimals, no zeros. Its numbers were
chosen so that every gradient lies between 0.05 and 0.7 and can be followed with a pocket calculator.
"""

from collections.abc import Callable, Mapping
from typing import Any

from purenn import backward_matrix, backward_scalar, several
from purenn.activation import ACTIVATIONS
from purenn.descent import gradient_descent_step, scalar_gradient_descent_step
from purenn.forward import cost, forward_pass, scalar_forward_pass
from purenn.loss import cross_entropy, squared_error
from purenn.matrix import Layers, Matrix
from purenn.network import Network
from purenn.notation.expression import Function, Symbol
from purenn.notation.symbols import CONTAINER, LABELS
from purenn.pairing.judge import Net, differentiated
from purenn.pairing.values import COST, IN_PYTHON, Cell, Values, shift

n, L, m = [4, 3, 2, 1], 3, 5
W = {
    1: [[-0.5, 1.6, -1.1, -1.4], [0.2, -1.1, 2.2, -0.1], [-0.4, 1.8, -1.1, -1.8]],
    2: [[2.7, -2.2, -2.0], [-2.7, 2.7, 2.2]],
    3: [[2.5, -2.8]],
}
B = {1: [[0.7], [0.6], [0.2]], 2: [[0.4], [-0.6]], 3: [[-0.1]]}
X = [
    [0.9, 0.2, -0.5, 2.0, 1.8],
    [-1.6, 1.1, -0.1, -0.7, 1.7],
    [-1.1, 0.2, 0.1, -0.9, 0.2],
    [-1.2, 1.3, 0.2, -0.5, 1.0],
]
Y: Matrix = [[1, 0, 1, 1, 0]]
AMOUNTS: Matrix = [[-0.4, 0.5, -1.6, 0.3, -0.8]]  # in place of Y, where the last layer is linear
gamma = 0.5
LAST_W, LAST_B = [[1.6, -2.3], [-0.5, 1.0], [1.8, -2.1]], [[0.6], [0.3], [0.4]]  # of a last layer of several units
ROWS: dict[str, Matrix] = {  # in place of Y, where the last layer has several units, by their function
    "softmax": [[1, 0, 0, 1, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 1]],
    "sigmoid": [[1, 0, 1, 1, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 1]],
    "linear": [[-0.4, 0.5, -1.6, 0.3, -0.8], [0.7, -0.2, 0.9, 1.1, -0.5], [0.2, 1.4, -0.3, 0.6, 0.8]],
}


def worked(last: str = "sigmoid", several: bool = False, hidden: str = "sigmoid") -> Net:
    """Return the worked net with a function of its last layer, and the labels that go with it."""
    f = {**dict.fromkeys(W, hidden), L: last}
    if several:
        return Net([*n[:L], len(LAST_W)], m, f, {**W, L: LAST_W}, {**B, L: LAST_B}, X, ROWS[last], gamma)
    return Net(n, m, f, W, B, X, Y if last == "sigmoid" else AMOUNTS, gamma)


def printed_cost(net: Net) -> Callable[[Matrix, Matrix], float]:
    """Return the cost of a net, in its printed form."""
    last, single = net.f[len(net.W)], len(net.Y) == 1
    if last == "softmax":
        return several.softmax_cross_entropy
    if last == "linear":
        return squared_error if single else several.squared_errors
    return cross_entropy if single else several.sigmoid_cross_entropy


def training_step(net: Net | None = None) -> None:
    """Take one step of gradient descent on a net, or on the worked net: by scalars, and again in matrix form."""
    net = net or worked()
    network, X, Y, gamma = Network(net.W, net.B, net.f), net.X, net.Y, net.gamma
    run = scalar_forward_pass(network, X)
    printed_cost(net)(run.A[network.L], Y)
    gradients = backward_scalar.backward_pass(network, run, Y)
    scalar_gradient_descent_step(network, gradients, gamma)

    run = forward_pass(network, X)
    cost(network, run, Y)
    gradients = backward_matrix.backward_pass(network, run, Y)
    gradient_descent_step(network, gradients, gamma)


class WorkedNet(Values):
    """The worked net, or another, after one forward and one backward pass: what the package computes on it."""

    def __init__(self, given: Net | None = None) -> None:
        _, m, f, W, B, X, Y, gamma = self.given = given or worked()
        self.network = net = Network(W, B, f)
        self.run = run = forward_pass(net, X)
        self.gradients = gradients = backward_matrix.backward_pass(net, run, Y)
        self.names, self.f, self.f_prime = net.activations, net.f, net.f_prime
        containers = {"w": {**net.W}, "b": {**net.B}, "z": {**run.Z}, "a": {**run.A}, "x": {0: X}, "y": {0: Y}}
        containers["c"] = shift(run.Z[net.L])
        super().__init__(net.n, containers, {"m": m, "gamma": gamma, "J": cost(net, run, Y), "z": run.Z[1][0][0]})
        derivatives = gradients.dJ_dA, gradients.dJ_dZ, gradients.dJ_dW, gradients.dJ_dB
        self.derivatives = {letter: {**layers} for letter, layers in zip("azwb", derivatives, strict=True)}

    def derivative(self, top: Cell, bottom: Cell) -> float:
        """Return what the backward pass found for J, and for any other cell what the judge does."""
        letter, l, r, c = bottom
        if top == COST:
            return self.derivatives[letter][l][r][c]
        return differentiated(self, top, bottom, {})

    def apply(self, function: Function, z: float) -> float:
        """Return a function, named by itself or by its layer, of a number."""
        if function.layer:
            return (self.f_prime if function.prime else self.f)[function.layer.offset](z)
        return ACTIVATIONS[IN_PYTHON[function.name]][function.prime](z)

    def cell(self, containers: Mapping[str, Layers], symbol: Symbol) -> tuple[list[float], int]:
        """Return the row that holds a symbol's value, and its place in it."""
        letter, l, r, c = self.cells(symbol, {})
        return containers[letter][l][r], c

    def take(self, values: Mapping[str, Any]) -> None:
        """Put values in place of the net's own, by their names in the code."""
        self.constants |= {name: values[name] for name in self.constants.keys() & values.keys()}
        self.f, self.f_prime = values.get("f", self.f), values.get("f_prime", self.f_prime)
        for name, value in values.items():
            match = CONTAINER.fullmatch(name)
            if match is None or match["top"] or match["new"]:
                continue
            letter = (match["of"] or match["plain"]).lower()
            layers = self.derivatives[letter] if match["J"] else self.containers[letter]
            if isinstance(value, dict):
                layers |= value
            elif letter in "xy":
                layers[0] = value
            elif match["layer"]:
                label = LABELS[match["layer"]]
                layers[values.get(label.base, self.L) + label.offset] = value


def lines(net: WorkedNet) -> list[str]:
    """Return every number of the worked net, a matrix after the other, to four significant digits."""
    J = net.constants["J"]
    n, m, _, W, B, X, Y, gamma = net.given
    found = [f"The worked net: layers of {n} units with a sigmoid, {m} datapoints,", f"gamma {gamma}, J = {J:.4g}"]
    gradients = net.gradients._asdict()
    for name, layers in {"X": {0: X}, "Y": {0: Y}, "W": W, "B": B, "Z": net.run.Z, "A": net.run.A, **gradients}.items():
        for l, matrix in layers.items():
            if (name, l) == ("A", 0):
                continue
            found.append(f"\n{name} =" if name in "XY" else f"\n{name}[{l}] =")
            found += ["  " + " ".join(f"{entry:>9.4g}" for entry in entries) for entries in matrix]
    return found
