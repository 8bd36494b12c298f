"""A card: an equation on one side, the lines of code that compute it on the other. Plain data in, HTML out."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from builder.blocks import Heading, address
from builder.highlight import Piece, highlight
from builder.mathematics import box, in_sentence, with_breaks


@dataclass(frozen=True)
class Line:
    """A line of a source file; the pieces count characters of `text`."""

    number: int
    text: str
    pieces: tuple[Piece, ...] = ()
    tagged: bool = False


@dataclass(frozen=True)
class Code:
    """The tagged line of a function, with the loops around it."""

    file: str
    function: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shape:
    """The shape of a symbol, both as HTML.

    Without a symbol it is the shape of each side; without a size, a number.
    """

    symbol: str
    size: str


@dataclass(frozen=True)
class Fold:
    """A part that is folded away: worked numbers, the test, an erratum. `body` is HTML."""

    title: str
    body: str


@dataclass(frozen=True)
class Card:
    """Everything that a card shows.

    `formula` is HTML, with its terms marked by their keys. `roles` gives each key its colour: "written", "first",
    "second", "third", or "index" for a loop. `says` is a sentence, its formulas between dollars; `origin` tells where
    in the article the equation stands. `home` is the address of the page that explains the equation, if that is
    another page; `errata_page` is that of the errata, and `step` that of the equation's first step in the recorded run,
    if there is one. Where a `task` of the page, by its address, asks for the code, that is folded.
    """

    id: str
    formula: str
    codes: tuple[Code, ...]
    roles: Mapping[str, str] = field(default_factory=dict)
    shapes: tuple[Shape, ...] = ()
    folds: tuple[Fold, ...] = ()
    number: str = ""
    title: str = ""
    says: str = ""
    origin: str = ""
    errata: tuple[str, ...] = ()
    errata_page: str = ""
    home: str = ""
    step: str = ""
    task: str = ""


def render(card: Card, source: Callable[[str, int], str], above: Heading) -> str:
    """Return the HTML of a card under a heading; `source` gives the address of a line of a file."""
    id, at = html.escape(card.id), address(card.id)
    shapes = "".join(map(_shape, card.shapes))
    return (
        f'<section class="eq" id="{at}"' + (">" if card.home else f' aria-labelledby="{at}-name">')
        + f'<div class="eq-head">{_heading(card, above)}{_step(card)}'
        f'<a class="eq-link" href="#{at}" aria-label="Link to equation {id}">#</a></div>'
        + (f'<p class="eq-says">{in_sentence(card.says)}</p>' if card.says and not card.home else "")
        + '<div class="eq-sides"><div class="eq-formula">'
        + box(with_breaks(card.formula), "The equation")
        + (f'<ul class="eq-shapes" aria-label="Shapes">{shapes}</ul>' if shapes else "")
        + '</div><div class="eq-codes">'
        + _solution(card, "".join(_code(code, card.roles, source) for code in card.codes))
        + "</div></div>"
        + "".join(_fold(fold) for fold in card.folds)
        + _origin(card)
        + "</section>"
    )


def code_block(lines: tuple[Line, ...], roles: Mapping[str, str], label: str) -> str:
    """Return lines of code as HTML: numbered, without the indentation that they share."""
    margin = min((_indent(line.text) for line in lines if line.text.strip()), default=0)
    texts = [line.text[margin:] for line in lines]
    pieces, start = [], 0
    for line, text in zip(lines, texts, strict=True):
        shift = start - margin
        pieces += [Piece(piece.start + shift, piece.end + shift, piece.term) for piece in line.pieces]
        start += len(text) + 1
    rows = []
    for line, text, body in zip(lines, texts, highlight("\n".join(texts), pieces, roles), strict=True):
        tagged = " tagged" if line.tagged else ""
        indent = text[: _indent(text)]
        if indent and body.startswith(indent):
            body = f'<span class="indent">{indent}</span>{body.removeprefix(indent)}'
        rows.append(
            f'<span class="line{tagged}" data-line="{line.number}" style="--indent:{len(indent)}">{body}\n</span>'
        )
    # No pre around it: the theme measures each `pre > code`, which costs a page of many cards half a second.
    return (
        f'<div class="eq-lines highlight" role="group" aria-label="{html.escape(label)}">'
        f"<code>{''.join(rows)}</code></div>"
    )


def _heading(card: Card, above: Heading) -> str:
    """Return the heading of a card: its number, its title unless the heading above says the same, and its id.

    What names the card is the heading without the id.
    """
    number, title = html.escape(f"Equation {card.number}".strip()), html.escape(card.title)
    if card.home:
        number = f'<a href="{html.escape(card.home)}">{number}</a>'
    if title:
        unseen = " unseen" if card.title == above.title else ""
        title = f'<span class="eq-title{unseen}">{title}</span>'
    id = f' <span class="eq-id">{html.escape(card.id)}</span>'
    tag, name = f"h{min(above.level + 1, 6)}", f"{address(card.id)}-name"
    return f'<{tag} class="eq-name"><span id="{name}">{number} {title}</span>{id}</{tag}>'


def _step(card: Card) -> str:
    return f'<a class="eq-step" href="{html.escape(card.step)}">step here</a>' if card.step else ""


def _solution(card: Card, codes: str) -> str:
    if not card.task:
        return codes
    return (
        f'<p class="eq-file"><a href="#{card.task}">A task of this chapter</a> asks for this code.</p>'
        f'<details class="eq-fold eq-solution"><summary>Show the code</summary>{codes}</details>'
    )


def _code(code: Code, roles: Mapping[str, str], source: Callable[[str, int], str]) -> str:
    line = next((line.number for line in code.lines if line.tagged), code.lines[0].number)
    link = f'<a href="{html.escape(source(code.file, line))}">{html.escape(code.file)}, line {line}</a>'
    head = f'<p class="eq-file">{link} <span>in <code>{html.escape(code.function)}</code></span></p>'
    return head + code_block(code.lines, roles, f"The code, {code.file}, line {line}")


def _shape(shape: Shape) -> str:
    symbol, size = shape.symbol or "<span>each side</span>", shape.size or "<span>a number</span>"
    return f"<li>{symbol}<span> is </span>{size}</li>"


def _origin(card: Card) -> str:
    errata = [
        f'<a href="{html.escape(card.errata_page)}#{code.lower()}">{code}</a>' if card.errata_page else code
        for code in card.errata
    ]
    parts = [html.escape(card.origin)] if card.origin else []
    if errata:
        parts.append(f"corrected here: {', '.join(errata)}")
    return _fold(Fold("In the article", f'<p class="eq-origin">{"; ".join(parts)}</p>')) if parts else ""


def _fold(fold: Fold) -> str:
    return f'<details class="eq-fold"><summary>{html.escape(fold.title)}</summary>{fold.body}</details>'


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
