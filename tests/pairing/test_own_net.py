"""A net of somebody's own in place of the worked net: on nets of every kind, an equation is refused, or it is true."""

import json
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from builder.writing import solution_of

import purenn
from purenn import Network, forward_pass
from purenn.cli import main
from purenn.data.models import Model, save
from purenn.explaining.explain import explain, first_place, places
from purenn.explaining.fitting import check_fit, misfit
from purenn.explaining.from_file import MANY, NetFileError, net_from
from purenn.explaining.numbers import Calculator
from purenn.explaining.runs import TaggedLines, calls_of, run
from purenn.explaining.worked import worked
from purenn.notation.expression import Gradient, PairingError, Symbol
from purenn.notation.text import text
from purenn.pairing.judge import Judge, mixed, net
from purenn.pairing.registry import registry
from purenn.tutor import judgement, own
from purenn.tutor.exercises import EXERCISES

ROOT = Path(__file__).parents[2]
NETS = ROOT / "docs" / "nets"
ENTRIES = registry()


def ending(n, m, hidden, last, cost="squared-error"):
    """A net whose last layer has a function that means no cost, or another than the one named."""
    linear = net(n, m, hidden, "linear")
    return linear._replace(f={**linear.f, len(n) - 1: last}, cost=cost)


KINDS = {
    "one sigmoid": net([2, 4, 3, 1], 5),
    "one sigmoid, tanh": net([3, 2, 4, 1], 2, "tanh"),
    "one sigmoid, four layers of all functions": net([2, 3, 4, 2, 3, 1], 4, mixed(4, 0)),
    "one sigmoid alone": net([5, 1], 3, []),
    "one sigmoid, squares": net([3, 3, 3, 1], 3),
    "one linear unit, ReLU": net([2, 3, 1], 4, "relu", "linear"),
    "one linear unit alone": net([2, 1], 1, [], "linear"),
    "all sizes one": net([1, 1, 1], 1),
    "one tanh, squared": ending([2, 3, 1], 4, "sigmoid", "tanh"),
    "one sigmoid, squared": ending([2, 3, 1], 4, "relu", "sigmoid"),
    "one ReLU, squared": ending([2, 4, 3, 1], 3, "tanh", "relu"),
    "softmax": net([2, 4, 3], 5, "tanh", "softmax"),
    "softmax of two": net([4, 3, 5, 2], 3, "relu", "softmax"),
    "softmax alone": net([3, 4], 2, [], "softmax"),
    "softmax, squares": net([3, 3, 3], 3, "sigmoid", "softmax"),
    "several sigmoids": net([2, 3, 4], 5, "sigmoid", "sigmoid"),
    "several linear": net([3, 2, 4, 2], 3, "relu", "linear"),
    "several sigmoids, squared": ending([2, 3, 2], 4, "sigmoid", "sigmoid"),
    "several tanh alone, squared": ending([4, 3], 2, [], "tanh"),
    "Mazur's": net_from(str(NETS / "mazur.json")),
    "the page's, ReLU": net_from(str(NETS / "relu.json")),
    "the page's, softmax": net_from(str(NETS / "softmax.json")),
}
KINDS = {name: each._replace(file="mine.json") for name, each in KINDS.items()}
FEW = ("one sigmoid alone", "one ReLU, squared", "softmax", "Mazur's")  # the others take minutes
ALL = [name if name in FEW else pytest.param(name, marks=pytest.mark.long) for name in KINDS]


def cost_of(given, letter, l, r, c, step):
    """J of a net with a parameter moved, as the package has it."""
    layers = {"w": deepcopy(given.W), "b": deepcopy(given.B)}
    layers[letter][l][r][c] += step
    network = Network(layers["w"], layers["b"], given.f, given.cost)
    return purenn.cost(network, forward_pass(network, given.X), given.Y)


