"""The data set: what it holds, how it is parted, and what may be learnt from which part."""

from collections import Counter
from statistics import fmean, pstdev

import pytest

from purenn.data import (
    Data,
    Table,
    choose,
    hits_and_misses,
    load_breast_cancer,
    means_and_scales,
    split,
    standardise,
)
from purenn.matrix import shape

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

    assert table == Table(true_1=2, missed_1=1, true_0=2, missed_0=1)
    assert table.accuracy == 4 / 6
