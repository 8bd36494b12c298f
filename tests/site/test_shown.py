"""What the stepper shows at every step, against what Python has: numbers, indices, colours, cells, units and words."""

import pytest
from builder.recording import FORMS, PHASES, initial_state, passes, record, replay

from purenn.activation import sigmoid_prime
from purenn.explaining.worked import m, n
from purenn.pairing.registry import registry

pytest.importorskip("math_core", reason="the site's builder needs math-core")
from builder import stepper as builder

# What the page shows, step by step, read off it while it is played by key.
SHOWN = """(form) => {
    const press = (key) => stepping.root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    const all = (selector, within = document) => [...within.querySelectorAll(selector)];
    const text = (selector) => document.querySelector(selector).textContent;
    const places = (selector, key) => all(selector).map((each) => [each.dataset[key], each.textContent]);
    document.querySelector(`.st-forms [data-form=${form}]`).click();
    press("Home");
    return stepping.run.forms[form].map((_, at) => {
        if (at) press("ArrowRight");
        return {
            id: text(".st-id"), place: text(".st-place"), datapoint: text(".st-datapoint"),
            title: document.querySelector(".st-equation").selectedOptions[0].textContent,
            count: text(".st-count"), phase: text(".st-band [aria-current]"),
            units: Object.fromEntries(all(".st-figure .st-number").map((each) =>
                [each.parentNode.dataset.at, each.textContent])),
            minus: all(".st-figure .minus").map((line) => line.parentNode.dataset.at).sort(),
            values: Object.fromEntries(places(".st-present [data-value]", "value")),
            indices: [...places(".st-present [data-at]", "at"), ...places(".st-tables [data-at]", "at")],
            notes: all(".st-code .st-note").map((note) =>
                [Number(note.closest("[data-line]").dataset.line), note.textContent.trim()]),
            tables: all(".st-tables .st-table").map((table) => ({
                heads: all("th", table).map((head) => head.textContent + (head.matches(".here") ? "!" : "")),
                cells: all("tbody tr", table).map((row) => all("td", row).map((cell) =>
                    [cell.className, cell.lastChild.textContent, cell.title, cell.firstChild.textContent])),
            })),
            lit: Object.fromEntries(all(".st-figure [data-at]").filter((part) => part.querySelector(".lit")).map(
                (part) => [part.dataset.at, all(".lit", part).map((ring) => ring.getAttribute("class").split(" ")
                    .find((name) => ["written", "first", "second", "third"].includes(name))).sort()])),
            numbers: Object.fromEntries(all(".st-figure .st-index").map((each) =>
                [each.dataset.of, each.textContent]).filter(([, text]) => text)),
        };
    });
}"""
NAMES = {"A", "Z", "dJ_dA", "dJ_dZ"}
WORDS = {"l": "layer", "i": "unit", "h": "from unit", "p": "to unit", "j": "datapoint"}


def number(value):
    return "·" if value is None else builder.shown(value)


def two(value):
    return "·" if value is None else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def label(value, transposed=False):
    if not isinstance(value, list):
        return number(value)
    rows, columns = len(value), len(value[0])
    return f"{columns}×{rows}" if transposed else f"{rows}×{columns}"


class Expected:
    """What the page should show of one step, from the record and the state after it."""

    def __init__(self, step, taken, state, view):
        self.step, self.line, self.taken, self.state = step, step.line, taken, state
        line, indices = step.line, step.indices
        first = line.gathers and all(indices[letter] == 0 for letter in line.summed)
        starts = [line.start] if first and hasattr(line.start, "letter") else []
        nodes = [line.written, *line.reads, *starts]
        marks = [(line.cell(node, indices), view.role(node), line.address(node).at) for node in nodes]
        self.marks = [mark for mark in marks if mark[0].container not in ("m", "gamma")]
        self.printed = {name: index + (name != "l") for name, index in indices.items()}

    def place(self):
        return ", ".join(f"{WORDS[name]} {name} = {index}" for name, index in self.printed.items())

    def datapoint(self):
        if "j" in self.printed:
            return f"datapoint j = {self.printed['j']} of {m}"
        return "" if "update" in self.line.tag.id else f"all {m} datapoints; in the units that of j = 1"

    def units(self):
        """Return what stands in each unit: what the step touches in its layer, or what the phase computes."""
        j, back = self.step.indices.get("j", 0), PHASES[self.line.tag.file] != "forward pass"
        found = {"Y": f"y = {self.state['Y'][0][0][j]}"}
        for l, size in enumerate(n):
            touched = [cell.container for cell, _, _ in self.marks if cell.layer == l and cell.container in NAMES]
            computed = [each for each in (("dJ_dZ", "dJ_dA") if back else ("A", "Z"))
                        if l and any(row[j] is not None for row in self.state[each][l])]
            name = next(iter(touched + computed), None)
            matrix = self.state["X"][0] if l == 0 else self.state[name][l] if name else [[None] * m] * size
            found |= {f"{l} {i + 1}": two(row[j]) for i, row in enumerate(matrix)}
        return found

    def value(self, key):
        if key == "written":
            return label(self.step.value)
        if key == "old":
            return number(self.taken.old)
        if key == "f0":
            return number(sigmoid_prime(self.taken.reads[1]))
        return label(self.taken.reads[int(key.removesuffix("T"))], key.endswith("T"))

    def notes(self, view):
        def words(name):
            index = self.step.indices["l" if name == "L" else name]
            return f"# {name} is {index}" + ("" if name in "lL" else f", printed {index + 1}")

        return [[line, words(name)] for line, name in view.loops()]

    def old(self):
        """What stood in the written cell before: what was gathered, or the parameter that is updated."""
        if self.line.gathers:
            return self.taken.old
        cells = [self.line.cell(node, self.step.indices) for node in self.line.reads]
        before = [taken for cell, taken in zip(cells, self.taken.reads, strict=True)
                  if cell.container == self.step.cell.container]
        return before[0] if before else None

    def tables(self):
        mine = {mark[0][:2]: [] for mark in self.marks[: 1 + len(self.line.reads)]}  # a sum's start has no matrix here
        for mark in self.marks:
            if mark[0][:2] in mine:
                mine[mark[0][:2]].append(mark)
        return [self.table(k, self.state[name][l], marks) for k, ((name, l), marks) in enumerate(mine.items())]

    def table(self, k, matrix, marks):
        old = self.old() if k == 0 else None

        def cell(r, c, value):
            kind = kind_of(marks, self.line.summed, r, c)
            was = "" if old is None or not kind.endswith(("strong", "whole")) else number(
                old[r][c] if isinstance(old, list) else old)
            return [kind, number(value), value, was]

        def heads(axis, size):
            at = {self.step.indices[place[axis]]: place[axis] for _, _, place in reversed(marks)
                  if place and isinstance(place[axis], str)}
            return [f"{at[index]}={index + 1}!" if index in at else str(index + 1) for index in range(size)]

        cells = [[cell(r, c, value) for c, value in enumerate(row)] for r, row in enumerate(matrix)]
        return {"heads": heads(1, len(matrix[0])) + heads(0, len(matrix)), "cells": cells}

    def figure(self):
        """Which parts of the network are lit, in which colours, and what stands in its units."""
        lit, numbers = {}, {}
        for cell, role, place in self.marks:
            for part in parts(cell):
                lit.setdefault(part, set()).add(role)
                if part[0].isdigit() and place and isinstance(place[0], str):
                    numbers[part] = f"{place[0]}={self.printed[place[0]]}"
        return {part: sorted(roles) for part, roles in lit.items()}, numbers


