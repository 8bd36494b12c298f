"""What a learner's function says is read back from runs on traced numbers, in whatever style it is written."""

from math import isclose
from textwrap import dedent, indent

import pytest

from purenn.matrix import ShapeError
from purenn.notation.expression import Equation, Sum, Symbol
from purenn.notation.sizes import Axis, Layer, Size
from purenn.notation.text import text
from purenn.notation.walks import walk
from purenn.tutor import recovery
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.forms import Form
from purenn.tutor.recovery import recover
from purenn.tutor.situations import Formulas, Situation
from purenn.tutor.tracing import namespace

PATH = "/learner/body.py"
DA = "∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾"
DW = "∂J/∂wᵢₕ⁽ˡ⁾ = Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾"
DZ = "∂J/∂zᵢⱼ⁽ˡ⁾ = ∂J/∂aᵢⱼ⁽ˡ⁾ · f⁽ˡ⁾′(zᵢⱼ⁽ˡ⁾)"
DB = "∂J/∂bᵢ⁽ˡ⁾ = Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾"
Z = "zᵢⱼ⁽ˡ⁾ = Σₕ wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾ + bᵢ⁽ˡ⁾"
UPDATE = "wᵢₕ⁽ˡ⁾ ← wᵢₕ⁽ˡ⁾ − γ · ∂J/∂wᵢₕ⁽ˡ⁾"
J = "Σⱼ [yⱼ · ln(a₁ⱼ⁽ᴸ⁾) + (1 − yⱼ) · ln(1 − a₁ⱼ⁽ᴸ⁾)]"

