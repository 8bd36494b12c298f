"""Lies planted one at a time in a copy of the tree, each with the tests that must find it.

`python3 tests/pairing/planted.py` plants them all and names those that go unseen; with words, those whose kind or file
has one of them.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PROOF = [f"tests/pairing/test_proof.py::test_{name}" for name in [  # those that try the package as it stands
    "every_line_is_proven", "the_passes_as_they_are_exported_give_what_the_judge_says",
    "a_tagged_function_is_the_one_that_its_module_gives_away", "the_passes_run_every_tagged_line_of_their_modules",
]]  # fmt: skip
EXAMPLES = ["tests/pairing/test_examples.py"]
HELPERS, DOCSTRINGS = ["tests/package/test_helpers_by_definition.py"], ["tests/package/test_docstrings.py"]


class Lie(NamedTuple):
    """A piece of a file, what is put in its place, and the tests that must fail then."""

    kind: str
    file: str
    old: str
    new: str
    tests: list[str]

    def plant(self, tree: Path) -> None:
        """Put the lie into a tree."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, f"{self.file} holds `{self.old}` {text.count(self.old)} times, expected once"
        if self.kind == SWAPPED:
            text = text.replace(self.new, "the other")
        path.write_text(text.replace(self.old, self.new).replace("the other", self.old), encoding="utf-8")


BEYOND, BRANCH, EARLY = "wrong beyond the small nets", "a branch around a line", "an early return before a line"
DECORATOR, SET, SHADOW = "a decorator on a function", "an assignment to a symbol", "a second definition"
DEAD, EMPTY, SWAPPED = "a dead function holds the tag", "an example that tests nothing", "marks of examples swapped"
PENCIL, SHAPES = "a pencil's sum falsified", "a line of shapes falsified"
SCALAR, MATRIX, STORY = "purenn/backward_scalar.py", "purenn/backward_matrix.py", "purenn/derivation.py"
FORWARD, DESCENT, LOSS = "purenn/forward.py", "purenn/descent.py", "purenn/loss.py"
UPDATES = """\
    W_new, B_new = {}, {}
    for l in range(1, network.L + 1):
        W_new[l] = subtract"""

