"""What stands in {{ = }} is arithmetic of what is given before it in its section."""

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder.blocks import PageError
from builder.computed import fill
from holding.formulas import Book

from purenn.pairing.registry import registry

BOOK = Book(registry())


@pytest.mark.parametrize(("text", "shown"), [
    ("{{ = n[1] * n[0] + n[1] : d }}", "15"),
    ("{{ = -W[2][0][1] / 3 + abs(m) }}", "5.733"),
    ("Let $\\given{z=\\ln 3}$.\n\nThen {{ = sigmoid(z) }}", "Let $\\given{z=\\ln 3}$.\n\nThen 0.75"),
    ("$$\n\\given{z=2}\n$$\n\n{{ = 2 *\nz }}", "$$\n\\given{z=2}\n$$\n\n4"),
])  # fmt: skip
def test_arithmetic_of_what_is_given(text, shown):
    assert fill(text, BOOK, "page.md") == shown


@pytest.mark.parametrize(("text", "message"), [
    ("{{ = abs(7) }}", "expected it to be of something that is given"),
    ("{{ = 7 }}", "expected it to be of something that is given"),
    ("{{ = n.__class__ }}", "found `n.__class__`, expected arithmetic"),
    ("{{ = W[1].index(2) }}", "expected arithmetic"),
    ("{{ = len([k for k in n]) }}", "found `[k for k in n]`, expected arithmetic"),
    ("{{ = m if m else 1 }}", "expected arithmetic"),
    ("{{ = len('abc') + m }}", "found `'abc'`, expected arithmetic"),
    ("{{ = n[1] + }}", "invalid syntax"),
    ("{{ = z }}. Let $\\given{z=2}$.", "name 'z' is not defined"),
    ("Let $\\given{z=2}$.\n\n## Another section\n\n{{ = z }}", "name 'z' is not defined"),
    ("<!-- Let $\\given{z=2}$. -->\n\n{{ = z }}", "name 'z' is not defined"),
    ("`$\\given{z=2}$`\n\n{{ = z }}", "name 'z' is not defined"),
])  # fmt: skip
def test_anything_else_is_refused(text, message):
    with pytest.raises(PageError) as refused:
        fill(text, BOOK, "page.md")
    assert message in str(refused.value)
