"""The proof: what each tagged line computes, and what its function returns, against the judge, for every index.

Names are symbols, so nothing here knows an equation. A function is called with the true value of whatever each of its
parameters is named for, and watched as it runs: when a tagged line is over, or the loops that gather into it, its left
side, as read back, says what its value has to be. A function named for a symbol has to return that symbol's value.
Nothing may stand around a tagged line that could keep it from running, or change what it reads.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, groupby, product
from random import Random
from types import FrameType
from typing import Any, NamedTuple

from purenn.matrix import ShapeError, shape
from purenn.messages import brief
from purenn.network import COSTS
from purenn.notation.expression import Apply, Equation, Function, Gradient, Layout, Node, PairingError, Sum, Symbol
from purenn.notation.symbols import CONTAINER, INDEX_LETTERS, one_value, symbol
from purenn.notation.walks import free_letters, is_term, walk
from purenn.pairing.judge import Judge, nets, several_nets
from purenn.pairing.reading import Reader, read
from purenn.pairing.scope import ReadingError
from purenn.pairing.straight import is_tagged, turns
from purenn.pairing.tags import Source, Tag, names_set, place, tags_in
from purenn.pairing.values import COST, RECORDS, At, Values, is_several, last_layer, mapped
from purenn.pairing.watching import Watch, block_of, gathers, value_in

TOLERANCE = 1e-8  # of the largest entry of what is compared
PLACES = 150  # at most, of one function on one net: where there are more, so many are drawn
ZS = [-800.0, -30.0, -2.6, -0.7, -1e-6, 0.0, 1e-9, 0.4, 3.1, 12.0, 800.0]  # where functions of one number are tried


@dataclass(frozen=True)
class Failure:
    """A value that is not the true one: what says which value, at where, with the indices from 0."""

    tag: Tag
    net: str
    at: At
    what: str
    found: str
    expected: str

    def __str__(self) -> str:
        counted = {name: value + 1 if name in INDEX_LETTERS else value for name, value in self.at.items()}
        where = "".join(f", {name}={value}" for name, value in counted.items())
        return (f"{place(self.tag)}: {self.tag.name} on {self.net}{where}: {self.what} is {self.found}, "
                f"expected {self.expected}")


def prove(tags: Iterable[Tag], namespace: Mapping[str, Any] | None = None, claims: Mapping[str, Equation] | None = None,
          judges: Sequence[Judge] | None = None) -> Iterator[Failure]:
    """Yield every failure of some tagged lines, each as soon as it is found: take one to stop at the first.

    namespace holds what their functions use, if it is not to be had by running the source that the tags stand in.
    claims, by the names of the tags of a function, say what its lines have to compute, if not what they say themselves.
    """
    for function, group in groupby(tags, lambda tag: tag.function):
        some = list(group)
        if function is None:
            raise PairingError(f"{place(some[0])}: found {some[0].name} outside a function, expected it in one, "
                               "to be called")
        for node, expected in turns(some[0]):
            what = f"`{ast.unparse(node).splitlines()[0]}`"
            yield Failure(some[0], "every net", {}, "around the line", what, expected)
        proof = Proof(some, namespace, claims)
        for judge in all_judges() if judges is None else judges:
            yield from proof.failures(judge)
        for each in some:
            if not proof.seen[each]:
                yield Failure(each, "every net", {}, "the line", "never reached", "run for some index")


@cache
def all_judges() -> list[Judge]:
    """Return a judge for each net; they keep what they measured."""
    return [Judge(net) for net in [*nets(), *several_nets()]]


@cache
def namespace_of(source: Source) -> Mapping[str, Any]:
    """Return the names of a module after running its text."""
    return executed(source, {"__name__": source.module})


def executed(source: Source, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return some names after running the text of a source with them."""
    found = dict(names)
    exec(compile(source.tree, source.file, "exec", optimize=0), found)
    return found


