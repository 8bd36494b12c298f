"""A table of one's own on the command line: learnt, reported, saved, and what the saved model says of another table."""

import csv
import io
import os
import re
import signal
from math import sqrt
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from test_command_line import inside, on_a_terminal, run, started

from purenn import Model, Network, cost, forward_pass, means_and_scales, predict, save, split, train
from purenn.cli import parse
from purenn.data import load, read_csv
from purenn.real_data import job, report, subjects
from purenn.real_data.subjects import prepare

SHORT = ["--layers", "2", "--steps", "30"]


def written(path, names, rows, separator=","):
    path.write_text("\n".join(separator.join(map(str, row)) for row in [names, *rows]) + "\n", encoding="utf-8")
    return str(path)


def plants(m=60, seed=0):
    """Datapoints of three kinds, parted well by two lengths."""
    draw = Random(seed)
    middles = {"fern": (1, 1), "moss": (1, 4), "reed": (4, 2)}
    return [[round(draw.gauss(mean, 0.4), 2) for mean in middles[kind]] + [kind]
            for kind in [list(middles)[j % 3] for j in range(m)]]  # fmt: skip


NAMES = ["stem", "leaf", "kind"]


@pytest.fixture
def three(tmp_path):
    return written(tmp_path / "plants.csv", NAMES, plants())


@pytest.fixture
def two(tmp_path):
    return written(tmp_path / "two.csv", NAMES, [row for row in plants() if row[2] != "reed"])


@pytest.fixture
def amounts(tmp_path):
    rows = [[stem, leaf, round(10 * stem - 3 * leaf + 100, 3)] for stem, leaf, _ in plants()]
    return written(tmp_path / "weights.csv", ["stem", "leaf", "weight"], rows)


# ---- learnt and reported


def test_several_classes(three):
    result = inside("--data", three, "--steps", "60")

    assert (result.returncode, result.stderr) == (0, "")
    assert "60 datapoints, 2 features each: 20 fern, 20 moss, 20 reed" in result.stdout
    assert "[2, 8, 3] units, 51 weights and biases" in result.stdout  # 8 * 3 + 3 * 9
    assert "sigmoid in each hidden layer, softmax in the last" in result.stdout
    counts = dict(re.findall(r"^  (fern|moss|reed) +(.*)", result.stdout, re.MULTILINE))
    assert {name: row.split() for name, row in counts.items()} == {  # twelve unseen, all right
        "fern": ["4", ".", "."], "moss": [".", "4", "."], "reed": [".", ".", "4"]
    }  # fmt: skip
    assert re.search(r"accuracy +\S+% +100.0%", result.stdout)


def test_two_classes_have_a_table_of_hits_and_misses_in_their_own_words(two):
    result = inside("--data", two, *SHORT)
    rows = [re.search(rf"^  {name} +(\d+) +(\d+)$", result.stdout, re.MULTILINE).groups() for name in ("moss", "fern")]

    assert "20 moss (1), 20 fern (0)" in result.stdout
    assert "said moss" in result.stdout and "said fern" in result.stdout
    assert [sum(map(int, row)) for row in rows] == [4, 4]


def test_amounts_are_told_in_their_own_units_beside_what_it_costs_to_say_the_mean(amounts, tmp_path):
    model = str(tmp_path / "model.json")
    result = inside("--data", amounts, "--save", model, "--steps", "40")
    shown = {
        name: list(map(float, re.search(rf"{name} +(\S+) +(\S+)", result.stdout).groups()))
        for name in ("cost J", "root mean squared error", "always saying the mean")
    }
    prepared = prepare(parse(["--data", amounts, "--layers", "8"]), subjects.subject_of(parse(["--data", amounts])))
    mean, scale = prepared.answer
    network = load(model).network
    for k, part in enumerate((prepared.training, prepared.unseen)):
        true = [y * scale + mean for y in part.Y[0]]
        said = [a * scale + mean for a in forward_pass(network, part.X).A[network.L][0]]
        off = sqrt(sum((a - y) ** 2 for a, y in zip(said, true, strict=True)) / len(true))
        mean_off = sqrt(sum((mean - y) ** 2 for y in true) / len(true))
        assert shown["root mean squared error"][k] == pytest.approx(off, rel=1e-3)
        assert shown["always saying the mean"][k] == pytest.approx(mean_off, rel=1e-3)
        assert off < mean_off / 2
        J = cost(network, forward_pass(network, part.X), part.Y)
        assert shown["cost J"][k] == pytest.approx(J, abs=1e-4)
    weights = [10 * stem - 3 * leaf + 100 for stem, leaf, _ in plants()]
    assert f"weight from {min(weights):g} to {max(weights):g}" in result.stdout
    assert "sigmoid in each hidden layer, linear in the last" in result.stdout


