"""The figures of the ring show what was learnt: what is drawn is read back and compared with the networks."""

import json
import re
from math import cos, log, sin
from pathlib import Path
from xml.etree import ElementTree

import pytest
from builder import planes, ring
from builder.learnt import learnt
from builder.values import computed, fill

from purenn.data import Data, predict
from purenn.network import Network

ROOT = Path(__file__).parents[2]
FOUND = computed("ring", ROOT)
RUN = learnt("--data", "ring")
ONE = learnt("--data", "ring", "--layers", "none")


def tree(name):
    root = ElementTree.fromstring(FOUND[name])
    return root if root.tag == "svg" else root.find("svg")


def columns(name):
    """What each place of the slider puts in, by part and attribute."""
    found = json.loads(ElementTree.fromstring(FOUND[name]).find("script").text)
    return {part: column for _, names, column in found for part in names.split()}


def places(data):
    """The places of the dots that a path's data draws."""
    return [tuple(map(float, pair)) for pair in re.findall(r"M(-?[\d.]+) (-?[\d.]+)h0", data)]


def loops(data):
    """The closed lines that a path's data draws."""
    return [
        [tuple(map(float, pair.split())) for pair in loop.strip("MZ").split("L")] for loop in data.split("Z") if loop
    ]


def within(point, data):
    """Say whether a point lies in a region: a ray from it to the right crosses the rim an odd number of times."""
    x, y = point
    crossings = 0
    for loop in loops(data):
        for (x_1, y_1), (x_2, y_2) in zip(loop, [*loop[1:], loop[0]], strict=True):
            if (y_1 > y) != (y_2 > y) and x < x_1 + (y - y_1) * (x_2 - x_1) / (y_2 - y_1):
                crossings += 1
    return crossings % 2 == 1


def agreement(data, network, axes):
    """The share of the training points at which the region says what the network says."""
    said = predict(network, RUN.training.X)[0]
    points = zip(*RUN.training.X, strict=True)
    return sum(within(axes.place(*point), data) == bool(label) for point, label in zip(points, said, strict=True)) / 120


@pytest.mark.parametrize("name", ring.NAMES)
def test_a_figure_is_an_image_with_a_name_and_a_description_and_no_colour_of_its_own(name):
    svg = tree(name)
    title, description = (svg.find(tag) for tag in ("title", "desc"))
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text and len(description.text) > 80
    assert len(FOUND[name].encode()) < 60_000
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in svg.iter():
        assert not {"fill", "stroke", "style"} & set(element.attrib)
        if element.tag == "text":
            assert 0 <= float(element.get("x")) <= width and 0 <= float(element.get("y")) <= height


def test_every_name_on_the_page_is_one_that_the_ring_gives():
    page = (ROOT / "docs" / "hidden-units.md").read_text(encoding="utf-8")
    assert "{{" not in fill(page, {"ring": lambda: FOUND}, "hidden-units.md")


@pytest.mark.parametrize("name", ["ring-one-unit", "ring-units", "ring-training", "ring-cube"])
def test_every_training_point_is_a_dot(name):
    paths = [each for each in tree(name).iter("path") if "spots" in each.get("class")]
    counts = {len(places(each.get("d"))) for each in paths}
    assert counts <= {60, 1}  # the single ones are the legend's


def test_the_region_is_where_the_network_says_1_at_every_place_of_the_slider():
    axes = planes.plane(1, 4, 290)
    for k, data in enumerate(columns("ring-training")["region.d"]):
        assert agreement(data, RUN.networks[k * planes.EVERY], axes) >= 0.99


def test_the_slider_tells_the_cost_and_how_many_are_right():
    shown = columns("ring-training")
    steps = [int(text) for text in shown["step.text"]]
    assert steps[0] == 0 and steps[-1] == 200 and set(planes.SHOWN) <= set(steps)
    for step, right, J in zip(steps, shown["right.text"], shown["J.text"], strict=True):
        assert (right, J) == (str(RUN.right(RUN.training, step)), f"{RUN.cost(RUN.training, step):.4f}")


def test_a_line_of_a_unit_is_where_its_activation_is_a_half():
    axes = planes.Axes(0, 5.2, 0, 5.2, (-2.6, 2.6), (-2.6, 2.6))
    for (start, end), w, (b,) in zip(
        planes.half_lines(RUN.network, axes), RUN.network.W[1], RUN.network.B[1], strict=True
    ):
        for x, y in (start, end):
            assert w[0] * (x - 2.6) + w[1] * (2.6 - y) + b == pytest.approx(0, abs=1e-9)


