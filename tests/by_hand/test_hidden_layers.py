"""What does one number touch, and so how does it reach J? One weight, one preactivation, one activation, one bias."""

import pytest
from stops import values_at

from purenn import backward_scalar, derivation

approx = pytest.approx  # for derivatives that are measured
W = {1: [[1.0, 1.0, 1.0], [0.1, 0.2, 0.3]], 2: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}  # 3 units feed 2, these feed 3
B = {1: [[7.0], [9.0]], 2: [[1.0], [2.0], [3.0]]}
A = {
    0: [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [10.0, 20.0, 30.0, 40.0]],  # 4 datapoints
    1: [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]],
}
Z = {
    1: [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]],
    2: [[1.0, 2.0, 0.0, 9.0], [3.0, 4.0, 0.0, 8.0], [5.0, 6.0, 0.0, 7.0]],
}
dJ_dZ = {
    1: [[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 0.5, -2.0]],
    2: [[1.0, 0.0, 2.0, 0.0], [10.0, 0.0, 1.0, 2.0], [0.0, 1.0, -1.0, 0.5]],
}
dJ_dA = {1: [[1.0, 2.0, 3.0, 0.0], [-1.0, 0.5, 6.0, 0.0]]}


# ---- a wrong turn: all weights at once


@pytest.mark.equation("hidden.naive-chain")
def test_one_weight_through_all_preactivations():
    dZ_dW, dJ_dW = derivation.all_weights_at_once(dJ_dZ, A, l=1)

    # z_1 at datapoint 2 moves with the weights of unit 1 by the activations there, and not with those of unit 2
    assert dZ_dW[0][1] == [[2.0, 6.0, 20.0], [0.0, 0.0, 0.0]]
    # weight 2, 3 moves unit 1 by nothing, unit 2 by 10, 20, 30, 40
    # weight 2, 3: 1 * 0 + 2 * 0 - 1 * 0 + 0 * 10 + 1 * 20 + 0.5 * 30 - 2 * 40 = -45
    assert dJ_dW[1][2] == -45.0
    assert dJ_dW == [[3.0, 11.0, 30.0], [-4.5, -6.5, -45.0]]


# ---- one weight


@pytest.mark.equation("hidden.Z-layout")
def test_Z_written_out_has_a_row_for_each_unit():
    (rows,) = values_at("hidden.Z-layout, step 1", derivation.first_weight, A, Z, dJ_dZ, l=1)
    (entries,) = values_at("hidden.Z-layout, step 2", derivation.first_weight, A, Z, dJ_dZ, l=1)

    assert rows == [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]  # unit 1 and unit 2
    assert entries == [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]


@pytest.mark.equation("hidden.dJ-dw11-chain")
def test_the_chain_product_of_the_first_weight():
    dJ_dw_11 = derivation.first_weight(A, Z, dJ_dZ, l=1)

    # row 1 of dJ_dZ against the activations of unit 1, by which z_1 moves: 1 * 1 + 0 * 2 + 2 * 3 - 1 * 4 = 3
    assert dJ_dw_11 == 3.0


@pytest.mark.equation("hidden.dJ-dw-chain")
def test_the_chain_product_of_one_weight():
    (dJ_dw_23,) = values_at("hidden.dJ-dw-chain", derivation.one_weight, W, B, A, dJ_dZ, l=1, i=1, h=2)

    # row 2 of dJ_dZ against the column: 0 * 10 + 1 * 20 + 0.5 * 30 - 2 * 40 = -45
    assert dJ_dw_23 == -45.0


@pytest.mark.equation("hidden.dz-dw-layout")
def test_the_derivatives_of_a_row_of_Z_with_respect_to_one_weight_make_a_column():
    *_, dz_2_dw_23 = values_at("hidden.dz-dw-layout", derivation.one_weight, W, B, A, dJ_dZ, l=1, i=1, h=2)

    # an entry for each datapoint
    assert dz_2_dw_23 == [[10.0], [20.0], [30.0], [40.0]]


