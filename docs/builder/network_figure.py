"""The network as a figure: a circle for each unit, a line for each weight, a mark for each bias and for the labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 640, 240
RADIUS, RING = 17, 4.5  # of a unit, and how far each ring stands from the last
TOP, BOTTOM = 30, 22  # room for the captions


def network(n: Sequence[int], m: int) -> str:
    """Return the SVG of a network with n[l] units in layer l; `data-at` names each part: W 2 1 1 is w_{1,1}^{(2)}.

    Each part has rings, one for each operand that may stand in it at once: three around a unit, two along a weight.
    """
    parts = [*edges(n), *labels(n), *(part for l in range(len(n)) for part in layer(n, l))]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="The network: {spoken(n)}">'
        + "".join(parts)
        + f'<text class="st-datapoint" x="{WIDTH / 2:g}" y="{HEIGHT - 4}"></text></svg>'
    )


def spoken(n: Sequence[int]) -> str:
    """Return the sizes of a network in words."""
    return f"{n[0]} inputs, then layers of {', '.join(map(str, n[1:]))} units"


def place(n: Sequence[int], l: int, i: int) -> tuple[float, float]:
    """Return where unit i of layer l stands, both counted as printed."""
    across = (WIDTH - 150) / (len(n) - 1)
    gap = (HEIGHT - TOP - BOTTOM) / max(n)
    return 60 + across * l, TOP + (HEIGHT - TOP - BOTTOM) / 2 + gap * (i - 1 - (n[l] - 1) / 2)


def edges(n: Sequence[int]) -> Iterator[str]:
    """Yield a line for each weight."""
    for l in range(1, len(n)):
        for i in range(1, n[l] + 1):
            for h in range(1, n[l - 1] + 1):
                (x, y), (to_x, to_y) = place(n, l - 1, h), place(n, l, i)
                line = f'x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}"/>'
                rings = f'<line class="st-ring wide" {line}<line class="st-ring" {line}'
                yield f'<g data-at="W {l} {i} {h}"><line {line}{rings}</g>'


def labels(n: Sequence[int]) -> Iterator[str]:
    """Yield the mark of the labels, to the right of the output."""
    x, y = place(n, len(n) - 1, 1)
    square = f'x="{x + 44:g}" y="{y - 12:g}" width="24" height="24" rx="3"/>'
    yield f'<g data-at="Y"><rect {square}<rect class="st-ring" {square}<text x="{x + 56:g}" y="{y + 5:g}">y</text></g>'


def layer(n: Sequence[int], l: int) -> Iterator[str]:
    """Yield the caption and the units of a layer, each above the first with the mark of its bias."""
    x, _ = place(n, l, 1)
    yield f'<text class="st-caption" x="{x:g}" y="17">layer {l}</text>'
    for i in range(1, n[l] + 1):
        x, y = place(n, l, i)
        rings = "".join(f'<circle class="st-ring" cx="{x:g}" cy="{y:g}" r="{RADIUS + RING * k:g}"/>' for k in (0, 1, 2))
        if l:
            path = f'd="M{x - 12:g} {y + 12:g}l-4 4m-7 0h7v7h-7z"/>'
            wide = f'<path class="st-ring wide" {path}'
            yield f'<g data-at="B {l} {i} 1"><path {path}{wide}<path class="st-ring" {path}</g>'
        yield (
            f'<g data-at="{l} {i}"><circle cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>{rings}'
            f'<text class="st-number" x="{x:g}" y="{y + 5:g}">{i}</text></g>'
        )
