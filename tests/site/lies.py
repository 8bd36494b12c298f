r"""Lies planted in the pages one at a time, by kind, at places drawn with a fixed seed, and whether each is found.

`PYTHONPATH=.:docs python3 tests/site/lies.py` plants them all and prints a table; with words, the kinds that have one
of them, and each lie that survived. A lie is found if a check of the build then finds a fault that it did not find
before.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from builder import blocks, book, building, computed, notation_tables, values
from builder.book import Text
from builder.prose import pieces
from holding.metadata import card_faults
from holding.pages import Hold
from markdown.extensions.toc import slugify

from purenn.notation.parsing import ParseError, parse
from purenn.notation.parts import is_symbol
from purenn.notation.walks import children
from purenn.pairing.derive.derive import derivations
from purenn.pairing.pages import BLOCK, CHAPTERS, blocks_in
from purenn.pairing.registry import package_sources, registry
from purenn.pairing.tags import PairingError

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OF_EACH = 10  # as many lies of a kind as are planted
SEED = 20200511


class Lie(NamedTuple):
    """What is put in the place of a piece of a page: the page, where the piece begins, and the two."""

    page: str
    start: int
    old: str
    new: str

    def planted(self, text: str) -> str:
        """Return the text of the page with the lie in it."""
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def __str__(self) -> str:
        return f"{self.page}: {self.old!r} -> {self.new!r}"


# ---------------------------------------------------------------- the checks


class Checks:
    """What the build asks of the pages, of one changed page at a time."""

    def __init__(self) -> None:
        self.sources = package_sources()
        self.entries = registry(self.sources)
        found = [Text(path.name, path.read_text(encoding="utf-8")) for path in sorted(DOCS.glob("*.md"))]
        self.hold = Hold(found, self.entries, ROOT)
        self.texts = {text.path: text.markdown for text in self.hold.texts}
        self.places = cache(self.places_of)
        self.before = {path: self.faults(path, text) for path, text in self.texts.items()}
        groups = building.groups(self.entries, derivations(self.entries), self.hold.counts, ROOT)
        self.groups = {name: cache(group) for name, group in groups.items()}

    def find(self, lie: Lie) -> bool:
        """Say whether a lie is found."""
        text = lie.planted(self.texts[lie.page])
        try:
            return bool(self.faults(lie.page, text) - self.before[lie.page]) or self.cards(lie, text)
        except (PairingError, blocks.PageError):
            return True

    def faults(self, page: str, text: str) -> Counter[str]:
        """Return the faults of a page without their lines."""
        found = pieces(text, page)
        said = Counter(re.sub(r":\d+: ", ": ", str(fault), count=1) for fault in self.hold.faults_of(found, page))
        links = [piece.about for piece in found if piece.kind == "link"]
        return said + Counter(target for link in links for target in self.nowhere(link, page))

    def cards(self, lie: Lie, text: str) -> bool:
        """Say whether the cards or the values of a changed page are found to be wrong.

        Raises: PairingError or PageError for what cannot even be read.
        """
        now, old = {**self.texts, lie.page: text}, self.texts[lie.page]
        if put_in(text) != put_in(old):
            self.fill(lie.page, text)
        texts = [Text(path, each) for path, each in now.items() if "/" not in path]
        book.check_errata(texts)
        if lie.page.removesuffix(".md") not in CHAPTERS or blocks_in(text, lie.page) == blocks_in(old, lie.page):
            return False
        with TemporaryDirectory() as folder:
            for path, markdown in ((text.path, text.markdown) for text in texts):
                (Path(folder) / path).write_text(markdown, encoding="utf-8")
            entries = registry(self.sources, Path(folder))
        for id, entry in entries.items():
            if entry.block.latex != self.entries[id].block.latex:
                entry.check()
        return any(card_faults(entries, self.hold.article))

    def fill(self, page: str, text: str) -> None:
        """Put the values into a changed page.

        Raises: PageError if one cannot be, or if one that is computed is shown on no page any more.
        """
        values.fill(computed.fill(text, self.hold.book, page), self.groups, page)
        values.check_shown(self.groups, {**self.texts, page: text}.values())

    def nowhere(self, target: str, page: str) -> Iterator[str]:
        """Yield the target of a link if there is no such place."""
        path, _, place = target.partition("#")
        if re.match(r"[a-z]+:|source/", path) or path in ("equations.md", "printed.md"):
            return
        if "/" in page and path:  # a file beside it, as tests/package/test_readme.py asks
            if not (ROOT / path).exists():
                yield f"{target} leads nowhere"
            return
        there = (path or page) in self.texts or (not path.endswith(".md") and (DOCS / path).is_file())
        if not there or (place and "/" not in place and place not in self.places(path or page)):
            yield f"{target} leads nowhere"

    def places_of(self, page: str) -> set[str]:
        """Return the addresses on a page."""
        headings = [piece for piece in self.hold.pieces[page] if piece.kind == "heading"]
        cards = [found["name"] for found in BLOCK.finditer(self.texts[page]) if found["kind"] == "eq"]
        return {*(each.about or slugify(re.sub("[`*]", "", each.text), "-") for each in headings),
                *(blocks.address(name.strip(" |")) for name in cards),
                *(task.address for task in blocks.find_tasks(self.texts[page], page)),
                *re.findall(r'id="([^"]+)"', self.texts[page])}


def put_in(text: str) -> list[str]:
    """Return the places of a page at which a value is put in."""
    return re.findall(r"\{\{ .*? \}\}", text, re.DOTALL)


# ---------------------------------------------------------------- where lies can stand

Spans = Iterator[tuple[int, int]]
DISPLAY_OR_INLINE = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$([^$]+)\$", re.DOTALL)


def blank(text: str, *patterns: re.Pattern[str]) -> str:
    """Return a text with spaces in place of whatever one of the patterns finds."""
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


@cache
def prose(text: str) -> str:
    """Return a page with spaces in place of cards, fences, comments, options and its front matter."""
    def without(found: re.Match[str]) -> str:
        kept = found["kind"] in ("figure", "task") or (found[0][0] == "`" and not found["fence"])
        return found[0] if kept else re.sub(r"[^\n]", " ", found[0])

    text = BLOCK.sub(without, text)
    options = re.compile(r"^ *///.*$|^    [a-z]+: .*$", re.MULTILINE)
    return blank(text, re.compile(r"\A---\n.*?\n---\n", re.DOTALL), options)


def of_formulas(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each formula of the prose stands that is neither wrong on purpose nor put in, and if displayed."""
    seen = blank(prose(text), re.compile(r"`[^`\n]*`"))
    for found in DISPLAY_OR_INLINE.finditer(seen):
        if not re.search(r"\\wrong|\\theirs|\\term|\\also|\{\{ ", found[0]):
            yield *found.span(1 if found[1] else 2), bool(found[1])


