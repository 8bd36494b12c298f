"""A module imports only from floors below its own, and nothing from outside the standard library."""

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "purenn"
FLOORS = {
    "matrix": 0,
    "activation": 1,
    "loss": 1,
    "numerical": 1,
    "network": 2,
    "gradients": 2,
    "forward": 3,
    "derivation": 4,
    "backward_scalar": 4,
    "backward_matrix": 4,
    "check": 5,
    "descent": 5,
    "data": 5,
    "pairing": 6,
    "terminal": 6,
    "cli": 7,
    "__main__": 8,
    "__init__": 8,
}
BESIDE = {("gradients", "network")}  # two rooms of one floor, of which one may look into the other
FILES = sorted(PACKAGE.rglob("*.py"))


def room(file):
    """The module of a file, or the package it stands in."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file):
    """The full names of the modules that a file imports, at its top or anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} line {node.lineno}: an import that does not say from where"
            if node.module == "purenn":
                yield from (f"purenn.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_every_room_has_its_floor():
    assert {room(file) for file in FILES} == set(FLOORS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_module_imports_only_from_the_floors_below(file):
    own = room(file)
    for name in imports(file):
        top, _, rest = name.partition(".")
        if top != "purenn":
            continue
        other = rest.split(".")[0]
        assert other in FLOORS, f"{own} imports {name}, which is no module of the house"
        if other != own:
            assert FLOORS[other] < FLOORS[own] or (own, other) in BESIDE, f"{own} imports {other}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_nothing_comes_from_outside_the_standard_library(file):
    assert {name.split(".")[0] for name in imports(file)} <= {"purenn", *sys.stdlib_module_names}


def test_the_two_backward_passes_do_not_know_each_other():
    forms = {"backward_scalar", "backward_matrix", "derivation"}
    for form in forms:
        assert not {name.split(".")[-1] for name in imports(PACKAGE / f"{form}.py")} & forms


@pytest.mark.parametrize("name", [name for name, floor in FLOORS.items() if floor <= 5])
def test_the_network_knows_nothing_of_the_site(name):
    # A docstring may name a chapter of the book; no code may know where the book is kept or how it is made.
    text = (PACKAGE / f"{name}.py").read_text(encoding="utf-8").lower()

    for word in ("docs", "mkdocs", "markdown", "html", "latex", "http"):
        assert word not in text


def test_both_forms_offer_the_same_functions_with_the_same_arguments():
    signatures = []
    for form in ("backward_scalar", "backward_matrix"):
        tree = ast.parse((PACKAGE / f"{form}.py").read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        signatures.append({node.name: (ast.unparse(node.args), ast.unparse(node.returns)) for node in functions})

    assert signatures[0] == signatures[1]


def test_the_walk_over_the_layers_is_the_same_in_both():
    walks = []
    for form in ("backward_scalar", "backward_matrix"):
        tree = ast.parse((PACKAGE / f"{form}.py").read_text(encoding="utf-8"))
        (walk,) = (node for node in tree.body if getattr(node, "name", "") == "backward_pass")
        walks.append([ast.unparse(statement) for statement in walk.body[1:]])  # all but the docstring

    assert walks[0] == walks[1]
