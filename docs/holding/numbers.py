r"""Numbers in running text: computed where they stand, {{ = n[1] * n[0] + n[1] : d }}, or labels of things.

The expression is Python's, of what the section has given before (`\given{z=\ln 3}` gives z), of the worked network's
sizes, matrices and gradients by their names in the code, and of a few functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import exp, log, sqrt
from typing import Any

from builder.blocks import PageError
from builder.prose import Piece

from holding.formulas import LABEL, Book, FormulaError, Section, marked
from purenn.activation import relu, sigmoid, sigmoid_prime, tanh, tanh_prime
from purenn.explaining import worked
from purenn.matrix import matmul, shape, transpose
from purenn.notation.expression import Gradient, Node, Symbol
from purenn.notation.parsing import ParseError, parse
from purenn.pairing.registry import Entry

COMPUTED = re.compile(r"\{\{ = (?P<expression>.+?)(?: : (?P<format>\S+))? \}\}", re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
NAME = re.compile(r"[A-Z]{2,}\d+[a-z]?")  # such as CS231n
YEAR = re.compile(r"(?:1[89]|20)\d\d(?:-\d\d-\d\d)?")
HELPERS: dict[str, Any] = {
    **{each.__name__: each for each in (exp, sqrt, relu, sigmoid, sigmoid_prime, tanh, tanh_prime, matmul, shape,
                                        transpose, abs, sum, max, min, len, round)},
    "ln": log, "count": lambda rows: sum(map(len, rows)),
}  # fmt: skip


def fill(markdown: str, book: Book, page: str, first_line: int = 1) -> str:
    """Return the Markdown of a page with every {{ = expression : format }} computed.

    Raises: PageError if one cannot be.
    """

    def computed(found: re.Match[str]) -> str:
        line = first_line + markdown.count("\n", 0, found.start())
        start = max(markdown.rfind("\n## ", 0, found.start()), 0)
        try:
            names = {**worked_names(), **HELPERS, **given(markdown[start : found.start()], book)}
            expression = " ".join(found["expression"].split())
            if not re.search(r"[A-Za-z]", expression):
                raise ValueError("expected it to be of something that is given")
            return shown(eval(expression, {"__builtins__": {}}, names), found["format"])
        except Exception as error:
            raise PageError(page, line, f"found `{found[0]}`, which cannot be computed: {error}") from None

    return COMPUTED.sub(computed, markdown)


def shown(value: Any, form: str | None) -> str:
    """Return a number as running text shows it: four significant digits, unless a format says more."""
    if form:
        return f"{value:{form}}".replace("-", "−")
    text = f"{value:.4g}"
    if "e" in text:
        digits, power = text.split("e")
        return rf"${digits}\cdot10^{{{int(power)}}}$"
    return text.replace("-", "−")


@cache
def worked_names() -> dict[str, Any]:
    """Return the worked network's numbers by their names in the code."""
    net = worked.WorkedNet()
    gradients = {f"dJ_d{letter.upper()}": layers for letter, layers in net.derivatives.items()}
    return {"n": worked.n, "L": worked.L, "m": worked.m, "X": worked.X, "Y": worked.Y, "W": worked.W, "B": worked.B,
            "Z": net.run.Z, "A": net.run.A, "J": net.constants["J"], "gamma": worked.gamma, **gradients}


def given(text: str, book: Book) -> dict[str, Any]:
    """Return what formulas before a place have given, by the names of the symbols in code."""
    section = Section(book)
    for found in FORMULA.finditer(text):
        try:
            for mark, part in marked(found[1] or found[2]):
                section.given += parse(part) if mark == "given" else []
        except (FormulaError, ParseError):
            continue
    world, names = section.world(1, worked.L), dict[str, Any]()
    for node, value in world.known.items():
        if isinstance(value, Node):
            continue
        inner = node.bottom if isinstance(node, Gradient) else node
        if isinstance(inner, Symbol):
            letter = "Y" if inner.letter == "y" else inner.letter
            name = letter if inner is node else f"dJ_d{letter}"
            if inner.layer and inner.kind == "matrix":
                names[name] = {**names.get(name, {}), world.layer(inner.layer): value}
            elif not inner.layer:
                names["y" if name == "Y" and not isinstance(value, list) else name] = value
    return names


def faults(pieces: Sequence[Piece], entries: Mapping[str, Entry]) -> Iterator[tuple[int, str]]:
    """Yield the line of every number in running text that is neither computed nor a label, and what is wrong.

    What a card says may name the numbers of its equation.
    """
    said = {piece.block: entries[piece.about].block.latex for piece in pieces if piece.kind == "says"}
    for piece in pieces:
        if piece.kind != "number" or re.search(rf"(?<!\d){re.escape(piece.text)}(?!\d)", said.get(piece.block, "")):
            continue
        if not (LABEL.search(piece.before) or YEAR.fullmatch(piece.text) or NAME.fullmatch(piece.text)):
            yield piece.line, f"found the number {piece.text} typed after `…{piece.before[-30:]}`, expected {{{{ … }}}}"


WORD = re.compile(r"[a-z]{2,}|\d")
IN_WORDS = dict(enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]))


def put_in(pieces: Iterable[Piece]) -> dict[str, set[str]]:
    """Return the names of the values that pages put in, by their group."""
    found: dict[str, set[str]] = {}
    for piece in pieces:
        if piece.kind == "value" and "." in piece.text:
            found.setdefault(piece.text.partition(".")[0], set()).add(piece.text.partition(".")[2])
    return found


def swapped(pieces: Sequence[Piece], groups: Mapping[str, set[str]]) -> Iterator[tuple[int, str]]:
    """Yield each value put into a sentence that speaks of another one: run.cost_unseen where it says training.

    Two values of a group whose names differ in a single word are told apart by it, where the page speaks of both: of
    the two words, its own must stand nearest.
    """
    words = {word for piece in pieces for word in WORD.findall(unfilled(f"{piece.before} {piece.after}"))}
    for piece in (each for each in pieces if each.kind == "value" and "." in each.text):
        group, _, name = piece.text.partition(".")
        for other in sorted(groups.get(group, ())):
            mine, its = (spoken(each) for each in (name, other))
            differ = [pair for pair in zip(mine, its, strict=False) if pair[0] != pair[1]]
            if len(mine) == len(its) and len(differ) == 1 and {*differ[0]} <= words:
                near, far = (distance(piece, word) for word in differ[0])
                if far < near and far < (8 if len(mine) > 1 else 3 * ("|" not in piece.before)):
                    yield piece.line, f"found {{{{ {piece.text} }}}} where the sentence says {differ[0][1]}"


def unfilled(text: str) -> str:
    """Return text in small letters, without the names of the values that are put in."""
    return re.sub(r"\{\{.*?\}\}", "", text).lower()


def spoken(name: str) -> list[str]:
    """Return the words of a value's name, as a sentence has them."""
    return [IN_WORDS[int(word)] if word.isdigit() else word for word in WORD.findall(name)]


def distance(piece: Piece, word: str) -> float:
    """Return how many words stand between a value and a word of its sentence; many, if the word is not there."""
    before, after = unfilled(piece.before), unfilled(piece.after)
    if "|" in before:  # in a table: the head of its column, and of its row
        before, after = " ".join(before.split("|")[:2]), ""
    ahead, behind = WORD.findall(re.split(r"[.;?!] ", before)[-1]), WORD.findall(re.split(r"[.;?!](?: |$)", after)[0])
    return min([*(k for k, each in enumerate(reversed(ahead)) if each == word),
                *(k + 0.5 for k, each in enumerate(behind) if each == word), 1000.0])
