"""The command `try` as its users run it: files, lists, checks, watching, pytest, the debugger, and training."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from purenn.notation.expression import PairingError
from purenn.notation.text import ARROW
from purenn.tutor import own, starting
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.starting import start_of, write_new
from purenn.tutor.trying import find

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "purenn", "try"]
SOLVED = {  # what stands in the place of the empty body, in as few lines as can be
    "forward.sigmoid": "from math import exp\n    return 1 / (1 + exp(-z)) if z > 0 else exp(z) / (1 + exp(z))",
    "forward.z-element": "return [[sum(w * a for w, a in zip(r, c)) + b for c in zip(*A[l - 1])] "
    "for r, (b,) in zip(W[l], B[l])]",
    "hidden.activation": "return [[f[l](z) for z in row] for row in Z[l]]",
    "forward.sigmoid-prime": "return sigmoid(z) * (1 - sigmoid(z))",
    "loss.cross-entropy": "from math import log\n    pairs = list(zip(A[L][0], Y[0]))\n"
    "    return -sum(log(a if y else 1 - a) for a, y in pairs) / len(pairs)",
    "output.dJ-dz-element": "return [[(a - y) / len(Y[0]) for a, y in zip(A[L][0], Y[0])]]",
    "hidden.dJ-dw-sum": "return [[sum(d * a for d, a in zip(x, y)) for y in A[l - 1]] for x in dJ_dZ[l]]",
    "hidden.dJ-db": "return [[sum(row)] for row in dJ_dZ[l]]",
    "hidden.dJ-dz-product": "return [[d * f_prime[l](z) for d, z in zip(x, y)] for x, y in zip(dJ_dA[l], Z[l])]",
    "hidden.dJ-da-sum": "return [[sum(w * d for w, d in zip(a, b)) for b in zip(*dJ_dZ[l + 1])] "
    "for a in zip(*W[l + 1])]",
    "update.weights": "return [[w - gamma * d for w, d in zip(a, b)] for a, b in zip(W[l], dJ_dW[l])]",
    "whole.step": """dJ_dA, dJ_dZ, dJ_dW, dJ_dB = {}, {L: output_dJ_dZ(A, Y, L)}, {}, {}
    for l in range(L, 0, -1):
        if l < L:
            dJ_dA[l] = hidden_dJ_dA(W, dJ_dZ, l)
            dJ_dZ[l] = layer_dJ_dZ(dJ_dA, Z, A, f_prime, l)
        dJ_dW[l], dJ_dB[l] = layer_dJ_dW(dJ_dZ, A, l), layer_dJ_dB(dJ_dZ, l)
    B_new = {l: [[b - gamma * d] for (b,), (d,) in zip(B[l], dJ_dB[l])] for l in B}
    return {l: updated_W(W, dJ_dW, gamma, l) for l in W}, B_new""",
}
WRONG = "return W[l]"
DA = EXERCISES["hidden.dJ-da-sum"]


def environment(**changes):
    changes = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "NO_COLOR": None,
               "PYTEST_ADDOPTS": None, **changes}
    kept = {name: value for name, value in os.environ.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}


@pytest.fixture
def tutor(tmp_path):
    """The command in a folder of its own."""

    def run(*arguments, **more):
        return subprocess.run([*COMMAND, *map(str, arguments)], cwd=tmp_path, env=environment(), capture_output=True,
                              encoding="utf-8", timeout=120, **more)  # fmt: skip

    return run


def solve(folder, *ids, body=None):
    """Write the exercises as a learner would: the file that is begun, with a body."""
    (folder / "exercises").mkdir(exist_ok=True)
    for id in ids:
        text = start_of(EXERCISES[id]).replace("raise NotImplementedError", body or SOLVED[id])
        (folder / "exercises" / EXERCISES[id].file).write_text(text, encoding="utf-8")


# ---- the files


def test_the_file_that_is_written(tutor, tmp_path):
    done = tutor(14)

    assert (done.returncode, done.stderr) == (1, "")
    assert (tmp_path / "exercises" / "14_hidden_dJ_dA.py").read_text(encoding="utf-8") == '''\
"""14. The derivative with respect to one activation, as a sum   hidden.dJ-da-sum

    ∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾

