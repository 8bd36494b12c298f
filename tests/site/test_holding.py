"""A lie in a link, a code span, a card's option or the page of errata is found, and what is right is not."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder.book import Text
from builder.prose import pieces
from holding import code, metadata, ran
from holding.formulas import KINDS, Book
from holding.pages import Hold

from purenn.notation.expression import Function, Gradient, PairingError, Symbol
from purenn.notation.sizes import Layer
from purenn.pairing.registry import registry

ROOT = Path(__file__).parents[2]
ENTRIES = registry()
ARTICLE = metadata.article()
PACKAGE = code.Package(ROOT, ENTRIES)
BOOK = Book(ENTRIES)
ERRATA = (ROOT / "docs" / "errata.md").read_text(encoding="utf-8")


def faults(text, page="page.md"):
    found = pieces(text, page)
    every = [*code.code_faults(found, page, PACKAGE), *metadata.link_faults(found, page, ENTRIES)]
    return [str(fault) for fault in every]


@pytest.mark.parametrize("span", [
    "W[l + 1][p][i]", "dJ_dZ[L][0][j]", "row(Z[l], i)", "column(dJ_dZ[l + 1], j)", "A[2][0][2]", "W[l + 1][p]",
    "Y[0][j]",
    "hidden_dJ_dA(W, dJ_dZ, l)", "layer_dJ_dZ(dJ_dA, Z, f_prime, l)", "run.Z[l]", "Network.random([4, 3, 1], seed=0)",
    "for i in range(n[l])", "ones(m, 1)", "log(0.0)", "z_ij = B[l][i][0]", "l == 1 and i == 1", "purenn/matrix.py",
    "tests/by_hand/", ".ci/run", "--gamma 100", "--at", "--hidden tanh", "--missing mean",
    "--output said.csv", "python3 -m purenn explain hidden.dJ-da-sum",
    "python3 -m purenn equations weight", "python3 -m pdb -m purenn",
    "torchrun --nproc-per-node 2 -m docs.beyond.many_machines",
    ".venv/bin/python -m pytest -q tests/by_hand",
    "# eq: hidden.dJ-da-sum", "article: D20", "+=", "tbreak", "p -x", "!n", '"noDebug": true',
    "X is 5x4, expected 4 rows, one for each feature", "1 if k == i else 0", r"\wrong{W[l + 1][i][p]}", r"\wrong{W[0]}",
])  # fmt: skip
def test_code_that_the_package_has(span):
    assert faults(f"So `{span}`.") == []


@pytest.mark.parametrize("span", [
    "W[l + 1][i][p]", "W[l][j][i]", "dJ_dZ[l][i][h]", "row(Z[l], j)", "column(A[l], i)", "W[0]", "B[l][i][j]", "Y[j]",
    "hidden_dJ_dA(dJ_dZ, W, l)", "hidden_dJ_dA(W, dJ_dA, l)", "layer_dJ_dZ(dJ_dA, Z, l)", "hidden_dJ_dC(W, dJ_dZ, l)",
    "run.V[l]", "Network.random([4, 3, 1], sed=0)", "purenn/matrices.py", "tests/hand/", "--gama 100", "--hidden cos",
    "--missing most",
    "python3 -m purenn explain hidden.dJ-da-some", "python3 -m purenn equations wait", "python3 -m purrnn",
    "torchrun --nproc-per-node 2 -m docs.beyond.many_machine", "torchrun -m docs.beyond.many_machines",
    ".venv/bin/python -m pytest -q tests/by_foot", "# eq: hidden.dJ-da-some", "hidden.dJ-da-some", '"liner"',
    "X is 5x4, expected 4 columns, one for each feature", "f(z) = z", r"\wrong{W[l + 1][p][i]}",
    ".venv/bin/pip install -q -e '.[doc]'", "mkdocs build --strickt", "python3 -c 'import purrnn'",
    "sigmoid(1, 2, 3)", "sigmoid(1, 2, 3) + dJ_dw", "sigmoid(z) + dJ_dq",
    "the", "for i in", "W[l][i", "Return the cost", "$ git clone 'x", '--at "x',
])  # fmt: skip
def test_code_that_the_package_has_not(span):
    assert faults(f"So `{span}`.")


@pytest.mark.parametrize(("span", "node"), [
    ("W[l][i][h]", Symbol("w", "scalar", Layer("l"), ("i", "h"))),
    ("A[2][0][2]", Symbol("a", "scalar", Layer("", 2), (1, 3))),
    ("dJ_da_ij", Gradient(Symbol("J", "scalar"), Symbol("a", "scalar", Layer("l"), ("i", "j")))),
    ("row(Z[l], i)", Symbol("z", "row", Layer("l"), ("i",))),
    ("n[l - 1]", Symbol("n", "scalar", Layer("l", -1))),
    ("X", Symbol("X", "matrix")),
    ("f[l]", Function("f", Layer("l"))),
    ("L", Symbol("L", "scalar")),
    ("hadamard", None),
    ("Z[l] + B[l]", None),
])  # fmt: skip
def test_the_symbol_of_a_code_span(span, node):
    assert code.symbol_of(span) == node


def test_wrong_code_is_shown_without_its_mark():
    assert code.shown(r"`\wrong{W[0]}` and `W[1]`") == "`W[0]` and `W[1]`"


@pytest.mark.parametrize("link", [
    "[hidden.dJ-dw](hidden-layers.md#eq-hidden-dJ-dw)", "[E07](errata.md#e07)",
    "[a derivative](loss.md#eq-loss-dJ-da-element)",
    "[`purenn/matrix.py`](source/purenn.matrix.md)",
])  # fmt: skip
def test_a_link_that_leads_where_it_says(link):
    assert faults(link) == []


@pytest.mark.parametrize("link", [
    "[hidden.dJ-dw](hidden-layers.md#eq-hidden-dJ-db)", "[hidden.dJ-dw](loss.md#eq-hidden-dJ-dw)",
    "[E07](errata.md#e08)",
    "[hidden.dJ-dv](hidden-layers.md#eq-hidden-dJ-dw)", "[`purenn/matrix.py`](source/purenn.loss.md)",
])  # fmt: skip
def test_a_link_that_leads_elsewhere(link):
    assert len(faults(link)) == 1


def with_option(id, **options):
    return {**ENTRIES, id: replace(ENTRIES[id], block=replace(ENTRIES[id].block, **options))}


def test_every_card_says_of_itself_what_the_machine_and_the_list_have():
    assert list(metadata.card_faults(ENTRIES, ARTICLE)) == []
    assert set(ARTICLE.shown.values()) == {f"D{number}" for number in range(1, 44)}
    assert set(ARTICLE.named) | {code for codes in ARTICLE.errata.values() for code in codes} <= {
        f"E{number:02}" for number in range(1, 45)
    }


@pytest.mark.parametrize(("id", "options"), [
    ("hidden.dJ-dw", {"kind": "layout"}),
    ("hidden.dJ-dw-chain", {"kind": "computation"}),
    ("hidden.dJ-dw", {"article": ()}),
    ("hidden.dJ-dw", {"article": ("D19",)}),
    ("hidden.dJ-dw-sum", {"article": ("D20",)}),
    ("hidden.z-column-layout", {"errata": ()}),
    ("forward.Z", {"errata": ("E26",)}),
    ("hidden.dJ-dw", {"latex": ENTRIES["hidden.dJ-dw-chain"].block.latex}),
])  # fmt: skip
def test_a_card_that_says_something_else(id, options):
    (fault,) = metadata.card_faults(with_option(id, **options), ARTICLE)
    assert id in str(fault)


@pytest.mark.parametrize("hiding", ["<!--\n{}\n-->", "```text\n{}\n```"])
def test_a_card_in_a_comment_or_a_fence_is_no_card(tmp_path, hiding):
    for page in (ROOT / "docs").glob("*.md"):
        (tmp_path / page.name).write_bytes(page.read_bytes())
    page = tmp_path / "hidden-layers.md"
    text = page.read_text(encoding="utf-8")
    start = text.index("/// eq | hidden.dJ-dw-sum")
    end = text.index("\n///\n", start) + len("\n///")
    page.write_text(text[:start] + hiding.format(text[start:end]) + text[end:], encoding="utf-8")
    with pytest.raises(PairingError, match=r"found the tag `hidden\.dJ-dw-sum`"):
        registry(pages=tmp_path)


def errata_faults(text):
    return [str(fault) for fault in metadata.errata_faults(pieces(text, "errata.md"), ENTRIES, ARTICLE)]


def test_the_page_of_errata_is_as_the_list_and_the_cards_have_it():
    assert errata_faults(ERRATA) == []


@pytest.mark.parametrize(("old", "new"), [
    ("As printed, in displayed equation 16", "As printed, in displayed equation 17"),
    (r"a_{\term{slip}{i},j}^{(l-1)}", r"a_{\term{slip}{g},j}^{(l-1)}"),  # which is no slip
    (r"a_{\term{slip}{i},j}^{(l-1)}", r"a_{\term{slip}{h},j}^{(l-1)}"),  # which the article has not
    (r"z_{\term{slip}{1},j}^{(l+1)}\\", r"z_{\term{slip}{1},j}^{(l)}\\"),  # a slip that is not marked
    (r"{{ equation.output.dJ-dA }}", "{{ equation.output.dJ-dZ }}"),
    (r"\cdots&w_{2,n^{(l)}}^{(l+1)}\end", r"\cdots&w_{1,n^{(l)}}^{(l+1)}\end"),
    ("[output.dJ-dA](output-layer.md#eq-output-dJ-dA)", "[output.dJ-dW](output-layer.md#eq-output-dJ-dW)"),
])  # fmt: skip
def test_a_lie_on_the_page_of_errata(old, new):
    assert old in ERRATA
    assert errata_faults(ERRATA.replace(old, new, 1))


def test_a_block_that_was_changed_has_not_been_run():
    page = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert list(ran.block_faults(pieces(page, "index.md"), "index.md")) == []
    changed = page.replace("explain hidden.dJ-da-sum", "explain hidden.dJ-dw-sum")
    assert len(list(ran.block_faults(pieces(changed, "index.md"), "index.md"))) == 1


def test_the_first_fault_stops_the_build_with_its_line():
    with pytest.raises(ValueError, match=r"^page\.md:7: found \[E07\]\(errata\.md#e08\), expected it to lead to"):
        Hold([Text("page.md", "One.\n\n[E07](errata.md#e08)", 5)], ENTRIES, ROOT).check()


def held(*names):
    command = [sys.executable, "-m", "holding", *names]
    return subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'docs'}"}, capture_output=True,
                          text=True, check=False)  # fmt: skip


@pytest.mark.parametrize("name", ["loss", "loss.md", "README.md"])
def test_a_page_may_be_held_alone(name):
    done = held(name)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_page_that_there_is_not_is_refused_with_the_names():
    done = held("loss", "nosuch")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("found no page nosuch, expected CONTRIBUTING, README, ")
    assert done.stderr.count("\n") == 1


def formula_faults(text, page="page.md"):
    return [what for _, what in BOOK.check(pieces(text, page))]


@pytest.mark.parametrize("text", [
    r"$\frac{\partial J}{\partial\mathbf{A}^{(L)}}=\term{slip}{\frac{1}{m}}\left(\frac{\vec{y}}{\mathbf{A}^{(L)}}"
    r"-\frac{1-\vec{y}}{1-\mathbf{A}^{(L)}}\right)$",  # the minus sign is lost
    r"$\mathbf{A}^{(L)}=\term{slip}{\left[\begin{matrix}a_1^{(L)}\\a_2^{(L)}\\\vdots\\a_m^{(L)}\end{matrix}\right]}$",
    r"$\theirs{\delta^L=\nabla_aC\odot\sigma'(z^L)}$",
    r"$\frac{\partial\left(\sum_{g=1}^{n^{(l)}}w_{p,g}^{(l+1)}a_{g,j}^{(l)}\right)}{\partial a_{i,j}^{(l)}}"
    r"=w_{p,i}^{(l+1)}$",
    r"$\mathbf{W}^{(l)}\leftarrow\mathbf{W}^{(l)}-\gamma\frac{\partial J}{\partial\mathbf{W}^{(l)}}$",
    r"[hidden.z-column-layout](hidden-layers.md#eq-hidden-z-column-layout) ends with $z_{n^{(l+1)},j}^{(l+1)}$",
])  # fmt: skip
def test_formulas_that_are_right_or_marked(text):
    assert formula_faults(text) == []


@pytest.mark.parametrize("text", [
    r"$\frac{\partial J}{\partial\mathbf{A}^{(L)}}=\term{slip}{-\frac{1}{m}}\left(\frac{\vec{y}}{\mathbf{A}^{(L)}}"
    r"-\frac{1-\vec{y}}{1-\mathbf{A}^{(L)}}\right)$",  # no slip is in it
    r"$\also{\,}\term{slip}{J}=J$",
    r"$\frac{\partial\left(\sum_{g=1}^{n^{(l)}}w_{p,g}^{(l+1)}a_{g,j}^{(l)}\right)}{\partial a_{i,j}^{(l)}}"
    r"=w_{i,p}^{(l+1)}$",
    r"$\mathbf{W}^{(l)}\leftarrow\mathbf{W}^{(l)}+\gamma\frac{\partial J}{\partial\mathbf{W}^{(l)}}$",
    r"[hidden.z-column-layout](hidden-layers.md#eq-hidden-z-column-layout) ends with $z_{n^{(l)},j}^{(l)}$",
])  # fmt: skip
def test_formulas_that_are_not(text):
    assert formula_faults(text)


def test_of_two_equations_for_a_symbol_the_one_that_the_section_shows_or_links_to_counts():
    softmax, sigmoids = (f"By [it](several-classes.md#eq-several-{id})," for id in ("softmax", "sigmoid-dJ-dA"))
    given = r"$\given{\mathbf{Z}^{(L)}=\left[\begin{matrix}\ln2\\0\\0\end{matrix}\right]}$ and"
    half, two_thirds = r"$a_{1,1}^{(L)}=\frac{1}{2}$", r"$a_{1,1}^{(L)}=\frac{2}{3}$"

    assert not formula_faults(f"{softmax} {given} {half}") and formula_faults(f"{softmax} {given} {two_thirds}")
    assert not formula_faults(f"{sigmoids} {given} {two_thirds}") and formula_faults(f"{sigmoids} {given} {half}")
    assert not formula_faults(f"{sigmoids} {sigmoids} {softmax} {given} {half}")


def test_another_notation_has_one_page():
    found = pieces(r"Theirs is $\theirs{dZ^{[l]}}$, in code `\theirs{np.dot}`.", "page.md")
    hold = Hold([], ENTRIES, ROOT)
    assert list(hold.faults_of(found, "other-books.md")) == []
    assert len(list(hold.faults_of(found, "loss.md"))) == 2


def test_a_letter_of_the_word_quad_is_a_symbol_as_any_other():
    for letter in "aqux":
        assert [*Book(ENTRIES).check(pieces(f"Nothing else is said of ${letter}$ here.", "page.md"))]


def test_the_kinds_of_formulas_add_up_to_all_of_them():
    book = Book(ENTRIES)
    text = r"With $\given{z=0}$, $\sigma(z)=\frac{1}{2}$ and $z$ in $\odot$, not $\wrong{1=2}$ or $\theirs{w}$, $l=1$."
    assert not [*book.check(pieces(text, "page.md"))]
    assert book.counts == {**dict.fromkeys(KINDS, 1), "expressions": 0, "shown": 0, "formulas": 7}
