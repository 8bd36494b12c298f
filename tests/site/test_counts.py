"""What the page of the costs counts is what the package does: its own passes are run on numbers that count."""

from itertools import product

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import counts

from purenn import Network, backward_scalar
from purenn.forward import Run, scalar_propagate

SIZES = [(4, 3, 2, 1), (30, 8, 4, 1), (2, 5, 3, 4, 1), (3, 1)]


class Counted(float):
    """A number that counts the multiplications it takes part in."""

    products = 0

    def __mul__(self, other):
        Counted.products += 1
        return Counted(float(self) * float(other))

    __rmul__ = __mul__

    def __add__(self, other):
        return Counted(float(self) + float(other))

    __radd__ = __add__

    def __sub__(self, other):
        return Counted(float(self) - float(other))


def counted(matrix):
    return [list(map(Counted, row)) for row in matrix]


def products_in(function, *arguments, **named):
    """What a function returns, and how many multiplications it took."""
    Counted.products = 0
    result = function(*arguments, **named)
    return result, Counted.products


class Net:
    """A network whose every number counts; its functions leave a number as it is, without a multiplication."""

    def __init__(self, n):
        network = Network.random(list(n), seed=0)
        self.n, self.L = network.n, network.L
        self.W = {l: counted(matrix) for l, matrix in network.W.items()}
        self.B = {l: counted(matrix) for l, matrix in network.B.items()}
        self.f = {l: Counted for l in self.W}
        self.f_prime = {l: lambda z: Counted(1.0) for l in self.W}
        self.X = counted([[0.5 + k] for k in range(n[0])])

    def parts(self):
        """What the scalar forward pass takes."""
        return self.n, self.W, self.B, self.f, self.X


@pytest.mark.parametrize("n", SIZES)
def test_a_forward_pass(n):
    net = Net(n)
    _, products = products_in(scalar_propagate, *net.parts())
    assert products == counts.forward(n)


@pytest.mark.parametrize("n", SIZES)
def test_a_backward_pass(n):
    net = Net(n)
    run: Run = scalar_propagate(*net.parts())
    L, dJ_dA, dJ_dZ, with_weights, for_units = net.L, {}, {}, 0, 0
    for l in range(L, 0, -1):
        if l == L:
            dJ_dZ[l], products = products_in(backward_scalar.output_dJ_dZ, run.A, counted([[1.0]]), L)
            for_units += products
        else:
            dJ_dA[l], products = products_in(backward_scalar.hidden_dJ_dA, net.W, dJ_dZ, l)
            with_weights += products
            dJ_dZ[l], products = products_in(backward_scalar.layer_dJ_dZ, dJ_dA, run.Z, net.f_prime, l)
            for_units += products
        with_weights += products_in(backward_scalar.layer_dJ_dW, dJ_dZ, run.A, l)[1]
        assert products_in(backward_scalar.layer_dJ_dB, dJ_dZ, l)[1] == 0
    assert with_weights == counts.backward(n)
    assert for_units == sum(n[1:])  # by f' in hidden layers, by 1/m in the output


@pytest.mark.parametrize("n", [(4, 3, 2, 1), (2, 5, 3, 1)])
def test_finite_differences(n):
    net = Net(n)
    Counted.products = 0
    moved = 0
    for layers, l in product((net.W, net.B), net.W):
        for row in layers[l]:
            for k, old in enumerate(row):
                for step in (1e-3, -1e-3):
                    row[k] = Counted(old + step)
                    scalar_propagate(*net.parts())
                row[k] = old
                moved += 1
    assert moved == counts.parameters(n)
    assert Counted.products == counts.finite_differences(n)


def test_the_book_s_network():
    n = counts.BOOK
    assert (counts.forward(n), counts.backward(n)) == (276, 312)
    assert counts.finite_differences(n) == 578 * 276
    assert round(counts.times(n)) == 271


@pytest.mark.parametrize("n", [*counts.COSTS, *counts.WEBS])
def test_a_backward_pass_costs_less_than_two_forward_passes(n):
    assert counts.forward(n) <= counts.backward(n) < 2 * counts.forward(n)


def walks(n, l=0):
    """Every way through layer l and all that follow, as the units it goes through."""
    if l == len(n):
        return [()]
    return [(unit, *rest) for unit in range(n[l]) for rest in walks(n, l + 1)]


@pytest.mark.parametrize("n", [(4, 3, 2, 1), (3, 3, 3, 3, 1), (2, 1)])
def test_paths_and_lines(n):
    found = walks(n)
    assert counts.paths(n) == len(found)
    steps = {(l, path[l], path[l + 1]) for path in found for l in range(len(n) - 1)}
    assert counts.lines(n) == len(steps)


def test_the_page_s_words():
    n = counts.WEBS[-1]
    assert n == (*[10] * 10, 1)
    assert (counts.paths(n), counts.lines(n) < 1000) == (10_000 * 10**6, True)