The chapter: docs/hidden-layers.md
To check it: python3 -m purenn try hidden.dJ-da-sum
"""


def hidden_dJ_dA(W, dJ_dZ, l):
    """Return the gradient of J with respect to the activations of hidden layer
    l, one entry at a time.

    Shapes: W[l] (n[l], n[l - 1]), dJ_dZ[l] (n[l], m) -> (n[l], m).
    """
    raise NotImplementedError
'''
    assert done.stdout.splitlines() == [
        "Written: exercises/14_hidden_dJ_dA.py",
        "",
        "hidden.dJ-da-sum" + "not begun".rjust(64),
        "  The derivative with respect to one activation, as a sum",
        "",
        "  exercises/14_hidden_dJ_dA.py",
        "  The body of hidden_dJ_dA is still to be written.",
        "",
        "      ∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾",
    ]
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {DA.file, "conftest.py", "test_exercises.py"}


@pytest.mark.parametrize("id", EXERCISES)
def test_every_file_that_is_written_is_python_with_its_function(id):
    exercise, names, text = EXERCISES[id], {}, start_of(EXERCISES[id])
    imports = [line for line in text.splitlines() if line.startswith("from")]
    exec(text.replace("from purenn.tutor.own", "# from"), names)

    assert max(map(len, text.splitlines())) <= 120
    with pytest.raises(NotImplementedError):
        names[exercise.function](*exercise.parameters)
    assert bool(imports) == ("helpers" in exercise.asks or id in ("forward.sigmoid-prime", "whole.step"))
    assert ("Shapes: " in text) == bool(exercise.containers)


@pytest.mark.parametrize("id", EXERCISES)
def test_what_is_asked_for_is_not_wider_than_the_screen(id):
    lines = starting.asked(EXERCISES[id])
    assert max(len(line.replace(ARROW, "")) for line in lines) <= 80
    equations = " ".join(starting.equations(EXERCISES[id]))
    assert " ".join(" ".join(lines).split()) == equations


def test_what_the_whole_step_imports_is_asked_for_by_earlier_exercises():
    assert {*starting.PARTS} <= {each.function for each in list(EXERCISES.values())[:-1]}


@pytest.mark.long
def test_a_file_where_the_folder_should_be_is_no_answer(tutor, tmp_path):
    (tmp_path / "exercises").touch()
    done = tutor(14)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"purenn: exercises/{DA.file} cannot be written: File exists\n"


def test_nothing_is_written_over(tutor, tmp_path):
    solve(tmp_path, DA.id)
    before = (tmp_path / "exercises" / DA.file).read_text(encoding="utf-8")
    (tmp_path / "exercises" / "conftest.py").write_text("# mine\n")
    (tmp_path / "exercises" / "test_exercises.py").write_text(starting.MARK + 'older."""\n')

    assert tutor(14).returncode == 0
    assert (tmp_path / "exercises" / DA.file).read_text(encoding="utf-8") == before
    assert (tmp_path / "exercises" / "conftest.py").read_text() == "# mine\n"
    ours = (tmp_path / "exercises" / "test_exercises.py").read_text(encoding="utf-8")
    assert ours == starting.FOR_PYTEST["test_exercises.py"]


@pytest.mark.parametrize("linked", [True, False])
def test_a_file_is_written_whole_or_not_at_all(linked, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError("no links here")

    if not linked:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "one.py"

    assert write_new(path, "first")
    assert not write_new(path, "second")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("one.py", "first")]


# ---- which exercise


