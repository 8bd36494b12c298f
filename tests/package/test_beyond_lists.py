"""docs/beyond/ comes to purenn's numbers: in NumPy, by autograd, and on two machines that have unequal shares.

What needs NumPy or PyTorch is skipped without it.
"""

import importlib
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from docs.beyond import shares
from purenn import Network, backward_matrix, check_gradients, cost, forward_pass, gradient_descent_step, train
from purenn.explaining import worked
from purenn.gradients import Gradients
from purenn.matrix import shape, subtract

ROOT = Path(__file__).parents[2]
NEAR = 1e-12  # of the largest entry
N, M = [3, 5, 4], 6
OUTPUTS = {
    "one sigmoid": (1, "sigmoid", None),
    "several sigmoids": (2, "sigmoid", None),
    "softmax": (3, "softmax", None),
    "one linear": (1, "linear", None),
    "several linear": (2, "linear", None),
    "squared error after tanh": (2, "tanh", "squared-error"),
    "squared error after ReLU": (3, "relu", "squared-error"),
    "squared error after sigmoid": (2, "sigmoid", "squared-error"),
}


def case(output):
    """A network with biases and three kinds of hidden units, and data for it."""
    n_L, last, named = OUTPUTS[output]
    draw = Random(len(output))
    start = Network.random([*N, 7, n_L], 1, {1: "relu", 2: "tanh", 3: "sigmoid", 4: last}, named)
    B = {l: [[draw.uniform(-1, 1)] for _ in rows] for l, rows in start.B.items()}
    X = [[draw.gauss(0, 1) for _ in range(M)] for _ in range(N[0])]
    if last == "softmax":
        Y = [[float(j % n_L == i) for j in range(M)] for i in range(n_L)]
    elif start.cost == "cross-entropy":
        Y = [[float((i + j) % 3 == 0) for j in range(M)] for i in range(n_L)]
    else:
        Y = [[draw.gauss(0, 2) for _ in range(M)] for _ in range(n_L)]
    return Network(start.W, B, start.activations, start.cost), X, Y


def apart(left, right):
    """The largest difference of two matrices of one shape, as a share of the largest entry of the first."""
    assert shape(left) == shape(right)
    pairs = [pair for rows in zip(left, right, strict=True) for pair in zip(*rows, strict=True)]
    return max(abs(a - b) for a, b in pairs) / max(abs(a) for a, _ in pairs)


def derived(network, X, Y):
    run = forward_pass(network, X)
    return cost(network, run, Y), backward_matrix.backward_pass(network, run, Y)


# ---- shares


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("sizes", [[4, 2], [1, 5], [3, 1, 2]])
def test_the_mean_of_the_shares_is_the_gradient_of_all(output, sizes):
    network, X, Y = case(output)
    J, gradients = derived(network, X, Y)
    parts = [derived(network, *each) for each in zip(shares.cut(X, sizes), shares.cut(Y, sizes), strict=True)]
    assert shares.mean([[[each]] for each, _ in parts], sizes)[0][0] == pytest.approx(J, rel=NEAR)
    for name in ("dJ_dW", "dJ_dB"):
        for l, whole in getattr(gradients, name).items():
            found = [getattr(each, name)[l] for _, each in parts]
            assert apart(whole, shares.mean(found, sizes)) < NEAR
            assert apart(whole, shares.mean(found, [1] * len(sizes))) > 1e-4


def test_shares_stand_side_by_side():
    matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert shares.cut(matrix, [2, 1]) == [[[1.0, 2.0], [4.0, 5.0]], [[3.0], [6.0]]]


def test_a_mean_counts_each_share_with_its_size():
    assert shares.mean([[[4.0, 8.0]], [[1.0, 0.0]]], [3, 1]) == [[3.25, 6.0]]  # (3 * 4 + 1) / 4, (3 * 8 + 0) / 4


def test_what_the_page_shows_of_the_shares():
    found = shares.compared()
    J, gradients = derived(Network(worked.W, worked.B), worked.X, worked.Y)
    assert found["all at once"] == (J, gradients.dJ_dW[1][0][0])
    assert found["their mean"] == pytest.approx(found["all at once"], rel=NEAR)
    assert found["a plain mean"][1] > 0 > found["all at once"][1]  # it goes the wrong way
    assert sum(shares.SIZES) == worked.m


# ---- NumPy


@pytest.fixture
def twin():
    pytest.importorskip("numpy", reason="NumPy is not installed")
    from docs.beyond import matrix_twin

    return matrix_twin


@pytest.mark.parametrize("output", OUTPUTS)
def test_numpy_has_every_activation_and_every_gradient(twin, output):
    network, X, Y = case(output)
    ours, theirs = forward_pass(network, X), twin.forward_pass(twin.carried_over(network), twin.array(X))
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.keys() == other.keys()
        assert all(apart(mine[l], other[l].tolist()) < NEAR for l in mine)

    ours = backward_matrix.backward_pass(network, ours, Y)
    theirs = twin.backward_pass(twin.carried_over(network), theirs, twin.array(Y))
    assert ours._fields == theirs._fields
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.keys() == other.keys()
        assert all(apart(mine[l], other[l].tolist()) < NEAR for l in mine)


