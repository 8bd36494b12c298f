"""Tags are names on statements, and a slip in one says what was expected."""

import re

import pytest

from purenn.notation.expression import PairingError
from purenn.pairing.tags import Source, collect, tags_in


def tags(code: str, file: str = "sample.py"):
    return tags_in(Source(file, code))


def test_a_tag_knows_its_line_function_loops_and_code():
    (tag,) = tags("""
def layer(n, m):
    for i in range(n):
        for j in range(m):
            a = i * j  # eq: sample.product, step 1
""")
    assert (tag.id, tag.step, tag.line, tag.code) == ("sample.product", 1, 5, "a = i * j")
    assert tag.function is not None and tag.function.name == "layer"
    assert [loop.lineno for loop in tag.loops] == [3, 4]


def test_loops_around_a_function_are_not_its_own():
    (tag,) = tags("for i in a:\n    def f(j):\n        return j  # eq: sample.inner")
    assert tag.loops == ()


def test_the_context_of_a_line_is_every_line_that_it_needs_with_the_blocks_around_them():
    (tag,) = tags("""
def total(m):
    other = 1
    total = 0.0
    for j in range(m):
        total += j
    if total > 0:
        return total  # eq: sample.total
    return other
""")
    assert tag.context() == [2, 4, 5, 6, 7, 8]


def test_a_local_function_that_a_line_calls_belongs_to_its_context():
    (tag,) = tags("""
def slope(W, n):
    m = 2 * n
    other = 3

    def total():
        return sum(W[j] for j in range(m))

    def unused():
        return other

    for i in range(n):
        a = derivative(total, W, i)  # eq: sample.slope
""")
    assert tag.context() == [2, 3, 6, 7, 12, 13]


def test_equations_share_a_line():
    assert [tag.name for tag in tags("a = b  # eq: one.a; two.b-c, step 2")] == ["one.a", "two.b-c, step 2"]


def test_a_tag_stands_on_the_last_line_of_a_long_statement():
    (tag,) = tags("a = (b +\n     c)  # eq: sample.sum")
    assert tag.code == "a = (b + c)"


def test_a_tag_in_a_string_is_no_tag():
    assert tags("a = '# eq: sample.a'\n\"\"\"# eq: nothing\"\"\"") == []


@pytest.mark.parametrize("comment", [
    "#eq: sample.a", "# eq sample.a", "# Eq: sample.a", "# eq : sample.a", "# eq:sample.a", "# eqn: sample.a",
    "# equation: sample.a", "# eg: sample.a", "# eq: sample", "# eq: Sample.a", "# eq: sample.a step 2",
    "# eq: sample.a, step 0", "# eq: sample.a, step two", "# eq: sample.a,sample.b", "# eq: sample.a;sample.b",
    "# eq: sample.a; ", "# eq: sample.a.", "# eq: sample.a_b", "# the bias  # eq: sample.a",
])
def test_a_misspelt_tag_is_an_error_that_shows_the_right_spelling(comment):
    with pytest.raises(PairingError, match=r"^sample.py:1: found .*expected `# eq: section.name`"):
        tags(f"a = b  {comment}")


def test_a_comment_that_is_no_tag_is_left_alone():
    assert tags("a = b  # equal shapes, e.g. 2x3, required by eq. above") == []


@pytest.mark.parametrize(("code", "found"), [
    ("# eq: sample.a\na = b", "holds the end of no statement"),
    ("a = b; c = d  # eq: sample.a", "holds 2 statements"),
    ("for i in a:  # eq: sample.a\n    pass", "block's head"),
    ("if a: b = c  # eq: sample.a", "block's head"),
    ("a = (b +  # eq: sample.a\n     c)", "holds the end of no statement"),
])
def test_a_tag_stands_on_one_statement(code, found):
    with pytest.raises(PairingError, match=rf"^sample.py:\d: found a tag .*{re.escape(found)}"):
        tags(code)


@pytest.mark.parametrize(("one", "other", "found"), [
    ("sample.a", "sample.a", "expected each equation once"),
    ("sample.a, step 1", "sample.a, step 1", "expected each equation once"),
    ("sample.a", "sample.a, step 1", "expected each equation once"),
    ("sample.a, step 1", "sample.a, step 3", "steps 1, 2 and so on once each"),
    ("sample.a, step 2", "sample.b", "steps 1, 2 and so on once each"),
    ("sample.dJ-dZ", "sample.dJ-dz", "expected ids that differ in more than case"),
])
def test_ids_and_steps_over_all_sources(one, other, found):
    sources = [Source("first.py", f"a = b  # eq: {one}"), Source("second.py", f"a = b  # eq: {other}")]
    with pytest.raises(PairingError, match=rf"^(first|second).py:1: found .*{found}"):
        collect(sources)


def test_steps_are_put_in_order():
    sources = [Source(f"{step}.py", f"a = b  # eq: sample.a, step {step}") for step in (2, 1)]
    assert [tag.file for tag in collect(sources)["sample.a"]] == ["1.py", "2.py"]
