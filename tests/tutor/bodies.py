"""Learners' functions, to measure the tutor by: each with its exercise, its mistake and its style.

A mistake is what a good teacher calls it who sees the code alone: "right" if there is none, several names where they
are equally true, "" among them where no name is sure. TOLD were there when the tutor was designed, OWN came after.
"""

from typing import NamedTuple


class Body(NamedTuple):
    """One learner's function."""

    exercise: str
    mistake: str
    style: str
    source: str

    @property
    def right(self) -> bool:
        """Whether there is no mistake."""
        return self.mistake == "right"

    @property
    def names(self) -> set[str | None]:
        """The names that are true of it; None if no name is sure, or none is needed."""
        return {name or None for name in self.mistake.replace("right", "").split("|")}


TOLD: dict[str, Body] = {}
OWN: dict[str, Body] = {}


def told(name: str, exercise: str, mistake: str, style: str, source: str) -> None:
    """Keep one of the bodies that were there when the tutor was designed."""
    TOLD[name] = Body(exercise, mistake, style, source.strip("\n") + "\n")


def own(name: str, exercise: str, mistake: str, style: str, source: str) -> None:
    """Keep one of the bodies that came after."""
    OWN[name] = Body(exercise, mistake, style, source.strip("\n") + "\n")


def but(name: str, old: str, new: str) -> str:
    """Return the source of a body with one piece of it replaced."""
    source = OWN[name].source
    assert source.count(old) == 1, f"{name} has {old!r} {source.count(old)} times"
    return source.replace(old, new)


SI, Z, AC, FZ, SP, CE, LA, OZ, OW, NC = (
    "forward.sigmoid", "forward.z-element", "hidden.activation", "forward.Z", "forward.sigmoid-prime",
    "loss.cross-entropy", "loss.dJ-da-element", "output.dJ-dz-element", "output.dJ-dW", "hidden.naive-chain")  # fmt: skip
DW, DB, DZ, DA, CA, CZ, CW, CB, UP, ST = (
    "hidden.dJ-dw-sum", "hidden.dJ-db", "hidden.dJ-dz-product", "hidden.dJ-da-sum", "compact.dJ-dA", "compact.dJ-dZ",
    "compact.dJ-dW", "compact.dJ-dB-matmul", "update.weights", "whole.step")  # fmt: skip

# TOLD: forward.z-element
told("z01", Z, "right", "zip over rows, append", '''
def layer_Z(W, B, A, l):
    out = []
    for weights, bias in zip(W[l], B[l]):
        row = []
        for j in range(len(A[l - 1][0])):
            total = bias[0]
            for w, a_row in zip(weights, A[l - 1]):
                total += w * a_row[j]
            row.append(total)
        out.append(row)
    return out
''')
told("z02", Z, "right", "one-liner, zip(*A)", '''
def layer_Z(W, B, A, l):
    return [[sum(w * a for w, a in zip(row, col)) + b[0] for col in zip(*A[l - 1])] for row, b in zip(W[l], B[l])]
''')
told("z03", Z, "layer shifted", "index loops", '''
def layer_Z(W, B, A, l):
    n = len(W[l])
    m = len(A[l][0])
    res = [[0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for k in range(len(W[l][0])):
                res[i][j] += W[l][i][k] * A[l][k][j]
            res[i][j] += B[l][i][0]
    return res
''')
told("z04", Z, "term in the wrong loop", "bias inside the loop", '''
def layer_Z(W, B, A, l):
    out = []
    for i in range(len(W[l])):
        out.append([])
        for j in range(len(A[l-1][0])):
            z = 0
            for h in range(len(A[l-1])):
                z += W[l][i][h] * A[l-1][h][j] + B[l][i][0]
            out[i].append(z)
    return out
''')
told("z05", Z, "list arithmetic", "the bias is a list", '''
def layer_Z(W, B, A, l):
    out = []
    for i in range(len(W[l])):
        r = []
        for j in range(len(A[l-1][0])):
            s = 0
            for h in range(len(A[l-1])):
                s = s + W[l][i][h] * A[l-1][h][j]
            r.append(s + B[l][i])
        out.append(r)
    return out
''')
told("z06", Z, "accumulator not reset", "sum set too early", '''
def layer_Z(W, B, A, l):
    out = []
    for i in range(len(W[l])):
        row = []
        z = B[l][i][0]
        for j in range(len(A[l - 1][0])):
            for h in range(len(A[l - 1])):
                z += W[l][i][h] * A[l - 1][h][j]
            row.append(z)
        out.append(row)
    return out
''')
# TOLD: forward.sigmoid-prime
told("s01", SP, "right", "exp written out", '''
from math import exp

def sigmoid_prime(z):
    e = exp(-z)
    return e / ((1 + e) * (1 + e))
''')
told("s02", SP, "at a instead of z", "z (1 - z)", '''
def sigmoid_prime(z):
    return z * (1 - z)
''')
told("s03", SP, "sign", "the inner derivative forgotten", '''
import math

def sigmoid_prime(x):
    return -math.exp(-x) / (1 + math.exp(-x)) ** 2
''')
told("s04", SP, "right", "two calls", '''
def sigmoid_prime(z):
    return sigmoid(z) - sigmoid(z) ** 2
''')
# TOLD: output.dJ-dz-element
told("o01", OZ, "right", "one-liner with zip", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[(a - y) / m for a, y in zip(A[L][0], Y[0])]]
''')
told("o02", OZ, "1/m missing", "loop append", '''
def output_dJ_dZ(A, Y, L):
    delta = []
    for j in range(len(Y[0])):
        delta.append(A[L][0][j] - Y[0][j])
    return [delta]
