"""A learner's function in pdb, on the worked net, with the true values beside what it has set so far.

A local value that has the name of a symbol is compared with that symbol, one that may become the result, by its shape,
with what is asked for. The true values are the judge's.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

from purenn.explaining.breakpoints import BookDebugger, index_text, names_taken
from purenn.explaining.numbers import Place
from purenn.explaining.worked import called, capital, size_of
from purenn.messages import brief
from purenn.notation.expression import PairingError
from purenn.notation.sizes import Layer
from purenn.notation.symbols import CONTAINER, INDEX_LETTERS, SymbolError, one_value
from purenn.pairing.judge import Net
from purenn.tutor.answering import Attempt, FileError
from purenn.tutor.exercises import Exercise
from purenn.tutor.judgement import argument, begin_on, compared, held, is_number, judges, places, stepped, truth
from purenn.tutor.reasons import place_of, reason
from purenn.tutor.sources import decoded, read, trouble

Beside = tuple[str, Any, Any]  # what is shown: its name, what is there, what is true
COMMANDS = """\
  tv  what is set so far, beside the true values
  n   the next line; s into a call     c  on to the end     h  all the commands of pdb
  q   leave; Ctrl-C and Ctrl-D leave too"""


def step_through(exercise: Exercise, path: str, typed: Place, given: Net | None = None) -> int:
    """Run a learner's function on the worked net, or one given, under pdb from its first line; return the exit status.

    Raises: PairingError if the file holds no such function, or it does not fit the net, KeyboardInterrupt for Ctrl-C.
    """
    if given:
        begin_on(given, exercise)
    return CellDebugger(attempt_in(exercise, path), place_typed(exercise, typed)).session()


def attempt_in(exercise: Exercise, path: str) -> Attempt:
    """Return the attempt that a file holds.

    Raises: PairingError if it cannot be read, or holds no such function.
    """
    source, wrong = decoded(read(path))
    if wrong := wrong or next(iter(trouble(source, exercise)), ""):
        raise PairingError(f"{path}: {wrong}")
    try:
        return Attempt(exercise, source, path)
    except FileError as error:
        raise PairingError(f"{path}: {error}") from None
    except SystemExit:
        raise PairingError(f"{path}: it ends itself with exit(), expected it to run to its last line") from None


def place_typed(exercise: Exercise, typed: Place) -> dict[str, Any]:
    """Return the layer and the indices from 0 at which a function is called: the lowest that are as typed.

    Raises: PairingError if there are none.
    """
    judge = judges()[0]
    if exercise.parameters == ("z",):
        if typed:
            raise PairingError(f"--at: {exercise.id} is asked for a number z, expected no --at")
        return {"z": judge.containers["z"][1][0][0]}
    found = list(places(exercise, judge))
    chosen = {name: index - (name in INDEX_LETTERS) for name, index in typed.items()}
    fit = [at for at in found if chosen.items() <= at.items()]
    if not fit:
        ranges = {name: sorted({at[name] + (name in INDEX_LETTERS) for at in found}) for name in found[0]}
        expected = ", ".join(f"{name} from {each[0]} to {each[-1]}" for name, each in ranges.items())
        said = ",".join(f"{name}={index}" for name, index in typed.items())
        raise PairingError(f"--at: found {said}, expected {expected} for {exercise.id}")
    return fit[0]


class CellDebugger(BookDebugger):
    """pdb in a learner's function; wherever it stops there, what is set is shown beside the true values."""

    def __init__(self, attempt: Attempt, at: dict[str, Any]) -> None:
        super().__init__(__name__)
        self.attempt, self.truths = attempt, Truths(attempt.exercise, at)
        net = self.truths.judge.net
        self.code = getattr(attempt.function, "__code__", None)
        name, places = attempt.exercise.function, (each for each in at if each in attempt.exercise.parameters)
        with_these = "   ".join(index_text(each, round(at[each], 4)) for each in places)
        functions = [node for node in ast.walk(attempt.tree) if getattr(node, "name", "") == name]
        self.greeting = "\n".join([
            f"{name} of {attempt.path}" + (f", called with {with_these}" if with_these else ""),
            f"{capital(called(net))}: {size_of(net)}. Numbers are rounded.", COMMANDS,
            *names_taken(functions, CellDebugger),
        ])
        self.start()

    def start(self) -> None:
        """Get ready to run from the first line."""
        self.quitting, self.begun, self.stopped_now, self.shown = False, False, False, list[str]()
        self.given = self.truths.arguments()

    def call(self) -> bool:
        """Call the function; True says that it came to its end."""
        self.returned = self.attempt.function(*self.given.values())
        return True

    def ending(self) -> str:
        """Return what is said of what the function returned."""
        if compared(self.returned, self.truths.true)[0] == "":
            return "It returned what is true."
        rows = [row for each in self.truths.result("returned", self.returned) for row in table(*each)]
        asked = self.attempt.exercise.returns
        return "\n".join(["It returned:", *rows]) if rows else f"It returned {brief(self.returned)}, expected {asked}."

    def failure(self, error: Exception) -> str:
        """Return at which line of the file the function stopped, and why."""
        line, frame = place_of(error, self.attempt.path)
        where = f"{self.attempt.path}:{line}" if line else self.attempt.path
        return f"{where}: {reason(error, frame, line, self.attempt.tree)}"

    # ------------------------------------------------------------------ stopping

    def user_call(self, frame: FrameType, argument_list: Any) -> None:
        """Stop at a call, but for that of the learner's function itself: its first line comes next."""
        if frame.f_code is self.code and not self.begun:
            self.begun = True
            return
        super().user_call(frame, argument_list)

    def user_line(self, frame: FrameType) -> None:
        """Stop at a line."""
        self.stopped_now = True
        super().user_line(frame)

    def user_return(self, frame: FrameType, value: Any) -> None:
        """Stop at a return."""
        self.stopped_now = True
        super().user_return(frame, value)

    def print_stack_entry(self, frame_lineno: tuple[FrameType, int], prompt_prefix: str = "\n-> ") -> None:
        """Show where the run has stopped, and what has been set since it last stopped there."""
        super().print_stack_entry(frame_lineno, prompt_prefix)
        if self.stopped_now and frame_lineno[0].f_code is self.code:
            before, self.shown = self.shown, list(self.beside())
            for each in self.shown:
                if each not in before:
                    self.message(each)
        self.stopped_now = False

    def beside(self) -> Iterator[str]:
        """Yield each number or row that the function has set so far, beside the true values."""
        for each in self.truths.beside(self.curframe_locals, self.given):
            yield from table(*each)

    def do_tv(self, argument: str) -> None:
        """tv

        Show what the function has set so far beside the true values.
        """
        self.message("\n".join(self.beside()) or "nothing is set yet that has a true value")


