"""An exchange with the tutor, from a blank file to a right one: what its command says of the files in tries/.

`python3 -m builder.exchange` prints it as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from purenn.notation.text import text
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.recovery import recover, runs, tasks_of
from purenn.tutor.tracing import Source

EXERCISE = EXERCISES["hidden.dJ-da-sum"]
TRIES = sorted(Path(__file__).with_name("tries").glob("*.py"))
HINTS = {2: "2", 3: "3"}  # which hint is asked for at which try, if it is not the first


def numbers() -> dict[str, str]:
    """Return the file to begin with, every try, and what the command says of each, by the names of a page."""
    tries = {k: path.read_text(encoding="utf-8").rstrip("\n") for k, path in enumerate(TRIES, start=1)}
    with ThreadPoolExecutor(2) as pool:
        start, *answers = pool.map(exchanged, range(len(tries) + 1), ["", *tries.values()])
    files = {f"file{k}": text for k, text in tries.items()}
    said = {f"answer{k}": screen for k, (_, screen) in enumerate(answers, start=1)}
    return {"start": start[0], "begun": start[1], **files, **said, **traced({2: tries[2], 4: tries[4]})}


def traced(tries: dict[int, str]) -> dict[str, str]:
    """Return how tries computed one entry of their result, on numbers that remember, and the equations made of that."""
    remembered, said = [], []
    for k, source in tries.items():
        run = next(runs(source, EXERCISE.file, next(tasks_of(EXERCISE)), Source(EXERCISE.file)))
        remembered.append(f"try {k}   {text(run.entries[0, 1])}")
        said += [f"try {k}   {text(each.equation)}" for each in recover(source, EXERCISE.file, EXERCISE).says]
    return {"traces": "\n".join(remembered), "says": "\n".join(said)}


def exchanged(k: int, text: str) -> tuple[str, str]:
    """Return the file and the screen of a try; where there is nothing to try, the command writes the file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "exercises" / EXERCISE.file
        if text:
            file.parent.mkdir()
            file.write_text(text + "\n", encoding="utf-8")
        command = ["-m", "purenn", "try", EXERCISE.id, *(["--hint", HINTS[k]] if k in HINTS else [])]
        done = subprocess.run(
            [sys.executable, *command], cwd=folder, capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        return file.read_text(encoding="utf-8").rstrip("\n"), f"$ python3 {' '.join(command)}\n{done.stdout.rstrip()}"


if __name__ == "__main__":
    print(json.dumps(numbers()))
