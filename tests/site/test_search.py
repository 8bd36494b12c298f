"""What a reader can find: by number, name, symbols and words, over http and from a folder, in search and index."""

import json
import re
import shutil
import subprocess
from gzip import compress
from pathlib import Path

import pytest
from seen import NARROW, WIDE

search = pytest.importorskip("builder.search", reason="math-core is not installed; pip install purenn[docs]")

from purenn.pairing.registry import registry  # noqa: E402

ENTRIES = registry()
ASSETS = Path(__file__).parents[2] / "docs" / "assets"
LOADED = re.compile(r"find\.js|search-index\.js|worker|search_index")

# What is typed, and what has to be among the first three results: beginnings of addresses, any of which will do.
BIAS = ("output-layer.html#eq-output-dJ-dB", "compacting.html#eq-compact-dJ-dB", "hidden-layers.html#eq-hidden-dJ-db")
WEIGHT = ("output-layer.html#eq-output-dJ-dW", "compacting.html#eq-compact-dJ-dW", "hidden-layers.html#eq-hidden-dJ-dw")
ONE_A = ("hidden-layers.html#eq-hidden-dJ-da", "compacting.html#eq-compact-dJ-dA")
RATE = ("gradient-descent.html#eq-update", "other-books.html#the-words", "gradient-descent.html#how-large")
SCALAR, ERROR = "source/purenn.backward_scalar.html", "other-books.html#nielsen"
SIGMOID = "forward-pass.html#eq-forward-sigmoid"
QUERIES: dict[str, str | tuple[str, ...]] = {
    "equation 37": "hidden-layers.html#eq-hidden-dz-dw-element-solve",
    "eq 37": "hidden-layers.html#eq-hidden-dz-dw-element-solve",
    "dJ_dW": WEIGHT,
    "dJ_dW[l]": WEIGHT,
    "dJ_dW[l][i][h]": WEIGHT,
    "hidden_dJ_dW": WEIGHT,
    "dJ/dW": WEIGHT,
    "∂J/∂W": WEIGHT,
    "∂J/∂W⁽ˡ⁾": WEIGHT,
    "∂J/∂w": WEIGHT,
    "∂J/∂wᵢₕ⁽ˡ⁾": WEIGHT,
    "dJdW": WEIGHT,
    r"\frac{\partial J}{\partial \mathbf{W}^{(l)}}": WEIGHT,
    "∂C/∂w": (*WEIGHT, ERROR),
    "dC/db": (ERROR, "hidden-layers"),
    "∂J/∂a": ONE_A,
    "dJ_da_ij": ONE_A,
    "hidden_dJ_dA": ("source/purenn.backward_", *ONE_A),
    "dz_dw": "hidden-layers.html#eq-hidden-dz-dw",
    "∂z/∂a": "hidden-layers.html#eq-hidden-dz-da",
    "dA/dZ": ("output-layer.html#eq-output-dA-dZ", "hidden-layers.html#eq-hidden-da-dz"),
    "backward_scalar": SCALAR,
    "backward_scalar.py": SCALAR,
    "matrix.py": "source/purenn.matrix.html",
    "forward.py": "source/purenn.forward.html",
    "purenn.forward": "source/purenn.forward.html",
    "forward_pass": "source/purenn.forward.html",
    "check_gradients": "source/purenn.check.html",
    "σ": SIGMOID,
    "σ(z)": SIGMOID,
    "σ'(z)": "forward-pass.html#eq-forward-sigmoid-prime",
    "dσ/dz": "forward-pass.html#eq-forward-sigmoid-prime",
    "δ": ERROR,
    "δ^l": ERROR,
    "BP2": ERROR,
    "η": RATE,
    "γ": RATE,
    "alpha": RATE,
    "learning rate": RATE,
    "step size": RATE,
    "Σ": ("hidden-layers.html", "other-books.html#mean-sum"),
    "⊙": ("compacting.html#why-a-diagonal", "other-books.html"),
    "D32": "hidden-layers.html#eq-hidden-dJ-da",
    "D7": "output-layer.html#eq-output-dJ-dW",
    "E14": "errata.html#e14",
    "chain rule": "one-unit.html#the-chain-rule",
    "bias gradient": BIAS,
    "gradient of the bias": BIAS,
    "bias derivative": BIAS,
    "weight gradient": WEIGHT,
    "cross-entropy derivative": "loss.html#eq-loss-dJ-da-element",
    "delta rule": "gradient-descent.html",
    "output error": "output-layer.html#eq-output-dJ-dz-element",
    "log loss": "loss.html#eq-loss-cross-entropy",
    "mean squared error": "loss.html#eq-loss-squared-error",
    "MSE": ("loss.html#eq-loss-squared-error", "other-books"),
    "sigmoid derivative": "forward-pass.html#eq-forward-sigmoid-prime",
    "sigmod": "forward-pass.html#eq-forward-sig",
    "relu derivative": "forward-pass.html#eq-forward-relu-prime",
    "finite differences": "source/purenn.check.html",
    "how do I check my gradients": "on-real-data.html#the-gradient-check",
    "softmax": "several-classes.html#eq-several-softmax",
    "one-hot": ("several-classes.html", "other-books"),
    "multi-class": ("several-classes.html", "other-books"),
    "vanishing gradient": "compacting.html#what-many-layers",
    "random weights": "forward-pass.html#where-the-first",
    "weight initialization": "forward-pass.html#where-the-first",
    "test set": "on-real-data.html#a-part-that-is-kept",
    "breakpoint": "stepping-in-an-editor.html#breakpoint",
    "neuron": "other-books.html#the-words",
    "zero_grad": "four-roads.html#the-loop",
    "no_grad": "four-roads.html#the-loop",
    "dual numbers": "four-roads.html#forward-mode",
    "broadcasting": "beyond.html#the-same-lines",
    "all_reduce": "beyond.html#the-sum-over",
    "complex step": "four-roads.html#differences",
    "autograd": ("four-roads.html#a-tape", "other-books.html#the-words"),
    "hiden layer": ("hidden-layers.html", "hidden-units.html"),
    "jacobian": "output-layer.html#gradient-or-jacobian",
    "transposed weights": ("compacting.html", "hidden-layers"),
    "gradient of loss wrt weights": WEIGHT,
    "partial derivative of the cost with respect to the bias": BIAS,
    "dimensions of W": ("notation.html#matrices-and-their-shapes",),
    "minibatch": ("other-books.html#the-words",),
    "number of multiplications": "cheap.html#multiplications-counted",
    "csv": "your-own-data.html",
    "my own data": "your-own-data.html",
    "missing values": "your-own-data.html#what-is-refused",
    "data leak": "your-own-data.html#what-must-not",
    "save model": "your-own-data.html",
    "does not learn": "your-own-data.html#when-it-does-not",
    "read_csv": ("source/purenn.data.tables.html", "your-own-data.html"),
    "digits": "digits.html",
    "confusion matrix": ("digits.html#what-was-misread", "your-own-data.html"),
    "batch size": "gradient-descent.html#batches",
    "what is backpropagation": ("index.html", "other"),
}


