"""The stepper: the record of the worked net's run, and what a page needs beside it to play the record.

Everything is taken from the record, the registry and the source; only the frame, stepper.html, is written by hand.
"""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from builder import blocks, source, tables
from builder.card import Line as CodeLine
from builder.card import code_block
from builder.javascript import activation, arithmetic
from builder.network_figure import network
from builder.paired import Marks
from builder.recording import FORMS, PHASES, Line, Recorder, Step, check, initial_state, record, replay
from purenn.explaining.worked import B, W, X, Y, gamma, m, n
from purenn.notation.expression import Function, Gradient, Node, Number, PairingError, Symbol
from purenn.notation.mathml import MathML, mathml
from purenn.notation.sizes import Index, Layer
from purenn.notation.symbols import container
from purenn.notation.text import text
from purenn.notation.walks import children, is_operation, terms
from purenn.pairing.reading import read
from purenn.pairing.registry import Entry

PLACE = re.compile(r'<div class="stepper-place" data-open="([^"]*)" data-table="([^"]*)"></div>')
FRAME = Path(__file__).with_suffix(".html")


def fill(page: str, entries: Mapping[str, Entry], link: Callable[[str], str]) -> str:
    """Return the HTML of a page with the stepper in its place; `link` gives the address, from this page, of another.

    The place names the address of the step to open on, and the equation whose steps a page without JavaScript has.

    Raises: PairingError if a line cannot be stepped through, the record cannot be replayed, or no step has the address.
    """
    found = PLACE.search(page)
    if not found:
        return page
    opens, id = found.groups()
    if opens not in (every := [address(form, step) for form, each in recorded().items() for step in each.steps]):
        raise PairingError(f'stepper: found data-open="{opens}", expected the address of a step, such as {every[1]}')
    views = [View(line, entries[line.tag.id], link) for line in recorded()["scalar"].lines]
    return PLACE.sub(lambda _: stepper(views, recorded(), opens) + table(id, views, recorded()["scalar"]), page)


def words() -> dict[str, str]:
    """Return what the text of the page says of the worked net.

    >>> words()["layers"], words()["activation"]
    ('4, 3, 2 and 1', 'sigmoid')
    """
    *widths, last = map(str, n)
    layers = f"{', '.join(widths)} and {last}"
    return {"layers": layers, "datapoints": str(m), "activation": activation(), "gamma": f"{gamma:g}"}


@cache
def recorded() -> dict[str, Recorder]:
    """Return the record of each form, proven by its replay; it is taken once, of the package as it was imported."""
    records = {form: record(form) for form in FORMS}
    for form, recorder in records.items():
        check(form, recorder)
    return records


def address(form: str, step: Step) -> str:
    """Return the address of a step: its form, its equation and its place."""
    return "/".join(filter(None, (form, step.line.tag.id, step.place)))


@cache
def addresses() -> dict[str, str]:
    """Return the address of each recorded equation's step at the place whose numbers its card shows: the lowest.

    >>> addresses()["forward.z-element"], addresses()["compact.dJ-dA"]
    ('scalar/forward.z-element/l=1,i=1,j=1,h=1', 'matrix/compact.dJ-dA/l=1')
    """
    lowest: dict[str, tuple[list[int], str]] = {}
    for form, recorder in recorded().items():
        for step in recorder.steps:
            id, mine = step.line.tag.id, (list(step.indices.values()), address(form, step))
            lowest[id] = min(lowest.get(id, mine), mine)
    return {id: lies for id, (_, lies) in lowest.items()}


