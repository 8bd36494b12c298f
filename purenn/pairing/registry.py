"""The registry: every equation with its line and its page, derived from both and kept nowhere else.

The source gives the lines and what they say; the pages give title, sentence, article reference and LaTeX.
Where the two disagree, in what they hold or in what they say, there is no registry but an error.
"""

from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from purenn.notation.expression import Equation, Function, Node, Ones, PairingError
from purenn.notation.latex import latex
from purenn.notation.parsing import compare
from purenn.notation.shapes import Shape
from purenn.notation.text import text
from purenn.notation.walks import terms
from purenn.pairing.indices import Checker, IndexCheckError, shapes_of
from purenn.pairing.pages import Block, chapter_blocks, pages_folder
from purenn.pairing.reading import equation_of, read
from purenn.pairing.scope import ReadingError
from purenn.pairing.tags import Source, Tag, collect, place


@dataclass(frozen=True)
class Entry:
    """One equation: its number in the book, its block in a page, its tagged lines in the order of its steps."""

    number: int
    block: Block
    tags: list[Tag]

    @property
    def id(self) -> str:
        """The name of the equation."""
        return self.block.id

    @cached_property
    def equation(self) -> Equation:
        """What the lines say."""
        return equation_of(self.tags)

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shape of each side, left side first; () for a number."""
        first, *_ = each = [shapes_of(tag) for tag in self.tags]
        return [first[0], *(shape for shapes in each for shape in shapes[1:])]

    def term_shapes(self) -> dict[Node, Shape]:
        """Return the shape of each matrix, row and column that the equation names."""
        shapes: dict[Node, Shape] = {}
        for checker in [Checker(tag, read(tag)) for tag in self.tags]:
            for term in terms(checker.equation):
                with suppress(PairingError):  # an index that only runs inside a sum; such a term is a number
                    shapes[term] = () if isinstance(term, Function | Ones) else checker.shape(term)
        return {term: shape for term, shape in shapes.items() if shape}

    def check(self) -> None:
        """Raise PairingError unless the lines read back to the page's equation and every index stands right."""
        lines = {tag.file: place(tag) for tag in reversed(self.tags)}  # the first of each file
        where = f"{self.id}: {self.block.place} against {' and '.join(lines.values())}"
        try:
            compare(self.block.latex, latex(self.equation), where)
            _ = self.shapes
        except (ReadingError, IndexCheckError) as error:
            code = "".join(f"\n  code: {tag.code}" for tag in self.tags)
            raise PairingError(f"{where}: {error}\n  page: {self.block.latex}{code}") from error

    def record(self) -> dict[str, object]:
        """Return what `equations --json` prints of this equation."""
        first = self.tags[0]
        return {
            "id": self.id,
            "number": self.number,
            "title": self.block.title,
            "kind": self.block.kind,
            "article": list(self.block.article),
            "errata": list(self.block.errata),
            "says": self.block.says,
            "page": self.block.place,
            "file": first.file,
            "line": first.line,
            "lines": [{"file": tag.file, "line": tag.line, "step": tag.step, "code": tag.code} for tag in self.tags],
            "code": "\n".join(tag.code for tag in self.tags),
            "latex": self.block.latex,
            "unicode": text(self.equation),
        }


def package_sources() -> list[Source]:
    """Return the modules of the package below the pairing, under their names relative to the repository."""
    modules = {each.name: each for each in files("purenn").iterdir() if each.name.endswith(".py")}
    return [Source(f"purenn/{name}", modules[name].read_text(encoding="utf-8")) for name in sorted(modules)]


def registry(sources: list[Source] | None = None, pages: Traversable | None = None) -> dict[str, Entry]:
    """Return every equation by id, in the order of the book.

    Raises: PairingError, naming file and line, if a tag has no block, a block no tag, or a tag or block is malformed.
    """
    tags = collect(package_sources() if sources is None else sources)
    blocks = chapter_blocks(pages or pages_folder())
    for id, lines in tags.items():
        if id not in blocks:
            near = an_id_like(id, list(blocks))
            raise PairingError(f"{place(lines[0])}: found the tag `{id}`, expected {near} of a page")
    for id, block in blocks.items():
        if id not in tags:
            near = an_id_like(id, list(tags))
            raise PairingError(f"{block.place}: found the equation `{id}`, expected {near} of a line")
    return {id: Entry(number, block, tags[id]) for number, (id, block) in enumerate(blocks.items(), start=1)}


def an_id_like(id: str, ids: list[str]) -> str:
    """Return words for the ids nearest to id."""
    near = get_close_matches(id, ids, n=3, cutoff=0.5)
    return f"an id such as {' or '.join(near)}" if near else "an id"
