"""What the page about the program that derives the book shows: what it is given, its rules, one of them broken."""

from __future__ import annotations

import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from textwrap import dedent, fill, indent, wrap
from typing import Any
from unittest.mock import patch

from builder import blocks
from purenn.explaining.deriving import line
from purenn.notation.expression import Apply, Equation, Node, PairingError, Sum, Symbol
from purenn.notation.latex import latex
from purenn.notation.parsing import parse
from purenn.notation.text import text
from purenn.notation.walks import mapped
from purenn.pairing.derive import chains, compacting, rules
from purenn.pairing.derive.derive import derivation
from purenn.pairing.derive.proving import refused
from purenn.pairing.derive.rules import RULES, STROKES, settled
from purenn.pairing.derive.starting import Start, starting
from purenn.pairing.derive.steps import Derivation, Step
from purenn.pairing.registry import Entry
from purenn.pairing.values import output_of

SLOWLY, IN_MATRICES, FORWARD = "hidden.dJ-da-sum", "compact.dJ-dA", "forward.z-element"
WIDTH = 43  # of what is shown as on a terminal: a telephone has room for it
FEW = 3  # lines: a rule that has made fewer stands in a fold
BEFORE = {  # what each rule is shown on
    "constant": r"\frac{\partial w_{i,h}^{(l)}}{\partial b_i^{(l)}}",
    "same": r"\frac{\partial a_{k,s}^{(l)}}{\partial a_{i,j}^{(l)}}",
    "sum": r"\frac{\partial\left(\sum_{k=1}^{n^{(l)}}a_{k,s}^{(l)}\right)}{\partial a_{i,j}^{(l)}}",
    "factor": r"\frac{\partial\left(w_{p,i}^{(l+1)}a_{i,j}^{(l)}\right)}{\partial a_{i,j}^{(l)}}",
    "product": r"\frac{\partial\left(z\sigma(z)\right)}{\partial z}",
    "quotient": r"\frac{\partial\left(\frac{1}{1+e^{-z}}\right)}{\partial z}",
    "power": r"\frac{\partial\left((a-y)^2\right)}{\partial a}",
    "exp": r"\frac{\partial\left(e^{-z}\right)}{\partial z}",
    "ln": r"\frac{\partial\left(\ln(1-a)\right)}{\partial a}",
    "corner": r"\frac{\partial\left(\max(z,0)\right)}{\partial z}",
    "function": r"\frac{\partial\left(f^{(l)}(z_{k,s}^{(l)})\right)}{\partial z_{i,j}^{(l)}}",
    "tidy": r"0\cdot w+1\cdot z",
    "switch": r"\sum_{k=1}^{n^{(l)}}w_{p,k}^{(l+1)}\delta_{k,i}",
    "labels": r"\sum_{k=1}^{n^{(L)}}y_{k,j}",
}


def numbers(entries: Mapping[str, Entry], derivations: Mapping[str, Derivation]) -> dict[str, str]:
    """Return what the page calls for, by its names."""
    derived = [each for each in derivations.values() if each.derived]
    steps = [step for each in derived for step in each.steps]
    made = Counter(step.rule for step in steps)
    equations = {id: entry.equation for id, entry in entries.items()}
    slow, whole = derivations[SLOWLY].steps, derivations[IN_MATRICES].steps
    matrix = next(k for k, step in enumerate(whole) if step.sign == "matrix")
    often = sorted(RULES, key=lambda name: -made[name])
    return {
        "derived": f"{len(derived)}",
        "lines": f"{len(steps)}",
        "sides": f"{sum(bool(step.side) for step in steps)}",
        "untold": f"{sum(not each.told for each in derived)}",
        "starts": starts(entries, steps),
        "told": told(entries, derived),
        "count": f"{len(RULES)}",
        "begun": f"{sum(step.begins for step in steps)}",
        "read": what_is_read(),
        "each": "\n".join(f"### {rule(name, made[name])}" for name in often if made[name] >= FEW),
        "seldom": fold("Rules that make few lines", [rule(name, made[name]) for name in often if made[name] < FEW]),
        "chain-says": slow[1].why,
        "chain": code(chains.linked) + code(Start.readers),
        **{f"by-{name.replace(' ', '-')}": f"{made[name]}" for name in made.keys() - RULES.keys() - {""}},
        **{f"slow-{k}": latex(step.node) for k, step in enumerate(slow)},
        "entry": latex(whole[matrix - 1].node),
        "matrix": latex(Equation((whole[0].node, whole[matrix].node))),
        "compacting": code(compacting.multiplied),
        **broken(equations),
        "skipping": "\n    ".join(wrap(skipping(equations), WIDTH - 8)),  # it stands in a list
    }


# ---------------------------------------------------------------------- what it is given


def card(entry: Entry) -> str:
    """Return the name of an equation in Markdown, as a link to its card."""
    return f"[{entry.id}]({entry.block.file.removeprefix('docs/')}#{blocks.address(entry.id)})"


