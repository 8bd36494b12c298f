"""Layers, the sizes of axes, and the letters that run over them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """A layer's label: l + 1 is Layer("l", 1), L is Layer("L"), 3 is Layer("", 3)."""

    base: str
    offset: int = 0

    def __str__(self) -> str:
        if not self.base:
            return str(self.offset)
        return f"{self.base}{self.offset:+d}" if self.offset else self.base

    def __add__(self, steps: int) -> "Layer":
        return Layer(self.base, self.offset + steps)


@dataclass(frozen=True)
class Size:
    """The size of an axis: n of a layer, "m" datapoints, or "1"."""

    name: str
    layer: Layer | None = None


ONE, M = Size("1"), Size("m")
Index = str | int | Size  # a letter, a printed number (from 1), or the last one of an axis


@dataclass(frozen=True)
class Axis:
    """A letter and the size up to which it runs."""

    letter: str
    size: Size
