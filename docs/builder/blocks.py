"""Where the equations and the figures stand in a page's Markdown, as purenn.pairing.pages finds their blocks.

A block of an equation with nothing between its lines shows it once more, on any page. A figure's holds its caption:

    /// figure | pathway
    An arbitrary path through the network.
    ///

A task's holds its options, indented under its head as an equation's are, and then its question:

    /// task | compute
        equation: hidden.dJ-da-sum
        at: l=1,i=2,j=3

    How does $J$ change with one activation?
    ///

A block may stand, indented, in a details block or a list; its place is indented alike.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from textwrap import indent

from purenn.pairing.pages import Piece, pieces

_PLACE = re.compile(r'<div class="eq-place" id="[^"]*" data-eq="([^"]*)"></div>')
_TASK_PLACE = re.compile(r'<div class="task-place" data-task="(\S+) (head|body)"></div>')
_HEADING = re.compile(r"<h(\d)[^>]*>(.*?)</h\1>", re.DOTALL)
_UNSAID = re.compile(r'<a class="headerlink.*?</a>|<[^>]*>')
_OPTION = re.compile(r" {4}([a-z]+): (.+)")
_DRAWING = re.compile(r'<svg class="drawing".*</svg>', re.DOTALL)
_FIGURE_PLACE = re.compile(r'<div class="figure-place" data-figure="([^"]*)"></div>')


class PageError(ValueError):
    """Something in a page that stops the build; the message starts with the page's file and line."""

    def __init__(self, page: str, line: int, message: str) -> None:
        super().__init__(f"{page}:{line}: {message}")


@dataclass(frozen=True)
class Block:
    """An equation block: `line` is where it starts, `empty` says that it shows an equation once more."""

    id: str
    empty: bool
    page: str
    line: int


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its level, and its words."""

    level: int
    title: str


@dataclass(frozen=True)
class Figure:
    """A figure block; `caption` is Markdown, and `line` is where the block starts."""

    name: str
    caption: str
    page: str
    line: int


@dataclass(frozen=True)
class Task:
    """A task block: its kind, its options, the question as Markdown, and the line at which it starts."""

    kind: str
    options: Mapping[str, str]
    question: str
    page: str
    line: int

    @property
    def address(self) -> str:
        """The part of its address after the #, such as task-compute-hidden-dJ-da-sum."""
        subject = next((self.options[name] for name in ("equation", "exercise", "function", "steps")
                        if name in self.options), "")  # fmt: skip
        kind = "order" if "steps" in self.options else self.kind
        return "-".join(["task", kind, *subject.split()[-1:]]).replace(".", "-")


def address(id: str) -> str:
    """Return the part of an equation's address after the #.

    >>> address("hidden.dJ-da-sum")
    'eq-hidden-dJ-da-sum'
    """
    return "eq-" + id.replace(".", "-")


def find(markdown: str, page: str, first_line: int = 1) -> list[Block]:
    """Return the equation blocks of a page, in order.

    `first_line` is the line of the file at which the Markdown starts (after the front matter).
    Raises: PageError if an id stands twice on the page; PairingError if a block is malformed or not ended.
    """
    found = _of_kind("eq", markdown, page, first_line)
    blocks = [Block(piece.name, not piece.inside.strip(), page, piece.line) for piece in found]
    seen: dict[str, Block] = {}
    for block in blocks:
        other = seen.setdefault(address(block.id), block)
        if other is not block:
            raise PageError(page, block.line, f"equation {block.id} has the address of {other.id} in line {other.line}")
    return blocks


def find_figures(markdown: str, page: str, first_line: int = 1) -> list[Figure]:
    """Return the figure blocks of a page, in order; `first_line` is as for find.

    Raises: PageError if a figure has no caption or stands twice on the page; PairingError as for find.
    """
    found = _of_kind("figure", markdown, page, first_line)
    figures = [Figure(piece.name, piece.inside.strip(), page, piece.line) for piece in found]
    seen: dict[str, Figure] = {}
    for figure in figures:
        if not figure.caption:
            raise PageError(page, figure.line, f"the figure {figure.name} has no caption between its lines")
        other = seen.setdefault(figure.name, figure)
        if other is not figure:
            raise PageError(page, figure.line, f"the figure {figure.name} is already in line {other.line}")
    return figures


