"""The data set: what it holds, how it is parted, and what may be learnt from which part."""

from collections import Counter
from math import hypot, nan
from statistics import fmean, pstdev

import pytest

import purenn
from purenn.data import (
    Data,
    Table,
    accuracy,
    choose,
    confusions,
    fill,
    hits_and_misses,
    load_breast_cancer,
    means_and_scales,
    one_hot,
    ring,
    split,
    standardise,
)
from purenn.matrix import ShapeError, shape

tumours = load_breast_cancer()
small = Data(X=[[float(j) for j in range(20)]], Y=[[1.0] * 5 + [0.0] * 15], features=["number"])


def datapoints(data):
    """The columns of X, each with its label."""
    return list(zip(*data.X, data.Y[0], strict=True))


def test_569_tumours_of_30_measurements_212_of_them_malignant():
    assert shape(tumours.X) == (30, 569)
    assert shape(tumours.Y) == (1, 569)
    assert Counter(tumours.Y[0]) == {1.0: 212, 0.0: 357}
    assert len(set(tumours.features)) == 30


def test_the_first_tumour_is_the_first_line_of_the_file():
    assert tumours.features[0] == "mean_radius"
    assert (tumours.X[0][0], tumours.X[1][0], tumours.X[29][0], tumours.Y[0][0]) == (17.99, 10.38, 0.1189, 1.0)
    assert (tumours.label, tumours.classes[int(tumours.Y[0][0])]) == ("diagnosis", "malignant")


def test_a_fifth_is_kept_unseen_with_the_same_share_of_each_label():
    training, unseen = split(tumours, seed=0)

    assert (shape(training.X), shape(unseen.X)) == ((30, 455), (30, 114))
    for seed in range(5):
        training, unseen = split(tumours, seed)
        assert sum(training.Y[0]) / 455 == pytest.approx(212 / 569, abs=0.002)
        assert sum(unseen.Y[0]) / 114 == pytest.approx(212 / 569, abs=0.005)


def test_small_enough_to_count():
    training, unseen = split(small)

    assert (sum(training.Y[0]), len(training.Y[0])) == (4, 16)
    assert (sum(unseen.Y[0]), len(unseen.Y[0])) == (1, 4)


@pytest.mark.parametrize("data", [tumours, small], ids=["tumours", "small"])
def test_no_datapoint_is_lost_or_in_both_parts_and_each_keeps_its_label(data):
    training, unseen = split(data, seed=3)

    assert Counter(datapoints(training) + datapoints(unseen)) == Counter(datapoints(data))
    assert not set(datapoints(training)) & set(datapoints(unseen))


def test_a_seed_gives_the_same_split_every_time():
    assert split(tumours, seed=1) == split(tumours, seed=1)
    assert split(tumours) == split(tumours, seed=0)
    assert split(tumours, seed=1) != split(tumours, seed=2)


def test_the_parts_keep_every_name():
    for part in split(tumours):
        assert (part.features, part.classes, part.label) == (tumours.features, tumours.classes, tumours.label)


def test_choose_keeps_the_order_asked_for():
    assert choose(small, [7, 0, 3]) == Data([[7.0, 0.0, 3.0]], [[0.0, 1.0, 1.0]], ["number"])


def test_standardise_by_hand():
    # mean 3, squared distances 4, 0, 4, 0 with mean 2; the other feature has mean 0 and deviation 2
    X = [[1.0, 3.0, 5.0, 3.0], [2.0, -2.0, 2.0, -2.0]]
    assert means_and_scales(X) == [(3.0, pytest.approx(2**0.5)), (0.0, 2.0)]
    assert standardise(X, [(3.0, 2.0), (0.0, 2.0)]) == [[-1.0, 0.0, 1.0, 0.0], [1.0, -1.0, 1.0, -1.0]]


def test_mean_and_scale_are_learnt_from_the_training_part_alone():
    training, unseen = split(tumours)
    pairs = means_and_scales(training.X)
    X, X_unseen = standardise(training.X, pairs), standardise(unseen.X, pairs)

    for entries in X:
        assert fmean(entries) == pytest.approx(0.0, abs=1e-12)
        assert pstdev(entries) == pytest.approx(1.0, abs=1e-12)
    # had the unseen part been asked for its own, it would have mean 0 and deviation 1 as well
    assert max(abs(fmean(entries)) for entries in X_unseen) > 0.05
    assert max(abs(pstdev(entries) - 1) for entries in X_unseen) > 0.05


