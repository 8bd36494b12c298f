"""The whole book held at once: cards, formulas, numbers, links, errata, code, and blocks that are run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from builder.blocks import PageError
from builder.book import Text

from holding import numbers
from holding.code import Package, code_faults
from holding.formulas import Book
from holding.metadata import ERRATA, article, card_faults, errata_faults, link_faults
from holding.prose import pieces
from holding.ran import block_faults
from purenn.pairing.registry import Entry


def faults(texts: Iterable[Text], entries: Mapping[str, Entry], root: Path) -> Iterator[PageError]:
    """Yield every fault of the pages, of README.md and of CONTRIBUTING.md."""
    listed, package, book = article(), Package(root, entries), Book(entries)
    names = ("README.md", "CONTRIBUTING.md")
    beside = [Text(f"../{name}", (root / name).read_text(encoding="utf-8")) for name in names]
    yield from card_faults(entries, listed)
    book_of_pieces = [(text, pieces(text.markdown, text.path, text.first_line)) for text in [*texts, *beside]]
    values = numbers.put_in(piece for _, found in book_of_pieces for piece in found)
    for text, found in book_of_pieces:
        if text.path == ERRATA:
            yield from errata_faults(found, entries, listed)
        yield from link_faults(found, text.path, entries)
        yield from code_faults(found, text.path, package)
        yield from block_faults(found, text.path)
        for line, what in [*book.check(found), *numbers.faults(found, entries), *numbers.swapped(found, values)]:
            yield PageError(text.path, line, what)


def check(texts: Iterable[Text], entries: Mapping[str, Entry], root: Path) -> None:
    """Check the pages.

    Raises: PageError for the first fault.
    """
    for fault in faults(texts, entries, root):
        raise fault
