"""Values in the text of a page: {{ run.tumours }} becomes a number that was computed, and is typed by nobody."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import count
from pathlib import Path

from builder.blocks import PageError


class RunError(RuntimeError):
    """A module of the builder that did not come to its end."""


Groups = Mapping[str, Callable[[], Mapping[str, str]]]

_PLACE = re.compile(r"\{\{\s*(?P<group>[a-z]+)\.(?P<name>[\w.-][\w.()\[\] +-]*?)\s*\}\}")
_MARGIN = re.compile(r"(?m)^ *\Z")  # before a value that begins its line


def fill(markdown: str, groups: Groups, page: str, first_line: int = 1) -> str:
    """Return the Markdown of a page with the value in every {{ group.name }}.

    Only a group that is named is asked for its values.
    The lines of a value that stands indented, by itself, are indented alike.
    A group may hold more names than it lists, and then says itself, by a ValueError, what is wrong with one.
    Raises: PageError if there is no such group, or no such name in it.

    >>> fill("{{ run.tumours }} tumours", {"run": lambda: {"tumours": "569"}}, "page.md")
    '569 tumours'
    >>> fill("    {{ own.program }}", {"own": lambda: {"program": "x = 1\\nprint(x)"}}, "page.md")
    '    x = 1\\n    print(x)'
    """

    @cache
    def values_of(group: str) -> Mapping[str, str]:
        return groups[group]() if group in groups else {}

    def value(found: re.Match[str]) -> str:
        group, name = found["group"], found["name"]
        values = values_of(group)
        line = first_line + markdown.count("\n", 0, found.start())
        try:
            if name in values:
                margin = _MARGIN.search(markdown[: found.start()])
                return values[name].replace("\n", f"\n{margin[0] if margin else ''}")
        except ValueError as error:
            raise PageError(page, line, f"{{{{ {group}.{name} }}}}: {error}") from None
        known = f"one of {', '.join(values)}" if values else f"a value of {' or '.join(groups)}"
        raise PageError(page, line, f"found {{{{ {group}.{name} }}}}, expected {known}")

    return _PLACE.sub(value, markdown)


def power(value: float) -> str:
    r"""Return a small number as a formula.

    >>> power(0.00026)
    '$2.6\\cdot10^{-4}$'
    """
    digits, exponent = f"{value:.1e}".split("e")
    return rf"${digits}\cdot10^{{{int(exponent)}}}$"


Begun = dict[Path, tuple[Path, subprocess.Popen[str]]]

begun: Begun = {}  # what is being computed, and what it writes, by what it is kept as; the hook hands it on
_counter = count(1)


def begin(name: str, root: Path) -> Path:
    """Let builder.NAME compute in an interpreter of its own, as the sources now stand; return what it is kept as.

    It is kept under .cache until a source or a table changes, or the Python, with which the last digits may change.
    What is being computed from the sources as they stood before is ended.
    """
    folders = [root / "purenn", *(root / "docs" / name for name in ("builder", "beyond", "tables"))]
    sources = [path for folder in folders for end in ("py", "csv", "txt") for path in sorted(folder.rglob(f"*.{end}"))]
    state = hashlib.sha256(b"".join([sys.version.encode(), *(path.read_bytes() for path in sources)])).hexdigest()[:16]
    kept = root / ".cache" / "book" / f"{name}-{state}.json"
    for old in [old for old in begun if old != kept and old.parent == kept.parent and _name(old) == name]:
        _forget(*begun.pop(old))
    if not kept.exists() and kept not in begun:
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Whole before it has its name, since two builds may run at a time.
        written = kept.with_suffix(f".{os.getpid()}-{next(_counter)}")
        with written.open("w", encoding="utf-8") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", f"builder.{name}"],
                cwd=root,  # where -m finds purenn first
                env={**os.environ, "PYTHONPATH": str(root / "docs"), "PYTHONIOENCODING": "utf-8"},
                stdout=file, stderr=subprocess.PIPE, encoding="utf-8",
            )  # fmt: skip
        begun[kept] = written, process
        atexit.register(_forget, written, process)
    return kept


# The groups of which pages show every value.
SHOWN = {"run", "mazur", "ring", "errata", "table", "worked", "unit", "step", "count", "curve", "exercise",
         "exchange", "rules", "road", "batch", "beyond", "own", "digits"}


def check_shown(groups: Groups, markdowns: Iterable[str]) -> None:
    """Check that pages show every value that is computed; one that lost its place has another in it.

    Drawings have their own places. A group that no page names is not asked.
    Raises: PageError for the first that none shows.
    """
    shown = {(found["group"], found["name"]) for text in markdowns for found in _PLACE.finditer(text)}
    for group in SHOWN & {group for group, _ in shown}:
        for name, value in groups[group]().items():
            if (group, name) not in shown and "<svg" not in value:
                raise PageError("index.md", 1, f"found {{{{ {group}.{name} }}}} on no page, expected it on one")


def computed(name: str, root: Path) -> dict[str, str]:
    """Return what builder.NAME prints, waiting for it if it has been begun.

    Raises: RunError with the last line of what the interpreter complained of, or what it ended with.
    """
    kept = begin(name, root)
    if kept in begun:
        written, process = begun.pop(kept)
        _, complaint = process.communicate()
        if process.returncode:
            written.unlink(missing_ok=True)
            last = (complaint.strip().splitlines() or [f"it ended with {process.returncode}"])[-1]
            raise RunError(f"docs/builder/{name}.py: {last}")
        for old in kept.parent.glob(f"{name}-*.json"):
            old.unlink(missing_ok=True)
        written.replace(kept)
    values: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return values


def _name(kept: Path) -> str:
    """Return the name of the module whose values are kept so."""
    return kept.stem.rpartition("-")[0]


def _forget(written: Path, process: subprocess.Popen[str]) -> None:
    """End what nobody waits for any more."""
    if process.poll() is None:
        process.kill()
        process.communicate()
    written.unlink(missing_ok=True)