@pytest.mark.parametrize("typed", ["hidden.dJ-db", "12", "012"[1:], "HIDDEN.dj-DB", "12_layer_dJ_dB.py"])
def test_an_exercise_is_found_by_its_id_its_number_or_its_file(typed):
    assert find(typed).id == "hidden.dJ-db"


def test_an_exercise_is_found_by_a_function_that_no_other_asks_for():
    assert find("updated_W").id == "update.weights"
    with pytest.raises(PairingError, match=r"2 exercises ask .*: 14 hidden.dJ-da-sum and 15 compact.dJ-dA"):
        find("hidden_dJ_dA")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["hidden.dJ-dw"], "purenn: there is no exercise 'hidden.dJ-dw'; did you mean hidden.dJ-db?"),
        (["21"], "purenn: there is no exercise '21'; `python3 -m purenn try` lists all"),
        (["14", "there_is_none.py"], "purenn: there is no file there_is_none.py"),
        (["14", "there_is_none.py", "--watch"], "purenn: there is no file there_is_none.py"),
        (["14", "--hint", "4"], "invalid choice: 4"),
        (["14", "--watch", "--json"], "purenn: try: --watch checks many times and --json prints one object"),
        (["--watch"], "purenn: try: expected an exercise, such as python3 -m purenn try forward.sigmoid"),
    ],
)
def test_a_wrong_command_is_one_line(words, says, tutor, tmp_path):
    done = tutor(*words)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


# ---- the list


@pytest.mark.long
def test_the_list_says_how_far_each_exercise_is_and_which_is_next(tutor, tmp_path):
    solve(tmp_path, "forward.sigmoid", "forward.z-element", "forward.sigmoid-prime")
    solve(tmp_path, "hidden.activation", body="exit()")
    solve(tmp_path, "forward.Z", body="while True:\n        pass")
    solve(tmp_path, "loss.cross-entropy", body="...")
    (tmp_path / "exercises" / EXERCISES["loss.dJ-da-element"].file).mkdir()
    done = tutor()
    states = dict(re.findall(r"^ *(\d+)  \S+ +(done|not yet|not begun)  ", done.stdout, re.MULTILINE))

    assert (done.returncode, done.stderr, len(states)) == (0, "", 20)
    assert [states[str(k)] for k in range(1, 9)] == [
        "done", "done", "not yet", "not yet", "done", "not begun", "not yet", "not begun",
    ]  # fmt: skip
    assert "The next one: python3 -m purenn try hidden.activation" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    listed = json.loads(tutor("--json").stdout)
    assert [each["state"] for each in listed["exercises"]][:3] == ["right", "right", "not yet"]
    assert listed["next"] == "hidden.activation"


# ---- a check


def test_the_exit_status_and_the_screen(tutor, tmp_path):
    solve(tmp_path, DA.id)
    right = tutor(14)
    (tmp_path / "mine.py").write_text(f"{DA.signature}:\n    print('l is', l)\n    {WRONG}\n")
    wrong = tutor(14, "mine.py")

    assert (right.returncode, right.stderr, wrong.returncode, wrong.stderr) == (0, "", 1, "")
    assert right.stdout.splitlines()[0] == "hidden.dJ-da-sum" + "right".rjust(64)
    assert wrong.stdout.splitlines()[:4] == [
        "Your code prints:", "  | l is 1", "", "hidden.dJ-da-sum" + "not yet".rjust(64),
    ]  # fmt: skip
    assert "expected a 3x5 matrix" in wrong.stdout
    assert not re.search("\033|.{81}", right.stdout + wrong.stdout)


@pytest.mark.long
def test_hints_grow(tutor, tmp_path):
    (tmp_path / "mine.py").write_text(f"{DA.signature}:\n    {SOLVED[DA.id].replace('sum(', '-sum(')}\n")
    one, two, three = (tutor(14, "mine.py", "--hint", level).stdout for level in (1, 2, 3))

    assert "--hint 2" in one and "--hint 3" in two and "--hint" not in three
    assert len(one) < len(two) < len(three)