@pytest.mark.parametrize("output", OUTPUTS)
def test_numpy_descends_alike(twin, output):
    network, X, Y = case(output)
    ours, _ = train(network, X, Y, gamma=0.1, steps=30)
    theirs = twin.descend(twin.carried_over(network), twin.array(X), twin.array(Y), gamma=0.1, steps=30)
    for l in network.W:
        assert apart(ours.W[l], theirs.W[l].tolist()) < NEAR
        assert apart(ours.B[l], theirs.B[l].tolist()) < NEAR
        assert apart(ours.W[l], network.W[l]) > 1e-3


def test_shapes_that_do_not_meet_are_repeated_in_numpy_and_refused_here(twin):
    outputs, labels = [[0.5, 0.25, 1.0]], [[1.0], [0.0], [1.0]]
    assert (twin.array(outputs) - twin.array(labels)).shape == (3, 3)
    with pytest.raises(ValueError, match=r"1x3 .* 3x1"):
        subtract(outputs, labels)


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_gradient_check_takes_the_twin_for_a_form(twin, output):
    class Form:
        @staticmethod
        def backward_pass(network, run, Y):
            arrays = twin.Run(*map(twin.arrays, run))
            found = twin.backward_pass(twin.carried_over(network), arrays, twin.array(Y))
            return Gradients(*({l: each.tolist() for l, each in layers.items()} for layers in found))

    assert check_gradients(*case(output), form=Form).max_error < 1e-8


@pytest.mark.filterwarnings("error")
def test_nothing_overflows_in_numpy(twin):
    Z = twin.array([[-1e300, -800.0, 0.0, 800.0, 1e300]])
    assert twin.sigmoid(Z)[0].tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert twin.sigmoid_prime(Z)[0].tolist() == [0.0, 0.0, 0.25, 0.0, 0.0]
    assert twin.softmax(twin.array([[1e300, 0.0], [-1e300, 0.0]])).tolist() == [[1.0, 0.5], [0.0, 0.5]]


def test_every_line_of_the_twin_repeats_a_line_of_the_package_in_a_function_of_its_name():
    pytest.importorskip("pygments", reason="the site's builder needs pygments")
    pytest.importorskip("math_core", reason="the site's builder needs math-core")
    from builder import beyond

    from purenn.pairing.registry import package_sources
    from purenn.pairing.tags import tags_in

    ours = {tag.name: tag.function.name for module in package_sources() for tag in tags_in(module)}
    theirs = {tag.name: tag.function.name for tag in tags_in(beyond.source(beyond.TWIN))}
    for name, function in theirs.items():
        known = ours[name].replace("propagate", "forward_pass")
        assert function == known or name.startswith("several."), name  # its lines for one unit take several
    assert {tag.partition(".")[0] for tag in theirs} == {"forward", "output", "several", "compact", "update"}


def test_the_page_shows_lines_of_the_files():
    pytest.importorskip("pygments", reason="the site's builder needs pygments")
    pytest.importorskip("math_core", reason="the site's builder needs math-core")
    from builder import beyond

    package = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "purenn").glob("*.py"))
    numpy = (ROOT / "docs" / "beyond" / "matrix_twin.py").read_text(encoding="utf-8")
    pairs = list(beyond.twins())
    for theirs, lines, ids in pairs:
        assert f"{theirs}  # eq: {ids[0]}" in numpy
        assert all(any(f"{line}  # eq: {id}" in package for id in ids) for line in lines)
        assert all(any(f"{line}  # eq: {id}" in package for line in lines) for id in ids)
    assert len(pairs) == numpy.count("# eq: ") == 12
    for file, names in beyond.SHOWN.items():
        text = (ROOT / "docs" / "beyond" / file).read_text(encoding="utf-8")
        for name in names:
            block = beyond.function(file, name)
            assert block.startswith(f"```python\ndef {name}(")
            assert block.removeprefix("```python\n").removesuffix("```") in text
            assert max(map(len, block.split("\n"))) <= 76  # as many as its column shows


# ---- PyTorch


@pytest.mark.long
@pytest.mark.parametrize("output", OUTPUTS)
def test_autograd_finds_the_derived_gradients(output):
    pytest.importorskip("torch", reason="PyTorch is not installed")
    from docs.beyond import autograd

    network, X, Y = case(output)
    J, gradients = derived(network, X, Y)
    W, B, theirs = autograd.differentiated(network, X, Y)
    assert theirs.item() == pytest.approx(J, rel=NEAR)
    for l in network.W:
        assert W[l].tolist() == network.W[l] and B[l].tolist() == network.B[l]
        assert apart(gradients.dJ_dW[l], W[l].grad.tolist()) < NEAR
        assert apart(gradients.dJ_dB[l], B[l].grad.tolist()) < NEAR


