"""Handwritten digits: the images in the package, and the run that learns to read them."""

import re
from collections import Counter
from operator import mul

import pytest
from test_command_line import inside, on_a_terminal

import purenn
from purenn import accuracy, cli, load_digits, predict, terminal, train
from purenn.matrix import shape
from purenn.real_data import pictures
from purenn.real_data.job import steps_of
from purenn.real_data.subjects import SUBJECTS, prepare

digits = load_digits()


def test_1797_images_of_64_pixels_and_ten_classes():
    assert shape(digits.X) == (64, 1797) and shape(digits.Y) == (10, 1797)
    assert {x for pixels in digits.X for x in pixels} == set(range(17))
    assert (digits.classes, digits.label) == (tuple("0123456789"), "digit")
    assert Counter(column.index(1) for column in zip(*digits.Y, strict=True)) == {
        0: 178, 1: 182, 2: 177, 3: 183, 4: 181, 5: 182, 6: 181, 7: 179, 8: 174, 9: 180
    }  # fmt: skip
    assert {tuple(sorted(column)) for column in zip(*digits.Y, strict=True)} == {(0.0,) * 9 + (1.0,)}


def test_the_pixels_are_the_rows_of_an_image_one_after_the_other():
    first = [pixels[0] for pixels in digits.X]

    assert digits.Y[0][0] == 1  # a nought: ink around an empty middle
    assert first[3 * 8 : 5 * 8] == [0, 4, 12, 0, 0, 8, 8, 0, 0, 5, 8, 0, 0, 9, 8, 0]
    assert (digits.features[0], digits.features[3 * 8 + 5]) == ("pixel_0_0", "pixel_3_5")
    assert purenn.data.load_digits is load_digits


# ---- the run

QUICK = ["--data", "digits", "--layers", "4", "--passes", "2"]
SECTIONS = ["The data", "The network", "Training", "What it", "The unseen", "Some of", "The gradients", "To try"]


@pytest.fixture(scope="module")
def quick():
    return inside(*QUICK)


def test_every_section_is_there_in_80_columns(quick):
    assert (quick.returncode, quick.stderr) == (0, "")
    assert re.findall(r"^(?:The|What|To|Some) \w+|^Training", quick.stdout, re.MULTILINE) == SECTIONS
    for fact in ("1797 images, 64 pixels each: 10 classes, 174 to 183 of each", "1437 to train on, 360 kept unseen"):
        assert fact in quick.stdout
    assert "[64, 4, 10] units, 310 weights and biases" in quick.stdout  # 4 * 65 + 10 * 5
    assert "2 passes of 45 steps on batches of 32" in quick.stdout  # 1437 / 32 = 44.9
    assert max(map(len, quick.stdout.splitlines())) <= 80


def test_steps_take_the_place_of_passes_and_passes_that_of_steps():
    lengths = [
        (options.steps, options.passes, options.batch)
        for options in map(cli.parse, (["--data", "digits"], ["--data", "digits", "--steps=5"], ["--passes", "3"], []))
    ]
    assert lengths == [(None, 10, 32), (5, None, 32), (None, 3, None), (200, None, None)]


def test_the_same_numbers_twice_and_others_with_another_seed(quick):
    assert inside(*QUICK).stdout == quick.stdout
    other = inside(*QUICK, "--seed", "1").stdout
    assert re.search(r"pass 1/2  J (\S+)", other)[1] != re.search(r"pass 1/2  J (\S+)", quick.stdout)[1]


@pytest.fixture(scope="module")
def learnt():
    """What the quick run starts from, the network it ends with, and the cost of each batch."""
    options, costs = cli.parse(QUICK), []
    prepared = prepare(options)
    network, _ = train(
        prepared.network, prepared.training.X, prepared.training.Y, options.gamma, 90,
        lambda step, J, network: costs.append(J), batch_size=32,
    )  # fmt: skip
    return prepared, network, costs


def test_a_pass_shows_the_mean_over_its_datapoints(quick, learnt):
    *_, costs = learnt
    sizes = [32] * 44 + [1437 - 44 * 32]
    means = [sum(map(mul, sizes, costs[45 * k : 45 * k + 45])) / 1437 for k in (0, 1)]

    assert re.findall(r"^  pass (\d)/2  J (\S+)", quick.stdout, re.MULTILINE) == [
        ("1", f"{means[0]:.4f}"), ("2", f"{means[1]:.4f}")
    ]  # fmt: skip


def confusions_shown(screen):
    lines = screen[screen.index("The unseen images") : screen.index("Some of")].splitlines()
    assert lines[1].split() == list("0123456789")
    rows = [line.split() for line in lines[2:12]]
    assert [row[0] for row in rows] == list("0123456789")
    return [[0 if cell == "." else int(cell) for cell in row[1:]] for row in rows]