def alone(latex: str) -> bool:
    """Say whether a formula is a symbol, a number or a sign alone."""
    try:
        found = parse(re.sub(r"^\\given\{(.*)\}$", r"\1", latex.strip(), flags=re.DOTALL))
    except ParseError:
        return True
    return len(found) == 1 and (is_symbol(found[0]) or not list(children(found[0])))


def whole(text: str) -> Spans:
    return ((start, end) for start, end, _ in of_formulas(text) if not alone(text[start:end]))


def inline(text: str) -> Spans:
    return ((start, end) for start, end, shown in of_formulas(text) if not shown and not alone(text[start:end]))


def displayed(text: str) -> Spans:
    return ((start, end) for start, end, shown in of_formulas(text) if shown)


def single(text: str) -> Spans:
    return ((start, end) for start, end, _ in of_formulas(text) if alone(text[start:end]))


def given(text: str) -> Spans:
    for start, end, _ in of_formulas(text):
        if found := re.search(r"\\given\{(.*)\}", text[start:end], re.DOTALL):
            yield start + found.start(1), start + found.end(1)


def matching(pattern: str, inside: Callable[[str], str] = prose) -> Callable[[str], Spans]:
    """Return what finds the first group of a pattern in the prose, or in what another function leaves of a page."""
    shape = re.compile(pattern, re.DOTALL | re.MULTILINE)
    return lambda text: (found.span(1) for found in shape.finditer(inside(text)))


