"""What the figures are drawn with: shapes, words and set mathematics as SVG, in the colours of the page.

Nothing here has a colour of its own. A class names what a piece is, and figures.css gives it the colour of the scheme.
Lengths are in pixels of a figure 440 wide. The size of its letters stands in figures.css, which makes them larger on a
telephone; what depends on it is in em.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

Point = tuple[float, float]

WIDTH = 440
SCRIPT = 0.82  # the size of an index, in that of its symbol

# A symbol with what stands below and above it: a_{i,j}^{(l+1)}, \mathbf{Z}^{(l)}, or any single letter.
_SYMBOL = re.compile(r"(\\mathbf\{\w\}|.)(?:_\{([^}]*)\})?(?:\^\{([^}]*)\})?", re.DOTALL)
# Part of a formula that is set as words, or in the colour of a role: \first{w_{i,h}}.
_PART = re.compile(r"\\(text|soft|written|first|second|forward|backward)\{((?:[^{}]|\{[^{}]*\})*)\}")

# How wide the letters of an index are in the book's mathematical font, in thousandths of their size.
_ADVANCE = {
    **dict.fromkeys("0123456789", 495), **dict.fromkeys("()", 357), ",": 245, "+": 720, "-": 720,
    "g": 503, "h": 569, "i": 274, "j": 431, "k": 533, "l": 278, "m": 830, "n": 565, "p": 598, "L": 569, "T": 552,
}  # fmt: skip


def picture(name: str, title: str, description: str, height: float, *parts: str) -> str:
    """Return a whole figure, with the title and the description that a screen reader says instead."""
    return (
        f'<svg class="drawing" viewBox="0 0 {WIDTH} {_number(height)}" width="{WIDTH}" height="{_number(height)}" '
        f'role="img" aria-labelledby="figure-{name}-title figure-{name}-description">'
        f'<title id="figure-{name}-title">{html.escape(title)}</title>'
        f'<desc id="figure-{name}-description">{html.escape(description)}</desc>{"".join(parts)}</svg>'
    )


def group(*parts: str, role: str = "", **data: object) -> str:
    """Return parts as one, with a class and data-* attributes."""
    return f"<g{_attributes(role, **{f'data-{key}': value for key, value in data.items()})}>{''.join(parts)}</g>"


def line(x1: float, y1: float, x2: float, y2: float, role: str = "line", hint: str = "", **more: object) -> str:
    """Return a line; a pointer that rests on it is shown the hint."""
    return f"<line{_attributes(role, x1=x1, y1=y1, x2=x2, y2=y2, **more)}>{_hint(hint)}</line>"


def path(points: Sequence[Point], role: str = "line") -> str:
    """Return a line through all the points."""
    return f"<polyline{_attributes(role, points=listed(points))}/>"


def listed(points: Sequence[Point]) -> str:
    """Return points as the attribute of a line that passes through them."""
    return " ".join(f"{_number(round(x, 1))},{_number(round(y, 1))}" for x, y in points)


def arrow(x1: float, y1: float, x2: float, y2: float, role: str = "line", **more: object) -> str:
    """Return a line with a head at its second end."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    along, across = ((x2 - x1) / length, (y2 - y1) / length), (-(y2 - y1) / length, (x2 - x1) / length)
    back = [(x2 - 8 * along[0] + side * across[0], y2 - 8 * along[1] + side * across[1]) for side in (-3.5, 3.5)]
    head = " ".join(f"{_number(x)},{_number(y)}" for x, y in (back[0], (x2, y2), back[1]))
    shaft = line(x1, y1, x2 - 6 * along[0], y2 - 6 * along[1], role, "", **more)
    return shaft + f"<polygon{_attributes(f'head {role}', points=head)}/>"


def circle(x: float, y: float, radius: float, role: str = "unit", hint: str = "", **more: object) -> str:
    """Return a circle."""
    return f"<circle{_attributes(role, cx=x, cy=y, r=radius, **more)}>{_hint(hint)}</circle>"


def clipped(x: float, y: float, width: float, height: float, *parts: str) -> str:
    """Return parts of which only what lies in a rectangle is seen."""
    view = f"{_number(x)} {_number(y)} {_number(width)} {_number(height)}"
    return f"<svg{_attributes('', x=x, y=y, width=width, height=height, viewBox=view)}>{''.join(parts)}</svg>"


