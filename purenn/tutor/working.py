"""What a function says, worked out on the worked net: the steps that a pocket calculator would take."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial, reduce
from math import nan

from purenn.explaining.explain import without_zeros
from purenn.explaining.numbers import Calculator, Place, placed
from purenn.notation.expression import Equation, Node, Number, Operation, Sum, Symbol
from purenn.notation.sizes import Index, Layer, Size
from purenn.notation.symbols import axes, places_of
from purenn.notation.walks import mapped, operation, walk
from purenn.tutor.judgement import judges
from purenn.tutor.situations import SHIFTS


def working(equation: Equation, place: Place, z: float | None, dots: str = "…") -> tuple[list[Node], float]:
    """Return the steps by which an equation gives its value at a place, and that value; nan if the net has none.

    z is the number in the place of a z without a layer.
    """
    calculator = Calculator(judges()[0].net)  # whatever numbers a learner has put into the cost
    calculator.net.constants["z"] = z
    left, right = equation.sides
    try:
        ((steps, value),) = calculator.calculate(Equation((left, counted(right, place))), place).sides
        return [level(without_zeros(step, calculator, dots)) for step in steps], value
    except (LookupError, ArithmeticError, TypeError, ValueError):  # a layer that is not there, the logarithm of 0
        return [], nan


def level(node: Node) -> Node:
    """Return a formula in which what is added is no sum of its own, as it is printed: a + (b − c) is (a + b) − c."""
    found: Node = mapped(node, lambda piece: level(piece) if isinstance(piece, Node) else piece)
    match found:
        case Operation("plus", (left, Operation("plus" | "minus" as name, (first, rest)))):
            return operation(name, level(operation("plus", left, first)), rest)
    return found


def counted(node: Node, place: Place) -> Node:
    """Return a formula with what the calculator has no numbers for put in: sizes, and indices such as h−1."""
    match node:
        case Symbol("n", layer=Layer() as layer):
            return Number(str(counted_size(Size("n", layer), place)))
        case Symbol("L"):
            return Number(str(judges()[0].L))
        case Symbol(indices=indices):
            return replace(node, indices=tuple(counted_index(index, node, place) for index in indices))
        case Sum(axis, body) if axis.letter in {shift(index)[0] for index in indices_in(body)}:
            terms = (counted(body, {**place, axis.letter: k}) for k in range(1, counted_size(axis.size, place) + 1))
            return reduce(partial(operation, "plus"), terms)
    changed: Node = mapped(node, lambda piece: counted(piece, place) if isinstance(piece, Node) else piece)
    return changed


def indices_in(node: Node) -> Iterator[Index]:
    """Yield the indices of all symbols in a formula."""
    for each in walk(node):
        if isinstance(each, Symbol):
            yield from each.indices


def counted_size(size: Size, place: Place) -> int:
    """Return the size of an axis of the worked net."""
    net = judges()[0]
    return net.n[placed(size.layer, place, net.L).offset] if size.layer else net.m


def counted_index(index: Index, of: Symbol, place: Place) -> Index:
    """Return the number of an index that is a size or shifted; before the first one, Python takes the last."""
    letter, steps = shift(index)
    if isinstance(index, Size):
        return counted_size(index, place)
    if letter not in place:
        return place.get(str(index), index)
    rows, columns = axes(of.letter, of.layer)
    size = dict(zip(of.indices, places_of(of, (rows, columns)), strict=True))[index]
    return place[letter] + steps or counted_size(size, place)


def shift(index: Index) -> tuple[str, int]:
    """Return the letter of an index such as h−1, and by how much it is shifted; no letter for any other."""
    text = str(index)
    return (text[0], SHIFTS[text[1:]]) if text[1:] in SHIFTS else ("", 0)
