"""Several units in the last layer: three classes, of which one is true, or three questions, or three amounts."""

from math import log

import pytest
from stops import values_at

from purenn import several, several_derivation, several_matrix, several_scalar

# 3 units, 2 datapoints: the powers of e are 2, 5 and 1 at the first, and 1, 3 and 1 at the second
Z = {2: [[log(2), 0.0], [log(5), log(3)], [0.0, 0.0]]}
A = {2: [[0.5, 0.25], [0.25, 0.25], [0.25, 0.5]]}
Y = [[0, 0], [1, 0], [0, 1]]  # class 2 is true at the first datapoint, class 3 at the second


@pytest.mark.equation("several.softmax")
def test_the_softmax_shares_1_among_the_units():
    for form in (several_derivation.softmax_as_printed, several.softmax):
        A_L = form(Z, L=2)

        # unit 1, datapoint 1: 2 / (2 + 5 + 1) = 0.25
        assert A_L[0][0] == pytest.approx(0.25, rel=1e-15)
        # unit 2, datapoint 1: 5 / (2 + 5 + 1) = 0.625
        assert A_L[1][0] == pytest.approx(0.625, rel=1e-15)
        # unit 2, datapoint 2: 3 / (1 + 3 + 1) = 0.6
        assert A_L[1][1] == pytest.approx(0.6, rel=1e-15)
        # unit 3, datapoint 2: 1 / (1 + 3 + 1) = 0.2
        assert A_L[2][1] == pytest.approx(0.2, rel=1e-15)


@pytest.mark.equation("several.cross-entropy")
def test_the_cost_asks_for_the_output_of_the_true_class_alone():
    # the true classes were given a quarter and one half
    # J: -(1/2) * (ln(1/4) + ln(1/2)) = -(1/2) * ln(1/8)
    assert several.softmax_cross_entropy(A[2], Y) == pytest.approx(-(1 / 2) * log(1 / 8), rel=1e-15)


@pytest.mark.equation("several.from-preactivations")
def test_the_cost_asks_how_far_the_others_are_ahead():
    Z_L = [[log(2), 0.0, 800.0], [0.0, 0.0, 0.0], [0.0, log(2), 0.0]]
    Y = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]  # 3 datapoints

    # how far each is ahead of the true class, as powers of e: 2, 1 and 1 at datapoint 1, a half, a half and 1 at 2
    # J: (1/3) * (ln(2 + 1 + 1) + ln(1/2 + 1/2 + 1) + 0) = ln(8) / 3
    assert several.softmax_cross_entropy_from_z(Z_L, Y) == pytest.approx(log(8) / 3, rel=1e-15)


@pytest.mark.equation("several.dJ-da-element")
def test_only_the_output_of_the_true_class_has_a_derivative():
    # unit 2, datapoint 1: -(1/2) * 1 / 0.25 = -2; unit 3, datapoint 2: -(1/2) * 1 / 0.5 = -1
    assert several_scalar.softmax_dJ_dA(A, Y, L=2) == [[0.0, 0.0], [-2.0, 0.0], [0.0, -1.0]]


@pytest.mark.equation("several.da-dz")
def test_an_output_rises_with_its_own_preactivation_and_falls_with_another():
    dJ_dA = {2: [[1.0, 0.0], [2.0, 0.0], [4.0, 0.0]]}
    moved_by_2 = values_at("several.da-dz", several_derivation.one_preactivation, dJ_dA, A, L=2, i=1, j=0)

    # of output 1: 0.5 * (0 - 0.25) = -0.125; of output 2: 0.25 * (1 - 0.25) = 0.1875
    # of output 3: 0.25 * (0 - 0.25) = -0.0625
    assert moved_by_2 == [-0.125, 0.1875, -0.0625]
    assert sum(moved_by_2) == 0.0  # what one output wins the others lose


