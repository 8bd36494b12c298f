"""Learners' functions, to measure the tutor by: each with its exercise, its mistake and its style.

A mistake is what a good teacher calls it who sees the code alone: "right" if there is none, several names where they
are equally true, "" among them where no name is sure. Tuples and arrays in the place of lists have a wrong shape, as
everywhere in the package. TOLD were there when the tutor was designed, OWN came after.
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
    "loss.cross-entropy", "loss.dJ-da-element", "output.dJ-dz-element", "output.dJ-dW",
    "hidden.naive-chain")  # fmt: skip
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
    return 1 / (1 + math.exp(-z))''')
own("si2", SI, "right", "two branches, so that nothing overflows", '''
from math import exp

def sigmoid(z: float) -> float:
    """Squash a number into (0, 1)."""
    if z >= 0:
        return 1.0 / (1.0 + exp(-z))
    e = exp(z)
    return e / (1.0 + e)''')
own("si3", SI, "right", "by the hyperbolic tangent", '''
import math

def sigmoid(z):
    return 0.5 * (1 + math.tanh(z / 2))''')
own("si4", SI, "grouping", "a bracket forgotten", '''
import math

def sigmoid(z):
    return 1 / 1 + math.exp(-z)''')
own("si5", SI, "sign", "the minus forgotten", '''
from math import e

def sigmoid(x):
    return 1 / (1 + e ** x)''')
own("si6", SI, "name", "math not imported", '''
def sigmoid(z):
    return 1 / (1 + math.exp(-z))''')
own("si7", SI, "returned nothing", "printed", '''
import math

def sigmoid(z):
    result = 1 / (1 + math.exp(-z))
    print("sigmoid:", result)''')
own("si8", SI, "applied twice", "a variable used again", '''
import math

def sigmoid(z):
    for step in range(2):
        z = 1 / (1 + math.exp(-z))
    return z''')
own("si9", SI, "term missing", "the 1 in the denominator forgotten", '''
import math

def sigmoid(z):
    return 1 / math.exp(-z)''')
own("si10", SI, "right", "a power of e, a lambda", '''
import math

sigmoid = lambda z: math.e ** z / (math.e ** z + 1)''')
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
    return Zl''')
own("z09", Z, "right", "helpers of their own: dot and T", '''
def dot(u, v):
    return sum(u[k] * v[k] for k in range(len(u)))

def T(M):
    return [list(col) for col in zip(*M)]

def layer_Z(W, B, A, l):
    columns = T(A[l - 1])
    return [[dot(W[l][i], x) + B[l][i][0] for x in columns] for i in range(len(W[l]))]''')
own("z10", Z, "right", "numpy, tolist", '''
import numpy as np

def layer_Z(W, B, A, l):
    return (np.array(W[l]) @ np.array(A[l - 1]) + np.array(B[l])).tolist()''')
own("z11", Z, "right", "reduce and star-unpacking", '''
from functools import reduce

def layer_Z(W, B, A, l):
    xs = [*zip(*A[l - 1])]
    out = []
    for w, (b,) in zip(W[l], B[l]):
        out.append([reduce(lambda acc, pair: acc + pair[0] * pair[1], zip(w, x), b) for x in xs])
    return out''')
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
    return Z''')
own("z13", Z, "term missing", "no bias", '''
def layer_Z(W, B, A, l):
    return [[sum(w * x for w, x in zip(row, col)) for col in zip(*A[l - 1])] for row in W[l]]''')
own("z14", Z, "term in the wrong loop", "the bias within the generator", '''
def layer_Z(W, B, A, l):
    return [[sum(w * x + b[0] for w, x in zip(row, col)) for col in zip(*A[l - 1])] for row, b in zip(W[l], B[l])]''')
own("z15", Z, "index shifted", "h - 1, as if counted from 1", '''
def layer_Z(W, B, A, l):
    n, m = len(W[l]), len(A[l - 1][0])
    Z = [[B[l][i][0]] * m for i in range(n)]
    for i in range(n):
        for j in range(m):
            for h in range(len(W[l][i])):
                Z[i][j] += W[l][i][h] * A[l - 1][h - 1][j]
    return Z''')
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
    return Z''')
own("z17", Z, "constant index", "one bias for all", '''
def layer_Z(W, B, A, l):
    bias = B[l][0][0]
    return [[sum(map(lambda w, a: w * a, ws, col), bias) for col in zip(*A[l - 1])] for ws in W[l]]''')
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
    return Z''')
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
    return Z''')
own("z24", Z, "list arithmetic", "a row times a column", '''
def layer_Z(W, B, A, l):
    columns = list(zip(*A[l - 1]))
    return [[W[l][i] * columns[j] + B[l][i] for j in range(len(columns))] for i in range(len(W[l]))]''')
own("z25", Z, "layer error|layer shifted", "layers counted from 0, as in a list", '''
def layer_Z(W, B, A, l):
    weights, biases, inputs = W[l - 1], B[l - 1], A[l - 1]
    return [[sum(w * a for w, a in zip(ws, x)) + b for x in zip(*inputs)] for ws, (b,) in zip(weights, biases)]''')
own("z26", Z, "sign", "the bias as a threshold", '''
def layer_Z(W, B, A, l):
    return [[sum(w * a for w, a in zip(ws, x)) - b[0] for x in zip(*A[l - 1])] for ws, b in zip(W[l], B[l])]''')
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
    return Z''')
own("z28", Z, "grouping", "w (a + b)", '''
def layer_Z(W, B, A, l):
    n_prev = len(A[l - 1])
    return [[sum(W[l][i][h] * (A[l - 1][h][j] + B[l][i][0]) for h in range(n_prev))
             for j in range(len(A[l - 1][0]))] for i in range(len(W[l]))]''')
own("z30", Z, "size factor", "the mean of the inputs", '''
def layer_Z(W, B, A, l):
    out = []
    for ws, (b,) in zip(W[l], B[l]):
        out.append([sum(w * a for w, a in zip(ws, x)) / len(ws) + b for x in zip(*A[l - 1])])
    return out''')
own("z31", Z, "extra sum", "rows summed before they meet their weights", '''
def layer_Z(W, B, A, l):
    Z = []
    for i in range(len(W[l])):
        s = 0
        for h in range(len(A[l - 1])):
            s += W[l][i][h] * sum(A[l - 1][h])
        Z.append([s + B[l][i][0] for _ in A[l - 1][0]])
    return Z''')
own("z32", Z, "start value", "begins at 1", '''
def layer_Z(W, B, A, l):
    Z = []
    for ws, (b,) in zip(W[l], B[l]):
        Z.append([sum((w * a for w, a in zip(ws, x)), start=1) + b for x in zip(*A[l - 1])])
    return Z''')
own("z33", Z, "no pattern|", "a ReLU against small inputs", '''
def layer_Z(W, B, A, l):
    big = [[a if a > 0.5 else 0 for a in x] for x in zip(*A[l - 1])]
    return [[sum(w * a for w, a in zip(ws, x)) + b for x in big] for ws, (b,) in zip(W[l], B[l])]''')
own("z34", Z, "right", "a dictionary of sums", '''
from collections import defaultdict

def layer_Z(W, B, A, l):
    total = defaultdict(float)
    for i, ws in enumerate(W[l]):
        for h, w in enumerate(ws):
            for j, a in enumerate(A[l - 1][h]):
                total[i, j] += w * a
    return [[total[i, j] + B[l][i][0] for j in range(len(A[l - 1][0]))] for i in range(len(W[l]))]''')
# OWN: hidden.activation
own("ac1", AC, "right", "nested comprehension", '''
def layer_A(Z, f, l):
    return [[f[l](z) for z in row] for row in Z[l]]''')
own("ac2", AC, "right", "map", '''
def layer_A(Z, f, l):
    activate = f[l]
    return list(map(lambda row: list(map(activate, row)), Z[l]))''')
own("ac3", AC, "right", "a copy, overwritten", '''
def layer_A(Z, f, l):
    A = [row[:] for row in Z[l]]
    for i, row in enumerate(A):
        for j, z in enumerate(row):
            A[i][j] = f[l](z)
    return A''')
own("ac4", AC, "sigmoid only", "sigmoid for every layer", '''
import math

def layer_A(Z, f, l):
    A = []
    for row in Z[l]:
        A.append([1 / (1 + math.exp(-z)) for z in row])
    return A''')
own("ac5", AC, "layer shifted", "Z of the layer before", '''
def layer_A(Z, f, l):
    previous = Z[l - 1]
    return [[f[l](z) for z in row] for row in previous]''')
own("ac6", AC, "applied twice", "f of f", '''
def layer_A(Z, f, l):
    A = [[f[l](z) for z in row] for row in Z[l]]
    for i in range(len(A)):
        for j in range(len(A[i])):
            A[i][j] = f[l](A[i][j])
    return A''')
own("ac7", AC, "mutated", "in place", '''
def layer_A(Z, f, l):
    A = Z[l]
    for i in range(len(A)):
        for j in range(len(A[0])):
            A[i][j] = f[l](A[i][j])
    return A''')
own("ac8", AC, "list arithmetic", "f of the whole matrix", '''
def layer_A(Z, f, l):
    return f[l](Z[l])''')
own("ac10", AC, "extra factor", "z f(z)", '''
def layer_A(Z, f, l):
    return [[z * f[l](z) for z in zs] for zs in Z[l]]''')
own("ac11", AC, "returned nothing", "no return", '''
def layer_A(Z, f, l):
    A = []
    for row in Z[l]:
        A.append([f[l](z) for z in row])''')
own("ac12", AC, "right", "one flat list, cut into rows", '''
def layer_A(Z, f, l):
    m = len(Z[l][0])
    flat = [f[l](z) for zs in Z[l] for z in zs]
    return [flat[k:k + m] for k in range(0, len(flat), m)]''')
# OWN: forward.Z
own("fz1", FZ, "right", "helpers, ones", '''
from purenn.matrix import add, matmul, ones

def layer_Z(W, B, A, l):
    m = len(A[l - 1][0])
    return add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, m)))''')
own("fz2", FZ, "right", "module alias, broadcast by hand", '''
import purenn.matrix as pm

def layer_Z(W, B, A, l):
    WA = pm.matmul(W[l], A[l - 1])
    B_wide = [b * len(WA[0]) for b in B[l]]
    return pm.add(WA, B_wide)''')
own("fz3", FZ, "right", "the bias as one more weight", '''
from purenn.matrix import matmul

def layer_Z(W, B, A, l):
    wide = [[*w, *b] for w, b in zip(W[l], B[l])]
    tall = A[l - 1] + [[1.0] * len(A[l - 1][0])]
    return matmul(wide, tall)''')
own("fz4", FZ, "shape", "numpy would broadcast", '''
from purenn.matrix import add, matmul

def layer_Z(W, B, A, l):
    return add(matmul(W[l], A[l - 1]), B[l])''')
own("fz5", FZ, "layer shifted", "A of the same layer", '''
from purenn.matrix import add, matmul, ones

def layer_Z(W, B, A, l):
    return add(matmul(W[l], A[l]), matmul(B[l], ones(1, len(A[l][0]))))''')
own("fz6", FZ, "term missing", "no bias", '''
from purenn import matrix

def layer_Z(W, B, A, l):
    return matrix.matmul(W[l], A[l - 1])''')
own("fz7", FZ, "indices swapped", "a transpose too many", '''
from purenn.matrix import add, matmul, ones, transpose

def layer_Z(W, B, A, l):
    bias = matmul(B[l], ones(1, len(A[l - 1][0])))
    return add(matmul(transpose(W[l]), A[l - 1]), bias)''')
own("fz8", FZ, "list arithmetic", "numpy without numpy", '''
def layer_Z(W, B, A, l):
    return W[l] @ A[l - 1] + B[l]''')
own("fz9", FZ, "right", "the columns of B repeated by transposing", '''
from purenn.matrix import add, matmul, transpose

def layer_Z(W, B, A, l):
    (b,) = transpose(B[l])
    return add(matmul(W[l], A[l - 1]), transpose([b] * len(A[l - 1][0])))''')
# OWN: forward.sigmoid-prime
own("s05", SP, "right", "the formula from the course", '''
def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)''')
own("s06", SP, "right", "no square, both exponentials", '''
import math

def sigmoid_prime(z):
    # (1 + e^-z)^2 * e^z, multiplied out
    return 1 / (math.exp(z) + 2 + math.exp(-z))''')
own("s07", SP, "right", "a nested function", '''
from math import cosh

def sigmoid_prime(z: float) -> float:
    def square(x):
        return x ** 2
    return 1 / (4 * square(cosh(z / 2)))''')
own("s08", SP, "missing factor", "one factor forgotten", '''
def sigmoid_prime(z):
    a = sigmoid(z)
    return 1 - a''')
own("s09", SP, "applied twice", "z is the activation already, or so it seems", '''
def sigmoid_prime(z):
    z = sigmoid(z)
    return sigmoid(z) * (1 - sigmoid(z))''')
own("s10", SP, "sign", "the difference the wrong way round", '''
def sigmoid_prime(z):
    return sigmoid(z) * (sigmoid(z) - 1)''')
own("s11", SP, "argument", "the 1 - within the call", '''
def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(1 - z)''')
own("s12", SP, "grouping", "the brackets forgotten", '''
def sigmoid_prime(z):
    return sigmoid(z) * 1 - sigmoid(z)''')
own("s13", SP, "endless loop|name", "calls itself", '''
def sigmoid_prime(z):
    return sigmoid_prime(z) * (1 - sigmoid_prime(z))''')
own("s14", SP, "", "the derivative of tanh", '''
import math

def sigmoid_prime(z):
    return 1 - math.tanh(z) ** 2''')
own("s15", SP, "name", "another name", '''
def sigmoid_prime(z):
    return sigma(z) * (1 - sigma(z))''')
own("s16", SP, "extra factor", "a square too many", '''
def sigmoid_prime(z):
    s = sigmoid(z)
    return s ** 2 * (1 - s)''')
own("s17", SP, "right", "the symmetry of the sigmoid", '''
def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(-z)''')
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
    return J / m''')
own("ce2", CE, "right", "generator and zip", '''
from math import log

def cross_entropy(A, Y, L):
    pairs = list(zip(A[L][0], Y[0]))
    return -1 / len(pairs) * sum(y * log(a) + (1 - y) * log(1 - a) for a, y in pairs)''')
own("ce3", CE, "right", "by label, fsum", '''
import math

def cross_entropy(A, Y, L):
    losses = [-math.log(a if y == 1 else 1 - a) for a, y in zip(A[L][0], Y[0])]
    return math.fsum(losses) / len(losses)''')
own("ce4", CE, "right", "numpy", '''
import numpy as np

def cross_entropy(A, Y, L):
    a, y = np.array(A[L]), np.array(Y)
    return float(-np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)))''')
own("ce5", CE, "sign", "the minus forgotten", '''
from math import log

def cross_entropy(A, Y, L):
    total = 0.0
    for a, y in zip(A[L][0], Y[0]):
        total += y * log(a) + (1 - y) * log(1 - a)
    return total / len(Y[0])''')
own("ce6", CE, "1/m missing", "len(Y) is the number of rows", '''
from math import log

def cross_entropy(A, Y, L):
    m = len(Y)
    return -sum(y * log(a) + (1 - y) * log(1 - a) for a, y in zip(A[L][0], Y[0])) / m''')
own("ce7", CE, "term missing", "only where y is 1", '''
from math import log

def cross_entropy(A, Y, L):
    return -sum(y * log(a) for a, y in zip(A[L][0], Y[0])) / len(Y[0])''')
own("ce8", CE, "factor", "the other logarithm", '''
from math import log10

def cross_entropy(A, Y, L):
    m = len(Y[0])
    loss = 0
    for j in range(m):
        loss += Y[0][j] * log10(A[L][0][j]) + (1 - Y[0][j]) * log10(1 - A[L][0][j])
    return -loss / m''')
own("ce9", CE, "", "the squared error", '''
def cross_entropy(A, Y, L):
    return sum((a - y) ** 2 for a, y in zip(A[L][0], Y[0])) / len(Y[0])''')
own("ce10", CE, "missing sum|shape", "the loss of each datapoint", '''
from math import log

def cross_entropy(A, Y, L):
    return [-(y * log(a) + (1 - y) * log(1 - a)) for a, y in zip(A[L][0], Y[0])]''')
own("ce11", CE, "integer division", "// m", '''
import math

def cross_entropy(A, Y, L):
    m = len(Y[0])
    total = 0
    for j in range(m):
        total += -Y[0][j] * math.log(A[L][0][j]) - (1 - Y[0][j]) * math.log(1 - A[L][0][j])
    return total // m''')
own("ce12", CE, "returned early", "return in the loop", '''
import math

def cross_entropy(A, Y, L):
    m = len(Y[0])
    J = 0
    for j in range(m):
        J += -(Y[0][j] * math.log(A[L][0][j]) + (1 - Y[0][j]) * math.log(1 - A[L][0][j]))
        return J / m''')
own("ce13", CE, "grouping|argument", "1 - log(a) for log(1 - a)", '''
from math import log

def cross_entropy(A, Y, L):
    loss = [y * log(a) + (1 - y) * (1 - log(a)) for y, a in zip(Y[0], A[L][0])]
    return -sum(loss) / len(loss)''')
own("ce14", CE, "layer shifted", "the layer before the last", '''
from math import log

def cross_entropy(A, Y, L):
    outputs = A[L - 1][0]
    return -sum(y * log(a) + (1 - y) * log(1 - a) for a, y in zip(outputs, Y[0])) / len(outputs)''')
own("ce15", CE, "right", "a running mean", '''
from math import log

def cross_entropy(A, Y, L):
    J = 0.0
    for n, (a, y) in enumerate(zip(*A[L], *Y), start=1):
        loss = -log(a) if y else -log(1 - a)
        J += (loss - J) / n
    return J''')
# OWN: loss.dJ-da-element
own("la1", LA, "right", "as the book has it", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    row = []
    for j in range(m):
        a, y = A[L][0][j], Y[0][j]
        row.append(-1 / m * (y / a - (1 - y) / (1 - a)))
    return [row]''')
own("la2", LA, "right", "one fraction", '''
def output_dJ_dA(A, Y, L):
    return [[(a - y) / (a * (1 - a) * len(Y[0])) for a, y in zip(A[L][0], Y[0])]]''')
own("la3", LA, "right", "by label", '''
def output_dJ_dA(A, Y, L):
    (outputs,), (labels,) = A[L], Y
    m = len(labels)
    def one(a, y):
        if y == 1:
            return -1 / (m * a)
        else:
            return 1 / (m * (1 - a))
    return [list(map(one, outputs, labels))]''')
own("la4", LA, "sign", "the leading minus forgotten", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [[(y / a - (1 - y) / (1 - a)) / m for a, y in zip(A[L][0], Y[0])]]''')
own("la5", LA, "1/m missing", "one datapoint in mind", '''
def output_dJ_dA(A, Y, L):
    dA = [[0] * len(Y[0])]
    for j in range(len(Y[0])):
        dA[0][j] = (1 - Y[0][j]) / (1 - A[L][0][j]) - Y[0][j] / A[L][0][j]
    return dA''')
own("la6", LA, "term missing", "only y / a", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [[-y / a / m for a, y in zip(A[L][0], Y[0])]]''')
own("la7", LA, "grouping", "brackets around differences forgotten", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [[-1 / m * (y / a - 1 - y / 1 - a) for a, y in zip(A[L][0], Y[0])]]''')
own("la8", LA, "sign", "the inner derivative of 1 - a forgotten", '''
def output_dJ_dA(A, Y, L):
    out = []
    for a, y in zip(A[L][0], Y[0]):
        out.append(-(y / a + (1 - y) / (1 - a)) / len(Y[0]))
    return [out]''')
own("la9", LA, "shape", "a flat list", '''
def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    return [-(1 / m) * (y / a - (1 - y) / (1 - a)) for a, y in zip(A[L][0], Y[0])]''')
own("la11", LA, "right", "two lists, subtracted", '''
def output_dJ_dA(A, Y, L):
    a, y = A[L][0], Y[0]
    ones_part = [y[j] / a[j] for j in range(len(y))]
    zeros_part = [(1 - y[j]) / (1 - a[j]) for j in range(len(y))]
    return [[(q - p) / len(y) for p, q in zip(ones_part, zeros_part)]]''')
# OWN: output.dJ-dz-element
own("o07", OZ, "right", "in two steps", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    result = []
    for a, y in zip(A[L][0], Y[0]):
        dJ_da = -(y / a - (1 - y) / (1 - a)) / m
        da_dz = a * (1 - a)
        result.append(dJ_da * da_dz)
    return [result]''')
own("o08", OZ, "right", "numpy, tolist", '''
import numpy as np

def output_dJ_dZ(A, Y, L):
    return ((np.array(A[L]) - np.array(Y)) / np.shape(Y)[1]).tolist()''')
own("o09", OZ, "right", "helpers", '''
from purenn.matrix import scale, shape, subtract

def output_dJ_dZ(A, Y, L):
    n, m = shape(Y)
    return scale(1 / m, subtract(A[L], Y))''')
own("o10", OZ, "right", "map and lambda over unpacked rows", '''
def output_dJ_dZ(A, Y, L):
    (outputs,), (labels,) = A[L], Y
    return [[*map(lambda a, y: (a - y) / len(labels), outputs, labels)]]''')
own("o11", OZ, "grouping", "only the label divided", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[A[L][0][j] - Y[0][j] / m for j in range(m)]]''')
own("o12", OZ, "1/m missing", "len(Y) is the number of rows", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y)
    dZ = [[0.0] * len(Y[0])]
    for j, y in enumerate(Y[0]):
        dZ[0][j] = 1 / m * (A[L][0][j] - y)
    return dZ''')
own("o13", OZ, "factor", "the 2 of a square", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    delta = []
    for j in range(m):
        delta.append(2 * (A[L][0][j] - Y[0][j]) / m)
    return [delta]''')
own("o14", OZ, "extra sum", "the mean error for all", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    error = sum(a - y for a, y in zip(A[L][0], Y[0])) / m
    return [[error for _ in range(m)]]''')
own("o15", OZ, "layer shifted", "layers counted from 0", '''
def output_dJ_dZ(A, Y, L):
    a_last = A[L - 1][0]
    return [[(a - y) / len(Y[0]) for a, y in zip(a_last, Y[0])]]''')
own("o16", OZ, "extra function", "the absolute error", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    out = [[]]
    for j in range(m):
        out[0].append(abs(A[L][0][j] - Y[0][j]) / m)
    return out''')
own("o17", OZ, "integer division", "the difference // m", '''
def output_dJ_dZ(A, Y, L):
    return [[(a - y) // len(Y[0]) for a, y in zip(A[L][0], Y[0])]]''')
own("o18", OZ, "several", "target minus output, and no mean", '''
def output_dJ_dZ(A, Y, L):
    errors = []
    for j in range(len(Y[0])):
        errors.append(Y[0][j] - A[L][0][j])
    return [errors]''')
own("o19", OZ, "list arithmetic", "rows subtracted", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [(A[L][0] - Y[0]) / m]''')
own("o20", OZ, "mutated", "the error written into the activations", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    dZ = A[L]
    for j in range(m):
        dZ[0][j] = (dZ[0][j] - Y[0][j]) / m
    return dZ''')
own("o21", OZ, "layer error", "the last layer as A[-1]", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[(a - y) / m for a, y in zip(A[-1][0], Y[0])]]''')
own("o23", OZ, "name", "m from nowhere", '''
def output_dJ_dZ(A, Y, L):
    dZ = []
    for j in range(m):
        dZ.append((A[L][0][j] - Y[0][j]) / m)
    return [dZ]''')
own("o24", OZ, "constant index", "the first label for all", '''
def output_dJ_dZ(A, Y, L):
    m = len(A[L][0])
    return [[(a - Y[0][0]) / m for a in A[L][0]]]''')
own("o25", OZ, "size factor", "divided by the number of layers", '''
def output_dJ_dZ(A, Y, L):
    return [[(a - y) / L for a, y in zip(A[L][0], Y[0])]]''')
own("o27", OZ, "no pattern|", "only where the prediction is wrong", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[0.0 if (a >= 0.5) == (y == 1) else (a - y) / m for a, y in zip(A[L][0], Y[0])]]''')
own("o28", OZ, "index shifted", "j - 1", '''
def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    row = []
    for j in range(1, m + 1):
        row.append((A[L][0][j - 1] - Y[0][j - 2]) / m)
    return [row]''')
own("o29", OZ, "shape", "a numpy array as it is", '''
import numpy as np

def output_dJ_dZ(A, Y, L):
    return np.subtract(A[L], Y) / len(Y[0])''')
own("o30", OZ, "right", "type hints, a check, a comment", '''
def output_dJ_dZ(A: dict, Y: list[list[float]], L: int) -> list[list[float]]:
    assert len(A[L]) == len(Y) == 1, "one output unit"
    scale = 1 / len(Y[0])  # J is a mean
    return [[scale * a - scale * y for a, y in zip(a_row, y_row)] for a_row, y_row in zip(A[L], Y)]''')
# OWN: output.dJ-dW
own("ow1", OW, "right", "cells of one row", '''
def output_dJ_dW(dJ_dZ, A, L):
    grad = [[0.0] * len(A[L - 1])]
    for h in range(len(A[L - 1])):
        for j in range(len(dJ_dZ[L][0])):
            grad[0][h] += dJ_dZ[L][0][j] * A[L - 1][h][j]
    return grad''')
own("ow2", OW, "right", "a helper that the others do not know", '''
from purenn.matrix import matmul_transposed

def output_dJ_dW(dJ_dZ, A, L):
    return matmul_transposed(dJ_dZ[L], A[L - 1])''')
own("ow3", OW, "1/m twice", "1/m as in the course", '''
def output_dJ_dW(dJ_dZ, A, L):
    m = len(dJ_dZ[L][0])
    return [[1 / m * sum(d * a for d, a in zip(dJ_dZ[L][0], row)) for row in A[L - 1]]]''')
own("ow4", OW, "layer shifted", "the activations of the output", '''
def output_dJ_dW(dJ_dZ, A, L):
    return [[sum(d * a for d, a in zip(deltas, acts)) for acts in A[L]] for deltas in dJ_dZ[L]]''')
own("ow5", OW, "result transposed", "a column", '''
def output_dJ_dW(dJ_dZ, A, L):
    (delta,) = dJ_dZ[L]
    return [[sum(x * y for x, y in zip(delta, row))] for row in A[L - 1]]''')
own("ow6", OW, "shape", "a flat list", '''
def output_dJ_dW(dJ_dZ, A, L):
    return [sum(d * a for d, a in zip(dJ_dZ[L][0], row)) for row in A[L - 1]]''')
own("ow7", OW, "right", "one matrix of products, then the sums", '''
def output_dJ_dW(dJ_dZ, A, L):
    products = [[d * a for d, a in zip(dJ_dZ[L][0], acts)] for acts in A[L - 1]]
    return [list(map(sum, products))]''')
# OWN: hidden.naive-chain
own("nc1", NC, "right", "the sum over the datapoints", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    return sum(d * a for d, a in zip(dJ_dZ[l][i], A[l - 1][h]))''')
own("nc2", NC, "right", "every unit, most of them with 0", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    slope = 0
    for k in range(len(dJ_dZ[l])):
        for j in range(len(dJ_dZ[l][k])):
            dz_dw = A[l - 1][h][j] if k == i else 0
            slope += dJ_dZ[l][k][j] * dz_dw
    return slope''')
own("nc3", NC, "constant index|missing sum", "the first datapoint alone", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    return dJ_dZ[l][i][0] * A[l - 1][h][0]''')
own("nc4", NC, "extra sum", "every unit, and none of them 0", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    total = 0.0
    for row in dJ_dZ[l]:
        for d, a in zip(row, A[l - 1][h]):
            total += d * a
    return total''')
own("nc5", NC, "layer shifted", "unit h of this layer", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    total = 0.0
    for j, d in enumerate(dJ_dZ[l][i]):
        total = total + d * A[l][h][j]
    return total''')
own("nc6", NC, "returned early", "return in the loop", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    g = 0
    for j in range(len(dJ_dZ[l][i])):
        g += dJ_dZ[l][i][j] * A[l - 1][h][j]
        return g''')
own("nc7", NC, "missing factor", "dz/dw forgotten", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    return sum(dJ_dZ[l][i])''')
own("nc8", NC, "right", "recursion over the datapoints", '''
def one_dJ_dw(dJ_dZ, A, l, i, h):
    def from_here(j):
        if j == len(dJ_dZ[l][i]):
            return 0
        return dJ_dZ[l][i][j] * A[l - 1][h][j] + from_here(j + 1)
    return from_here(0)''')
# OWN: hidden.dJ-dw-sum
own("w08", DW, "right", "numpy, tolist", '''
import numpy as np

def layer_dJ_dW(dJ_dZ, A, l):
    return np.dot(dJ_dZ[l], np.transpose(A[l - 1])).tolist()''')
own("w09", DW, "right", "fsum, index loops", '''
from math import fsum

def layer_dJ_dW(dJ_dZ, A, l):
    dW = []
    for r in range(len(dJ_dZ[l])):
        dW.append([])
        for c in range(len(A[l - 1])):
            dW[r].append(fsum(dJ_dZ[l][r][t] * A[l - 1][c][t] for t in range(len(A[l - 1][c]))))
    return dW''')
own("w10", DW, "right", "outer products of columns, added up", '''
def layer_dJ_dW(dJ_dZ, A, l):
    def outer(u, v):
        return [[x * y for y in v] for x in u]
    def plus(M, N):
        return [[x + y for x, y in zip(p, q)] for p, q in zip(M, N)]
    first, *rest = [outer(d, a) for d, a in zip(zip(*dJ_dZ[l]), zip(*A[l - 1]))]
    for product in rest:
        first = plus(first, product)
    return first''')
own("w11", DW, "right", "tuple rows in between", '''
import operator

def layer_dJ_dW(dJ_dZ, A, l):
    deltas, inputs = tuple(map(tuple, dJ_dZ[l])), tuple(map(tuple, A[l - 1]))
    return [[sum(map(operator.mul, d, x)) for x in inputs] for d in deltas]''')
own("w12", DW, "indices swapped", "datapoints taken for rows", '''
def layer_dJ_dW(dJ_dZ, A, l):
    prev = A[l - 1]
    grad = [[0] * len(prev) for _ in dJ_dZ[l]]
    for i in range(len(dJ_dZ[l])):
        for h in range(len(prev)):
            for j in range(len(prev[0])):
                grad[i][h] += dJ_dZ[l][i][j] * prev[j][h]
    return grad''')
own("w13", DW, "wrong letter", "i for h", '''
def layer_dJ_dW(dJ_dZ, A, l):
    return [[sum(dJ_dZ[l][i][j] * A[l - 1][i][j] for j in range(len(A[l - 1][0]))) for h in range(len(A[l - 1]))]
            for i in range(len(dJ_dZ[l]))]''')
own("w14", DW, "no accumulation", "the last datapoint wins", '''
def layer_dJ_dW(dJ_dZ, A, l):
    dW = [[0.0] * len(A[l - 1]) for _ in range(len(dJ_dZ[l]))]
    for j in range(len(dJ_dZ[l][0])):
        for i in range(len(dW)):
            for h in range(len(dW[0])):
                dW[i][h] = dJ_dZ[l][i][j] * A[l - 1][h][j]
    return dW''')
own("w15", DW, "accumulator not reset", "g set once a row", '''
def layer_dJ_dW(dJ_dZ, A, l):
    dW = []
    for deltas in dJ_dZ[l]:
        row, g = [], 0
        for acts in A[l - 1]:
            for d, a in zip(deltas, acts):
                g += d * a
            row.append(g)
        dW.append(row)
    return dW''')
own("w16", DW, "shared rows", "[[0] * n] * k", '''
def layer_dJ_dW(dJ_dZ, A, l):
    dW = [[0] * len(A[l - 1])] * len(dJ_dZ[l])
    for i, deltas in enumerate(dJ_dZ[l]):
        for h, acts in enumerate(A[l - 1]):
            dW[i][h] = sum(d * a for d, a in zip(deltas, acts))
    return dW''')
own("w17", DW, "grouping|extra sum", "the sum of each, then the product", '''
def layer_dJ_dW(dJ_dZ, A, l):
    return [[sum(deltas) * sum(acts) for acts in A[l - 1]] for deltas in dJ_dZ[l]]''')
own("w18", DW, "mutated", "the bias trick, on the argument", '''
def layer_dJ_dW(dJ_dZ, A, l):
    prev = A[l - 1]
    prev.append([1.0] * len(prev[0]))
    with_bias = [[sum(d * a for d, a in zip(ds, xs)) for xs in prev] for ds in dJ_dZ[l]]
    return [row[:-1] for row in with_bias]''')
own("w19", DW, "endless loop", "j is set again within the loop", '''
def layer_dJ_dW(dJ_dZ, A, l):
    dW = [[0.0 for x in A[l - 1]] for d in dJ_dZ[l]]
    for i in range(len(dW)):
        for h in range(len(dW[i])):
            j = 0
            while j != len(A[l - 1][0]):
                dW[i][h] += dJ_dZ[l][i][j] * A[l - 1][h][j]
                j = 0 + 1
    return dW''')
own("w21", DW, "several", "1/m again, and uphill", '''
def layer_dJ_dW(dJ_dZ, A, l):
    m = len(A[l - 1][0])
    return [[-sum(d * a for d, a in zip(ds, xs)) / m for xs in A[l - 1]] for ds in dJ_dZ[l]]''')
own("w23", DW, "index error|index shifted", "everything counted from 1", '''
def layer_dJ_dW(dJ_dZ, A, l):
    n, k, m = len(dJ_dZ[l]), len(A[l - 1]), len(A[l - 1][0])
    return [[sum(dJ_dZ[l][i][j] * A[l - 1][h][j] for j in range(1, m + 1)) for h in range(1, k + 1)]
            for i in range(1, n + 1)]''')
own("w24", DW, "right", "product of ranges into cells", '''
from itertools import product

def layer_dJ_dW(dJ_dZ, A, l):
    n, k, m = len(dJ_dZ[l]), len(A[l - 1]), len(A[l - 1][0])
    dW = [[0.0] * k for _ in range(n)]
    for i, h, j in product(range(n), range(k), range(m)):
        dW[i][h] += dJ_dZ[l][i][j] * A[l - 1][h][j]
    return dW''')
# OWN: hidden.dJ-db
own("b07", DB, "right", "numpy, keepdims", '''
import numpy as np

def layer_dJ_dB(dJ_dZ, l):
    return np.sum(dJ_dZ[l], axis=1, keepdims=True).tolist()''')
own("b08", DB, "right", "shared rows that are replaced, not written into", '''
def layer_dJ_dB(dJ_dZ, l):
    dB = [[0.0]] * len(dJ_dZ[l])
    for i, deltas in enumerate(dJ_dZ[l]):
        dB[i] = [sum(deltas)]
    return dB''')
own("b09", DB, "shape", "a numpy array as it is", '''
import numpy as np

def layer_dJ_dB(dJ_dZ, l):
    return np.array(dJ_dZ[l]).sum(axis=1).reshape(-1, 1)''')
own("b10", DB, "missing sum", "the bias enters with factor 1, so nothing is left to do", '''
def layer_dJ_dB(dJ_dZ, l):
    dB = []
    for row in dJ_dZ[l]:
        dB.append([d * 1 for d in row])
    return dB''')
own("b11", DB, "extra sum", "the total for every unit", '''
def layer_dJ_dB(dJ_dZ, l):
    total = sum(sum(row) for row in dJ_dZ[l])
    return [[total] for _ in dJ_dZ[l]]''')
own("b12", DB, "wrong axis", "numpy, axis 0", '''
import numpy as np

def layer_dJ_dB(dJ_dZ, l):
    return np.sum(np.array(dJ_dZ[l]), axis=0, keepdims=True).T.tolist()''')
own("b13", DB, "shared rows", "[[0.0]] * n", '''
def layer_dJ_dB(dJ_dZ, l):
    dB = [[0.0]] * len(dJ_dZ[l])
    for i in range(len(dJ_dZ[l])):
        for d in dJ_dZ[l][i]:
            dB[i][0] += d
    return dB''')
own("b14", DB, "accumulator not reset", "one total for all rows", '''
def layer_dJ_dB(dJ_dZ, l):
    total = 0
    dB = []
    for row in dJ_dZ[l]:
        for d in row:
            total += d
        dB.append([total])
    return dB''')
own("b15", DB, "list arithmetic", "sum of rows", '''
def layer_dJ_dB(dJ_dZ, l):
    return [[x] for x in sum(dJ_dZ[l])]''')
own("b17", DB, "result transposed|shape", "a row", '''
def layer_dJ_dB(dJ_dZ, l):
    return [[sum(row) for row in dJ_dZ[l]]]''')
own("b18", DB, "range short", "slices without the last", '''
def layer_dJ_dB(dJ_dZ, l):
    return [[sum(row[:-1])] for row in dJ_dZ[l]]''')
own("b19", DB, "layer shifted", "the next layer's", '''
def layer_dJ_dB(dJ_dZ, l):
    return [[sum(deltas)] for deltas in dJ_dZ[l + 1]]''')
own("b20", DB, "value|", "the norm of the row", '''
def layer_dJ_dB(dJ_dZ, l):
    return [[sum(d ** 2 for d in row) ** 0.5] for row in dJ_dZ[l]]''')
own("b21", DB, "right", "columns added one after the other", '''
def layer_dJ_dB(dJ_dZ, l):
    first, *others = zip(*dJ_dZ[l])
    total = list(first)
    for column in others:
        total = [t + d for t, d in zip(total, column)]
    return [[t] for t in total]''')
own("b22", DB, "no accumulation", "the last datapoint wins", '''
def layer_dJ_dB(dJ_dZ, l):
    dB = [[0.0] for _ in dJ_dZ[l]]
    for i, row in enumerate(dJ_dZ[l]):
        for d in row:
            dB[i] = [d]
    return dB''')
# OWN: hidden.dJ-dz-product
own("d07", DZ, "right", "enumerate into cells", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    delta = [[None] * len(row) for row in Z[l]]
    for i, row in enumerate(Z[l]):
        for j, z in enumerate(row):
            delta[i][j] = f_prime[l](z) * dJ_dA[l][i][j]
    return delta''')
own("d08", DZ, "right", "a deep copy, changed in place", '''
import copy

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    delta = copy.deepcopy(dJ_dA[l])
    for i in range(len(delta)):
        for j in range(len(delta[i])):
            delta[i][j] *= f_prime[l](Z[l][i][j])
    return delta''')
own("d09", DZ, "right", "map over two rows", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    g = f_prime[l]
    return [list(map(lambda d, z: d * g(z), ds, zs)) for ds, zs in zip(dJ_dA[l], Z[l])]''')
own("d10", DZ, "missing factor", "dJ/da forgotten", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[f_prime[l](z) for z in row] for row in Z[l]]''')
own("d11", DZ, "argument", "f' of dJ/da", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    out = []
    for i in range(len(Z[l])):
        out.append([dJ_dA[l][i][j] * f_prime[l](dJ_dA[l][i][j]) for j in range(len(Z[l][i]))])
    return out''')
own("d12", DZ, "at a instead of z", "zip of three", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    slope = f_prime[l]
    return [[d * slope(a) for d, z, a in zip(*rows)] for rows in zip(dJ_dA[l], Z[l], A[l])]''')
own("d13", DZ, "sigmoid only", "the sigmoid's derivative imported", '''
from purenn.activation import sigmoid_prime

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    dZ = []
    for d_row, z_row in zip(dJ_dA[l], Z[l]):
        dZ.append([d * sigmoid_prime(z) for d, z in zip(d_row, z_row)])
    return dZ''')
own("d14", DZ, "other symbol", "a in place of dJ/da", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[a * f_prime[l](z) for a, z in zip(a_row, z_row)] for a_row, z_row in zip(A[l], Z[l])]''')
own("d15", DZ, "indices swapped", "z of unit j, datapoint i", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[dJ_dA[l][i][j] * f_prime[l](Z[l][j][i]) for j in range(len(Z[l][i]))] for i in range(len(Z[l]))]''')
own("d16", DZ, "extra factor", "and times a", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    res = []
    for i in range(len(Z[l])):
        r = []
        for j in range(len(Z[l][0])):
            chain = dJ_dA[l][i][j] * f_prime[l](Z[l][i][j])
            r.append(chain * A[l][i][j])
        res.append(r)
    return res''')
own("d18", DZ, "mutated", "f'(z) written over z", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    slopes = Z[l].copy()
    for row in slopes:
        for j, z in enumerate(row):
            row[j] = f_prime[l](z)
    return [[d * s for d, s in zip(ds, ss)] for ds, ss in zip(dJ_dA[l], slopes)]''')
own("d19", DZ, "constant index", "the first datapoint's z", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[d * f_prime[l](zs[0]) for d in ds] for ds, zs in zip(dJ_dA[l], Z[l])]''')
own("d21", DZ, "", "added, not multiplied", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return [[d + f_prime[l](z) for d, z in zip(ds, zs)] for ds, zs in zip(dJ_dA[l], Z[l])]''')
own("d22", DZ, "right", "a nested function for one entry", '''
def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    def entry(i, j):
        slope = f_prime[l](Z[l][i][j])
        return slope * dJ_dA[l][i][j]
    return [[entry(i, j) for j, _ in enumerate(A[l][i])] for i, _ in enumerate(A[l])]''')
own("d23", DZ, "right", "numpy, vectorize", '''
import numpy as np

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return (np.array(dJ_dA[l]) * np.vectorize(f_prime[l])(np.array(Z[l]))).tolist()''')
# OWN: hidden.dJ-da-sum
own("a12", DA, "right", "while loops", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    w, d = W[l + 1], dJ_dZ[l + 1]
    out, i = [], 0
    while i < len(w[0]):
        row, j = [], 0
        while j < len(d[0]):
            p, s = 0, 0.0
            while p < len(w):
                s, p = s + w[p][i] * d[p][j], p + 1
            row.append(s)
            j += 1
        out.append(row)
        i += 1
    return out''')
own("a13", DA, "right", "helpers of their own", '''
def T(M):
    return [[M[r][c] for r in range(len(M))] for c in range(len(M[0]))]

def mult(M, N):
    return [[sum(x * y for x, y in zip(row, col)) for col in T(N)] for row in M]

def hidden_dJ_dA(W, dJ_dZ, l):
    """Propagate the error backwards: W^T times delta."""
    return mult(T(W[l + 1]), dJ_dZ[l + 1])''')
own("a14", DA, "right", "reduce over the units of the next layer", '''
from functools import reduce

def hidden_dJ_dA(W, dJ_dZ, l):
    parts = [[[w * d for d in ds] for w in ws] for ws, ds in zip(W[l + 1], dJ_dZ[l + 1])]
    return reduce(lambda M, N: [[x + y for x, y in zip(p, q)] for p, q in zip(M, N)], parts)''')
own("a15", DA, "constant index", "one unit of the next layer", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    nxt = dJ_dZ[l + 1]
    return [[sum(W[l + 1][0][i] * nxt[p][j] for p in range(len(nxt))) for j in range(len(nxt[0]))]
            for i in range(len(W[l + 1][0]))]''')
own("a16", DA, "missing factor", "the weights alone", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    return [[sum(column) for _ in dJ_dZ[l + 1][0]] for column in zip(*W[l + 1])]''')
own("a17", DA, "size factor", "the mean over the next layer", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    n_next = len(W[l + 1])
    out = []
    for w in zip(*W[l + 1]):
        out.append([sum(x * y for x, y in zip(w, d)) / n_next for d in zip(*dJ_dZ[l + 1])])
    return out''')
own("a18", DA, "layer shifted", "dJ/dz of the same layer", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    dA = []
    for i in range(len(W[l + 1][0])):
        dA.append([])
        for j in range(len(dJ_dZ[l][0])):
            dA[i].append(sum(W[l + 1][p][i] * dJ_dZ[l][p][j] for p in range(len(W[l + 1]))))
    return dA''')
own("a22", DA, "start value", "filled with ones", '''
from purenn.matrix import ones

def hidden_dJ_dA(W, dJ_dZ, l):
    dA = ones(len(W[l + 1][0]), len(dJ_dZ[l + 1][0]))
    for p, ws in enumerate(W[l + 1]):
        for i, w in enumerate(ws):
            for j, d in enumerate(dJ_dZ[l + 1][p]):
                dA[i][j] += w * d
    return dA''')
own("a23", DA, "returned nothing", "built, not returned", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    dA = [[sum(w * d for w, d in zip(ws, ds)) for ds in zip(*dJ_dZ[l + 1])] for ws in zip(*W[l + 1])]''')
own("a24", DA, "index error", "m for the number of units", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    n, m = len(W[l + 1][0]), len(dJ_dZ[l + 1][0])
    dA = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for p in range(m):
                dA[i][j] += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
    return dA''')
own("a25", DA, "right", "numpy, einsum", '''
import numpy as np

def hidden_dJ_dA(W, dJ_dZ, l):
    return np.einsum("pi,pj->ij", W[l + 1], dJ_dZ[l + 1]).tolist()''')
own("a26", DA, "shape", "zip of both matrices, rows as tuples", '''
def hidden_dJ_dA(W, dJ_dZ, l):
    n, m = range(len(W[l + 1][0])), range(len(dJ_dZ[l + 1][0]))
    return [tuple(sum(w[i] * d[j] for w, d in zip(W[l + 1], dJ_dZ[l + 1])) for j in m) for i in n]''')
# OWN: compact.dJ-dA
own("ca1", CA, "right", "helpers, step by step", '''
from purenn.matrix import matmul, transpose

def hidden_dJ_dA(W, dJ_dZ, l):
    W_T = transpose(W[l + 1])
    result = matmul(W_T, dJ_dZ[l + 1])
    return result''')
own("ca2", CA, "indices swapped", "no transpose", '''
import purenn.matrix as pm

def hidden_dJ_dA(W, dJ_dZ, l):
    return pm.matmul(W[l + 1], dJ_dZ[l + 1])''')
own("ca3", CA, "layer shifted", "the weights of this layer", '''
from purenn.matrix import matmul, transpose

def hidden_dJ_dA(W, dJ_dZ, l):
    return matmul(transpose(W[l]), dJ_dZ[l + 1])''')
own("ca4", CA, "result transposed", "the order of the factors", '''
from purenn.matrix import matmul, transpose

def hidden_dJ_dA(W, dJ_dZ, l):
    return matmul(transpose(dJ_dZ[l + 1]), W[l + 1])''')
own("ca5", CA, "right", "transposed afterwards", '''
from purenn.matrix import *

def hidden_dJ_dA(W, dJ_dZ, l):
    return transpose(matmul(transpose(dJ_dZ[l + 1]), W[l + 1]))''')
# OWN: compact.dJ-dZ
own("cz1", CZ, "right", "hadamard and elementwise", '''
from purenn.matrix import elementwise, hadamard

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))''')
own("cz2", CZ, "at a instead of z", "f' of A", '''
from purenn.matrix import elementwise, hadamard

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return hadamard(dJ_dA[l], elementwise(f_prime[l], A[l]))''')
own("cz3", CZ, "sigmoid only", "A (1 - A)", '''
from purenn.matrix import hadamard, one_minus

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return hadamard(dJ_dA[l], hadamard(A[l], one_minus(A[l])))''')
own("cz4", CZ, "argument", "the product within f'", '''
from purenn.matrix import elementwise, hadamard

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return elementwise(f_prime[l], hadamard(dJ_dA[l], Z[l]))''')
own("cz5", CZ, "right", "the factors the other way round", '''
from purenn import matrix as mx

def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    slopes = mx.elementwise(lambda z: f_prime[l](z), Z[l])
    return mx.hadamard(slopes, dJ_dA[l])''')
# OWN: compact.dJ-dW
own("cw1", CW, "right", "helpers", '''
from purenn.matrix import matmul, transpose

def layer_dJ_dW(dJ_dZ, A, l):
    return matmul(dJ_dZ[l], transpose(A[l - 1]))''')
own("cw2", CW, "layer shifted", "A of the same layer, one helper", '''
from purenn.matrix import matmul_transposed

def layer_dJ_dW(dJ_dZ, A, l):
    return matmul_transposed(dJ_dZ[l], A[l])''')
own("cw3", CW, "1/m twice", "1/m within the product", '''
from purenn.matrix import matmul, scale, shape, transpose

def layer_dJ_dW(dJ_dZ, A, l):
    n, m = shape(dJ_dZ[l])
    return matmul(scale(1 / m, dJ_dZ[l]), transpose(A[l - 1]))''')
own("cw4", CW, "list arithmetic", "operators of numpy", '''
def layer_dJ_dW(dJ_dZ, A, l):
    return dJ_dZ[l] * A[l - 1]''')
own("cw5", CW, "right", "the transpose of the other product", '''
from purenn.matrix import matmul, transpose

def layer_dJ_dW(dJ_dZ, A, l):
    delta_T = transpose(dJ_dZ[l])
    return transpose(matmul(A[l - 1], delta_T))''')
# OWN: compact.dJ-dB-matmul
own("cb1", CB, "right", "a column of ones", '''
from purenn.matrix import matmul, ones

def layer_dJ_dB(dJ_dZ, l):
    m = len(dJ_dZ[l][0])
    return matmul(dJ_dZ[l], ones(m, 1))''')
own("cb2", CB, "wrong axis", "a row of ones on the left", '''
from purenn.matrix import matmul, ones

def layer_dJ_dB(dJ_dZ, l):
    return matmul(ones(1, len(dJ_dZ[l])), dJ_dZ[l])''')
own("cb3", CB, "1/m twice", "a column of 1/m", '''
from purenn.matrix import matmul

def layer_dJ_dB(dJ_dZ, l):
    m = len(dJ_dZ[l][0])
    return matmul(dJ_dZ[l], [[1 / m]] * m)''')
own("cb4", CB, "name", "ones not imported", '''
from purenn.matrix import matmul

def layer_dJ_dB(dJ_dZ, l):
    return matmul(dJ_dZ[l], ones(len(dJ_dZ[l][0]), 1))''')
own("cb5", CB, "right", "the ones from zeros", '''
from purenn.matrix import elementwise, matmul, zeros

def layer_dJ_dB(dJ_dZ, l):
    e = elementwise(lambda x: 1.0, zeros(len(dJ_dZ[l][0]), 1))
    return matmul(dJ_dZ[l], e)''')
# OWN: update.weights
own("u05", UP, "right", "helpers", '''
from purenn.matrix import scale, subtract

def updated_W(W, dJ_dW, gamma, l):
    return subtract(W[l], scale(gamma, dJ_dW[l]))''')
own("u07", UP, "right", "numpy, tolist", '''
import numpy as np

def updated_W(W, dJ_dW, gamma, l):
    W_l = np.array(W[l], dtype=float)
    W_l -= gamma * np.array(dJ_dW[l])
    return W_l.tolist()''')
own("u08", UP, "missing factor", "no learning rate", '''
def updated_W(W, dJ_dW, gamma, l):
    return [[w - dw for w, dw in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]''')
own("u09", UP, "other symbol", "w twice", '''
def updated_W(W, dJ_dW, gamma, l):
    new = []
    for i, row in enumerate(W[l]):
        new.append([w - gamma * W[l][i][h] for h, w in enumerate(row)])
    return new''')
own("u10", UP, "extra factor", "in proportion to the weight", '''
def updated_W(W, dJ_dW, gamma, l):
    return [[w - gamma * g * w for w, g in zip(ws, gs)] for ws, gs in zip(W[l], dJ_dW[l])]''')
own("u11", UP, "extra term", "weight decay from another book", '''
def updated_W(W, dJ_dW, gamma, l):
    new_W = []
    for ws, gs in zip(W[l], dJ_dW[l]):
        new_W.append([w - gamma * g - gamma * w for w, g in zip(ws, gs)])
    return new_W''')
own("u12", UP, "indices swapped", "the gradient's indices", '''
def updated_W(W, dJ_dW, gamma, l):
    return [[W[l][i][h] - gamma * dJ_dW[l][h][i] for h in range(len(W[l][i]))] for i in range(len(W[l]))]''')
own("u13", UP, "mutated", "a copy that is too shallow", '''
def updated_W(W, dJ_dW, gamma, l):
    new = W.copy()
    for i, gs in enumerate(dJ_dW[l]):
        for h, g in enumerate(gs):
            new[l][i][h] = new[l][i][h] - gamma * g
    return new[l]''')
own("u14", UP, "term missing", "the change alone", '''
def updated_W(W, dJ_dW, gamma, l):
    return [[-gamma * dJ_dW[l][i][h] for h in range(len(W[l][0]))] for i in range(len(W[l]))]''')
own("u15", UP, "list arithmetic", "numpy without numpy", '''
def updated_W(W, dJ_dW, gamma, l):
    return W[l] - gamma * dJ_dW[l]''')
own("u16", UP, "layer error", "keys from another course", '''
def updated_W(W, dJ_dW, gamma, l):
    old, grad = W["W" + str(l)], dJ_dW["dW" + str(l)]
    return [[w - gamma * g for w, g in zip(r, s)] for r, s in zip(old, grad)]''')
own("u17", UP, "value|", "the sign of the gradient alone", '''
def updated_W(W, dJ_dW, gamma, l):
    return [[w - gamma if g > 0 else w + gamma for w, g in zip(ws, gs)] for ws, gs in zip(W[l], dJ_dW[l])]''')
own("u18", UP, "right", "the step first, then the sum", '''
def updated_W(W, dJ_dW, gamma, l):
    step = [[-gamma * g for g in gs] for gs in dJ_dW[l]]
    return [list(map(sum, zip(ws, ss))) for ws, ss in zip(W[l], step)]''')
own("u19", UP, "right", "index loops, other letters", '''
def updated_W(W, dJ_dW, gamma, l):
    lr, result = gamma, []
    for a in range(len(W[l])):
        result += [[W[l][a][b] - dJ_dW[l][a][b] * lr for b in range(len(W[l][a]))]]
    return result''')
# OWN: whole.step
own("t03", ST, "right", "plain loops, all gradients first", '''
def step(W, B, Z, A, Y, f_prime, gamma, L):
    m = len(Y[0])
    delta = {L: [[(A[L][0][j] - Y[0][j]) / m for j in range(m)]]}
    for l in range(L - 1, 0, -1):
        delta[l] = []
        for i in range(len(W[l])):
            row = []
            for j in range(m):
                back = sum(W[l + 1][p][i] * delta[l + 1][p][j] for p in range(len(W[l + 1])))
                row.append(back * f_prime[l](Z[l][i][j]))
            delta[l].append(row)
    new_W, new_B = {}, {}
    for l in range(1, L + 1):
        new_W[l] = [[w - gamma * sum(d * a for d, a in zip(delta[l][i], A[l - 1][h])) for h, w in enumerate(ws)]
                    for i, ws in enumerate(W[l])]
        new_B[l] = [[B[l][i][0] - gamma * sum(delta[l][i])] for i in range(len(B[l]))]
    return new_W, new_B''')
own("t04", ST, "right", "numpy inside", '''
import numpy as np

def step(W, B, Z, A, Y, f_prime, gamma, L):
    dZ = (np.array(A[L]) - np.array(Y)) / len(Y[0])
    W_new, B_new = {}, {}
    for l in reversed(range(1, L + 1)):
        W_new[l] = (np.array(W[l]) - gamma * dZ @ np.array(A[l - 1]).T).tolist()
        B_new[l] = (np.array(B[l]) - gamma * dZ.sum(axis=1, keepdims=True)).tolist()
        if l != 1:
            dZ = np.array(W[l]).T @ dZ * np.vectorize(f_prime[l - 1])(Z[l - 1])
    return W_new, B_new''')
own("t05", ST, "updated too early", "plain loops, weights changed on the way down", '''
import copy

def step(W, B, Z, A, Y, f_prime, gamma, L):
    W, B, m = copy.deepcopy(W), copy.deepcopy(B), len(Y[0])
    dZ = [[(a - y) / m for a, y in zip(A[L][0], Y[0])]]
    for l in range(L, 0, -1):
        for i in range(len(W[l])):
            for h in range(len(W[l][i])):
                W[l][i][h] -= gamma * sum(dZ[i][j] * A[l - 1][h][j] for j in range(m))
            B[l][i][0] -= gamma * sum(dZ[i])
        if l > 1:
            dZ = [[sum(W[l][p][i] * dZ[p][j] for p in range(len(dZ))) * f_prime[l - 1](Z[l - 1][i][j])
                   for j in range(m)] for i in range(len(W[l][0]))]
    return W, B''')
own("t06", ST, "sign", "uphill", but("t03", "w - gamma", "w + gamma").replace("[0] - gamma", "[0] + gamma"))
own("t07", ST, "1/m missing", "numpy, errors not averaged", but("t04", " / len(Y[0])", ""))
own("t08", ST, "1/m twice", "the mean again in the update",
    but("t03", "m = len(Y[0])\n", "m = len(Y[0])\n    rate = gamma / m\n").replace("- gamma", "- rate"))
own("t09", ST, "at a instead of z", "f' of the activations", but("t03", "(Z[l][i][j])", "(A[l][i][j])"))
own("t10", ST, "sigmoid only", "a (1 - a) in every layer",
    but("t03", "f_prime[l](Z[l][i][j])", "A[l][i][j] * (1 - A[l][i][j])"))
own("t11", ST, "missing factor", "f' forgotten", but("t04", " * np.vectorize(f_prime[l - 1])(Z[l - 1])", ""))
own("t12", ST, "extra term", "weight decay", but("t04", "gamma * dZ @", "gamma * 0.1 * np.array(W[l]) - gamma * dZ @"))
own("t13", ST, "other symbol", "z of the previous layer for a", but("t03", "zip(delta[l][i], A[l - 1][h])",
    "zip(delta[l][i], (Z if l > 1 else A)[l - 1][h])"))
own("t14", ST, "layer error", "down to layer 0", but("t05", "range(L, 0, -1)", "range(L, -1, -1)"))
own("t15", ST, "range short|several", "stops above the first layer", but("t05", "range(L, 0, -1)", "range(L, 1, -1)"))
own("t16", ST, "extra factor", "a (1 - a) at the output too", but("t03", "(A[L][0][j] - Y[0][j]) / m",
    "(A[L][0][j] - Y[0][j]) / m * A[L][0][j] * (1 - A[L][0][j])"))
own("t17", ST, "wrong axis", "biases summed over the units", but("t04", "dZ.sum(axis=1, keepdims=True)",
    "dZ.sum(axis=0, keepdims=True).T[:len(B[l])]"))
own("t18", ST, "mutated", "the arguments themselves", but("t03", "new_W, new_B = {}, {}", "new_W, new_B = W, B"))
own("t19", ST, "mutated|updated too early", "in place on the way down",
    but("t05", "copy.deepcopy(W), copy.deepcopy(B)", "W, B"))
own("t20", ST, "returned nothing", "the dictionaries filled and left", but("t05", "    return W, B\n", ""))
own("t21", ST, "term missing|", "biases left as they are", but("t04", " - gamma * dZ.sum(axis=1, keepdims=True)", ""))
own("t22", ST, "shape", "one dictionary", but("t03", "return new_W, new_B", "return new_W | new_B"))
own("t23", ST, "layer shifted", "A of the same layer", but("t05", "A[l - 1][h][j]", "A[l][h][j]"))
own("t24", ST, "right", "helpers, gradients kept in dictionaries", '''
from purenn.matrix import elementwise, hadamard, matmul, scale, subtract, transpose

def step(W, B, Z, A, Y, f_prime, gamma, L):
    dZ = {L: scale(1 / len(Y[0]), subtract(A[L], Y))}
    for l in range(L - 1, 0, -1):
        dZ[l] = hadamard(matmul(transpose(W[l + 1]), dZ[l + 1]), elementwise(f_prime[l], Z[l]))
    dW = {l: matmul(dZ[l], transpose(A[l - 1])) for l in dZ}
    dB = {l: [[sum(row)] for row in dZ[l]] for l in dZ}
    new = [{l: subtract(P[l], scale(gamma, dP[l])) for l in P} for P, dP in ((W, dW), (B, dB))]
    return tuple(new)''')
