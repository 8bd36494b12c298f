"""What several trees have in common: the entries of results on several nets, generalised to one tree with letters.

Sums are found again: terms that are alike but for their indices are added up over a letter of their own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, combinations_with_replacement, product
from math import isclose
from typing import Any, NamedTuple

from purenn.notation.expression import Apply, Gradient, Node, Number, Operation, Sum, Symbol
from purenn.notation.sizes import Axis, Index, Layer, M, Size
from purenn.notation.symbols import axes, kept
from purenn.notation.walks import is_operation, operation
from purenn.tutor.situations import Situation

ROLES = {-1: "hg", 0: "ik", 1: "p"}  # the letters of units, by their layer
LETTERS = "kgqrstu"  # for what has no role, or whose letters are taken

Entries = dict[tuple[int, int], Any]  # by row and column
Term = tuple[int, Any]  # a sign and the tree that it stands before
Slot = tuple[Symbol, int]  # a symbol and the place of one of its indices


class NoPattern(Exception):  # noqa: N818
    """Some entries have no common form."""


@dataclass(eq=False)
class Run:
    """What a function returned on one net, by row and column: trees if it was traced, else numbers."""

    net: Situation
    at: dict[str, Any]  # l or z, where there is one
    entries: Entries

    def size(self, size: Size) -> int:
        """Return the size of an axis."""
        return self.net.size(size, self.at)


class Place(NamedTuple):
    """One entry of one run, or one term of its sum: the values of the letters, from 0."""

    run: Run
    at: dict[str, int]


def agreed(found: Iterable[Any]) -> Any:
    """Return what some things all are.

    Raises: NoPattern if they differ.
    """
    kinds = set(found)
    if len(kinds) != 1:
        raise NoPattern
    return kinds.pop()


def by_run(values: Iterable[Any], places: Iterable[Place]) -> dict[Run, set[Any]]:
    """Return the values found in each run."""
    found: dict[Run, set[Any]] = {}
    for value, place in zip(values, places, strict=True):
        found.setdefault(place.run, set()).add(value)
    return found


# ---------------------------------------------------------------------- the sums in a tree


class Terms:
    """Takes trees apart into sums; deep takes apart the sums on the right of a plus as well.

    What is found of a tree is kept.
    """

    def __init__(self, deep: bool) -> None:
        self.deep = deep
        self.memory: dict[int, tuple[Node, list[list[Term]], Any, list[Slot]]] = {}

    def known(self, node: Node) -> tuple[Node, list[list[Term]], Any, list[Slot]]:
        """Return a tree, its groups of terms, its key and its slots."""
        if id(node) not in self.memory:
            groups: dict[Any, list[Term]] = {}
            if is_sum(node):
                for sign, term in self.terms(node):
                    groups.setdefault((sign, self.key(term)), []).append((sign, term))
            key, slots = self.made(node, groups)
            self.memory[id(node)] = node, list(groups.values()) or [[unsigned(1, node)]], key, slots
        return self.memory[id(node)]

    def terms(self, node: Node) -> list[Term]:
        """Return the terms of a sum with their signs, without those that are 0.

        What the first term is that is a sum like the next one, such a sum is not taken apart.
        """
        steps: list[tuple[Node, int, Node]] = []
        while isinstance(node, Operation) and node.operator in ("plus", "minus"):
            steps.append((node.parts[0], 1 if node.operator == "plus" else -1, node.parts[1]))
            node = node.parts[0]
        for k, (left, _, right) in reversed(list(enumerate(steps))):
            if is_sum(right):
                if is_sum(left) and self.key(left) == self.key(right):
                    node, steps = left, steps[: k + 1]
                break
        found = [unsigned(1, node), *(unsigned(sign, term) for _, sign, term in reversed(steps))]
        if self.deep:
            inner = [self.terms(term) if is_sum(term) else [(1, term)] for _, term in found]
            found = [(sign * own, term) for (sign, _), terms in zip(found, inner, strict=True) for own, term in terms]
        return [term for term in found if not is_zero(term[1])] or found[:1]

    def made(self, node: Node, groups: Mapping[Any, list[Term]]) -> tuple[Any, list[Slot]]:
        """Return what trees alike but for indices, and for how many terms a sum has, share; and where the indices are.

        Of a sum these are those of the first of each group of its terms.
        """
        match node:
            case Symbol(letter, _, layer, indices):
                return (letter, layer), [(node, k) for k in range(len(indices))]
            case Gradient(_, bottom):
                return ("derivative", self.key(bottom)), self.slots(bottom)
            case Operation("plus" | "minus"):
                parts = tuple(group[0][1] for group in groups.values())
                (sign, only), *more = groups
                key = only if sign == 1 and not more else ("sum", *groups)
                return key, [slot for part in parts for slot in self.slots(part)]
            case Operation(head, parts) | Apply(head, parts):
                return (head, *map(self.key, parts)), [slot for part in parts for slot in self.slots(part)]
        return node, []

    def groups(self, node: Node) -> list[list[Term]]:
        """Return the terms of a sum, those alike together; what is no sum is a term itself."""
        return self.known(node)[1]

    def key(self, node: Node) -> Any:
        """Return what like terms share."""
        return self.known(node)[2]

    def slots(self, node: Node) -> list[Slot]:
        """Return the indices in a tree."""
        return self.known(node)[3]

    def vector(self, node: Node) -> tuple[Any, ...]:
        """Return the values of the indices in a tree, from 1."""
        return tuple([symbol.indices[k] for symbol, k in self.slots(node)])


def unsigned(sign: int, node: Node) -> Term:
    """Return a term with the signs that it begins with taken into its own."""
    match node:
        case Operation("negative", (inner,)):
            return unsigned(-sign, inner)
        case Operation("fraction", (top, bottom)) if (under := unsigned(1, top))[0] < 0:
            return -sign, replace(node, parts=(under[1], bottom))
        case Number(text) if text.startswith("-"):
            return -sign, Number(text[1:])
    return sign, node


def is_sum(node: Node) -> bool:
    """Say whether a tree is a sum or a difference."""
    return is_operation(node, "plus", "minus")


def is_zero(node: Node) -> bool:
    """Say whether a term is 0, whatever its symbols are worth."""
    match node:
        case Number(text):
            return float(text) == 0
        case Operation("times", parts):
            return any(map(is_zero, parts))
        case Operation("fraction" | "negative", (first, *_)):
            return is_zero(first)
    return False


# ---------------------------------------------------------------------- what several trees have in common


@dataclass
class Form:
    """Finds the tree that each of some trees is at its place; layers are those around `base`.

    Every method raises NoPattern if there is no such tree. limits has the letters that run over less than their axes:
    the slice that they run over, and the words for it; wraps is whether the index 0 is used.
    """

    base: str
    known: Terms
    limits: dict[str, tuple[slice, str]] = field(default_factory=dict)
    wraps: bool = False

    def of(self, nodes: Sequence[Node], places: Sequence[Place]) -> Node:
        """Return the sum that each of some trees is."""
        sums = [self.known.groups(node) for node in nodes]
        agreed(map(len, sums))
        built: Node | None = None
        for alike in zip(*sums, strict=True):
            sign = agreed(group[0][0] for group in alike)
            part = self.total([[term for _, term in group] for group in alike], places)
            if built is None:
                built = part if sign > 0 else operation("negative", part)
            else:
                built = operation("plus" if sign > 0 else "minus", built, part)
        assert built is not None
        return built

    def total(self, groups: Sequence[list[Any]], places: Sequence[Place]) -> Node:
        """Return the sum that each of some groups of like terms is."""
        for lengths in by_run(map(len, groups), places).values():
            agreed(lengths)
        counts = [Counter(map(self.known.vector, group)) for group in groups]
        times = [agreed(count.values()) for count in counts]
        if all(isinstance(group[0], Number) for group in groups):
            return self.number([float(group[0].text) * n for group, n in zip(groups, times, strict=True)], places)
        if max(map(len, counts)) == 1:
            body = self.core([group[0] for group in groups], places)
        else:
            body = self.bound(groups, places)
        return body if set(times) == {1} else operation("times", self.number(times, places), body)

    def bound(self, groups: Sequence[list[Any]], places: Sequence[Place]) -> Node:
        """Return the sum, over letters of its own, that each of some groups of terms is."""
        nodes = [node for group in groups for node in group]
        inside = [Place(place.run, {**place.at}) for group, place in zip(groups, places, strict=True) for _ in group]
        slots = list(zip(*map(self.known.slots, nodes), strict=True))
        columns = [list(map(value_of, slot)) for slot in slots]
        loose = [s for s, slot in enumerate(slots) if self.index(slot, inside) is None]
        sums: list[Axis] = []
        while loose:
            lead = next((s for s in loose if columns[s][0] == 0), loose[0])
            alike = [self.axis(slots[s], inside) for s in loose if columns[s] == columns[lead]]
            sums.append(self.running(columns[lead], alike, inside))
            for value, place in zip(columns[lead], inside, strict=True):
                place.at[sums[-1].letter] = value
            loose = [s for s in loose if self.index(slots[s], inside) is None]
        bound = iter([tuple(place.at[axis.letter] for axis in sums) for place in inside])
        for group in groups:
            found = {next(bound) for _ in group}
            if not sums or found != set(product(*map(set, zip(*found, strict=True)))):
                raise NoPattern
        body = self.core(nodes, inside)
        for axis in reversed(sums):
            body = Sum(axis, body)
        return body

    def running(self, values: Sequence[int], sizes: Sequence[Size], places: Sequence[Place]) -> Axis:
        """Return a letter for values that are added up, and the size up to which it runs."""
        spans = {run: (min(found), max(found) + 1, len(found)) for run, found in by_run(values, places).items()}
        if any(stop - first != count for first, stop, count in spans.values()):
            raise NoPattern
        first = agreed(first for first, _, _ in spans.values())
        missing = {size: {run.size(size) - stop for run, (_, stop, _) in spans.items()} for size in sizes}
        fitting = [size for size in sizes if missing[size] == {0}]
        fitting = fitting or [size for size in sizes if len(missing[size]) == 1]
        letter, size = self.letter(fitting or sizes, {*places[0].at, *self.limits})
        end = -agreed(missing[size]) if fitting else agreed(stop for _, stop, _ in spans.values())
        words = [f"the first {letter} is left out" if first == 1 else f"{letter} begins at {first + 1}"] * (first > 0)
        last = f"the last {letter} is left out" if end == -1 else f"{letter} ends {-end} before the last"
        words += [f"{letter} ends at {end}" if end > 0 else last] * (end != 0)
        if words:
            self.limits[letter] = slice(first, end or None), " and ".join(words)
        return Axis(letter, size)

    def letter(self, sizes: Sequence[Size], taken: set[str]) -> tuple[str, Size]:
        """Return a letter for one of some axes, and that axis: the first letter of its role, if that is free."""
        roles = [(role(size, self.base), size) for size in sizes]
        firsts = [(letters[:1], size) for letters, size in roles]
        others = [(letter, size) for letters, size in roles for letter in letters]
        rest = [(letter, sizes[0]) for letter in LETTERS]
        return next((letter, size) for letter, size in chain(firsts, others, rest) if letter and letter not in taken)

    def core(self, nodes: Sequence[Any], places: Sequence[Place]) -> Node:
        """Return the tree that each of some terms is."""
        first = nodes[0]
        if any(is_sum(node) for node in nodes):
            return self.of(nodes, places)
        agreed(map(type, nodes))
        match first:
            case Number():
                return self.number([float(node.text) for node in nodes], places)
            case Symbol():
                agreed(node.letter for node in nodes)
                indices = [self.index([(node, k) for node in nodes], places) for k in range(len(first.indices))]
                known = tuple(index for index in indices if index is not None)
                if len(known) < len(indices):
                    raise NoPattern
                return replace(first, layer=self.layer([node.layer for node in nodes], places), indices=known)
            case Gradient():
                return replace(first, bottom=self.core([node.bottom for node in nodes], places))
            case Operation():
                agreed(node.operator for node in nodes)
                alike = zip(*(node.parts for node in nodes), strict=True)
                return replace(first, parts=tuple(self.of(parts, places) for parts in alike))
            case Apply(function):
                agreed((node.function.name, node.function.prime) for node in nodes)
                layer = self.layer([node.function.layer for node in nodes], places)
                inner = self.of([node.arguments[0] for node in nodes], places)
                return replace(first, function=replace(function, layer=layer), arguments=(inner,))
        raise NoPattern

    def layer(self, layers: Sequence[Layer | None], places: Sequence[Place]) -> Layer | None:
        """Return a layer by its distance from that of the function, or from the last one, or else by its number."""
        if layers[0] is None:
            return None
        for base in (self.base, "L", ""):
            gaps = {layer.offset - place.run.net.layer(Layer(base), place.run.at)
                    for layer, place in zip(layers, places, strict=True) if layer}  # fmt: skip
            if len(gaps) == 1:
                return Layer(base, gaps.pop())
        raise NoPattern

    def axis(self, slots: Sequence[Slot], places: Sequence[Place]) -> Size:
        """Return the size of the axis at which an index stands."""
        letter, layer = agreed(node.letter for node, _ in slots), self.layer([node.layer for node, _ in slots], places)
        return kept(letter, axes(letter, layer))[slots[0][1]]

    def index(self, slots: Sequence[Slot], places: Sequence[Place]) -> Index | None:
        """Return what an index is at every place: the last one, a number, a letter or beside one; None if nothing."""
        values = list(map(value_of, slots))
        if all(len(found) == 1 for found in by_run(values, places).values()):
            size = self.axis(slots, places)
            if values == [place.run.size(size) - 1 for place in places] and any(values):
                return size
            if len(set(values)) == 1:
                return values[0] + 1
        for letter in places[0].at:
            gaps = {value - place.at[letter] for value, place in zip(values, places, strict=True)}
            if gaps in ({0}, {-1}, {1}):
                return letter + {0: "", -1: "−1", 1: "+1"}[gaps.pop()]
            if min(gaps) == -1:
                size = self.axis(slots, places)
                around = [(place.at[letter] - 1) % place.run.size(size) for place in places]
                if values == around:
                    self.wraps = True
                    return f"{letter}−1"
        return None

    def number(self, values: Sequence[float], places: Sequence[Place]) -> Node:
        """Return a number that is the same everywhere, or a multiple of sizes, such as 1/m."""
        if same(values):
            return written(values[0])
        numbers = {run: agreed(found) for run, found in by_run(values, places).items()}
        for node, below, amounts in multiples(list(numbers), self.base):
            pairs = zip(numbers.values(), amounts, strict=True)
            factors = [value * amount if below else value / amount for value, amount in pairs]
            if same(factors):
                sign, over = factors[0] > 0, written(abs(factors[0]))
                if below:
                    node = operation("fraction", over, node)
                elif over != Number("1"):
                    node = operation("times", over, node)
                return node if sign else operation("negative", node)
        raise NoPattern


def value_of(slot: Slot) -> int:
    """Return an index of one entry, from 0."""
    index = slot[0].indices[slot[1]]
    assert isinstance(index, int)
    return index - 1


def same(values: Sequence[float]) -> bool:
    """Say whether numbers are the same but for rounding."""
    return all(isclose(value, values[0], rel_tol=1e-12) for value in values)


def written(value: float) -> Node:
    """Return a number as it is printed."""
    number = Number(f"{abs(value):.12g}")
    return number if value >= 0 else operation("negative", number)


def role(size: Size, base: str) -> str:
    """Return the letters that run over an axis."""
    if size == M:
        return "j"
    return ROLES.get(size.layer.offset, "") if size.layer and size.layer.base == base else ""


def multiples(runs: Sequence[Run], base: str) -> Iterator[tuple[Node, bool, list[float]]]:
    """Yield what a number may be a multiple of, or have below its fraction bar, and how much that is in each run."""
    sizes: list[tuple[Node, list[float]]] = []
    for size in (M, *(Size("n", Layer(base, offset)) for offset in (0, -1, 1))):
        with suppress(LookupError):
            sizes.append((Symbol(size.name, "scalar", size.layer), [float(run.size(size)) for run in runs]))
    sizes.append((Symbol("L", "scalar"), [float(run.net.L) for run in runs]))
    sizes += [(operation("minus", node, Number("1")), [amount - 1 for amount in amounts]) for node, amounts in sizes]
    products = [(operation("power", one, Number("2")) if one == two else operation("times", one, two),
                 [a * b for a, b in zip(amounts, more, strict=True)])
                for (one, amounts), (two, more) in combinations_with_replacement(sizes, 2)]  # fmt: skip
    ratios = [(operation("fraction", one, two), [a / b for a, b in zip(amounts, more, strict=True)])
              for (one, amounts), (two, more) in product(sizes, sizes) if one != two and all(more)]  # fmt: skip
    for node, amounts in sizes + products + ratios:
        yield from ((node, below, amounts) for below in (True, False) if all(amounts))
