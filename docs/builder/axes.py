"""Axes of a figure: numbers become places in the drawing, and lines with their numbers say which is where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from builder.drawing import Point, formula, line, number, path


@dataclass(frozen=True)
class Axes:
    """A part of the drawing in which x runs from left to right and y from bottom to top."""

    left: float
    right: float
    top: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]

    def place(self, x: float, y: float) -> Point:
        """Return where a point stands in the drawing."""
        return self.left + (x - self.x[0]) * self.scale[0], self.bottom - (y - self.y[0]) * self.scale[1]

    @property
    def scale(self) -> tuple[float, float]:
        """How far one unit of x and one of y reach in the drawing."""
        return (self.right - self.left) / (self.x[1] - self.x[0]), (self.bottom - self.top) / (self.y[1] - self.y[0])

    def curve(self, function: Callable[[float], float], xs: Sequence[float], role: str) -> str:
        """Return the curve of a function through the points at xs."""
        return path([self.place(x, function(x)) for x in xs], f"line curve {role}")

    def tangent(self, x: float, y: float, slope: float, length: float) -> tuple[Point, Point]:
        """Return the ends of a line through a point, so long in the drawing and with that slope on the axes."""
        (x_scale, y_scale), (left, middle) = self.scale, self.place(x, y)
        along = length / 2 / (1 + (slope * y_scale / x_scale) ** 2) ** 0.5
        rise = along * slope * y_scale / x_scale
        return (left - along, middle + rise), (left + along, middle - rise)

    def horizontal(self, ticks: Sequence[float], name: str = "", marks: Sequence[str] = ()) -> str:
        """Return the axis of x, with a number, or another mark, at each tick and its name under its end."""
        marks = marks or [number(x, "g") for x in ticks]
        parts = [line(self.left, self.bottom, self.right, self.bottom, "line thin")]
        for x, mark in zip(ticks, marks, strict=True):
            left = self.place(x, 0)[0]
            parts.append(line(left, self.bottom, left, self.bottom + 4, "line thin"))
            parts.append(formula(left, self.bottom + 18, mark, role="soft"))
        if name:
            parts.append(formula((self.left + self.right) / 2, self.bottom + 38, name))
        return "".join(parts)

    def vertical(self, ticks: Sequence[float], name: str = "", marks: Sequence[str] = ()) -> str:
        """Return a faint line at each tick of y but the lowest end, its number before it and the name on top."""
        marks = marks or [number(y, "g") for y in ticks]
        parts = []
        for y, mark in zip(ticks, marks, strict=True):
            height = self.place(0, y)[1]
            if height < self.bottom - 1:
                parts.append(line(self.left, height, self.right, height, "ghost"))
            parts.append(formula(self.left - 8, height + 4.5, mark, "end", "soft"))
        if name:
            parts.append(formula(self.left - 8, self.top - 14, name, "start"))
        return "".join(parts)


def spread(low: float, high: float, count: int) -> list[float]:
    """Return so many numbers at equal distances, from the lowest to the highest.

    >>> spread(0, 1, 5)
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    return [low + (high - low) * k / (count - 1) for k in range(count)]
