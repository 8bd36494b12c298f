"""What a person sees who types `python3 -m purenn`, and what happens when they do something else."""

import ast
import fcntl
import io
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import tomllib
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

import purenn
from purenn import cli, terminal
from purenn.activation import ACTIVATIONS
from purenn.data import Data
from purenn.pairing.registry import registry
from purenn.real_data import report
from purenn.real_data.subjects import prepare

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-S", "-m", "purenn"]
QUICK = ["--layers", "1", "--steps", "4"]


def environment(**changes):
    """The environment of a person with an ordinary terminal, with changes; None takes a variable away."""
    changes = {"TERM": "xterm", "NO_COLOR": None, "COLUMNS": None, "PYTHONIOENCODING": "utf-8", **changes}
    kept = {name: value for name, value in os.environ.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}


def run(*arguments, text=True, cwd=ROOT, **changes):
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env=environment(**changes), capture_output=True, text=text, timeout=60
    )


def inside(*arguments):
    """What run returns of a piped run, but in this process and with gradients checked at two tumours: far quicker."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err), patch.object(report, "CHECKED", 2):
        try:
            status = cli.main(list(arguments))
        except SystemExit as done:
            status = done.code
    out.flush()
    err.flush()
    return subprocess.CompletedProcess(
        arguments, status, out.buffer.getvalue().decode("utf-8"), err.buffer.getvalue().decode("utf-8")
    )


def with_ctrl_c():
    """Let the process that is about to start hear of Ctrl-C, even if this one was told not to (`pytest &`)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(*arguments):
    """The command as a process under way, which does not outlive its test."""
    with subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=with_ctrl_c,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


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
    assert "[30, 1, 1]" in quick.stdout and "33 weights and biases" in quick.stdout  # 31 + 2


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
    (hits, misses), (false_alarms, correct_rejections) = (
        tuple(map(int, found.groups())) for found in (malignant, benign)
    )

    assert hits + misses + false_alarms + correct_rejections == 114
    assert float(accuracy[1]) == pytest.approx(100 * (hits + correct_rejections) / 114, abs=0.05)


def test_twice_the_same(quick):
    assert run(*QUICK).stdout == quick.stdout


def test_the_scalar_form_says_the_same_but_for_its_name(quick):
    scalar = inside(*QUICK, "--form", "scalar").stdout

    assert "in scalar form" in scalar
    assert re.findall(r"J +[\d.]+", scalar) == re.findall(r"J +[\d.]+", quick.stdout)


def test_another_seed_is_another_split_and_another_network(quick):
    assert "seed 1" in (other := inside(*QUICK, "--seed", "1").stdout)
    assert re.findall(r"J +[\d.]+", other) != re.findall(r"J +[\d.]+", quick.stdout)


def test_no_steps_at_all():
    result = inside("--layers", "1", "--steps", "0")
    assert (result.returncode, result.stderr) == (0, "")


def test_J_is_the_cost_after_that_many_steps_from_the_first_line_to_the_report(quick):
    shown = re.findall(r"^  step (\d)/4  J ([\d.]+)", quick.stdout, re.MULTILINE)
    reported = {k: re.search(r"cost J +([\d.]+)", inside("--layers", "1", "--steps", str(k)).stdout)[1] for k in (0, 2)}
    (last,) = re.findall(r"cost J +([\d.]+)", quick.stdout)

    assert [step for step, _ in shown] == ["0", "1", "2", "3", "4"]
    assert dict(shown)["4"] == last
    assert dict(shown)["0"] == reported[0] and dict(shown)["2"] == reported[2]


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "sigmoid"])
def test_the_hidden_layers_take_any_activation_of_the_package(name):
    result = inside(*QUICK, "--hidden", name)
    options = cli.parse(["--layers", "3,2", "--hidden", name])
    network = prepare(options).network

    assert (result.returncode, result.stderr) == (0, "")
    assert f"{name} in each hidden layer, sigmoid in the last" in result.stdout
    assert network.activations == {1: name, 2: name, 3: "sigmoid"}
    rows = re.findall(r"dJ_d[AZWB]\[[12]\]\[\d+\]\[\d+\] .* (\S+)$", result.stdout, re.MULTILINE)
    assert len(rows) == 8 and max(map(float, rows)) < 1e-8


