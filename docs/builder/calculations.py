"""The worked numbers of a card: its equation on the worked net, at every place that a reader can pick.

The page shows the first place, so that it can be read without a script; the others follow as JSON, from which
numbers.js fills the same frame. A line of text holds each term between two backquotes, after the number of its role.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import product

from builder.card import Fold
from builder.tables import box, cell, head, table
from purenn.explaining.explain import layer_letter, remarks, written
from purenn.explaining.numbers import Calculator, Place, is_cost
from purenn.explaining.worked import L, m, n
from purenn.notation.expression import Equation, Gradient, Layout, Node, Number, Ones, Operation, Symbol
from purenn.notation.text import text
from purenn.notation.walks import at_layer, with_index

ROLES = ("written", "first", "second", "third", "index")
Roles = Sequence[tuple[Node, str]]  # each term of an equation with its role


@dataclass(frozen=True)
class Grid:
    """Along which letters a matrix that is laid out runs, what of it the left side is, and the role of an entry."""

    rows: str
    columns: str
    picked: str  # "row", "column" or "", if it is the whole matrix
    role: str


@dataclass(frozen=True)
class Calculations:
    """An equation worked out: for each layer, how far each letter runs, and the lines at each place.

    The last letter runs fastest. Where the matrix is laid out, the first line names it.
    """

    layer: str  # how the equation calls its layer: l, L, or not at all
    letters: Mapping[int, Mapping[str, int]]
    lines: Mapping[int, Sequence[Sequence[str]]]
    grid: Grid | None = None


@cache
def calculator() -> Calculator:
    """Return the worked net's calculator."""
    return Calculator()


def calculations(equation: Equation, kind: str, roles: Roles) -> Calculations:
    """Return an equation worked out everywhere."""
    layers = calculator().layers(equation)
    letters = {l: calculator().letters(equation, l) for l in layers}
    lines = {}
    for l in layers:
        found = {stripped(at_layer(term, l, L)): role for term, role in roles}
        places = product(*(range(1, size + 1) for size in letters[l].values()))
        at = [{"l": l, **dict(zip(letters[l], indices, strict=True))} for indices in places]
        each = [list(lines_at(equation, place, found)) for place in at]
        if kind == "layout":
            each = [[lines[0], lines[-1]] for lines in each]  # an entry is itself
        names = [[matrix_name(equation.sides[0], place)] if is_laid_out(equation, kind) else [] for place in at]
        lines[l] = [[*name, *lines] for name, lines in zip(names, each, strict=True)]
    laid_out = grid(equation, roles) if is_laid_out(equation, kind) else None
    return Calculations(layer_letter(equation), letters, lines, laid_out)


def lines_at(equation: Equation, place: Place, roles: Mapping[object, str]) -> Iterator[str]:
    """Yield the lines of a calculation with its terms marked, as `python3 -m purenn explain` prints them."""
    worked = calculator().calculate(equation, place)

    def mark(shown: str, term: Node) -> str:
        term = term.of if isinstance(term, Number) and term.of else term
        role = "written" if term is worked.left else roles.get(stripped(term))
        return f"`{ROLES.index(role)}{shown}`" if role else shown

    for sign, line in written(worked, equation.sign, mark=mark):
        yield f"{sign} {line}" if sign else line


def stripped(term: Node) -> object:
    """Return what an entry has in common with the matrix or vector that it is taken from."""
    match term:
        case Operation("transpose", (inner,)):
            return stripped(inner)
        case Gradient(top, bottom):
            return stripped(top), stripped(bottom)
        case Symbol(letter, layer=layer):
            return letter.lower(), layer
        case Ones():
            return Ones
    return term


# ---- a matrix that is laid out


def is_laid_out(equation: Equation, kind: str) -> bool:
    """Say whether the numbers of an equation stand in a matrix: those of a layout, and of a Jacobian entry by entry."""
    left, right, *_ = equation.sides
    jacobian = isinstance(left, Gradient) and isinstance(left.top, Symbol) and left.top.kind == "matrix"
    return kind == "layout" or (jacobian and isinstance(right, Layout))


def grid(equation: Equation, roles: Roles) -> Grid:
    """Return how to lay out the matrix on the left of an equation."""
    left = equation.sides[0]
    base = left.bottom if isinstance(left, Gradient) and is_cost(left.top) else left
    axes = calculator().axes_of(whole(left), calculator().layers(equation)[0])
    row, column = (letter if size > 1 else "" for letter, size in axes)
    picked = base.kind if isinstance(base, Symbol) and base.kind != "matrix" else ""
    return Grid(row, column, picked, next((role for _, role in roles if role != "written"), "first"))


