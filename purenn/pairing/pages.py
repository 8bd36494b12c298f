"""The equations as the pages of the book hold them: hand-written LaTeX, in blocks that name their id.

    /// eq | hidden.dJ-dw
        title: The slope in one weight
        article: D20
        kind: computation
        errata: E35
        says: The slope in one weight is row i of ∂J/∂Z times row h of the activations below, stood on end.

    \\frac{\\partial J}{\\partial w_{i,h}^{(l)}}=...
    ///

The options stand indented under the head of the block; article and errata may be left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath

from purenn.pairing.tags import PairingError

CHAPTERS = ["forward-pass", "loss", "output-layer", "hidden-layers", "compacting", "gradient-descent"]
KINDS = ["computation", "expansion", "layout", "definition"]
HEAD = re.compile(r"/// eq \| (\S+)\s*")
ERRATUM = re.compile(r"#+ (E\d\d)\. (.+?) *(?:\{#(\S+)\})?")
OPTION = re.compile(r" {4}(title|article|kind|errata|says): (.+)")


@dataclass(frozen=True)
class Block:
    """One equation of a page; file is relative to the root of the repository."""

    id: str
    title: str
    kind: str
    says: str
    article: tuple[str, ...]
    errata: tuple[str, ...]
    latex: str
    file: str
    line: int
    end_line: int

    @property
    def place(self) -> str:
        """Where the block begins, as file:line."""
        return f"{self.file}:{self.line}"

    @property
    def chapter(self) -> str:
        """The name of the page, such as Hidden layers."""
        return PurePath(self.file).stem.replace("-", " ").capitalize()


def blocks_in(text: str, file: str) -> list[Block]:
    """Return the blocks of one page, in order.

    Raises: PairingError if a block is not ended, or an option is unknown, missing or said twice.
    """
    lines = text.split("\n")
    return list(read_blocks(lines, file))


def read_blocks(lines: list[str], file: str) -> Iterator[Block]:
    """Yield the blocks in lines."""
    at = 0
    while at < len(lines):
        head = HEAD.fullmatch(lines[at])
        if head is None:
            if lines[at].startswith("/// eq"):
                raise PairingError(f"{file}:{at + 1}: found `{lines[at]}`, expected `/// eq | section.name`")
            at += 1
            continue
        end = next((k for k in range(at + 1, len(lines)) if lines[k].startswith("///")), None)
        if end is None or lines[end].strip() != "///":
            raise PairingError(f"{file}:{at + 1}: the block of {head[1]} is not ended, expected a line `///`")
        yield block(head[1], lines[at + 1 : end], file, at + 1, end + 1)
        at = end + 1


def block(id: str, inside: list[str], file: str, line: int, end_line: int) -> Block:
    """Return the block of id with the lines inside it."""
    options: dict[str, str] = {}
    while inside and inside[0].strip():
        option = OPTION.fullmatch(inside[0])
        if option is None:
            break
        if option[1] in options:
            raise PairingError(f"{file}:{line}: {id} says `{option[1]}:` twice, expected it once")
        options[option[1]] = option[2].strip()
        inside = inside[1:]
    latex = "\n".join(inside).strip()
    if missing := [name for name in ("title", "kind", "says") if name not in options]:
        raise PairingError(f"{file}:{line}: the block of {id} has no `{missing[0]}:`, expected it under its head")
    if options["kind"] not in KINDS:
        raise PairingError(f"{file}:{line}: {id} is of kind `{options['kind']}`, expected one of {', '.join(KINDS)}")
    if not latex:
        raise PairingError(f"{file}:{line}: the block of {id} holds no equation, expected LaTeX after an empty line")
    article, errata = (tuple(options.get(name, "").split()) for name in ("article", "errata"))
    return Block(id, options["title"], options["kind"], options["says"], article, errata, latex, file, line, end_line)


@dataclass(frozen=True)
class Erratum:
    """One slip of the article, as its section in the errata is headed; place is file:line."""

    number: str
    title: str
    place: str


def errata_in(text: str, file: str, first_line: int = 1) -> dict[str, Erratum]:
    """Return the errata that have a section in a page, by number.

    Raises: PairingError if one has two sections, or a section's address is not its number.
    """
    found: dict[str, Erratum] = {}
    for line, heading in enumerate(text.split("\n"), start=first_line):
        if section := ERRATUM.fullmatch(heading):
            number, title, address = section.groups()
            if address != number.lower():
                raise PairingError(f"{file}:{line}: found `{heading}`, expected it to end in {{#{number.lower()}}}")
            if number in found:
                raise PairingError(f"{file}:{line}: found {number} again, expected only {found[number].place}")
            found[number] = Erratum(number, title, f"{file}:{line}")
    return found


def errata(folder: Traversable) -> dict[str, Erratum]:
    """Return the errata of the book by number; none if its page is not in the folder."""
    page = folder / "errata.md"
    return errata_in(page.read_text(encoding="utf-8"), "docs/errata.md") if page.is_file() else {}


def pages_folder() -> Traversable:
    """Return the folder of the book's pages: docs beside the package, or the copy that is installed with it."""
    beside = Path(__file__).parent.parent.parent / "docs"
    return beside if (beside / f"{CHAPTERS[0]}.md").is_file() else files("purenn") / "pages"


def chapter_blocks(folder: Traversable) -> dict[str, Block]:
    """Return the blocks of all chapters by id, in the order of the book.

    Raises: PairingError if a chapter is missing or an id stands twice.
    """
    found: dict[str, Block] = {}
    for chapter in CHAPTERS:
        page = folder / f"{chapter}.md"
        if not page.is_file():
            raise PairingError(f"docs/{chapter}.md is not there, neither beside the package nor as purenn/pages in it; "
                               "install purenn from its wheel, or run it in its repository")
        for each in blocks_in(page.read_text(encoding="utf-8"), f"docs/{chapter}.md"):
            if each.id in found:
                first = found[each.id].place
                raise PairingError(f"{each.place}: found a second block of {each.id}, expected only that of {first}")
            found[each.id] = each
    return found
