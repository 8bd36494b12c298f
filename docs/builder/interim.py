"""Stands in for purenn.pairing until that arrives: `card_of` is the one function to replace.

It finds the tagged lines of an equation and the loops around them, and recognises the plainest symbols only, so
a term that it does not know stays unmarked. It checks nothing.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from builder.card import Card, Code, Fold, Line, Shape, code_block
from builder.highlight import Piece

_TAG = re.compile(r"\s*# eq: (.*)$")
_MATRIX = re.compile(r"(dJ_d)?([A-Z])\[(l|L|l [+-] 1)\](?:\[(\w)\]\[(\w)\])?")
_LOCAL = re.compile(r"(dJ_d)?([a-z])_([ihp])([a-z])")
_SHAPE = re.compile(r"(?:^|, |-> )([\w\[\] +-]*?) ?\(([^,()]+), ([^,()]+)\)")
_LAYER = {"h": "l-1", "i": "l", "p": "l+1"}


def card_of(id: str, latex: str, root: Path) -> Card:
    """Return the card of an equation that the package computes.

    Raises: LookupError if no line of the package carries the tag.
    """
    codes: list[Code] = []
    folds: list[Fold] = []
    shapes: list[Shape] = []
    roles: dict[str, str] = {}
    for path in sorted((root / "purenn").rglob("*.py")):
        text, tags = _read(path)
        for number in (line for line, ids in tags.items() if id in ids):
            function, loops, statement = _around(text, number)
            terms, latex = _terms(statement, loops, latex)
            for term in terms.values():
                factors = [role for role in roles.values() if role not in ("index", "written")]
                role = ("first", "second", "third")[len(factors) % 3]
                role = "index" if len(term) == 1 else "written" if term in _targets(statement) else role
                roles.setdefault(term, role)
            lines = text.split("\n")
            shown = sorted({*(loop.lineno for loop in loops), number})
            rows = tuple(_line(n, lines[n - 1], terms, n == number) for n in shown)
            file = path.relative_to(root).as_posix()
            codes.append(Code(file, function.name, rows))
            whole = range(function.lineno, (function.end_lineno or function.lineno) + 1)
            block = tuple(Line(n, lines[n - 1], tagged=n == number) for n in whole)
            folds.append(Fold("The whole function", code_block(block, {}, f"The function {function.name}")))
            shapes += _shapes(function, set(terms.values()))
    if not codes:
        raise LookupError(f"no line of the package is tagged  # eq: {id}")
    return Card(id, latex, tuple(codes), roles, tuple(shapes), tuple(folds))


@cache
def tags_of(text: str) -> dict[int, list[str]]:
    """Return the equations named by each tagged line of a source text; the key is the line's number."""
    found = ((number, _TAG.search(line)) for number, line in enumerate(text.split("\n"), start=1))
    return {number: [part.split(",")[0].strip() for part in tag[1].split(";")] for number, tag in found if tag}


def _read(path: Path) -> tuple[str, dict[int, list[str]]]:
    text = path.read_text(encoding="utf-8")
    return text, tags_of(text)


def _around(text: str, number: int) -> tuple[ast.FunctionDef, list[ast.For], ast.stmt]:
    """Return the function, the loops and the statement that hold a line."""
    holding = [
        node for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or 0)
    ]  # fmt: skip
    functions = [node for node in holding if isinstance(node, ast.FunctionDef)]
    if not functions:
        raise LookupError(f"the tagged line {number} stands in no function")
    return functions[-1], [node for node in holding if isinstance(node, ast.For)], holding[-1]


def _terms(statement: ast.stmt, loops: list[ast.For], latex: str) -> tuple[dict[str, str], str]:
    """Return the key of every piece of code whose symbol the equation holds, and the LaTeX with these marked."""
    terms: dict[str, str] = {}
    parts = [node for node in ast.walk(statement) if isinstance(node, ast.expr)]
    for code in dict.fromkeys(ast.unparse(part) for part in sorted(parts, key=lambda part: part.col_offset)):
        printed = _symbol(code)
        if "{" in printed and printed in latex and not code.startswith("n["):
            terms[code] = code
            if rf"\term{{{code}}}" not in latex:
                latex = latex.replace(printed, rf"\term{{{code}}}{{{printed}}}")
    for loop in loops:
        letter, last = ast.unparse(loop.target), _symbol(ast.unparse(loop.iter)[len("range(") : -1])
        plain = rf"\sum_{{{letter}=1}}^{{{last}}}"
        if plain in latex:
            terms[f"{letter} in {ast.unparse(loop.iter)}"] = letter
            latex = latex.replace(plain, rf"\sum_{{\term{{{letter}}}{{{letter}=1}}}}^{{\term{{{letter}}}{{{last}}}}}")
    return terms, latex


def _targets(statement: ast.stmt) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [ast.unparse(target) for target in targets if target is not None]


def _line(number: int, text: str, terms: dict[str, str], tagged: bool) -> Line:
    text = _TAG.sub("", text)
    pieces = [
        Piece(found.start(), found.end(), term)
        for code, term in terms.items()
        for found in re.finditer(rf"(?<![\w\]]){re.escape(code)}(?!\w)", text)
    ]
    return Line(number, text, tuple(pieces), tagged)


def _shapes(function: ast.FunctionDef, terms: set[str]) -> list[Shape]:
    """Return the shapes that the function's docstring states, where they are plain enough to be read."""
    stated = re.search(r"Shapes: (.*?)\.?$", ast.get_docstring(function) or "", re.MULTILINE)
    result = function.name.partition("_")[2] + "[l]"
    shapes = []
    for name, rows, columns in _SHAPE.findall(stated[1]) if stated else ():
        code = name or result
        symbol, n, m = _symbol(code), _symbol(rows), _symbol(columns)
        if symbol and n and m:
            begins = (code, re.sub(r"([A-Z])\[l\]$", lambda found: found[1].lower() + "_", code))
            term = next((term for term in terms if term.startswith(begins)), "")
            shapes.append(Shape(symbol, rf"{n}\times {m}", term))
    return shapes[-1:] + shapes[:-1]


def _symbol(code: str) -> str:
    """Return the LaTeX of the plainest symbols, and nothing for any other."""
    if found := _MATRIX.fullmatch(code):
        slope, name, layer, row, column = found.groups()
        layer = layer.replace(" ", "")
        row, column = (str(int(letter) + 1) if letter and letter.isdigit() else letter for letter in (row, column))
        printed = f"{name.lower()}_{{{row},{column}}}^{{({layer})}}" if row else rf"\mathbf{{{name}}}^{{({layer})}}"
    elif found := _LOCAL.fullmatch(code):
        slope, name, first, second = found.groups()
        printed = f"{name}_{{{first},{second}}}^{{({_LAYER[first]})}}"
    elif found := re.fullmatch(r"n\[(l|L|l [+-] 1)\]", code):
        slope, printed = "", f"n^{{({found[1].replace(' ', '')})}}"
    else:
        return code if code in ("1", "m") else ""
    below = rf"\partial{printed}" if printed.startswith("\\") else rf"\partial {printed}"
    return rf"\frac{{\partial J}}{{{below}}}" if slope else printed