def starts(entries: Mapping[str, Entry], steps: Iterable[Step]) -> str:
    """Return the definitions as a table in Markdown, each with the number of lines into which it is put."""
    put_in = Counter(step.why for step in steps)
    rows = ["| definition | its name | lines |", "|---|---|---|"]
    for id, entry in entries.items():
        if entry.block.kind == "definition":
            left = entry.equation.sides[0]
            function = f"what {text(left.function)} is" if isinstance(left, Apply) else ""
            count = put_in[f"by {id}"] + put_in[function] * bool(function)
            rows.append(f"| ${latex(entry.equation)}$ | {card(entry)} | {count or 'none'} |")
    return "\n".join(rows)


def told(entries: Mapping[str, Entry], derived: Iterable[Derivation]) -> str:
    """Return what the program is told besides its rules as a table in Markdown, each fact with who needs it."""
    needed: dict[str, list[str]] = {}
    for each in derived:
        for fact in each.told:
            needed.setdefault(fact, []).append(each.id)
    rows = ["| what it is told | equations | such as |", "|---|---|---|"]
    rows += [f"| {fact} | {len(ids)} | {card(entries[ids[0]])} |"
             for fact, ids in sorted(needed.items(), key=lambda each: -len(each[1]))]  # fmt: skip
    return "\n".join(rows)


# ---------------------------------------------------------------------- its rules


def rule(name: str, count: int) -> str:
    """Return a rule in Markdown: its words, its lines, what it makes of a formula, and its code.

    Raises: PairingError if numbers refuse what it makes.
    """
    (before,) = parse(BEFORE[name])
    after = settled(before, RULES[name].change)
    if after == before or refused([Step(before), Step(after, name)], *output_of(Equation((before, after)))):
        raise PairingError(f"the rule {name}: found {latex(before)} = {latex(after)}, which numbers refuse")
    goes_along = any(name in names[1:] for names in STROKES)
    none = "No line of its own: it goes along with others." if goes_along else "No line: the book never needs it."
    made = {0: none, 1: "One line."}.get(count, f"{count} lines.")
    formula = latex(Equation((before, after)))
    return f"{RULES[name].says}\n\n{made}\n\n$${formula}$$\n{code(RULES[name].change)}"


def fold(title: str, parts: Iterable[str]) -> str:
    """Return parts in Markdown, each with its name in bold, in a fold."""
    named = (re.sub("^(.+)", r"**\1**", part) for part in parts)
    return f'??? note "{title}"\n' + indent("\n" + "\n".join(named), "    ")


def code(function: Callable[..., Any]) -> str:
    """Return a function in Markdown, under the name of its file."""
    return listing(function, dedent(inspect.getsource(function)).rstrip())


def what_is_read() -> str:
    """Return the table of what reads what in Markdown, under the name of its file."""
    found = re.search(r"(?ms)^Reads\b.*?^\}", inspect.getsource(sys.modules[Start.__module__]))
    assert found
    return listing(Start, found[0])


def listing(of: Callable[..., Any], source: str) -> str:
    """Return source text in Markdown, under the name of the file that it is of; the search finds it there."""
    file = f"{of.__module__.replace('.', '/')}.py"
    return f'\n```{{ .py title="{file}" data-search-exclude="yes" }}\n{source}\n```\n'


# ---------------------------------------------------------------------- a rule broken, and a line that reads too much


def leaves_the_sum(node: Node) -> Node | None:
    """Put in the one term that a switch picks, and leave the sum over it."""
    found = rules.switch(node)
    return Sum(node.axis, found) if found and isinstance(node, Sum) else None


def broken(equations: Mapping[str, Equation]) -> dict[str, str]:
    """Return the derivation of an equation with a broken rule, up to the line that numbers refuse, and the numbers.

    Raises: PairingError if nothing refuses it.
    """
    with patch.dict(RULES, switch=RULES["switch"]._replace(change=leaves_the_sum)):
        steps = list(chains.lines(equations[SLOWLY].sides[0], starting(equations, "sigmoid")))
        message = refusal(lambda: derivation(SLOWLY, equations))
    wrong = refused(steps, "sigmoid")
    if not wrong:
        raise PairingError("found no line of a broken rule that numbers refuse, expected one")
    up_to = steps[: steps.index(wrong.step) + 1]
    return {
        "broken-code": inspect.getsource(leaves_the_sum).rstrip(),
        "broken-lines": "\n".join(row for step in up_to for row in line(step, False, WIDTH)),
        "broken-found": number(wrong.found),
        "broken-expected": number(wrong.expected),
        "broken-times": number(wrong.found / wrong.expected),
        "broken-message": fill(message, WIDTH),
    }


def number(value: float) -> str:
    """Return a number in running text."""
    return f"{value:.5g}".replace("-", "−")


def skipping(equations: Mapping[str, Equation]) -> str:
    """Return what the program says of a preactivation that is computed from the layer before the previous one.

    Raises: PairingError if it says nothing.
    """

    def further(piece: Any) -> Any:
        match piece:
            case Symbol("a", layer=layer) if layer:
                return replace(piece, layer=layer + -1)
        return mapped(piece, further)

    return refusal(lambda: starting({**equations, FORWARD: further(equations[FORWARD])}, "sigmoid"))


def refusal(asked: Callable[[], object]) -> str:
    """Return with what words the program refuses what it is asked.

    Raises: PairingError if it does not.
    """
    try:
        asked()
    except PairingError as error:
        return str(error)
    raise PairingError("found a wrong line that is not refused, expected it to be")