SAID = [  # exercise, body, what is before the function, and the lines that it says
    # sums in every style
    ("hidden.dJ-da-sum", """
        out = []
        for i in range(len(W[l + 1][0])):
            out.append([])
            for j in range(len(dJ_dZ[l + 1][0])):
                total = 0.0
                for p in range(len(W[l + 1])):
                    total += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
                out[i].append(total)
        return out
     """, "", DA),
    ("hidden.dJ-da-sum", """
        out = [[0.0] * len(dJ_dZ[l + 1][0]) for _ in W[l + 1][0]]
        for weights, slopes in zip(W[l + 1], dJ_dZ[l + 1]):
            for i, w in enumerate(weights):
                for j, d in enumerate(slopes):
                    out[i][j] += w * d
        return out
     """, "", DA),
    ("hidden.dJ-da-sum",
     "return [[sum(w * d for w, d in zip(u, v)) for v in zip(*dJ_dZ[l + 1])] for u in zip(*W[l + 1])]",
     "", DA),
    ("hidden.dJ-da-sum", "return [[sum(map(mul, u, v)) for v in zip(*dJ_dZ[l + 1])] for u in zip(*W[l + 1])]",
     "from operator import mul", DA),
    ("hidden.dJ-da-sum",
     "return [[reduce(lambda s, t: s + t[0] * t[1], zip(u, v), 0) for v in T(dJ_dZ[l + 1])] for u in T(W[l + 1])]",
     "from functools import reduce\ndef T(M):\n    return [list(row) for row in zip(*M)]", DA),
    ("hidden.dJ-da-sum",
     "return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])",
     "from purenn.matrix import matmul, transpose", DA),
    ("hidden.dJ-da-sum", "return pm.matmul(pm.transpose(W[l + 1]), dJ_dZ[l + 1])", "import purenn.matrix as pm", DA),
    ("hidden.dJ-da-sum", "return [[dot(u, v) for v in zip(*dJ_dZ[l + 1])] for u in zip(*W[l + 1])]",
     "def dot(u, v):\n    return 0 if not u else u[0] * v[0] + dot(u[1:], v[1:])", DA),
    ("hidden.dJ-da-sum", "return [[dot(u, v) for v in zip(*dJ_dZ[l + 1])] for u in zip(*W[l + 1])]",
     "def dot(u, v):\n    return u[0] * v[0] if len(u) == 1 else dot(u[:-1], v[:-1]) + u[-1] * v[-1]", DA),
    ("hidden.dJ-dw-sum", "return [[fsum(d * a for d, a in zip(u, v)) for v in A[l - 1]] for u in dJ_dZ[l]]",
     "from math import fsum", DW),
    ("hidden.dJ-dw-sum", "return [[fsum([float(d) * a for d, a in zip(u, v)]) for v in A[l - 1]] for u in dJ_dZ[l]]",
     "from math import *", DW),
    ("hidden.dJ-dw-sum", """
        out = {}
        for j in range(len(A[l - 1][0])):
            for i in range(len(dJ_dZ[l])):
                for h in range(len(A[l - 1])):
                    out[i, h] = out.get((i, h), 0) + dJ_dZ[l][i][j] * A[l - 1][h][j]
        return [[out[i, h] for h in range(len(A[l - 1]))] for i in range(len(dJ_dZ[l]))]
     """, "", DW),
    ("hidden.naive-chain", "return sum(d * a for d, a in zip(dJ_dZ[l][i], A[l - 1][h]))", "", DW),
    ("hidden.naive-chain", """
        total = 0
        for j in range(len(A[l - 1][0])):
            for k in range(len(dJ_dZ[l])):
                total += dJ_dZ[l][k][j] * (A[l - 1][h][j] if k == i else 0)
        return total
     """, "", DW),
    ("output.dJ-dW", "return [[sum(d * a for d, a in zip(dJ_dZ[L][0], row)) for row in A[L - 1]]]", "",
     "∂J/∂w₁ₕ⁽ᴸ⁾ = Σⱼ ∂J/∂z₁ⱼ⁽ᴸ⁾ · aₕⱼ⁽ᴸ⁻¹⁾"),
    ("hidden.dJ-db", "return [[sum(row)] for row in dJ_dZ[l]]", "", DB),
    ("hidden.dJ-db", "return matmul(dJ_dZ[l], ones(len(dJ_dZ[l][0]), 1))", "from purenn.matrix import *", DB),
    ("forward.z-element", """
        Z = []
        for weights, (bias,) in zip(W[l], B[l]):
            Z.append([sum(w * a for w, a in zip(weights, column)) + bias for column in zip(*A[l - 1])])
        return Z
     """, "", Z),
    ("forward.Z", "return add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, len(A[l - 1][0]))))",
     "from purenn.matrix import add, matmul, ones", Z),
    # functions
    ("hidden.activation", "return [list(map(f[l], row)) for row in Z[l]]", "", "aᵢⱼ⁽ˡ⁾ = f⁽ˡ⁾(zᵢⱼ⁽ˡ⁾)"),
    ("hidden.dJ-dz-product",
     "return [[g * f_prime[l](z) for g, z in zip(*rows)] for rows in zip(dJ_dA[l], Z[l])]",
     "", DZ),
    ("compact.dJ-dZ", "return hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))",
     "from purenn.matrix import elementwise, hadamard", DZ),
    ("hidden.dJ-dz-product", "return [[g * sigmoid_prime(z) for g, z in zip(*rows)] for rows in zip(dJ_dA[l], Z[l])]",
     "from purenn.activation import sigmoid_prime", "∂J/∂zᵢⱼ⁽ˡ⁾ = ∂J/∂aᵢⱼ⁽ˡ⁾ · σ′(zᵢⱼ⁽ˡ⁾)"),
    ("forward.sigmoid", "return 1 / (1 + math.exp(-z))", "import math", "σ(z) = 1/(1 + e^(−z))"),
    ("forward.sigmoid", "return 1 / (1 + e ** -z)", "from math import e", "σ(z) = 1/(1 + e^(−z))"),
    ("forward.sigmoid", "return 0.5 * (1 + tanh(z / 2))", "from math import tanh", "σ(z) = 0.5 · (1 + tanh(z/2))"),
    ("forward.sigmoid", """
        if z >= 0:
            return 1 / (1 + exp(-z))
        return exp(z) / (1 + exp(z))
     """, "from math import exp", "σ(z) = 1/(1 + e^(−z)), for z > 0; σ(z) = e^(z)/(1 + e^(z)), for z < 0"),
    ("forward.sigmoid-prime", "s = sigmoid(z)\nreturn s * (1 - s)", "", "σ′(z) = σ(z) · (1 − σ(z))"),
    ("forward.sigmoid-prime", "return -exp(-z) / (1 + exp(-z)) ** 2", "from math import exp",
     "σ′(z) = −e^(−z)/(1 + e^(−z))²"),
    ("forward.sigmoid-prime",
     "return s(z) * s(-z)",
     "from purenn.activation import sigmoid as s", "σ′(z) = σ(z) · σ(−z)"),
    # labels, and 1/m
    ("loss.cross-entropy", """
        from math import log
        m, total = len(Y[0]), 0
        for a, y in zip(A[L][0], Y[0]):
            total += y * log(a) + (1 - y) * log(1 - a)
        return -1 / m * total
     """, "", f"J = −1/m · {J}"),
    ("loss.cross-entropy", """
        terms = [y * log(a) + (1 - y) * log(1 - a) for a, y in zip(A[L][0], Y[0])]
        return reduce(add, terms) / -len(terms)
     """, "from functools import reduce\nfrom math import log\nfrom operator import add", f"J = ({J})/(−m)"),
    ("loss.cross-entropy", "return loss.cross_entropy(A[L], Y)", "from purenn import loss", f"J = −1/m · {J}"),
    ("loss.cross-entropy",
     "return -sum(y * log10(a) for a, y in zip(A[L][0], Y[0])) / len(Y)",
     "from math import log10",
     "J = −(Σⱼ yⱼ · ln(a₁ⱼ⁽ᴸ⁾)/ln(10))/1"),
    ("output.dJ-dz-element", "m = len(Y[0])\nreturn [[(a - y) / m for a, y in zip(A[L][0], Y[0])]]", "",
     "∂J/∂z₁ⱼ⁽ᴸ⁾ = (a₁ⱼ⁽ᴸ⁾ − yⱼ)/m"),
    ("output.dJ-dz-element",
     "return scale(1 / len(Y[0]), subtract(A[L], Y))",
     "from purenn.matrix import scale, subtract",
     "∂J/∂z₁ⱼ⁽ᴸ⁾ = 1/m · (a₁ⱼ⁽ᴸ⁾ − yⱼ)"),
    ("output.dJ-dz-element", "return [(a - y) // len(Y[0]) for a, y in zip(A[L][0], Y[0])]", "",
     "∂J/∂z₁ⱼ⁽ᴸ⁾ = floor((a₁ⱼ⁽ᴸ⁾ − yⱼ)/m)"),
    ("loss.dJ-da-element",
     "m = len(Y[0])\nreturn [[-1 / a / m if y == 1 else 1 / (1 - a) / m for a, y in zip(A[L][0], Y[0])]]",
     "",
     "∂J/∂a₁ⱼ⁽ᴸ⁾ = −(1/a₁ⱼ⁽ᴸ⁾)/m, where y = 1; ∂J/∂a₁ⱼ⁽ᴸ⁾ = (1/(1 − a₁ⱼ⁽ᴸ⁾))/m, where y = 0"),
    ("hidden.dJ-db",
     "return [[sum(row) / (len(row) - 1)] for row in dJ_dZ[l]]",
     "", "∂J/∂bᵢ⁽ˡ⁾ = (Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾)/(m − 1)"),
    ("hidden.dJ-db", "return [[sum(row) / len(row) ** 2 * 2] for row in dJ_dZ[l]]", "",
     "∂J/∂bᵢ⁽ˡ⁾ = (Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾)/m² · 2"),
    ("forward.z-element", """
        n = len(A[l - 1])
        return [[sum(w * a / n for w, a in zip(u, v)) for v in zip(*A[l - 1])] for u in W[l]]
     """, "", "zᵢⱼ⁽ˡ⁾ = Σₕ (wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾)/n⁽ˡ⁻¹⁾"),
    # mistakes that show in the equation
    ("forward.z-element", """
        Z = []
        for weights, (bias,) in zip(W[l], B[l]):
            Z.append([sum(w * a + bias for w, a in zip(weights, column)) for column in zip(*A[l - 1])])
        return Z
     """, "", "zᵢⱼ⁽ˡ⁾ = Σₕ [wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾ + bᵢ⁽ˡ⁾]"),
    ("forward.z-element", """
        Z = [[0] * len(A[l - 1][0]) for _ in W[l]]
        for i in range(len(W[l])):
            for j in range(len(A[l - 1][0])):
                for h in range(len(A[l - 1])):
                    Z[i][j] += W[l][i][h] * A[l - 1][h][j]
                    Z[i][j] += B[l][i][0]
        return Z
     """, "", "zᵢⱼ⁽ˡ⁾ = Σₕ wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾ + n⁽ˡ⁻¹⁾ · bᵢ⁽ˡ⁾"),
    ("hidden.dJ-da-sum", "return matmul(W[l + 1], dJ_dZ[l + 1])", "from purenn.matrix import matmul",
     "∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wᵢₚ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾"),
    ("hidden.dJ-db", "return [[sum(column)] for column in zip(*dJ_dZ[l])]", "", "∂J/∂bᵢ⁽ˡ⁾ = Σₖ ∂J/∂zₖᵢ⁽ˡ⁾"),
    ("hidden.dJ-db", "return dJ_dZ[l]", "", "∂J/∂bᵢ⁽ˡ⁾ = ∂J/∂zᵢⱼ⁽ˡ⁾"),
    ("hidden.dJ-db", "return [[sum(row[1:])] for row in dJ_dZ[l]]", "", f"{DB}, but the first j is left out"),
    ("hidden.dJ-db", "return [[sum(row[1:-1])] for row in dJ_dZ[l]]", "",
     f"{DB}, but the first j is left out and the last j is left out"),
    ("hidden.dJ-db", "return [[sum(row[:2])] for row in dJ_dZ[l]]", "", f"{DB}, but j ends at 2"),
    ("hidden.dJ-db", "return [[row[-1]] for row in dJ_dZ[l]]", "", "∂J/∂bᵢ⁽ˡ⁾ = ∂J/∂zᵢₘ⁽ˡ⁾"),
    ("hidden.dJ-db", "return [[sum(row)] for row in dJ_dZ[2]]", "", "∂J/∂bᵢ⁽ˡ⁾ = Σⱼ ∂J/∂zᵢⱼ⁽²⁾"),
    ("hidden.dJ-db", "return [[sum(row)] for row in dJ_dZ[max(dJ_dZ) - 1]]", "", "∂J/∂bᵢ⁽ˡ⁾ = Σⱼ ∂J/∂zᵢⱼ⁽ᴸ⁻¹⁾"),
    ("hidden.dJ-db", "return [[sum(dJ_dZ[l][i - 1])] for i in range(len(dJ_dZ[l]))]", "",
     "∂J/∂bᵢ⁽ˡ⁾ = Σⱼ ∂J/∂z[i−1,j]⁽ˡ⁾, and the index 0 is the last one"),
    ("forward.z-element", """
        w, a, b, n = W[l], A[l - 1], B[l], len(A[l - 1])
        m = len(a[0])
        return [[b[i][0] + sum(w[i][h - 1] * a[h][j] for h in range(1, n)) for j in range(m)] for i in range(len(w))]
     """, "", "zᵢⱼ⁽ˡ⁾ = bᵢ⁽ˡ⁾ + Σₕ wᵢₕ⁽ˡ⁾ · a[h+1,j]⁽ˡ⁻¹⁾, but the last h is left out"),
    ("hidden.dJ-dz-product",
     "out = [[a * b for a, b in zip(*r)] for r in zip(dJ_dA[l], Z[l])]\nout[0] = Z[l][0]\nreturn out",
     "",
     "∂J/∂zᵢⱼ⁽ˡ⁾ = z₁ⱼ⁽ˡ⁾, for i = 1; ∂J/∂zᵢⱼ⁽ˡ⁾ = ∂J/∂aᵢⱼ⁽ˡ⁾ · zᵢⱼ⁽ˡ⁾, for i > 1"),
    ("hidden.dJ-dz-product",
     "return [[z if i == j else d for j, (d, z) in enumerate(zip(*r))] for i, r in enumerate(zip(dJ_dA[l], Z[l]))]",
     "",
     "∂J/∂zᵢⱼ⁽ˡ⁾ = zᵢᵢ⁽ˡ⁾, where i = j; ∂J/∂zᵢⱼ⁽ˡ⁾ = ∂J/∂aᵢⱼ⁽ˡ⁾, where i ≠ j"),
    ("update.weights", "return [[w - gamma * g for w, g in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]", "", UPDATE),
    ("update.weights", """
        for i, row in enumerate(W[l]):
            for h in range(len(row)):
                row[h] -= gamma * dJ_dW[l][i][h]
        return W[l]
     """, "", UPDATE),
    ("update.weights", "return [[gamma * (w - g) for w, g in zip(*rows)] for rows in zip(W[l], dJ_dW[l])]", "",
     "wᵢₕ⁽ˡ⁾ ← γ · (wᵢₕ⁽ˡ⁾ − ∂J/∂wᵢₕ⁽ˡ⁾)"),
]  # fmt: skip