@pytest.mark.equation("hidden.dz-dw-element-solve")
def test_the_derivative_of_one_preactivation_with_respect_to_one_weight_is_the_activation_it_carries():
    *_, measured = values_at("hidden.dz-dw-element-solve, step 1", derivation.one_weight, W, B, A, dJ_dZ, 1, i=1, h=2)
    *_, solved = values_at("hidden.dz-dw-element-solve, step 2", derivation.one_weight, W, B, A, dJ_dZ, 1, i=1, h=2)

    # z_24: 0.1 * 4 + 0.2 * 8 + 0.3 * 40 + 9 = 23
    # z_24 with w_23 larger by 0.1: 0.1 * 4 + 0.2 * 8 + 0.4 * 40 + 9 = 27
    # the derivative: (27 - 23) / 0.1 = 40
    assert measured == approx(40.0, abs=1e-6)
    assert solved == 40.0


@pytest.mark.equation("hidden.dz-dw-delta")
def test_only_one_term_of_the_sum_changes():
    third = values_at("hidden.dz-dw-delta", derivation.one_weight, W, B, A, dJ_dZ, l=1, i=1, h=2)
    second = values_at("hidden.dz-dw-delta", derivation.one_weight, W, B, A, dJ_dZ, l=1, i=1, h=1)

    # datapoint 4, weight 3: 0 * 4 + 0 * 8 + 1 * 40 = 40
    assert third[-1] == 40.0
    # datapoint 4, weight 2: 0 * 4 + 1 * 8 + 0 * 40 = 8
    assert second[-1] == 8.0


@pytest.mark.equation("hidden.dz-dw-column")
def test_the_column_is_the_activations_of_one_previous_unit():
    (dz_2_dw_23,) = values_at("hidden.dz-dw-column", derivation.one_weight, W, B, A, dJ_dZ, l=1, i=1, h=2)

    # unit 3 of the previous layer, at the datapoints 1 to 4
    assert dz_2_dw_23 == [[10.0], [20.0], [30.0], [40.0]]


@pytest.mark.equation("hidden.A-prev-layout")
def test_the_previous_activations_written_out_have_a_row_for_each_unit():
    (rows,) = values_at("hidden.A-prev-layout, step 1", derivation.one_weight, W, B, A, dJ_dZ, l=1, i=1, h=2)
    (entries,) = values_at("hidden.A-prev-layout, step 2", derivation.one_weight, W, B, A, dJ_dZ, l=1, i=1, h=2)

    assert len(rows) == 3  # n of layer 0, not the 2 of layer 1
    assert entries == [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [10.0, 20.0, 30.0, 40.0]]


@pytest.mark.equation("hidden.dz-dw")
def test_the_derivatives_of_a_row_of_Z_are_a_row_of_A_stood_on_end():
    dz_1_dw_13 = derivation.one_weight(W, B, A, dJ_dZ, l=1, i=0, h=2).dz_i_dw_ih

    # row 3 of A, whichever the unit i
    assert dz_1_dw_13 == [[10.0], [20.0], [30.0], [40.0]]


@pytest.mark.equation("hidden.dJ-dw")
def test_the_derivative_with_respect_to_one_weight():
    dJ_dw_13 = derivation.one_weight(W, B, A, dJ_dZ, l=1, i=0, h=2).dJ_dw_ih

    # row 1 of dJ_dZ against row 3 of A: 1 * 10 + 0 * 20 + 2 * 30 - 1 * 40 = 30
    assert dJ_dw_13 == 30.0


@pytest.mark.equation("hidden.dJ-dw-sum")
def test_the_derivatives_with_respect_to_all_weights_one_by_one():
    dJ_dW = backward_scalar.layer_dJ_dW(dJ_dZ, A, l=1)

    # weight 2, 1: 0 * 1 + 1 * 2 + 0.5 * 3 - 2 * 4 = -4.5
    assert dJ_dW[1][0] == -4.5
    assert dJ_dW == [[3.0, 11.0, 30.0], [-4.5, -6.5, -45.0]]


# ---- one preactivation


@pytest.mark.equation("hidden.dJ-dz-row-layout")
def test_the_gradient_with_respect_to_a_row_of_Z_is_a_row():
    dJ_dz_2, _ = derivation.one_row(dJ_dZ, l=1, i=1)

    assert dJ_dz_2 == [[0.0, 1.0, 0.5, -2.0]]


