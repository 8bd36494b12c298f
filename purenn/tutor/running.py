"""A learner's file in a process of its own, which is thrown away: it can harm nothing, and has an end.

The process leaves what it found in a file. What it wrote where a person would have read it is shown as the learner's;
how it ended, and where it last stood, is told where nothing was left.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from textwrap import wrap
from threading import Thread
from time import monotonic, sleep
from typing import Any, NamedTuple

import purenn
from purenn.tutor.exercises import Exercise
from purenn.tutor.sources import calls_debugger, decoded, is_blank, trouble

LIMIT = 10.0  # seconds that a check may take
GRACE = 2.0  # and to end by itself, which tells where it stood
PATIENCE = 120.0  # and the training
SHOWN_LINES, SHOWN_BYTES = 20, 2000  # of what a learner's function prints
WIDTH = 80  # of a screen
RIGHT, NOT_YET, BLANK = "right", "not yet", "not begun"


class Task(NamedTuple):
    """What the process is asked for; with a debugger, the function is first called once, under the learner's eyes."""

    exercise: Exercise
    path: str
    source: str
    level: int = 0  # of the hint; 0 asks for the verdict alone
    ascii: bool = False
    debugs: bool = False
    net: str = ""  # the file of the net that comes first, if it is not the worked net


class Checked(NamedTuple):
    """What came of a check: the state, the screen, the record, and what the learner's code itself has printed."""

    state: str
    screen: list[str]
    record: dict[str, Any]
    printed: Sequence[str] = ()


def is_debugged() -> bool:
    """Say whether this process runs under a debugger."""
    monitoring = getattr(sys, "monitoring", None)  # from Python 3.12 on
    return sys.gettrace() is not None or bool(monitoring and monitoring.get_tool(monitoring.DEBUGGER_ID))


# ---------------------------------------------------------------- while it runs


def checked(exercise: Exercise, path: str, held: bytes, level: int = 1, ascii: bool = False,
            asks: bool = False, net: str = "") -> Checked:  # fmt: skip
    """Return what comes of checking what a file held; asks says whether there is a person to use a debugger."""
    found = ready(exercise, path, held)
    if isinstance(found, Checked):
        return found
    debugs = asks and calls_debugger(found.source)
    return run([found._replace(level=level, ascii=ascii, debugs=debugs, net=net)])[0]


def ready(exercise: Exercise, path: str, held: bytes) -> Task | Checked:
    """Return the task to judge what a file held, by its values alone, or what is said if it cannot be run."""
    source, wrong = decoded(held)
    if found := [wrong] if wrong else trouble(source, exercise):
        return unanswered(exercise, NOT_YET, path, found)
    if is_blank(source, exercise.function):
        return unanswered(exercise, BLANK, path, [f"The body of {exercise.function} is still to be written."])
    return Task(exercise, path, source)


def run(tasks: list[Task]) -> list[Checked]:
    """Return what comes of tasks, done one after another in a process that is started again where one ends it."""
    found: list[Checked] = []
    while len(found) < len(tasks):
        with tempfile.TemporaryDirectory(prefix="purenn-", ignore_cleanup_errors=True) as folder:
            found += run_some(tasks[len(found) :], Path(folder))
    return found


def run_some(tasks: list[Task], folder: Path) -> list[Checked]:
    """Run tasks in a process of its own, with a folder to leave things in, up to the first that leaves nothing."""
    (folder / "here").mkdir()
    (folder / "tasks").write_text(json.dumps([[task.exercise.id, *task[1:]] for task in tasks]), encoding="utf-8")
    free = tasks[0].debugs or is_debugged()
    process = started(["purenn.tutor.child", str(folder), "" if free else str(LIMIT)], alone=not tasks[0].debugs)
    output, answers = Output(process.stdout), [folder / f"answer{k}" for k in range(len(tasks))]
    output.start()
    done, end = 0, monotonic() + LIMIT + GRACE
    try:
        while process.poll() is None and (free or monotonic() < end):
            if tasks[0].debugs:
                with suppress(KeyboardInterrupt):  # which is for the debugger
                    process.wait()
            output.join(0.02) if output.is_alive() else sleep(0.02)
            if done < (signs := sum(map(Path.exists, [folder / "stood", *answers]))):  # the first says that it began
                done, end = signs, monotonic() + LIMIT + GRACE
    finally:
        status = process.poll()
        kill(process, group=not tasks[0].debugs)
        output.join(0.5)
    printed = output.lines()
    left = [json.loads(each.read_text(encoding="utf-8")) for each in answers if each.exists()]
    found = [Checked(state, screen, record, printed) for state, screen, record in left]
    if len(found) < len(tasks):
        lost = tasks[len(found)]
        told, mistake = ending(status, folder, lost.path)
        found.append(unanswered(lost.exercise, NOT_YET, lost.path, [told], printed, mistake))
    return found