def test_help_is_enough_to_live_on():
    result = inside("--help")

    assert (result.returncode, result.stderr) == (0, "")
    for option in (*cli.OPTIONS, "scalar", "matrix", *ACTIVATIONS, "--version", *cli.COMMANDS, "examples"):
        assert option in result.stdout


def test_the_defaults_that_the_help_tells_are_those_of_a_run():
    paragraphs = re.split(r"^  (?=-)", inside("--help").stdout, flags=re.MULTILINE)
    told = [(text.split()[0], text.split("(default: ")[1].split(")")[0]) for text in paragraphs if "(default: " in text]

    assert [name for name, _ in told] == [name for name in cli.OPTIONS if name in dict(told)]
    assert cli.parse([word for pair in told for word in pair]) == cli.parse([])
    assert [value for _, value in told] == ["tumours", "8,4", "sigmoid", "1", "200", "0", "matrix"]


def test_each_data_has_its_own_defaults_and_the_help_tells_them():
    told = re.findall(r"\(default: (\S+)\)", inside("--data", "ring", "--help").stdout)

    assert told == ["ring", "3", "sigmoid", "5", "200", "0", "matrix"]
    assert cli.parse(["--steps", "7", "--data=ring"]) == cli.parse(
        ["--data", "ring", "--layers", "3", "--gamma", "5", "--steps", "7"]
    )
    assert cli.parse(["--gamma", "2", "--data", "ring"]).gamma == 2.0
    assert cli.parse(["--data", "tumours"]) == cli.parse([])


def test_what_to_try_next_says_again_what_a_table_needs():
    given = ["--data", str(ROOT / "docs/tables/plants_mended.csv"), "--missing", "drop", "--leave-out", "number,place"]
    result = inside(*given, "--steps", "1")
    tried = result.stdout.partition("To try next\n")[2].splitlines()[:-2]

    assert len(tried) == 10
    assert all(line.startswith(f"  python3 -m purenn {' '.join(given)} --") for line in tried[::2])
    assert tried[0].endswith("--save model.json") and tried[1] == "      keep what it learns"


def test_the_ring_is_learnt_and_told_of_like_the_tumours():
    result = inside("--data", "ring")

    assert (result.returncode, result.stderr) == (0, "")
    for fact in ("150 points", "2 coordinates", "75 inside (1), 75 around (0)", "120 to train on, 30 kept unseen"):
        assert fact in result.stdout
    assert "tumour" not in result.stdout and "malignant" not in result.stdout
    assert "[2, 3, 1]" in result.stdout and "13 weights and biases" in result.stdout  # 3 * 3 + 4
    assert re.search(r"accuracy +100.0%", result.stdout)
    rows = [re.search(rf"^  {name} +(\d+) +(\d+)$", result.stdout, re.MULTILINE) for name in ("inside", "around")]
    assert [sum(map(int, row.groups())) for row in rows] == [15, 15]
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_without_a_hidden_layer_one_unit_is_left_which_the_ring_is_too_much_for():
    result = inside("--data", "ring", "--layers", "none")

    assert (result.returncode, result.stderr) == (0, "")
    assert "a single unit, with a sigmoid, and no hidden layer" in result.stdout
    assert float(re.search(r"accuracy +(\S+)%", result.stdout)[1]) < 70
    assert "--layers 8,4 " in result.stdout  # to try next