@pytest.mark.equation("hidden.dJ-dZ-layout")
def test_the_gradient_with_respect_to_Z_written_out_has_the_shape_of_Z():
    _, dJ_dZ_1 = derivation.one_row(dJ_dZ, l=1, i=1)

    assert dJ_dZ_1 == [[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 0.5, -2.0]]


@pytest.mark.equation("hidden.dJ-dz-chain")
def test_the_chain_product_of_one_preactivation():
    f_prime = {1: lambda z: z / 2}

    (dJ_dz_23,) = values_at("hidden.dJ-dz-chain", derivation.one_preactivation, dJ_dA, Z, f_prime, l=1, i=1, j=2)

    # unit 2, datapoint 3: 6 * (7 / 2) = 21
    assert dJ_dz_23 == 21.0


@pytest.mark.equation("hidden.da-dz")
def test_the_derivative_of_an_activation_is_f_prime_at_its_preactivation():
    f_prime = {1: lambda z: z * z, 2: lambda z: 0.0}  # each layer has its own

    (da_21_dz_21,) = values_at("hidden.da-dz", derivation.one_preactivation, dJ_dA, Z, f_prime, l=1, i=1, j=0)

    # unit 2, datapoint 1: 5 * 5 = 25
    assert da_21_dz_21 == 25.0


@pytest.mark.equation("hidden.dJ-dz-product")
def test_the_derivatives_with_respect_to_all_preactivations_one_by_one():
    dJ_dZ = backward_scalar.layer_dJ_dZ(dJ_dA, Z, {1: lambda z: 10 * z}, l=1)

    # unit 2, datapoint 1: -1 * 10 * 5 = -50
    assert dJ_dZ[1][0] == -50.0
    assert dJ_dZ == [[10.0, 40.0, 90.0, 0.0], [-50.0, 30.0, 420.0, 0.0]]


# ---- one activation


@pytest.mark.equation("hidden.z-column-layout")
def test_an_activation_reaches_one_column_of_the_next_Z():
    z_2 = derivation.one_activation(W, B, A, Z, dJ_dZ, l=1, i=0, j=1).z_j

    # datapoint 2 at all units of layer 2
    assert z_2 == [[2.0], [4.0], [6.0]]


@pytest.mark.equation("hidden.dJ-da-chain")
def test_the_chain_product_of_one_activation():
    (dJ_da_24,) = values_at("hidden.dJ-da-chain", derivation.one_activation, W, B, A, Z, dJ_dZ, l=1, i=1, j=3)

    # the row 2, 4, 6 against column 4 of the next dJ_dZ: 2 * 0 + 4 * 2 + 6 * 0.5 = 11
    assert dJ_da_24 == 11.0


@pytest.mark.equation("hidden.dJ-dz-column-layout")
def test_the_gradient_with_respect_to_a_column_of_Z_is_a_column():
    dJ_dz_4 = derivation.one_activation(W, B, A, Z, dJ_dZ, l=1, i=0, j=3).dJ_dz_j

    assert dJ_dz_4 == [[0.0], [2.0], [0.5]]


@pytest.mark.equation("hidden.dz-da-layout")
def test_the_derivatives_of_a_column_of_Z_with_respect_to_one_activation_make_a_row():
    *_, dz_3_da_23 = values_at("hidden.dz-da-layout", derivation.one_activation, W, B, A, Z, dJ_dZ, l=1, i=1, j=2)

    # an entry for each unit of layer 2
    assert dz_3_da_23 == [[2.0, 4.0, 6.0]]


@pytest.mark.equation("hidden.dz-da-element-solve")
def test_the_derivative_of_a_next_preactivation_with_respect_to_one_activation_is_the_weight_between_them():
    line = "hidden.dz-da-element-solve"
    *_, measured = values_at(f"{line}, step 1", derivation.one_activation, W, B, A, Z, dJ_dZ, l=1, i=1, j=3)
    *_, solved = values_at(f"{line}, step 2", derivation.one_activation, W, B, A, Z, dJ_dZ, l=1, i=1, j=3)

    # z_34: 5 * 4 + 6 * 8 + 3 = 71
    # z_34 with a_24 larger by 0.1: 5 * 4 + 6 * 8.1 + 3 = 71.6
    # the derivative: (71.6 - 71) / 0.1 = 6
    assert measured == approx(6.0, abs=1e-6)
    assert solved == 6.0


