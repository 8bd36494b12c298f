"""LaTeX becomes MathML while the site is built, so that a page needs no script to show a formula."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

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
    r'(?P<start>[(\[“]?)<span class="arithmatex">\\\((?P<inline>.*?)\\\)</span>'
    r'(?P<ends>(?:</(?:em|strong|a)>)*)(?P<stop>[-.,;:?!)\]”]*)'
    r'|<div class="arithmatex">\s*\\\[(?P<display>.*?)\\\]\s*</div>',
    re.DOTALL,
)
FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)  # in the HTML of a page
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp);)\w+;")  # that XML does not know
_TAG = re.compile(r"</?[a-z][^>]*>")
_RELATION = re.compile(r"<mo[^>]*>(?:[=≈≠≤≥←→]|&[lg]t;)</mo>")
_LEAF = re.compile(r"<mo[^>]*>[^<]*</mo>|<mspace[^>]*/>")
_SHORT = 16  # as many letters of a formula in running text stay on one line
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


def tree(mathml: str) -> ElementTree.Element:
    """Return a formula as a tree."""
    return ElementTree.fromstring(_ENTITY.sub(lambda found: html.unescape(found[0]), mathml))


def box(mathml: str, label: str = "Formula") -> str:
    """Return a displayed formula in its box, which scrolls where it is too narrow."""
    return f'<div class="formula" role="group" aria-label="{label}">{mathml}</div>'


def in_page(page: str) -> str:
    """Return the HTML of a page with every formula that arithmatex marked turned into MathML."""

    def convert(found: re.Match[str]) -> str:
        if found["inline"] is not None:
            mathml = to_mathml(html.unescape(found["inline"]), display=False)
            return _in_text(found["start"], mathml, found["stop"]) + found["ends"]
        return box(with_breaks(to_mathml(html.unescape(found["display"]), display=True)))

    return _MARKED.sub(convert, page)


def in_sentence(sentence: str) -> str:
    """Return the HTML of a sentence whose formulas stand between dollars."""
    sentence = html.escape(sentence, quote=False)
    return in_page(re.sub(r"\$(.+?)\$", r'<span class="arithmatex">\\(\1\\)</span>', sentence))


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


def _in_text(start: str, mathml: str, stop: str) -> str:
    """Return a formula with the marks beside it; a long one in pieces, each to the end of its next relation."""
    pieces = [mathml]
    if len(html.unescape(_TAG.sub("", mathml))) > _SHORT:
        ends = [found.end() for found in _top_level(mathml) if _RELATION.fullmatch(found[0])]
        pieces = [f"<math>{piece}</math>" for piece in _cut(mathml, ends)]
    pieces[0] = start + pieces[0]
    pieces[-1] += stop
    # A line must not begin with the full stop of the formula before, nor end with a bracket.
    held = (piece if piece.startswith("<") and piece.endswith(">") else _held(piece) for piece in pieces)
    return "<wbr>".join(held)


def _held(text: str) -> str:
    return f'<span class="held">{text}</span>'


def with_breaks(mathml: str) -> str:
    """Return a displayed formula in pieces, each to its next relation, between which a narrow page may break it."""
    places = []
    for found in _top_level(mathml):
        if _RELATION.fullmatch(found[0]):
            places.append(found.start())
        elif found[0].startswith('<mspace width="2em"'):
            places.append(found.end())
    if not places:
        return mathml
    return "<wbr>".join(f'<math displaystyle="true">{piece}</math>' for piece in _cut(mathml, places))


def _top_level(mathml: str) -> Iterator[re.Match[str]]:
    """Yield the operators and the spaces that stand in a formula itself, not in a part of it."""
    depth, end = -1, 0
    for tag in _TAG.finditer(mathml):
        depth -= tag[0].startswith("</")
        found = _LEAF.match(mathml, tag.start()) if depth == 0 else None
        if found and tag.start() >= end:
            end = found.end()
            yield found
        depth += not tag[0].startswith("</") and not tag[0].endswith("/>")


def _cut(mathml: str, places: list[int]) -> list[str]:
    """Return what a formula holds, cut at these places."""
    start, end = mathml.index(">") + 1, mathml.rindex("<")
    return [mathml[a:b] for a, b in pairwise([start, *places, end]) if a < b]


def _tidy(latex: str) -> str:
    r"""Drop the \\ before \end, which would draw an empty row, and \left, \right around a simple content."""
    return _LAST_ROW_BREAK.sub("", _SMALL_BRACKETS.sub(r"(\1)", latex))
