"""The curves show what the package computes: what is drawn is read back, at every place of a slider, and compared."""

import json
import re
from math import exp, hypot, log
from xml.etree import ElementTree

import pytest
from builder import contours, costs, curves
from builder.axes import Axes, spread

from purenn import backward_scalar
from purenn.activation import sigmoid, sigmoid_prime
from purenn.descent import train
from purenn.explaining import worked
from purenn.forward import cost, forward_pass
from purenn.network import Network
from purenn.numerical import derivative

DRAWN = curves.drawn()
MOVING = [name for name in curves.NAMES if "<script" in DRAWN[name]]


class Figure:
    """A figure as a reader has it: its drawing, its sliders, and what each place of them puts into the drawing."""

    def __init__(self, name):
        self.root = ElementTree.fromstring(DRAWN[name])
        self.svg = self.root if self.root.tag == "svg" else self.root.find("svg")
        script = self.root.find("script")
        self.columns = {}
        for by, names, column in json.loads(script.text) if script is not None else []:
            self.columns |= {name: (by, column) for name in names.split()}
        self.inputs = list(self.root.iter("input"))
        self.parts = {part.get("data-part"): part for part in self.root.iter() if part.get("data-part")}

    def frame(self, *places):
        """Return what all parts have at these places of the sliders."""
        found = {}
        for name, (by, column) in self.columns.items():
            place = 0
            for k in by:
                place = place * (int(self.inputs[k].get("max")) + 1) + places[k]
            found[name] = column[place]
        return found

    def frames(self):
        """Return what all parts have at each place of the only slider."""
        return [self.frame(k) for k in range(int(self.inputs[0].get("max")) + 1)]


def said(element):
    return "".join(element.itertext()).replace("\u200b", "").replace("−", "-")


def value(text):
    return float(text.replace("−", "-"))


def values(figure):
    return [value(re.sub(r"[^\d.−-]", "", text)) for text in figure.columns["0.text"][1]]


def steepness(frame, name):
    return -(frame[f"{name}.y2"] - frame[f"{name}.y1"]) / (frame[f"{name}.x2"] - frame[f"{name}.x1"])


def points(text):
    return [tuple(map(float, point.split(","))) for point in text.split()]


def test_there_is_a_drawing_for_every_name():
    assert DRAWN.keys() == set(curves.NAMES)


@pytest.mark.parametrize("name", curves.NAMES)
def test_a_figure_is_a_light_image_with_a_name_and_a_description(name):
    svg = Figure(name).svg
    title, description = (svg.find(tag) for tag in ("title", "desc"))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text and len(description.text) > 80
    assert len(DRAWN[name].encode()) <= 15_000


@pytest.mark.parametrize("name", curves.NAMES)
def test_a_figure_has_no_colour_of_its_own_no_small_words_and_nothing_outside(name):
    svg = Figure(name).svg
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in svg.iter():
        assert not {"fill", "stroke", "style"} & set(element.attrib)
        if element.tag == "text":
            assert 0 <= float(element.get("x")) <= width and 0 <= float(element.get("y")) <= height - 4


@pytest.mark.parametrize("name", MOVING)
def test_a_figure_that_moves_stands_where_its_sliders_start(name):
    figure = Figure(name)
    starts = [int(slider.get("value")) for slider in figure.inputs]
    for each, shown in figure.frame(*starts).items():
        part, attribute = each.split(".")
        if part.isdigit():
            assert figure.inputs[int(part)].get("aria-valuetext").startswith(shown)
        elif attribute == "text":
            assert figure.parts[part].text == shown
        elif isinstance(shown, str):
            assert figure.parts[part].get(attribute) == shown
        else:
            assert float(figure.parts[part].get(attribute)) == pytest.approx(shown, abs=0.06)


@pytest.mark.parametrize("name", MOVING)
def test_what_a_screen_reader_is_told_names_parts_of_the_drawing(name):
    figure = Figure(name)
    for slider in figure.inputs:
        assert set(re.findall(r"{([\w-]+)}", slider.get("data-says"))) <= figure.parts.keys()
        assert "{" not in slider.get("aria-valuetext")