def started(words: list[str], alone: bool) -> subprocess.Popen[bytes]:
    """Start a module of this package; alone, it has no terminal, and what it prints is to be read from it."""
    home = str(Path(purenn.__file__).parents[1])
    settings = {"PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")])),
                "PYTHONIOENCODING": "utf-8" if alone else os.environ.get("PYTHONIOENCODING", ""),
                "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
    streams: dict[str, Any] = {
        "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "start_new_session": True,
    }  # fmt: skip
    command = [sys.executable, "-u", "-m", *words]
    return subprocess.Popen(command, env={**os.environ, **settings}, **(streams if alone else {}))


def run_training() -> None:
    """Train with the learner's functions, in a process that is on show."""
    process = started(["purenn.tutor.training"], alone=False)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        print(f"\n  Stopped after {PATIENCE:g} seconds.")
    finally:
        kill(process, group=False)


def kill(process: subprocess.Popen[bytes], group: bool) -> None:
    """End a process and all that it has started."""
    if group and hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def ending(status: int | None, folder: Path, path: str) -> tuple[str, str | None]:
    """Return how a process ended that left no answer, and where it stood; with the name of the mistake, if any."""
    told = ""
    with suppress(OSError):
        told = (folder / "stood").read_text(encoding="utf-8", errors="replace")
    match = re.search(rf'File "{re.escape(ascii_of(path))}", line (\d+)', told)
    where = f", at line {match[1]}" if match else ""
    if status is None or "Timeout" in told:
        return f"It was still running after {LIMIT:g} seconds{where}: does it come to an end?", "endless loop"
    if status < 0:
        name = next((each.name for each in signal.Signals if each == -status), f"signal {-status}")
        return f"Python was ended from inside, by {name}{where}.", None
    return f"It ended Python itself, with exit status {status}; expected a function that returns.", None


def ascii_of(path: str) -> str:
    """Return a path as Python's fault handler writes it."""
    return path.encode("ascii", "backslashreplace").decode("ascii")


class Output(Thread):
    """Reads all that a process prints, and keeps the beginning."""

    def __init__(self, stream: Any) -> None:
        super().__init__(daemon=True)
        self.stream, self.kept, self.more = stream, b"", 0

    def run(self) -> None:
        while self.stream and (piece := self.stream.read1(65536)):
            room = SHOWN_BYTES - len(self.kept)
            self.kept += piece[:room]
            self.more += piece[max(room, 0):].count(b"\n")

    def lines(self) -> list[str]:
        """Return the first lines, and how many more there were."""
        found = self.kept.decode("utf-8", errors="replace").splitlines()
        more = self.more + len(found[SHOWN_LINES:])
        found = ["".join(x if x.isprintable() else "?" for x in line.expandtabs(4)) for line in found[:SHOWN_LINES]]
        return found + ([f"... and {more} more lines"] if more else [])


# ---------------------------------------------------------------- what is said without an answer


def unanswered(exercise: Exercise, state: str, path: str, found: list[str], printed: Sequence[str] = (),
               mistake: str | None = None) -> Checked:  # fmt: skip
    """Return what is said of a file that could not be judged: one clear thing."""
    whole = f"{exercise.id}   {exercise.title}"
    fits = len(whole) + 2 + len(state) <= WIDTH
    head = (whole if fits else exercise.id).ljust(WIDTH - len(state)) + state
    first, *shown = found
    told = [*wrap(first, WIDTH - 4, break_on_hyphens=False), *shown]
    screen = [head, *([] if fits else [f"  {exercise.title}"]), "", f"  {path}", *(f"  {x}".rstrip() for x in told)]
    record = {"id": exercise.id, "right": False, "says": None, "mistake": mistake, "hint": first}
    return Checked(state, screen, record, printed)
