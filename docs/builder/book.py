"""The whole book: which equations each page shows, and their cards."""

from __future__ import annotations

import ast
import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path

from builder import (
    batches,
    blocks,
    card,
    curves,
    derived,
    figures,
    four_roads,
    graph,
    handwriting,
    mathematics,
    paired,
    ring,
    search,
    source,
    stepper,
    tasks,
    values,
    whole,
)
from builder.blocks import Block, Figure, PageError, Task
from purenn.notation.expression import PairingError
from purenn.notation.mathml import mathml
from purenn.pairing.derive.derive import derivations
from purenn.pairing.derive.steps import Derivation
from purenn.pairing.pages import Erratum, errata_in
from purenn.pairing.registry import Entry

_ERRATA = [f"E{number:02}" for number in range(1, 45)]

INDEX = "equations.md"
ERRATA = "errata.md"  # each erratum has its code, in small letters, as its address there
STEPPER = "stepper.md"
SOURCES = "source/index.md"
OTHERS = "other-books.md"
RULES = "by-rules.md"
# What prints drawings, the slowest first.
DRAWN = ("run", "handwriting", "ring", "batches", "four_roads", "curves", "figures")


@dataclass(frozen=True)
class Text:
    """A page's Markdown without its front matter; `first_line` is where that starts in the file."""

    path: str
    markdown: str
    first_line: int = 1


@dataclass(frozen=True)
class Book:
    """The equations and their derivations by id, the blocks, tasks and figures of every page, and the folder of all."""

    entries: Mapping[str, Entry]
    derivations: Mapping[str, Derivation]
    pages: Mapping[str, list[Block]]
    tasks: Mapping[str, list[Task]]
    figures: list[Figure]
    root: Path

    @cached_property
    def drawings(self) -> dict[str, str]:
        """The figures that the pages show, drawn as the sources now stand."""
        if not self.figures:
            return {}
        try:
            computed = {name: svg for module in DRAWN for name, svg in values.computed(module, self.root).items()}
        except values.RunError as error:
            raise PageError(self.figures[0].page, self.figures[0].line, str(error)) from None
        return computed | graph.drawings()


def read(texts: Iterable[Text], entries: Mapping[str, Entry], root: Path) -> Book:
    """Return the book that these pages make.

    Raises: PairingError if page and code disagree, or the rules do not lead to an equation; PageError if a page shows
    an equation that no chapter holds, holds one itself beside its chapter, or names a figure that there is not.
    """
    for entry in entries.values():
        entry.check()
    texts = list(texts)
    pages = {text.path: blocks.find(text.markdown, text.path, text.first_line) for text in texts}
    for block in (block for found in pages.values() for block in found):
        if block.id not in entries:
            raise PageError(block.page, block.line, f"no chapter holds the equation {block.id}")
        entry = entries[block.id]
        if not block.empty and home(entry) != block.page:
            raise PageError(
                block.page, block.line, f"{entry.block.place} holds the equation {block.id}; "
                "leave this block empty to show it once more"
            )  # fmt: skip
    asked = {text.path: blocks.find_tasks(text.markdown, text.path, text.first_line) for text in texts}
    drawn = figures_of(texts)
    return Book(entries, derivations(entries), pages, asked, drawn, root)


def figures_of(texts: Iterable[Text]) -> list[Figure]:
    """Return the figures that these pages show.

    Raises: PageError if a page names a figure that there is not.
    """
    shown = [shown for text in texts for shown in blocks.find_figures(text.markdown, text.path, text.first_line)]
    drawing = (figures, curves, ring, batches, handwriting, graph, four_roads)
    names = [name for module in drawing for name in module.NAMES]
    for figure in shown:
        if figure.name not in names:
            known = ", ".join(names)
            raise PageError(figure.page, figure.line, f"there is no figure {figure.name!r}, expected one of {known}")
    return shown


def check_errata(texts: Iterable[Text]) -> None:
    """Check that every erratum has its section.

    Raises: PageError or PairingError, naming file and line, if not.
    """
    page = next((text for text in texts if text.path == "errata.md"), Text("errata.md", ""))
    sections: dict[str, Erratum] = {}
    for each in errata_in(page.markdown, "docs/errata.md", page.first_line):
        if each.address != each.number.lower():
            ending = f"{{#{each.number.lower()}}}"
            raise PairingError(f"{each.place}: found the heading of {each.number}, expected it to end in {ending}")
        if each.number in sections:
            raise PairingError(f"{each.place}: found {each.number} again, expected only {sections[each.number].place}")
        sections[each.number] = each
    for number in _ERRATA:
        if number not in sections:
            raise PageError("errata.md", 1, f"found no section of {number}, expected a heading `### {number}. Title`")


def index_of_equations(entries: Mapping[str, Entry], link: Callable[[str, str], str]) -> str:
    """Return the Markdown of the page that lists every equation; `link` gives the address of one page from another."""
    said = "Every equation of the book, with its card and its line of code."
    parts = [f"---\ndescription: {said}\n---\n\n# Index of equations\n\n{said}"]
    for chapter, listed in groupby(entries.values(), home):
        each = list(listed)
        parts.append(f"## {each[0].block.chapter}")
        parts += [_listed(entry, f"{link(chapter, INDEX)}#", link) for entry in each]
    return "\n\n".join(parts) + "\n"


