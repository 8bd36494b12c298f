"""The stepper in a real browser: every number against Python's own, every step by key, address and touch."""

import gzip
import json
import re
from copy import deepcopy
from functools import cache

import pytest
from builder import recording
from builder.recording import FORMS
from seen import NARROW, WIDE

from purenn import Network
from purenn.explaining.worked import B, W, X, Y, gamma
from purenn.forward import cost
from purenn.gradients import Gradients

pytest.importorskip("math_core", reason="the site's builder needs math-core")
from builder import stepper as builder

STATE = """(form) => {
    const { stateAfter, forms } = stepping.run;
    return stateAfter(form, forms[form].length - 1);
}"""
COSTS = "(form) => stepping.run.costs[form]"
COMPUTED = "(form) => stepping.run.play(form, () => false).map(step => step.value)"
FITS = """[...document.querySelectorAll(".st-tables, .st-code, .st-general, .st-present")].filter(box =>
    box.scrollHeight > box.clientHeight + 5 && !(innerWidth < 960 && box.matches(".st-tables"))
    || box.scrollWidth > box.clientWidth).map(box =>
    `${box.className}: ${box.scrollWidth}x${box.scrollHeight} in ${box.clientWidth}x${box.clientHeight}`)"""
HIDDEN = "scalar/hidden.dJ-da-sum/l=1,i=2,j=1,p=2"
LAPTOPS = [{"width": 1366, "height": 680}, {"width": 1280, "height": 720}, {"width": 1024, "height": 700}]
HERE = "() => document.querySelector('.st-count').textContent.match(/\\d+/)[0] - 1"
WALK = """([form, key]) => stepping.run.forms[form].map(() => {
    const found = [stepping.now.at, document.querySelector(".st-id").textContent];
    stepping.root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    return found;
})"""
FOCUS = "document.getElementById('stepper').focus({ preventScroll: true })"
BOXES = ".st-equations, .st-matrices, .st-code, .st-figure, .st-bar, .st-head"


@cache
def steps(form):
    return recording.record(form).steps


@pytest.fixture
def open_at(visit, site):
    def open_at(address="", viewport=WIDE, **settings):
        page = visit((site / "stepper.html").as_uri() + (f"#{address}" if address else ""), viewport, **settings)
        page.evaluate(FOCUS)
        return page

    return open_at


def python(form, X=X, Y=Y, W=W, B=B, gamma=gamma, training=1):
    """Return what a step of training ends with, each by its container, and J before and after it."""
    network, (forward, backward, update) = Network(W, B), FORMS[form]
    for _ in range(training):
        run = forward(network, X)
        J, gradients = cost(network, run, Y), backward(network, run, Y)
        network = update(network, gradients, gamma)
    second = forward(network, X)
    return {
        **second._asdict(), **gradients._asdict(), "W": network.W, "B": network.B,
        "J": {"before": J, "after": cost(network, second, Y)},
    }  # fmt: skip


def four(J):
    """Return J as the page shows it."""
    return f"{J:.4f}" if 1e-4 <= J < 10 else f"{J:#.5g}"


def numbers(layers):
    """Return layers as JSON gives them back."""
    return json.loads(json.dumps(layers))


def check_against(page, form, expected):
    """Check that the run ends with the numbers that Python has, and that J is what it is there."""
    assert page.evaluate(COSTS, form) == pytest.approx(expected["J"], rel=1e-13)
    found = page.evaluate(STATE, form)
    for name, layers in expected.items():
        for layer, matrix in layers.items() if name != "J" else ():
            for ours, theirs in zip(found[name][str(layer)], matrix, strict=True):
                assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15), (name, layer)


def change(page, matrix, row, column, value):
    field = page.locator(f'.st-what-if [data-matrix="{matrix}"] tr').nth(row).locator("input, select").nth(column)
    if matrix == "Y 0":
        field.select_option(str(value))
    else:
        field.fill(str(value))


@pytest.mark.parametrize("form", FORMS)
def test_the_page_computes_the_record_bit_for_bit(open_at, form):
    page = open_at()
    assert page.evaluate(COMPUTED, form) == [step.value for step in steps(form)]
    assert page.said == []