def documents(site):
    script = (site / "assets" / "search-index.js").read_text(encoding="utf-8")
    rows = json.loads(script.removeprefix("window.searchIndex = ").rstrip(";\n"))["documents"]
    return [search.Document(*row) for row in rows]


@pytest.fixture
def find(visit, site):
    """Find several things at once: for each query, the addresses and titles of the first results."""
    page = visit((site / "checked.html").as_uri())

    def find(queries):
        return page.evaluate(
            """queries => bookIndex().then(index => queries.map(query =>
                finding.find(index, query).slice(0, 3).map(({ document }) => [document.location, document.title])))""",
            list(queries),
        )

    return find


def test_every_card_is_found_by_its_id_number_and_title(find):
    for name, best in ((lambda e: e.id, 1), (lambda e: f"equation {e.number}", 1), (lambda e: f"Eq. {e.number}", 1),
                       (lambda e: e.block.title, 3), (lambda e: (e.block.article or (e.id,))[0], 2)):  # fmt: skip
        found = find(map(name, ENTRIES.values()))
        missed = [
            name(entry) for entry, results in zip(ENTRIES.values(), found, strict=True)
            if f"Equation {entry.number}. {entry.block.title}" not in [title for _, title in results[:best]]
        ]  # fmt: skip
        assert missed == []