def true_value(judge, left, z):
    """What the left side of an equation is: by differences of J, or by the judge for what no net can move."""
    match left:
        case Gradient(Symbol("J"), Symbol("w" | "b" as letter) as bottom):
            _, l, r, c = judge.cells(bottom, {})
            above, below = (cost_of(judge.net, letter, l, r, c, step) for step in (1e-6, -1e-6))
            return (above - below) / 2e-6
        case Symbol("J"):
            given = judge.net
            network = Network(given.W, given.B, given.f, given.cost)
            return purenn.cost(network, forward_pass(network, given.X), given.Y)
    return judge.value(left, {"z": z})


def some(places):
    """The first and the last place, and a few between."""
    return places if len(places) < 6 else [places[0], places[-1], *Random(1).sample(places[1:-1], 4)]


@pytest.mark.parametrize("kind", ALL)
def test_every_equation_is_refused_or_is_true_where_it_is_explained(kind):
    given = KINDS[kind]
    calculator, judge, explained = Calculator(given), Judge(given), 0
    for entry in ENTRIES.values():
        try:
            check_fit(entry, given, ENTRIES)
        except PairingError as error:
            assert "\n" not in str(error)
            assert str(error).startswith(f"{entry.id} does not hold on the net of mine.json: ")
            continue
        explained += 1
        z_layer = next((l for l, name in given.f.items() if entry.id.startswith(f"forward.{name}")), 1)
        calculator.net.take_z(z_layer)
        for at in some(list(places(entry, calculator))):
            calculated = calculator.calculate(entry.equation, at)
            true = true_value(judge, calculated.left, judge.containers["z"][z_layer][0][0])
            if entry.equation.sign == "←":
                true -= given.gamma * true_value(judge, Gradient(Symbol("J", "scalar"), calculated.left), None)
            assert [value for _, value in calculated.sides] == pytest.approx([true] * len(calculated.sides), 1e-6, 1e-8)
        lines = list(explain(entry, at, width=200, given=given))
        assert text(calculated.left) in [line.strip() for line in lines], (entry.id, at)
        values = re.findall(r"^    = (−?[\d.]+(?:e-\d+)?)$", "\n".join(lines), re.MULTILINE)
        assert float(values[-1].replace("−", "-")) == pytest.approx(true, rel=6e-4, abs=1e-8), (entry.id, at)
    assert explained > 20, "hardly anything was left to be explained"


@pytest.mark.parametrize(("kind", "refused"), [
    ("one sigmoid", r"forward\.(tanh|relu|linear).*|loss\.squared.*|output\.squared.*|several\..*"),
    ("one sigmoid, tanh", r"forward\.(relu|linear).*|loss\.squared.*|output\.squared.*|several\..*"),
    ("one sigmoid alone", r"forward\.(tanh|relu|linear).*|loss\.squared.*|output\.(squared.*|dJ-dW-three-layer)"
     r"|several\..*|hidden\.(z-column.*|dJ-da.*|dJ-dz-column.*|dz-da.*)|compact\.dJ-dA(-prod.*|-prev)?"),
    ("one linear unit, ReLU", r"forward\.(tanh|sigmoid).*|loss\.(cross|dJ-da|from).*|several\..*"
     r"|output\.(dJ-dA|dA-dZ.*|dJ-dz.*|dJ-dZ|dJ-dW|dJ-dW-three-layer)"),
    ("softmax", r"forward\.(sigmoid|relu|linear).*|loss\..*|output\..*|several\.(sigmoid|squared).*"),
    ("several sigmoids", r"forward\.(tanh|relu|linear).*|loss\..*|output\..*|several\.(squared.*|softmax|cross-entropy"
     r"|from.*|dJ-da-element|dJ-dA|da-dz|collapse)"),
    ("Mazur's", r"forward\.(tanh|relu|linear).*|loss\..*|output\..*|several\.(?!squared|dJ-dz-chain).*"),
])  # fmt: skip
def test_no_more_is_refused_than_does_not_hold(kind, refused):
    calculator = Calculator(KINDS[kind])

    found = {id for id, entry in ENTRIES.items() if misfit(entry.equation, calculator)}

    assert found == {id for id in ENTRIES if re.fullmatch(refused, id)}


