"""The answer to a learner's function, put together: the verdict, what it says, and the mistake if it is sure."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, product
from typing import Any

from purenn.tutor.answer import Answer, Call, Slip
from purenn.tutor.exercises import STEP, Exercise
from purenn.tutor.judgement import Stop, compared, judged
from purenn.tutor.mistakes import Run, mixes_sizes, named
from purenn.tutor.reasons import place_of, reason
from purenn.tutor.recovery import recover
from purenn.tutor.situations import Situation
from purenn.tutor.tracing import guarded, namespace
from purenn.tutor.wrong_steps import WRONG, step

LINES = 300_000  # that a function may run on one net; a right one needs a few thousand
SQUARE, OBLONG = ([3, 3, 3, 3, 3, 1], 3), ([4, 2, 5, 3, 6, 1], 7)
ZS = (-2.3, -0.6, 0.4, 1.7)
LOST = "Line {} makes plain numbers of what it computes, as rounding does, so what it says cannot be read back."
MIXED = "Where all layers have as many units as there are datapoints, it is right: one of its sizes is another axis's."
STOPS = {  # names of mistakes by what stopped a function
    "TooLong": "endless loop", "NameError": "name", "UnboundLocalError": "name", "TypeError": "list arithmetic",
    "AttributeError": "list arithmetic", "IndexError": "index error", "KeyError": "layer error",
    "RecursionError": "endless loop",
}  # fmt: skip


class FileError(ValueError):
    """A file that holds no function to be judged: what was found, where, and what was expected."""


def answer(exercise: Exercise, source: str, path: str) -> Answer:
    """Return what is found of the function in a learner's file.

    Raises: FileError if there is none, or the file does not run.
    """
    attempt = Attempt(exercise, source, path)
    calls = attempt.calls()
    right = is_right(calls)
    found = Answer(exercise, source, path, right, calls)
    if any(call.error == "TooLong" for call in calls):
        return replace(found, mistake="endless loop", slip=Slip("endless loop"))
    reading = recover(source, path, exercise)
    lost = (LOST.format(reading.leaks[0]),) if reading.leaks and not reading.says else ()
    found = replace(found, says=reading.says, lines=reading.lines, remarks=lost)
    if right:
        return found
    slip = attempt.slip(calls)
    if exercise.id != STEP and mixes_sizes(exercise, attempt.ended(wide=False)):
        found = replace(found, remarks=(*lost, MIXED))
    return replace(found, mistake=slip.mistake if slip else None, slip=slip)


def is_right(calls: Sequence[Call]) -> bool:
    """Say whether a function gave the true values at every call, and left its arguments alone."""
    return not any(call.problem or call.changed for call in calls)


class Attempt:
    """A learner's file, and its function run in every way that tells something of it."""

    def __init__(self, exercise: Exercise, source: str, path: str) -> None:
        self.exercise, self.source, self.path = exercise, source, path
        try:
            self.tree = ast.parse(source, path)
            names = namespace(source, path, traced=False)
        except SyntaxError as error:
            raise FileError(f"line {error.lineno}: {error.msg}, expected Python") from None
        except Exception as error:
            line, frame = place_of(error, path)
            raise FileError(f"line {line}: {reason(error, frame, line, self.tree)}") from None
        if not callable(names.get(exercise.function)):
            raise FileError(f"found no function {exercise.function}, expected {exercise.signature}:")
        self.function: Callable[..., Any] = names[exercise.function]

    def call(self, call: Callable[[], Any]) -> Any:
        """Return what came of a call of the function, or the stop."""
        try:
            return guarded(call, (), self.path, LINES)
        except Exception as error:  # a learner's function may raise anything
            line, frame = place_of(error, self.path)
            return Stop(type(error).__name__, line, reason(error, frame, line, self.tree))

    def calls(self) -> tuple[Call, ...]:
        """Return the calls on the judge's nets, up to the first that never ends."""
        found = []
        for call in judged(self.function, self.exercise, self.call):
            found.append(call)
            if call.error == "TooLong":
                break
        return tuple(found)

    # ---- the mistake

    def slip(self, calls: Sequence[Call]) -> Slip | None:
        """Return the mistake of a function that is not right, if it is sure."""
        problems = [call for call in calls if call.problem]
        results = [call.found for call in calls if not call.error]
        errors = {call.error for call in problems if call.error}
        if errors & {"NameError", "UnboundLocalError"}:
            return Slip("name")
        if results and all(each is None for each in results):
            return Slip("returned nothing")
        shares = any(map(has_shared_rows, results))
        if shares and writes_into_cells(self.tree):
            return Slip("shared rows")
        if not problems:
            return Slip("shared rows" if shares else "mutated")
        if self.exercise.id == STEP:
            return self.slip_of_step(calls)
        if "//" in self.source and self.right_with_quotients():
            return Slip("integer division")
        for wide in (False, True) if "output" in self.exercise.id and not self.exercise.row else (False,):
            if slip := named(self.exercise, self.ended(wide), returns_in_loop(self.tree)):
                return slip
        return stopped(calls)

    def ended(self, wide: bool) -> list[Run]:
        """Return the runs that came to an end."""
        return [run for run in self.runs(wide) if not isinstance(run.found, Stop)]

    def runs(self, wide: bool) -> Iterator[Run]:
        """Yield what the function returns in situations: square ones first, where nothing can run past an end.

        wide gives the last layer as many units as the first.
        """
        if not self.exercise.containers:
            situation = Situation(*SQUARE)
            yield from (Run(situation, {"z": z}, number(self.call(partial(self.function, z))), 1, 1) for z in ZS)
            return
        for sizes, m in (SQUARE, OBLONG):
            n = [*sizes[:-1], sizes[0] if wide else 1]
            for l in (2, 3) if "l" in self.exercise.parameters else (len(n) - 1,):
                yield self.run(n, m, l)

    def run(self, n: list[int], m: int, l: int) -> Run:
        """Return what the function returns in one situation; called for one entry at a time, all of them."""
        letter = self.exercise.returns.rpartition("_d")[2][0] if "[" in self.exercise.returns else ""
        situation = Situation(n, m)
        rows, columns = {"W": (n[l], n[l - 1]), "B": (n[l], 1), "Z": (n[l], m), "A": (n[l], m)}.get(letter, (1, 1))
        if not self.exercise.indices:
            found = self.returned(situation, {"l": l})
            return Run(situation, {"l": l}, found if letter else number(found), rows, columns)
        places = product(range(n[l]), range(n[l - 1]))
        entries = [self.returned(situation, {"l": l, "i": i, "h": h}) for i, h in places]
        stop = next((each for each in entries if isinstance(each, Stop)), None)
        grid = [entries[i * n[l - 1] : (i + 1) * n[l - 1]] for i in range(n[l])]
        return Run(situation, {"l": l}, stop or grid, n[l], n[l - 1])

    def returned(self, situation: Situation, at: dict[str, int]) -> Any:
        """Return what comes of a call with the numbers of a situation."""
        return self.call(partial(self.function, *(situation.argument(name, at) for name in self.exercise.parameters)))

    def right_with_quotients(self) -> bool:
        """Say whether the function is right with / in the place of every //."""
        try:
            mended = Attempt(self.exercise, self.source.replace("//", "/"), self.path)
        except FileError:
            return False
        return is_right(mended.calls())

    def slip_of_step(self, calls: Sequence[Call]) -> Slip | None:
        """Return the known way to get a whole step wrong that gives the same weights and biases."""
        runs = []
        for n, m in (([3, 3, 3, 1], 3), ([4, 2, 5, 3, 1], 6)):
            situation = Situation(n, m)
            found = self.returned(situation, {})
            if not isinstance(found, Stop):
                runs.append((situation, found))
        pairs = [(a, b) for (one, a), (other, b) in combinations(WRONG, 2) if one != other and not a.keys() & b.keys()]
        for mistake, how in [*WRONG, *(("several", {**a, **b}) for a, b in pairs)]:
            if runs and all(same_step(situation, found, how) for situation, found in runs):
                return Slip(mistake)
        if not any(call.problem for call in calls if not call.changed):
            return Slip("mutated")
        return Slip("shape") if all(call.problem == "shape" for call in calls) else stopped(calls, but="IndexError")


