"""The graphs show the numbers that were computed, and the first chapter's are those that its text goes through."""

from math import exp, log
from xml.etree import ElementTree

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import graph, one_step, one_unit
from builder.digits import numeral, rounded

DRAWINGS = graph.drawings()


def tree(name):
    return ElementTree.fromstring(DRAWINGS[name])


def texts(name):
    return ["".join(each.itertext()).replace("\u200b", "") for each in tree(name).iter("text")]


def test_there_is_a_drawing_for_every_name():
    assert tuple(DRAWINGS) == graph.NAMES


@pytest.mark.parametrize("name", graph.NAMES)
def test_a_graph_is_an_image_with_a_name_and_a_description(name):
    svg = tree(name)
    title, description = (svg.find(tag) for tag in ("title", "desc"))
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text and len(description.text) > 80


@pytest.mark.parametrize("name", graph.NAMES)
def test_a_graph_has_no_colour_of_its_own_and_no_small_words_and_stays_inside(name):
    svg = tree(name)
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in svg.iter():
        assert not {"fill", "stroke", "style"} & set(element.attrib)
        for attribute, most in {"x": width, "cx": width, "x2": width, "y": height, "cy": height, "y2": height}.items():
            assert 0 <= float(element.get(attribute, 0)) <= most


def test_the_unit_s_numbers_are_those_of_the_text():
    found = one_unit.learning(one_unit.UNIT)
    assert (found.z, found.a, found.J) == (-0.8, 0.31, 1.171)
    assert (found.dJ_da, found.da_dz, found.dJ_dz) == (-3.226, 0.2139, -0.69)
    assert found.gradient == {"w_1": -1.38, "w_2": -1.035, "b": -0.69}
    after = one_unit.learning(one_unit.taught(one_unit.UNIT))
    assert (after.z, after.a, after.J) == (1.701, 0.8457, 0.1676)
    for number in (-0.8, 0.31, 1.171, -3.226, -0.69, -1.38, -1.035):
        assert any(numeral(number) in text for text in texts("one-unit-back"))
    assert not any(numeral(-1.38) in text for text in texts("one-unit"))


def test_the_rounded_numbers_of_the_unit_are_the_exact_ones_rounded():
    unit, found = one_unit.UNIT, one_unit.learning(one_unit.UNIT)
    a = 1 / (1 + exp(0.8))
    for mine, exact in ((found.J, -log(a)), (found.dJ_da, -1 / a), (found.da_dz, a * (1 - a)), (found.dJ_dz, a - 1)):
        assert mine == rounded(exact)
    assert found.gradient["w_2"] == rounded((a - 1) * unit.x_2)


def test_the_table_of_moves_is_near_the_gradient():
    unit, gradient = one_unit.UNIT, one_unit.learning(one_unit.UNIT).gradient
    for name, derivative in gradient.items():
        moved = one_unit.replace(unit, **{name: getattr(unit, name) + one_unit.NUDGE})
        change = moved.J - unit.J
        assert change / one_unit.NUDGE == pytest.approx(derivative, rel=0.01)
        assert numeral(change / one_unit.NUDGE) in one_unit.moved_table()


def test_the_chain_is_a_product():
    run, dJ_dz, _, dJ_dw = one_unit.chain()
    W, a = one_unit.CHAIN_W, {l: each[0] for l, each in run.a.items()}
    first = (a[3] - 0) * W[3][0][0] * a[2] * (1 - a[2]) * W[2][0][0] * a[1] * (1 - a[1])
    assert dJ_dz[1] == pytest.approx(first, rel=1e-3)
    assert dJ_dw[1] == pytest.approx(first * one_unit.CHAIN_X, rel=1e-3)
    for number in (*dJ_dz.values(), run.J, *(run.z[l][0] for l in W)):
        assert numeral(number) in texts("chain")


def test_the_diamond_has_the_numbers_of_the_step():
    taken = one_step.step()
    shown = texts("graph")
    for number in (taken.before.a[1][0], *taken.before.z[2], *taken.back.dJ_dz[2], *taken.back.dJ_da[2],
                   taken.back.dJ_dz[3][0], taken.back.dJ_da[1][0], taken.before.J):  # fmt: skip
        assert numeral(number) in shown


def test_paths_multiply_and_lines_add_up():
    units, lines, paths = [1, 1, 1, 1, 3, 3, 3, 9, 9, 9, 27], [3, 12, 21, 24], [3, 9, 27, 27]
    assert [int(text) for text in texts("paths") if text.isdigit()] == units + lines + paths