def test_the_tangent_of_the_sigmoid_is_as_steep_as_its_derivative():
    figure = Figure("sigmoid-tangent")
    x_scale, y_scale = (426 - 46) / 12, 140
    for z, frame in zip(values(figure), figure.frames(), strict=True):
        assert value(frame["a-said.text"]) == pytest.approx(sigmoid(z), abs=5e-5)
        assert value(frame["slope-said.text"]) == pytest.approx(sigmoid_prime(z), abs=5e-5)
        assert steepness(frame, "tangent") * x_scale / y_scale == pytest.approx(sigmoid_prime(z), abs=4e-4)
        assert frame["a.cx"] == pytest.approx(46 + (z + 6) * x_scale, abs=0.06)
        assert frame["a.cy"] == pytest.approx(166 - y_scale * sigmoid(z), abs=0.06)
    assert figure.frame(30)["slope-said.text"] == "0.2500"


@pytest.mark.parametrize(("w", "b"), [(2.0, -1.0), (-0.5, 1.5), (4.0, 4.0), (1.0, 0.0)])
def test_weight_and_bias_stretch_and_shift_the_sigmoid(w, b):
    figure = Figure("weight-and-bias")
    frame = figure.frame(round((w + 4) * 2), round((b + 4) * 2))
    (curve,) = (each for each in figure.svg.iter() if "stretched" in each.get("class", ""))
    stretch = float(re.findall(r"scale\((\S+) 1\)", frame["curve.transform"])[0])
    shift = float(re.findall(r"translate\((\S+)\)", frame["moved.transform"])[0])
    axes = Axes(46, 426, 42, 192, (-6, 6), (0, 1))
    for place, y in points(curve.get("points"))[20:70:7]:
        x = (stretch * (place + shift)) / axes.scale[0]
        assert y == pytest.approx(axes.place(0, sigmoid(w * x + b))[1], abs=0.15)
    assert frame["half.cx"] == pytest.approx(axes.place(-b / w, 0)[0], abs=0.06)
    assert (frame["curve.visibility"], frame["flat.visibility"]) == ("visible", "hidden")


def test_without_weight_the_unit_says_the_same_everywhere():
    frame = Figure("weight-and-bias").frame(8, 12)
    assert (frame["curve.visibility"], frame["flat.visibility"], frame["half.visibility"]) == (
        "hidden",
        "visible",
        "hidden",
    )
    assert frame["flat.y1"] == frame["flat.y2"] == pytest.approx(192 - 150 * sigmoid(2), abs=0.06)


def test_the_penalties_of_the_two_outputs_stand_on_their_curves():
    svg = Figure("penalty").svg
    assert {f"{-log(0.75):.4f}", f"{-log(1 - 0.5):.4f}"} <= {said(each) for each in svg.iter("text")}
    first, second = (points(each.get("points")) for each in svg.iter("polyline"))
    axes = Axes(46, 426, 40, 250, (0, 1), (0, 4))
    assert all(hypot(x - axes.place(1 - a, 0)[0], y - y_) < 0.2 for (x, y), (a_, y_) in zip(second, first, strict=True)
               for a in [(a_ - 46) / 380])  # fmt: skip
    assert first[0] == pytest.approx(axes.place(0.0183, 4), abs=0.1)


def test_the_outputs_of_the_softmax_and_their_slopes_are_those_of_powers_and_of_finite_differences():
    figure, axes = Figure("softmax"), Axes(46, 426, 26, 206, (-6, 6), (0, 1))

    def outputs(z):
        powers = [exp(z), exp(1.0), exp(-1.0)]
        return [power / sum(powers) for power in powers]

    for z, frame in zip(values(figure), figure.frames(), strict=True):
        above, below = outputs(z + 1e-5), outputs(z - 1e-5)
        for k, a in enumerate(outputs(z)):
            assert (frame[f"dot-{k + 1}.cx"], frame[f"dot-{k + 1}.cy"]) == pytest.approx(axes.place(z, a), abs=0.06)
            assert value(frame[f"a-{k + 1}.text"]) == pytest.approx(a, abs=6e-4)
            slope = (above[k] - below[k]) / 2e-5
            assert value(frame[f"slope-{k + 1}.text"]) == pytest.approx(slope, abs=6e-4)
    for k, line in enumerate(figure.svg.iter("polyline")):
        ends = [axes.place(z, outputs(z)[k]) for z in (-6, 6)]
        found = points(line.get("points"))
        assert [found[0], found[-1]] == [pytest.approx(end, abs=0.06) for end in ends]