def test_the_version_has_one_home():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert inside("--version").stdout == f"purenn {purenn.__version__}\n"
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "purenn.__version__"}


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
        (["--hidden", "step"], "step"),
        (["--data", "moons"], "there is no data 'moons', expected one of tumours, ring, digits, or a file.csv"),
        (["--data"], "expected one argument"),
        (["--data", "ring", "--layers"], "expected one argument"),
        (["--dat", "ring"], "there is no option --dat, did you mean --data?"),
        (["--data", "ring", "net"], "--data ring sets a run on the data, and does nothing for `net`"),
        (["--layers", "8,none"], "'none'"),
        (["--layers", "none", "--hidden", "tanh"], "--hidden tanh is for hidden layers"),
        (["--step", "2"], "there is no option --step, did you mean --steps?"),
        (["--gam", "2"], "there is no option --gam, did you mean --gamma?"),
        (["--layers", "8", "4"], "found '4' after --layers 8, expected one value; the sizes are one word:"),
        (["--layers", "8,", "4"], "the sizes are one word: --layers 8,4"),
        (["--steps=8", "4"], "found '4' after --steps=8, expected one value"),
        (["explian", "48"], "there is no command 'explian', did you mean explain?"),
        (["48"], "there is no command '48', expected one of predict, equations, explain, derive, slips"),
        (["--layers", "3", "net"], "--layers 3 sets a run on the data, and does nothing for `net`"),
        (["--steps", "5", "explain", "48"], "--steps 5 sets a run on the data, and does nothing for `explain`"),
        (["--seed=1", "--form", "scalar", "equations"], "--form scalar sets a run on the data"),
        (["net", "--layers", "3"], "--layers"),
        (["net", "--json"], "--json"),
        (["roads", "--json"], "--json"),
        (["roads", "2"], "2"),
        (["equations", "--at", "l=1"], "--at"),
        (["step", "48", "--at", "l=1", "i=2"], "expected --at in one word"),
        (["net", "several.collapse", "--net", "docs/nets/mazur.json"],
         "net: found several.collapse and --net docs/nets/mazur.json, expected one of them"),
        (["derive"], "derive: found neither, expected an equation or --all"),
        (["derive", "48", "--all"], "derive: found 48 and --all, expected an equation or --all"),
        (["derive", "48", "--at", "l=1"], "--at"),
        (["derive", "weight"], "expected one of them"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_value_gets_one_line_and_status_2(arguments, value):
    result = inside(*arguments)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("purenn: ")
    assert value in result.stderr


@pytest.mark.parametrize("command", ["explain", "slips", "step"])
def test_a_command_without_an_id_says_where_ids_come_from(command):
    result = inside(command)

    says = "there is no id, expected that of an equation; `python3 -m purenn equations` lists all"
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"purenn {command}: {says} (--help shows what can be set)\n"


def test_a_wrong_value_for_real():
    result = run("--steps", "-1")

    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_gamma_that_diverges_says_so_and_reports_what_it_had():
    result = inside("--layers", "1", "--steps", "4", "--gamma", "1e308")

    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1 and "smaller gamma" in result.stderr
    assert "What it learnt" in result.stdout and not re.search(r"\b(nan|inf)\b", result.stdout)


def test_a_saturated_run_counts_what_could_not_be_compared():
    report = inside("--layers", "1", "--steps", "30", "--gamma", "1000").stdout
    missing, total = map(int, re.search(r"(\d+) of (\d+) entries have no difference to compare with", report).groups())
    compared = int(re.search(r"(\d+) entries compared", report)[1])
    lines = re.findall(r"(\d+) of \d+ (?:left out|entries$)", report, re.MULTILINE)

    assert not re.search(r"\b(nan|inf)\b", report)
    assert total == 2 * (1 + 1) * 2 + 33 == compared + missing  # A and Z of both layers at 2 tumours, W and B
    assert sum(map(int, lines)) == missing > 0


# ---- where the output goes


@pytest.mark.parametrize("lines", [1, 11])
def test_a_reader_that_has_seen_enough_is_no_error(lines):
    with started("--layers", "1", "--steps", "40") as process:
        for _ in range(lines):
            process.stdout.readline()
        process.stdout.close()  # as head does

        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 0


@pytest.mark.long
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
    assert [line.split()[1] for line in steps] == ["0/4", "1/4", "2/4", "3/4", "4/4"]


@pytest.mark.long
def test_a_long_training_is_a_few_plain_lines_when_piped():
    steps = re.findall(r"^  step .*$", inside("--layers", "1", "--steps", "60").stdout, re.MULTILINE)
    assert 3 <= len(steps) <= 8
    assert max(map(len, steps)) <= 80


@pytest.mark.long
def test_on_a_terminal_one_live_line_that_stays_within_80_columns():
    written = on_a_terminal("--layers", "1", "--steps", "40")
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


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["net"], [*QUICK]], ids=" ".join)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_what_cannot_be_written_is_status_1(arguments):
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, *arguments], cwd=ROOT, env=environment(), stdout=full, stderr=subprocess.PIPE)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith(b"purenn: ")


