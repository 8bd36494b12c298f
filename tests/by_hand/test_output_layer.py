"""From the cost back to the weights and the bias of the last layer, which has one unit."""

import pytest
from stops import values_at

from purenn import backward_matrix, backward_scalar, derivation

A = {1: [[1.0, 0.0, 0.0, 4.0], [0.0, 2.0, 0.0, 0.0], [8.0, 16.0, 0.0, 0.0]], 2: [[0.5, 0.75, 0.5, 0.25]]}
Y = [[1, 0, 0, 1]]  # 3 units feed 1; 4 datapoints
dJ_dA = {2: [[-0.5, 1.0, 0.5, -1.0]]}


@pytest.mark.equation("output.A-layout")
def test_the_output_activations_are_one_row_with_an_entry_for_each_datapoint():
    (A_L,) = values_at("output.A-layout", derivation.three_links, dJ_dA, A, L=2)

    assert A_L == [[0.5, 0.75, 0.5, 0.25]]


@pytest.mark.equation("output.dJ-dW-chain")
def test_three_links_lead_from_J_to_the_output_weights():
    links = derivation.three_links(dJ_dA, A, L=2)

    # dJ_dA times the diagonal: -0.5 * 0.25 = -0.125; 1 * 0.1875 = 0.1875; 0.5 * 0.25 = 0.125; -1 * 0.1875 = -0.1875
    # weight 1: -0.125 * 1 + 0.1875 * 0 + 0.125 * 0 - 0.1875 * 4 = -0.875
    # weight 2: 0.1875 * 2 = 0.375; weight 3: -0.125 * 8 + 0.1875 * 16 = 2
    assert links.dJ_dW == [[-0.875, 0.375, 2.0]]


@pytest.mark.equation("output.dJ-dA")
def test_the_derivatives_with_respect_to_all_outputs():
    # y = 1, a = 0.5: -(1/4) * (1 / 0.5 - 0 / 0.5) = -0.5; y = 0, a = 0.75: -(1/4) * (0 / 0.75 - 1 / 0.25) = 1
    assert backward_matrix.output_dJ_dA(A, Y, L=2) == [[-0.5, 1.0, 0.5, -1.0]]


@pytest.mark.equation("output.dA-dZ-diagonal")
def test_an_output_activation_depends_on_its_own_preactivation_alone():
    dJ_dA, A = {2: [[1.0, 2.0, 3.0]]}, {1: [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]], 2: [[0.5, 0.75, 0.25]]}

    links = derivation.three_links(dJ_dA, A, L=2)

    # 0.5 * (1 - 0.5) = 0.25; 0.75 * (1 - 0.75) = 0.1875; 0.25 * (1 - 0.25) = 0.1875
    assert links.dA_dZ == [[0.25, 0.0, 0.0], [0.0, 0.1875, 0.0], [0.0, 0.0, 0.1875]]


@pytest.mark.equation("output.dZ-dW")
def test_the_derivatives_of_Z_with_respect_to_the_output_weights_are_the_activations_they_carry():
    dJ_dA, A = {2: [[1.0, 2.0]]}, {1: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], 2: [[0.5, 0.5]]}

    links = derivation.three_links(dJ_dA, A, L=2)

    # row j: how z_j moves with each of the 3 weights
    assert links.dZ_dW == [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]


@pytest.mark.equation("output.dJ-dz-element")
def test_one_number_of_output_dJ_dZ_is_the_error_shared_among_the_datapoints():
    dJ_dZ = backward_scalar.output_dJ_dZ({3: [[0.5, 1.0]]}, [[1, 0]], L=3)

    # half too low: (1/2) * (0.5 - 1) = -0.25; one too high: (1/2) * (1 - 0) = 0.5
    assert dJ_dZ == [[-0.25, 0.5]]


@pytest.mark.equation("output.dJ-dZ")
def test_output_dJ_dZ():
    derivatives = {0.0: 0.25, 1.1: 0.1875, -1.1: 0.1875}  # a (1 - a) of these outputs, which are at z = 0 and about 1.1
    Z = {2: [[0.0, 1.1, 0.0, -1.1]]}

    layer = derivation.output_weights(dJ_dA, A, Z, {2: derivatives.__getitem__}, L=2)

    # -0.5 * 0.25 = -0.125; 1 * 0.1875 = 0.1875; 0.5 * 0.25 = 0.125; -1 * 0.1875 = -0.1875
    assert layer.dJ_dZ == [[-0.125, 0.1875, 0.125, -0.1875]]
    # (0.5 - 1) / 4 = -0.125; (0.75 - 0) / 4 = 0.1875; (0.5 - 0) / 4 = 0.125; (0.25 - 1) / 4 = -0.1875
    assert backward_matrix.output_dJ_dZ(A, Y, L=2) == [[-0.125, 0.1875, 0.125, -0.1875]]


