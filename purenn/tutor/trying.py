"""The command `try`: the exercises, a file to write into, and what the tutor says of it."""

import json
import os
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from textwrap import wrap

from purenn.explaining.from_file import net_from
from purenn.notation.expression import PairingError
from purenn.terminal import aside, encodes, heading
from purenn.tutor.exercises import EXERCISES, STEP, Exercise
from purenn.tutor.judgement import begin_on
from purenn.tutor.own import FOLDER, TRAINS, exercise_of
from purenn.tutor.running import BLANK, NOT_YET, RIGHT, Checked, Task, checked, ready, run, run_training
from purenn.tutor.sources import WrongFileError, read
from purenn.tutor.starting import BEGIN, asked, begin

PAUSE = 0.2  # seconds between two looks at a file that is watched


def try_job(options: Namespace) -> int:
    """List the exercises, or check one file; return the exit status.

    Raises: PairingError for an exercise or a file that there is not, or one that cannot be written.
    """
    if options.id is None:
        if options.watch or options.hint or options.net is not None:
            raise PairingError(f"try: expected an exercise, such as {BEGIN} {next(iter(EXERCISES))}")
        return list_exercises(options.json)
    exercise = find(options.id)
    if options.watch and options.json:
        raise PairingError("try: --watch checks many times and --json prints one object, expected one of them")
    if options.net is not None:
        begin_on(net_from(options.net), exercise)
    path = os.path.relpath(FOLDER / exercise.file) if options.file is None else options.file
    try:
        written = options.file is None and begin(exercise)
    except OSError as error:
        raise PairingError(f"{path} cannot be written: {error.strerror}") from None
    if written and not options.json:
        print(f"Written: {path}\n")
    if options.watch:
        return watch(exercise, path, options.hint or 1, options.net or "")
    return check(exercise, path, options.hint or 1, options.json, options.net or "")


def find(typed: str) -> Exercise:
    """Return the exercise with an id, a number, or the name of a function that no other has.

    Raises: PairingError that lists those that match, or suggests the nearest.
    """
    word = typed.casefold()
    found = [each for each in EXERCISES.values() if word in (each.id.casefold(), str(each.number), f"{each.number:02}")]
    found = found or [each for each in EXERCISES.values() if word in (each.function.casefold(), each.file.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        ids = " and ".join(f"{each.number} {each.id}" for each in found)
        raise PairingError(f"{len(found)} exercises ask for {typed}: {ids}; expected one of them")
    words = {word: each for each in EXERCISES.values() for word in (each.id, each.function)}
    near = get_close_matches(typed, words, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"`{BEGIN}` lists all"
    raise PairingError(f"there is no exercise {typed!r}; {hint}")


# ---------------------------------------------------------------- checks


def check(exercise: Exercise, path: str, level: int, as_json: bool, net: str) -> int:
    """Check a file, show what was found, and return the exit status: 0 if it is right, 1 if not yet."""
    found = checked(exercise, path, read(path), level, not encodes("∂ˡ"), not as_json, net)
    show(exercise, found, as_json)
    return 0 if found.state == RIGHT else 1


def show(exercise: Exercise, found: Checked, as_json: bool = False) -> None:
    """Show what was found; after a whole step, also what the learner's functions do together."""
    if found.state == BLANK:
        found = found._replace(screen=[*found.screen, *asked(exercise, not encodes("∂ˡ"))])
    if as_json:
        about = {"state": found.state, "screen": "\n".join(found.screen), "printed": found.printed}
        print(json.dumps({**found.record, **about}, ensure_ascii=not encodes("∂ˡ")))
        return
    print("\n".join(lines_of(found)), flush=True)
    if exercise.id == STEP and found.state == RIGHT:
        train()


def lines_of(found: Checked) -> Iterator[str]:
    """Yield what is shown of a check: what the learner's own code has printed, and what the tutor says."""
    if found.printed:
        yield aside("Your code prints:")
        for each in found.printed:
            yield from wrap(each, 78, initial_indent="  | ", subsequent_indent="  | ") or ["  |"]
        yield ""
    head, *rest = found.screen
    yield from [heading(head), *rest]


def train() -> None:
    """Train on the real data with the learner's own functions, if all of them are right."""
    print()
    try:
        exercises = [exercise_of(name)[0] for name in TRAINS]
    except ImportError as error:
        print("\n".join(wrap(f"To train with your own functions: {error}.", 80)))
        return
    found = states(exercises)
    if wrong := [each for each in exercises if found[each.id] != RIGHT]:
        print(f"To train with your own functions, {wrong[0].function} is to be right first:\n  {BEGIN} {wrong[0].id}")
        return
    run_training()


def watch(exercise: Exercise, path: str, level: int, net: str) -> int:
    """Check a file at each save until it is right; return the exit status."""
    read(path)  # which refuses a file that there is not; later on it may be away for a moment, while it is saved
    seen = before = None
    print(aside(f"Watching {path}; Ctrl-C ends."))
    while True:
        held = None
        with suppress(WrongFileError):
            held = read(path)
        if held is not None and held == before and held != seen:  # twice the same: the save is over
            if seen is not None:
                print(aside(f"\nSaved at {time.strftime('%H:%M:%S')}:"))
            seen = held
            found = checked(exercise, path, held, level, not encodes("∂ˡ"), True, net)
            show(exercise, found)
            if found.state == RIGHT:
                return 0
        before = held
        time.sleep(PAUSE)


# ---------------------------------------------------------------- the list


def states(exercises: Iterable[Exercise]) -> dict[str, str]:
    """Return how far exercises are, by checking the files that are there, all in one process."""
    found: dict[str, str] = {}
    tasks: list[Task] = []
    for each in exercises:
        path = FOLDER / each.file
        found[each.id] = BLANK
        if os.path.lexists(path):
            try:
                first = ready(each, os.path.relpath(path), read(str(path)))
            except WrongFileError:
                found[each.id] = NOT_YET
            else:
                tasks += [first] if isinstance(first, Task) else []
                found[each.id] = first.state if isinstance(first, Checked) else NOT_YET
    return found | {task.exercise.id: each.state for task, each in zip(tasks, run(tasks), strict=True)}


def list_exercises(as_json: bool) -> int:
    """List the exercises with how far each is, and the next one."""
    found = states(EXERCISES.values())
    next_one = next((id for id in EXERCISES if found[id] != RIGHT), None)
    if as_json:
        about = [{"number": each.number, "id": each.id, "title": each.title, "file": f"{FOLDER.name}/{each.file}",
                  "state": found[each.id]} for each in EXERCISES.values()]  # fmt: skip
        print(json.dumps({"exercises": about, "next": next_one}))
        return 0
    print(heading(f"{len(found)} exercises, in the book's order") + f"; {list(found.values()).count(RIGHT)} done\n")
    for each in EXERCISES.values():
        said = {RIGHT: "done"}.get(found[each.id], found[each.id])
        head = f"{each.number:>3}  {each.id:<22}{said:<11}"
        print("\n".join(wrap(each.title, 80, initial_indent=head, subsequent_indent=" " * len(head))))
    print(f"\nThe next one: {BEGIN} {next_one}" if next_one else "\nAll are done.")
    return 0
