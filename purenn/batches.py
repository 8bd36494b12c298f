"""The datapoints dealt out to the steps of training: all of them to each step, or a batch."""

from collections.abc import Iterator
from random import Random

from purenn.checking import whole
from purenn.matrix import Matrix


def batches(X: Matrix, Y: Matrix, size: int | None = None, seed: int = 0) -> Iterator[tuple[Matrix, Matrix]]:
    """Yield X and Y of one batch after another, without end; all of X and Y each time where there is no size.

    A pass over all m datapoints, in an order drawn anew for each, is cut into batches of size; the last has what is
    left.
    Raises: ValueError, at the first batch, for a size that is no whole number >= 1.
    """
    while size is None:
        yield X, Y
    whole("batches: size", size, 1)
    datapoints, draw = list(zip(*X, *Y, strict=True)), Random(seed)  # columns, laid out once
    while True:
        draw.shuffle(datapoints)
        for first in range(0, len(datapoints), size):
            rows = list(map(list, zip(*datapoints[first : first + size], strict=True)))
            yield rows[: len(X)], rows[len(X) :]
