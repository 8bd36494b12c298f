r"""Every formula of the prose, held to the code: parsed, well formed, and true.

A relation holds on random networks, or works out from its numbers and from what the section has given
(`\given{z=\ln 3}`); what is marked `\wrong{...}` must not. An expression without a sign is part of an equation or of
a relation of its section. A symbol alone is well formed, and is what the noun before it says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import pairwise

from builder.blocks import address

from holding.prose import Piece
from purenn.matrix import shape
from purenn.notation.expression import (
    Apply,
    Equation,
    Function,
    Gradient,
    Layout,
    Node,
    Number,
    Operation,
    PairingError,
    Symbol,
    Written,
)
from purenn.notation.latex import latex
from purenn.notation.parsing import ParseError, parse
from purenn.notation.shapes import MisfitError
from purenn.notation.sizes import Layer
from purenn.notation.symbols import axes, container, one_value
from purenn.notation.walks import bound_axes, is_operation, mapped, operation, walk, with_index
from purenn.pairing import form
from purenn.pairing.registry import Entry
from purenn.pairing.worth import Given, Value, World, WorthError, signature, worlds

MARK = re.compile(r"\\(given|wrong|theirs)\{")
SLIP = re.compile(r"\\also\{(?:\\,)?\}|\\(?:term\{slip\}|also)(?=\{)")  # in a formula as the article prints it
SIGN = re.compile(r"\\[A-Za-z]+|\\sum_\{.*\}|(?:\{\})?\^(?:T|\{.*\})|['+=<>-]")
AROUND = [("a ", " b"), ("", " a"), (r"\mathbf{A}", ""), ("f", "")]  # what makes a formula of a sign
LABEL = re.compile(r"([lL]?)([+-]?\d+)?")
LETTER_ONLY = set("ijkghplLrcsq")
EXACT = 1e-9


class Fault(ValueError):
    """A formula that cannot be accounted for; the message says what was found and what was expected."""


def marked(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a formula with their mark, given, wrong or theirs, or none; a slip makes all of it wrong."""
    if SLIP.search(text):
        yield "wrong", SLIP.sub("", text)
        return
    start = 0
    while found := MARK.search(text, start):
        depth, end = 1, found.end()
        while depth:
            if end == len(text):
                raise Fault(f"found \\{found[1]} whose brace is not closed")
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield "", text[start : found.start()]
        yield found[1], text[found.end() : end - 1]
        start = end
    yield "", text[start:]


