"""The equations as the pages of the book hold them: hand-written LaTeX, in blocks that name their id.

    /// eq | hidden.dJ-dw
        title: The derivative with respect to one weight
        article: D20
        kind: computation
        errata: E35
        says: It is row $i$ of $\\partial J/\\partial\\mathbf{Z}$ times row $h$ of the previous layer's activations.

    \\frac{\\partial J}{\\partial w_{i,h}^{(l)}}=...
    ///

The options stand indented under the head of the block; article and errata may be left out. A block with nothing
between its lines shows an equation of a chapter once more. A figure has its caption, a task its question
in a block of the same form. What stands in a code fence or a comment is no block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import takewhile
from pathlib import Path, PurePath
from typing import NamedTuple

from purenn.notation.expression import PairingError
from purenn.pairing.tags import ID

CHAPTERS = ["forward-pass", "loss", "output-layer", "hidden-layers", "compacting", "gradient-descent",
            "several-classes"]
KINDS = ["computation", "expansion", "layout", "definition"]
BLOCK = re.compile(r"""
    ^\ *(?P<fence>`{3,}(?=[^`\n]*$)|~{3,}).*?(?:^\ *(?P=fence)[`~]*\ *$|\Z) | `[^`\n]*` | <!--.*?(?:-->|\Z)  # is none
    | ^(?P<indent>\ *)///[ ]*(?P<kind>eq|figure|task)\b(?P<name>[^\n]*)\n(?P<inside>.*?)(?P<end>^\ *///[^\n]*|\Z)
""", re.MULTILINE | re.DOTALL | re.VERBOSE)  # fmt: skip
ERRATUM = re.compile(r"#+ (E\d\d)\. (.+?) *(?:\{#(\S+)\})?")
OPTION = re.compile(r" {4}(title|article|kind|errata|says): .+")


@dataclass(frozen=True)
class Block:
    """One equation of a page; file is relative to the root of the repository, and the sentence has its formulas."""

    id: str
    title: str
    kind: str
    sentence: str
    article: tuple[str, ...]
    errata: tuple[str, ...]
    latex: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """Where the block begins, as file:line."""
        return f"{self.file}:{self.line}"

    @property
    def says(self) -> str:
        """The sentence as a terminal shows it."""
        return plain(self.sentence)

    @property
    def chapter(self) -> str:
        """The name of the page, such as Hidden layers."""
        return PurePath(self.file).stem.replace("-", " ").capitalize()


class Piece(NamedTuple):
    """A block as it stands in a page: its kind (eq, figure or task), its name, what it encloses, and where it is."""

    kind: str
    name: str
    inside: str
    line: int
    indent: str = ""


def pieces(text: str, file: str, first_line: int = 1) -> Iterator[str | Piece]:
    """Yield a page's text in order, each block as one piece; first_line is the line of the file at which text begins.

    Raises: PairingError if the head of a block is malformed or a block is not ended.
    """
    start = 0
    for found in BLOCK.finditer(text):
        if found["kind"] is None:
            continue
        line, head = first_line + text.count("\n", 0, found.start()), found[0].partition("\n")[0].strip()
        name = re.fullmatch(r"\s*\|\s*(\S+)\s*", found["name"])
        if name is None or (found["kind"] == "eq" and not ID.fullmatch(name[1])):
            expected = "/// eq | section.name" if found["kind"] == "eq" else f"/// {found['kind']} | name"
            raise PairingError(f"{file}:{line}: found `{head}`, expected `{expected}`")
        if found["end"].strip() != "///":
            raise PairingError(f"{file}:{line}: the block of {name[1]} is not ended, expected a line `///`")
        yield text[start : found.start()]
        inside = re.sub(f"(?m)^{found['indent']}", "", found["inside"])
        yield Piece(found["kind"], name[1], inside, line, found["indent"])
        start = found.end()
    yield text[start:]


def blocks_in(text: str, file: str) -> list[Block]:
    """Return the equations that one page holds, in order.

    Raises: PairingError if a block is not ended, or an option is unknown, missing or said twice.
    """
    found = [piece for piece in pieces(text, file) if isinstance(piece, Piece) and piece.kind == "eq"]
    return [block(piece, file) for piece in found if piece.inside.strip()]


def block(piece: Piece, file: str) -> Block:
    """Return what a block of a page holds."""
    where = f"{file}:{piece.line}: the block of {piece.name}"
    options, lines = dict[str, str](), piece.inside.split("\n")
    for line in takewhile(OPTION.fullmatch, lines):
        name, _, value = line.strip().partition(": ")
        if name in options:
            raise PairingError(f"{where} says `{name}:` twice, expected it once")
        options[name] = value
    latex = "\n".join(lines[len(options) :]).strip()
    if missing := {"title", "kind", "says"} - options.keys():
        raise PairingError(f"{where} has no `{min(missing)}:`, expected it under its head")
    if options["kind"] not in KINDS:
        raise PairingError(f"{where} is of kind `{options['kind']}`, expected one of {', '.join(KINDS)}")
    if not latex:
        raise PairingError(f"{where} holds no equation, expected LaTeX after an empty line")
    article, errata = (tuple(options.pop(name, "").split()) for name in ("article", "errata"))
    options["sentence"] = options.pop("says")
    return Block(piece.name, **options, article=article, errata=errata, latex=latex, file=file, line=piece.line)


def plain(sentence: str) -> str:
    r"""Return a sentence with its formulas in plain letters.

    >>> plain(r"Row $i$ of $\partial J/\partial\mathbf{Z}$, where $g = h$.")
    'Row i of ∂J/∂Z, where g = h.'
    """
    return re.sub(r"\\mathbf\{(\w)\}|\$", r"\1", re.sub(r"\\partial ?", "∂", sentence))


class Erratum(NamedTuple):
    """One slip of the article, as its section in the errata is headed; place is file:line."""

    number: str
    title: str
    address: str | None
    place: str


def errata_in(text: str, file: str, first_line: int = 1) -> list[Erratum]:
    """Return the errata that have a section in a page, in order."""
    lines = enumerate(text.split("\n"), start=first_line)
    found = [(line, ERRATUM.fullmatch(heading)) for line, heading in lines]
    return [Erratum(each[1], each[2], each[3], f"{file}:{line}") for line, each in found if each]


def errata(folder: Traversable) -> dict[str, Erratum]:
    """Return the errata of the book by number; none if its page is not in the folder."""
    page = folder / "errata.md"
    found = errata_in(page.read_text(encoding="utf-8"), "docs/errata.md") if page.is_file() else []
    return {erratum.number: erratum for erratum in found}


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
