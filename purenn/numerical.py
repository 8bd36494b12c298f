"""Derivatives by finite differences: slow, approximate, and independent of any derivation."""

from collections.abc import Callable
from math import ulp


def derivative(function: Callable[[], float], cells: list[float], k: int, step: float | None = None) -> float:
    """Return the central difference of function with respect to cells[k], which function reads.

    The cell is moved up and down by step, or by 2^-20 and more where its number is too large to feel that, and then
    holds its old number again, whatever happens.

    >>> cells = [3.0]
    >>> round(derivative(lambda: cells[0] * cells[0], cells, 0), 6)
    6.0
    """
    old = cells[k]
    if step is None:
        step = max(2.0**-20, ulp(old) * 2**26)  # powers of two, so that the cell moves by exactly that much
    try:
        cells[k] = old + step
        above = function()
        cells[k] = old - step
        below = function()
    finally:
        cells[k] = old
    return (above - below) / (2 * step)
