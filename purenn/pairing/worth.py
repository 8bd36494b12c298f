"""What a formula is worth: on a network of random numbers, or on what a section of a page has given.

A value is a number, a matrix (a list of rows) or a shape (a tuple of sizes). A product is what its factors make it:
of numbers, of a number and a matrix, of two matrices, or of two shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from itertools import chain, pairwise
from random import Random
from typing import Any

from purenn.matrix import matmul, shape
from purenn.notation.expression import (
    Apply,
    Equation,
    Function,
    Gradient,
    Layout,
    Node,
    Number,
    Ones,
    Operation,
    Sum,
    Symbol,
    Written,
)
from purenn.notation.operators import OPERATORS
from purenn.notation.parsing import as_size
from purenn.notation.sizes import Index, Layer
from purenn.notation.symbols import cell_of
from purenn.notation.walks import free_letters, mapped, walk
from purenn.pairing.judge import FUNCTIONS, Judge, derivative_at, net, value
from purenn.pairing.values import IN_PYTHON, is_several

Value = Any
BARE = set("wbzaxy")
SEVERAL = "several "  # before the last layer's function, of the kinds of networks with several output units
WITHOUT_MATRIX = {"exp", "ln", "max", "absolute", "positive", "power"}
ANY = 0.5772156649015329  # a number that nobody writes down
STEP = 2.0**-17  # of a difference quotient, of the functions that a page makes up


class WorthError(ValueError):
    """A formula that has no value here, or whose pieces do not meet."""


class World:
    """Knows the value of every formula, where `symbol` knows those of symbols and derivatives.

    `known` holds what has been given: values by symbol, and expressions of a function's variable.
    """

    def __init__(self, at: Mapping[str, int]) -> None:
        self.at = dict(at)
        self.known: dict[Node, Value] = {}
        self.functions: dict[str, tuple[Node, Node]] = {}

    def symbol(self, node: Node) -> Value:
        """Return the value of a symbol or a derivative that is not given."""
        raise WorthError("found a symbol without a value")

    def numbered(self, node: Any) -> Any:
        """Return a symbol with the numbers of its layer and letters put in."""
        return node

    def size(self, node: Any) -> int:
        """Return the size of an axis."""
        raise NotImplementedError

    def function(self, node: Function, z: float) -> float:
        """Return a function of a number."""
        raise NotImplementedError

    def of(self, node: Node) -> Value:
        """Return the value of a formula.

        Raises: WorthError if it has none.
        """
        for key in (node, self.numbered(node)) if self.known and isinstance(node, Symbol) else (node,):
            if key in self.known:
                found = self.known[key]
                return self.of(found) if isinstance(found, Node) else found
        match node:
            case Number(text):
                return float(text)
            case Gradient(top, Symbol() as bottom) if bottom in self.known and isinstance(self.known.get(top), Node):
                return self.quotient(lambda: self.of(top), bottom)
            case Gradient(Symbol(), _) | Symbol():
                return self.symbol(node)
            case Gradient(top, bottom):
                key = self.numbered(bottom)
                with self.given(key, self.of(bottom)):
                    return self.quotient(lambda: self.of(top), key)
            case Operation("by", parts):
                return tuple(chain(*(each if isinstance(each := self.of(part), tuple) else (each,) for part in parts)))
            case Operation(name, parts):
                return self.operation(name, node, [self.of(part) for part in parts])
            case Sum(axis, body):
                return total([self.of(body) for _ in self.along(axis.letter, self.size(axis.size))])
            case Apply(function, (argument,)):
                return each_entry(lambda z: self.applied(function, z), self.of(argument))
            case Ones(rows, columns):
                return [[1.0] * self.size(columns) for _ in range(self.size(rows))]
            case Layout():
                return self.layout(node)
            case Written(entries, columns):
                cells = [self.of(entry) for entry in entries]
                return [cells[k : k + columns] for k in range(0, len(cells), columns)]
        raise WorthError(f"found {type(node).__name__} without a value")

    @contextmanager
    def given(self, node: Node, found: Value) -> Iterator[None]:
        """Let a symbol have a value for a while."""
        outside = {**self.known}
        self.known[node] = found
        try:
            yield
        finally:
            self.known.clear()
            self.known.update(outside)

    def along(self, letter: str, size: int) -> Iterator[int]:
        """Yield each index that a letter runs through, while it has that value."""
        outside = {**self.at}
        try:
            for self.at[letter] in range(size):
                yield self.at[letter]
        finally:
            self.at.clear()
            self.at.update(outside)

    def operation(self, name: str, node: Operation, parts: list[Value]) -> Value:
        """Return an operator of values."""
        if name == "transpose":
            return [list(column) for column in zip(*parts[0], strict=True)] if isinstance(parts[0], list) else parts[0]
        if name in ("times", "scale", "matmul", "dot"):
            return product(*parts)
        if any(isinstance(part, tuple) for part in parts):
            return same_shapes(parts)
        if name in WITHOUT_MATRIX and any(isinstance(part, list) for part in parts):
            raise WorthError(f"found a matrix under {name}, expected a number")
        if name == "hadamard" and not all(isinstance(part, list) for part in parts):
            raise WorthError("found a number beside ⊙, expected two matrices")
        return entry_by_entry(OPERATORS[name].value, node, parts)

    def layout(self, node: Layout) -> Value:
        """Return a matrix written out with dots."""
        rows = self.size(node.rows.size) if node.rows else 1
        columns = self.size(node.columns.size) if node.columns else 1
        down, across = (axis.letter if axis else "_" for axis in (node.rows, node.columns))
        if node.diagonal:
            cells = [self.of(node.entry) for _ in self.along(across, columns)]
            return [[cell if r == c else 0.0 for c in range(columns)] for r, cell in enumerate(cells)]
        found = [[number(self.of(node.entry)) for _ in self.along(across, columns)] for _ in self.along(down, rows)]
        return [row[0][0] for row in found] if isinstance(found[0][0], list) else found

    def applied(self, function: Function, z: float) -> float:
        """Return a function of a number, one that the page made up first."""
        if function.name not in self.functions:
            return self.function(function, z)
        variable, body = self.functions[function.name]
        with self.given(variable, z):
            return self.quotient(lambda: self.of(body), variable) if function.prime else self.of(body)

    def quotient(self, whole: Callable[[], float], variable: Node) -> float:
        """Return the derivative of a value with respect to a given number, by differences of two sizes."""
        z = self.of(variable)

        def at(z: float) -> float:
            with self.given(variable, z):
                return whole()

        def difference(step: float) -> float:
            return (at(z + step) - at(z - step)) / (2 * step)

        return (4 * difference(STEP) - difference(2 * STEP)) / 3


def number(found: Value) -> Value:
    """Return a value, the entry of a matrix that has a single one."""
    return found[0][0] if isinstance(found, list) and shape(found) == (1, 1) else found


def product(left: Value, right: Value) -> Value:
    """Return the product of two values."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != 2 or len(right) != 2 or left[1] != right[0]:
            raise WorthError(f"found shapes {left} and {right}, expected inner sizes that meet")
        return left[0], right[1]
    if isinstance(left, list) and isinstance(right, list):
        if shape(left)[1] != shape(right)[0]:
            raise WorthError("found a product of matrices that do not meet")
        return matmul(left, right)
    if isinstance(left, tuple) or isinstance(right, tuple):
        raise WorthError("found a shape beside a number")
    matrix, number = (left, right) if isinstance(left, list) else (right, left)
    return each_entry(lambda x: x * number, matrix)


