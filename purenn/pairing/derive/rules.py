"""The rules of differentiation, each a rewriting of one node, with the words that a teacher says of it.

A derivative is *direct*: only where a number stands in an expression does the expression change with it. What it
changes by way of others, the chain rule adds up, derivative by derivative.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from purenn.notation.expression import Apply, Function, Gradient, Node, Number, Operation, Sum, Symbol
from purenn.notation.sizes import Index
from purenn.notation.walks import bound_axes, delta, free_letters, operation, product_of, walk, with_index, within

ZERO, ONE, TWO = Number("0"), Number("1"), Number("2")
Change = Callable[[Node], Node | None]


class Rule(NamedTuple):
    """A rewriting of a node, or None where it does not apply; `says` are the words for it."""

    name: str
    says: str
    change: Change


def stands_in(x: Node, node: Node) -> bool:
    """Say whether x stands in node, or another entry, a row, a column or all of its matrix."""
    return any(is_kin(each, x) for each in walk(node))


def is_kin(one: Node, other: Node) -> bool:
    """Say whether two symbols are of one matrix."""
    if not (isinstance(one, Symbol) and isinstance(other, Symbol)):
        return False
    return (one.letter.lower(), one.layer) == (other.letter.lower(), other.layer)


# ---------------------------------------------------------------------- one at a time


def constant(node: Node) -> Node | None:
    """What x does not stand in does not change with it."""
    match node:
        case Gradient(top, x) if not stands_in(x, top):
            return ZERO
    return None


def same(node: Node) -> Node | None:
    """An entry changes with itself alone: switches compare index with index."""
    match node:
        case Gradient(Symbol(_, "scalar") as y, Symbol(_, "scalar") as x) if is_kin(y, x):
            pairs = zip(y.indices, x.indices, strict=True)
            return product_of([delta(one, other) for one, other in pairs if one != other])
    return None


def linear(node: Node) -> Node | None:
    """The derivative of a sum is the sum of the derivatives."""
    match node:
        case Gradient(Operation("plus" | "minus" as sign, (left, right)), x):
            return operation(sign, Gradient(left, x), Gradient(right, x))
        case Gradient(Operation("negative", (inner,)), x):
            return operation("negative", Gradient(inner, x))
        case Gradient(Sum(axis, body), x):
            return Sum(axis, Gradient(body, x))
    return None


def factor(node: Node) -> Node | None:
    """A factor in which x does not stand stands outside."""
    match node:
        case Gradient(Operation("times", (left, right)), x) if not stands_in(x, left):
            return operation("times", left, Gradient(right, x))
        case Gradient(Operation("times", (left, right)), x) if not stands_in(x, right):
            return operation("times", Gradient(left, x), right)
        case Gradient(Operation("fraction", (top, bottom)), x) if not stands_in(x, bottom):
            return operation("fraction", Gradient(top, x), bottom)
    return None


def product(node: Node) -> Node | None:
    """Each factor in its turn, times the other."""
    match node:
        case Gradient(Operation("times", (left, right)), x):
            first = operation("times", Gradient(left, x), right)
            second = operation("times", left, Gradient(right, x))
            return operation("plus", first, second)
    return None


def quotient(node: Node) -> Node | None:
    """The top's derivative times the bottom, less the reverse, over the bottom's square."""
    match node:
        case Gradient(Operation("fraction", (top, bottom)), x):
            first = operation("times", Gradient(top, x), bottom)
            second = operation("times", top, Gradient(bottom, x))
            less = operation("minus", first, second)
            return operation("fraction", less, operation("power", bottom, TWO))
    return None


def power(node: Node) -> Node | None:
    """The exponent times a power that is one less, times the derivative of the base."""
    match node:
        case Gradient(Operation("power", (base, Number(n))), x) if n.lstrip("-").isdigit():
            less = base if n == "2" else operation("power", base, Number(str(int(n) - 1)))
            return operation("times", operation("times", Number(n), less), Gradient(base, x))
    return None


def exponential(node: Node) -> Node | None:
    """e to something is its own derivative, times that of the exponent."""
    match node:
        case Gradient(Operation("exp", (exponent,)) as whole, x):
            return operation("times", whole, Gradient(exponent, x))
    return None


def logarithm(node: Node) -> Node | None:
    """The derivative of ln of something is the derivative of that, over that."""
    match node:
        case Gradient(Operation("ln", (inner,)), x):
            return operation("fraction", Gradient(inner, x), inner)
    return None


def corner(node: Node) -> Node | None:
    """The larger of something and 0 changes with it above 0, not below; at 0 is a corner."""
    match node:
        case Gradient(Operation("max", (inner, Number("0"))), x):
            return operation("times", operation("positive", inner), Gradient(inner, x))
    return None


def outer(node: Node) -> Node | None:
    """A function of one number: its derivative there, times that of the number."""
    match node:
        case Gradient(Apply(Function(prime=False) as function, (inner,)), x):
            slope = Apply(replace(function, prime=True), (inner,))
            return operation("times", slope, Gradient(inner, x))
    return None


def tidy(node: Node) -> Node | None:
    """What adds 0 or multiplies by 0 or 1 is not written, and a sign stands in front."""
    match node:
        case Operation("times", (left, right)) if ZERO in (left, right):
            return ZERO
        case Operation("times", (left, right)) if ONE in (left, right):
            return right if left == ONE else left
        case Operation("times", (left, Operation("fraction", (top, bottom)))) if top == ONE:
            return operation("fraction", left, bottom)
        case Operation("times", (left, Operation("negative", (inner,)))):
            return operation("negative", operation("times", left, inner))
        case Operation("fraction", (Operation("negative", (top,)), bottom)) if top != ONE:
            return operation("negative", operation("fraction", top, bottom))
        case Operation("plus" | "minus", (left, right)) if right == ZERO:
            return left
        case Operation("plus" | "minus" as sign, (left, right)) if left == ZERO:
            return right if sign == "plus" else operation("negative", right)
        case Operation("plus" | "minus" as sign, (left, Operation("negative", (right,)))):
            return operation("minus" if sign == "plus" else "plus", left, right)
        case Operation("fraction" | "negative", (inner, *_)) if inner == ZERO:
            return ZERO
        case Operation("negative", (Operation("negative", (inner,)),)):
            return inner
        case Sum(_, body) if body == ZERO:
            return ZERO
    return None


def switch(node: Node) -> Node | None:
    """Of a sum over a letter that a switch compares, one term is left."""
    match node:
        case Sum(axis, body):
            for each, other in switches(body, axis.letter):
                rest = without(body, each)
                if rest is not None:
                    return with_index(rest, axis.letter, other)
    return None


def switches(body: Node, letter: str) -> Iterator[tuple[Node, Index]]:
    """Yield each switch that compares a letter with another one that nothing in body runs over, with that other one."""
    bound = {axis.letter for each in walk(body) for axis in bound_axes(each)}
    for each in walk(body):
        match each:
            case Symbol("delta", indices=(one, other)) if letter in (one, other):
                found = other if one == letter else one
                if found not in bound:
                    yield each, found


def without(node: Node, each: Node) -> Node | None:
    """Return node with a switch taken as 1 that all its terms carry; None if one does not."""
    match node:
        case _ if node == each:
            return ONE
        case Operation("times", (left, right)):
            if (found := without(left, each)) is not None:
                return right if found == ONE else operation("times", found, right)
            if (found := without(right, each)) is not None:
                return left if found == ONE else operation("times", left, found)
        case Operation("plus" | "minus" as sign, (left, right)):
            first, second = without(left, each), without(right, each)
            return None if first is None or second is None else operation(sign, first, second)
        case Operation("negative" | "fraction" as name, (inner, *bottom)):
            found = without(inner, each)
            return None if found is None else operation(name, found, *bottom)
        case Sum(axis, body) if axis.letter not in free_letters(each):
            found = without(body, each)
            return None if found is None else Sum(axis, found)
    return None


def labels(node: Node) -> Node | None:
    """Of all labels of a datapoint one is 1, and the others are 0."""
    match node:
        case Sum(axis, Symbol("y", "scalar", layer, (k, _))) if layer and k == axis.letter:
            return ONE
    return None


def aligned(node: Node) -> Node:
    """Return node with one letter for both of each switch that all of it carries: elsewhere it is 0."""
    for each in walk(node):
        match each:
            case Symbol("delta", indices=(str() as one, str() as other)):
                rest = without(node, each)
                if rest is not None:
                    first, second = sorted((one, other))
                    return operation("times", each, aligned(with_index(rest, second, first)))
    return node


RULES = {rule.name: rule for rule in [
    Rule("constant", "it does not stand there: no slope", constant),
    Rule("same", "only the same entry has a slope", same),
    Rule("sum", "a sum, term by term", linear),
    Rule("factor", "a factor stands outside", factor),
    Rule("product", "product rule", product),
    Rule("quotient", "quotient rule", quotient),
    Rule("power", "power rule", power),
    Rule("exp", "e to it, times the exponent's slope", exponential),
    Rule("ln", "ln: its slope over it", logarithm),
    Rule("corner", "away from the corner", corner),
    Rule("function", "outer slope times inner slope", outer),
    Rule("tidy", "0, 1 and signs", tidy),
    Rule("switch", "the switch picks one term", switch),
    Rule("labels", "the labels of a datapoint add up to 1", labels),
]}  # fmt: skip

# What a teacher does in one stroke of chalk: a rule, with the tidying that needs no line of its own.
STROKES = [
    ("same", "constant", "tidy"),
    ("constant", "tidy"),
    ("switch", "tidy"),
    ("sum", "constant", "tidy", "factor"),
    ("factor", "tidy"),
    ("product", "factor", "constant", "tidy"),
    ("quotient", "sum", "constant", "tidy"),
    ("power", "tidy"),
    ("exp", "sum", "factor", "constant", "tidy"),
    ("ln", "sum", "constant", "tidy"),
    ("corner", "tidy"),
    ("function", "sum", "constant", "tidy"),
]


def swept(node: Node, change: Change) -> Node:
    """Return node with a change made at the outermost places where it applies."""
    found = change(node)
    if found is not None:
        return found
    return within(node, lambda each: swept(each, change))


def settled(node: Node, change: Change) -> Node:
    """Return node with a change made until it applies nowhere."""
    while (new := swept(node, change)) != node:
        node = new
    return node


def strokes(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield, stroke by stroke, what becomes of an expression, with the rule's name, until all derivatives are gone."""
    while True:
        for names in STROKES:
            fired, new = stroke(node, names)
            if fired:
                yield fired, new
                node = new
                break
        else:
            return


def stroke(node: Node, names: tuple[str, ...]) -> tuple[str, Node]:
    """Return the first of some rules that changes node, or "", and what all of them make of it."""
    fired = ""
    for name in names:
        new = settled(node, RULES[name].change)
        if new != node and not fired:
            fired = name
        elif not fired:
            return "", node
        node = new
    return fired, node
