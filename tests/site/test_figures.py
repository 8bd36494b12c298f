"""The figures show the numbers that were computed: what is drawn is read back from the SVG and compared."""

from copy import deepcopy
from math import log
from xml.etree import ElementTree

import pytest
from builder import drawing, figures

from purenn.explaining import worked
from purenn.forward import forward_pass
from purenn.matrix import diagonal
from purenn.network import Network

SVG = figures.worked()
RUN = {
    "cost-curve": figures.cost_curve([0.9, 0.5, 0.25, 0.125], base=0.6),
    "errors": figures.errors([0.99, 0.51, 0.2, 0.99, 0.01, 0.01, 0.02], [1, 1, 1, 0, 0, 0, 0]),
}


def tree(svg):
    return ElementTree.fromstring(svg)


def of_class(element, name):
    return [each for each in element.iter() if name in each.get("class", "").split()]


def said(element):
    """What stands in an element, in plain letters and with no marks of where the indices end."""
    return "".join(element.itertext()).replace("\u200b", "").replace("−", "-")


def numbers(element):
    return [float(said(each)) for each in element.iter("text")]


def test_there_is_a_drawing_for_every_name():
    assert (SVG | RUN).keys() == set(figures.NAMES)


@pytest.mark.parametrize("name", figures.NAMES)
def test_a_figure_is_an_image_with_a_name_and_a_description(name):
    svg = tree((SVG | RUN)[name])
    title, description = (svg.find(tag) for tag in ("title", "desc"))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text and len(description.text) > 80


@pytest.mark.parametrize("name", figures.NAMES)
def test_a_figure_has_no_colour_of_its_own(name):
    for element in tree((SVG | RUN)[name]).iter():
        assert not {"fill", "stroke", "style"} & set(element.attrib)


@pytest.mark.parametrize("name", figures.NAMES)
def test_nothing_stands_outside_its_figure(name):
    svg = tree((SVG | RUN)[name])
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in svg.iter():
        for attribute, most in {"x": width, "cx": width, "x2": width, "y": height, "cy": height, "y2": height}.items():
            assert 0 <= float(element.get(attribute, 0)) <= most


def test_the_network_has_a_line_for_every_weight():
    svg = tree(figures.three_layer_network({1: [[0.5, -1.0, 2.0], [-0.1, 0.2, 0.3]], 2: [[-2.0, 1.0]]}))
    lines = {each.find("title").text: each for each in of_class(svg, "weight") if each.find("title") is not None}
    assert len(lines) == 8
    weak, strong = lines["layer 1, unit 2, from unit 1: weight −0.1"], lines["layer 1, unit 1, from unit 3: weight 2.0"]
    assert "minus" in weak.get("class") and "plus" in strong.get("class")
    assert float(weak.get("stroke-width")) < float(strong.get("stroke-width"))
    assert len(of_class(svg, "unit")) == 6


def test_another_weight_is_another_network():
    W = deepcopy(worked.W)
    W[2][1][0] = 0.1
    assert figures.three_layer_network(W) != SVG["three-layer-network"]


def rows(svg, panel):
    (group,) = (each for each in svg.iter("g") if each.get("data-panel") == panel)
    return of_class(group, "row")


def test_the_row_that_moved_is_the_one_picked_out():
    before = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    after = [[1.0, 2.0, 3.0], [4.0, 5.5, 6.0]]
    svg = tree(figures.weight_moves_row((2, 2, 1), (0.1, 0.6), (before, after), inputs=4))
    for panel, Z in (("before", before), ("after", after)):
        assert [numbers(row) for row in rows(svg, panel)] == Z
        assert [row.get("data-moved") for row in rows(svg, panel)] == ["false", "true"]
        assert [len(of_class(row, "band")) for row in rows(svg, panel)] == [0, 1]


def test_the_worked_net_was_run_twice():
    svg = tree(SVG["weight-moves-row"])
    W = deepcopy(worked.W)
    for panel in ("before", "after"):
        Z = forward_pass(Network(W, worked.B), worked.X).Z[1]
        assert [numbers(row) for row in rows(svg, panel)] == [[round(z, 2) for z in entries] for entries in Z]
        assert [row.get("data-moved") for row in rows(svg, panel)] == ["true", "false", "false"]
        W[1][0][0] += 1


