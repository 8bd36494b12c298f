"""Equations as LaTeX, the language of the pages."""

from collections.abc import Sequence
from typing import ClassVar

from purenn.notation.expression import Node
from purenn.notation.printing import DIAGONAL, DOTS, VERTICAL, Mark, Printer
from purenn.notation.sizes import Layer

NAMES = {"gamma": r"\gamma", "sigma": r"\sigma", "delta": r"\delta", "tanh": r"\tanh"}


def latex(node: Node, mark: Mark | None = None) -> str:
    """Return node as LaTeX; mark is given each term."""
    return LaTeX(mark).show(node)


class LaTeX(Printer):
    """Writes a tree as LaTeX."""

    column = "latex"
    gradient = r"\frac{\partial %s}{\partial %s}"
    sign = r"\sum_{%s=1}^{%s}"
    matrix = r"\left[\begin{matrix}%s\end{matrix}\right]"
    brackets: ClassVar = {"()": r"\left(%s\right)", "[]": r"\left[%s\right]"}
    separators: ClassVar = {",": ", ", "←": r" \leftarrow ", "&": " & ", ";": r" \\ ", "×": r"\times ", "Σ": " "}
    dots: ClassVar = {DOTS: r"\cdots", VERTICAL: r"\vdots", DIAGONAL: r"\ddots"}

    def letter(self, letter: str, kind: str = "scalar") -> str:
        name = NAMES.get(letter) or (letter if len(letter) == 1 else rf"\mathrm{{{letter}}}")
        return {"scalar": name, "matrix": rf"\mathbf{{{name}}}"}.get(kind, rf"{{\vec{{{name}}}}}")

    def scripted(self, base: str, below: Sequence[str], layer: Layer | None, after: str = "") -> str:
        subscript = f"_{{{','.join(below)}}}" if below else ""
        above = (f"({layer})" if layer else "") + {"′": r"\prime"}.get(after, after)
        return base + subscript + (f"^{{{above}}}" if above else "")

    def operation(self, name: str, parts: list[str]) -> str:
        if name == "times" and parts[1][0].isdigit():
            return r" \cdot ".join(parts)
        return super().operation(name, parts)
