"""A matrix is a list of rows; every helper checks the shapes it is given and leaves its arguments alone."""

import re
from copy import deepcopy
from fractions import Fraction
from random import Random

import pytest

from purenn import matrix as matrices
from purenn.matrix import (
    ShapeError,
    add,
    column,
    diagonal,
    divide,
    dot,
    elementwise,
    hadamard,
    matmul,
    matmul_transposed,
    one_minus,
    ones,
    row,
    scale,
    shape,
    subtract,
    transpose,
    zeros,
)

M = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]  # 2x3
N = [[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]]  # 2x3
P = [[1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]]  # 3x4


def test_shape_counts_rows_then_columns():
    assert shape(M) == (2, 3)
    assert shape([[7.0]]) == (1, 1)
    assert shape([[1.0], [2.0], [3.0]]) == (3, 1)


def test_zeros_and_ones():
    assert zeros(2, 3) == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert ones(3, 1) == [[1.0], [1.0], [1.0]]


def test_the_rows_of_zeros_are_not_one_and_the_same_list():
    Z = zeros(2, 2)
    Z[0][0] = 1.0
    assert Z == [[1.0, 0.0], [0.0, 0.0]]


def test_diagonal():
    assert diagonal([2.0, 3.0, 4.0]) == [[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 4.0]]


def test_row_and_column_stay_matrices():
    assert row(M, 1) == [[4.0, 5.0, 6.0]]
    assert column(M, 1) == [[2.0], [5.0]]


def test_transpose_makes_rows_of_columns():
    assert transpose(M) == [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]
    assert transpose([[1.0, 2.0]]) == [[1.0], [2.0]]


def test_matmul_by_hand():
    # row 1, column 3: 1 * 2 + 2 * 0 + 3 * 1 = 5; row 2, column 4: 4 * 0 + 5 * 0 + 6 * -1 = -6
    assert matmul(M, P) == [[1.0, 2.0, 5.0, -3.0], [4.0, 5.0, 14.0, -6.0]]


def test_matmul_of_a_column_and_a_row():
    assert matmul([[1.0], [2.0], [3.0]], [[10.0, 20.0]]) == [[10.0, 20.0], [20.0, 40.0], [30.0, 60.0]]


def test_matmul_of_a_row_and_a_column_is_one_by_one_where_dot_is_a_number():
    assert matmul([[1.0, 2.0, 3.0]], [[4.0], [5.0], [6.0]]) == [[32.0]]
    assert dot([[1.0, 2.0, 3.0]], [[4.0], [5.0], [6.0]]) == 32.0


def test_entry_by_entry():
    assert hadamard(M, N) == [[10.0, 40.0, 90.0], [160.0, 250.0, 360.0]]
    assert add(M, N) == [[11.0, 22.0, 33.0], [44.0, 55.0, 66.0]]
    assert subtract(N, M) == [[9.0, 18.0, 27.0], [36.0, 45.0, 54.0]]
    assert divide(N, M) == [[10.0, 10.0, 10.0], [10.0, 10.0, 10.0]]


def test_divide_by_zero_is_infinite_with_the_sign_of_the_numerator_and_zero_over_zero_counts_zero():
    inf = float("inf")
    assert divide([[1.0, -1.0, 0.0]], [[0.0, 0.0, 0.0]]) == [[inf, -inf, 0.0]]


def test_one_number_and_a_matrix():
    assert scale(-2.0, M) == [[-2.0, -4.0, -6.0], [-8.0, -10.0, -12.0]]
    assert one_minus(M) == [[0.0, -1.0, -2.0], [-3.0, -4.0, -5.0]]
    assert elementwise(lambda z: z * z, M) == [[1.0, 4.0, 9.0], [16.0, 25.0, 36.0]]


# The trap of erratum E14: with m = 4 datapoints and 3 units before, the unbracketed A ⊙ B C multiplies
# a 2x4 by a 2x3 matrix. A product made with zip stops at the shorter row and keeps quiet.


def truncating_hadamard(left, right):
    return [[x * y for x, y in zip(*rows)] for rows in zip(left, right)]  # noqa: B905


def test_a_product_that_truncates_has_the_right_shape_and_the_wrong_numbers():
    A, f_prime, C = [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]], [[2.0] * 4, [2.0] * 4], transpose(P)
    right = matmul(hadamard(A, f_prime), C)
    wrong = truncating_hadamard(A, matmul(f_prime, C))

    assert shape(wrong) == shape(right) == (2, 3)
    assert right == [[14.0, 4.0, -2.0], [38.0, 12.0, -2.0]]
    assert wrong == [[6.0, 4.0, 0.0], [30.0, 12.0, 0.0]]
    with pytest.raises(ShapeError, match="hadamard: left is 2x4 but right is 2x3"):
        hadamard(A, matmul(f_prime, C))