def test_in_the_cube_the_cut_parts_what_the_network_parts():
    for degrees in planes.TURNS:
        view = planes.edge_on(RUN.network, degrees, (0, 0), 100)
        assert sum(u * v for u, v in zip(view.right, view.up, strict=True)) == pytest.approx(0, abs=1e-12)
        assert sum(u * u for u in view.right) == pytest.approx(1) == sum(u * u for u in view.up)
        cut = planes.boundary_height(RUN.network, view)
        points = list(zip(*RUN.training.X, strict=True))
        above = [view.place(a)[1] < cut for a in planes.activations(RUN.network, points)]
        assert above == [label == 1 for label in predict(RUN.network, RUN.training.X)[0]]
    assert len(planes.edges()) == 12


def test_the_best_line_is_the_best():
    data = Data([[0.0, 1.0, 2.0, 3.0, 1.5], [0.0, 0.1, -0.1, 0.0, 3.0]], [[1, 1, 0, 0, 0]], ["x_1", "x_2"])
    right, (u, v, far) = ring.best_line(data)
    assert right == 5
    assert [float(u * x + v * y > far) for x, y in zip(*data.X, strict=True)] == data.Y[0]

    right, (u, v, far) = ring.best_line(RUN.training)
    said = predict(Network({1: [[u, v]]}, {1: [[-far]]}), RUN.training.X)[0]
    assert str(right) == FOUND["line_right"]
    assert right == sum(a == y for a, y in zip(said, RUN.training.Y[0], strict=True)) < 100
    assert right >= ONE.right(ONE.training)


def test_a_simplified_line_keeps_its_course():
    circle = [(100 * cos(k / 50), 100 * sin(k / 50)) for k in range(100)]
    few = planes.simplified(circle, 0.5)
    assert len(few) < 20 and few[0] == circle[0] and few[-1] == circle[-1]
    assert planes.simplified([(0, 0), (1, 0.1), (2, 0)]) == [(0, 0), (2, 0)]
    assert planes.simplified([(0, 0), (1, 5.0), (2, 0)]) == [(0, 0), (1, 5.0), (2, 0)]


# ---- what the page says in words


def test_one_unit_fails_and_three_do_not():
    assert int(FOUND["one_right"]) < 72 and float(FOUND["one_largest_weight"]) < 0.2
    assert 0 < log(2) - float(FOUND["one_cost"]) < 0.01
    assert FOUND["training"] == "120"
    solved = [FOUND[f"units_{n}_solved"] for n in ring.UNITS]
    assert solved == ["0 of 3", "0 of 3", "3 of 3", "3 of 3"]


def test_the_region_is_open_before_it_is_closed_and_closed_before_all_is_right():
    closed, right = int(FOUND["closed_from"]), int(FOUND["all_right_from"])
    assert planes.SHOWN[2] < closed <= right < planes.SHOWN[3] < 200
    assert all(planes.reaches_edge(RUN.networks[step]) for step in planes.SHOWN[1:3])
    assert not any(planes.reaches_edge(RUN.networks[step]) for step in planes.SHOWN[3:])
    assert RUN.network.B[1] != RUN.networks[0].B[1] == [[0.0], [0.0], [0.0]]  # at first through the middle
    assert max(predict(RUN.networks[0], RUN.training.X)[0]) == 0 and FOUND["right_first"] == "60"
    drops = [RUN.costs[k] - RUN.costs[k + 20] for k in (20, 50, 80)]
    assert drops[1] < drops[0] and drops[1] < drops[2]  # slower for a while


def test_the_output_says_1_where_no_hidden_unit_is_on():
    (w,), ((b,),) = RUN.network.W[2], RUN.network.B[2]
    assert max(w) < -b < 0
    assert float(FOUND["none_on"]) > 0.9 and float(FOUND["one_on"]) < 0.1


def test_linear_hidden_units_are_of_no_use():
    linear = learnt("--data", "ring", "--hidden", "linear", "--gamma", "1", "--steps", "60")
    assert linear.right(linear.training) <= int(FOUND["line_right"])
