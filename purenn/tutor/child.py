"""The process in which a learner's file runs, for `running` alone: python3 -m purenn.tutor.child FOLDER LIMIT."""

import builtins
import faulthandler
import inspect
import os
import signal
import sys
from bdb import BdbQuit
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from json import dumps, loads
from pathlib import Path
from typing import Any, NoReturn

from purenn.explaining.from_file import net_from
from purenn.tutor import own as own  # which looks for the learner's folder before anybody leaves this one
from purenn.tutor.answering import LINES, Attempt, FileError, answer, is_right
from purenn.tutor.exercises import EXERCISES, entries
from purenn.tutor.judgement import argument, begin_on, judges, places
from purenn.tutor.reasons import described
from purenn.tutor.running import NOT_YET, RIGHT, Checked, Task, is_debugged, unanswered
from purenn.tutor.screen import record, screen
from purenn.tutor.tracing import TooLong, guarded, line_of, namespace

MEMORY = 1 << 30  # bytes
MANY = 1000  # rows, which no net has that a function is called on
UNSTEADY = "Called twice with the same numbers, it returns different ones."


def main(folder: Path, limit: str) -> None:
    """Do the tasks, one after another, and leave what came of each."""
    held, stood = loads((folder / "tasks").read_text(encoding="utf-8")), open(folder / "stood", "w")  # noqa: SIM115
    tasks = [Task(EXERCISES[exercise], *rest) for exercise, *rest in held]
    for task in tasks:
        if task.net:  # read before its folder is left
            begin_on(net_from(task.net), task.exercise)
    faulthandler.enable(stood)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=partial(os._exit, 0))  # one of a kind is enough
    if limit:
        os.chdir(folder / "here")
        limit_memory()
        builtins.input = nobody
        sys.setrecursionlimit = lambda limit: None  # ours would be cut short, too
    for k, task in enumerate(tasks):
        if limit:
            faulthandler.dump_traceback_later(float(limit), exit=True, file=stood)
        left = dumps(done(task)[:3])
        folder.mkdir(exist_ok=True)
        (folder / "half").write_text(left, encoding="utf-8")
        (folder / "half").rename(folder / f"answer{k}")


def done(task: Task) -> Checked:
    """Return what comes of a task, and put everything back that its file has changed."""
    before = list(belongings())
    try:
        found = looked_at(task)
    except BaseException as error:  # a learner's code may raise anything
        found = stopped(task, error)
    changed = [(space, name, value) for space, name, value in before if space.get(name) is not value]
    for space, name, value in changed:
        space[name] = value
    if changed:
        told = f"It changes {changed[0][1]}, which is not its own, so that nothing here holds. Take another name."
        return unanswered(task.exercise, NOT_YET, task.path, [told])
    return found


def limit_memory() -> None:
    """Let an attempt to take too much memory fail, where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def nobody(*_: object) -> NoReturn:
    """Stand in for input: nobody is there to be asked."""
    raise EOFError("input() waits for somebody to type, and nobody does")


def belongings() -> Iterator[tuple[dict[str, Any], str, Any]]:
    """Yield what a learner's code should leave alone: the functions of Python and of this package, and their homes."""
    for module in [builtins, *(each for name, each in sys.modules.items() if name.split(".")[0] == "purenn")]:
        for name, value in vars(module).items():
            if callable(value) and name not in ("_", "__getattr__"):
                yield vars(module), name, value