def find_tasks(markdown: str, page: str, first_line: int = 1) -> list[Task]:
    """Return the task blocks of a page, in order; `first_line` is as for find.

    Raises: PageError if a task has no question, says an option twice, or stands twice; PairingError as for find.
    """
    tasks = [task_of(piece, page) for piece in _of_kind("task", markdown, page, first_line)]
    seen: dict[str, Task] = {}
    for task in tasks:
        other = seen.setdefault(task.address, task)
        if other is not task:
            raise PageError(page, task.line, f"the task {task.address} is already in line {other.line}")
    return tasks


def task_of(piece: Piece, page: str) -> Task:
    """Return what a block of a task holds.

    Raises: PageError if it has no question, or says an option twice.
    """
    options, lines = dict[str, str](), piece.inside.split("\n")
    for found in takewhile(bool, map(_OPTION.fullmatch, lines)):
        assert found is not None
        if found[1] in options:
            raise PageError(page, piece.line, f"the task says `{found[1]}:` twice, expected it once")
        options[found[1]] = found[2].strip()
    question = "\n".join(lines[len(options) :]).strip()
    if not question:
        raise PageError(page, piece.line, "the task has no question, expected one after its options")
    return Task(piece.name, options, question, page, piece.line)


def with_places(markdown: str, page: str) -> str:
    """Return the Markdown with every block replaced by the place where its card or its drawing will stand."""
    parts = []
    for piece in pieces(markdown, page):
        parts.append(piece if isinstance(piece, str) else indent(_place(piece, page), piece.indent))
    return "".join(parts)


def _place(piece: Piece, page: str) -> str:
    if piece.kind == "eq":
        return f'\n<div class="eq-place" id="{address(piece.name)}" data-eq="{piece.name}"></div>\n'
    if piece.kind == "task":
        task = task_of(piece, page)
        head, body = (
            f'<div class="task-place" data-task="{task.address} {part}"></div>\n' for part in ("head", "body")
        )
        opening = f'\n<section class="task {task.kind}" id="{task.address}" markdown="1">\n'
        return f"{opening}{head}\n{task.question}\n\n{body}</section>\n"
    return (
        f'\n<figure id="figure-{piece.name}" markdown="1">\n'
        f'<div class="figure-place" data-figure="{piece.name}"></div>\n'
        f'<figcaption markdown="span">{piece.inside.strip()}</figcaption>\n</figure>\n'
    )


def _of_kind(kind: str, markdown: str, page: str, first_line: int) -> list[Piece]:
    found = pieces(markdown, f"docs/{page}", first_line)
    return [piece for piece in found if isinstance(piece, Piece) and piece.kind == kind]


def places(page: str) -> list[str]:
    """Return the ids of the places in the HTML of a page, in order."""
    return _PLACE.findall(page)


def fill(page: str, cards: Mapping[str, Callable[[Heading], str]]) -> str:
    """Return the HTML of a page with a card in each place, made for the heading above it."""
    headings = [(found.end(), Heading(int(found[1]), html.unescape(_UNSAID.sub("", found[2])).strip()))
                for found in _HEADING.finditer(page)]  # fmt: skip

    def card(found: re.Match[str]) -> str:
        above = [heading for end, heading in headings if end <= found.start()]
        return cards[found[1]](above[-1] if above else Heading(1, ""))

    return _PLACE.sub(card, page)


def fill_figures(page: str, drawings: Mapping[str, str]) -> str:
    """Return the HTML of a page with a drawing in the place of each figure, in a box that scrolls."""
    boxed = r'<div class="drawing-box" role="group" aria-label="The drawing">\g<0></div>'
    return _FIGURE_PLACE.sub(lambda found: _DRAWING.sub(boxed, drawings[found[1]]), page)


def fill_tasks(page: str, tasks: Mapping[str, Mapping[str, str]]) -> str:
    """Return the HTML of a page with the parts of each task, its head and its body, in their places."""
    return _TASK_PLACE.sub(lambda found: tasks[found[1]][found[2]], page)