def stopped(calls: Sequence[Call], but: str = "") -> Slip | None:
    """Return the mistake that stopped calls, if it is always the same, and not one that may have several reasons."""
    errors = {call.error for call in calls if call.error and call.error != but}
    return Slip(STOPS[errors.pop()]) if len(errors) == 1 and errors <= STOPS.keys() else None


def same_step(situation: Situation, found: Any, how: dict[str, Any]) -> bool:
    """Say whether a result is that of a whole step gone wrong in a known way."""
    names = ("W", "B", "Z", "A", "Y", "f_prime", "gamma", "L")
    try:
        expected = step(*(situation.argument(name, {}) for name in names), **how)
    except (ValueError, LookupError):
        return False
    if how.get("last") and is_pair(found):  # what is not changed may be left out
        found = tuple(right | mine for right, mine in zip(expected, found, strict=True))
    return compared(found, expected)[0] == ""


def is_pair(found: Any) -> bool:
    """Say whether something is a pair of dictionaries."""
    return isinstance(found, tuple) and len(found) == 2 and all(isinstance(each, dict) for each in found)


def number(found: Any) -> Any:
    """Return a number as a matrix of one entry; a stop, or anything else, as it is."""
    return [[found]] if isinstance(found, int | float) else found


def has_shared_rows(found: Any) -> bool:
    """Say whether a row stands in a result more than once, as the very same list."""
    rows = [id(row) for row in found if isinstance(row, list)] if isinstance(found, list) else []
    return len(rows) > len(set(rows))


def writes_into_cells(tree: ast.Module) -> bool:
    """Say whether something is written into an entry of a row, as rows that are the same list cannot take."""
    targets = [each for node in ast.walk(tree) if isinstance(node, ast.Assign) for each in node.targets]
    targets += [node.target for node in ast.walk(tree) if isinstance(node, ast.AugAssign)]
    return any(isinstance(each, ast.Subscript) for each in targets)


def returns_in_loop(tree: ast.Module) -> bool:
    """Say whether a return stands in a loop."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]
    return any(isinstance(node, ast.Return) for loop in loops for node in ast.walk(loop))
