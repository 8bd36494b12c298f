"""Equations as MathML, which browsers lay out; each term is marked where it is made."""

import re
from collections.abc import Sequence
from typing import ClassVar

from purenn.notation.expression import Function, Node
from purenn.notation.operators import APPLIED, GREEK
from purenn.notation.printing import DIAGONAL, DOTS, VERTICAL, Mark, Printer
from purenn.notation.sizes import Index, Layer, Size

TIGHT = '<mo lspace="0" rspace="0">%s</mo>'
BRACKET = '<mo stretchy="false">%s</mo>'
TALL = re.compile("<m(frac|subsup|sup|under|over|table)")  # what brackets stretch around


def mathml(node: Node, mark: Mark | None = None) -> str:
    """Return node as the MathML of a displayed formula; mark is given each term."""
    return f'<math display="block">{MathML(mark).show(node)}</math>'


def shape_mathml(shape: Sequence[Size]) -> str:
    """Return a shape as the MathML of a formula in running text."""
    return f"<math>{'<mo>×</mo>'.join(MathML().size(size) for size in shape)}</math>"


class MathML(Printer):
    """Writes a tree as the content of a formula."""

    column = "mathml"
    gradient = '<mfrac linethickness="1px"><mrow><mi>∂</mi>%s</mrow><mrow><mi>∂</mi>%s</mrow></mfrac>'
    sign = f'<munderover><mo lspace="0">∑</mo><mrow><mi>%s</mi>{TIGHT % "="}<mn>1</mn></mrow>%s</munderover>'
    matrix = '<mrow><mo>[</mo><mtable displaystyle="false"><mtr><mtd>%s</mtd></mtr></mtable><mo>]</mo></mrow>'
    separators: ClassVar = {
        ",": "<mo>,</mo>", "=": "<mo>=</mo>", "←": "<mo>←</mo>", "&": "</mtd><mtd>", ";": "</mtd></mtr><mtr><mtd>",
        "×": TIGHT % "×", "Σ": "",
    }  # fmt: skip
    dots: ClassVar = {kind: TIGHT % kind for kind in (DOTS, VERTICAL, DIAGONAL)}

    def bracketed(self, inner: str, kind: str = "()") -> str:
        sign = "<mo>%s</mo>" if TALL.search(inner) else BRACKET
        return f"<mrow>{sign % kind[0]}{inner}{sign % kind[1]}</mrow>"

    def marked(self, written: str, node: Node) -> str:
        return super().marked(written, node) + APPLIED * isinstance(node, Function)

    def number(self, text: str) -> str:
        return f"<mn>{text}</mn>"

    def index(self, index: Index) -> str:
        return self.size(index) if isinstance(index, Size) else self.letter(str(index))

    def letter(self, letter: str, kind: str = "scalar") -> str:
        if kind == "matrix":  # the bold letters and digits of mathematics
            bold = 0x1D7CE if letter.isdigit() else 0x1D400
            return f"<mi>{chr(bold + ord(letter) - ord('0' if letter.isdigit() else 'A'))}</mi>"
        plain = f"<mn>{letter}</mn>" if letter.isdigit() else f"<mi>{GREEK.get(letter, letter)}</mi>"
        return plain if kind == "scalar" else f'<mover accent="true">{plain}{BRACKET % "⃗"}</mover>'

    def scripted(self, base: str, below: Sequence[str], layer: Layer | None, after: str = "") -> str:
        label = f"{BRACKET % '('}{self.label(layer)}{BRACKET % ')'}" if layer else ""
        above = label + {"T": "<mi>T</mi>", "′": "<mo>′</mo>"}.get(after, "")
        scripts = [f"<mrow>{script}</mrow>" for script in ('<mo rspace="0">,</mo>'.join(below), above) if script]
        name = "msub" * bool(below) + ("sup" if below else "msup") * bool(above)
        return f"<{name}>{base}{''.join(scripts)}</{name}>" if name else base

    def label(self, layer: Layer) -> str:
        """Return a layer's label: l + 1, L or 3."""
        if not layer.base:
            return f"<mn>{layer.offset}</mn>"
        step = f"{TIGHT % ('+' if layer.offset > 0 else '−')}<mn>{abs(layer.offset)}</mn>" if layer.offset else ""
        return f"<mi>{layer.base}</mi>{step}"
