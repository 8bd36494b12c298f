"""The book for everybody: narrow, magnified, in forced colours, without scripts, by keyboard, by ear, and copied."""

import re
from html import unescape

import pytest
from seen import NARROW, WIDE

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder.mathematics import to_mathml
from builder.readers import spoken

WIDTHS = (1400, 768, 390, 320)  # the last is a window of 1280 magnified four times
SMALLEST = 11  # pixels

# What is wrong with the lines of a page: marks that begin one, brackets that end one, fractions that touch the next,
# words of a drawing that are too small, and whatever makes the page scroll sideways.
WRONG = r"""() => {
    const wrong = [], CLOSING = /^[-.,;:?!)\]}”’…]/, OPENING = /[(\[{“‘]$/;
    const content = document.querySelector(".md-content__inner");
    const blockOf = (node) => {
        let block = node.parentElement;
        while (["inline", "contents"].includes(getComputedStyle(block).display)) block = block.parentElement;
        return block;
    };
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
        if (node.nodeType === 3) return node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
        const apart = node.matches("script, style, svg, pre, .eq-lines, select, .formula, .stepper, [data-of]");
        if (apart) return NodeFilter.FILTER_REJECT;
        return node.localName === "math" ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
    });
    const leaves = [], range = document.createRange();
    while (walker.nextNode()) {
        const node = walker.currentNode, isText = node.nodeType === 3;
        if (isText && node.parentElement.closest("math")) continue;
        range.selectNodeContents(node);
        const boxes = [...(isText ? range : node).getClientRects()].filter((box) => box.width);
        if (boxes.length) leaves.push({ node, text: isText ? node.data : "", boxes, block: blockOf(node) });
    }
    const under = (upper, lower) => lower.top + lower.height / 2 > upper.bottom && lower.left < upper.right;
    const said = ({ block }) => block.textContent.trim().slice(0, 60);
    leaves.forEach((leaf, k) => {
        const next = leaves[k + 1];
        if (next?.block !== leaf.block || !under(leaf.boxes.at(-1), next.boxes[0])) return;
        const code = leaf.node.parentElement.closest("code");
        if (code?.contains(next.node)) return;
        if (CLOSING.test(next.text) && !/\s$/.test(leaf.text)) wrong.push(`begins with a mark: ${said(next)}`);
        if (OPENING.test(leaf.text) && !/^\s/.test(next.text)) wrong.push(`ends with a bracket: ${said(leaf)}`);
    });
    const together = Map.groupBy(leaves, ({ block }) => block);
    for (const { node, boxes: [box], block } of leaves.filter(({ node }) => node.localName === "math")) {
        for (const other of together.get(block)) {
            if (other.node === node) continue;
            for (const line of other.boxes) {
                if (line.right < box.left || line.left > box.right) continue;
                const middle = line.top + line.height / 2;
                const gap = middle > box.bottom ? line.top - box.bottom : middle < box.top ? box.top - line.bottom : 9;
                if (gap < (node.querySelector("mfrac") ? 1 : -3)) wrong.push(`${gap} pixels apart: ${said({ block })}`);
            }
        }
    }
    for (const text of content.querySelectorAll("svg.drawing :is(text, tspan)")) {
        const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
        if (size < SMALLEST - 0.01) wrong.push(`${size} pixels: ${text.textContent} in ${text.closest("figure").id}`);
    }
    if (document.documentElement.scrollWidth > innerWidth) wrong.push(`${document.documentElement.scrollWidth} wide`);
    return wrong;
}""".replace("SMALLEST", str(SMALLEST))


# The foot of an underscore, and the line under the link in which it stands, both below the base line.
UNDERSCORES = """() => {
    const drawn = document.createElement("canvas").getContext("2d");
    const inside = (link) => [link, ...link.querySelectorAll("*")].find((one) =>
        [...one.childNodes].some((node) => node.nodeType === 3 && node.data.includes("_")));
    return [...document.querySelectorAll(".md-content a")].filter(inside).flatMap((link) => {
        const { fontSize, fontFamily } = getComputedStyle(inside(link));
        const { textDecorationLine, textUnderlineOffset } = getComputedStyle(link);
        drawn.font = `${fontSize} ${fontFamily}`;
        const foot = drawn.measureText("_").actualBoundingBoxDescent;
        const seen = !textDecorationLine.includes("underline") || parseFloat(textUnderlineOffset) >= foot;
        return seen ? [] : [`${link.textContent}: ${textUnderlineOffset} < ${foot}`];
    });
}"""


