"""The screens of the page on debuggers are what its commands show; run as a script, this file renews them."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

pytestmark = pytest.mark.session

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "stepping-in-an-editor.md"
SCREEN = re.compile(r"(?<=^```console\n)\$ python3 (.*)\n((?:.*\n)*?)(?=^```$)", re.MULTILINE)
SCRIPT = re.compile(r'^```python title="(.*)"\n((?:.*\n)*?)```$', re.MULTILINE)
PROMPT = "(Pdb) "
HOME = "/home/you/purenn"  # where the package stands on the page


def renewed(screen: re.Match[str]) -> str:
    """Return a screen of the page as its command and what is typed at its prompts show it now."""
    arguments, shown = shlex.split(screen[1]), screen[2]
    typed = [line.removeprefix(PROMPT) for line in shown.splitlines() if line.startswith(PROMPT)]
    with TemporaryDirectory() as folder:
        for name in ("purenn", "docs", "tests"):
            (Path(folder) / name).symlink_to(ROOT / name)
        for name, script in SCRIPT.findall(PAGE.read_text(encoding="utf-8")):
            (Path(folder) / name).write_text(script, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, *arguments], input="\n".join(typed) + "\n", capture_output=True, encoding="utf-8",
            cwd=folder, env={**os.environ, "PYTHONIOENCODING": "utf-8", "HOME": folder}, timeout=60,
        )
        first, *answers = done.stdout.replace(os.path.realpath(folder), HOME).split(PROMPT)
    return f"$ python3 {screen[1]}\n{first}" + "".join(
        f"{PROMPT}{command}\n{answer}" for command, answer in zip(typed, answers, strict=False)
    )


@pytest.mark.parametrize("screen", [*SCREEN.finditer(PAGE.read_text(encoding="utf-8"))], ids=lambda screen: screen[1])
def test_a_screen_is_what_its_command_shows(screen):
    if sys.version_info >= (3, 13) and " step " not in screen[0]:
        pytest.skip("pdb itself shows a little more from Python 3.13 on")

    assert renewed(screen) == screen[0], "python3 tests/pairing/test_stepping_page.py renews the page"


def test_the_page_lists_the_launches_of_vs_code():
    launches = json.loads((ROOT / ".vscode" / "launch.json").read_text(encoding="utf-8"))["configurations"]

    listed = re.findall(r"^\| (purenn: .*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [launch["name"] for launch in launches]


def test_the_main_job_starts_under_pdb_as_the_page_says():
    (command,) = re.findall(r'^python3 (-c "import pdb.*)$', PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    lines = (ROOT / "purenn" / "backward_scalar.py").read_text(encoding="utf-8").splitlines()
    (at,) = [number for number, line in enumerate(lines, start=1) if line.endswith("# eq: hidden.dJ-da-sum")]
    typed = f"b purenn/backward_scalar.py:{at}\nc\np l, len(W)\nq\n"
    done = subprocess.run(
        [sys.executable, *shlex.split(command)], cwd=ROOT, input=typed, capture_output=True, encoding="utf-8",
        timeout=60,
    )

    assert "(Pdb) (2, 3)\n" in done.stdout, done


if __name__ == "__main__":
    PAGE.write_text(SCREEN.sub(renewed, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
