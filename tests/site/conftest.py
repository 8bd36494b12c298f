"""The book as the tests of the site see it: built, in copies that they may change, and in a browser."""

import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest
from seen import CHROMIUM, FLAGS, WIDE

ROOT = Path(__file__).parents[2]
collect_ignore = [] if find_spec("math_core") else ["lies.py"]  # it imports the builder, and is looked at for examples

# The network is cut off inside the interpreter: a build that opens a connection fails.
CUT_OFF = """
import socket
def refuse(*_): raise OSError("the build tried to open a connection")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from mkdocs.__main__ import cli
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder, before pytest chooses by mark."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("site")


class Workshop:
    """A copy of the book that a test may change and build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("docs", "purenn", "tests", ".ci", ".vscode"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / ".cache" / "book").mkdir(parents=True)
        for kept in (ROOT / ".cache" / "book").glob("*.json"):  # what was computed from the sources as they are
            shutil.copy(kept, folder / ".cache" / "book")
        for name in ("README.md", "CONTRIBUTING.md", "mkdocs.yml", "pyproject.toml"):
            shutil.copy(ROOT / name, folder / name)

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def build(self, *options: str) -> subprocess.CompletedProcess[str]:
        return self.python("cli()", "build", "--strict", *options)

    def python(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run code that may call mkdocs as cli, without a network."""
        return subprocess.run(
            [sys.executable, "-c", CUT_OFF + code, *arguments], cwd=self.folder,
            env={"NO_MKDOCS_2_WARNING": "1", "PATH": ""}, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip


def require_builder() -> None:
    for name in ("mkdocs", "material", "math_core", "pygments", "pymdownx"):
        pytest.importorskip(name, reason=f"{name} is not installed; pip install purenn[docs]")


@pytest.fixture
def workshop(tmp_path):
    require_builder()
    return Workshop(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the built book: of the one that BOOK names, or of one that is built here."""
    require_builder()
    if "BOOK" in os.environ:
        return ROOT / os.environ["BOOK"]
    workshop = Workshop(tmp_path_factory.mktemp("book"))
    built = workshop.build()
    assert built.returncode == 0, built.stderr
    return workshop.folder / "site"


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}; CHROMIUM can name another one")
    playwright_sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright_sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(site):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def visit(browser):
    """Open a page; whatever the console says about it, and every address it asks for, is kept."""
    contexts = []

    def visit(address, viewport=WIDE, **settings):
        context = browser.new_context(viewport=viewport, **settings)
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: page.said.append(f"error: {error}"))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def axe(visit):
    """Return what axe-core complains of on a page as it now stands: in all of it, or in pieces that a script finds."""
    script = Path(os.environ.get("AXE", ROOT / "node_modules/axe-core/axe.min.js"))
    if not script.exists():
        pytest.skip("axe-core is not here: npm install axe-core, or let AXE name its axe.min.js")

    def axe(page, options=None, pieces="() => document"):
        page.evaluate(f"() => {{ if (!window.axe) {{ {script.read_text(encoding='utf-8')} }} }}")
        run = f"options => axe.run(({pieces})(), options).then(found => found.violations)"
        found = page.evaluate(run, {"resultTypes": ["violations"], **(options or {})})
        every = [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]
        unread = "empty-table-header"  # axe reads no MathML: a head that is a formula is empty to it
        return [f"{id}: {html[:200]}" for id, html in every if id != unread or "<math" not in html]

    return axe
