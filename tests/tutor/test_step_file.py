"""`step ID FILE` stops in a learner's function, with the true values beside what it has set; in real pdb sessions."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from purenn.cli import main
from purenn.explaining.worked import WorkedNet
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.judgement import judges
from purenn.tutor.stepping import CellDebugger, Truths, attempt_in, place_typed, table

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), "HOME": "/nonexistent"}
FIRST_COLUMN = """
def hidden_dJ_dA(W, dJ_dZ, l):
    "Mine."
    n, m = len(W[l + 1][0]), len(dJ_dZ[l + 1][0])
    out = [[0.0] * m for i in range(n)]
    for i in range(n):
        for j in range(m):
            dJ_da_ij = 0.0
            for p in range(len(W[l + 1])):
                dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][0]
            out[i][j] = dJ_da_ij
    return out
"""
RIGHT = "layer_dJ_dB = lambda dJ_dZ, l: [[sum(row)] for row in dJ_dZ[l]]\n"


def step(folder: Path, source: str, id: str, typed: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "mine.py").write_text(source, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "purenn", "step", id, "mine.py", *options], input="\n".join([*typed, ""]), cwd=folder,
        capture_output=True, encoding="utf-8", env=ENVIRONMENT, timeout=60,
    )  # fmt: skip


# ---- sessions


@pytest.mark.session
def test_it_stops_at_the_first_line_of_the_body_with_the_worked_net(tmp_path):
    done = step(tmp_path, FIRST_COLUMN, "hidden.dJ-da-sum", ["W[2]", "!l", "q"], "--at", "l=1")

    assert (done.returncode, done.stderr) == (0, "")
    assert "hidden_dJ_dA of mine.py, called with l = 1\n" in done.stdout
    assert re.search(r"^> .*mine\.py\(4\)hidden_dJ_dA\(\)\n-> n, m = ", done.stdout, re.MULTILINE)
    assert f"(Pdb) {WorkedNet().network.W[2]}\n(Pdb) 1\n" in done.stdout


@pytest.mark.session
def test_what_is_set_stands_beside_the_true_values_and_what_differs_is_marked(tmp_path):
    typed = ["b 11, j == 1", "c", "n", "tv", "cl 1", "c"]
    done = step(tmp_path, FIRST_COLUMN, "hidden.dJ-da-sum", typed)
    stops = done.stdout.split("(Pdb) ")
    true = WorkedNet().gradients.dJ_dA[1]
    first = [
        f"  {'out[0]':<14}{true[0][0]:>10.4g}{true[0][0]:>10.4g}" + f"{0:>10}" * 3,
        f"  {'true':<14}" + "".join(f"{x:>10.4g}" for x in true[0]),
        f"  {'':<14}{'':>10}{'^' * len(f'{true[0][0]:.4g}'):>10}",
    ]

    assert f"  dJ_da_ij = {true[0][0]:.4g}   true {true[0][1]:.4g}\n" in stops[2]  # before the cell is set
    assert stops[3].splitlines()[2:] == first  # what has not changed is not shown again
    assert stops[4].splitlines() == [*first, f"  dJ_da_ij = {true[0][0]:.4g}   true {true[0][1]:.4g}"]
    assert "It returned:\n  returned[0]" in stops[6] and stops[6].count("^") == 3 * 4 * 6
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.session
@pytest.mark.parametrize(("id", "source", "typed", "options", "last"), [
    ("hidden.dJ-db", RIGHT, ["c"], [], "It returned what is true."),
    ("hidden.dJ-db", RIGHT, ["run", "c"], ["--at", "l=3"], "It returned what is true."),
    ("hidden.dJ-db", "def layer_dJ_dB(*_):\n    return None\n", ["c"], [], "It returned None, expected dJ_dB[l]."),
    ("forward.sigmoid", "def sigmoid(z):\n    a = 0.5\n    return a\n", ["n", "n"], [],
     "  returned = 0.5   true 0.6411"),
    ("hidden.naive-chain", "def one_dJ_dw(dJ_dZ, A, l, i, h):\n    dJ_dw_ih = 7.0\n    return dJ_dw_ih\n", ["n"],
     ["--at", "l=2,i=2,h=3"], "  dJ_dw_ih = 7   true 0.06388"),
    ("output.dJ-dz-element", "def output_dJ_dZ(A, Y, L):\n    row = [1.0]\n    i = 0\n    return [row]\n",
     ["n", "n"], [], f"  {'':<14}{'^':>10}"),
])  # fmt: skip
def test_how_a_session_ends(tmp_path, id, source, typed, options, last):
    done = step(tmp_path, source, id, typed, *options)

    shown = done.stdout.rstrip("\n").removesuffix("(Pdb) ").rstrip("\n").splitlines()
    assert shown[-1].removeprefix("(Pdb) ") == last
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.session
def test_a_function_that_raises_is_one_line_with_its_place(tmp_path):
    done = step(tmp_path, "def layer_dJ_dB(dJ_dZ, l):\n    return dJ_dZ[l + 3]\n", "hidden.dJ-db", ["c"])

    assert done.returncode == 1
    assert done.stderr.startswith("purenn: mine.py:2: ") and done.stderr.count("\n") == 1


@pytest.mark.session
def test_a_breakpoint_in_the_file_is_a_stop_as_ever(tmp_path):
    source = "def layer_dJ_dB(dJ_dZ, l):\n    breakpoint()\n    return [[sum(row)] for row in dJ_dZ[l]]\n"
    done = step(tmp_path, source, "hidden.dJ-db", ["c", "p 6 * 7", "c"])

    assert (done.returncode, done.stderr) == (0, "")
    assert "(Pdb) 42\n" in done.stdout


@pytest.mark.session
@pytest.mark.parametrize(("key", "status"), [(b"\x03", 130), (b"\x04", 0)])
def test_ctrl_c_and_ctrl_d_leave(tmp_path, key, status):
    pty = pytest.importorskip("pty")
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")
    screen, terminal = pty.openpty()
    claim = ("import fcntl, signal, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
             "signal.signal(signal.SIGINT, signal.default_int_handler); from purenn.cli import main; exit(main())")
    process = subprocess.Popen(
        [sys.executable, "-c", claim, "step", "hidden.dJ-db", "mine.py"], stdin=terminal, stdout=terminal,
        stderr=terminal, start_new_session=True, env=ENVIRONMENT, cwd=tmp_path,
    )  # fmt: skip
    try:
        said = b""
        while not said.endswith(b"(Pdb) "):
            said += os.read(screen, 4096)
        time.sleep(0.2)  # a key in the instant between prompt and input is only seen at the next key
        os.write(screen, key)
        if key == b"\x03":
            os.set_blocking(screen, False)
        assert process.wait(timeout=60) == status
    finally:
        process.kill()
        os.close(screen)
        os.close(terminal)


# ---- what is refused


@pytest.mark.parametrize(("source", "said"), [
    (None, "there is no file mine.py"),
    (b"\xff\xfe",
     "mine.py: Its encoding cannot be told (invalid or missing encoding declaration); save the file as UTF-8."),
    (b"def f(:\n", "mine.py: Line 1 is no Python: invalid syntax."),
    (b"x = 1\n", "mine.py: It has no function layer_dJ_dB, expected def layer_dJ_dB(dJ_dZ, l)."),
    (b"1 / 0\nlayer_dJ_dB = 1\n", "mine.py: line 1: ZeroDivisionError: division by zero"),
    (b"import sys\nsys.exit(0)\nlayer_dJ_dB = 1\n",
     "mine.py: it ends itself with exit(), expected it to run to its last line"),
])  # fmt: skip
def test_a_file_without_the_function_is_one_line_and_status_2(tmp_path, monkeypatch, capsys, source, said):
    monkeypatch.chdir(tmp_path)
    if source is not None:
        Path("mine.py").write_bytes(source)

    assert main(["step", "hidden.dJ-db", "mine.py"]) == 2
    assert capsys.readouterr() == ("", f"purenn: {said}\n")


@pytest.mark.parametrize(("id", "at", "said"), [
    ("hidden.dJ-dw", "", "there is no exercise 'hidden.dJ-dw'; did you mean hidden.dJ-d"),
    ("hidden.dJ-da-sum", "l=3", "--at: found l=3, expected l from 1 to 2 for hidden.dJ-da-sum"),
    ("hidden.dJ-db", "i=1", "--at: found i=1, expected l from 1 to 3 for hidden.dJ-db"),
    ("forward.sigmoid", "l=1", "--at: forward.sigmoid is asked for a number z, expected no --at"),
])  # fmt: skip
def test_what_is_no_exercise_and_no_place_is_refused_with_what_is(tmp_path, monkeypatch, capsys, id, at, said):
    monkeypatch.chdir(tmp_path)
    names = "\n".join(f"def {each.function}(*_): pass" for each in EXERCISES.values())
    Path("mine.py").write_text(names, encoding="utf-8")

    assert main(["step", id, "mine.py", *(["--at", at] if at else [])]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"purenn: {said}") and error.count("\n") == 1


# ---- which values have a true one


def beside(id: str, **values: object) -> dict[str, object]:
    truths = Truths(EXERCISES[id], place_typed(EXERCISES[id], {}))
    return {name: true for name, _, true in truths.beside(values, truths.arguments())}


def test_a_value_that_has_the_name_of_a_symbol_is_compared_with_it():
    judge, found = judges()[0], WorkedNet()
    W = found.network.W[1]
    matrix = [[7.0]]
    numbers = beside("whole.step", dJ_dW={1: [[0.0] * 4] * 3, 2: matrix}, W_new={1: W}, dJ_dB={5: matrix}, l=2, m=5,
                     total=3.0, dJ_dw_qr=1.0)  # fmt: skip

    assert set(numbers) == {"dJ_dW[1]", "dJ_dW[2]", "W_new[1]"}
    assert numbers["dJ_dW[1]"] == judge.layers("dJ_dW")[1]
    assert numbers["W_new[1]"][2][3] == W[2][3] - judge.constants["gamma"] * judge.layers("dJ_dW")[1][2][3]


def test_a_number_that_carries_its_letters_is_compared_at_the_indices_where_the_function_stands():
    numbers = beside("hidden.dJ-da-sum", l=1, i=2, j=4, p=1, dJ_da_ij=0.0, dJ_dz_pj=0.0, w_pi=0.0, total=0.0)
    found = WorkedNet()

    assert set(numbers) == {"dJ_da_ij", "dJ_dz_pj", "w_pi"}
    assert numbers["w_pi"] == found.network.W[2][1][2]
    assert numbers["dJ_da_ij"] == pytest.approx(found.gradients.dJ_dA[1][2][4], rel=1e-12)
    assert numbers["dJ_dz_pj"] == pytest.approx(found.gradients.dJ_dZ[2][1][4], rel=1e-12)
    assert beside("hidden.dJ-da-sum", l=1, i=9, j=4, dJ_da_ij=0.0) == {}  # an index past the last one


def test_what_may_become_the_result_is_compared_with_it_and_what_cannot_is_not():
    true = judges()[0].layers("dJ_dA")[1]

    assert beside("hidden.dJ-da-sum", out=[[1.0] * 5], l=1) == {"out": true}
    assert beside("hidden.dJ-da-sum", i=1, row=[1.0, 2.0], l=1) == {"row": [true[1]]}
    for other in ([1.0, 2.0], [[1.0] * 6], [[1.0]] * 4, [], "text", [["a"]], {1: [[1.0]]}, None):
        assert beside("hidden.dJ-da-sum", other=other, l=1) == {}


def test_what_was_handed_over_is_not_shown_but_a_matrix_of_its_name_is():
    exercise = EXERCISES["hidden.activation"]
    truths = Truths(exercise, place_typed(exercise, {}))
    given = truths.arguments()

    assert list(truths.beside(given, given)) == []
    shown = list(truths.beside({**given, "Z": [[0.0] * 5] * 3}, given))
    assert [name for name, _, _ in shown] == ["Z"]


def test_a_table_marks_what_is_set_and_differs_and_leaves_out_what_is_not_set():
    true = [[1.0, 2.5], [3.0, -4.0]]

    assert list(table("a", 1.5, 2.0)) == ["  a = 1.5   true 2"]
    assert list(table("a", [[1.0, 0.0], [0.0, 0.0]], true)) == [
        "  a[0]                   1         0\n  true                   1       2.5"
    ]
    assert list(table("a", [[1.0, 2.5], [3.0, 4.25]], true))[1].splitlines()[2] == " " * 32 + "^^^^"
    assert list(table("a", [[0.0] * 2] * 2, true)) == []


def test_every_exercise_can_be_stepped_through(tmp_path):
    for exercise in EXERCISES.values():
        (tmp_path / exercise.file).write_text(f"{exercise.signature}:\n    return None\n", encoding="utf-8")
        attempt = attempt_in(exercise, str(tmp_path / exercise.file))
        debugger = CellDebugger(attempt, place_typed(exercise, {}))
        debugger.call()
        assert debugger.ending() == f"It returned None, expected {exercise.returns}."
        debugger.returned = debugger.truths.true
        assert debugger.ending() == "It returned what is true."
