"""`PYTHONPATH=.:docs python3 -m holding [PAGE ...]`: every place of the book that cannot be accounted for."""

import sys
from collections.abc import Iterator
from pathlib import Path

from holding import numbers
from holding.formulas import Book
from holding.prose import pieces
from purenn.pairing.registry import registry

PAGES = [*sorted(Path("docs").glob("*.md")), Path("README.md"), Path("CONTRIBUTING.md")]


def faults(names: list[str]) -> Iterator[str]:
    """Yield every fault of some pages, or of all."""
    entries = registry()
    book, cards = Book(entries), {id: entry.block.latex for id, entry in entries.items()}
    for path in PAGES:
        if not names or path.stem in names:
            found = pieces(path.read_text(encoding="utf-8"), str(path))
            for line, what in sorted([*book.check(found, str(path)), *numbers.faults(found, cards)]):
                yield f"{path}:{line}: {what}"


if __name__ == "__main__":
    all_of_them = list(faults(sys.argv[1:]))
    print(*all_of_them, sep="\n")
    sys.exit(bool(all_of_them))
