"""The tasks at the ends of the chapters: to compute, to derive, to diagnose and to write, with what checks the answers.

An author's block says the kind, the equation, the place or the slip, and the question's words; numbers, forms, patterns
and tests come from the code. tasks.js checks an answer in the page. Without it each answer can still be unfolded.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, islice
from pathlib import Path
from random import Random
from typing import Any

from builder import tables
from builder.blocks import PageError, Task
from builder.calculations import calculator
from builder.digits import numeral, rounded
from builder.highlight import highlight
from builder.javascript import JavaScript, functions
from builder.mathematics import box
from builder.readers import words
from builder.slips import Pattern, Slip, Suspect, gap, misfit, parted, slips_of, suspects, symbol
from builder.writing import begun, solution_of, whole_solution, whole_start
from purenn.explaining.explain import first_place, parse_place, place_text, places
from purenn.explaining.numbers import Place
from purenn.explaining.worked import L
from purenn.notation.expression import (
    Apply,
    Equation,
    Function,
    Gradient,
    Node,
    Number,
    Operation,
    PairingError,
    Symbol,
)
from purenn.notation.mathml import MathML, mathml
from purenn.notation.sizes import Layer
from purenn.notation.symbols import symbol as whole_symbol
from purenn.notation.text import text
from purenn.notation.walks import at_layer, is_operation, mapped, operation, terms, walk
from purenn.pairing.reading import read
from purenn.pairing.registry import Entry
from purenn.pairing.tags import Tag
from purenn.tutor.exercises import EXERCISES, STEP, Exercise
from purenn.tutor.starting import start_of

Parts = Mapping[str, str]  # of a task: "head" and "body", as HTML
ASKS = {
    "compute": "Compute", "order": "Put in order", "choose": "Choose", "diagnose": "Diagnose", "write": "Write",
}  # fmt: skip
OPTIONS = {  # of each kind, those that it must have, and those that it may have
    "compute": ({"equation"}, {"at", "step"}),
    "derive": (set[str](), {"equation", "steps", "at", "step"}),
    "diagnose": ({"equation", "slip"}, {"step"}),
    "write": (set[str](), {"exercise", "code", "function", "form"}),
}


def rendered(tasks: Iterable[Task], entries: Mapping[str, Entry], link: Callable[[Entry], str]) -> dict[str, Parts]:
    """Return the parts of each task by its address; `link` gives the address of an equation's card.

    Raises: PageError, naming file and line, if a task cannot be made.
    """
    makers = {"compute": compute, "derive": derive, "diagnose": diagnose, "write": write}
    done: dict[str, Parts] = {}
    for task in tasks:
        check_options(task, entries)
        try:
            kind, body = makers[task.kind](task, entries)
        except PairingError as error:
            raise PageError(task.page, task.line, f"the task {task.address}: {error}") from None
        entry = entries.get(task.options.get("equation") or task.options.get("exercise", ""))
        card = f'<p class="task-card">The card: <a href="{link(entry)}">{entry.id}</a></p>' if entry else ""
        done[task.address] = {"head": head(kind, task), "body": body.replace("<!-- card -->", card)}
    return done


def check_options(task: Task, entries: Mapping[str, Entry]) -> None:
    """Raise PageError unless a task has the options of its kind, and the equations that it names are there."""
    if task.kind not in OPTIONS:
        raise PageError(task.page, task.line, f"found a task to {task.kind}, expected one of {', '.join(OPTIONS)}")
    needed, allowed = OPTIONS[task.kind]
    for name in sorted(needed - task.options.keys()):
        raise PageError(task.page, task.line, f"the task has no `{name}:`, expected it under its head")
    for name in sorted(task.options.keys() - needed - allowed):
        raise PageError(task.page, task.line, f"found `{name}:`, expected {', '.join(sorted(needed | allowed))}")
    if not task.options.keys() & {"equation", "steps", "function", "exercise"}:
        raise PageError(task.page, task.line, "the task names no equation, expected one")
    if task.options.get("exercise", STEP) not in EXERCISES:
        raise PageError(task.page, task.line, f"there is no exercise {task.options['exercise']}")
    for id in " ".join(task.options.get(name, "") for name in ("equation", "steps")).split():
        if id not in entries:
            raise PageError(task.page, task.line, f"no chapter holds the equation {id}")


def to_write(tasks: Iterable[Task]) -> dict[str, str]:
    """Return the address of the task that asks for an equation's code before it is seen, by the equation's id."""
    return {task.options["exercise"]: task.address for task in tasks if task.options.get("code") == "folded"}


def exercise_of(task: Task) -> Exercise:
    """Return the exercise that a task asks for."""
    return EXERCISES[task.options["exercise"]]


def tagged(task: Task, entries: Mapping[str, Entry]) -> Tag:
    """Return the line that a task is about: that of the step that it names, or the first.

    Raises: PairingError if there is no such step.
    """
    tags = entries[task.options["equation"]].tags
    step = int(task.options.get("step", "1"))
    if not 0 < step <= len(tags):
        raise PairingError(f"found step {step}, expected one from 1 to {len(tags)}")
    return tags[step - 1]


# ---- what all tasks look like


def head(kind: str, task: Task) -> str:
    """Return what stands above the question: what it asks for, and a link to the task."""
    number = f", exercise {exercise_of(task).number}" if "exercise" in task.options else ""
    return (
        f'<div class="task-head"><span class="task-kind">{ASKS[kind]}{number}</span>'
        f'<a class="task-link" href="#{task.address}" aria-label="Link to this task">#</a></div>'
    )


def answer(body: str, title: str = "The answer") -> str:
    """Return an answer, folded."""
    return f'<details class="eq-fold task-answer"><summary>{title}</summary><div>{body}</div></details>'


def controls(*buttons: str) -> str:
    """Return what checks an answer: buttons, and the place of what is said about it; tasks.js shows them."""
    return (
        f'<div class="task-controls" hidden>{"".join(buttons)}</div><div class="task-said" role="status"></div>'
    )


def button(name: str, said: str) -> str:
    """Return a button."""
    return f'<button type="button" data-do="{name}">{said}</button>'


def named(option: str) -> str:
    """Return the name of an option that is a formula, for what reads no MathML."""
    return f' aria-label="{words(option)}"' if "<math" in option else ""


def choices(task: Task, legend: str, options: Sequence[tuple[str, str]]) -> str:
    """Return options, each with what is said of it, the right one first, in an order that does not tell."""
    order = shuffled(len(options), task.address)
    rows = "".join(
        f'<div class="task-option"><label><input type="radio" name="{task.address}" value="{k}"'
        f'{" data-right" if k == 0 else ""}{named(options[k][0])}>'
        f'<span class="task-choice">{options[k][0]}</span></label>'
        f'<div class="task-why" hidden>{options[k][1]}</div></div>'
        for k in order
    )
    return f'<fieldset class="task-options"><legend>{legend}</legend>{rows}</fieldset>'


def shuffled(count: int, seed: str) -> list[int]:
    """Return the numbers up to count in an order that is always the same for a seed, and not the natural one."""
    order, random = list(range(count)), Random(seed)
    while count > 1 and order == sorted(order):
        random.shuffle(order)
    return order


def inline(node: Node) -> str:
    """Return a piece of an equation as a formula in running text."""
    return f"<math>{MathML().show(node)}</math>"


# ---- compute


@dataclass(frozen=True)
class Given:
    """A matrix, or a number, that a question gives: its name in the script, its symbol, and its entries as shown."""

    name: str
    letter: str
    node: Node
    rows: list[list[float]]


class Question:
    """One entry of an equation at a place, with the numbers that it is computed from rounded as they are shown.

    Raises: PairingError if the equation has no such place, or reads more than numbers and matrices.
    """

    def __init__(self, entry: Entry, tag: Tag, typed: str) -> None:
        self.tag, self.equation, worker = tag, read(tag), calculator()
        self.net = worker.on(self.equation)
        self.place = first_place(entry, parse_place(typed), places(entry, worker))
        l = self.place.get("l", L)
        letters = {letter: self.place.get(letter, 1) for letter in worker.letters(self.equation, l)}
        (row, rows), (column, columns) = worker.axes_of(self.equation.sides[0], l)
        self.cell = letters[row] if rows > 1 else 1, letters[column] if columns > 1 else 1
        self.at: Place = {"l": l, **letters}
        self.left, self.right = (self.entry(side) for side in (self.equation.sides[0], self.equation.sides[-1]))
        self.givens: dict[str, Given] = {}
        for leaf in leaves(self.right):
            given = self.given(leaf)
            self.givens[given.name] = given

    @property
    def reads_all(self) -> bool:
        """Whether the answer is a sum, or has its share in a mean, over the datapoints."""
        places = [self.named(leaf) for leaf in leaves(self.right)]
        columns = {column for name, _, column in places if self.givens[name].letter.removeprefix("dJ_d") in "axyz"}
        return "m" in self.givens or len(columns) > 1

    def entry(self, node: Node) -> Node:
        """Return the entry of a side that is asked for."""
        return calculator().entry(node, self.at, *self.cell)

    def named(self, leaf: Node) -> tuple[str, int, int]:
        """Return the name in the script of the matrix that holds a number, and its row and column."""
        inner, prefix = (leaf.bottom, "dJ_d") if isinstance(leaf, Gradient) else (leaf, "")
        if not isinstance(inner, Symbol) or (isinstance(leaf, Gradient) and leaf.top != Symbol("J", "scalar")):
            raise PairingError(f"{self.tag.name} reads {text(leaf)}, expected numbers and matrices")
        if inner.letter in self.net.constants and not inner.indices:
            return inner.letter, 0, 0
        letter, l, r, c = self.net.cells(inner, {})
        return f"{prefix}{letter}{l}", r, c

    def given(self, leaf: Node) -> Given:
        """Return the matrix that holds a number, as it is shown."""
        name, _, _ = self.named(leaf)
        inner = leaf.bottom if isinstance(leaf, Gradient) else leaf
        assert isinstance(inner, Symbol)
        if not inner.indices:
            return Given(name, name, leaf, [[rounded(float(self.net.constants[name]))]])
        letter, l, _, _ = self.net.cells(inner, {})
        whole = whole_symbol(letter, None if letter in "xy" else Layer("", l))
        node: Node = Gradient(leaf.top, whole) if isinstance(leaf, Gradient) else whole
        rows = (self.net.derivatives if isinstance(leaf, Gradient) else self.net.containers)[letter][l]
        kind = f"{'dJ_d' if isinstance(leaf, Gradient) else ''}{'x' if (letter, l) == ('a', 0) else letter}"
        return Given(name, kind, node, [[rounded(value) for value in row] for row in rows])

    def value(self, tree: Node) -> float:
        """Return what a tree is worth with the numbers as they are shown.

        Raises: LookupError if it reads a matrix that is not given.
        """

        def put(node: Node) -> Node:
            if isinstance(node, Gradient | Symbol):
                name, r, c = self.named(node)
                return Number(repr(self.givens[name].rows[r][c]))
            changed: Node = mapped(node, lambda piece: put(piece) if isinstance(piece, Node) else piece)
            return changed

        return calculator().evaluate(put(tree))

    def script(self, tree: Node) -> str:
        """Return a tree as a function of the givens in JavaScript."""
        names = {}
        for leaf in leaves(tree):
            name, r, c = self.named(leaf)
            names[leaf] = f"v.{name}[{r}][{c}]"
        return f"(v) => {JavaScript(self.tag, names).write(tree)}"

    @cached_property
    def template(self) -> tuple[str, list[str]]:
        """The right side as text with {0}, {1} ... for the numbers, and where each stands, such as w2 1 0."""
        places: list[str] = []

        def mark(written: str, node: Node) -> str:
            if not isinstance(node, Symbol | Gradient):
                return written
            places.append(" ".join(map(str, self.named(node))))
            return f"{{{len(places) - 1}}}"

        return text(self.right, mark=mark), places


def leaves(tree: Node) -> list[Node]:
    """Return the numbers that a tree reads, each once."""
    return [term for term in dict.fromkeys(terms(tree)) if isinstance(term, Symbol | Gradient)]


def compute(task: Task, entries: Mapping[str, Entry]) -> tuple[str, str]:
    """Return a task to compute one number."""
    entry = entries[task.options["equation"]]
    question = Question(entry, tagged(task, entries), task.options.get("at", ""))
    value = question.value(question.right)
    if abs(value) < 1e-6:
        raise PairingError(f"at {place_text(entry, question.place)} the answer is 0, expected a place where it is not")
    wrong = list(islice(wrong_turns(question, value), 20))
    return "compute", (
        f'<div class="task-givens">{"".join(map(given_html, question.givens.values()))}</div>'
        f'<div class="task-ask" hidden><label><span>{inline(question.left)} {question.equation.sign}</span>'
        '<input type="text" inputmode="text" autocomplete="off" spellcheck="false" size="9"></label>'
        f"{button('check', 'Check')}{button('fresh', 'Other numbers')}</div>"
        '<div class="task-said" role="status"></div>'
        + answer(answer_html(question, value) + "<!-- card -->")
        + script(task, question, wrong)
    )


def given_html(given: Given) -> str:
    """Return a matrix, or a number, that is given."""
    name = inline(given.node)
    if given.name == given.letter:
        number = f'<span data-given="{given.name} 0 0">{numeral(given.rows[0][0])}</span>'
        return f'<div class="task-given">{name} = {number}</div>'
    rows = (
        [tables.cell(numeral(value), data_given=f"{given.name} {r} {c}") for c, value in enumerate(row)]
        for r, row in enumerate(given.rows)
    )
    grid = tables.box(tables.table(rows, kind="task-matrix"), "task-grid", text(given.node))
    return f'<div class="task-given"><span>{name} =</span>{grid}</div>'


def answer_html(question: Question, value: float) -> str:
    """Return the answer: the equation at its place, with the numbers, and its value."""
    template, places = question.template
    return (
        box(mathml(Equation((question.left, question.right), question.equation.sign)), "The equation at this place")
        + f'<p class="task-working">= <span data-template="{html.escape(template)}" data-places="{";".join(places)}">'
        f"{html.escape(filled(template, [number_at(question, place) for place in places]))}</span></p>"
        f'<p class="task-working">= <strong data-value>{numeral(value)}</strong></p>'
    )


def number_at(question: Question, place: str) -> float:
    """Return the number of a place such as w2 1 0."""
    name, r, c = place.split()
    return question.givens[name].rows[int(r)][int(c)]


def filled(template: str, values: Sequence[float]) -> str:
    """Return a template with its numbers, a negative one in brackets unless it comes first.

    >>> filled("{0} · {1}", [-0.5, -2])
    '−0.5 · (−2)'
    """

    def put(found: re.Match[str]) -> str:
        number, before = numeral(values[int(found[1])]), found.string[: found.start()]
        return f"({number})" if number.startswith("−") and before and not before.endswith("(") else number

    return re.sub(r"\{(\d+)\}", put, template)


def wrong_turns(question: Question, value: float) -> Iterator[tuple[str, str]]:
    """Yield what is said of answers that come from known slips, and how to compute each from the givens."""
    known = {question.script(question.right)}
    for says, tree in [*partial(question.right), *slipped(question)]:
        try:
            found, code = question.value(tree), question.script(tree)
        except (LookupError, ValueError, ArithmeticError, TypeError):
            continue
        if code not in known and abs(found - value) > 1e-3 * abs(value):
            known.add(code)
            yield says, code


def slipped(question: Question) -> Iterator[tuple[str, Node]]:
    """Yield the wrong versions of a question's equation, by slips in its line."""
    for slip in slips_of(question.tag):
        try:
            tree = question.entry(slip.equation.sides[-1])
        except (LookupError, ValueError):
            continue
        yield f"This is what {inline(slip.equation.sides[-1])} gives: {slip.words}.", tree