PLANTED = [
    Lie(BEYOND, MATRIX, "layer_dJ_dZ(dJ_dA, Z, network.f_prime, l)",
        "layer_dJ_dZ(dJ_dA, Z, dict.fromkeys(network.f_prime, network.f_prime[1]), l)", PROOF),
    Lie(BEYOND, SCALAR, "dJ_dW[l] = layer_dJ_dW(dJ_dZ, A, l)",
        "dJ_dW[l] = layer_dJ_dW(dJ_dZ, A, l) if l <= 5 else zeros(network.n[l], network.n[l - 1])", PROOF),
    Lie(BEYOND, LOSS, "return J + 0.0", "return J + (m == 1)", PROOF),
    Lie(BEYOND, LOSS, "return J\n\n\ndef squared_error", "return J * (1 + (m > 100))\n\n\ndef squared_error", PROOF),
    Lie(BEYOND, SCALAR, "n = {l: len(Z[l])}", "n = {l: min(8, len(Z[l]))}", PROOF),
    Lie(BEYOND, "purenn/activation.py", "    return z\n", "    return max(-1e6, min(1e6, z))\n", PROOF),
    Lie(BEYOND, DESCENT, "network = gradient_descent_step(network, gradients, gamma)",
        "network = gradient_descent_step(network, gradients, min(gamma, 3.0))", PROOF),
    Lie(BEYOND, "purenn/matrix.py", "    shape(matrix, \"transpose: matrix\")\n",
        "    if shape(matrix, \"transpose: matrix\") == (130, 130):\n        return matrix\n", HELPERS),
    Lie(BEYOND, "purenn/matrix.py", "x / y if y != 0 else", "x / y if abs(y) > 1e-12 else", HELPERS),
    Lie(BEYOND, "purenn/matrix.py", "partial(mul, factor)", "partial(mul, min(factor, 1e6))", HELPERS),
    Lie(BEYOND, LOSS, "return x * log(y) if y > 0", "return x * log(max(y, 1e-15)) if y > 0", HELPERS),

    Lie(BRANCH, SCALAR, "                dJ_da_ij += W[l + 1][p][i]",
        "                if p != 40:\n                    dJ_da_ij += W[l + 1][p][i]", PROOF),
    Lie(BRANCH, MATRIX, "    return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])",
        "    if l < 9:\n        return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])", PROOF),
    Lie(BRANCH, FORWARD, "    A[0] = X  # eq", "    if m != 77:\n        A[0] = X  # eq", PROOF),
    Lie(BRANCH, STORY, "    dJ_dw_11 = dot(row(dJ_dZ[l], 0), dz_1_dw_11)",
        "    while True:\n        break\n    dJ_dw_11 = dot(row(dJ_dZ[l], 0), dz_1_dw_11)", PROOF),

    Lie(EARLY, SCALAR, "    n = {l: len(Z[l])}\n",
        "    if len(Z[l]) == 99:\n        return Z[l]\n    n = {l: len(Z[l])}\n", PROOF),
    Lie(EARLY, DESCENT, UPDATES, f"    if gamma > 1e7:\n        return network\n{UPDATES}", PROOF),
    Lie(EARLY, LOSS, "    J = (1 / m) * total  # eq: loss.squared-error",
        "    if total > 1e300:\n        return 0.0\n    J = (1 / m) * total  # eq: loss.squared-error", PROOF),

    Lie(DECORATOR, SCALAR, "def hidden_dJ_dA", "@staticmethod\ndef hidden_dJ_dA", PROOF),
    Lie(DECORATOR, "purenn/activation.py", "def tanh_prime(", "@__import__('functools').cache\ndef tanh_prime(", PROOF),
    Lie(DECORATOR, MATRIX, "def layer_dJ_dW",
        "@(lambda function: lambda *given: function(*given))\ndef layer_dJ_dW", PROOF),

    Lie(SET, DESCENT, UPDATES, f"    gamma = min(gamma, 1e9)\n{UPDATES}", PROOF),
    Lie(SET, MATRIX, "    return hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))",
        "    Z = {l: [[max(-700.0, z) for z in entries] for entries in Z[l]]}\n"
        "    return hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))", PROOF),
    Lie(SET, FORWARD, "        Z[l], A[l] = zeros(n[l], m), zeros(n[l], m)\n",
        "        A[l - 1] = [[x if abs(x) < 1e200 else 0.0 for x in entries] for entries in A[l - 1]]\n"
        "        Z[l], A[l] = zeros(n[l], m), zeros(n[l], m)\n", PROOF),

    Lie(SHADOW, SCALAR, "def layer_dJ_dW", "layer_dJ_dB = zeros\n\n\ndef layer_dJ_dW", PROOF),
    Lie(SHADOW, MATRIX, "def layer_dJ_dZ",
        "def layer_dJ_dW(dJ_dZ, A, l):\n    return matmul(dJ_dZ[l], transpose(A[l - 1]))\n\n\ndef layer_dJ_dZ", PROOF),
    Lie(SHADOW, "purenn/__init__.py", "\n__all__ = [",
        "\ncross_entropy_as_it_was, cross_entropy = cross_entropy, lambda A_L, Y: cross_entropy_as_it_was(A_L, Y)\n\n"
        "__all__ = [", PROOF),

    Lie(DEAD, SCALAR, "def hidden_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:\n",
        "def hidden_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:\n"
        "    return [[sum(W[l + 1][p][i] * dJ_dZ[l + 1][p][j] for p in range(len(W[l + 1]))) for j in\n"
        "             range(len(dJ_dZ[l + 1][0]))] for i in range(len(W[l + 1][0]))]\n\n\n"
        "def old_hidden_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:\n", PROOF),
    Lie(DEAD, MATRIX, "def layer_dJ_dB(dJ_dZ: Layers, l: int) -> Matrix:\n",
        "def layer_dJ_dB(dJ_dZ: Layers, l: int) -> Matrix:\n    return [[sum(entries)] for entries in dJ_dZ[l]]\n\n\n"
        "def old_layer_dJ_dB(dJ_dZ: Layers, l: int) -> Matrix:\n", PROOF),
    Lie(DEAD, "purenn/activation.py", "def linear_prime(z: float) -> float:\n",
        "def linear_prime(z: float) -> float:\n    return 1.0\n\n\ndef old_linear_prime(z: float) -> float:\n", PROOF),
    Lie(DEAD, LOSS, "def squared_error(A_L: Matrix, Y: Matrix) -> float:\n",
        "def squared_error(A_L: Matrix, Y: Matrix) -> float:\n"
        "    return sum((a - y) ** 2 for a, y in zip(A_L[0], Y[0])) / len(Y[0])\n\n\n"
        "def old_squared_error(A_L: Matrix, Y: Matrix) -> float:\n", PROOF),

    Lie(EMPTY, "tests/by_hand/test_forward_pass.py",
        "assert Z[1][0][3] == 5.5", "assert Z[1][0][3] == Z[1][0][3]", EXAMPLES),
    Lie(EMPTY, "tests/by_hand/test_loss.py",
        "assert squared_error([[2.0, 0.0, 4.0]], [[1.0, 2.0, 1.0]]) == pytest.approx(14 / 3, rel=1e-15)",
        "assert squared_error([[2.0, 0.0, 4.0]], [[1.0, 2.0, 1.0]]) > 0", EXAMPLES),
    Lie(EMPTY, "tests/by_hand/test_output_layer.py",
        "assert backward_matrix.squared_output_dJ_dA(A, Y, L=2) == [[1.0, -2.0]]",
        "assert A and Y", EXAMPLES),
    *(Lie(SWAPPED, f"tests/by_hand/test_{chapter}.py", f'equation("{one}")', f'equation("{other}")', EXAMPLES)
      for chapter, one, other in [("loss", "loss.squared-error", "loss.squared-dJ-da"),
                                  ("forward_pass", "forward.Z", "forward.A"),
                                  ("output_layer", "output.dZ-dB", "output.dJ-dB")]),
    Lie(PENCIL, "tests/by_hand/test_forward_pass.py",
        "(1 - 1/9) / (1 + 1/9) = 4/5", "(1 - 1/9) / (1 + 1/8) = 4/5", EXAMPLES),
    Lie(PENCIL, "tests/by_hand/test_loss.py", "2: (2/4) * (0 - 2) = -1", "2: (2/4) * (0 - 3) = -1", EXAMPLES),
    Lie(PENCIL, "tests/by_hand/test_output_layer.py", "(2/2) * (5 - 7) = -2", "(2/2) * (5 - 7) = 2", EXAMPLES),
    Lie(SHAPES, SCALAR, "A[l - 1] (n[l - 1], m) -> (n[l], n[l - 1]).", "A[l - 1] (n[l - 1], m) -> (n[l - 1], n[l]).",
        DOCSTRINGS),
    Lie(SHAPES, SCALAR, "dJ_dZ[l] (n[l], m) -> (n[l], 1).", "dJ_dZ[l] (n[l], m) -> (1, n[l]).", DOCSTRINGS),
    Lie(SHAPES, STORY, "Z[l] (n[l], m), dJ_dZ[l] (n[l], m) -> a number.",
        "Z[l] (n[l], m), dJ_dZ[l] (n[l], 1) -> a number.", DOCSTRINGS),
]  # fmt: skip


