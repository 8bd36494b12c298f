"""The part of a card that shows how its equation follows by rules: a line for each step, what is worked out set in."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from builder.card import Fold
from purenn.explaining.deriving import BESIDES
from purenn.notation.text import text
from purenn.pairing.derive.steps import Derivation, Step

_AFTER = re.compile(r"(?:(?<![^ ])[=+−⊙·]|(?<![^ ([])Σ\S*) ")


def fold(derivation: Derivation, rules: str = "") -> Fold:
    """Return the part of a card; `rules` is the address of the page about the rules, if there is one."""
    parts = [_part(part) for part in derivation.parts()]
    told = html.escape("; ".join(derivation.told) or "nothing")
    by = "a program that knows the rules"
    by = f'<a href="{html.escape(rules)}">{by}</a>' if rules else by
    note = f'<p class="eq-notes">Derived by {by}. {BESIDES}: {told}.</p>'
    return Fold("Derived", f'<div class="eq-derived"><ol>{"".join(parts)}</ol>{note}</div>')


def _part(steps: Sequence[Step]) -> str:
    """Return some lines of the main chain, or an aside as a list of its own."""
    lines = "".join(map(_step, steps))
    return f"<li><ol>{lines}</ol></li>" if steps[0].aside else lines


def _step(step: Step) -> str:
    """Return one line with its rule."""
    signed = step.sign == "=" and not step.begins
    line = html.escape(_tied(f"{'= ' * signed}{text(step.node)}"))
    words = f"<span>{html.escape(step.why)}</span>" if step.why else ""
    return f"<li>{line}{words}</li>" if signed else f'<li class="unsigned">{line}{words}</li>'


def _tied(line: str) -> str:
    """Return a formula that breaks before a sign, and neither after one nor at a stroke."""
    return _AFTER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), line).replace("/", "/\N{WORD JOINER}")