def partial(tree: Node) -> Iterator[tuple[str, Node]]:
    """Yield what comes of a sum or a product of which a part is left out, or of f in place of its derivative."""
    for kind, parts in (("times", split(tree, "times")), ("plus", split(tree, "plus"))):
        if len(parts) == 1:
            continue
        for part in parts:
            yield f"This is {inline(part)} alone: something is missing.", part
        for part in parts if len(parts) > 2 else ():
            rest = [other for other in parts if other is not part]
            whole = rest[0]
            for other in rest[1:]:
                whole = operation(kind, whole, other)
            yield f"{inline(part)} is missing here.", whole
    if is_operation(tree, "minus"):
        assert isinstance(tree, Operation)
        for part in tree.parts:
            yield f"This is {inline(part)} alone: it takes both parts.", part
    if any(isinstance(node, Function) and node.prime for node in walk(tree)):
        yield "This takes the function where its derivative belongs.", without_primes(tree)


def split(tree: Node, kind: str) -> list[Node]:
    """Return the terms of a sum, or the factors of a product."""
    if isinstance(tree, Operation) and tree.operator == kind:
        return [part for each in tree.parts for part in split(each, kind)]
    return [tree]


def without_primes(node: Node) -> Node:
    """Return a tree with each function in place of its derivative."""
    if isinstance(node, Apply):
        node = replace(node, function=replace(node.function, prime=False))
    changed: Node = mapped(node, lambda piece: without_primes(piece) if isinstance(piece, Node) else piece)
    return changed


