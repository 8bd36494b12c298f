"""Every equation of the book derived, and each side of it found among the lines of its derivation."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from purenn.notation.entries import Entries
from purenn.notation.expression import (
    Equation,
    Function,
    Gradient,
    Layout,
    Node,
    Number,
    Operation,
    PairingError,
    Symbol,
)
from purenn.notation.shapes import Shapes
from purenn.notation.sizes import ONE, Layer, Size
from purenn.notation.text import shape_text, text
from purenn.notation.walks import is_operation, operation, put_for, walk
from purenn.pairing.derive.algebra import is_arranged, is_equal
from purenn.pairing.derive.chains import chained, lines
from purenn.pairing.derive.compacting import matrix_of
from purenn.pairing.derive.rules import aligned
from purenn.pairing.derive.starting import LAST, Start, letter_for, letters_in, shifted, standing, starting, unfolded
from purenn.pairing.derive.steps import Derivation, Step
from purenn.pairing.kinds import kind_of
from purenn.pairing.registry import Entry
from purenn.pairing.tags import place
from purenn.pairing.values import output_of


class UnderivedError(PairingError):
    """An equation that does not follow from the forward equations."""


def derivations(registry: Mapping[str, Entry], ids: Iterable[str] = ()) -> dict[str, Derivation]:
    """Return how each equation of the book, or each of those named, follows from the forward equations.

    Raises: UnderivedError for a computation or an expansion that does not, with file and line.
    """
    found = {}
    for each, error in tried(registry, ids):
        if error:
            entry = registry[each.id]
            where = f"{entry.block.place} against {place(entry.tags[0])}"
            raise UnderivedError(f"{each.id}: {where}: {error}") from error
        found[each.id] = each
    return found


def tried(registry: Mapping[str, Entry], ids: Iterable[str] = ()) -> Iterator[tuple[Derivation, PairingError | None]]:
    """Yield the derivation of each equation, or what could not be derived with the error that says why."""
    equations = {id: entry.equation for id, entry in registry.items()}
    for id in ids or equations:
        try:
            yield derivation(id, equations), None
        except PairingError as error:
            yield Derivation(id, kind_of(equations[id]), False), error


def derivation(id: str, equations: Mapping[str, Equation]) -> Derivation:
    """Return the derivation of one of some equations; the definitions among them are what it starts from.

    Raises: UnderivedError if it does not follow from them.
    """
    equation = equations[id]
    kind = kind_of(equation)
    if kind in ("definition", "layout"):
        return Derivation(id, kind, None)
    start = starting(equations, *output_of(equation))
    number, layer = standing(equation)
    steps = derived(shifted(equation, number, layer), start)
    facts = told(steps, start, number.offset if layer == LAST else 0)
    if number != layer:
        steps = [replace(step, node=shifted(step.node, layer, number)) for step in steps]
    return Derivation(id, kind, True, tuple(steps), facts)


def told(steps: Iterable[Step], start: Start, L: int) -> tuple[str, ...]:
    """Return the facts that a derivation needs besides the rules and the letters' roles."""
    steps = list(steps)
    rules = {step.rule for step in steps}
    nodes = [each for step in steps for each in walk(step.node)]
    facts = {
        f"L = {L}": L > 0,
        "the last layer has one unit": any(isinstance(each, Symbol) and each.layer == LAST and 1 in each.indices
                                           for each in nodes),
        f"the last layer's function is {start.output_text}": not rules.isdisjoint({"slope", "output", "put back"}),
        "the labels of a datapoint add up to 1": "labels" in rules,
        "linear(z) = z": any(isinstance(each, Function) and each.name == "linear" for each in nodes),
        "z is not 0, where ReLU has its corner": "corner" in rules,
        "z is 0 or more, or less than 0": "cases" in rules,
    }  # fmt: skip
    return tuple(fact for fact, needed in facts.items() if needed)


class Claim:
    """An equation as its entry (r, c) says it: the number on the left, and what each right side says of it."""

    def __init__(self, equation: Equation, single: Collection[Layer]) -> None:
        self.left, *self.sides = equation.sides
        self.shapes = shapes = Shapes(single)
        entries = Entries(shapes)
        shape, used = shapes.shape(self.left), letters_in(self.left)
        self.is_number = not shape
        self.sizes: dict[str, Size] = {}
        for size in shape:
            if size != ONE:
                letter = letter_for(size, {*used, *self.sizes})
                self.sizes[letter] = size
        letters = iter(self.sizes)
        self.r, self.c = (None if size == ONE else next(letters) for size in shape or (ONE, ONE))
        place = self.r or 1, self.c or 1
        self.number = entries.entry(self.left, *place)
        self.numbers = []
        for side in self.sides:
            found = shapes.shape(side)
            if (found or (ONE, ONE)) != (shape or (ONE, ONE)):
                expected = f"expected the shape {shape_text(shape)}"
                raise UnderivedError(f"found {text(side)} of the shape {shape_text(found)}, {expected}")
            self.numbers.append(entries.entry(side, *place))


