"""The network as a figure: a round box for each unit, a line for each weight, a mark for each bias and the labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 390, 270
ACROSS, DOWN, RING = 50, 36, 4.5  # of a unit, and how far each ring stands from the last
TOP, BOTTOM = 34, 20  # room for the captions
LEFT, RIGHT = 32, 82  # of the first and the last units' middles; the labels stand to the right of the last


def network(n: Sequence[int], m: int) -> str:
    """Return the SVG of a network with n[l] units in layer l; `data-at` names each part: W 2 1 1 is w_{1,1}^{(2)}.

    Each part is a button and has rings, one for each operand that may stand in it at once: three around a unit, two
    along a weight. Its number, its width and its name in words are the script's.
    """
    parts = [*edges(n), *labels(n), *(part for l in range(len(n)) for part in layer(n, l))]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="The network: {spoken(n)}">'
        + "".join(parts)
        + f'<text class="st-datapoint" x="{WIDTH / 2:g}" y="{HEIGHT - 5}"></text></svg>'
    )


def spoken(n: Sequence[int]) -> str:
    """Return the sizes of a network in words.

    >>> spoken([4, 3, 2, 1])
    '4 inputs, then layers of 3, 2 and 1 units'
    """
    *widths, last = map(str, n[1:])
    return f"{n[0]} inputs, then layers of {', '.join(widths)} and {last} units"


def place(n: Sequence[int], l: int, i: int) -> tuple[float, float]:
    """Return where unit i of layer l stands, both counted as printed."""
    across = (WIDTH - LEFT - RIGHT) / (len(n) - 1)
    gap = (HEIGHT - TOP - BOTTOM) / max(n)
    return LEFT + across * l, TOP + (HEIGHT - TOP - BOTTOM) / 2 + gap * (i - 1 - (n[l] - 1) / 2)


def box(x: float, y: float, further: float = 0.0, kind: str = "") -> str:
    """Return the outline of a unit, or one around it."""
    across, down = ACROSS / 2 + further, DOWN / 2 + further
    corner = f'x="{x - across:g}" y="{y - down:g}" rx="{down:g}"'
    return f'<rect{kind} {corner} width="{2 * across:g}" height="{2 * down:g}"/>'


def part(at: str, name: str, inside: str) -> str:
    """Return a part of the network that can be pressed."""
    return f'<g data-at="{at}" role="button" tabindex="-1" aria-label="{name}">{inside}</g>'


def edges(n: Sequence[int]) -> Iterator[str]:
    """Yield a line for each weight, with a broad one that cannot be seen but pressed."""
    for l in range(1, len(n)):
        for i in range(1, n[l] + 1):
            for h in range(1, n[l - 1] + 1):
                (x, y), (to_x, to_y) = place(n, l - 1, h), place(n, l, i)
                line = f'x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}"/>'
                kinds = ("st-near", "st-ring wide", "st-ring", "st-weight")
                lines = "".join(f'<line class="{kind}" {line}' for kind in kinds)
                yield part(f"W {l} {i} {h}", f"weight {i},{h} of layer {l}", lines)


def labels(n: Sequence[int]) -> Iterator[str]:
    """Yield the mark of the labels, to the right of the output."""
    x, y = place(n, len(n) - 1, 1)
    square = f'x="{x + 33:g}" y="{y - DOWN / 2:g}" width="46" height="{DOWN}" rx="3"/>'
    text = f'<text class="st-number" x="{x + 56:g}" y="{y + 4.5:g}">y</text>'
    yield part("Y", "the label", f'<rect {square}<rect class="st-ring" {square}{text}')


def layer(n: Sequence[int], l: int) -> Iterator[str]:
    """Yield the caption and the units of a layer, each with the mark of its bias."""
    x, _ = place(n, l, 1)
    yield f'<text class="st-caption" x="{x:g}" y="13">layer {l}</text>'
    yield f'<text class="st-caption st-what" x="{x:g}" y="28"></text>'
    for i in range(1, n[l] + 1):
        x, y = place(n, l, i)
        rings = "".join(box(x, y, RING * k, ' class="st-ring round"') for k in (0, 1, 2))
        if l:
            path = f'd="M{x - 14:g} {y + 14:g}l-5 5m-9 0h9v9h-9z"/>'
            near = f'<rect class="st-near" x="{x - 40:g}" y="{y + 11:g}" width="26" height="26"/>'
            wide = f'<path class="st-ring wide" {path}'
            mark = f'{near}<path {path}{wide}<path class="st-ring" {path}'
            yield part(f"B {l} {i} 1", f"bias {i} of layer {l}", mark)
        yield part(
            f"{l} {i}",
            f"unit {i} of layer {l}" if l else f"input {i}",
            f'{box(x, y)}{rings}<text class="st-number" x="{x:g}" y="{y + 4.5:g}"></text>',
        )
        yield f'<text aria-hidden="true" class="st-index" data-of="{l} {i}" x="{x:g}" y="{y - DOWN / 2 - 4:g}"></text>'
