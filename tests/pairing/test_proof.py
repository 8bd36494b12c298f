"""Every tagged line computes what its left side says, on every net and for every index; a wrong line does not."""

import ast
import re
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from types import FunctionType

import pytest

import purenn
from purenn import backward_matrix, backward_scalar
from purenn.activation import ACTIVATIONS
from purenn.check import finite_differences
from purenn.explaining.runs import TaggedLines
from purenn.explaining.worked import printed_cost
from purenn.forward import forward_pass
from purenn.matrix import scale, subtract
from purenn.network import Network
from purenn.notation.expression import PairingError
from purenn.pairing.judge import COSTS, FUNCTIONS, Judge, nets, several_nets
from purenn.pairing.proof import Proof, all_judges, apart, largest, prove
from purenn.pairing.reading import read
from purenn.pairing.registry import package_sources
from purenn.pairing.tags import Source, Tag, collect, place, tags_in
from purenn.pairing.values import is_several, last_layer

ROOT = Path(purenn.__file__).parent.parent
TAGS = [tag for tags in collect(package_sources()).values() for tag in tags]
FUNCTIONS_WITH_TAGS = {tag.function: [other for other in TAGS if other.function is tag.function] for tag in TAGS}


SOME = [*all_judges()[:2], *(judge for judge in all_judges() if len(judge.net.Y) > 1)]


@pytest.mark.parametrize("judges", [SOME, pytest.param(all_judges(), marks=pytest.mark.long)], ids=["some", "all"])
@pytest.mark.parametrize("function", [
    pytest.param(function, id=function.name, marks=pytest.mark.equation(*{tag.id for tag in tags}))
    for function, tags in FUNCTIONS_WITH_TAGS.items()
])  # fmt: skip
def test_every_line_is_proven(function, judges):
    lines = (tag for tag in TAGS if tag.function is function)
    assert [str(failure) for failure in prove(lines, judges=judges)] == []


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("hidden.dJ-da-sum", (4 + 3) * 5),  # i, j in layers 1 and 2 of [2, 4, 3, 1], m = 5
        ("hidden.dJ-dw-sum", 4 * 2 + 3 * 4 + 1 * 3),  # i, h in layers 1 to 3
        ("hidden.dz-da-element-solve, step 1", (4 * 3 + 3 * 1) * 5),  # p, i, j in layers 1 and 2
        ("compact.dJ-dA-prev", 3),  # l
        ("loss.cross-entropy", 1),
    ],
)
def test_the_line_is_compared_for_every_index(name, count):
    (tag,) = [tag for tag in TAGS if tag.name == name]
    proof = Proof([tag], None, None)

    assert list(proof.failures(all_judges()[0])) == []
    assert proof.seen[tag] == count


# ---------------------------------------------------------------- a proof can fail


def broken(name: str, old: str, new: str, page: bool = False) -> tuple[Tag, list[str]]:
    """Return the tagged line of a name, and the failures after one piece of its function has been changed.

    What it has to compute is still what it said before, unless the page says the same as the new line.
    """
    (tag,) = [tag for tag in TAGS if tag.name == name]
    first, last = tag.function.lineno - 1, tag.function.end_lineno
    function = "\n".join(tag.source.lines[first:last])
    assert function.count(old) == 1
    lines = [*tag.source.lines[:first], *function.replace(old, new).split("\n"), *tag.source.lines[last:]]
    (changed,) = [each for each in tags_in(Source(tag.file, "\n".join(lines))) if each.name == name]
    return tag, [str(failure) for failure in prove([changed], claims=None if page else {name: read(tag)})]


