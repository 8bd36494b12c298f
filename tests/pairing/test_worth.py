r"""What a formula of the text is worth: on networks of random numbers, and of what a section has given."""

import pytest

from purenn.notation.parsing import parse
from purenn.notation.parts import erased, is_setting, is_symbol, parts
from purenn.notation.shapes import MisfitError
from purenn.pairing import form
from purenn.pairing.registry import registry
from purenn.pairing.worth import Given, WorthError, kinds_of, signature, true_in, worlds

EQUATIONS = {}
for entry in registry().values():
    EQUATIONS.setdefault(signature(entry.equation.sides[0]), []).append(entry.equation)


def holds(latex):
    """Say whether a relation is true on every network of one of its kinds."""
    (statement,) = parse(latex)
    found = []
    for kind in kinds_of(statement):
        try:
            found.append(all(true_in(world, statement) for world in worlds(statement, kind, form.base_of(statement))))
        except WorthError:
            found.append(False)
    return any(found)


@pytest.mark.parametrize("latex", [
    r"\mathbf{Z}^{(l)}=\mathbf{W}^{(l)}\mathbf{A}^{(l-1)}+\mathbf{B}^{(l)}\mathbf{1}_{1\times m}",
    r"\frac{\partial J}{\partial a_{i,j}^{(l)}}=\sum_{p}w_{p,i}^{(l+1)}\frac{\partial J}{\partial z_{p,j}^{(l+1)}}",
    r"\frac{\partial J}{\partial\mathbf{Z}^{(L)}}=\frac{1}{m}\left(\mathbf{A}^{(L)}-\vec{y}\right)",
    r"\frac{\partial J}{\partial\mathbf{A}^{(L)}}=\frac{2}{m}\left(\mathbf{A}^{(L)}-\vec{y}\right)",  # the other cost
    r"\frac{\partial z_{i,j}^{(l)}}{\partial w_{i,h}^{(l)}}=a_{h,j}^{(l-1)}",
    r"\frac{\partial\left(\sum_{g}w_{i,g}^{(l)}a_{g,j}^{(l-1)}\right)}{\partial w_{i,h}^{(l)}}=a_{h,j}^{(l-1)}",
    r"\sigma(-z)=1-\sigma(z)", r"\sigma'(z)=\sigma(z)\left(1-\sigma(z)\right)", "z=w_1x_1+w_2x_2+b", "0<a<1",
    r"\frac{\partial J}{\partial w_1}=\frac{\partial J}{\partial a}\frac{\partial a}{\partial z}x_1",
    r"\frac{\partial J}{\partial w^{(1)}}=\frac{\partial J}{\partial z^{(2)}}w^{(2)}f'(z^{(1)})a^{(0)}",
    r"(n^{(l)}\times n^{(l-1)})(n^{(l-1)}\times m)=n^{(l)}\times m", r"\ln 2\approx0.693", r"\frac{1}{3}\approx0.33",
    r"\left[\begin{matrix}1&2\end{matrix}\right]\left[\begin{matrix}3\\4\end{matrix}\right]=11", r"2\ne3",
    r"-1\le-1", r"-2\ge-2", r"0.3\ge0.1+0.2", r"-3\le-2", r"\left|-2\right|^2=4", r"8.5\cdot10^{-17}<10^{-16}",
    r"\frac{\partial\mathbf{A}^{(L)}}{\partial\mathbf{Z}^{(L)}}=\left[\begin{matrix}"
    r"a_{1,1}^{(L)}(1-a_{1,1}^{(L)})&0&\cdots&0\\0&a_{1,2}^{(L)}(1-a_{1,2}^{(L)})&\cdots&0\\\vdots&\vdots&\ddots&\vdots\\"
    r"0&0&\cdots&a_{1,m}^{(L)}(1-a_{1,m}^{(L)})\end{matrix}\right]",
    r"\frac{\partial\left(\ln a\right)}{\partial a}=\frac{1}{a}",
])  # fmt: skip
def test_what_is_true(latex):
    assert holds(latex)