def test_the_defaults_suit_the_kind_and_the_size(three, amounts):
    def course(*arguments):
        return re.search(r"^Training\n  (.*)", inside(*arguments, "--seed", "1").stdout, re.MULTILINE)[1]

    with patch.object(subjects, "LARGE", 50):
        large = course("--data", three)
        assert large == "10 passes of 2 steps on batches of 32, gamma 1, gradients in matrix form"  # of 48
        assert course("--data", three, "--steps", "3") == (
            "3 steps on batches of 32 (1.5 passes), gamma 1, gradients in matrix form"
        )
    whole = course("--data", three, "--passes", "4")
    assert whole.startswith("4 passes of gradient descent, each one step on all 48 datapoints, gamma 1,")
    assert course("--data", three, "--batch", "20", "--passes", "4").startswith("4 passes of 3 steps on batches of 20")
    assert course("--data", amounts).startswith("200 steps of gradient descent, gamma 0.1,")
    assert course("--data", amounts, "--gamma", "0.2").startswith("200 steps of gradient descent, gamma 0.2")


def test_the_unseen_part_is_drawn_by_the_seed_and_gives_nothing_to_the_scales(amounts):
    for seed in ("0", "1"):
        options = parse(["--data", amounts, "--layers", "2", "--seed", seed])
        training, unseen = split(read_csv(amounts), int(seed))
        prepared = prepare(options, subjects.subject_of(options))

        assert prepared.raw == unseen
        assert prepared.pairs == means_and_scales(training.X)
        assert [prepared.answer] == means_and_scales(training.Y)


def test_the_same_numbers_twice(three):
    arguments = ["--data", three, "--batch", "7", "--passes", "3"]
    assert inside(*arguments).stdout == inside(*arguments).stdout


def test_a_long_name_pushes_no_remark_but_its_own(tmp_path):
    table = written(tmp_path / f"{'long' * 12}.csv", NAMES, plants())
    screen = inside("--data", table, "--steps", "1").stdout
    lines = screen[screen.index("To try next") :].splitlines()[1:]

    assert max(len(line) for line in lines if "--data" not in line) <= 80
    for k, line in enumerate(lines):
        remark = lines[k + 1][:6] == "      " if "--data" in line else "  " in line.strip() or line[:6] == "      "
        assert remark, line


def test_a_run_that_ends_worse_than_it_began_says_so(amounts):
    wild, tame = (inside("--data", amounts, "--gamma", gamma, "--steps", "7") for gamma in ("3", "0.1"))
    start, *_, end = (float(J) for J in re.findall(r"^  step \d+/7  J (\S+)", wild.stdout, re.MULTILINE))

    assert end > start and f"where it was {start:.4f}" in wild.stdout and "--gamma 0.3 makes" in wild.stdout
    assert "J is higher" not in tame.stdout
    assert "--gamma 100" not in tame.stdout


def test_what_is_tried_next_is_longer_where_J_still_falls(three):
    soon, late = (inside("--data", three, "--gamma", "0.3", "--steps", steps).stdout for steps in ("40", "1000"))

    assert re.search(r"--steps 80\s+J was still falling", soon)
    assert "still falling" not in late


def test_the_report_names_what_is_learnt_and_tells_long_names_apart(tmp_path):
    rows = [[stem, leaf, f"a plant of the kind {kind}"] for stem, leaf, kind in plants()]
    screen = inside("--data", written(tmp_path / "long.csv", NAMES, rows), "--steps", "2").stdout

    assert "  learnt: column kind, from 2 features\n" in screen
    assert "3 classes, 20 of each" in screen
    assert all(f"  a plant of …d {kind}" in screen for kind in ("fern", "moss", "reed"))