BREAKS = [
    ("hidden.dJ-da-sum", "W[l + 1][p][i] *", "W[l + 1][i][p] *"),
    ("hidden.dJ-da-sum", "dJ_dA[i][j] = dJ_da_ij", "dJ_dA[i][j] = -dJ_da_ij"),  # the line is right, what returns is not
    ("hidden.dJ-da-sum", "for p in range(n[l + 1])", "for p in range(n[l + 1] - 1)"),
    ("hidden.dJ-db", "for j in range(m)", "for j in range(1)"),
    ("output.dJ-dA", "-(1 / m)", "(1 / m)"),
    ("output.dJ-dZ, step 2", "1 / m", "1"),
    ("compact.dJ-dW, step 2", "matmul(hadamard(dJ_dA[l], activation_factor), transpose(A[l - 1]))",
     "hadamard(dJ_dA[l], matmul(activation_factor, transpose(A[l - 1])))"),
    ("hidden.dz-dw-element-solve, step 1", "sum(W[l][i][g] * A[l - 1][g][j]", "sum(W[l][i][g] * A[l - 1][i][j]"),
    ("hidden.dJ-dz-column-layout", "dJ_dz_j = [[dJ_dZ[l + 1][p][j]]", "dJ_dz_j = [[dJ_dZ[l + 1][p][0]]"),
    ("hidden.Z-layout, step 2", "[[Z_l[i][j] for j in range(m)]", "[[Z_l[i][j] for j in range(m - 1)]"),
    ("hidden.dz-db-element, step 2", "for k in range(n[l])", "for k in range(n[l] - 1)"),  # not for the last unit
    ("update.weights", "W[l][i][h] - gamma", "W[l][i][h] + gamma"),
    ("update.matrix-biases", "W_new[l] = subtract(W[l], scale(gamma, dJ_dW[l]))", "W_new[l] = B_new[l] = B[l]"),
    ("forward.z-element", "z_ij = B[l][i][0]", "z_ij = 0.0"),
    ("forward.input", "A[0] = X", "A[0] = X[:-1]"),
    ("forward.sigmoid-prime, step 3", "a * (1 - a)", "a * (1 - z)"),
    ("loss.cross-entropy", "1 - Y[0][j], 1", "1 - Y[0][j], 2"),
]


@pytest.mark.parametrize(("name", "old", "new"), [
    pytest.param(*each, id=f"{each[0]}-{each[2]}", marks=() if each in BREAKS[::6] else pytest.mark.long)
    for each in BREAKS
])  # fmt: skip
def test_a_broken_line_fails_and_the_message_says_where(name, old, new):
    tag, messages = broken(name, old, new)

    wrong = [message for message in messages if "around the line" not in message]
    start = re.escape(f"{place(tag)}: {name} on [")
    assert re.match(rf"{start}.+ is (.+), expected (?!\1$).+", wrong[0])


def test_the_message_counts_as_printed_and_shows_both_values():
    _, messages = broken("hidden.dz-da-element-solve, step 2", "= W[l + 1][p][i]", "= W[l + 1][p][i] + p")
    judge = all_judges()[0]
    weight = judge.net.W[2][1][0]

    at = "l=1, i=1, j=1, p=2"
    assert f"{judge.net.name}, {at}: the line's value is {weight + 1:.10g}, expected {weight:.6f}" in messages[0]


def test_a_break_that_only_shows_where_m_is_a_width():
    """Elsewhere the shapes do not meet; there they do, and the numbers are wrong (E14)."""
    _, messages = broken(*BREAKS[6])

    assert any("ShapeError" in message for message in messages)
    assert any("[3, 4, 2, 1] m=4" in message and "the line's value" in message for message in messages)


def test_a_cell_that_prints_another_symbol_than_its_value_fails():
    """The numbers are right; what the line writes out is not where they come from."""
    lines = "{0} = W[l + 1][p][i]  # eq: hidden.dz-da-element-solve, step 2\n        dz_j_da_ij[0].append({0})"
    _, messages = broken("hidden.dz-da-layout", lines.format("dz_pj_da_ij"), lines.format("dJ_da_ij"), page=True)

    assert messages and all("the matrix written out" in message for message in messages)


def test_a_line_that_never_runs_is_not_proven():
    size = "m = len(dJ_dZ[L][0])"
    _, messages = broken("output.dZ-dB", size, f"{size}\n    if m:\n        return ones(m, 1)")

    assert "every net: around the line is `if m:`, expected nothing but loops" in messages[0]
    assert any("the line is not run" in message for message in messages) and "the line is never reached" in messages[-1]


def test_a_line_outside_a_function_cannot_be_proven():
    (tag,) = tags_in(Source("sample.py", "A = {}\nA[0] = X  # eq: sample.line"))

    with pytest.raises(PairingError, match=r"sample.py:2: found sample.line outside a function"):
        next(prove([tag]))


