"""What the section on batches says of its numbers, and its figure, read back and compared."""

import io
import re
from contextlib import redirect_stdout
from itertools import pairwise
from math import comb, hypot
from pathlib import Path
from statistics import fmean
from xml.etree import ElementTree

import pytest
from builder import batches
from builder.prose import pieces
from builder.values import computed, fill

from purenn.explaining import worked
from purenn.forward import cost, forward_pass
from purenn.network import Network
from purenn.numerical import derivative

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "gradient-descent.md").read_text(encoding="utf-8")
FOUND = computed("batches", ROOT)
SVG = ElementTree.fromstring(FOUND["batch-gradients"])


def number(name):
    return float(re.sub(r"\$(.*)\\cdot10\^\{(.*)\}\$", r"\1e\2", FOUND[name].replace("−", "-")))


def test_the_page_shows_every_number_by_its_name():
    shown = re.findall(r"\{\{ batch\.(\w+) \}\}", PAGE)

    assert "{{ batch." not in fill(PAGE, {"batch": lambda: FOUND, **OTHERS}, "gradient-descent.md")
    assert set(shown) == FOUND.keys() - set(batches.NAMES)


class Anything(dict):
    """The values of the other groups, which do not matter here."""

    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return ""


OTHERS = {group: Anything for group in ("shape", "run")}


def test_the_derivative_over_each_batch_of_the_worked_network_is_that_of_finite_differences():
    for k in (1, 2, 3):
        places = [int(place) - 1 for place in re.findall(r"\d", FOUND[f"worked_{k}_datapoints"])]
        X, Y = ([[row[j] for j in places] for row in matrix] for matrix in (worked.X, worked.Y))
        W = {l: [row[:] for row in matrix] for l, matrix in worked.W.items()}

        def J(W=W, X=X, Y=Y):
            network = Network(W, worked.B)
            return cost(network, forward_pass(network, X), Y)

        assert number(f"worked_{k}_derivative") == pytest.approx(derivative(J, W[1][0], 0), abs=6e-5)
        assert int(FOUND[f"worked_{k}_size"]) == len(places)
    assert sorted(re.findall(r"\d", " ".join(FOUND[f"worked_{k}_datapoints"] for k in (1, 2, 3)))) == [*"12345"]


def test_the_means_are_the_gradient_and_a_batch_is_not():
    sizes, each = zip(*((number(f"worked_{k}_size"), number(f"worked_{k}_derivative")) for k in (1, 2, 3)), strict=True)
    weighted = sum(size * value for size, value in zip(sizes, each, strict=True)) / sum(sizes)

    assert weighted == pytest.approx(number("worked_exact"), abs=1e-4)
    assert number("worked_mean") == number("worked_ways_mean") == number("worked_exact")
    assert number("worked_unweighted") == pytest.approx(fmean(each), abs=1e-4) != number("worked_exact")
    assert number("worked_gap") < 1e-15
    assert FOUND["worked_ways"] == str(comb(worked.m, batches.PORTION))
    assert number("worked_ways_least") < 0 < number("worked_ways_largest")  # even its sign is open


def test_four_times_the_size_halves_the_noise():
    for when in ("start", "end"):
        noises = [number(f"noise_{size}_{when}") for size in (1, 4, 16, 64)]
        for noise, of_larger in pairwise(noises):
            assert 1.9 < noise / of_larger < 2.5
    assert number("length_end") * 10 < number("noise_16_end") < number("noise_16_start") < number("length_start")


def test_batches_get_further_in_a_pass_and_single_datapoints_do_not_settle():
    firsts = [number(f"J_{size}_1") for size in ("all", 64, 16)]

    assert firsts == sorted(firsts, reverse=True)
    assert number("J_16_1") < number("J_all_20")
    assert number("J_1_20") > number("J_1_1")
    assert [FOUND[f"updates_{size}"] for size in ("all", 64, 16, 4, 1)] == ["1", "8", "29", "114", "455"]


def test_the_figure_is_a_light_image_with_a_name_and_a_description_and_no_colour_of_its_own():
    title, description = (SVG.find(tag) for tag in ("title", "desc"))
    _, _, width, height = map(float, SVG.get("viewBox").split())

    assert SVG.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text and len(description.text) > 80
    assert len(FOUND["batch-gradients"].encode()) <= 15_000
    for element in SVG.iter():
        assert not {"fill", "stroke", "style"} & set(element.attrib)
        if element.tag == "text":
            assert 0 <= float(element.get("x")) <= width and 0 <= float(element.get("y")) <= height - 4


def test_the_dots_lie_around_the_cross_and_nearer_to_it_in_larger_batches():
    strokes = [each for each in SVG.iter("line") if "written" in each.get("class", "")][::2]
    crosses = [tuple(sum(float(stroke.get(f"{axis}{k}")) for k in (1, 2)) / 2 for axis in "xy") for stroke in strokes]
    clouds = [[tuple(map(float, pair)) for pair in re.findall(r"M([\d.]+) ([\d.]+)h0", path.get("d"))]
              for path in SVG.iter("path")]  # fmt: skip
    away = []
    for cross, cloud in zip(crosses, clouds, strict=True):
        assert len(cloud) == batches.DOTS
        distances = [hypot(x - cross[0], y - cross[1]) for x, y in cloud]
        middle = [fmean(place[k] for place in cloud) for k in (0, 1)]
        assert hypot(middle[0] - cross[0], middle[1] - cross[1]) < 0.5 * fmean(distances)
        away.append(fmean(distances))
    assert 1.6 < away[0] / away[1] < 2.6 and 1.6 < away[1] / away[2] < 2.6


def test_without_the_line_that_is_yours_the_cost_ends_lower_and_the_largest_weight_is_larger():
    (block,) = [each.text for each in pieces(PAGE, "") if each.kind == "fence" and "# yours" in each.text]

    def printed(text):
        with redirect_stdout(io.StringIO()) as shown:
            exec(text, {})
        return [float(line) for line in shown.getvalue().split()]

    (J, largest), (J_without, largest_without) = printed(block), printed(block.replace("0.001", "0.0"))
    assert J_without < J and largest_without > largest