def test_one_json_object(tutor, tmp_path):
    body = f"print('here')\n    {SOLVED[DA.id].replace('sum(', '-sum(')}"
    (tmp_path / "mine.py").write_text(f"{DA.signature}:\n    {body}\n")
    done = tutor(14, "mine.py", "--json")
    found = json.loads(done.stdout)

    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (1, "", 1)
    assert {name: found[name] for name in ("id", "right", "mistake", "state", "printed")} == {
        "id": DA.id, "right": False, "mistake": "sign", "state": "not yet", "printed": ["here"],
    }  # fmt: skip
    assert found["says"].startswith("∂J/∂aᵢⱼ⁽ˡ⁾ = −") and found["hint"] and found["screen"].startswith(DA.id)
    begun = json.loads(tutor(14, "--json").stdout)
    assert (begun["state"], begun["right"], begun["says"], begun["mistake"]) == ("not begun", False, None, None)


@pytest.mark.long
@pytest.mark.parametrize(("no_color", "bold"), [(None, True), ("1", False)])
def test_the_head_is_bold_on_a_terminal_unless_no_colour_is_wanted(no_color, bold, tmp_path):
    ours, theirs = pty.openpty()
    settings = environment(NO_COLOR=no_color, TERM="xterm")
    process = subprocess.Popen([*COMMAND, "14"], cwd=tmp_path, env=settings, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    process.wait()

    assert (b"\033[1mhidden.dJ-da-sum" in written) == bold == (b"\033" in written)


@pytest.mark.long
def test_letters_that_a_stream_cannot_encode_are_spelt_plainly(tmp_path):
    plain = environment(PYTHONIOENCODING="ascii")
    for body in ("pass", SOLVED[DA.id]):
        solve(tmp_path, DA.id, body=body)
        done = subprocess.run([*COMMAND, "14"], cwd=tmp_path, env=plain, capture_output=True)
        assert b"dJ/da[i,j]^(l) = sum_p w[p,i]^(l+1) * dJ/dz[p,j]^(l+1)" in done.stdout and done.stderr == b""


# ---- watching


@contextmanager
def watching(tmp_path, *more):
    process = subprocess.Popen([*COMMAND, "14", "mine.py", "--watch", *more], cwd=tmp_path, env=environment(),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
    try:
        yield process
    finally:
        process.kill()


def until(process, words):
    """The lines that a process writes, up to the first that has some words."""
    lines = iter(process.stdout.readline, "")
    return next(line for line in lines if words in line)


@pytest.mark.long
def test_it_watches_a_file_until_it_is_right(tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text(f"{DA.signature}:\n    {WRONG}\n")
    with watching(tmp_path) as process:
        assert until(process, "expected a 3x5 matrix")
        mine.write_text(f"{DA.signature}:\n    return [[")  # half saved
        assert until(process, "was never closed")
        mine.unlink()
        time.sleep(0.5)
        (tmp_path / "new.py").write_text(f"{DA.signature}:\n    {SOLVED[DA.id]}\n")
        (tmp_path / "new.py").rename(mine)  # as many editors save
        assert until(process, "hidden.dJ-da-sum").endswith("right\n")
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


@pytest.mark.long
def test_ctrl_c_ends_the_watching(tmp_path):
    (tmp_path / "mine.py").write_text(f"{DA.signature}:\n    {WRONG}\n")
    with watching(tmp_path) as process:
        until(process, "expected a 3x5 matrix")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == "\nStopped.\n"


# ---- pytest


@pytest.mark.long
def test_pytest_asks_the_tutor_and_imports_nothing(tutor, tmp_path):
    tutor(14)
    solve(tmp_path, "forward.sigmoid")
    (tmp_path / "exercises" / EXERCISES["hidden.dJ-db"].file).write_text(
        "open('imported', 'w')\n\n\ndef layer_dJ_dB(dJ_dZ, l):\n    print('mine')\n    return [[0.0]]\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "--doctest-modules", "-p", "no:cacheprovider", "exercises"],
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8",
    )  # fmt: skip

    assert done.stdout.splitlines()[-1].startswith("1 failed, 1 passed, 18 skipped")
    screen = [line for line in tutor(12).stdout.splitlines() if line and not line.startswith(("Your code", "  |"))]
    assert [line for line in screen if line.rstrip() not in done.stdout] == []  # the very text
    assert "Traceback" not in done.stdout and "test_exercises.py:" not in done.stdout.partition("short test")[0]
    assert "mine" in done.stdout
    assert not list(tmp_path.rglob("imported"))


# ---- the debugger


@pytest.mark.long
def test_a_breakpoint_stops_once_on_the_worked_net(tutor, tmp_path):
    (tmp_path / "mine.py").write_text(f"{DA.signature}:\n    breakpoint()\n    {SOLVED[DA.id]}\n")
    done = tutor(14, "mine.py", input="p l, len(W[1])\nc\n")

    assert (done.returncode, done.stderr, done.stdout.count("(Pdb)")) == (0, "", 2)
    assert "(1, 3)" in done.stdout
    assert "right" in done.stdout.splitlines()[-1] or "8 calls on 4 nets" in done.stdout


@pytest.mark.long
def test_to_leave_the_debugger_is_a_normal_end(tutor, tmp_path):
    (tmp_path / "mine.py").write_text(f"import pdb\n\n\n{DA.signature}:\n    pdb.set_trace()\n    {SOLVED[DA.id]}\n")
    done = tutor(14, "mine.py", input="q\n")

    assert (done.returncode, done.stderr) == (1, "")
    assert "The debugger was left, so nothing was checked." in done.stdout


@pytest.mark.long
def test_a_breakpoint_is_passed_by_where_nobody_is_there(tutor, tmp_path):
    (tmp_path / "mine.py").write_text(f"{DA.signature}:\n    breakpoint()\n    {SOLVED[DA.id]}\n")

    assert json.loads(tutor(14, "mine.py", "--json").stdout)["right"]


# ---- the learner's own functions


def test_an_own_function_is_that_of_the_highest_number_that_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(own, "FOLDER", tmp_path / "exercises")
    solve(tmp_path, "forward.z-element", body="return 'element'")
    solve(tmp_path, "forward.Z", body="pass")
    assert own.layer_Z(0, 0, 0, 0) == "element"
    solve(tmp_path, "forward.Z", body="return 'matrix'")
    assert own.layer_Z(0, 0, 0, 0) == "matrix"
    with pytest.raises(ImportError, match=r"layer_A is not written yet: .*try hidden.activation` begins it"):
        own.layer_A  # noqa: B018
    with pytest.raises(AttributeError, match="no exercise asks for a function layer_Q"):
        own.layer_Q  # noqa: B018


@pytest.mark.long
def test_the_own_functions_train_as_the_package_does(tutor, tmp_path):
    solve(tmp_path, *SOLVED)
    whole = tutor(20)

    assert (whole.returncode, whole.stderr) == (0, "")
    table = dict(re.findall(r"^  (cost J|accuracy), \w+ +(\S+ +\S+)$", whole.stdout, re.MULTILINE))
    assert table == {"cost J": "0.1114    0.1114", "accuracy": "98.2%     98.2%"}
    assert max(map(len, whole.stdout.splitlines())) <= 80
    (tmp_path / "exercises" / EXERCISES["loss.cross-entropy"].file).unlink()
    assert "cross_entropy is not written yet" in " ".join(tutor(20).stdout.split())
    solve(tmp_path, "loss.cross-entropy", body="return 1.0")
    assert "cross_entropy is to be right first:\n  python3 -m purenn try loss.cross-entropy\n" in tutor(20).stdout