def blocks_of(kind: str) -> Callable[[str], Spans]:
    """Return what finds the blocks of a kind, eq or figure."""
    def spans(text: str) -> Spans:
        return (found.span() for found in BLOCK.finditer(text) if found["kind"] == kind and found["inside"].strip())

    return spans


def fences(text: str) -> Spans:
    return ((text.index("\n", found.start()), found.end()) for found in BLOCK.finditer(text)
            if found["fence"] and re.match(r"\s*```(console|python)", found[0]))


def latex_of_cards(text: str) -> Spans:
    for start, end in blocks_of("eq")(text):
        body = text.index("\n\n", start, end)
        yield body, end - len("///")


# ---------------------------------------------------------------- what a lie changes

Change = tuple[str, Callable[[re.Match[str]], Iterable[str]]]  # of what, and what may stand in its place


def other(of: str) -> Callable[[re.Match[str]], Iterable[str]]:
    """Return what puts another of some characters in the place of one."""
    return lambda found: (each for each in of if each != found[0])


def one_of(*of: str) -> Callable[[re.Match[str]], Iterable[str]]:
    return lambda found: (each for each in of if each != found[0])


def put(template: str) -> Callable[[re.Match[str]], Iterable[str]]:
    return lambda found: [found.expand(template)]


def shifted(found: re.Match[str]) -> Iterable[str]:
    """Yield other layers: l + 1 for l, l for l - 1, 2 for 1."""
    if found[0].isdigit():
        return [str(int(found[0]) + 1), str(abs(int(found[0]) - 1))]
    return [layer for layer in (found[1], f"{found[1]}-1", f"{found[1]}+1"[: 9 if found[1] == "l" else 0])
            if layer and layer != found[0]]


def digit(found: re.Match[str]) -> Iterable[str]:
    return [each for each in "123456789" if each != found[0]]


def lettered(found: re.Match[str]) -> Iterable[str]:
    """Yield other letters of the same height and look."""
    small = found[0].islower()
    return [each for each in ("wbza" if small else "WBZA") if each != found[0]]


BRACES = r"(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*"
LAYER = r"(?<=\^\{\()([lL])(?:[-+]1)?(?=\))|(?<=\^\{\()\d(?=\))"
IN_FORMULAS: dict[str, Change] = {
    "an index swapped": (r"_\{([ihjpkg]),(?!\1)([ihjpkg])\}", put(r"_{\2,\1}")),
    "an index replaced": (r"(?<=_\{)[ihjpkg](?=[,}])|(?<=,)[ihjpkg](?=\})|(?<=\}_)[ihjp]\b", other("ihjpkg")),
    "a layer shifted": (LAYER, shifted),
    "a letter replaced": (r"(?<=\\mathbf\{)[WBZA](?=\})|\b[wbza](?=_\{?\w)", lettered),
    "a sign flipped": (r"(?<!\(l)(?<!\(L)(?<![lL])[-+]", other("-+")),
    "a transpose or a prime dropped": (r"(?<=\))T(?=\})|\\prime|\^T|(?<=[f\w])'", lambda _: [""]),
    "a product for another": (r"\\odot|\\cdot(?!s)", lambda found: [r"\cdot" if found[0] == r"\odot" else r"\odot"]),
    "a fraction turned over": (rf"\\frac\{{({BRACES})\}}\{{({BRACES})\}}",
                               lambda found: [rf"\frac{{{found[2]}}}{{{found[1]}}}"]),
    "a digit changed": (r"(?<![l+\-L_{,^(\w])\d|(?<=[.\d])\d|(?<=[^lL][-+])\d", digit),
}  # fmt: skip
SYMBOL_FOR_ANOTHER = [IN_FORMULAS[kind] for kind in ("an index replaced", "a layer shifted", "a letter replaced")]
NUMBER_WORDS = r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b"
VALUE = r"\{\{ ((?!equation|shape|errata|table|held)[a-z]+)\.([\w.-]+) \}\}"