class Claim:
    """What one tagged line has to compute."""

    def __init__(self, tag: Tag, equation: Equation) -> None:
        self.tag, self.equation, self.left = tag, equation, equation.sides[0]
        self.letters = free_letters(self.left)
        self.block = block_of(tag, self.letters)
        around = [loop.target.id for loop in tag.loops if isinstance(loop.target, ast.Name)
                  and not gathers(loop, self.letters) and loop.lineno < self.block.first]
        self.loops = [name for name in around if name in {"l", *INDEX_LETTERS}]
        self.beside = {name: each for name, each in symbols_beside(tag).items() if free_letters(each) <= self.letters}
        self.layouts = [side for side in equation.sides
                        if isinstance(side, Layout) and not side.diagonal and is_term(side.entry)]  # fmt: skip

    def left_side(self, judge: Judge, at: At, left: Node | None = None) -> Any:
        """Return the true value of what the equation sets: of W ← ..., that after a step of gradient descent."""
        left = left or self.left
        if self.equation.sign == "=":
            return judge.value(left, at)
        assert isinstance(left, Symbol)
        gamma = judge.constants["gamma"]
        return mapped(judge.cells(left, at), lambda cell: judge.entry(cell) - gamma * judge.derivative(COST, cell))


def symbols_beside(tag: Tag) -> dict[str, Node]:
    """Return the names that a tagged line reads and that lines without a tag have set to symbols of the book."""
    settings = tag.source.settings.get(tag.function, [])
    set_by_tags, set_beside = ({name for each in settings if is_tagged(each, tag.source) is tagged
                                for name in names_set(each)} for tagged in (True, False))  # fmt: skip
    base = Reader(tag, tag.statement).base()
    read = {node.id for node in ast.walk(tag.statement) if isinstance(node, ast.Name)} & set_beside - set_by_tags
    return {name: found for name in sorted(read) if (found := one_value(name, base))}


ALONE = "f is a function of one number, found a softmax"


class Needs(NamedTuple):
    """What some equations hold for: each part is what may stand there, or of which all hold; empty, anything may.

    What names the last layer, or labels, holds where that has one unit, or several; f is no softmax.
    """

    lasts: list[set[str]]  # functions of the last layer
    costs: set[str]
    layers: set[int]
    several: set[bool]
    elementwise: bool

    def unmet(self, net: Values) -> str:
        """Return what they need and a net has not; "" if they hold on it."""
        L, last, cost = net.L, net.names[net.L], net.cost or COSTS[net.names[net.L]]
        for number in self.layers - {L}:
            return f"it is about a network of {number} layers, found {L}"
        for several in self.several - {net.n[L] > 1}:
            return f"it is about {'several output units' if several else 'one output unit'}, found {net.n[L]}"
        for needed in self.costs - {cost}:
            return f"it holds under the {said(needed)}, found the {said(cost)}"
        for functions in self.lasts:
            if last not in functions:
                return f"it holds for a last layer of {' or '.join(sorted(functions))}, found {last}"
        return ALONE if self.elementwise and last == "softmax" else ""


def said(cost: str) -> str:
    """Return the name of a cost as a sentence has it."""
    return "squared error" if cost == "squared-error" else cost


def needs(equations: Iterable[Equation]) -> Needs:
    """Return what equations need of a net; its last layer decides the cost and may be numbered in them."""
    found = Needs([], set(), set(), set(), any(map(is_elementwise, equations := list(equations))))
    for equation in equations:
        symbols = [node for node in walk(equation) if isinstance(node, Symbol)]
        if any(each.letter == "y" or (each.layer and each.layer.base == "L") for each in symbols):
            found.several.add(is_several(equation))
        labels, last = any(each.letter.lower() == "y" for each in symbols), last_layer(equation)
        if last and labels:
            found.costs.add(COSTS[last])
        if last and not (labels and last == "linear"):  # a squared error may follow any function
            found.lasts.append({last, "sigmoid"} if is_output_minus_label(equation) else {last})
        numbers = {each.layer.offset for each in symbols if each.layer and not each.layer.base}
        found.layers.update({max(numbers, default=0)} - {0})
    return found


def is_elementwise(equation: Equation) -> bool:
    """Say whether an equation has it that an activation comes of its own preactivation alone, as no softmax does."""
    for node in walk(equation):
        match node:
            case Function("f"):
                return True
            case Gradient(Symbol("a" | "A", layer=layer), Symbol("z" | "Z", layer=other)) if layer == other:
                return not is_several(equation)
    return False


