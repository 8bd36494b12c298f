"""The worked net: the small network that the command line, the tests and the book put into the equations.

Three layers, two units in the second hidden one, all sizes different, short decimals, no zeros. Its numbers were
chosen so that every gradient lies between 0.05 and 0.7 and can be followed with a pocket calculator.
"""

from collections.abc import Callable, Mapping
from shlex import quote
from typing import Any

from purenn import backward_matrix, backward_scalar, several
from purenn.activation import ACTIVATIONS
from purenn.descent import gradient_descent_step, scalar_gradient_descent_step
from purenn.forward import cost, forward_pass, scalar_forward_pass
from purenn.loss import cross_entropy, squared_error
from purenn.matrix import Layers, Matrix
from purenn.network import Network
from purenn.notation.expression import Equation, Function, Symbol
from purenn.notation.symbols import CONTAINER, LABELS
from purenn.notation.walks import walk
from purenn.pairing.judge import Net, differentiated
from purenn.pairing.proof import said
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


def called(net: Net) -> str:
    """Return how a text names a net."""
    return f"the net of {net.file}" if net.file else "the worked net"


def in_command(net: Net) -> str:
    """Return how a command names a net, after its other words."""
    return f" --net {quote(net.file)}" if net.file else ""


def capital(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[0].upper() + words[1:]


def size_of(net: Net) -> str:
    """Return the sizes of a net, as a text tells them."""
    return f"{net.n} units, {net.m} datapoint{'s' * (net.m > 1)}"


def printed_cost(network: Network) -> Callable[[Matrix, Matrix], float]:
    """Return the cost of a network, in its printed form."""
    single = network.n[network.L] == 1
    if network.cost == "squared-error":
        return squared_error if single else several.squared_errors
    if network.activations[network.L] == "softmax":
        return several.softmax_cross_entropy
    return cross_entropy if single else several.sigmoid_cross_entropy


def training_step(net: Net | None = None) -> None:
    """Take one step of gradient descent on the worked net, or another: scalar by scalar, then again in matrix form."""
    net = net or worked()
    network, X, Y, gamma = Network(net.W, net.B, net.f, net.cost), net.X, net.Y, net.gamma
    run = scalar_forward_pass(network, X)
    printed_cost(network)(run.A[network.L], Y)
    gradients = backward_scalar.backward_pass(network, run, Y)
    scalar_gradient_descent_step(network, gradients, gamma)

    run = forward_pass(network, X)
    cost(network, run, Y)
    gradients = backward_matrix.backward_pass(network, run, Y)
    gradient_descent_step(network, gradients, gamma)


class WorkedNet(Values):
    """The worked net, or another, after one forward and one backward pass: what the package computes on it."""

    def __init__(self, given: Net | None = None) -> None:
        _, m, f, W, B, X, Y, gamma, self.cost, _ = self.given = given or worked()
        self.network = net = Network(W, B, f, self.cost)
        self.run = run = forward_pass(net, X)
        self.gradients = gradients = backward_matrix.backward_pass(net, run, Y)
        self.names, self.f, self.f_prime = net.activations, net.f, net.f_prime
        containers = {"w": {**net.W}, "b": {**net.B}, "z": {**run.Z}, "a": {**run.A}, "x": {0: X}, "y": {0: Y}}
        containers["c"] = shift(run.Z[net.L])
        super().__init__(net.n, containers, {"m": m, "gamma": gamma, "J": cost(net, run, Y)})
        self.take_z(1)
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

    def take_z(self, l: int) -> None:
        """Let z without a layer be the first preactivation of layer l."""
        self.z_layer, self.constants["z"] = l, self.run.Z[l][0][0]

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


def functions_in(equation: Equation) -> set[str]:
    """Return the names, in Python, of the functions that an equation names, of which f is none."""
    return {IN_PYTHON[node.name] for node in walk(equation) if isinstance(node, Function) and node.name in IN_PYTHON}


def about(net: WorkedNet) -> str:
    """Return the functions of a net's layers, and what J is."""
    last, several = net.names[net.L], net.n[net.L] > 1
    over = " over classes" if last == "softmax" else f" over {net.n[net.L]} units" if several else ""
    return f"f: {', '.join(net.names.values())}; J: the {said(net.network.cost)}{over}"


def lines(net: WorkedNet, width: int = 80) -> list[str]:
    """Return every number of the worked net, a matrix after the other, to four significant digits."""
    given, J = net.given, net.constants["J"]
    found = [f"{capital(called(given))}: {size_of(given)}", about(net), f"gamma {given.gamma:g}, J = {J:.4g}"]
    gradients, in_line = net.gradients._asdict(), (width - 2) // 10
    for name, layers in {"X": {0: given.X}, "Y": {0: given.Y}, "W": given.W, "B": given.B, "Z": net.run.Z,
                         "A": net.run.A, **gradients}.items():  # fmt: skip
        for l, matrix in layers.items():
            if (name, l) == ("A", 0):
                continue
            found.append(f"\n{name} =" if name in "XY" else f"\n{name}[{l}] =")
            for entries in matrix:
                for k in range(0, len(entries), in_line):
                    row = " ".join(f"{entry:>9.4g}" for entry in entries[k : k + in_line])
                    found.append(f"{'    ' if k else '  '}{row}")
    return found
