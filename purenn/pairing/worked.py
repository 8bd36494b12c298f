"""The worked net: the small network that the command line, the tests and the book put into the equations.

Three layers, two units in the second hidden one, all sizes different, short decimals, no zeros. Its numbers were
chosen so that every gradient lies between 0.05 and 0.7 and can be followed with a pocket calculator.
"""

from collections.abc import Mapping

from purenn import backward_matrix, backward_scalar
from purenn.activation import sigmoid, sigmoid_prime
from purenn.descent import gradient_descent_step, scalar_gradient_descent_step
from purenn.forward import cost, forward_pass, scalar_forward_pass
from purenn.loss import cross_entropy
from purenn.matrix import Layers, Matrix
from purenn.network import Network
from purenn.numerical import derivative
from purenn.pairing.expression import Function, Gradient, Node, Symbol
from purenn.pairing.sizes import Layer

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
gamma = 0.5


def training_step(X: Matrix = X, Y: Matrix = Y) -> None:
    """Take one step of gradient descent on the worked net: scalar by scalar, and then again in matrix form."""
    network = Network(W, B)
    run = scalar_forward_pass(network, X)
    cross_entropy(run.A[L], Y)
    gradients = backward_scalar.backward_pass(network, run, Y)
    scalar_gradient_descent_step(network, gradients, gamma)

    run = forward_pass(network, X)
    cost(network, run, Y)
    gradients = backward_matrix.backward_pass(network, run, Y)
    gradient_descent_step(network, gradients, gamma)


class WorkedNet:
    """The worked net after one forward and one backward pass: the value of every symbol on it."""

    def __init__(self) -> None:
        self.network = Network(W, B)
        self.run = forward_pass(self.network, X)
        self.gradients = backward_matrix.backward_pass(self.network, self.run, Y)
        net, gradients = self.network, self.gradients
        data: dict[str, Layers] = {"x": {0: X}, "y": {0: Y}}
        self.containers = {"w": net.W, "b": net.B, "z": self.run.Z, "a": self.run.A, **data}
        self.slopes = {"w": gradients.dJ_dW, "b": gradients.dJ_dB, "z": gradients.dJ_dZ, "a": gradients.dJ_dA}
        self.constants = {"m": float(m), "gamma": gamma, "J": cost(net, self.run, Y), "z": self.run.Z[1][0][0]}

    def size(self, name: str, layer: int) -> int:
        """Return the size of an axis: n of a layer, m, or 1."""
        return {"n": n[layer], "m": m, "1": 1}[name]

    def value(self, node: Node) -> float:
        """Return the value of a scalar symbol or derivative whose layer and indices are printed numbers.

        Raises: LookupError if the worked net has no such scalar.
        """
        match node:
            case Symbol(letter=letter, layer=None, indices=()) if letter in self.constants:
                return self.constants[letter]
            case Symbol():
                cells, k = self.cell(self.containers, node)
                return cells[k]
            case Gradient(top=Symbol(letter="J"), bottom=Symbol() as bottom):
                cells, k = self.cell(self.slopes, bottom)
                return cells[k]
            case Gradient(top=Symbol() as top, bottom=Symbol() as bottom):
                return derivative(lambda: self.recomputed(top), *self.cell(self.containers, bottom))
        raise LookupError(f"no value for {node}")

    def cell(self, containers: Mapping[str, Layers], symbol: Symbol) -> tuple[list[float], int]:
        """Return the row that holds a symbol's value, and its place in it."""
        layer = symbol.layer.offset if symbol.layer else 0
        row, column = {"b": (*symbol.indices, 1), "y": (1, *symbol.indices)}.get(symbol.letter, symbol.indices)
        assert isinstance(row, int) and isinstance(column, int)
        if row < 1 or column < 1:
            raise LookupError(f"no index below 1 in {symbol}")
        return containers[symbol.letter][layer][row - 1], column - 1

    def recomputed(self, symbol: Symbol) -> float:
        """Return a preactivation or activation, computed anew from what its layer reads."""
        assert isinstance(symbol.layer, Layer)
        l, (i, j) = symbol.layer.offset, (int(str(index)) - 1 for index in symbol.indices)
        if symbol.letter == "a":
            return self.network.f[l](self.run.Z[l][i][j])
        weighted = sum(self.network.W[l][i][h] * self.run.A[l - 1][h][j] for h in range(n[l - 1]))
        return weighted + self.network.B[l][i][0]

    def apply(self, function: Function, z: float) -> float:
        """Return f of a layer, sigma, or the derivative of either, at z; every layer of the net has the sigmoid."""
        return sigmoid_prime(z) if function.prime else sigmoid(z)


def lines(net: WorkedNet) -> list[str]:
    """Return every number of the worked net, a matrix after the other, to four significant digits."""
    J = net.constants["J"]
    found = [f"The worked net: layers of {n} units with a sigmoid, {m} datapoints,", f"gamma {gamma}, J = {J:.4g}"]
    gradients = net.gradients._asdict()
    for name, layers in {"X": {0: X}, "Y": {0: Y}, "W": W, "B": B, "Z": net.run.Z, "A": net.run.A, **gradients}.items():
        for l, matrix in layers.items():
            if (name, l) == ("A", 0):
                continue
            found.append(f"\n{name} =" if name in "XY" else f"\n{name}[{l}] =")
            found += ["  " + " ".join(f"{entry:>9.4g}" for entry in entries) for entries in matrix]
    return found
