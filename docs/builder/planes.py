"""Pictures of a plane in which a network tells two kinds of points apart, and of what a hidden layer makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from math import cos, hypot, pi, sin
from typing import NamedTuple

from builder.axes import Axes, spread
from builder.contours import level_lines
from builder.drawing import WIDTH, Point, box, circle, clipped, formula, group, line, number, path, picture, words
from builder.learnt import Learnt
from builder.moving import Frame, Slider, ends, moving, part
from purenn.data import Data
from purenn.forward import forward_pass
from purenn.network import Network

EDGE = 2.6  # how far the pictures of the plane reach
CELLS = 30  # of the grid on which a network is asked, along each side
EVERY = 5  # steps from one place of the slider to the next
SHOWN = (0, 40, 70, 100, 200)  # the steps that the small pictures show
CIRCLES = (0.5, 1.0, 1.5, 2.0, 2.5)  # in the plane, to see what becomes of them
TURNS = tuple(8.0 * k for k in range(-6, 7))  # of the cube, in degrees
START = 7  # the place of the slider that turns the cube

Place = tuple[float, float, float]


# ---- the plane


def plane(left: float, top: float, size: float) -> Axes:
    """Return the axes of a square picture of the plane."""
    return Axes(left, left + size, top, top + size, (-EDGE, EDGE), (-EDGE, EDGE))


def grid() -> list[float]:
    """Return the coordinates at which a network is asked; the first and the last lie just outside the picture."""
    step = 2 * EDGE / CELLS
    return spread(-EDGE - step, EDGE + step, CELLS + 3)


def outputs(network: Network) -> list[list[float]]:
    """Return the last preactivation, z, on the grid: row by row, each with one number for every x_1."""
    xs = grid()
    (z,) = forward_pass(network, [[x for _ in xs for x in xs], [y for y in xs for _ in xs]]).Z[network.L]
    return [z[len(xs) * r : len(xs) * (r + 1)] for r in range(len(xs))]


def region(network: Network, axes: Axes) -> str:
    """Return, as the data of a path, where in the plane the network says 1: where its last z is positive."""
    rows, xs = outputs(network), grid()
    low = -max(abs(z) for row in rows for z in row)
    rim = {0, len(xs) - 1}  # low there, so that every line closes outside the picture
    closed = [[low if {r, c} & rim else z for c, z in enumerate(row)] for r, row in enumerate(rows)]
    step = xs[1] - xs[0]
    loops = [[axes.place(xs[0] + step * c, xs[0] + step * r) for c, r in loop] for loop in level_lines(closed, 0.0)]
    return "".join(outline(simplified(loop)) for loop in loops)


def reaches_edge(network: Network) -> bool:
    """Say whether the region in which the network predicts 1 reaches the edge of the picture."""
    rows = outputs(network)
    return any(z > 0 for row in rows for z in (row[1], row[-2])) or max(*rows[1], *rows[-2]) > 0


def half_lines(network: Network, axes: Axes) -> list[tuple[Point, Point]]:
    """Return, for each unit of layer 1, the line on which its activation is a half, longer than the plane is wide."""
    lines = []
    for (w_1, w_2), (b,) in zip(network.W[1], network.B[1], strict=True):
        square = w_1**2 + w_2**2
        x, y = -b * w_1 / square, -b * w_2 / square  # of its places the nearest to the middle
        u, v = 3 * EDGE * w_2 / square**0.5, -3 * EDGE * w_1 / square**0.5
        lines.append((axes.place(x - u, y - v), axes.place(x + u, y + v)))
    return lines


def outline(loop: Sequence[Point]) -> str:
    """Return a line that returns to its first point, as the data of a path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in loop[:-1]) + "Z"