class Section:
    """What a section of a page has given, and the relations that it has proven."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.given: list[Node] = []
        self.relations: list[Node] = []
        self.named: Counter[Node] = Counter()  # symbols that stand alone, in formulas, code and the shapes put in

    def has(self, node: Node) -> bool:
        """Say whether a symbol stands in a relation of the section."""
        if not hasattr(self, "words"):
            whole = [part for relation in self.relations for part in walk(relation)]
            self.words = {each for part in whole for each in (part, *lines(part))}
            self.words |= {replace(each, layer=None) for each in self.words if isinstance(each, Symbol) and not each.indices}
            self.letters = {index for each in self.words for index in getattr(each, "indices", ())} | {
                axis.letter for each in self.words for axis in bound_axes(each)} | {
                size.layer for each in self.words for axis in bound_axes(each) for size in [axis.size]}
        if isinstance(node, Symbol) and not node.indices and not node.layer and node.kind == "scalar":
            return node in self.words or node.letter in self.letters or node.letter in "lLmJT" or self.named[node] > 1
        layerless = isinstance(node, Symbol) and not node.layer and not node.indices  # said of every layer alike
        return layerless or node in self.words or self.named[node] > 1

    def world(self, l: int, depth: int) -> Given:
        """Return what is given, around a layer l of a network so deep."""
        world = Given(self.book.equations, depth, l)
        for each in self.given:
            take(world, each)
        for variable in [each for found in world.known.values() if isinstance(found, Node) for each in walk(found)]:
            if isinstance(variable, Symbol) and variable not in world.known and not variable.indices:
                world.known[variable] = 0.7  # any number: what is said of a function holds for each
        return world


def take(world: Given, given: Node) -> None:
    """Put what is given into a world."""
    match given:
        case Equation((Apply(Function(name), (Symbol() as variable,)), body)):
            world.functions[name] = (variable, body)
        case Equation((left, right)) if isinstance(left, Symbol | Gradient):
            found: Value = right
            if not any(each in world.known for each in walk(right)):  # what depends on something stays to be worked out
                with suppress(WorthError, LookupError):
                    found = world.of(right)
            world.give(left, found)
        case _:
            raise Fault("found something given that sets no symbol, expected a symbol and its value")


class Book:
    """The equations that formulas are held to."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.equations: dict[tuple[object, ...], list[Equation]] = {}  # by their left sides
        for entry in entries.values():
            self.equations.setdefault(signature(entry.equation.sides[0]), []).append(entry.equation)
        self.parsed = {id: parse(latex(entry.equation)) for id, entry in entries.items()}
        self.known = {erased(part) for equations in self.parsed.values() for each in equations for part in parts(each)}
        self.addresses = {address(id): id for id in entries}
        self.counts: Counter[str] = Counter()

    def check(self, pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
        """Yield the line of every formula of a page that cannot be accounted for, and why."""
        sections = {piece.section: Section(self) for piece in pieces}
        for piece in pieces:
            id = piece.about if piece.kind == "says" else self.addresses.get(piece.about.rpartition("#")[2], "")
            if id:
                sections[piece.section].relations += self.parsed[id]
        late: list[tuple[Piece, Node]] = []
        for piece in pieces:
            if piece.kind in ("code", "value") and (named := symbol_of(piece.text)):
                sections[piece.section].named[named] += 1
                sections[piece.section].relations += sizes_of(named) if piece.kind == "value" else []
            if piece.kind in ("formula", "display") and "{{ " not in piece.text:
                try:
                    for mark, text in marked(piece.text):
                        late += [(piece, node) for node in self.formula(mark, text, piece, sections[piece.section])]
                except (Fault, ParseError) as fault:
                    yield piece.line, f"{fault}" if isinstance(fault, ParseError) else f"{fault}: `{piece.text}`"
        for piece, node in late:
            section = sections[piece.section]
            if not (section.has(node) if is_symbol(node) else self.is_part(node, section)):
                yield piece.line, f"found `{piece.text}`, which is part of no equation or relation of its section"

    def formula(self, mark: str, text: str, piece: Piece, section: Section) -> Iterator[Node]:
        """Check a formula, and yield the expressions in it that must be part of something."""
        text = text.strip().strip(",").replace(r"\quad", r"\qquad")
        if not text.strip(r"\quad, "):
            return
        if mark == "theirs":
            self.counts["in another book's notation"] += 1
            return
        if mark == "wrong":
            self.counts["wrong"] += 1
            if self.holds_somehow(text, section):
                raise Fault("found something marked as wrong that is right")
            return
        try:
            statements = parse(text)
        except ParseError:
            if not is_sign(text):
                raise
            self.counts["signs"] += 1
            return
        for statement in statements:
            if mark == "given":
                self.counts["given"] += 1
                well_formed(statement)
                section.given.append(statement)
                section.relations.append(statement)
            else:
                yield from self.statement(statement, text, piece, section)

    def statement(self, node: Node, text: str, piece: Piece, section: Section) -> Iterator[Node]:
        """Check one statement."""
        well_formed(node)
        if isinstance(node, Equation):
            if is_setting(node):
                self.counts["settings"] += 1
            else:
                self.counts["relations"] += 1
                self.prove(node, section)
            section.relations.append(node)
        elif is_operation(node, "by") or any(is_operation(each, "by") for each in walk(node)):
            raise Fault("found a shape that is typed, expected {{ shape.… }} or a relation")
        elif all(isinstance(each, Number | Operation | Written) for each in walk(node)):
            if not (isinstance(node, Number) and labelled(piece.before)):
                raise Fault("found a bare number, expected {{ … }} or a relation")
            self.counts["labels"] += 1
        elif is_symbol(node):
            self.counts["symbols"] += 1
            section.named[node] += 1
            noun = (re.findall(r"([A-Za-z]+)$", piece.before) or [""])[0]
            fits = form.noun_fits(noun, node)
            if fits is False:
                raise Fault(f"found a symbol that is no {noun}")
            if not fits:
                yield node
        else:
            self.counts["expressions"] += 1
            yield node

    def is_part(self, node: Node, section: Section) -> bool:
        """Say whether an expression is part of an equation of the book, or of a relation of its section."""
        if erased(node) in self.known:
            return True
        return any(node == each for relation in section.relations for each in parts(relation))

    def prove(self, statement: Equation, section: Section) -> None:
        """Check that a relation is true.

        Raises: Fault if it is not.
        """
        if statement.sign == "←" and erased(statement) in self.known:
            return
        why = "it is not true in general"
        kinds = kinds_of(statement)
        for kind in kinds:
            try:
                tried = worlds(statement, kind, form.base_of(statement))
                if tried and all(true_in(world, statement) for world in tried):
                    return
            except (WorthError, LookupError, ArithmeticError) as error:
                why = str(error)
        if section.given:
            for depth, l in [(3, 1), (3, 2), (5, 3)]:
                try:
                    if true_in(section.world(l, depth), statement):
                        return
                    why = "it is not true of what is given"
                except (WorthError, LookupError, ArithmeticError) as error:
                    why = str(error)
        raise Fault(f"found a relation that does not hold ({why})")

    def holds_somehow(self, text: str, section: Section) -> bool:
        """Say whether something marked as wrong is well formed and true."""
        try:
            for statement in parse(text):
                well_formed(statement)
                if not isinstance(statement, Equation):
                    return False
                self.prove(statement, section)
        except (Fault, ParseError):
            return False
        return True


def well_formed(node: Node) -> None:
    """Check the symbols of a formula.

    Raises: Fault if one is not well formed.
    """
    try:
        form.check(node)
    except MisfitError as fault:
        raise Fault(f"found {fault.found}, expected {fault.expected}") from None


def kinds_of(statement: Node) -> list[str]:
    """Return the kinds of network that a statement may be of."""
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
            return bool(one <= other * (1 + EXACT) if sign == "≤" else one >= other)
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


def is_setting(node: Equation) -> bool:
    """Say whether a relation only sets or bounds letters that count: l = 1, k = i, 1 ≤ l < L."""

    def counts(side: Node) -> bool:
        match side:
            case Operation("plus" | "minus", (left, Number())):
                return counts(left)
            case Symbol(letter, "scalar", None, ()):
                return letter in LETTER_ONLY
        return isinstance(side, Number)

    return all(map(counts, node.sides)) and not all(isinstance(side, Number) for side in node.sides)


def is_symbol(node: Node) -> bool:
    """Say whether an expression is a single symbol, a derivative, a function's name, or the number of a layer."""
    match node:
        case Gradient(top, bottom):
            return is_symbol(top) and is_symbol(bottom)
        case Operation("transpose", (inner,)):
            return is_symbol(inner)
        case Operation("plus" | "minus", (Symbol("l" | "L"), Number())):
            return True
    return type(node).__name__ in ("Symbol", "Function", "Ones")


SPELT = re.compile(r"(?:shape\.)?(?P<name>\w+?)(?:\[(?P<layer>[lL\d][ +\-\d]*)\])?(?:\[(?P<row>\w)\]\[(?P<column>\w)\])?")


@cache
def symbol_of(code: str) -> Node | None:
    """Return the symbol that a piece of code spells, W[l + 1][p][i] or dJ_dW[l], as the formulas have it."""
    found = SPELT.fullmatch(code)
    if found is None:
        return None
    layer = found["layer"] and LABEL.fullmatch(found["layer"].replace(" ", ""))
    label = Layer(layer[1] or "", int(layer[2] or 0)) if layer else None
    indices = tuple(printed(found[each]) for each in ("row", "column")) if found["row"] else ()
    with suppress(PairingError, ValueError):
        return container(found["name"], label, indices) or one_value(found["name"], label or Layer("l"))
    return None


def sizes_of(node: Node) -> list[Node]:
    """Return the symbols in the shape of a symbol."""
    inner = node.bottom if isinstance(node, Gradient) else node
    found = axes(inner.letter.lower(), inner.layer) if isinstance(inner, Symbol) else ()
    return [Symbol(size.name, "scalar", size.layer) for size in found if size.name != "1"]


def printed(index: str) -> str | int:
    """Return an index of the code as it is printed: counted from 1."""
    return int(index) + 1 if index.isdigit() else index


def is_sign(text: str) -> bool:
    """Say whether something is no formula but makes one with letters beside it, such as a sign, a T or a prime."""
    if not SIGN.fullmatch(text):
        return False
    for before, after in AROUND:
        with suppress(ParseError):
            return bool(parse(before + text.removeprefix("{}") + after))
    return False


def labelled(before: str) -> bool:
    """Say whether the words before a number make it a label."""
    return bool(re.search(r"(?:unit|datapoint|layer|label|row|column|feature|class|step)s?(?: \S+ (?:and|or))?$", before, re.I))


def parts(node: Node) -> Iterator[Node]:
    """Yield every part of a formula that can be pointed at: what stands side by side in a product or a sum as well."""
    for each in walk(node):
        yield each
        for names in (("times",), ("plus", "minus")):
            if is_operation(each, *names):
                flat = [*operands(each, names)]
                yield from (run(flat[i:j]) for i in range(len(flat)) for j in range(i + 1, len(flat) + 1))
        yield from lines(each)
        match each:
            case Operation("negative", (Operation("times") as product,)):
                flat = [*operands(product, ("times",))]
                yield from (operation("negative", run(flat[:j])) for j in range(1, len(flat)))


def lines(node: Node) -> Iterator[Node]:
    """Yield the rows or columns of a matrix with dots that are written out in it, and its entries."""
    if not isinstance(node, Layout) or node.diagonal:
        return
    for axis in filter(None, (node.rows, node.columns)):
        rows, columns = (None if each is axis else each for each in (node.rows, node.columns))
        for index in (1, 2, axis.size):
            line = replace(node, entry=with_index(node.entry, axis.letter, index), rows=rows, columns=columns)
            yield from (line, *lines(line)) if rows or columns else (line.entry,)


def operands(node: Node, names: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """Yield what a chain of operators is applied to, each with the operator before it."""
    if isinstance(node, Operation) and node.operator in names:
        left, right = node.parts
        yield from operands(left, names)
        yield node.operator, right
    else:
        yield "plus" if "plus" in names else "times", node


def run(flat: list[tuple[str, Node]]) -> Node:
    """Return a chain of operators put together again."""
    (name, found), *rest = flat
    found = operation("negative", found) if name == "minus" else found
    for name, each in rest:
        found = operation(name, found, each)
    return found


def erased(node: Node) -> Node:
    """Return a formula without its layers, indices and ranges."""
    if isinstance(node, Symbol | Function):
        node = replace(node, layer=None)
    if isinstance(node, Symbol):
        node = replace(node, indices=(), kind="scalar", letter=node.letter.lower() if node.letter not in "JL" else node.letter)
    return mapped(node, lambda piece: erased(piece) if isinstance(piece, Node) else piece)