def same_shapes(parts: list[Value]) -> Value:
    """Return the shape of a sum of shapes."""
    if len(set(map(repr, parts))) != 1:
        raise WorthError("found two shapes added, expected one and the same")
    return parts[0]


def each_entry(function: Callable[[float], float], found: Value) -> Value:
    """Return a function of a number, or of each entry of a matrix."""
    if isinstance(found, tuple):
        raise WorthError(f"found a function of the shape {found}, expected a number or a matrix")
    return [[function(x) for x in row] for row in found] if isinstance(found, list) else function(found)


def entry_by_entry(function: Callable[..., float], node: Operation, parts: list[Value]) -> Value:
    """Return an operator of numbers, or of the entries of matrices of one shape; a number written out goes with any."""
    shapes = {shape(part) for part in parts if isinstance(part, list)}
    written = map(is_constant, node.parts)
    loose = [not isinstance(part, list) and not constant for part, constant in zip(parts, written, strict=True)]
    if len(shapes) > 1 or (shapes and any(loose)):
        raise WorthError(f"found {node.operator} of values of several shapes, expected one")
    try:
        if not shapes:
            found = function(*parts)
            if isinstance(found, complex):
                raise ValueError("it is complex")
            return found
        (n, m), = shapes
        return [[function(*(part[r][c] if isinstance(part, list) else part for part in parts)) for c in range(m)]
                for r in range(n)]
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise WorthError(f"found {node.operator} of {parts}, which is no number: {error}") from None