def simplified(points: Sequence[Point], most: float = 0.2) -> list[Point]:
    """Return the points of a line without those that lie no farther than `most` from the line through the others."""
    (x_1, y_1), (x_2, y_2) = points[0], points[-1]
    length = hypot(x_2 - x_1, y_2 - y_1)

    def distance(point: Point) -> float:
        u, v = point[0] - x_1, point[1] - y_1
        return abs((x_2 - x_1) * v - (y_2 - y_1) * u) / length if length else hypot(u, v)

    if len(points) < 3:
        return list(points)
    farthest = max(range(1, len(points) - 1), key=lambda k: distance(points[k]))
    if distance(points[farthest]) <= most:
        return [points[0], points[-1]]
    return simplified(points[: farthest + 1], most)[:-1] + simplified(points[farthest:], most)


def labelled(data: Data) -> dict[int, list[Point]]:
    """Return the points of each label, those of label 0 first."""
    points = list(zip(*data.X, data.Y[0], strict=True))
    return {label: [(x, y) for x, y, y_label in points if y_label == label] for label in (0, 1)}


def spotted(places: Sequence[Point]) -> str:
    """Return places as the data of a path whose round ends are dots."""
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in places)


def spots(data: str, label: int, width: float, name: str = "") -> str:
    """Return dots of a width, hollow ones for label 0; with a name, name-0 and name-1 can be moved."""
    layers = [("spots third", width)] if label else [("spots", width), ("spots hollow", width - 2)]
    drawn = [f'<path class="{role}" stroke-width="{size:g}" d="{data}"/>' for role, size in layers]
    return "".join(part(f"{name}-{k}", each) if name else each for k, each in enumerate(drawn))


def dots(data: Data, axes: Axes, width: float) -> str:
    """Return the points in the plane, each as a dot."""
    return "".join(
        spots(spotted([axes.place(*point) for point in points]), label, width)
        for label, points in labelled(data).items()
    )


def shaded(data: str) -> str:
    """Return a region with its rim, the decision boundary."""
    return f'<path class="region" d="{data}"/>'


def framed(axes: Axes, *parts: str) -> str:
    """Return parts, as far as they lie in a picture of the plane, in its frame."""
    size = axes.right - axes.left
    return clipped(axes.left, axes.top, size, size, *parts) + box(axes.left, axes.top, size, size, "frame")


def answered(network: Network, data: Data, axes: Axes, width: float) -> str:
    """Return a picture of the plane: where the network predicts 1, the lines of its hidden units, and the points."""
    lines = half_lines(network, axes) if network.L > 1 else []
    dashed = [line(*start, *end, "line soft dashed thin") for start, end in lines]
    return framed(axes, shaded(region(network, axes)), *dashed, dots(data, axes, width))


def legend(y: float) -> str:
    """Return what the marks in a plane mean."""
    return group(
        spots(spotted([(6, y - 4.5)]), 1, 6.5),
        words(16, y, "label 1", "start", "soft"),
        spots(spotted([(90, y - 4.5)]), 0, 6.5),
        words(100, y, "label 0", "start", "soft"),
        box(174, y - 11, 22, 13, "region"),
        words(203, y, "where the network predicts 1", "start", "soft"),
    )


# ---- figures


def one_unit(run: Learnt, best: tuple[int, Place]) -> str:
    """Return the plane twice: with the boundary of a trained unit, and with the best of many straight lines."""
    size, top = 210.0, 50.0
    left, right, y = plane(0, top, size), plane(WIDTH - size, top, size), top + size + 28
    count, (u, v, far) = best
    line_as_unit = Network({1: [[u, v]]}, {1: [[-far]]})
    data, m = run.training, len(run.training.Y[0])
    return picture(
        "ring-one-unit",
        "One unit and the ring",
        f"Two pictures of the same {m} points: full ones in a disc in the middle, hollow ones in a ring around it. In "
        f"the first a straight line is the boundary of a trained single unit, with {run.right(data)} points on the "
        f"right side of it. In the second it is the best of many straight lines, with {count}.",
        y + 8,
        words(0, 18, "a trained unit", "start", "strong"),
        words(0, 37, f"{run.right(data)} of {m} right", "start", "soft"),
        words(right.left, 18, "the best straight line", "start", "strong"),
        words(right.left, 37, f"{count} of {m} right", "start", "soft"),
        answered(run.network, data, left, 5.5),
        answered(line_as_unit, data, right, 5.5),
        formula(size - 8, top + size - 9, "x_{1,j}", "end", "soft"),
        formula(8, top + 19, "x_{2,j}", "start", "soft"),
        legend(y),
    )


