"""Traced numbers: a learner's function runs on them, and what comes out remembers how it was computed.

A traced number carries its value and a tree of the notation, whose indices and layers are those of the one entry that
it began as; each operation in the tree has the learner's line for a span.
"""

import builtins
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from numbers import Real
from opcode import opmap
from operator import ge, gt, le, lt, mul
from types import FrameType
from typing import Any

from purenn import activation, loss
from purenn.checking import checked_pair
from purenn.notation.expression import Apply, Function, Node, Number, Operation, Span
from purenn.notation.operators import FUNCTIONS, OPERATORS
from purenn.notation.symbols import number
from purenn.notation.walks import operation
from purenn.tutor.reasons import place_of

LIMIT = 50_000  # lines of a learner's file that may run in one call
LARGEST = 5_000  # nodes of a tree; a number multiplied by itself in a loop would double it at every turn
LOST = Number("nan")  # in place of a larger one
STANDSTILL = bytes((opmap["JUMP_BACKWARD"], 1))  # `while True: pass`, in which Python 3.11 sees no line begin


class TooLong(RuntimeError):  # noqa: N818
    """A function ran for more lines than any right one needs; `line` is the one that was running."""

    def __init__(self, line: int) -> None:
        super().__init__(f"still running at line {line}")
        self.line = line


class Source:
    """A learner's file while traced numbers run through it, and the lines at which a trace was lost."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.leaks: list[int] = []
        self.spans: dict[int, Span] = {}

    def line(self) -> int:
        """Return the line of the file that is running, 0 if none is."""
        frame: FrameType | None = sys._getframe(1)
        while frame and frame.f_code.co_filename != self.path:
            frame = frame.f_back
        return frame.f_lineno if frame else 0

    def span(self) -> Span:
        """Return the line that is running, as a piece of source."""
        line = self.line()
        return self.spans.get(line) or self.spans.setdefault(line, Span(line, 0, line, 0))


def left(name: str) -> Callable[[Any, Any], Any]:
    """Return what an operator does where a traced number stands on the left."""
    return lambda self, other: both(name, self, other)


def right(name: str) -> Callable[[Any, Any], Any]:
    """Return what an operator does where a traced number stands on the right alone."""
    return lambda self, other: both(name, other, self)


def compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Return a comparison that looks at values."""
    return lambda self, other: compare(self.value, plain(other))


class Traced:
    """A number that remembers how it was computed; comparisons look at its value."""

    __slots__ = ("node", "size", "source", "value")

    def __init__(self, value: Any, node: Node, source: Source, size: int = 1) -> None:
        self.value, self.node, self.source, self.size = value, node if size <= LARGEST else LOST, source, size

    __add__, __radd__ = left("plus"), right("plus")
    __sub__, __rsub__ = left("minus"), right("minus")
    __mul__, __rmul__ = left("times"), right("times")
    __truediv__, __rtruediv__ = left("fraction"), right("fraction")
    __pow__ = left("power")
    __lt__, __le__, __gt__, __ge__ = map(compared, (lt, le, gt, ge))

    def __rpow__(self, other: Any) -> Any:
        return EXP(self) if other == math.e else both("power", other, self)

    def __floordiv__(self, other: Any) -> Any:
        return FLOOR(self / other)

    def __rfloordiv__(self, other: Any) -> Any:
        return FLOOR(other / self)

    def __neg__(self) -> Any:
        return NEGATIVE(self)

    def __abs__(self) -> Any:
        return ABSOLUTE(self)

    def __pos__(self) -> "Traced":
        return self

    def __eq__(self, other: object) -> bool:
        return bool(self.value == plain(other))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return repr(self.value)

    def __format__(self, form: str) -> str:
        return format(self.value, form)

    def __deepcopy__(self, memo: object) -> "Traced":
        return self

    def lost(self) -> Any:
        """Return the value alone, after noting where the trace was lost."""
        self.source.leaks.append(self.source.line())
        return self.value

    def __float__(self) -> float:
        return float(self.lost())

    def __int__(self) -> int:
        return int(self.lost())

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.lost(), digits)

    def __mod__(self, other: Any) -> Any:
        return self.lost() % plain(other)


def plain(x: Any) -> Any:
    """Return a number, or a matrix of them, without its trace."""
    if isinstance(x, list):
        return [plain(each) for each in x]
    return x.value if isinstance(x, Traced) else x


def both(name: str, left: Any, right: Any) -> Any:
    """Return an operator of two numbers, one of which is traced."""
    traced, other = (left, right) if isinstance(left, Traced) else (right, left)
    if isinstance(other, Traced):
        value, size = OPERATORS[name].value(left.value, right.value), left.size + right.size + 1
        return Traced(value, Operation(name, (left.node, right.node), span=traced.source.span()), traced.source, size)
    if not isinstance(other, int | float | Real):
        return NotImplemented
    value = OPERATORS[name].value(plain(left), plain(right))
    constant = number(float(other))
    parts = (traced.node, constant) if traced is left else (constant, traced.node)
    return Traced(value, Operation(name, parts, span=traced.source.span()), traced.source, traced.size + 2)


def through(function: Callable[..., Any], build: Callable[[Node], Node]) -> Callable[..., Any]:
    """Return a function of a number that leads a traced one through what build makes of its tree."""

    def traced(x: Any, *rest: Any) -> Any:
        if not isinstance(x, Traced):
            return function(x, *rest)
        made = replace(build(x.node), span=x.source.span())
        return Traced(function(x.value, *rest), made, x.source, x.size + 3)

    return traced


