"""A tagged line says its equation: read back, checked for its indices, and compared with what a person wrote."""

import re

import pytest

from purenn.notation.expression import Gradient, Node, PairingError
from purenn.notation.latex import latex
from purenn.notation.parsing import ParseError, compare, parse
from purenn.notation.text import shape_text, text
from purenn.notation.walks import is_operation, is_term
from purenn.pairing.indices import IndexCheckError, shapes_of
from purenn.pairing.reading import equation_of, read
from purenn.pairing.registry import registry
from purenn.pairing.scope import ReadingError
from purenn.pairing.tags import Source, Tag, tags_in

TAGS = {id: entry.tags for id, entry in registry().items()}


def tag_in(code: str) -> Tag:
    """Return the only tag of some source text."""
    (tag,) = tags_in(Source("sample.py", code))
    return tag


def line(code: str) -> str:
    """Return the equation of a single line, as text."""
    return text(read(tag_in(f"def sample(W, B, Z, A, X, Y, f, f_prime, n, m, l):\n    {code}  # eq: sample.line")))


# ---------------------------------------------------------------- the rules, one by one


@pytest.mark.parametrize(("code", "says"), [
    ("Z[l] = matmul(W[l], A[l - 1])", "Z⁽ˡ⁾ = W⁽ˡ⁾ · A⁽ˡ⁻¹⁾"),
    ("dJ_dA[l][0][j] = Y[0][j] - B[l][0][0]", "∂J/∂a₁ⱼ⁽ˡ⁾ = yⱼ − b₁⁽ˡ⁾"),
    ("dJ_dw_ih = dot(row(dJ_dZ[l], i), transpose(row(A[l - 1], h)))", "∂J/∂wᵢₕ⁽ˡ⁾ = ∂J/∂z⃗ᵢ⁽ˡ⁾ · a⃗ₕ⁽ˡ⁻¹⁾ᵀ"),
    ("w_pi = W[l + 1][p][i]", "wₚᵢ⁽ˡ⁺¹⁾ = wₚᵢ⁽ˡ⁺¹⁾"),
    ("z_j = column(Z[l + 1], j)", "z⃗ⱼ⁽ˡ⁺¹⁾ = z⃗ⱼ⁽ˡ⁺¹⁾"),
    ("b_i = W[l][i][0]", "bᵢ⁽ˡ⁾ = wᵢ₁⁽ˡ⁾"),
    ("Z_l = A_L", "Z⁽ˡ⁾ = A⁽ᴸ⁾"),
    ("Z[l] = network.W[l]", "Z⁽ˡ⁾ = W⁽ˡ⁾"),
    ("A = {0: X}", "A⁽⁰⁾ = X"),
    ("J = 0.5 * 2.0 - X[i][j]", "J = 0.5 · 2 − xᵢⱼ"),
    ("y_j = Y[0][j]", "yⱼ = yⱼ"),
    ("dz_j_da_hj = W[l][i][h]", "∂z⃗ⱼ⁽ˡ⁾/∂aₕⱼ⁽ˡ⁻¹⁾ = wᵢₕ⁽ˡ⁾"),
    ("z_i = [[f[l](Z[l][i][j]) for j in range(m)]]", "z⃗ᵢ⁽ˡ⁾ = [f⁽ˡ⁾(zᵢ₁⁽ˡ⁾), f⁽ˡ⁾(zᵢ₂⁽ˡ⁾), ⋯, f⁽ˡ⁾(zᵢₘ⁽ˡ⁾)]"),
    ("W_new[l] = subtract(W[l], scale(gamma, dJ_dW[l]))", "W⁽ˡ⁾ ← W⁽ˡ⁾ − γ · ∂J/∂W⁽ˡ⁾"),
    ("dJ_dZ[l] = hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))", "∂J/∂Z⁽ˡ⁾ = ∂J/∂A⁽ˡ⁾ ⊙ f⁽ˡ⁾′(Z⁽ˡ⁾)"),
    ("J = sum(xlogy(Y[0][j], A[l][0][j]) for j in range(m))", "J = Σⱼ yⱼ · ln(a₁ⱼ⁽ˡ⁾)"),
    ("J = log1p(exp(-abs(Z[l][0][j])))", "J = ln(1 + e^(−|z₁ⱼ⁽ˡ⁾|))"),
    ("dz_kj_db_i = 1 if k == i else 0", "∂zₖⱼ⁽ˡ⁾/∂bᵢ⁽ˡ⁾ = δₖᵢ"),
    ("dz_kj_dw_ih = A[l - 1][h][j] if k == i else 0", "∂zₖⱼ⁽ˡ⁾/∂wᵢₕ⁽ˡ⁾ = δₖᵢ · aₕⱼ⁽ˡ⁻¹⁾"),
    ("z_i = [[Z[l][i][j] for j in range(m)]]", "z⃗ᵢ⁽ˡ⁾ = [zᵢ₁⁽ˡ⁾, zᵢ₂⁽ˡ⁾, ⋯, zᵢₘ⁽ˡ⁾]"),
    ("A_l = [row(A[l], i)[0] for i in range(n[l])]", "A⁽ˡ⁾ = [a⃗₁⁽ˡ⁾; a⃗₂⁽ˡ⁾; ⋮; a⃗[n⁽ˡ⁾]⁽ˡ⁾]"),
])
def test_one_line(code, says):
    assert line(code) == says