@pytest.mark.parametrize("constant", [0.0, 7.0, 0.1])
def test_a_constant_feature_becomes_zero_and_not_a_division_by_zero(constant):
    X = [[constant] * 3, [1.0, 2.0, 3.0]]
    pairs = means_and_scales(X)

    assert pairs[0][1] == 1.0
    assert standardise(X, pairs)[0] == pytest.approx([0.0] * 3, abs=1e-15)


@pytest.mark.parametrize("unit", [1e-200, 1e-5, 1e200])
def test_the_unit_of_a_feature_does_not_matter(unit):
    X = [[1 * unit, 3 * unit, 5 * unit, 3 * unit]]
    assert standardise(X, means_and_scales(X))[0] == pytest.approx([-(2**0.5), 0.0, 2**0.5, 0.0])


def test_one_datapoint_has_no_spread():
    assert standardise([[4.0], [0.1]], means_and_scales([[4.0], [0.1]])) == [[0.0], [0.0]]


def test_hits_and_misses_by_hand():
    table = hits_and_misses([[1, 1, 0, 0, 0, 1]], [[1, 0, 1, 0, 0, 1]])

    assert table == Table(hits=2, misses=1, correct_rejections=2, false_alarms=1)
    assert table.accuracy == 4 / 6


# ---- the ring


def test_the_points_of_the_ring_lie_around_those_of_the_disc():
    data = ring()
    radii = [hypot(x_1, x_2) for x_1, x_2 in zip(*data.X, strict=True)]
    inside, around = ([r for r, y in zip(radii, data.Y[0], strict=True) if y == label] for label in (1, 0))

    assert (shape(data.X), shape(data.Y), data.features) == ((2, 150), (1, 150), ["x_1", "x_2"])
    assert len(inside) == len(around) == 75
    assert (data.label, data.classes) == ("place", ("around", "inside"))
    assert max(inside) <= 1 and min(around) >= 1.6 and max(around) <= 2.4


def test_the_points_lie_evenly_over_the_area():
    data = ring(4000, seed=1)
    radii = [hypot(x_1, x_2) for x_1, x_2 in zip(*data.X, strict=True)]
    inside, around = ([r for r, y in zip(radii, data.Y[0], strict=True) if y == label] for label in (1, 0))

    # half of the area of a disc lies within 1 / sqrt(2) of its middle, of the ring's within sqrt((1.6² + 2.4²) / 2)
    assert sum(r < 0.5**0.5 for r in inside) / 2000 == pytest.approx(0.5, abs=0.03)
    assert sum(r < 4.16**0.5 for r in around) / 2000 == pytest.approx(0.5, abs=0.03)
    for coordinate in data.X:
        assert sum(x > 0 for x in coordinate) / 4000 == pytest.approx(0.5, abs=0.03)


def test_a_seed_gives_the_same_ring_every_time():
    assert ring(20, seed=3) == ring(20, seed=3) != ring(20, seed=4)
    assert ring() == ring(150, 0)
    assert ring(9).X[0] == ring().X[0][:9]


@pytest.mark.parametrize("m", [1, 0, -3, 2.0, "5", None, True])
def test_a_ring_of_no_points_is_refused(m):
    with pytest.raises(ValueError, match=r"^ring: m is .*, expected a whole number >= 2$"):
        ring(m)


@pytest.mark.parametrize("seed", [1.5, "0", None])
def test_a_ring_of_no_seed_is_refused(seed):
    with pytest.raises(ValueError, match=r"^ring: seed is .*, expected a whole number$"):
        ring(4, seed)


# What is no number, or too large for one, and labels that cannot be shared out.

NO_NUMBERS = [float("nan"), float("inf"), None, "", "1.5", 1j, [1.0]]


