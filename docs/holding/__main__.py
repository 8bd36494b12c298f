"""`PYTHONPATH=.:docs python3 -m holding [PAGE ...]`: every place of the book that cannot be accounted for."""

import sys
from pathlib import Path

from builder.book import Text

from holding.pages import Hold
from purenn.pairing.registry import registry

ROOT = Path(__file__).parents[2]


if __name__ == "__main__":
    texts = [Text(path.name, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "docs").glob("*.md"))]
    hold, asked = Hold(texts, registry(), ROOT), {name.removesuffix(".md") for name in sys.argv[1:]}
    if unknown := asked - (known := {Path(text.path).stem for text in hold.texts}):
        print(f"found no page {', '.join(sorted(unknown))}, expected {', '.join(sorted(known))}", file=sys.stderr)
        sys.exit(2)
    shown = [each for each in map(str, hold.faults()) if not asked or Path(each.split(":")[0]).stem in asked]
    print(*(f"{each}\n" for each in shown), sep="", end="")
    sys.exit(bool(shown))