def test_a_letter_that_a_sum_runs_over_is_its_own():
    assert line("z_i = [[sum(Z[l][i][j] for j in range(m)) for j in range(m)]]") == (
        "z⃗ᵢ⁽ˡ⁾ = [Σⱼ zᵢⱼ⁽ˡ⁾, Σⱼ zᵢⱼ⁽ˡ⁾, ⋯, Σⱼ zᵢⱼ⁽ˡ⁾]")


def test_brackets_keep_the_order_of_the_code():
    assert line("A[l] = matmul(hadamard(Z[l], Z[l]), A[l])") == "A⁽ˡ⁾ = (Z⁽ˡ⁾ ⊙ Z⁽ˡ⁾) · A⁽ˡ⁾"
    assert line("A[l] = hadamard(Z[l], matmul(Z[l], A[l]))") == "A⁽ˡ⁾ = Z⁽ˡ⁾ ⊙ (Z⁽ˡ⁾ · A⁽ˡ⁾)"
    assert line("A[l] = matmul(W[l], matmul(Z[l], A[l]))") == "A⁽ˡ⁾ = W⁽ˡ⁾ · (Z⁽ˡ⁾ · A⁽ˡ⁾)"
    assert line("A[l] = subtract(Z[l], subtract(Z[l], A[l]))") == "A⁽ˡ⁾ = Z⁽ˡ⁾ − (Z⁽ˡ⁾ − A⁽ˡ⁾)"
    assert line("J = sum(Y[0][j] for j in range(m)) * m") == "J = (Σⱼ yⱼ) · m"
    assert line("J = m - (-m) * m * m") == "J = m − (−m · m · m)"
    assert line("J = -(m * sum(Y[0][j] for j in range(m))) * m") == "J = (−m · Σⱼ yⱼ) · m"


def test_an_accumulator_is_a_sum_with_the_value_it_starts_from():
    tag = tag_in("""
def layer_Z(W, B, A, l):
    n = {l - 1: len(A[l - 1]), l: len(W[l])}
    m = len(A[l - 1][0])
    Z = zeros(n[l], m)
    for i in range(n[l]):
        for j in range(m):
            z_ij = B[l][i][0]
            for h in range(n[l - 1]):
                z_ij += W[l][i][h] * A[l - 1][h][j]  # eq: forward.z-element
            Z[i][j] = z_ij
    return Z
""")
    assert text(read(tag)) == "zᵢⱼ⁽ˡ⁾ = Σₕ wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾ + bᵢ⁽ˡ⁾"
    assert shapes_of(tag) == ((), ())


def test_a_local_matrix_has_the_layer_of_its_rows():
    tag = tag_in("""
def hidden_dJ_dA(W, dJ_dZ, n, m, l):
    dJ_dA = zeros(n[l - 1], m)
    for h in range(n[l - 1]):
        for j in range(m):
            for i in range(n[l]):
                dJ_dA[h][j] += W[l][i][h] * dJ_dZ[l][i][j]  # eq: sample.sum
""")
    assert text(read(tag)) == "∂J/∂aₕⱼ⁽ˡ⁻¹⁾ = Σᵢ wᵢₕ⁽ˡ⁾ · ∂J/∂zᵢⱼ⁽ˡ⁾"


