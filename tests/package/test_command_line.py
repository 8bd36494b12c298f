"""What a person sees who types `python3 -m purenn`, and what happens when they do something else."""

import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-S", "-m", "purenn"]
QUICK = ["--layers", "2", "--steps", "4"]


def environment(**changes):
    """The environment of a person with an ordinary terminal, with changes; None takes a variable away."""
    changes = {"TERM": "xterm", "NO_COLOR": None, "COLUMNS": None, "PYTHONIOENCODING": "utf-8", **changes}
    kept = {name: value for name, value in os.environ.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}


def run(*arguments, text=True, cwd=ROOT, **changes):
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env=environment(**changes), capture_output=True, text=text, timeout=60
    )


def on_a_terminal(*arguments, columns=80, **changes):
    """All that the command writes on a pseudo-terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, env=environment(**changes), stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait(timeout=60) == 0
    return written.decode("utf-8")


@pytest.fixture(scope="module")
def quick():
    return run(*QUICK)


def test_every_section_is_there(quick):
    assert (quick.returncode, quick.stderr) == (0, "")
    sections = re.findall(r"^(?:The|What|To|Tr)\w* \w+|^Training", quick.stdout, re.MULTILINE)

    assert sections == [
        "The data", "The network", "Training", "What it", "The unseen", "The gradients", "To try",
    ]  # fmt: skip
    for fact in ("569 tumours", "30 measurements", "212 malignant", "357 benign", "455", "114", "CC BY 4.0"):
        assert fact in quick.stdout
    assert "[30, 2, 1]" in quick.stdout and "65 weights and biases" in quick.stdout  # 2 * 31 + 3


def test_the_gradients_are_checked_in_front_of_the_reader(quick):
    table = quick.stdout[quick.stdout.index("The gradients") :]
    rows = re.findall(r"dJ_d[AZWB]\[[12]\]\[\d+\]\[\d+\] .* (\S+)$", table, re.MULTILINE)

    assert len(rows) == 8  # four gradients of two layers
    assert max(map(float, rows)) < 1e-8
    assert "scalar form" in table and "matrix form" in table and "differences" in table


def test_the_table_of_hits_and_misses_adds_up(quick):
    malignant = re.search(r"^  malignant +(\d+) +(\d+)$", quick.stdout, re.MULTILINE)
    benign = re.search(r"^  benign +(\d+) +(\d+)$", quick.stdout, re.MULTILINE)
    accuracy = re.search(r"^  accuracy +\S+ +(\S+)%$", quick.stdout, re.MULTILINE)
    (hit_1, missed_1), (missed_0, hit_0) = (tuple(map(int, found.groups())) for found in (malignant, benign))

    assert hit_1 + missed_1 + missed_0 + hit_0 == 114
    assert float(accuracy[1]) == pytest.approx(100 * (hit_1 + hit_0) / 114, abs=0.05)


def test_twice_the_same(quick):
    assert run(*QUICK).stdout == quick.stdout


def test_the_scalar_form_says_the_same_but_for_its_name(quick):
    scalar = run(*QUICK, "--form", "scalar").stdout

    assert "in scalar form" in scalar
    assert re.findall(r"J +[\d.]+", scalar) == re.findall(r"J +[\d.]+", quick.stdout)


def test_another_seed_is_another_split_and_another_network(quick):
    assert "seed 1" in (other := run(*QUICK, "--seed", "1").stdout)
    assert re.findall(r"J +[\d.]+", other) != re.findall(r"J +[\d.]+", quick.stdout)


def test_no_steps_at_all():
    result = run("--layers", "2", "--steps", "0")
    assert (result.returncode, result.stderr) == (0, "")


def test_help_is_enough_to_live_on():
    result = run("--help")

    assert (result.returncode, result.stderr) == (0, "")
    for option in ("--layers", "--gamma", "--steps", "--seed", "--form", "scalar", "matrix", "default", "examples"):
        assert option in result.stdout


@pytest.mark.parametrize(
    "arguments, value",
    [
        (["--steps", "-1"], "-1"),
        (["--steps", "many"], "many"),
        (["--steps", "2.5"], "2.5"),
        (["--gamma", "0"], "0"),
        (["--gamma", "-1"], "-1"),
        (["--gamma", "nan"], "nan"),
        (["--gamma", "inf"], "inf"),
        (["--gamma", "fast"], "fast"),
        (["--layers", "3,0"], "3,0"),
        (["--layers", "8,,4"], "''"),
        (["--layers", ""], "''"),
        (["--layers", "eight"], "eight"),
        (["--seed", "1.5"], "1.5"),
        (["--form", "both"], "both"),
        (["--speed=9"], "--speed"),
        (["--gamma"], "expected one argument"),
    ],
    ids=" ".join,
)
def test_a_wrong_value_gets_one_line_and_status_2(arguments, value, capsys, monkeypatch):
    # In this process, as it is quicker; one of them for real below.
    from purenn import cli

    monkeypatch.setattr(cli, "prepare_streams", lambda: None)
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    written = capsys.readouterr()

    assert caught.value.code == 2
    assert written.out == ""
    assert written.err.count("\n") == 1 and written.err.startswith("purenn: ")
    assert value in written.err
    assert len(arguments) == 1 or arguments[0] in written.err


def test_a_wrong_value_for_real():
    result = run("--steps", "-1")

    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_gamma_that_diverges_says_so_and_reports_what_it_had():
    result = run("--layers", "2", "--steps", "4", "--gamma", "1e308")

    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1 and "smaller gamma" in result.stderr
    assert "What it learnt" in result.stdout and not re.search(r"\b(nan|inf)\b", result.stdout)


# ---- where the output goes


@pytest.mark.parametrize("lines", [1, 11])
def test_a_reader_that_has_seen_enough_is_no_error(lines):
    process = subprocess.Popen(
        [*COMMAND, "--layers", "2", "--steps", "40"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(lines):
        process.stdout.readline()
    process.stdout.close()  # as head does

    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_stream_without_bars_gets_plain_ones(encoding, quick):
    result = run(*QUICK, text=False, PYTHONIOENCODING=encoding)
    written = result.stdout.decode(encoding)

    assert (result.returncode, result.stderr) == (0, b"")
    assert "?" not in written
    assert [line.split("  %")[0].split("  █")[0] for line in written.splitlines()][:8] == quick.stdout.splitlines()[:8]


def test_piped_output_is_plain_lines(quick):
    assert "\033" not in quick.stdout and "\r" not in quick.stdout
    steps = [line for line in quick.stdout.splitlines() if line.startswith("  step ")]
    assert [line.split()[1] for line in steps] == ["1/4", "2/4", "3/4", "4/4"]


def test_a_long_training_is_a_few_plain_lines_when_piped():
    steps = re.findall(r"^  step .*$", run("--layers", "1", "--steps", "60").stdout, re.MULTILINE)
    assert 3 <= len(steps) <= 8
    assert max(map(len, steps)) <= 80


def test_on_a_terminal_one_live_line_that_stays_within_80_columns():
    written = on_a_terminal("--layers", "2", "--steps", "40")
    live = [re.sub(r"\033\[[\d;]*[A-Za-z]", "", piece) for piece in re.split(r"\r|\n", written) if "step " in piece]

    assert "\r  step" in written
    assert len(live) >= 2 and live[-1].startswith("  step 40/40")
    assert all("left" in piece for piece in live[:-1])
    assert max(map(len, live)) < 80
    assert "\033[1m" in written  # headings in bold


def test_a_narrow_terminal_is_not_overrun():
    written = on_a_terminal("--layers", "1", "--steps", "20", columns=30)
    live = [re.sub(r"\033\[[\d;]*[A-Za-z]", "", piece) for piece in re.split(r"\r|\n", written) if "step " in piece]

    assert live and max(map(len, live)) < 30


def test_under_no_color_nothing_is_coloured_on_a_terminal_either():
    written = on_a_terminal(*QUICK, NO_COLOR="1")
    assert not re.search(r"\033\[[\d;]*m", written)


# ---- Ctrl-C


def test_ctrl_c_stops_between_steps_and_reports_what_was_reached():
    process = subprocess.Popen(
        [*COMMAND, "--layers", "2", "--steps", "1000000"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = []
    while not lines or not lines[-1].startswith("  step "):
        lines.append(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    written, complaints = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in complaints + written
    assert re.search(r"stopped.* after step \d+ of 1000000", written)
    assert "What it learnt" in written and "accuracy" in written


# ---- what it needs


def test_nothing_outside_the_standard_library_is_imported():
    code = "import sys; old = set(sys.modules); import purenn, purenn.cli; print(*(set(sys.modules) - old))"
    result = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert result.stderr == ""
    assert {name.split(".")[0] for name in result.stdout.split()} <= {"purenn", *sys.stdlib_module_names}


def test_the_network_does_without_the_book(tmp_path):
    shutil.copytree(ROOT / "purenn", tmp_path / "purenn", ignore=shutil.ignore_patterns("pairing", "__pycache__"))
    result = run(*QUICK, cwd=tmp_path)

    assert (result.returncode, result.stderr) == (0, "")
    assert "What it learnt" in result.stdout