''')
told("o03", OZ, "sign", "target minus output", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    out = [[0.0] * m]
    for j in range(m):
        error = Y[0][j] - A[L][0][j]
        out[0][j] = error / m
    return out
''')
told("o04", OZ, "integer division", "1 // m", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    dZ = [[]]
    for j in range(m):
        dZ[0].append(1 // m * (A[L][0][j] - Y[0][j]))
    return dZ
''')
told("o05", OZ, "extra factor", "squared-error habit: a (1 - a) kept", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    res = [[]]
    for a, y in zip(A[L][0], Y[0]):
        res[0].append((a - y) * a * (1 - a) / m)
    return res
''')
told("o06", OZ, "shape", "a flat list", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [(1 / m) * (A[L][0][j] - Y[0][j]) for j in range(m)]
''')
# TOLD: hidden.dJ-da-sum
told("a01", DA, "right", "enumerate", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    above = dJ_dZ[l + 1]
    grad = [[0.0] * len(above[0]) for _ in W[l + 1][0]]
    for k, row in enumerate(W[l + 1]):
        for i, w in enumerate(row):
            for j, d in enumerate(above[k]):
                grad[i][j] += w * d
    return grad
''')
told("a02", DA, "right", "zip(*W) one-liner", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    return [[sum(w * d for w, d in zip(wcol, dcol)) for dcol in zip(*dJ_dZ[l + 1])] for wcol in zip(*W[l + 1])]
''')
told("a03", DA, "right", "matrix helpers", '''
from purenn.matrix import matmul, transpose

def hidden_dJ_dA(W, dJ_dZ, l):
    return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])
