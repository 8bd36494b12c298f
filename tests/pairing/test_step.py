"""`step ID` stops where the equation is computed: in real pdb sessions, with commands on standard input."""

import os
import re
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from purenn.cli import main
from purenn.explaining import breakpoints
from purenn.explaining.explain import parse_place
from purenn.explaining.finding import find
from purenn.explaining.worked import WorkedNet, worked
from purenn.notation.expression import PairingError
from purenn.pairing.registry import Entry, registry

pytestmark = pytest.mark.session

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), "HOME": "/nonexistent"}

# An equation of the passes; where to stop, as printed; what to look at there, and what Python has for it.
STOPS = [
    ("forward.input", "", "X[0][0]", "0.9"),
    ("forward.z-element", "l=2,i=1,j=4,h=3", "l, i, j, h", "(2, 0, 3, 2)"),
    ("hidden.activation", "l=3,i=1,j=5", "l, i, j", "(3, 0, 4)"),
    ("forward.Z", "l=2", "l", "2"),
    ("forward.A", "l=3", "l", "3"),
    ("forward.sigmoid", "", "round(z, 12)", "0.58"),
    ("loss.cross-entropy", "", "m", "5"),
    ("loss.from-preactivations", "", "m", "5"),
    ("loss.dJ-da-element", "l=3,j=2", "L, j", "(3, 1)"),
    ("output.dJ-dz-element", "j=5", "L, j", "(3, 4)"),
    ("output.dJ-dA", "l=3", "L", "3"),
    ("hidden.dJ-da-sum", "l=1,i=2,j=1", "l, i, j, p", "(1, 1, 0, 0)"),
    ("hidden.dJ-da-sum", "", "l, i, j, p", "(1, 0, 0, 0)"),  # where explain and the card begin, though l=2 comes first
    ("hidden.dJ-dw-sum", "i=2", "l, i, h, j", "(1, 1, 0, 0)"),
    ("hidden.dJ-da-sum", "p=2", "l, i, j, p", "(1, 0, 0, 1)"),
    ("hidden.dJ-da-sum", "l=1,p=2,i=3", "l, i, j, p", "(1, 2, 0, 1)"),
    ("hidden.dJ-dz-product", "l=1,i=3,j=4", "l, i, j", "(1, 2, 3)"),
    ("hidden.dJ-dw-sum", "l=2,i=2,h=3,j=5", "l, i, h, j", "(2, 1, 2, 4)"),
    ("hidden.dJ-db", "l=1,i=2", "l, i, j", "(1, 1, 0)"),
    ("compact.dJ-dA", "l=1", "l", "1"),
    ("compact.dJ-dZ", "l=2", "l", "2"),
    ("compact.dJ-dW", "l=1", "l", "1"),
    ("compact.dJ-dB-matmul", "l=1", "l", "1"),
    ("update.weights", "l=2,i=1,h=3", "l, i, h", "(2, 0, 2)"),
    ("update.biases", "l=1,i=3", "l, i", "(1, 2)"),
    ("update.matrix-weights", "l=3", "l", "3"),
    ("update.matrix-biases", "l=2", "l", "2"),
    ("hidden.dJ-dw", "l=2,i=2,h=3", "l, i, h", "(2, 1, 2)"),
    ("hidden.dz-dw-column", "l=1,i=2,h=4", "l, i, h", "(1, 1, 3)"),
    ("output.dA-dZ-diagonal", "", "L", "3"),
]


def session(
    commands: list[str], *arguments: str, root: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], input="\n".join(commands), capture_output=True, encoding="utf-8", cwd=root,
        env={**ENVIRONMENT, "PYTHONPATH": str(root), **environment}, timeout=60,
    )