class Shell(io.StringIO):
    """A stream such as IDLE's: it calls itself a terminal, and shows what it is sent."""

    encoding = "utf-8"

    def isatty(self):
        return True


def test_a_stream_that_only_calls_itself_a_terminal_gets_no_escape_sequences(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Shell())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    progress = terminal.Progress(2)
    progress.show(0, 1.0)
    progress.end(1, 0.5)
    print(terminal.heading("heading") + terminal.aside("aside"))

    assert "\033" not in sys.stdout.getvalue() and "\r" not in sys.stdout.getvalue()


def test_a_stream_without_an_encoding_gets_plain_letters(monkeypatch):
    monkeypatch.setattr(sys, "stdout", object())
    assert not terminal.encodes("∂") and not terminal.on_terminal()


@pytest.mark.parametrize("live", [True, False])
def test_work_that_takes_long_is_spoken_of_at_once_where_the_words_can_be_taken_back(live, monkeypatch, capsys):
    seconds = iter([0.0, 0.01, 2.5, 2.51, 5.0, 7.5])
    monkeypatch.setattr(terminal.time, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(terminal, "on_terminal", lambda: live)
    waiting = terminal.Waiting("checking")
    for done in (1, 25, 26, 50, 75):
        waiting.show(done, 100)
    waiting.end()
    written = capsys.readouterr().out
    shown = re.findall(r"checking: (\d+%, \d+ s left)", written)

    assert written.startswith("\r  checking ...") == live and written.endswith("\r\033[K\r" if live else "")
    assert shown == (["25%, 8 s left", "50%, 5 s left", "75%, 2 s left"] if live else [])


# ---- Ctrl-C


def test_ctrl_c_stops_between_steps_and_reports_what_was_reached():
    with started("--layers", "1", "--steps", "1000000") as process:
        lines = []
        while not lines or not lines[-1].startswith("  step "):
            lines.append(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        written, complaints = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in complaints + written
    assert re.search(r"stopped.* after step \d+ of 1000000", written)
    assert "What it learnt" in written and "accuracy" in written
    assert re.findall(r"J +([\d.]+)", written)[0] == re.findall(r"cost J +([\d.]+)", written)[0]


def test_ctrl_c_while_gradients_are_checked_says_what_was_kept(tmp_path, monkeypatch):
    def struck(*_, **__):
        raise KeyboardInterrupt

    path = tmp_path / "model.json"
    monkeypatch.setattr(report, "check_gradients", struck)
    result = inside(*QUICK, "--save", str(path))

    assert (result.returncode, result.stderr) == (130, "") and path.exists()
    assert result.stdout.endswith(f"  stopped: the gradients are not checked; the model is in {path}\n")
    assert inside(*QUICK).stdout.endswith("  stopped: the gradients are not checked\n")


@pytest.mark.parametrize("sizes", [[4, 29, 29], [64, 32, 10], [30, 8, 4, 1], [2, 50, 100], [1, 1], [3, 2000, 2]])
def test_the_check_of_gradients_takes_a_few_seconds_at_most(sizes):
    classes = {len(sizes) - 1: "softmax" if sizes[-1] > 1 else "sigmoid"}
    network = purenn.Network.random(sizes, f=dict.fromkeys(range(1, len(sizes) - 1), "tanh") | classes)
    training = Data([[0.0] * 60] * sizes[0], [[0.0] * 60] * sizes[-1], [])
    some = report.some_of(network, training)
    # of each number moved, at some eight lengths on either side, what comes after it
    assert (some is None) == (sizes in ([2, 50, 100], [3, 2000, 2]))
    if some:
        assert len(some.Y[0]) == {29: 2, 10: 1, 1: 20}[sizes[-1]]


def test_ctrl_c_stops_the_measuring_of_roads():
    with started("roads") as process:
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)

    assert first.startswith("Four roads")
    assert (process.returncode, complaints) == (130, "\nStopped.\n")


CTRL_C_AT = """
import os, runpy, sys
def strike(event, arguments):
    if event == "import" and arguments[0] == MODULE:
        os.kill(os.getpid(), 2)
sys.addaudithook(strike)
sys.argv = ["-m", *ARGUMENTS]  # as `python3 -m` has it while the package loads
runpy.run_module("purenn", run_name="__main__", alter_sys=True)
"""


@pytest.mark.long
@pytest.mark.parametrize(
    "module, arguments",
    [
        ("signal", []),
        ("purenn.matrix", []),
        ("purenn.forward", []),
        ("purenn.cli", []),
        ("argparse", []),
        ("purenn.terminal", ["--help"]),
        ("shutil", ["--help"]),  # asked for the width of the terminal
        ("purenn.pairing.registry", ["equations"]),
        ("purenn.explaining.worked", ["net"]),
        ("purenn.roads.gradients", ["roads"]),
    ],
)
def test_ctrl_c_while_modules_load_or_words_are_parsed_is_one_line(module, arguments):
    code = CTRL_C_AT.replace("MODULE", repr(module)).replace("*ARGUMENTS", repr(arguments)[1:-1])
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60,
        preexec_fn=with_ctrl_c,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (130, "\nStopped.\n")


def test_a_program_that_imports_the_package_keeps_its_own_ctrl_c():
    code = "import signal, purenn.cli; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, preexec_fn=with_ctrl_c
    )
    assert done.stdout == "True\n"


