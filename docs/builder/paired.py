"""The card of an equation, from the registry that pairs it with its lines of code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from builder.calculations import worked_numbers
from builder.card import Card, Code, Fold, Line, Shape, code_block
from builder.highlight import Piece
from purenn.explaining.explain import find_example
from purenn.notation.expression import Node, Ones, PairingError, Span, Sum
from purenn.notation.mathml import MathML, mathml, shape_mathml
from purenn.notation.walks import terms, walk
from purenn.pairing.reading import read
from purenn.pairing.registry import Entry
from purenn.pairing.tags import Tag

FACTORS = ("first", "second", "third")


def card_of(entry: Entry, root: Path) -> Card:
    """Return the card of an equation, with every term that its lines and its print share marked on both sides.

    The print is the one read back from the lines, which Entry.check finds equal to the page's.
    Raises: PairingError if the equation has no test under `root`.
    """
    marks = Marks(entry)
    block = entry.block
    displayed = [ref.removeprefix("D") for ref in block.article if ref[0] == "D"]
    return Card(
        id=entry.id,
        number=str(entry.number),
        title=block.title,
        says=block.sentence,
        formula=mathml(entry.equation, marks.mark),
        roles=marks.roles,
        shapes=tuple(shapes(entry, marks)),
        codes=tuple(marks.code(tag) for tag in entry.tags),
        folds=(worked(entry, marks), example(entry, root)),
        origin=f"displayed equation{'s' * (len(displayed) > 1)} {' and '.join(displayed)}" if displayed else "",
        errata=block.errata,
    )


class Marks:
    """A key and a colour for each term of an equation; equal ones, or of the same piece of code, are one.

    The key of a sum's sign is its letter.
    """

    def __init__(self, entry: Entry) -> None:
        self.left = set(terms(entry.equation.sides[0]))
        self.keys: dict[Node | Span, str] = {}
        self.roles: dict[str, str] = {}
        for tag in entry.tags:
            for node in walk(read(tag)):
                if isinstance(node, Sum):
                    self.roles[node.axis.letter] = "index"
            for node in terms(read(tag)):
                self.roles.setdefault(self.key(node), self.new_role(node))

    def new_role(self, node: Node) -> str:
        """Return the colour of a term that has none yet."""
        if node in self.left:
            return "written"
        taken = len([role for role in self.roles.values() if role in FACTORS])
        return "index" if isinstance(node, Ones) else FACTORS[taken % len(FACTORS)]

    def key(self, node: Node) -> str:
        """Return the key of a term or of the sign of a sum."""
        if isinstance(node, Sum):
            return node.axis.letter
        names: list[Node | Span] = [node, node.span] if node.span else [node]
        key = next((self.keys[name] for name in names if name in self.keys), f"t{len(self.roles) + 1}")
        self.keys |= dict.fromkeys(names, key)
        return key

    def role(self, node: Node) -> str:
        """Return the colour of a term."""
        return self.roles[self.key(node)]

    def mark(self, written: str, node: Node) -> str:
        """Return the print of a term or of the sign of a sum in its colour."""
        return f'<mrow class="term {self.role(node)}" data-term="{self.key(node)}">{written}</mrow>'

    def code(self, tag: Tag) -> Code:
        """Return the lines of a tag: its statement, what that needs, and those that its terms were read from."""
        found = [(node.span, self.key(node)) for node in terms(read(tag)) if node.span]
        source = tag.source
        for loop in tag.loops:
            if isinstance(loop.target, ast.Name) and loop.target.id in self.roles:
                first, last = source.span(loop.target), source.span(loop.iter)
                found.append((Span(first.line, first.column, last.end_line, last.end_column), loop.target.id))
        last_line = tag.statement.end_lineno or tag.line
        statement = range(tag.statement.lineno, last_line + 1)
        shown = sorted({*statement, *tag.context(), *(span.line for span, _ in found)})
        lines = [
            Line(
                number,
                source.lines[number - 1].partition("  # eq: ")[0],
                tuple({
                    Piece(span.column, span.end_column, key)
                    for span, key in found if span.line == span.end_line == number
                }),
                number in statement,
            )
            for number in shown
        ]  # fmt: skip
        return Code(tag.file, tag.function.name if tag.function else "", tuple(lines))


def shapes(entry: Entry, marks: Marks) -> Iterator[Shape]:
    """Yield the shape of both sides, then that of every matrix and vector among the terms."""
    sides = entry.shapes[0]
    yield Shape("", shape_mathml(sides) if sides else "")
    for node, shape in entry.term_shapes().items():
        if marks.role(node) != "written":
            yield Shape(f"<math>{MathML(marks.mark).show(node)}</math>", shape_mathml(shape))


def worked(entry: Entry, marks: Marks) -> Fold:
    """Return the part of a card that shows its equation with numbers, in the colours of its terms."""
    roles = [(node, marks.role(node)) for node in terms(entry.equation)]
    return worked_numbers(entry.equation, entry.block.kind, roles)


def example(entry: Entry, root: Path) -> Fold:
    """Return the part of a card that shows the test of its equation.

    Raises: PairingError if there is none.
    """
    found = find_example(entry.id, root / "tests" / "by_hand")
    if found is None:
        raise PairingError(
            f'{entry.block.place}: found no test of {entry.id}, expected one marked @pytest.mark.equation("{entry.id}")'
        )
    lines = tuple(Line(number, text) for number, text in found.lines)
    file = found.path.relative_to(root).as_posix()
    head = f'<p class="eq-file">{file}, line {found.line}</p>'
    return Fold("The test", head + code_block(lines, {}, f"The test {found.name}"))
