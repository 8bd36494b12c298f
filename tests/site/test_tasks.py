"""The tasks: made from the code, right where they should be, and checked in the page by what a reader would do."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder.blocks import PageError, Task, fill_tasks, find_tasks, with_places
from builder.slips import parted, slips_of, suspects
from builder.tasks import OPTIONS, Question, filled, rendered, start_of
from test_browser import NARROW, WIDE, axe, browser, server, visit  # noqa: F401

from purenn.explaining.numbers import Calculator
from purenn.notation.expression import PairingError
from purenn.notation.text import text
from purenn.pairing.reading import read
from purenn.pairing.registry import registry

ROOT = Path(__file__).parents[2]
EQUATIONS = registry()
CHAPTERS = [
    "one-unit", "forward-pass", "loss", "output-layer", "hidden-layers", "compacting", "gradient-descent", "one-step",
    "cheap", "on-real-data", "hidden-units",
]  # fmt: skip
UNSUITED = {"one-unit": {"write"}, "on-real-data": {"compute"}}  # no function of its own yet; no equation of its own
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
    (parts,) = rendered([task], EQUATIONS, ROOT, lambda entry: f"#eq-{entry.id}").values()
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
        ("/// task | write\n    equation: a.b\n\n?\n///", "page.md:1: no chapter holds the equation a.b"),
        ("/// task | write\n    slip: x\n\n?\n///", "page.md:1: found `slip:`, expected equation, form, function"),
        ("/// task | derive\n    at: l=1\n    at: l=2\n\n?\n///", "page.md:1: the task says `at:` twice"),
        ("/// task | compute\n    equation: hidden.dJ-da-sum\n    at: i=9\n\n?\n///", "found i=9, expected i from 1"),
        ("/// task | diagnose\n    equation: hidden.dJ-db\n    slip: x\n\n?\n///", "found no telling slip `x`"),
    ],
)  # fmt: skip
def test_a_task_that_cannot_be_made_is_named(block, message):
    with pytest.raises((PageError, PairingError)) as caught:
        rendered(find_tasks(block, "page.md"), EQUATIONS, ROOT, lambda entry: "")
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


def test_the_piece_that_holds_the_slip_is_marked():
    (mutant, _), *_ = suspects(EQUATIONS["hidden.dJ-dw-sum"].tags[0], "a sum cut short")
    assert parted(mutant) == ("for j in range(", "m - 1", "):")


# ---- write


@pytest.mark.parametrize("id", [
    task.options["equation"] for chapter in CHAPTERS for task in tasks_of(chapter)
    if task.kind == "write" and "equation" in task.options
])  # fmt: skip
def test_a_file_to_start_from_fails_until_the_function_is_written(id, tmp_path):
    tag = EQUATIONS[id].tags[0]
    start = start_of(EQUATIONS[id], ROOT)
    function = "\n".join(tag.source.lines[tag.function.lineno - 1 : tag.function.end_lineno])
    head, _, rest = start.partition(f"def {tag.function.name}(")
    rest = rest.partition('raise NotImplementedError("write me")')[2]
    borrowed = f"from {tag.source.module} import *\nimport {tag.source.module} as own\n"
    borrowed += "globals().update({k: v for k, v in vars(own).items() if not k.startswith('__')})\n"
    for name, code, passes in (("stub", start, False), ("written", f"{borrowed}{head}{function}\n{rest}", True)):
        path = tmp_path / f"test_{name}.py"
        path.write_text(code, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)], check=False,
            cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == (0 if passes else 1), done.stdout + done.stderr


def test_a_task_to_write_a_whole_pass_checks_it():
    body = made(kind="write", function="backward_pass", form="scalar")
    assert "python3 mine.py" in body and "def backward_pass" in re.sub("<[^>]*>", "", body)


# ---- in the browser


@pytest.fixture
def task(visit, server):  # noqa: F811
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


def test_the_value_of_a_slip_is_known(task):
    asked = task("gradient-descent", "task-compute-update-weights")
    assert answered(asked, "-2.72") == "right"  # −2.8 − 0.5 · (−0.1506)
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


@pytest.mark.parametrize(("chapter", "id"), [
    (chapter, each.address) for chapter in CHAPTERS for each in tasks_of(chapter)
    if each.kind == "diagnose" or (each.kind == "derive" and "steps" not in each.options)
])  # fmt: skip
def test_choosing(task, chapter, id):
    asked = task(chapter, id)
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
    asked.get_by_role("button", name="Copy").first.click()
    asked.get_by_role("button", name="Copied").wait_for()
    copied = asked.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == start_of(EQUATIONS["hidden.dJ-da-sum"], ROOT).strip()


def test_the_code_of_a_card_stays_folded_while_a_task_asks_for_it(task):
    asked = task("hidden-layers", "task-write-hidden-dJ-da-sum")
    card = asked.page.locator("#eq-hidden-dJ-da-sum")
    assert not card.locator(".tagged").is_visible()
    card.get_by_text("Show the code").click()
    assert card.locator(".tagged").is_visible()


def test_without_scripts_every_answer_can_be_unfolded(task):
    asked = task("hidden-layers", "task-compute-hidden-dJ-da-sum", java_script_enabled=False)
    assert not asked.get_by_role("textbox").is_visible()
    asked.get_by_text("The answer", exact=True).click()
    assert asked.get_by_text("0.4338").is_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_tasks_fit_and_their_targets_are_large_enough(visit, server, chapter, viewport):  # noqa: F811
    page = visit(f"{server}{chapter}.html", viewport)
    edges = page.eval_on_selector_all(".task", "all => all.map(each => each.getBoundingClientRect().right)")
    assert max(edges) <= viewport["width"]
    sizes = page.eval_on_selector_all(
        ".task button, .task input, .task-option label",
        "all => all.filter(each => each.offsetParent).map(each => [each.offsetWidth, each.offsetHeight])",
    )
    assert sizes and all(width >= 24 and height >= 24 for width, height in sizes)
    assert page.said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_tasks(visit, server, axe, scheme):  # noqa: F811
    page = visit(f"{server}gradient-descent.html", color_scheme=scheme, reduced_motion="reduce")
    for name in ("task-compute-update-weights", "task-diagnose-update-matrix-weights"):
        page.locator(f"#{name} .task-answer summary").click()
    assert axe(page) == []