@pytest.mark.parametrize("entry", NO_NUMBERS, ids=repr)
def test_a_gap_is_named_with_its_place(entry):
    X = [[float(i + j) for j in range(30)] for i in range(6)]
    X[5][23] = entry
    pairs = [(0.0, 1.0)] * 6
    Y = [[float(j % 2) for j in range(30)]]
    for function, take in [
        ("means_and_scales", lambda: means_and_scales(X)),
        ("standardise", lambda: standardise(X, pairs)),
        *([] if entry != entry else [("split", lambda: split(Data(X, Y, [])))]),  # NaN is a missing value there
    ]:
        with pytest.raises(ValueError, match=rf"^{function}: X\[5\]\[23\] is .*, expected a finite number$"):
            take()


@pytest.mark.parametrize("entry", NO_NUMBERS, ids=repr)
def test_a_label_that_is_no_number_is_named_with_its_place(entry):
    with pytest.raises(ValueError, match=r"^split: Y\[0\]\[1\] is .*, expected a finite number$"):
        split(Data([[1.0, 2.0, 3.0]], [[0, entry, 1]], []))
    with pytest.raises(ValueError, match=r"^hits_and_misses: labels\[0\]\[1\] is .*, expected a finite number$"):
        hits_and_misses([[0, entry, 1]], [[0, 1, 1]])
    with pytest.raises(ValueError, match=r"^hits_and_misses: Y\[0\]\[1\] is .*, expected a finite number$"):
        hits_and_misses([[0, 1, 1]], [[0, entry, 1]])


@pytest.mark.parametrize(
    "pairs, found",
    [
        ([(0.0, float("nan"))], r"pairs\[0\]\[1\] is nan"),
        ([(None, 1.0)], r"pairs\[0\]\[0\] is None"),
        ([(0.0, 0.0)], r"pairs\[0\]\[1\] is 0"),
        ([(0.0, 1.0, 2.0)], r"pairs\[0\] is \(0.0, 1.0, 2.0\), expected two numbers"),
        ([(0.0, 1.0)] * 2, "2 pairs"),
    ],
)
def test_pairs_that_scale_nothing_are_refused(pairs, found):
    with pytest.raises(ValueError, match=rf"^standardise: .*{found}"):
        standardise([[1.0, 2.0]], pairs)


@pytest.mark.parametrize(
    "entries", [[0.1 + 0.2, 0.3, 0.3], [1e9 / 3, 1e9 / 3, 1e9 / 3 + 1e-7], [-0.1 - 0.2, -0.3], [1e-300 / 3, 1e-300 / 3]]
)
def test_a_feature_that_is_constant_but_for_rounding_is_constant(entries):
    ((mean, deviation),) = means_and_scales([entries])

    assert deviation == 1.0
    assert standardise([entries], [(mean, deviation)])[0] == pytest.approx([0.0] * len(entries), abs=1e-6)


def test_a_feature_that_varies_by_little_is_no_constant():
    ((_, deviation),) = means_and_scales([[1.0, 1.0 + 1e-12]])

    assert deviation == pytest.approx(5e-13, rel=1e-3)


