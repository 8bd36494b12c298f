"""The page of one step adds up: redone from what is shown, it gives what is shown; and its blanks are complete."""

import re
from html import unescape
from math import exp, log

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import one_step, step_page
from builder.digits import numeral
from builder.one_step import rounded
from builder.step_page import BLANKS, quantities

from purenn.explaining.numbers import shown

PAGE = step_page.numbers()
LINE = re.compile(r'<p[^>]*><span class="work-left">(.*?)</span>(?=<span class="work-side">)(.*?)</p>')
SIDE = re.compile(r'<span class="work-side"><span class="sign">=</span> (.*?)</span>(?=<span class="work-side">|$)')
HELD_BACK = re.compile(r'<span class="(?:term \w* use|blank \w*)"[^>]*data-text="([^"]*)"[^>]*>.*?</span>')


def said(html):
    """What stands on a line once its blanks are filled in."""
    return unescape(re.sub("<[^>]+>", "", HELD_BACK.sub(r"\1", html.replace("<br>", " "))))


def worked_out(sum_):
    """What a pocket calculator makes of a side of a line."""
    plain = sum_.replace("−", "-").replace("·", "*")
    return eval(plain, {"σ": lambda z: 1 / (1 + exp(-z)), "ln": log})


def lines():
    return [
        (key, [said(side) for side in SIDE.findall(rest)])
        for key in PAGE if not key.startswith("gradients")
        for _, rest in LINE.findall(PAGE[key])
    ]  # fmt: skip


def test_there_are_lines_for_every_unit_there_and_back():
    counted = [key for key, _ in lines()]
    assert [counted.count(f"forward-{l}") for l in (1, 2, 3)] == [6, 4, 3]
    assert [counted.count(key) for key in ("back-output", "back-2", "back-1", "update", "again")] == [3, 6, 9, 3, 3]


@pytest.mark.parametrize(("key", "sides"), lines())
def test_each_line_gives_what_it_says_when_it_is_redone_from_what_is_shown(key, sides):
    calculation, result = sides
    assert shown(worked_out(calculation)).text.replace("-", "−") == result


def rows(html):
    """The rows of a table, each as what stands in its cells, its heading first."""
    found = re.findall(r"<tr>(.*?)</tr>", html)
    return [[said(cell) for cell in re.findall(r"<t[hd](?: scope=\"\w+\")?>(.*?)</t[hd]>", row)] for row in found]


def last_number(text):
    return float(re.findall(r"−?\d*\.?\d+", text)[-1].replace("−", "-"))


@pytest.mark.parametrize("key", ["back-1", "back-2", "gradients-3"])
def test_each_cell_of_a_gradient_is_its_row_times_its_column(key):
    head, *body = rows(PAGE[key])
    for name, *cells in body:
        l, i = re.search(r"z_?(\d),1\((\d)\)", name.replace(" ", "")).groups()[::-1]
        assert last_number(name) == quantities()[f"dz-{l}-{i}"].value
        for column, cell in zip(head[1:], cells, strict=True):
            assert last_number(cell) == rounded(last_number(name) * last_number(column))


def test_every_new_parameter_is_its_step_from_the_old_one():
    taken = one_step.step()
    for l, gradients in taken.back.dJ_dW.items():
        for i, row in enumerate(gradients):
            for h, gradient in enumerate(row):
                assert taken.W_new[l][i][h] == rounded(taken.W[l][i][h] - 0.5 * gradient)
            assert taken.B_new[l][i][0] == rounded(taken.B[l][i][0] - 0.5 * taken.back.dJ_dz[l][i])


def test_rounding_has_cost_last_digits_only():
    pairs = list(one_step.compared())
    assert len(pairs) == 84
    assert all(mine == pytest.approx(exact, rel=2e-3) for mine, exact in pairs)
    assert sum(mine == rounded(exact) for mine, exact in pairs) == int(PAGE["same"])
    one = one_step.alone(one_step.DATAPOINT)
    assert (rounded(one.J), rounded(one.J_new)) == (1.124, 0.08029)


def test_the_step_of_all_datapoints_is_the_stepper_s():
    assert (PAGE["all-cost"], PAGE["all-cost-new"]) == ("0.9441", "0.4964")
    *_, means = rows(PAGE["all"])
    assert [means[3], means[6]] == [PAGE["all-cost-shown"], PAGE["all-cost-new"]]
    body = rows(PAGE["all"])[1:-1]
    assert all(float(new) < float(old) for _, _, _, old, _, _, new in body)  # as the page says
    gradients = [float(row[4].replace("−", "-")) for row in body]
    assert min(gradients) < 0 < max(gradients)


def test_what_the_page_says_in_words_is_so():
    before, after = one_step.step().before, one_step.step().after
    assert after.J < before.J / 10 and 0.3 < before.a[3][0] < 0.35 and after.a[3][0] > 0.9
    large = one_step.exact([[x[0]] for x in one_step.worked.X], [[1]], step_page.LARGE)
    assert large.J_new < after.J
    assert one_step.together(step_page.LARGE).J_new > one_step.together().J_new


def test_every_blank_has_its_place_and_its_answer():
    text = "".join(PAGE.values())
    for key in BLANKS:
        assert text.count(f'data-key="{key}"') == 1
        answer = re.search(f'data-key="{key}" data-answer="([^"]*)"', text)
        assert float(answer[1]) == quantities()[key].value == rounded(quantities()[key].value)
    for html in PAGE.values():
        blanks = html.count('class="blank ')
        answers = re.search(r"<details><summary>Answers</summary><p>(.*?)</p></details>", html)
        assert (answers[1].count("; ") + 1 if answers else 0) == blanks


def test_no_blank_is_given_away_by_a_number_in_the_open():
    for key, html in PAGE.items():
        folded = re.sub(r"<details>.*?</details>", "", html)
        visible = set(re.findall(r"(?<![\d.])−?\d+\.\d+", re.sub("<[^>]+>", " ", folded)))
        given = [blank for blank in BLANKS if len(numeral(quantities()[blank].value)) > 5
                 and numeral(quantities()[blank].value) in visible]  # fmt: skip
        if key not in ("all", "flow", "routes", "cost", "cost-new", "shared"):  # these come after them
            assert given == [], key