@cache
def in_code(text: str) -> str:
    """Return a page with nothing but its code spans."""
    seen, parts, after = prose(text), [], 0
    for found in re.finditer(r"`[^`\n]+`", seen):
        if not re.search(r"\\(?:wrong|theirs)", found[0]):
            parts += [re.sub(r"[^\n]", " ", seen[after : found.start()]), found[0]]
            after = found.end()
    return "".join([*parts, re.sub(r"[^\n]", " ", seen[after:])])


class Kind(NamedTuple):
    """A kind of lie: where it can stand, what is changed there, on which pages, and whether the build must find it."""

    spans: Callable[[str], Iterable[tuple[int, int]]]
    changes: list[Change]
    pages: str = ""
    held: bool = True


def everything(text: str) -> Spans:
    return iter([(0, len(text))])


def of_prose(text: str) -> Spans:
    """Yield each piece of prose without formulas, code, values and links."""
    seen = blank(prose(text), re.compile(r"`[^`\n]*`"), re.compile(r"\{\{.*?\}\}|\{ ?[.#][^}]*\}", re.DOTALL),
                 DISPLAY_OR_INLINE, re.compile(r"\]\([^)]*\)|<[^>]*>|^#.*", re.MULTILINE))
    return (found.span() for found in re.finditer(r"\S[^\n]*", seen))


def misspelt(found: re.Match[str]) -> Iterable[str]:
    return [f"{found[0]}s", found[0][:-1]]


def slip(found: re.Match[str]) -> Iterable[str]:
    return [f"E{number:02}" for number in range(1, 45)]


def displayed_number(found: re.Match[str]) -> Iterable[str]:
    return map(str, range(1, 44))


def longer(found: re.Match[str]) -> Iterable[str]:
    return [f"{found[0]}7", f"7{found[0]}"]


