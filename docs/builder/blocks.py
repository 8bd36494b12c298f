"""Where the equations and the figures stand in a page's Markdown.

    /// eq | hidden.dJ-da-sum
        title: The slope in one activation, as a sum
        ...

    \\frac{\\partial J}{\\partial a_{i,j}^{(l)}}=...
    ///

What a block holds is read by purenn.pairing.pages, in the chapters. A block with nothing between its lines shows
the same equation once more, on any page. A figure is named by its block, which holds its caption:

    /// figure | pathway
    An arbitrary path through the network.
    ///
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_OPEN = re.compile(r"(?P<indent> *)///\s*(?P<kind>eq|figure)\s*\|\s*(?P<id>.*?)\s*$")
_CLOSE = re.compile(r" *///\s*$")
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_ID = re.compile(r"[a-z][a-z0-9]*\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_PLACE = re.compile(r'<div class="eq-place" id="[^"]*" data-eq="([^"]*)"></div>')
_FIGURE_PLACE = re.compile(r'<div class="figure-place" data-figure="([^"]*)"></div>')


class PageError(ValueError):
    """Something in a page that stops the build; the message starts with the page's file and line."""

    def __init__(self, page: str, line: int, message: str) -> None:
        super().__init__(f"{page}:{line}: {message}")


@dataclass(frozen=True)
class Block:
    """An equation block: `line` is where it starts, `empty` says that it shows an equation once more."""

    id: str
    empty: bool
    page: str
    line: int


@dataclass(frozen=True)
class Figure:
    """A figure block; `caption` is Markdown, and `line` is where the block starts."""

    name: str
    caption: str
    page: str
    line: int


def address(id: str) -> str:
    """Return the part of an equation's address after the #.

    >>> address("hidden.dJ-da-sum")
    'eq-hidden-dJ-da-sum'
    """
    return "eq-" + id.replace(".", "-")


def find(markdown: str, page: str, first_line: int = 1) -> list[Block]:
    """Return the equation blocks of a page, in order.

    `first_line` is the line of the file at which the Markdown starts (after the front matter).
    Raises: PageError if an id is malformed or stands twice on the page, or a block is not closed.
    """
    blocks = [block for block in _pieces(markdown, page, first_line) if isinstance(block, Block)]
    seen: dict[str, Block] = {}
    for block in blocks:
        other = seen.setdefault(address(block.id), block)
        if other is not block:
            raise PageError(page, block.line, f"equation {block.id} has the address of {other.id} in line {other.line}")
    return blocks


def find_figures(markdown: str, page: str, first_line: int = 1) -> list[Figure]:
    """Return the figure blocks of a page, in order; `first_line` is as for find.

    Raises: PageError if a figure has no caption or stands twice on the page.
    """
    figures = [figure for figure in _pieces(markdown, page, first_line) if isinstance(figure, Figure)]
    seen: dict[str, Figure] = {}
    for figure in figures:
        if not figure.caption:
            raise PageError(page, figure.line, f"the figure {figure.name} has no caption between its lines")
        other = seen.setdefault(figure.name, figure)
        if other is not figure:
            raise PageError(page, figure.line, f"the figure {figure.name} is already in line {other.line}")
    return figures


def with_places(markdown: str, page: str) -> str:
    """Return the Markdown with every block replaced by the place where its card or its drawing will stand."""
    lines = []
    for piece in _pieces(markdown, page, 1):
        match piece:
            case Block(id=id):
                lines += ["", f'<div class="eq-place" id="{address(id)}" data-eq="{id}"></div>', ""]
            case Figure(name=name, caption=caption):
                lines += ["", f'<figure id="figure-{name}" markdown="1">']
                lines += [f'<div class="figure-place" data-figure="{name}"></div>']
                lines += [f'<figcaption markdown="span">{caption}</figcaption>', "</figure>", ""]
            case _:
                lines.append(piece)
    return "\n".join(lines)


def places(page: str) -> list[str]:
    """Return the ids of the places in the HTML of a page, in order."""
    return _PLACE.findall(page)


def fill(page: str, cards: dict[str, str]) -> str:
    """Return the HTML of a page with a card in each place."""
    return _PLACE.sub(lambda found: cards[found[1]], page)


def fill_figures(page: str, drawings: Mapping[str, str]) -> str:
    """Return the HTML of a page with a drawing in the place of each figure."""
    return _FIGURE_PLACE.sub(lambda found: drawings[found[1]], page)


def _pieces(markdown: str, page: str, first_line: int) -> Iterator[str | Block | Figure]:
    """Yield the lines of a page in order, each block as one piece; fenced code is left alone."""
    fence = ""
    block: tuple[str, str, int, list[str]] | None = None
    for line, text in enumerate(markdown.split("\n"), start=first_line):
        if block is not None:
            kind, id, start, body = block
            if not _CLOSE.match(text):
                body.append(text)
                continue
            content = "\n".join(body).strip()
            yield Block(id, not content, page, start) if kind == "eq" else Figure(id, content, page, start)
            block = None
        elif not fence and (opened := _OPEN.match(text)):
            if opened["kind"] == "eq" and not _ID.fullmatch(opened["id"]):
                raise PageError(page, line, f"{opened['id']!r} is no id of an equation, such as hidden.dJ-da-sum")
            block = (opened["kind"], opened["id"], line, [])
        else:
            mark = _FENCE.match(text)
            if mark and not fence:
                fence = mark[1]
            elif mark and mark[1].startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
            yield text
    if block is not None:
        kind, id, start, _ = block
        what = {"eq": "equation"}.get(kind, kind)
        raise PageError(page, start, f"the block of {what} {id} is not closed by ///")