@pytest.mark.parametrize(("kind", "id", "why"), [
    ("softmax", "output.dJ-dZ", "it is about one output unit, found 3; take several.dJ-dZ instead"),
    ("one sigmoid", "several.dJ-dZ", "it is about several output units, found 1; take output.dJ-dZ instead"),
    ("one linear unit, ReLU", "loss.cross-entropy",
     "it holds under the cross-entropy, found the squared error; take loss.squared-error instead"),
    ("several sigmoids", "several.from-preactivations",
     "it holds for a last layer of softmax, found sigmoid; take several.sigmoid-preactivations instead"),
    ("one sigmoid, tanh", "forward.relu", "no layer has relu for its f, which are tanh, tanh, sigmoid; take "),
    ("softmax", "output.dJ-dW-three-layer", "it is about a network of 3 layers, found 2; take compact.dJ-dW instead"),
    ("softmax alone", "hidden.dJ-dz-product", "f is a function of one number, found a softmax"),
    ("one linear unit alone", "hidden.dJ-da-sum", "it is about a hidden layer, found none"),
])  # fmt: skip
def test_a_refusal_says_why_and_what_to_take(kind, id, why):
    with pytest.raises(PairingError, match=re.escape(f"{id} does not hold on the net of mine.json: {why}")):
        check_fit(ENTRIES[id], KINDS[kind], ENTRIES)


def test_what_does_not_hold_at_a_softmax_is_explained_below_it_alone():
    calculator = Calculator(KINDS["softmax"])

    for id in ("hidden.dJ-dz-chain", "hidden.activation", "compact.dJ-dW", "forward.A"):
        assert calculator.layers(ENTRIES[id].equation) == [1]
    assert calculator.layers(ENTRIES["hidden.dJ-dw-sum"].equation) == [1, 2]


def test_a_number_that_is_not_the_true_one_is_never_shown(monkeypatch):
    entry, given = ENTRIES["several.squared-dJ-da-element"], KINDS["Mazur's"]
    assert list(explain(entry, {}, given=given))

    true = Calculator.evaluate
    monkeypatch.setattr(Calculator, "evaluate", lambda self, node: true(self, node) * (1 + 1e-5))
    with pytest.raises(PairingError, match=r"several\.squared-dJ-da-element gives 1\.482\d+ on the net of mine"):
        list(explain(entry, {}, given=given))


def test_the_ranges_of_at_are_those_of_the_net():
    entry, calculator = ENTRIES["hidden.dJ-dw-sum"], Calculator(KINDS["several linear"])

    assert first_place(entry, {"l": 2, "h": 2}, places(entry, calculator)) == {"l": 2, "i": 1, "h": 2}
    with pytest.raises(PairingError, match="found h=3 at l=2, expected h from 1 to 2 for"):
        first_place(entry, {"l": 2, "h": 3}, places(entry, calculator))


# ---- in a debugger

NOT_RUN = {"hidden.dJ-dz-product", "compact.dJ-dZ"}  # where the one layer is the last, of a sigmoid or a softmax


@pytest.mark.parametrize("kind", ALL)
def test_a_run_of_the_net_comes_to_every_equation_that_holds_on_it(kind):
    given, lines = KINDS[kind], TaggedLines(tag for entry in ENTRIES.values() for tag in entry.tags)
    Z = Judge(given).containers["z"]
    for id, entry in ENTRIES.items():
        if misfit(entry.equation, Calculator(given)) or (len(given.W) == 1 and id in NOT_RUN):
            continue
        reached = {tag.name for tag, _ in lines.reached(lambda entry=entry: run(calls_of(entry, given)))}
        tags = {tag.name for tag in entry.tags}
        z = [x for l, name in given.f.items() if id.startswith(f"forward.{name}") for row in Z[l] for x in row]
        assert reached >= tags if not z or min(z) < 0 <= max(z) else reached & tags, id  # a line for either sign of z


def test_of_two_lines_one_is_enough(capsys):
    with pytest.raises(SystemExit), pytest.MonkeyPatch.context() as patch:  # all preactivations of Mazur's are above 0
        patch.setattr("purenn.explaining.breakpoints.EquationDebugger.session", sys.exit)
        main(["step", "forward.sigmoid", "--net", str(NETS / "mazur.json")])

    assert capsys.readouterr().err == ""


