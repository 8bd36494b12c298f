"""From the gradient in Z of the layer above, or of the layer itself, to one weight, one bias, one activation."""

import re
from pathlib import Path

import pytest

from purenn import backward_matrix, backward_scalar, derivation

approx = pytest.approx  # for slopes that are measured
A = {0: [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [10.0, 20.0, 30.0, 40.0]]}  # 3 units below, 4 datapoints
W = {2: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}  # 2 units in layer 1 feed 3 in layer 2
dJ_dZ = {
    1: [[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 0.5, -2.0]],
    2: [[1.0, 0.0, 2.0, 0.0], [10.0, 0.0, 1.0, 2.0], [0.0, 1.0, -1.0, 0.5]],
}


# ---- one weight


@pytest.mark.equation("hidden.naive-chain")
def test_one_weight_through_all_preactivations_by_hand():
    dJ_dw_23 = derivation.dJ_dw_ih_naive_chain(dJ_dZ, A, l=1, i=1, h=2)

    # unit 1 does not move; unit 2 moves by 10, 20, 30, 40: 0 * 10 + 1 * 20 + 0.5 * 30 - 2 * 40
    assert dJ_dw_23 == -45.0


def test_the_tensor_of_order_4_by_hand_and_its_contraction():
    dZ_dW = derivation.order_4_dZ_dW({1: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]}, A, l=1)

    # z_1 at datapoint 2 moves with the weights of unit 1 by the activations at that datapoint, not with those of unit 2
    assert dZ_dW[0][1] == [[2.0, 6.0, 20.0], [0.0, 0.0, 0.0]]
    assert dZ_dW[1][3] == [[0.0, 0.0, 0.0], [4.0, 8.0, 40.0]]
    # weight 2, 3: 0 * 10 + 1 * 20 + 0.5 * 30 - 2 * 40
    assert derivation.contracted_dJ_dW(dJ_dZ, dZ_dW, l=1) == [[3.0, 11.0, 30.0], [-4.5, -6.5, -45.0]]


@pytest.mark.equation("hidden.Z-layout")
def test_Z_written_out_has_a_row_for_each_unit():
    Z = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}  # 2 units, 3 datapoints
    entries = derivation.Z_layout(Z, l=1)
    assert entries[0] == [1.0, 2.0, 3.0]  # unit 1
    assert entries[1] == [4.0, 5.0, 6.0]  # unit 2


@pytest.mark.equation("hidden.dJ-dw11-chain")
def test_the_chain_product_of_the_first_weight_by_hand():
    dz_1_dw_11 = [[5.0], [7.0], [1.0], [2.0]]

    dJ_dw_11 = derivation.dJ_dw_11_chain(dJ_dZ, dz_1_dw_11, l=1)

    # 1 * 5 + 0 * 7 + 2 * 1 - 1 * 2
    assert dJ_dw_11 == 5.0


@pytest.mark.equation("hidden.dJ-dw-chain")
def test_the_chain_product_of_one_weight_by_hand():
    dz_2_dw_23 = [[5.0], [7.0], [2.0], [1.0]]

    dJ_dw_23 = derivation.dJ_dw_ih_chain(dJ_dZ, dz_2_dw_23, l=1, i=1, h=2)

    # 0 * 5 + 1 * 7 + 0.5 * 2 - 2 * 1
    assert dJ_dw_23 == 6.0


@pytest.mark.equation("hidden.dz-dw-layout", "hidden.dz-dw-column")
@pytest.mark.parametrize("dz_i_dw_ih", [derivation.dz_i_dw_ih_layout, derivation.dz_i_dw_ih_column])
def test_the_slopes_of_a_row_of_Z_in_one_weight_make_a_column(dz_i_dw_ih):
    dz_2_dw_23 = dz_i_dw_ih(A, l=1, i=1, h=2)

    # unit 3 of the layer below, at the datapoints 1 to 4
    assert dz_2_dw_23 == [[10.0], [20.0], [30.0], [40.0]]