@pytest.mark.parametrize("function", [add, subtract, hadamard, divide])
@pytest.mark.parametrize("right, size", [(transpose(M), "3x2"), ([[1.0, 2.0, 3.0]], "1x3"), ([[1.0], [2.0]], "2x1")])
def test_entry_by_entry_refuses_what_does_not_fit_and_never_broadcasts(function, right, size):
    with pytest.raises(ShapeError, match=f"{function.__name__}: left is 2x3 but right is {size}"):
        function(M, right)


@pytest.mark.parametrize("right, size", [(N, "2x3"), ([[1.0, 2.0, 3.0]], "1x3"), ([*P, [0.0] * 4], "4x4")])
def test_matmul_refuses_inner_sizes_that_differ(right, size):
    with pytest.raises(ShapeError, match=f"matmul: left is 2x3 but right is {size}"):
        matmul(M, right)


@pytest.mark.parametrize(
    "left, right, sizes",
    [
        ([[1.0, 2.0]], [[1.0, 2.0]], ("1x2", "1x2")),  # two rows
        ([[1.0], [2.0]], [[1.0], [2.0]], ("2x1", "2x1")),  # two columns
        ([[1.0], [2.0]], [[1.0, 2.0]], ("2x1", "1x2")),  # a column and a row
        ([[1.0, 2.0]], [[1.0], [2.0], [3.0]], ("1x2", "3x1")),
    ],
)
def test_dot_takes_a_row_and_a_column_of_one_length(left, right, sizes):
    with pytest.raises(ShapeError, match="dot: left is {} .*{}".format(*sizes)):
        dot(left, right)


@pytest.mark.parametrize("i", [2, -1])
def test_row_refuses_a_place_outside(i):
    with pytest.raises(ShapeError, match=f"row: .*row {i} of a 2x3.* 0 to 1$"):
        row(M, i)


@pytest.mark.parametrize("j", [3, -1])
def test_column_refuses_a_place_outside(j):
    with pytest.raises(ShapeError, match=f"column: .*column {j} of a 2x3.* 0 to 2$"):
        column(M, j)


@pytest.mark.parametrize("function", [zeros, ones])
@pytest.mark.parametrize("n, m", [(0, 2), (2, 0), (-1, 3)])
def test_no_matrix_is_empty(function, n, m):
    with pytest.raises(ShapeError, match=f"{function.__name__}: .*{n}x{m}"):
        function(n, m)


CALLS = {
    "row": lambda matrix: row(matrix, 0),
    "column": lambda matrix: column(matrix, 0),
    "transpose": transpose,
    "scale": lambda matrix: scale(2.0, matrix),
    "one_minus": one_minus,
    "elementwise": lambda matrix: elementwise(abs, matrix),
    "matmul: left": lambda matrix: matmul(matrix, P),
    "matmul: right": lambda matrix: matmul(N, matrix),
    "dot: left": lambda matrix: dot(matrix, [[1.0]]),
    "dot: right": lambda matrix: dot([[1.0]], matrix),
    "hadamard: left": lambda matrix: hadamard(matrix, M),
    "add: right": lambda matrix: add(M, matrix),
    "subtract: left": lambda matrix: subtract(matrix, M),
    "divide: right": lambda matrix: divide(M, matrix),
}


@pytest.mark.parametrize("function", CALLS)
@pytest.mark.parametrize(
    "matrix, complaint",
    [
        ([[1.0, 2.0], [3.0]], "ragged: row 1 has 1 entries but row 0 has 2"),
        ([[1.0], [2.0], [3.0, 4.0, 5.0]], "ragged: row 2 has 3 entries but row 0 has 1"),
        ([], "empty"),
        ([[]], "empty"),
        ([1.0, 2.0], "1.0 for row 0"),
        ([[1.0], 2.0], "2.0 for row 1"),
        (["ab", "cd"], "'ab' for row 0"),
        ([(1.0, 2.0)], r"\(1.0, 2.0\) for row 0"),
        (3.0, "is 3.0, expected a list of rows"),
        ("12", "is '12', expected a list of rows"),
        (None, "is None, expected a list of rows"),
    ],
)
def test_every_helper_refuses_what_is_no_matrix(function, matrix, complaint):
    with pytest.raises(ShapeError, match=rf"^{function}.*{complaint}"):
        CALLS[function](matrix)