def is_constant(node: Node) -> bool:
    """Say whether a formula holds nothing but written numbers."""
    return all(isinstance(each, Number | Operation) for each in walk(node))


def total(terms: list[Value]) -> Value:
    """Return the sum of values."""
    if any(isinstance(term, tuple) for term in terms):
        raise WorthError(f"found a sum of the shape {terms[0]}, expected numbers or matrices")
    if not terms or not isinstance(terms[0], list):
        return sum(terms)
    return [[sum(each) for each in zip(*rows, strict=True)] for rows in zip(*terms, strict=True)]


# ---------------------------------------------------------------------- networks of random numbers


class Net(World):
    """A network of random numbers, at one of its places; what has neither layer nor index is a single unit's."""

    def __init__(self, judge: Judge, at: Mapping[str, int], draw: Random) -> None:
        super().__init__(at)
        self.judge, self.draw = judge, draw
        self.free: dict[str, float] = {}

    def symbol(self, node: Node) -> Value:
        match node:
            case Symbol("delta", indices=(one, other)):
                return float(self.number(one) == self.number(other))
            case Symbol("n", "scalar", Layer() as layer, ()):
                return self.judge.n[self.judge.layer(layer, self.at)]
            case Symbol("L", "scalar", None, ()):
                return self.judge.L
            case Symbol(letter, "scalar", None, ()) if letter in self.judge.constants:
                return self.judge.constants[letter]
            case Symbol(letter, "scalar", None, ()) if letter in self.at:
                return self.at[letter] + (letter != "l")
            case Symbol(letter, "scalar") if letter not in BARE:
                return self.free.setdefault(repr(node), self.draw.uniform(0.2, 0.9))
            case Gradient(Symbol("w" | "b") as one, Symbol() as other):  # of the network, which nothing changes
                return float(self.numbered(one) == self.numbered(other))
        try:
            return self.judge.value(lettered(node, self.judge.L), self.at)
        except (LookupError, ValueError, TypeError) as error:
            raise WorthError(f"found a symbol without a value: {error}") from None

    def numbered(self, node: Any) -> Any:
        node = lettered(node, self.judge.L)
        layer = node.layer and Layer("", self.judge.layer(node.layer, self.at))
        return replace(node, layer=layer, indices=tuple(map(self.number, node.indices)))

    def number(self, index: Index) -> int:
        """Return the number that an index stands for."""
        if isinstance(index, str):
            return self.at[index] + 1
        return index if isinstance(index, int) else self.size(index)

    def size(self, node: Any) -> int:
        return int(node.name) if node.name.isdigit() else self.judge.size(node, self.at)

    def function(self, node: Function, z: float) -> float:
        name = IN_PYTHON.get(node.name) or self.judge.names[self.judge.layer(node.layer or Layer("L"), self.at)]
        return (derivative_at if node.prime else value)(FUNCTIONS[name], z)


def lettered(piece: Any, L: int) -> Any:
    """Return a formula in which a unit's bare letters are those of the only unit of the last layer, or of its own.

    a_2 or x_2 is the second of the numbers that it receives, w_2 the weight of that one.
    """
    if not isinstance(piece, Symbol) or piece.letter not in BARE or piece.kind != "scalar":
        return mapped(piece, lambda each: lettered(each, L)) if isinstance(piece, Node) else piece
    layer = piece.layer or (None if piece.letter == "y" else Layer("", 0 if piece.letter == "x" else L))
    match piece.letter, piece.indices:
        case ("y", ()):
            return replace(piece, indices=(1,))
        case ("b", ()):
            return replace(piece, layer=layer, indices=(1,))
        case ("a" | "x", (h,)) if piece.layer is None:
            return replace(piece, letter="a", layer=Layer("", L - 1), indices=(h, 1))
        case ("w", (h,)) if piece.layer is None:
            return replace(piece, layer=layer, indices=(1, h))
        case (letter, ()):
            return replace(piece, letter="a" if letter == "x" else letter, layer=layer, indices=(1, 1))
    return piece