def kinds(checks: Checks) -> dict[str, Kind]:
    """Return every kind of lie by its name."""
    everywhere = "\n".join(checks.texts.values())
    names = sorted(set(re.findall(VALUE, everywhere)))
    shapes = sorted(set(re.findall(r"\{\{ shape\.(.+?) \}\}", everywhere)))
    ids, page_names = list(checks.entries), sorted(path for path in checks.texts if "/" not in path)
    slips = sorted(set(re.findall(r"\{\{ errata\.(\w+) \}\}", everywhere)))
    addresses = [f"{book.home(entry)}#{blocks.address(id)}" for id, entry in checks.entries.items()]

    def like(found: re.Match[str]) -> Iterable[str]:
        """Yield the values of the group that differ in a word from the one that is there."""
        mine = re.split(r"[_-]", found[2])
        return [f"{{{{ {group}.{name} }}}}" for group, name in names if group == found[1] and mine[1:] and sum(
            one != two for one, two in zip(mine, re.split(r"[_-]", name), strict=False)) == 1
            and len(mine) == len(re.split(r"[_-]", name)) and same(found[1], found[2], name)]

    def unlike(found: re.Match[str]) -> Iterable[str]:
        return [f"{{{{ {group}.{name} }}}}" for group, name in names
                if group == found[1] and same(group, found[2], name)]

    def same(group: str, one: str, two: str) -> bool:
        known = checks.groups[group]()
        return known.get(one) != known.get(two)

    def shape(found: re.Match[str]) -> Iterable[str]:
        return [each for each in shapes if notation_tables.SHAPES[each] != notation_tables.SHAPES[found[0]]]

    def argument(found: re.Match[str]) -> Iterable[str]:
        given = found[0].split(", ")
        return [", ".join(each) for each in (given[:-1], given[1:], [given[1], given[0], *given[2:]])]

    def hidden(found: re.Match[str]) -> Iterable[str]:
        return [f"<!--\n{found[0]}\n-->", f"```text\n{found[0]}\n```"]

    def near(ids: list[str]) -> Callable[[re.Match[str]], Iterable[str]]:
        return lambda found: [each for each in ids if each != found[0] and each.split(".")[0] == found[0].split(".")[0]]

    formula = {f"formula, {where}: {name}": Kind(spans, [change]) for where, spans in
               (("inline", inline), ("displayed", displayed)) for name, change in IN_FORMULAS.items()}
    letters = r"(?<=\[)[ihjpk](?=\])"
    code: dict[str, list[Change]] = {
        "an index": [(letters, other("ihjpk"))],
        "a layer": [(r"(?<=\[)[lL](?: [-+] 1)?(?=\]\[)", one_of("l", "l + 1", "l - 1")),
                    (r"(?<=[WBZA]\[)\d", one_of("9"))],
        "a right name for another: a layer": [(r"(?<=\[)[lL](?: [-+] 1)?(?=\](?!\[))", one_of("l", "l + 1", "l - 1"))],
        "a name": [(r"(?<=`)[a-z]\w*_\w+(?=[(`])|(?<=`)[a-z]{4,}(?=[(`])", misspelt)],
        "a right name for another": [(r"(?<=`)(?:hadamard|matmul|train|forward_pass|backward_pass|predict|subtract|"
                                          r"transpose|divide|scale|row|column|step|standardise)(?=[(`])",
                                          one_of("hadamard", "matmul", "train", "forward_pass", "divide", "row"))],
        "an argument": [(r"(?<=\()[A-Za-z][\w\[\]=.]*(?:, [\w\[\]=.]+)+(?=\)`)", argument)],
        "an attribute": [(r"(?<=[a-z]\.)(?<!section\.)[A-Za-z]\w*(?=\[|`|\()(?<!py)(?<!md)",
                          lambda found: [found[0] + "s", "V"])],
        "a file": [(r"(?<=/)\w+(?=\.py|/`)|(?<=`)\w+(?=\.py)", lambda found: [found[0] + "s", found[0][1:]])],
        "an option": [(r"(?<=--)\w+", misspelt)],
        "a command": [(r"(?<=-m )(?:purenn|pytest|pdb)|(?<=purenn )\w+", misspelt)],
        "a number or a text": [(r"(?<=[=( ])\d+(?=[,)`])|(?<=\")\w+(?=\")", longer)],
    }  # fmt: skip
    return {
        **formula,
        "formula: an entry of a matrix": Kind(matrices, [(r"(?<![\w(.{^_])-?\d+(?:\.\d+)?(?![\w)}])", another)]),
        "formula: a given": Kind(given, [IN_FORMULAS["a digit changed"], IN_FORMULAS["a sign flipped"]]),
        "formula: a symbol for another of its form": Kind(single, SYMBOL_FOR_ANOTHER, held=False),
        "formula: a symbol that is not well formed": Kind(single, [
            (r"(?<=_\{)([ihpk]),([jhi])(?=\})", put(r"\2,\1")),
            (r"\\mathbf\{([WBZA])\}(?=\^)", put(r"\\mathbf{\1}_{i}")),
            (r"(?<=\\mathbf\{)[WBZA](?=\})", one_of("C", "D")), (r"(?<=_\{)[ik](?=,)", one_of("g", "j"))]),
        "number: a label": Kind(of_prose, [(r"(?<=[a-z] )\d\b(?![.,]?\d)", digit)], held=False),
        "number: typed where one was put in": Kind(matching(rf"({VALUE})"), [(r".+", lambda _: ["7", "0.25", "569"])]),
        "number: a word": Kind(of_prose, [(NUMBER_WORDS, one_of("two", "three", "four", "six"))], held=False),
        "number: typed into a sentence": Kind(of_prose, [(r"(?<= )(?:a|one|two|all|each)(?= )", one_of("4", "17"))]),
        "shape for another": Kind(matching(r"\{\{ shape\.(.+?) \}\}"), [(r".+", shape)]),
        "value for its like": Kind(matching(rf"({VALUE})"), [(VALUE, like)]),
        "value for another of its group": Kind(matching(rf"({VALUE})"), [(VALUE, unlike)], held=False),
        "value that there is not": Kind(matching(rf"({VALUE})"), [(r"(?<=\.)[\w.-]+", lambda found: [found[0] + "s"])]),
        "value computed: changed": Kind(matching(r"\{\{ = (.+?) \}\}"), [
            (r"\d", digit), (r"(?<= )[-+*](?= )", other("-+*")), (r"\b[nm]\b", other("nm"))], held=False),
        **{f"code: {name}": Kind(
            matching("(`[^`\n]+`)", in_code), changes, held="name" not in name and "number" not in name)
           for name, changes in code.items()},
        "code: an index beside its symbol": Kind(matching(
            r"(\$[^$]{4,40}\$ (?:is |as |in |of |stands |\()*`[\w\[\] +-]+`)"), [(letters, other("ihjpk")), (
                r"(?<=\[l) [-+] 1|(?<=\[l)(?=\])", one_of("", " + 1", " - 1"))]),
        "block: what a run shows": Kind(fences, [(r"(?<=\d)\d|(?<=[a-z])[a-z](?=[a-z])", lambda found: [
            "7" if found[0].isdigit() and found[0] != "7" else "q"])]),
        **{f"link: to another equation, {how}": Kind(matching(rf"\[{text}\]\(([^()#:\s]*#eq-[\w-]+)\)"), [(
            r".+", lambda found: [each for each in addresses if not each.endswith(found[0])])], held=how != "in words")
           for how, text in (("by its name", r"[a-z]+\.[\w-]+"), ("in words", r"[^.\]\[]+"))},
        "link: to another erratum": Kind(matching(r"\]\((?:errata\.md)?#(e\d\d)\)"), [
            (r".+", lambda _: [f"e{number:02}" for number in range(1, 45)])]),
        "link: to another chapter": Kind(matching(r"\]\(([\w-]+\.md)\)"), [(r".+", one_of(*page_names))], held=False),
        "link: to no place": Kind(matching(r"\]\([^()#:\s]*#([\w-]+)\)"), [(r".+", lambda found: [f"{found[0]}s"])]),
        "link: to no page": Kind(matching(r"\]\(([\w-]+)\.md"), [(r".+", lambda found: [f"{found[0]}s"])]),
        "link: the text of another": Kind(matching(r"\[([a-z]+\.[\w-]+|E\d\d)\]\("), [
            (r".+", lambda found: slip(found) if found[0][0] == "E" else near(ids)(found))]),
        "card: kind": Kind(blocks_of("eq"), [(r"(?<=    kind: )\w+", one_of("computation", "expansion", "layout"))]),
        "card: article": Kind(blocks_of("eq"), [(r"(?<=    article: D)\d+", displayed_number)]),
        "card: errata": Kind(blocks_of("eq"), [(r"(?<=    errata: )E\d\d", slip),
                                              (r" E\d\d$", put(""))]),
        "card: its sentence": Kind(blocks_of("eq"), [(r"(?<=    says: )[^\n]+", lambda _: [
            entry.block.says for entry in checks.entries.values()])], held=False),
        "card: its title": Kind(blocks_of("eq"), [(r"(?<=    title: )[^\n]+", lambda _: [
            entry.block.title for entry in checks.entries.values()])], held=False),
        "card: brackets of its LaTeX": Kind(latex_of_cards, [
            (r"\^\{\(l([-+]1)\)T\}", put(r"^{(l\1T)}")), (r"\^\{\(([lL])\)\\prime\}", put(r"^{(\1\\prime)}")),
            (r"\\left\((?!.*\\left)", put(r"\\left[")), (r"\\right\)", put(r"\\right]"))]),
        "card: its LaTeX": Kind(latex_of_cards, [*IN_FORMULAS.values()]),
        "card: hidden": Kind(blocks_of("eq"), [(r"(?s).+", hidden)]),
        "errata: number of an equation": Kind(matching(r"equations? (\d+)"), [(r"\d+", displayed_number)],
                                              "errata"),
        "errata: a printed form": Kind(slipped, [IN_FORMULAS[name] for name in (
            "an index replaced", "a layer shifted", "a letter replaced", "a sign flipped")], "errata"),
        "errata: a corrected form": Kind(matching(r"\{\{ equation\.(\S+) \}\}"), [(r".+", near(ids))], "errata"),
        "errata: a correction by hand": Kind(displayed, [IN_FORMULAS[name] for name in (
            "an index replaced", "a layer shifted", "a letter replaced", "a sign flipped")], "errata"),
        "errata: what it does, of another": Kind(
            matching(r"\{\{ errata\.(\w+) \}\}"), [(r".+", one_of(*slips))], "errata"),
        "errata: its heading": Kind(matching(r"^### (E\d\d)\."), [(r".+", slip)],
                                    "errata"),
        "caption: a number or a formula": Kind(blocks_of("figure"), [
            (r"(?<=\$)[ihplJ](?:[-+]1)?(?=\$)", one_of("b", "h+1", "W")),
            (r"\b(?:a|two|three|four)\b(?= [a-z])", put("5"))]),
    }  # fmt: skip


