"""The tasks: made from the code, right where they should be, and checked in the page by what a reader would do."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder.blocks import PageError, Task, fill_tasks, find_tasks, with_places
from builder.slips import misfit, parted, slips_of, suspects
from builder.tasks import OPTIONS, WHY, Question, contradicted, explained, filled, known, needed, read_by, rendered
from builder.writing import whole_solution, whole_start
from seen import NARROW, WIDE

import purenn.matrix
from purenn import backward_scalar
from purenn.explaining.numbers import Calculator
from purenn.notation.expression import PairingError
from purenn.notation.text import text
from purenn.notation.walks import at_layer
from purenn.pairing.reading import read
from purenn.pairing.registry import registry

ROOT = Path(__file__).parents[2]
EQUATIONS = registry()
CHAPTERS = [
    "one-unit", "forward-pass", "loss", "output-layer", "hidden-layers", "compacting", "gradient-descent", "one-step",
    "cheap", "on-real-data", "hidden-units", "four-roads",
]  # fmt: skip
UNSUITED = {  # what a chapter has no function or no equation of its own for
    "one-unit": {"write"}, "one-step": {"write"}, "cheap": {"write"}, "on-real-data": {"compute"},
    "four-roads": {"write"},
}  # fmt: skip
PAGE = """# Title

/// task | compute
    equation: hidden.dJ-da-sum
    at: l=1,i=2,j=3

How does $J$ change?
///

