"""Forward mode: dual numbers, which carry along how fast they move with one chosen number.

That number starts with the slope 1 and all others with 0; the slope of J is then its derivative with respect to the
chosen one. A gradient takes a pass for each parameter, where the tape's walk back takes one for all.
"""

import math
from collections.abc import Callable
from typing import Any

from purenn import activation


class Dual:
    """A number and its slope, floats or numbers of another kind that multiplies and adds."""

    __slots__ = ("slope", "value")

    def __init__(self, value: Any, slope: Any = 0.0) -> None:
        self.value, self.slope = value, slope

    @property
    def real(self) -> Any:
        """The plain number, for a choice between two branches."""
        return self.value.real

    def __add__(self, other: "Dual | float") -> "Dual":
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.slope + other.slope)
        return Dual(self.value + other, self.slope)

    def __mul__(self, other: "Dual | float") -> "Dual":
        if isinstance(other, Dual):
            slope = self.slope * other.value + self.value * other.slope
            return Dual(self.value * other.value, slope)
        return Dual(self.value * other, self.slope * other)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Dual":
        return Dual(-self.value, -self.slope)

    def __sub__(self, other: "Dual | float") -> "Dual":
        return self + -other

    def __rsub__(self, other: "Dual | float") -> "Dual":
        return -self + other

    def __truediv__(self, other: "Dual | float") -> "Dual":
        return self * (reciprocal(other) if isinstance(other, Dual) else 1 / other)

    def __rtruediv__(self, other: "Dual | float") -> "Dual":
        return reciprocal(self) * other

    def __float__(self) -> float:
        raise TypeError("float: a Dual would lose its slope; .value is its number, dual.exp its exp")


def dual(f: Callable[[Any], Any], f_prime: Callable[[Any], Any]) -> Callable[[Dual], Dual]:
    """Return f, of one number whose derivative is f_prime, as a function of dual numbers."""
    return lambda z: Dual(f(z.value), f_prime(z.value) * z.slope)


reciprocal = dual(lambda x: 1 / x, lambda x: -1 / (x * x))
exp, ln = dual(math.exp, math.exp), dual(math.log, lambda x: 1 / x)
sigmoid, tanh, linear, relu = (dual(*activation.ACTIVATIONS[name]) for name in ("sigmoid", "tanh", "linear", "relu"))
