"""The numbers of the hidden layers, all at once."""

import pytest
from stops import values_at

from purenn import backward_matrix, derivation

W = {2: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}  # 2 units feed 3
A = {0: [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [10.0, 20.0, 30.0, 40.0]]}  # 3 units, 4 datapoints
dJ_dZ = {
    1: [[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 0.5, -2.0]],
    2: [[1.0, 0.0, 2.0, 0.0], [10.0, 0.0, 1.0, 2.0], [0.0, 1.0, -1.0, 0.5]],
}


@pytest.mark.equation("compact.dJ-dA-layout")
def test_the_gradient_with_respect_to_A_written_out_has_the_shape_of_A():
    entries = derivation.activations_written_out({1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}, l=1)

    assert entries[0] == [1.0, 2.0, 3.0]  # unit 1 at 3 datapoints
    assert entries == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@pytest.mark.equation("compact.dJ-dA-product-expanded")
def test_dJ_dA_with_both_matrices_written_out():
    dJ_dA = derivation.all_activations(W, dJ_dZ, l=1)

    # unit 1, datapoint 4: 1 * 0 + 3 * 2 + 5 * 0.5 = 8.5
    assert dJ_dA[0][3] == 8.5
    assert dJ_dA == [[31.0, 5.0, 0.0, 8.5], [42.0, 6.0, 2.0, 11.0]]


@pytest.mark.equation("compact.dJ-dA")
def test_dJ_dA():
    dJ_dA = backward_matrix.hidden_dJ_dA(W, dJ_dZ, l=1)

    # unit 2, datapoint 1: w_12 * 1 + w_22 * 10 + w_32 * 0 = 2 * 1 + 4 * 10 + 6 * 0 = 42
    assert dJ_dA[1][0] == 42.0
    assert dJ_dA == [[31.0, 5.0, 0.0, 8.5], [42.0, 6.0, 2.0, 11.0]]


@pytest.mark.equation("compact.dJ-dA-prev")
def test_what_a_layer_hands_down():
    dJ_dA = derivation.handed_down(W, dJ_dZ, l=2)

    # unit 2 of layer 1, datapoint 4: 2 * 0 + 4 * 2 + 6 * 0.5 = 11
    assert dJ_dA[1][3] == 11.0
    assert dJ_dA == [[31.0, 5.0, 0.0, 8.5], [42.0, 6.0, 2.0, 11.0]]


@pytest.mark.equation("compact.dJ-dz-element")
def test_one_preactivation_again():
    dJ_dA, Z = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}, {1: [[0.0, 0.0, 0.0], [0.0, 0.0, 3.0]]}
    f_prime = {1: lambda z: z * z}

    line = "compact.dJ-dz-element, step 1"
    (chain,) = values_at(line, derivation.one_preactivation, dJ_dA, Z, f_prime, l=1, i=1, j=2)

    # unit 2, datapoint 3: 6 * 9 = 54
    assert chain == 54.0
    # with the derivative put in: 6 * (3 * 3) = 54
    assert derivation.one_preactivation(dJ_dA, Z, f_prime, l=1, i=1, j=2) == 54.0


@pytest.mark.equation("compact.dJ-dZ")
def test_dJ_dZ():
    dJ_dA = {1: [[1.0, 2.0, 3.0], [-1.0, 0.5, 0.0]]}  # 2 units, 3 datapoints
    Z = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}

    dJ_dZ = backward_matrix.layer_dJ_dZ(dJ_dA, Z, {1: lambda z: 10 * z}, l=1)

    # unit 2, datapoint 1: -1 * 10 * 4 = -40
    assert dJ_dZ[1][0] == -40.0
    assert dJ_dZ == [[10.0, 40.0, 90.0], [-40.0, 25.0, 0.0]]


@pytest.mark.equation("compact.dJ-dw-element")
def test_one_weight_again():
    W, B = {1: [[1.0, 1.0, 1.0], [0.1, 0.2, 0.3]]}, {1: [[7.0], [9.0]]}

    dJ_dw_21 = derivation.one_weight(W, B, A, dJ_dZ, l=1, i=1, h=0).dJ_dw_ih

    # row 2 of dJ_dZ against row 1 of A: 0 * 1 + 1 * 2 + 0.5 * 3 - 2 * 4 = -4.5
    assert dJ_dw_21 == -4.5


@pytest.mark.equation("compact.dJ-dW")
def test_dJ_dW():
    dJ_dW = backward_matrix.layer_dJ_dW(dJ_dZ, A, l=1)

    # weight 2, 1: 0 * 1 + 1 * 2 + 0.5 * 3 - 2 * 4 = -4.5
    assert dJ_dW[1][0] == -4.5
    assert dJ_dW == [[3.0, 11.0, 30.0], [-4.5, -6.5, -45.0]]

    # the same from dJ_dA, and the derivatives 1 for unit 1, 0.5 for unit 2
    dJ_dA, Z = {1: [[1.0, 0.0, 2.0, -1.0], [0.0, 2.0, 1.0, -4.0]]}, {1: [[1.0] * 4, [0.5] * 4]}
    # weight 2, 1: (0 * 0.5) * 1 + (2 * 0.5) * 2 + (1 * 0.5) * 3 + (-4 * 0.5) * 4 = -4.5
    assert derivation.all_weights(dJ_dA, A, Z, {1: lambda z: z}, l=1) == [[3.0, 11.0, 30.0], [-4.5, -6.5, -45.0]]


@pytest.mark.equation("compact.dJ-dB")
def test_dJ_dB_as_a_sum_of_columns():
    dJ_dB = derivation.all_biases(dJ_dZ, l=1)

    # unit 1: 1 + 0 + 2 - 1 = 2; unit 2: 0 + 1 + 0.5 - 2 = -0.5
    assert dJ_dB == [[2.0], [-0.5]]


@pytest.mark.equation("compact.dJ-dB-matmul")
def test_dJ_dB_as_a_product():
    # unit 1: 1 * 1 + 0 * 1 + 2 * 1 - 1 * 1 = 2; unit 2: 0 * 1 + 1 * 1 + 0.5 * 1 - 2 * 1 = -0.5
    assert backward_matrix.layer_dJ_dB(dJ_dZ, l=1) == [[2.0], [-0.5]]
    # and as a sum: 1 + 0 + 2 - 1 = 2; 0 + 1 + 0.5 - 2 = -0.5
    assert derivation.all_biases(dJ_dZ, l=1) == [[2.0], [-0.5]]