@pytest.mark.parametrize("form", FORMS)
def test_to_the_end_and_back_step_by_step(open_at, form):
    page = open_at()
    if form == "matrix":
        page.keyboard.press("m")
    page.keyboard.press("Home")
    assert page.evaluate(WALK, [form, "ArrowRight"]) == [[at, step.line.tag.id] for at, step in enumerate(steps(form))]
    page.locator(".st-all summary").click()
    expected = python(form)
    for name in (*Gradients._fields, "W", "B", "Z", "A"):
        for layer, matrix in expected[name].items():
            cells = page.locator(f'.st-all [data-matrix="{name} {layer}"] span')
            shown = cells.evaluate_all("all => all.map(cell => Number(cell.title))")
            assert shown == [number for row in matrix for number in row]
    back = page.evaluate(WALK, [form, "ArrowLeft"])
    assert [at for at, _ in back] == list(reversed(range(len(steps(form)))))
    assert page.said == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []


CHANGES = {
    "an input": [("X 0", 0, 0, -3.5)],
    "a label": [("Y 0", 0, 1, 1)],
    "weights and a bias": [("W 1", 2, 3, 0.25), ("W 3", 0, 0, -7.125), ("B 2", 1, 0, 4)],
    "a weight that saturates the output": [("W 3", 0, 0, 5000)],
    "the learning rate": [("gamma 0", 0, 0, 0.03)],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_what_if_agrees_with_python(open_at, form, changes):
    page = open_at(HIDDEN)
    page.locator(".st-ask").click()
    given = json.loads(json.dumps({"X": {0: X}, "Y": {0: Y}, "W": W, "B": B, "gamma": {0: [[gamma]]}}))
    for matrix, row, column, value in changes:
        change(page, matrix, row, column, value)
        name, layer = matrix.split()
        given[name][layer][row][column] = value
    given = {name: {int(l): matrix for l, matrix in layers.items()} for name, layers in given.items()}
    expected = python(form, given["X"][0], given["Y"][0], given["W"], given["B"], given["gamma"][0][0][0])
    J, recorded = expected["J"], python(form)["J"]
    page.locator(f".st-forms [data-form={form}]").click()
    before, after, *as_recorded = (four(each[when]) for each in (J, recorded) for when in ("before", "after"))
    expected_costs = f"training step 1: J {before} → {after}, as recorded {' → '.join(as_recorded)}"
    assert page.inner_text(".st-costs") == expected_costs
    check_against(page, form, expected)
    page.locator(".st-restore").click()
    assert page.evaluate(STATE, form)["W"] == numbers(python(form)["W"])
    assert not page.locator(".st-restore").is_visible()
    assert page.said == []


SHARED = "W2,2,1=0.9;B1,3=-1e-7;X4,5=-3.5;Y2=1;gamma=0.3"  # and what that means in Python, counted from 0
MEANT = {("W", 2, 1, 0): 0.9, ("B", 1, 2, 0): -1e-7, ("X", 0, 3, 4): -3.5, ("Y", 0, 0, 1): 1, ("gamma", 0, 0, 0): 0.3}


def test_a_shared_address_opens_from_cold_with_the_same_numbers_and_survives_a_reload(open_at):
    given = {"X": {0: deepcopy(X)}, "Y": {0: deepcopy(Y)}, "W": deepcopy(W), "B": deepcopy(B), "gamma": {0: [[gamma]]}}
    for (name, layer, row, column), value in MEANT.items():
        given[name][layer][row][column] = value
    page = open_at()
    start = page.url
    for training in (1, 2, 5):
        page.goto("about:blank")
        page.goto(f"{start}#{HIDDEN};{SHARED};training={training}")
        for _ in range(2):
            step = steps("scalar")[page.evaluate(HERE)]
            assert (step.line.tag.id, step.place) == ("hidden.dJ-da-sum", HIDDEN.split("/")[-1])
            for form in FORMS:
                expected = python(
                    form, given["X"][0], given["Y"][0], given["W"], given["B"], given["gamma"][0][0][0], training
                )
                check_against(page, form, expected)
            page.reload()
    page.focus("#stepper")
    page.keyboard.press("ArrowRight")
    sum_link = page.locator(".st-sum a").first.get_attribute("href")
    page.wait_for_function("location.hash.startsWith('#scalar/hidden.dJ-da-sum/l=1,i=2,j=2,p=1;')")
    parts = page.evaluate("location.hash").split(";")
    assert sorted(parts[1:]) == sorted([*SHARED.split(";"), "training=5"])
    assert sum_link == ";".join(parts)
    page.locator(".st-restore").click()
    page.wait_for_function("!location.hash.includes(';')")
    assert page.evaluate(STATE, "scalar")["W"] == numbers(python("scalar")["W"])
    assert page.said == []


def test_a_change_is_written_into_the_address_and_the_one_before_it_can_be_gone_back_to(open_at):
    page = open_at()
    assert (page.evaluate("location.hash"), page.evaluate("history.length")) == ("", 2)
    assert builder.address("scalar", steps("scalar")[page.evaluate(HERE)]) == HIDDEN
    page.locator(".st-ask").click()
    change(page, "W 2", 1, 1, 0.9)
    change(page, "gamma 0", 0, 0, 0.25)
    page.wait_for_function(f"location.hash === '#{HIDDEN};W2,2,2=0.9;gamma=0.25'")
    page.evaluate("location.hash = '#matrix/forward.A/l=3;training=2'")
    page.wait_for_function("stepping.run.training === 2")
    assert page.locator('.st-what-if [data-matrix="gamma 0"] input').input_value() == str(gamma)
    page.go_back()
    page.wait_for_function("stepping.run.training === 1")
    assert page.locator('.st-what-if [data-matrix="gamma 0"] input').input_value() == "0.25"


def test_training_goes_on_as_long_as_an_address_can_say(open_at):
    page = open_at(";training=99")
    page.locator(".st-ask").click()
    page.locator(".st-onward").click()
    page.wait_for_function(f"location.hash === '#{HIDDEN};training=100'")
    assert page.locator(".st-onward").is_disabled()
    check_against(page, "matrix", python("matrix", training=100))


def test_a_part_of_an_address_that_means_nothing_is_said_and_the_rest_holds(open_at):
    page = open_at(f"{HIDDEN};W9,1,1=3;gamma=0.3")
    fault = "In the address: found “W9,1,1=3”, expected a number of the run, such as W2,1,3=0.9, or training=2."
    assert page.inner_text(".st-place") == fault
    page.wait_for_function(f"location.hash === '#{HIDDEN};gamma=0.3'")
    assert fault in page.text_content(".st-live")
    assert page.said == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_change_is_seen_at_once_and_nonsense_changes_nothing(open_at, viewport):
    page = open_at(HIDDEN, viewport)
    before = page.inner_text(".st-present")
    page.locator(".st-ask").click()
    change(page, "W 2", 1, 1, 0.9)
    after = page.inner_text(".st-present")
    assert "0.9" in after and after != before
    for part in (".st-present", ".st-costs", '.st-what-if [data-matrix="X 0"]', ".st-bar"):
        box = page.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= viewport["height"], part
    change(page, "W 2", 1, 1, "9/10")
    assert page.inner_text(".st-present") == after
    for nonsense in ("", "1/0", "1e999", "0x10", "seven"):
        change(page, "W 2", 1, 1, nonsense)
        assert page.inner_text(".st-present") == after
        wrong = f"W, layer 2, i 2, h 2: found “{nonsense}”, expected a finite number; the run keeps 0.9."
        assert page.inner_text(".st-wrong") == wrong
    field = page.locator('.st-what-if [data-matrix="W 2"] input').nth(4)
    field.blur()
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("0.9", "false")
    assert page.inner_text(".st-wrong") == wrong, "it stays said until the field is changed again"
    field.press("ArrowUp")
    assert (field.input_value(), page.text_content(".st-wrong")) == ("1", "")
    change(page, "W 2", 1, 1, "−0,5")  # a true minus, and a comma
    assert "−0.5" in page.inner_text(".st-present")


def test_keys_typed_into_a_number_do_not_step(open_at):
    page = open_at(HIDDEN)
    here = page.evaluate(HERE)
    page.locator(".st-ask").click()
    page.locator(".st-what-if input").first.press("ArrowLeft")
    page.locator(".st-what-if input").first.press("Home")
    assert page.evaluate(HERE) == here


def test_every_card_address_is_found_from_cold(open_at):
    page = open_at()
    start = page.url
    for address in builder.addresses().values():
        page.goto("about:blank")
        page.goto(f"{start}#{address}")
        form, id, *place = address.split("/")
        step = steps(form)[page.evaluate(HERE)]
        assert (step.line.tag.id, [step.place]) == (id, place or [""])
        assert page.get_attribute("#stepper", "data-form") == form


@pytest.mark.parametrize(("address", "form", "at"), [
    (HIDDEN, "scalar", ("hidden.dJ-da-sum", "l=1,i=2,j=1,p=2")),
    ("scalar/forward.input", "scalar", ("forward.input", "")),
    ("scalar/hidden.dJ-dw-sum/l=2", "scalar", ("hidden.dJ-dw-sum", "l=2,i=1,h=1,j=1")),
    ("scalar/compact.dJ-dA", "matrix", ("compact.dJ-dA", "l=2")),  # the other form has it
    ("scalar/hidden.dJ-dw-sum/l=9", "scalar", ("hidden.dJ-dw-sum", "l=3,i=1,h=1,j=1")),  # no such layer
    ("nonsense", "scalar", ("hidden.dJ-da-sum", "l=1,i=2,j=1,p=2")),  # as without an address
    ("matrix/compact.dJ-dA/l=1,i=4,j=1", "matrix", ("compact.dJ-dA", "l=1")),  # no such cell
    ("%/%E0%A4%A/x", "scalar", ("hidden.dJ-da-sum", "l=1,i=2,j=1,p=2")),
    ("scalar/forward.z-element/l=2,pass=2", "scalar", ("forward.z-element", "l=2,i=1,j=1,h=1,pass=2")),
    (";gamma=0.3", "scalar", ("hidden.dJ-da-sum", "l=1,i=2,j=1,p=2")),
    ("__proto__/hidden.dJ-db", "scalar", ("hidden.dJ-db", "l=3,i=1,j=1")),
    ("scalar%2Fhidden.dJ-db%2Fl%3D1%2Ci%3D2%2Cj%3D3", "scalar", ("hidden.dJ-db", "l=1,i=2,j=3")),
])  # fmt: skip
def test_an_address_leads_to_its_step_or_the_nearest(open_at, address, form, at):
    page = open_at(address)
    step = steps(form)[page.evaluate(HERE)]
    assert (page.get_attribute("#stepper", "data-form"), (step.line.tag.id, step.place)) == (form, at)


@pytest.mark.parametrize("address", ["scalar/hidden.dJ-dw-sum/l=9", "nonsense", "matrix/compact.dJ-dA/l=1,i=4,j=1"])
def test_an_address_of_no_step_is_said_until_the_next_one(open_at, address):
    page = open_at(address)
    notice = f"No step is called {address}; this one is shown instead."
    assert page.inner_text(".st-place") == notice
    page.wait_for_function("document.querySelector('.st-live').textContent.startsWith('No step is called ')")
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".st-place") != notice