class View:
    """What the page shows of one tagged line: formulas, code, and where its symbols stand."""

    def __init__(self, line: Line, entry: Entry, link: Callable[[str], str]) -> None:
        self.line, self.entry, self.tag = line, entry, line.tag
        self.marks = Marks(entry)
        self.card = f"{link(entry.block.file.removeprefix('docs/'))}#{blocks.address(entry.id)}"
        self.source = f"{link(source.page_of(self.tag.file))}#L{self.tag.line}"

    def role(self, node: Node) -> str:
        """Return the colour of a symbol: that which its term has in the card of its equation."""
        return self.marks.role(next((term for term in terms(self.line.said) if inner(term) == node), node))

    def general(self) -> str:
        """Return what the line says, in its colours."""
        return mathml(read(self.tag), self.marks.mark)

    def present(self) -> str:
        """Return one run of the line: a place for each index, and one for a number under each term."""
        places = {node.span: number for node, number in self.numbered()}

        def mark(written: str, node: Node) -> str:
            number = under(written, places[node.span]) if node.span in places else written
            return self.marks.mark(number, node)

        show, sign = Places(mark).show, MathML.separators[read(self.tag).sign]
        so_far = under("<mtext>so far</mtext>", "old") + "<mo>+</mo>" if self.line.gathers else ""
        return f'<math display="block">{show(self.line.written)}{sign}{so_far}{show(self.line.said)}</math>'

    def numbered(self) -> Iterator[tuple[Node, str]]:
        """Yield each term of the line with the name of the number it has: a symbol written or read, or what f gives."""
        yield self.line.written, "written"
        for term in terms(self.line.said):
            if inner(term) in self.line.reads:
                yield term, f"{self.line.reads.index(inner(term))}{'T' * is_operation(term, 'transpose')}"
            elif isinstance(term, Function) and works(self.line):
                yield term, f"f{[each.function for each in self.line.applied].index(term)}"

    def code(self) -> str:
        """Return the function around the line, without its docstring, its terms marked."""
        function, marked = self.tag.function, {line.number: line for line in self.marks.code(self.tag).lines}
        assert function is not None
        numbers = list(range(function.lineno, (function.end_lineno or function.lineno) + 1))
        if ast.get_docstring(function):
            first = function.body[0]
            numbers = [at for at in numbers if not first.lineno <= at <= (first.end_lineno or first.lineno)]
        plain = {at: CodeLine(at, self.tag.source.lines[at - 1].partition("  # eq: ")[0]) for at in numbers}
        return code_block(tuple({**plain, **marked}[at] for at in numbers), self.marks.roles, "The code")

    def loops(self) -> list[tuple[int, str]]:
        """Return the lines at which an index gets its value, each with its name: loops, and the function's head."""
        function = self.tag.function
        assert function is not None
        found = [(loop.lineno, loop.target.id) for loop in self.tag.loops if isinstance(loop.target, ast.Name)]
        given = [(function.lineno, arg.arg) for arg in function.args.args if arg.arg == self.line.layer]
        return [*given, *found]

    def symbol(self, node: Node) -> dict[str, Any]:
        """Return where a symbol stands, its name and its colour."""
        name, layer, at = self.line.address(node)
        return {
            "in": name, "moves": bool(layer.base), "layer": layer.offset, "at": list(at),
            "name": text(bare(node)), "role": self.role(node),
        }  # fmt: skip

    def data(self) -> dict[str, Any]:
        """Return what the page's script needs to know of the line."""
        line, function = self.line, self.tag.function
        assert function is not None
        start = line.start
        return {
            "id": self.tag.id, "title": self.entry.block.title, "number": self.entry.number, "card": self.card,
            "file": self.tag.file, "lineno": self.tag.line, "function": function.name, "phase": PHASES[self.tag.file],
            "sign": read(self.tag).sign, "names": line.names, "summed": line.summed,
            "written": self.symbol(line.written), "reads": [self.symbol(node) for node in line.reads],
            "gathers": line.gathers, "start": float(start.text) if isinstance(start, Number) else
            self.symbol(start) if start else None,
            "says": spoken(line), "works": spoken(line, applied=True) if works(line) else None,
            "functions": [self.role(each.function) for each in line.applied],
            "loops": self.loops(),
        }  # fmt: skip

    def template(self) -> str:
        """Return the formulas, the code and the captions of the matrices, ready to be shown."""
        where = f'<a href="{self.source}">{self.tag.file}, line {self.tag.line}</a>'
        captions = "".join(f"<span><math>{Places().show(each)}</math></span>" for each in self.matrices())
        return (
            f'<template class="st-line"><div class="st-formula">{self.general()}</div>'
            f'<div class="st-formula">{self.present()}</div>'
            f'<div><p class="eq-file">{where} <span>in <code>{self.tag.function and self.tag.function.name}</code>'
            f"</span></p>{self.code()}</div><div>{captions}</div></template>"
        )

    def matrices(self) -> list[Node]:
        """Return the whole matrices that the line writes and reads, each once and in this order."""
        found: list[Node] = []
        for node in (self.line.written, *self.line.reads):
            name, layer, _ = self.line.address(node)
            whole = container(name, None if name in ("X", "Y") else layer)
            if whole is not None and whole not in found:
                found.append(whole)
        return found


class Places(MathML):
    """Writes indices and layers as places of numbers, and products of numbers with a dot."""

    def index(self, index: Index) -> str:
        return f'<mn data-at="{index}">{index}</mn>' if isinstance(index, str) else super().index(index)

    def label(self, layer: Layer) -> str:
        return f'<mn data-at="{replace(layer, base="l")}">{layer}</mn>' if layer.base else super().label(layer)

    def operation(self, name: str, parts: list[str]) -> str:
        return "<mo>·</mo>".join(parts) if name == "times" else super().operation(name, parts)


