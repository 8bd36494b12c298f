"""Slips: a book's equation gone wrong in each of the known ways, an entry at a time, by the name of the mistake.

The rules know forms of a tree, and none of them knows an equation.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial, reduce
from itertools import combinations, islice, product
from typing import Any, NamedTuple

from purenn.notation.expression import Apply, Function, Gradient, Node, Number, Operation, Sum, Symbol
from purenn.notation.sizes import Axis, Layer, Size
from purenn.notation.symbols import kept
from purenn.notation.walks import mapped, operation, put_for, walk, with_index
from purenn.tutor.brackets import rebracketed
from purenn.tutor.exercises import Exercise, entries

J, M, GAMMA = (Symbol(letter, "scalar") for letter in ("J", "m", "gamma"))
ONE, TWO = Number("1"), Number("2")
ANY = Symbol("c", "scalar")  # a number that the learner has put in: whatever makes the first entry right
COUNTS = (*(Symbol("n", "scalar", Layer("l", steps)) for steps in (0, -1, 1)), Symbol("L", "scalar"))
FIRST_TERM = "the first term alone"  # which has a name only where a return explains it
Put = Callable[[Node], Node]  # puts a node in another's place and returns the whole tree
Place = tuple[Node, Put, tuple[str, ...]]  # a node, what puts another in its place, the letters of the sums around it
SIZES = {"i": Size("n", Layer("l")), "h": Size("n", Layer("l", -1)), "j": Size("m")}


class Book(NamedTuple):
    """What an entry of the result is in the book: the left side, the letters of rows and columns, the right sides."""

    left: Node
    letters: tuple[str, str]
    trees: tuple[Node, ...]


@cache
def book(exercise: Exercise) -> Book:
    """Return what an exercise asks for, entry by entry."""
    equation = entries()[exercise.solved].equation
    if "L" in exercise.parameters and exercise.solved != exercise.id:
        equation = of_last_layer(equation)
    left = equation.sides[0]
    inner = left.bottom if isinstance(left, Gradient) else left
    indices = [str(index) for index in inner.indices] if isinstance(inner, Symbol) else []
    rows, columns = (*indices, "1", "1")[:2]
    return Book(left, (rows, columns), equation.sides[1:])


def of_last_layer(piece: Any) -> Any:
    """Return an equation for layer l, or a piece of it, as one for the last layer."""
    if isinstance(piece, Layer):
        return replace(piece, base="L" if piece.base == "l" else piece.base)
    return mapped(piece, of_last_layer)


def places(node: Node, letters: tuple[str, ...] = (), put: Put = lambda new: new) -> Iterator[Place]:
    """Yield the place of every node of a tree."""
    yield node, put, letters
    within = (*letters, node.axis.letter) if isinstance(node, Sum) else letters
    names: tuple[str, ...] = node.__match_args__
    for name in names:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield from places(value, within, partial(put_at, node, name, None, put))
        elif isinstance(value, tuple):
            for k, each in enumerate(value):
                if isinstance(each, Node):
                    yield from places(each, within, partial(put_at, node, name, k, put))


def put_at(node: Node, name: str, k: int | None, put: Put, new: Node) -> Node:
    """Return a whole tree in which a node has a new part."""
    old = getattr(node, name)
    changes: dict[str, Any] = {name: new if k is None else (*old[:k], new, *old[k + 1 :])}
    return put(replace(node, **changes))


def repeated(tree: Node) -> Iterator[Place]:
    """Yield what stands in a tree more than once, as a place: what is put there is put in all of them."""
    found = [node for node, _, _ in places(tree) if is_leaf(node) or isinstance(node, Apply)]
    for node in dict.fromkeys(node for node in found if found.count(node) > 1):
        yield node, partial(put_for, tree, node), ()


def is_leaf(node: Node) -> bool:
    """Say whether a node is one number of a matrix: a symbol with indices, or a derivative of J in one."""
    return (isinstance(node, Symbol) and bool(node.indices)) or isinstance(node, Gradient)


def symbol_of(leaf: Node) -> Symbol:
    """Return the symbol in a leaf."""
    inner = leaf.bottom if isinstance(leaf, Gradient) else leaf
    assert isinstance(inner, Symbol)
    return inner


def with_symbol(leaf: Node, **changes: Any) -> Node:
    """Return a leaf whose symbol is changed."""
    changed = replace(symbol_of(leaf), **changes)
    return replace(leaf, bottom=changed) if isinstance(leaf, Gradient) else changed


def last_of(letter: str, tree: Node) -> Size | None:
    """Return the size of the sum over a letter."""
    return next((each.axis.size for each in walk(tree) if isinstance(each, Sum) and each.axis.letter == letter), None)


Found = tuple[str, Node, tuple[Node, ...], tuple[Node, ...]]  # a mistake, the wrong tree, what was and what is there


class Slips:
    """Makes every wrong version of a tree that the rules know, the likeliest names first."""

    def __init__(self, exercise: Exercise, tree: Node) -> None:
        self.exercise, self.tree = exercise, tree
        self.asked, letters, _ = book(exercise)
        self.rows, self.columns = letters
        self.left = tuple(letter for letter in letters if letter != "1")
        self.nodes = [*places(tree), *repeated(tree)]
        inside = [id(node.bottom) for node, _, _ in self.nodes if isinstance(node, Gradient)]
        self.leaves = [each for each in self.nodes if is_leaf(each[0]) and id(each[0]) not in inside]
        self.single = len(self.leaves) == 1 and isinstance(tree, Sum)
        self.has_m = any(node == M for node, _, _ in self.nodes)

    @property
    def rules(self) -> list[Callable[[], Iterator[Found]]]:
        """The rules, those with the surest names first."""
        return [self.signs, self.means, self.sums, self.swapped, self.points, self.layers, self.others,
                self.letters, self.terms, self.groupings, self.lacking, self.surplus, self.functions,
                self.numbers]  # fmt: skip

    def by_rule(self, k: int) -> Iterator[Found]:
        """Yield the wrong versions by one of the rules."""
        yield from (found for found in self.rules[k]() if found[1] != self.tree)

    def signs(self) -> Iterator[Found]:
        """A sign the other way round: of the whole, of a part, of a difference, in an exponent."""
        yield "sign", operation("negative", self.tree), (), ()
        for node, put, _ in self.nodes:
            match node:
                case Operation("plus" | "minus" as name, (a, b)):
                    yield "sign", put(operation("minus" if name == "plus" else "plus", a, b)), (b,), (b,)
                    if name == "minus":
                        yield "sign", put(operation("negative", node)), (a, b), (b, a)
                        yield "sign", put(operation("negative", operation("plus", a, b))), (a,), (a,)
                case Operation("negative", (a,)):
                    yield "sign", put(a), (node,), (a,)
                case Operation("exp", (a,)):
                    yield "sign", put(operation("exp", operation("negative", a))), (a,), (a,)

    def means(self) -> Iterator[Found]:
        """Without 1/m, with another one, or with another size."""
        for node, put, _ in self.nodes:
            match node:
                case Operation("fraction", (a, b)) if b == M:
                    yield "1/m missing", put(a), (node,), ()
                    yield from (("size factor", put(operation("fraction", a, n)), (b,), (n,)) for n in COUNTS)
                case Operation("times", (a, b)) if M in (a, b):
                    yield "1/m missing", put(b if a == M else a), (M,), ()
        gradient = "dJ" in self.exercise.returns or self.has_m
        yield "1/m twice" if gradient else "size factor", operation("fraction", self.tree, M), (), (M,)
        sums = [(node, put) for node, put, _ in self.nodes if isinstance(node, Sum)]
        whole: list[tuple[Node, Put]] = [(self.tree, lambda new: new)]
        for (node, put), n in product([*whole, *sums], (*COUNTS, M)):
            yield "size factor", put(operation("fraction", node, n)), (), (n,)
            yield "size factor", put(operation("times", n, node)), (), (n,)

    def sums(self) -> Iterator[Found]:
        """The last term alone, a sum that stops short, one that takes a further term in, or is taken once more."""
        for node, put, _ in self.nodes:
            match node:
                case Sum(Axis(letter, size), body):
                    first, last = with_index(body, letter, 1), with_index(body, letter, size)
                    yield "no accumulation", put(last), (node,), ()
                    yield "range short", put(operation("minus", node, first)), (node,), ()
                    yield "range short", put(operation("minus", node, last)), (node,), ()
                    yield "start value", put(operation("plus", node, first)), (node,), ()
                    yield FIRST_TERM, put(first), (node,), ()
                    if isinstance(body, Operation) and body.operator == "times" and len(self.leaves) == 2:
                        yield from self.multiplied(node, put, letter, size, body)
                case Operation("plus", (Sum(axis, body), b)):
                    yield "term in the wrong loop", put(Sum(axis, operation("plus", body, b))), (b,), (b,)
        for letter, size in self.left_axes():
            yield "extra sum", Sum(Axis(letter, size), self.tree), (), ()
            for leaf, put, _ in self.leaves:
                if letter in symbol_of(leaf).indices:
                    yield "extra sum", put(Sum(Axis(letter, size), leaf)), (leaf,), (leaf,)

    def multiplied(self, node: Node, put: Put, letter: str, size: Size, body: Operation) -> Iterator[Found]:
        """Yield what comes of a sum of products that multiplies sums, or sums before or after it should."""
        a, b = body.parts
        axis = Axis(letter, size)
        sums = operation("times", Sum(axis, a), Sum(axis, b))
        yield "grouping", put(sums), (node,), (sums,)

    def left_axes(self) -> Iterator[tuple[str, Size]]:
        """Yield the letters of the left side with their sizes."""
        yield from ((letter, SIZES[letter]) for letter in self.left)

    def swapped(self) -> Iterator[Found]:
        """Two indices of one symbol in each other's place."""
        for leaf, put, _ in self.leaves:
            if len(symbol_of(leaf).indices) == 2 and (new := with_symbol(leaf, indices=symbol_of(leaf).indices[::-1])):
                yield "wrong axis" if self.single else "indices swapped", put(new), (leaf,), (new,)
        two = [leaf for leaf, _, _ in self.leaves if len(symbol_of(leaf).indices) == 2]
        if len(two) == 2:
            turned = [with_symbol(leaf, indices=symbol_of(leaf).indices[::-1]) for leaf in two]
            tree = put_for(put_for(self.tree, two[0], turned[0]), two[1], turned[1])
            yield "indices swapped", tree, tuple(two), tuple(turned)

    def points(self) -> Iterator[Found]:
        """A derivative of f taken at another point, or f in place of it."""
        for node, put, _ in self.nodes:
            match node:
                case Operation("ln", (Operation("minus", (_, a)) as inner,)):
                    yield "argument", put(replace(node, parts=(a,))), (inner,), (a,)
                case Operation("times", (a, Apply(_, (z,)) as applied)):
                    product = operation("times", a, z)
                    yield "argument", put(replace(applied, arguments=(product,))), (z,), (product,)
            if not isinstance(node, Apply):
                continue
            (z,) = node.arguments
            if isinstance(z, Symbol):
                for letter in "a" if z.letter == "z" and z.indices else ():
                    new = replace(node, arguments=(replace(z, letter=letter),))
                    yield "at a instead of z", put(new), (z,), new.arguments
                if not z.indices:
                    whole = put(z) == put_for(self.tree, node, z)
                    yield "at a instead of z" if whole else "other symbol", put(z), (node,), (z,)
            bare = replace(node.function, prime=False)
            if node.function.prime:
                yield "other symbol", put(replace(node, function=bare)), (node.function,), (bare,)
            else:
                prime = replace(node.function, prime=True)
                yield "other symbol", put(replace(node, function=prime)), (node.function,), (prime,)
            if node.function.layer:
                yield from self.of_sigmoid(node, put, z)
            inside = replace(node, function=bare)
            yield "applied twice", put(replace(node, arguments=(inside,))), (node,), (inside,)
            yield "missing factor", put(z), (node.function,), ()
            for other in self.beside(z):
                yield "argument", put(replace(node, arguments=(other,))), (z,), (other,)

    def of_sigmoid(self, node: Apply, put: Put, z: Node) -> Iterator[Found]:
        """Yield what holds for the sigmoid alone: it, or its derivative, also made of the activation."""
        sigma = Function("sigma", None, node.function.prime)
        yield "sigmoid only", put(replace(node, function=sigma)), (node.function,), (sigma,)
        if node.function.prime:
            a = with_symbol(z, letter="a")
            product = operation("times", a, operation("minus", ONE, a))
            yield "sigmoid only", put(product), (node,), (product,)

    def layers(self) -> Iterator[Found]:
        """A layer one too low or too high, at one place or at all."""
        for steps in (-1, 1):
            layered = list(dict.fromkeys(leaf for leaf, _, _ in self.leaves if symbol_of(leaf).layer))
            for some in (some for n in range(1, 4) for some in combinations(layered[:4], n)):
                moved = [shifted(leaf, steps) for leaf in some]
                tree = reduce(lambda tree, pair: put_for(tree, *pair), zip(some, moved, strict=True), self.tree)
                yield "layer shifted", tree, some, tuple(moved)
            for node, put, _ in self.nodes:
                if isinstance(node, Apply) and node.function.layer:
                    for layer in (node.function.layer + steps, Layer("L")):
                        function = replace(node.function, layer=layer)
                        yield "layer shifted", put(replace(node, function=function)), (node.function,), (function,)
                    new = shifted(node, steps)
                    yield "layer shifted", put(new), (node,), (new,)
            whole = shifted(self.tree, steps)
            yield "layer shifted", whole, tuple(each[0] for each in self.leaves), tuple(filter(is_leaf, walk(whole)))

    def beside(self, leaf: Node) -> Iterator[Node]:
        """Yield the other arguments that have an entry for the same indices, of the same layer."""
        inner = symbol_of(leaf)
        families = [("a", "z"), ("w",), ("b",)]
        family = next((each for each in families if inner.letter in each), ())
        for name in self.exercise.containers:
            letter = name[-1].lower()
            if letter in family and inner.layer:
                symbol = replace(inner, letter=letter)
                other: Node = Gradient(J, symbol) if name.startswith("dJ") else symbol
                if other != leaf:
                    yield other

    def others(self) -> Iterator[Found]:
        """Another argument in a symbol's place."""
        for leaf, put, _ in self.leaves:
            for other in self.beside(leaf) if symbol_of(leaf).indices else ():
                yield "other symbol", put(other), (leaf,), (other,)
                if len(symbol_of(other).indices) == 2:
                    turned = with_symbol(other, indices=symbol_of(other).indices[::-1])
                    yield "other symbol", put(turned), (leaf,), (turned,)

    def letters(self) -> Iterator[Found]:
        """Another letter, a number or a shifted letter for an index; in several places of one letter at once, too."""
        for leaf, put, around in self.leaves:
            indices = symbol_of(leaf).indices
            for k, index in enumerate(indices):
                if not isinstance(index, str):
                    continue
                size = last_of(index, self.tree) or dict(self.left_axes()).get(index)
                choices: list[tuple[str, Any]] = [
                    *(("wrong axis" if self.single else "wrong letter", letter) for letter in (*self.left, *around)),
                    ("constant index", 1), ("constant index", size),
                    ("index shifted", f"{index}−1"), ("index shifted", f"{index}+1"),
                ]  # fmt: skip
                for mistake, other in choices:
                    if other not in (index, None):
                        new = with_symbol(leaf, indices=(*indices[:k], other, *indices[k + 1 :]))
                        yield mistake, put(new), (leaf,), (new,)
            if len(indices) == 2 and not self.single:
                for other in product((*self.left, *around), repeat=2):
                    new = with_symbol(leaf, indices=other)
                    yield "wrong letter", put(new), (leaf,), (new,)
        for letter, size in self.left_axes():
            for other in (1, size, f"{letter}−1", f"{letter}+1"):
                mistake = "index shifted" if isinstance(other, str) else "constant index"
                yield mistake, with_index(self.tree, letter, other), (), ()

    def groupings(self) -> Iterator[Found]:
        """Brackets in the wrong place, and a sum of products for a product or the other way round."""
        for node, put, _ in self.nodes:
            match node:
                case Operation("plus" | "minus" | "times" | "fraction" | "negative"):
                    yield from (("grouping", put(new), (node,), (new,)) for new in rebracketed(node))
                case Operation("ln" | "exp" as name, (Operation("minus", (one, x)),)):
                    outside = operation("minus", one, operation(name, x))
                    yield "grouping", put(outside), (node,), (outside,)
            match node:
                case Operation("minus", (one, Apply(_, (x,)) as applied)):
                    inside = replace(applied, arguments=(operation("minus", one, x),))
                    yield "argument", put(inside), (node,), (inside,)
                case Operation("plus", (Sum(axis, body), b)):
                    for new in rebracketed(operation("plus", body, b)):
                        yield "grouping", put(Sum(axis, new)), (node,), (new,)
        if "1" in (self.rows, self.columns):
            return
        ways, back = [(self.rows, self.columns), (self.columns, self.rows)], [("k", self.columns), (self.columns, "k")]
        match self.tree:
            case Operation("times", (a, b)):
                for left, right in product([(self.rows, "k"), ("k", self.rows)], back):
                    body = operation("times", indexed(a, left), indexed(b, right))
                    yield "grouping", Sum(Axis("k", Size("m")), body), (self.tree,), (body,)
            case Sum(_, Operation("times", (a, b))):
                for left, right in product(ways, repeat=2):
                    entry = operation("times", indexed(a, left), indexed(b, right))
                    yield "grouping", entry, (self.tree,), (entry,)

    def terms(self) -> Iterator[Found]:
        """A term left out, or one too many."""
        for node, put, _ in self.nodes:
            match node:
                case Operation("plus" | "minus" as name, (a, b)):
                    yield "term missing", put(a), (b,), ()
                    yield "term missing", put(b if name == "plus" else operation("negative", b)), (a,), ()
        for leaf in self.available():
            yield "extra term", operation("plus", self.tree, leaf), (), (leaf,)
            yield "extra term", operation("minus", self.tree, leaf), (), (leaf,)

    def available(self) -> Iterator[Node]:
        """Yield the entries of the arguments that the letters of the left side name, by their roles."""
        for name in self.exercise.containers:
            letter = name[-1].lower()
            for steps in (0, -1, 1):
                layer = None if letter == "y" else Layer("L" if "L" in self.exercise.parameters else "l", steps)
                rows = {0: self.rows, -1: "h", 1: "p"}[steps] if letter != "y" else "1"
                columns = {"w": {0: "h", 1: "i"}.get(steps, "g"), "b": "1"}.get(letter, "j")
                indices = kept(letter, (1 if rows == "1" else rows, 1 if columns == "1" else columns))
                if set(filter(lambda each: isinstance(each, str), indices)) <= {*self.left, *self.bound()}:
                    leaf = Symbol(letter, "scalar", layer, indices)
                    yield Gradient(J, leaf) if name.startswith("dJ") else leaf

    def bound(self) -> list[str]:
        """Return the letters of the sums."""
        return [node.axis.letter for node, _, _ in self.nodes if isinstance(node, Sum)]

    def whole_and_terms(self) -> list[tuple[Node, Put]]:
        """Return the whole tree, and each part of a sum or a difference in it, with what puts another there."""
        found: list[tuple[Node, Put]] = [(self.tree, lambda new: new)]
        for node, put, _ in self.nodes:
            if isinstance(node, Operation) and node.operator in ("plus", "minus"):
                found += [(part, partial(put_at, node, "parts", k, put)) for k, part in enumerate(node.parts)]
        return found

    def lacking(self) -> Iterator[Found]:
        """A factor left out."""
        for node, put, _ in self.nodes:
            match node:
                case Operation("times", (a, b)):
                    yield "missing factor", put(a), (b,), ()
                    yield "missing factor", put(b), (a,), ()
                case Operation("fraction", (a, b)):
                    yield "missing factor", put(a), (b,), ()
                    yield "missing factor", put(operation("fraction", ONE, b)), (a,), ()
                case Operation("power", (a, _)):
                    yield "missing factor", put(a), (node,), (a,)

    def surplus(self) -> Iterator[Found]:
        """A factor too many: of the whole, of a term, inside the sum."""
        sums = [(node, put) for node, put, _ in self.nodes if isinstance(node, Sum)]
        inside: list[tuple[Node, Put]] = [(node.body, partial(put_at, node, "body", None, put)) for node, put in sums]
        for body, put in [*self.whole_and_terms(), *inside[-1:]]:
            for extra in self.extras():
                yield "extra factor", put(operation("times", body, extra)), (), (extra,)
                if not isinstance(extra, Apply):
                    yield "extra factor", put(operation("fraction", body, extra)), (), (extra,)

    def extras(self) -> Iterator[Node]:
        """Yield what may stand as a factor for nothing."""
        a_L: list[Node] = []
        for leaf in self.available():
            yield leaf
            inner = symbol_of(leaf)
            if inner.letter == "a" and leaf is inner:
                a_L.append(operation("times", leaf, operation("minus", ONE, leaf)))
                yield operation("minus", ONE, leaf)
            if inner.letter in "az" and leaf is inner:
                for function in (Function("sigma", None, True), Function("f", inner.layer, True)):
                    yield Apply(function, (leaf,))
        yield from a_L
        if not self.exercise.containers:
            z = Symbol("z", "scalar")
            yield z
            for prime in (False, True):
                yield Apply(Function("sigma", None, prime), (z,))
                yield operation("minus", ONE, Apply(Function("sigma", None, prime), (z,)))
        if "gamma" in self.exercise.parameters:
            yield GAMMA

    def functions(self) -> Iterator[Found]:
        """A function of the whole."""
        layer = Layer("L" if "L" in self.exercise.parameters else "l")
        whole = self.tree
        sigma, f = Function("sigma"), Function("f", layer)
        for function in (sigma, replace(sigma, prime=True), Function("tanh"), f, replace(f, prime=True)):
            again = isinstance(self.asked, Apply) and self.asked.function == function
            yield "applied twice" if again else "extra function", Apply(function, (whole,)), (), (function,)
        for node, put, _ in self.nodes:
            if isinstance(node, Apply):
                (z,) = node.arguments
                for other in (operation("negative", z), operation("minus", ONE, z)):
                    yield "argument", put(replace(node, arguments=(other,))), (z,), (other,)
        for name in ("exp", "absolute", "ln"):
            yield "extra function", operation(name, whole), (), ()
        yield "extra function", operation("max", whole, Number("0")), (), ()
        yield "extra function", operation("power", whole, TWO), (), ()

    def numbers(self) -> Iterator[Found]:
        """Other numbers in place of those in the equation, and any number as a factor or a further term."""
        for node, put, _ in self.nodes:
            if isinstance(node, Number):
                yield "factor", put(TWO), (node,), (TWO,)
        for part, put in self.whole_and_terms():
            yield "factor", put(operation("times", ANY, part)), (), ()
        yield "start value", operation("plus", self.tree, ANY), (), ()
        for node, put, _ in self.nodes:
            match node:
                case Sum():
                    yield "start value", put(operation("plus", node, ANY)), (), ()
                case Operation("minus", (a, b)) if a == ONE:
                    yield "term missing", put(b), (a,), ()
        for (part, put), n in product(self.whole_and_terms()[1:], (*COUNTS, M)):
            yield "size factor", put(operation("fraction", part, n)), (), (n,)
        for leaf in self.available():
            for any_of_it in [operation("times", ANY, leaf), operation("times", GAMMA, operation("times", ANY, leaf))]:
                yield "extra term", operation("plus", self.tree, any_of_it), (), (leaf,)