def test_a_parameter_that_is_no_symbol_cannot_be_supplied():
    (tag,) = tags_in(Source("sample.py", "def sample(A, weight, l):\n    Z = A[l]  # eq: sample.line\n    return Z"))

    assert "no symbol is called `weight`" in str(next(prove([tag])))


def test_values_are_apart_from_a_hundred_millionth_on():
    assert apart(1.0 + 0.9e-8, 1.0) is None
    assert apart(1.0 + 1.1e-8, 1.0) == ("1.000000011", "1")
    assert apart(float("nan"), 1.0) == ("nan", "1")
    assert apart([[1.0, float("nan")]], [[1.0, 2.0]]) == ("nan in row 1, column 2", "2")
    assert apart([[1.0], [2.0]], [[1.0, 2.0]]) == ("a 2x1 matrix", "1x2")
    assert apart(1.0, [[1.0]]) == ("matrix is 1.0, expected a list of rows", "a matrix")


# ---------------------------------------------------------------- the judge


def test_the_nets_hide_no_slip():
    sizes = [(each.n, each.m) for each in nets()]
    assert {1, 2, 3, 4, 7} <= {len(n) - 1 for n, _ in sizes} and {1, 130} <= {m for _, m in sizes}
    assert max(max(n) for n, _ in sizes) == 12
    pairs = {pair for each in nets() for pair in pairwise([*each.f.values()][:-1])}
    assert pairs == set(product(FUNCTIONS, FUNCTIONS))  # each function follows each
    assert {each.f[len(each.f)] for each in nets()} == set(COSTS) - {"softmax"}
    assert {each.f[len(each.f)] for each in several_nets()} == set(COSTS)
    assert any(each.m == len(each.Y) for each in several_nets())

    assert any(len({*n, m}) == len(n) + 1 for n, m in sizes)  # all sizes differ
    assert any(n[1] > n[0] for n, m in sizes) and any(n[2] > n[1] for n, m in sizes)
    assert any(m in n for n, m in sizes)
    for judge in all_judges():
        outputs = [a for row in judge.containers["a"][judge.L] for a in row]
        assert judge.names[judge.L] != "sigmoid" or all(0.001 < a < 0.999 for a in outputs)  # 1 - a keeps its digits
    for judge in all_judges()[:5]:
        assert all(abs(entry) > 0.1 for l in judge.net.W for row in judge.net.W[l] for entry in row)


def test_the_nets_hold_numbers_of_every_size():
    entries = [abs(entry) for judge in all_judges() for layers in judge.containers.values()
               for matrix in layers.values() for row in matrix for entry in row if entry]
    derivatives = [abs(entry) for judge in all_judges() for matrix in judge.argument("dJ_dW", {}).values()
              for row in matrix for entry in row if entry]

    assert min(entries) < 1e-7 and max(entries) > 1e7
    assert min(derivatives) < 1e-14 and max(derivatives) > 1e14
    assert min(each.gamma for each in nets()) < 1e-6 and max(each.gamma for each in nets()) > 1e3


@pytest.mark.parametrize("judge", all_judges()[:9], ids=lambda judge: judge.net.name)
def test_the_judge_agrees_with_the_gradient_check(judge):
    """Differences along the imaginary axis and along the real one, each with a forward pass of its own."""
    network: Network = judge.argument("network", {})
    run = forward_pass(network, judge.net.X)

    measured = finite_differences(network, run, judge.net.Y)
    for ours, theirs in zip(judge.argument("gradients", {}), measured, strict=True):
        for l in judge.names:
            assert apart(ours[l], theirs[l], max(1.0, largest(ours[l]))) is None


# ---------------------------------------------------------------- what the package exports and runs

PASSES = ["activation", "loss", "several", "forward", "several_scalar", "several_matrix", "backward_scalar",
          "backward_matrix", "descent"]  # fmt: skip