def session(*words, typed=()):
    """Run a command with a prompt, and return what it shows."""
    return subprocess.run(
        [sys.executable, "-m", "purenn", *words], input="\n".join([*typed, "q", ""]), capture_output=True, cwd=ROOT,
        encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8", "HOME": "/nonexistent"}, timeout=60,
    )  # fmt: skip


@pytest.mark.session
def test_step_stops_in_a_training_step_of_the_net():
    done = session("step", "hidden.dJ-dw-sum", "--net", "docs/nets/mazur.json", "--at", "l=2,i=2,h=1", typed=["n"])

    assert (done.returncode, done.stderr) == (0, "")
    assert "The net of docs/nets/mazur.json: [2, 2, 2] units, 1 datapoint. Numbers are rounded.\n" in done.stdout
    assert "    = 0 + (−0.0762) · 0.5933\n    = −0.04521\n" in done.stdout


@pytest.mark.session
def test_step_stops_in_the_derivation_on_the_net():
    done = session("step", "several.collapse", "--net", "docs/nets/softmax.json", "--at", "i=3,j=2")

    assert (done.returncode, done.stderr) == (0, "")
    assert "several.collapse, step 1" in done.stdout and "∂J/∂z₃₂⁽²⁾" in done.stdout


@pytest.mark.session
def test_step_refuses_what_explain_refuses_before_it_runs():
    done = session("step", "output.dJ-dZ", "--net", "docs/nets/softmax.json")

    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == ("purenn: output.dJ-dZ does not hold on the net of docs/nets/softmax.json: it is about one "
                           "output unit, found 3; take several.dJ-dZ instead\n")  # fmt: skip


@pytest.mark.session
def test_step_refuses_a_line_that_stands_beside_one_that_does_not_hold():
    # the product of the chain is computed from a Jacobian with the sigmoid's derivative in it
    done = session("step", "output.dJ-dW-chain", "--net", "docs/nets/relu.json")

    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("purenn: output.dJ-dW-chain, where it stands in the code, does not hold on the net ")


# ---- the file


GOOD = {"W": [[[0.5, -1.0], [0.3, 0.8]], [[1.0, -2.0]]], "B": [[[0.1], [0.2]], [[0.3]]], "X": [[1, 2, 3], [4, 5, 6]],
        "Y": [[0, 1, 1]]}  # fmt: skip


def write(folder, **changes):
    """Write a net to a file, with some keys changed, and return its path; what is changed to ... is left out."""
    path = folder / "mine.json"
    path.write_text(json.dumps({k: v for k, v in {**GOOD, **changes}.items() if v is not ...}), encoding="utf-8")
    return str(path)


def test_layers_in_a_list_or_by_their_numbers_are_the_same_net(tmp_path):
    listed = net_from(write(tmp_path, f=["tanh", "sigmoid"], gamma=2))
    keyed = {name: {str(l): each for l, each in enumerate(GOOD[name], start=1)} for name in "WB"}

    found = net_from(write(tmp_path, **keyed, f={"1": "tanh", "2": "sigmoid"}, gamma=2))

    assert found == listed
    assert (found.n, found.m, found.f, found.gamma) == ([2, 2, 1], 3, {1: "tanh", 2: "sigmoid"}, 2.0)
    assert net_from(write(tmp_path)).gamma == 0.5 and net_from(write(tmp_path)).f == {1: "sigmoid", 2: "sigmoid"}
    assert net_from(write(tmp_path, f="relu")).f == {1: "relu", 2: "sigmoid"}