def matrices(text: str) -> Spans:
    """Yield where the matrices stand that a formula gives by hand."""
    for start, end, _ in of_formulas(text):
        for found in re.finditer(r"\\begin\{matrix\}(.*?)\\end", text[start:end], re.DOTALL):
            yield start + found.start(1), start + found.end(1)


def another(found: re.Match[str]) -> Iterable[str]:
    return [each for each in ("7", "0.3", "-5", found[0].removeprefix("-")) if float(each) != float(found[0])]


def slipped(text: str) -> Spans:
    return (found.span(1) for found in re.finditer(r"\$\$(.+?)\$\$", text, re.DOTALL) if r"\term{slip}" in found[0])


def lies_of(kind: Kind, checks: Checks, seed: str) -> Iterator[Lie]:
    """Yield lies of a kind, at places drawn at random, no place twice."""
    draw, places = Random(f"{SEED} {seed}"), list[tuple[str, int, int, list[str]]]()
    for page, text in checks.texts.items():
        for start, end in kind.spans(text) if kind.pages in page else ():
            for pattern, change in kind.changes:
                for found in re.finditer(pattern, text[start:end], re.MULTILINE):
                    if news := [new for new in change(found) if new != found[0]]:
                        places.append((page, start + found.start(), start + found.end(), news))
    draw.shuffle(places)
    for page, start, end, news in places:
        lie = Lie(page, start, checks.texts[page][start:end], draw.choice(news))
        if not happens_to_be_true(lie, checks.texts[page]):
            yield lie


