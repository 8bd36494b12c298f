"""A built page that holds a link to nowhere, or a block shown as text, stops the build with its file and line."""

import pytest
from builder.blocks import PageError
from builder.links import check


def built(folder, page):
    (folder / "source").mkdir()
    (folder / "index.html").write_text('<h2 id="start">Start</h2> <a href="source/a.html#L1">a</a>', encoding="utf-8")
    (folder / "source" / "a.html").write_text('<p id="L1">1</p> <a href="../index.html#start">up</a>', encoding="utf-8")
    (folder / "page.html").write_text(page, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "page",
    [
        '<p id="here"></p><a href="#here">x</a> <a class="y" href="index.html#start">y</a> <a href="#">up</a>',
        '<a href="https://example.org/#x">x</a> <a href="//example.org">x</a> <a href="mailto:a@b.c">x</a>',
        '<a href="index.html#scalar/hidden.dJ-db/l=1">a stop of the stepper</a> <a href="picture.png">x</a>',
        '<a href="index.html#;gamma=0.3;training=2">other numbers in the stepper</a>',
        "<!-- /// eq | hidden.dJ-db --> <pre><code>/// eq | hidden.dJ-db</code></pre>",
    ],
)
def test_what_is_right_passes(tmp_path, page):
    check(built(tmp_path, page), {})


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ('<a href="#nowhere">x</a>', "page.md:9: the link #nowhere leads to no place on its page"),
        ('<a href="source/a.html#L2">x</a>', "page.md:7: the link source/a.html#L2 leads to no place on its page"),
        ('<a href="none.html">x</a>', "page.md:7: the link none.html leads to no page"),
        ("<blockquote>/// eq | hidden.dJ-db\n</blockquote>", "page.md:8: found `/// eq | hidden.dJ-db` shown as text"),
        (
            '<pre><code>&lt;div class="eq-place" id="eq-hidden-dJ-db" data-eq="hidden.dJ-db"&gt;</code></pre>',
            "page.md:8: found the block of hidden.dJ-db shown as code",
        ),
        ("<li>/// figure | pathway</li>", "page.md:7: found `/// figure | pathway` shown as text"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, page, message):
    markdown = "# Title\n> /// eq | hidden.dJ-db\n[there](#nowhere)\n"
    with pytest.raises(PageError) as refused:
        check(built(tmp_path, page), {"page.md": (markdown, 7)})
    assert str(refused.value).startswith(message)