def test_a_starting_value_outside_the_loop_of_its_letter_is_refused():
    tag = tag_in("""
def sample(W, A, n, m, l, i):
    z_ij = 0.0
    for j in range(m):
        for h in range(n[l - 1]):
            z_ij += W[l][i][h] * A[l - 1][h][j]  # eq: sample.leak
""")
    with pytest.raises(ReadingError, match=r"sample.py:6: .*`z_ij`.*starting value inside the loop over j"):
        read(tag)


def test_a_starting_value_inside_the_summing_loop_is_no_sum():
    tag = tag_in("""
def sample(W, dJ_dZ, n, l, i, j):
    for p in range(n[l + 1]):
        dJ_da_ij = 0.0
        dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]  # eq: sample.reset
""")
    assert text(read(tag)) == "∂J/∂aᵢⱼ⁽ˡ⁾ = wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾"
    with pytest.raises(IndexCheckError, match="found a free p"):
        shapes_of(tag)


@pytest.mark.parametrize(("body", "found"), [
    ("z_ij = 0.0\n    for h in range(m):\n        if h:\n            z_ij += A[l][h][j]", "nothing but for loops"),
    ("z_ij = 0.0\n    for h in range(n[l - 1]):\n        continue\n        z_ij += A[l - 1][h][j]", "to its end"),
    ("z_ij = 0.0\n    for step in range(m):\n        z_ij += A[l][i][j]", "to run over an index letter"),
    ("z_i = [[1]]\n    for j in range(m):\n        z_i[0].append(Z[l][i][j])", "[0].append(entry) to [[]]"),
    ("for j in range(m):\n        z_ij += A[l][i][j]", "expected a starting value"),
    ("z_i = [[1]]\n    for j in range(m):\n        z_i.append([Z[l][i][j]])", "append([entry]) to []"),
    ("total = 0.0\n    for j in range(m):\n        total -= m\n    J = total", "expected += in for loops"),
    ("for j in range(m):\n        total = 0.0\n        total += m\n    J = total", "set on every way here"),
    ("total = 0.0\n    for j in range(m):\n        total += m\n        J = total", "loops that are over"),
    ("total = rest = 0.0\n    J = total", "set by itself"),
    ("J = scale(factor=m, matrix=A[l])", "no argument by its name"),
    ("z_ij = A[l][i][j] if k == i else 1", "expected a symbol, a sum"),
    ("z_ij = derivative(slope, A[l][i], j)", "a function `slope` within this one"),
])
def test_a_sum_that_is_none_is_refused(body, found):
    with pytest.raises(ReadingError, match=re.escape(found)):
        read(tag_in(f"def sample(A, Z, n, m, l, i, j):\n    {body}  # eq: sample.refused"))


def test_a_name_that_is_no_symbol_gives_way_to_what_it_stands_for():
    tag = tag_in("""
def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - a)  # eq: forward.sigmoid-prime
""")
    assert text(read(tag)) == "σ′(z) = σ(z) · (1 − σ(z))"


def test_a_name_set_in_one_branch_only_is_refused():
    tag = tag_in("""
def sample(Y, m, j):
    slope = 1
    if m > 2:
        slope = 2
    J = slope * m  # eq: sample.branch
""")
    with pytest.raises(ReadingError, match=r"sample.py:6: cannot read `slope`.*not only at line 5"):
        read(tag)


def test_a_returned_value_is_that_which_the_function_is_named_for():
    code = "def hidden_dJ_dA(W, dJ_dZ, l):\n    return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])  # eq: compact.dJ-dA"
    assert text(read(tag_in(code))) == "∂J/∂A⁽ˡ⁾ = W⁽ˡ⁺¹⁾ᵀ · ∂J/∂Z⁽ˡ⁺¹⁾"