''')
told("a04", DA, "indices swapped", "index loops, other names", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    rows, cols = len(W[l + 1][0]), len(dJ_dZ[l + 1][0])
    out = [[0.0 for _ in range(cols)] for _ in range(rows)]
    for i in range(rows):
        for j in range(cols):
            s = 0.0
            for p in range(len(W[l + 1])):
                s += W[l + 1][i][p] * dJ_dZ[l + 1][p][j]
            out[i][j] = s
    return out
''')
told("a05", DA, "indices swapped", "matrix form, lost transpose", '''
from purenn.matrix import matmul

def hidden_dJ_dA(W, dJ_dZ, l):
    return matmul(W[l + 1], dJ_dZ[l + 1])
''')
told("a06", DA, "layer shifted", "W of this layer", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    n_l = len(W[l])
    m = len(dJ_dZ[l + 1][0])
    result = []
    for i in range(n_l):
        line = []
        for j in range(m):
            acc = 0
            for p in range(len(dJ_dZ[l + 1])):
                acc = acc + dJ_dZ[l + 1][p][j] * W[l][p][i]
            line.append(acc)
        result.append(line)
    return result
''')
told("a07", DA, "no accumulation", "= for +=", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    m = len(dJ_dZ[l + 1][0])
    out = [[0] * m for _ in range(len(W[l + 1][0]))]
    for i in range(len(out)):
        for j in range(m):
            for p in range(len(W[l + 1])):
                out[i][j] = W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
    return out
''')
told("a08", DA, "range short", "range(1, ...)", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    m = len(dJ_dZ[l + 1][0])
    out = [[0] * m for _ in range(len(W[l + 1][0]))]
    for i in range(len(out)):
        for j in range(m):
            for p in range(1, len(W[l + 1])):
                out[i][j] += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
    return out
''')
told("a09", DA, "list arithmetic", "numpy thinking", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    return W[l + 1].T @ dJ_dZ[l + 1]
''')
told("a10", DA, "shared rows", "shared rows: [[0] * m] * n", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    m = len(dJ_dZ[l + 1][0])
    n = len(W[l + 1][0])
    out = [[0.0] * m] * n
    for i in range(n):
        for j in range(m):
            for p in range(len(W[l + 1])):
                out[i][j] += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
    return out
''')
told("a11", DA, "right", "numpy on the inside", '''
import numpy as np

def hidden_dJ_dA(W, dJ_dZ, l):
    return (np.array(W[l + 1]).T @ np.array(dJ_dZ[l + 1])).tolist()
''')
# TOLD: hidden.dJ-dz-product
told("d01", DZ, "right", "nested zip", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[g * f_prime[l](z) for g, z in zip(g_row, z_row)] for g_row, z_row in zip(dJ_dA[l], Z[l])]
''')
told("d02", DZ, "at a instead of z", "f'(a)", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    out = []
    for i in range(len(A[l])):
        row = []
        for j in range(len(A[l][0])):
            row.append(dJ_dA[l][i][j] * f_prime[l](A[l][i][j]))
        out.append(row)
    return out
''')
told("d03", DZ, "sigmoid only", "a (1 - a) from a course", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    out = []
    for i in range(len(A[l])):
        out.append([])
        for j in range(len(A[l][0])):
            a = A[l][i][j]
            out[i].append(dJ_dA[l][i][j] * a * (1 - a))
    return out
''')
told("d04", DZ, "layer shifted", "f' of the layer below", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    out = []
    for drow, zrow in zip(dJ_dA[l], Z[l]):
        out.append([d * f_prime[l - 1](z) for d, z in zip(drow, zrow)])
    return out
''')
told("d05", DZ, "mutated", "in place", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    delta = dJ_dA[l]
    for i in range(len(delta)):
        for j in range(len(delta[i])):
            delta[i][j] *= f_prime[l](Z[l][i][j])
    return delta
''')
told("d06", DZ, "grouping", "matmul for the elementwise product", '''
from purenn.matrix import elementwise, matmul, transpose

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return matmul(dJ_dA[l], transpose(elementwise(f_prime[l], Z[l])))
''')
# TOLD: hidden.dJ-dw-sum
told("w01", DW, "right", "rows of both", '''
def layer_dJ_dW(dJ_dZ, A, l):
    return [[sum(x * y for x, y in zip(drow, arow)) for arow in A[l - 1]] for drow in dJ_dZ[l]]
''')
told("w02", DW, "right", "outermost loop over the datapoints", '''
def layer_dJ_dW(dJ_dZ, A, l):
    delta, prev = dJ_dZ[l], A[l - 1]
    grad = [[0 for _ in prev] for _ in delta]
    for j in range(len(delta[0])):
        for i in range(len(delta)):
            for h in range(len(prev)):
                grad[i][h] = grad[i][h] + prev[h][j] * delta[i][j]
    return grad
''')
told("w03", DW, "1/m twice", "divides again", '''
from purenn.matrix import matmul, scale, transpose

def layer_dJ_dW(dJ_dZ, A, l):
    m = len(A[l - 1][0])
    return scale(1 / m, matmul(dJ_dZ[l], transpose(A[l - 1])))
''')
told("w04", DW, "layer shifted", "A of the same layer", '''
from purenn.matrix import matmul, transpose

def layer_dJ_dW(dJ_dZ, A, l):
    return matmul(dJ_dZ[l], transpose(A[l]))
''')
told("w05", DW, "result transposed", "A times dJ_dZ transposed", '''
from purenn.matrix import matmul, transpose

def layer_dJ_dW(dJ_dZ, A, l):
    return matmul(A[l - 1], transpose(dJ_dZ[l]))
''')
told("w06", DW, "range short", "last datapoint lost", '''
def layer_dJ_dW(dJ_dZ, A, l):
    dW = []
    for i in range(len(dJ_dZ[l])):
        row = []
        for h in range(len(A[l - 1])):
            g = 0
            j = 0
            while j < len(dJ_dZ[l][0]) - 1:
                g += dJ_dZ[l][i][j] * A[l - 1][h][j]
                j += 1
            row.append(g)
        dW.append(row)
    return dW
''')
told("w07", DW, "returned early", "return inside the loop", '''
def layer_dJ_dW(dJ_dZ, A, l):
    dW = []
    for d in dJ_dZ[l]:
        row = []
        for a in A[l - 1]:
            row.append(sum(p * q for p, q in zip(d, a)))
        dW.append(row)
        return dW
''')
# TOLD: hidden.dJ-db
told("b01", DB, "right", "sum of each row", '''
def layer_dJ_dB(dJ_dZ, l):
    return [[sum(row)] for row in dJ_dZ[l]]
''')
told("b02", DB, "wrong axis", "sums the columns", '''
def layer_dJ_dB(dJ_dZ, l):
    return [[sum(col)] for col in zip(*dJ_dZ[l])]
''')
told("b03", DB, "shape", "a flat list", '''
def layer_dJ_dB(dJ_dZ, l):
    return [sum(row) for row in dJ_dZ[l]]
''')
told("b04", DB, "1/m twice", "the mean", '''
def layer_dJ_dB(dJ_dZ, l):
    out = []
    for row in dJ_dZ[l]:
        out.append([sum(row) / len(row)])
    return out
''')
told("b05", DB, "right", "matmul with ones", '''
from purenn.matrix import matmul, ones

def layer_dJ_dB(dJ_dZ, l):
    return matmul(dJ_dZ[l], ones(len(dJ_dZ[l][0]), 1))
''')
# TOLD: update.weights
told("u01", UP, "right", "comprehension", '''
def updated_W(W, dJ_dW, gamma, l):
    return [[w - gamma * g for w, g in zip(rw, rg)] for rw, rg in zip(W[l], dJ_dW[l])]
''')
told("u02", UP, "sign", "uphill", '''
def updated_W(W, dJ_dW, gamma, l):
    new = []
    for i in range(len(W[l])):
        new.append([])
        for h in range(len(W[l][0])):
            new[-1].append(W[l][i][h] + gamma * dJ_dW[l][i][h])
    return new
''')
told("u03", UP, "mutated", "in place", '''
def updated_W(W, dJ_dW, gamma, l):
    for i in range(len(W[l])):
        for h in range(len(W[l][i])):
            W[l][i][h] -= gamma * dJ_dW[l][i][h]
    return W[l]
''')
told("u04", UP, "grouping", "brackets in the wrong place", '''
def updated_W(W, dJ_dW, gamma, l):
    return [[gamma * (W[l][i][h] - dJ_dW[l][i][h]) for h in range(len(W[l][0]))] for i in range(len(W[l]))]
''')
# TOLD: whole.step
told("t01", ST, "right", "helpers, new dicts", '''
from purenn.matrix import elementwise, hadamard, matmul, ones, scale, subtract, transpose

def step(W, B, Z, A, Y, f_prime, gamma, L):
    m = len(Y[0])
    dZ = scale(1 / m, subtract(A[L], Y))
    W2, B2 = {}, {}
    for l in range(L, 0, -1):
        W2[l] = subtract(W[l], scale(gamma, matmul(dZ, transpose(A[l - 1]))))
        B2[l] = subtract(B[l], scale(gamma, matmul(dZ, ones(m, 1))))
        if l > 1:
            dZ = hadamard(matmul(transpose(W[l]), dZ), elementwise(f_prime[l - 1], Z[l - 1]))
    return W2, B2
''')
told("t02", ST, "updated too early", "the update comes first", '''
from purenn.matrix import elementwise, hadamard, matmul, ones, scale, subtract, transpose

def step(W, B, Z, A, Y, f_prime, gamma, L):
    W, B = dict(W), dict(B)
    m = len(Y[0])
    dZ = scale(1 / m, subtract(A[L], Y))
    for l in range(L, 0, -1):
        W[l] = subtract(W[l], scale(gamma, matmul(dZ, transpose(A[l - 1]))))
        B[l] = subtract(B[l], scale(gamma, matmul(dZ, ones(m, 1))))
        if l > 1:
            dZ = hadamard(matmul(transpose(W[l]), dZ), elementwise(f_prime[l - 1], Z[l - 1]))
    return W, B
''')