@pytest.mark.equation("hidden.dz-dw-element-solve")
def test_the_slope_of_one_preactivation_in_one_weight_is_the_activation_it_carries():
    W, B = {1: [[1.0, 1.0, 1.0], [0.1, 0.2, 0.3]]}, {1: [[7.0], [9.0]]}

    # z_24 = 0.1 * 4 + 0.2 * 8 + 0.3 * 40 + 9: with 0.4 for 0.3 it is 0.1 * 40 larger
    assert derivation.dz_ij_dw_ih_slope(W, B, A, l=1, i=1, j=3, h=2) == approx(40.0, abs=1e-6)
    assert derivation.dz_ij_dw_ih_solved(A, l=1, i=1, j=3, h=2) == 40.0


@pytest.mark.equation("hidden.dz-dw-delta")
def test_only_one_term_of_the_sum_has_a_slope():
    # 0 * 4 + 0 * 8 + 1 * 40, and with h = 2: 0 * 4 + 1 * 8 + 0 * 40
    assert derivation.dz_ij_dw_ih_delta(A, l=1, i=1, j=3, h=2) == 40.0
    assert derivation.dz_ij_dw_ih_delta(A, l=1, i=1, j=3, h=1) == 8.0


@pytest.mark.equation("hidden.A-prev-layout")
def test_the_activations_below_written_out_have_a_row_for_each_unit_below():
    entries = derivation.A_previous_layout(A, l=1)
    assert len(entries) == 3  # n of layer 0, not the 2 of layer 1
    assert entries[2] == [10.0, 20.0, 30.0, 40.0]


@pytest.mark.equation("hidden.dz-dw")
def test_the_slopes_of_a_row_of_Z_are_a_row_of_A_stood_on_end():
    assert derivation.dz_i_dw_ih_transposed(A, l=1, i=0, h=2) == [[10.0], [20.0], [30.0], [40.0]]


@pytest.mark.equation("hidden.dJ-dw", "compact.dJ-dw-element")
def test_dJ_dw_by_hand():
    dJ_dw_13 = derivation.dJ_dw_ih_product(dJ_dZ, A, l=1, i=0, h=2)

    # row 1 of dJ_dZ against row 3 of A: 1 * 10 + 0 * 20 + 2 * 30 - 1 * 40
    assert dJ_dw_13 == 30.0


@pytest.mark.equation("hidden.dJ-dw-sum", "compact.dJ-dW")
@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_layer_dJ_dW_by_hand(form):
    dJ_dW = form.layer_dJ_dW(dJ_dZ, A, l=1)

    # weight 2, 1: 0 * 1 + 1 * 2 + 0.5 * 3 - 2 * 4
    assert dJ_dW[1][0] == -4.5
    assert dJ_dW == [[3.0, 11.0, 30.0], [-4.5, -6.5, -45.0]]

    # the same from dJ_dA = [[1, 0, 2, -1], [0, 2, 1, -4]] and the slopes 1 for unit 1, 0.5 for unit 2
    dJ_dA, Z = {1: [[1.0, 0.0, 2.0, -1.0], [0.0, 2.0, 1.0, -4.0]]}, {1: [[1.0] * 4, [0.5] * 4]}
    assert derivation.chained_dJ_dW(dJ_dA, A, Z, {1: lambda z: z}, l=1) == dJ_dW


# ---- one preactivation


@pytest.mark.equation("hidden.dJ-dz-row-layout")
def test_the_gradient_in_a_row_of_Z_is_a_row():
    assert derivation.dJ_dz_i_layout(dJ_dZ, l=1, i=1) == [[0.0, 1.0, 0.5, -2.0]]


@pytest.mark.equation("hidden.dJ-dZ-layout")
def test_the_gradient_in_Z_written_out_has_the_shape_of_Z():
    entries = derivation.dJ_dZ_layout(dJ_dZ, l=1)
    assert entries[0] == [1.0, 0.0, 2.0, -1.0]
    assert entries[1] == [0.0, 1.0, 0.5, -2.0]


