"""Contour lines: where a function of two numbers, known on a grid, has a given value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot

from builder.drawing import Point

Edge = tuple[int, int, int]  # column and row of its first end; 0 if it runs along the row, 1 if along the column


def level_lines(heights: Sequence[Sequence[float]], level: float) -> list[list[Point]]:
    """Return the lines on which the heights, heights[row][column], pass a level, in columns and rows.

    A line that returns to where it began ends with its first point. No height may equal the level.
    """
    meets: dict[Edge, list[Edge]] = {}
    for one, other in _crossings(heights, level):
        meets.setdefault(one, []).append(other)
        meets.setdefault(other, []).append(one)
    lines = []
    while meets:
        start = next((edge for edge, others in meets.items() if len(others) == 1), next(iter(meets)))
        lines.append([_point(heights, level, edge) for edge in _walk(meets, start)])
    return lines


def _crossings(heights: Sequence[Sequence[float]], level: float) -> Iterator[tuple[Edge, Edge]]:
    """Yield, for each cell of the grid that the level passes through, the two edges where it enters and leaves."""
    for r in range(len(heights) - 1):
        for c in range(len(heights[0]) - 1):
            corners = [heights[r][c], heights[r][c + 1], heights[r + 1][c + 1], heights[r + 1][c]]
            edges = [(c, r, 0), (c + 1, r, 1), (c, r + 1, 0), (c, r, 1)]
            above = [corner > level for corner in corners]
            passed = [edges[k] for k in range(4) if above[k] != above[(k + 1) % 4]]
            yield from zip(passed[::2], passed[1::2], strict=True)


def _walk(meets: dict[Edge, list[Edge]], edge: Edge) -> Iterator[Edge]:
    """Yield the edges of one line from its start on, and take them out of what is left."""
    start = edge
    while edge in meets:
        yield edge
        others = meets.pop(edge)
        following = next((other for other in others if other in meets), None)
        if following is None:
            if len(others) == 2 and start in others:
                yield start
            return
        edge = following


def _point(heights: Sequence[Sequence[float]], level: float, edge: Edge) -> Point:
    """Return where between the two ends of an edge the height is that of the level."""
    c, r, along = edge
    first, second = heights[r][c], heights[r + along][c + 1 - along]
    share = (level - first) / (second - first)
    return (c + share * (1 - along), r + share * along)


def simplified(line: Sequence[Point], most: float = 0.3) -> list[Point]:
    """Return a line without the points that it passes closely enough without them.

    >>> simplified([(0, 0), (1, 0.1), (2, 0), (3, 3)])
    [(0, 0), (2, 0), (3, 3)]
    """
    if len(line) < 3:
        return list(line)
    if line[0] == line[-1]:
        half = len(line) // 2
        return simplified(line[: half + 1], most)[:-1] + simplified(line[half:], most)
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = hypot(x2 - x1, y2 - y1)
    off = [abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in line]
    furthest = max(range(len(line)), key=off.__getitem__)
    if off[furthest] <= most:
        return [line[0], line[-1]]
    return simplified(line[: furthest + 1], most)[:-1] + simplified(line[furthest:], most)