def test_label_leave_out_and_missing_reach_the_reader(tmp_path):
    rows = [[j % 2, stem, leaf if j else "", kind] for j, (stem, leaf, kind) in enumerate(plants())]
    path = written(tmp_path / "a,b.csv", ["id", "stem", '"leaf, long"', "kind"], rows)
    label = ["--data", path, "--label", "stem", "--leave-out", 'kind, "leaf, long"', "--steps", "2"]

    assert "60 datapoints, 1 feature each: stem from" in inside(*label).stdout
    whole, dropped = (inside("--data", path, "--missing", how, "--steps", "2").stdout for how in ("mean", "drop"))
    assert "60 datapoints, 3 features" in whole and "59 datapoints, 3 features" in dropped


def test_columns_that_are_left_out_add_up(tmp_path):
    rows = [[j, stem, leaf, kind] for j, (stem, leaf, kind) in enumerate(plants())]
    path = written(tmp_path / "plants.csv", ["id", *NAMES], rows)

    assert "1 feature each" in inside("--data", path, "--leave-out", "id", "--leave-out=leaf", "--steps", "1").stdout


def test_scores_are_learnt_as_classes_with_a_remark_or_as_amounts(tmp_path):
    path = written(tmp_path / "scores.csv", ["x", "score"], [[j % 7, 1 + j % 7] for j in range(70)])
    classes, amounts = (inside("--data", path, "--steps", "2", *more) for more in ([], ["--amounts"]))

    assert "has 7 different whole numbers, taken for classes; amounts=True (--amounts)" in classes.stderr
    assert "softmax" in classes.stdout
    assert (amounts.returncode, amounts.stderr) == (0, "") and "score from 1 to 7" in amounts.stdout
    tried = re.findall(r"^  python3 -m purenn (--data.*?)(?:  |$)", amounts.stdout, re.MULTILINE)
    assert tried and all("--amounts" in line and parse(line.split()).amounts for line in tried)


def test_a_table_without_a_hidden_layer(three, amounts):
    assert "a single layer, with a softmax, and no hidden layer" in inside("--data", three, "--layers", "none").stdout
    assert "a single unit, linear, and no hidden layer" in inside("--data", amounts, "--layers", "none").stdout


def test_what_is_tried_next_is_about_the_same_table(three):
    screen = inside("--data", three, *SHORT, "--label", "kind", "--leave-out", "leaf").stdout
    lines = re.findall(r"^  python3 -m purenn (.*?)(?:  |$)", screen[screen.index("To try next") :], re.MULTILINE)

    assert lines[0] == f"--data {three} --label kind --leave-out leaf --save model.json"
    assert all(line.startswith(f"--data {three} --label kind ") for line in lines[:-2])
    for line in lines:
        assert line == "--help" or parse(line.split())


@pytest.mark.parametrize("classes", [report.MOST, report.MOST + 1])
def test_many_classes_fit_80_columns(classes, tmp_path):
    draw = Random(0)
    rows = [[draw.gauss(j % classes, 0.2), f"a kind of its own {j % classes}"] for j in range(12 * classes)]
    result = inside("--data", written(tmp_path / "many.csv", ["x", "kind"], rows), "--steps", "3")

    assert (result.returncode, result.stderr) == (0, "")
    shown = result.stdout[result.stdout.index("The unseen") : result.stdout.index("The gradients")]
    assert max(map(len, shown.splitlines())) <= 80
    assert ("most often confused" in shown) == (classes > report.MOST)
    assert f"{classes} classes, 12 of each" in result.stdout
    assert f"[1, {classes}, {classes}] units" in result.stdout


def test_the_pairs_most_often_confused_are_named_with_the_most_frequent_first():
    counts = [[5, 0, 2], [1, 0, 3], [0, 0, 4]]

    assert [line.split() for line in report.worst_confusions(counts, ["a", "b", "c"])] == [
        ["b", "said", "c", "3"], ["a", "said", "c", "2"], ["b", "said", "a", "1"]
    ]  # fmt: skip
    assert list(report.worst_confusions([[2, 0], [0, 1]], "ab")) == ["  all are told right"]
    *most, last = report.worst_confusions([[k != i for k in range(4)] for i in range(4)], "abcd")  # 12 pairs
    assert (len(most), last) == (10, "  and 2 more pairs, none of them more often")


