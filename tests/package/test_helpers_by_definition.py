"""Each helper against its definition, entry by entry: random shapes up to large ones, entries of every size."""

from fractions import Fraction
from math import fsum, inf, log
from random import Random

import pytest

from purenn import matrix as helpers
from purenn.loss import xlogy

SHAPES = [(1, 1), (1, 7), (7, 1), (2, 3), (5, 5), (13, 4), (3, 600), (600, 3), (64, 64), (130, 130)]
INNER = [(1, 1, 1), (4, 1, 9), (3, 2, 4), (1, 12, 1), (12, 12, 12), (2, 700, 3), (65, 33, 64), (1, 2000, 1)]


def drawn(n: int, m: int, seed: int, powers: float = 0.0) -> list[list[float]]:
    """Return a matrix of numbers of both signs, of sizes that differ by so many powers of ten each way."""
    draw = Random(f"{n} {m} {seed}")
    return [[draw.choice((-1, 1)) * draw.uniform(0.1, 1) * 10 ** draw.uniform(-powers, powers) for j in range(m)]
            for i in range(n)]  # fmt: skip


def assert_every_entry(found, n, m, entry):
    assert len(found) == n and all(len(row) == m for row in found)
    for i in range(n):
        for j in range(m):
            assert found[i][j] == entry(i, j), (i, j)


@pytest.mark.parametrize(("n", "q", "m"), INNER)
@pytest.mark.parametrize("powers", [0.0, 6.0])
def test_matmul(n, q, m, powers):
    left, right = drawn(n, q, 1, powers), drawn(q, m, 2, powers)
    found = helpers.matmul(left, right)

    assert (len(found), {len(row) for row in found}) == (n, {m})
    for i in range(n):
        for j in range(m):
            terms = [left[i][k] * right[k][j] for k in range(q)]
            assert abs(found[i][j] - fsum(terms)) <= 1e-13 * fsum(map(abs, terms)), (i, j)


@pytest.mark.parametrize("q", [1, 2, 12, 501, 2000])
def test_dot(q):
    left, right = drawn(1, q, 1), drawn(q, 1, 2)
    terms = [left[0][k] * right[k][0] for k in range(q)]

    assert abs(helpers.dot(left, right) - fsum(terms)) <= 1e-13 * fsum(map(abs, terms))


@pytest.mark.parametrize(("n", "m"), SHAPES)
def test_what_moves_entries(n, m):
    M = drawn(n, m, 1, 200.0)

    assert_every_entry(helpers.transpose(M), m, n, lambda i, j: M[j][i])
    assert_every_entry(helpers.row(M, n - 1), 1, m, lambda i, j: M[n - 1][j])
    assert_every_entry(helpers.column(M, m - 1), n, 1, lambda i, j: M[i][m - 1])
    assert_every_entry(helpers.diagonal(M[0]), m, m, lambda i, j: M[0][i] if i == j else 0.0)
    assert_every_entry(helpers.zeros(n, m), n, m, lambda i, j: 0.0)
    assert_every_entry(helpers.ones(n, m), n, m, lambda i, j: 1.0)


@pytest.mark.parametrize(("n", "m"), SHAPES)
def test_what_computes_entry_by_entry(n, m):
    M, N = drawn(n, m, 1, 140.0), drawn(n, m, 2, 140.0)

    assert_every_entry(helpers.add(M, N), n, m, lambda i, j: M[i][j] + N[i][j])
    assert_every_entry(helpers.subtract(M, N), n, m, lambda i, j: M[i][j] - N[i][j])
    assert_every_entry(helpers.hadamard(M, N), n, m, lambda i, j: M[i][j] * N[i][j])
    assert_every_entry(helpers.divide(M, N), n, m, lambda i, j: float(Fraction(M[i][j]) / Fraction(N[i][j])))
    assert_every_entry(helpers.one_minus(M), n, m, lambda i, j: 1 - M[i][j])
    for factor in (0.0, -1 / 455, 3e6, 1e-9):
        assert_every_entry(helpers.scale(factor, M), n, m, lambda i, j, factor=factor: factor * M[i][j])
    assert_every_entry(helpers.elementwise(lambda z: z - 2.0, M), n, m, lambda i, j: M[i][j] - 2.0)


@pytest.mark.parametrize("y", [1e-320, -1e-300, 2e-17, 1e-12, -1e-6, 0.25, 3.0, -1e12, 1e300])
def test_quotient(y):
    for x in (0.0, 1.0, -1.0, 7e-8, y):
        true = Fraction(x) / Fraction(y)
        assert helpers.quotient(x, y) == (float(true) if abs(true) < 10**308 else inf if true > 0 else -inf)


@pytest.mark.parametrize("y", [1e-320, 1e-300, 1e-17, 0.5, 1.0, 1e300])
def test_xlogy(y):
    for x in (0, 1, 0.25, -2.0):
        assert xlogy(x, y) == x * log(y)
