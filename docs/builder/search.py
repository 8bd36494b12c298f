"""What a reader can find: every card, every section of a page, every name of the source, as documents of one index."""

from __future__ import annotations

import ast
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree

from builder import blocks
from builder.mathematics import FORMULA, tree
from builder.notation_tables import HOLDS
from builder.source import sentence
from purenn.notation.expression import Gradient, Node, Symbol
from purenn.notation.text import ARROW, SUBSCRIPTS, SUPERSCRIPTS, text
from purenn.pairing.registry import Entry

# What readers type beside what the book says; what other books say is taken from the page about them.
SYNONYMS = (
    ("eq", "equation"), ("formula", "equation"), ("nn", "network"), ("logistic", "sigmoid"), ("rectifier", "relu"),
    ("step size", "learning rate"), ("eta", "gamma"), ("alpha", "gamma"), ("slope", "derivative"),
    ("gradient", "derivative"), ("derivative", "gradient"), ("mse", "squared error"), ("bce", "cross entropy"),
    ("crossentropy", "cross entropy"), ("cost", "loss"), ("loss function", "cost"), ("cost function", "cost"),
    ("sgd", "gradient descent"), ("delta rule", "gradient descent"), ("update rule", "update"), ("delta", "dJ/dz"),
    ("output error", "starting point"), ("sigma", "sigmoid"), ("dσ/dz", "sigmoid derivative"),
    ("elementwise", "hadamard"), ("matrix multiplication", "matrix product"), ("kronecker delta", "switch"),
    ("backpropagation", "backward pass"), ("backpropagation algorithm", "backward pass"), ("fast", "cheap"),
    ("partial derivative", "derivative"), ("dimension", "shape"), ("minibatch", "mini batch"),
    ("vectorise", "matrix form"), ("vectorisation", "matrix form"), ("vectorised", "matrix form"),
    ("initialise weights", "first weights"), ("weight initialisation", "first weights"),
    ("initialisation", "first weights"),
)  # fmt: skip

