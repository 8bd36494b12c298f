"""From a left side towards its derivation: through all that reads a number, with each slope worked out beside."""

from collections.abc import Iterable, Iterator, Sequence

from purenn.notation.expression import Apply, Function, Gradient, Node, PairingError, Sum, Symbol
from purenn.notation.sizes import Axis
from purenn.notation.text import text
from purenn.notation.walks import operation, put_for, walk, with_index
from purenn.pairing.derive.algebra import is_arranged, normal, tree
from purenn.pairing.derive.rules import RULES, settled, strokes, switches, without
from purenn.pairing.derive.starting import LAST, J, Start, letters_in
from purenn.pairing.derive.steps import Step


def lines(goal: Node, start: Start) -> Iterator[Step]:
    """Yield the derivation of a number, as far as the forward equations lead.

    Raises: PairingError for a number that they do not lead to.
    """
    match goal:
        case Gradient(Symbol("J"), Symbol() as x):
            yield from of_J(x, start)
        case Gradient(Symbol() as y, Symbol() as x):
            steps = list(direct(y, x, start))
            yield from steps
            yield from known_slopes(steps[-1].node, start)
        case Symbol("J"):
            yield Step(goal)
            yield Step(body := start.definition(goal, ()), "put in", start.by(goal))
            yield Step(start.with_output(body), "output", f"f is {start.output_text}")
        case Symbol():
            yield Step(goal)
            yield Step(start.definition(goal, letters_in(goal)), "put in", start.by(goal))
        case Apply(Function(name, None, True), (z,)) if name in start.functions:
            yield Step(goal)
            yield from worked_out(Gradient(start.functions[name], z), f"what {text(Function(name))} is")
        case _:
            raise PairingError(f"found {text(goal)}, which no forward equation leads to")


def direct(y: Symbol, x: Symbol, start: Start, used: Iterable[str] = (), aside: bool = False) -> Iterator[Step]:
    """Yield the derivation of a number with respect to one that stands in its own equation."""
    goal = Gradient(y, x)
    yield Step(goal, aside=aside)
    body = start.definition(y, {*used, *letters_in(goal)})
    for step in worked_out(Gradient(body, x), start.by(y)):
        yield Step(step.node, step.rule, step.why, aside=aside)
    if start.name(y) == "softmax":
        yield Step(start.put_back(step.node), "put back", f"{start.by(y)}, read backwards", aside=aside)


def worked_out(node: Node, why: str) -> Iterator[Step]:
    """Yield an expression that is put in, stroke by stroke what becomes of its derivatives, and that over one bar."""
    yield Step(node, "put in", why)
    found = node
    for name, found in strokes(node):
        yield Step(found, name, RULES[name].says)
    yield from over_one_bar(found)


def over_one_bar(node: Node, why: str = "over a common denominator") -> Iterator[Step]:
    """Yield a line multiplied out over a common denominator, if that is another one; a sum or a switch stays."""
    if not any(isinstance(each, Sum | Gradient) or getattr(each, "letter", "") == "delta" for each in walk(node)):
        found = tree(normal(node))
        if not is_arranged(found, node):
            yield Step(found, "algebra", why)


def summed(axes: Iterable[Axis], body: Node) -> Node:
    """Return the sum of body over some axes, the first one outermost."""
    for axis in reversed([*axes]):
        body = Sum(axis, body)
    return body


def linked(y: Symbol, x: Symbol, axes: Iterable[Axis]) -> Node:
    """Return what reaches J from x by way of all y."""
    return summed(axes, operation("times", Gradient(J, y), Gradient(y, x)))


def of_J(x: Symbol, start: Start, used: Iterable[str] = ()) -> Iterator[Step]:
    """Yield the derivation of the derivative of J: through all that reads x, and on through what x's own layer has."""
    if (x.letter, x.layer) == ("a", LAST):
        yield from direct(J, x, start, used)
        return
    goal = Gradient(J, x)
    taken = {*used, *letters_in(goal)}
    y, axes = start.readers(x, taken)
    yield Step(goal)
    yield Step(linked(y, x, axes), "chain", "chain rule: all that reads it")
    asides = list(direct(y, x, start, taken | letters_in(y), aside=True))
    yield from asides
    y, left, slope = picked(y, axes, asides[-1].node)
    if left != axes:
        yield Step(linked(y, x, left), "switch", RULES["switch"].says)
    now = settled(summed(left, operation("times", Gradient(J, y), slope)), RULES["tidy"].change)
    yield Step(now, "put in", "put in")
    if y.layer == x.layer:
        yield from onwards(now, y, start)


def picked(y: Symbol, axes: Sequence[Axis], slope: Node) -> tuple[Symbol, Sequence[Axis], Node]:
    """Return the y that alone read x, the axes that they run over, and their slope, as its switches pick them."""
    for axis in axes:
        for each, other in switches(slope, axis.letter):
            rest, one = without(slope, each), with_index(y, axis.letter, other)
            if rest is not None and isinstance(one, Symbol):
                return picked(one, [left for left in axes if left != axis], with_index(rest, axis.letter, other))
    return y, axes, slope


def onwards(now: Node, y: Symbol, start: Start) -> Iterator[Step]:
    """Yield what becomes of a line as the derivative of J in y, of the same layer, is worked out in it."""
    inner = Gradient(J, y)
    if (y.letter, y.layer) == ("a", LAST):
        for step in known_slopes(now, start):
            now = step.node
            yield step
        asides = [step for step in direct(J, y, start, letters_in(now), aside=True) if step.rule != "algebra"]
        yield from asides
        line = put_for(now, inner, asides[-1].node)
        yield Step(line, "put in", "put in")
        for step in over_one_bar(asides[-1].node):
            line = put_for(now, inner, step.node)
            yield Step(line, step.rule, step.why)
        yield from over_classes(line) if start.output == "softmax" else over_one_bar(line, "cancel")
    else:
        for step in of_J(y, start, letters_in(now)):
            if not step.aside and step.rule not in ("", "chain"):
                yield Step(put_for(now, inner, step.node), step.rule, step.why)


def over_classes(now: Node) -> Iterator[Step]:
    """Yield what is left of the sum over the outputs of a softmax: the term of the switch, and that of all labels."""
    yield Step(now := tree(normal(now)), "algebra", "term by term, and cancelled")
    yield Step(now := settled(now, RULES["switch"].change), "switch", RULES["switch"].says)
    now = settled(settled(now, RULES["labels"].change), RULES["tidy"].change)
    yield Step(now, "labels", RULES["labels"].says)


def known_slopes(node: Node, start: Start) -> Iterator[Step]:
    """Yield a line with the slope of the last layer's function put in, where it is known by that function's value."""
    found = settled(node, start.known_slope)
    if found != node:
        yield Step(found, "slope", f"f is {start.output_text}, by {start.ids['slope']}")


def chained(x: Symbol, start: Start) -> Iterator[Step]:
    """Yield the chain rule for the derivative of J, and its links within the layer of x by the chain rule again."""
    goal = Gradient(J, x)
    y, axes = start.readers(x, letters_in(goal))
    now = linked(y, x, axes)
    yield Step(goal)
    yield Step(now, "chain", "chain rule: all that reads it")
    while y.layer == x.layer and (y.letter, y.layer) != ("a", LAST):
        of = y
        y, axes = start.readers(of, letters_in(now))
        now = put_for(now, Gradient(J, of), linked(y, of, axes))
        yield Step(now, "chain", "chain rule again")
