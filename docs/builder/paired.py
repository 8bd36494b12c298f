"""The card of an equation, from the registry that pairs it with its lines of code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from builder.calculations import worked_numbers
from builder.card import Card, Code, Fold, Line, Shape, code_block
from builder.highlight import Piece
from purenn.pairing.explain import find_example
from purenn.pairing.expression import Equation, Function, Node, Ones, Sum
from purenn.pairing.indices import Checker
from purenn.pairing.latex import LaTeX, latex
from purenn.pairing.reading import read
from purenn.pairing.registry import Entry
from purenn.pairing.tags import PairingError, Span, Tag
from purenn.pairing.walks import walk

FACTORS = ("first", "second", "third")


def card_of(entry: Entry, root: Path) -> Card:
    """Return the card of an equation, with every term that its lines and its print share marked on both sides.

    The print is the one read back from the lines, which Entry.check finds equal to the page's.
    Raises: PairingError if the equation has no test under `root`.
    """
    terms = Terms(entry.equation)
    codes = tuple(terms.code(tag) for tag in entry.tags)
    block = entry.block
    origin = [f"displayed equation {ref.removeprefix('D')} of the article" for ref in block.article if ref[0] == "D"]
    return Card(
        id=entry.id,
        number=str(entry.number),
        title=block.title,
        says=block.says,
        latex=terms.mark_sums(latex(entry.equation, terms.mark)),
        roles=terms.roles,
        shapes=tuple(shapes(entry, terms)),
        codes=codes,
        folds=(worked(entry, terms), example(entry, root)),
        origin="; ".join(origin),
        errata=block.errata,
    )


class Terms:
    """The terms of one equation, each with a key; what prints alike, or comes from the same piece of code, is one."""

    def __init__(self, equation: Equation) -> None:
        self.left = {written for written, _ in printed(equation.sides[0])}
        self.sums = {node.axis.letter: LaTeX().sum(node.axis, "") for node in walk(equation) if isinstance(node, Sum)}
        self.ones = {written for written, node in printed(equation) if isinstance(node, Ones)}
        self.keys: dict[str, str] = {}
        self.roles: dict[str, str] = dict.fromkeys(self.sums, "index")

    def key(self, written: str, like: str | None = None) -> str:
        """Return the key of a term as it is printed; `like` is the key that a new one shares with another."""
        if written not in self.keys:
            self.keys[written] = like or f"t{len(self.keys) + 1}"
            taken = len([role for role in self.roles.values() if role in FACTORS])
            factor = "index" if written in self.ones else FACTORS[taken % len(FACTORS)]
            role = "written" if written in self.left else factor
            self.roles.setdefault(self.keys[written], role)
        return self.keys[written]

    def mark(self, written: str, node: Node) -> str:
        r"""Return a term's print as \term{KEY}{...}."""
        return rf"\term{{{self.key(written)}}}{{{written}}}"

    def mark_sums(self, written: str) -> str:
        """Return an equation with the limits of its sums marked, which belong to the loops of their letters."""
        for letter, plain in self.sums.items():
            lower, upper = plain.strip().removeprefix(r"\sum_{").removesuffix("}").split("}^{", 1)
            marked = rf"\sum_{{\term{{{letter}}}{{{lower}}}}}^{{\term{{{letter}}}{{{upper}}}}}"
            written = written.replace(plain.strip(), marked)
        return written

    def code(self, tag: Tag) -> Code:
        """Return the lines of a tag: its statement, what that needs, and those that its terms were read from."""
        found: list[tuple[Span, str]] = []
        by_span: dict[Span, str] = {}
        for written, node in printed(read(tag)):
            if node.span:
                by_span[node.span] = self.key(written, by_span.get(node.span))
                found.append((node.span, by_span[node.span]))
        source = tag.source
        for loop in tag.loops:
            if isinstance(loop.target, ast.Name) and loop.target.id in self.sums:
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


def printed(node: Node) -> Iterator[tuple[str, Node]]:
    """Return the terms of an equation or of one side, as they are printed."""
    found: list[tuple[str, Node]] = []

    def keep(written: str, term: Node) -> str:
        found.append((written, term))
        return written

    latex(node, keep)
    return iter(found)


def shapes(entry: Entry, terms: Terms) -> Iterator[Shape]:
    """Yield the shape of both sides, then that of every matrix and vector among the terms."""
    size = LaTeX().size
    sides = entry.shapes[0]
    yield Shape("", r"\times ".join(size(each) for each in sides))
    seen = set()
    for tag in entry.tags:
        checker = Checker(tag, read(tag))
        checker.sides()
        for written, node in printed(checker.equation):
            key = terms.key(written)
            if isinstance(node, Function) or key in seen or written in terms.left:
                continue
            seen.add(key)
            with suppress(PairingError):  # an index that only runs inside a sum; such a term is a number
                if shape := checker.shape(node):
                    yield Shape(written, r"\times ".join(size(each) for each in shape), key)


def worked(entry: Entry, terms: Terms) -> Fold:
    """Return the part of a card that shows its equation with numbers, in the colours of its terms."""
    roles = [(node, terms.roles[terms.key(written)]) for written, node in printed(entry.equation)]
    return worked_numbers(entry.equation, entry.block.kind, roles)


def example(entry: Entry, root: Path) -> Fold:
    """Return the part of a card that shows the test of its equation.

    Raises: PairingError if there is none.
    """
    found = find_example(entry.id, root / "tests")
    if found is None:
        raise PairingError(
            f'{entry.block.place}: found no test of {entry.id}, expected one marked @pytest.mark.equation("{entry.id}")'
        )
    lines = tuple(Line(number, text) for number, text in found.lines)
    file = found.path.relative_to(root).as_posix()
    head = f'<p class="eq-file">{file}, line {found.line}</p>'
    return Fold("The test", head + code_block(lines, {}, f"The test {found.name}"))