@pytest.mark.parametrize("latex", [
    r"\mathbf{Z}^{(l)}=\mathbf{W}^{(l)}\mathbf{A}^{(l)}+\mathbf{B}^{(l)}\mathbf{1}_{1\times m}",
    r"\mathbf{Z}^{(l)}=\mathbf{W}^{(l)}\mathbf{A}^{(l-1)}-\mathbf{B}^{(l)}\mathbf{1}_{1\times m}",
    r"\frac{\partial J}{\partial a_{i,j}^{(l)}}=\sum_{p}w_{p,i}^{(l+1)}\frac{\partial J}{\partial a_{p,j}^{(l+1)}}",
    r"\frac{\partial J}{\partial\mathbf{Z}^{(L)}}=\frac{1}{m}\left(\vec{y}-\mathbf{A}^{(L)}\right)",
    r"\frac{\partial J}{\partial\mathbf{A}^{(L)}}=\frac{1}{m}\left(\mathbf{A}^{(L)}-\vec{y}\right)",
    r"\mathbf{A}^{(l)}=\mathbf{W}^{(l)}\odot\mathbf{A}^{(l-1)}", r"\sigma(-z)=\sigma(z)", "z=w_1x_1-w_2x_2+b",
    r"(n^{(l)}\times m)(n^{(l-1)}\times m)=n^{(l)}\times m", r"\ln 2\approx0.694", r"\frac{1}{3}=0.33", r"\ln0=1",
    r"\left[\begin{matrix}1&2\end{matrix}\right]\left[\begin{matrix}3\\4\end{matrix}\right]=12", "a>1", "q=r+s",
    r"1\odot\mathbf{Z}^{(l)}=\mathbf{Z}^{(l)}", r"m+\mathbf{Z}^{(l)}-m=\mathbf{Z}^{(l)}",  # no number among matrices
    r"\left|\mathbf{A}^{(L)}\right|=\mathbf{A}^{(L)}", r"-1\le-2", r"2\ge3", "2<2", r"2\ne2",
    r"\sqrt{-1}<2", "u<1", r"\sum_{j}(n\times m)=3", r"f(n\times m)=3",
    r"\mathbf{U}\mathbf{V}=\mathbf{V}\mathbf{U}", r"\frac{\partial J}{\partial w_1}=\frac{\partial J}{\partial z}x_2",
])  # fmt: skip
def test_what_is_not(latex):
    assert not holds(latex)


@pytest.mark.parametrize(("given", "follows", "value"), [
    ([r"z=\ln3"], r"\sigma(z)", 0.75),
    ([r"z=\ln3"], "a(1-a)", 0.1875),
    ([r"\vec{y}=\left[\begin{matrix}1&0\end{matrix}\right]",
      r"\mathbf{A}^{(L)}=\left[\begin{matrix}\frac{3}{4}&\frac{1}{2}\end{matrix}\right]"],
     r"\frac{\partial J}{\partial a_{1,1}^{(L)}}", -2 / 3),
    ([r"\mathbf{W}^{(2)}=\left[\begin{matrix}1&2\\0&-2\\3&4\end{matrix}\right]",
      r"\frac{\partial J}{\partial\mathbf{Z}^{(2)}}=\left[\begin{matrix}2&0\\1&-3\\-1&2\end{matrix}\right]"],
     r"\frac{\partial J}{\partial\mathbf{A}^{(1)}}", [[-1.0, 6.0], [-2.0, 14.0]]),
    ([r"\frac{\partial J}{\partial{\vec z}_i^{(l)}}=\left[\begin{matrix}2&-1\end{matrix}\right]",
      r"{\vec a}_h^{(l-1)}=\left[\begin{matrix}3&4\end{matrix}\right]"],
     r"\frac{\partial J}{\partial w_{i,h}^{(l)}}", 2.0),
    (["J=w^2", "w=3"], r"\frac{\partial J}{\partial w}", 6.0),
    (["f(z)=z^2"], "f'(3)", 6.0),
])  # fmt: skip
def test_what_follows_from_what_is_given(given, follows, value):
    world = Given(EQUATIONS, depth=3, l=1)
    for each in given:
        world.take(parse(each)[0])
    found = world.of(parse(follows)[0])
    assert found == value if isinstance(value, list) else found == pytest.approx(value, rel=1e-9)