def step(commands: list[str], *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return session(commands, "-m", "purenn", "step", *arguments, **environment)


# ---- every equation of the passes, one session after another in one process

SESSIONS = """
import sys
from purenn.explaining.breakpoints import step
from purenn.explaining.explain import parse_place
from purenn.pairing.registry import registry

entries = registry()
for argument in sys.argv[1:]:
    id, at = argument.split("@")
    step(entries[id], entries, parse_place(at))
    print("=====")
"""


@pytest.fixture(scope="module")
def stops() -> dict[tuple[str, str], str]:
    commands = [line for _, _, look, _ in STOPS for line in ("w", f"p {look}", "q")]
    done = session(commands, "-c", SESSIONS, *(f"{id}@{at}" for id, at, _, _ in STOPS))
    assert (done.stderr, done.returncode) == ("", 0)
    return dict(zip([(id, at) for id, at, _, _ in STOPS], done.stdout.split("=====\n"), strict=False))


@pytest.mark.parametrize(("id", "at", "look", "seen"), STOPS)
def test_step_stops_at_the_line_and_the_indices(stops, id, at, look, seen):
    screen = stops[id, at]
    file, line = re.search(r"^> .*/(purenn/\w+\.py)\((\d+)\)", screen, re.MULTILINE).groups()

    code = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert re.search(rf"# eq: (.*; )?{id}(,|;|$)", code)
    assert re.search(rf"^{id}(, step \d)?   {file}:{line}$", screen, re.MULTILINE)
    assert screen.rstrip("\n").splitlines()[-2] == f"(Pdb) {seen}"


# An equation, where to stop, and what holds the number that its line computes there once it has run.
RESULTS = [
    ("forward.z-element", "l=2,i=1,j=4,h=3", "z_ij"),
    ("hidden.activation", "l=3,i=1,j=5", "A[l][i][j]"),
    ("forward.Z", "l=2,i=2,j=3", "Z[l][1][2]"),
    ("forward.A", "l=3,j=4", "A[l][0][3]"),
    ("loss.cross-entropy", "", "J"),
    ("loss.from-preactivations", "", "J"),
    ("loss.dJ-da-element", "j=2", "dJ_dA[0][j]"),
    ("output.dJ-dz-element", "j=5", "dJ_dZ[0][j]"),
    ("output.dJ-dA", "j=4", "__return__[0][3]"),
    ("hidden.dJ-da-sum", "l=1,i=3,j=2,p=2", "dJ_da_ij"),
    ("hidden.dJ-dz-product", "l=1,i=3,j=4", "dJ_dZ[i][j]"),
    ("hidden.dJ-dw-sum", "l=2,i=2,h=3,j=5", "dJ_dw_ih"),
    ("hidden.dJ-db", "l=1,i=2,j=4", "dJ_db_i"),
    ("compact.dJ-dA", "l=1,i=3,j=5", "__return__[2][4]"),
    ("compact.dJ-dZ", "l=2,i=2,j=3", "__return__[1][2]"),
    ("compact.dJ-dW", "l=1,i=2,h=4", "__return__[1][3]"),
    ("compact.dJ-dB-matmul", "l=1,i=3", "__return__[2][0]"),
    ("compact.dJ-dB", "l=1,i=3,j=4", "dJ_dB[2][0]"),
    ("update.weights", "l=2,i=1,h=3", "W_new[l][i][h]"),
    ("update.biases", "l=1,i=3", "B_new[l][i][0]"),
    ("update.matrix-weights", "l=2,i=1,h=2", "W_new[l][0][1]"),
    ("update.matrix-biases", "l=2,i=2", "B_new[l][1][0]"),
]


@pytest.fixture(scope="module")
def results() -> dict[str, str]:
    commands = [line for _, _, holds in RESULTS for line in ("n", f"p format({holds}, '.4g')", "q")]
    done = session(commands, "-c", SESSIONS, *(f"{id}@{at}" for id, at, _ in RESULTS))
    assert (done.stderr, done.returncode) == ("", 0)
    return dict(zip([id for id, _, _ in RESULTS], done.stdout.split("=====\n"), strict=False))


@pytest.mark.parametrize("id", [id for id, _, _ in RESULTS])
def test_the_number_of_a_stop_is_what_its_line_then_computes(results, id):
    first_stop, _, _ = results[id].partition("\n->")
    shown = re.findall(r"^    = (\S+)$", first_stop, re.MULTILINE)[-1]
    computed = re.search(r"^\(Pdb\) '(.*)'$", results[id], re.MULTILINE)[1]

    assert shown.replace("−", "-") == computed


def test_every_equation_can_be_stepped_to():
    driver = SESSIONS.replace("for argument in sys.argv[1:]", "for argument in [f'{id}@' for id in entries]")
    done = session(["c", "q"] * 200, "-c", driver)
    screens = done.stdout.split("=====\n")[:-1]

    assert (done.stderr, done.returncode) == ("", 0)
    assert len(screens) > 60
    for screen in screens:
        assert re.search(r"^->    ", screen, re.MULTILINE), screen
        assert "cannot be worked out" not in screen


# ---- what a stop shows


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    return registry()


def test_a_stop_shows_the_equation_its_numbers_its_indices_and_its_loops():
    done = step(["q"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=1")

    assert done.returncode == 0
    for line in [
        "  ∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾",
        "  l = 1   i = 1, printed 2   j = 0, printed 1   p = 0, printed 1",
        "    = so far + w₁₂⁽²⁾ · ∂J/∂z₁₁⁽²⁾",
        "          for j in range(m):",
        "->                dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]",
    ]:
        assert line in done.stdout.splitlines()


def test_ne_takes_the_next_term_and_the_last_one_completes_the_gradient():
    done = step(["ne", "q"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=1")
    results = re.findall(r"^    = (−?[\d.]+)$", done.stdout, re.MULTILINE)

    assert results[-1] == f"{WorkedNet().gradients.dJ_dA[1][1][0]:.4g}"  # of the matrix form


def test_ne_goes_from_equation_to_equation_in_and_out_of_functions():
    done = step(["ne"] * 3 + ["q"], "hidden.activation")
    ids = re.findall(r"^(\S+?)(?:, step \d)?   purenn/", done.stdout, re.MULTILINE)

    assert ids == ["hidden.activation", "forward.sigmoid", "forward.z-element", "forward.z-element"]


def test_c_goes_on_to_the_next_time_at_the_same_indices():
    places = re.findall(r"p = (\d)", step(["c", "c"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=1").stdout)

    assert places == ["0", "1"]


def test_a_comprehension_on_the_line_is_one_stop():
    done = step(["c", "c"], "hidden.dz-dw-column", "--at", "l=1,i=2")

    assert re.findall(r"h = \d, printed (\d)", done.stdout) == ["1", "2", "3"]
    assert "<listcomp>" not in done.stdout


def test_p_and_j_alone_and_n_of_l_show_values_and_pdbs_own_commands_stay():
    done = step(["p", "j", "n[l]", "dJ_da_ij", "p W[2][0]", "n", "p p", "q"], "hidden.dJ-da-sum", "--at", "l=1,j=4,p=2")
    said = [line for line in done.stdout.splitlines() if line.startswith("(Pdb)")]

    assert said[:3] + said[4:5] == ["(Pdb) 1", "(Pdb) 3", "(Pdb) 3", "(Pdb) [2.7, -2.2, -2.0]"]
    assert said[5].startswith("(Pdb) > ")  # n, alone, is still pdb's next
    assert said[6] == "(Pdb) 1"


def test_an_expression_that_begins_with_an_index_shows_its_value():
    looks = ["p + 1", "l, i, j", "j*2", "n[l] - 1", "l == 1"]
    done = step([*looks, "q"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=4,p=2")

    assert re.findall(r"^\(Pdb\) (.+)$", done.stdout, re.MULTILINE) == ["2", "(1, 1, 3)", "6", "2", "True"]


@pytest.mark.parametrize(("number", "shown"), [
    ("1e-9", "0.000000001"), ("123456.0", "123500"), ("1e300", "1e+300"), ("-2e-5", "(−0.00002)"),
])
def test_a_number_of_any_size_is_shown_with_four_digits(number, shown):
    done = step([f"!W[2][0][1] = {number}", "eq", "q"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=1")

    assert f"    = 0 + {shown} · (−0.08291)\n" in done.stdout


@pytest.mark.parametrize(("look", "shown"), [
    ("p -dJ_dZ[l + 1][p][j]", "0.0829"), ("p -1", "-1"), ("p p - 1", "-1"),
    ("p - 1", "-1"), ("p-1", "-1"), ("p + 1", "1"), ("p == 0", "True"), ("p, j", "(0, 0)"),
])
def test_p_before_a_sign_keeps_the_meaning_that_pdb_gives_it(look, shown):
    done = step([look, "q"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=1")

    assert re.search(rf"^\(Pdb\) {re.escape(shown)}", done.stdout, re.MULTILINE)


def test_comprehensions_and_generators_see_the_locals():
    looks = [
        "round(sum(W[l+1][p][i]*dJ_dZ[l+1][p][j] for p in range(n[l+1])), 4)", "[n[l] for _ in W]",
        "p {q: [W[l+1][q][i] for q in range(n[l+1])] for q in range(2)}[1]", "pp [n[l + 1] for _ in range(2)]",
        "(lambda q: W[l+1][q][i])(0)", "mine = [n[l]]", "[mine for _ in mine]", "!W[l+1][0][i] = 5.0", "W[l+1][0][i]",
    ]
    done = step([*looks, "q"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=1")

    assert [line for line in done.stdout.split("(Pdb) ")[1:]] == [
        "0.4245\n", "[3, 3, 3]\n", "[-2.2, 2.7]\n", "[2, 2]\n", "-2.2\n", "", "[[3]]\n", "", "5.0\n", ""
    ]  # fmt: skip


def test_run_starts_afresh_whatever_was_changed():
    done = step(["!X[0][0] = 99.0", "run", "p X[0][0]", "q"], "forward.input")

    assert "(Pdb) 0.9\n" in done.stdout


def test_ne_stops_where_the_run_can_go_no_further():
    done = step(["!W = None", "ne", "q"], "hidden.dJ-da-sum")

    assert done.returncode == 1
    assert done.stderr == "purenn: the run ended with TypeError: 'NoneType' object is not subscriptable\n"


def test_eq_shows_the_numbers_as_they_are_now_and_says_where_there_is_no_equation():
    done = step(["!W[2][0][1] = 0.5", "eq", "n", "eq", "q"], "hidden.dJ-da-sum", "--at", "l=1,i=2,j=1")

    assert re.findall(r"0 \+ \(?(−?[\d.]+)\)? ·", done.stdout) == ["−2.2", "0.5"]
    assert "*** there is no equation on this line" in done.stdout


def test_help_begins_with_what_the_first_screen_says():
    done = step(["h", "h ne", "h p", "q"], "hidden.dJ-da-sum")

    assert done.stdout.count("ne  on to the next equation") == 2
    assert done.stdout.count("!l, !n.") == 2 and "Print the value of the expression." in done.stdout
    assert "Run to the next equation, whichever it is." in done.stdout


def test_no_line_of_a_stop_is_wider_than_a_terminal():
    done = step(["q"], "update.weights")

    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "  def scalar_gradient_descent_step(network: Network, gradients: Gradients,\n          gamma" in done.stdout


def test_a_matrix_equation_is_followed_at_the_entry_asked_for():
    done = step(["q"], "compact.dJ-dA", "--at", "l=1,i=3,j=5")

    assert "  its entry at the printed i = 3, j = 5:\n  ∂J/∂a₃₅⁽¹⁾\n" in done.stdout


def test_a_stop_names_the_step_and_where_the_others_stand():
    screen = step(["c", "q"], "output.dJ-dZ").stdout

    first, second = re.findall(r"^output.dJ-dZ, (step \d)   purenn/(\w+)", screen, re.MULTILINE)
    assert (first, second) == (("step 1", "derivation"), ("step 2", "backward_matrix"))
    assert re.search(r"^  \(output.dJ-dZ, step 2: purenn/backward_matrix.py:\d+\)$", screen, re.MULTILINE)


def test_a_stream_without_the_letters_gets_ascii():
    done = step(["q"], "hidden.dJ-da-sum", PYTHONIOENCODING="ascii")

    assert "  dJ/da[i,j]^(l) = sum_p w[p,i]^(l+1) * dJ/dz[p,j]^(l+1)\n" in done.stdout


@pytest.mark.parametrize(("id", "said"), [
    ("hidden.dJ-da-sum", "Taken by commands of pdb: l, n. Their values: !l, !n.\n"),
    ("update.weights", "Taken by commands of pdb: h, l, n. Their values: !h, !l, !n.\n"),
])
def test_the_first_screen_names_the_locals_of_the_function_that_are_commands(entries, id, said):
    assert said in breakpoints.greeting(entries[id], worked(), "")
    assert "Taken" not in breakpoints.greeting(entries["output.dJ-dA"], worked(), "")
    assert "Ctrl-C" in breakpoints.GREETING


def test_every_local_that_is_a_command_is_named(entries):
    commands = {name.removeprefix("do_") for name in dir(breakpoints.EquationDebugger) if name.startswith("do_")}
    for entry in entries.values():
        function = vars(import_module(entry.tags[0].source.module))[entry.tags[0].function.name]
        said = re.search(r"Taken by commands of pdb: (.*)\. Their", breakpoints.greeting(entry, worked(), ""))
        named = set(said[1].split(", ")) if said else set()
        assert commands & {*function.__code__.co_varnames} - {"p", "j"} <= named


def test_the_first_screen_says_where_it_begins():
    assert "It begins at l=1,i=1,j=1,p=1; --at chooses another place.\n" in step(["q"], "hidden.dJ-da-sum").stdout
    assert "It begins at L=3,j=1; --at" in step(["q"], "output.dJ-dA").stdout
    assert "It begins" not in step(["q"], "hidden.dJ-da-sum", "--at", "l=2").stdout


def test_a_line_that_python_o_leaves_out_is_named(tmp_path):
    for name in ("purenn", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    module = tmp_path / "purenn" / "backward_matrix.py"
    source = module.read_text(encoding="utf-8")
    (line,) = re.findall(r"^ +return .*# eq: compact\.dJ-dA$", source, re.MULTILINE)
    code, _, tag = line.strip().removeprefix("return ").partition("  # ")
    kept = f"    dJ_dA = {code}\n    if __debug__:\n        dJ_dA = {code}  # {tag}\n    return dJ_dA"
    module.write_text(source.replace(line, kept), encoding="utf-8")

    for option, status in [([], 0), (["-O"], 2)]:
        done = session(["q"], *option, "-m", "purenn", "step", "compact.dJ-dA", root=tmp_path)
        assert done.returncode == status
    assert re.fullmatch(
        r"purenn: purenn/backward_matrix.py:\d+: the run never comes to this line of compact.dJ-dA\n", done.stderr
    )


@pytest.mark.parametrize("broken", ["raise ImportError", "class Pdb:\n    def __init__(self, color): pass"])
def test_another_pdb_installed_beside_it_is_passed_by(tmp_path, broken):
    (tmp_path / "pdb.py").write_text(broken, encoding="utf-8")
    done = step(["p p", "q"], "hidden.dJ-da-sum", PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")

    assert (done.returncode, done.stderr) == (0, "")
    assert "(Pdb) 0\n" in done.stdout


# ---- ends and errors


@pytest.mark.parametrize(("commands", "status", "last"), [
    (["q"], 0, "(Pdb) "), ([], 0, "(Pdb) "), (["c"], 0, "(Pdb) The run is over."), (["run", "q"], 0, "(Pdb) "),
    (["!W = None", "c"], 1, "(Pdb) (Pdb) "),
])
def test_how_a_session_ends(commands, status, last):
    done = step(commands, "update.matrix-weights", "--at", "l=3")

    assert (done.returncode, done.stdout.rstrip("\n").splitlines()[-1]) == (status, last)
    assert done.stderr.count("\n") == status
    assert done.stdout.count("update.matrix-weights   ") == 1 + ("run" in commands)


@pytest.mark.parametrize(("id", "at", "said"), [
    ("hidden.dJ-dasum", "", "there is no equation 'hidden.dJ-dasum'; the nearest are hidden.dJ-da-sum,"),
    ("hidden.dJ-da-sum", "l=3", "--at: found l=3, expected l from 1 to 2 for hidden.dJ-da-sum"),
    ("hidden.dJ-da-sum", "i=3,l=2", "--at: found i=3 at l=2, expected i from 1 to 2 for"),
    ("hidden.dJ-da-sum", "p=2,l=2", "--at: found p=2 at l=2, expected p=1 for"),
    ("output.dJ-dA", "L=2", "--at: found L=2, expected L=3 for output.dJ-dA"),
    ("hidden.dJ-da-sum", "j=0", "--at: found j=0, expected j from 1 to 5 for"),
    ("hidden.dJ-da-sum", "h=1", "--at: hidden.dJ-da-sum has no h to choose, expected l, i, j, p"),
    ("forward.sigmoid", "l=1", "--at: forward.sigmoid has no l to choose, expected no --at"),
    ("hidden.dJ-da-sum", "i:2", "--at: found 'i:2', expected one of l, i, h, g, k, p, j, r, c"),
    ("hidden.dJ-da-sum", "q=1", "--at: found 'q=1', expected one of l, i, h, g, k, p, j, r, c"),
])
def test_what_does_not_exist_is_refused_with_what_does(entries, id, at, said):
    with pytest.raises(PairingError, match=re.escape(said)):
        breakpoints.step(find(id, entries), entries, parse_place(at))


def test_a_refusal_is_one_line_and_exit_status_2(capsys):
    assert main(["step", "hidden.dJ-dasum"]) == 2

    error = capsys.readouterr().err
    assert error.startswith("purenn: there is no equation") and error.count("\n") == 1


def test_spaces_in_at_are_refused_with_what_is_expected(capsys):
    with pytest.raises(SystemExit):
        main(["step", "hidden.dJ-da-sum", "--at", "l=1,", "i=2"])

    assert "expected --at in one word, such as l=1,i=2,j=1" in capsys.readouterr().err


@pytest.mark.parametrize(("key", "status"), [(b"\x03", 130), (b"\x04", 0)])
def test_ctrl_c_and_ctrl_d_leave_the_terminal_as_it_was(key, status):
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    screen, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    claim = ("import fcntl, signal, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
             "signal.signal(signal.SIGINT, signal.default_int_handler); from purenn.cli import main; exit(main())")
    process = subprocess.Popen(
        [sys.executable, "-c", claim, "step", "hidden.dJ-da-sum"], stdin=terminal, stdout=terminal, stderr=terminal,
        start_new_session=True, env=ENVIRONMENT,
    )
    try:
        said = b""
        while not said.endswith(b"(Pdb) "):
            said += os.read(screen, 4096)
        time.sleep(0.2)  # a key in the instant between prompt and input is only seen at the next key
        os.write(screen, key)

        assert process.wait(timeout=60) == status
        assert termios.tcgetattr(terminal) == before
        assert b"Traceback" not in said + os.read(screen, 4096)
    finally:
        process.kill()
        os.close(screen)
        os.close(terminal)