def source_of(exercise, body, head=""):
    """A learner's file."""
    return f"{head}\n{EXERCISES[exercise].signature}:\n{indent(dedent(body).strip(), '    ')}\n"


def reading(exercise, body, head=""):
    """What is read back of a body."""
    return recover(source_of(exercise, body, head), PATH, EXERCISES[exercise])


def told(says):
    """Equations in one line."""
    return "; ".join(", ".join(filter(None, [text(each.equation), each.where])) for each in says)


@pytest.mark.parametrize(("exercise", "body", "head", "expected"), [
    pytest.param(*each, marks=[pytest.mark.long] * (k % 4 > 0), id=f"{each[0]}-{k}") for k, each in enumerate(SAID)
])  # fmt: skip
def test_a_body_says_its_equation_which_gives_what_it_returns(exercise, body, head, expected):
    said, *more = reading(exercise, body, head).says
    assert told([said, *more]) == expected
    if said.where:
        return  # it is proven with what is said there

    names = namespace(source_of(exercise, body, head), PATH, traced=False, sigmoid=exercise != "forward.sigmoid")
    net = Situation([5, 4, 3, 6, 2, 1], 7, 99)
    at = {"l": 3, "L": 5, "i": 1, "h": 2, "z": 0.8}
    parameters = EXERCISES[exercise].parameters
    try:
        found = names[EXERCISES[exercise].function](*(net.argument(name, at) for name in parameters))
    except ShapeError:
        assert "matmul(W" in body  # which goes with square matrices alone
        return

    rows = found if isinstance(found, list) else [[found]]
    rows = rows if isinstance(rows[0], list) else [rows]
    left = said.equation.sides[0]
    letters = [str(index) for index in getattr(getattr(left, "bottom", left), "indices", ())] + ["j"]
    for i, row in enumerate(rows):
        for j, x in enumerate(row):
            cell = dict(zip(letters, (i, j), strict=False)) if isinstance(found, list) else {}
            assert isclose(Formulas(net, at | cell).of(said.equation.sides[1]), x, rel_tol=1e-9)