def training(run: Learnt) -> str:
    """Return the plane with what the network says of it after as many steps as a slider says."""
    axes, steps = plane(1, 4, 290), range(0, len(run.networks), EVERY)
    curve = Axes(312, WIDTH - 6, 152, 240, (0, len(run.costs)), (0, max(run.costs)))
    frames = [after(run, step, axes, curve) for step in steps]
    now, data, size = frames[-1], run.training, 82
    small = [plane(k * (WIDTH - size) / (len(SHOWN) - 1), 338, size) for k in range(len(SHOWN))]
    svg = picture(
        "ring-training",
        "The boundary over the course of training",
        f"A picture of the plane with its points, the region in which the network predicts 1, and a dashed line for "
        f"each hidden unit; a slider picks the step. Before the first one {run.right(data, 0)} of {len(data.Y[0])} "
        f"points are right, after the last {run.right(data)}: the region is then a triangle with round corners about "
        f"the disc. Small pictures show the plane after {', '.join(map(str, SHOWN[:-1]))} and {SHOWN[-1]} steps.",
        small[0].bottom + 2,
        framed(
            axes,
            part("region", shaded(str(now["region.d"]))),
            *(moved_line(f"unit-{i + 1}", now, "line soft dashed") for i in range(run.network.n[1])),
            dots(data, axes, 6.5),
        ),
        readings(312, len(data.Y[0]), now),
        line(curve.left, curve.bottom, curve.right, curve.bottom, "line thin"),
        path(simplified([curve.place(step, J) for step, J in enumerate(run.costs)]), "line written curve"),
        part("at", circle(float(now["at.cx"]), float(now["at.cy"]), 4, "dot written")),
        formula(curve.left, curve.bottom + 18, "0", "start", "soft"),
        formula(curve.right, curve.bottom + 18, str(len(run.costs)), "end", "soft"),
        *(answered(run.networks[step], data, each, 2.6) for each, step in zip(small, SHOWN, strict=True)),
        *(
            words(each.left, each.top - 8, str(step) if step else f"step {step}", "start", "soft")
            for each, step in zip(small, SHOWN, strict=True)
        ),
    )
    slider = Slider("step", [str(step) for step in steps], len(steps) - 1, "after step {}: {right} right, J {J}")
    return moving(svg, [slider], {(0,): frames})


def readings(x: float, m: int, now: Frame) -> str:
    """Return the step, how many points are right, and the cost, as texts that a slider changes."""
    J = formula(x, 138, "J = ", "start").removesuffix("</text>")
    return group(
        words(x, 22, "after step", "start", "soft"),
        part("step", words(x, 52, str(now["step.text"]), "start", "large")),
        part("right", words(x, 84, str(now["right.text"]), "start", "strong")),
        words(x, 102, f"of {m} right", "start", "soft"),
        f"{J}{part('J', '<tspan >')}{now['J.text']}</tspan></text>",
    )


def after(run: Learnt, step: int, axes: Axes, curve: Axes) -> Frame:
    """Return what the figure of the training shows after a step."""
    network, J = run.networks[step], run.cost(run.training, step)
    x, y = curve.place(step, J)
    shown: dict[str, float | str] = {"region.d": region(network, axes), "at.cx": x, "at.cy": y}
    for i, (start, end) in enumerate(half_lines(network, axes), start=1):
        shown |= ends(f"unit-{i}", start, end)
    return {**shown, "step.text": str(step), "right.text": str(run.right(run.training, step)), "J.text": f"{J:.4f}"}