@pytest.mark.equation("several.dJ-dz-chain")
def test_a_preactivation_reaches_the_cost_through_every_output():
    dJ_dA = {2: [[1.0, 0.0], [2.0, 0.0], [4.0, 0.0]]}

    # datapoint 1, preactivation 2: 1 * -0.125 + 2 * 0.1875 + 4 * -0.0625 = 0
    # preactivation 1: 1 * 0.25 + 2 * -0.125 + 4 * -0.125 = -0.5
    # preactivation 3: 1 * -0.125 + 2 * -0.0625 + 4 * 0.1875 = 0.5
    dJ_dz = [several_derivation.one_preactivation(dJ_dA, A, L=2, i=i, j=0) for i in range(3)]
    assert dJ_dz == [-0.5, 0.0, 0.5]


@pytest.mark.equation("several.collapse")
def test_of_the_sum_over_the_classes_one_term_is_left():
    # datapoint 1: class 2 is true, and unit 1 is not it
    # all three terms: -(1/2) * (0 + (1/0.25) * 0.25 * (0 - 0.5) + 0) = 0.25
    assert values_at("several.collapse, step 1", several_derivation.one_class, A, Y, L=2, i=0, j=0) == [0.25]
    # collapsed: (1/2) * (0.5 * (0 + 1 + 0) - 0) = 0.25
    assert several_derivation.one_class(A, Y, L=2, i=0, j=0) == 0.25
    # unit 2 is the true class
    # all three terms: -(1/2) * (0 + (1/0.25) * 0.25 * (1 - 0.25) + 0) = -0.375
    assert values_at("several.collapse, step 1", several_derivation.one_class, A, Y, L=2, i=1, j=0) == [-0.375]
    # collapsed: (1/2) * (0.25 * (0 + 1 + 0) - 1) = -0.375
    assert several_derivation.one_class(A, Y, L=2, i=1, j=0) == -0.375


@pytest.mark.equation("several.dJ-dz-element")
def test_one_number_of_output_dJ_dZ_is_output_minus_label_shared_among_the_datapoints():
    # unit 1, datapoint 1: (1/2) * (0.5 - 0) = 0.25; unit 2, datapoint 1: (1/2) * (0.25 - 1) = -0.375
    # unit 3, datapoint 2: (1/2) * (0.5 - 1) = -0.25
    assert several_scalar.output_dJ_dZ(A, Y, L=2) == [[0.25, 0.125], [-0.375, 0.125], [0.125, -0.25]]


@pytest.mark.equation("several.dJ-dA")
def test_the_derivatives_with_respect_to_the_outputs_of_all_classes():
    # unit 2, datapoint 1: -(1/2) * 1 / 0.25 = -2; unit 3, datapoint 2: -(1/2) * 1 / 0.5 = -1
    assert several_matrix.softmax_dJ_dA(A, Y, L=2) == [[0.0, 0.0], [-2.0, 0.0], [0.0, -1.0]]


@pytest.mark.equation("several.dJ-dZ")
def test_output_minus_label_for_all_units_and_datapoints():
    # unit 1, datapoint 2: (1/2) * (0.25 - 0) = 0.125; unit 2, datapoint 1: (1/2) * (0.25 - 1) = -0.375
    dJ_dZ = several_matrix.output_dJ_dZ(A, Y, L=2)
    assert dJ_dZ == [[0.25, 0.125], [-0.375, 0.125], [0.125, -0.25]]
    assert [sum(column) for column in zip(*dJ_dZ, strict=True)] == [0.0, 0.0]  # as both add up to 1


@pytest.mark.equation("several.sigmoid-cross-entropy")
def test_every_question_is_paid_for():
    A_L, Y = [[1 / 2, 1 / 4], [3 / 4, 1 / 2], [1 / 4, 3 / 4]], [[1, 0], [1, 1], [0, 0]]

    # the true answers were given a half and three times three quarters, then a half and a quarter
    # J: -(1/2) * (ln(1/2) + ln(3/4) + ln(3/4) + ln(3/4) + ln(1/2) + ln(1/4)) = -(1/2) * ln(27/1024)
    assert several.sigmoid_cross_entropy(A_L, Y) == pytest.approx(-(1 / 2) * log(27 / 1024), rel=1e-15)


