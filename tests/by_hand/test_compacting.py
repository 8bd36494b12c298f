"""The numbers of the hidden layers, all at once; the equations that say both are in test_hidden_layers."""

import pytest

from purenn import derivation

W = {2: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}  # 2 units feed 3
dJ_dZ = {2: [[1.0, 0.0, 2.0, 0.0], [10.0, 0.0, 1.0, 2.0], [0.0, 1.0, -1.0, 0.5]]}  # 4 datapoints


@pytest.mark.equation("compact.dJ-dA-layout")
def test_the_gradient_in_A_written_out_has_the_shape_of_A():
    entries = derivation.dJ_dA_layout({1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}, l=1)
    assert entries[0] == [1.0, 2.0, 3.0]  # unit 1 at 3 datapoints
    assert entries[1] == [4.0, 5.0, 6.0]


@pytest.mark.equation("compact.dJ-dA-product-expanded")
def test_dJ_dA_with_both_matrices_written_out_by_hand():
    dJ_dA = derivation.expanded_dJ_dA(W, dJ_dZ, l=1)

    # unit 1, datapoint 4: 1 * 0 + 3 * 2 + 5 * 0.5
    assert dJ_dA[0][3] == 8.5
    assert dJ_dA == [[31.0, 5.0, 0.0, 8.5], [42.0, 6.0, 2.0, 11.0]]


@pytest.mark.equation("compact.dJ-dA-prev")
def test_what_a_layer_hands_down_by_hand():
    dJ_dA = derivation.previous_dJ_dA(W, dJ_dZ, l=2)

    # unit 2 of layer 1, datapoint 4: 2 * 0 + 4 * 2 + 6 * 0.5
    assert dJ_dA[1][3] == 11.0
    assert dJ_dA == [[31.0, 5.0, 0.0, 8.5], [42.0, 6.0, 2.0, 11.0]]


@pytest.mark.equation("compact.dJ-dz-element")
def test_dJ_dz_by_hand():
    dJ_dA, Z = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}, {1: [[0.0, 0.0, 0.0], [0.0, 0.0, 3.0]]}
    f_prime = {1: lambda z: z * z}

    # unit 2, datapoint 3: the slope is 3 * 3, the gradient 6 * 9
    assert derivation.dJ_dz_ij_chain(dJ_dA, 9.0, l=1, i=1, j=2) == 54.0
    assert derivation.dJ_dz_ij_product(dJ_dA, Z, f_prime, l=1, i=1, j=2) == 54.0