@pytest.mark.parametrize(
    "call, found",
    [
        (lambda: matmul([["a"]], [[2]]), "matmul: left[0][0] is 'a'"),
        (lambda: matmul([[2]], [["a"]]), "matmul: right[0][0] is 'a'"),
        (lambda: matmul([["a"]], [[1.0, 1.0]]), "matmul: left[0][0] is 'a'"),
        (lambda: matmul([[1.0, 2.0]], [[1.0], ["a"]]), "matmul: right[1][0] is 'a'"),
        (lambda: matmul([[1.0, None]], [[1.0], [2.0]]), "matmul: left[0][1] is None"),
        (lambda: matmul([[[1.0]]], [[3]]), "matmul: left[0][0] is [1.0]"),
        (lambda: hadamard([["a"]], [[2]]), "hadamard: left[0][0] is 'a'"),
        (lambda: add([["a"]], [["b"]]), "add: left[0][0] is 'a'"),
        (lambda: add([[1.0, "a"]], [[2.0, "b"]]), "add: left[0][1] is 'a'"),
        (lambda: scale(2, [[1.0, 2.0], [3.0, "a"]]), "scale: matrix[1][1] is 'a'"),
        (lambda: subtract([[1.0]], [["b"]]), "subtract: right[0][0] is 'b'"),
        (lambda: divide([[1.0]], [[None]]), "divide: right[0][0] is None"),
        (lambda: scale(2, [[1.0], ["a"]]), "scale: matrix[1][0] is 'a'"),
        (lambda: one_minus([["a"]]), "one_minus: matrix[0][0] is 'a'"),
        (lambda: elementwise(lambda z: z * z, [[1.0, "a"]]), "elementwise: matrix[0][1] is 'a'"),
        (lambda: matmul([[1.0]], [[10**400]]), "matmul: right[0][0] is 1000"),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(call, found):
    with pytest.raises(ValueError, match=rf"^{re.escape(found)}.*, expected a number$"):
        call()


def test_a_function_that_gives_no_number_is_refused():
    with pytest.raises(ValueError, match=r"^elementwise: found what does not give a number"):
        elementwise(lambda z: None, [[1.0]])


def test_no_number_over_0_is_no_number():
    infinite = [[float("nan"), float("inf"), -float("inf")]]
    assert [str(x) for x in divide(infinite, [[0.0] * 3])[0]] == ["nan", "inf", "-inf"]


@pytest.mark.parametrize("n, q, m", [(1, 1, 1), (3, 1, 4), (2, 5, 1), (1, 7, 1), (4, 3, 6), (12, 40, 9), (2, 700, 3)])
def test_a_product_is_the_sum_of_products_however_it_is_taken(n, q, m):
    draw = Random(n + q + m)
    left, right = ([[draw.gauss(0, 1) for j in range(c)] for i in range(r)] for r, c in ((n, q), (q, m)))

    for i in range(n):
        for j in range(m):
            exact = sum(Fraction(left[i][h]) * Fraction(right[h][j]) for h in range(q))
            assert matmul(left, right)[i][j] == pytest.approx(float(exact), abs=1e-14 * q)


@pytest.mark.parametrize("left, right", [(M, N), (M, [[1.0, 1.0, 1.0]]), ([[2.0], [3.0]], [[1.0], [5.0], [7.0]])])
def test_a_product_with_a_transposed_matrix_need_not_lay_it_out(left, right):
    assert matmul_transposed(left, right) == matmul(left, transpose(right))


@pytest.mark.parametrize("right, complaint", [([[1.0, 2.0]], "left is 2x3 but right is 1x2"), ([], "right is empty")])
def test_a_transposed_matrix_that_does_not_meet_is_refused(right, complaint):
    with pytest.raises(ShapeError, match=rf"^matmul_transposed: {complaint}"):
        matmul_transposed(M, right)


def test_a_row_of_ones_repeats_a_column():
    assert matmul([[2.0], [-3]], ones(1, 3)) == [[2.0, 2.0, 2.0], [-3, -3, -3]]
    assert matmul([[2.0], [3.0]], [[1, 1.0, 2]]) == [[2.0, 2.0, 4.0], [3.0, 3.0, 6.0]]


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(ShapeError) as error:
        shape("x" * 1000)
    assert len(str(error.value)) < 100


def test_no_helper_changes_its_arguments():
    left, right, square = deepcopy(M), deepcopy(N), [[1.0, 2.0, 3.0]] * 3
    for function in (hadamard, add, subtract, divide):
        function(left, right)
    for function in (transpose, one_minus, shape, matrices.brief):
        function(left)
    matmul(left, square), dot(row(left, 0), column(square, 0)), scale(3.0, left), elementwise(abs, left)
    entries = [1.0, 2.0]
    diagonal(entries)[0][0] = 9.0
    row(left, 0)[0][0] = column(left, 0)[0][0] = transpose(left)[0][0] = 9.0

    assert (left, right, square, entries) == (M, N, [[1.0, 2.0, 3.0]] * 3, [1.0, 2.0])