def _listed(entry: Entry, chapter: str, link: Callable[[str, str], str]) -> str:
    """Return an equation as the index lists it, as HTML."""
    tag, address = entry.tags[0], blocks.address(entry.id)
    where = f'<a href="{link(source.page_of(tag.file), INDEX)}#L{tag.line}">{tag.file}, line {tag.line}</a>'
    article = f"<span>{' '.join(entry.block.article)} of the article</span>" if entry.block.article else ""
    return (
        f'<section class="equation" id="{address}"><h3><span class="equation-number">{entry.number}</span> '
        f'<a href="{chapter}{address}">{html.escape(entry.block.title)}</a></h3>\n'
        f"{mathematics.box(mathml(entry.equation))}\n<p><code>{entry.id}</code>{article}<span>{where}</span></p></section>"
    )


def home(entry: Entry) -> str:
    """Return the page that holds an equation, as its path among the pages."""
    return entry.block.file.removeprefix("docs/")


def cards(book: Book, page: str, link: Callable[[str], str]) -> Mapping[str, Callable[[blocks.Heading], str]]:
    """Return what makes the HTML of each card of a page for the heading above it.

    `link` gives the address, from this page, of another one.

    Raises: PairingError if page and code disagree, or an equation has no test.
    """
    def line_of(file: str, line: int) -> str:
        return f"{link(source.page_of(file))}#L{line}"

    addresses = card_addresses(book, page, link)
    done, asked = {}, tasks.to_write(book.tasks.get(page, ()))
    for block in book.pages.get(page, ()):
        entry = book.entries[block.id]
        data = replace(paired.card_of(entry, book.root), task=asked.get(block.id, ""))
        if book.derivations[block.id].steps:
            rules = link(RULES) if RULES in book.pages else ""
            worked, *others = data.folds
            data = replace(data, folds=(worked, derived.fold(book.derivations[block.id], addresses, rules), *others))
        if ERRATA in book.pages:
            data = replace(data, errata_page=link(ERRATA))
        if STEPPER in book.pages and block.id in stepper.addresses():
            data = replace(data, step=f"{link(STEPPER)}#{stepper.addresses()[block.id]}")
        if home(entry) != page:
            data = replace(data, home=addresses[block.id])
        done[block.id] = partial(card.render, data, line_of)
    return done


def task_parts(book: Book, page: str, link: Callable[[str], str]) -> dict[str, tasks.Parts]:
    """Return the parts of every task of a page; `link` is as for cards.

    Raises: PageError if a task cannot be made.
    """

    addresses = card_addresses(book, page, link)
    return tasks.rendered(book.tasks.get(page, ()), book.entries, lambda entry: addresses[entry.id])


def card_addresses(book: Book, page: str, link: Callable[[str], str]) -> dict[str, str]:
    """Return the address, from a page, of the card of each equation at its home; `link` is as for cards."""
    return {
        id: f"{'' if home(entry) == page else link(home(entry))}#{blocks.address(id)}"
        for id, entry in book.entries.items()
    }


def formulas(html: str, text: Text) -> str:
    """Return the HTML of a page with its formulas as MathML.

    Raises: PageError if one cannot be converted.
    """
    try:
        return mathematics.in_page(html)
    except mathematics.FormulaError as error:
        line = mathematics.line_of(error.latex, text.markdown) + text.first_line - 1
        raise PageError(text.path, line, str(error)) from None


def with_source(html: str, book: Book, link: Callable[[str], str]) -> str:
    """Return the HTML of a page with the code of the source file that it shows; `link` is as for the cards."""

    def code(file: str) -> str:
        cards = card_addresses(book, source.page_of(file), link)
        return source.rows((book.root / file).read_text(encoding="utf-8"), cards)

    return source.fill(html, code)


def made_pages(book: Book, root: Path, link: Callable[[str, str], str]) -> dict[str, str]:
    """Return the Markdown of the source, the index and the whole book; `link` is as for the index."""
    pages, listed = {}, []
    for path in sorted((root / "purenn").rglob("*.py")):
        file, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        pages[source.page_of(file)] = source.page(file, text)
        listed.append((file, source.sentence(ast.parse(text))))
    pages[SOURCES] = source.index(listed)
    pages[INDEX] = index_of_equations(book.entries, link)
    pages[whole.PAGE] = whole.page()
    return pages


def search_index(book: Book, contents: Mapping[str, str], url: Callable[[str], str]) -> str:
    """Return the script with all that the search finds; `contents` has the HTML of the pages' text by their path."""
    found: list[search.Document] = []
    for name, page in contents.items():
        found += search.sections(url(name), page)
    others = contents.get(OTHERS, "")
    found += search.cards(book.entries, search.others(others), url)
    found += search.dictionary(url(OTHERS), "What other books say", others)
    for path in sorted((book.root / "purenn").rglob("*.py")):
        file = path.relative_to(book.root).as_posix()
        found += search.source(file, url(source.page_of(file)), path.read_text(encoding="utf-8"))
    found.append(search.Document(url(SOURCES), "Source", text="Every module of the package, as the cards quote it."))
    found.append(search.Document(url(INDEX), "Index of equations", text="Every equation of the book."))
    return search.script(found, [*search.SYNONYMS, *search.synonyms(others)])