def test_a_whole_step_says_what_becomes_of_the_last_two_layers():
    body = """
        m = len(Y[0])
        dZ = scale(1 / m, subtract(A[L], Y))
        W, B = dict(W), dict(B)
        for l in range(L, 0, -1):
            W[l] = subtract(W[l], scale(gamma, matmul(dZ, transpose(A[l - 1]))))
            if l > 1:
                dZ = hadamard(matmul(transpose(W[l]), dZ), elementwise(f_prime[l - 1], Z[l - 1]))
        return W, B
    """
    last, below = reading("whole.step", body, "from purenn.matrix import *").says

    assert told([last]) == "w₁ₕ⁽ᴸ⁾ ← w₁ₕ⁽ᴸ⁾ − γ · Σⱼ 1/m · (a₁ⱼ⁽ᴸ⁾ − yⱼ) · aₕⱼ⁽ᴸ⁻¹⁾, in the last layer"
    assert below.where == "in layer l = L−1"
    assert "(w₁ᵢ⁽ˡ⁺¹⁾ − γ · Σₖ 1/m · (a₁ₖ⁽ˡ⁺¹⁾ − yₖ) · aᵢₖ⁽ˡ⁾)" in text(below.equation)  # it was updated too early


NOTHING = {  # bodies of layer_dJ_dB
    "sums that grow": "s, out = 0, []\nfor row in dJ_dZ[l]:\n    s += sum(row)\n    out.append([s])\nreturn out",
    "a choice by value": "return [[max(row)] for row in dJ_dZ[l]]",
    "random numbers": "import random\nreturn [[sum(row) * random.random()] for row in dJ_dZ[l]]",
    "numbers of its own": "return [[i * sum(row)] for i, row in enumerate(dJ_dZ[l])]",
    "right on square nets alone": "n = len(dJ_dZ[l])\nreturn [[sum(row[:n])] for row in dJ_dZ[l]]",
    "a lost trace": "import array\nreturn [[sum(array.array('d', row))] for row in dJ_dZ[l]]",
    "nothing returned": "sum(dJ_dZ[l][0])",
    "text": "return 'J'",
    "a matrix with a hole": "return [[1.0], []]",
    "an empty list": "return []",
    "a list in itself": "out = []\nout.append(out)\nreturn out",
    "an error": "return dJ_dZ[l][9999]",
    "a way out": "raise SystemExit",
    "no end": "while True:\n    l = l",
    "recursion without end": "return layer_dJ_dB(dJ_dZ, l)",
    "a number that doubles": "x = dJ_dZ[l][0][0]\nfor k in range(200):\n    x = x * x + x\nreturn [[x]]",
}