def moved_line(name: str, now: Frame, role: str) -> str:
    """Return a line that a slider moves, as it now stands."""
    x_1, y_1, x_2, y_2 = (float(now[f"{name}.{end}"]) for end in ("x1", "y1", "x2", "y2"))
    return part(name, line(x_1, y_1, x_2, y_2, role))


def hidden_units(runs: Sequence[Learnt]) -> str:
    """Return what networks with more and more hidden units make of the plane."""
    size = 102.0
    parts = []
    for k, run in enumerate(runs):
        axes, n = plane(k * (WIDTH - size) / (len(runs) - 1), 26, size), run.network.n[1]
        parts += [
            words(axes.left, 16, f"{n} unit{'s' * (n > 1)}", "start", "strong"),
            answered(run.network, run.training, axes, 3.2),
            words(axes.left, axes.bottom + 19, f"{run.right(run.training)} right", "start", "soft"),
        ]
    counts = ", ".join(f"{run.right(run.training)} with {run.network.n[1]}" for run in runs)
    return picture(
        "ring-units",
        "The boundary with more and more hidden units",
        f"A picture of the plane for each number of hidden units, with the region in which the network predicts 1: "
        f"half the plane, a strip, a triangle, and again a region with three sides. Of the "
        f"{len(runs[0].training.Y[0])} points so many are right: {counts}.",
        26 + size + 26,
        *parts,
    )


# ---- the cube of three activations


class View(NamedTuple):
    """A way to look at the cube: the directions that run right and up in the drawing, its middle, and its scale."""

    right: Place
    up: Place
    middle: Point
    scale: float

    def place(self, a: Sequence[float]) -> Point:
        """Return where three activations stand in the drawing."""
        x, y = (sum(u * (v - 0.5) for u, v in zip(along, a, strict=True)) for along in (self.right, self.up))
        return self.middle[0] + self.scale * x, self.middle[1] - self.scale * y


def edge_on(network: Network, degrees: float, middle: Point, scale: float) -> View:
    """Return a view, turned by some degrees, in which the last unit's boundary is level and what it calls 1 above."""
    (w_1, w_2, w_3), turn = network.W[2][0], pi * degrees / 180
    length, flat = hypot(w_1, w_2, w_3), hypot(w_1, w_2)
    across = w_2 / flat, -w_1 / flat, 0.0
    away = w_1 * w_3 / flat / length, w_2 * w_3 / flat / length, -flat / length
    right = [cos(turn) * u + sin(turn) * v for u, v in zip(across, away, strict=True)]
    return View((right[0], right[1], right[2]), (w_1 / length, w_2 / length, w_3 / length), middle, scale)


def boundary_height(network: Network, view: View) -> float:
    """Return where in the drawing the last unit's boundary runs."""
    (w,), ((b,),) = network.W[2], network.B[2]
    return view.middle[1] + view.scale * (b + sum(w) / 2) / hypot(*w)


def activations(network: Network, points: Sequence[Point]) -> list[list[float]]:
    """Return the activations of layer 1 at some points of the plane."""
    A = forward_pass(network, [list(x) for x in zip(*points, strict=True)]).A[1]
    return [list(a) for a in zip(*A, strict=True)]


def round_circle(radius: float) -> list[Point]:
    """Return places all around a circle in the plane."""
    return [(radius * cos(2 * pi * k / 90), radius * sin(2 * pi * k / 90)) for k in range(91)]