def is_output_minus_label(equation: Equation) -> bool:
    """Say whether an equation is that of several units in which outputs less labels are all that is left."""
    left, *right = equation.sides
    match left:
        case Gradient(Symbol("J"), Symbol("z" | "Z")) if is_several(equation):
            return not any(isinstance(node, Sum) for side in right for node in walk(side))
    return False


class Proof:
    """The proof of some tagged lines of one function."""

    def __init__(self, tags: Sequence[Tag], namespace: Mapping[str, Any] | None, claims: Mapping[str, Equation] | None):
        self.tags, function, source = tags, tags[0].function, tags[0].source
        assert function is not None
        self.said = dict(claims or {tag.name: read(tag) for tag in tags_in(source) if tag.function is function})
        self.claims = {tag: Claim(tag, self.said[tag.name]) for tag in tags}
        self.needs = needs(self.said.values())
        self.symbols = [node for said in self.said.values() for node in walk(said) if isinstance(node, Symbol)]
        arguments = function.args
        self.names = [argument.arg for argument in arguments.args[: len(arguments.args) - len(arguments.defaults)]]
        named = value_named(tags[0])
        self.returns = named if named in [whole(claim.left) for claim in self.claims.values()] else None
        names = executed(source, namespace) if namespace else namespace_of(source)
        self.function = names[function.name]
        self.watch = Watch((claim.block for claim in self.claims.values()), finish=self.see)
        self.seen: dict[Tag, int] = dict.fromkeys(tags, 0)
        self.sizes: dict[Any, float] = {}

    def failures(self, judge: Judge) -> Iterator[Failure]:
        """Yield what is wrong on one net, if all that the function's lines say holds there."""
        self.judge, self.found = judge, list[Failure]()
        if self.needs.unmet(judge):
            return
        fixed = {name: judge.argument(name, {}) for name in self.names
                 if name in RECORDS or CONTAINER.fullmatch(name)}
        for at in self.places():
            self.run_at: dict[Tag, set[tuple[int, ...]]] = {tag: set() for tag in self.tags}
            try:
                values = [fixed[name] if name in fixed else judge.argument(name, at) for name in self.names]
                value = self.watch.during(partial(self.function, *values))
                self.check_call(value, at)
            except Exception as error:  # a wrong line may raise anything
                self.stopped(error, at)
            yield from self.found
            self.found.clear()

    def places(self) -> Iterable[dict[str, Any]]:
        """Return the layers and indices that the function takes, where the net has them: all, or many drawn."""
        letters = [name for name in self.names if name in INDEX_LETTERS]
        found: list[dict[str, Any]] = []
        for l in range(1, self.judge.L + 1) if "l" in self.names else [0]:
            layer = {"l": l} if l else {}
            if l and not all(self.judge.has(symbol, layer) for symbol in self.symbols):
                continue
            for indices in product(*(self.judge.range_of(letter, layer) for letter in letters)):
                at = layer | dict(zip(letters, indices, strict=True))
                found += [{**at, "z": z} for z in ZS] if "z" in self.names else [at]
        return found if len(found) <= PLACES else [found[0], found[-1], *Random(0).sample(found, PLACES - 2)]

    def see(self, tag: Tag, frame: FrameType, returned: Any) -> None:
        """Check the value of a line that is over."""
        self.seen[tag] += 1
        claim, names = self.claims[tag], frame.f_locals
        self.run_at[tag].add(tuple(names[name] for name in claim.loops))
        at = {name: names[name] for name in ("l", "z", *sorted(claim.letters)) if name in names}
        for name, node in claim.beside.items():
            self.check(claim, at, f"`{name}` above it", names[name], self.judge.value(node, at))
        self.check(claim, at, "the line's value", value_in(frame, tag, returned), claim.left_side(self.judge, at))

    def stopped(self, error: Exception, at: At) -> None:
        """Note a call that raised."""
        self.note(self.tags[0], at, "the value", f"none but {error!r}", "one")

    def check_call(self, value: Any, at: At) -> None:
        """Check what a call returned, the matrices that its lines write out, and that each line ran for each index."""
        for claim in self.claims.values():
            if self.returns is not None:
                self.check(claim, at, "what the function returns", value, self.judge.value(self.returns, at))
            self.check_record(claim, value)
            for layout in claim.layouts:
                self.check(claim, at, "the matrix written out", self.judge.value(layout, at),
                           claim.left_side(self.judge, at))
            for l in range(1, self.judge.L + 1) if "l" in claim.loops else [at.get("l", self.judge.L)]:
                ranges = [[l] if name == "l" else self.judge.range_of(name, {"l": l}) for name in claim.loops]
                for missing in set(product(*ranges)) - self.run_at[claim.tag] if "z" not in at else ():
                    left_out = {**at, **dict(zip(claim.loops, missing, strict=True))}
                    self.note(claim.tag, left_out, "the line", "not run", "run for every index")

    def check_record(self, claim: Claim, value: Any) -> None:
        """Check every layer of what a line fills, if that is part of the record that its function returned."""
        left = claim.left
        if isinstance(left, Symbol) and (layers := getattr(value, left.letter.upper(), None)):
            for l in range(1, self.judge.L + 1):
                expected = claim.left_side(self.judge, {"l": l}, whole(left))
                found = layers[self.judge.layer(left.layer, {"l": l})]
                self.check(claim, {"l": l}, "what the function returns", found, expected)

    def check(self, claim: Claim, at: At, what: str, found: Any, expected: Any) -> None:
        """Note a failure unless found is expected, to a small part of the largest entry around it."""
        if difference := apart(found, expected, self.size(claim, at, expected)):
            self.note(claim.tag, at, what, *difference)

    def size(self, claim: Claim, at: At, expected: Any) -> float:
        """Return the size by which a value is judged: that of the largest entry of the whole that it is part of.

        A derivative in place of J's may be measured, which leaves it the digits of what is moved.
        """
        if isinstance(claim.left, Apply) or not claim.letters:
            return largest(expected) + 1e-6 * isinstance(claim.left, Apply)
        key = claim, self.judge, at.get("l")
        if key not in self.sizes:
            left = whole(claim.left)
            if isinstance(left, Gradient) and left.top != Symbol("J", "scalar"):
                self.sizes[key] = max(1.0, largest(self.judge.value(whole(left.top), at)))
            else:
                self.sizes[key] = largest(claim.left_side(self.judge, at, left))
        return max(self.sizes[key], largest(expected))

    def note(self, tag: Tag, at: At, what: str, found: str, expected: str) -> None:
        """Keep a failure."""
        self.found.append(Failure(tag, self.judge.net.name, at, what, found, expected))


