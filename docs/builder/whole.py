"""The whole book as one page: its chapters in their order, every place and every link of them within that page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

PAGE = "book.md"
_TAG = re.compile(r'<[a-zA-Z](?:[^<>"]|"[^"]*")*>')
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
# What names a place in a page, or several, or the group of a choice.
_NAMES = re.compile(r'(\s(?:id|name|for|aria-(?:labelledby|describedby|controls))=")([^"]+)"')
_DRAWN = re.compile(r"url\(#([^)]+)\)")
_LINK = re.compile(r'(\s(?:xlink:)?href=")([^"#]*)(?:#([^"]*))?"')


class Chapter(NamedTuple):
    """A page as it stands in the whole: its place, its title, its HTML, and the places and titles of its sections."""

    place: str
    title: str
    html: str
    sections: list[tuple[str, str]]


def page() -> str:
    """Return the page as Markdown; its template puts the chapters in."""
    said = "All chapters of the book in one page, to read from end to end, to search, to keep or to print."
    return (
        f"---\ntitle: The whole book\ndescription: {said}\ntemplate: book.html\n---\n\n"
        "# The whole book\n"
    )


def belongs(url: str) -> bool:
    """Tell whether the page at an address is part of the whole: the stepper only moves, and the source is long."""
    return url != "stepper.html" and not url.startswith("source/")


def chapters(pages: Iterable[Chapter]) -> list[Chapter]:
    """Return the chapters that pages make, each given with its address as its place.

    A section by whose name nobody would find it, because many chapters have one, is not listed.
    """
    found = [page for page in pages if belongs(page.place)]
    often = Counter(title for page in found for _, title in page.sections)
    places = {page.place: page.place.removesuffix(".html") for page in found}

    def chapter(page: Chapter) -> Chapter:
        place = places[page.place]
        sections = [(f"{place}--{id}", title) for id, title in page.sections if often[title] < 4]
        return Chapter(place, page.title, within(page.html, place, places), sections)

    return [chapter(page) for page in found]


def within(html: str, place: str, places: dict[str, str]) -> str:
    """Return the HTML of a chapter at its place in the whole; `places` gives the place of every chapter's address.

    >>> within('<p id="a"><a href="#a">', "loss", {})
    '<p id="loss--a"><a href="#loss--a">'
    >>> within('<a href="loss.html#a"><a href="loss.html"><a href="x.html#a">', "forward", {"loss.html": "loss"})
    '<a href="#loss--a"><a href="#loss"><a href="x.html#a">'
    """

    def named(found: re.Match[str]) -> str:
        return f"{found[1]}{' '.join(f'{place}--{name}' for name in found[2].split())}\""

    def linked(found: re.Match[str]) -> str:
        to = places.get(found[2]) if found[2] else place
        if to is None or not (found[2] or found[3]):
            return found[0]
        return f'{found[1]}#{to}--{found[3]}"' if found[3] else f'{found[1]}#{to}"'

    def tag(found: re.Match[str]) -> str:
        return _LINK.sub(linked, _DRAWN.sub(rf"url(#{place}--\1)", _NAMES.sub(named, found[0])))

    return _TAG.sub(tag, _SCRIPT.sub("", html))