@pytest.mark.parametrize(("code", "piece"), [
    ("J = mystery(m)", "mystery"),
    ("J = total * m", "total"),
    ("Z[l] = W[l + m]", r"l \+ m"),
    ("J = Z[l][i]", r"Z\[l\]\[i\]"),
    ("J = Z[l][i][q]", "q"),
    ("J = Z[l][i][j + 1]", r"j \+ 1"),
    ("J = B[l][i][j]", r"B\[l\]\[i\]\[j\]"),
    ("J = m ** 2 % 3", r"m \*\* 2 % 3"),
    ("z_i = [[Z[l][i][j] for j in range(n)]]", "n"),
    ("z_i = [[Z[l][i][j] for j in range(1, m)]]", r"range\(1, m\)"),
    ("z_i = [[Z[l][i][j] for j in range(m) if j]]", "if j"),
    ("J -= m", "J -= m"),
    ("J = True", "True"),
    ("J = 'm'", "'m'"),
    ("J = dA_dZ[l][i][j]", r"dA_dZ\[l\]\[i\]\[j\]"),
    ("J = total[l]", r"total\[l\]"),
    ("J = W[l](m)", r"W\[l\]"),
    ("total = {l: X}", "total"),
    ("z_i = row(transpose(W[l]), i)", r"row\(transpose\(W\[l\]\), i\)"),
    ("J = sum(m for i in range(len(row(Z[l], i))))", r"len\(row\(Z\[l\], i\)\)"),
    ("assert A[l] != Z[l]", "assert"),
])
def test_what_no_rule_reads_is_an_error_with_its_piece(code, piece):
    with pytest.raises(ReadingError, match=rf"^sample.py:2: cannot read `.*{piece}.*` for sample.line: "):
        line(code)


def test_steps_with_different_left_sides_are_refused():
    tags = tags_in(Source("sample.py", "J = 1 * m  # eq: sample.a, step 1\nm = 2 * m  # eq: sample.a, step 2"))
    with pytest.raises(ReadingError, match=r"sample.py:2: `m = 2 \* m` has another left side than `J = 1 \* m`"):
        equation_of(tags)


# ---------------------------------------------------------------- terms and their source


def test_every_term_knows_its_piece_of_code_in_characters():
    tag = tag_in("""
def sample(W, dJ_dZ, l, p, i, j):
    Größe = 2 * dJ_dZ[l + 1][p][j]
    dJ_da_ij = Größe * W[l + 1][p][i]  # eq: sample.terms
""")
    pieces = []

    def note(written: str, term: Node) -> str:
        assert term.span is not None
        pieces.append((written, tag.source.piece(term.span)))
        return rf"\textcolor{{t{len(pieces)}}}{{{written}}}"

    marked = latex(read(tag), note)
    assert [piece for _, piece in pieces] == ["dJ_da_ij", "dJ_dZ[l + 1][p][j]", "W[l + 1][p][i]"]
    assert r"\textcolor{t3}{w_{p,i}^{(l+1)}}" in marked


def test_every_term_of_every_line_knows_its_place():
    for tag in (tag for tags in TAGS.values() for tag in tags):
        spans = []
        latex(read(tag), lambda written, term, spans=spans: spans.append(term.span) or written)
        assert spans and None not in spans, tag.name


def test_an_operator_is_no_term():
    tag = tag_in("def sample(f, m, l):\n    J = log(max(f[l](m), 0))  # eq: sample.operators")
    marked = latex(read(tag), lambda written, term: f"<{written}>")
    assert marked == r"<J> = \ln\left(\max\left(<f^{(l)}>\left(<m>\right), 0\right)\right)"


def test_a_derivative_of_a_lambda_or_of_a_function_that_gathers():
    of_lambda, of_function = tags_in(Source("sample.py", """
def sample(W, A, n, l, i, j, h):
    unused = lambda: A[l][i][j]
    product = lambda: W[l][i][h] * A[l - 1][h][j]

    def weighted_sum():
        z_ij = 0.0
        for g in range(n[l - 1]):
            z_ij += W[l][i][g] * A[l - 1][g][j]
        return z_ij

    dz_ij_dw_ih = derivative(product, W[l][i], h)  # eq: sample.one
    dz_ij_dw_ih = derivative(weighted_sum, W[l][i], h)  # eq: sample.all
"""))
    assert text(read(of_lambda)).endswith("= ∂(wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾)/∂wᵢₕ⁽ˡ⁾")
    assert text(read(of_function)).endswith("= ∂(Σ_g w[i,g]⁽ˡ⁾ · a[g,j]⁽ˡ⁻¹⁾)/∂wᵢₕ⁽ˡ⁾")
    assert shapes_of(of_lambda) == shapes_of(of_function) == ((), ())


def test_a_term_is_a_symbol_or_a_whole_derivative():
    left, right = read(tag_in("dJ_da_ij = W[l][i][h] * 2  # eq: sample.terms")).sides
    assert isinstance(left, Gradient) and is_term(left)
    assert not is_term(right) and is_operation(right, "times") and is_term(right.parts[0])


