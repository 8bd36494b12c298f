"""What the page on debuggers says of VS Code's launches and of pdb; its screens are run in test_blocks.py."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.session

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "stepping-in-an-editor.md"


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
