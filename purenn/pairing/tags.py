"""Tags in source text: `# eq: output.dJ-dW, step 2` names the equation that a statement computes.

A tag stands on the line of its statement (the last line, if it has several). Several equations that share
a line are parted by semicolons. A chained equality a = b = c has one line, and so one step, per equals sign.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from purenn.notation.expression import PairingError, Span
from purenn.notation.sizes import Layer
from purenn.notation.symbols import LABELLED

EXPECTED = "expected `# eq: section.name`, `# eq: section.name, step 2` or `# eq: section.name; section.other`"
ALIKE = re.compile(r"#\s*(eqn?s?|equations?)\b|#\s*(eg|qe|ep|e q)\s*:", re.IGNORECASE)
ID = re.compile(r"[a-z]+\.[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
ENTRY = re.compile(rf"({ID.pattern})(?:, step ([1-9]\d*))?")
HEADED = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.FunctionDef, ast.ClassDef, ast.Match)


@dataclass(frozen=True, eq=False)
class Source:
    """The text of one module, parsed once."""

    file: str
    text: str

    @property
    def module(self) -> str:
        """The name of the module."""
        return self.file.removesuffix(".py").replace("/", ".")

    @property
    def labels(self) -> Layer | None:
        """The layer of the labels Y, if the module is about several output units, as its name then says."""
        return LABELLED if self.module.rpartition(".")[2].startswith("several") else None

    @cached_property
    def tree(self) -> ast.Module:
        """The module as the parser sees it."""
        return ast.parse(self.text, self.file)

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """Every statement of the module, in the order of ast.walk."""
        waiting: list[ast.AST] = [self.tree]
        for node in waiting:  # which grows on the way
            waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]
        return [node for node in waiting if isinstance(node, ast.stmt)]

    @cached_property
    def lines(self) -> list[str]:
        """The physical lines, without their ends."""
        return self.text.split("\n")

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Every node's parent."""
        return {child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)}

    @cached_property
    def settings(self) -> dict[ast.FunctionDef | None, list[ast.stmt]]:
        """For each function, its assignments and +=, in the order of their lines."""
        found: dict[ast.FunctionDef | None, list[ast.stmt]] = {}
        for node in self.statements:
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                found.setdefault(self.function_of(node), []).append(node)
        return {function: sorted(nodes, key=lambda node: node.lineno) for function, nodes in found.items()}

    def enclosing(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around node, innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def function_of(self, node: ast.AST) -> ast.FunctionDef | None:
        """Return the innermost function around node."""
        return next((outer for outer in self.enclosing(node) if isinstance(outer, ast.FunctionDef)), None)

    def blocks_of(self, node: ast.AST) -> list[ast.stmt]:
        """Return the loops, branches and the like around node within its function, innermost first."""
        blocks: list[ast.stmt] = []
        for outer in self.enclosing(node):
            if isinstance(outer, ast.FunctionDef):
                break
            if isinstance(outer, HEADED):
                blocks.append(outer)
        return blocks

    def name_span(self, function: ast.FunctionDef) -> Span:
        """Return where the name of a function stands in its definition."""
        start = self.characters(function.lineno, function.col_offset) + len("def ")
        return Span(function.lineno, start, function.lineno, start + len(function.name))

    def span(self, node: ast.expr | ast.stmt | ast.arg) -> Span:
        """Return where node stands; the parser counts columns in bytes, readers in characters."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return Span(node.lineno, self.characters(node.lineno, node.col_offset),
                    end_line, self.characters(end_line, end_column))

    def characters(self, line: int, column: int) -> int:
        """Return how many characters the first `column` bytes of a line are."""
        return len(self.lines[line - 1].encode()[:column].decode())

    def piece(self, span: Span) -> str:
        """Return the source text of span, on one line."""
        lines = self.lines[span.line - 1:span.end_line]
        lines[-1] = lines[-1][:span.end_column]
        lines[0] = lines[0][span.column:]
        return " ".join(line.strip() for line in lines)


@dataclass(frozen=True, eq=False)
class Tag:
    """One equation's (or one step's) claim on one statement."""

    id: str
    step: int | None
    source: Source
    line: int
    statement: ast.stmt

    @property
    def file(self) -> str:
        """The file that the tag stands in."""
        return self.source.file

    @property
    def name(self) -> str:
        """The id and step as a person would say them."""
        return self.id if self.step is None else f"{self.id}, step {self.step}"

    @cached_property
    def function(self) -> ast.FunctionDef | None:
        """The innermost function around the statement."""
        return self.source.function_of(self.statement)

    @cached_property
    def loops(self) -> tuple[ast.For, ...]:
        """The for loops around the statement within its function, outermost first."""
        return tuple(block for block in reversed(self.source.blocks_of(self.statement)) if isinstance(block, ast.For))

    @property
    def code(self) -> str:
        """The statement's text, without its tag."""
        return self.source.piece(self.source.span(self.statement))

    def context(self) -> list[int]:
        """Return the lines that a reader needs beside the tagged one: its function's head, blocks and local names.

        The tagged line is the last of them; a local name is needed if the tagged line, another needed line or the head
        of a block around one reads it, and it comes with the heads of its own blocks, a local function with its body.
        """
        needed: dict[int, ast.stmt] = {self.line: self.statement}
        while True:
            blocks = {block.lineno: block for each in needed.values() for block in self.source.blocks_of(each)}
            more: dict[int, ast.stmt] = {}
            for node in (*needed.values(), *blocks.values()):
                read = getattr(node, "iter", getattr(node, "test", node))  # of a block, its head
                afresh = names_set(node) if isinstance(node, ast.Assign | ast.AnnAssign) else set()
                parts = [part for part in ast.walk(read) if isinstance(part, ast.Name)]
                for name in {part.id for part in parts if part.id not in afresh or isinstance(part.ctx, ast.Load)}:
                    more |= {each.lineno: each for each in self.in_force(name, node)}
            if more.keys() <= needed.keys():
                break
            needed |= more
        outer = [self.function.lineno] if self.function else []
        return sorted({*outer, *needed, *blocks})

    def in_force(self, name: str, statement: ast.stmt) -> list[ast.stmt]:
        """Return the statements that a local name's value at a statement comes from: those since it was set afresh."""
        if nested := self.nested(name, statement):
            return [nested, *nested.body]
        settings = [each for each in self.source.settings.get(self.function, [])
                    if each.lineno < statement.lineno and name in names_set(each)]
        around = set(self.source.blocks_of(statement))
        afresh = [k for k, each in enumerate(settings)
                  if isinstance(each, ast.Assign | ast.AnnAssign) and set(self.source.blocks_of(each)) <= around
                  and all(getattr(part, "id", "") != name for part in ast.walk(each.value or each))]
        return settings[afresh[-1] if afresh else 0 :]

    def nested(self, name: str, statement: ast.stmt) -> ast.FunctionDef | None:
        """Return the local function of a name that a statement may call."""
        functions = [each for each in getattr(self.function, "body", []) if isinstance(each, ast.FunctionDef)]
        return next((each for each in functions if each.name == name and each.lineno < statement.lineno), None)


