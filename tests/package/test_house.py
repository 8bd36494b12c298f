"""A module imports only from floors below its own, and nothing from outside the standard library."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "purenn"
HOUSE = [  # from the lowest floor to the highest; rooms of one floor do not know each other
    ["start", "messages"],
    ["matrix"],
    ["checking", "record"],
    ["activation", "loss", "numerical", "batches"],
    ["network", "gradients", "several"],
    ["forward", "several_scalar", "several_matrix"],
    ["backward_scalar", "backward_matrix", "derivation", "several_derivation", "tape", "dual"],
    ["check", "descent", "data.preparing", "data.files"],
    ["data.judging", "data.models", "data.sets", "data.tables"],
    ["data"],
    ["__init__"],
    ["notation", "notation.sizes"],
    ["notation.expression"],
    ["notation.symbols", "notation.walks"],
    ["notation.operators"],
    ["notation.printing"],
    ["notation.text", "notation.latex", "notation.mathml"],
    ["notation.shapes", "notation.parsing", "notation.underlined"],
    ["notation.entries", "notation.parts"],
    ["pairing", "pairing.tags"],
    ["pairing.pages"],
    ["pairing.scope"],
    ["pairing.expressions", "pairing.watching", "pairing.straight", "pairing.values", "pairing.mutants"],
    ["pairing.reading", "pairing.judge"],
    ["pairing.indices", "pairing.kinds"],
    ["pairing.proof", "pairing.form", "pairing.worth"],
    ["pairing.registry"],
    ["pairing.derive", "pairing.derive.steps", "pairing.derive.algebra", "pairing.derive.rules"],
    ["pairing.derive.starting", "pairing.derive.compacting"],
    ["pairing.derive.chains", "pairing.derive.proving"],
    ["pairing.derive.derive"],
    ["explaining", "explaining.worked", "explaining.finding"],
    ["explaining.numbers", "explaining.from_file"],
    ["explaining.runs", "explaining.fitting"],
    ["explaining.explain"],
    ["explaining.breakpoints", "explaining.slips", "explaining.deriving"],
    ["roads", "roads.numbers"],
    ["roads.formulas"],
    ["roads.gradients"],
    ["roads.measuring"],
    ["roads.screen"],
    ["terminal"],
    ["real_data", "real_data.subjects"],
    ["real_data.report", "real_data.pictures", "real_data.predicting"],
    ["real_data.job"],
    ["tutor", "tutor.exercises", "tutor.reasons", "tutor.brackets", "tutor.wrong_steps"],
    ["tutor.situations", "tutor.answer", "tutor.slips"],
    ["tutor.tracing", "tutor.judgement", "tutor.forms", "tutor.pieces"],
    ["tutor.recovery", "tutor.mistakes"],
    ["tutor.answering", "tutor.words", "tutor.working"],
    ["tutor.screen", "tutor.sources"],
    ["tutor.own", "tutor.running", "tutor.stepping"],
    ["tutor.child", "tutor.starting"],
    ["tutor.training"],
    ["tutor.trying"],
    ["cli"],
    ["__main__"],
]
FLOORS = {room: floor for floor, rooms in enumerate(HOUSE) for room in rooms}
FILES = {path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
         for path in PACKAGE.rglob("*.py")}  # by room  # fmt: skip


def imports(file):
    """The full names of all that a file imports, at its top or anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} line {node.lineno}: an import that does not say from where"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(name):
    """The room that holds what is imported under a full name."""
    words = name.split(".")[1:]
    rooms = [".".join(words[:k]) for k in range(len(words), 0, -1)]
    return next((room for room in rooms if room in FLOORS), "__init__")


def test_every_room_has_its_floor():
    assert set(FILES) == set(FLOORS)


def test_every_folder_of_the_package_is_installed():
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {".".join(path.parent.relative_to(PACKAGE.parent).parts) for path in PACKAGE.rglob("__init__.py")}

    assert {*project["tool"]["setuptools"]["packages"]} == folders | {"purenn.pages"}


@pytest.mark.parametrize("room", FILES)
def test_a_module_imports_only_from_the_floors_below(room):
    others = {room_of(name) for name in imports(FILES[room]) if name.split(".")[0] == "purenn"}
    assert [other for other in others if FLOORS[other] >= FLOORS[room]] == []


def test_a_name_is_of_the_room_that_holds_it():
    assert room_of("purenn.matrix.Matrix") == "matrix"
    assert room_of("purenn.pairing.tags.Tag") == room_of("purenn.pairing.tags") == "pairing.tags"
    assert room_of("purenn.Network") == room_of("purenn") == "__init__"


@pytest.mark.parametrize("room", FILES)
def test_nothing_comes_from_outside_the_standard_library(room):
    assert {name.split(".")[0] for name in imports(FILES[room])} <= {"purenn", *sys.stdlib_module_names}


def test_the_two_backward_passes_do_not_know_each_other():
    forms = {"backward_scalar", "backward_matrix", "derivation", "several_scalar", "several_matrix"}
    own = {"backward_scalar": "several_scalar", "backward_matrix": "several_matrix"}
    for form in forms:
        assert {room_of(name) for name in imports(FILES[form])} & forms <= {own.get(form)}


@pytest.mark.parametrize("room", [room for room, floor in FLOORS.items() if floor < FLOORS["__init__"]])
def test_the_network_knows_nothing_of_the_site(room):
    # A docstring may name a chapter of the book; no code may know where the book is kept or how it is made.
    text = FILES[room].read_text(encoding="utf-8").lower()

    for word in ("docs", "mkdocs", "markdown", "html", "latex", "http"):
        assert word not in text


def test_both_forms_offer_the_same_functions_with_the_same_arguments():
    signatures = []
    for form in ("backward_scalar", "backward_matrix"):
        tree = ast.parse(FILES[form].read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        signatures.append({node.name: (ast.unparse(node.args), ast.unparse(node.returns)) for node in functions})

    assert signatures[0] == signatures[1]


def test_the_walk_over_the_layers_is_the_same_in_both():
    walks = []
    for form in ("backward_scalar", "backward_matrix"):
        tree = ast.parse(FILES[form].read_text(encoding="utf-8"))
        (walk,) = (node for node in tree.body if getattr(node, "name", "") == "backward_pass")
        walks.append([ast.unparse(statement) for statement in walk.body[1:]])  # all but the docstring

    assert walks[0] == walks[1]