@pytest.mark.parametrize(
    "address", ["", HIDDEN, "matrix/compact.dJ-dA/l=1,i=2,j=1", "scalar/forward.A", "__search", ";training=2"]
)
def test_of_any_other_address_nothing_is_said(open_at, address):
    assert "No step" not in open_at(address).inner_text(".st-place")


def test_the_address_follows_once_the_keys_rest(open_at):
    page = open_at()
    press = "new KeyboardEvent('keydown', { key: 'ArrowRight' })"
    assert page.evaluate(f"stepping.root.dispatchEvent({press}), location.hash") == ""
    page.wait_for_function("location.hash === '#scalar/hidden.dJ-da-sum/l=1,i=2,j=2,p=1'")
    page.evaluate("location.hash = '#matrix/forward.A/l=3'")
    page.wait_for_function("document.querySelector('.st-id').textContent === 'forward.A'")
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(600)
    assert page.evaluate("location.hash") == "#matrix/forward.A/l=3", "the theme leaves the address alone"


def test_keys_go_by_step_call_and_layer(open_at):
    page = open_at("scalar/hidden.dJ-da-sum/l=2,i=1,j=3,p=1")

    def press(key):
        page.keyboard.press(key)
        step = steps("scalar")[page.evaluate(HERE)]
        return step.line.tag.id, step.place

    assert press("ArrowRight") == ("hidden.dJ-da-sum", "l=2,i=1,j=4,p=1")
    assert press("Shift+ArrowRight") == ("hidden.dJ-dz-product", "l=2,i=1,j=1")
    assert press("Shift+ArrowLeft") == ("hidden.dJ-da-sum", "l=2,i=1,j=1,p=1")
    assert press("PageDown") == ("hidden.dJ-da-sum", "l=1,i=1,j=1,p=1")
    assert press("PageUp") == ("hidden.dJ-da-sum", "l=2,i=1,j=1,p=1")
    assert press("PageUp") == ("loss.dJ-da-element", "l=3,j=1")
    assert press("PageUp") == ("forward.z-element", "l=3,i=1,j=1,h=1")
    assert press("End") == ("hidden.activation", "l=3,i=1,j=5,pass=2")
    assert press("Home") == ("forward.input", "")
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('.st-count').textContent.startsWith('step 2 ')")
    page.keyboard.press(" ")