# OWN: forward.sigmoid
own("si1", SI, "right", "as in every course", '''
import math

def sigmoid(z):
    return 1 / (1 + math.exp(-z))
''')
own("si2", SI, "right", "two branches, so that nothing overflows", '''
from math import exp

def sigmoid(z: float) -> float:
    """Squash a number into (0, 1)."""
    if z >= 0:
        return 1.0 / (1.0 + exp(-z))
    e = exp(z)
    return e / (1.0 + e)
''')
own("si3", SI, "right", "by the hyperbolic tangent", '''
import math

def sigmoid(z):
    return 0.5 * (1 + math.tanh(z / 2))
''')
own("si4", SI, "grouping", "a bracket forgotten", '''
import math

def sigmoid(z):
    return 1 / 1 + math.exp(-z)
''')
own("si5", SI, "sign", "the minus forgotten", '''
from math import e

def sigmoid(x):
    return 1 / (1 + e ** x)
''')
own("si6", SI, "name", "math not imported", '''
def sigmoid(z):
    return 1 / (1 + math.exp(-z))
''')
own("si7", SI, "returned nothing", "printed", '''
import math

def sigmoid(z):
    result = 1 / (1 + math.exp(-z))
    print("sigmoid:", result)
''')
own("si8", SI, "applied twice", "a variable used again", '''
import math

def sigmoid(z):
    for step in range(2):
        z = 1 / (1 + math.exp(-z))
    return z
''')
own("si9", SI, "term missing", "the 1 in the denominator forgotten", '''
import math

def sigmoid(z):
    return 1 / math.exp(-z)
''')
# OWN: forward.z-element
own("z07", Z, "right", "preallocated cells, other letters", '''
def layer_Z(W, B, A, l):
    prev = A[l-1]
    Zl = [[0.0 for c in range(len(prev[0]))] for r in range(len(W[l]))]
    for r in range(len(W[l])):
        for c in range(len(prev[0])):
            for k in range(len(prev)):
                Zl[r][c] += W[l][r][k] * prev[k][c]
            Zl[r][c] += B[l][r][0]
    return Zl
''')
own("z08", Z, "right", "while loops", '''
def layer_Z(W, B, A, l):
    Z = []
    i = 0
    while i < len(W[l]):
        Z.append([])
        j = 0
        while j < len(A[l - 1][0]):
            z = B[l][i][0]
            h = 0
            while h < len(W[l][i]):
                z += W[l][i][h] * A[l - 1][h][j]
                h += 1
            Z[i].append(z)
            j += 1
        i += 1
    return Z
''')
own("z09", Z, "right", "helpers of their own: dot and T", '''
def dot(u, v):
    return sum(u[k] * v[k] for k in range(len(u)))

def T(M):
    return [list(col) for col in zip(*M)]

def layer_Z(W, B, A, l):
    columns = T(A[l - 1])
    return [[dot(W[l][i], x) + B[l][i][0] for x in columns] for i in range(len(W[l]))]
''')
own("z10", Z, "right", "numpy, tolist", '''
import numpy as np

def layer_Z(W, B, A, l):
    return (np.array(W[l]) @ np.array(A[l - 1]) + np.array(B[l])).tolist()
''')
own("z11", Z, "right", "reduce and star-unpacking", '''
from functools import reduce

def layer_Z(W, B, A, l):
    xs = [*zip(*A[l - 1])]
    out = []
    for w, (b,) in zip(W[l], B[l]):
        out.append([reduce(lambda acc, pair: acc + pair[0] * pair[1], zip(w, x), b) for x in xs])
    return out
''')
own("z12", Z, "right", "recursion", '''
def weighted(w, x, h=0):
    if h == len(w):
        return 0
    return w[h] * x[h] + weighted(w, x, h + 1)

def layer_Z(W, B, A, l):
    Z = []
    for i, row in enumerate(W[l]):
        Z.append([])
        for x in zip(*A[l - 1]):
            Z[i].append(weighted(row, x) + B[l][i][0])
    return Z
''')
own("z13", Z, "term missing", "no bias", '''
def layer_Z(W, B, A, l):
    return [[sum(w * x for w, x in zip(row, col)) for col in zip(*A[l - 1])] for row in W[l]]
''')
own("z14", Z, "term in the wrong loop", "the bias within the generator", '''
def layer_Z(W, B, A, l):
    return [[sum(w * x + b[0] for w, x in zip(row, col)) for col in zip(*A[l - 1])] for row, b in zip(W[l], B[l])]
''')
own("z15", Z, "index shifted", "h - 1, as if counted from 1", '''
def layer_Z(W, B, A, l):
    n, m = len(W[l]), len(A[l - 1][0])
    Z = [[B[l][i][0]] * m for i in range(n)]
    for i in range(n):
        for j in range(m):
            for h in range(len(W[l][i])):
                Z[i][j] += W[l][i][h] * A[l - 1][h - 1][j]
    return Z
''')
own("z16", Z, "wrong letter", "i for h", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        row = []
        for j in range(len(A[l - 1][0])):
            s = B[l][i][0]
            for h in range(len(A[l - 1])):
                s += W[l][i][h] * A[l - 1][i][j]
            row.append(s)
        Z.append(row)
    return Z
''')
own("z17", Z, "constant index", "one bias for all", '''
def layer_Z(W, B, A, l):
    bias = B[l][0][0]
    return [[sum(map(lambda w, a: w * a, ws, col), bias) for col in zip(*A[l - 1])] for ws in W[l]]
''')
own("z18", Z, "extra function", "the activation at once", '''
from purenn.activation import sigmoid

def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        zs = []
        for x in zip(*A[l - 1]):
            z = sum(W[l][i][h] * x[h] for h in range(len(x))) + B[l][i][0]
            zs.append(sigmoid(z))
        Z.append(zs)
    return Z
''')
own("z19", Z, "returned early", "return one level too deep", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        row = []
        for col in zip(*A[l - 1]):
            row.append(sum(a * b for a, b in zip(W[l][i], col)) + B[l][i][0])
        Z.append(row)
        return Z
''')
own("z20", Z, "result transposed", "datapoints outermost", '''
def layer_Z(W, B, A, l):
    result = []
    for col in zip(*A[l - 1]):
        result.append([sum(w * c for w, c in zip(W[l][i], col)) + B[l][i][0] for i in range(len(W[l]))])
    return result
''')
own("z21", Z, "no accumulation", "= for +=", '''
def layer_Z(W, B, A, l):
    Z = []
    for weights, (b,) in zip(W[l], B[l]):
        row = []
        for j in range(len(A[l - 1][0])):
            total = 0
            for h, w in enumerate(weights):
                total = w * A[l - 1][h][j]
            row.append(total + b)
        Z.append(row)
    return Z
''')
own("z22", Z, "shared rows", "one row, many times", '''
def layer_Z(W, B, A, l):
    empty = [0.0] * len(A[l - 1][0])
    Z = [empty for i in range(len(W[l]))]
    for i in range(len(Z)):
        for j in range(len(empty)):
            Z[i][j] = B[l][i][0]
            for h in range(len(A[l - 1])):
                Z[i][j] += W[l][i][h] * A[l - 1][h][j]
    return Z
''')
own("z23", Z, "endless loop", "the counter stands still", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        Z.append([])
        for j in range(len(A[l - 1][0])):
            h, z = 0, B[l][i][0]
            while h < len(A[l - 1]):
                z = z + W[l][i][h] * A[l - 1][h][j]
            Z[i].append(z)
    return Z
''')
own("z24", Z, "list arithmetic", "a row times a column", '''
def layer_Z(W, B, A, l):
    columns = list(zip(*A[l - 1]))
    return [[W[l][i] * columns[j] + B[l][i] for j in range(len(columns))] for i in range(len(W[l]))]
''')
own("z25", Z, "layer error|layer shifted", "layers counted from 0, as in a list", '''
def layer_Z(W, B, A, l):
    weights, biases, inputs = W[l - 1], B[l - 1], A[l - 1]
    return [[sum(w * a for w, a in zip(row, col)) + b for col in zip(*inputs)] for row, (b,) in zip(weights, biases)]
''')
own("z26", Z, "sign", "the bias as a threshold", '''
def layer_Z(W, B, A, l):
    return [[sum(w * a for w, a in zip(ws, x)) - b[0] for x in zip(*A[l - 1])] for ws, b in zip(W[l], B[l])]
''')
own("z27", Z, "indices swapped", "index loops", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        Z.append([])
        for j in range(len(A[l-1][0])):
            summe = 0
            for h in range(len(A[l-1])):
                summe += W[l][h][i] * A[l-1][h][j]
            Z[i].append(summe + B[l][i][0])
    return Z
''')
own("z28", Z, "grouping", "w (a + b)", '''
def layer_Z(W, B, A, l):
    n_prev = len(A[l - 1])
    return [[sum(W[l][i][h] * (A[l - 1][h][j] + B[l][i][0]) for h in range(n_prev))
             for j in range(len(A[l - 1][0]))] for i in range(len(W[l]))]
''')
own("z29", Z, "index error", "one unit too many", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        row = []
        for j in range(len(A[l - 1][0])):
            z = B[l][i][0]
            for h in range(len(A[l - 1]) + 1):
                z += W[l][i][h] * A[l - 1][h][j]
            row.append(z)
        Z.append(row)
    return Z
''')
own("z30", Z, "size factor", "the mean of the inputs", '''
def layer_Z(W, B, A, l):
    out = []
    for ws, (b,) in zip(W[l], B[l]):
        out.append([sum(w * a for w, a in zip(ws, x)) / len(ws) + b for x in zip(*A[l - 1])])
    return out
''')
own("z31", Z, "extra sum", "rows summed before they meet their weights", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        s = 0
        for h in range(len(A[l - 1])):
            s += W[l][i][h] * sum(A[l - 1][h])
        Z.append([s + B[l][i][0] for _ in A[l - 1][0]])
    return Z
''')
own("z32", Z, "start value", "begins at 1", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        row = []
        for x in zip(*A[l - 1]):
            s = 1
            for h in range(len(x)):
                s += W[l][i][h] * x[h]
            s += B[l][i][0]
            row.append(s)
        Z.append(row)
    return Z
''')
own("z33", Z, "no pattern|", "a ReLU against small inputs", '''
def layer_Z(W, B, A, l):
    return [[sum(w * a for w, a in zip(ws, x) if a > 0.5) + b for x in zip(*A[l - 1])] for ws, (b,) in zip(W[l], B[l])]
''')
# OWN: hidden.activation
own("ac1", AC, "right", "nested comprehension", '''
def layer_A(Z, f, l):
    return [[f[l](z) for z in row] for row in Z[l]]
''')
own("ac2", AC, "right", "map", '''
def layer_A(Z, f, l):
    activate = f[l]
    return list(map(lambda row: list(map(activate, row)), Z[l]))
''')
own("ac3", AC, "right", "a copy, overwritten", '''
def layer_A(Z, f, l):
    A = [row[:] for row in Z[l]]
    for i, row in enumerate(A):
        for j, z in enumerate(row):
            A[i][j] = f[l](z)
    return A
''')
own("ac4", AC, "sigmoid only", "sigmoid for every layer", '''
import math

def layer_A(Z, f, l):
    A = []
    for row in Z[l]:
        A.append([1 / (1 + math.exp(-z)) for z in row])
    return A
''')
own("ac5", AC, "layer shifted", "Z of the layer before", '''
def layer_A(Z, f, l):
    previous = Z[l - 1]
    return [[f[l](z) for z in row] for row in previous]
''')
own("ac6", AC, "applied twice", "f of f", '''
def layer_A(Z, f, l):
    A = [[f[l](z) for z in row] for row in Z[l]]
    for i in range(len(A)):
        for j in range(len(A[i])):
            A[i][j] = f[l](A[i][j])
    return A
''')
own("ac7", AC, "mutated", "in place", '''
def layer_A(Z, f, l):
    A = Z[l]
    for i in range(len(A)):
        for j in range(len(A[0])):
            A[i][j] = f[l](A[i][j])
    return A
''')
own("ac8", AC, "list arithmetic", "f of the whole matrix", '''
def layer_A(Z, f, l):
    return f[l](Z[l])
''')
own("ac9", AC, "constant index", "the first datapoint for all", '''
def layer_A(Z, f, l):
    A = []
    for i in range(len(Z[l])):
        A.append([])
        for j in range(len(Z[l][i])):
            A[i].append(f[l](Z[l][i][0]))
    return A
''')
own("ac10", AC, "extra factor", "z f(z)", '''
def layer_A(Z, f, l):
    return [[z * f[l](z) for z in zs] for zs in Z[l]]
''')
own("ac11", AC, "returned nothing", "no return", '''
def layer_A(Z, f, l):
    A = []
    for row in Z[l]:
        A.append([f[l](z) for z in row])
''')
# OWN: forward.Z
own("fz1", FZ, "right", "helpers, ones", '''
from purenn.matrix import add, matmul, ones

def layer_Z(W, B, A, l):
    m = len(A[l - 1][0])
    return add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, m)))