def largest(value: Any) -> float:
    """Return the size of a number, or of the largest entry of a matrix."""
    return max(map(abs, chain(*value))) if isinstance(value, list) else abs(float(value))


def apart(found: Any, expected: Any, size: float = 1.0) -> tuple[str, str] | None:
    """Return what differs, found and expected, at the worst entry of two matrices, or None if nothing does."""
    if not isinstance(expected, list):
        close = isinstance(found, int | float) and abs(found - expected) <= TOLERANCE * size
        return None if close else (shown(found), shown(expected))
    try:
        (n, m), (rows, columns) = shape(found), shape(expected)
    except ShapeError as error:
        return str(error), "a matrix"
    if (n, m) != (rows, columns):
        return f"a {n}x{m} matrix", f"{rows}x{columns}"
    gaps = [(abs(found[r][c] - expected[r][c]), r, c) for r in range(n) for c in range(m)]
    gap, r, c = max(gaps, key=lambda each: each[0] if each[0] == each[0] else float("inf"))
    if gap <= TOLERANCE * size:
        return None
    return f"{shown(found[r][c])} in row {r + 1}, column {c + 1}", shown(expected[r][c])


def shown(value: Any) -> str:
    """Return a value as a message shows it: a number with no more digits than are compared."""
    return f"{value:.10g}" if isinstance(value, int | float) else brief(value)


def whole(node: Node) -> Node:
    """Return the whole matrix of what node is an entry, row or column of."""
    if isinstance(node, Gradient):
        return replace(node, bottom=whole(node.bottom))
    return symbol(node.letter.lower(), node.layer) if isinstance(node, Symbol) and node.indices else node


def value_named(tag: Tag) -> Node | None:
    """Return the symbol that the function around a tag is named for, if any."""
    try:
        return Reader(tag, tag.statement).value_named()
    except ReadingError:
        return None