def targets_of(statement: ast.stmt) -> list[ast.expr]:
    """Return what an assignment or += sets."""
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    return [each for target in targets for each in (target.elts if isinstance(target, ast.Tuple) else [target])]


def names_set(statement: ast.stmt) -> set[str]:
    """Return the plain names that an assignment or += sets."""
    return {target.id for target in targets_of(statement) if isinstance(target, ast.Name)}


@lru_cache(maxsize=64)  # more than there are modules with tags
def tags_in(source: Source) -> list[Tag]:
    """Return the tags of one module, in the order of its lines.

    Raises: PairingError for a malformed tag, or one that stands on no simple statement.

    >>> source = Source("sample.py", "a = 2 * b  # eq: sample.double; sample.twice, step 1")
    >>> [(tag.name, tag.line, tag.code) for tag in tags_in(source)]
    [('sample.double', 1, 'a = 2 * b'), ('sample.twice, step 1', 1, 'a = 2 * b')]
    """
    tags: list[Tag] = []
    if not ALIKE.search(source.text):  # most modules hold none
        return tags
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and ALIKE.search(token.string):
            line = token.start[0]
            entries = entries_of(token.string, f"{source.file}:{line}")
            statement = statement_ending_at(source, line)
            tags += [Tag(id, step, source, line, statement) for id, step in entries]
    return tags


def entries_of(comment: str, where: str) -> list[tuple[str, int | None]]:
    """Return the ids and steps that a tag comment names."""
    entries: list[tuple[str, int | None]] = []
    for part in comment.removeprefix("# eq: ").split("; "):
        match = ENTRY.fullmatch(part)
        if match is None:
            raise PairingError(f"{where}: found `{part}` in the tag `{comment}`, {EXPECTED}")
        entries.append((match[1], int(match[2]) if match[2] else None))
    return entries


def statement_ending_at(source: Source, line: int) -> ast.stmt:
    """Return the one simple statement that ends on a line."""
    where, text = f"{source.file}:{line}", source.lines[line - 1].strip()
    on_line = [node for node in source.statements if node.lineno <= line <= (node.end_lineno or line)]
    found = [node for node in on_line if not isinstance(node, HEADED) and node.end_lineno == line]
    if any(isinstance(node, HEADED) and node.lineno == line for node in on_line):
        raise PairingError(f"{where}: found a tag on `{text}`, expected it on one statement that is no block's head")
    if len(found) != 1:
        held = f"{len(found)} statements" if found else "the end of no statement"
        raise PairingError(f"{where}: found a tag on a line that holds {held}, `{text}`, expected exactly one")
    return found[0]


def collect(sources: Iterable[Source]) -> dict[str, list[Tag]]:
    """Return the tags of all sources by id, each id's steps in order.

    Raises: PairingError if an id or step stands twice, a step is missing, or two ids differ only in case.
    """
    equations: dict[str, list[Tag]] = {}
    spellings: dict[str, Tag] = {}
    for tag in (tag for source in sources for tag in tags_in(source)):
        equations.setdefault(tag.id, []).append(tag)
        if (first := spellings.setdefault(tag.id.lower(), tag)).id != tag.id:
            raise PairingError(f"{place(tag)}: found the id `{tag.id}` beside `{first.id}` ({place(first)}), "
                               "expected ids that differ in more than case")
    for tags in equations.values():
        tags.sort(key=lambda tag: tag.step or 0)
        for k, tag in enumerate(tags):
            if tag.step != (k + 1 if len(tags) > 1 or tag.step else None):
                others = ", ".join(f"`{other.name}` ({place(other)})" for other in tags if other is not tag) or "none"
                raise PairingError(f"{place(tag)}: found `{tag.name}` beside {others}, expected each equation once, "
                                   "or its steps 1, 2 and so on once each")
    return equations


def place(tag: Tag) -> str:
    """Return where a tag stands, as file:line."""
    return f"{tag.file}:{tag.line}"
