"""Equations as one line of text: Unicode where it has the letters, plain ASCII on demand."""

from collections.abc import Callable

from purenn.pairing.expression import (
    Addition,
    Axis,
    Fraction,
    Function,
    Index,
    Layer,
    Layout,
    Negative,
    Node,
    Product,
    Size,
    Sum,
    Symbol,
)
from purenn.pairing.printing import DIAGONAL, VERTICAL, Mark, Printer

SUBSCRIPTS = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
SUPERSCRIPTS = dict(zip("0123456789lLT+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹ˡᴸᵀ⁺⁻⁽⁾", strict=True))
PLAIN = str.maketrans({
    "∂": "d", "Σ": "sum", "·": "*", "⊙": "(*)", "−": "-", "×": "x", "′": "'", "\u20d7": "", "←": "<-",
    "⋯": "...", "⋮": "...", "⋱": "...", "γ": "gamma", "σ": "sigma", "δ": "delta",
})
GREEK = {"gamma": "γ", "sigma": "σ"}
LOOSE = (Addition, Negative, Product, Fraction, Sum)  # in brackets beside the bar of a fraction
ARROW = "\u20d7"  # stands on the letter before it


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

    def __init__(self, ascii: bool = False, mark: Mark | None = None) -> None:
        super().__init__(mark)
        self.ascii = ascii

    def raised(self, written: str) -> str:
        """Return a superscript."""
        if self.ascii or set(written) - set(SUPERSCRIPTS):
            return f"^{written}"
        return "".join(SUPERSCRIPTS[letter] for letter in written)

    def lowered(self, indices: tuple[Index, ...]) -> str:
        """Return a subscript: in small letters if Unicode has them all, or else in square brackets."""
        if not indices:
            return ""
        written = [self.size(index) if isinstance(index, Size) else str(index) for index in indices]
        if self.ascii or any(len(index) > 1 or index not in SUBSCRIPTS for index in written):
            return f"[{','.join(written)}]"
        return "".join(SUBSCRIPTS[index] for index in written)

    def layer(self, layer: Layer | None) -> str:
        """Return a layer's label."""
        return self.raised(f"({layer})") if layer else ""

    def size(self, size: Size) -> str:
        """Return the size of an axis."""
        return size.name + self.layer(size.layer)

    def number(self, text: str) -> str:
        return text.replace("-", "−")

    def symbol(self, node: Symbol) -> str:
        arrow = ARROW if node.kind in ("row", "column") else ""
        return GREEK.get(node.letter, node.letter) + arrow + self.lowered(node.indices) + self.layer(node.layer)

    def function(self, node: Function) -> str:
        return GREEK.get(node.name, node.name) + self.layer(node.layer) + ("′" if node.prime else "")

    def gradient(self, top: str, bottom: str) -> str:
        return f"∂{top}/∂{bottom}"

    def apply(self, function: str, arguments: list[str]) -> str:
        return f"{function}({', '.join(arguments)})"

    def sum(self, axis: Axis, body: str) -> str:
        sign = "Σ" + SUBSCRIPTS[axis.letter] if axis.letter in SUBSCRIPTS and not self.ascii else f"Σ_{axis.letter}"
        return f"{sign} {body}"

    def times(self, left: str, right: str, kind: str, before_number: bool) -> str:
        return f"{left} {'⊙' if kind == 'hadamard' else '·'} {right}"

    def joined(self, parts: list[str], sign: str) -> str:
        return f" {sign.replace('-', '−')} ".join(parts)

    def negative(self, inner: str) -> str:
        return f"−{inner}"

    def fraction(self, top: Node, bottom: Node) -> str:
        return "/".join(self.operand(part, isinstance(part, LOOSE)) for part in (top, bottom))

    def power(self, base: str, exponent: str) -> str:
        return base + (self.raised(exponent) if exponent.isdigit() else f"^{self.bracketed(exponent)}")

    def absolute(self, inner: str) -> str:
        return f"|{inner}|"

    def transpose(self, inner: Node, show: Callable[[Node], str]) -> str:
        written = show(inner)
        return (written if isinstance(inner, Symbol | Layout) else self.bracketed(written)) + self.raised("T")

    def delta(self, indices: tuple[Index, ...]) -> str:
        return "δ" + self.lowered(indices)

    def ones(self, rows: Size, columns: Size) -> str:
        return f"1[{self.size(rows)}×{self.size(columns)}]"

    def matrix(self, rows: list[list[str]]) -> str:
        return f"[{'; '.join(', '.join(row) for row in rows)}]"

    def dots(self, kind: str) -> str:
        return {VERTICAL: "⋮", DIAGONAL: "⋱"}.get(kind, "⋯")

    def bracketed(self, inner: str, square: bool = False) -> str:
        return f"[{inner}]" if square else f"({inner})"