def test_what_a_student_types_leads_there(find):
    missed = {
        query: [address for address, _ in results[:3]]
        for query, results in zip(QUERIES, find(QUERIES), strict=True)
        if not any(address.startswith(QUERIES[query]) for address, _ in results[:3])
    }
    assert missed == {}


def test_what_is_found_reads_as_sentences(site):
    found = documents(site)
    cards = {document.title: document for document in found if document.formula}
    assert len(cards) == len(ENTRIES)
    for entry in ENTRIES.values():
        card = cards[f"Equation {entry.number}. {entry.block.title}"]
        assert card.text == entry.block.says and card.place == f"{entry.block.chapter} · {entry.id}"
    assert [d.location for d in found if re.search(r"Equation \d+[a-z]|dJ-dW-chain#|\\frac|  ", d.text)] == []
    assert not [d.location for d in found if not d.title]
    assert not [d.location for d in found if re.search(r"[)⁾] =[^\s=]", d.text)]  # a formula in pieces is whole
    after = next(d for d in found if d.location == "hidden-layers.html#the-biases")
    assert "The way to their derivatives is the one" in after.text  # what stands between cards stays in its section


def test_each_address_found_is_a_place_of_the_site(site):
    places = {}
    for document in documents(site):
        page, _, place = document.location.partition("#")
        if page not in places:
            places[page] = set(re.findall(r' id="([^"]+)"', (site / page).read_text(encoding="utf-8")))
        assert not place or place in places[page], document.location


def test_the_index_of_the_search_is_light(site):
    """It is loaded on first use, and sent compressed: some 155 kB of 540, of which most is the text of the pages."""
    index = (site / "assets" / "search-index.js").read_bytes()
    assert len(index) < 600_000 and len(compress(index)) < 170_000


@pytest.mark.parametrize("over", ["http", "file"])
def test_the_search_loads_on_first_use(visit, site, server, over):
    start = server if over == "http" else f"{site.as_uri()}/"
    page = visit(start + "source/purenn.forward.html")
    page.wait_for_load_state("networkidle")
    assert [url for url in page.asked if LOADED.search(url)] == []

    page.keyboard.press("Control+k")
    page.keyboard.type("dJ_dW")
    first = page.locator("#search-results a").first
    first.wait_for()
    assert sorted(url.rpartition("/")[2] for url in page.asked if LOADED.search(url)) == ["find.js", "search-index.js"]
    assert page.locator(".md-search-result__meta").inner_text() == f"The best 30 of {number(page, 'dJ_dW')} results"
    assert first.locator("strong").inner_text() == "Equation 26. The gradient with respect to the output weights"
    assert first.locator("mark").all_inner_texts() == ["∂J/∂W⁽ᴸ⁾"]
    marked = page.locator("#search-results code mark").all_inner_texts()
    assert "∂J/∂W⁽³⁾" in marked and all(re.fullmatch("∂J/∂.*⁾", each) for each in marked)
    page.keyboard.press("Enter")
    page.wait_for_url("**/output-layer.html#eq-output-dJ-dW")
    below = page.locator(".md-header").bounding_box()["height"]
    assert below <= page.locator("#eq-output-dJ-dW").bounding_box()["y"] <= below + 40
    assert page.said == []