@pytest.mark.parametrize("why", NOTHING)
def test_nothing_is_said_without_a_common_form(why):
    assert reading("hidden.dJ-db", NOTHING[why]).says == ()


def test_a_file_that_does_not_run_says_nothing():
    assert recover("raise KeyError", PATH, EXERCISES["hidden.dJ-db"]) == recovery.Reading()
    assert recover("x = 1", PATH, EXERCISES["hidden.dJ-db"]) == recovery.Reading()


@pytest.mark.parametrize("change", ["letter", "layer", "size", "sign"])
def test_a_wrong_form_is_dropped(monkeypatch, change):
    found = Form.of

    def wrong(self, nodes, places):
        tree = found(self, nodes, places)
        if not isinstance(tree, Sum):
            return tree
        bottom = tree.body.bottom
        return {
            "letter": Sum(tree.axis, type(tree.body)(tree.body.top, Symbol("z", "scalar", bottom.layer, ("j", "i")))),
            "layer": Sum(tree.axis, type(tree.body)(tree.body.top, Symbol("z", "scalar", Layer("l", 1), ("i", "j")))),
            "size": Sum(Axis("j", Size("n", Layer("l"))), tree.body),
            "sign": Equation((tree,)),
        }[change]

    assert reading("hidden.dJ-db", "return [[sum(row)] for row in dJ_dZ[l]]").says
    monkeypatch.setattr(Form, "of", wrong)

    assert reading("hidden.dJ-db", "return [[sum(row)] for row in dJ_dZ[l]]").says == ()


