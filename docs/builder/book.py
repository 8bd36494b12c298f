"""The whole book: which page holds which equation, its number, and the cards of a page."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from builder import blocks, card, interim, mathematics, source
from builder.blocks import Block, PageError


@dataclass(frozen=True)
class Text:
    """A page's Markdown without its front matter; `first_line` is where that starts in the file."""

    path: str
    markdown: str
    first_line: int = 1
    chapter: str = ""


@dataclass(frozen=True)
class Book:
    """The equation blocks of every page; for each equation the block that holds it, and its number."""

    pages: dict[str, list[Block]]
    homes: dict[str, Block]
    numbers: dict[str, str]


def read(texts: Iterable[Text]) -> Book:
    """Return the book that these pages make.

    In a page with a chapter its equations are numbered within it: 4.1, 4.2 and so on.
    Raises: PageError as blocks.find and blocks.homes do.
    """
    texts = list(texts)
    pages = {text.path: blocks.find(text.markdown, text.path, text.first_line) for text in texts}
    homes = blocks.homes(block for found in pages.values() for block in found)
    numbers = {
        block.id: f"{text.chapter}.{count}"
        for text in texts if text.chapter
        for count, block in enumerate((block for block in pages[text.path] if block.latex), start=1)
    }  # fmt: skip
    return Book(pages, homes, numbers)


def cards(book: Book, page: str, root: Path, link: Callable[[str], str]) -> dict[str, str]:
    """Return the HTML of every card of a page; `link` gives the address, from this page, of another one.

    Raises: PageError if an equation has no line of code, or its LaTeX cannot be converted.
    """
    done = {}
    for block in book.pages.get(page, ()):
        home = book.homes[block.id]
        try:
            data = interim.card_of(block.id, home.latex, root)
        except LookupError as error:
            raise PageError(block.page, block.line, f"equation {block.id}: {error.args[0]}") from None
        data = replace(
            data, number=book.numbers.get(block.id, ""),
            home=f"{link(home.page)}#{blocks.address(block.id)}" if home.page != page else "",
        )  # fmt: skip
        try:
            done[block.id] = card.render(data, lambda file, line: f"{link(source.page_of(file))}#L{line}")
        except mathematics.FormulaError as error:
            raise PageError(home.page, home.line, f"equation {block.id}: {error}") from None
    return done


def formulas(html: str, text: Text) -> str:
    """Return the HTML of a page with its formulas as MathML.

    Raises: PageError if one cannot be converted.
    """
    try:
        return mathematics.in_page(html)
    except mathematics.FormulaError as error:
        line = mathematics.line_of(error.latex, text.markdown) + text.first_line - 1
        raise PageError(text.path, line, str(error)) from None


def source_pages(book: Book, root: Path, link: Callable[[str, str], str]) -> dict[str, str]:
    """Return the Markdown of the pages that show the package; `link` gives the address of one page from another."""
    files = {path.relative_to(root).as_posix(): path for path in sorted((root / "purenn").rglob("*.py"))}
    pages, listed = {}, []
    for file, path in files.items():
        text = path.read_text(encoding="utf-8")
        here = source.page_of(file)
        to_cards = {id: f"{link(home.page, here)}#{blocks.address(id)}" for id, home in book.homes.items()}
        pages[here] = source.page(file, text, to_cards)
        listed.append((file, (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]))
    pages["source/index.md"] = source.index(listed)
    return pages