def kind_of(marks, summed, r, c):
    """Return the class of a cell: looked at by itself, part of a whole matrix, or of another turn of the sum."""
    for cell, role, _ in marks:
        if cell.row is None:
            return f"{role} whole"
        if (cell.row, cell.column) == (r, c):
            return f"{role} strong"
    for cell, role, place in marks:
        runs = [index in summed for index in place]
        if any(runs) and all(run or at == here for run, at, here in zip(runs, cell[2:], (r, c), strict=True)):
            return f"{role} shade"
    return ""


def parts(cell):
    """Return the parts of the network that a cell, or a whole matrix, stands for."""
    kind = cell.container.removeprefix("dJ_d")
    if kind == "Y":
        return ["Y"]
    rows = range(n[cell.layer]) if cell.row is None else [cell.row]
    if kind == "W":
        columns = range(n[cell.layer - 1]) if cell.column is None else [cell.column]
        return [f"W {cell.layer} {i + 1} {h + 1}" for i in rows for h in columns]
    return [f"B {cell.layer} {i + 1} 1" if kind == "B" else f"{cell.layer} {i + 1}" for i in rows]


@pytest.mark.parametrize("form", FORMS)
def test_everything_shown_at_every_step_is_what_python_has(visit, site, form):
    page = visit((site / "stepper.html").as_uri())
    found = page.evaluate(SHOWN, form)
    entries, state, steps = registry(), initial_state(form), record(form).steps
    views = {line.tag.name: builder.View(line, entries[line.tag.id], str) for line in passes()}
    assert len(found) == len(steps)
    for at, (step, taken) in enumerate(zip(steps, replay(steps, state), strict=True)):
        step.cell.write(state, step.value)  # replay writes only when it goes on
        view, shown = views[step.line.tag.name], found[at]
        expected, title = Expected(step, taken, state, view), view.entry.block.title
        phase = "second " * (step.turn > 1) + PHASES[step.line.tag.file]
        again = ", second pass" * (step.turn > 1)
        where = f"step {at + 1}, {step.line.tag.id} {step.place}"

        assert (shown["id"], shown["title"]) == (step.line.tag.id, f"{view.entry.number}{again} · {title}"), where
        assert (shown["count"], shown["phase"].lower()) == (f"step {at + 1} of {len(steps)}", phase), where
        assert (shown["place"], shown["datapoint"]) == (expected.place(), expected.datapoint()), where
        assert shown["units"] == expected.units(), where
        assert shown["minus"] == sorted(
            f"W {l} {i + 1} {h + 1}" for l, rows in state["W"].items() for i, row in enumerate(rows)
            for h, w in enumerate(row) if w < 0), where
        assert shown["values"] == {key: expected.value(key) for key in shown["values"]}, where
        assert shown["values"].keys() >= {"written"}
        assert [[key, str(expected.printed[key[0]] + int(key[1:] or 0))] for key, _ in shown["indices"]] == (
            shown["indices"]), where
        assert shown["notes"] == expected.notes(view), where
        for table in shown["tables"]:
            for cell in (cell for row in table["cells"] for cell in row):
                cell[2] = None if cell[2] == "not computed yet" else float(cell[2])
        assert shown["tables"] == expected.tables(), where
        assert (shown["lit"], shown["numbers"]) == expected.figure(), where
    assert page.said == []