def test_the_lines_that_computed_it_are_told_the_weightiest_first():
    body = """
        out = []
        for u in zip(*W[l + 1]):
            row = [sum(w * d for w, d in zip(u, v)) for v in zip(*dJ_dZ[l + 1])]
            out.append([2 * x for x in row])
        return out
    """
    found = reading("hidden.dJ-da-sum", body)

    assert found.lines == (5, 6)
    assert found.leaks == ()
    spans = {node.span.line for node in walk(found.says[0].equation) if node.span}
    assert spans <= {5, 6}


def test_the_line_that_loses_the_trace_is_told():
    body = """
        import array
        rows = [array.array("d", row) for row in dJ_dZ[l]]
        return [[sum(row)] for row in rows]
    """
    found = reading("hidden.dJ-db", body)

    assert (found.says, found.leaks) == ((), (4,))


def test_arrays_of_numbers_are_read_as_long_as_nothing_is_lost():
    pytest.importorskip("numpy")
    head = "import numpy as np"

    product = "return (np.array(W[l + 1]).T @ np.array(dJ_dZ[l + 1])).tolist()"
    assert told(reading("hidden.dJ-da-sum", product, head).says) == DA
    assert told(reading("hidden.dJ-db", "return np.sum(dJ_dZ[l], axis=1, keepdims=True)", head).says) == DB
    mean = "return -np.mean(np.array(Y) * np.log(np.array(A[L])))"
    assert told(reading("loss.cross-entropy", mean, head).says) == "J = −(Σⱼ yⱼ · ln(a₁ⱼ⁽ᴸ⁾))/m"
    lost = reading("hidden.dJ-db", "return np.array(dJ_dZ[l], dtype=np.float64).sum(axis=1, keepdims=True)", head)
    assert (lost.says, lost.leaks) == ((), (3,))
