"""A build of the book, station by station: text goes in and text comes out, whatever program goes through the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from posixpath import dirname, relpath

from holding import code, pages

from builder import (
    blocks,
    book,
    by_rules,
    colours,
    computed,
    costs,
    counts,
    font,
    frame,
    links,
    mathematics,
    notation_tables,
    one_unit,
    readers,
    step_page,
    stepper,
    values,
    whole,
    writing,
)
from purenn.notation.expression import PairingError
from purenn.pairing.derive.steps import Derivation
from purenn.pairing.registry import Entry, registry

WRONG = (blocks.PageError, PairingError, values.RunError, font.FontError)  # what ends a build, with its message alone
_FRONT_MATTER = re.compile(r"---\n.*?\n---\n+", re.DOTALL)


def said(wrong: Exception) -> str:
    """Return what is wrong in a page or a line of code, with its place from the root of the repository."""
    return f"docs/{wrong}" if isinstance(wrong, blocks.PageError) else str(wrong)


def url(path: str) -> str:
    """Return the address in the site of a page of Markdown."""
    return path.removesuffix(".md") + ".html"


def link(to: str, here: str) -> str:
    """Return the address of one page from another.

    >>> link("loss.md", "source/index.md")
    '../loss.html'
    """
    return relpath(url(to), dirname(here) or ".")


def groups(
    entries: Mapping[str, Entry], derivations: Mapping[str, Derivation], held: Mapping[str, int], root: Path
) -> values.Groups:
    """Return what the text of a page can ask for; `held` is how many of each kind are held."""
    return {
        "equation": lambda: {id: entry.block.latex for id, entry in entries.items()},
        "errata": lambda: values.computed("errata", root),
        "run": lambda: values.computed("run", root),
        "mazur": lambda: values.computed("mazur", root),
        "ring": lambda: values.computed("ring", root),
        "batch": lambda: values.computed("batches", root),
        "held": lambda: {name: f"{count:,}" for name, count in held.items()},
        "shape": lambda: notation_tables.SHAPES,
        "table": notation_tables.tables,
        "worked": stepper.words,
        "unit": one_unit.numbers,
        "step": step_page.numbers,
        "count": counts.numbers,
        "curve": costs.numbers,
        "exercise": lambda: writing.table(entries),
        "exchange": lambda: values.computed("exchange", root),
        "rules": cache(lambda: by_rules.numbers(entries, derivations)),
        "road": lambda: values.computed("four_roads", root),
        "beyond": lambda: values.computed("beyond", root),
        "digits": lambda: values.computed("handwriting", root),
        "own": lambda: values.computed("own_data", root),
    }


class Building:
    """A build: the pages read and checked; `files` gives the content of each page's file by its path.

    Raises: one of WRONG if page and code disagree, or a page holds what cannot be accounted for.
    """

    def __init__(self, files: Mapping[str, str], root: Path) -> None:
        for name in (*book.DRAWN, "errata", "exchange", "beyond", "own_data"):
            values.begin(name, root)
        self.root, self.contents = root, dict[str, str]()
        self.texts = {path: _text(path, content) for path, content in files.items()}
        self.book = book.read(self.texts.values(), registry(pages=root / "docs"), root)
        self.held = pages.Hold(self.texts.values(), self.book.entries, root)
        self.held.check()
        self._groups = groups(self.book.entries, self.book.derivations, self.held.counts, root)
        book.check_errata(self.texts.values())

    def made_pages(self) -> dict[str, str]:
        """Return the Markdown of the pages that no file holds."""
        return book.made_pages(self.book, self.root, link)

    def markdown(self, markdown: str, path: str) -> str:
        """Return the Markdown of a page with the computed values in it, and a place for every card and every figure."""
        first_line = self.texts[path].first_line if path in self.texts else 1
        markdown = computed.fill(code.shown(markdown), self.held.book, path, first_line)
        markdown = values.fill(markdown, self._groups, path, first_line)
        return blocks.with_places(markdown, path)

    def content(self, html: str, path: str) -> str:
        """Return the HTML of a page with its formulas as MathML and the cards in their places."""

        def there(other: str) -> str:
            return link(other, path)

        html = book.formulas(html, self.texts.get(path) or book.Text(path, ""))
        html = blocks.fill(html, book.cards(self.book, path, there))
        html = blocks.fill_tasks(html, book.task_parts(self.book, path, there))
        # The Tab key meets the address of each section in the table of contents already.
        html = html.replace('<a class="headerlink"', '<a class="headerlink" tabindex="-1"')
        self.contents[path] = stepper.fill(html, self.book.entries, there)
        return self.contents[path]

    def heading(self, title: str) -> str:
        """Return a heading, as the table of contents has it, with its formulas as MathML."""
        return mathematics.in_heading(title)

    def chapters(self, given: Iterable[whole.Chapter]) -> list[whole.Chapter]:
        """Return the chapters of the whole book, with their figures."""
        drawings = self.book.drawings
        return whole.chapters(page._replace(html=blocks.fill_figures(page.html, drawings)) for page in given)

    def served(self, html: str, path: str) -> str:
        """Return a page in its frame with what is large, and without what it does not use."""
        html = frame.only_used(blocks.fill_figures(html, self.book.drawings))
        return readers.served(book.with_source(html, self.book, lambda other: link(other, path)))

    def finish(self, site: Path) -> None:
        """Write what the search loads and the colours of a page without scripts, and check what was built.

        Raises: one of WRONG for the first fault.
        """
        index = book.search_index(self.book, {path: self.contents[path] for path in self.texts}, url)
        (site / "assets" / "search-index.js").write_text(index, encoding="utf-8")
        sheet = (self.root / "docs" / "assets" / "book.css").read_text(encoding="utf-8")
        (site / "assets" / "dark.css").write_text(colours.without_scripts(sheet), encoding="utf-8")
        values.check_shown(self._groups, [text.markdown for text in self.texts.values()])
        links.check(site, {path: (text.markdown, text.first_line) for path, text in self.texts.items()})
        font.check(site)


def _text(path: str, content: str) -> book.Text:
    front = _FRONT_MATTER.match(content)
    start = front.end() if front else 0
    return book.Text(path, content[start:], content.count("\n", 0, start) + 1)
