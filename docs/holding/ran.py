"""Whether each block of a page that shows a run, or is to be run, has been run as it stands.

tests/package/test_shown_blocks.py runs them, compares what they show, and lists their hashes in ran.txt beside this
module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from builder.blocks import PageError
from builder.prose import Piece

LIST = Path(__file__).with_name("ran.txt")
CURE = "expected it to have been run, and noted in docs/holding/ran.txt, by python3 tests/package/test_shown_blocks.py"


def to_run(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the blocks of a page that are run: those of a console and of Python."""
    return [piece for piece in pieces if piece.kind == "fence" and piece.about.split(" ")[0] in ("console", "python")]


def mark(block: Piece) -> str:
    """Return the hash of a block."""
    return hashlib.sha256(f"{block.about}\n{block.text}".encode()).hexdigest()[:16]


def block_faults(pieces: Iterable[Piece], page: str) -> Iterator[PageError]:
    """Yield each block that has not been run as it stands."""
    ran = set(LIST.read_text(encoding="utf-8").split())
    for block in to_run(pieces):
        if mark(block) not in ran:
            yield PageError(page, block.line, f"found a new or changed block of {block.about.split(' ')[0]}, {CURE}")