def matrix_name(left: Node, place: Place) -> str:
    """Return the name of the matrix that the left side is, or that it is a row or a column of."""
    named = at_layer(whole(left), place["l"], L)
    for letter, index in place.items():
        named = with_index(named, letter, index)
    return text(named)


def whole(node: Node) -> Node:
    """Return the matrix that a row or a column is taken from; that of a vector by a number is part of none."""
    if isinstance(node, Gradient) and is_cost(node.top):
        return replace(node, bottom=whole(node.bottom))
    return replace(node, letter=node.letter.upper(), kind="matrix", indices=()) if isinstance(node, Symbol) else node


# ---- HTML


def worked_numbers(equation: Equation, kind: str, roles: Roles) -> Fold:
    """Return the part of a card that shows its equation with numbers."""
    worked = calculations(equation, kind, roles)
    l = next(iter(worked.lines))
    chosen = {worked.layer: l} if worked.layer else {}
    at = ", ".join(f"{letter} = {index}" for letter, index in {**chosen, **dict.fromkeys(worked.letters[l], 1)}.items())
    net = f"On the worked net, with layers of {', '.join(map(str, n[:-1]))} and {n[-1]} units and {m} datapoints"
    notes = [*remarks(equation, worked.letters[l]), "numbers are rounded to four significant digits"]
    data = json.dumps(asdict(worked), ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    return Fold(
        "Worked numbers",
        f'<div class="eq-numbers"><p class="eq-at">{net}{", at" if at else ""} '
        f'<span class="eq-chosen">{at}</span></p>'
        f'<div class="eq-working" aria-live="polite">{first_html(worked, l)}</div>'
        f'<p class="eq-notes">{html.escape("; ".join(notes))}.</p>'
        f'<script type="application/json">{data}</script></div>',
    )


def first_html(worked: Calculations, l: int) -> str:
    """Return the lines, and the matrix that is laid out, at the first place of a layer."""
    lines = worked.lines[l][0]
    if worked.grid is None:
        return "".join(map(line_html, lines))
    return table_html(worked, worked.grid, l) + "".join(map(line_html, lines[1:]))


def line_html(line: str) -> str:
    """Return a line of a calculation.

    >>> line_html("= `1w₁₂⁽²⁾` · 2")
    '<p><span class="sign">=</span><span><span class="term first">w₁₂⁽²⁾</span> · 2</span></p>'
    """
    sign, line = (line[0], line[2:]) if line[1:2] == " " else ("", line)
    parts = [
        f'<span class="term {ROLES[int(part[0])]}">{html.escape(part[1:])}</span>' if k % 2 else html.escape(part)
        for k, part in enumerate(line.split("`"))
    ]
    return f'<p><span class="sign">{sign}</span><span>{"".join(parts)}</span></p>'


def table_html(worked: Calculations, grid: Grid, l: int) -> str:
    """Return the matrix that is laid out, with its first row, column or entry picked out."""
    letters, name = worked.letters[l], worked.lines[l][0][0]
    rows, columns = (range(1, letters.get(letter, 1) + 1) for letter in (grid.rows, grid.columns))

    def entry(r: int, c: int) -> str:
        value = worked.lines[l][number_of(letters, {grid.rows: r, grid.columns: c})][-1].split("`")[1][1:]
        chosen = [(1, {"row": r, "column": c}.get(grid.picked), "picked"), ((1, 1), (r, c), f"entry {grid.role}")]
        names = " ".join(name for wanted, found, name in chosen if wanted == found)
        return cell(value, class_=names)

    lines = ([head(counted(grid.rows, r)), *(entry(r, c) for c in columns)] for r in rows)
    heads = ["", *(counted(grid.columns, c) for c in columns)]
    return box(table(lines, heads, caption=html.escape(name)), "eq-grid", name)


def counted(letter: str, index: int) -> str:
    """Return what stands before a row or over a column of a matrix; nothing where there is a single one."""
    return f"{letter} = {index}" if letter else ""


def number_of(letters: Mapping[str, int], at: Mapping[str, int]) -> int:
    """Return where a place stands among all those of its layer; a letter that is not given is 1.

    >>> number_of({"i": 3, "j": 5}, {"i": 2, "j": 4})
    8
    """
    number = 0
    for letter, size in letters.items():
        number = number * size + at.get(letter, 1) - 1
    return number