def test_plain_text_holds_only_ascii():
    for tags in TAGS.values():
        assert text(equation_of(tags), ascii=True).isascii()
    assert text(equation_of(TAGS["hidden.dJ-da-sum"]), ascii=True) == (
        "dJ/da[i,j]^(l) = sum_p w[p,i]^(l+1) * dJ/dz[p,j]^(l+1)")


# ---------------------------------------------------------------- LaTeX parsed


@pytest.mark.parametrize(("one", "other"), [
    (r"\left(a\right)", "(a)"),
    (r"\left[a\right]", "(a)"),
    (r"a\cdot b\bullet c", "a b c"),
    (r"{\mathbf{A}^{(L-1)}}^T", r"\mathbf A^{\left(L-1\right)T}"),
    (r"{\vec{a}}_h^{(l-1)T}", r"\vec a_h^{(l-1)\top}"),
    (r"f'(z)", r"f^{\prime}(z)"),
    (r"w_{i}^{(l)}", r"w^{(l)}_i"),
    (r"\frac12\,x", r"\frac{1}{2}\ x"),
    (r"\ln a_{i,j}", r"\ln\left(a_{i,j}\right)"),
    (r"\partial J/\partial w_{i,h}^{(l)}", r"\frac{\partial J}{\partial w_{i,h}^{(l)}}"),
    (r"\begin{matrix}a\\b\\\end{matrix}", r"\begin{matrix} a \\ b \end{matrix}"),
])
def test_two_spellings_of_one_formula_are_equal(one, other):
    assert parse(one) == parse(other)


@pytest.mark.parametrize(("one", "other"), [
    ("w_{i,h}", "w_{h,i}"),
    ("w_{i,h}^{(l)}", "w_{i,h}^{(l+1)}"),
    (r"A \odot B C", r"(A \odot B) C"),
    (r"A \odot B", "A B"),
    (r"\vec{z}_i", "z_i"),
    (r"\mathbf{Z}", "Z"),
    (r"\sum_{p} a", r"\sum_{j} a"),
    (r"\sum_{j=1}^{m} a", r"\sum_{j=1}^{n^{(l)}} a"),
    ("a - b", "b - a"),
    ("{a b}^2", "a b^2"),
    (r"2 \cdot 3", "23"),
    (r"\frac{1}{m}", r"\frac{m}{1}"),
    (r"f'(z)", "f(z)"),
    (r"\ln(a)^2", r"\ln(a^2)"),
    ("a=b", r"a\approx b"),
    (r"\begin{matrix}a&b\end{matrix}", r"\begin{matrix}a\\b\end{matrix}"),
])
def test_two_formulas_stay_different(one, other):
    assert parse(one) != parse(other)


@pytest.mark.parametrize("latex", [
    "{a", "a}", r"\frac{a}{b", "(a", "a)", "(a]", "([a)]", r"\left[\left(a\right]\right)", "a+", r"\odot a", "z'",
    r"\mathbf{A}^{(l-1T)}", r"f^{(l\prime)}", "w_i_h", "w^{(l)}^{(l)}", r"\log a", r"\sum_{j=0}^{m}a", "(a)_i", "a~b",
    "a^2^3",
    r"\begin{matrix}z_{1,1}&z_{1,1}&\cdots&z_{1,m}\end{matrix}", r"\begin{matrix}a&b\\c\end{matrix}", "2_i",
    r"\begin{matrix}z_{1,1}&z_{1,2}&\cdots&z_{1,3}\end{matrix}", r"\unknown a", r"\mathbf{1}_{m}", "", "=",
])
def test_what_is_no_formula_is_refused(latex):
    with pytest.raises(ParseError, match=r"found .*, expected .* in the LaTeX"):
        parse(latex)


def test_the_size_of_brackets_means_nothing():
    for tags in TAGS.values():
        written = latex(equation_of(tags))
        assert parse(written) == parse(written.replace(r"\left(", "(").replace(r"\right)", ") "))


def test_a_difference_is_shown_where_it_begins():
    with pytest.raises(PairingError, match=r"page has\n  page: wᵢₕ\n  code: wₕᵢ"):
        compare("J=w_{i,h}", "J=w_{h,i}", "sample")


# ---------------------------------------------------------------- the index check


def checked(code: str, header: str = "def sample(W, B, Z, A, f, dJ_dZ, n, m, l, i, h, p, j, k):") -> str:
    """Return the shapes of a line's sides, as text."""
    return " = ".join(map(shape_text, shapes_of(tag_in(f"{header}\n    {code}  # eq: sample.check"))))