def derived(equation: Equation, start: Start) -> list[Step]:
    """Return the derivation of an equation's left side, up to the line that its last right side is.

    Raises: UnderivedError if a side is none of the lines, or one before that of the side before it.
    """
    claim = Claim(equation, start.single)
    paths = [lines(claim.number, start)]
    match claim.number:
        case Gradient(Symbol("J"), Symbol() as x) if (x.letter, x.layer) != ("a", LAST):
            paths.append(chained(x, start))
    unmet: list[Node] = []
    for path in paths:
        steps, meetings = met(claim, path, start)
        if len(meetings) == len(claim.sides):
            return told_of_sides(claim, steps[: meetings[-1].at + 1], meetings)
        unmet.append(claim.sides[len(meetings)])
    raise UnderivedError(f"found {text(unmet[0])}, which is no line of the derivation of {text(claim.left)}")


class Meeting(NamedTuple):
    """Where a side is met: at which line, and whether only by algebra."""

    at: int
    by_algebra: bool = False


def met(claim: Claim, path: Iterable[Step], start: Start) -> tuple[list[Step], list[Meeting]]:
    """Return a path up to the line that the last side is, and where each side is met, in their order.

    A side is a line in another order; only what no line is in any order may be one by algebra.
    """
    steps: list[Step] = []
    found: list[Meeting] = []
    sides = list(zip(claim.sides, claim.numbers, strict=True))
    for step in path:
        steps.append(step)
        for side, number in [] if step.aside else sides[len(found) :]:
            is_left = len(steps) == 1 and not isinstance(side, Layout)  # which says nothing of itself
            if is_left or not is_arranged(aligned(number), aligned(step.node)):
                break
            found.append(Meeting(len(steps) - 1))
        if len(found) == len(sides):
            return steps, found
    for _, number in sides[len(found) :]:
        later = range(found[-1].at if found else 1, len(steps))
        at = next((k for k in later if not steps[k].aside and agree(steps[k].node, number, start)), None)
        if at is None:
            break
        found.append(Meeting(at, by_algebra=True))
    return steps, found


def agree(line: Node, number: Node, start: Start) -> bool:
    """Say whether a number is a line by algebra, all functions written out; if something has a sign, at both signs."""
    line, number = unfolded(line, start.functions), unfolded(number, start.functions)
    for each in walk(number):
        match each:
            case Operation("absolute", (inner,)):
                return all(is_equal(line, at_sign(number, inner, positive)) for positive in (True, False))
    return is_equal(line, number)


def at_sign(node: Node, inner: Node, positive: bool) -> Node:
    """Return node where inner is 0 or more, or where it is below 0."""
    absolute, larger = operation("absolute", inner), operation("max", inner, Number("0"))
    size = inner if positive else operation("negative", inner)
    found: Node = put_for(put_for(node, absolute, size), larger, inner if positive else Number("0"))
    return found


def told_of_sides(claim: Claim, steps: list[Step], meetings: list[Meeting]) -> list[Step]:
    """Return a derivation with its sides marked, and with what makes the book's own spelling of them."""
    if claim.is_number:
        return numbers_last(claim, steps, meetings)
    first = [Step(claim.left, side=0), replace(steps[0], rule="entry", why="one entry of it", sign="entry")]
    return [*first, *steps[1:], *matrices(claim, steps, meetings)]


def numbers_last(claim: Claim, steps: list[Step], meetings: list[Meeting]) -> list[Step]:
    """Return the derivation of a number, with each side where it is a line, or after one that it says otherwise."""
    found = [replace(steps[0], side=0)]
    sides = list(zip(claim.sides, claim.numbers, meetings, strict=True))
    for at, step in enumerate(steps[1:], 1):
        found.append(step)
        for k, (side, number, meeting) in enumerate(sides, 1):
            if meeting.at != at:
                continue
            if meeting.by_algebra:
                found.append(by_algebra(side, k))
            elif side != number:
                found.append(Step(side, "row times column", "as a row times a column", side=k))
            elif found[-1] is step and (k < len(sides) or text(side) == text(step.node)):
                found[-1] = replace(step, side=k)
            else:
                found.append(Step(side, "reordered", "reordered", side=k))
    return found


def by_algebra(side: Node, k: int, sign: str = "=") -> Step:
    """Return the line of a side that is another line by algebra."""
    if any(is_operation(each, "absolute") for each in walk(side)):
        return Step(side, "cases", "the laws of ln, at z ≥ 0 and at z < 0", sign, side=k)
    return Step(side, "algebra", "by algebra", sign, side=k)


def matrices(claim: Claim, steps: list[Step], meetings: list[Meeting]) -> Iterator[Step]:
    """Yield the matrices whose entries some lines are, each as the book has it."""
    before = claim.left
    for k, (side, meeting) in enumerate(zip(claim.sides, meetings, strict=True), 1):
        line = steps[meeting.at]
        whole = matrix_of(line.node, claim.shapes, claim.sizes, claim.r, claim.c) if line.rule else before
        sign = "matrix" if k == 1 else "="
        if is_arranged(whole, side):
            yield Step(side, "matrix", "all entries at once", sign, side=k)
        else:
            if not is_arranged(whole, before):
                yield Step(whole, "matrix", "all entries at once", sign)
                sign = "="
            written_out = Step(side, "written out", "written out", sign, side=k)
            yield by_algebra(side, k, sign) if meeting.by_algebra else written_out
        before = whole