def under(written: str, number: str) -> str:
    """Return a print with the place of a number under it."""
    return f'<munder>{written}<mtext data-value="{number}">0</mtext></munder>'


def inner(term: Node) -> Node:
    """Return what a transposed term transposes, and any other as it is."""
    return next(children(term)) if is_operation(term, "transpose") else term


def bare(node: Node) -> Node:
    """Return a symbol without its layer and indices."""
    if isinstance(node, Gradient):
        return replace(node, bottom=bare(node.bottom))
    assert isinstance(node, Symbol)
    return replace(node, layer=None, indices=())


def works(line: Line) -> bool:
    """Say whether a line of numbers applies a function, and computes with what that gives."""
    return bool(line.letters and line.applied and line.applied[0] != line.said)


def spoken(line: Line, applied: bool = False) -> str:
    """Return what a line adds or sets as text, with {0}, {1} ... for the symbols it reads.

    With applied, {f0}, {f1} ... stand for what its functions give, in place of the functions.
    """

    def mark(written: str, term: Node) -> str:
        if inner(term) in line.reads:
            transposed = "ᵀ" if is_operation(term, "transpose") else ""
            return f"{{{line.reads.index(inner(term))}}}{transposed}"
        return text(replace(term, layer=None)) if isinstance(term, Function) else written

    said = text(line.said, mark=mark)
    for number, each in enumerate(line.applied if applied else []):
        said = said.replace(text(each, mark=mark), f"{{f{number}}}")
    return said


def stepper(views: Sequence[View], records: Mapping[str, Recorder], opens: str) -> str:
    """Return the stepper, open at a step: its frame, a template for each line, the record, and the arithmetic."""
    at = {(view.tag.file, view.tag.line): number for number, view in enumerate(views)}
    forms = {
        form: [[at[step.line.tag.file, step.line.tag.line], *step.indices.values(), step.value] for step in each.steps]
        for form, each in records.items()
    }
    data = {
        "n": n, "m": m, "open": opens,
        "given": {"X": {0: X}, "Y": {0: Y}, "W": W, "B": B, "gamma": {0: [[gamma]]}, "m": {0: [[m]]}},
        "dataIsLayer0": {form: initial_state(form)["A"][0] == X for form in FORMS},
        "lines": [view.data() for view in views], "forms": forms,
    }  # fmt: skip
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    return (
        FRAME.read_text(encoding="utf-8").replace("<!-- network -->", network(n, m))
        + "".join(view.template() for view in views)
        + f'<script type="application/json" id="st-record">{packed}</script>'
        + f"<script>window.stepperArithmetic = {arithmetic(view.line for view in views)};</script>"
    )


def table(id: str, views: Sequence[View], recorder: Recorder) -> str:
    """Return the recorded steps of one equation as a table, for a page without JavaScript."""
    view = next(view for view in views if view.tag.id == id)
    line = view.line
    everything = zip(recorder.steps, replay(recorder.steps, initial_state("scalar")), strict=True)
    mine = [(step, taken) for step, taken in everything if step.line.tag.id == id]
    gathered = ["<mtext>so far</mtext>"] * line.gathers
    symbols = map(MathML().show, [*line.reads, line.written])
    heads = [*map(MathML().letter, line.names), *gathered, *symbols]
    rows = (
        map(tables.cell, (
            *(str(at + (name != "l")) for name, at in step.indices.items()),
            *(shown(value) for value in [taken.old] * line.gathers + taken.reads + [step.value]),
        ))
        for step, taken in mine
    )  # fmt: skip
    title = html.escape(view.entry.block.title)
    return (
        '<div class="st-plain" data-search-exclude>'
        f"<p>{title}: every step of the recorded run. With JavaScript this page plays all of them.</p>"
        f'<div class="st-formula">{view.general()}</div>'
        + tables.table(rows, (f"<math>{each}</math>" for each in heads), kind="st-steps")
        + "</div>"
    )


def shown(value: float) -> str:
    """Return a number with four decimals, or as it is where it has no more than two, with a true minus.

    >>> shown(-0.5), shown(0.08504)
    ('−0.5', '0.0850')
    """
    return (f"{round(value, 2):g}" if abs(value - round(value, 2)) < 1e-12 else f"{value:.4f}").replace("-", "−")
