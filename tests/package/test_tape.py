"""Numbers that differentiate: on a tape, which is walked back, and dual, which carry their slope along."""

from math import exp as exp_of
from math import inf, log, pi, sin

import pytest

from purenn import dual, tape
from purenn.activation import ACTIVATIONS
from purenn.dual import Dual
from purenn.forward import scalar_propagate
from purenn.tape import Traced, backward


def on_a_tape(*values):
    numbers = []
    return [Traced(value, numbers) for value in values]


def tape_slope(function, x, *others):
    """What the tape finds for the derivative of function with respect to its first argument."""
    first, *rest = on_a_tape(x, *others)
    result = function(first, *rest)
    backward(result)
    return first.gradient


def dual_slope(function, x, *others):
    """What dual numbers find for it."""
    return function(Dual(x, 1.0), *map(Dual, others)).slope


roads = pytest.mark.parametrize("slope", [tape_slope, dual_slope])


def test_a_network_followed_with_pencil():
    # One feature, two units that double what they get, one output, two datapoints.
    # An activation is read once, by the output; a weight of the output at both datapoints.
    w_11, w_21, v_11, v_12, b = on_a_tape(1.0, -2.0, 3.0, 0.5, 1.0)
    W, B = {1: [[w_11], [w_21]], 2: [[v_11, v_12]]}, {1: [[0.0], [0.0]], 2: [[b]]}
    f = {1: lambda z: z * 2.0, 2: tape.linear}
    run = scalar_propagate([1, 2, 1], W, B, f, [[1.0, 4.0]])
    J = run.A[2][0][0] + run.A[2][0][1]
    backward(J)

    # outputs: 3 * 2 + 0.5 * -4 + 1 = 5 and 3 * 8 + 0.5 * -16 + 1 = 17
    assert [a.value for a in run.A[2][0]] == [5.0, 17.0]
    # v_11: over the datapoints, the activations 2 + 8 = 10; v_12: -4 - 16 = -20; b: 1 + 1 = 2
    assert (v_11.gradient, v_12.gradient, b.gradient) == (10.0, -20.0, 2.0)
    # w_11: 3 * 2 * (1 + 4) = 30; w_21: 0.5 * 2 * (1 + 4) = 5
    assert (w_11.gradient, w_21.gradient) == (30.0, 5.0)
    # unit 2, datapoint 1: dJ/da is the weight that carries it on, 0.5
    assert run.A[1][1][0].gradient == 0.5


def test_a_number_that_is_read_several_times_gathers_a_sum():
    (x,) = on_a_tape(3.0)
    backward(x * x + x * 5.0 + x)

    # 2 * 3 + 5 + 1 = 12
    assert x.gradient == 12.0


def test_the_tape_holds_every_number_in_the_order_of_its_making():
    x, y = on_a_tape(2.0, 5.0)
    J = x * y + 1.0
    backward(J)

    assert [each.value for each in J.tape] == [2.0, 5.0, 10.0, 11.0]
    assert [each.gradient for each in J.tape] == [5.0, 2.0, 1.0, 1.0]
    assert [[(J.tape.index(read), slope) for read, slope in each.reads] for each in J.tape] == [
        [], [], [(0, 5.0), (1, 2.0)], [(2, 1.0)],
    ]  # fmt: skip


def test_numbers_of_two_tapes_do_not_meet():
    a, b = Traced(2.0, []), Traced(3.0, [])

    for operation in (lambda: a * b, lambda: a + b, lambda: a / b, lambda: b - a):
        with pytest.raises(ValueError, match="numbers of two tapes, expected all on one"):
            operation()


def test_a_second_walk_starts_anew_and_what_is_made_after_J_has_no_part():
    (x,) = on_a_tape(2.0)
    J = x * x
    later = Traced(0.0, J.tape, (J, inf))
    backward(J)
    backward(J)

    assert (x.gradient, later.gradient) == (4.0, 0.0)


@roads
@pytest.mark.parametrize("function, x, others, expected", [
    (lambda x, y: x + y, 3.0, [2.0], 1.0),
    (lambda x, y: x - y, 3.0, [2.0], 1.0),
    (lambda x, y: y - x, 3.0, [2.0], -1.0),
    (lambda x, y: x * y, 3.0, [2.0], 2.0),
    (lambda x, y: y * x, 3.0, [2.0], 2.0),
    (lambda x, y: x / y, 3.0, [2.0], 0.5),
    (lambda x, y: y / x, 4.0, [2.0], -0.125),  # -2 / 4^2
    (lambda x: 1.0 + x, 3.0, [], 1.0),
    (lambda x: x - 1.0, 3.0, [], 1.0),
    (lambda x: 1.0 - x, 3.0, [], -1.0),
    (lambda x: 2.0 * x, 3.0, [], 2.0),
    (lambda x: x / 2.0, 3.0, [], 0.5),
    (lambda x: 2.0 / x, 4.0, [], -0.125),
    (lambda x: -x, 3.0, [], -1.0),
    (lambda x: x * x * x, 2.0, [], 12.0),  # 3 * 2^2
    (lambda x: (x + 1.0) / (x - 1.0), 3.0, [], -0.5),  # -2 / (3 - 1)^2
])  # fmt: skip
def test_every_operation(slope, function, x, others, expected):
    assert slope(function, x, *others) == expected


@pytest.mark.parametrize("slope, kind", [(tape_slope, tape), (dual_slope, dual)])
@pytest.mark.parametrize("x", [-3.0, -0.25, 0.5, 40.0])
def test_every_function(slope, kind, x):
    assert slope(kind.exp, x) == exp_of(x)
    assert slope(lambda z: kind.ln(z * z), x) == pytest.approx(2 / x, rel=1e-15)
    for name, (_, f_prime) in ACTIVATIONS.items():
        assert slope(getattr(kind, name), x) == f_prime(x)


@pytest.mark.parametrize("kind, number", [(tape, on_a_tape(0.5)[0]), (dual, Dual(0.5))])
def test_nothing_is_cut_in_silence(kind, number):
    for cut in (float, exp_of, log, sin, lambda x: f"{x:.3f}", lambda x: x > 0.0, lambda x: max(x, 0.0), round):
        with pytest.raises(TypeError):
            cut(number)
    with pytest.raises(TypeError, match=rf"would lose .*; \.value is its number, {kind.__name__[7:]}\.exp its exp"):
        float(number)


def test_a_long_tape_needs_no_deep_stack():
    (x,) = on_a_tape(1.0)
    J = x
    for _ in range(100_000):
        J = J + pi
    backward(J)

    assert x.gradient == 1.0