def happens_to_be_true(lie: Lie, text: str) -> bool:
    """Say whether a lie leaves a formula that says the same, as another sign before a zero or indices of δ do."""
    around = text[max(0, lie.start - 2) : lie.start + len(lie.old) + 2]
    symmetric = r"\delta_" in text[max(0, lie.start - 8) : lie.start]
    return symmetric or bool(lie.old in ("+", "-") and re.search(r"[-+]0(?![.\d])", around))


def planted(checks: Checks, of_each: int = OF_EACH, words: Iterable[str] = ()) -> Iterator[tuple[str, Lie, bool]]:
    """Yield each lie with its kind and whether it is found."""
    words = list(words)
    for name, kind in kinds(checks).items():
        if not words or any(word in name for word in words):
            for _, lie in zip(range(of_each), lies_of(kind, checks, name), strict=False):
                yield name, lie, checks.find(lie)


if __name__ == "__main__":
    checks = Checks()
    total = Counter[bool]()
    for name, each in groupby(planted(checks, words=sys.argv[1:]), key=lambda found: found[0]):
        told = list(each)
        survived = [lie for _, lie, found in told if not found]
        total.update(found for _, _, found in told)
        print(f"{name:45} {len(told):3} {len(told) - len(survived):3}  {survived[0] if survived else ''}", flush=True)
        if sys.argv[1:]:
            print(*(f"      {lie}" for lie in survived), sep="\n")
    print(f"{sum(total.values())} lies, {total[True]} found")
