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

from builder.blocks import address
from builder.prose import Piece, marked

from holding.code import symbol_of
from purenn.notation.expression import Equation, Gradient, Node, Number, Operation, PairingError, Symbol, Written
from purenn.notation.latex import latex
from purenn.notation.parsing import ParseError, parse
from purenn.notation.parts import erased, is_setting, is_sign, is_symbol, lines, parts, sizes_of
from purenn.notation.shapes import MisfitError
from purenn.notation.walks import bound_axes, is_operation, walk
from purenn.pairing import form
from purenn.pairing.registry import Entry
from purenn.pairing.worth import Given, WorthError, kinds_of, signature, true_in, worlds

NOUNS = ("unit|datapoint|layer|label|row|column|feature|class|step|equation|order|part|question|chapter|stop|line|"
         "rule|Python|version|floor|PEP|CC BY|doi|entry|index|position|axis|seed")
LABEL = re.compile(rf"(?:\b(?:{NOUNS})s?(?: number| from)?(?: \S+(?:,| and| or| to))*|^[^|]*\|)$", re.IGNORECASE)
SPACE = re.compile(r"\\q?quad|[\s,]")
KINDS = ("relations", "settings", "given", "wrong", "theirs", "expressions", "symbols", "signs", "shown")


class FormulaError(ValueError):
    """A formula that cannot be accounted for; the message says what was found and what was expected."""


def name(node: Node) -> object:
    """Return what entries, rows and columns of one matrix have in common with it, or None if a node is no symbol."""
    if isinstance(node, Gradient):
        return name(node.top), name(node.bottom)
    return node.letter.lower() if isinstance(node, Symbol) else None


def names_in(statements: Sequence[Node]) -> set[object]:
    """Return the names of all symbols of some statements."""
    return {name(part) for statement in statements for part in walk(statement)} - {None}


