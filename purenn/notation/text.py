"""Equations as one line of text: Unicode where it has the letters, plain ASCII on demand."""

from collections.abc import Sequence
from typing import ClassVar

from purenn.notation.expression import Gradient, Node, Sum
from purenn.notation.operators import CLOSED, GREEK, OPERATORS
from purenn.notation.printing import Mark, Printer
from purenn.notation.sizes import Layer, Size
from purenn.notation.walks import is_operation

SUBSCRIPTS = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
SUPERSCRIPTS = dict(zip("0123456789lLT+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹ˡᴸᵀ⁺⁻⁽⁾", strict=True))
PLAIN = str.maketrans({
    "≥": ">=", "∂": "d", "Σ": "sum", "·": "*", "⊙": "(*)", "−": "-", "×": "x", "′": "'", "\u20d7": "", "←": "<-",
    "ᵀ": "^T", "⋯": "...", "⋮": "...", "⋱": "...", "γ": "gamma", "σ": "sigma", "δ": "delta",
})
ARROW = "\u20d7"  # stands on the letter before it
LOOSE = ["fraction", *(name for name, row in OPERATORS.items() if row.binding < CLOSED)]


def text(node: Node, ascii: bool = False, mark: Mark | None = None) -> str:
    """Return node as one line, with ascii in letters that any stream can encode; mark is given each term."""
    written = Text(ascii, mark).show(node)
    return written.translate(PLAIN) if ascii else written


def shape_text(shape: tuple[Size, ...], ascii: bool = False) -> str:
    """Return a shape for display, such as n⁽ˡ⁾×m; of a single size, that size; of (), a number.

    >>> shape_text((Size("n", Layer("l", -1)), Size("m")))
    'n⁽ˡ⁻¹⁾×m'
    """
    return ("x" if ascii else "×").join(Text(ascii).size(size) for size in shape) or "a number"


class Text(Printer):
    """Writes a tree as a line of text."""

    column = "text"
    gradient = "∂%s/∂%s"
    matrix = "[%s]"
    brackets: ClassVar = {"()": "(%s)", "[]": "[%s]"}
    separators: ClassVar = {",": ", ", "&": ", ", ";": "; ", "×": "×", "Σ": " "}
    subscripts: ClassVar = SUBSCRIPTS

    def __init__(self, ascii: bool = False, mark: Mark | None = None) -> None:
        super().__init__(mark)
        self.ascii = ascii

    def raised(self, written: str) -> str:
        """Return a superscript."""
        if self.ascii or set(written) - set(SUPERSCRIPTS):
            return f"^{written}"
        return "".join(SUPERSCRIPTS[letter] for letter in written)

    def number(self, text: str) -> str:
        return text.replace("-", "−")

    def letter(self, letter: str, kind: str = "scalar") -> str:
        return GREEK.get(letter, letter) + (ARROW if kind in ("row", "column") else "")

    def scripted(self, base: str, below: Sequence[str], layer: Layer | None, after: str = "") -> str:
        small = not self.ascii and all(index in self.subscripts for index in below)  # Unicode has not all letters
        lowered = "".join(self.subscripts[index] for index in below) if small else f"[{','.join(below)}]"
        above = (self.raised(f"({layer})") if layer else "") + (self.raised(after) if after == "T" else after)
        return base + (lowered if below else "") + above

    def sum_sign(self, letter: str, size: str) -> str:
        return "Σ" + self.subscripts[letter] if letter in self.subscripts and not self.ascii else f"Σ_{letter}"

    def operation(self, name: str, parts: list[str]) -> str:
        if name == "power" and parts[1].isdigit():
            return parts[0] + self.raised(parts[1])
        return super().operation(name, parts)

    def loose(self, name: str, parts: tuple[Node, ...]) -> list[bool]:
        if name == "fraction":  # beside its bar
            return [isinstance(part, Sum | Gradient) or is_operation(part, *LOOSE) for part in parts]
        return super().loose(name, parts)