def box(x: float, y: float, width: float, height: float, role: str = "cell", round: float = 0) -> str:
    """Return a rectangle, with rounded corners on demand."""
    return f"<rect{_attributes(role, x=x, y=y, width=width, height=height, rx=round or None)}/>"


def words(x: float, y: float, text: str, anchor: str = "middle", role: str = "") -> str:
    """Return text; y is its base line, x its start, middle or end."""
    return f"<text{_attributes(role, x=x, y=y, text_anchor=anchor)}>{html.escape(text)}</text>"


def formula(x: float, y: float, latex: str, anchor: str = "middle", role: str = "") -> str:
    r"""Return a formula of symbols with indices, such as w_{i,h}^{(l)} = -0.5, on one line.

    Letters are italic as symbols are, but not in \text{...}; \mathbf{W} is a bold capital, and \first{...} has the
    colour of that role.
    """
    pieces, end = [], 0
    for part in _PART.finditer(latex):
        inner = html.escape(part[2]) if part[1] == "text" else _symbols(part[2])
        pieces += [_symbols(latex[end : part.start()]), f'<tspan class="{part[1]}">{inner}</tspan>']
        end = part.end()
    pieces.append(_symbols(latex[end:]))
    role = f"formula-text {role}".strip()
    return f"<text{_attributes(role, x=x, y=y, text_anchor=anchor)}>{''.join(pieces)}</text>"


def brackets(left: float, top: float, right: float, bottom: float) -> str:
    """Return the brackets of a matrix."""
    return "".join(
        path([(x + turn, top), (x, top), (x, bottom), (x + turn, bottom)]) for x, turn in ((left, 5), (right, -5))
    )


def number(value: float, form: str = ".2f") -> str:
    """Return a number in a format, with a true minus sign.

    >>> number(-0.5)
    '−0.50'
    """
    return format(value, form).replace("-", "−")


def _symbols(latex: str) -> str:
    found = [each.groups(default="") for each in _SYMBOL.finditer(latex)]
    return "".join(_symbol(letter, below, above) for letter, below, above in found)


def _symbol(letter: str, below: str, above: str) -> str:
    """Return a symbol with its indices, which stand one above the other; lengths are in the size of the symbol."""
    out = _letters(letter.removeprefix(r"\mathbf{").removesuffix("}"), bold=len(letter) > 1)
    up, down = -0.36, 0.24 if above else 0.2
    back = 0.0  # how far the pen has to go back, or on, to stand behind both
    height = 0.0
    if above:
        out += _script(above, 0.0, up)
        height, back = up, _width(above)
    if below:
        out += _script(below, -back, down - height)
        height, back = down, max(0.0, back - _width(below))
    else:
        back = 0.0
    if height:  # a space without width carries the pen back to the base line
        out += f'<tspan dx="{_number(back)}em" dy="{_number(-height)}em">\u200b</tspan>'
    return out


def _script(text: str, dx: float, dy: float) -> str:
    """Return an index, from where the pen stands on; its own em is smaller than the symbol's."""
    aside = f' dx="{_number(dx / SCRIPT)}em"' if dx else ""
    return f'<tspan font-size="{SCRIPT}em"{aside} dy="{_number(dy / SCRIPT)}em">{_letters(text)}</tspan>'


def _letters(text: str, bold: bool = False) -> str:
    """Return text in the letters of mathematics: italic, or bold and upright; everything else as it is."""
    first = (0x1D400, 0x1D41A) if bold else (0x1D434, 0x1D44E)
    out = ""
    for letter in text:
        if letter.isascii() and letter.isalpha():
            place = ord(letter) - ord("A" if letter.isupper() else "a")
            out += "\u210e" if letter == "h" and not bold else chr(first[letter.islower()] + place)
        else:
            out += "−" if letter == "-" else html.escape(letter)
    return out


def _width(text: str) -> float:
    return sum(_ADVANCE[letter] for letter in text) * SCRIPT / 1000


def _hint(text: str) -> str:
    return f"<title>{html.escape(text)}</title>" if text else ""


def _attributes(role: str, **values: object) -> str:
    named = {"class": role or None, **{key.replace("_", "-"): value for key, value in values.items()}}
    return "".join(
        f' {key}="{_number(value) if isinstance(value, float) else html.escape(str(value))}"'
        for key, value in named.items()
        if value is not None
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