@contextmanager
def copied_tree() -> Iterator[Path]:
    """Yield a temporary copy of what the tests need of the tree."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("purenn", "tests", "docs"):
            shutil.copytree(ROOT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__", ".cache"))
        for name in ("pyproject.toml", "README.md", "mkdocs.yml"):
            shutil.copy(ROOT / name, folder)
        yield Path(folder)


def is_found(lie: Lie, tree: Path) -> bool:
    """Plant a lie in a tree, say whether its tests fail, and put the truth back."""
    before = (tree / lie.file).read_text(encoding="utf-8")
    lie.plant(tree)
    try:
        return ends_in_failure(lie.tests, tree, long=lie.kind == EMPTY)
    finally:
        (tree / lie.file).write_text(before, encoding="utf-8")


def ends_in_failure(tests: list[str], tree: Path, long: bool = False) -> bool:
    """Say whether some tests, the long ones alone or all others, fail in a tree; the first that does ends them."""
    which = "long" if long else "not long"
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-m", which, "-p", "no:cacheprovider", *tests]
    ended = subprocess.run(command, cwd=tree, env={"PYTHONPATH": "."}, capture_output=True, text=True)
    assert ended.returncode in (0, 1, 2), ended.stdout + ended.stderr
    return ended.returncode != 0


if __name__ == "__main__":
    chosen = [lie for lie in PLANTED
              if not sys.argv[1:] or any(word in f"{lie.kind} {lie.file}" for word in sys.argv[1:])]
    with copied_tree() as tree:
        unseen = [lie for lie in chosen if not is_found(lie, tree)]
    print(f"{len(chosen)} lies planted, {len(unseen)} unseen")
    for lie in unseen:
        print(f"{lie.kind}: {lie.file}: {lie.new}")
    sys.exit(bool(unseen))