def operator(name: str, function: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Return an operator of one number, or a function of it that this operator is."""
    return through(function or OPERATORS[name].value, lambda node: operation(name, node))


def named(name: Function, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is printed under a name."""
    return through(function, lambda node: Apply(name, (node,)))


def log(x: Any, *base: Any) -> Any:
    """Return the logarithm, to a base if there is one."""
    return LN(x) / LN(*base) if base else LN(x)


def xlogy(x: Any, y: Any) -> Any:
    """Return x ln y: to a traced number 0 ln 0 does not happen."""
    return x * LN(y) if isinstance(x, Traced) or isinstance(y, Traced) else XLOGY(x, y)


def product(factors: Iterable[Any], *, start: Any = 1) -> Any:
    """Return the product of numbers."""
    first, *rest = [*([start] if start != 1 else ()), *factors] or [1]
    return reduce(mul, rest, first)


def half(name: str, node: Node) -> Node:
    """Return half the sum, or the difference, of e to some power and to its opposite."""
    powers = operation("exp", node), operation("exp", operation("negative", node))
    return operation("fraction", operation(name, *powers), Number("2"))


def to_base(base: str, node: Node) -> Node:
    """Return a logarithm to a base by the natural one."""
    return operation("fraction", operation("ln", node), operation("ln", Number(base)))


ONE = Number("1")
EXP, LN = operator("exp"), operator("ln")
NEGATIVE, ABSOLUTE = operator("negative"), operator("absolute")
FLOOR = named(Function("floor"), lambda x: float(math.floor(x)))
XLOGY = loss.xlogy
MATH: dict[str, Callable[..., Any]] = {
    "exp": EXP, "log": log, "fabs": ABSOLUTE,
    "expm1": through(math.expm1, lambda node: operation("minus", operation("exp", node), ONE)),
    "log1p": through(math.log1p, lambda node: operation("ln", operation("plus", ONE, node))),
    "sqrt": through(math.sqrt, lambda node: operation("power", node, Number("0.5"))),
    "tanh": named(Function("tanh"), math.tanh),
    "cosh": through(math.cosh, lambda node: half("plus", node)),
    "sinh": through(math.sinh, lambda node: half("minus", node)),
    "log2": through(math.log2, lambda node: to_base("2", node)),
    "log10": through(math.log10, lambda node: to_base("10", node)),
    "pow": lambda x, y: x**y,
    "prod": product,
    "fsum": lambda numbers: sum(numbers),
    "sumprod": lambda left, right: sum(p * q for p, q in zip(left, right, strict=True)),
}  # fmt: skip
PACKAGE: dict[str, Callable[..., Any]] = {
    name + "_prime" * prime: named(Function(FUNCTIONS[name], None, bool(prime)), activation.ACTIVATIONS[name][prime])
    for name in ("sigmoid", "tanh") for prime in (0, 1)
}  # fmt: skip
LOSS: dict[str, Callable[..., Any]] = {
    "xlogy": xlogy,
    "checked_pair": lambda function, name, *matrices: checked_pair(function, name, *map(plain, matrices)),
}
for name in ("exp", "log", "tanh", "sqrt"):
    setattr(Traced, name, MATH[name])  # an array of objects calls the method of that name


@contextmanager
def patched() -> Iterator[None]:
    """Let the functions of math, and of the package, take traced numbers for a while, however they are reached.

    Other numbers are led to the functions themselves, except that a sum or a product of them is a plain one.
    """
    kept = []
    for module, table in ((math, MATH), (activation, MATH | PACKAGE), (loss, MATH | LOSS)):
        for name in vars(module).keys() & table.keys():
            kept.append((module, name, getattr(module, name)))
            setattr(module, name, table[name])
    try:
        yield
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


class FloatLike(type):
    """The kind of what stands for float: a traced number is one, too."""

    def __instancecheck__(cls, x: object) -> bool:
        return isinstance(x, float | Traced)


class Float(float, metaclass=FloatLike):
    """What float is to a function that is traced: a traced number stays one."""

    def __new__(cls, x: Any = 0.0) -> Any:
        return x if isinstance(x, Traced) else float(x)


def namespace(source: str, path: str, traced: bool, sigmoid: bool = True) -> dict[str, Any]:
    """Return the names of a learner's file after running it; sigmoid is there for whoever needs it.

    Raises: whatever the file does, also a SyntaxError; TooLong if it does not end.
    """
    found: dict[str, Any] = {"__name__": "exercise", "__file__": path}
    if sigmoid:
        found["sigmoid"] = PACKAGE["sigmoid"] if traced else activation.sigmoid
    if traced:
        found["__builtins__"] = vars(builtins) | {"float": Float}
    guarded(exec, (compile(source, path, "exec", dont_inherit=True), found), path, LIMIT)
    return found


def guarded(function: Callable[..., Any], arguments: Sequence[Any], path: str, limit: int = LIMIT) -> Any:
    """Return function of arguments; it may run through so many lines of the file at path. A debugger is left alone.

    Raises: TooLong if it does not end.
    """
    if sys.gettrace():
        return function(*arguments)
    left = limit

    def watch(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != path:
            return None
        if event == "call" and STANDSTILL in frame.f_code.co_code:
            frame.f_trace_opcodes = True
        left -= 1
        if left < 0:
            raise TooLong(frame.f_lineno)
        return watch

    sys.settrace(watch)
    try:
        return function(*arguments)
    finally:
        sys.settrace(None)


def line_of(error: BaseException, path: str) -> int:
    """Return the last line of the file at path that an error came through, 0 if none."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno or 0
    return place_of(error, path)[0]