def number(page, query):
    return page.evaluate(
        "query => bookIndex().then(i => finding.find(i, query).filter(({ share }) => share === 1).length)", query
    )


def test_the_search_by_keyboard_and_by_address(visit, server, axe):
    page = visit(server + "checked.html?q=chain+rule")
    page.locator("#search-results a").first.wait_for()
    field, status = page.locator(".md-search__input"), page.locator(".md-search-result__meta")
    assert field.input_value() == "chain rule" and status.get_attribute("role") == "status"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('#search-results li:nth-child(2) a')")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('#search-results li:first-child a')")
    page.keyboard.press("Escape")
    assert not page.locator("#search-results a").first.is_visible()

    field.click()
    field.fill("zzzzqqqq")
    page.wait_for_function("document.querySelector('.md-search-result__meta').textContent === 'No results'")
    field.fill("dead hyperbola relu")
    page.wait_for_function("document.querySelector('#search-results a')")
    assert status.inner_text().startswith("Nothing has all of it. With a part of it: ")
    for viewport in (WIDE, NARROW, {"width": 320, "height": 568}):
        page.set_viewport_size(viewport)
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")  # once the theme has moved its box
        parts = "[...document.querySelectorAll('.found *')].filter(each => each.clientWidth)"
        assert page.evaluate(f"{parts}.filter(each => each.scrollWidth > each.clientWidth + 1).length") == 0
    assert axe(page) == []


def test_the_index_of_equations_is_narrowed_as_one_types(visit, site, axe):
    page = visit((site / "equations.html").as_uri())
    entries, status = page.locator(".equation:visible"), page.locator("#equation-filter output")
    field = page.locator("#equation-query")
    assert entries.count() == len(ENTRIES) and status.inner_text() == f"{len(ENTRIES)} equations"
    assert [url for url in page.asked if LOADED.search(url)] == []

    def shown(query):
        page.evaluate("document.querySelector('#equation-filter output').textContent = ''")
        field.fill(query)
        page.wait_for_function("document.querySelector('#equation-filter output').textContent")
        return [f"{each[3:]}" for each in entries.evaluate_all("every => every.map(each => each.id)")]

    assert shown("37")[0] == "hidden-dz-dw-element-solve"
    assert shown("hidden.dJ-da-sum") == ["hidden-dJ-da-sum"]
    assert status.inner_text() == f"1 of {len(ENTRIES)}" and status.get_attribute("role") == "status"
    assert page.locator("h2:visible").count() == 1
    assert shown("D32") == ["hidden-dJ-da"]
    assert {"compact-dJ-dW", "hidden-dJ-dw-sum", "update-weights"} <= set(shown("dJ_dW[l]"))
    assert shown("∂J/∂w") == shown("dJ/dw")
    assert {"output-dJ-dB", "hidden-dJ-db", "compact-dJ-dB"} <= set(shown("bias gradient"))
    assert shown("zzzzqqqq") == [] and page.locator("h2:visible").count() == 0
    assert shown("γ") == ["update-weights", "update-biases", "update-matrix-weights", "update-matrix-biases"]
    page.reload()
    page.wait_for_function("document.querySelector('#equation-filter output').textContent.startsWith('4 of')")
    assert field.input_value() == "γ" and entries.count() == 4
    field.press("Escape")
    page.wait_for_function("!location.search")
    assert entries.count() == len(ENTRIES) and field.input_value() == ""
    page.get_by_role("button", name="bias gradient").click()
    page.wait_for_function("location.search.includes('bias')")
    assert page.evaluate("document.activeElement.id") == "equation-query"
    assert page.said == []
    assert axe(page) == []