def looked_at(task: Task) -> Checked:
    """Return what comes of a task: what the learner's code prints is shown from a single run, on the worked net."""
    if not task.debugs:
        without_debugger(task.source)
    if not task.level:
        silence()
        right = is_right(Attempt(task.exercise, task.source, task.path).calls())
        return Checked(RIGHT if right else NOT_YET, [], {})
    entries()  # before a learner's file can lose the modules that read them
    function: Any = namespace(task.source, task.path, traced=False).get(task.exercise.function)
    if found := misfit(function, task.exercise.function, list(task.exercise.parameters)):
        return unanswered(task.exercise, NOT_YET, task.path, [found])
    first = once(function, task)
    if type(first) is list and len(first) > MANY:
        told = f"It returns a list of {len(first)} entries, expected a row for each of a few units."
        return unanswered(task.exercise, NOT_YET, task.path, [told])
    silence()
    without_debugger(task.source)
    path = f"<{task.path}>" if is_debugged() else task.path  # in which nobody has set a breakpoint
    given = replace(answer(task.exercise, task.source, path), path=task.path)
    if any(call.problem == "value" for call in given.calls) and repr(once(function, task)) != repr(first):
        given = replace(given, mistake=None, slip=None, remarks=(*given.remarks, UNSTEADY))
    return Checked(RIGHT if given.right else NOT_YET, screen(given, task.level, task.ascii), record(given, task.level))


def misfit(function: Any, name: str, parameters: list[str]) -> str:
    """Return what keeps something from being called as an exercise is, "" if nothing does."""
    expected = f"expected {name}({', '.join(parameters)})"
    if isinstance(function, type):
        return f"{name} is a class, {expected}."
    if function is None:
        return f"It runs through and leaves no function {name}, {expected}."
    if not callable(function):
        return f"{name} is no function, {expected}."
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        return f"{name} is an async function, which waits to be awaited; {expected}, without async."
    if inspect.isgeneratorfunction(function):
        return f"{name} is a generator, as it has a yield; expected a return of all at once."
    with suppress(ValueError):  # one of those that have no signature
        try:
            inspect.signature(function).bind(*parameters)
        except TypeError:
            return f"It takes {name}{inspect.signature(function)}, {expected}."
    return ""


def once(function: Callable[..., Any], task: Task) -> Any:
    """Return what one call on the worked net returns, None if it is an error; what an answer cannot tell is raised."""
    judge = judges()[0]
    at = next(places(task.exercise, judge))
    given = [argument(judge, name, at) for name in task.exercise.parameters]
    try:
        return function(*given) if task.debugs else guarded(function, given, task.path, LINES)
    except (BdbQuit, MemoryError):
        raise
    except Exception:
        return None
    finally:
        if task.debugs:
            sys.settrace(None)


def silence() -> None:
    """Let nothing be printed from here on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def without_debugger(source: str) -> None:
    """Let breakpoint() and pdb.set_trace() be passed by."""
    sys.breakpointhook = lambda *_, **__: None
    if "set_trace" in source:
        import pdb  # which takes a while

        pdb.set_trace = sys.breakpointhook


def stopped(task: Task, error: BaseException) -> Checked:
    """Return what is said of an error that nobody took."""
    line = error.line if isinstance(error, TooLong) else line_of(error, task.path)
    where, mistake = f"Line {line}" if line else "It", None
    match error:
        case BdbQuit():
            told = "The debugger was left, so nothing was checked."
        case TooLong():
            told, mistake = f"{where} is run again and again: does its loop come to an end?", "endless loop"
        case SystemExit() | KeyboardInterrupt() | GeneratorExit():
            told = f"{where} raises {type(error).__name__}, which ends Python; expected a function that returns."
        case RecursionError() if not line:
            told = "What it returns goes deeper than Python can follow: does a list hold itself?"
        case RecursionError():
            told = f"{where} goes deeper than Python can follow: does a function call itself without an end?"
        case MemoryError():
            told = f"{where} asks for more memory than the {MEMORY >> 30} GB that a check may take."
        case FileError():
            told = f"{described(error).partition(': ')[2]}."
        case _ if line:
            told = f"{where} stops with {described(error)}"
        case _:
            told = f"The check could not go on: {described(error)}"
    return unanswered(task.exercise, NOT_YET, task.path, [told], mistake=mistake)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
    os._exit(0)  # whatever is left running
