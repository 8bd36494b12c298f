"""The parts of the stepper that touch no page, by themselves in node, against Python's own training."""

import json
import shutil
import subprocess
from copy import deepcopy
from functools import cache
from math import copysign, exp
from pathlib import Path

import pytest
from builder.recording import FORMS, record

from purenn import Network, train
from purenn.explaining import worked
from purenn.forward import cost
from purenn.notation.expression import PairingError
from purenn.pairing.registry import registry

pytest.importorskip("math_core", reason="the site's builder needs math-core")
from builder import stepper

ASSETS = Path(__file__).parents[2] / "docs" / "assets"
PARTS = ["typed", *(f"stepper/{part}" for part in ("run", "words", "addresses", "going", "touching"))]
NODE = shutil.which("node")
GIVEN = {"X": {0: worked.X}, "Y": {0: worked.Y}, "W": worked.W, "B": worked.B, "gamma": {0: [[worked.gamma]]}}
CHANGES = {
    "": {},
    "gamma=0.3": {("gamma", 0, 0, 0): 0.3},
    "W2,2,1=0.9;B1,3=-1e-7;gamma=7.25": {("W", 2, 1, 0): 0.9, ("B", 1, 2, 0): -1e-7, ("gamma", 0, 0, 0): 7.25},
    "X4,5=-3.5;Y2=1": {("X", 0, 3, 4): -3.5, ("Y", 0, 0, 1): 1},
}  # of the address, and in Python's counting
AT = "scalar/hidden.dJ-da-sum/l=1,i=2,j=1,p=2"


HARNESS = """
const as = ({ form, at }) => run.forms[form][at];
const take = (text) => {
    const found = stepping.find(run, text);
    run.take(found.changes, found.training);
    return found;
};
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const [body, given] = JSON.parse(line);
    run.take([]);
    try {
        console.log(JSON.stringify({ found: eval(`(${body})`)(...given) ?? null }));
    } catch (error) {
        console.log(JSON.stringify({ error: error.stack }));
    }
});
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """Return what a function of the parts, the run as recorded and some arguments returns in node."""
    if NODE is None:
        pytest.skip("there is no node")
    script = tmp_path_factory.mktemp("node") / "parts.js"
    parts = "\n".join((ASSETS / f"{part}.js").read_text(encoding="utf-8") for part in PARTS)
    data, arithmetic = prepared()
    run = f"const run = stepping.runOf({data}, {arithmetic});"
    script.write_text(f"const window = globalThis;\n{parts}\n{run}{HARNESS}", encoding="utf-8")
    with subprocess.Popen([NODE, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:

        def node(body, *arguments):
            process.stdin.write(json.dumps([body, arguments]) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert "error" not in answer, answer["error"]
            return answer["found"]

        yield node
        process.stdin.close()


def prepared():
    """Return what the page has for its script: the record, and the arithmetic."""
    entries = registry()
    views = [stepper.View(line, entries[line.tag.id], str) for line in stepper.recorded()["scalar"].lines]
    page = stepper.stepper(views, stepper.recorded(), AT)
    _, _, packed = page.partition('id="st-record">')
    _, _, arithmetic = packed.partition("<script>window.stepperArithmetic = ")
    return packed.partition("</script>")[0], arithmetic.removesuffix(";</script>")


@cache
def steps(form):
    return record(form).steps


def changed(changes):
    given = deepcopy(GIVEN)
    for (name, layer, row, column), value in changes.items():
        given[name][layer][row][column] = value
    return given


def trained(form, given, t):
    """Return the parameters after t steps of Python's own loop, and J before and after each step."""
    (X,), (Y,), (((gamma,),),) = (given[name].values() for name in ("X", "Y", "gamma"))
    network, costs = Network(given["W"], given["B"]), []
    for _ in range(t):
        forward, backward, update = FORMS[form]
        run = forward(network, X)
        before = cost(network, run, Y)
        network = update(network, backward(network, run, Y), gamma)
        costs.append({"before": before, "after": cost(network, forward(network, X), Y)})
    return network, costs


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("address", CHANGES)
def test_five_steps_of_training_agree_with_python(node, form, address):
    found = node("""(form, address) => [1, 2, 3, 4, 5].map((t) => {
        take(`${address};training=${t}`);
        const { W, B } = run.stateAfter(form, run.forms[form].length - 1);
        return { W, B, J: run.costs[form] };
    })""", form, f";{address}")
    given = changed(CHANGES[address])
    for t, ours in enumerate(found, start=1):
        network, costs = trained(form, given, t)
        assert ours["J"] == pytest.approx(costs[-1], rel=1e-12), t
        for name, layers in {"W": network.W, "B": network.B}.items():
            for layer, matrix in layers.items():
                for mine, theirs in zip(ours[name][str(layer)], matrix, strict=True):
                    assert mine == pytest.approx(theirs, rel=1e-12, abs=1e-15), (t, name, layer)