def test_an_index_that_could_not_be_loaded_is_said_and_asked_for_again(visit, server):
    page = visit(server + "equations.html")
    page.route("**/search-index.js", lambda route: route.abort())
    field = page.locator("#equation-query")
    field.fill("D3")
    page.wait_for_function("document.querySelector('#equation-filter output').textContent.endsWith('not be loaded.')")
    page.unroute("**/search-index.js")
    field.fill("D32")
    page.wait_for_function("document.querySelector('#equation-filter output').textContent.startsWith('1 of')")


def test_an_equation_of_the_index_stands_by_its_title(visit, site):
    page = visit((site / "equations.html").as_uri(), java_script_enabled=False)
    assert page.locator("#equation-filter").count() == 0
    for viewport in (WIDE, NARROW):
        page.set_viewport_size(viewport)
        for part in page.locator(".equation").all()[:12]:
            title, formula, line = (part.locator(name).bounding_box() for name in ("h3", "math", "p"))
            assert abs(title["x"] - formula["x"]) < 4
            assert formula["y"] - bottom(title) < 14 and line["y"] - bottom(formula) < 20
            assert bottom(part.bounding_box()) - bottom(line) >= 9  # and apart from the next


def bottom(box):
    return box["y"] + box["height"]


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node")
@pytest.mark.parametrize(("text", "words"), [
    ("dJ_dW[l][i][h] += dJ_dZ[l][i][j] * A[l - 1][h][j]", "dJ_dW dJ_dZ A"),
    ("∂J/∂wᵢₕ⁽ˡ⁾ = Σⱼ ∂J/∂z⃗ᵢ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾ᵀ", "dJ_dw sum dJ_dz a"),
    ("hidden.dJ-da-sum", "hidden.dJ-da-sum hidden dJ_da sum"),
    ("dz_pj_da_ij, dJ/dW^l", "dz_da dJ_dW"),
    ("backward_scalar.py", "backward_scalar.py backward scalar py"),
    ("D32 and E14, a row", "D32 and E14 row"),
    ("σ′(z) w_{i,h}", "sigma z w"),
])  # fmt: skip
def test_the_words_of_a_text(text, words):
    found = f"require({json.dumps(str(ASSETS / 'find.js'))}).words(process.argv[1]).map(each => each.exact)"
    done = subprocess.run(
        ["node", "-e", f"console.log({found}.join(' '))", text], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == words


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node")
@pytest.mark.parametrize("text", [f"dJ{'1' * 60}!", f"a{'1' * 60}x", f"dJ{'^11' * 40}!x"])
def test_a_long_row_of_digits_is_read_at_once(text):
    found = f"require({json.dumps(str(ASSETS / 'find.js'))}).words(process.argv[1])"
    subprocess.run(["node", "-e", found, text], check=True, timeout=60)


@pytest.mark.parametrize(("latex", "line"), [
    (r"\frac{\partial J}{\partial w_{i,h}^{(l)}}=\sum_{j=1}^{m}\vec{z}_i^{(l)}", "∂J/∂wᵢₕ⁽ˡ⁾ = Σⱼ z⃗ᵢ⁽ˡ⁾"),
    (r"\mathbf{W}^{(l)T}=-1", "W⁽ˡ⁾ᵀ = −1"),
    (r"f^{(l)\prime}(\mathbf{Z})\left[\begin{matrix}1&2\\3&4\end{matrix}\right]", "f⁽ˡ⁾′(Z)[1, 2; 3, 4]"),
    (r"w_{i,g}\ln(1+e^{-z})<1", "w[i,g] ln(1 + e^(−z)) < 1"),
    (r"dW^{[l]}=\frac{1}{m}dZ^{[l]}", "dW^[l] = 1/m dZ^[l]"),
    (r"\frac{\frac{8}{9}}{3}", "(8/9)/3"),
    (r"\frac{a-y}{m}\sqrt{x+1}", "(a − y)/m √(x + 1)"),
])  # fmt: skip
def test_a_formula_as_a_line(latex, line):
    from builder.mathematics import to_mathml

    assert search.line(to_mathml(latex, display=False)) == line