class Truths:
    """The true values of what a function may set while it runs, at one place of the worked net."""

    def __init__(self, exercise: Exercise, at: dict[str, Any]) -> None:
        self.exercise, self.at, self.judge = exercise, at, judges()[0]
        self.true = truth(exercise, self.judge, at)

    def arguments(self) -> dict[str, Any]:
        """Return what the function is handed, anew."""
        return {name: argument(self.judge, name, self.at) for name in self.exercise.parameters}

    def beside(self, values: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Beside]:
        """Yield each local value that has a true one; what was handed over is none of the function's own."""
        for name, value in values.items():
            if name == "__return__":
                yield from self.result("returned", value)
            elif value is not given.get(name):
                yield from self.named(name, value, values)

    def result(self, name: str, value: Any) -> Iterator[Beside]:
        """Yield the value of the whole function beside what is asked for."""
        if isinstance(self.true, tuple):
            if isinstance(value, tuple | list):
                for letter, mine, right in zip("WB", value, self.true, strict=False):
                    yield from layered(f"{name} {letter}", mine, right.get)
        elif fits(value, self.true):
            yield name, value, self.true

    def named(self, name: str, value: Any, values: Mapping[str, Any]) -> Iterator[Beside]:
        """Yield a local value beside that of the symbol that it is named for, or of the result that it may become."""
        l = values["l"] if isinstance(values.get("l"), int) else self.at.get("l", self.judge.L)
        match = CONTAINER.fullmatch(name)
        if match and not match["top"]:
            yield from self.container(name, value, l)
        elif is_number(value):
            true = self.number(name, {**values, "l": l})
            if is_number(true):
                yield name, value, true
        elif isinstance(self.true, list) and isinstance(value, list) and value:
            i = values.get("i")
            if isinstance(value[0], list) and fits(value, self.true):
                yield name, value, self.true
            elif isinstance(i, int) and i in range(len(self.true)) and fits([value], [self.true[i]]):
                yield name, [value], [self.true[i]]

    def container(self, name: str, value: Any, l: int) -> Iterator[Beside]:
        """Yield a matrix, or one for each layer, beside the true ones of its name."""
        plain = name.removesuffix("_new").removesuffix("_l").removesuffix("_L")
        letter = plain[-1].lower()

        def true(layer: int) -> Any:
            try:
                if name.endswith("_new"):
                    return stepped(self.judge, letter, layer)
                return held(self.judge, plain)[layer] if letter not in "xy" else None
            except LookupError:
                return None

        if isinstance(value, dict):
            yield from layered(name, value, true)
        elif isinstance(value, list) and fits(value, true(l)):
            yield name, value, true(l)

    def number(self, name: str, values: Mapping[str, Any]) -> Any:
        """Return the true value of the number that a local name such as dJ_da_ij stands for; None if it is none."""
        if name == self.exercise.returns:
            return self.true
        at = {each: values[each] for each in ("l", *INDEX_LETTERS) if isinstance(values.get(each), int)}
        try:
            node = one_value(name, Layer("l" if "l" in self.exercise.parameters else "L"))
            return self.judge.value(node, at) if node else None
        except (LookupError, SymbolError):
            return None