def test_the_derivatives_stand_below_their_functions():
    lines = [points(each.get("points")) for each in Figure("activations").svg.iter("polyline")]
    lowest = [min(y for _, y in line) for line in lines]
    sigmoid_prime_line, tanh_prime_line, relu_low, relu_high = lowest[1], lowest[3], lowest[5], lowest[6]
    assert sigmoid_prime_line == 286 - 80 * 0.25
    assert tanh_prime_line == relu_high == 206
    assert relu_low == 286


def test_the_tangent_of_the_cost_is_as_steep_as_finite_differences_say():
    figure, cells = Figure("cost-along-weight"), [0.0]
    one, axes = costs.OneWeight(), Axes(52, 426, 40, 230, (-4, 4), (0.85, 1.15))
    for w, frame in list(zip(values(figure), figure.frames(), strict=True))[::8]:
        cells[0] = w
        slope = derivative(lambda: one.J(cells[0]), cells, 0)
        assert value(frame["slope-said.text"]) == pytest.approx(slope, abs=6e-5)
        assert steepness(frame, "tangent") * axes.scale[0] / axes.scale[1] == pytest.approx(slope, abs=4e-4)
        assert (frame["J.cx"], frame["J.cy"]) == pytest.approx(axes.place(w, one.J(w)), abs=0.06)
    assert [said(each) for each in figure.svg.iter("text")][-1] == "∂𝐽/∂𝑤(1)1,1 = -0.1035"


def test_the_weight_of_the_figures_is_that_of_the_worked_net():
    net = Network(worked.W, worked.B)
    assert costs.OneWeight().J(worked.W[1][0][0]) == cost(net, forward_pass(net, worked.X), worked.Y)
    costs.OneWeight().J(7.0)
    assert worked.W[1][0][0] == -0.5


def test_the_quotients_settle_on_the_derivative():
    figure, one = Figure("derivative-as-slope"), costs.OneWeight()
    for step, frame in zip(values(figure), figure.frames(), strict=True):
        assert value(frame["quotient.text"]) == pytest.approx(
            (one.J(-0.5 + step) - one.J(-0.5 - step)) / (2 * step), abs=5e-5
        )
    assert [figure.frame(k)["quotient.text"] for k in (0, 10)] == ["−0.0137", "−0.1035"]
    assert "derivative = -0.1035" in {said(each) for each in figure.svg.iter("text")}


def test_the_steps_down_the_parabola():
    figure = Figure("learning-rates")
    axes = Axes(46, 426, 186, 346, (-5.6, 5.6), (0, 31))
    for gamma, frame in zip(values(figure), figure.frames(), strict=True):
        w = [3 * (1 - 2 * gamma) ** k for k in range(11)]
        assert value(frame["last.text"]) == pytest.approx(w[-1], rel=6e-3, abs=1e-9)
        for shown, each in zip(points(frame["route.points"]), w, strict=False):
            assert shown == pytest.approx(axes.place(each, each**2), abs=0.06)
    assert "3, 2.4" not in DRAWN["learning-rates"]
    assert "w becomes 2.4, 1.92, 1.536. Under gamma = 1 w becomes -3, 3, -3." in figure.svg.find("desc").text


def test_the_way_down_is_that_of_train():
    figure, axes = Figure("contour"), Axes(46, 426, 40, 306, (-3.8, 2.4), (-1.1, 3.24))
    assert axes.scale[0] == pytest.approx(axes.scale[1], rel=1e-3)
    for gamma, frame in zip(values(figure), figure.frames(), strict=True):
        unit = Network({1: [[-3]]}, {1: [[2]]})
        places = [(-3, 2)]
        unit, _ = train(
            unit, worked.X[:1], worked.Y, gamma, 30,
            lambda _, J, unit, places=places: places.append((unit.W[1][0][0], unit.B[1][0][0])),
        )  # fmt: skip
        for shown, place in zip(points(frame["route.points"]), places, strict=True):
            assert shown == pytest.approx(axes.place(*place), abs=0.06)
        assert frame["J.text"] == f"{cost(unit, forward_pass(unit, worked.X[:1]), worked.Y):.4f}"