def script(task: Task, question: Question, wrong: Sequence[tuple[str, str]]) -> str:
    """Return the script that knows a question's numbers and how to compute with them."""
    data = {
        "given": {given.name: given.rows for given in question.givens.values()},
        "letters": {given.name: given.letter for given in question.givens.values()},
        "m": int(question.net.m) if question.reads_all else 0, "formula": inline(question.right),
    }  # fmt: skip
    turns = ", ".join(f"[{packed(says)}, {code}]" for says, code in wrong)
    used = functions() if "sigmoid" in question.script(question.right) + turns else ""
    return (
        f'<script>(window.tasks = window.tasks || {{}})["{task.address}"] = ({{ quotient }}) => {{ {used} '
        f"return {{ ...{packed(data)}, right: {question.script(question.right)}, wrong: [{turns}] }}; }};</script>"
    )


def packed(data: Any) -> str:
    """Return data as JavaScript that may stand in a page."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", r"<\/")


# ---- derive


def derive(task: Task, entries: Mapping[str, Entry]) -> tuple[str, str]:
    """Return a task to put steps in order, if it names steps, or else to choose a form."""
    return order(task, entries) if "steps" in task.options else choose(task, entries)


def choose(task: Task, entries: Mapping[str, Entry]) -> tuple[str, str]:
    """Return a task to choose the right form of an equation among wrong ones, each proven wrong.

    Raises: PairingError if fewer than three wrong forms can be proven so.
    """
    entry, tag = entries[task.options["equation"]], tagged(task, entries)
    right = read(tag)
    wrong = [(slip, why) for slip in slips_of(tag) if (why := reason(slip, right, entry))]
    chosen = varied(wrong)
    if len(chosen) < 3:
        raise PairingError(f"found {len(chosen)} wrong forms of {entry.id} that are proven wrong, expected 3")
    options = [(form(right), f"Right. {html.escape(entry.block.says)}")]
    options += [(form(slip.equation), f"Not this one: {slip.words}. {why}") for slip, why in chosen]
    return "choose", (
        choices(task, "Which form is right?", options)
        + controls(button("choose", "Check"))
        + answer(box(mathml(right)) + f"<p>{html.escape(entry.block.says)}</p><!-- card -->")
    )


def form(equation: Equation) -> str:
    """Return an equation as an option."""
    return mathml(equation)


def reason(slip: Slip, right: Equation, entry: Entry) -> str:
    """Return as HTML why a slip's equation is another one; empty if that cannot be shown."""
    if why := misfit(slip):
        return f"{why[0].upper()}{why[1:]}."
    why = gap(slip, right, list(places(entry, calculator())))
    return f"{why[0].upper()}{why[1:]}." if why else ""