''')
own("fz2", FZ, "right", "module alias, broadcast by hand", '''
import purenn.matrix as pm

def layer_Z(W, B, A, l):
    WA = pm.matmul(W[l], A[l - 1])
    B_wide = [b * len(WA[0]) for b in B[l]]
    return pm.add(WA, B_wide)
''')
own("fz3", FZ, "right", "the bias as one more weight", '''
from purenn.matrix import matmul

def layer_Z(W, B, A, l):
    wide = [[*w, *b] for w, b in zip(W[l], B[l])]
    tall = A[l - 1] + [[1.0] * len(A[l - 1][0])]
    return matmul(wide, tall)
''')
own("fz4", FZ, "shape", "numpy would broadcast", '''
from purenn.matrix import add, matmul

def layer_Z(W, B, A, l):
    return add(matmul(W[l], A[l - 1]), B[l])
''')
own("fz5", FZ, "layer shifted", "A of the same layer", '''
from purenn.matrix import add, matmul, ones

def layer_Z(W, B, A, l):
    return add(matmul(W[l], A[l]), matmul(B[l], ones(1, len(A[l][0]))))
''')
own("fz6", FZ, "term missing", "no bias", '''
from purenn import matrix

def layer_Z(W, B, A, l):
    return matrix.matmul(W[l], A[l - 1])
