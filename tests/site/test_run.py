"""What the chapters on gradient descent and on the tumours say in words of the numbers that the build puts in."""

from math import log
from pathlib import Path

import pytest
from builder import run, values
from builder.learnt import learnt
from builder.values import computed

from purenn.data import split
from purenn.real_data.subjects import prepare

ROOT = Path(__file__).parents[2]
FOUND = computed("run", ROOT)


def number(name):
    return float(FOUND[name].rstrip("%").replace(r"$", "").replace(r"\cdot10^{", "e").replace("}", ""))


def test_the_run_that_is_kept_is_the_one_of_the_command():
    short = learnt("--layers", "2", "--steps", "3", "--seed", "1")
    assert len(short.networks) == 4 and len(short.costs) == 3
    assert [short.cost(short.training, step) for step in range(3)] == pytest.approx(short.costs)
    table = short.table(short.unseen)
    assert short.right(short.unseen) == table.hits + table.correct_rejections


def test_a_single_unit_does_as_well_on_the_tumours():
    assert FOUND["unit_accuracy_unseen"] == FOUND["accuracy_unseen"]
    assert number("unit_cost_unseen") < number("cost_unseen")


def test_the_random_start_is_worse_than_both_guesses_and_the_raw_run_ends_at_the_better_one():
    assert number("base_cost") < log(2) < number("cost_first")
    assert FOUND["raw_cost"] == FOUND["base_cost"] and FOUND["raw_output"] == FOUND["base_share"]
    assert FOUND["raw_hits"] == "0" and number("raw_share") > 50


def test_the_raw_run_is_of_the_same_tumours():
    options = run.parse([])
    data, training, *_ = prepare(options)
    assert split(data, options.seed)[0].Y == training.Y


def test_a_lower_threshold_misses_no_more_and_raises_no_fewer_alarms():
    misses, alarms = ([number(f"{name}_{what}") for name in run.BOUNDARIES] for what in ("misses", "false_alarms"))
    assert misses == sorted(misses, reverse=True) and alarms == sorted(alarms)
    assert misses[1] == misses[0] == 2 and alarms[1] == alarms[0] + 1  # a fifth finds nothing, and costs an alarm
    assert FOUND["half_misses"] == FOUND["misses"]
    assert len(FOUND["missed_outputs"].split(" and ")) == 2


def test_the_gammas_do_what_the_table_is_said_to_show():
    last = {name: number(f"gamma_{name}_last") for name in run.GAMMAS}
    rises = {name: number(f"gamma_{name}_rises") for name in run.GAMMAS}
    assert min(last, key=last.get) == "good" and FOUND["gamma_good"] == FOUND["gamma"]
    assert (rises["small"], rises["good"], rises["large"]) == (0, 0, 1) and rises["too_large"] > 10
    assert last["small"] > 2 * last["good"] and last["large"] < 1.2 * last["good"] and last["too_large"] > 0.5
    assert all(number(f"gamma_{name}_highest") > number("gamma_first") for name in ("large", "too_large"))
    longer = learnt("--layers", "none", "--steps", "400", "--gamma", run.GAMMAS["too_large"])
    assert longer.cost(longer.training) < last["good"]  # given several hundred steps, even it comes down
    page = (ROOT / "docs" / "gradient-descent.md").read_text(encoding="utf-8")
    assert f"--layers none --steps {run.GAMMA_STEPS} --gamma {run.GAMMAS['too_large']}\n" in page
    assert f"--hidden linear --gamma {FOUND['linear_gamma']}`" in page


def test_the_gaps_of_the_check_are_told_from_the_smallest_scale_to_the_largest():
    assert number("check_absolute") < number("check_max_error") < number("check_relative") < 1e-6
    assert number("check_smallest") < 1e-6 < number("check_largest")
    assert values.power(2.6e-4) == r"$2.6\cdot10^{-4}$"
