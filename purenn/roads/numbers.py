"""The kinds of numbers that a network runs on, each with functions of its own: the loops stay the same."""

import cmath
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from operator import add, mul, sub, truediv
from typing import Any, NamedTuple
from weakref import ref

from purenn.activation import ACTIVATIONS
from purenn.dual import dual
from purenn.tape import traced

Function = Callable[[Any], Any]


class Kind(NamedTuple):
    """A kind of numbers: what makes one of a float, its exp and ln, its activation functions by their names.

    Only a kind on which the derived equations run has the derivatives of those.
    """

    number: Function
    exp: Function
    ln: Function
    f: Mapping[str, Function]
    f_prime: Mapping[str, Function]


def functions(exp: Function) -> dict[str, Function]:
    """Return the activation functions of numbers that have this exp, which is never asked for more than 1."""

    def sigmoid(z: Any) -> Any:
        return 1 / (1 + exp(-z)) if z.real > 0 else exp(z) / (1 + exp(z))

    return {
        "sigmoid": sigmoid,
        "tanh": lambda z: 2 * sigmoid(2 * z) - 1,
        "linear": lambda z: z,
        "relu": lambda z: z if z.real > 0 else 0 * z,
    }


F, F_PRIME = ({name: pair[k] for name, pair in ACTIVATIONS.items()} for k in (0, 1))
FLOAT = Kind(float, math.exp, math.log, F, F_PRIME)
DECIMAL = Kind(Decimal, Decimal.exp, Decimal.ln, functions(Decimal.exp), {})  # of as many digits as the context has
COMPLEX = Kind(complex, cmath.exp, cmath.log, {**functions(cmath.exp), "tanh": cmath.tanh}, {})


def on_functions(change: Callable[[Function, Function], Function], kind: Kind) -> Kind:
    """Return a kind after change has made, of each function and its derivative, one of other numbers."""
    f = {name: change(kind.f[name], kind.f_prime[name]) for name in kind.f}
    return Kind(kind.number, change(kind.exp, kind.exp), change(kind.ln, partial(truediv, 1)), f, {})


def on_tape(kind: Kind) -> Kind:
    """Return the functions of a Traced whose values are of a kind."""
    return on_functions(traced, kind)


def in_dual(kind: Kind) -> Kind:
    """Return the functions of a Dual whose values and slopes are of a kind."""
    return on_functions(dual, kind)


# ---- numbers that count


@dataclass(slots=True)
class Counts:
    """What some numbers did: multiplications and divisions, and additions; and how many there were at once."""

    products: int = 0
    sums: int = 0
    alive: set["ref[Counted]"] = field(default_factory=set)
    most: int = 0


def counted_operation(operation: Callable[[Any, Any], Any], products: int = 0, sums: int = 0) -> Any:
    """Return an operation as a method of numbers that count; what is of another kind, as a Traced, is left to that."""

    def method(self: "Counted", other: Any) -> Any:
        if type(other) is Counted:
            value = operation(self.value, other.value)
        elif type(other) in PLAIN:
            value = operation(self.value, other)
        else:
            return NotImplemented
        counts, parts = self.counts, 2 if type(value) is complex else 1
        counts.products += products * parts * parts
        counts.sums += sums * parts
        return Counted(value, counts)

    return method


PLAIN = {float, int, complex}


class Counted:
    """A number that counts what it does; a complex product counts as the four that it is made of, a sum as two."""

    __slots__ = ("__weakref__", "counts", "value")

    def __init__(self, value: Any, counts: Counts) -> None:
        self.value, self.counts = value, counts
        counts.alive.add(ref(self, counts.alive.discard))  # in a method __del__, Ctrl-C would be lost
        if len(counts.alive) > counts.most:
            counts.most = len(counts.alive)

    @property
    def real(self) -> Any:
        """The real part, for a choice between two branches."""
        return self.value.real

    @property
    def imag(self) -> "Counted":
        """The imaginary part."""
        return Counted(self.value.imag, self.counts)

    __mul__ = __rmul__ = counted_operation(mul, products=1)
    __truediv__ = counted_operation(truediv, products=1)
    __rtruediv__ = counted_operation(lambda x, y: y / x, products=1)
    __add__ = __radd__ = counted_operation(add, sums=1)
    __sub__ = counted_operation(sub, sums=1)
    __rsub__ = counted_operation(lambda x, y: y - x, sums=1)

    def __neg__(self) -> "Counted":
        return Counted(-self.value, self.counts)

    def __pos__(self) -> "Counted":
        return self

    def __eq__(self, other: object) -> bool:
        return bool(self.value == plain(other))

    __hash__ = object.__hash__  # of each number, equal or not, its own


def plain(number: Any) -> Any:
    """Return the value of a number that counts, or another number as it is."""
    return number.value if isinstance(number, Counted) else number


def uncounted(kind: Kind) -> Kind:
    """Return a kind as it is, where nobody counts."""
    return kind


def counting(counts: Counts) -> Callable[[Kind], Kind]:
    """Return what makes of a kind the one that does the same and counts, but not the work inside a function."""

    def counted(function: Function) -> Function:
        return lambda z: Counted(function(plain(z)), counts)

    def around(kind: Kind) -> Kind:
        f, f_prime = ({name: counted(each) for name, each in table.items()} for table in (kind.f, kind.f_prime))
        return Kind(lambda x: Counted(kind.number(x), counts), counted(kind.exp), counted(kind.ln), f, f_prime)

    return around