def test_long_names_of_two_classes_stand_above_their_counts(tmp_path):
    rows = [[stem, leaf, f"{kind} of the woods"] for stem, leaf, kind in plants() if kind != "reed"]
    screen = inside("--data", written(tmp_path / "long.csv", NAMES, rows), *SHORT).stdout
    head, *counts = screen[screen.index("The unseen") :].splitlines()[:3]

    assert re.search(r"  said moss of the woods  +said fern of the woods$", head)
    ends = [found.end() for found in re.finditer("woods", head)]
    assert [[found.end() for found in re.finditer(r"\d+", line)] for line in counts] == [ends, ends]


def test_the_batches_are_drawn_by_the_seed(three, tmp_path):
    path = str(tmp_path / "model.json")
    words = ["--data", three, *SHORT, "--batch", "7", "--seed", "3"]
    inside(*words, "--save", path)
    options = parse(words)
    prepared = prepare(options, subjects.subject_of(options))
    X, Y = prepared.training.X, prepared.training.Y
    network, _ = train(prepared.network, X, Y, 1.0, 30, batch_size=7, seed=3)

    assert load(path).network == network


def test_remarks_on_a_table_are_a_line_each(tmp_path):
    rows = [[stem, 1, kind] for stem, _, kind in plants()]
    result = inside("--data", written(tmp_path / "flat.csv", NAMES, rows), "--steps", "2")

    assert result.returncode == 0
    assert re.fullmatch(r"purenn: remark: \S+flat.csv: .*leaf.* is 1 throughout.*\n", result.stderr)


@pytest.mark.parametrize("columns", [60, 80])
def test_on_a_terminal_no_live_line_is_broken(three, columns):
    screen = on_a_terminal("--data", three, *SHORT, columns=columns)
    live = [re.sub(r"\033\[[\d;]*[A-Za-z]", "", piece) for piece in re.split(r"\r|\n", screen) if "step " in piece]

    assert live and max(map(len, live)) < columns


# ---- refused


