"""What the stepper shows and how it is led: at first sight, by key, by touch, in small windows, on paper."""

from functools import cache

import pytest
from builder import recording
from builder.recording import FORMS, PHASES
from seen import NARROW, WIDE

from purenn import Network
from purenn.explaining.worked import B, W, X, Y
from purenn.forward import cost

pytest.importorskip("math_core", reason="the site's builder needs math-core")
HIDDEN = "scalar/hidden.dJ-da-sum/l=1,i=2,j=1,p=2"
HERE = "() => stepping.now.at"
WINDOWS = [(1400, 900), (1366, 680), (1024, 700), (768, 1024), (844, 390), (390, 844), (320, 568), (320, 256)]
OUTSIDE = """(parts) => parts.filter((part) => {
    const { top, bottom, left, right } = document.querySelector(part).getBoundingClientRect();
    const bar = document.querySelector(".st-bar").getBoundingClientRect();
    const end = part !== ".st-bar" && bar.top > innerHeight / 2 ? bar.top : innerHeight;
    return top < 0 || left < 0 || bottom > end || right > innerWidth;
})"""
SMALL_TEXT = """() => {
    const found = [], walk = document.createTreeWalker(document.querySelector(".md-content"), NodeFilter.SHOW_TEXT);
    for (let node; node = walk.nextNode();) {
        const within = node.parentElement, svg = within.closest("svg");
        if (!node.data.trim() || !within.checkVisibility() || within.closest(".st-live, .headerlink")) continue;
        const scale = svg && svg.viewBox.baseVal.width ? within.getScreenCTM().a : 1;
        const size = parseFloat(getComputedStyle(within).fontSize) * scale;
        if (size < 10.99) found.push(`${node.data.trim()} in ${within.outerHTML.slice(0, 60)}: ${size}`);
    }
    return found;
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "#stepper :is(button, input, select, summary, .st-id), .st-figure [data-at] > rect:not(.st-ring, .st-near)")]
    .filter((each) => each.checkVisibility()).map((each) => each.closest(".st-tables td") || each)
    .filter((each) => { const { width, height } = each.getBoundingClientRect(); return width < 23.9 || height < 23.9; })
    .map((each) => each.outerHTML.slice(0, 80))"""
CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d");
    const light = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((x) => x / 255)
            .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const style = (selector) => getComputedStyle(document.querySelector(selector));
    const ratio = (one, other) => {
        const [dark, bright] = [light(one), light(other)].sort((x, y) => x - y);
        return (bright + 0.05) / (dark + 0.05);
    };
    const card = style(".st-figure").backgroundColor, field = style(".st-what-if input");
    const strokes = [".st-weight:not(.minus)", ".minus", "[data-at='1 1'] > rect"].map((each) => style(each).stroke);
    return [...strokes, field.borderTopColor].map((colour) => ratio(colour, card))
        .concat(ratio(field.borderTopColor, field.backgroundColor));
}"""


@cache
def steps(form):
    return recording.record(form).steps


@pytest.fixture
def open_at(visit, site):
    def open_at(address=HIDDEN, viewport=WIDE, **settings):
        return visit(f"{(site / 'stepper.html').as_uri()}#{address}", viewport, **settings)

    return open_at


def step_at(page):
    step = steps("scalar")[page.evaluate(HERE)]
    return step.line.tag.id, step.place


def cells(step):
    """Return what a step writes and reads."""
    return [step.line.cell(node, step.indices) for node in (step.line.written, *step.line.reads)]


def next_at(at, touches):
    """Return the next step, after the last the first again, for which `touches` holds."""
    order = [*range(at + 1, len(steps("scalar"))), *range(at + 1)]
    return next(k for k in order if touches(steps("scalar")[k]))


def test_at_first_sight_it_says_what_it_is_and_what_to_press(visit, site):
    page = visit((site / "stepper.html").as_uri())
    assert step_at(page) == ("hidden.dJ-da-sum", "l=1,i=2,j=1,p=2"), "a step at which something is gathered already"
    lead = page.inner_text(".st-lead")
    assert lead.startswith("One training step of a small network, a number at a time. Press Next step")
    words = page.locator(".st-bar button").all_inner_texts()
    assert words == ["Back", "Next step", "Next function", "Next layer", "Play"]
    parts = ["h1", ".st-lead", ".st-bar", ".st-band", ".st-costs", ".st-equations"]
    assert page.evaluate(OUTSIDE, [*parts, ".st-matrices", ".st-code", ".st-figure"]) == []
    assert page.locator(".md-nav--primary").get_by_text("The forward pass", exact=True).is_visible()
    ground = "all => all.map(each => getComputedStyle(each).backgroundColor)"
    grounds = page.eval_on_selector_all(".st-bar button", ground)
    assert grounds.count(grounds[1]) == 1, "the next step is unlike all others"
    page.set_viewport_size(NARROW)
    assert page.evaluate(OUTSIDE, [*parts, ".st-tables td.strong"]) == []
    assert page.said == []


def test_the_band_shows_where_one_stands_and_leads_to_each_phase(open_at):
    page = open_at()
    names = ["Forward pass", "Backward pass", "Update", "Second forward pass"]
    assert page.locator(".st-band button").all_inner_texts() == names
    phases = ["second " * (step.turn > 1) + PHASES[step.line.tag.file] for step in steps("scalar")]
    for name in names:
        button = page.get_by_role("button", name=name, exact=True)
        button.focus()
        page.keyboard.press("Enter")
        assert page.evaluate(HERE) == phases.index(name.lower())
        assert page.locator(".st-band [aria-current]").all_inner_texts() == [name]
        assert page.evaluate("document.activeElement.textContent") == name
    for width in (1400, 1024, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        cut = "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"
        assert page.eval_on_selector_all(".st-band button", cut) == [], width


def test_an_equation_chosen_from_the_list_is_gone_to(open_at):
    page = open_at()
    groups = page.eval_on_selector_all(
        ".st-equation optgroup", "all => all.map(each => [each.label, [...each.children].map(one => one.title)])")
    expected = {}
    for step in steps("scalar"):
        phase = "second " * (step.turn > 1) + PHASES[step.line.tag.file]
        expected.setdefault(phase, {}).setdefault(step.line.tag.id)
    assert groups == [[phase, [*ids]] for phase, ids in expected.items()]
    texts = page.locator(".st-equation option").all_inner_texts()
    assert len(set(texts)) == len(texts), "what is listed twice says of which pass it is"
    option = page.locator(".st-equation option[title='update.weights']")
    page.locator(".st-equation").select_option(option.get_attribute("value"))
    assert step_at(page) == ("update.weights", "l=1,i=1,h=1")


def test_what_is_pressed_leads_to_the_next_step_that_touches_it(open_at):
    page = open_at()

    def is_of_unit(step):
        return any(each[:3] in {(name, 2, 0) for name in ("Z", "A", "dJ_dZ", "dJ_dA")} for each in cells(step))

    def is_of_weight(step):
        return any(each.container in ("W", "dJ_dW") and each[1:] == (3, 0, 1) for each in cells(step))

    def is_of_cell(step):
        return any(each == ("A", 1, 2, 4) for each in cells(step))

    at = page.evaluate(HERE)
    for part, touches in {"2 1": is_of_unit, "W 3 1 2": is_of_weight}.items():
        at = next_at(at, touches)
        page.locator(f".st-figure [data-at='{part}']").click()
        assert page.evaluate(HERE) == at, part
    line = steps("scalar")[at].line
    page.locator(".st-code .tagged").click()
    at = next_at(at, lambda step: step.line == line)
    assert page.evaluate(HERE) == at
    page.evaluate("stepping.go(stepping.run.forms.scalar.findIndex((step) => step.line.id === 'forward.z-element'"
                  " && step.indices.l === 2))")
    at = next_at(page.evaluate(HERE), is_of_cell)
    page.locator(".st-tables table[aria-label^='a,'] tbody tr").nth(2).locator("button").last.click()
    assert page.evaluate(HERE) == at
    page.keyboard.press("ArrowRight")
    assert page.evaluate(HERE) == at, "among the cells the arrows lead to the neighbour"
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(HERE) == at + 1
    page.locator(".st-figure [data-at='2 2']").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.at") == "2 1"
    page.keyboard.press("Enter")
    assert page.evaluate(HERE) == next_at(at + 1, is_of_unit)
    assert page.said == []


def test_the_browser_leads_back_from_a_jump_and_a_press_says_what_it_found(visit, site):
    page = visit((site / "stepper.html").as_uri())
    start, at = page.evaluate(HERE), []
    page.locator(".st-next").click()
    page.locator(".st-next").click()
    unit, tagged = ".st-figure [data-at='1 2']", ".st-code .tagged"
    jumps = [".st-band button >> nth=0", unit, tagged, "[data-go=call]", "[data-go=layer]", ".st-band button >> nth=2"]
    notes = []
    for each in jumps:
        at.append(page.evaluate(HERE))
        page.locator(each).click()
        notes.append(page.inner_text(".st-exact"))
    assert at[0] == start + 2, "steps leave one place to return to"
    assert notes[1] == "This is the next step that touches unit 2 of layer 1."
    assert notes[2].startswith("This is the next step that touches line ")
    page.locator(".st-equation").select_option(index=0)
    page.locator(unit).click()
    page.locator(".st-band button").last.click()
    page.locator("#stepper").press("End")
    end = page.evaluate(HERE)
    page.locator(unit).click()
    found = page.evaluate(HERE) + 1
    expected = f"touches unit 2 of layer 1: in the forward pass, step {found}; back to step {end + 1}"
    assert page.inner_text(".st-exact") == f"This is the next step that {expected}"
    for _ in range(5):
        before = page.evaluate(HERE)
        page.go_back()
        page.wait_for_function("(before) => stepping.now.at !== before", arg=before)
    for each in reversed(at):
        page.go_back()
        page.wait_for_function("(at) => stepping.now.at === at", arg=each)
    assert page.said == []


def test_keys_are_its_own_only_while_it_has_the_focus(open_at):
    page = open_at()
    here = page.evaluate(HERE)
    for key in ("m", "ArrowRight", " ", "PageDown", "End"):
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        page.keyboard.press(key)
        if key not in ("m", "ArrowRight"):
            page.wait_for_function("scrollY > 0")
        assert page.evaluate("[stepping.now.at, stepping.now.form]") == [here, "scalar"], key
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.locator(".st-equations").click(position={"x": 5, "y": 5})
    assert page.evaluate("document.activeElement.closest('#stepper') !== null")
    page.locator("#stepper").focus()
    assert page.eval_on_selector("#stepper", "box => getComputedStyle(box).outlineStyle") == "solid"
    scrolled = page.evaluate("scrollY")
    page.keyboard.press("PageDown")
    assert page.evaluate(HERE) > here
    page.keyboard.press("m")
    assert page.evaluate("[stepping.now.form, scrollY]") == ["matrix", scrolled]
    stops = """(box) => [...document.querySelectorAll(`${box} *`)]
        .filter((each) => each.checkVisibility() && each.tabIndex === 0).length"""
    assert [page.evaluate(stops, box) for box in (".st-tables", ".st-figure")] == [1, 1], "the arrows lead on from it"
    assert page.evaluate(stops, "#stepper") <= 26


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_and_hit_in_every_window(open_at, scheme):
    page = open_at(color_scheme=scheme)
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(SMALL_TEXT) == [], (width, height)
        assert page.evaluate(SMALL_TARGETS) == [], (width, height)
        page.locator(".st-ask").click()
        assert page.evaluate(SMALL_TEXT) == [], (width, height)
        assert page.evaluate(SMALL_TARGETS) == [], (width, height)
        assert min(page.evaluate(CONTRASTS)) >= 3
        page.locator(".st-ask").click()


@pytest.mark.parametrize("size", [(844, 390), (320, 256)], ids=str)
def test_in_a_low_window_what_stays_is_one_row_and_the_equation_can_be_seen(open_at, size):
    page = open_at(viewport={"width": size[0], "height": size[1]})
    bar = page.locator(".st-bar")
    rows = "all => new Set(all.map(each => Math.round(each.getBoundingClientRect().top))).size"
    assert page.eval_on_selector_all(".st-bar button", rows) == 1
    page.evaluate("document.querySelector('.st-equations').scrollIntoView({ block: 'start', behavior: 'instant' })")
    covered = """() => [".md-header", ".st-bar"].map((part) => document.querySelector(part).getBoundingClientRect())
        .reduce((sum, { top, bottom }) => sum + Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)), 0)"""
    assert page.evaluate(covered) <= size[1] / 3
    present = page.locator(".st-general").bounding_box()
    assert present["y"] >= 0 and present["y"] + present["height"] <= bar.bounding_box()["y"] + 1


def test_what_a_press_brings_is_brought_into_sight(open_at):
    page = open_at(viewport={"width": 320, "height": 256})
    seen = """(part) => {
        const { top, bottom } = document.querySelector(part).getBoundingClientRect();
        const header = Math.max(0, document.querySelector(".md-header").getBoundingClientRect().bottom);
        const bar = document.querySelector(".st-bar").getBoundingClientRect().top;
        const end = bar > innerHeight / 2 ? bar : innerHeight;
        return [Math.round(top - header), bottom <= end + 1];
    }"""
    for width, height in ((320, 256), (844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        page.locator(".st-next").click()
        top, _ = page.evaluate(seen, ".st-equations")
        assert top == 0 if width == 320 else top > 0, (width, height)
        page.locator(".st-ask").click()
        top, whole = page.evaluate(seen, ".st-what-if")
        assert top >= 0 and (whole or top == 0), (width, height)
        page.locator(".st-ask").click()
    page.set_viewport_size(WIDE)
    page.locator(".st-ask").click()
    hidden = "box => box.scrollHeight - box.clientHeight"
    assert page.eval_on_selector(".st-fields", hidden) <= 0, "the labels too are in the panel"
    field = page.locator(".st-what-if [data-matrix='gamma 0'] input")
    field.fill("0.12345678")
    assert field.evaluate("box => box.scrollWidth <= box.clientWidth")
    title = page.locator(".st-equation").bounding_box()
    assert page.get_by_role("button", name="Put back").is_visible()
    page.set_viewport_size({"width": 961, "height": 900})
    bar, ways = page.locator(".st-bar").bounding_box(), page.locator(".st-ways").bounding_box()
    assert bar["x"] + bar["width"] < ways["x"], "they share the row"
    page.set_viewport_size(WIDE)
    page.get_by_role("button", name="Put back").click()
    assert page.locator(".st-equation").bounding_box() == title, "its title has the room that it had"
    unit = page.locator(".st-figure [data-at='1 3']")
    assert unit.locator(".st-number").text_content() == "·"
    assert unit.locator("title").text_content() == "not computed yet"


def test_all_digits_by_touch_and_the_result_stays_in_sight(open_at):
    page = open_at(viewport=NARROW, has_touch=True)
    page.locator(".st-tables table[aria-label^='w,'] button").nth(3).tap()
    step = steps("scalar")[page.evaluate(HERE)]
    assert (step.line.tag.id, step.place) == ("update.weights", "l=2,i=2,h=1")
    digits, cell = str(step.value).replace("-", "−"), "W of layer 2, row 2, column 1"
    where = f"in the update, step {page.evaluate(HERE) + 1}; back to step 228"
    assert page.inner_text(".st-exact") == f"This is the next step that touches {cell} ({digits}): {where}"
    page.get_by_role("button", name="back to step 228").tap()
    assert step_at(page) == ("hidden.dJ-da-sum", "l=1,i=2,j=1,p=2")
    page.evaluate("location.hash = 'matrix/compact.dJ-dW/l=1'")
    page.wait_for_function("stepping.now.form === 'matrix'")
    page.locator(".st-tables button").nth(2).tap()
    result = page.locator(".st-sum b").bounding_box()
    sum_box = page.locator(".st-sum").bounding_box()
    assert sum_box["y"] <= result["y"] and result["y"] + result["height"] <= sum_box["y"] + sum_box["height"] + 1
    assert page.evaluate(OUTSIDE, [".st-sum"]) == []


def test_the_whole_sum_can_be_read_at_every_step(open_at):
    page = open_at(viewport=NARROW)
    cut = """() => stepping.run.forms.scalar.filter((_, at) => {
        stepping.go(at);
        const sum = document.querySelector(".st-sum");
        return sum.scrollWidth > sum.clientWidth || sum.scrollHeight > sum.clientHeight + 2;
    }).map((step) => step.line.id)"""
    assert page.evaluate(cut) == []


def test_where_the_system_chooses_the_colours_what_is_marked_stays_marked(open_at):
    page = open_at(forced_colors="active")
    look = """(part) => {
        const { outlineStyle, outlineWidth, backgroundColor } = getComputedStyle(document.querySelector(part));
        return [outlineStyle === "none" ? "" : outlineWidth, backgroundColor];
    }"""
    marks = {
        ".st-code .tagged": ".st-code .line:last-child", ".st-tables td.strong": ".st-tables tbody tr:last-child td",
        ".st-band [aria-current]": ".st-band button:last-child",
        ".st-forms [aria-pressed=true]": ".st-forms [aria-pressed=false]",
    }  # fmt: skip
    for marked, plain in marks.items():
        assert page.evaluate(look, marked) != page.evaluate(look, plain), marked


def test_on_paper_stand_the_equation_its_numbers_and_its_steps(open_at):
    page = open_at()
    page.emulate_media(media="print")
    page.wait_for_function("document.querySelector('.st-paper').rows.length > 0")
    parts = [".st-general", ".st-present", ".st-paper", ".st-bar", ".st-figure", ".st-band", ".st-keys"]
    assert [part for part in parts if page.locator(part).is_visible()] == parts[:3]
    rows = page.locator(".st-paper tbody tr")
    mine = [step for step in steps("scalar") if step.line.tag.id == "hidden.dJ-da-sum" and step.indices["l"] == 1]
    assert rows.count() == len(mine)
    assert [float(row.locator("td").last.inner_text().replace("−", "-")) for row in rows.all()] == pytest.approx(
        [step.value for step in mine], abs=5e-5)
    assert page.locator(".st-paper .here").all_inner_texts()[0].split("\t")[:4] == ["1", "2", "1", "2"]


def test_the_next_step_of_training_and_a_link_to_copy(visit, server):
    page = visit(f"{server}stepper.html#{HIDDEN}", permissions=["clipboard-read", "clipboard-write"])
    before = page.inner_text(".st-costs")
    assert before.startswith("training step 1: J ") and before.endswith(" after its update")
    page.locator(".st-ask").click()
    page.locator(".st-what-if [data-matrix='gamma 0'] input").fill("0.25")
    page.get_by_role("button", name="Run the next training step").click()
    page.get_by_role("button", name="Copy the link").click()
    page.wait_for_function("document.querySelector('.st-copied').textContent !== ''")
    assert page.evaluate("navigator.clipboard.readText()") == f"{server}stepper.html#{HIDDEN};gamma=0.25;training=2"
    second = page.inner_text(".st-costs")
    assert second.startswith("training step 2: J ") and "as recorded" not in second
    page.get_by_role("button", name="Run the next training step").click()
    (matrix, backward, update), network, costs = FORMS["matrix"], Network(W, B), []
    for _ in range(4):
        run = matrix(network, X)
        costs.append(f"{cost(network, run, Y):.4f}")
        network = update(network, backward(network, run, Y), 0.25)
    trail = f"J before training step 1: {costs[0]}, after step 1: {costs[1]}, 2: {costs[2]}, 3: {costs[3]}"
    assert page.inner_text(".st-trail") == trail
    page.get_by_role("button", name="Back one training step").click()
    assert page.inner_text(".st-costs") == second
    page.get_by_role("button", name="Back one training step").click()
    assert page.locator(".st-former").is_disabled()
    assert "as recorded" in page.inner_text(".st-costs")
    page.get_by_role("button", name="Put back").click()
    assert page.inner_text(".st-costs") == before
    assert page.said == []
