"""Matrices as lists of lists: a matrix is a list of rows, a row a list of numbers.

A one-row matrix is [[1.0, 2.0]], a one-column matrix [[1.0], [2.0]]; neither is ever a flat list.
Every function checks the shapes it is given, returns a new matrix and leaves its arguments alone.
Here i and j are plain row and column, counted from 0.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from operator import add as plus
from operator import mul, sub

from purenn.messages import brief, cure, no_number

Matrix = list[list[float]]
Layers = dict[int, Matrix]  # one matrix per layer, under the layer's own number
sumprod = getattr(math, "sumprod", None)  # Python 3.12 and newer: three times as fast, and rounded once


class ShapeError(ValueError):
    """A matrix is no matrix, or the shapes of two do not meet."""


def shape(matrix: Matrix, name: str = "matrix") -> tuple[int, int]:
    """Return the number of rows and of columns.

    Raises: ShapeError if matrix is no list of lists, empty or ragged; the message begins with name.
    """
    if not isinstance(matrix, list):
        raise ShapeError(f"{name} is {brief(matrix)}, expected a list of rows{cure(matrix)}")
    if set(map(type, matrix)) - {list}:
        i, entries = next((i, entries) for i, entries in enumerate(matrix) if type(entries) is not list)
        hint = cure(entries, "; a single row is written [[...]]")
        raise ShapeError(f"{name} has {brief(entries)} for row {i}, expected a list of numbers{hint}")
    if not matrix or not matrix[0]:
        raise ShapeError(f"{name} is empty, expected at least one row and one column")
    n, m = len(matrix), len(matrix[0])
    if set(map(len, matrix)) != {m}:
        i, entries = next((i, entries) for i, entries in enumerate(matrix) if len(entries) != m)
        raise ShapeError(f"{name} is ragged: row {i} has {len(entries)} entries but row 0 has {m}")
    return n, m


def zeros(n: int, m: int) -> Matrix:
    """Return an n by m matrix of zeros."""
    return filled("zeros", n, m, 0.0)


def ones(n: int, m: int) -> Matrix:
    """Return an n by m matrix of ones."""
    return filled("ones", n, m, 1.0)


def filled(function: str, n: int, m: int, value: float) -> Matrix:
    """Return an n by m matrix whose every entry is value, on behalf of the function named."""
    if n < 1 or m < 1:
        raise ShapeError(f"{function}: asked for {n}x{m}, expected at least 1x1")
    return [[value] * m for i in range(n)]


def diagonal(entries: list[float]) -> Matrix:
    """Return the square matrix with entries on its diagonal and 0 elsewhere."""
    n = shape([entries], "diagonal: entries")[1]
    return [[entry if i == j else 0.0 for j in range(n)] for i, entry in enumerate(entries)]


def row(matrix: Matrix, i: int) -> Matrix:
    """Return row i of matrix (n, m) as a matrix (1, m)."""
    n, m = shape(matrix, "row: matrix")
    if not 0 <= i < n:
        raise ShapeError(f"row: asked for row {i} of a {n}x{m} matrix, expected 0 to {n - 1}")
    return [matrix[i][:]]


def column(matrix: Matrix, j: int) -> Matrix:
    """Return column j of matrix (n, m) as a matrix (n, 1)."""
    n, m = shape(matrix, "column: matrix")
    if not 0 <= j < m:
        raise ShapeError(f"column: asked for column {j} of a {n}x{m} matrix, expected 0 to {m - 1}")
    return [[entries[j]] for entries in matrix]


def transpose(matrix: Matrix) -> Matrix:
    """Return matrix (n, m) with its rows as columns (m, n)."""
    shape(matrix, "transpose: matrix")
    return list(map(list, zip(*matrix, strict=True)))


def matmul(left: Matrix, right: Matrix) -> Matrix:
    """Return the matrix product of left and right.

    Shapes: left (n, q), right (q, m) -> (n, m).

    >>> matmul([[1.0, 2.0], [3.0, 4.0]], [[5.0], [6.0]])
    [[17.0], [39.0]]
    """
    (n, q), (q_right, m) = shape(left, "matmul: left"), shape(right, "matmul: right")
    if q != q_right:
        raise ShapeError(f"matmul: left is {n}x{q} but right is {q_right}x{m}, expected {q} rows on the right")
    return dot_products("matmul", left, right, list(zip(*right, strict=True)))


def matmul_transposed(left: Matrix, right: Matrix) -> Matrix:
    """Return the matrix product of left and the transpose of right: rows meet rows, so nothing is laid out anew.

    Shapes: left (n, q), right (m, q) -> (n, m).

    >>> matmul_transposed([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0]])
    [[17.0], [39.0]]
    """
    (n, q), (m, q_right) = shape(left, "matmul_transposed: left"), shape(right, "matmul_transposed: right")
    if q != q_right:
        raise ShapeError(f"matmul_transposed: left is {n}x{q} but right is {m}x{q_right}, expected rows of {q} entries")
    return dot_products("matmul_transposed", left, right, right)


def dot_products(function: str, left: Matrix, right: Matrix, others: Sequence[Sequence[float]]) -> Matrix:
    """Return the dot product of each row of left with each of the others, which are the rows or columns of right."""
    try:
        if len(left[0]) == 1:  # sums of one term; the plus refuses text, which 2 * "a" would double
            only = [+other for (other,) in others]
            if only == [1.0] * len(only):  # a row of ones repeats a column
                return [[+entry] * len(only) for (entry,) in left]
            return [[+entry * other for other in only] for (entry,) in left]
        if others == [(1.0,) * len(left[0])]:  # a column of ones adds up each row
            return [[sum(entries)] for entries in left]
        if sumprod:
            return [[sumprod(entries, other) for other in others] for entries in left]
        return [[sum(map(mul, entries, other)) for other in others] for entries in left]
    except (TypeError, OverflowError) as error:
        raise no_number(function, {"left": left, "right": right}) from error


def dot(left: Matrix, right: Matrix) -> float:
    """Return the product of a row (1, q) and a column (q, 1), as a number."""
    (n, q), (q_right, m) = shape(left, "dot: left"), shape(right, "dot: right")
    if n != 1 or m != 1 or q != q_right:
        raise ShapeError(f"dot: left is {n}x{q} and right {q_right}x{m}, expected 1xq and qx1")
    return matmul(left, right)[0][0]


def hadamard(left: Matrix, right: Matrix) -> Matrix:
    """Return the elementwise product of left and right; all are (n, m)."""
    return entry_by_entry("hadamard", mul, left, right)


def add(left: Matrix, right: Matrix) -> Matrix:
    """Return left + right; all are (n, m)."""
    return entry_by_entry("add", plus, left, right)


def subtract(left: Matrix, right: Matrix) -> Matrix:
    """Return left - right; all are (n, m)."""
    return entry_by_entry("subtract", sub, left, right)


def divide(left: Matrix, right: Matrix) -> Matrix:
    """Return left / right, entry by entry as in quotient; all are (n, m)."""
    return entry_by_entry("divide", quotient, left, right)


def quotient(x: float, y: float) -> float:
    """Return x / y, where 0 / 0 counts 0 and any other x / 0 is infinite (the book's erratum E37)."""
    return x / y if y != 0 else x * math.inf if x != 0 else 0.0


def scale(factor: float, matrix: Matrix) -> Matrix:
    """Return factor times matrix, in the shape of matrix."""
    return entry_by_entry("scale", partial(mul, factor), matrix)


def one_minus(matrix: Matrix) -> Matrix:
    """Return 1 - matrix, entry by entry, in the shape of matrix."""
    return entry_by_entry("one_minus", partial(sub, 1), matrix)


def elementwise(function: Callable[[float], float], matrix: Matrix) -> Matrix:
    """Return function, of one number, applied to every entry of matrix, in the shape of matrix."""
    return entry_by_entry("elementwise", function, matrix)


def entry_by_entry(function: str, operation: Callable[..., float], *matrices: Matrix) -> Matrix:
    """Return operation applied to the entries of one matrix, or of two of one shape (erratum E14), for a function."""
    named = dict(zip(("left", "right") if len(matrices) > 1 else ("matrix",), matrices, strict=True))
    shapes = [shape(matrix, f"{function}: {name}") for name, matrix in named.items()]
    if shapes[0] != shapes[-1]:
        (n, m), (n_right, m_right) = shapes
        raise ShapeError(f"{function}: left is {n}x{m} but right is {n_right}x{m_right}, expected equal shapes")
    try:
        result = [list(map(operation, *entries)) for entries in zip(*matrices, strict=True)]
        sum(map(sum, result))  # which refuses text, as that can be added and multiplied
        return result
    except (TypeError, OverflowError) as error:
        raise no_number(function, named) from error