def test_every_button_goes_where_its_key_goes(open_at):
    page = open_at("scalar/hidden.dJ-dz-product/l=1,i=2,j=1")
    keys = {"Back": "ArrowLeft", "Next step": "ArrowRight", "Next function": "Shift+ArrowRight",
            "Next layer": "PageDown"}  # fmt: skip
    start, reached = page.evaluate(HERE), []
    for button, key in keys.items():
        page.keyboard.press(key)
        reached.append(page.evaluate(HERE))
        page.evaluate("(at) => stepping.go(at)", start)
        page.get_by_role("button", name=button, exact=True).click()
        assert page.evaluate(HERE) == reached[-1], button
        page.evaluate("(at) => stepping.go(at)", start)
    assert reached == sorted(set(reached)), "each goes further on"


def test_a_play_ends_at_the_end_and_a_key_stops_it(open_at):
    page = open_at("scalar/hidden.activation/l=3,i=1,j=5,pass=2")
    page.locator(".st-speed").select_option("20")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    page.wait_for_function(f"({HERE})() === {len(steps('scalar')) - 1}")
    page.wait_for_function("document.querySelector('[data-go=play]').textContent === 'Play'")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    page.keyboard.press("Home")
    assert page.inner_text('[data-go="play"]') == "Play"


def test_keys_meant_for_others_are_left_alone(open_at):
    page = open_at(HIDDEN)
    here, url = page.evaluate(HERE), page.url
    for key in ("Control+ArrowRight", "Alt+ArrowRight", "Shift+End", "n", "p", "."):
        page.keyboard.press(key)
    page.locator(".md-footer a").first.focus()
    page.keyboard.press("End")
    page.locator(".md-search__input").focus()
    page.keyboard.type("m ")
    assert (page.evaluate(HERE), page.url) == (here, url)


