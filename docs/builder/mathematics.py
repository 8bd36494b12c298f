"""LaTeX becomes MathML while the site is built, so that a page needs no script to show a formula."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache

from math_core import LatexError, LatexToMathML

_CONVERTER = LatexToMathML(fancy_error=False)

# math-core knows no class or attribute, but it knows colours by name. Each term of a formula travels
# through it under one of these names and comes out as a style, which becomes the term's mark.
_CARRIERS = (
    *("red", "blue", "green", "magenta", "yellow", "orange", "purple", "brown", "olive", "violet", "lightgray"),
    *("Apricot", "Aquamarine", "Bittersweet", "BurntOrange", "CadetBlue", "CarnationPink", "CornflowerBlue"),
    *("Dandelion", "DarkOrchid", "Emerald", "ForestGreen", "Fuchsia", "Goldenrod", "GreenYellow", "JungleGreen"),
    *("LimeGreen", "Maroon", "Melon", "MidnightBlue", "OliveGreen", "OrangeRed", "Orchid", "Peach", "Periwinkle"),
)
_TERM = re.compile(r"\\term\{([^{}]*)\}(?=\{)")
_STYLE = re.compile(r'style="color:(#[0-9A-F]{6});"')
_SMALL_BRACKETS = re.compile(r"\\left\(\s*([\w+\-, ]*?)\s*\\right\)")
_LAST_ROW_BREAK = re.compile(r"\\\\\s*(?=\\end\{)")

# What pymdownx.arithmatex leaves in a page, with `generic: true`.
_MARKED = re.compile(
    r'<span class="arithmatex">\\\((?P<inline>.*?)\\\)</span>'
    r'|<div class="arithmatex">\s*\\\[(?P<display>.*?)\\\]\s*</div>',
    re.DOTALL,
)
_HEADING = re.compile(r"\\\((.*?)\\\)")


class FormulaError(ValueError):
    """A formula that cannot be converted; `latex` is the formula as the page holds it."""

    def __init__(self, latex: str, reason: str) -> None:
        super().__init__(f"the formula cannot be converted: {reason}\n    {latex.strip()}")
        self.latex = latex


def to_mathml(latex: str, *, display: bool, roles: Mapping[str, str] | None = None) -> str:
    r"""Return the MathML of a formula.

    A term is written \term{KEY}{...} and becomes <mrow class="term ROLE" data-term="KEY">, with the role that
    `roles` gives to its key (none if it gives none).
    Raises: FormulaError if math-core refuses the formula, or it holds more different terms than can be carried.
    """
    keys = list(dict.fromkeys(_TERM.findall(latex)))
    if len(keys) > len(_CARRIERS):
        raise FormulaError(latex, f"{len(keys)} different terms, but at most {len(_CARRIERS)} can be marked")
    carrier = dict(zip(keys, _CARRIERS, strict=False))
    carried = _TERM.sub(lambda found: rf"\textcolor{{{carrier[found[1]]}}}", _tidy(latex))
    try:
        mathml = _CONVERTER.convert_with_local_state(carried, displaystyle=display)
    except LatexError as error:
        raise FormulaError(latex, str(error)) from None

    marks = {_colour(carrier[key]): _mark(key, (roles or {}).get(key, "")) for key in keys}
    mathml = _STYLE.sub(lambda found: marks.get(found[1], found[0]), mathml)
    # One pixel, because Chromium and Firefox disagree about the thickness that a font asks for.
    mathml = mathml.replace("<mfrac>", '<mfrac linethickness="1px">')
    # Firefox draws this operator large unless told not to.
    return re.sub(r"<mo([^>]*)>⊙</mo>", r'<mo\1 largeop="false">⊙</mo>', mathml)


def in_page(page: str) -> str:
    r"""Return the HTML of a page with every formula that arithmatex marked turned into MathML.

    A term of a formula may be marked by the page itself, as \term{slip}{...}: what the errata find wrong.
    """

    def convert(found: re.Match[str]) -> str:
        if found["inline"] is not None:
            return to_mathml(html.unescape(found["inline"]), display=False)
        mathml = to_mathml(html.unescape(found["display"]), display=True, roles={"slip": "slip"})
        return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{mathml}</div>'

    return _MARKED.sub(convert, page)


def in_heading(title: str) -> str:
    r"""Return a heading as the table of contents shows it, where arithmatex leaves \(...\) behind."""
    return _HEADING.sub(lambda found: to_mathml(html.unescape(found[1]), display=False), title)


def line_of(latex: str, source: str) -> int:
    """Return the line of a page's source on which a formula starts: 1 if it is not found there."""
    for text in (f"${latex}$", latex, latex.strip()):
        place = source.find(text)
        if place >= 0:
            return source.count("\n", 0, place + len(text) - len(text.lstrip("$ \n"))) + 1
    return 1


def _tidy(latex: str) -> str:
    r"""Drop the \\ before \end, which would draw an empty row, and \left, \right around a simple content."""
    return _LAST_ROW_BREAK.sub("", _SMALL_BRACKETS.sub(r"(\1)", latex))


@cache
def _colour(name: str) -> str:
    found = _STYLE.search(_CONVERTER.convert_with_local_state(rf"\textcolor{{{name}}}{{x}}", displaystyle=False))
    if found is None:
        raise LookupError(f"math-core no longer writes the colour {name} as a style")
    return found[1]


def _mark(key: str, role: str) -> str:
    return f'class="{f"term {role}".strip()}" data-term="{html.escape(key)}"'