def test_the_table_of_confusions_adds_up(quick):
    counts = confusions_shown(quick.stdout)
    accuracy = float(re.search(r"accuracy +\S+ +(\S+)%", quick.stdout)[1])

    assert sum(map(sum, counts)) == 360
    assert [35 <= sum(row) <= 37 for row in counts] == [True] * 10  # a fifth of each digit
    assert sum(counts[k][k] for k in range(10)) / 3.6 == pytest.approx(accuracy, abs=0.05)
    wrong, total = map(int, re.search(r"first the misread ones: (\d+) of (\d+)", quick.stdout).groups())
    assert (wrong, total) == (360 - sum(counts[k][k] for k in range(10)), 360)


def captions(screen):
    """What was said of each image that is shown, and what it is."""
    said, true = ([int(k) for k in re.findall(rf"\b{word} (\d)\b", screen)] for word in ("said", "is"))
    return list(zip(said, true, strict=True))


def test_twelve_images_are_shown_the_misread_ones_first(quick):
    counts, shown = confusions_shown(quick.stdout), captions(quick.stdout)

    assert len(shown) == 12
    assert all(said != true and counts[true][said] for said, true in shown)  # there are more than twelve


@pytest.mark.parametrize(("columns", "beside"), [(80, 6), (60, 5), (5, 1)])
def test_images_stand_beside_each_other_as_far_as_there_is_room(learnt, monkeypatch, capsys, columns, beside):
    prepared, network, _ = learnt
    monkeypatch.setenv("COLUMNS", str(columns))
    pictures.show_images(network, prepared, SUBJECTS["digits"])
    rows = re.findall(r"^  said .*", capsys.readouterr().out, re.MULTILINE)

    assert [row.count("said") for row in rows][:-1] == [beside] * (len(rows) - 1)
    assert sum(row.count("said") for row in rows) == 12


def test_after_the_misread_images_comes_one_of_each_digit(learnt, quick, monkeypatch, capsys):
    prepared, network, _ = learnt
    monkeypatch.setattr(pictures, "SHOWN", 400)
    pictures.show_images(network, prepared, SUBJECTS["digits"])
    shown, counts = captions(capsys.readouterr().out), confusions_shown(quick.stdout)
    wrong = Counter({(k, i): count for i, row in enumerate(counts) for k, count in enumerate(row) if i != k and count})

    assert Counter(shown[:-10]) == wrong
    assert shown[-10:] == [(k, k) for k in range(10)]


# ---- images in letters

IMAGE = [[0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]]  # a letter of each kind: none, above, below, both


def test_a_letter_has_the_ink_of_two_pixels(monkeypatch, capsys):
    assert list(pictures.letters(IMAGE)) == [" ▀▄█"]
    monkeypatch.setattr(pictures, "encodes", lambda letters: False)
    assert list(pictures.letters(IMAGE)) == [" '.#"]


def test_where_there_are_greys_a_letter_has_two(monkeypatch):
    monkeypatch.setattr(pictures, "has_greys", lambda: True)
    (line,) = pictures.letters([[0.0, 0.5], [1.0, 1.0]])

    assert line == "\033[38;5;255;48;5;232m▀\033[38;5;244;48;5;232m▀\033[0m"


def test_greys_are_for_terminals_that_tell_of_them_and_colour(monkeypatch):
    monkeypatch.setattr(terminal, "on_terminal", lambda: True)
    monkeypatch.delenv("COLORTERM", raising=False)
    shown = []
    for term, no_color in (("xterm-256color", ""), ("xterm-256color", "1"), ("xterm", "")):
        monkeypatch.setenv("TERM", term)
        monkeypatch.setenv("NO_COLOR", no_color)
        shown.append(terminal.has_greys())

    assert shown == [True, False, False]


def test_the_picture_of_a_datapoint_is_its_pixels_in_rows():
    assert pictures.picture(digits.X, 0, 8)[3] == [x / 16 for x in (0, 4, 12, 0, 0, 8, 8, 0)]


@pytest.mark.long
def test_on_a_terminal_a_live_line_for_the_passes():
    written = on_a_terminal("--data", "digits", "--layers", "2", "--passes", "2", TERM="xterm-256color")
    live = [re.sub(r"\033\[[\d;]*[A-Za-z]", "", piece) for piece in re.split(r"\r|\n", written) if "  pass " in piece]

    assert len(live) >= 2 and live[-1].startswith("  pass 2/2")
    assert all("s left" in piece for piece in live[:-1])
    assert "\033[38;5;" in written


@pytest.mark.long
def test_a_reader_of_digits_is_trained_that_misreads_few():
    shares = {}
    for seed in range(5):
        options = cli.parse(["--data", "digits", "--seed", str(seed)])
        prepared = prepare(options)
        steps = steps_of(options, len(prepared.training.Y[0]))
        network, _ = train(
            prepared.network, prepared.training.X, prepared.training.Y, options.gamma, steps,
            batch_size=options.batch, seed=seed,
        )  # fmt: skip
        shares[seed] = accuracy(predict(network, prepared.unseen.X), prepared.unseen.Y)

    assert shares[0] >= 0.95 and min(shares.values()) >= 0.94, shares