@pytest.mark.parametrize("address", CHANGES)
def test_with_python_s_exp_five_steps_agree_to_the_last_bit(node, monkeypatch, address):
    powers = {}

    def kept(x):
        return powers.setdefault(x, exp(x))

    monkeypatch.setattr("purenn.activation.exp", kept)
    network, _ = trained("scalar", changed(CHANGES[address]), 5)
    found = node("""(powers, address) => {
        const known = new Map(powers), { exp } = Math;
        Math.exp = (x) => known.get(x) ?? exp(x);
        take(`${address};training=5`);
        Math.exp = exp;
        const { W, B } = run.stateAfter("scalar", run.forms.scalar.length - 1);
        return { W, B };
    }""", list(powers.items()), f";{address}")
    assert found == json.loads(json.dumps({"W": network.W, "B": network.B}))


def test_python_s_own_loop_is_the_library_s():
    network, costs = train(Network(worked.W, worked.B), worked.X, worked.Y, gamma=worked.gamma, steps=5)
    ours, pairs = trained("matrix", GIVEN, 5)
    assert (ours, [pair["before"] for pair in pairs]) == (network, costs)
    assert [pair["after"] for pair in pairs[:-1]] == costs[1:]


@pytest.mark.parametrize("form", FORMS)
def test_the_arithmetic_computes_the_second_forward_pass_too(node, form):
    values = node("(form) => run.play(form, () => false).map(({ value }) => [value].flat(2))", form)
    for at, (ours, step) in enumerate(zip(values, steps(form), strict=True)):
        theirs = [x for row in step.value for x in row] if isinstance(step.value, list) else [step.value]
        assert ours == pytest.approx(theirs, rel=1e-13), at  # exp need not be Python's


def test_what_does_not_depend_on_a_change_stands_as_recorded(node):
    after = node("""(address) => {
        take(address);
        return run.runs.scalar.map(({ value }, at) => value === run.recorded.scalar[at].value);
    }""", ";gamma=0.3")
    phases = {phase["name"]: phase for phase in node("() => stepping.phases(run, 'scalar')")}
    update = phases["update"]["first"]
    assert all(after[:update])
    assert not any(after[update : phases["update"]["last"] + 1])


@pytest.mark.parametrize("form", FORMS)
def test_the_phases_are_those_of_the_modules(node, form):
    phases = node("(form) => stepping.phases(run, form)", form)
    assert [phase["name"] for phase in phases] == ["forward pass", "backward pass", "update", "second forward pass"]
    files = [{step.line.tag.file for step in steps(form)[phase["first"] : phase["last"] + 1]} for phase in phases]
    modules = ["forward", f"backward_{form}", "descent", "forward"]
    assert files == [{f"purenn/{module}.py"} for module in modules]
    assert [phase["first"] for phase in phases] == [0, *(phase["last"] + 1 for phase in phases[:-1])]
    assert phases[-1]["last"] == len(steps(form)) - 1


@pytest.mark.parametrize("form", FORMS)
def test_the_equations_stand_in_the_order_of_the_run(node, form):
    listed = node("(form) => stepping.equations(run, form)", form)
    firsts = {}
    for at, step in enumerate(steps(form)):
        firsts.setdefault((step.turn, step.line.tag.id), at)
    assert [(each["id"], each["first"]) for each in listed] == [(id, at) for (_, id), at in firsts.items()]
    entries = registry()
    assert [(each["number"], each["title"]) for each in listed] == [
        (entries[each["id"]].number, entries[each["id"]].block.title) for each in listed]  # fmt: skip


def test_every_step_has_an_address_of_its_own_that_leads_to_it(node):
    missed = node("""() => run.names.flatMap((form) => run.forms[form].filter((step, at) => {
        const address = stepping.decoded(stepping.addressOf(run, step)), found = stepping.find(run, address);
        return found.form !== form || found.at !== at || found.opened || !stepping.isCalled(step, null, address);
    })).map((step) => stepping.addressOf(run, step))""")
    assert missed == []
    ours = node("() => run.names.flatMap((form) => run.forms[form].map((step) => stepping.addressOf(run, step)))")
    theirs = [f"#{stepper.address(form, step)}" for form in FORMS for step in steps(form)]
    assert ours == theirs
    assert len(set(ours)) == len(ours)


NUMBERS = [0.1 + 0.2, -0.0, 1e21, -1e-7, 5e-324, 1.7976931348623157e308, 2.0**53 + 2, 1 / 3, -123456.789, 3]