@cache
def judges(kind: str) -> list[Judge]:
    """Return networks of random numbers: of several layers under each cost, or of one unit, or one unit a layer.

    The last layer has several units where a kind is called so.

    Where a statement names the sigmoid, every layer of the last ones has it.
    """
    if kind == "sigmoids":
        return [Judge(net([1, 1, 1, 1], 1)._replace(Y=[[y]])) for y in (0, 1)]
    if kind == "unit":
        nets = [net([2, 1], 1)._replace(Y=[[y]]) for y in (0, 1)]
    elif kind == "chain":
        nets = [net([1, 1, 1, 1], 1)._replace(Y=[[y]]) for y in (0, 1)]
    else:
        hidden, last = ["tanh", "sigmoid", "tanh", "sigmoid"], kind.removeprefix(SEVERAL)
        ends = (3, 4) if kind != last else (1, 1)
        nets = [net([3, 5, 2, 4, 6, ends[0]], 7, hidden, last), net([4, 2, 6, 3, 5, ends[1]], 8, hidden[::-1], last)]
    return [Judge(each) for each in nets]


def worlds(statement: Node, kind: str, base: str) -> list[Net]:
    """Return the networks to try a statement on, each at places drawn at random for its letters."""
    found = []
    for seed, judge in enumerate(judges(kind)):
        draw = Random(seed)
        for l in ([2, 3] if judge.L > 3 and base == "l" else [1]):
            at = {"l": l} if base == "l" else {}
            letters = [letter for letter in sorted(free_letters(statement)) if letter in "ijkghp"[: 6 if at else 5]]
            place = {letter: draw.choice(judge.range_of(letter, at)) for letter in letters}
            found.append(Net(judge, at | place, draw))
    return found


# ---------------------------------------------------------------------- what a section gives


