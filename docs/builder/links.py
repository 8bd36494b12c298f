"""What the built pages must not hold: a link that leads nowhere, or a block that was taken for text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from builder.blocks import PageError

_ID = re.compile(r'\s(?:id|name)="([^"]+)"')
_LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')
_BLOCK = re.compile(r"///\s*(?:eq|figure)\s*\|[^\n<]*")
_LOST = re.compile(r'&lt;div class=(?:"|&quot;)(eq|figure)-place\b[^\n]*? data-\1=(?:"|&quot;)([\w.-]+)')
_UNREAD = re.compile(r"<!--.*?-->|<(pre|script|code)\b.*?</\1>", re.DOTALL)  # shown as it is typed, or not at all
_ELSEWHERE = re.compile(r"[a-z]+:|//")


def check(site: Path, sources: Mapping[str, tuple[str, int]]) -> None:
    """Check every page of the built site; sources has the Markdown of each by path, and the line on which it starts.

    Raises: PageError for the first link to a page or a place that there is not, or block that is shown as text.
    """
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    places = {name: set(_ID.findall(page)) for name, page in pages.items()}
    for name, page in pages.items():
        source = name.removesuffix(".html") + ".md"
        markdown, first_line = sources.get(source, ("", 1))
        for found, what in _faults(name, page, places):
            at = markdown.find(found)
            raise PageError(source, first_line + markdown.count("\n", 0, max(at, 0)), what)


def _faults(name: str, page: str, places: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield what to look for in the Markdown, and what is wrong with it, for everything that is wrong with a page."""
    for found in _BLOCK.findall(_UNREAD.sub("", page)):
        yield found.strip(), f"found `{found.strip()}` shown as text, expected a block at the start of a line"
    for kind, block in _LOST.findall(page):
        yield f"/// {kind} | {block}", f"found the block of {block} shown as code, expected it to be indented less"
    for link in map(html.unescape, _LINK.findall(page)):
        path, _, place = link.partition("#")
        if _ELSEWHERE.match(link) or path.startswith("/") or (path and not path.endswith(".html")):
            continue
        target = normpath(join(dirname(name), path)) if path else name
        if target not in places:
            yield path, f"the link {link} leads to no page"
        elif place and not set("/;") & set(place) and unquote(place) not in places[target]:  # with these: the stepper's
            yield f"#{place}", f"the link {link} leads to no place on its page"
