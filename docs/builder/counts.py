"""How many multiplications a pass takes for one datapoint, by the sizes of a network; and its paths and its lines.

Counted are the products with a weight or an activation, which grow with the lines of the network. What comes to one for
each unit, such as the product with the derivative of its function, is counted apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import prod

from builder.step_page import table, work

Sizes = Sequence[int]  # n[0] ... n[L]

WORKED, BOOK = (4, 3, 2, 1), (30, 8, 4, 1)
COSTS: tuple[Sizes, ...] = (WORKED, BOOK, (30, 16, 8, 1), (100, 50, 20, 1), (784, 100, 100, 1))
WEBS: tuple[Sizes, ...] = (WORKED, BOOK, (3, 3, 3, 3, 1), (*[10] * 5, 1), (*[10] * 10, 1))


def lines(n: Sizes) -> int:
    """Return how many lines a network has: one for each weight."""
    return sum(before * after for before, after in pairwise(n))


def paths_from_one(n: Sizes) -> int:
    """Return on how many ways one can walk from one feature to the output, along the lines."""
    return prod(n[1:])


def paths(n: Sizes) -> int:
    """Return on how many ways one can walk from any feature to the output, along the lines."""
    return prod(n)


def parameters(n: Sizes) -> int:
    """Return how many weights and biases a network has."""
    return lines(n) + sum(n[1:])


def forward(n: Sizes) -> int:
    """Return the multiplications of a forward pass: a weight times an activation, once for each line."""
    return lines(n)


def backward(n: Sizes) -> int:
    """Return the multiplications of a backward pass.

    Once for each line, for its weight's derivative; and once more, to go on to the layer before, but from layer 1,
    since nobody asks how J changes with the data.
    """
    return lines(n) + lines(n[1:])


def finite_differences(n: Sizes) -> int:
    """Return the multiplications of two forward passes for each parameter, moved up and moved down."""
    return 2 * parameters(n) * forward(n)


def times(n: Sizes) -> float:
    """Return how many steps of backpropagation, forward and back, one by finite differences is worth."""
    return finite_differences(n) / (forward(n) + backward(n))


def costs_table() -> str:
    """Return the multiplications for one datapoint, a network in each row."""
    counted = (parameters, forward, backward, finite_differences, times)
    rows = [(name(n), [f"{count(n):,.0f}" for count in counted]) for n in COSTS]
    heads = ["parameters", "forward", "backward", "finite<br>differences", "ratio"]
    return work(table("layers", heads, rows, "Multiplications for one datapoint"))


def paths_table() -> str:
    """Return the lines and the paths, a network in each row."""
    rows = [(name(n), [f"{count(n):,}" for count in (lines, paths_from_one, paths)]) for n in WEBS]
    heads = ["lines", "paths from<br>one feature", "paths from<br>all features"]
    return work(table("layers", heads, rows, "Lines and paths"))


def name(n: Sizes) -> str:
    """Return the sizes of the layers as a page shows them; a run of equal ones is counted.

    >>> name((30, 8, 4, 1)), name((10, 10, 10, 10, 10, 1))
    ('30, 8, 4, 1', '10 (5 times), 1')
    """
    if len(n) > 5 and len(set(n[:-1])) == 1:
        return f"{n[0]} ({len(n) - 1} times), {n[-1]}"
    return ", ".join(map(str, n))


@cache
def numbers() -> dict[str, str]:
    """Return what the page of the costs calls for."""
    n = BOOK
    return {
        "costs": costs_table(),
        "paths": paths_table(),
        "book-forward": f"{forward(n):,}",
        "book-backward": f"{backward(n):,}",
        "book-passes": f"{2 * parameters(n):,}",
        "book-differences": f"{finite_differences(n):,}",
        "book-times": f"{times(n):.0f}",
    }