def varied(wrong: Sequence[tuple[Slip, str]]) -> list[tuple[Slip, str]]:
    """Return three slips by as many rules as there are."""
    rules = dict.fromkeys(slip.mutant.rule for slip, _ in wrong)
    rows = [[each for each in wrong if each[0].mutant.rule == rule] for rule in rules]
    return [row[k] for k in range(3) for row in rows if k < len(row)][:3]


def order(task: Task, entries: Mapping[str, Entry]) -> tuple[str, str]:
    """Return a task to put equations into an order in which each can be computed.

    Raises: PairingError if the order that its author gives is none.
    """
    ids = task.options["steps"].split()
    l = parse_place(task.options.get("at", "l=2"))["l"]
    steps: list[Equation] = [at_layer(entries[id].equation, l, L) for id in ids]
    needs = dict(needed(steps))
    if early := next(((k, need) for (k, need) in needs if k < need), None):
        raise PairingError(f"step {early[0] + 1} needs what step {early[1] + 1} makes, expected it after that")
    if not needs:
        raise PairingError("no step needs another, expected steps that do")
    mixed = next(order for seed in range(99) if any(
        (order := shuffled(len(ids), f"{task.address}{seed}")).index(k) < order.index(need) for k, need in needs
    ))  # fmt: skip
    rows = "".join(
        f'<li data-step="{k}"><div class="task-step">{box(mathml(steps[k]), f"Step {ids[k]}")}</div>'
        f'<span class="task-moves" hidden>'
        f'<button type="button" data-do="up" aria-label="Move {ids[k]} up">↑</button>'
        f'<button type="button" data-do="down" aria-label="Move {ids[k]} down">↓</button></span></li>'
        for k in mixed
    )
    data = [[k, need, why] for (k, need), why in needs.items()]
    right = "".join(f"<li>{box(mathml(step))}</li>" for step in steps)
    return "order", (
        f'<ol class="task-steps">{rows}</ol>'
        f'<script type="application/json">{packed(data)}</script>'
        + controls(button("order", "Check"))
        + answer(f'<ol class="task-right">{right}</ol>', "An order that works")
    )