def test_an_address_followed_while_the_last_one_is_written_is_not_lost(open_at):
    page = open_at()
    for wait in range(240, 260, 2):
        address = f"{HIDDEN[:-1]}{1 + wait // 2 % 2}"
        page.keyboard.press("ArrowRight")
        page.evaluate("""([wait, address]) => new Promise((done) => setTimeout(() => {
            location.hash = address;
            setTimeout(done, 50);
        }, wait))""", [wait, address])
        step = steps("scalar")[page.evaluate(HERE)]
        assert (step.line.tag.id, step.place) == ("hidden.dJ-da-sum", address.split("/")[-1]), wait
        page.keyboard.press("Home")


def test_an_opened_cell_is_said_and_escape_closes_it(open_at):
    page = open_at("matrix/compact.dJ-dA/l=1,i=2,j=1")
    page.wait_for_function("document.querySelector('.st-live').textContent.includes('Opened: ∂J/∂a2,1(1) = (−2.2)')")
    assert page.locator(".st-tables button").nth(5).get_attribute("aria-label").startswith("row 2, column 1: 0.42")
    page.keyboard.press("Escape")
    assert page.locator(".st-tables td.strong").count() == 0


def test_what_was_put_back_can_be_changed_and_put_back_again(open_at):
    page = open_at(HIDDEN)
    page.locator(".st-ask").click()
    for value in (0.9, 0.8):
        change(page, "W 2", 1, 1, value)
        assert page.locator(".st-what-if .changed").count() == 1
        page.locator(".st-restore").click()
        assert page.locator('.st-what-if [data-matrix="W 2"] input').nth(4).input_value() == str(W[2][1][1])
        assert page.evaluate(STATE, "scalar")["W"] == numbers(python("scalar")["W"])


