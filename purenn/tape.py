"""Reverse mode: numbers that remember how they were computed, so that one walk back finds every derivative of J.

On the way forward each operation writes its result on a tape, with what it read and its slope in each of those: the
local derivative, such as that of z_pj with respect to a_ij. On the way back, from J to the first number, each hands
to all that it read its own gradient times that slope. So a number that is read at several places gathers a sum, and
these sums are the book's: an activation is read by every unit p of the next layer (hidden.dJ-da-sum), a weight and a
bias at every datapoint j (hidden.dJ-dw-sum, hidden.dJ-db).
"""

import math
from collections.abc import Callable
from typing import Any

from purenn import activation


class Traced:
    """A number on a tape: its value, its reads, which are pairs of a number and a slope, and the gradient of J in it.

    The value and the slopes are floats, or numbers of another kind that multiplies and adds.
    """

    __slots__ = ("gradient", "reads", "tape", "value")

    def __init__(self, value: Any, tape: list["Traced"], *reads: tuple["Traced", Any]) -> None:
        self.value, self.tape, self.reads, self.gradient = value, tape, reads, 0.0
        if any(read.tape is not tape for read, _ in reads):
            raise ValueError("Traced: found numbers of two tapes, expected all on one")
        tape.append(self)

    @property
    def real(self) -> Any:
        """The plain number, for a choice between two branches."""
        return self.value.real

    def __add__(self, other: "Traced | float") -> "Traced":
        if isinstance(other, Traced):
            return Traced(self.value + other.value, self.tape, (self, 1.0), (other, 1.0))
        return Traced(self.value + other, self.tape, (self, 1.0))

    def __mul__(self, other: "Traced | float") -> "Traced":
        if isinstance(other, Traced):
            reads = (self, other.value), (other, self.value)
            return Traced(self.value * other.value, self.tape, *reads)
        return Traced(self.value * other, self.tape, (self, other))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Traced":
        return Traced(-self.value, self.tape, (self, -1.0))

    def __sub__(self, other: "Traced | float") -> "Traced":
        return self + -other

    def __rsub__(self, other: "Traced | float") -> "Traced":
        return -self + other

    def __truediv__(self, other: "Traced | float") -> "Traced":
        return self * (reciprocal(other) if isinstance(other, Traced) else 1 / other)

    def __rtruediv__(self, other: "Traced | float") -> "Traced":
        return reciprocal(self) * other

    def __float__(self) -> float:
        raise TypeError("float: a Traced would lose how it was computed; .value is its number, tape.exp its exp")


def traced(f: Callable[[Any], Any], f_prime: Callable[[Any], Any]) -> Callable[[Traced], Traced]:
    """Return f, of one number whose derivative is f_prime, as a function of a number on a tape."""
    return lambda z: Traced(f(z.value), z.tape, (z, f_prime(z.value)))


reciprocal = traced(lambda x: 1 / x, lambda x: -1 / (x * x))
exp, ln = traced(math.exp, math.exp), traced(math.log, lambda x: 1 / x)
sigmoid, tanh, linear, relu = (traced(*activation.ACTIVATIONS[name]) for name in ("sigmoid", "tanh", "linear", "relu"))


def backward(J: Traced, one: Any = 1.0) -> None:
    """Give every number on the tape of J its gradient: the last first, as each needs those of all that read it.

    The first to have one is J: the derivative of J with respect to itself.
    """
    for number in J.tape:
        number.gradient = 0.0
    J.gradient = one
    for number in reversed(J.tape[: J.tape.index(J) + 1]):
        for read, slope in number.reads:
            read.gradient += slope * number.gradient