def test_every_finite_number_comes_back_from_the_address(node):
    found = node("""(numbers) => numbers.map((number) => {
        run.take([{ in: "W", layer: 3, row: 0, column: 1, value: number === "-0" ? -0 : number },
                  { in: "X", layer: 0, row: 2, column: 4, value: 0.25 }], 3);
        const address = stepping.addressOf(run, run.forms.matrix[3], [0, 1]), { W } = run.given;
        run.take([]);
        const { fault } = take(stepping.decoded(`#${encodeURIComponent(address.slice(1))}`));
        return [address, stepping.same(Object.values(W), Object.values(run.given.W)), run.training, fault ?? null];
    })""", [number if number or copysign(1, number) > 0 else "-0" for number in NUMBERS])
    assert [rest for _, *rest in found] == [[True, 3, None]] * len(NUMBERS)
    assert found[0][0].endswith(";X3,5=0.25;W3,1,2=0.30000000000000004;training=3")


@pytest.mark.parametrize(("part", "fault"), [
    ("W9,1,1=3", "found “W9,1,1=3”, expected a number of the run, such as W2,1,3=0.9, or training=2"),
    ("W2,1,3", "found “W2,1,3”, expected a finite number"),
    ("W2,1,3=1e999", "found “W2,1,3=1e999”, expected a finite number"),
    ("gamma=0", "found “gamma=0”, expected a finite number above 0"),
    ("gamma=1e999", "found “gamma=1e999”, expected a finite number above 0"),
    ("Y1=0.5", "found “Y1=0.5”, expected 0 or 1"),
    ("training=0", "found “training=0”, expected a whole number from 1 to 100"),
    ("training=1e9", "found “training=1e9”, expected a whole number from 1 to 100"),
    ("__proto__=1", "found “__proto__=1”, expected a number of the run, such as W2,1,3=0.9, or training=2"),
    ("=;m=3", "found “=”, expected a number of the run, such as W2,1,3=0.9, or training=2, and 1 more"),
    ("x" * 99, f"found “{'x' * 40}…”, expected a number of the run, such as W2,1,3=0.9, or training=2"),
])  # fmt: skip
def test_a_part_that_means_nothing_is_said_and_ignored(node, part, fault):
    found = node("""(text) => ({ ...take(text), given: run.changes() })""", f"{AT};{part};B1,1=2")
    assert found["fault"] == fault
    assert found["given"] == [{"in": "B", "layer": 1, "row": 0, "column": 0, "value": 2}]


@pytest.mark.parametrize("address", ["56", "equation-56", "56;gamma=0.3"])
def test_the_number_of_an_equation_leads_to_its_first_step(node, address):
    entries = registry()
    first = next(at for at, step in enumerate(steps("scalar")) if entries[step.line.tag.id].number == 56)
    assert node("(address) => take(address).at", address) == first
    assert node("(address) => stepping.isCalled(as(take(address)), null, address)", address)
    assert not node("() => stepping.isCalled(as(take('999')), null, '999')")


@pytest.mark.parametrize("address", ["", ";gamma=0.3", ";;", "nonsense", "scalar/no.such/l=1", "%", "/;=/,;"])
def test_without_a_step_an_address_opens_where_something_is_gathered(node, address):
    found = node("(address) => stepping.addressOf(run, as(stepping.find(run, address)))", address)
    assert found == f"#{AT}"
    named = node("(address) => stepping.isCalled(as(take(address)), null, address)", address)
    assert named is (address == "" or address.startswith(";"))


def touched(node, thing, form="scalar"):
    """Return the steps that touch a thing, by going to the next one until the first comes round again."""
    return node("""(form, thing) => {
        const found = [];
        let at = -1;
        while (!found.includes(at = stepping.nextTouching(run, form, at, thing)) && at >= 0) found.push(at);
        if (found.length && at !== found[0]) throw new Error(`after step ${found.pop()} comes ${at}`);
        return found;
    }""", form, thing)


def cells(form):
    """Return the cells of each step: what it writes, reads and, while a sum begins, what that begins with."""
    for step in steps(form):
        line, indices = step.line, step.indices
        starts = [line.start] if hasattr(line.start, "letter") and not any(indices[at] for at in line.summed) else []
        yield [line.cell(node, indices) for node in (line.written, *line.reads, *starts)]


