"""One gradient from shares of the datapoints, in lists of lists: what each machine finds, and what is made of it.

J is a mean over datapoints. So J and each of its gradients is the mean of those of the shares, in which every share
counts with its size. `python3 -m docs.beyond.shares` shows it on the worked network.
"""

from collections.abc import Sequence
from functools import reduce
from itertools import accumulate

from purenn import Network, backward_matrix, cost, forward_pass
from purenn.explaining import worked
from purenn.gradients import Gradients
from purenn.matrix import Matrix, add, scale

SIZES = [4, 1]  # of the shares of the worked network's datapoints: how many each machine has
EQUAL = [1, 1]  # what a plain mean takes them for

OfAShare = tuple[float, Gradients]


def cut(matrix: Matrix, sizes: Sequence[int]) -> list[Matrix]:
    """Return the columns of matrix in shares of these sizes.

    Shapes: matrix (n, m) -> a matrix (n, size) for each, side by side.
    """
    ends = zip(sizes, accumulate(sizes), strict=True)
    return [[row[end - size : end] for row in matrix] for size, end in ends]


def of_a_share(network: Network, X: Matrix, Y: Matrix) -> OfAShare:
    """Return J of some datapoints and its gradients; no others are needed.

    Shapes: X (n[0], size), Y (n[L], size).
    """
    run = forward_pass(network, X)
    gradients = backward_matrix.backward_pass(network, run, Y)
    return cost(network, run, Y), gradients


def mean(found: Sequence[Matrix], sizes: Sequence[int]) -> Matrix:
    """Return the mean of what the shares found, weighted by their sizes."""
    m, pairs = sum(sizes), zip(sizes, found, strict=True)
    return reduce(add, [scale(size / m, each) for size, each in pairs])


def compared() -> dict[str, tuple[float, float]]:
    """Return J and its derivative with respect to the first weight: of each share, of their means, and of all data."""
    network = Network(worked.W, worked.B)
    pairs = zip(cut(worked.X, SIZES), cut(worked.Y, SIZES), strict=True)
    shares = [of_a_share(network, X, Y) for X, Y in pairs]
    J, gradients = of_a_share(network, worked.X, worked.Y)

    def averaged(sizes: Sequence[int]) -> tuple[float, float]:
        ((J,),) = mean([[[J]] for J, _ in shares], sizes)
        return J, mean([gradients.dJ_dW[1] for _, gradients in shares], sizes)[0][0]

    return {
        **{f"machine {r}": (J, gradients.dJ_dW[1][0][0]) for r, (J, gradients) in enumerate(shares)},
        "their mean": averaged(SIZES),
        "all at once": (J, gradients.dJ_dW[1][0][0]),
        "a plain mean": averaged(EQUAL),
    }


if __name__ == "__main__":
    for name, (J, slope) in compared().items():
        print(f"{name:<16}{J:.12f}   {slope:+.12f}")
