"""The files that a learner begins with: one for each exercise, with an empty body, and those that let pytest ask."""

import os
import re
from contextlib import suppress
from itertools import chain
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from purenn.notation.sizes import Layer, Size
from purenn.notation.symbols import CONTAINER, axes
from purenn.tutor.exercises import STEP, Exercise, entries
from purenn.tutor.own import FOLDER

if TYPE_CHECKING:
    from purenn.pairing.registry import Entry

BEGIN = "python3 -m purenn try"
SCREEN = 80  # columns
WIDTH = 76  # of what stands in a function that is written for a learner
HELPERS = ["add", "elementwise", "hadamard", "matmul", "ones", "scale", "subtract", "transpose"]  # for no loop at all
PARTS = ["hidden_dJ_dA", "layer_dJ_dB", "layer_dJ_dW", "layer_dJ_dZ", "output_dJ_dZ", "updated_W"]  # of a whole step

MARK = '"""The exercises under pytest: '
FOR_PYTEST = {
    "conftest.py": MARK + '''their files are read by the tutor alone, and imported by nobody."""

collect_ignore_glob = ["[0-9]*.py"]
''',
    "test_exercises.py": MARK + '''each is checked by the tutor, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from purenn.tutor.exercises import EXERCISES

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("id", EXERCISES)
def test_exercise(id):
    file = FOLDER / EXERCISES[id].file
    if not file.exists():
        pytest.skip("not begun")
    path = f"{FOLDER.name}/{file.name}"
    command = [sys.executable, "-X", "utf8", "-m", "purenn", "try", id, path, "--json"]
    run = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, encoding="utf-8")
    if run.returncode not in (0, 1):
        pytest.fail(run.stderr, pytrace=False)
    found = json.loads(run.stdout)
    if found["state"] == "not begun":
        pytest.skip("not begun")
    print(*found["printed"], sep="\\n")
    if not found["right"]:
        pytest.fail(found["screen"], pytrace=False)
''',
}



def begin(exercise: Exercise) -> bool:
    """Write the file of an exercise where there is none, and those for pytest; say whether it was written."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in FOR_PYTEST.items():
        with suppress(OSError, UnicodeDecodeError):
            old = (FOLDER / name).read_text(encoding="utf-8") if os.path.lexists(FOLDER / name) else MARK
            if old.startswith(MARK) and old != text:
                replace_with(FOLDER / name, text)
    return not os.path.lexists(FOLDER / exercise.file) and write_new(FOLDER / exercise.file, start_of(exercise))


def half_written(path: Path, text: str) -> Path:
    """Write a text beside a path and return where."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.write_text(text, encoding="utf-8")
    return half


def write_new(path: Path, text: str) -> bool:
    """Write a file whole, or not at all where there is something; say whether it was written."""
    half = half_written(path, text)
    try:
        os.link(half, path)
    except FileExistsError:
        return False
    except OSError:  # a file system that has no links
        if os.path.lexists(path):
            return False
        os.rename(half, path)
    finally:
        half.unlink(missing_ok=True)
    return True


def replace_with(path: Path, text: str) -> None:
    """Write a file whole in place of what is there."""
    os.replace(half_written(path, text), path)


def start_of(exercise: Exercise) -> str:
    """Return the file that a learner begins with: all that is asked, and an empty body."""
    said = wrap(f'"""{exercise.asks}', WIDTH)
    if each := shapes(exercise):
        tied = re.sub(r"\(.*?\)", lambda size: size[0].replace(" ", "\N{NO-BREAK SPACE}"), each)
        said += ["", *(line.replace("\N{NO-BREAK SPACE}", " ") for line in wrap(tied, WIDTH))]
    said[-1:] = [f'{said[-1]}"""'] if len(said) == 1 else [said[-1], '"""']
    return "\n".join([
        f'"""{exercise.number}. {exercise.title}   {exercise.id}', "",
        *(f"    {each}" for each in equations(exercise)), "",
        f"The chapter: {entries_of(exercise)[0].block.file}",
        f"To check it: {BEGIN} {exercise.id}", '"""', "",
        *([imports, ""] if (imports := given(exercise)) else []), "",
        f"{exercise.signature}:", *(f"    {line}".rstrip() for line in said), "    raise NotImplementedError", "",
    ])  # fmt: skip


def entries_of(exercise: Exercise) -> "list[Entry]":
    """Return the equations that an exercise is about."""
    ids = [exercise.id] if exercise.id != STEP else ["update.matrix-weights", "update.matrix-biases"]
    return [entries()[id] for id in ids]


def asked(exercise: Exercise, ascii: bool = False) -> list[str]:
    """Return what is asked for on the screen of an exercise that is not begun, below an empty line."""
    from purenn.explaining.explain import wrapped

    broken = (wrapped(each, " " * 6, SCREEN, " " * 10) for each in equations(exercise, ascii))
    return ["", *chain.from_iterable(broken)]


def equations(exercise: Exercise, ascii: bool = False) -> list[str]:
    """Return the equations that an exercise is about, each in a line."""
    from purenn.notation.text import text

    return [text(entry.equation, ascii) for entry in entries_of(exercise)]


def shapes(exercise: Exercise) -> str:
    """Return a docstring's line on the shapes of the arguments and of the result; "" if all are numbers."""
    taken = [shaped(f"{name}[l]") for name in exercise.containers]
    given = ", ".join(shaped(f"{name}[l]") for name in "WB") if exercise.id == STEP else shaped(exercise.returns, "")
    return f"Shapes: {', '.join(taken)} -> {given}." if taken else ""


def shaped(what: str, name: str | None = None) -> str:
    """Return a container of a layer, such as dJ_dZ[l], with its shape in code; what is none has no shape."""
    container, _, layer = what.rstrip("]").partition("[")
    if (match := CONTAINER.fullmatch(container)) is None:
        return "a number"
    sizes = ", ".join(in_code(size) for size in axes((match["of"] or match["plain"]).lower(), Layer(layer)))
    return f"{container if container == 'Y' else what} ({sizes})" if name is None else f"({sizes})"


def in_code(size: Size) -> str:
    """Return a size as code has it, such as n[l - 1]; the last layer has one unit."""
    layer = str(size.layer).replace("-", " - ")
    return size.name if size.layer is None else "1" if layer == "L" else f"n[{layer}]"


def given(exercise: Exercise) -> str:
    """Return the line that imports what a function may call, or an empty one."""
    if exercise.id == STEP:
        return f"from purenn.tutor.own import {', '.join(PARTS)}"
    if exercise.function == "sigmoid_prime":
        return "from purenn.activation import sigmoid"
    return f"from purenn.matrix import {', '.join(HELPERS)}" if "helpers" in exercise.asks else ""