def test_the_contour_lines_lie_at_their_heights():
    lines = [each for each in Figure("contour").svg.iter("polyline") if each.get("class") == "line level"]
    axes, heights = Axes(46, 426, 40, 306, (-3.8, 2.4), (-1.1, 3.24)), set()
    for each in lines:
        found = []
        for x, y in points(each.get("points")):
            w, b = -3.8 + (x - 46) / axes.scale[0], -1.1 + (306 - y) / axes.scale[1]
            unit = Network({1: [[w]]}, {1: [[b]]})
            found.append(cost(unit, forward_pass(unit, worked.X[:1]), worked.Y))
        height = min(costs.HEIGHTS, key=lambda height: abs(height - found[0]))
        assert found == pytest.approx([height] * len(found), abs=6e-3)
        heights.add(height)
    assert heights == set(costs.HEIGHTS)


def test_a_level_of_a_cone_is_a_closed_circle():
    grid = [[hypot(c - 10, r - 10) for c in range(21)] for r in range(21)]
    (line,) = contours.level_lines(grid, 7.3)
    assert line[0] == line[-1]
    assert all(hypot(x - 10, y - 10) == pytest.approx(7.3, abs=0.05) for x, y in line)
    assert contours.level_lines(grid, 99) == []


def test_a_level_that_leaves_the_grid_is_open_and_whole():
    (line,) = contours.level_lines([[c + 2 * r for c in range(5)] for r in range(4)], 3.5)
    assert line[0] != line[-1]
    assert all(x + 2 * y == pytest.approx(3.5) for x, y in line)
    assert len(contours.simplified(line)) == 2


def test_simplified_keeps_close_to_the_line():
    line = [(x, x * x / 20) for x in spread(0, 40, 81)]
    kept = contours.simplified(line)
    assert len(kept) < 20 and set(kept) <= set(line)
    assert (kept[0], kept[-1]) == (line[0], line[-1])


def test_every_entry_of_the_product_is_the_sum_that_is_written_out():
    figure = Figure("sweep")
    found = []
    for frame in figure.frames():
        w, d = ([value(frame[f"{letter}{s}.text"].strip("()")) for s in range(3)] for letter in "wd")
        assert sum(a * b for a, b in zip(w, d, strict=True)) == value(frame["sum.text"])
        found.append(value(frame["sum.text"]))
    assert found == [-1, 6, 1, 2, -2, 14, 2, -2]  # by hand, as the chapter has it
    for k, frame in enumerate(figure.frames(), start=1):
        assert sum("backward" in frame[f"a{i}{j}.class"] for i in range(2) for j in range(4)) == k
    assert [value(figure.parts[f"a{i}{j}"].text) for i in range(2) for j in range(4)] == found


def test_the_sizes_of_the_gradients_are_those_of_the_scalar_form(monkeypatch):
    matrix = costs.mean_sizes("sigmoid", depth=4, width=5, m=3, seed=1)
    monkeypatch.setattr(costs, "backward_pass", backward_scalar.backward_pass)
    assert matrix == pytest.approx(costs.mean_sizes("sigmoid", depth=4, width=5, m=3, seed=1))


def test_the_gradient_shrinks_with_the_sigmoid_and_far_less_with_relu():
    sigmoid, relu = ([*map(float, (y for _, y in points(line.get("points"))))]
                     for line in Figure("shrinking").svg.iter("polyline"))  # fmt: skip
    assert sigmoid == sorted(sigmoid, reverse=True)  # lower and lower, towards layer 1
    assert max(relu[:-1]) - min(relu[:-1]) < 20 < (sigmoid[0] - sigmoid[-1]) / 8
