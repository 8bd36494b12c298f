"""From the cost back to the weights and the bias of the last layer, which has one unit."""

import pytest

from purenn import backward_matrix, backward_scalar, derivation

A = {1: [[1.0, 0.0, 0.0, 4.0], [0.0, 2.0, 0.0, 0.0], [8.0, 16.0, 0.0, 0.0]], 2: [[0.5, 0.75, 0.5, 0.25]]}
Y = [[1, 0, 0, 1]]  # 3 units feed 1; 4 datapoints


@pytest.mark.equation("output.A-layout")
def test_the_output_activations_are_one_row_with_an_entry_for_each_datapoint():
    assert derivation.output_A_layout({2: [[0.5, 0.75, 0.25]]}, L=2) == [[0.5, 0.75, 0.25]]

    # the printed column is no such row
    with pytest.raises(AssertionError):
        derivation.output_A_layout({2: [[0.5], [0.75], [0.25]]}, L=2)


@pytest.mark.equation("loss.dJ-da-element", "output.dJ-dA")
@pytest.mark.parametrize(
    "output_dJ_dA",
    [backward_scalar.output_dJ_dA, backward_matrix.output_dJ_dA, derivation.simplified_output_dJ_dA],
)
def test_output_dJ_dA_by_hand(output_dJ_dA):
    dJ_dA = output_dJ_dA(A, Y, L=2)

    # y = 1, a = 0.5:   -1/4 * 1 / 0.5          y = 0, a = 0.75:  +1/4 * 1 / (1 - 0.75)
    # y = 0, a = 0.5:   +1/4 * 1 / (1 - 0.5)    y = 1, a = 0.25:  -1/4 * 1 / 0.25
    assert dJ_dA == [[-0.5, 1.0, 0.5, -1.0]]


@pytest.mark.equation("output.dJ-dW-chain")
def test_the_chain_product_of_the_output_weights_by_hand():
    dJ_dA = {2: [[1.0, 2.0]]}
    dA_dZ = {2: [[1.0, 3.0], [0.0, 2.0]]}  # not diagonal, to see that the order counts
    dZ_dW = {2: [[1.0, 0.0, 2.0], [0.0, 1.0, 5.0]]}

    dJ_dW = derivation.chain_output_dJ_dW(dJ_dA, dA_dZ, dZ_dW, L=2)

    # dJ_dA dA_dZ is [[1, 3 + 4]], and [[1, 7]] dZ_dW is [[1, 7, 2 + 35]]
    assert dJ_dW == [[1.0, 7.0, 37.0]]


@pytest.mark.equation("output.dA-dZ-diagonal")
def test_an_output_activation_depends_on_its_own_preactivation_alone():
    dA_dZ = derivation.output_dA_dZ({2: [[0.5, 0.75, 0.2]]}, L=2)

    # 0.5 * 0.5, 0.75 * 0.25, 0.2 * 0.8
    assert dA_dZ == [[0.25, 0.0, 0.0], [0.0, 0.1875, 0.0], [0.0, 0.0, pytest.approx(0.16, abs=1e-15)]]


@pytest.mark.equation("output.dZ-dW")
def test_the_slopes_of_Z_in_the_output_weights_are_the_activations_they_carry():
    dZ_dW = derivation.output_dZ_dW({1: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}, L=2)

    # row j: how z_j moves with each of the 3 weights
    assert dZ_dW == [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]


@pytest.mark.equation("output.dJ-dZ")
def test_output_dJ_dZ_by_hand():
    dJ_dA = {2: [[-0.5, 1.0, 0.5, -1.0]]}  # of the outputs and labels above
    slopes = {0.0: 0.25, 1.1: 0.1875, -1.1: 0.1875}  # a (1 - a) of these outputs, which are at z = 0 and about 1.1
    Z = {2: [[0.0, 1.1, 0.0, -1.1]]}

    chain = derivation.chain_output_dJ_dZ(dJ_dA, Z, {2: slopes.__getitem__}, L=2)

    # -0.5 * 0.25, 1 * 0.1875, 0.5 * 0.25, -1 * 0.1875
    assert chain == [[-0.125, 0.1875, 0.125, -0.1875]]
    # (0.5 - 1) / 4, (0.75 - 0) / 4, (0.5 - 0) / 4, (0.25 - 1) / 4
    assert backward_matrix.output_dJ_dZ(A, Y, L=2) == [[-0.125, 0.1875, 0.125, -0.1875]]