def pages(site):
    """The pages of the text, which book.html only gathers, and one that shows a source file."""
    text = sorted(page for page in site.glob("*.html") if page.name not in ("404.html", "book.html", "stepper.html"))
    return [*text, site / "source/purenn.explaining.__init__.html"]


def unfold(page):
    page.eval_on_selector_all(".md-content details", "folded => folded.forEach((each) => { each.open = true; })")


def test_no_line_is_broken_badly_no_underscore_lost_and_no_page_scrolls_sideways(visit, site):
    page, found = visit((site / "index.html").as_uri(), reduced_motion="reduce"), []
    for path in pages(site):
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready.then(() => true)")
        unfold(page)
        found += [f"{path.name}: {wrong}" for wrong in page.evaluate(UNDERSCORES)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{path.name} at {width}: {wrong}" for wrong in page.evaluate(WRONG)]
        for width in (375, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    assert found == []


def test_what_scrolls_can_be_reached_and_has_a_name_and_no_head_is_empty(visit, site):
    page = visit((site / "errata.html").as_uri(), {"width": 320, "height": 700}, reduced_motion="reduce")
    for name in ("errata.html", "compacting.html", "hidden-layers.html", "output-layer.html"):
        page.goto((site / name).as_uri())
        page.wait_for_timeout(100)
        boxes = """() => [...document.querySelectorAll(".md-content *")].filter((box) =>
            box.scrollWidth > box.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(box).overflowX)
            && box.checkVisibility({ contentVisibilityAuto: true }) && !box.closest(".stepper"))
            .filter((box) => box.tabIndex !== 0 || !box.role && !box.closest("[role]") || !box.closest("[aria-label]"))
            .map((box) => box.outerHTML.slice(0, 120))"""
        assert page.evaluate(boxes) == []
        page.set_viewport_size(WIDE)
        page.wait_for_timeout(100)
        assert page.locator(".md-typeset__scrollwrap[tabindex]").count() == 0
        page.set_viewport_size({"width": 320, "height": 700})
        heads = "heads => heads.filter((th) => !th.ariaLabel && !th.cloneNode(true).textContent.trim()).length"
        assert page.eval_on_selector_all("th", heads) == 0
    page.goto((site / "gradient-descent.html").as_uri())
    assert page.get_by_role("columnheader", name="γ", exact=True).count()


def test_the_numbers_of_an_erratum_stand_on_the_line_of_their_label_and_a_refusal_reads_from_the_left(visit, site):
    page = visit((site / "errata.html").as_uri(), NARROW)
    refusals = page.locator("td:has(> code:first-child)")
    assert refusals.count() > 5
    assert set(refusals.evaluate_all("cells => cells.map((cell) => getComputedStyle(cell).textAlign)")) == {"left"}
    broken = """codes => codes.filter((code) => code.getClientRects().length > 1).map((code) => code.textContent)"""
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.eval_on_selector_all("td > code", broken) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.md-typeset td')).verticalAlign") == "baseline"


def test_forced_colours_leave_a_sign_of_every_state(visit, site):
    page = visit((site / "index.html").as_uri() + "#eq-hidden-dJ-da-sum", forced_colors="active", color_scheme="dark")
    page.locator("#eq-hidden-dJ-da-sum .eq-codes .term.first").click()
    page.locator("#eq-hidden-dJ-da-sum .eq-link").focus()
    outline = "one => { const style = getComputedStyle(one); return style.outlineStyle + style.outlineWidth; }"
    assert page.locator("#eq-hidden-dJ-da-sum [aria-pressed=true]").first.evaluate(outline) == "solid2px"
    assert page.locator(".eq-formula .term.lit").first.evaluate(outline) == "dotted2px"
    assert page.locator("#eq-hidden-dJ-da-sum .tagged").first.evaluate(outline) == "solid1px"
    assert page.locator("#eq-hidden-dJ-da-sum").evaluate(outline) == "solid2px"
    page.goto((site / "one-unit.html").as_uri())
    stroke = "getComputedStyle(document.querySelector('.drawing .unit')).stroke"
    assert page.evaluate(stroke) != "rgb(0, 0, 0)", "which is the paper here"
    page.goto((site / "loss.html").as_uri())
    page.locator(".task-option input").first.check()
    assert page.locator(".task-option label:has(:checked)").evaluate(outline) == "solid1px"


@pytest.mark.parametrize(("scheme", "paper"), [("dark", "rgb(22, 23, 27)"), ("light", "rgb(253, 252, 249)")])
def test_without_scripts_the_colours_follow_the_system_and_nothing_waits_for_a_script(visit, site, scheme, paper):
    page = visit((site / "forward-pass.html").as_uri(), java_script_enabled=False, color_scheme=scheme)
    body = page.locator("body")
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") == paper
    shown = page.locator("button:visible, input:visible, select:visible, .copy, [for=__search]:visible")
    assert shown.evaluate_all("all => all.map((each) => each.outerHTML)") == []
    assert page.locator("math").first.is_visible()


def test_nothing_moves_for_those_who_want_no_motion(visit, site):
    page = visit((site / "hidden-layers.html").as_uri(), reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
        return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior !== "auto";
    }).length"""
    assert page.evaluate(moving) == 0


# What copying the whole of a page puts into the clipboard, and the formulas that the page shows.
COPIED = """() => {
    const content = document.querySelector(".md-content__inner");
    getSelection().selectAllChildren(content);
    const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
    document.dispatchEvent(event);
    const shown = [...content.querySelectorAll("math")].filter((formula) => formula.getClientRects().length);
    const [text, html] = ["text/plain", "text/html"].map((kind) => event.clipboardData.getData(kind));
    return [text, html, shown.map((formula) => formula.outerHTML)];
}"""


def bare(mathml):
    """A formula's letters and their order, without what depends on how it is written."""
    letters = re.sub(r"<mo[^>]*>[\u2061\u2062]?</mo>|</?m(?:row|ath|space|padded)[^>]*>", "", unescape(mathml))
    return re.sub(r"<(\w+) [^>]*>", r"<\1>", letters)


@pytest.mark.parametrize("name", ["hidden-layers", "errata", "other-books"])
def test_a_formula_leaves_the_page_as_latex_that_says_the_same(visit, site, name):
    page = visit((site / f"{name}.html").as_uri())
    unfold(page)
    text, html, shown = page.evaluate(COPIED)
    assert "<math" in html and not re.search(r'class="(?:copy|headerlink|eq-link|gp)"', html)
    written = [display or inline for display, inline in re.findall(r"\$\$(.+?)\$\$|\$(?! )([^$]+?)\$", text)]
    assert len(written) > 50
    assert "".join(bare(to_mathml(latex, display=False)) for latex in written) == "".join(map(bare, shown))
    assert page.eval_on_selector_all("math, code", "all => all.every((one) => one.closest('[translate=no]'))")


def test_part_of_a_formula_is_copied_whole_and_text_as_the_browser_does(visit, server):
    page = visit(server + "forward-pass.html", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("""() => {
        const paragraph = [...document.querySelectorAll("p")].find((one) => one.querySelector("math mi"));
        getSelection().setBaseAndExtent(paragraph.querySelector("math mi").firstChild, 0,
            paragraph.querySelector("math").lastElementChild, 1);
    }""")
    page.keyboard.press("Control+C")
    assert re.fullmatch(r"\$[^$]+\$", page.evaluate("navigator.clipboard.readText()"))


def test_a_button_copies_code_alone(visit, server):
    page = visit(server + "index.html", permissions=["clipboard-read", "clipboard-write"], has_touch=True)
    button = page.locator(".language-console .copy").first
    button.press("Enter")
    assert page.evaluate("navigator.clipboard.readText()") == "python3 -m purenn\n"
    assert page.get_by_role("status").filter(has_text="copied").count() == 1
    card = page.locator("#eq-hidden-dJ-da-sum .eq-codes .copy")
    card.click()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].startswith("def hidden_dJ_dA(")
    assert lines[-1].endswith("    dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]")
    box = card.bounding_box()
    assert box["height"] >= 24 and box["width"] >= 24
    page.goto(server + "stepping-in-an-editor.html")
    page.locator(".language-console .copy").first.click()
    typed = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert typed[0].startswith("python3 -m purenn step") and "ne" in typed
    assert not [line for line in typed if line.startswith(("(Pdb)", "$", "  eq", "->"))]


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"w_{i,h}^{(l+1)}", "w sub i h of layer l + 1"),
        (r"\frac{\partial J}{\partial\mathbf{W}^{(l)T}}", "d J over d W of layer l transposed"),
        (r"\vec{y}\odot f^{(l)\prime}", "vector y elementwise times f of layer l prime"),
        (r"\sum_{p=1}^{n}e^{-z}", "sum from p = 1 to n of e to the power of minus z"),
    ],
)
def test_a_formula_in_words(latex, said):
    assert spoken(to_mathml(latex, display=False)) == said


def test_a_reader_of_the_screen_gets_the_parts_of_a_formula(visit, site):
    page = visit((site / "hidden-layers.html").as_uri())
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = {node["role"]["value"] for node in nodes if "role" in node}
    assert {"MathMLMath", "MathMLFraction", "MathMLSubSup", "MathMLUnderOver", "MathMLOver", "MathMLTable"} <= roles