def test_a_saved_model_with_a_few_rows_is_a_net(tmp_path):
    path, network = tmp_path / "model.json", Network.random([2, 3, 3], seed=1, f={1: "tanh", 2: "softmax"})
    save(path, Model(network, ["width", "height"], [(0.0, 1.0), (2.0, 3.0)], ("a", "b", "c"), "kind"))
    with pytest.raises(NetFileError, match=r"model\.json: a saved model needs X and Y beside W and B: "):
        net_from(str(path))
    held = json.loads(path.read_text(encoding="utf-8"))

    path.write_text(json.dumps({**held, "X": [[0.5], [1.0]], "Y": [[0], [1], [0]]}), encoding="utf-8")

    found = net_from(str(path))
    assert (found.W, found.B, found.f) == (network.W, network.B, network.activations)


FAULTS = {
    "no W": (dict(W=...), "there is no W, found only B, X and Y; expected W, B, X and Y"),
    "a key in small": (dict(x=[[1]]), "found the key 'x', did you mean X?"),
    "a key misspelt": (dict(gama=0.5), "found the key 'gama', did you mean gamma?"),
    "a key too many": (dict(learning_rate=0.1), "found the key 'learning_rate', expected W, B, X, Y, f, cost and"),
    "a model's key": (dict(features=[]), "found the key 'features', expected"),
    "W is a number": (dict(W=3), "W is 3, expected a list, or {"),
    "a layer with a name": (dict(W={"one": [[1]]}), "W is {'one': [[1]]}, expected a list, or {"),
    "layer 0": (dict(W={"0": [[1.0]], "1": [[1.0]]}), "W has the layers [0, 1], expected [1, 2]"),
    "no layers": (dict(W=[]), "W is {}, expected a mapping from layer 1 to L"),
    "B of one layer": (dict(B=[[[0.1], [0.2]]]), "B has the layers [1], expected [1, 2]"),
    "B flat": (dict(B=[[0.1, 0.2], [0.3]]), "B[1] has 0.1 for row 0, expected a list of numbers"),
    "B a row": (dict(B=[[[0.1, 0.2]], [[0.3]]]), "B[1] is 1x2 but W[1] is 2x2, expected 2x1"),
    "layers that do not meet": (dict(W=[GOOD["W"][0], [[1.0, 2.0, 3.0]]]), "W[2] is 1x3 but layer 1 has 2 units"),
    "ragged": (dict(W=[[[1.0, 2.0], [3.0]], GOOD["W"][1]]), "W[1] is ragged: row 1 has 1 entries but row 0 has 2"),
    "text": (dict(X=[[1, 2, "3"], [4, 5, 6]]), "X[0][2] is '3', expected a finite number"),
    "nothing": (dict(X=[[1, 2, None], [4, 5, 6]]), "X[0][2] is None, expected a finite number"),
    "no number": (dict(X=[[1, 2, float("nan")], [4, 5, 6]]), "X[0][2] is nan, expected a finite number"),
    "X turned": (dict(X=[[1, 4], [2, 5], [3, 6]]), "X is 3x2, expected 2 rows, one for each feature; its rows are the "
                 "datapoints: transpose it"),
    "Y flat": (dict(Y=[0, 1, 1]), "Y has 0 for row 0, expected a list of numbers; a single row is written [[...]]"),
    "Y turned": (dict(Y=[[0], [1], [1]]), "Y is 3x1, expected 1x3, a label for each datapoint; transpose it"),
    "Y no label": (dict(Y=[[0, 1, 0.5]]), "Y[0][2] is 0.5, expected a label 0 or 1"),
    "f unknown": (dict(f=["gelu", "sigmoid"]), "f[1] is 'gelu', expected one of ['sigmoid', 'tanh', 'linear', 'relu']"),
    "f of one layer": (dict(f=["tanh"]), "f is {1: 'tanh'}, expected one of"),
    "softmax of one": (dict(f=["tanh", "softmax"]), "the last layer has a softmax and one unit"),
    "no cost": (dict(f=["tanh", "tanh"]), "cost is None, expected 'squared-error' after a tanh"),
    "another cost": (dict(cost="hinge"), "cost is 'hinge', expected 'squared-error' or 'cross-entropy' after"),
    "gamma 0": (dict(gamma=0), "gamma is 0, expected a finite positive number"),
    "gamma text": (dict(gamma="0.5"), "gamma is '0.5', expected a finite positive number"),
    "saturated": (dict(X=[[999, 2, 3], [-999, 5, 6]], W=[[[9, -9], [-9, 9]], [[900, -9]]], Y=[[0, 1, 1]]),
                  "an output is so near to 0 or 1, or a number so large, that J is not finite as it is printed"),
    "huge": (dict(X=[[0.1] * 2_000] * 2, Y=[[0] * 2_000]), "layers of [2, 2, 1] units and 2000 datapoints take 12,000 "
             f"multiplications, expected at most {MANY:,}; take fewer datapoints"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_in_the_file_is_one_line_with_file_key_and_what_was_expected(fault, tmp_path, capsys):
    changes, says = FAULTS[fault]
    path = write(tmp_path, **changes)

    assert main(["net", "--net", path]) == 2

    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert told.err.startswith(f"purenn: {path}: {says}")


@pytest.mark.parametrize(("held", "says"), [
    (b"", r":1: Expecting value in column 1, expected JSON"),
    (b'{"W": [[[1]]],\n "B": }', r":2: Expecting value in column 7, expected JSON"),
    (b"[1, 2]", r': found \[1, 2\], expected \{"W": \.\.\., '),
    (b"{}", r": there is no W, found nothing; expected W, B, X and Y"),
    (b'{"W": 1,\n"W": 2}', r": found the key 'W' twice, expected JSON"),
    (b'{"W": "\xe9"}', r":1: found the byte 0xe9, expected JSON in UTF-8"),
    (b"[" * 100_000, r": .*recursion.*, expected JSON"),
    (b" " * 4_000_001, r": larger than 4 MB, expected less"),
])  # fmt: skip
def test_a_file_that_holds_no_net_is_one_line(held, says, tmp_path):
    path = tmp_path / "mine.json"
    path.write_bytes(held)

    with pytest.raises(NetFileError, match=rf"^{re.escape(str(path))}{says}") as error:
        net_from(str(path))
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    for path, says in [(tmp_path / "none.json", "No such file or directory"), (tmp_path, "Is a directory")]:
        with pytest.raises(NetFileError, match=f"^{re.escape(str(path))}: {says}, expected a file that can be read$"):
            net_from(str(path))


# ---- on a screen


@pytest.mark.parametrize("name", ["mazur", "relu", "softmax"])
def test_the_net_is_printed_no_wider_than_the_screen(name, capsys):
    path = f"docs/nets/{name}.json"
    given = net_from(str(NETS / f"{name}.json"))

    assert main(["net", "--net", os.path.relpath(ROOT / path)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert f"[{', '.join(map(str, given.n))}] units, {given.m} datapoint" in lines[0]
    J = re.search(r"J = (\S+)$", lines[2])[1]
    assert float(J) == pytest.approx(Judge(given).constants["J"], rel=1e-3)


def test_a_wide_matrix_goes_on_in_the_next_line(tmp_path, capsys):
    X = [[float(j) for j in range(17)]] * 2
    assert main(["net", "--net", write(tmp_path, X=X, Y=[[0, 1] * 8 + [1]])]) == 0

    shown_X = capsys.readouterr().out.partition("\nX =\n")[2].partition("\n\n")[0].splitlines()
    assert max(map(len, shown_X)) <= 80
    assert [float(each) for each in " ".join(shown_X).split()] == [x for row in X for x in row]


def test_explain_tells_of_the_net_and_not_of_the_worked_one(capsys):
    assert main(["explain", "hidden.dJ-dz-product", "--net", str(NETS / "relu.json"), "--at", "l=1,i=3,j=2"]) == 0

    told = " ".join(capsys.readouterr().out.partition("\nOn ")[2].partition("Its example")[0].split())
    assert told.startswith(f"the net of {NETS / 'relu.json'}, layers of [2, 3, 1] units and 4 datapoints, at l=1,i=3")
    assert "(f: relu, linear; J: the squared error)" in told
    assert "(f is ReLU: f(z) = max(z, 0), f′(z) = [z > 0])" in told
    assert "sigmoid" not in told and "worked net" not in told
    assert f"`python3 -m purenn net --net {NETS / 'relu.json'}` prints all numbers" in told


def test_mazur_has_his_numbers_at_twice_his_cost():
    given = net_from(str(NETS / "mazur.json"))
    judge = Judge(given)

    assert judge.constants["J"] / 2 == pytest.approx(0.298371109, abs=1e-9)  # what he prints
    after = given.W[2][0][0] - given.gamma * judge.derivative(("J", 0, 0, 0), ("w", 2, 0, 0))
    assert after == pytest.approx(0.35891648, abs=1e-8)


# ---- the tutor


@pytest.fixture
def first():
    """Put the worked net back to where it was."""
    yield
    judgement.FIRST[:] = [worked()]
    judgement.judges.cache_clear()


RIGHT = """
def layer_dJ_dW(dJ_dZ, A, l):
    return [[sum(d * a for d, a in zip(rows, each)) for each in A[l - 1]] for rows in dJ_dZ[l]]
"""
WRONG = RIGHT.replace("sum(", "2 * sum(")


def test_a_function_is_tried_on_the_net_first_and_its_numbers_are_shown(tmp_path, monkeypatch, capsys, first):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(WRONG, encoding="utf-8")
    (tmp_path / "mazur.json").write_bytes((NETS / "mazur.json").read_bytes())

    assert main(["try", "hidden.dJ-dw-sum", "mine.py", "--net", "mazur.json"]) == 1

    told = capsys.readouterr().out
    assert "  On the net of mazur.json, at l = 1, i = 1, h = 1:\n" in told
    assert "= 2 · 0.01754 · 0.05\n" in told and "true    0.0008771 " in told
    assert "try hidden.dJ-dw-sum mine.py --net mazur.json" in " ".join(told.split())
    assert "worked net" not in told
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")
    assert main(["try", "hidden.dJ-dw-sum", "mine.py", "--net", "mazur.json"]) == 0


@pytest.mark.parametrize(("kind", "id", "why"), [
    ("one sigmoid", "forward.sigmoid", "is asked for numbers z alone, expected no --net"),
    ("softmax", "loss.cross-entropy", "it is about one output unit, found 3"),
    ("softmax", "compact.dJ-dZ", "f is a function of one number, found a softmax"),
    ("several sigmoids", "output.dJ-dW", "output.dJ-dW does not hold on the net of mine.json: it is about one"),
    ("one linear unit, ReLU", "whole.step", "it holds under the cross-entropy, found the squared error"),
    ("one sigmoid alone", "hidden.dJ-da-sum", "it is about a hidden layer, found none"),
])  # fmt: skip
def test_an_exercise_is_refused_on_a_net_that_it_is_not_about(kind, id, why, first):
    with pytest.raises(PairingError, match=re.escape(why)):
        judgement.begin_on(KINDS[kind], EXERCISES[id])
    assert judgement.judges()[0].net.file == ""


@pytest.mark.parametrize("kind", ALL)
def test_every_exercise_is_refused_or_its_solution_is_right(kind, first, tmp_path, monkeypatch):
    monkeypatch.setattr(own, "FOLDER", tmp_path)
    for exercise in EXERCISES.values():
        (tmp_path / exercise.file).write_text(solution_of(exercise), encoding="utf-8")
    for exercise in EXERCISES.values():
        judgement.FIRST[:] = [worked()]
        judgement.judges.cache_clear()
        try:
            judgement.begin_on(KINDS[kind], exercise)
        except PairingError:
            continue
        names = {}
        exec(solution_of(exercise), names)
        calls = judgement.judged(names[exercise.function], exercise, lambda call: call())
        assert not [call for call in calls if call.problem], exercise.id


def test_a_net_that_takes_long_to_measure_is_refused(first):
    with pytest.raises(PairingError, match=r"has 2499 weights and 3 datapoints, and every derivative is measured"):
        judgement.begin_on(net([50, 49, 1], 3)._replace(file="wide.json"), EXERCISES["hidden.dJ-dw-sum"])
