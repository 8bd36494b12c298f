"""What a block of a page shows is what it does: consoles and Python are run. As a script, this file renews consoles.

The build asks that each block has been run as it stands: docs/holding/ran.txt lists the hashes of those that have.
"""

import ast
import io
import os
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builder.prose import Piece, pieces
from holding.ran import LIST, mark, to_run

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
PROMPT = "(Pdb) "
HOME = "/home/you/purenn"  # where the package stands on the pages
BLOCKS = [(page, block) for page in PAGES for block in to_run(pieces(page.read_text(encoding="utf-8"), page.name))]
CONSOLES = [(page, block) for page, block in BLOCKS if block.about.startswith("console")]
SCRIPTS = {block.about.split('"')[1]: block.text for _, block in BLOCKS if "title=" in block.about}
PYTHON = [(page, block) for page, block in BLOCKS if block.about == "python"]


def name(value: object) -> str | None:
    return value.name if isinstance(value, Path) else str(value.line) if isinstance(value, Piece) else None


def renewed(console: str) -> str:
    """Return what a console shows now, from its commands and from what is typed at the prompts of the debugger."""
    first, *screens = ("\n" + console).split("\n$ ")
    assert not first
    return "".join(screen_of(screen.strip("\n")) for screen in screens)


def screen_of(screen: str) -> str:
    command, *shown = screen.split("\n")
    program, *arguments = shlex.split(command)
    assert program == "python3"
    typed = [line.removeprefix(PROMPT) for line in shown if line.startswith(PROMPT)]
    with TemporaryDirectory() as folder:
        for each in ("purenn", "docs", "tests"):
            (Path(folder) / each).symlink_to(ROOT / each)
        for script, text in SCRIPTS.items():
            (Path(folder) / script).write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, *arguments], input="\n".join(typed) + "\n", capture_output=True, encoding="utf-8",
            cwd=folder, env={**os.environ, "PYTHONIOENCODING": "utf-8", "HOME": folder}, timeout=60, check=False,
        )  # fmt: skip
        first, *answers = done.stdout.replace(os.path.realpath(folder), HOME).split(PROMPT)
    if not shown:  # a command alone, which comes to its end or says in a line why training has not
        assert done.returncode == 0 or (done.returncode, done.stderr.count("\n")) == (1, 1), (command, done.stderr)
        first = ""
    return f"$ {command}\n{first}" + "".join(
        f"{PROMPT}{command}\n{answer}" for command, answer in zip(typed, answers, strict=False)
    )


@pytest.mark.session
@pytest.mark.parametrize(("page", "block"), CONSOLES, ids=name)
def test_a_console_shows_what_its_commands_do(page, block):
    if sys.version_info >= (3, 13) and PROMPT in block.text and " step " not in block.text:
        pytest.skip("pdb itself shows a little more from Python 3.13 on")

    assert renewed(block.text) == block.text, "python3 tests/package/test_shown_blocks.py renews the page"


def quoted(text: str) -> bool:
    """Return whether lines stand in the package or its tests, however indented."""
    lines = [line.strip() for line in text.strip("\n").split("\n")]
    for path in [*(ROOT / "purenn").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        there = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").split("\n")]
        if any(there[at : at + len(lines)] == lines for at, line in enumerate(there) if line == lines[0]):
            return True
    return False


def literal(comment: str) -> object:
    """Return the value that a comment says, or Ellipsis if it says something else."""
    try:
        return ast.literal_eval(comment.partition("#")[2].strip())
    except (SyntaxError, ValueError):
        return ...


def run(text: str, where: str) -> None:
    """Run Python; what a comment beside a statement, or under it, says as a value is what it sets or prints."""
    names: dict[str, object] = {"__name__": "__main__"}
    lines, statements = text.split("\n"), ast.parse(text).body
    for statement, after in zip(statements, [*statements[1:], None], strict=True):
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(ast.Module([statement], []), where, "exec"), names)
        end = statement.end_lineno or statement.lineno
        under = [line for line in lines[end : after.lineno - 1 if after else None] if line.startswith("#")]
        for said in [literal(comment) for comment in [lines[end - 1][statement.end_col_offset :], *under]]:
            if said is ...:
                continue
            if isinstance(statement, ast.Assign):
                assert eval(ast.unparse(statement.targets[0]), names) == said, f"{where}, line {end}"
            else:
                assert ast.literal_eval(printed.getvalue()) == said, f"{where}, line {end}"


@pytest.mark.parametrize(("page", "block"), PYTHON, ids=name)
def test_a_piece_of_python_is_quoted_or_gives_what_its_comments_say(page, block):
    if not quoted(block.text):
        run(block.text, f"{page.name}:{block.line}")


def test_every_script_with_a_title_is_run_in_a_console_of_its_page():
    for page, block in BLOCKS:
        if "title=" in block.about:
            consoles = [console.text for other, console in CONSOLES if other == page]
            assert any(block.about.split('"')[1] in text for text in consoles), f"{page.name}:{block.line}"


def test_the_list_is_of_these_blocks():
    assert LIST.read_text(encoding="utf-8").split() == sorted({mark(block) for _, block in BLOCKS})


if __name__ == "__main__":
    now = set()
    for page in PAGES:
        for block in to_run(pieces(page.read_text(encoding="utf-8"), page.name)):
            try:
                text = renewed(block.text) if block.about == "console" else block.text
                if block.about == "python" and not quoted(text):
                    run(text, f"{page.name}:{block.line}")
            except Exception as error:
                print(f"{page.name}:{block.line}: {type(error).__name__}: {error}")
                continue
            page.write_text(page.read_text(encoding="utf-8").replace(block.text, text), encoding="utf-8")
            now.add(mark(block._replace(text=text)))
    LIST.write_text("\n".join(sorted(now)) + "\n", encoding="utf-8")
