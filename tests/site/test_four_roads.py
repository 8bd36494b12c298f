"""The figures of the four roads show what was recorded and measured, and the tape's sums are those of the equations."""

from math import log10
from xml.etree import ElementTree

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import four_roads, taped
from builder.digits import numeral

from purenn.explaining import worked
from purenn.explaining.worked import WorkedNet, m, n

NET = WorkedNet()
A, dJ_dA, dJ_dZ, dJ_dW = NET.run.A, *(NET.derivatives[letter] for letter in "azw")
ERRORS = {
    "forward": [(1e-4, 1e-2), (1e-3, 1e-4), (1e-2, 1e-3), (1e-1, 1e-2)],
    "complex step": [(1e-4, 0.0), (1e-3, 0.0), (1e-2, 1e-6), (1e-1, 1e-4)],
}
PRODUCTS = {
    "by hand": [(10, 100), (100, 1000)],
    "by tape": [(10, 110), (100, 1100)],
    "complex step": [(10, 1e3), (100, 1e5)],
}
DRAWN = {
    "tape": taped.figure(),
    "step-widths": four_roads.step_widths(ERRORS),
    "road-costs": four_roads.road_costs(PRODUCTS),
}


def tree(name):
    return ElementTree.fromstring(DRAWN[name])


def texts(name):
    return ["".join(each.itertext()).replace("\u200b", "") for each in tree(name).iter("text")]


def curves(name):
    """The corners of each curve, as they stand in the drawing."""
    drawn = [each.get("points") for each in tree(name).iter("polyline")]
    return [[tuple(map(float, place.split(","))) for place in each.split()] for each in drawn]


@pytest.mark.parametrize("name", four_roads.NAMES)
def test_a_figure_has_a_name_and_a_description_and_no_colour_of_its_own(name):
    svg = tree(name)
    title, description = (svg.find(tag) for tag in ("title", "desc"))
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text and len(description.text) > 80
    assert not any({"fill", "stroke", "style"} & set(element.attrib) for element in svg.iter())


@pytest.mark.parametrize("name", four_roads.NAMES)
def test_nothing_stands_outside_its_figure(name):
    svg = tree(name)
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in svg.iter():
        for attribute, most in {"x": width, "cx": width, "x2": width, "y": height, "cy": height, "y2": height}.items():
            assert 0 <= float(element.get(attribute, 0)) <= most


# ---- the tape


def test_what_comes_back_to_the_activation_is_the_sum_over_the_units_of_the_next_layer():
    a = taped.recorded().run.A[1][0][0]
    found = [term.handed for term in taped.terms(a)]
    assert found == pytest.approx([worked.W[2][p][0] * dJ_dZ[2][p][0] for p in range(n[2])], abs=1e-12)
    assert a.gradient == pytest.approx(dJ_dA[1][0][0], abs=1e-12)


def test_what_comes_back_to_the_weight_is_the_sum_over_the_datapoints():
    w = taped.recorded().W[2][0][0]
    found = [term.handed for term in taped.terms(w)]
    assert found == pytest.approx([dJ_dZ[2][0][j] * A[1][0][j] for j in range(m)], abs=1e-12)
    assert w.gradient == pytest.approx(dJ_dW[2][0][0], abs=1e-12)


def test_the_figure_of_the_tape_shows_these_numbers():
    shown = texts("tape")
    handed = [worked.W[2][p][0] * dJ_dZ[2][p][0] for p in range(n[2])]
    handed += [dJ_dZ[2][0][j] * A[1][0][j] for j in range(m)]
    values = [worked.W[2][1][0] * A[1][0][0], *(worked.W[2][0][0] * A[1][0][j] for j in range(m))]
    back = [dJ_dZ[2][1][0], *dJ_dZ[2][0]]
    ends = [A[1][0][0], dJ_dA[1][0][0], worked.W[2][0][0], dJ_dW[2][0][0]]
    others = [worked.W[2][1][0], *A[1][0][1:]]  # from which the handed ones can be found again
    numbers = [text for text in shown if text.lstrip("−")[0].isdigit()]
    assert sorted(numbers) == sorted(map(numeral, [*handed, *values, *back, *ends, *others]))
    assert taped.numbers()["datapoints-sum"].endswith(f" = {numeral(dJ_dW[2][0][0])}")


def test_every_number_of_the_way_back_is_what_its_equation_finds_and_is_read_as_often_as_its_sum_is_long():
    terms = {"hidden.dJ-dw-sum": m, "hidden.dJ-db": m}
    for node in taped.way_back():
        layer = int(node.latex.partition("^{(")[2][0])
        summed = n[layer + 1] if node.equation == "hidden.dJ-da-sum" else terms.get(node.equation, 1)
        assert len(taped.terms(node.number)) == summed
        assert node.number.gradient == pytest.approx(node.by_hand, abs=1e-12)
    assert 0 < taped.furthest() < 1e-12


def test_the_table_of_the_way_back_links_each_number_to_its_equation():
    rows = taped.numbers()["nodes"].splitlines()[2:]
    assert len(rows) == len(taped.way_back())
    assert f"| $w_{{1,1}}^{{(1)}}$ | {m} times | {numeral(dJ_dW[1][0][0])} | {numeral(dJ_dW[1][0][0])} |" in rows[-2]
    assert "(hidden-layers.md#eq-hidden-dJ-dw-sum)" in rows[-2]