class Given(World):
    """What a section of a page has given, and what follows from it by the book's own equations."""

    def __init__(self, equations: Mapping[tuple[object, ...], list[Equation]], depth: int, l: int) -> None:
        super().__init__({"l": l})
        self.equations, self.L = equations, depth
        self.cells: dict[tuple[str, int], Value] = {}
        self.asked: list[Node] = []

    def give(self, node: Node, found: Value) -> None:
        """Take a value for a symbol or a derivative."""
        self.known[node] = found
        key, place = self.place(node)
        if key and place == (None, None):
            self.cells[key] = found if isinstance(found, list) else [[found]]
        elif key:
            self.known[self.numbered(node)] = found

    def take(self, given: Node) -> None:
        """Take an equation that gives a symbol, a derivative or a function.

        Raises: WorthError if it is none.
        """
        match given:
            case Equation((Apply(Function(name), (Symbol() as variable,)), body)):
                self.functions[name] = (variable, body)
            case Equation((Symbol() | Gradient() as left, right)):
                found: Value = right
                if left in walk(right):
                    raise WorthError("found a symbol that is given by itself, expected it on the left alone")
                if not any(each in self.known for each in walk(right)):  # what depends on something is worked out later
                    with suppress(WorthError, LookupError):
                        found = self.of(right)
                self.give(left, found)
                for each in walk(right if isinstance(found, Node) else Number("0")):
                    if isinstance(each, Symbol) and not each.indices:  # any number: what is said holds for each
                        self.known.setdefault(each, ANY)
            case _:
                raise WorthError("found something given that sets no symbol, expected a symbol and its value")

    def place(self, node: Node) -> tuple[tuple[str, int] | None, tuple[Index | None, Index | None]]:
        """Return the matrix that a symbol or a derivative of J belongs to, and its row and column there."""
        inner = node.bottom if isinstance(node, Gradient) and node.top == Symbol("J", "scalar") else node
        inner = lettered(inner, self.L)
        if not isinstance(inner, Symbol) or inner.letter.lower() not in BARE:
            return None, (None, None)
        layer = 0 if inner.letter.lower() in "xy" else self.layer(inner.layer)
        letter = "a" if inner.letter.lower() == "x" else inner.letter.lower()
        row, column = cell_of(inner, "*", "*") if inner.indices else (None, None)
        return (("dJ_d" if inner is not node and isinstance(node, Gradient) else "") + letter, layer), (row, column)

    def numbered(self, node: Any) -> Any:
        """Return a formula with the numbers of its layers and letters put in."""
        if isinstance(node, Layer):
            return Layer("", self.layer(node))
        node = lettered(node, self.L) if isinstance(node, Node) else node
        found = mapped(node, self.numbered)
        if isinstance(found, Symbol):
            return replace(found, indices=tuple(self.index(index) for index in found.indices))
        return found

    def layer(self, layer: Layer | None) -> int:
        """Return the number of a layer."""
        if layer is None:
            return self.L
        return {"l": self.at.get("l", 0), "L": self.L, "": 0}[layer.base] + layer.offset

    def index(self, index: Index) -> Index:
        """Return the printed number of an index, if it has one here."""
        if isinstance(index, str):
            return self.at[index] + 1 if index in self.at else index
        return index if isinstance(index, int) else self.size(index)

    def size(self, node: Any) -> int:
        if node.name.isdigit():
            return int(node.name)
        wanted = None if node.layer is None else self.layer(node.layer)
        for (name, l), matrix in self.cells.items():
            letter = name[-1]
            if wanted is None and letter in "azy" and len(matrix[0]):
                return len(matrix[0])
            if wanted is not None and l == wanted and letter in "azwb":
                return len(matrix)
            if wanted is not None and letter == "w" and l == wanted + 1:
                return len(matrix[0])
        for each, found in self.known.items():
            inner = each.bottom if isinstance(each, Gradient) else each
            if isinstance(inner, Symbol) and isinstance(found, list) and inner.kind in ("row", "column"):
                if wanted is None and inner.kind == "row" and inner.letter in "azy":
                    return len(found[0])
                if inner.kind == "column" and inner.layer and self.layer(inner.layer) == wanted:
                    return len(found)
        if wanted in (None, self.L):
            return 1
        raise WorthError(f"found no size of layer {wanted} in what is given")

    def function(self, node: Function, z: float) -> float:
        name = IN_PYTHON.get(node.name) or "sigmoid"
        return (derivative_at if node.prime else value)(FUNCTIONS[name], z)

    def symbol(self, node: Node) -> Value:
        match node:
            case Symbol("delta", indices=(one, other)):
                return float(self.index(one) == self.index(other))
            case Symbol("m", "scalar", None, ()) | Symbol("n", "scalar", Layer(), ()):
                return self.size(as_size(node))
            case Symbol(letter, "scalar", None, ()) if letter in self.at:
                return self.at[letter] + (letter != "l")
        target = self.numbered(node)
        if target in self.known:
            return self.known[target]
        key, (row, column) = self.place(target)
        if key in self.cells:
            return picked(self.cells[key], row, column)
        return self.follows(target)

    def alone(self, target: Node, found: Value) -> Value:
        """Return the only entry of what is found for a number."""
        number = all(each.kind == "scalar" for each in walk(target) if isinstance(each, Symbol))
        return found[0][0] if number and isinstance(found, list) else found

    def follows(self, target: Node) -> Value:
        """Return what one of the book's equations makes of what is given."""
        if target in self.asked:
            raise WorthError("found a symbol that follows from nothing given")
        self.asked.append(target)
        try:
            for equation in self.equations.get(signature(target), ()):
                if (at := matched(equation.sides[0], target, self.L)) is None:
                    continue
                outside, self.at = self.at, at
                try:
                    for side in equation.sides[1:]:
                        try:
                            return self.alone(target, self.of(side))
                        except (WorthError, LookupError):
                            continue
                finally:
                    self.at = outside
        finally:
            self.asked.pop()
        raise WorthError("found a symbol that follows from nothing given")


def picked(matrix: Value, row: Any, column: Any) -> Value:
    """Return an entry, a row, a column or all of a matrix; * stands for all, and there is one where nothing stands."""
    if (row, column) == (None, None):
        return matrix
    try:
        if row == "*":
            return [[each[column - 1]] for each in matrix]
        if column == "*":
            return [matrix[row - 1]]
        return matrix[row - 1][column - 1]
    except (IndexError, TypeError):
        raise WorthError(f"found entry ({row}, {column}) of a matrix of {shape(matrix)}") from None