''')
own("fz7", FZ, "indices swapped", "a transpose too many", '''
from purenn.matrix import add, matmul, ones, transpose

def layer_Z(W, B, A, l):
    bias = matmul(B[l], ones(1, len(A[l - 1][0])))
    return add(matmul(transpose(W[l]), A[l - 1]), bias)
''')
own("fz8", FZ, "list arithmetic", "numpy without numpy", '''
def layer_Z(W, B, A, l):
    return W[l] @ A[l - 1] + B[l]
''')
# OWN: forward.sigmoid-prime
own("s05", SP, "right", "the formula from the course", '''
def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)
''')
own("s06", SP, "right", "no square, both exponentials", '''
import math

def sigmoid_prime(z):
    # (1 + e^-z)^2 * e^z, multiplied out
    return 1 / (math.exp(z) + 2 + math.exp(-z))
''')
own("s07", SP, "right", "a nested function", '''
from math import cosh

def sigmoid_prime(z: float) -> float:
    def square(x):
        return x ** 2
    return 1 / (4 * square(cosh(z / 2)))
''')
own("s08", SP, "missing factor", "one factor forgotten", '''
def sigmoid_prime(z):
    a = sigmoid(z)
    return 1 - a
''')
own("s09", SP, "applied twice", "z is the activation already, or so it seems", '''
def sigmoid_prime(z):
    z = sigmoid(z)
    return sigmoid(z) * (1 - sigmoid(z))
''')
own("s10", SP, "sign", "the difference the wrong way round", '''
def sigmoid_prime(z):
    return sigmoid(z) * (sigmoid(z) - 1)
''')
own("s11", SP, "argument", "the 1 - within the call", '''
def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(1 - z)
''')
own("s12", SP, "grouping", "the brackets forgotten", '''
def sigmoid_prime(z):
    return sigmoid(z) * 1 - sigmoid(z)
''')
own("s13", SP, "endless loop|name", "calls itself", '''
def sigmoid_prime(z):
    return sigmoid_prime(z) * (1 - sigmoid_prime(z))
''')
own("s14", SP, "", "the derivative of tanh", '''
import math

def sigmoid_prime(z):
    return 1 - math.tanh(z) ** 2
''')
own("s15", SP, "name", "another name", '''
def sigmoid_prime(z):
    return sigma(z) * (1 - sigma(z))
