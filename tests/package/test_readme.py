"""What the README shows works, and what it tells of the house is so."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from test_house import FLOORS

from purenn import load
from purenn.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def lines_of(block: str) -> list[str]:
    return [line.split("#")[0].strip() for line in block.splitlines()]


LINES = [line for block in fenced("sh") for line in lines_of(block)]
COMMANDS = [line for line in LINES if line.startswith("python3 -m purenn ")]


@pytest.mark.long
@pytest.mark.parametrize("block", [block for block in fenced("sh") if set(lines_of(block)) & set(COMMANDS)])
def test_every_command_runs_after_those_above_it(block, tmp_path):
    for each in ("purenn", "docs"):
        (tmp_path / each).symlink_to(ROOT / each)
    for line in lines_of(block):
        done = subprocess.run(
            [sys.executable, *line.split()[1:]], cwd=tmp_path, timeout=60, check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"}, input="q\n", capture_output=True, encoding="utf-8",
        )  # fmt: skip

        not_yet = bool(re.search(r" try \S", line))  # its body is still empty
        beside = "4 datapoints\n" if " predict " in line else ""  # so that a table alone is printed
        assert (done.returncode, done.stderr) == (not_yet, beside), line
        assert len(done.stdout.splitlines()) >= 5


def test_the_python_for_data_of_ones_own_is_that_of_the_chapter():
    """Both are run by test_shown_blocks.py."""
    chapter = (ROOT / "docs" / "your-own-data.md").read_text(encoding="utf-8")
    assert any(block in chapter and "save(" in block for block in fenced("python"))


def test_the_python_for_data_of_ones_own_is_the_command_above_it(tmp_path, monkeypatch, capsys):
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    command = next(line for line in COMMANDS if "--save rings.json" in line)
    assert main(command.split()[3:]) == 0
    model = load("rings.json")
    exec(next(block for block in fenced("python") if "save(" in block), {})

    assert load("rings.json") == model
    share = re.search(r"accuracy +\S+ +(\S+)%", capsys.readouterr().out)[1]
    assert f"# {float(share) / 100:.3f}" in README


def test_every_line_is_one_that_is_tried():
    """Here, or by .ci/run, which takes the line of the tests from the README and makes the book itself."""
    others = [line for line in LINES if line not in COMMANDS]

    assert [line.split(" && ")[-1] for line in others] == [
        "cd purenn", ".venv/bin/mkdocs serve", "python3 -m purenn", ".venv/bin/python -m pytest -q"
    ]  # fmt: skip


def test_the_first_fenced_line_that_names_pytest_sets_up_and_runs_the_tests():
    line = next(line for line in LINES if "pytest" in line)

    assert line.startswith("python3 -m venv .venv && ") and line.endswith("python -m pytest -q")
    assert "grep -m1 pytest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_leads_to_a_file():
    links = re.findall(r"\]\(([^)#]+)\)", README)

    assert len(links) >= 10
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_table_of_the_house_names_every_room_in_the_order_of_the_floors():
    rows = [re.findall(r"`(\w+)`", row.split("|")[2]) for row in re.findall(r"^\| \d+ \|.*", README, re.MULTILINE)]
    rooms = {room.split(".")[0] for room in FLOORS} - {"__init__", "__main__"}

    assert sorted(room for row in rows for room in row) == sorted(rooms)
    heights = [[FLOORS[room] for room in row] for row in rows]
    assert all(max(low) <= min(high) for low, high in pairwise(heights))