def refused(*arguments):
    result = inside(*arguments)
    assert (result.returncode, result.stdout) == (2, "") and "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--label", "kind"], "--label is for a table of your own, such as --data FILE.csv, and does nothing for tum"),
        (["--data", "ring", "--missing", "drop"], "--missing is for a table of your own"),
        (["--data", "digits", "--leave-out", "a"], "--leave-out is for a table of your own"),
        (["--amounts"], "--amounts is for a table of your own"),
        (["--data", "TABLE", "--leave-out", ","], "expected names of columns, such as id,date"),
        (["--data", "TABLE", "--missing", "guess"], "invalid choice: 'guess'"),
        (["--data", "TABLE", "--steps", "3", "--passes", "2"], "--steps 3 and --passes 2 both say how long"),
        (["--steps", "3", "--passes", "2"], "--steps 3 and --passes 2 both say how long"),
        (["--passes", "-1"], "'-1' is negative"),
        (["--batch", "0"], "'0' is too small, expected a whole number >= 1"),
        (["--batch", "456"], "--batch 456: expected at most 455"),
        (["--data", "TABLE", "--batch", "49"], "--batch 49: expected at most 48"),
        (["--data", "TABLE", "--layers", "none", "--hidden", "tanh"], "--hidden tanh is for hidden layers"),
        (["--data", "TABLE", "--save", "TABLE"], "plants.csv: holds something that is no model"),
        (["--save", "model.json", "predict", "model.json", "TABLE"], "does nothing for `predict`"),
        (["predict", "model.json", "TABLE", "--label", "kind"], "unrecognized arguments: --label kind"),
        (["--missing", "mean", "predict", "model.json", "TABLE"], "found --missing mean before `predict`"),
        (["predict", "model.json"], "required: FILE.csv"),
        (["predict", "no-such.json", "TABLE"], "no-such.json: No such file or directory"),
        (["predict", "TABLE", "TABLE"], "expected JSON"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_does_nothing_or_cannot_be_is_one_line(arguments, said, three):
    complaint = refused(*[three if word == "TABLE" else word for word in arguments])

    assert said in complaint and complaint.count("\n") == 1 and complaint.startswith("purenn")


@pytest.mark.parametrize(
    "place, said",
    [
        (".", "no regular file, expected one, or a name that is free"),
        (os.devnull, "no regular file, expected one, or a name that is free"),
        ("no/such/file", "No such file or directory"),
        ("a\0b", "NUL in the name"),
    ],
)
def test_where_nothing_can_be_written_the_status_is_1(place, said, model, three):
    for arguments, told in (["--data", three, "--save"], "nothing could be written"), (
        ["predict", model, three, "--output"], "nothing was written"
    ):  # fmt: skip
        result = inside(*arguments, place)

        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr == f"purenn: {place}: {said}; {told}\n"


def test_all_faults_of_a_table_are_told_at_once_with_their_lines(tmp_path):
    path = written(tmp_path / "wrong.csv", NAMES, [*plants(), ["x", 1, "fern"], [1, "", "moss"], [1, 2]])
    lines = refused("--data", path).splitlines()

    assert [line.split(": ")[:2] for line in lines[:3]] == [["purenn", f"{path}:{k}"] for k in (62, 63, 64)]
    assert lines[3].startswith("purenn: ") and "--missing drop" in lines[3]


FAR = r"\S+ standard deviations from the mean of the training part, expected at most 1e\+50; is it a slip\?"


@pytest.mark.parametrize("k, name", [(0, "stem"), (2, "weight")])
def test_a_value_out_of_all_reach_is_refused_with_its_column(k, name, amounts, tmp_path):
    names, *rows = csv.reader(Path(amounts).read_text(encoding="utf-8").splitlines())
    rows[7][k] = "1.5e308"
    path, told = written(tmp_path / "slip.csv", names, rows), []
    for seed in "01234567":  # in the training part or in the unseen one
        result = inside("--data", path, "--steps", "1", "--seed", seed)
        told += [result.stderr] * (result.returncode == 2)

    assert told
    assert all(re.fullmatch(rf"purenn: {path}: column '{name}' has 1.5e\+308, {FAR}\n", line) for line in told)


def test_a_value_out_of_reach_of_a_model_is_refused_with_its_line(model, tmp_path):
    path = written(tmp_path / "far.csv", NAMES[:2], [[1, "1e60"], [1, 1], ["-1.5e308", 1]])
    one, two = refused("predict", model, path).splitlines()

    assert re.fullmatch(rf"purenn: {path}:2: column 2 \(leaf\): found '1e60', {FAR}", one)
    assert re.fullmatch(rf"purenn: {path}:4: column 1 \(stem\): found '-1.5e308', {FAR}", two)


def test_a_file_that_is_not_there_and_a_column_that_is_not(three):
    assert refused("--data", "nowhere.csv").startswith("purenn: nowhere.csv: No such file")
    assert "'colour'" in refused("--data", three, "--label", "colour")


def test_the_file_of_a_name_that_is_known_is_found_by_its_folder(three, tmp_path, monkeypatch):
    os.rename(three, tmp_path / "ring")
    monkeypatch.chdir(tmp_path)

    assert "60 datapoints" in inside("--data", "./ring", *SHORT).stdout
    assert "150 points" in inside("--data", "ring", "--steps", "1").stdout


# ---- saved


def test_what_is_saved_is_what_was_learnt(three, tmp_path):
    path = str(tmp_path / "model.json")
    result = inside("--data", three, "--save", path, *SHORT)
    model, data = load(path), read_csv(three)

    assert f"  saved to {path}\n" in result.stdout
    assert (model.features, model.classes, model.label) == (["stem", "leaf"], ("fern", "moss", "reed"), "kind")
    prepared = prepare(parse(["--data", three, *SHORT]), subjects.subject_of(parse(["--data", three])))
    assert model.pairs == prepared.pairs
    J = cost(model.network, forward_pass(model.network, prepared.training.X), prepared.training.Y)
    assert f"{J:.4f}" == re.search(r"cost J +(\S+)", result.stdout)[1]
    assert len(data.X) == len(model.pairs)
    assert f"predict {path} TABLE.csv" in result.stdout


def test_a_stopped_run_saves_what_it_reached_and_says_so(three, tmp_path):
    path = str(tmp_path / "model.json")
    with started("--data", three, "--steps", "1000000", "--save", path) as process:
        while not process.stdout.readline().startswith("  step "):
            pass
        process.send_signal(signal.SIGINT)
        screen, complaints = process.communicate(timeout=60)
    step = re.search(r"after step (\d+) of 1000000", screen)[1]

    assert (process.returncode, complaints) == (130, "")
    assert f"  saved to {path}, as it was after step {step}\n" in screen
    assert load(path).network.n == [2, 8, 3]


@pytest.mark.parametrize("strikes", [1, 2])
@pytest.mark.parametrize("moment", ["cost", "save"])
def test_no_ctrl_c_cuts_off_the_saving(moment, strikes, three, tmp_path, monkeypatch):
    path, usual = str(tmp_path / "model.json"), getattr(job, moment)

    def struck(*arguments):
        for _ in range(strikes):
            os.kill(os.getpid(), signal.SIGINT)
        return usual(*arguments)

    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        monkeypatch.setattr(job, moment, struck)
        result = inside("--data", three, *SHORT, "--save", path)
    finally:
        signal.signal(signal.SIGINT, handler)

    assert (result.returncode, result.stderr) == (130, "\nStopped.\n")
    assert result.stdout.endswith(f"saved to {path}\n  stopped only now, so that saving was not cut off\n")
    assert load(path).network.n == [2, 2, 3]


def test_a_run_that_goes_too_far_saves_nothing(amounts, tmp_path):
    path = tmp_path / "model.json"
    inside("--data", amounts, "--layers", "2", "--steps", "1", "--save", str(path))
    old = path.read_text()
    result = inside("--data", amounts, "--gamma", "1e100", "--save", str(path))

    assert result.returncode == 1 and "smaller gamma" in result.stderr
    assert "  not saved: there is nothing that it has learnt" in result.stdout
    assert path.read_text() == old


def test_a_network_without_any_step_is_not_saved(three, tmp_path):
    result = inside("--data", three, "--steps", "0", "--save", str(tmp_path / "model.json"))

    assert result.returncode == 1 and "  not saved: there is nothing that it has learnt" in result.stdout
    assert not (tmp_path / "model.json").exists()


def test_the_data_of_the_package_can_be_saved_too(tmp_path):
    path = str(tmp_path / "model.json")
    inside("--layers", "1", "--steps", "2", "--save", path)
    model = load(path)

    assert (model.label, model.classes, len(model.features)) == ("diagnosis", ("benign", "malignant"), 30)


# ---- what a saved model says


@pytest.fixture
def model(three, tmp_path):
    path = str(tmp_path / "model.json")
    inside("--data", three, "--save", path, "--layers", "3", "--steps", "60")
    return path


def said(model, table, *more):
    """The lines of the table that `predict` prints, and what it adds on the standard error stream."""
    result = inside("predict", model, table, *more)
    assert result.returncode == 0, result.stderr
    return [line.split(",") for line in result.stdout.splitlines()], result.stderr


def test_a_column_more_says_the_class_and_how_probable_it_is(model, three):
    (names, *rows), about = said(model, three)
    trained = load(model)
    X = [[(x - mean) / scale for x in row] for row, (mean, scale) in zip(read_csv(three).X, trained.pairs, strict=True)]
    outputs = list(zip(*forward_pass(trained.network, X).A[2], strict=True))

    assert names == [*NAMES, "said kind", "probability"]
    assert [row[:3] for row in rows] == [list(map(str, row)) for row in plants()]
    assert [row[3] for row in rows] == [trained.classes[int(k)] for k in predict(trained.network, X)[0]]
    assert [float(row[4]) for row in rows] == pytest.approx(list(map(max, outputs)), abs=1e-4)
    right = sum(row[2] == row[3] for row in rows)
    assert about == f"60 datapoints, {right} of them told right ({right / 60:.1%})\n"


def test_features_are_found_by_name_and_what_else_there_is_is_passed_on(model, three, tmp_path):
    rows = [[f"plant {j}", leaf, stem] for j, (stem, leaf, _) in enumerate(plants())]
    (names, *other), about = said(model, written(tmp_path / "other.csv", ["name", "leaf", "stem"], rows))

    assert names == ["name", "leaf", "stem", "said kind", "probability"]
    assert [row[0] for row in other] == [row[0] for row in rows]
    assert [row[-2:] for row in other] == [row[-2:] for row in said(model, three)[0][1:]]
    assert about == "60 datapoints\n"


def test_of_two_classes_the_probability_is_that_of_what_is_said(two, tmp_path):
    path = str(tmp_path / "model.json")
    inside("--data", two, "--save", path)
    rows = said(path, two)[0][1:]

    assert {row[3] for row in rows} == {"fern", "moss"}
    assert all(0.5 <= float(row[4]) <= 1 for row in rows)
    assert sum(row[2] == row[3] for row in rows) >= 38


def test_amounts_are_said_in_their_own_units(amounts, tmp_path):
    path = str(tmp_path / "model.json")
    inside("--data", amounts, "--save", path)
    (names, *rows), about = said(path, amounts)
    off = sqrt(sum((float(row[3]) - float(row[2])) ** 2 for row in rows) / 60)

    assert names == ["stem", "leaf", "weight", "said weight"]
    assert about == f"60 datapoints, root mean squared error {off:.4g}\n"
    assert off < 5


@pytest.fixture
def doubling(tmp_path):
    """The path of a model that says twice of what it is told."""
    network = Network({1: [[2.0]]}, {1: [[0.0]]}, f={1: "linear"})
    save(tmp_path / "doubling.json", Model(network, ["x"], [(0.0, 1.0)], label="y", answer=(0.0, 1.0)))
    return str(tmp_path / "doubling.json")


def test_how_far_off_the_amounts_are_is_told_at_those_with_a_label(doubling, tmp_path):
    path = written(tmp_path / "some.csv", ["x", "y"], [[1, 5], [2, "?"], [3, 2], [4, "later"]])  # off by 3 and by 4
    assert said(doubling, path)[1] == f"4 datapoints, root mean squared error {sqrt(12.5):.4g} at the 2 with a label\n"

    path = written(tmp_path / "none.csv", ["x", "y"], [[1, "?"], [2, ""]])
    assert said(doubling, path)[1] == "2 datapoints\n"


def test_labels_far_away_are_no_trouble_and_those_that_no_float_holds_are_refused(doubling, tmp_path):
    path = written(tmp_path / "far.csv", ["x", "y"], [[1, "1e200"], [1, "1e200"]])
    assert said(doubling, path)[1] == "2 datapoints, root mean squared error 1e+200\n"

    path = written(tmp_path / "farther.csv", ["x", "y"], [[1, 2], [1, "1e999"]])
    fault = "column 2 (y): found '1e999', expected a number that a float can hold"
    assert refused("predict", doubling, path) == f"purenn: {path}:3: {fault}\n"


def test_an_amount_that_is_no_number_is_refused(tmp_path):
    network = Network({1: [[1e308]]}, {1: [[0.0]]}, f={1: "linear"})
    save(tmp_path / "large.json", Model(network, ["x"], [(0.0, 1.0)], label="y", answer=(0.0, 1.0)))
    told = refused("predict", str(tmp_path / "large.json"), written(tmp_path / "one.csv", ["x"], [[1e9]]))

    assert told == "purenn: the model says an amount that is no finite number; its weights or scales are too large\n"


def test_a_table_in_which_no_datapoint_is_whole_is_refused(doubling, tmp_path):
    path = written(tmp_path / "gaps.csv", ["x", "y"], [["?", 1], ["", 2]])

    told = refused("predict", doubling, path, "--missing", "drop")
    assert told == f"purenn: {path}: no datapoint is left, as each misses a value\n"


def test_a_feature_is_not_taken_for_what_was_learnt(tmp_path):
    network = Network({1: [[2.0]]}, {1: [[0.0]]}, f={1: "linear"})
    save(tmp_path / "same.json", Model(network, ["x"], [(0.0, 1.0)], label="x", answer=(0.0, 1.0)))

    assert said(str(tmp_path / "same.json"), written(tmp_path / "x.csv", ["x", "z"], [[1, 2]]))[1] == "1 datapoint\n"


def test_a_table_without_names_is_read_in_the_order_of_the_features(model, three, tmp_path):
    path = tmp_path / "bare.csv"
    path.write_text("\n".join(f"{stem};{leaf}".replace(".", ",") for stem, leaf, _ in plants()), encoding="utf-8")
    result = inside("predict", model, str(path))
    (names, *rows) = csv.reader(io.StringIO(result.stdout), delimiter=";")

    assert names == ["column 1", "column 2", "said kind", "probability"]
    assert [row[2] for row in rows] == [row[3] for row in said(model, three)[0][1:]]
    remark = f"purenn: remark: {path}: the columns have no names; taken in this order: stem, leaf"
    assert result.stderr == f"60 datapoints\n{remark}\n"
    assert "," in rows[0][3]  # as the other numbers of the table have it


def test_missing_values_are_refused_dropped_or_given_the_mean(model, tmp_path):
    mean = load(model).pairs[0][0]
    path = written(tmp_path / "gap.csv", NAMES[:2], [["", 1.5], [1, 1], [mean, 1.5]])

    assert "gap.csv:2: column 1 (stem): missing" in refused("predict", model, path)
    rows, about = said(model, path, "--missing", "drop")
    assert [row[1] for row in rows[1:]] == ["1", "1.5"]
    remark = f"purenn: remark: {path}: 1 of 3 datapoints miss a value and are left out"
    assert about == f"2 datapoints\n{remark}\n"
    rows = said(model, path, "--missing", "mean")[0][1:]
    assert rows[0][2:] == rows[2][2:] and rows[0][0] == ""


@pytest.mark.parametrize(
    "names, rows, told",
    [
        (["Stem", "leaf"], [[1, 2]], ["no column 'stem'", "did you mean 'Stem'?"]),
        (["STEM", "leaf"], [[1, 2]], ["no column 'stem'", "did you mean 'STEM'?"]),  # no letter alike
        (["height", "width"], [[1, 2]], ["none of the 2 features are there: stem, leaf; found height, width"]),
        (["stem", "width"], [[1, 2]], ["no column 'leaf'", "found stem, width"]),
        (["stem", "leaf", "stem"], [[1, 2, 3]], ["2 columns 'stem', expected one"]),
        (["stem", "leaf"], [["tall", 2], [1, "wide"]], [":2: column 1 (stem): found 'tall'", ":3: column 2 (leaf)"]),
        ([1.5, 2.5, 7], [[1, 2, 3]], ["3 columns without names, expected 2, in this order: stem, leaf"]),
    ],
    ids=str,
)
def test_a_table_that_does_not_fit_is_refused_with_all_that_is_wrong(model, tmp_path, names, rows, told):
    path = written(tmp_path / "other.csv", names, rows)
    complaint = refused("predict", model, path)

    for fault in told:
        assert fault in complaint
    assert all(line.startswith(f"purenn: {path}") for line in complaint.splitlines())


def test_the_output_is_written_whole_or_not_at_all(model, three, tmp_path):
    output = tmp_path / "said.csv"
    output.write_text("old")
    refused("predict", model, "nowhere.csv", "--output", str(output))
    assert output.read_text() == "old"

    result = inside("predict", model, three, "--output", str(output))
    assert re.fullmatch(rf"60 datapoints, \d+ of them told right \(\S+%\); written to {output}\n", result.stdout)
    assert output.read_text(encoding="utf-8") == inside("predict", model, three).stdout
    assert sorted(os.listdir(tmp_path)) == ["model.json", "plants.csv", "said.csv"]


def test_what_is_read_is_never_written_over(model, three):
    before = [Path(path).read_text(encoding="utf-8") for path in (model, three)]
    for path in (model, three):
        assert f"--output {path} is {path}, which is read" in refused("predict", model, three, "--output", path)
    assert [Path(path).read_text(encoding="utf-8") for path in (model, three)] == before


def test_what_is_said_of_a_table_twice_has_columns_of_its_own(model, three, tmp_path):
    output = str(tmp_path / "said.csv")
    inside("predict", model, three, "--output", output)

    assert said(model, output)[0][0] == [*NAMES, "said kind", "probability", "said kind 2", "probability 2"]


def test_classes_that_are_numbers_are_the_same_however_they_are_spelt(tmp_path):
    rows = [[stem, leaf, NAMES.index("kind") if kind == "fern" else 0] for stem, leaf, kind in plants()]
    table = written(tmp_path / "numbers.csv", NAMES, rows)
    path = str(tmp_path / "model.json")
    screen = inside("--data", table, "--save", path).stdout
    spelt = written(tmp_path / "spelt.csv", NAMES, [[stem, leaf, f"{k}.0"] for stem, leaf, k in rows])

    assert said(path, spelt)[1] == said(path, table)[1] != "60 datapoints\n"
    assert "20 of class 2 (1), 40 of class 0 (0)" in screen


def test_a_pipe_gets_the_table_alone(model, three):
    result = run("predict", model, three)

    assert len(result.stdout.splitlines()) == 61 and result.stderr.startswith("60 datapoints, ")