_APART = re.compile(r'<section class="(?:eq|task)[ "].*?</section>|<script.*?</script>', re.DOTALL)
_BREAK = re.compile(r'</math>(?:</span>)?<wbr>(?:<span class="held">)?<math[^>]*>')  # within one formula
_LOOSE = set("=≈≠<>≤≥←→+−·×⊙")
_DICTIONARY = re.compile(r'<h[2-6] id="([^"]*)"|<div class="dictionary">(.*?)</div>', re.DOTALL)
_ROW = re.compile(r"<tr>\s*(<td.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
_CARD_LINK = re.compile(r'#(eq-[\w-]+)"')
_COMMAND_LINE = {"purenn/cli.py", "purenn/terminal.py"}
_WORDS = re.compile(r"[A-Za-z][A-Za-z_.]*(?:[ -][A-Za-z]+){0,2}|[α-ω⊙]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Document:
    """One thing to find, and what it is found by: `lead` before the title, `keys` after it, the text last.

    `place` tells where it stands; `formula` is an equation as one line. A document of a small weight comes later.
    """

    location: str
    title: str
    place: str = ""
    text: str = ""
    formula: str = ""
    lead: str = ""
    keys: str = ""
    weight: float = 1.0


def script(documents: Iterable[Document], synonyms: Iterable[tuple[str, str]]) -> str:
    """Return the index as a script, which a page opened from a folder can load as well."""
    index = {"documents": [astuple(document) for document in documents], "synonyms": list(synonyms)}
    return f"window.searchIndex = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"


# ---- cards


def cards(entries: Mapping[str, Entry], others: Mapping[str, str], url: Callable[[str], str]) -> Iterator[Document]:
    """Give a document for each equation; `others` has what other books write for it, by its address."""
    for id, entry in entries.items():
        address, block = blocks.address(id), entry.block
        functions = {tag.function.name: tag.function for tag in entry.tags if tag.function}
        left = next(iter(entry.equation.sides))
        yield Document(
            f"{url(block.file.removeprefix('docs/'))}#{address}",
            f"Equation {entry.number}. {block.title}",
            f"{block.chapter} · {id}",
            block.says,
            text(entry.equation),
            " ".join([id, *block.article, text(left), *spoken(left)]),
            " ".join([
                *functions, *(tag.code for tag in entry.tags), *sorted({tag.file for tag in entry.tags}), *block.errata,
                *(sentence(node) for node in functions.values()), others.get(address, ""),
            ]),
        )  # fmt: skip


def spoken(side: Node) -> list[str]:
    """Return the words for the left side of an equation.

    >>> spoken(Gradient(Symbol("J", "scalar"), Symbol("b", "scalar")))
    ['derivative', 'gradient', 'biases']
    """
    match side:
        case Gradient(_, Symbol(letter)):
            return ["derivative", "gradient", HOLDS[letter.upper()]]
        case Symbol(letter) if letter.upper() in HOLDS:
            return [HOLDS[letter.upper()]]
    return []


# ---- the source


def source(file: str, page: str, code: str) -> Iterator[Document]:
    """Give a document for a source file, which names its functions and classes.

    In what the book is about, the modules of the package itself without its command line, each has its own too.
    """
    parsed = ast.parse(code)
    named = [node for node in parsed.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    module, names = file.removesuffix(".py").replace("/", "."), " ".join(node.name for node in named)
    yield Document(page, file, "Source", sentence(parsed), lead=module, keys=names, weight=0.5)
    if file.count("/") == 1 and file not in _COMMAND_LINE:
        for node in named:
            yield Document(f"{page}#L{node.lineno}", node.name, file, sentence(node), weight=0.4)


# ---- the pages


def sections(url: str, page: str) -> Iterator[Document]:
    """Give a document for each section of a page's HTML; the cards have their own."""
    reader = _Sections()
    reader.feed(_with_lines(_APART.sub("", page)))
    title = ""
    for id, level, heading, body in reader.sections:
        name = _tidy(heading)
        if level == "h1":
            title = name
            yield Document(url, name, "", _tidy(body), weight=1.15)  # it stands for its sections
        else:
            yield Document(f"{url}#{id}", name, title, _tidy(body))


class _Sections(HTMLParser):
    """Collects id, level, heading and text of each section: lists, to which what is read is added."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[list[str]] = []
        self.skipped: list[str] = []  # the open elements below and with one that is left out
        self.part = _TEXT

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a section, or leave out an element."""
        named = dict(attrs)
        if tag in _VOID:
            return
        if self.skipped or "data-search-exclude" in named or named.get("class") == "headerlink" or tag in _UNREAD:
            self.skipped.append(tag)
        elif _HEADING.fullmatch(tag) and named.get("id"):
            self.sections.append([named["id"] or "", tag, "", ""])
            self.part = _NAME
        elif tag not in _INLINE:
            self.handle_data(" · " if tag in ("td", "th") else "\n")

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        if self.skipped:
            while tag in self.skipped and self.skipped.pop() != tag:
                pass
        elif _HEADING.fullmatch(tag):
            self.part = _TEXT
        elif tag not in _INLINE:
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        """Add to the section's heading or text."""
        if self.sections and not self.skipped:
            self.sections[-1][self.part] += data if data == "\n" else _SPACES.sub(" ", data)


_NAME, _TEXT = 2, 3  # the places of a section's heading and text
_HEADING = re.compile("h[1-6]")
_UNREAD = {"style", "svg", "button", "template"}
_VOID = {"br", "hr", "img", "input", "wbr", "meta", "link", "source", "col"}
_INLINE = {"a", "code", "em", "strong", "span", "b", "i", "sup", "sub", "mark", "abbr", "q", "cite", "kbd", "var"}


def _with_lines(page: str) -> str:
    """Return HTML with each formula as a line of text."""
    return FORMULA.sub(lambda found: html.escape(line(found[0])), _BREAK.sub("", page))


def _tidy(text: str) -> str:
    """Return the text with single spaces, and a line for each block that is not empty."""
    lines = (" ".join(line.split()).strip("· ") for line in re.sub(r"\s*\n\s*(?=·)", " ", text).split("\n"))
    return "\n".join(filter(None, lines))


# ---- what other books say


def others(page: str) -> dict[str, str]:
    """Return, by the address of a card, what the tables of this page's HTML write elsewhere for it."""
    found: dict[str, list[str]] = {}
    for _, theirs, rest in _rows(page):
        for card in _CARD_LINK.findall(rest):
            found.setdefault(card, []).append(theirs)
    return {card: " ".join(theirs) for card, theirs in found.items()}


def dictionary(url: str, title: str, page: str) -> Iterator[Document]:
    """Give a document for each row of this page's tables with the words and signs of other books."""
    for section, theirs, rest in _rows(page):
        yield Document(f"{url}#{section}", theirs, title, f"In this book: {_plain(rest)}", weight=0.55)


def synonyms(page: str) -> Iterator[tuple[str, str]]:
    """Give each word of elsewhere with the book's, where the tables of this page's HTML have a short one for it.

    >>> list(synonyms('<h2 id="words"></h2><div class="dictionary"><tr><td>neuron, node</td><td>unit</td></tr></div>'))
    [('neuron', 'unit'), ('node', 'unit')]
    """
    for _, theirs, rest in _rows(page):
        ours = re.split(r"[,;:(\n]", _plain(rest))[0].strip()
        for word in re.split(r", (?:or )?| or ", re.sub(r" \(\w+\)", "", theirs)):
            if word != ours and _WORDS.fullmatch(word) and _WORDS.fullmatch(ours):
                yield word, ours


def _rows(page: str) -> Iterator[tuple[str, str, str]]:
    """Give the section, the text of the first cell and the HTML of the others, of each row of a dictionary."""
    section = ""
    for heading, table in _DICTIONARY.findall(page):
        section = heading or section
        for row in _ROW.findall(table) if section else ():
            first, *rest = _CELL.findall(row)
            yield section, _plain(first), "<td> · </td>".join(rest)


def _plain(page: str) -> str:
    return _tidy(html.unescape(re.sub(r"<[^>]+>", "", _with_lines(page))))


# ---- formulas


def line(mathml: str) -> str:
    """Return a formula as one line of text, spelt as purenn.notation.text does.

    >>> line("<math><mfrac><mrow><mi>∂</mi><mi>J</mi></mrow><mi>m</mi></mfrac><mo>=</mo><mn>1</mn></math>")
    '∂J/m = 1'
    """
    written = re.sub(r"(?<=[(\[]) | (?=[)\],;])", "", " ".join(_written(tree(mathml)).split()))
    return re.sub(r"((?:^|[=≈←(,;\[]) ?)− ", r"\1−", written)  # a sign, and no difference


def _written(node: ElementTree.Element) -> str:
    name, parts = node.tag, [_written(child) for child in node if child.tag != "annotation"]
    match name, parts:
        case "mi" | "mn" | "mtext" | "mo" | "ms", _:
            sign = unicodedata.normalize("NFKC", node.text or "").replace("\u2061", "").replace("∑", "Σ")
            return f" {sign} " if name == "mo" and sign in _LOOSE else sign
        case "mspace", _:
            return " "
        case "mfrac", [top, bottom]:
            return f" {_held(top)}/{_held(bottom)} "
        case "msub" | "munder", [base, below]:
            return base + _lowered(below)
        case "msup", [base, above]:
            return base + _raised(above)
        case "msubsup" | "munderover", [base, below, above]:
            return base + (_lowered(below) + " " if base == "Σ" else _lowered(below) + _raised(above))
        case "mover", [base, above]:
            return base + (ARROW if above == ARROW else "")
        case "mtable", _:
            return "; ".join(parts)
        case "mtr", _:
            return ", ".join(parts)
        case "msqrt", _:
            return f"√{_held(''.join(parts))}"
    return "".join(parts)


def _held(part: str) -> str:
    return f"({part.strip()})" if re.search(r"[ ,/]", part.strip()) else part.strip()


def _lowered(part: str) -> str:
    letters = re.sub(r"[\s,]|=.*", "", part)
    return "".join(SUBSCRIPTS[letter] for letter in letters) if set(letters) <= set(SUBSCRIPTS) else f"[{part.strip()}]"


def _raised(part: str) -> str:
    letters, prime = part.strip().removesuffix("′"), "′" if part.strip().endswith("′") else ""
    small = re.sub(r"\s", "", letters).replace("−", "-")
    if set(small) <= set(SUPERSCRIPTS):
        return "".join(SUPERSCRIPTS[letter] for letter in small) + prime
    alone = len(letters) == 1 or letters.startswith("[")
    return f"^{letters if alone else f'({letters})'}{prime}"