def test_in_a_small_window_the_line_and_the_cells_are_brought_into_sight(open_at):
    page = open_at("", {"width": 360, "height": 640})
    page.keyboard.press("Home")
    outside = """(form) => stepping.run.forms[form].filter(() => {
        const within = (inner, outer) => inner.top >= outer.top - 2 && inner.bottom <= outer.bottom + 2;
        const box = (part) => document.querySelector(part).getBoundingClientRect();
        const out = !within(box(".st-code .tagged"), box(".st-code"));
        stepping.root.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        return out;
    }).length"""
    assert page.evaluate(outside, "scalar") == 0


def test_keys_go_on_after_a_click_too(open_at):
    page = open_at(HIDDEN)
    page.get_by_role("button", name="Next step").click()
    here = page.evaluate(HERE)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(HERE) == here + 1


def test_the_form_changes_on_the_spot(open_at):
    page = open_at(HIDDEN)
    page.keyboard.press("m")
    page.wait_for_function("location.hash === '#matrix/compact.dJ-dA/l=1,i=2,j=1'")
    page.keyboard.press("m")
    page.wait_for_function(f"location.hash === '#{HIDDEN[:-1]}1'")


def test_the_size_of_a_transposed_matrix_is_its_own(open_at):
    page = open_at("matrix/compact.dJ-dA/l=1")
    assert page.locator(".st-present [data-value]").all_text_contents() == ["3×5", "3×2", "2×5"]


def test_a_product_with_a_function_is_worked_out_below_the_matrices(open_at):
    page = open_at("scalar/hidden.dJ-dz-product/l=1,i=2,j=1")
    step = steps("scalar")[page.evaluate(HERE)]
    dJ_da, z = python("scalar")["dJ_dA"][1][1][0], FORMS["scalar"].forward(Network(W, B), X).Z[1][1][0]
    prime = step.value / dJ_da
    assert abs(z - round(z, 2)) < 1e-12, "it has two decimals, and is shown with them"
    assert page.inner_text(".st-sum") == (
        f"∂J/∂z2,1(1) = {dJ_da:.4f} · f′({z:.2g}) = {dJ_da:.4f} · {prime:.4f} = {step.value:.4f}".replace("-", "−")
    )


def test_a_sum_that_begins_at_the_bias_shows_it(open_at):
    page = open_at("scalar/forward.z-element/l=1,i=2,j=1,h=1")
    bias = page.locator('.st-figure [data-at="B 1 2 1"] .lit.third')
    old = page.locator('.st-present [data-value="old"]')
    assert (bias.count(), old.get_attribute("class"), old.text_content()) == (1, "start third", f"{B[1][1][0]}")
    page.keyboard.press("ArrowRight")
    assert (bias.count(), old.get_attribute("class")) == (0, "")


