"""Python source as HTML, line by line, with the pieces that belong to a term of an equation marked."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]

# What the stylesheets draw otherwise than in the ordinary ink; a span for anything else would say nothing.
SEEN = frozenset({"c", "c1", "k", "kc", "kn", "nc", "nf", "ow", "s", "s1", "s2", "sb", "sc", "sd", "si", "ss"})

# A line must not wrap after its first character, as it may after a hyphen.
ARROW = '<span class="arrow">-&gt;</span>'


@dataclass(frozen=True)
class Piece:
    """The characters start to end (not included) of a text, which compute the term with this key."""

    start: int
    end: int
    term: str


def highlight(code: str, pieces: Sequence[Piece] = (), roles: Mapping[str, str] | None = None) -> list[str]:
    """Return the lines of code as HTML: spans with the short class names of pygments, and spans for the pieces.

    A piece may hold another one, but ends on the line on which it starts.
    """
    opening: dict[int, list[str]] = {}
    closing: dict[int, int] = {}
    for piece in sorted(pieces, key=lambda piece: -piece.end):
        names = f"term {(roles or {}).get(piece.term, '')}".strip()
        opening.setdefault(piece.start, []).append(
            f'<span class="{names}" data-term="{html.escape(piece.term)}">'
        )  # fmt: skip
        closing[piece.end] = closing.get(piece.end, 0) + 1

    out = []
    for start, end, name in _runs(code, {*opening, *closing}):
        text = html.escape(code[start:end], quote=False).replace("-&gt;", ARROW)
        out.append("".join(opening.get(start, ())))
        out.append(f'<span class="{name}">{text}</span>' if name else text)
        out.append("</span>" * closing.get(end, 0))
    return "".join(out).split("\n")


def _runs(code: str, cuts: set[int]) -> list[tuple[int, int, str]]:
    """Return start, end and class of each run of one kind, cut at line ends and at the given places."""
    runs: list[tuple[int, int, str]] = []
    start = 0
    for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(code):
        end = start + len(text)
        name = STANDARD_TYPES.get(kind, "")
        name = name if name in SEEN else ""
        inner = {place for place in cuts if start < place < end}
        for at in (start + at for at, letter in enumerate(text) if letter == "\n") if "\n" in text else ():
            inner |= {place for place in (at, at + 1) if start < place < end}
        for left, right in pairwise([start, *sorted(inner), end]):
            each = "" if code[left:right] == "\n" else name
            if runs and runs[-1][2] == each and left not in cuts:
                left = runs.pop()[0]
            runs.append((left, right, each))
        start = end
    return runs
