"""Mazur's example is computed as the package would, output by output, and its derivatives are those of differences."""

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import mazur

from purenn import Network, forward_pass
from purenn.numerical import derivative

X = [[each] for each in mazur.INPUTS]


def test_the_outputs_are_those_of_two_networks_with_one_output():
    W, B = mazur.START
    for p, output in enumerate(mazur.forward(mazur.START)[2]):
        network = Network(W={1: W[1], 2: [W[2][p]]}, B={1: [[b] for b in B[1]], 2: [[B[2][p]]]})
        assert forward_pass(network, X).A[2] == [[pytest.approx(output, abs=1e-15)]]


@pytest.mark.parametrize("l", [1, 2])
def test_a_step_goes_against_the_gradient(l):
    W = {k: [row[:] for row in mazur.START.W[k]] for k in (1, 2)}
    after = mazur.step(mazur.START).W[l]

    def error():
        return mazur.error(mazur.Net(W, mazur.START.B))

    for old, new, row in zip(mazur.START.W[l], after, W[l], strict=True):
        slopes = [derivative(error, row, h) for h in range(len(row))]
        assert [o - n for o, n in zip(old, new, strict=True)] == pytest.approx([0.5 * s for s in slopes], abs=1e-10)


def test_biases_go_against_theirs_one_for_each_unit_or_one_for_a_layer():
    B = {l: [[b] for b in mazur.START.B[l]] for l in (1, 2)}

    def error():
        return mazur.error(mazur.Net(mazur.START.W, {l: [b for (b,) in B[l]] for l in B}))

    for l in (1, 2):
        slopes = [derivative(error, row, 0) for row in B[l]]
        own, one = (mazur.with_biases(mazur.START, shared=shared).B[l] for shared in (False, True))
        assert own == pytest.approx([b - 0.5 * s for b, s in zip(mazur.START.B[l], slopes, strict=True)], abs=1e-10)
        assert one == pytest.approx([b - 0.5 * sum(slopes) for b in mazur.START.B[l]], abs=1e-10)


def test_what_he_prints_is_compared_with_every_digit(monkeypatch):
    monkeypatch.setitem(mazur.PRINTED, "after", "0.291027774")
    with pytest.raises(AssertionError, match=r"0\.291027924"):
        mazur.numbers()
