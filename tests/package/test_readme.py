"""What the README shows works."""

import re
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_the_example_learns_exclusive_or(capsys):
    (example,) = [block for block in fenced("python") if "import" in block]
    exec(compile(example, "README.md", "exec"), {})

    assert capsys.readouterr().out.splitlines()[-1] == "[[0, 1, 1, 0]]"


def test_the_quoted_loop_stands_in_the_package():
    (loop,) = [block for block in fenced("python") if "# eq:" in block]
    source = (Path(__file__).parents[2] / "purenn" / "backward_scalar.py").read_text(encoding="utf-8")

    for line in loop.splitlines():
        assert line.strip() in source


def test_the_first_fenced_line_that_names_pytest_sets_up_and_runs_the_tests():
    blocks = re.findall(r"^```.*?^```", README, re.DOTALL | re.MULTILINE)
    line = next(line for block in blocks for line in block.splitlines() if "pytest" in line)

    assert line.startswith("python3 -m venv .venv && ") and line.endswith("python -m pytest -q")
