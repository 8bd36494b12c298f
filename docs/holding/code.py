"""Code in the prose: every span is a name, an expression, a call, a file, a command or a message of the package."""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from fnmatch import filter as matching_names
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from pdb import Pdb
from pkgutil import walk_packages
from token import EXACT_TOKEN_TYPES
from types import CodeType
from typing import Any

from builder.blocks import PageError
from builder.prose import Piece

import purenn
from purenn import cli
from purenn.explaining import worked
from purenn.explaining.explain import parse_place
from purenn.explaining.finding import find, matching
from purenn.notation.expression import Equation, Function, Gradient, Node, PairingError, Symbol
from purenn.notation.sizes import Layer
from purenn.notation.symbols import CONTAINER, INDEX_LETTERS
from purenn.pairing.indices import Checker
from purenn.pairing.pages import OPTION
from purenn.pairing.reading import Reader
from purenn.pairing.registry import Entry
from purenn.pairing.scope import ReadingError
from purenn.pairing.tags import ID, Source, Tag, entries_of
from purenn.tutor import trying
from purenn.tutor.exercises import EXERCISES
from purenn.tutor.own import FOLDER
from purenn.tutor.starting import FOR_PYTEST

_FILE = re.compile(r"[\w.<>*/-]+(?:\.(?:py|md|json|yml|csv|txt)|/)|\.\w+/[\w.]+")
_COMMAND = re.compile(r"\$ |(?:python3|\.venv/bin/\w+|\.ci/run|git|cd|torchrun|mkdocs|ruff|mypy)\b")
_RAISED = re.compile(r'raise \w+\(\s*((?:f?"[^"\n]*"\s*)+)')
_BARE = re.compile(r"d[Jaz]_d[wbzaxuv]")  # the derivative of one unit, which has no indices
_LAYERS = re.compile(r"n\[(?:([lL])(?: ([-+]) (\d))?|(\d))\]")
_FIXED = {*INDEX_LETTERS, "l", "L", "gamma", "f_prime"}  # names that never change their meaning, as W does not
_CHAIN = re.compile(rf"(?<!\w)(?:{CONTAINER.pattern})(?:\[[^\[\]]*\])+$", re.VERBOSE)  # with or without what holds it
_WORDS = {  # that a program is given in the prose
    "mkdocs": "serve|build --strict", "ruff": r"check( \.)?", "mypy": "", ".ci/run": "", "git": "clone .*",
    "cd": r"\S+", "pip": r"install -q -e \.\[\w+\]",
}  # fmt: skip


def symbol_of(span: str, base: str = "l") -> Node | None:
    """Return the symbol that a code span is, or None if it is none; its letters count around the layer base.

    Raises: PairingError if a layer or an index stands where it cannot.
    """
    if size := _LAYERS.fullmatch(span):
        return Symbol("n", "scalar", Layer(size[1] or "", int((size[2] or "") + (size[3] or size[4] or "0"))))
    if span in ("l", "L"):
        return Symbol(span, "scalar")
    source = Source("code", f"def code({base}):\n    return {span}")
    try:
        statement = source.statements[1]
        tag = Tag("code.span", None, source, 2, statement)
        node = Reader(tag, statement).expression(getattr(statement, "value", ast.Constant(None)))
    except (SyntaxError, ReadingError):
        if re.search(rf"\b(?:{CONTAINER.pattern})\[", span, re.VERBOSE):
            raise
        return None
    inner = node.bottom if isinstance(node, Gradient) else node
    if not isinstance(inner, Symbol):
        return inner if isinstance(inner, Function) else None
    if inner.layer == Layer("", 0) and inner.letter.lower() in "wbz":
        raise PairingError("found layer 0, which holds only A, expected a layer from 1 on")
    if inner.layer and not inner.layer.base and inner.layer.offset > worked.L:
        raise PairingError(f"found layer {inner.layer}, expected one of the worked network, which has {worked.L}")
    Checker(tag, Equation((node,))).sides()
    return node