def edges() -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return the edges of the cube, each by its two ends."""
    corners = product((0, 1), repeat=3)
    return [(a, b) for a, b in combinations(corners, 2) if sum(x != y for x, y in zip(a, b, strict=True)) == 1]


def only(i: int) -> list[float]:
    """Return the corner of the cube at which unit i alone is on."""
    return [float(k == i) for k in (1, 2, 3)]


def turned(run: Learnt, view: View) -> Frame:
    """Return what the figure of the cube shows in a view."""
    shown: dict[str, float | str] = {}
    for k, (a, b) in enumerate(edges()):
        shown |= ends(f"edge-{k}", view.place(a), view.place(b))
    for k, radius in enumerate(CIRCLES):
        bent = [view.place(a) for a in activations(run.network, round_circle(radius))]
        shown[f"circle-{k}.d"] = outline(simplified(bent, 0.4))
    for label, points in labelled(run.training).items():
        places = spotted([view.place(a) for a in activations(run.network, points)])
        shown |= {f"label-{label}-{k}.d": places for k in range(2 - label)}
    return shown | {f"corner-{i}.x": view.place(only(i))[0] for i in (1, 2, 3)}


def cube(run: Learnt) -> str:
    """Return the plane beside the cube of its three activations, seen along the boundary, with a slider to turn it."""
    network, top, size, height = run.network, 30.0, 206.0, 252.0
    axes, left, middle, scale = plane(0, top, size), WIDTH - size, (WIDTH - size / 2, top + 126), 122.0
    frames = [turned(run, edge_on(network, degrees, middle, scale)) for degrees in TURNS]
    now, view = frames[START], edge_on(network, TURNS[START], middle, scale)
    boundary = boundary_height(network, view)
    inside, outside = (above(run, view, label) for label in (1, 0))
    svg = picture(
        "ring-cube",
        "The plane before layer 1 and after it",
        f"On the left the plane with its points, some circles, and a dashed line for each of three hidden units. On "
        f"the right a cube whose three directions are the activations of these units. The boundary of the output is a "
        f"level plane, seen from the side as a line: {inside} points of label 1 lie above it, about the corner where "
        f"no unit is on, and {outside} of label 0. The ring lies below it, about the corners where some unit is on.",
        top + height,
        words(0, 16, "two features", "start", "strong"),
        words(left, 16, "three activations", "start", "strong"),
        framed(
            axes,
            shaded(region(network, axes)),
            *(path([axes.place(*point) for point in round_circle(radius)], "ghost") for radius in CIRCLES),
            *(line(*start, *end, "line soft dashed") for start, end in half_lines(network, axes)),
            dots(run.training, axes, 5.5),
            *numbered_sides(network, axes),
        ),
        clipped(
            left, top, size, height,
            box(left - 5, top - 5, size + 10, boundary - top + 5, "region"),
            *(moved_line(f"edge-{k}", now, "line soft thin") for k in range(len(edges()))),
            *(part(f"circle-{k}", f'<path class="ghost" d="{now[f"circle-{k}.d"]}"/>') for k in range(len(CIRCLES))),
            *(spots(str(now[f"label-{label}-0.d"]), label, 5.5, f"label-{label}") for label in (0, 1)),
            *(part(f"corner-{i}", words(*(view.place(only(i))[0], view.place(only(i))[1] + 27), str(i), "middle",
                                        "strong halo")) for i in (1, 2, 3)),
            words(WIDTH - 6, top + 16, "output predicts 1", "end"),
        ),
    )  # fmt: skip
    slider = Slider("turn the cube", [f"{number(degrees, 'g')}°" for degrees in TURNS], START)
    return moving(svg, [slider], {(0,): frames})


def numbered_sides(network: Network, axes: Axes) -> list[str]:
    """Return the number of each unit of layer 1, on the side of its line where it is on."""
    numbers = []
    for i, ((w_1, w_2), (b,)) in enumerate(zip(network.W[1], network.B[1], strict=True), start=1):
        length = hypot(w_1, w_2)
        far = 0.35 - b / length
        x, y = axes.place(far * w_1 / length, far * w_2 / length)
        numbers.append(words(x, y + 5, str(i), "middle", "strong halo"))
    return numbers


def above(run: Learnt, view: View, label: int) -> int:
    """Return how many training points of a label lie above the boundary in the drawing of the cube."""
    heights = [view.place(a)[1] for a in activations(run.network, labelled(run.training)[label])]
    return sum(height < boundary_height(run.network, view) for height in heights)