def test_a_world_is_as_before_whatever_fails_in_it():
    world = Given(EQUATIONS, depth=3, l=1)
    for each in ("f(z)=z^2", "J=w^2", "w=3", "z=2"):
        world.take(parse(each)[0])
    known, at = {**world.known}, {**world.at}
    assert world.of(parse("f(5)")[0]) == 25.0 and world.of(parse("z")[0]) == 2.0
    for latex in (r"\sum_{j=1}^{m}\ln(0)", r"\frac{\partial J}{\partial w}+\ln(-1)", r"\sum_{j=1}^{m}q_{j,j}"):
        with pytest.raises((WorthError, LookupError)):
            world.of(parse(latex)[0])
    assert (world.known, world.at) == (known, at)


def test_what_follows_from_nothing_given_is_refused():
    with pytest.raises(WorthError, match="follows from nothing given"):
        Given(EQUATIONS, depth=3, l=1).of(parse(r"\frac{\partial J}{\partial w_{1,1}^{(2)}}")[0])
    with pytest.raises(WorthError, match="sets no symbol"):
        Given(EQUATIONS, depth=3, l=1).take(parse("2=2")[0])
    with pytest.raises(WorthError, match="given by itself"):
        Given(EQUATIONS, depth=3, l=1).take(parse("z=z+1")[0])


@pytest.mark.parametrize("latex", ["w_{p,i}^{(l+1)}", r"\vec{z}_i^{(l)}", "a_{h,j}^{(L-1)}", "w_{2,3}^{(2)}", "y_j",
                                   "x_2", r"\mathbf{A}^{(l-1)T}", "z_{1,j}", "v_r", "n^{(l)}",
                                   r"f^{(l)}(\mathbf{Z}^{(l)})"])
def test_a_symbol_is_well_formed(latex):
    form.check(parse(latex)[0])


@pytest.mark.parametrize("latex", ["w_{i,p}^{(l+1)}", "w_{p,i}^{(l)}", "a_{j,h}^{(l-1)}", "b_{i,j}^{(l)}", "a_j^{(L)}",
                                   r"\mathbf{A}_i^{(l)}", r"\vec{A}_i", "J_i^{(l)}", r"f^{(l)}(\mathbf{Z}^{(l+1)})",
                                   r"\mathbf{X}^{(1)}", r"\sum_{p=1}^{m}a_{1,1}^{(l)}"])
def test_a_symbol_is_not_well_formed(latex):
    with pytest.raises(MisfitError):
        form.check(parse(latex)[0])


def test_the_parts_of_a_formula():
    (whole,) = parse(r"J=-\frac{1}{m}(z+ya-q)")
    for latex in ("z+ya", "ya-q", "ya", r"-\frac{1}{m}", "z+ya-q", "-q"):
        assert parse(latex)[0] in list(parts(whole)), latex
    assert parse("z-ya")[0] not in list(parts(whole))
    assert erased(parse("w_{p,i}^{(l+1)}")[0]) == erased(parse("w_{i,h}^{(l)}")[0]) != erased(parse("b_i^{(l)}")[0])
    assert is_setting(parse("l=L-1")[0]) and not is_setting(parse("z=40")[0])
    assert is_symbol(parse(r"\frac{\partial J}{\partial w}")[0]) and not is_symbol(parse("1-a")[0])
