r"""The Markdown of a page in pieces: formulas, code, links, numbers and headings, each with its place.

What a card shows is no prose, but its title and its sentence are; so are captions, table cells and what is folded away.
Comments are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from purenn.notation.parsing import ParseError
from purenn.pairing import pages
from purenn.pairing.tags import ID


class Piece(NamedTuple):
    """A piece of a page's prose.

    `kind` is formula ($…$), display ($$…$$), code, fence, link, number, value ({{ … }}), heading, or says: a card's
    title or sentence. `section` counts the headings `##` up to it, `block` the paragraphs, table rows and list items.
    `before` and `after` are the text of its block around it, each on one line, in a table the heads of its
    column and its row. `about` is a link's target, a fence's language with what
    follows it, a heading's address, or the id of the card whose title or sentence it is.
    """

    kind: str
    text: str
    line: int
    section: int
    block: int
    before: str = ""
    about: str = ""
    after: str = ""


_DIGIT = r"[\d¼½¾⅓⅔⅛²³¹⁰⁴-⁹₀-₉]"
_INLINE = re.compile(rf"""
    (?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | \\(?P<escaped>[^\w\s])
    | \$\$(?P<display>.+?)\$\$ | \$(?P<formula>[^$]+)\$
    | \{{\{{(?P<value>\s.*?)\s\}}\}}
    | \[(?P<label>(?:`[^`]*`|\$[^$]*\$|[^\[\]`$])*)\]\((?P<target>[^()]*)\)
    | <(?P<tag>/?[a-z][^<>]*)> | (?P<attributes>\{{\s*[.\#:][^{{}}]*\}})
    | (?P<number>(?<!\w)[-−+±]?(?:[^\W_]*{_DIGIT}\w*)(?:[.,/:·×^⁻-]*\w*{_DIGIT}\w*)*(?:[ ]?%)?)
""", re.VERBOSE | re.DOTALL)  # fmt: skip
_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*(.*)")
_HEADING = re.compile(r"(#{1,6}) +(.*?)(?:\s*\{\s*#([^}]*)\})?")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.) +")
_FOLDED = re.compile(r"""\s*(?:\?\?\?\+?|!!!|===)[^"]*"(.*)"\s*""")
_UNDER = re.compile(r"\s*(?:\[\^?[^\]]+\]|):\s+")  # of a footnote or a definition


def pieces(markdown: str, page: str, first_line: int = 1) -> list[Piece]:
    """Return the pieces of a page, in order; `first_line` is the line of the file at which the Markdown starts.

    Raises: PairingError if a block of an equation or a figure is malformed or not ended.
    """
    reader, line = _Reader(), first_line
    for piece in pages.pieces(markdown, page, first_line):
        if isinstance(piece, str):
            reader.text(piece, line)
            line += piece.count("\n")
        elif piece.kind in ("figure", "task"):
            reader.text(re.sub(r"(?m)^ {4}[a-z]+: .*$", "", piece.inside), piece.line + 1)
        else:
            reader.card(piece)
        if not isinstance(piece, str):
            line = piece.line + piece.inside.count("\n") + 1
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: list[Piece] = []
        self.section = self.block = 0
        self.heads: list[str] = []  # of the columns of a table

    def card(self, piece: pages.Piece) -> None:
        for at, line in enumerate(piece.inside.split("\n"), start=piece.line + 1):
            option = pages.OPTION.fullmatch(line)
            if option and option[1] in ("title", "says"):
                text = line.partition(": ")[2]
                self.block += 1
                self.add("says", text, at, about=piece.name)
                self.inline(text, at)

    def text(self, text: str, line: int) -> None:
        """Read text by its lines: what goes on from one line to the next is one block."""
        lines, start = _uncommented(text).split("\n"), 0
        while start < len(lines):
            now, end = lines[start], start + 1
            if fence := _FENCE.fullmatch(now):
                close = re.compile(rf"\s*{fence[1][0]}{{{len(fence[1])},}}\s*")
                end = next((k for k in range(end, len(lines)) if close.fullmatch(lines[k])), len(lines)) + 1
                margin = len(now) - len(now.lstrip())
                body = "".join(re.sub(rf"^ {{0,{margin}}}", "", each) + "\n" for each in lines[start + 1 : end - 1])
                self.block += 1
                self.add("fence", body, line + start, about=fence[2])
            elif heading := _HEADING.fullmatch(now):
                self.section += len(heading[1]) == 2
                self.block += 1
                self.add("heading", heading[2], line + start, about=heading[3] or "")
                self.inline(re.sub(r"^E\d\d\. ", "", heading[2]), line + start)
            elif now.strip():
                while end < len(lines) and not _begins(now, lines[end]):
                    end += 1
                self.block += 1
                row = now.lstrip().startswith("|")
                self.heads = self.heads if row else []
                folded, marker = _FOLDED.fullmatch(now), _ITEM.match(now) or _UNDER.match(now)
                whole = "\n".join(lines[start:end])
                self.inline(folded[1] if folded else whole[marker.end() :] if marker else whole, line + start)
                if row and not self.heads:
                    self.heads = [_running(cell) for cell in now.strip().strip("|").split("|")]
            start = end

    def inline(self, text: str, line: int, start: int = 0, end: int | None = None) -> None:
        for found in _INLINE.finditer(text, start, len(text) if end is None else end):
            at, before = line + text.count("\n", 0, found.start()), _running(text[: found.start()])
            after, column = _running(text[found.end() :]), text.count("|", 0, found.start()) - 1
            before = f"{self.heads[column]} {before}" if 0 <= column < len(self.heads) else before
            for kind in ("code", "display", "formula", "value", "number"):
                if found[kind] is not None:
                    self.add(kind, found[kind].strip(), at, before, after=after)
            if found["label"] is not None:
                self.add("link", " ".join(found["label"].split()), at, before, found["target"])
                if not (ID.fullmatch(found["label"]) or re.fullmatch(r"E\d\d", found["label"])):
                    self.inline(text, line, *found.span("label"))

    def add(self, kind: str, text: str, line: int, before: str = "", about: str = "", after: str = "") -> None:
        self.found.append(Piece(kind, text, line, self.section, self.block, before, about, after))


def _begins(now: str, line: str) -> bool:
    """Return whether a block ends before this line."""
    row = line.lstrip().startswith("|") or now.lstrip().startswith("|")
    starts = row or _HEADING.fullmatch(line) or _FENCE.fullmatch(line) or _ITEM.match(line) or _FOLDED.match(line)
    return not line.strip() or bool(starts or _UNDER.match(line) or _FOLDED.match(now))


def _uncommented(text: str) -> str:
    """Return the text with nothing but the ends of lines left of its comments."""

    def without(found: re.Match[str]) -> str:
        return re.sub("[^\n]", "", found[0]) if found[0].startswith("<!--") else found[0]

    return pages.BLOCK.sub(without, text)


def _running(text: str) -> str:
    """Return text on one line, without the marks of emphasis and links."""
    return " ".join(re.sub(r"\]\([^()]*\)|(?<![\w\]])\[|\*", "", text).split())


# ---- the marks in a formula

MARK = re.compile(r"\\(given|wrong|theirs)\{")
SLIP = re.compile(r"\\also\{(?:\\,)?\}|\\(?:term\{slip\}|also)(?=\{)")  # in a formula as the article prints it


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
                raise ParseError(f"found \\{found[1]} whose brace is not closed")
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield "", text[start : found.start()]
        yield found[1], text[found.end() : end - 1]
        start = end
    yield "", text[start:]
