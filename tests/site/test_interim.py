"""Until purenn.pairing arrives, a small function finds the line of an equation and its loops."""

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder.interim import card_of, tags_of

CODE = '''
def hidden_dJ_dA(W, dJ_dZ, l):
    """Return it.

    Shapes: W[l + 1] (n[l + 1], n[l]), dJ_dZ[l + 1] (n[l + 1], m) -> (n[l], m).
    """
    for i in range(n[l]):
        for j in range(m):
            dJ_da_ij = 0.0
            for p in range(n[l + 1]):
                dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]  # eq: hidden.dJ-da-sum
            dJ_dA[i][j] = dJ_da_ij
    return dJ_dA
'''
LATEX = (
    r"\frac{\partial J}{\partial a_{i,j}^{(l)}}=\sum_{p=1}^{n^{(l+1)}}w_{p,i}^{(l+1)}"
    r"\cdot\frac{\partial J}{\partial z_{p,j}^{(l+1)}}"
)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "purenn").mkdir()
    (tmp_path / "purenn" / "x.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_the_line_its_loops_and_its_terms(root):
    card = card_of("hidden.dJ-da-sum", LATEX, root)
    (code,) = card.codes
    assert (code.file, code.function) == ("purenn/x.py", "hidden_dJ_dA")
    assert [line.number for line in code.lines] == [7, 8, 10, 11]
    line = code.lines[-1]
    assert line.tagged and line.text.endswith("* dJ_dZ[l + 1][p][j]")
    assert {line.text[piece.start : piece.end] for piece in line.pieces} == {
        "dJ_da_ij", "W[l + 1][p][i]", "dJ_dZ[l + 1][p][j]",
    }  # fmt: skip
    assert card.roles == {
        "dJ_da_ij": "written", "W[l + 1][p][i]": "first", "dJ_dZ[l + 1][p][j]": "second", "p": "index",
    }  # fmt: skip
    assert r"\term{W[l + 1][p][i]}{w_{p,i}^{(l+1)}}" in card.latex
    assert [shape.size for shape in card.shapes] == [
        r"n^{(l)}\times m", r"n^{(l+1)}\times n^{(l)}", r"n^{(l+1)}\times m",
    ]  # fmt: skip


def test_an_equation_without_a_line(root):
    with pytest.raises(LookupError, match=r"# eq: hidden\.other"):
        card_of("hidden.other", LATEX, root)


def test_a_tag_may_name_steps_and_several_equations():
    assert tags_of("x = 1  # eq: a.b, step 2; c.d\ny = 2\n") == {1: ["a.b", "c.d"]}
