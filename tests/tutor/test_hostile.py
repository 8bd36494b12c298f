"""What may stand in a learner's file without harm: each time one clear message, no traceback of ours, nothing lost."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT, HOSTILE = Path(__file__).parents[2], Path(__file__).parent / "hostile"
WIDE = re.compile(r".{81,}")
HEAD = "hidden_dJ_dA(W, dJ_dZ, l)"
SAYS = {  # what is said of a file that is not right
    "empty": f"It is empty, expected def {HEAD}.",
    "docstring_only": f"It has no function hidden_dJ_dA, expected def {HEAD}.",
    "nearly_the_name": "It has no function hidden_dJ_dA, but hidden_dj_da: is that it?",
    "another_name": f"It has no function hidden_dJ_dA, expected def {HEAD}.",
    "class_in_its_place": f"hidden_dJ_dA is a class, expected {HEAD}.",
    "number_in_its_place": f"hidden_dJ_dA is no function, expected {HEAD}.",
    "async_def": f"hidden_dJ_dA is an async function, which waits to be awaited; expected {HEAD}, without async.",
    "generator": "hidden_dJ_dA is a generator, as it has a yield; expected a return of all at once.",
    "too_few_arguments": f"It takes hidden_dJ_dA(W, l), expected {HEAD}.",
    "too_many_arguments": f"It takes hidden_dJ_dA(W, dJ_dZ, A, l), expected {HEAD}.",
    "no_arguments": f"It takes hidden_dJ_dA(), expected {HEAD}.",
    "decorator_to_nothing": f"It runs through and leaves no function hidden_dJ_dA, expected {HEAD}.",
    "never_defined": f"It runs through and leaves no function hidden_dJ_dA, expected {HEAD}.",
    "deleted_again": f"It runs through and leaves no function hidden_dJ_dA, expected {HEAD}.",
    "colon_missing": "Line 1 is no Python: expected ':'.",
    "bracket_open": "Line 2 is no Python: '[' was never closed.",
    "half_a_line": "Line 3 is no Python: '[' was never closed.",
    "string_open": "Line 2 is no Python: unterminated string literal",
    "tabs_and_spaces": "Line 3 is no Python: inconsistent use of tabs and spaces in indentation.",
    "return_outside": "Line 2 is no Python: 'return' outside function.",
    "python_2": "Line 2 is no Python: Missing parentheses in call to 'print'.",
    "long_line_wrong": "Line 2 is no Python: invalid syntax.",
    "nested_too_deeply": "Line 2 is no Python: too many nested parentheses.",
    "chain_of_minuses": "Python cannot read it: it is nested too deeply.",
    "nul_byte": "Line 2 holds a NUL byte, expected a file of text.",
    "latin_1": "Line 2 holds the byte 0xe9, which is no utf-8; save the file as UTF-8.",
    "unknown_encoding": "Its encoding cannot be told (unknown encoding: klingon); save the file as UTF-8.",
    "utf_16": "Line 1 holds a NUL byte, expected a file of text.",
    "no_text": "Line 2 holds the byte 0x80, which is no utf-8; save the file as UTF-8.",
    "missing_module": "Line 1 stops with ModuleNotFoundError: No module named 'nunpy'",
    "missing_name": "Line 1 stops with ImportError: cannot import name 'matmull' from 'purenn.matrix'",
    "divides_at_the_top": "Line 1 stops with ZeroDivisionError: division by zero",
    "exits_at_the_top": "Line 1 raises SystemExit, which ends Python; expected a function that returns.",
    "exits": "Line 5 raises SystemExit, which ends Python; expected a function that returns.",
    "exits_hard": "It ended Python itself, with exit status 3; expected a function that returns.",
    "keyboard_interrupt": "Line 2 raises KeyboardInterrupt, which ends Python; expected a function that returns.",
    "stop_iteration": "StopIteration",
    "kills_itself": "Python was ended from inside, by SIGKILL.",
    "interrupts_itself": "Line 6 raises KeyboardInterrupt, which ends Python; expected a function that returns.",
    "breaks_the_interpreter": "Python was ended from inside, by SIGSEGV, at line 5.",
    "aborts": "Python was ended from inside, by SIGABRT, at line 5.",
    "calls_itself": "RecursionError",
    "calls_itself_without_limit": "RecursionError",
    "endless_loop": "it goes round and round there and comes to no end.",
    "endless_at_the_top": "Line 2 is run again and again: does its loop come to an end?",
    "endless_in_c": "It was still running after 10 seconds, at line 5: does it come to an end?",
    "sleeps": "It was still running after 10 seconds, at line 5: does it come to an end?",
    "endless_and_untraced": "It was still running after 10 seconds, at line",
    "too_much_memory": "Line 2 asks for more memory than the 1 GB that a check may take.",
    "memory_grows": "Line 4 asks for more memory than the 1 GB that a check may take.",
    "prints_without_end": "| ... and",
    "asks": "EOFError: input() waits for somebody to type, and nobody does",
    "deletes_all_around": "FileNotFoundError",
    "changes_len": "It changes len, which is not its own, so that nothing here holds. Take another name.",
    "changes_the_judge": "It changes compared, which is not its own, so that nothing here holds.",
    "changes_matmul": "It changes matmul, which is not its own, so that nothing here holds.",
    "returns_nothing": "it returns nothing; expected a 3x5 matrix.",
    "returns_text": "it returns something of type str; expected a 3x5 matrix.",
    "returns_a_number": "it returns a number; expected a 3x5 matrix.",
    "returns_a_row": "it returns a flat list of 3 numbers; expected a 3x5 matrix.",
    "returns_an_empty_list": "it returns an empty list; expected a 3x5 matrix.",
    "returns_ragged_rows": "expected a 3x5 matrix.",
    "returns_deep_lists": "expected a 3x5 matrix.",
    "returns_text_in_rows": "something of type str; expected a 3x5 matrix.",
    "returns_nan": "true −0.466",
    "returns_inf": "true −0.466",
    "returns_complex": "something of type complex; expected a 3x5 matrix.",
    "returns_booleans": "something of type bool; expected a 3x5 matrix.",
    "returns_huge_integers": "something of type int; expected a 3x5 matrix.",
    "returns_a_dict": "it returns something of type dict; expected a 3x5 matrix.",
    "returns_a_map": "it returns something of type map; expected a 3x5 matrix.",
    "returns_tuples": "it returns a tuple of 3",
    "returns_rows_of_tuples": "it returns a list of 3, in which a row is",
    "returns_an_array": "it returns something of type ndarray; expected a 3x5 matrix.",
    "returns_itself": "What it returns goes deeper than Python can follow: does a list hold itself?",
    "returns_a_function": "it returns something of type function; expected a 3x5 matrix.",
    "returns_fractions": "something of type Fraction; expected a 3x5 matrix.",
    "returns_a_million_rows": "It returns a list of 100000 entries, expected a row for each of a few units.",
    "returns_its_argument": "it returns a 3x4 matrix; expected a 3x5 matrix.",
    "evil_number": "ValueError: not me",
    "evil_list": "ValueError: not me",
    "evil_object": "Line 3 raises SystemExit, which ends Python; expected a function that returns.",
    "error_without_words": "Evil",
    "error_with_many_words": "ValueError: word word",
    "error_of_its_own_base": "Line 6 stops with Evil: mine",
    "asserts": "AssertionError: l is small",
    "writes_into_W": "After the call W no longer holds what you were given.",
    "clears_W": "After the call W no longer holds what you were given.",
    "remembers": "Called twice with the same numbers, it returns different ones.",
    "rolls_dice": "Called twice with the same numbers, it returns different ones.",
    "looks_at_the_clock": "Called twice with the same numbers, it returns different ones.",
    "counts_calls_down": "RuntimeError: no more calls",
    "imports_its_own": "hidden_dJ_dA is not written yet: `python3 -m purenn try hidden.dJ-da-sum`",
    "imports_a_stranger": "cannot import name 'hidden_dJ_dQ'",
    "runs_a_file": "Line 3 goes deeper than Python can follow: does a function call itself without an end?",
}
PRINTS = {  # what is shown of what a file prints that is right
    "prints_much": "| line 19 | ... and 981 more lines",
    "prints_one_long_line": "| xxxx",
    "prints_escapes": "| ?[2J?[31m??red",
}
QUICK = {"empty", "nul_byte", "exits_hard", "endless_loop", "changes_len", "prints_escapes"}
FILES = {path.stem.partition("_")[2]: path for path in sorted(HOSTILE.iterdir())}
NAMES = [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in FILES]


def run(*arguments, cwd):
    """What the command says of arguments: its status, its screen in one line, and what is wrong with the screen."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    command = [sys.executable, "-m", "purenn", "try", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=60)
    said = done.stdout + done.stderr
    loose = [line for line in WIDE.findall(said) if str(HOSTILE) not in line and "try hidden" not in line]
    return done.returncode, " ".join(said.split()), [*loose, *re.findall("Traceback|\033|\a", said)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("hostile")
    (found / "kept").touch()
    return found


@pytest.fixture(scope="module")
def answers(request, folder):
    """What the command says of each file that is asked for, several at a time."""
    asked = [item.callspec.params["name"] for item in request.session.items if "answers" in item.fixturenames]
    with ThreadPoolExecutor(4) as pool:
        yield {name: pool.submit(run, 14, FILES[name], cwd=folder) for name in asked}


@pytest.mark.parametrize("name", NAMES)
def test_a_file(name, answers, folder):
    if name == "returns_an_array" and not find_spec("numpy"):
        pytest.skip("needs NumPy")
    status, said, bad = answers[name].result()

    assert bad == []
    assert status == (1 if name in SAYS else 0), said
    assert SAYS.get(name, PRINTS.get(name, "right")) in said
    assert [each.name for each in folder.iterdir()] == ["kept"]  # nothing is written, and nothing lost


def test_every_message_has_its_file():
    assert SAYS.keys() | PRINTS.keys() | QUICK <= FILES.keys()
    assert len(FILES) >= 60


# ---- what is no file


@pytest.mark.long
def test_a_folder_a_device_a_loop_of_links_and_nothing_at_all(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"#" * 1_000_001)
    expected = {
        "folder": "purenn: folder is a folder, expected a file",
        "loop": "purenn: loop cannot be read: Too many levels of symbolic links",
        "broken": "purenn: there is no file broken",
        "pipe": "purenn: pipe is a device, expected a file",
        "large": "purenn: large is larger than 1 MB, expected one function",
        "nothing": "purenn: there is no file nothing",
        "": "purenn: there is no file ''",
        "nul\udcff": "purenn: there is no file nul\udcff",
    }
    for name, says in expected.items():
        assert run(14, name, cwd=tmp_path)[:2] == (2, says.replace("\udcff", "?")), name


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    (tmp_path / "closed.py").touch(mode=0)

    assert run(14, "closed.py", cwd=tmp_path)[:2] == (2, "purenn: closed.py cannot be read: Permission denied")


@pytest.mark.parametrize("name", ["dJ dA.py", "∂J.py", "-x.py", "line\nbreak.py", "<string>"])
@pytest.mark.long
def test_a_name_of_any_kind(name, tmp_path):
    (tmp_path / name).write_text("def hidden_dJ_dA(W, dJ_dZ, l):\n    exit()\n", encoding="utf-8")
    status, said, _ = run("14", "--", name, cwd=tmp_path)

    assert status == 1
    assert "Line 2 raises SystemExit" in said