@pytest.mark.equation("output.dJ-dW")
def test_output_dJ_dW():
    Z, f_prime = {2: [[0.25, 0.1875, 0.25, 0.1875]]}, {2: lambda z: z}  # so dJ_dZ is the one of the test before

    (dJ_dW,) = values_at("output.dJ-dW, step 1", derivation.output_weights, dJ_dA, A, Z, f_prime, L=2)

    # weight 1: -0.125 * 1 - 0.1875 * 4 = -0.875; weight 2: 0.1875 * 2 = 0.375; weight 3: -0.125 * 8 + 0.1875 * 16 = 2
    assert dJ_dW == [[-0.875, 0.375, 2.0]]
    # all written out, weight 2: -(1/4) * (0 / 0.75 - 1 / 0.25) * (0.75 * 0.25) * 2 = 0.375
    assert derivation.sigmoid_output_weights(A, Y, L=2) == [[-0.875, 0.375, 2.0]]


@pytest.mark.equation("output.dJ-dW-three-layer")
def test_the_same_in_a_network_of_three_layers():
    A = {2: [[2.0, 0.0, 0.0, 0.0], [0.0, 4.0, 0.0, 8.0]], 3: [[0.5, 0.75, 0.5, 0.25]]}  # 2 units feed 1
    dJ_dZ = {3: [[-0.125, 0.1875, 0.125, -0.1875]]}

    (dJ_dW,) = values_at("output.dJ-dW-three-layer, step 1", derivation.three_layer_output_weights, dJ_dZ, A, Y)

    # weight 1: -0.125 * 2 = -0.25; weight 2: 0.1875 * 4 - 0.1875 * 8 = -0.75
    assert dJ_dW == [[-0.25, -0.75]]
    # all written out, weight 1: -(1/4) * (1 / 0.5 - 0 / 0.5) * (0.5 * 0.5) * 2 = -0.25
    assert derivation.three_layer_output_weights(dJ_dZ, A, Y) == [[-0.25, -0.75]]


@pytest.mark.equation("output.dJ-dW-fprime")
def test_output_dJ_dW_for_any_activation():
    dJ_dA = {2: [[1.0, -1.0, 2.0, 0.0]]}
    Z = {2: [[1.0, 2.0, -3.0, 4.0]]}
    f_prime = {2: lambda z: 10 * z}

    (dJ_dW,) = values_at("output.dJ-dW-fprime, step 1", derivation.output_weights, dJ_dA, A, Z, f_prime, L=2)

    # dJ_dZ: 1 * 10 = 10; -1 * 20 = -20; 2 * -30 = -60; 0 * 40 = 0
    # weight 1: 10 * 1 = 10; weight 2: -20 * 2 = -40; weight 3: 10 * 8 - 20 * 16 = -240
    assert dJ_dW == [[10.0, -40.0, -240.0]]
    # and from dJ_dA, weight 3: (1 * 10) * 8 + (-1 * 20) * 16 = -240
    assert derivation.output_weights(dJ_dA, A, Z, f_prime, L=2).dJ_dW == [[10.0, -40.0, -240.0]]


@pytest.mark.equation("output.dZ-dB")
def test_the_output_bias_moves_every_preactivation_by_as_much():
    (dZ_dB,) = values_at("output.dZ-dB", derivation.output_bias, {2: [[0.3, -0.2, 5.0]]}, L=2)

    assert dZ_dB == [[1.0], [1.0], [1.0]]


@pytest.mark.equation("output.dJ-dB")
def test_output_dJ_dB():
    dJ_dZ = {2: [[1.0, -2.0, 4.0]]}

    (dJ_dB,) = values_at("output.dJ-dB, step 1", derivation.output_bias, dJ_dZ, L=2)

    # a row times a column of ones: 1 * 1 - 2 * 1 + 4 * 1 = 3
    assert dJ_dB == [[3.0]]
    # the sum of the row: 1 - 2 + 4 = 3
    assert derivation.output_bias(dJ_dZ, L=2) == [[3.0]]


@pytest.mark.equation("output.squared-dJ-dA")
def test_the_row_of_derivatives_of_the_squared_error():
    A, Y = {2: [[2.0, 5.0]]}, [[1.0, 7.0]]

    # (2/2) * (2 - 1) = 1; (2/2) * (5 - 7) = -2
    assert backward_matrix.squared_output_dJ_dA(A, Y, L=2) == [[1.0, -2.0]]