@pytest.mark.equation("several.sigmoid-preactivations")
def test_every_question_is_paid_for_by_its_preactivation():
    Z_L, Y = [[0.0, 800.0], [-800.0, 0.0], [800.0, -log(3)]], [[1, 0], [1, 1], [1, 0]]

    # undecided twice, 800 for each of two that are certain and wrong, and a quarter where the label is 0
    # J: (1/2) * (ln(2) + 800 + 0 + 800 + ln(2) + ln(4/3)) = 800 + ln(16/3) / 2
    assert several.sigmoid_cross_entropy_from_z(Z_L, Y) == pytest.approx(800 + log(16 / 3) / 2, rel=1e-15)


@pytest.mark.equation("several.sigmoid-dJ-da-element")
def test_the_derivative_with_respect_to_one_of_several_sigmoid_outputs():
    A, Y = {2: [[0.5, 0.75], [0.25, 0.125], [0.5, 0.5]]}, [[1, 0], [1, 1], [0, 0]]

    # unit 2, datapoint 2: -(1/2) * (1 / 0.125 - 0 / 0.875) = -4; unit 3, datapoint 2: -(1/2) * (0 / 0.5 - 1 / 0.5) = 1
    assert several_scalar.sigmoid_dJ_dA(A, Y, L=2) == [[-1.0, 2.0], [-2.0, -4.0], [1.0, 1.0]]


@pytest.mark.equation("several.sigmoid-dJ-dA")
def test_the_derivatives_with_respect_to_all_sigmoid_outputs():
    A, Y = {2: [[0.5, 0.5], [0.25, 0.5], [0.5, 0.75]]}, [[1, 0], [1, 1], [0, 0]]

    # unit 2, datapoint 1: -(1/2) * (1 / 0.25 - 0 / 0.75) = -2; unit 3, datapoint 2: -(1/2) * (0 / 0.75 - 1 / 0.25) = 2
    assert several_matrix.sigmoid_dJ_dA(A, Y, L=2) == [[-1.0, 1.0], [-2.0, -1.0], [1.0, 2.0]]


@pytest.mark.equation("several.squared-error")
def test_the_squares_of_all_errors_are_added_up():
    A_L, Y = [[2.0, 0.0], [1.0, 5.0], [0.5, 3.0]], [[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]]

    # J: (1/2) * ((2 - 1) ** 2 + (0 - 2) ** 2 + 0 + (5 - 2) ** 2 + (0.5 - 1) ** 2 + 0) = 7.125
    assert several.squared_errors(A_L, Y) == 7.125


@pytest.mark.equation("several.squared-dJ-da-element")
def test_the_derivative_of_the_squared_error_with_respect_to_one_of_several_outputs():
    A, Y = {2: [[2.0, 0.0], [1.0, 5.0], [0.5, 3.0]]}, [[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]]

    # unit 1, datapoint 2: (2/2) * (0 - 2) = -2; unit 3, datapoint 1: (2/2) * (0.5 - 1) = -0.5
    assert several_scalar.squared_dJ_dA(A, Y, L=2) == [[1.0, -2.0], [0.0, 3.0], [-0.5, 0.0]]


@pytest.mark.equation("several.squared-dJ-dA")
def test_the_derivatives_of_the_squared_error_with_respect_to_all_outputs():
    A, Y = {2: [[2.0, 0.0], [1.0, 5.0], [0.5, 3.0]]}, [[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]]

    # unit 2, datapoint 2: (2/2) * (5 - 2) = 3; unit 1, datapoint 1: (2/2) * (2 - 1) = 1
    assert several_matrix.squared_dJ_dA(A, Y, L=2) == [[1.0, -2.0], [0.0, 3.0], [-0.5, 0.0]]
