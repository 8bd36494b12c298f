"""Where the equations stand in a page's Markdown.

    /// eq | hidden.dJ-da-sum
        title: The gradient of one activation, as a sum
        ...

    \\frac{\\partial J}{\\partial a_{i,j}^{(l)}}=...
    ///

What a block holds is read by purenn.pairing.pages, in the chapters. A block with nothing between its lines shows
the same equation once more, on any page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN = re.compile(r"(?P<indent> *)///\s*eq\s*\|\s*(?P<id>.*?)\s*$")
_CLOSE = re.compile(r" *///\s*$")
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_ID = re.compile(r"[a-z][a-z0-9]*\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_PLACE = re.compile(r'<div class="eq-place" id="[^"]*" data-eq="([^"]*)"></div>')


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


def with_places(markdown: str, page: str) -> str:
    """Return the Markdown with every equation block replaced by the place where its card will stand."""
    lines = []
    for piece in _pieces(markdown, page, 1):
        if isinstance(piece, Block):
            lines += ["", f'<div class="eq-place" id="{address(piece.id)}" data-eq="{piece.id}"></div>', ""]
        else:
            lines.append(piece)
    return "\n".join(lines)


def places(page: str) -> list[str]:
    """Return the ids of the places in the HTML of a page, in order."""
    return _PLACE.findall(page)


def fill(page: str, cards: dict[str, str]) -> str:
    """Return the HTML of a page with a card in each place."""
    return _PLACE.sub(lambda found: cards[found[1]], page)


def _pieces(markdown: str, page: str, first_line: int) -> Iterator[str | Block]:
    """Yield the lines of a page in order, each equation block as one piece; fenced code is left alone."""
    fence = ""
    block: tuple[str, int, list[str]] | None = None
    for line, text in enumerate(markdown.split("\n"), start=first_line):
        if block is not None:
            id, start, body = block
            if not _CLOSE.match(text):
                body.append(text)
                continue
            yield Block(id, not any(line.strip() for line in body), page, start)
            block = None
        elif not fence and (opened := _OPEN.match(text)):
            if not _ID.fullmatch(opened["id"]):
                raise PageError(page, line, f"{opened['id']!r} is no id of an equation, such as hidden.dJ-da-sum")
            block = (opened["id"], line, [])
        else:
            mark = _FENCE.match(text)
            if mark and not fence:
                fence = mark[1]
            elif mark and mark[1].startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
            yield text
    if block is not None:
        raise PageError(page, block[1], f"the block of equation {block[0]} is not closed by ///")
