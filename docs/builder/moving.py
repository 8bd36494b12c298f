"""Figures that move: a drawing over one or two sliders, with what every place of a slider changes in the drawing.

What is drawn at every place is computed while the site is built; docs/assets/figures.js only puts it in. Without
that file the drawing stands at the place where its sliders start.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from builder.drawing import Point, circle, formula

Frame = Mapping[str, float | str]  # by part and attribute, as in "tangent.x1"; "sum.text" is what a text says


@dataclass(frozen=True)
class Slider:
    """A slider: its name, the value that it shows at each place, where it starts, and what a screen reader says there.

    In what is said {} is the value of the slider, and {sum} what the text of that name in the drawing then says.
    """

    name: str
    values: Sequence[str]
    start: int
    says: str = "{}"


def part(name: str, drawn: str) -> str:
    """Return an element of a drawing under a name by which a frame can change it.

    >>> part("dot", '<circle r="4"/>')
    '<circle data-part="dot" r="4"/>'
    """
    tag, rest = drawn.split(" ", 1)
    return f'{tag} data-part="{html.escape(name)}" {rest}'


def moving(
    svg: str, sliders: Sequence[Slider], frames: Mapping[tuple[int, ...], Sequence[Frame]],
    drag: tuple[float, float] | None = None,
) -> str:  # fmt: skip
    """Return a drawing with its sliders and its frames.

    The frames of (0,) follow the first slider, those of (0, 1) both, with the second one running faster. `drag` is
    where in the drawing the first slider begins and ends, if a pointer can move it there.
    """
    columns = [[by, names, column] for by, rows in frames.items() for names, column in _columns(rows).items()]
    columns += [[[k], f"{k}.text", list(slider.values)] for k, slider in enumerate(sliders)]
    data = json.dumps(columns, separators=(",", ":"), ensure_ascii=False).replace("<", r"\u003c")
    dragged = f' data-drag="{drag[0]:g} {drag[1]:g}"' if drag else ""
    return (
        f'<div class="moving{" draggable" if drag else ""}"{dragged}>{svg}'
        f'<div class="sliders">{"".join(_slider(slider, svg) for slider in sliders)}</div>'
        f'<script type="application/json">{data}</script></div>'
    )


def _slider(slider: Slider, svg: str) -> str:
    value = html.escape(slider.values[slider.start])
    return (
        f"<label><span>{html.escape(slider.name)}</span>"
        f'<input type="range" min="0" max="{len(slider.values) - 1}" value="{slider.start}" step="1" '
        f'autocomplete="off" aria-valuetext="{_said(slider, svg)}" data-says="{html.escape(slider.says)}"/>'
        f'<span class="value" aria-hidden="true">{value}</span></label>'
    )


def _said(slider: Slider, svg: str) -> str:
    """Return what is said where the slider starts, put together as figures.js does."""

    def text(found: re.Match[str]) -> str:
        if not found[1]:
            return slider.values[slider.start]
        shown = re.search(rf'data-part="{found[1]}"[^>]*>([^<]*)', svg)
        return shown[1] if shown else ""

    return html.escape(re.sub(r"\{([\w-]*)\}", text, slider.says))


def _columns(rows: Sequence[Frame]) -> dict[str, list[float | str]]:
    """Return the values that follow each other in the frames, under the names of all that take them."""
    names: dict[tuple[float | str, ...], list[str]] = {}
    for name in rows[0]:
        names.setdefault(tuple(_short(row[name]) for row in rows), []).append(name)
    return {" ".join(alike): list(column) for column, alike in names.items()}


def _short(value: float | str) -> float | str:
    return value if isinstance(value, str) else round(value, 1)


def ends(name: str, start: Point, end: Point) -> dict[str, float | str]:
    """Return the attributes of a line that a slider moves."""
    return dict(zip((f"{name}.{end}" for end in ("x1", "y1", "x2", "y2")), (*start, *end), strict=True))


def moved(name: str, shape: Callable[..., str], frame: Frame, **more: object) -> str:
    """Return a line, a circle or a box that a slider moves, as it stands in a frame."""
    names = {"cx": "x", "cy": "y"} if shape is circle else {}
    given = {key.split(".")[1]: value for key, value in frame.items() if key.startswith(f"{name}.")}
    given = {names.get(key, key): value for key, value in given.items()}
    if shape is circle:
        given["radius"] = 4
    return part(name, shape(**given, **more))


def gathered(name: str, frame: Frame, *parts: str) -> str:
    """Return parts that a slider moves together, as they stand in a frame."""
    given = [f'{key.split(".")[1]}="{value}"' for key, value in frame.items() if key.startswith(f"{name}.")]
    return part(name, f"<g {' '.join(given)}>") + "".join(parts) + "</g>"


def reading(x: float, y: float, before: str, name: str, frame: Frame, role: str, anchor: str = "start") -> str:
    """Return a formula that ends with a number which a slider changes, as it stands in a frame."""
    text = formula(x, y, before, anchor, role)
    return text.removesuffix("</text>") + f"{part(name, '<tspan >')}{frame[f'{name}.text']}</tspan></text>"
