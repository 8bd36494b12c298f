"""What a derivation starts from: the forward equations and the cost, read back from their lines, and nothing else."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from purenn.notation.expression import Apply, Equation, Function, Node, Number, Operation, PairingError, Sum, Symbol
from purenn.notation.operators import FUNCTIONS
from purenn.notation.sizes import ONE, Axis, Layer, M, Size
from purenn.notation.symbols import axes, kept
from purenn.notation.text import text
from purenn.notation.walks import (
    bound_axes,
    free_letters,
    mapped,
    operation,
    put_for,
    walk,
    with_bound_letter,
    with_index,
    within,
)
from purenn.pairing.derive.algebra import factored, is_equal, normal
from purenn.pairing.indices import Roles
from purenn.pairing.kinds import kind_of
from purenn.pairing.values import last_layer, output_of

J, VARIABLE = Symbol("J", "scalar"), Symbol("z", "scalar")
LAST = Layer("L")
POOLS = {-1: "hg", 0: "ik", 1: "p"}  # the letters of an axis, by its layer's distance from l, or from L
SPARE = "rtuvxoen"  # of units; further datapoints are s and t
Reads = set[tuple[str, int | None]]  # letters, and how many layers further on they stand
READ: dict[str, Reads] = {
    "z": {("w", 0), ("b", 0), ("a", -1)},
    "a": {("z", 0)},
    "J": {("a", 0), ("y", None), ("y", 0)},  # the labels have no layer, but for those of several units
}


class Start:
    """The equations of z and a, one of J, and the functions of one number, with the slopes that are known by a value.

    `ids` are the names of these equations, by their left sides; `output` is the function of the last layer, `single`
    the layers of one unit. That of a softmax has an equation of its own, named softmax.
    """

    def __init__(self, equations: dict[str, Equation], functions: dict[str, Node], output: str, slope: Node | None,
                 ids: dict[str, str], several: bool) -> None:  # fmt: skip
        self.equations, self.functions, self.output, self.slope, self.ids = equations, functions, output, slope, ids
        self.single = set() if several else {LAST}
        for name in [*READ, *(["softmax"] if output == "softmax" else [])]:
            if name not in equations:
                raise PairingError(f"found no equation for {name}, if f of the last layer is {self.output_text}")
            check_reads("a" if name == "softmax" else name, equations[name], self.single)
        if output not in functions and output not in equations:
            raise PairingError(f"found no equation for {self.output_text}")

    def name(self, y: Symbol) -> str:
        """Return the name of the equation that says what y is."""
        return "softmax" if (y.letter, y.layer) == ("a", LAST) and self.output == "softmax" else y.letter

    def by(self, y: Symbol) -> str:
        """Return words for the equation that says what y is."""
        return f"by {self.ids[self.name(y)]}"

    def definition(self, symbol: Symbol, used: Iterable[str] = ()) -> Node:
        """Return what a number of the forward pass is computed from, its sums over letters that are not used."""
        if symbol == J:
            return fresh(self.equations["J"].sides[1], used)
        left, right = self.equations[self.name(symbol)].sides[:2]
        assert isinstance(left, Symbol) and left.layer and symbol.layer
        right = fresh(shifted(right, left.layer, symbol.layer), used)
        for old, new in zip(left.indices, symbol.indices, strict=True):
            assert isinstance(old, str)
            right = with_index(right, old, new)
        return right

    def readers(self, x: Symbol, used: Iterable[str]) -> tuple[Symbol, list[Axis]]:
        """Return the entry of the matrix that reads x, with axes that run over all of it."""
        for letter, read in READ.items():
            for other, further in read:
                if other == x.letter and x.layer and further is not None and letter != "J":
                    return entry(letter, x.layer + -further, used, self.single)
        raise PairingError(f"found {text(x)}, which no forward equation reads")

    @property
    def output_text(self) -> str:
        """The last layer's function, as it is printed."""
        return "a softmax" if self.output == "softmax" else text(Function(self.output))

    def with_output(self, node: Node) -> Node:
        """Return node with what the last layer's function makes of z put in for its activations."""
        match node:
            case Symbol("a", layer=layer) if layer == LAST:
                return self.with_output(self.definition(node, letters_in(node)))
            case Apply(Function("f", layer, False), (inner,)) if layer == LAST:
                value: Node = put_for(self.functions[self.output], VARIABLE, inner)
                return value
        return within(node, self.with_output)

    def put_back(self, node: Node) -> Node:
        """Return a line about a softmax with its outputs in place of powers of e: each power is one times the sum."""
        used = letters_in(node)

        def change(each: Node) -> Node:
            match each:
                case Operation("exp", (Symbol("z", layer=layer) as z,)) if layer == LAST:
                    output = replace(z, letter="a")
                    match self.definition(output, used):
                        case Operation("fraction", (top, bottom)) if top == each:
                            return operation("times", output, bottom)
                case Sum():
                    return each
            return within(each, change)

        return factored(normal(change(node)))

    def known_slope(self, node: Node) -> Node | None:
        """Return the slope of the last layer's function where it stands, by its value, if that is the activation."""
        match node:
            case Apply(Function("f", layer, True), (Symbol("z") as z,)) if layer == LAST and self.slope:
                a, value = replace(z, letter="a"), Apply(Function(self.output), (VARIABLE,))
                if self.definition(a) == Apply(Function("f", LAST), (z,)):
                    found: Node = put_for(put_for(self.slope, value, a), VARIABLE, z)
                    return found
        return None


