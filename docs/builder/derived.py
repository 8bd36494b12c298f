"""The part of a card that shows how its equation follows by rules: a line for each step, what is worked out set in."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import ClassVar

from builder.card import Fold
from purenn.explaining.deriving import BESIDES, forms
from purenn.notation.text import SUBSCRIPTS, Text
from purenn.pairing.derive.steps import Derivation, Step

# How a line of a card writes an index: a letter of which Unicode has no small one after a stroke, which becomes a mark.
LOWERED = {letter: f"_{letter}" for letter in ascii_lowercase} | SUBSCRIPTS
_LOW = re.compile("_(.)")
_ID = re.compile(r"[a-z]+\.[\w-]+")
_AFTER = re.compile(r"(?:(?<![^ ])[=+−⊙·]|(?<![^ ([])Σ\S*) ")


def fold(derivation: Derivation, cards: Mapping[str, str], rules: str = "") -> Fold:
    """Return the part of a card; `cards` has the address of each equation's card, `rules` that of the rules' page."""
    parts = [_part(part, cards) for part in forms(derivation).parts()]
    told = html.escape("; ".join(derivation.told) or "nothing")
    by = "a program that knows the rules"
    by = f'<a href="{html.escape(rules)}">{by}</a>' if rules else by
    note = f'<p class="eq-notes">Derived by {by}. {BESIDES}: {told}.</p>'
    return Fold("Derived", f'<div class="eq-derived"><ol>{"".join(parts)}</ol>{note}</div>')


def _part(steps: Sequence[Step], cards: Mapping[str, str]) -> str:
    """Return some lines of the main chain, or an aside as a list of its own."""
    lines = "".join(_step(step, cards) for step in steps)
    return f"<li><ol>{lines}</ol></li>" if steps[0].aside else lines


def _step(step: Step, cards: Mapping[str, str]) -> str:
    """Return one line with its rule, in which an equation leads to its card."""

    def link(found: re.Match[str]) -> str:
        return f'<a href="{html.escape(cards[found[0]])}">{found[0]}</a>' if found[0] in cards else found[0]

    signed = step.sign == "=" and not step.begins
    line = html.escape(_tied(f"{'= ' * signed}{_Line().show(step.node)}"))
    if _LOW.search(line):
        line = "".join(("<div>", _LOW.sub(r"<sub>\1</sub>", line), "</div>"))  # in one piece beside the rule
    words = f"<span>{_ID.sub(link, html.escape(step.why))}</span>" if step.why else ""
    return f"<li>{line}{words}</li>" if signed else f'<li class="unsigned">{line}{words}</li>'


class _Line(Text):
    """Writes a tree as a line of a card."""

    subscripts: ClassVar = LOWERED


def _tied(line: str) -> str:
    """Return a formula that breaks before a sign, and neither after one nor at a stroke."""
    return _AFTER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), line).replace("/", "/\N{WORD JOINER}")