def test_an_opened_cell_shows_the_scalar_steps_behind_it(open_at):
    page = open_at("matrix/compact.dJ-dA/l=1")
    page.locator(".st-tables button").nth(5).click()  # row 2, column 1
    page.wait_for_function("location.hash === '#matrix/compact.dJ-dA/l=1,i=2,j=1'")
    cold = page.url
    assert page.locator(".st-tables td.strong").count() == 5  # the cell, two weights, two gradients
    links = page.locator(".st-sum a")
    assert [link.get_attribute("href") for link in links.all()] == [f"#{HIDDEN[:-1]}{p}" for p in (1, 2)]
    (end,) = (step.value for step in steps("scalar") if f"scalar/{step.line.tag.id}/{step.place}" == HIDDEN)
    assert page.inner_text(".st-sum b") == f"{end:.4f}"
    page.goto("about:blank")
    page.goto(cold)
    assert page.locator(".st-tables td.strong").count() == 5
    links.nth(1).click()
    page.wait_for_function("document.getElementById('stepper').dataset.form === 'scalar'")
    assert page.inner_text(".st-place") == "layer l = 1, unit i = 2, datapoint j = 1, to unit p = 2"


def test_a_step_in_all_five_places_wears_the_same_colours(open_at):
    page = open_at(HIDDEN)
    for role, letters in (("written", "a"), ("first", "w"), ("second", "z")):
        for place in (".st-general math", ".st-present math", ".st-code .tagged", ".st-tables", ".st-figure svg"):
            assert page.locator(f"{place} .{role}").count() > 0, (role, place)
        assert letters in page.locator(f".st-general .{role}").text_content()
    colours = page.eval_on_selector_all(
        ".st-general .first, .st-code .tagged .first, .st-tables td.first.strong",
        "all => all.map(each => getComputedStyle(each).color)",
    )
    assert len(colours) == 3 and len(set(colours)) == 1
    assert page.locator(".st-figure [data-at='W 2 2 2'] .first").count() == 1


def test_the_step_is_said_in_words_and_symbols(open_at):
    page = open_at(HIDDEN)
    page.wait_for_function("document.querySelector('.st-live').textContent !== ''")
    said = page.text_content(".st-live")
    assert re.match(r"Step \d+ of \d+\. The derivative with respect to one activation, as a sum\. ", said)
    assert ". ∂J/∂a 2,1 of layer 1 = so far (" in said
    assert "+ w 2,2 of layer 2 (2.7) · ∂J/∂z 2,1 of layer 2 (" in said


@pytest.mark.parametrize("viewport", [WIDE, NARROW, *LAPTOPS], ids=lambda size: f"{size['width']}x{size['height']}")
def test_a_step_of_every_line_fits_and_nothing_jumps(open_at, viewport):
    page = open_at("", viewport)
    measure = """boxes => [...document.querySelectorAll(boxes)].map(box => {
        const { x, y, width, height } = box.getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join(' ');
    })"""
    places = {}
    for address in builder.addresses().values():
        page.evaluate("(address) => { location.hash = address; }", address)
        page.wait_for_function("(id) => document.querySelector('.st-id').textContent === id", arg=address.split("/")[1])
        places[address] = tuple(page.evaluate(measure, BOXES))
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
        assert page.evaluate("document.querySelector('.st-bar').getBoundingClientRect().bottom <= innerHeight")
        assert page.evaluate(FITS) == [], address
    assert len(set(places.values())) == 1, places
    if viewport["width"] > 960:
        assert page.evaluate("document.querySelector('.st-figure').getBoundingClientRect().bottom - innerHeight") <= 24


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_number_moves_while_a_line_runs_in_one_layer(open_at, viewport):
    page = open_at("", viewport)
    page.keyboard.press("Home")
    moved = page.evaluate("""() => {
        const moved = new Set(), first = {};
        const { forms } = stepping.run;
        for (const step of forms.scalar) {
            const places = [...document.querySelectorAll(".st-table, .st-present math, .st-present [data-value]")]
                .map(box => { const { x, width } = box.getBoundingClientRect(); return [x, width].map(Math.round); });
            const key = `${step.line.id} ${step.indices.l}`;
            first[key] ||= places;
            const away = ([x, width], k) => Math.abs(x - first[key][k][0]) + Math.abs(width - first[key][k][1]) > 1;
            if (places.some(away)) moved.add(key);
            stepping.root.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        }
        return [...moved];
    }""")
    assert moved == []