def test_shapes_are_those_of_the_symbols():
    assert checked("Z[l] = matmul(W[l], A[l - 1])") == "n⁽ˡ⁾×m = n⁽ˡ⁾×m"
    assert checked("dJ_dB[l] = matmul(dJ_dZ[l], ones(m, 1))") == "n⁽ˡ⁾×1 = n⁽ˡ⁾×1"
    assert checked("dJ_dW[L] = matmul(dJ_dZ[L], transpose(A[L - 1]))") == "1×n⁽ᴸ⁻¹⁾ = 1×n⁽ᴸ⁻¹⁾"


@pytest.mark.parametrize(("code", "found"), [
    ("Z[l] = matmul(A[l - 1], W[l])", "expected two matrices whose inner sizes meet"),
    ("Z[l] = matmul(transpose(W[l]), A[l])", "as on the left"),
    ("dJ_dA[l] = hadamard(Z[l], A[l - 1])", "equal shapes"),
    ("Z[l] = add(matmul(W[l], A[l - 1]), B[l])", "equal shapes"),
    ("w_ih = W[l][h][i]", "`W[l][h][i]` for sample.check, expected a letter that runs up to n⁽ˡ⁾"),
    ("z_ij = Z[l + 1][i][j]", "expected a letter that runs up to n⁽ˡ⁺¹⁾"),
    ("a_ij = f[l + 1](Z[l][i][j])", "f of the layer that it is applied to"),
    ("z_ij = Z[l][p][j]", "found a free p"),
    ("z_ij = dot(row(Z[l], i), row(Z[l], i))", "expected a row and a column of one length"),
    ("z_i = scale(row(Z[l], i), row(Z[l], i))", "expected a number"),
    ("dz_kj_db_i = 1 if k == j else 0", "letters of one axis"),
    ("dA_dZ[l] = diagonal([A[l][0][j] for j in range(m)])", "a row in a row"),
    ("z_ij = dot(A[l], transpose(A[l]))", "expected a row and a column"),
    ("z_i = [[row(Z[l], i) for j in range(m)]]", "a number, or a row to be stacked"),
    ("Z[l] = scale(2, m)", "found a number and a number at `scale(2, m)`"),
    ("z_ij = sum(W[l][i][g] * A[l - 1][g][j] for g in range(n[l]))", "expected a letter that runs up to n⁽ˡ⁻¹⁾"),
    ("dJ_da_ij = sum(W[l + 1][p][i] for p in range(n[l]))", "found p up to n⁽ˡ⁾"),
    ("Z[l] = [[Z[l][i][j] for i in range(n[l])] for j in range(m)]", "found m×n⁽ˡ⁾"),
])
def test_a_letter_or_shape_out_of_place_is_caught(code, found):
    with pytest.raises(IndexCheckError, match=re.escape(found)):
        checked(code)


def test_a_cut_sum_is_refused():
    with pytest.raises(ReadingError, match=re.escape("cannot read `n[l] - 1`")):
        checked("J = sum(B[l][i][0] for i in range(n[l] - 1))")


def test_a_loop_over_the_wrong_layer_is_caught():
    (tag,) = TAGS["hidden.dJ-da-sum"]
    (tag,) = (each for each in tags_in(Source("sample.py", tag.source.text.replace("range(n[l + 1])", "range(n[l])")))
              if each.id == "hidden.dJ-da-sum")
    with pytest.raises(IndexCheckError, match=re.escape("found p up to n⁽ˡ⁾")):
        shapes_of(tag)


def test_the_labels_are_one_row():
    tag = tag_in("def sample(Y):\n    m = len(Y)\n    J = sum(Y[0][j] for j in range(m))  # eq: sample.m")
    with pytest.raises(IndexCheckError, match=re.escape("sample.py:2: found 1 at `len(Y)` for sample.m, expected m")):
        shapes_of(tag)


def test_a_size_taken_from_the_wrong_axis_is_caught():
    tag = tag_in("""
def sample(W, l):
    n = {l: len(W[l][0])}
    J = sum(W[l][i][0] for i in range(n[l]))  # eq: sample.n
""")
    with pytest.raises(IndexCheckError, match=re.escape("sample.py:3: found n⁽ˡ⁻¹⁾ at `len(W[l][0])`")):
        shapes_of(tag)
