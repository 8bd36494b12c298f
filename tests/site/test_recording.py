"""The record of a run: taken from the source as it stands, proven by replaying it, whatever traced before."""

import sys
from dataclasses import replace

import pytest
from builder.javascript import arithmetic, line_functions
from builder.recording import FORMS, Line, Recorder, check, initial_state, passes, record, replay, run

from purenn.explaining.worked import B, W, X, m, n
from purenn.gradients import Gradients
from purenn.notation.expression import PairingError
from purenn.pairing.tags import Source, tags_in


@pytest.fixture(scope="module", params=FORMS)
def recorded(request):
    return request.param, record(request.param)


def line(code: str) -> Line:
    (tag,) = tags_in(Source("sample.py", code))
    return Line(tag)


def steps_of(recorder, id):
    return [step for step in recorder.steps if step.line.tag.id == id]


def test_a_replay_takes_what_the_run_took_and_ends_where_a_direct_run_ends(recorded):
    form, recorder = recorded
    end = check(form, recorder)
    gradients, network, second = run(form)
    assert (end["Z"], end["A"]) == (second.Z, second.A)
    assert [end[name] for name in Gradients._fields] == list(gradients)
    assert (end["W"], end["B"]) == (network.W, network.B) != (W, B)


def test_every_tagged_line_of_the_passes_occurs():
    occurring = {step.line.tag.name for form in FORMS for step in record(form).steps}
    assert occurring == {line.tag.name for line in passes()}


def test_a_record_that_was_tampered_with_is_refused(recorded):
    form, recorder = recorded
    at = len(recorder.steps) // 2
    step = recorder.steps[at]
    wrong = [[2.0 * x for x in row] for row in step.value] if form == "matrix" else 2.0 * step.value
    steps = [*recorder.steps[:at], replace(step, value=wrong), *recorder.steps[at + 1 :]]
    tampered = Recorder(passes(), steps, recorder.taken)
    with pytest.raises(PairingError, match=r"^(purenn/\w+.py:\d+: at l=\d|record: the replay ends with)"):
        check(form, tampered)


def test_two_tags_on_one_line_are_refused():
    tags = tags_in(Source("sample.py", "A = B + Z  # eq: sample.sum; sample.other"))
    with pytest.raises(PairingError, match=r"^sample.py:1: found the tags sample.sum and sample.other on one line"):
        Recorder([Line(tag) for tag in tags])


def test_a_line_that_runs_within_another_is_refused():
    outer, inner = line("A = Z  # eq: sample.outer"), line("B = Z  # eq: sample.inner")
    recorder = Recorder([inner])
    recorder.running = outer, {}, None
    with pytest.raises(PairingError, match=r"^sample.py:1: found sample.inner run within sample.outer"):
        recorder.begin(inner.tag, sys._getframe())


@pytest.mark.parametrize("name", ["Z", "A", *Gradients._fields, "W", "B"])
def test_a_replay_that_ends_elsewhere_is_refused(recorded, monkeypatch, name):
    form, recorder = recorded
    gradients, network, second = run(form)
    known = {**second._asdict(), **gradients._asdict(), "W": network.W, "B": network.B}
    known[name][1][0][0] += 1e-9
    monkeypatch.setattr("builder.recording.run", lambda form: (gradients, network, second))
    with pytest.raises(PairingError, match=rf"^record: the replay ends with {name} "):
        check(form, recorder)


def test_the_sum_of_one_preactivation_step_by_step():
    recorder = record("scalar")
    steps = [step for step in steps_of(recorder, "forward.z-element") if step.place.startswith("l=1,i=2,j=3,")]
    assert [step.place[12:] for step in steps] == [
        "h=1", "h=2", "h=3", "h=4", "h=1,pass=2", "h=2,pass=2", "h=3,pass=2", "h=4,pass=2"]  # fmt: skip
    steps = steps[:4]
    gathered = B[1][1][0]
    for h, step in enumerate(steps):
        gathered += W[1][1][h] * X[h][2]
        assert (step.cell, step.value) == (("Z", 1, 1, 2), gathered)


def test_a_sum_starts_from_its_starting_value_and_goes_on_from_the_cell():
    steps = record("scalar").steps
    taken = list(replay(steps, initial_state("scalar")))
    starts = [
        (step.cell, took.old)
        for step, took in zip(steps, taken, strict=True)
        if step.line.gathers and all(step.indices[letter] == 0 for letter in step.line.summed)
    ]
    assert {old for cell, old in starts if cell.container.startswith("dJ")} == {0.0}
    biases = [b for layers in (B, run("scalar")[1].B) for l in layers for (b,) in layers[l]]  # of both forward passes
    assert {old for cell, old in starts if cell.container == "Z"} == set(biases)


def test_so_many_steps_as_the_loops_say():
    def units(l):
        return n[l] * m

    scalar = record("scalar")
    weights = sum(n[l] * n[l - 1] for l in W)
    assert len(steps_of(scalar, "forward.z-element")) == 2 * weights * m
    assert len(steps_of(scalar, "hidden.dJ-dw-sum")) == weights * m
    assert len(steps_of(scalar, "hidden.dJ-da-sum")) == units(1) * n[2] + units(2) * n[3]
    assert len(steps_of(scalar, "update.weights")) == weights


def test_whoever_traced_before_traces_on():
    def tracer(*_):
        return None

    before = sys.gettrace()
    try:
        sys.settrace(tracer)
        with pytest.raises(ZeroDivisionError):
            Recorder(passes()).record(lambda: 1 / 0)
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


@pytest.mark.parametrize(("code", "found"), [
    ("A = (B +\n     Z)  # eq: sample.sum", "takes several lines"),
    ("A = [[0 for j in range(m)] for i in range(3)]  # eq: sample.zeros", "holds loops that no step shows"),
])  # fmt: skip
def test_a_line_that_cannot_be_stepped_through_is_refused(code, found):
    with pytest.raises(PairingError, match=rf"^sample.py:\d: `.*` {found}, expected"):
        line(code)


def test_a_line_as_javascript():
    element = next(each for each in passes() if each.tag.id == "hidden.dJ-dz-product")
    assert line_functions(element)[0] == "(read, r, c) => (read[0] * sigmoid_prime(read[1]))"
    whole = next(each for each in passes() if each.tag.id == "compact.dJ-dA")
    assert line_functions(whole) == ["(read, r, c) => sum(read[0].length, (q) => (read[0][q][r] * read[1][q][c]))"]


def test_the_functions_in_javascript_are_those_of_the_tagged_lines():
    assert "quotient(Math.exp(-z), (((1 + Math.exp(-z))) ** 2)) : quotient(Math.exp(z)" in arithmetic(passes())
    assert "(z) => z >= 0.0 ? quotient(1, (1 + Math.exp(-z))) : quotient(Math.exp(z)" in arithmetic(passes())