''')
own("s16", SP, "extra factor", "a square too many", '''
def sigmoid_prime(z):
    s = sigmoid(z)
    return s ** 2 * (1 - s)
''')
# OWN: loss.cross-entropy
own("ce1", CE, "right", "a loop", '''
import math

def cross_entropy(A, Y, L):
    m = len(Y[0])
    J = 0
    for j in range(m):
        a = A[L][0][j]
        y = Y[0][j]
        J -= y * math.log(a) + (1 - y) * math.log(1 - a)
    return J / m
''')
own("ce2", CE, "right", "generator and zip", '''
from math import log

def cross_entropy(A, Y, L):
    pairs = list(zip(A[L][0], Y[0]))
    return -1 / len(pairs) * sum(y * log(a) + (1 - y) * log(1 - a) for a, y in pairs)
''')
own("ce3", CE, "right", "by label, fsum", '''
import math

def cross_entropy(A, Y, L):
    losses = [-math.log(a if y == 1 else 1 - a) for a, y in zip(A[L][0], Y[0])]
    return math.fsum(losses) / len(losses)
''')
own("ce4", CE, "right", "numpy", '''
import numpy as np

def cross_entropy(A, Y, L):
    a, y = np.array(A[L]), np.array(Y)
    return float(-np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)))
''')
own("ce5", CE, "sign", "the minus forgotten", '''
from math import log

def cross_entropy(A, Y, L):
    total = 0.0
    for a, y in zip(A[L][0], Y[0]):
        total += y * log(a) + (1 - y) * log(1 - a)
    return total / len(Y[0])
''')
own("ce6", CE, "1/m missing", "len(Y) is the number of rows", '''
from math import log

def cross_entropy(A, Y, L):
    m = len(Y)
    return -sum(y * log(a) + (1 - y) * log(1 - a) for a, y in zip(A[L][0], Y[0])) / m
''')
own("ce7", CE, "term missing", "only where y is 1", '''
from math import log

def cross_entropy(A, Y, L):
    return -sum(y * log(a) for a, y in zip(A[L][0], Y[0])) / len(Y[0])
''')
own("ce8", CE, "factor", "the other logarithm", '''
from math import log10

def cross_entropy(A, Y, L):
    m = len(Y[0])
    loss = 0
    for j in range(m):
        loss += Y[0][j] * log10(A[L][0][j]) + (1 - Y[0][j]) * log10(1 - A[L][0][j])
    return -loss / m
''')
own("ce9", CE, "", "the squared error", '''
def cross_entropy(A, Y, L):
    return sum((a - y) ** 2 for a, y in zip(A[L][0], Y[0])) / len(Y[0])
''')
own("ce10", CE, "missing sum|shape", "the loss of each datapoint", '''
from math import log

def cross_entropy(A, Y, L):
    return [-(y * log(a) + (1 - y) * log(1 - a)) for a, y in zip(A[L][0], Y[0])]
''')
own("ce11", CE, "integer division", "// m", '''
import math

def cross_entropy(A, Y, L):
    m = len(Y[0])
    total = 0
    for j in range(m):
        total += -Y[0][j] * math.log(A[L][0][j]) - (1 - Y[0][j]) * math.log(1 - A[L][0][j])
    return total // m
''')
own("ce12", CE, "returned early", "return in the loop", '''
import math

def cross_entropy(A, Y, L):
    m = len(Y[0])
    J = 0
    for j in range(m):
        J += -(Y[0][j] * math.log(A[L][0][j]) + (1 - Y[0][j]) * math.log(1 - A[L][0][j]))
        return J / m
''')
own("ce13", CE, "grouping|argument", "1 - log(a) for log(1 - a)", '''
from math import log

def cross_entropy(A, Y, L):
    loss = [y * log(a) + (1 - y) * (1 - log(a)) for y, a in zip(Y[0], A[L][0])]
    return -sum(loss) / len(loss)
''')
own("ce14", CE, "layer shifted", "the layer before the last", '''
from math import log

def cross_entropy(A, Y, L):
    outputs = A[L - 1][0]
    return -sum(y * log(a) + (1 - y) * log(1 - a) for a, y in zip(outputs, Y[0])) / len(outputs)