# ---- on scales of powers of ten


def test_ten_times_as_much_is_as_far_everywhere_on_the_scale():
    (hand, _, apart), (xs, ys) = curves("road-costs"), zip(*curves("road-costs")[0], strict=True)
    assert xs[1] - xs[0] == pytest.approx(270 - 52, abs=0.1)
    assert ys[0] - ys[1] == pytest.approx((apart[0][1] - apart[1][1]) / 2, abs=0.2)
    assert hand[0][1] - apart[0][1] == pytest.approx(ys[0] - ys[1], abs=0.2)  # 100 and 1000


def test_names_that_would_meet_are_moved_apart():
    heights = [float(each.get("y")) for each in tree("road-costs").iter("text") if each.text in PRODUCTS]
    assert len(heights) == 3
    assert all(abs(one - other) > 19.9 for k, one in enumerate(heights) for other in heights[:k])
    assert four_roads.apart([0, 100, 101, 102], 10) == pytest.approx([0, 91, 101, 111], abs=0.5)


def test_every_road_has_a_look_of_its_own_that_says_how_its_cost_grows():
    roads = four_roads.roads_drawn()
    looks = [four_roads.LOOKS[name] for name in roads]
    assert len(set(looks)) == len(looks) == len(four_roads.costs()) - 1  # the two forms by hand are one line
    for name, points in roads.items():
        kind = "dotted" if slope(points) > 2.5 else "dashed" if slope(points) > 1.5 else "unbroken"
        drawn = four_roads.LOOKS[name].split()
        assert next((each for each in drawn if each in ("dashed", "dotted")), "unbroken") == kind, name


def test_the_numbers_of_how_the_costs_grow_are_as_the_text_says_of_them():
    values = four_roads.numbers()
    assert float(values["grown-hand"]) == pytest.approx(float(values["grown-parameters"]), rel=0.1)
    assert float(values["grown-passes"]) == pytest.approx(float(values["grown-square"]), rel=0.1)
    assert float(values["grown-written-out"]) > 2 * float(values["grown-square"])
    assert {values[f"{name}-step"] for name in ("forward", "central")} == {"$2^{-26}$", "$2^{-20}$"}


def test_a_v_is_named_at_its_lowest_point_and_what_has_none_at_its_start():
    forward, complex_step = curves("step-widths")
    dots = [(float(each.get("cx")), float(each.get("cy"))) for each in tree("step-widths").iter("circle")]
    assert dots == [pytest.approx(forward[1], abs=0.1)]
    assert [y for _, y in complex_step] == sorted([y for _, y in complex_step], reverse=True)
    names = {each.text: float(each.get("x")) for each in tree("step-widths").iter("text") if each.text in ERRORS}
    assert names["complex step"] == pytest.approx(complex_step[0][0] + 8, abs=0.1)
    assert names["forward"] == pytest.approx(forward[1][0], abs=0.1)


# ---- what the text says of them


def slope(points):
    """By how many powers of ten a curve rises from its first point to its last, for one power of ten to the right."""
    (x, y), (right, up) = points[0], points[-1]
    return log10(up / y) / log10(right / x)


def between(points, low, high):
    return [each for each in points if low <= each[0] * 1.01 and each[0] <= high * 1.01]


def test_a_tenth_of_the_step_is_a_tenth_or_a_hundredth_of_the_error_until_rounding_turns_it():
    errors = four_roads.errors()
    assert slope(between(errors["forward"], 1e-6, 1e-2)) == pytest.approx(1, abs=0.05)
    assert slope(between(errors["central"], 1e-4, 1e-2)) == pytest.approx(2, abs=0.05)
    for name in ("forward", "central"):
        assert slope(between(errors[name], 1e-14, 1e-9)) == pytest.approx(-1, abs=0.2)
    assert 7 < -log10(four_roads.best(errors["forward"])[1]) < 9  # about half of 16 digits
    assert 10 < -log10(four_roads.best(errors["central"])[1]) < 12  # about two thirds
    assert all(error < 1e-15 for step, error in errors["complex step"] if step < 1e-8)


def test_the_hand_and_the_tape_grow_with_the_parameters_and_a_pass_for_each_with_their_square():
    costs = four_roads.costs()
    for name, points in costs.items():
        once = name.startswith("by hand") or name in ("by tape", "by rules, with names")
        if name == "by rules, written out":
            assert slope(points) > 2.5
        else:
            assert slope(points) == pytest.approx(1 if once else 2, abs=0.1), name
    for hand, taped_ in zip(costs["by hand, scalar form"], costs["by tape"], strict=True):
        assert 1.5 < taped_[1] / hand[1] < 2


def test_the_tables_are_of_the_worked_net():
    values = four_roads.numbers()
    true = dJ_dW[1][0][0]
    rows = [row.strip("| ").split(" | ") for row in values["derivatives"].splitlines()[2:]]
    assert [row[0] for row in rows] == list(four_roads.costs())
    for road, found, error in rows:
        exact = "differences" not in road
        assert float(found.replace("−", "-")) == pytest.approx(true, abs=1e-14 if exact else 1e-7)
        assert (int(error.partition("^{")[2].rstrip("}$")) < -14) == exact
    assert values["parameters"] == str(sum(n[l] * (n[l - 1] + 1) for l in worked.W))
    assert values["nodes"] == taped.numbers()["nodes"]