MACHINE = """
import json, sys
from torch import distributed
from docs.beyond.autograd import differentiated
from docs.beyond.many_machines import joined
from docs.beyond.shares import cut
from purenn import Network

with open(sys.argv[1]) as file:
    W, B, f, cost, X, Y, sizes, gamma, steps = json.load(file)
W, B, f = ({int(l): each for l, each in layers.items()} for layers in (W, B, f))
distributed.init_process_group("gloo")
r, found = distributed.get_rank(), []
X, Y = cut(X, sizes)[r], cut(Y, sizes)[r]
for _ in range(steps):
    J, dJ_dW, dJ_dB = joined(differentiated(Network(W, B, f, cost), X, Y), sizes[r], sum(sizes))
    found = found or [J.item(), *({l: each.tolist() for l, each in layers.items()} for layers in (dJ_dW, dJ_dB))]
    W, B = ({l: [[w - gamma * d for w, d in zip(*rows)] for rows in zip(old[l], by[l].tolist())] for l in old}
            for old, by in ((W, dJ_dW), (B, dJ_dB)))
with open(f"{sys.argv[1]}.{r}", "w") as file:
    json.dump([*found, W, B], file)
distributed.destroy_process_group()
"""


def on_two_machines(*words):
    """What two processes print; both are ended if they take too long."""
    pytest.importorskip("torch", reason="PyTorch is not installed")
    started = subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2",
         "--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0", *words],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        said, complaint = started.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        started.terminate()  # upon which it ends the machines
        try:
            started.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            started.kill()
        raise
    assert started.returncode == 0, complaint
    return said


@pytest.mark.long
@pytest.mark.parametrize("output", ["one sigmoid", "softmax", "several linear"])
def test_two_machines_with_unequal_shares_find_the_gradient_of_all_and_descend_alike(output, tmp_path):
    network, X, Y = case(output)
    task, machine = tmp_path / "task.json", tmp_path / "machine.py"
    machine.write_text(MACHINE, encoding="utf-8")
    given = [network.W, network.B, network.activations, network.cost, X, Y, [4, 2], 0.1, 30]
    task.write_text(json.dumps(given), encoding="utf-8")
    on_two_machines(str(machine), str(task))

    J, gradients = derived(network, X, Y)
    trained, _ = train(network, X, Y, gamma=0.1, steps=30)
    first, second = (json.loads((tmp_path / f"task.json.{r}").read_text(encoding="utf-8")) for r in (0, 1))
    assert first == second
    assert first[0] == pytest.approx(J, rel=NEAR)
    for whole, found in zip((gradients.dJ_dW, gradients.dJ_dB, trained.W, trained.B), first[1:], strict=True):
        assert all(apart(whole[l], found[str(l)]) < NEAR for l in whole)


@pytest.mark.long
def test_the_example_prints_what_the_page_shows():
    lines = on_two_machines("-m", "docs.beyond.many_machines").splitlines()
    found = {line[:16].strip(): [float(word) for word in line[16:].split()] for line in lines}
    shown = shares.compared()
    assert sorted(found) == ["both", "machine 0", "machine 1", "purenn"]
    for name, same in (("both", "all at once"), ("purenn", "all at once"), ("machine 0",) * 2, ("machine 1",) * 2):
        assert found[name] == pytest.approx(shown[same], abs=1e-11)


@pytest.mark.long
def test_a_machine_alone_is_told_how_to_start():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "docs.beyond.many_machines"], cwd=ROOT, capture_output=True, encoding="utf-8",
        env={each: value for each, value in os.environ.items() if each != "WORLD_SIZE"}, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "expected 2; start them by torchrun" in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("module", ["matrix_twin", "autograd"])
def test_each_file_compares_itself_with_the_package(module):
    library = {"matrix_twin": "numpy", "autograd": "torch"}[module]
    pytest.importorskip(library, reason=f"{library} is not installed")
    done = subprocess.run(
        [sys.executable, "-m", f"docs.beyond.{module}"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    (apart,) = [float(word) for word in done.stdout.replace("_", " ").split() if "e-" in word]
    assert apart < NEAR


def test_the_step_of_descent_is_that_of_the_package(twin):
    network, X, Y = case("softmax")
    run = forward_pass(network, X)
    ours = gradient_descent_step(network, backward_matrix.backward_pass(network, run, Y), 0.5)
    other = twin.carried_over(network)
    theirs = twin.gradient_descent_step(
        other, twin.backward_pass(other, twin.forward_pass(other, twin.array(X)), twin.array(Y)), 0.5
    )
    assert all(apart(ours.W[l], theirs.W[l].tolist()) < NEAR for l in ours.W)
    assert all((other.W[l] == twin.array(network.W[l])).all() for l in other.W)  # and what there was stays


@pytest.mark.parametrize(
    ("program", "library", "name"),
    [("matrix_twin", "numpy", "NumPy"), ("autograd", "torch", "PyTorch"), ("many_machines", "torch", "PyTorch")],
)
def test_without_its_library_a_program_says_in_a_line_what_it_needs(program, library, name, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"docs.beyond.{program}", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(f"docs.beyond.{program}", run_name="__main__")
    assert ended.value.code == f"{program} needs {name}: pip install -e '.[beyond]'"
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(f"docs.beyond.{program}")