# ---- the equations


def test_the_list_shows_number_id_title_and_line_under_each_chapter():
    result = inside("equations", "one", "weight", "D20")
    lines = result.stdout.splitlines()

    assert result.returncode == 0
    assert lines[0] == "D20 after a title: displayed equation 20 of the article that the book follows."
    assert lines[1] == "Hidden layers"
    assert re.fullmatch(r" +\d+  hidden\.dJ-dw  The derivative with respect to one weight D20", lines[2])
    assert re.fullmatch(r" +purenn/\w+\.py:\d+", lines[-1])
    assert len(lines) == 5


@pytest.mark.long
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_list_stays_within_80_columns_and_holds_every_equation(encoding):
    lines = run("equations", PYTHONIOENCODING=encoding).stdout.splitlines()

    assert max(map(len, lines)) <= 80
    assert len([line for line in lines if re.match(r" *\d+  [a-z]+\.[\w-]+  ", line)]) == len(registry())


def test_words_choose_from_the_list_and_from_its_json():
    chosen = json.loads(inside("equations", "--json", "bias").stdout)

    assert {"hidden.dJ-db", "update.biases"} <= {each["id"] for each in chosen}
    assert len(chosen) < len(registry())


def test_words_that_no_equation_has_are_an_error():
    result = inside("equations", "no-such-word")

    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "no equation has 'no-such-word'" in result.stderr


def test_a_derivation_is_found_by_its_number_and_all_are_a_table_or_json():
    id = "hidden.dJ-da-sum"
    number = registry()[id].number
    lines = inside("derive", str(number)).stdout.splitlines()
    table = inside("derive", "--all").stdout.splitlines()
    (one,) = json.loads(inside("derive", id, "--json").stdout)
    every = json.loads(inside("derive", "--all", "--json").stdout)

    assert lines[0].endswith(id) and lines[-2].startswith(f"  That is equation {number} of the book, and purenn/")
    assert max(map(len, [*lines, *table])) <= 80
    assert [line.split()[1] for line in table[1 : len(every) + 1]] == [each["id"] for each in every] == [*registry()]
    assert one in every and (one["id"], one["derived"]) == (id, True)
    assert {tuple(each) for each in every} == {("id", "kind", "derived", "steps", "told")}
    given = {"layout", "definition"}
    assert {each["id"] for each in every if each["derived"] is None} == {
        id for id, entry in registry().items() if entry.block.kind in given
    }


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


def test_an_old_python_gets_one_line():
    code = "import sys; sys.version_info = (3, 9, 18, 'final', 0); import purenn"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "purenn needs Python 3.11 or newer, this is 3.9.18\n"


def test_at_a_prompt_of_an_old_python_the_session_goes_on():
    code = "import sys; sys.version_info = (3, 9, 18, 'final', 0); sys.ps1 = '>>> '; import purenn"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.stderr.endswith("ImportError: purenn needs Python 3.11 or newer, this is 3.9.18\n")


@pytest.mark.parametrize("file", ["__init__", "__main__", "start"])
def test_an_old_python_can_read_what_it_meets_first(file):
    ast.parse((ROOT / "purenn" / f"{file}.py").read_text(encoding="utf-8"), feature_version=(3, 6))
