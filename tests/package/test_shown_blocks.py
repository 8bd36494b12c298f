"""What a block of a page shows is what it does: consoles and Python are run. As a script, this file renews consoles.

The commands of a console share a folder. Where its screen ends with a line of "…", what follows there is left out.
The build asks that each block has been run as it stands: docs/holding/ran.txt lists the hashes of those that have.
"""

import ast
import io
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builder.prose import Piece, pieces
from holding.ran import LIST, mark, to_run

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
PROMPT, REST = "(Pdb) ", "…"
HOME = "/home/you/purenn"  # where the package stands on the pages
BLOCKS = [(page, block) for page in PAGES for block in to_run(pieces(page.read_text(encoding="utf-8"), page.name))]
CONSOLES = [(page, block) for page, block in BLOCKS if block.about.startswith("console")]
SCRIPTS = {block.about.split('"')[1]: block.text for _, block in BLOCKS if "title=" in block.about}
PYTHON = [(page, block) for page, block in BLOCKS if block.about == "python"]


def name(value: object) -> str | None:
    return value.name if isinstance(value, Path) else str(value.line) if isinstance(value, Piece) else None


@contextmanager
def workplace() -> Iterator[Path]:
    """Make a folder with what stands in a reader's: the package, the book, and the scripts of the pages."""
    with TemporaryDirectory() as name:
        folder = Path(os.path.realpath(name))
        for each in ("purenn", "docs", "tests"):
            (folder / each).symlink_to(ROOT / each)
        for script, text in SCRIPTS.items():
            (folder / script).write_text(text, encoding="utf-8")
        yield folder


def renewed(console: str) -> str:
    """Return what a console shows now, from its commands and from what is typed at the prompts of the debugger."""
    first, *screens = ("\n" + console).split("\n$ ")
    assert not first
    with workplace() as folder:
        return "".join(screen_of(screen.strip("\n"), folder) for screen in screens)


def screen_of(screen: str, folder: Path) -> str:
    command, *shown = screen.split("\n")
    program, *arguments = shlex.split(command)
    assert program == "python3"
    typed = [line.removeprefix(PROMPT) for line in shown if line.startswith(PROMPT)]
    done = subprocess.run(
        [sys.executable, *arguments], input="\n".join(typed) + "\n", encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT if shown and not typed else subprocess.PIPE,
        cwd=folder, env={**os.environ, "PYTHONIOENCODING": "utf-8", "HOME": str(folder)}, timeout=60, check=False,
    )  # fmt: skip
    first, *answers = done.stdout.replace(str(folder), HOME).split(PROMPT)
    if not shown:  # a command alone, which comes to its end or says in a line why training has not
        assert done.returncode == 0 or (done.returncode, done.stderr.count("\n")) == (1, 1), (command, done.stderr)
        first = ""
    elif shown[-1] == REST:
        first = "\n".join([*first.split("\n")[: len(shown) - 1], REST, ""])
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
    with workplace() as folder, chdir(folder):
        run_statements(text, where)


def run_statements(text: str, where: str) -> None:
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