@pytest.mark.equation("hidden.dz-da")
def test_the_row_is_the_weights_that_leave_one_unit():
    *_, gathered = values_at("hidden.dz-da, step 1", derivation.one_activation, W, B, A, Z, dJ_dZ, l=1, i=1, j=2)
    (solved,) = values_at("hidden.dz-da, step 2", derivation.one_activation, W, B, A, Z, dJ_dZ, l=1, i=1, j=2)

    # column 2 of W, laid flat
    assert gathered == [[2.0, 4.0, 6.0]]
    assert solved == [[2.0, 4.0, 6.0]]


@pytest.mark.equation("hidden.dJ-da")
def test_the_derivative_with_respect_to_one_activation():
    (chain,) = values_at("hidden.dJ-da, step 1", derivation.one_activation, W, B, A, Z, dJ_dZ, l=1, i=1, j=2)

    # the weights that leave unit 2 against column 3 of the next dJ_dZ: 2 * 2 + 4 * 1 - 6 * 1 = 2
    assert chain == 2.0
    assert derivation.one_activation(W, B, A, Z, dJ_dZ, l=1, i=1, j=2).dJ_da_ij == 2.0


@pytest.mark.equation("hidden.dJ-da-sum")
def test_the_derivatives_with_respect_to_all_activations_one_by_one():
    dJ_dA = backward_scalar.hidden_dJ_dA(W, dJ_dZ, l=1)

    # unit 2, datapoint 1: 2 * 1 + 4 * 10 + 6 * 0 = 42
    assert dJ_dA[1][0] == 42.0
    assert dJ_dA == [[31.0, 5.0, 0.0, 8.5], [42.0, 6.0, 2.0, 11.0]]


# ---- one bias


@pytest.mark.equation("hidden.dz-db-element")
def test_a_bias_moves_the_preactivations_of_its_own_unit_alone():
    measured = values_at("hidden.dz-db-element, step 1", derivation.one_bias, W, B, A, dJ_dZ, l=1, i=1)
    solved = values_at("hidden.dz-db-element, step 2", derivation.one_bias, W, B, A, dJ_dZ, l=1, i=1)

    # z_24, and the same with b_2 larger by 0.1
    # z_24: 0.1 * 4 + 0.2 * 8 + 0.3 * 40 + 9 = 23; then: 0.1 * 4 + 0.2 * 8 + 0.3 * 40 + 9.1 = 23.1
    # the derivative: (23.1 - 23) / 0.1 = 1
    assert measured == approx([0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0], abs=1e-6)
    assert solved == [0, 0, 0, 0, 1, 1, 1, 1]


@pytest.mark.equation("hidden.dz-db-column")
def test_a_bias_moves_its_row_of_Z_by_as_much_at_every_datapoint():
    (dz_2_db_2,) = values_at("hidden.dz-db-column", derivation.one_bias, W, B, A, dJ_dZ, l=1, i=1)

    assert dz_2_db_2 == [[1.0], [1.0], [1.0], [1.0]]


@pytest.mark.equation("hidden.dJ-db-chain")
def test_the_chain_product_of_one_bias():
    dJ_db_2 = derivation.one_bias(W, B, A, dJ_dZ, l=1, i=1).dJ_db_i

    # row 2 of dJ_dZ against a column of ones: 0 * 1 + 1 * 1 + 0.5 * 1 - 2 * 1 = -0.5
    assert dJ_db_2 == -0.5


@pytest.mark.equation("hidden.dJ-db")
def test_the_derivatives_with_respect_to_all_biases_one_by_one():
    dJ_dB = backward_scalar.layer_dJ_dB(dJ_dZ, l=1)

    # unit 1: 1 + 0 + 2 - 1 = 2; unit 2: 0 + 1 + 0.5 - 2 = -0.5
    assert dJ_dB == [[2.0], [-0.5]]
