"""Whether the font of the formulas has what they show: it holds the characters that book.css names, and no others."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import name, normalize

from builder.mathematics import FORMULA

_RANGE = re.compile(r"unicode-range:([^;]*);")
_CODES = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")
_IDENTIFIER = re.compile(r"<mi>(.)</mi>")
_UNSEEN = re.compile(r"<annotation\b.*?</annotation>|<[^>]*>|\s", re.DOTALL)

# A browser slants a single letter of a formula: x is shown as 𝑥, and the slanted h has a place of its own.
_SLANTED = {normalize("NFKC", chr(code)): chr(code) for code in (*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D716))}
_SLANTED["h"] = "ℎ"


class FontError(ValueError):
    """A formula shows what the font does not have."""


def characters(css: str) -> set[str]:
    """Return the characters of the font, as its unicode-range names them."""
    ranges = _CODES.findall(_RANGE.findall(css)[0])
    return {chr(code) for first, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)}


def shown(page: str) -> set[str]:
    """Return the characters that the formulas of a page show."""
    formulas = (_IDENTIFIER.sub(_slanted, formula) for formula in FORMULA.findall(page))
    return set().union(*(html.unescape(_UNSEEN.sub("", formula)) for formula in formulas))


def check(site: Path) -> None:
    """Check that the font has every character of every formula of the built site.

    Raises: FontError if it lacks some.
    """
    has = characters((site / "assets" / "book.css").read_text(encoding="utf-8"))
    for path in sorted(site.rglob("*.html")):
        if lacking := sorted(shown(path.read_text(encoding="utf-8")) - has):
            raise FontError(f"{path.relative_to(site)}: its formulas show {', '.join(_named(lacking))}, which "
                            "site-math.woff2 lacks; CONTRIBUTING.md says how to make it anew")  # fmt: skip


def _slanted(identifier: re.Match[str]) -> str:
    return _SLANTED.get(identifier[1], identifier[1])


def _named(lacking: list[str]) -> Iterator[str]:
    return (f"{character} (U+{ord(character):04X}, {name(character, 'unnamed')})" for character in lacking)