@pytest.mark.parametrize(("thing", "touches"), [
    ({"layer": 1, "unit": 1}, lambda c: c.container in ("Z", "A", "dJ_dZ", "dJ_dA") and c[1:3] == (1, 1)),
    ({"layer": 0, "unit": 3}, lambda c: c.container in ("X", "A") and c.layer == 0 and c.row in (None, 3)),
    ({"layer": 2, "weight": [1, 0]}, lambda c: c.container in ("W", "dJ_dW") and c[1:] == (2, 1, 0)),
    ({"layer": 3, "bias": 0}, lambda c: c.container in ("B", "dJ_dB") and c[1:3] == (3, 0)),
    ({"in": "Y", "layer": 0, "cell": []}, lambda c: c.container == "Y"),
    ({"in": "dJ_dA", "layer": 2, "cell": [1, 4]}, lambda c: c == ("dJ_dA", 2, 1, 4)),
])  # fmt: skip
def test_the_next_step_that_touches_a_unit_a_weight_a_bias_or_a_cell(node, thing, touches):
    expected = [at for at, mine in enumerate(cells("scalar")) if any(touches(cell) for cell in mine)]
    assert touched(node, thing) == expected != []


def test_a_whole_matrix_touches_each_of_its_cells(node):
    whole = [at for at, mine in enumerate(cells("matrix")) if any(c[:2] == ("W", 2) for c in mine)]
    grads = [at for at, mine in enumerate(cells("matrix")) if any(c[:2] == ("dJ_dW", 2) for c in mine)]
    assert touched(node, {"layer": 2, "weight": [1, 0]}, "matrix") == sorted({*whole, *grads})


def test_a_line_stops_as_in_a_debugger(node):
    line = next(step.line for step in steps("scalar") if step.line.tag.id == "hidden.dJ-da-sum")
    view = stepper.View(line, registry()[line.tag.id], str)
    mine = [at for at, step in enumerate(steps("scalar")) if step.line is not None and step.line.tag.id == line.tag.id]
    assert touched(node, {"file": line.tag.file, "line": line.tag.line}) == mine
    for number, name in view.loops():
        within = line.names[line.names.index(name) + 1 :]
        first = [at for at in mine if not any(steps("scalar")[at].indices[letter] for letter in within)]
        assert touched(node, {"file": line.tag.file, "line": number}) == first, name
    assert touched(node, {"file": line.tag.file, "line": 1}) == []


def test_the_same_moment_in_the_other_form_is_of_the_same_phase(node):
    pairs = node("""() => run.names.flatMap((form) => run.forms[form].map((step) => {
        const other = run.names.find((name) => name !== form), found = stepping.inForm(run, other, step, null);
        return [stepping.phaseOf(step), stepping.phaseOf(run.forms[other][found.at])];
    }))""")
    assert all(one == other for one, other in pairs)


def test_the_steps_of_an_equation_as_a_table(node):
    found = node("(address) => stepping.tableOf(run, as(take(address)))", AT)
    assert found["heads"] == ["l", "i", "j", "p", "so far", "w", "∂J/∂z", "∂J/∂a"]
    mine = [(at, step) for at, step in enumerate(steps("scalar"))
            if step.line.tag.id == "hidden.dJ-da-sum" and step.indices["l"] == 1]  # fmt: skip
    assert [row["at"] for row in found["rows"]] == [at for at, _ in mine]
    for row, (_, step) in zip(found["rows"], mine, strict=True):
        assert row["indices"] == [str(at + (name != "l")) for name, at in step.indices.items()]
        assert row["numbers"][-1] == stepper.shown(step.value)


def test_the_table_of_a_forward_pass_holds_one_of_the_two(node):
    ids = [(step.line.tag.id, step.indices.get("l"), step.turn) for step in steps("scalar")]
    for turn, address in enumerate(["scalar/forward.z-element/l=3", "scalar/forward.z-element/l=3,pass=2"], start=1):
        rows = node("(address) => stepping.tableOf(run, as(take(address))).rows", address)
        assert [row["at"] for row in rows] == [at for at, id in enumerate(ids) if id == ("forward.z-element", 3, turn)]


def test_a_step_to_open_on_that_there_is_not_stops_the_build():
    place = '<div class="stepper-place" data-open="scalar/hidden.dJ-db/l=9" data-table="hidden.dJ-da-sum"></div>'
    with pytest.raises(PairingError, match=r'^stepper: found data-open="scalar/hidden.dJ-db/l=9", expected'):
        stepper.fill(place, registry(), str)


def test_numbers_that_overflow_are_shown_as_what_they_are(node):
    found = node("""() => {
        take(";W3,1,1=1e308;X1,1=1e300;gamma=1.5e308;training=3");
        const { before, after } = run.costs.scalar;
        return [before, after, run.runs.scalar.at(-1).value].map(stepping.shown);
    }""")
    assert found == ["?", "?", "?"]
