"""The page on digits shows the images, the weights and the mistakes as they are: its figures are read back."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import handwriting
from builder.handwriting import FULL, SHADES
from builder.learnt import learnt
from builder.values import check_shown, computed, fill

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "digits.md").read_text(encoding="utf-8")
FOUND = computed("handwriting", ROOT)
RUN = learnt("--data", "digits", "--passes", handwriting.PASSES)
LAYER = learnt("--data", "digits", "--passes", handwriting.PASSES, "--layers", "none")
SAID = handwriting.read(RUN)
WRONG = [each for each in SAID if each.said != each.true]


def tree(name):
    return ElementTree.fromstring(FOUND[name])


def shades(name):
    """The pictures of a figure, each as the 64 shades that are drawn of it, less than zero where they are of `less`."""
    svg, drawn = tree(name), {}
    for path in svg.iter("path"):
        size = float(path.get("stroke-width"))
        sign = -1 if "less" in path.get("class") else 1
        for x, y, width in re.findall(r"M(\S+) (\S+)h(\S+?)(?=M|$)", path.get("d")):
            assert float(width) == size
            drawn[float(x), float(y) - size / 2] = sign * round(SHADES * float(path.get("stroke-opacity")))
    pictures, size = [], float(next(svg.iter("path")).get("stroke-width"))
    for frame in svg.iter("rect"):
        x, y = float(frame.get("x")), float(frame.get("y"))
        picture = [0] * 64
        for (left, top), shade in drawn.items():
            column, row = (left - x) / size, (top - y) / size
            if -0.5 < row < 7.5 and -0.5 < column < 7.5:
                assert (row, column) == pytest.approx((round(row), round(column)), abs=0.01)
                picture[8 * round(row) + round(column)] = shade
        pictures.append(picture)
    assert sum(bool(shade) for each in pictures for shade in each) == len(drawn)  # nothing lies outside
    return pictures


def shaded(values, full):
    return [round(SHADES * abs(value) / full) * (1 if value > 0 else -1) for value in values]


def captions(name):
    return [text.text for text in tree(name).iter("text")]


def test_the_page_shows_all_that_is_computed_for_it_and_nothing_else():
    assert "{{" not in fill(PAGE, {"digits": lambda: FOUND}, "digits.md")
    check_shown({"digits": lambda: FOUND}, [PAGE])
    assert {*re.findall(r"/// figure \| (\S+)", PAGE)} == {*handwriting.NAMES}


@pytest.mark.parametrize("name", handwriting.NAMES)
def test_a_figure_is_an_image_with_a_name_and_a_description_and_no_colour_of_its_own(name):
    svg = tree(name)
    title, description = (svg.find(tag) for tag in ("title", "desc"))
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text and len(description.text) > 80 and len(FOUND[name].encode()) < 30_000
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in svg.iter():
        assert not {"fill", "stroke", "style"} & set(element.attrib)
        if element.tag in ("text", "rect"):
            assert 0 <= float(element.get("x")) <= width and 0 <= float(element.get("y")) <= height


def test_the_images_are_those_of_the_data():
    shown, digits = shades("digits-images"), captions("digits-images")
    assert digits == [*"0123456789"] * 2 and shown[:10] != shown[10:]
    images = {digit: [] for digit in digits}
    for image, label in zip(zip(*RUN.data.X, strict=True), zip(*RUN.data.Y, strict=True), strict=True):
        images[str(label.index(1))].append(shaded(image, FULL))
    for picture, digit in zip(shown, digits, strict=True):
        assert picture in images[digit][:2]


def test_what_was_misread_is_shown_with_what_it_is_and_what_was_said():
    assert len(WRONG) == int(FOUND["wrong_count"]) == round(len(SAID) * (1 - RUN.accuracy(RUN.unseen)))
    assert captions("digits-misread") == [text for each in WRONG for text in (f"is {each.true}", f"said {each.said}")]
    raw = list(zip(*RUN.raw.X, strict=True))
    assert shades("digits-misread") == [shaded(raw[each.j], FULL) for each in WRONG]
    rows = [row.strip("| ").split(" | ") for row in FOUND["misread_table"].split("\n")[2:]]
    assert [(int(row[0]), int(row[1])) for row in rows] == [(each.true, each.said) for each in WRONG]
    assert all(float(row[2]) > float(row[3]) for row in rows)


@pytest.mark.parametrize(("name", "network"), [("digits-outputs", LAYER.network), ("digits-hidden", RUN.network)])
def test_a_picture_of_weights_has_their_signs_and_sizes(name, network):
    whole = max(abs(w) for row in network.W[1] for w in row)
    fulls = [whole if name == "digits-outputs" else max(map(abs, row)) for row in network.W[1]]
    assert shades(name) == [shaded(row, full) for row, full in zip(network.W[1], fulls, strict=True)]


# ---- what the page says in words


def test_an_eight_that_is_read_as_a_one_is_the_most_frequent_mistake():
    pairs = [(each.true, each.said) for each in WRONG]
    assert max({*pairs}, key=pairs.count) == (8, 1) and pairs.count((8, 1)) > 2
    counts = [row.strip("| ").split(" | ")[1:] for row in FOUND["confusions_table"].split("\n")[2:]]
    assert sum(int(each.strip("*")) for row in counts for each in row if each != "·") == len(SAID)


def test_where_it_is_wrong_it_is_unsure():
    assert float(FOUND["sure_wrong"]) < 0.6 < 0.9 < float(FOUND["sure_right"])
    assert FOUND["silent_misread"] == FOUND["wrong_count"] == "11" and int(FOUND["second_count"]) > 5


def test_ink_in_the_middle_speaks_against_a_zero():
    middle = [LAYER.network.W[1][0][8 * i + j] for i in (3, 4) for j in (3, 4)]
    assert max(middle) < 0 and sum(middle) / 4 < 2 * sum(LAYER.network.W[1][0]) / 64


def test_weights_of_pixels_without_ink_stay_where_they_started():
    blank = [i for i, row in enumerate(RUN.data.X) if len({*row}) == 1]
    assert len(blank) == int(FOUND["blank"]) > 0
    first, last = (network.W[1] for network in (RUN.networks[0], RUN.network))
    moved = [max(abs(new[i] - old[i]) for new, old in zip(last, first, strict=True)) for i in range(64)]
    assert max(moved[i] for i in blank) == 0 < min(each for i, each in enumerate(moved) if i not in blank)


def test_a_single_image_has_made_the_weights_of_the_lower_left_corner():
    corner = RUN.data.X[handwriting.CORNER]
    (j,) = [j for j, ink in enumerate(corner) if ink]
    assert RUN.data.Y[2][j] == int(FOUND["corner_inked"]) == 1
    weights = [row[handwriting.CORNER] for row in LAYER.network.W[1]]
    assert max(weights) == weights[2] > 1 and min(weights) == weights[0] < -1
    assert max(corner) == int(FOUND["corner_ink"])
    largest = max(max(map(abs, row)) for row in LAYER.training.X)
    assert FOUND["corner_deviations"] == f"{largest:.0f}"


def test_a_seven_has_its_bar_above_and_nothing_at_the_foot():
    seven = LAYER.network.W[1][7]
    assert sum(seven[:8]) > 0 and max(seven[8 * i + j] for i in (6, 7) for j in (4, 5)) < 0


def test_neighbouring_weights_become_alike():
    assert handwriting.share_alike([[(-1.0) ** (k + k // 8) for k in range(64)]]) == 0
    assert handwriting.share_alike([[(-1.0) ** (k // 8) for k in range(64)]]) == 0.5
    start, end = (int(FOUND[name].removesuffix("%")) for name in ("alike_start", "alike_end"))
    assert abs(start - 50) < 4 and end > start + 5
