"""The whole book held at once: cards, formulas, numbers, links, errata, code, and blocks that are run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from builder.blocks import PageError
from builder.book import Text
from builder.prose import Piece, pieces

from holding import numbers
from holding.code import Package, code_faults
from holding.formulas import Book
from holding.metadata import ERRATA, article, card_faults, errata_faults, link_faults
from holding.ran import block_faults
from holding.shapes import misshapen
from purenn.pairing.registry import Entry

COUNTED = {"code": "spans", "link": "links", "value": "values", "number": "numbers", "fence": "blocks"}
BESIDE = ("README.md", "CONTRIBUTING.md")  # pages of the book that are not on the site
TRANSLATED = ("other-books.md", "four-roads.md", "beyond.md")  # the pages on which names stand as others have them


class Hold:
    """Everything that the pages are held to; `counts` is how much of each kind they have shown so far."""

    def __init__(self, texts: Iterable[Text], entries: Mapping[str, Entry], root: Path) -> None:
        beside = [Text(f"../{name}", (root / name).read_text(encoding="utf-8")) for name in BESIDE]
        self.texts, self.entries = [*texts, *beside], entries
        self.article, self.package, self.book = article(), Package(root, entries), Book(entries)
        self.pieces = {text.path: pieces(text.markdown, text.path, text.first_line) for text in self.texts}
        self.values = numbers.put_in(piece for found in self.pieces.values() for piece in found)
        self.counts = self.book.counts
        self.counts["cards"] = len(entries)

    def faults(self) -> Iterator[PageError]:
        """Yield every fault of the cards, the pages, README.md and CONTRIBUTING.md."""
        yield from card_faults(self.entries, self.article)
        for path, found in self.pieces.items():
            yield from self.faults_of(found, path)

    def faults_of(self, found: list[Piece], path: str) -> Iterator[PageError]:
        """Yield every fault of a page."""
        self.counts.update(COUNTED[piece.kind] for piece in found if piece.kind in COUNTED)
        if path == ERRATA:
            yield from errata_faults(found, self.entries, self.article)
        yield from link_faults(found, path, self.entries)
        yield from code_faults(found, path, self.package)
        yield from block_faults(found, path)
        said = [*self.book.check(found), *numbers.faults(found, self.entries), *numbers.swapped(found, self.values),
                *misshapen(found)]
        if path not in TRANSLATED:
            expected = f"expected another book's notation on {' and '.join(TRANSLATED)} only"
            said += [(each.line, f"found `{each.text}`, {expected}") for each in found if r"\theirs{" in each.text]
        yield from (PageError(path, line, what) for line, what in said)

    def check(self) -> None:
        """Check the pages.

        Raises: PageError for the first fault.
        """
        for fault in self.faults():
            raise fault
