"""`PYTHONPATH=.:docs python3 -m holding [PAGE ...]`: every place of the book that cannot be accounted for."""

import sys
from pathlib import Path

from builder.book import Text

from holding.pages import Hold
from purenn.pairing.registry import registry

ROOT = Path(__file__).parents[2]


if __name__ == "__main__":
    texts = [Text(path.name, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "docs").glob("*.md"))]
    found = [str(fault) for fault in Hold(texts, registry(), ROOT).faults()]
    shown = [each for each in found if not sys.argv[1:] or Path(each.split(":")[0]).stem in sys.argv[1:]]
    print(*shown, sep="\n")
    sys.exit(bool(shown))