@pytest.mark.parametrize("largest", [1e308, 1.7e308])
def test_the_largest_numbers_are_standardised_like_any_others(largest):
    for entries, expected in [
        ([largest, -largest], [1.0, -1.0]),
        ([largest, largest, -largest], [0.5**0.5, 0.5**0.5, -(2**0.5)]),
        ([largest, largest / 2, 0.0], [1.5**0.5, 0.0, -(1.5**0.5)]),
    ]:
        assert standardise([entries], means_and_scales([entries]))[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_the_only_datapoint_of_a_label_is_learnt_and_not_kept_unseen(seed):
    data = Data([[float(j) for j in range(11)]], [[0.0] * 10 + [1.0]], ["number"])
    training, unseen = split(data, seed)

    assert 1.0 in training.Y[0] and 1.0 not in unseen.Y[0]
    assert Counter(datapoints(training) + datapoints(unseen)) == Counter(datapoints(data))
    assert len(unseen.Y[0]) == 2


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("m", [2, 3, 5, 6, 11])
def test_both_parts_hold_something_and_labels_of_both_kinds_are_learnt(seed, m):
    data = Data([[float(j) for j in range(m)]], [[1.0] * (m // 2) + [0.0] * (m - m // 2)], ["number"])
    if m == 2:
        with pytest.raises(ValueError, match=r"^split: found 2 datapoints"):
            split(data, seed)
        return
    training, unseen = split(data, seed)

    assert set(training.Y[0]) == {0.0, 1.0} and unseen.Y[0]


def test_amounts_are_split_all_together():
    data = Data([[float(j) for j in range(12)]], [[0.5 * j for j in range(12)]], ["number"])
    training, unseen = split(data, 2)

    assert (len(training.Y[0]), len(unseen.Y[0])) == (9, 3)
    assert Counter(datapoints(training) + datapoints(unseen)) == Counter(datapoints(data))
    assert unseen.Y[0] != sorted(unseen.Y[0]) or split(data, 3)[1] != unseen  # shuffled
    assert split(data, 2) == (training, unseen) != split(data, 3)


@pytest.mark.parametrize("data", [None, ([[1.0]], [[1]]), [[1.0]], "tumours"])
def test_what_is_no_data_is_refused(data):
    with pytest.raises(ValueError, match=r"^split: data is .*, expected Data\(X, Y, features\)$"):
        split(data)


def test_the_helpers_are_in_plain_sight():
    assert purenn.data.split is purenn.split is split
    shown = {"split", "standardise", "means_and_scales", "load_breast_cancer", "ring", "hits_and_misses"}
    assert shown <= set(purenn.__all__)


# ---- several classes, and amounts

numbers = [[float(j) for j in range(30)]]
three = Data(numbers, one_hot([[0] * 5 + [1] * 10 + [2] * 15]), ["number"], ("a", "b", "c"), "kind")


def test_one_hot_by_hand():
    assert one_hot([[1, 0, 2]]) == [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert one_hot([[1, 0]], n=4) == [[0, 1], [1, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("numbers", "n", "message"),
    [
        ([[0, 3]], 3, r"one_hot: numbers[0][1] is 3, expected a class from 0 to 2"),
        ([[0, 1.5]], None, r"one_hot: numbers[0][1] is 1.5, expected the number of a class, from 0"),
        ([[0, -1]], None, r"one_hot: numbers[0][1] is -1.0, expected the number of a class, from 0"),
        ([[0, 0]], None, r"one_hot: numbers holds class 0 alone, expected two classes at least; say how many as n"),
        ([[0, 1]], 1, r"one_hot: n is 1, expected a whole number >= 2"),
        ([[0], [1], [2]], None, r"one_hot: numbers is 3x1, expected 1x3, one row of numbers"),
        ([0, 1], None, "one_hot: numbers has 0 for row 0, expected a list of numbers; a single row is written [[...]]"),
    ],
)
def test_numbers_of_no_class_are_refused(numbers, n, message):
    with pytest.raises(ValueError) as error:
        one_hot(numbers, n)
    assert str(error.value) == message


def test_several_classes_are_split_each_by_itself():
    training, unseen = split(three, seed=4)

    assert [sum(entries) for entries in training.Y] == [4, 8, 12]
    assert [sum(entries) for entries in unseen.Y] == [1, 2, 3]
    columns = [list(zip(*part.X, *part.Y, strict=True)) for part in (three, training, unseen)]
    assert Counter(columns[1] + columns[2]) == Counter(columns[0])
    assert (unseen.classes, unseen.label) == (("a", "b", "c"), "kind")


def test_labels_of_several_units_that_are_no_classes_are_split_all_together():
    Y = [[float(j % 2) for j in range(20)], [float(j < 8) for j in range(20)]]
    data = Data([[float(j) for j in range(20)]], Y, [])
    training, unseen = split(data)

    columns = [list(zip(*part.X, *part.Y, strict=True)) for part in (data, training, unseen)]
    assert Counter(columns[1] + columns[2]) == Counter(columns[0])
    assert len(columns[2]) == 4


def test_a_missing_value_is_given_the_mean_of_the_training_part_in_both_parts():
    data = Data([[1.0, nan, 3.0, 10.0, nan, 6.0], [float(j) for j in range(6)]], [[1, 1, 1, 0, 0, 0]], ["a", "b"])
    for seed in range(20):
        training, unseen = split(data, seed)
        known = [data.X[0][int(j)] for j in training.X[1] if int(j) not in (1, 4)]
        filled = {j: x for part in (training, unseen) for x, j in zip(*part.X, strict=True)}
        mean = pytest.approx(fmean(known))
        assert filled == {0: 1.0, 1: mean, 2: 3.0, 3: 10.0, 4: mean, 5: 6.0}


def test_a_feature_that_is_missing_throughout_the_training_part_cannot_be_given_a_mean():
    with pytest.raises(ValueError, match=r"^split: X\[1\] \(b\) has no value in the training part, .*; leave it out$"):
        split(Data([[1.0] * 6, [nan] * 6], [[1, 1, 1, 0, 0, 0]], ["a", "b"]))


def test_fill_asks_for_a_mean_of_each_feature():
    with pytest.raises(ShapeError, match=r"^fill: pairs has 1 pairs, expected 2, one for each feature$"):
        fill([[nan], [1.0]], [(0.0, 1.0)])
    with pytest.raises(ValueError, match=r"^fill: pairs\[0\]\[0\] is nan, expected a finite number$"):
        fill([[nan]], [(nan, 1.0)])


# ---- what is said of several classes


def test_accuracy_and_confusions_by_hand():
    labels, Y = [[0, 1, 1, 2, 0, 1]], one_hot([[0, 1, 2, 2, 2, 1]])

    # right: datapoints 1, 2, 4 and 6 of six; of class 2 one each was said to be 1, 2 and 0
    assert accuracy(labels, Y) == accuracy(one_hot(labels), Y) == 4 / 6
    assert confusions(labels, Y) == confusions(one_hot(labels), Y) == [[1, 0, 0], [0, 2, 0], [1, 1, 1]]


def test_two_classes_in_one_row_by_hand():
    # true 1, 1, 0, 0, 0; said 1, 0, 1, 0, 0
    assert accuracy([[1, 0, 1, 0, 0]], [[1, 1, 0, 0, 0]]) == 3 / 5
    assert confusions([[1, 0, 1, 0, 0]], [[1, 1, 0, 0, 0]]) == [[2, 1], [1, 1]]
    assert confusions([[0, 0]], [[0, 0]]) == [[2, 0], [0, 0]]


def test_of_several_labels_all_must_be_right():
    assert accuracy([[1, 0, 1, 1], [0, 0, 1, 1]], [[1, 0, 1, 0], [0, 1, 1, 1]]) == 2 / 4


@pytest.mark.parametrize(
    ("function", "labels", "Y", "message"),
    [
        (accuracy, [[0, 1]], [[0, 1, 1]], "accuracy: labels is 1x2 but Y is 1x3, expected 1x3, what predict returns"),
        (confusions, [[0], [1]], [[1]], "confusions: labels is 2x1 but Y is 1x1, expected 1x1, what predict returns"),
        (accuracy, [[0.9, 1]], [[0, 1]], "accuracy: labels[0][0] is 0.9, expected the number of a class, from 0"),
        (accuracy, [[0, 1]], [[0, 2.5]], "accuracy: Y[0][1] is 2.5, expected the number of a class, from 0"),
        (accuracy, [[7, 1]], [[1, 0], [0, 1]], "accuracy: labels[0][0] is 7, expected a class from 0 to 1"),
        (confusions, [[0, 10**6]], [[0, 1]], "confusions: labels[0][1] is 1000000, expected a class from 0 to 1"),
        (accuracy, [[0, 1]], [[1, 1], [0, 1]], "accuracy: column 1 of Y has 2 ones, expected one, for the true class"),
        (confusions, [[0, 2]], [[1, 0], [0, 1]], "confusions: labels[0][1] is 2, expected a class from 0 to 1"),
        (accuracy, [[1, 0], [0, 2]], [[1, 0], [0, 1]], "accuracy: labels[1][1] is 2.0, expected a label 0 or 1"),
    ],
)
def test_what_cannot_be_judged_is_refused(function, labels, Y, message):
    with pytest.raises(ValueError) as error:
        function(labels, Y)
    assert str(error.value) == message