class Section:
    """What a section of a page has given, and the relations that it has proven."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.given: list[Node] = []
        self.relations: list[Node] = []
        self.first: list[Equation] = []  # of the equations for one symbol, those that the section shows or links to
        self.named: Counter[Node] = Counter()  # symbols that stand alone, in formulas, code and the shapes put in

    def has(self, node: Node) -> bool:
        """Say whether a symbol stands in a relation of the section."""
        if not hasattr(self, "words"):
            whole = [part for relation in self.relations for part in walk(relation)]
            self.words = {each for part in whole for each in (part, *lines(part))}
            whole_ones = [each for each in self.words if isinstance(each, Symbol) and not each.indices]
            self.words |= {replace(each, layer=None) for each in whole_ones}
            self.letters = {index for each in self.words for index in getattr(each, "indices", ())} | {
                axis.letter for each in self.words for axis in bound_axes(each)} | {
                size.layer for each in self.words for axis in bound_axes(each) for size in [axis.size]}
        if isinstance(node, Symbol) and not node.indices and not node.layer and node.kind == "scalar":
            return node in self.words or node.letter in self.letters or node.letter in "lLmJT" or self.named[node] > 1
        layerless = isinstance(node, Symbol) and not node.layer and not node.indices  # said of every layer alike
        return layerless or node in self.words or self.named[node] > 1

    def world(self, l: int, depth: int) -> Given:
        """Return what is given, around a layer l of a network so deep."""
        order = {id(each): place for place, each in reversed([*enumerate(self.first)])}
        ordered = {key: sorted(found, key=lambda each: order.get(id(each), len(self.first)))
                   for key, found in self.book.equations.items()}  # fmt: skip
        world = Given(ordered, depth, l)
        for each in self.given:
            world.take(each)
        return world


class Book:
    """The equations that formulas are held to."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.equations: dict[tuple[object, ...], list[Equation]] = {}  # by their left sides
        for entry in entries.values():
            self.equations.setdefault(signature(entry.equation.sides[0]), []).append(entry.equation)
        self.entries = entries
        self.parsed = {id: parse(latex(entry.equation)) for id, entry in entries.items()}
        self.known = {erased(part) for equations in self.parsed.values() for each in equations for part in parts(each)}
        self.addresses = {address(id): id for id in entries}
        self.counts: Counter[str] = Counter(dict.fromkeys(("formulas", *KINDS), 0))

    def check(self, pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
        """Yield the line of every formula of a page that cannot be accounted for, and why."""
        sections = {piece.section: Section(self) for piece in pieces}
        for piece in pieces:
            id = piece.about if piece.kind == "says" else self.addresses.get(piece.about.rpartition("#")[2], "")
            if id:
                sections[piece.section].relations += self.parsed[id]
                sections[piece.section].first.append(self.entries[id].equation)
        late: list[tuple[Piece, Node]] = []
        for piece in pieces:
            if named := named_by(piece):
                sections[piece.section].named[named] += 1
                sections[piece.section].relations += sizes_of(named) if piece.kind == "value" else []
            if piece.kind in ("formula", "display") and "{{ " in piece.text:
                self.count("shown")
            elif piece.kind in ("formula", "display"):
                try:
                    for mark, text in marked(piece.text):
                        late += [(piece, node) for node in self.formula(mark, text, piece, sections[piece.section])]
                except (FormulaError, ParseError) as fault:
                    yield piece.line, f"{fault}" if isinstance(fault, ParseError) else f"{fault}: `{piece.text}`"
        said = {piece.block: names_in(self.parsed[piece.about]) for piece in pieces if piece.kind == "says"}
        for piece, node in late:
            section = sections[piece.section]
            if name(node) in said.get(piece.block, ()):
                continue  # what a card says names the symbols of its equation without their indices
            if not (section.has(node) if is_symbol(node) else self.is_part(node, section)):
                yield piece.line, f"found `{piece.text}`, which is part of no equation or relation of its section"

    def count(self, kind: str) -> None:
        """Count one more formula of a kind."""
        self.counts.update(("formulas", kind))

    def formula(self, mark: str, text: str, piece: Piece, section: Section) -> Iterator[Node]:
        """Check a formula, and yield the expressions in it that must be part of something."""
        text = text.strip().strip(",").replace(r"\quad", r"\qquad")
        if not SPACE.sub("", text):
            return
        if mark in ("theirs", "wrong"):
            self.count(mark)
            if mark == "wrong" and self.holds_somehow(text, section):
                raise FormulaError("found something marked as wrong that is right")
            return
        try:
            statements = parse(text)
        except ParseError:
            if not is_sign(text):
                raise
            self.count("signs")
            return
        for statement in statements:
            if mark == "given":
                self.count("given")
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
                self.count("settings")
            else:
                self.count("relations")
                self.prove(node, section)
            section.relations.append(node)
        elif is_operation(node, "by") or any(is_operation(each, "by") for each in walk(node)):
            raise FormulaError("found a shape that is typed, expected {{ shape.… }} or a relation")
        elif all(isinstance(each, Number | Operation | Written) for each in walk(node)):
            if not (isinstance(node, Number) and LABEL.search(piece.before)):
                raise FormulaError("found a bare number, expected {{ … }} or a relation")
            self.count("symbols")
        elif is_symbol(node):
            self.count("symbols")
            section.named[node] += 1
            noun = (re.findall(r"([A-Za-z]+)$", piece.before) or [""])[0]
            fits = form.noun_fits(noun, node)
            if fits is False:
                raise FormulaError(f"found a symbol that is no {noun}")
            if not fits:
                yield node
        else:
            self.count("expressions")
            yield node

    def is_part(self, node: Node, section: Section) -> bool:
        """Say whether an expression is part of an equation of the book, or of a relation of its section."""
        if erased(node) in self.known:
            return True
        return any(node == each for relation in section.relations for each in parts(relation))

    def prove(self, statement: Equation, section: Section) -> None:
        """Check that a relation is true.

        Raises: FormulaError if it is not.
        """
        if statement.sign == "←" and erased(statement) in self.known:
            return
        why = "it is not true in general"
        for kind in kinds_of(statement):
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
        raise FormulaError(f"found a relation that does not hold ({why})")

    def holds_somehow(self, text: str, section: Section) -> bool:
        """Say whether something marked as wrong is well formed and true."""
        try:
            for statement in parse(text):
                well_formed(statement)
                if not isinstance(statement, Equation):
                    return False
                self.prove(statement, section)
        except (FormulaError, ParseError):
            return False
        return True


def well_formed(node: Node) -> None:
    """Check the symbols of a formula.

    Raises: FormulaError if one is not well formed.
    """
    try:
        form.check(node)
    except MisfitError as fault:
        raise FormulaError(f"found {fault.found}, expected {fault.expected}") from None


def named_by(piece: Piece) -> Node | None:
    """Return the symbol that a piece of code spells, W[l + 1][p][i] or dJ_dW[l], or whose shape is put in."""
    spelling = piece.text.removeprefix("shape.") if piece.kind in ("code", "value") else ""
    with suppress(PairingError, ValueError, SyntaxError):
        return symbol_of(spelling) if spelling.startswith(tuple("WBZAXYdfnrc")) else None
    return None
