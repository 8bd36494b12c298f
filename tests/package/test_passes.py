"""The forward pass turns data into an output, layer by layer, and keeps every Z and A on the way."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from purenn import (
    Network,
    cost,
    cross_entropy,
    forward_pass,
    predict,
    probabilities,
    scalar_forward_pass,
    squared_error,
)
from purenn.forward import scalar_propagate

# Two features, three units, one output. Linear hidden units leave whole numbers to follow.
W = {1: [[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]], 2: [[1.0, 2.0, -1.0]]}
B = {1: [[0.5], [0.0], [-1.0]], 2: [[4.0]]}
X = [[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, -1.0, 3.0]]  # 4 datapoints
linear = Network(W, B, f={1: "linear", 2: "linear"})

forms = pytest.mark.parametrize("forward", [forward_pass, scalar_forward_pass])


@pytest.mark.parametrize("sizes, m", [([3, 3, 2, 1], 5), ([2, 4, 3, 1], 5), ([4, 2, 5, 1], 6), ([3, 4, 1], 3)])
def test_both_forms_agree(sizes, m):
    network = Network.random(sizes, seed=1)
    X = [[(i + 2 * j) % 5 - 1.7 for j in range(m)] for i in range(sizes[0])]
    run, scalar_run = forward_pass(network, X), scalar_forward_pass(network, X)

    for l in range(1, network.L + 1):
        for layers, scalar_layers in ((run.Z, scalar_run.Z), (run.A, scalar_run.A)):
            for entries, scalar_entries in zip(layers[l], scalar_layers[l], strict=True):
                assert entries == pytest.approx(scalar_entries, rel=1e-14, abs=1e-14)


def test_a_column_of_X_is_a_datapoint_and_does_not_see_the_others():
    network = Network.random([2, 3, 1], seed=0)
    outputs = forward_pass(network, X).A[2][0]

    for j in range(4):
        assert forward_pass(network, [[X[0][j]], [X[1][j]]]).A[2] == [[outputs[j]]]


@forms
def test_the_smallest_network_has_one_weight(forward):
    network = Network(W={1: [[2.0]]}, B={1: [[1.0]]}, f={1: "linear"})
    assert forward(network, [[3.0]]).Z == {1: [[7.0]]}


def test_the_scalar_loop_runs_on_any_numbers():
    third = Fraction(1, 3)
    run = scalar_propagate([1, 1], {1: [[third]]}, {1: [[third]]}, {1: lambda z: z * z}, [[Fraction(2), third]])

    # datapoint 1: 1/3 * 2 + 1/3 = 1, datapoint 2: 1/3 * 1/3 + 1/3 = 4/9
    assert run.Z[1] == [[Fraction(1), Fraction(4, 9)]]
    assert run.A[1] == [[Fraction(1), Fraction(16, 81)]]


@forms
def test_no_argument_is_changed(forward):
    before = [row[:] for row in X], repr(linear)
    forward(linear, X)
    assert (X, repr(linear)) == before


def test_the_last_layer_decides_the_cost():
    Y = [[1, 0, 1, 1]]
    run = forward_pass(Network(W, B), X)
    assert cost(Network(W, B), run, Y) == pytest.approx(cross_entropy(run.A[2], Y), rel=1e-14)

    run = forward_pass(linear, X)  # outputs 3.5, 4.5, 2.5, 4.5
    assert cost(linear, run, [[3.5, 3.5, 2.5, 2.5]]) == squared_error(run.A[2], [[3.5, 3.5, 2.5, 2.5]]) == 5 / 4


def test_predict_says_1_where_the_output_is_at_least_one_half():
    network = Network(W={1: [[1.0]]}, B={1: [[0.0]]})
    outputs = forward_pass(network, [[-1e-9, 0.0, 1e-9]]).A[1][0]

    assert outputs[0] < 0.5 == outputs[1] < outputs[2]
    assert predict(network, [[-1e-9, 0.0, 1e-9]]) == [[0, 1, 1]]
    assert probabilities(network, [[-1e-9, 0.0, 1e-9]]) == [outputs]


def test_predict_says_the_number_of_the_largest_output_after_softmax():
    network = Network(W={1: [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]}, B={1: [[0.0], [0.0], [0.5]]}, f={1: "softmax"})
    X = [[2.0, 0.0, -1.0, 0.5, 900.0], [1.0, 3.0, -2.0, 0.5, 900.0]]  # preactivations of class 3 are 0.5 throughout

    assert predict(network, X) == [[0, 1, 2, 0, 0]]  # the first of equals
    assert probabilities(network, X) == forward_pass(network, X).A[1]


def test_predict_says_a_label_for_each_of_several_sigmoid_units():
    network = Network(W={1: [[1.0], [-1.0]]}, B={1: [[0.0], [0.5]]})

    assert predict(network, [[-1.0, 0.25, 1.0]]) == [[0, 1, 1], [1, 1, 0]]


@pytest.mark.parametrize("function", [predict, probabilities])
def test_a_linear_output_is_no_probability(function):
    with pytest.raises(ValueError, match=f"^{function.__name__}: the cost is squared error"):
        function(linear, X)


def test_a_run_prints_what_a_debugger_should_show():
    lines = repr(forward_pass(linear, X)).splitlines()

    assert lines[0] == "Run"
    assert "Z[1] 3x4" in lines[1] and "1.5, 2.5, 0.5, 5.5" in lines[1]
    assert [line.split()[0] for line in lines[1:]] == ["Z[1]", "Z[2]", "A[0]", "A[1]", "A[2]"]


def test_a_large_run_prints_short():
    network = Network.random([30, 40, 1], seed=0)
    lines = repr(forward_pass(network, [[0.123456789] * 500] * 30)).splitlines()

    assert len(lines) == 6 and max(map(len, lines)) <= 80
    assert "0.1235" in lines[3]  # four digits


def test_the_layer_that_the_chapter_works_out_by_hand(capsys):
    chapter = (Path(__file__).parents[2] / "docs" / "hidden-layers.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", chapter, re.DOTALL | re.MULTILINE)
    promised = re.findall(r"^print\(dJ_d\w\[1\]\)  # (.*)$", example, re.MULTILINE)
    assert len(promised) == example.count("print") == 4

    exec(compile(example, "hidden-layers.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == promised

    exec(compile(example.replace("backward_scalar", "backward_matrix"), "hidden-layers.md", "exec"), {})
    assert list(map(eval, capsys.readouterr().out.splitlines())) == list(map(eval, promised))