def test_the_backward_flow_adds_up():
    svg = figures.backward_flow(l=1, i=3, j=2, w=[2.0, -1.5], dJ_dz=[0.25, 0.5])
    texts = [said(each) for each in tree(svg).iter("text")]
    assert "= 2 · 0.25 + -1.5 · 0.5" in texts
    assert "= 0.5 - 0.75 = -0.25" in texts


def test_the_worked_backward_flow_is_the_gradient():
    gradient = worked.WorkedNet().gradients.dJ_dA[1][1][0]
    assert f"{gradient:.4g}" in [said(each) for each in tree(SVG["backward-flow"]).iter("text")]


def test_only_the_diagonal_is_filled():
    svg = tree(figures.diagonal_jacobian(2, [2.0, -1.0, 4.0], diagonal([0.25, 0.5, 0.125]), [0.5, -0.5, 0.5]))
    assert [numbers(row) for row in of_class(svg, "row")] == [[0.25, 0, 0], [0, 0.5, 0], [0, 0, 0.125]]
    assert [len(of_class(row, "band")) for row in of_class(svg, "row")] == [1, 1, 1]
    texts = [said(each) for each in svg.iter("text")]
    assert texts.count("0.500") == 3 and "-1.000" in texts and "-0.500" in texts


def test_the_curve_goes_through_every_cost():
    svg = tree(RUN["cost-curve"])
    (curve,) = of_class(svg, "curve")
    points = [tuple(map(float, point.split(","))) for point in curve.get("points").split()]
    assert len(points) == 4
    heights = [points[0][1] - y for _, y in points]
    assert heights == pytest.approx([-heights[3] / 0.775 * fall for fall in (0, -0.4, -0.65, -0.775)], abs=0.05)
    texts = [said(each) for each in svg.iter("text")]
    assert "0.9000" in texts and "0.1250" in texts
    (base,) = of_class(svg, "dashed")
    assert points[0][1] - float(base.get("y1")) == pytest.approx(heights[3] / 0.775 * 0.3, abs=0.05)
    assert any(text.startswith("saying the base rate") and text.endswith("= 0.600") for text in texts)


def test_every_output_is_a_dot_and_every_miss_a_cross():
    malignant, benign = of_class(tree(RUN["errors"]), "row")
    assert (len(of_class(malignant, "dot")), len(of_class(benign, "dot"))) == (2, 3)
    assert {"2 right, 1 wrong", "0.20"} <= {said(each) for each in malignant.iter("text")}
    assert {"3 right, 1 wrong", "0.99"} <= {said(each) for each in benign.iter("text")}
    (cross, _), middle = of_class(malignant, "written")[:2], drawing.WIDTH / 2
    assert float(cross.get("x1")) < middle
    assert all(float(dot.get("cx")) > middle for dot in of_class(malignant, "dot"))


def test_dots_that_would_coincide_are_piled_up():
    assert figures.piled([10.0, 11.0, 31.0], middle=20, step=5) == [(12.5, -4.0), (12.5, -9.0), (32.5, -4.0)]


def test_no_dot_is_moved_across_the_middle():
    assert [x for x, _ in figures.piled([19.9, 20.0], middle=20)] == [17.5, 22.5]


def test_a_sure_output_has_a_place():
    assert figures.preactivation(1.0) == pytest.approx(53 * log(2))


def test_a_symbol_is_set_with_its_indices_one_above_the_other():
    text = tree(drawing.formula(0, 0, r"w_{i,h}^{(l-1)} = -0.5"))
    assert said(text) == "𝑤(𝑙-1)𝑖,ℎ = -0.5"
    above, below, back = text
    up, down, home = (float(each.get("dy").removesuffix("em")) for each in (above, below, back))
    assert up < 0 < up + down
    assert drawing.SCRIPT * (up + down) + home == pytest.approx(0, abs=0.01)  # the em of an index is smaller
    assert float(below.get("dx").removesuffix("em")) < 0  # back to where the upper one began