def signature(node: Node) -> tuple[object, ...]:
    """Return what a symbol or a derivative has in common with every other that differs in layers and indices alone."""
    return tuple((type(each), getattr(each, "letter", ""), getattr(each, "kind", ""), len(getattr(each, "indices", ())))
                 for each in walk(node))


def matched(pattern: Node, target: Node, L: int) -> dict[str, int] | None:
    """Return the layer and the letters with which the left side of an equation is what is asked for, if it can be."""
    at: dict[str, int] = {}
    for one, other in zip(walk(pattern), walk(target), strict=True):
        if not isinstance(one, Symbol) or not isinstance(other, Symbol):
            continue
        if one.layer and other.layer:
            if one.layer.base == "l":
                if at.setdefault("l", other.layer.offset - one.layer.offset) != other.layer.offset - one.layer.offset:
                    return None
            elif other.layer.offset != (L if one.layer.base == "L" else 0) + one.layer.offset:
                return None
        for here, there in zip(one.indices, other.indices, strict=True):
            if isinstance(here, str) and isinstance(there, int):
                if at.setdefault(here, there - 1) != there - 1:
                    return None
            elif here != there:
                return None
    return at if 1 <= at.get("l", 1) <= L else None


# ---------------------------------------------------------------------- whether a relation is true

EXACT = 1e-9


def kinds_of(statement: Node) -> list[str]:
    """Return the kinds of network that a statement may be of."""
    if is_several(statement):
        return [SEVERAL + last for last in ("softmax", "sigmoid", "linear")]
    symbols = [each for each in walk(statement) if isinstance(each, Symbol) and each.letter in "wbzaxy"]
    bare = [each for each in symbols if each.kind == "scalar" and len(each.indices) < (1 if each.letter in "by" else 2)]
    if not bare:
        return ["sigmoid", "linear"]
    if any(each.layer for each in bare):
        named = {each.name for each in walk(statement) if isinstance(each, Function)}
        return ["sigmoids" if "sigma" in named else "chain"]
    return ["unit"]


def true_in(world: World, statement: Equation) -> bool:
    """Say whether a relation holds in a world, to the digits that are shown."""
    values = [world.of(side) for side in statement.sides]
    if statement.sign in "<>≤≥" and getattr(world, "free", {}):
        raise WorthError("found a bound of a letter that nothing is known of, expected it to be given")
    for (left, right), (one, other) in zip(pairwise(statement.sides), pairwise(values), strict=True):
        slack = max(rounding(left, world), rounding(right, world)) if statement.sign == "≈" else 0.0
        if not compared(one, other, statement.sign, slack):
            return False
    return True


def compared(one: Value, other: Value, sign: str, slack: float) -> bool:
    """Say whether two values stand as a sign says."""
    one, other = (each[0][0] if isinstance(each, list) and shape(each) == (1, 1) else each for each in (one, other))
    if isinstance(one, tuple) or isinstance(other, tuple):
        return bool(one == other)
    if isinstance(one, list) != isinstance(other, list):
        return False
    if isinstance(one, list):
        return shape(one) == shape(other) and all(
            compared(x, y, sign, slack) for row, beside in zip(one, other, strict=True)
            for x, y in zip(row, beside, strict=True))
    size = max(abs(one), abs(other), 1e-300)
    match sign:
        case "=" | "≈":
            return bool(abs(one - other) <= max(slack * (1 + EXACT), EXACT * size))
        case "<" | ">":
            return bool((one < other) == (sign == "<") and abs(one - other) > EXACT * size)
        case "≤" | "≥":
            return bool((one - other if sign == "≤" else other - one) <= EXACT * size)
        case "≠":
            return bool(abs(one - other) > EXACT * size)
    return False


def rounding(node: Node, world: World) -> float:
    """Return half of the last digit of a number that is shown rounded."""
    match node:
        case Number(text):
            return 0.5 * 10.0 ** -len(text.partition(".")[2])
        case Operation("negative", (inner,)):
            return rounding(inner, world)
        case Operation("times", (Number() as number, Operation("power", (Number("10"), _)) as power)):
            return rounding(number, world) * float(world.of(power))
        case Written(entries):
            return max(rounding(entry, world) for entry in entries)
    return 0.0