@pytest.mark.equation("hidden.dJ-dz-chain")
def test_the_chain_product_of_one_preactivation_by_hand():
    dJ_dA = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}

    # unit 2, datapoint 3: 6 * 0.5
    assert derivation.dJ_dz_ij_chain(dJ_dA, 0.5, l=1, i=1, j=2) == 3.0


@pytest.mark.equation("hidden.da-dz")
def test_the_slope_of_an_activation_is_f_prime_at_its_preactivation():
    Z = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}
    f_prime = {1: lambda z: z * z, 2: lambda z: 0.0}  # each layer has its own

    # unit 2, datapoint 1: 4 * 4
    assert derivation.da_ij_dz_ij_solved(Z, f_prime, l=1, i=1, j=0) == 16.0


@pytest.mark.equation("hidden.dJ-dz-product", "compact.dJ-dZ")
@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_layer_dJ_dZ_by_hand(form):
    dJ_dA = {1: [[1.0, 2.0, 3.0], [-1.0, 0.5, 0.0]]}  # 2 units, 3 datapoints
    Z = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}

    dJ_dZ = form.layer_dJ_dZ(dJ_dA, Z, {1: lambda z: 10 * z}, l=1)

    # unit 2, datapoint 1: -1 * 40
    assert dJ_dZ[1][0] == -40.0
    assert dJ_dZ == [[10.0, 40.0, 90.0], [-40.0, 25.0, 0.0]]


# ---- one activation


@pytest.mark.equation("hidden.z-column-layout")
def test_an_activation_reaches_one_column_of_Z_above():
    Z = {2: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]}  # 3 units, 2 datapoints
    assert derivation.z_j_layout(Z, l=1, j=1) == [[2.0], [4.0], [6.0]]


@pytest.mark.equation("hidden.dJ-da-chain")
def test_the_chain_product_of_one_activation_by_hand():
    dz_3_da_23 = [[1.0, 10.0, 100.0]]

    dJ_da_23 = derivation.dJ_da_ij_chain(dJ_dZ, dz_3_da_23, l=1, i=1, j=2)

    # column 3 of dJ_dZ above is 2, 1, -1: 1 * 2 + 10 * 1 - 100 * 1
    assert dJ_da_23 == -88.0


@pytest.mark.equation("hidden.dJ-dz-column-layout")
def test_the_gradient_in_a_column_of_Z_is_a_column():
    assert derivation.dJ_dz_j_layout(dJ_dZ, l=1, j=3) == [[0.0], [2.0], [0.5]]


@pytest.mark.equation("hidden.dz-da-layout", "hidden.dz-da")
@pytest.mark.parametrize("dz_j_da_ij", [derivation.dz_j_da_ij_layout, derivation.dz_j_da_ij_row])
def test_the_slopes_of_a_column_of_Z_in_one_activation_make_a_row(dz_j_da_ij):
    dz_3_da_23 = dz_j_da_ij(W, l=1, i=1, j=2)

    # the weights that leave unit 2: column 2 of W, laid flat
    assert dz_3_da_23 == [[2.0, 4.0, 6.0]]


@pytest.mark.equation("hidden.dz-da-element-solve")
def test_the_slope_of_a_preactivation_above_in_one_activation_is_the_weight_between_them():
    A, B = {1: [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]}, {2: [[1.0], [2.0], [3.0]]}

    # z_34 = 5 * 4 + 6 * 8 + 3: with 8.1 for 8 it is 6 * 0.1 larger
    assert derivation.dz_pj_da_ij_slope(W, B, A, l=1, p=2, i=1, j=3) == approx(6.0, abs=1e-6)
    assert derivation.dz_pj_da_ij_solved(W, l=1, p=2, i=1, j=3) == 6.0


