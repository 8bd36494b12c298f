"""LaTeX becomes MathML while the site is built, so that a page needs no script to show a formula."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from math_core import LatexError, LatexToMathML

_CONVERTER = LatexToMathML(fancy_error=False)

# What the errata find wrong in a formula is marked there as \term{slip}{...}. math-core knows no class, but it knows
# colours: a slip travels through it as red.
_SLIP = r"\term{slip}"
_WRONG = r"\wrong"  # a mark for what holds the prose; what is wrong on purpose is shown as a slip
_UNSEEN = re.compile(r"\\(?:given|also|theirs)(?=\{)")  # marks that show nothing: also, what another erratum is about
_COLOUR = re.compile(r'style="color:[^"]*"')
_SMALL_BRACKETS = re.compile(r"\\left\(\s*([\w+\-, ]*?)\s*\\right\)")
_LAST_ROW_BREAK = re.compile(r"\\\\\s*(?=\\end\{)")

# What pymdownx.arithmatex leaves in a page, with `generic: true`.
_MARKED = re.compile(
    r'(?P<start>[(\[“]?)<span class="arithmatex">\\\((?P<inline>.*?)\\\)</span>(?P<stop>[-.,;:?!)\]”]*)'
    r'|<div class="arithmatex">\s*\\\[(?P<display>.*?)\\\]\s*</div>',
    re.DOTALL,
)
_TAG = re.compile(r"</?[a-z][^>]*>")
_RELATION = re.compile(r"<mo[^>]*>[=≈≠<>≤≥←]</mo>")
_HEADING = re.compile(r"\\\((.*?)\\\)")


class FormulaError(ValueError):
    """A formula that cannot be converted; `latex` is the formula as the page holds it."""

    def __init__(self, latex: str, reason: str) -> None:
        super().__init__(f"the formula cannot be converted: {reason}\n    {latex.strip()}")
        self.latex = latex


def to_mathml(latex: str, *, display: bool) -> str:
    """Return the MathML of a formula.

    Raises: FormulaError if math-core refuses the formula.
    """
    try:
        carried = _UNSEEN.sub("", _tidy(latex)).replace(_SLIP, r"\textcolor{red}").replace(_WRONG, r"\textcolor{red}")
        mathml = _CONVERTER.convert_with_local_state(carried, displaystyle=display)
    except LatexError as error:
        raise FormulaError(latex, str(error)) from None

    mathml = _COLOUR.sub('class="term slip"', mathml)
    # One pixel, because Chromium and Firefox disagree about the thickness that a font asks for.
    mathml = mathml.replace("<mfrac>", '<mfrac linethickness="1px">')
    # Firefox draws this operator large unless told not to.
    return re.sub(r"<mo([^>]*)>⊙</mo>", r'<mo\1 largeop="false">⊙</mo>', mathml)


def box(mathml: str, label: str = "Formula") -> str:
    """Return a displayed formula in its box, which scrolls where it is too narrow."""
    return f'<div class="formula" tabindex="0" role="group" aria-label="{label}">{mathml}</div>'


def in_page(page: str) -> str:
    """Return the HTML of a page with every formula that arithmatex marked turned into MathML."""

    def convert(found: re.Match[str]) -> str:
        if found["inline"] is not None:
            mathml = to_mathml(html.unescape(found["inline"]), display=False)
            whole = found["start"] + mathml + found["stop"]
            # A line must not begin with the full stop of the formula before, nor end with a bracket.
            return f'<span class="held">{whole}</span>' if whole != mathml else mathml
        return box(_with_breaks(to_mathml(html.unescape(found["display"]), display=True)))

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


def _with_breaks(mathml: str) -> str:
    """Return a displayed formula in pieces, each to its next relation, between which a narrow page may break it."""
    start, end = mathml.index(">") + 1, mathml.rindex("<")
    places, depth = [start], 0
    for tag in _TAG.finditer(mathml, start, end):
        depth -= tag[0].startswith("</")
        if depth == 0 and start < tag.start():
            if tag[0].startswith("<mo") and _RELATION.match(mathml, tag.start()):
                places.append(tag.start())
            elif tag[0].startswith('<mspace width="2em"'):
                places.append(tag.end())
        depth += not tag[0].startswith("</") and not tag[0].endswith("/>")
    if len(places) == 1:
        return mathml
    pieces = [mathml[a:b] for a, b in pairwise([*places, end]) if a < b]
    return "<wbr>".join(f'<math displaystyle="true">{piece}</math>' for piece in pieces)


def _tidy(latex: str) -> str:
    r"""Drop the \\ before \end, which would draw an empty row, and \left, \right around a simple content."""
    return _LAST_ROW_BREAK.sub("", _SMALL_BRACKETS.sub(r"(\1)", latex))