def indexed(node: Node, indices: tuple[str, str]) -> Node:
    """Return a factor with other indices at its symbol."""
    if isinstance(node, Apply):
        (z,) = node.arguments
        return replace(node, arguments=(indexed(z, indices),))
    return with_symbol(node, indices=indices) if is_leaf(node) else node


def shifted(piece: Any, steps: int) -> Any:
    """Return a tree, or another piece, in which every layer is so many steps further."""
    return piece + steps if isinstance(piece, Layer) else mapped(piece, lambda each: shifted(each, steps))


# ---- two at once


def twice_wrong(exercise: Exercise) -> Iterator[Node]:
    """Yield the equation with two slips of those that beginners make most."""
    for tree in book(exercise).trees:
        for mistake, wrong in frequent(exercise, tree):
            if mistake == "range short":  # which is made of a difference; it comes second
                continue
            yield from (twice for other, twice in frequent(exercise, wrong) if other != mistake)


def frequent(exercise: Exercise, tree: Node) -> Iterator[tuple[str, Node]]:
    """Yield the most frequent slips in a tree."""
    slips = Slips(exercise, tree)
    found = (each for rule in (slips.signs, slips.means, slips.sums, slips.swapped, slips.points, slips.layers,
                               slips.terms, slips.lacking) for each in rule())  # fmt: skip
    yield from islice(((mistake, wrong) for mistake, wrong, _, _ in found if mistake in FREQUENT), 40)


FREQUENT = {
    "sign", "1/m missing", "1/m twice", "no accumulation", "range short", "term in the wrong loop", "indices swapped",
    "wrong axis", "at a instead of z", "layer shifted", "missing factor", "term missing",
}  # fmt: skip