@pytest.mark.equation("hidden.dJ-da")
def test_dJ_da_by_hand():
    dJ_da_23 = derivation.dJ_da_ij_product(W, dJ_dZ, l=1, i=1, j=2)

    # the weights that leave unit 2 against column 3 of dJ_dZ above: 2 * 2 + 4 * 1 - 6 * 1
    assert dJ_da_23 == 2.0
    assert derivation.dJ_da_ij_chain(dJ_dZ, [[2.0, 4.0, 6.0]], l=1, i=1, j=2) == 2.0


@pytest.mark.equation("hidden.dJ-da-sum", "compact.dJ-dA")
@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_hidden_dJ_dA_by_hand(form):
    dJ_dA = form.hidden_dJ_dA(W, dJ_dZ, l=1)

    # unit 2, datapoint 1: 2 * 1 + 4 * 10 + 6 * 0
    assert dJ_dA[1][0] == 42.0
    assert dJ_dA == [[31.0, 5.0, 0.0, 8.5], [42.0, 6.0, 2.0, 11.0]]


# ---- one bias


@pytest.mark.equation("hidden.dz-db-element")
def test_a_bias_moves_the_preactivations_of_its_own_unit_alone():
    W, B = {1: [[1.0, 1.0, 1.0], [0.1, 0.2, 0.3]]}, {1: [[7.0], [9.0]]}

    # z_24 = 0.1 * 4 + 0.2 * 8 + 0.3 * 40 + b_2
    assert derivation.dz_kj_db_i_slope(W, B, A, l=1, k=1, j=3, i=1) == approx(1.0, abs=1e-6)
    assert derivation.dz_kj_db_i_slope(W, B, A, l=1, k=1, j=3, i=0) == 0.0
    assert derivation.dz_kj_db_i_solved(l=1, k=1, j=3, i=1) == 1
    assert derivation.dz_kj_db_i_solved(l=1, k=1, j=3, i=0) == 0


@pytest.mark.equation("hidden.dz-db-column")
def test_a_bias_moves_its_row_of_Z_by_as_much_at_every_datapoint():
    Z = {1: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}  # 2 units, 3 datapoints
    assert derivation.dz_i_db_i_column(Z, l=1, i=1) == [[1.0], [1.0], [1.0]]


@pytest.mark.equation("hidden.dJ-db-chain")
def test_the_chain_product_of_one_bias_by_hand():
    column = [[1.0], [10.0], [100.0], [1000.0]]  # not ones, to see each factor

    # 0 * 1 + 1 * 10 + 0.5 * 100 - 2 * 1000
    assert derivation.dJ_db_i_chain(dJ_dZ, column, l=1, i=1) == -1940.0


@pytest.mark.equation("hidden.dJ-db", "compact.dJ-dB", "compact.dJ-dB-matmul")
@pytest.mark.parametrize(
    "layer_dJ_dB", [backward_scalar.layer_dJ_dB, backward_matrix.layer_dJ_dB, derivation.summed_dJ_dB]
)
def test_layer_dJ_dB_by_hand(layer_dJ_dB):
    dJ_dB = layer_dJ_dB(dJ_dZ, l=1)

    # unit 1: 1 + 0 + 2 - 1; unit 2: 0 + 1 + 0.5 - 2
    assert dJ_dB == [[2.0], [-0.5]]


# ---- all four


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_the_layer_that_the_chapter_works_out_by_hand(form):
    chapter = (Path(__file__).parents[2] / "docs" / "hidden-layers.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", chapter, re.DOTALL | re.MULTILINE)
    names = dict(vars(form))
    exec(compile(example, "hidden-layers.md", "exec"), names)

    promised = re.findall(r"^(dJ_d\w)\[1\] = .*\n# (.*)$", example, re.MULTILINE)
    assert [name for name, _ in promised] == ["dJ_dA", "dJ_dZ", "dJ_dW", "dJ_dB"]
    for name, value in promised:
        assert names[name][1] == eval(value)