def layered(name: str, value: Any, true: Callable[[int], Any]) -> Iterator[Beside]:
    """Yield the matrices of some layers beside the true ones."""
    for l, matrix in sorted(value.items()) if isinstance(value, dict) and all(type(l) is int for l in value) else ():
        if fits(matrix, true(l)):
            yield f"{name}[{l}]", matrix, true(l)


def fits(value: Any, true: Any) -> bool:
    """Say whether a value is a number where the true one is, or the first rows, or part of them, of a true matrix."""
    if not isinstance(true, list):
        return is_number(value) and is_number(true)
    rows = isinstance(value, list) and 0 < len(value) <= len(true) and all(isinstance(row, list) for row in value)
    return rows and all(len(row) <= len(true[0]) and all(map(is_number, row)) for row in value)


# ---- on the screen


def table(name: str, found: Any, true: Any) -> Iterator[str]:
    """Yield each row that is there with the true one below it, and ^ under what is set and differs.

    Rows in which nothing is set yet are left out.
    """
    if not isinstance(true, list):
        yield f"  {name} = {found:.4g}   true {true:.4g}"
        return
    size = max(abs(x) for row in true for x in row)
    for r, (mine, right) in enumerate(zip(found, true, strict=False)):
        label = f"{name}[{r}]" if len(true) > 1 or len(found) > 1 else name
        if any(mine):
            lines = [f"  {label:<14}{cells(mine)}", f"  {'true':<14}{cells(right)}"]
            differs = [x != 0 and not abs(x - y) <= 1e-8 * size for x, y in zip(mine, right, strict=False)]
            if any(differs):
                marks = ("^" * len(f"{x:.4g}") * off for x, off in zip(mine, differs, strict=True))
                lines.append(f"  {'':<14}{''.join(f'{mark:>10}' for mark in marks)}".rstrip())
            yield "\n".join(lines)


def cells(row: Sequence[float]) -> str:
    """Return the numbers of a row, each as wide as any."""
    return "".join(f"{x or 0:>10.4g}" for x in row)