class Package:
    """What code in the prose may speak of: the package with its files, and the equations."""

    def __init__(self, root: Path, entries: Mapping[str, Entry]) -> None:
        self.root, self.entries, self.scripts = root, entries, set[str]()
        names = [each.name for each in walk_packages(purenn.__path__, "purenn.") if not each.name.endswith("__main__")]
        self.modules = [import_module(name) for name in sorted(names, key=lambda name: name.count("."))]
        self.strings, self.judged = set[str](), dict[tuple[str, frozenset[str]], str]()
        self.names = {*INDEX_LETTERS, *dir(builtins), *keyword.kwlist, *".".join(names).split("."), "nan", "inf"}
        self.names.add("mine")  # the reader's own module, of the tasks to write
        self.names.update(*(id.split(".")[:1] for id in entries), (name[3:] for name in dir(Pdb) if name[:3] == "do_"))
        for name in names:
            self._gather(find_spec(name).loader.get_code(name))  # type: ignore[union-attr]
        self.names.update(name[3:] for name in [*self.names] if name.startswith("do_"))
        self.names.update(text for text in self.strings if text.isidentifier())

    def _gather(self, code: CodeType) -> None:
        self.names.update(code.co_names, code.co_varnames, code.co_freevars, [code.co_name])
        tuples = [constant for constant in code.co_consts if isinstance(constant, tuple)]
        for constant in [*code.co_consts, *(each for constants in tuples for each in constants)]:
            if isinstance(constant, CodeType):
                self._gather(constant)
            elif isinstance(constant, str):
                self.strings.add(" ".join(constant.split()))

    @cached_property
    def files(self) -> list[str]:
        """The files and folders that the prose may name."""
        found = [path for top in ("purenn", "docs", "tests", ".vscode", ".ci") for path in (self.root / top).rglob("*")]
        exercises = self.root / FOLDER.name  # which the command `try` writes
        found += [exercises, *(exercises / name for name in FOR_PYTEST)]
        found += [exercises / each.file for each in EXERCISES.values()]
        return ["/" + path.relative_to(self.root).as_posix() for path in [*found, *self.root.glob("*")]]

    @cached_property
    def sources(self) -> str:
        """The text of the package but for its list of wrong lines, of what its tests share, and of the settings."""
        modules = {*self.root.glob("purenn/**/*.py")} - {self.root / "purenn" / "explaining" / "slips.py"}
        paths = [*sorted(modules), *self.root.glob("tests/*.py"), self.root / "mkdocs.yml"]
        return "\n".join(path.read_text(encoding="utf-8") for path in [*paths, self.root / ".vscode" / "launch.json"])

    @cached_property
    def whole(self) -> set[str]:
        """The lines of the sources and the texts of the package, each as a whole."""
        return self.strings | {" ".join(line.split()).rstrip(":,") for line in self.sources.splitlines()}

    @cached_property
    def messages(self) -> list[re.Pattern[str]]:
        """The messages that the package raises; the name of the function that begins one may be left out."""
        found = []
        for raised in _RAISED.findall(self.sources):
            text = re.sub(r'"\s*f?"', "", raised).strip().removeprefix("f").strip('"')
            fixed = [re.escape(part) for part in re.split(r"\{[^{}]*\}", re.sub(r"^(\{\w+\}|\w+): ", "", text))]
            found += [re.compile(".*?".join(fixed))] if len("".join(fixed)) > 16 else []
        return found

    def expected(self, text: str) -> str:
        """Return what was expected in place of some code, or nothing if it is as it should be."""
        text = " ".join(text.split())
        if (key := (text, frozenset(self.scripts))) not in self.judged:
            self.judged[key] = self._expected(text)
        return self.judged[key]

    def _expected(self, text: str) -> str:
        for form in (self._file, self._equation, self._command, self._python, self._other):
            try:
                if (said := form(text)) is not None:
                    return said
            except ValueError as error:  # of shlex
                return f"a command that can be read: {error}"
        return "a name, an expression, a file, a command or a message that the package has"

    def _file(self, text: str) -> str | None:
        if not _FILE.fullmatch(text):
            return None
        there = matching_names(self.files, f"*/{re.sub('<.*?>', '*', text).rstrip('/')}")
        return "" if there or text in self.scripts else "a file of the repository"

    def _equation(self, text: str) -> str | None:
        """Judge a tag, an id, or an option of a card; the section `section` stands for any."""
        try:
            ids = [text.partition(", step ")[0]]
            ids = [id for id, _ in entries_of(text, "")] if text.startswith("# eq: ") else ids
        except PairingError as error:
            return str(error)
        sections = {"section", *(id.partition(".")[0] for id in self.entries)}
        if not all(ID.fullmatch(id) and id.partition(".")[0] in sections for id in ids):
            return "" if OPTION.fullmatch(f"    {text}") else None
        return "" if all(id in self.entries or id.startswith("section.") for id in ids) else "the id of an equation"

    def _command(self, text: str) -> str | None:
        """Judge a line of commands, or options of the command line."""
        if text.startswith("--"):
            starts = ("", "step 1", "try 1", "--data FILE.csv", "predict MODEL.json FILE.csv")
            ends = ("", "1", "l=1")
            tries = [shlex.split(f"{start} {text} {end}") for start in starts for end in ends]
            return "" if text in cli.OPTIONS or any(map(self._parses, tries)) else "an option of `python3 -m purenn`"
        text = re.sub(r"^PYTHONPATH=\S+ ", "", text)
        if not _COMMAND.match(text):
            return None
        lines = [shlex.split(part, comments=True) for part in text.removeprefix("$ ").split(" && ")]
        wrong = next((words for words in lines if words and not self._runs(*words)), None)
        return f"a command that runs, which `{shlex.join(wrong)}` is not" if wrong else ""

    def _runs(self, program: str, *words: str) -> bool:
        """Return whether a program takes these words."""
        program = program.removeprefix(".venv/bin/")
        match words if program in ("python", "python3") else (program, *words):
            case ["-m", "purenn", *rest]:
                return self._parses(rest)
            case ["-m", "pdb", *rest]:
                return self._runs("python3", *rest)
            case ["-m", "pytest", *rest]:
                values = {rest[at + 1] for at, word in enumerate(rest[:-1]) if word in ("-m", "-k")}
                return all(word in ("-q", "-x", "-m", "-k") or f"/{word}" in self.files for word in {*rest} - values)
            case ["-m", module, *_] | ["torchrun", "--nproc-per-node", _, "-m", module]:
                return find_spec(module) is not None
            case ["-c", code]:
                return not self._python(code)
            case ["pip", *_, extra]:
                project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
                if extra.strip(".[]") not in project["optional-dependencies"]:
                    return False
            case [script] if script not in _WORDS:
                return script in self.scripts or f"/{script}" in self.files
        return program in _WORDS and re.fullmatch(_WORDS[program], " ".join(words)) is not None

    def _parses(self, words: Sequence[str]) -> bool:
        """Return whether the package's command line takes these words."""
        try:
            with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
                options = cli.parse([word for word in words if word != "--help"])
            id = getattr(options, "id", None) or "section."
            if not id.startswith("section."):
                trying.find(id) if "watch" in options else find(id, self.entries)
            parse_place(getattr(options, "at", ""))
            return "words" not in options or bool(matching(self.entries, options.words))
        except (SystemExit, PairingError):
            return False

    def _python(self, text: str) -> str | None:
        """Judge an expression or a statement of Python: its names, attributes, calls and subscripts."""
        try:
            nodes = list(ast.walk(ast.parse(text + ": ..." * text.startswith("for "))))
        except SyntaxError:
            return None
        inner = {node.value for node in nodes if isinstance(node, ast.Subscript)}
        said = next(filter(None, (self._fault(node, inner) for node in nodes)), "")
        return None if said and text.isidentifier() else said

    def _fault(self, node: ast.AST, inner: set[ast.expr]) -> str:
        """Return what is wrong with a node alone; `inner` are the subscripts that others hold."""
        match node:
            case ast.Name(name) if not (name in self.names or f"def {name}(" in self.sources or _BARE.fullmatch(name)):
                return f"a name in place of {name} that the package has"
            case ast.Constant(value=str(value)) if value not in self.names and value not in self.sources:
                return f"a text in place of {value!r} that the package has"
            case ast.ImportFrom(str(name)) | ast.Import([ast.alias(name)]) if not (
                name in self.names or find_spec(name.split(".")[0])):
                return f"a module in place of {name} that there is"
            case ast.Attribute(attr=name):
                owner = self._object(node.value, of=True)
                known = self.names if owner is None else {*dir(owner), *getattr(owner, "__annotations__", ())}
                return "" if name in known else f"an attribute that {ast.unparse(node.value)} has"
            case ast.Call():
                return self._call(node)
            case ast.Subscript() if node not in inner and (found := _CHAIN.search(ast.unparse(node))):
                return self._chain(found[0])
        return ""

    def _object(self, node: ast.expr, of: bool = False) -> Any:
        """Return what of the package a name stands for, if that is known; the `run` of run.Z is a Run."""
        match node:
            case ast.Name(id=name):
                names = [name.capitalize(), name] if of else [name]
                places = [vars(module) for module in self.modules]
                return next((place[each] for each in names for place in places if each in place), None)
            case ast.Attribute(value=owner, attr=name):
                return getattr(self._object(owner), name, None)
        return None

    def _call(self, node: ast.Call) -> str:
        """Judge a call: the arguments that the function takes, and those whose names have a meaning in their places.

        The sizes of a matrix, n and m, may be any.
        """
        name, function = ast.unparse(node.func), self._object(node.func)
        try:
            if name in ("row", "column") and isinstance(node.args[0], ast.Subscript):
                symbol_of(ast.unparse(node))
            takes = signature(function)
        except PairingError as error:
            return str(error)
        except (TypeError, ValueError):  # nothing of the package
            return ""
        try:
            given = takes.bind(*node.args, **{each.arg or "": each.value for each in node.keywords}).arguments
        except TypeError as error:
            return f"what {name} takes: {error}"
        for parameter, value in given.items():
            known = getattr(value, "id", getattr(value, "attr", parameter)).removesuffix("_new")
            fixed = [each for each in (parameter, known) if CONTAINER.fullmatch(each) or each in _FIXED]
            if known != parameter and (parameter in fixed or known in takes.parameters.keys() - {"n", "m"}):
                return f"`{parameter}` where `{known}` stands"
        return ""

    def _chain(self, text: str) -> str:
        """Judge the layer and the indices of a container; one that stands in the package is right there."""
        for chain in (text, f"{text}[0]"):
            try:
                symbol_of(chain)
            except PairingError as error:
                said = re.sub(r"^code:\d+: | at `[^`]*`| for code\.span", "", str(error))
                if "both indices" in said:
                    continue
                return "" if text in self.sources else said
            return ""
        return said

    def _other(self, text: str) -> str | None:
        """Judge a sign, a command of the debugger with its words, a message, or a text that the package holds."""
        if text.startswith("!") or re.match(r"p \S", text):
            return self._python(text.lstrip("!").removeprefix("p "))
        held = text in EXACT_TOKEN_TYPES or text in self.whole
        return "" if held or any(message.fullmatch(text) for message in self.messages) else None


def code_faults(pieces: Sequence[Piece], page: str, package: Package) -> Iterator[PageError]:
    r"""Yield each code span or command that is not as the package has it, and each in \wrong{...} that is."""
    package.scripts = set(re.findall(r'title="(.*?)"', " ".join(each.about for each in pieces if each.kind == "fence")))
    for piece in pieces:
        lines = [piece.text] if piece.kind == "code" and not re.fullmatch(r"\\theirs\{.*\}", piece.text) else []
        if piece.kind == "fence" and piece.about in ("console", "sh", "bash"):
            lines = [line for line in piece.text.splitlines() if line.startswith("$ ") or piece.about != "console"]
        for line in lines:
            wrong = re.fullmatch(r"\\wrong\{(.*)\}", line)
            said = package.expected(wrong[1] if wrong else line)
            if bool(said) != bool(wrong):
                what = said if said.startswith(("found", "cannot")) else f"expected {said or 'something that is wrong'}"
                yield PageError(page, piece.line, f"found `{line}`: {what}")


def shown(markdown: str) -> str:
    r"""Return the Markdown of a page without the \wrong{...} and \theirs{...} in its code spans."""
    return re.sub(r"`\\(?:wrong|theirs)\{([^`]*)\}`", r"`\1`", markdown)
