"""Networks with data that no lost transpose and no wrong index survives.

Every width and m differ where they can, one layer is wider than the one before it (2 to 4, 2 to 5), and one net has
m equal to a width.
"""

from random import Random
from types import SimpleNamespace
from typing import NamedTuple

from purenn import Network, backward_matrix, cost, forward_pass
from purenn.matrix import Matrix


class Case(NamedTuple):
    """A network and data that fits it."""

    network: Network
    X: Matrix
    Y: Matrix


def case(
    n: list[int], m: int, hidden: str | list[str] = "sigmoid", last: str = "sigmoid", seed: int = 0,
    cost: str | None = None,
) -> Case:
    """Return a random network of the sizes n, biases included, and m random datapoints.

    hidden is the activation of every hidden layer, or a list with one for each.
    """
    names = [hidden] * (len(n) - 2) if isinstance(hidden, str) else hidden
    draw = Random(seed)
    W, B, f = {}, {}, {}
    for l in range(1, len(n)):
        W[l] = [[draw.gauss(0, 1 / n[l - 1] ** 0.5) for h in range(n[l - 1])] for i in range(n[l])]
        B[l] = [[draw.gauss(0, 1)] for i in range(n[l])]
        f[l] = names[l - 1] if l < len(n) - 1 else last
    X = [[draw.gauss(0, 1) for j in range(m)] for i in range(n[0])]
    network = Network(W, B, f, cost)
    if last == "softmax":
        return Case(network, X, [[float((2 * j + j // 3) % n[-1] == i) for j in range(m)] for i in range(n[-1])])
    if network.cost == "cross-entropy":
        return Case(network, X, [[float((j + i) % 3 == 1) for j in range(m)] for i in range(n[-1])])
    return Case(network, X, [[draw.gauss(0, 2) for j in range(m)] for i in range(n[-1])])


CASES = {
    "[3,3,2,1] m=5 sigmoid": case([3, 3, 2, 1], 5),
    "[3,3,2,1] m=5 tanh": case([3, 3, 2, 1], 5, "tanh"),
    "[2,4,3,1] m=5": case([2, 4, 3, 1], 5),
    "[4,2,5,1] m=6": case([4, 2, 5, 1], 6, "tanh"),
    "[3,4,2,1] m=4": case([3, 4, 2, 1], 4, "tanh"),
    "[3,3,2,1] m=5 linear output": case([3, 3, 2, 1], 5, "tanh", "linear"),
    "[5,1] m=3": case([5, 1], 3),
    "[2,3,4,2,3,1] m=7": case([2, 3, 4, 2, 3, 1], 7, "tanh"),
    "[3,4,2,5,1] m=6, a function for each layer": case([3, 4, 2, 5, 1], 6, ["tanh", "linear", "sigmoid"], "linear"),
    "[2,4,3,1] m=1": case([2, 4, 3, 1], 1, ["sigmoid", "tanh"]),
    "[3,2,4,2,3,2,5,1] m=3": case([3, 2, 4, 2, 3, 2, 5, 1], 3, ["tanh", "sigmoid", "linear"] * 2),
    "[3,5,4,1] m=6 relu": case([3, 5, 4, 1], 6, "relu"),
    "[9,12,10,1] m=11": case([9, 12, 10, 1], 11, ["sigmoid", "tanh"]),
}

SEVERAL = {  # units in the last layer; and a single one, with a cost that it does not have by itself
    "[4,2,3] m=5 softmax": case([4, 2, 3], 5, "tanh", "softmax"),
    "[3,5,2] m=4 softmax": case([3, 5, 2], 4, "sigmoid", "softmax", seed=1),
    "[2,6] m=7 softmax": case([2, 6], 7, last="softmax", seed=2),
    "[5,3,4] m=4 softmax after relu": case([5, 3, 4], 4, "relu", "softmax", seed=3),
    "[4,2,3] m=5 sigmoid": case([4, 2, 3], 5, "tanh", seed=4),
    "[3,4,2,5] m=1 sigmoid": case([3, 4, 2, 5], 1, seed=5),
    "[2,5,3] m=6 linear": case([2, 5, 3], 6, "tanh", "linear", seed=6),
    "[4,3,2] m=5 squared error after a sigmoid": case([4, 3, 2], 5, seed=7, cost="squared-error"),
    "[3,2,4] m=6 squared error after a tanh": case([3, 2, 4], 6, last="tanh", seed=8, cost="squared-error"),
    "[3,2,5] m=4 squared error after a relu": case([3, 2, 5], 4, last="relu", seed=9, cost="squared-error"),
    "[4,3,1] m=5 squared error after a sigmoid": case([4, 3, 1], 5, seed=10, cost="squared-error"),
    "[3,2,1] m=6 squared error after a tanh": case([3, 2, 1], 6, last="tanh", seed=11, cost="squared-error"),
    "[2,3,1] m=4 squared error after a relu": case([2, 3, 1], 4, last="relu", seed=32, cost="squared-error"),
}


def J_of(network: Network, X: Matrix, Y: Matrix) -> float:
    """Return the cost of a network on data."""
    return cost(network, forward_pass(network, X), Y)


def parameters(network: Network) -> list[float]:
    """Return all weights and biases in one list."""
    layers = [*network.W.values(), *network.B.values()]
    return [entry for matrix in layers for row in matrix for entry in row]


class Mine:
    """A learner's own backward pass: the right one, with what is changed in it."""

    def __init__(self, **changes):
        self.changes = changes

    def backward_pass(self, network, run, Y):
        right = backward_matrix.backward_pass(network, run, Y)
        return SimpleNamespace(**{**right._asdict(), **self.changes})