@pytest.mark.equation("output.dJ-dz-element")
def test_one_number_of_output_dJ_dZ_is_the_miss_shared_among_the_datapoints():
    dJ_dZ = backward_scalar.output_dJ_dZ({3: [[0.5, 1.0]]}, [[1, 0]], L=3)

    # half a unit too low, one too high, 2 datapoints
    assert dJ_dZ == [[-0.25, 0.5]]


@pytest.mark.equation("output.dJ-dW")
def test_output_dJ_dW_by_hand():
    dJ_dZ = {2: [[-0.125, 0.1875, 0.125, -0.1875]]}

    # -0.125 * 1 - 0.1875 * 4,   0.1875 * 2,   -0.125 * 8 + 0.1875 * 16
    assert derivation.output_dJ_dW(dJ_dZ, A, L=2) == [[-0.875, 0.375, 2.0]]
    assert derivation.expanded_output_dJ_dW(A, Y, L=2) == [[-0.875, 0.375, 2.0]]


@pytest.mark.equation("output.dJ-dW-three-layer")
def test_three_layer_dJ_dW_by_hand():
    A = {2: [[2.0, 0.0, 0.0, 0.0], [0.0, 4.0, 0.0, 8.0]], 3: [[0.5, 0.75, 0.5, 0.25]]}  # 2 units feed 1
    dJ_dZ = {3: [[-0.125, 0.1875, 0.125, -0.1875]]}

    # -0.125 * 2,   0.1875 * 4 - 0.1875 * 8
    assert derivation.three_layer_dJ_dW(dJ_dZ, A) == [[-0.25, -0.75]]
    assert derivation.expanded_three_layer_dJ_dW(A, Y) == [[-0.25, -0.75]]


@pytest.mark.equation("output.dJ-dW-fprime")
def test_output_dJ_dW_for_any_activation_by_hand():
    dJ_dA = {2: [[1.0, -1.0, 2.0, 0.0]]}
    Z = {2: [[1.0, 2.0, -3.0, 4.0]]}
    f_prime = {2: lambda z: 10 * z}  # dJ_dZ is [[1 * 10, -1 * 20, 2 * -30, 0]]

    dJ_dW = derivation.chained_output_dJ_dW(dJ_dA, A, Z, f_prime, L=2)

    # 10 * 1,   -20 * 2,   10 * 8 - 20 * 16
    assert dJ_dW == [[10.0, -40.0, -240.0]]
    assert derivation.output_dJ_dW({2: [[10.0, -20.0, -60.0, 0.0]]}, A, L=2) == [[10.0, -40.0, -240.0]]


@pytest.mark.equation("output.dZ-dB")
def test_the_output_bias_moves_every_preactivation_by_as_much():
    assert derivation.output_dZ_dB({2: [[0.3, -0.2, 5.0]]}, L=2) == [[1.0], [1.0], [1.0]]


@pytest.mark.equation("output.dJ-dB")
def test_output_dJ_dB_by_hand():
    dJ_dZ = {2: [[1.0, -2.0, 4.0]]}
    dZ_dB = {2: [[1.0], [10.0], [100.0]]}  # not ones, to see each factor

    # 1 - 20 + 400, and with ones 1 - 2 + 4
    assert derivation.chain_output_dJ_dB(dJ_dZ, dZ_dB, L=2) == [[381.0]]
    assert derivation.summed_output_dJ_dB(dJ_dZ, L=2) == [[3.0]]