''')
# OWN: loss.dJ-da-element
own("la1", LA, "right", "as the book has it", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    row = []
    for j in range(m):
        a, y = A[L][0][j], Y[0][j]
        row.append(-1 / m * (y / a - (1 - y) / (1 - a)))
    return [row]
''')
own("la2", LA, "right", "one fraction", '''
def output_dJ_dA(A, Y, L):
    return [[(a - y) / (a * (1 - a) * len(Y[0])) for a, y in zip(A[L][0], Y[0])]]
''')
own("la3", LA, "right", "by label", '''
def output_dJ_dA(A, Y, L):
    (outputs,), (labels,) = A[L], Y
    m = len(labels)
    def one(a, y):
        if y == 1:
            return -1 / (m * a)
        else:
            return 1 / (m * (1 - a))
    return [list(map(one, outputs, labels))]
''')
own("la4", LA, "sign", "the leading minus forgotten", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [[(y / a - (1 - y) / (1 - a)) / m for a, y in zip(A[L][0], Y[0])]]
''')
own("la5", LA, "1/m missing", "one datapoint in mind", '''
def output_dJ_dA(A, Y, L):
    dA = [[0] * len(Y[0])]
    for j in range(len(Y[0])):
        dA[0][j] = (1 - Y[0][j]) / (1 - A[L][0][j]) - Y[0][j] / A[L][0][j]
    return dA
''')
own("la6", LA, "term missing", "only y / a", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [[-y / a / m for a, y in zip(A[L][0], Y[0])]]
''')
own("la7", LA, "grouping", "brackets around differences forgotten", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [[-1 / m * (y / a - 1 - y / 1 - a) for a, y in zip(A[L][0], Y[0])]]
''')
own("la8", LA, "sign", "the inner derivative of 1 - a forgotten", '''
def output_dJ_dA(A, Y, L):
    out = []
    for a, y in zip(A[L][0], Y[0]):
        out.append(-(y / a + (1 - y) / (1 - a)) / len(Y[0]))
    return [out]
''')
own("la9", LA, "shape", "a flat list", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [-(1 / m) * (y / a - (1 - y) / (1 - a)) for a, y in zip(A[L][0], Y[0])]
''')
own("la10", LA, "extra sum", "one number for all datapoints", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    total = 0
    for j in range(m):
        total += Y[0][j] / A[L][0][j] - (1 - Y[0][j]) / (1 - A[L][0][j])
    return [[-total / m] * m]
''')
# OWN: output.dJ-dz-element
own("o07", OZ, "right", "in two steps", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    result = []
    for a, y in zip(A[L][0], Y[0]):
        dJ_da = -(y / a - (1 - y) / (1 - a)) / m
        da_dz = a * (1 - a)
        result.append(dJ_da * da_dz)
    return [result]
''')
own("o08", OZ, "right", "numpy, tolist", '''
import numpy as np

def output_dJ_dZ(A, Y, L):
    return ((np.array(A[L]) - np.array(Y)) / np.shape(Y)[1]).tolist()
''')
own("o09", OZ, "right", "helpers", '''
from purenn.matrix import scale, shape, subtract

def output_dJ_dZ(A, Y, L):
    n, m = shape(Y)
    return scale(1 / m, subtract(A[L], Y))
''')
own("o10", OZ, "right", "map and lambda over unpacked rows", '''
def output_dJ_dZ(A, Y, L):
    (outputs,), (labels,) = A[L], Y
    return [[*map(lambda a, y: (a - y) / len(labels), outputs, labels)]]
''')
own("o11", OZ, "grouping", "only the label divided", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[A[L][0][j] - Y[0][j] / m for j in range(m)]]
''')
own("o12", OZ, "1/m missing", "len(Y) is the number of rows", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y)
    dZ = [[0.0] * len(Y[0])]
    for j, y in enumerate(Y[0]):
        dZ[0][j] = 1 / m * (A[L][0][j] - y)
    return dZ
''')
own("o13", OZ, "factor", "the 2 of a square", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    delta = []
    for j in range(m):
        delta.append(2 * (A[L][0][j] - Y[0][j]) / m)
    return [delta]
''')
own("o14", OZ, "extra sum", "the mean error for all", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    error = sum(a - y for a, y in zip(A[L][0], Y[0])) / m
    return [[error for _ in range(m)]]
''')
own("o15", OZ, "layer shifted", "layers counted from 0", '''
def output_dJ_dZ(A, Y, L):
    a_last = A[L - 1][0]
    return [[(a - y) / len(Y[0]) for a, y in zip(a_last, Y[0])]]
''')
own("o16", OZ, "extra function", "the absolute error", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    out = [[]]
    for j in range(m):
        out[0].append(abs(A[L][0][j] - Y[0][j]) / m)
    return out
''')
own("o17", OZ, "integer division", "the difference // m", '''
def output_dJ_dZ(A, Y, L):
    return [[(a - y) // len(Y[0]) for a, y in zip(A[L][0], Y[0])]]
''')
own("o18", OZ, "several", "target minus output, and no mean", '''
def output_dJ_dZ(A, Y, L):
    errors = []
    for j in range(len(Y[0])):
        errors.append(Y[0][j] - A[L][0][j])
    return [errors]
''')
own("o19", OZ, "list arithmetic", "rows subtracted", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [(A[L][0] - Y[0]) / m]
''')
own("o20", OZ, "mutated", "the error written into the activations", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    dZ = A[L]
    for j in range(m):
        dZ[0][j] = (dZ[0][j] - Y[0][j]) / m
    return dZ
''')
own("o21", OZ, "layer error", "the last layer as A[-1]", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[(a - y) / m for a, y in zip(A[-1][0], Y[0])]]
''')
own("o22", OZ, "1/m twice", "the mean of the mean", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    dZ = [[(1 / m) * (A[L][0][j] - Y[0][j]) for j in range(m)]]
    for j in range(m):
        dZ[0][j] = dZ[0][j] / m
    return dZ
''')
own("o23", OZ, "name", "m from nowhere", '''
def output_dJ_dZ(A, Y, L):
    dZ = []
    for j in range(m):
        dZ.append((A[L][0][j] - Y[0][j]) / m)
    return [dZ]
''')
own("o24", OZ, "constant index", "the first label for all", '''
def output_dJ_dZ(A, Y, L):
    m = len(A[L][0])
    return [[(a - Y[0][0]) / m for a in A[L][0]]]
''')
own("o25", OZ, "size factor", "divided by the number of layers", '''
def output_dJ_dZ(A, Y, L):
    return [[(a - y) / L for a, y in zip(A[L][0], Y[0])]]
''')
own("o26", OZ, "range short", "the first datapoint lost", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    out = [[0.0] * m]
    for j in range(1, m):
        out[0][j] = (A[L][0][j] - Y[0][j]) / m
    return out
''')
own("o27", OZ, "no pattern|", "only where the prediction is wrong", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[0.0 if (a >= 0.5) == (y == 1) else (a - y) / m for a, y in zip(A[L][0], Y[0])]]
''')
own("o28", OZ, "index shifted", "j - 1", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    row = []
    for j in range(1, m + 1):
        row.append((A[L][0][j - 1] - Y[0][j - 2]) / m)
    return [row]
''')
