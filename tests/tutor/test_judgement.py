"""The verdict: the truth is the judge's, every call is compared with it, and nothing but values decides."""

import pytest

from purenn import Network, backward_matrix, cross_entropy, forward_pass, gradient_descent_step
from purenn.activation import sigmoid, sigmoid_prime
from purenn.matrix import matmul, subtract, transpose
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.judgement import Stop, compared, held, judged, judges, places, truth


def package(judge):
    """What the package computes on a net: the network, its forward pass and its gradients."""
    network = Network(judge.net.W, judge.net.B, judge.net.f)
    run = forward_pass(network, judge.net.X)
    return network, run, backward_matrix.backward_pass(network, run, judge.net.Y)


@pytest.mark.parametrize("id", EXERCISES)
def test_the_truth_is_what_the_package_computes(id):
    exercise = EXERCISES[id]
    for judge in judges():
        network, run, gradients = package(judge)
        stepped = gradient_descent_step(network, gradients, judge.net.gamma)
        for at in places(exercise, judge):
            true = expected(exercise, judge, at, run, gradients, stepped)
            assert compared(truth(exercise, judge, at), true) == ("", (0, 0))


def expected(exercise, judge, at, run, gradients, stepped):
    """What the package has for what an exercise asks for."""
    name = exercise.returns.partition("[")[0]
    if name == "J":
        return cross_entropy(run.A[judge.L], judge.net.Y)
    if name == "W and B":
        return stepped.W, stepped.B
    if name == "a number":
        return number(at, gradients, exercise.function)
    return getattr({"W": stepped, "Z": run, "A": run}.get(name, gradients), name)[at["l"]]


def number(at, gradients, function):
    """A function of one number, or one entry of dJ_dW."""
    if "z" in at:
        return {"sigmoid": sigmoid, "sigmoid_prime": sigmoid_prime}[function](at["z"])
    return gradients.dJ_dW[at["l"]][at["i"]][at["h"]]


def caller(call):
    """Call, and turn what is raised into a stop."""
    try:
        return call()
    except Exception as error:
        return Stop(type(error).__name__, 1, str(error))


def test_every_layer_of_every_net_is_tried_and_a_hidden_layer_is_never_the_last():
    exercise = EXERCISES["hidden.dJ-da-sum"]
    calls = list(judged(lambda W, dJ_dZ, l: matmul(transpose(W[l + 1]), dJ_dZ[l + 1]), exercise, caller))

    assert [call.problem for call in calls] == [""] * 8
    assert sorted(call.at["l"] for call in calls) == [1, 1, 1, 1, 2, 2, 2, 2]
    assert [judge.names[1] for judge in judges()] == ["sigmoid", "tanh", "tanh", "sigmoid"]
    assert [call.worked for call in calls] == [True, True] + [False] * 6


def test_the_first_wrong_entry_is_told():
    exercise = EXERCISES["update.weights"]

    def updated_W(W, dJ_dW, gamma, l):
        new = subtract(W[l], [[gamma * slope for slope in row] for row in dJ_dW[l]])
        new[-1][-1] += 1e-6
        return new

    (first, *_) = judged(updated_W, exercise, caller)
    assert (first.problem, first.cell) == ("value", (2, 3))


def test_what_a_function_writes_into_is_told_and_the_next_call_has_fresh_arguments():
    def layer_Z(W, B, A, l):
        W[l][0][0] = 0.0
        return A[l - 1]

    calls = list(judged(layer_Z, EXERCISES["forward.z-element"], caller))
    assert {call.changed for call in calls} == {("W",)}
    assert held(judges()[0], "W")[1][0][0] == -0.5


@pytest.mark.parametrize(("found", "problem"), [
    ([[1.0, 2.0]], ""), ([[1, 2]], ""), ([[1.0, 2.0 + 1e-12]], ""),
    ([[1.0, 2.1]], "value"), ([[1.0, float("nan")]], "value"),
    ([[1.0], [2.0]], "shape"), ([1.0, 2.0], "shape"), (None, "shape"), ([], "shape"), ([[True, 2.0]], "shape"),
    ([(1.0, 2.0)], "shape"), ("12", "shape"), ([[1.0, 2.0], [3.0]], "shape"), ([[1 + 0j, 2.0]], "shape"),
    ({0: [[1.0, 2.0]]}, "shape"),
])  # fmt: skip
def test_a_result_is_a_list_of_rows_of_numbers_that_are_right(found, problem):
    assert compared(found, [[1.0, 2.0]])[0] == problem
