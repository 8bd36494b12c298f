"""The exercises in the book: each has one task, in its chapter, and what is shown of the tutor is what it prints."""

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder import exchange
from builder.blocks import find_tasks
from builder.tasks import rendered, to_write
from builder.writing import solution_of, table

from purenn.notation.text import text
from purenn.pairing.registry import registry
from purenn.tutor.exercises import EXERCISES

ROOT = Path(__file__).parents[2]
PAGES = re.findall(r": ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)  # in their order
ENTRIES = registry()
TASKS = [
    task for page in PAGES if (ROOT / "docs" / page).exists()
    for task in find_tasks((ROOT / "docs" / page).read_text(encoding="utf-8"), page) if "exercise" in task.options
]  # fmt: skip


def tried(folder, *words):
    """What the command `try` does in a folder: its status, and what it prints."""
    command = [sys.executable, "-m", "purenn", "try", *words]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONIOENCODING": "utf-8"}, check=False,
        capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def solved(folder):
    """A folder in which every exercise is solved as the book does it."""
    (folder / "exercises").mkdir()
    for each in EXERCISES.values():
        (folder / "exercises" / each.file).write_text(solution_of(each), encoding="utf-8")
    return folder


def test_every_exercise_has_one_task_and_they_stand_in_the_order_of_the_book():
    assert [task.options["exercise"] for task in TASKS] == list(EXERCISES)


def test_an_exercise_stands_in_the_chapter_of_its_equation():
    for task in TASKS:
        id = task.options["exercise"]
        assert id not in ENTRIES or ENTRIES[id].block.file == f"docs/{task.page}"


def test_the_table_leads_to_every_task():
    assert re.findall(r"\]\((.*?)\)", table(ENTRIES)["table"]) == [f"{task.page}#{task.address}" for task in TASKS]


def test_the_code_of_a_card_is_folded_where_its_task_says_so():
    assert to_write(TASKS)["hidden.dJ-da-sum"] == "task-write-hidden-dJ-da-sum"
    assert "forward.z-element" not in to_write(TASKS)  # the first card with loops, on which all others are read


def test_the_solutions_of_the_book_are_right(tmp_path):
    status, said = tried(solved(tmp_path), "--json")
    found = {each["id"]: each["state"] for each in json.loads(said)["exercises"]}
    assert (status, found) == (0, dict.fromkeys(EXERCISES, "right"))


def test_no_solution_stands_in_the_file_to_begin_with():
    for task, parts in zip(TASKS, rendered(TASKS, ENTRIES, lambda entry: "").values(), strict=True):
        body = re.sub(r"<[^>]*>", "", parts["body"])
        begin, solution = body[: body.rindex("A solution")], solution_of(EXERCISES[task.options["exercise"]])
        head = next(line for line in solution.split("\n") if line.startswith("def "))
        assert head in begin and "raise NotImplementedError" in begin
        lines = [line.strip() for line in solution.split(head)[1].split("\n") if len(line.strip()) > 20]
        assert not [line for line in lines if line in begin]


@pytest.mark.parametrize("id", ["forward.sigmoid", "hidden.dJ-da-sum", "compact.dJ-dA", "whole.step"])
def test_a_task_shows_what_the_command_writes_and_says(id, tmp_path):
    (parts,) = rendered([task for task in TASKS if task.options["exercise"] == id], ENTRIES, lambda entry: "").values()
    shown = unescape(re.sub(r"<[^>]*>", "", parts["body"]))
    assert f"python3 -m purenn try {id}" in shown
    status, _ = tried(tmp_path, id)
    _, said = tried(tmp_path, id)
    assert status == 1 and said.strip() in shown
    assert (tmp_path / "exercises" / EXERCISES[id].file).read_text(encoding="utf-8").strip() in shown


def test_the_exchange_has_three_mistakes_of_three_names_and_an_end(tmp_path):
    found = []
    for path in exchange.TRIES:
        status, said = tried(tmp_path, exchange.EXERCISE.id, str(path), "--json")
        found.append((status, json.loads(said)["mistake"]))
    assert [status for status, _ in found] == [1, 1, 1, 0]
    assert len({name for _, name in found}) == 4 and [name for _, name in found].index(None) == 3


def test_the_page_shows_the_exchange_with_more_and_more_help():
    found = exchange.numbers()
    hints = [(" The next hint:", False, False), ("The last hint:", True, False), ("The book's line:", True, True)]
    for k, (further, equation, cure) in enumerate(hints, start=1):
        said = found[f"answer{k}"]
        assert "not yet" in said and "Ask yourself:" in said and further in said
        assert ("The book's equation:" in said, "What to do:" in said) == (equation, cure)
    assert found["answer4"].split("\n")[1].endswith("right")
    assert found["says"].split("\n")[-1].endswith(text(ENTRIES[exchange.EXERCISE.id].equation))
    assert all(len(line) <= 80 for name in found for line in found[name].split("\n") if "answer" in name)
