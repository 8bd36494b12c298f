"""Nets for the tests. All their sizes differ, most have a layer that is wider than the one before it."""

from random import Random

from purenn import Network, backward_matrix, cost, forward_pass
from purenn.check import finite_differences
from purenn.forward import Run, propagate
from purenn.matrix import Matrix, shape


class Case:
    """A network with random weights and biases, its data, and every gradient, derived and measured."""

    def __init__(self, n: list[int], m: int, f: dict[int, str] | None = None, seed: int = 1) -> None:
        draw = Random(seed)
        start = Network.random(n, seed, f or {**dict.fromkeys(range(1, len(n) - 1), "tanh"), len(n) - 1: "sigmoid"})
        B = {l: [[draw.uniform(-1, 1)] for i in range(n[l])] for l in start.B}
        self.network = Network(start.W, B, start.activations)
        self.n, self.m, self.L = n, m, start.L
        self.W, self.B, self.f_prime = self.network.W, self.network.B, self.network.f_prime
        self.X = [[draw.gauss(0, 1) for j in range(m)] for h in range(n[0])]
        classes = [[float((j + j // n[-1]) % n[-1] == i) for j in range(m)] for i in range(n[-1])]
        self.Y = classes if n[-1] > 1 else [[j % 2 for j in range(m)]]
        self.run = forward_pass(self.network, self.X)
        self.Z, self.A = self.run
        self.J = cost(self.network, self.run, self.Y)
        self.dJ_dA, self.dJ_dZ, self.dJ_dW, self.dJ_dB = backward_matrix.backward_pass(self.network, self.run, self.Y)
        self.measured = finite_differences(self.network, self.run, self.Y)
        self.layers = range(1, self.L + 1)
        self.hidden = range(1, self.L)

    def run_from(self, l: int) -> Run:
        """Return the forward pass from the activations of layer l as they now stand."""
        return propagate(self.network, self.A[l], l)

    def J_from_A(self, l: int, A_l: Matrix) -> float:
        """Return the cost with A_l for the activations of hidden layer l."""
        return cost(self.network, propagate(self.network, A_l, l), self.Y)


class Moved:
    """One number moved: `with Moved(W[l][i], h): ...` adds to W[l][i][h] and afterwards puts it back."""

    def __init__(self, cells: list[float], k: int, change: float = 0.25) -> None:
        self.cells, self.k, self.change = cells, k, change

    def __enter__(self) -> None:
        self.old = self.cells[self.k]
        self.cells[self.k] += self.change

    def __exit__(self, *_: object) -> None:
        self.cells[self.k] = self.old


def differ(left: Matrix, right: Matrix) -> float:
    """Return the largest difference of two entries, which must stand in matrices of one shape."""
    assert shape(left) == shape(right)
    return max(abs(x - y) for xs, ys in zip(left, right, strict=True) for x, y in zip(xs, ys, strict=True))