Made = tuple[str, str, Layer | None]  # a symbol without its indices: whether it is a gradient, its letter, its layer


def needed(steps: Sequence[Equation]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the pairs of steps of which the first must come after the second, each with the reason as HTML."""
    for (k, step), (other_k, other) in ((a, b) for a, b in combinations_both(list(enumerate(steps)))):
        made, reads = made_by(other.sides[0]), read_by(step)
        if other.sign != "←" and made in reads:
            yield (k, other_k), f"needs {inline(reads[made])}, which step {{}} makes"
        if step.sign == "←" and made_by(step.sides[0]) in read_by(other) and other.sign != "←":
            yield (k, other_k), f"changes {inline(step.sides[0])}, which step {{}} still reads"


def combinations_both(items: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each two items, both ways round."""
    for one, other in combinations(items, 2):
        yield one, other
        yield other, one


def made_by(node: Node) -> Made:
    """Return what a symbol is an entry of."""
    inner = node.bottom if isinstance(node, Gradient) else node
    assert isinstance(inner, Symbol)
    return "dJ_d" if isinstance(node, Gradient) else "", inner.letter.lower(), inner.layer


def read_by(step: Equation) -> dict[Made, Node]:
    """Return what a step reads."""
    found = dict.fromkeys(term for side in step.sides[1:] for term in terms(side))
    bare = (term.parts[0] if isinstance(term, Operation) else term for term in found)
    return {made_by(term): term for term in bare if isinstance(term, Symbol | Gradient)}


# ---- diagnose


def diagnose(task: Task, entries: Mapping[str, Entry]) -> tuple[str, str]:
    """Return a task to tell a slip by the pattern that it leaves."""
    first, *others = suspects(tagged(task, entries), task.options["slip"], known(task, entries))
    options = [(wrong_line(first), f"Right. {explained(first)}")]
    options += [(wrong_line(each), contradicted(first[1], each[1])) for each in others]
    return "diagnose", (
        pattern_html(first[1])
        + choices(task, "Which slip is it?", options)
        + controls(button("choose", "Check"))
        + answer(f'<p class="task-choice">{wrong_line(first)}</p><p>{explained(first)}</p><!-- card -->')
    )


def known(task: Task, entries: Mapping[str, Entry]) -> set[str]:
    """Return the equations that are explained where a task stands, or where its own equation is."""
    pages = list(dict.fromkeys(Path(entry.block.file).name for entry in entries.values()))
    asked = Path(entries[task.options["equation"]].block.file).name
    last = max(pages.index(page) for page in (task.page, asked) if page in pages)
    return {id for id, entry in entries.items() if Path(entry.block.file).name in pages[: last + 1]}


def wrong_line(suspect: Suspect) -> str:
    """Return a wrong line as an option, its slip marked, with the function in which it stands."""
    before, piece, after = (html.escape(part, quote=False) for part in parted(suspect[0]))
    function = suspect[0].function.name
    where = f'<span class="task-in">in <code>{function}</code></span>'
    return f'<code class="task-line">{before}<mark>{piece}</mark>{after}</code> {where}'


def pattern_html(found: Pattern) -> str:
    """Return a pattern as a table, or as the message of the run that stopped."""
    if found.kind == "stops":
        (only,) = found.findings.values()
        return f'<pre class="task-message"><code>ShapeError: {html.escape(only.shown)}</code></pre>'
    rows = list(dict.fromkeys(row for row, _ in found.findings))
    columns = list(dict.fromkeys(column for _, column in found.findings))
    heads, row_head = {
        "gradients": (list(map(symbol_html, columns)), "layer {}"),
        "entries": ([f"<math><mi>j</mi><mo>=</mo><mn>{j}</mn></math>" for j in columns],
                    "<math><mi>i</mi><mo>=</mo><mn>{}</mn></math>"),
        "costs": (["before"] + [f"step {step}" for step in columns[1:]], "<math><mi>J</mi></math>"),
        "means": ([f"<math><mi>m</mi><mo>=</mo><mn>{m}</mn></math>" for m in columns], "{}"),
    }[found.kind]  # fmt: skip
    names = {0: "as computed", 1: "right"} if found.kind == "means" else {}
    caption = {
        "gradients": "Each gradient against finite differences: the largest gap, as a share of its largest entry",
        "entries": f"The preactivations {symbol('Z', 1)} against those of the right program",
        "costs": "The cost before training and after each step",
        "means": "The cost of the first output alone, of the first two, and so on",
    }[found.kind]
    lines = (
        [tables.head(row_head.format(names.get(row, row))), *(cell(found, row, column) for column in columns)]
        for row in rows
    )
    table = tables.table(lines, ["", *heads], kind="task-pattern", caption=caption)
    return tables.box(table, "task-grid", "What was found")


def symbol_of(name: str) -> str:
    """Return the MathML of a gradient without its layer."""
    return MathML().show(Gradient(Symbol("J", "scalar"), Symbol(name[-1], "matrix")))


def cell(found: Pattern, row: int, column: str) -> str:
    """Return one cell of a pattern."""
    finding = found.findings[row, column]
    kind = "" if found.kind in ("costs", "means") else "well" if finding.well else "off"
    return tables.cell(finding.shown, class_=kind)


WHY = {  # what is said of a slip, by the kind of its pattern and its rule, where the numbers do not say it
    ("gradients", "a sum cut short"): "The last term of each sum is missing.",
    ("gradients", "a sum dropped"): "Of each sum only the first term is there.",
    ("gradients", "another letter"): "Each sum takes wrong entries.",
    ("entries", "a sum cut short"): "The loop ends one too early, and what it does not reach is never computed.",
    ("costs", "a sign flipped"): "These parameters step the wrong way, and this part of each step raises J.",
    ("costs", "the first for every index"): "Of each layer only the first one ever changes.",
    ("means", "a sum cut short"): "The last term of each sum is missing, so for a single output nothing is left.",
}


def explained(suspect: Suspect) -> str:
    """Return as HTML what a pattern tells of where to look, and why it is what it is."""
    found = suspect[1]
    why = WHY.get((found.kind, suspect[0].rule), "")
    if found.kind == "gradients":
        off = [key for key, finding in found.findings.items() if not finding.well]
        first = f"On the way back from the cost, the first that is off is {symbol(off[0][1], off[0][0])}."
        return " ".join(filter(None, (first, found.findings[off[0]].why or why, aftermath(found, off))))
    seen = {
        "entries": "It leaves right what is right here, and nothing else.",
        "costs": "It gives these costs, to the last digit.",
        "means": "It gives these costs, to the last digit.",
        "stops": "These are the two shapes that do not meet.",
    }[found.kind]
    return f"{why} {seen}".strip()


def aftermath(found: Pattern, off: Sequence[tuple[int, str]]) -> str:
    """Return as HTML what a wrong gradient does to those that are computed after it."""
    (l, name), names, layers = off[0], {name for _, name in off}, {l for l, _ in off}
    last = max(l for l, _ in found.findings)
    if names == {"dJ_dA"} and layers == {last}:
        return (
            f"All else agrees, as nothing is computed from it: the backward pass starts from {symbol('dJ_dZ', last)}, "
            "in which the derivatives of the cost and of the sigmoid are already multiplied."
        )
    if len(names) == 1 and name in ("dJ_dW", "dJ_dB"):
        return f"All else agrees, as no other gradient is computed from {symbol_html(name)}."
    if layers == set(range(1, l + 1)):
        return "What is computed from it is off as well." if len(off) > 1 else ""
    if "wrong sign" in found.findings[off[0]].why:
        return f"On the way to layer {l - 1} the same line turns the sign once more, so there all agrees."
    return ""


def symbol_html(name: str) -> str:
    """Return a gradient without its layer, as a formula in running text."""
    return f"<math>{symbol_of(name)}</math>"


def contradicted(right: Pattern, other: Pattern) -> str:
    """Return why a slip that leaves another pattern cannot be the one."""
    if other.kind == "stops":
        (only,) = other.findings.values()
        return f"Not this one. With it the run stops with <code>{html.escape(only.shown)}</code>."
    if right.kind == "stops":
        return "Not this one. With it the run does not stop: all shapes meet, and the numbers are wrong."
    unlike = [key for key, seen in other.findings.items() if seen.shown != right.findings[key].shown]
    apart = [key for key in unlike if other.findings[key].well != right.findings[key].well]
    by_number = right.kind in ("costs", "means") or not apart
    row, column = (unlike if by_number else apart)[0]
    seen, here = other.findings[row, column], right.findings[row, column]
    where = {
        "gradients": symbol(column, row), "entries": f"the entry of unit {row} at datapoint {column}",
        "costs": f"J after step {column}", "means": f"J for m = {column}",
    }[right.kind]  # fmt: skip
    if by_number:
        return f"Not this one. With it {where} would be {seen.shown}, and here it is {here.shown}."
    would, is_so = ("be right", "it is off") if seen.well else ("be off", "it is right")
    return f"Not this one. With it {where} would {would}, and here {is_so}."


# ---- write


def write(task: Task, entries: Mapping[str, Entry]) -> tuple[str, str]:
    """Return a task to write a function: an exercise of the tutor, or a whole backward pass that is checked as one."""
    if "exercise" in task.options:
        return "write", exercise_html(exercise_of(task))
    start, solution = whole_start(task.options["form"]), whole_solution(task.options["form"])
    return "write", (
        code_html(start, "mine.py")
        + "<p>Save it as <code>mine.py</code> in the folder that holds the package, and check it there:</p>"
        + command_html("mine.py")
        + answer(code_html(solution, "in mine.py"), "A solution")
    )


def exercise_html(exercise: Exercise) -> str:
    """Return the command of an exercise, and, folded, the file that it writes, what it first says, and a solution."""
    file = f"exercises/{exercise.file}"
    return (
        command_html(f"-m purenn try {exercise.id}")
        + answer(code_html(start_of(exercise), file) + first_html(exercise), "The file that it writes")
        + answer(code_html(solution_of(exercise), file) + "<!-- card -->", "A solution")
    )


def first_html(exercise: Exercise) -> str:
    """Return what the command says of an exercise that is not begun."""
    said = html.escape(begun(exercise), quote=False)
    return (
        '<div class="task-file"><p>What it says</p>'
        f'<pre class="highlight" role="group" aria-label="What it says"><code>{said}\n</code></pre></div>'
    )


def code_html(code: str, name: str) -> str:
    """Return a file to copy, with its name."""
    lines = "\n".join(highlight(code.rstrip("\n")))
    return (
        f'<div class="task-file"><p><code>{name}</code></p>'
        f'<pre class="highlight" role="group" aria-label="{name}"><code>{lines}\n</code></pre></div>'
    )


def command_html(words: str) -> str:
    """Return a command of Python to copy."""
    return (
        '<div class="task-file"><p>In a terminal</p>'
        f'<pre class="highlight" role="group" aria-label="The command"><code>python3 {words}</code></pre></div>'
    )