def everything(judge: Judge) -> dict[str, object]:
    """Return what the public functions make of a net: everything, by names that the judge knows."""
    network, X, Y, gamma = judge.argument("network", {}), judge.net.X, judge.net.Y, judge.net.gamma
    found = {}
    for form, forward, backward, update in [
        ("scalar", purenn.scalar_forward_pass, backward_scalar, purenn.scalar_gradient_descent_step),
        ("matrix", purenn.forward_pass, backward_matrix, purenn.gradient_descent_step),
    ]:
        run = forward(network, X)
        gradients = backward.backward_pass(network, run, Y)
        found |= {f"{form} Z": run.Z, f"{form} A": run.A, f"{form} new": update(network, gradients, gamma)}
        found |= {f"{form} {name}": getattr(gradients, name) for name in ("dJ_dA", "dJ_dZ", "dJ_dW", "dJ_dB")}
        found[f"{form} J"] = purenn.cost(network, run, Y)
        found[f"train-{form} new"], (found[f"train-{form} J"],) = purenn.train(network, X, Y, gamma, 1, form=backward)
    return found | {"printed J": printed_cost(network)(run.A[network.L], Y)}


@pytest.mark.parametrize("judge", all_judges(), ids=lambda judge: judge.net.name)
def test_the_passes_as_they_are_exported_give_what_the_judge_says(judge):
    """From end to end, so that nothing between the tagged functions changes a number."""
    for name, found in everything(judge).items():
        symbol = name.split()[1]
        if symbol == "J":
            assert apart(found, judge.constants["J"], abs(judge.constants["J"])) is None, name
        elif symbol == "new":
            for letter, layers in (("W", found.W), ("B", found.B)):
                for l, matrix in layers.items():
                    derivatives = judge.argument(f"dJ_d{letter}", {})[l]
                    true = subtract(judge.argument(letter, {})[l], scale(judge.net.gamma, derivatives))
                    assert apart(matrix, true, largest(true)) is None, (name, letter, l)
        else:
            true = judge.argument(symbol, {})
            assert found.keys() == true.keys()
            for l in true:
                assert apart(found[l], true[l], largest(true[l])) is None, (name, l)


def test_the_passes_run_every_tagged_line_of_their_modules():
    tags = [tag for tag in TAGS if tag.file in {f"purenn/{name}.py" for name in PASSES}]
    lines = TaggedLines(tags)
    reached = {tag for judge in all_judges() for tag, _ in lines.reached(lambda judge=judge: everything(judge))}

    assert {tag.name for tag in tags} - {tag.name for tag in reached} == set()


def test_a_tagged_function_is_the_one_that_its_module_gives_away():
    for tag in TAGS:
        function = getattr(import_module(tag.source.module), tag.function.name)

        assert isinstance(function, FunctionType), tag.name
        code = function.__code__
        assert (code.co_firstlineno, code.co_name) == (tag.function.lineno, tag.function.name), tag.name
        assert Path(code.co_filename) == ROOT / tag.file, tag.name
        assert getattr(purenn, tag.function.name, function) is function


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_every_function_of_a_backward_pass_holds_its_tagged_line(form):
    """But for the walk over the layers: a wrong one could stand untagged beside a right one that nobody calls."""
    source = next(source for source in package_sources() if source.file.endswith(f"{form.__name__[7:]}.py"))
    functions = {node.name for node in source.tree.body if isinstance(node, ast.FunctionDef)}

    assert {tag.function.name for tag in tags_in(source)} == functions - {"backward_pass"}


def test_every_activation_and_its_derivative_holds_its_tagged_line():
    tagged = {tag.function.name for tag in TAGS if tag.file == "purenn/activation.py"}

    assert {each.__name__ for functions in ACTIVATIONS.values() for each in functions} - {"linear"} <= tagged


def test_an_equation_in_the_labels_is_proven_under_the_cost_that_its_function_is_named_for():
    # A squared error whose 2 was forgotten would be taken for a cross-entropy, and be right about that.
    for tag in TAGS:
        if last := last_layer(read(tag)):
            assert (last == "linear") == ("squared" in tag.function.name), f"{tag.name} in {tag.function.name}"
            if is_several(read(tag)):  # nor that of sigmoid units, whose 1 - y was forgotten, for that of a softmax
                assert (last == "sigmoid") == ("sigmoid" in tag.function.name), f"{tag.name} in {tag.function.name}"