def test_the_record_weighs_at_most_60_kB(site):
    page = (site / "stepper.html").read_text(encoding="utf-8")
    size = len(gzip.compress(page.encode()))
    assert size <= 60_000
    assert '"forms":' in page


def test_without_scripts_the_steps_of_one_equation_stand_in_a_table(open_at):
    page = open_at(java_script_enabled=False)
    assert not page.locator("#stepper").is_visible()
    rows = page.locator(".st-steps tbody tr")
    mine = [step for step in steps("scalar") if step.line.tag.id == "hidden.dJ-da-sum"]
    assert rows.count() == len(mine)
    last = rows.last.locator("td").all_inner_texts()
    assert [int(text) for text in last[:4]] == [1, 3, 5, 2]
    assert float(last[-1].replace("−", "-")) == pytest.approx(mine[-1].value, abs=5e-5)


def test_where_the_script_does_not_come_the_table_stands_in(browser, site):
    page = browser.new_page()
    page.route("**/stepper/run.js", lambda route: route.abort())
    page.goto((site / "stepper.html").as_uri())
    assert not page.locator("#stepper").is_visible()
    assert page.locator(".st-steps").is_visible()
    page.close()


def test_a_very_narrow_window_does_not_scroll_sideways(open_at):
    page = open_at(HIDDEN, {"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


PICK_THE_LAST = """() => new Promise((done) => {
    for (const fold of document.querySelectorAll("details:has(.eq-numbers)")) fold.open = true;
    setTimeout(() => done([...document.querySelectorAll(".eq:has(.eq-step)")].map((card) => {
        for (let k = 0; k < card.querySelectorAll(".eq-chosen select").length; k++) {
            const select = card.querySelectorAll(".eq-chosen select")[k];
            select.selectedIndex = select.options.length - 1;
            select.dispatchEvent(new Event("change"));
        }
        return card.querySelector(".eq-step").href;
    })), 100);
})"""


def test_every_picked_place_of_a_card_has_its_step(open_at, site):
    page, links = open_at(), set()
    for chapter in site.glob("*.html"):
        if chapter.name != "book.html":  # which is for paper: no place is picked there
            page.goto(chapter.as_uri())
            links |= set(page.evaluate(PICK_THE_LAST))
    assert len(links) == len(builder.addresses())
    for link in links:
        page.goto("about:blank")
        page.goto(link)
        elsewhere = ("hidden.dJ-dz-product/l=3", "compact.dJ-dZ/l=3")  # the run starts from the output layer's own line
        if not any(address in link for address in elsewhere):
            assert "No step" not in page.inner_text(".st-place"), link


def test_from_a_card_to_its_step_and_back(visit, site):
    page = visit((site / "hidden-layers.html").as_uri() + "#eq-hidden-dJ-da-sum")  # opens the fold in which it stands
    page.locator("#eq-hidden-dJ-da-sum .eq-step").click()
    page.wait_for_function("document.querySelector('.st-place')?.textContent.startsWith("
                           "'layer l = 1, unit i = 1, datapoint j = 1, to unit p = 1')")  # as the card shows
    page.locator(".st-id").click()
    page.wait_for_url("**/hidden-layers.html#eq-hidden-dJ-da-sum")
    page.locator("#eq-hidden-dJ-da-sum summary", has_text="Worked numbers").click()
    for letter, index in {"l": "1", "i": "2", "j": "3"}.items():
        label = page.locator("#eq-hidden-dJ-da-sum .eq-chosen label", has_text=f"{letter} =")
        label.locator("select").select_option(index)
    page.locator("#eq-hidden-dJ-da-sum .eq-step").click()
    page.wait_for_function("document.querySelector('.st-place')?.textContent.startsWith("
                           "'layer l = 1, unit i = 2, datapoint j = 3, to unit p = 1')")
    assert page.said == []