def starting(entries: Mapping[str, Equation], last: str, several: bool = False) -> Start:
    """Return the start that the definitions among some equations give, where the last layer's function is `last`.

    Raises: PairingError if they are no forward pass of layers that follow each other, or one of them is not true.
    """
    equations: dict[str, Equation] = {}
    ids: dict[str, str] = {}
    functions: dict[str, Node] = {"linear": VARIABLE}  # its line has no equation of its own
    slope = None
    output = FUNCTIONS.get(last, last)
    for id, equation in entries.items():
        match equation.sides:
            case (Symbol("z" | "a" | "J" as name, "scalar"), *_) if equation.sign == "=":
                name = "softmax" if name == "a" and last_layer(equation) == "softmax" else name
                about = output_of(equation)
                if name != "J" or (kind_of(equation) == "definition" and about == (last, several)):
                    if name in ids:
                        raise PairingError(f"found {ids[name]} and {id}, expected one equation for {name}")
                    equations[name], ids[name] = equation, id
                    check_agree(id, equation)
                    check_agree(id, equation)
            case (Apply(Function(name, None, False)), side, *_):
                functions[name] = side
                check_agree(id, equation)
            case (Apply(Function(name, None, True)), *sides) if name == output:
                value = Apply(Function(name), (VARIABLE,))
                slope = next((side for side in sides if VARIABLE not in walk(put_for(side, value, Number("1")))), None)
                ids["slope"] = id
    return Start(equations, functions, output, slope, ids, several)


def check_agree(id: str, equation: Equation) -> None:
    """Raise PairingError if the right sides of a definition are not the same by algebra."""
    _, first, *others = equation.sides
    for other in others:
        if not is_equal(first, other):
            raise PairingError(f"found {text(other)} in {id}, which is not {text(first)}")


def check_reads(letter: str, equation: Equation, single: Collection[Layer]) -> None:
    """Raise PairingError if a forward equation reads anything but what stands directly before its left side."""
    left, right = equation.sides[:2]
    assert isinstance(left, Symbol)
    own = left.layer or LAST
    if loose := free_letters(right) - free_letters(left):
        raise PairingError(f"found a free {min(loose)} in what {text(left)} is, expected a sum over it")
    for each in walk(right):
        if isinstance(each, Symbol) and each.letter not in ("m", "delta"):
            further = each.layer.offset - own.offset if each.layer else None
            if (each.layer or own).base != own.base or (each.letter, further) not in READ[letter]:
                raise PairingError(f"{text(left)} reads {text(each)}, expected only what stands directly before it")
    Roles(own.base, single).shape(right)


def entry(letter: str, layer: Layer, used: Iterable[str], single: Collection[Layer]) -> tuple[Symbol, list[Axis]]:
    """Return an entry of the matrix of a letter under unused letters, with their axes; `single` layers have a unit."""
    found, taken = [], set(used)
    for size in axes(letter, layer):
        index = 1 if size == ONE or size.layer in single else letter_for(size, taken)
        taken.add(str(index))
        found.append((index, size))
    rows, columns = found
    symbol = Symbol(letter, "scalar", layer, kept(letter, (rows[0], columns[0])))
    return symbol, [Axis(index, size) for index, size in found if isinstance(index, str)]


def letter_for(size: Size, used: Iterable[str]) -> str:
    """Return the first of the book's letters for an axis that is not used."""
    pool = "jst" if size == M else POOLS.get(size.layer.offset if size.layer else 0, "") + SPARE
    return next(letter for letter in pool if letter not in used)


def letters_in(node: Node) -> set[str]:
    """Return all letters in node, bound or free."""
    found = {axis.letter for each in walk(node) for axis in bound_axes(each)}
    return found | {index for each in walk(node) for index in getattr(each, "indices", ()) if isinstance(index, str)}


def depth(node: Node) -> int:
    """Return the highest layer that node names by a number, which is the last one; 0 if it names none."""
    layers = [each.layer for each in walk(node) if isinstance(each, Symbol) and each.layer]
    return max((layer.offset for layer in layers if not layer.base), default=0)


def standing(equation: Equation) -> tuple[Layer, Layer]:
    """Return a layer that an equation names by its number, and what that stands for: the last one, or any.

    Where the cost is spelt out, the highest number is the last layer's.
    """
    if L := depth(equation):
        if last_layer(equation):
            return Layer("", L), LAST
        left = [each.layer.offset for each in walk(equation.sides[0]) if isinstance(each, Symbol) and each.layer]
        return Layer("", min(left)), Layer("l")
    return LAST, LAST


def shifted(piece: Any, old: Layer, new: Layer) -> Any:
    """Return a node with its layers moved so that old becomes new."""
    if isinstance(piece, Layer):
        return new + (piece.offset - old.offset) if piece.base == old.base else piece
    return mapped(piece, lambda each: shifted(each, old, new))


def fresh(node: Node, used: Iterable[str]) -> Node:
    """Return node with an unused letter of the book for each sum in it."""
    used = {*used, *free_letters(node)}
    if isinstance(node, Sum):
        node = with_bound_letter(node, node.axis.letter, letter_for(node.axis.size, used))
    return within(node, lambda each: fresh(each, used))


def unfolded(node: Node, functions: dict[str, Node]) -> Node:
    """Return node with the definition of each function of z put in for it."""
    match node:
        case Apply(function, (Symbol("z", indices=()),)) if function.name in functions and not function.prime:
            return functions[function.name]
    return within(node, lambda each: unfolded(each, functions))