```
/// task | compute
///
```
"""


def tasks_of(chapter):
    return find_tasks((ROOT / "docs" / f"{chapter}.md").read_text(encoding="utf-8"), f"{chapter}.md")


def made(**options):
    """The body of a task of one kind."""
    kind = options.pop("kind")
    task = Task(kind, options, "?", "page.md", 1)
    (parts,) = rendered([task], EQUATIONS, lambda entry: f"#eq-{entry.id}").values()
    return parts["body"]


# ---- the blocks


def test_a_block_holds_its_options_and_its_question():
    (task,) = find_tasks(PAGE, "page.md", first_line=5)
    assert (task.kind, task.line, task.question) == ("compute", 7, "How does $J$ change?")
    assert task.options == {"equation": "hidden.dJ-da-sum", "at": "l=1,i=2,j=3"}
    assert task.address == "task-compute-hidden-dJ-da-sum"


def test_a_task_keeps_its_question_between_its_parts():
    marked = with_places(PAGE, "page.md")
    page = fill_tasks(marked, {"task-compute-hidden-dJ-da-sum": {"head": "HEAD", "body": "BODY"}})
    assert re.search(r"HEAD\s+How does \$J\$ change\?\s+BODY", page)
    assert "/// task | compute\n///" in page  # in its fence


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("/// task | compute\n    at: l=1\n\n?\n///", "page.md:1: the task has no `equation:`"),
        ("/// task | compute\n    at: l=1\n///", "page.md:1: the task has no question"),
        ("/// task | guess\n    at: l=1\n\n?\n///", "page.md:1: found a task to guess, expected one of compute"),
        ("/// task | compute\n    equation: a.b\n\n?\n///", "page.md:1: no chapter holds the equation a.b"),
        ("/// task | write\n    slip: x\n\n?\n///", "found `slip:`, expected code, exercise, form, function"),
        ("/// task | write\n    exercise: a.b\n\n?\n///", "page.md:1: there is no exercise a.b"),
        ("/// task | derive\n    at: l=1\n    at: l=2\n\n?\n///", "page.md:1: the task says `at:` twice"),
        ("/// task | compute\n    equation: hidden.dJ-da-sum\n    at: i=9\n\n?\n///", "found i=9, expected i from 1"),
        ("/// task | diagnose\n    equation: hidden.dJ-db\n    slip: x\n\n?\n///", "found no telling slip `x`"),
    ],
)  # fmt: skip
def test_a_task_that_cannot_be_made_is_named(block, message):
    with pytest.raises((PageError, PairingError)) as caught:
        rendered(find_tasks(block, "page.md"), EQUATIONS, lambda entry: "")
    assert message in str(caught.value)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_has_something_to_do(chapter):
    kinds = {task.kind for task in tasks_of(chapter)}
    assert kinds >= set(OPTIONS) - UNSUITED.get(chapter, set())


# ---- compute


def test_the_answer_is_that_of_the_equation_with_the_numbers_as_they_are_shown():
    entry = EQUATIONS["hidden.dJ-da-sum"]
    question = Question(entry, entry.tags[0], "l=1,i=2,j=3")
    (_, worked), = Calculator().calculate(entry.equation, question.place).sides
    assert question.value(question.right) == pytest.approx(-2.2 * -0.08579 + 2.7 * 0.09076, abs=1e-12)
    assert question.value(question.right) == pytest.approx(worked, rel=1e-3)


def test_a_negative_number_stands_in_brackets_within_a_calculation():
    assert filled("{0} · {1} + f({2})", [-1, -0.5, -2]) == "−1 · (−0.5) + f(−2)"


# ---- slips


def test_slips_read_as_other_equations_for_the_same_thing():
    (tag,) = EQUATIONS["compact.dJ-dA"].tags
    found = {text(slip.equation): slip.words for slip in slips_of(tag)}
    assert found["∂J/∂A⁽ˡ⁾ = W⁽ˡ⁺¹⁾ · ∂J/∂Z⁽ˡ⁺¹⁾"] == "a transpose is missing"
    assert text(read(tag)) not in found
    assert not any("⁺²" in equation for equation in found)


@pytest.mark.parametrize(
    ("id", "slip", "kind"),
    [
        ("hidden.dJ-da-sum", "a sign flipped", "gradients"), ("forward.z-element", "a sum cut short, 2", "entries"),
        ("update.matrix-weights", "a sign flipped", "costs"), ("compact.dJ-dA", "a transpose dropped", "stops"),
        ("loss.cross-entropy", "a sum cut short", "means"),
    ],
)  # fmt: skip
def test_four_slips_leave_four_patterns(id, slip, kind):
    found = suspects(EQUATIONS[id].tags[0], slip)
    assert slip.startswith(found[0][0].rule) and found[0][1].kind == kind
    assert len({pattern.signature for _, pattern in found}) == 4


def test_a_slip_leaves_the_worked_network_as_it_was():
    suspects(EQUATIONS["forward.z-element"].tags[0], "a sum cut short")
    found = suspects(EQUATIONS["hidden.dJ-dw-sum"].tags[0], "a sum cut short")[0][1]
    off = {key for key, finding in found.findings.items() if not finding.well}
    assert off == {(l, "dJ_dW") for l in (1, 2, 3)}


@pytest.mark.parametrize(("chapter", "task"), [
    (chapter, task) for chapter in CHAPTERS for task in tasks_of(chapter) if task.kind == "diagnose"
])  # fmt: skip
def test_no_suspect_is_a_line_of_a_later_chapter(chapter, task):
    pages = list(dict.fromkeys(Path(entry.block.file).stem for entry in EQUATIONS.values()))
    own = Path(EQUATIONS[task.options["equation"]].block.file).stem
    latest = max(pages.index(page) for page in (chapter, own) if page in pages)
    assert chapter not in pages or own in pages[: pages.index(chapter) + 1]
    tag = EQUATIONS[task.options["equation"]].tags[0]
    for mutant, _ in suspects(tag, task.options["slip"], known(task, EQUATIONS)):
        assert Path(EQUATIONS[mutant.original.id].block.file).stem in pages[: latest + 1]


def test_suspects_of_few_equations_are_told_apart_by_their_numbers():
    known = ("loss.dJ-da-element", "output.dJ-dz-element")
    found = suspects(EQUATIONS["output.dJ-dz-element"].tags[0], "a 1/m dropped", known)
    assert {mutant.original.id for mutant, _ in found} == set(known)
    assert len({pattern.exact for _, pattern in found}) == 4
    said = [contradicted(found[0][1], other) for _, other in found[1:]]
    assert any("would be off by 200%, and here it is off by 400%" in each for each in said)


@pytest.mark.parametrize(
    ("id", "slip", "said"),
    [
        ("output.dJ-dz-element", "a 1/m dropped",
         "the first that is off is ∂J∂𝐙(3). Every entry of it is 5 times what it should be, as often as there are "
         "datapoints, so the gap is 4 times the right entry: 400%. What is computed from it is off as well."),
        ("loss.dJ-da-element", "a sign flipped",
         "Every entry of it has the wrong sign, so the gap is twice the right entry: 200%. All else agrees, as nothing "
         "is computed from it: the backward pass starts from ∂J∂𝐙(3)"),
        ("hidden.dJ-da-sum", "a sign flipped", "the same line turns the sign once more, so there all agrees"),
        ("hidden.dJ-dw-sum", "a sum cut short", "All else agrees, as no other gradient is computed from ∂J∂𝐖."),
        ("hidden.dJ-dw-sum", "a layer shifted by one", "The entry that is furthest off is 0"),
        ("hidden.dJ-db", "another letter", "Each sum takes wrong entries. All else agrees"),
        ("loss.cross-entropy", "a sum cut short", "for a single output nothing is left"),
    ],
)  # fmt: skip
def test_a_diagnosis_that_is_right_says_why_the_numbers_are_what_they_are(id, slip, said):
    first, *_ = suspects(EQUATIONS[id].tags[0], slip)
    assert said in re.sub("<[^>]*>", "", explained(first))


def test_the_slips_of_the_book_are_explained():
    for task in (task for chapter in CHAPTERS for task in tasks_of(chapter) if task.kind == "diagnose"):
        mutant, found = suspects(EQUATIONS[task.options["equation"]].tags[0], task.options["slip"])[0]
        first = next(finding for finding in found.findings.values() if not finding.well or found.kind != "gradients")
        assert found.kind == "stops" or first.why or (found.kind, mutant.rule) in WHY, task.address


@pytest.mark.parametrize(
    ("id", "words", "why"),
    [
        ("forward.Z", "one symbol stands",
         "the two factors of 𝐀(l)𝐀(l−1) cannot be multiplied: m columns on the left, n(l−1) rows on the right"),
        ("forward.Z", "a row is taken",
         "the two factors of 𝐁(l)𝟏m×1 cannot be multiplied: 1 column on the left, m rows on the right"),
        ("update.matrix-weights", "one symbol stands",
         "the two parts of 𝐖(l)−γ∂J∂𝐁(l) have different shapes, n(l)×n(l−1) and n(l)×1"),
        ("output.dJ-dW-fprime", "a layer is off", "the left side is 1×n(L−1), the right side 1×1"),
        ("hidden.dJ-dw-sum", "an index stands",
         "in zi,h(l) stands h, which runs up to n⁽ˡ⁻¹⁾; here belongs a letter that runs up to m"),
    ],
)  # fmt: skip
def test_a_misfit_is_said_in_words(id, words, why):
    said = [misfit(slip) for slip in slips_of(EQUATIONS[id].tags[0]) if slip.words.startswith(words)]
    assert why in [re.sub(r"<[^>]*>|&#\d+;|[\u2061\u2062]", "", each) for each in said]


def test_the_piece_that_holds_the_slip_is_marked():
    (mutant, _), *_ = suspects(EQUATIONS["hidden.dJ-dw-sum"].tags[0], "a sum cut short")
    assert parted(mutant) == ("for j in range(", "m - 1", "):")


# ---- derive


@pytest.mark.parametrize(("id", "read"), [
    ("hidden.dJ-dw", ["dJ_dz", "a"]), ("compact.dJ-dA", ["w", "dJ_dz"]), ("forward.Z", ["w", "a", "b"]),
])  # fmt: skip
def test_a_step_reads_what_it_takes_turned_over(id, read):
    assert [prefix + letter for prefix, letter, _ in read_by(EQUATIONS[id].equation)] == read


def test_weights_take_their_step_after_what_takes_them_turned_over():
    steps = [at_layer(EQUATIONS[id].equation, l, 3) for id, l in (("update.matrix-weights", 3), ("compact.dJ-dA", 2))]
    assert [pair for pair, _ in needed(steps)] == [(0, 1)]


# ---- write


@pytest.mark.parametrize("form", ["scalar", "matrix"])
def test_a_whole_pass_of_ones_own_is_checked(form, tmp_path):
    start, solution = whole_start(form), whole_solution(form)
    stub = re.compile(r"^def backward_pass.*?\n(?=\n\nif)", re.DOTALL | re.MULTILINE)
    written = stub.sub(lambda _: f"{solution}\n", start)
    wrong = written.replace("f_prime[l](Z[l][i][j])", "A[l][i][j] * (1 - A[l][i][j])")
    wrong = wrong.replace("elementwise(f_prime[l], Z[l])", "hadamard(A[l], one_minus(A[l]))")
    results = {}
    for name, code in (("stub", start), ("written", written), ("wrong", wrong)):
        (tmp_path / "mine.py").write_text(code, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "mine.py"], cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        results[name] = done.returncode, (done.stdout + done.stderr).strip()
    assert results["stub"][0] != 0
    assert results["written"][0] == 0 and float(re.search(r"\d\.?\d*e-\d+", results["written"][1])[0]) < 1e-8
    assert results["wrong"][1] != results["written"][1]
    names = {node.id for node in ast.walk(ast.parse(solution)) if isinstance(node, ast.Name)}
    assert not names & (vars(backward_scalar).keys() - vars(purenn.matrix).keys() - {"Gradients", "backward_pass"})


def test_a_task_to_write_says_where_the_file_belongs():
    body = re.sub("<[^>]*>", "", made(kind="write", function="backward_pass", form="scalar"))
    assert "python3 mine.py" in body and "def backward_pass" in body
    assert "Save it as mine.py in the folder that holds the package" in body


# ---- in the browser


@pytest.fixture
def task(visit, server):
    """Open a chapter and return one of its tasks."""

    def task(chapter, id, **settings):
        page = visit(f"{server}{chapter}.html", **settings)
        return page.locator(f"#{id}")

    return task


def said(task):
    return task.locator(".task-said").inner_text()


def state(task):
    return task.locator(".task-said").get_attribute("data-state")


def answered(task, typed):
    task.get_by_role("textbox").fill(typed)
    task.get_by_role("textbox").press("Enter")
    return state(task)


def test_computing(task):
    asked = task("hidden-layers", "task-compute-hidden-dJ-da-sum")
    assert answered(asked, "0.434") == "right"  # −2.2 · (−0.08579) + 2.7 · 0.09076 = 0.43379
    assert answered(asked, "0,43379") == "right"
    assert answered(asked, "0.43") == "near" and "significant digits" in said(asked)
    assert answered(asked, "−0.434") == "near" and "sign is wrong" in said(asked)
    assert answered(asked, "4.34") == "near" and "point" in said(asked)
    assert answered(asked, "0.189") == "wrong" and "alone" in said(asked)  # the first term
    assert answered(asked, "many") == "wrong" and "Type a number" in said(asked)
    assert answered(asked, "17") == "wrong" and "Not yet" in said(asked)
    assert asked.page.said == []


@pytest.mark.parametrize(
    ("id", "at", "step", "sums"),
    [
        ("forward.sigmoid", "", 1, False), ("hidden.dJ-da-sum", "l=1,i=2,j=3", 1, False),
        ("hidden.dJ-dw-sum", "l=2,i=1,h=3", 1, True), ("output.dJ-dz-element", "L=3,j=1", 1, True),
        ("output.dJ-dW-fprime", "L=3,h=2", 1, True), ("forward.z-element", "l=1,i=2,j=3", 1, False),
        ("update.weights", "l=3,i=1,h=2", 1, False), ("loss.cross-entropy", "L=3", 1, True),
    ],
)  # fmt: skip
def test_the_datapoints_are_counted_only_where_they_are_added_up(id, at, step, sums):
    entry = EQUATIONS[id]
    assert Question(entry, entry.tags[step - 1], at).reads_all == sums


def test_no_factor_is_offered_where_nothing_is_added_up(task):
    asked = task("one-unit", "task-compute-forward-sigmoid")
    asked.get_by_text("The answer", exact=True).click()
    value = float(asked.locator("[data-value]").inner_text())
    assert answered(asked, f"{5 * value:.4f}") == "wrong" and "Not yet" in said(asked)


def test_the_value_of_a_slip_is_known(task):
    asked = task("gradient-descent", "task-compute-update-weights")
    assert answered(asked, "-2.72") == "right"  # −2.8 − 0.5 · (−0.1506) = −2.7247
    assert answered(asked, "-2.73") == "right"  # the rounding of −2.725, as the answer is shown
    assert answered(asked, "-2.7247") == "right" and answered(asked, "-2.725e0") == "right"
    assert answered(asked, "-2.74") == "near" and answered(asked, "-2.71") == "near"
    assert answered(asked, "-2.88") == "wrong" and "a sign is the other way round" in said(asked)


def test_other_numbers_have_another_answer(task):
    asked = task("hidden-layers", "task-compute-hidden-dJ-dw-sum")
    asked.get_by_role("button", name="Other numbers").click()
    assert asked.get_by_role("textbox").evaluate("field => field === document.activeElement")
    asked.get_by_text("The answer", exact=True).click()
    value = asked.locator("[data-value]").inner_text()
    working = asked.locator("[data-template]").inner_text()
    sum_of_products = eval(working.replace("·", "*").replace("−", "-"))
    assert float(value.replace("−", "-")) == pytest.approx(sum_of_products, rel=1e-3)
    assert answered(asked, value) == "right"
    assert answered(asked, str(-float(value.replace("−", "-")))) == "near"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_choosing(visit, server, chapter):
    page = visit(f"{server}{chapter}.html")
    for each in tasks_of(chapter):
        if each.kind == "diagnose" or (each.kind == "derive" and "steps" not in each.options):
            choose_each(page.locator(f"#{each.address}"))


def choose_each(asked):
    """Choose one option of a task after the other, and look at what is said."""
    asked.get_by_role("button", name="Check").click()
    assert "Choose one" in said(asked)
    for option in asked.get_by_role("radio").all():
        option.check()
        assert said(asked) == ""
        asked.get_by_role("button", name="Check").click()
        right = option.get_attribute("data-right") is not None
        assert state(asked) == ("right" if right else "wrong")
        assert said(asked).startswith("Right." if right else "Not this one") and len(said(asked)) > 30


def test_putting_in_order_by_the_keyboard(task):
    asked = task("hidden-layers", "task-order-hidden-dJ-dw-sum")
    check = asked.get_by_role("button", name="Check")
    check.click()
    assert state(asked) == "wrong" and re.match(r"Step \d needs .* which step \d makes", said(asked).replace("\n", " "))
    for step in range(6):  # each to its place, from the first to the last
        up = asked.locator(f"li[data-step='{step}'] [data-do=up]")
        while asked.locator("li[data-step]").nth(step).get_attribute("data-step") != str(step):
            up.focus()
            asked.page.keyboard.press("Enter")
            assert "Now step" in said(asked)
    check.press("Enter")
    assert state(asked) == "right"


def test_what_is_to_be_written_can_be_copied(task):
    asked = task("hidden-layers", "task-write-hidden-dJ-da-sum", permissions=["clipboard-read", "clipboard-write"])
    asked.get_by_role("button", name="copy").first.click()
    asked.page.get_by_role("status").filter(has_text="copied").wait_for()
    copied = asked.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == "python3 -m purenn try hidden.dJ-da-sum"


def test_the_code_of_a_card_stays_folded_while_a_task_asks_for_it(task):
    asked = task("hidden-layers", "task-write-hidden-dJ-da-sum")
    card = asked.page.locator("#eq-hidden-dJ-da-sum")
    asked.page.locator("summary", has_text="The card of the sum:").click()
    assert not card.locator(".tagged").is_visible()
    card.get_by_text("Show the code").click()
    assert card.locator(".tagged").is_visible()


def test_without_scripts_every_answer_can_be_unfolded(task):
    asked = task("hidden-layers", "task-compute-hidden-dJ-da-sum", java_script_enabled=False)
    assert not asked.get_by_role("textbox").is_visible()
    asked.get_by_text("The answer", exact=True).click()
    assert asked.get_by_text("0.4338").is_visible()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_tasks_fit_and_their_targets_are_large_enough(visit, server, chapter):
    page = visit(f"{server}{chapter}.html")
    for viewport in (WIDE, NARROW):
        page.set_viewport_size(viewport)
        edges = page.eval_on_selector_all(".task", "all => all.map(each => each.getBoundingClientRect().right)")
        assert max(edges) <= viewport["width"]
        sizes = page.eval_on_selector_all(
            ".task button, .task input, .task-option label",
            "all => all.filter(each => each.offsetParent).map(each => [each.offsetWidth, each.offsetHeight])",
        )
        assert sizes and all(width >= 24 and height >= 24 for width, height in sizes)
    assert page.said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_answered_tasks(visit, server, axe, scheme):
    page = visit(f"{server}gradient-descent.html", color_scheme=scheme, reduced_motion="reduce")
    for kind, option, answer in (("derive", "[data-right]", "right"), ("diagnose", ":not([data-right])", "wrong")):
        task = page.locator(f"#task-{kind}-update-matrix-weights")
        task.locator(f"input{option}").first.check()
        task.get_by_role("button", name="Check").click()
        assert state(task) == answer
    assert axe(page) == []
