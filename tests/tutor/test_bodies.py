"""The tutor's verdict on every body, and the name that it has for the mistake."""

from collections import Counter, defaultdict
from functools import cache
from importlib.util import find_spec

import pytest
from bodies import OWN, TOLD

from purenn.tutor.answer import Answer
from purenn.tutor.answering import answer
from purenn.tutor.exercises import EXERCISES

BODIES = {**TOLD, **OWN}
HERE = {name for name, body in BODIES.items() if "numpy" not in body.source or find_spec("numpy")}
UNNAMED = {"fz4", "ce10", "t12", "t17", "t23"}  # whose name would be a guess


def case(name):
    """Return a body as a parameter: two of each exercise run in the core, the others take long."""
    marks = [pytest.mark.skipif(name not in HERE, reason="needs numpy")]
    marks += [] if name in TOLD and name.endswith(("01", "02")) else [pytest.mark.long]
    return pytest.param(name, id=f"{name}-{BODIES[name].exercise}", marks=marks)


CASES = [case(name) for name in BODIES]


@cache
def answered(name: str) -> Answer:
    """Return the tutor's answer to a body."""
    return answer(EXERCISES[BODIES[name].exercise], BODIES[name].source, f"{name}.py")


@pytest.mark.parametrize("name", CASES)
def test_the_verdict(name):
    assert answered(name).right == BODIES[name].right


@pytest.mark.parametrize("name", CASES)
def test_the_name(name):
    assert answered(name).mistake in BODIES[name].names | ({None} if name in UNNAMED else set())


def test_the_bodies_are_enough():
    """Each exercise has four of our own, one of them right, each name two bodies, and no body is there twice."""
    verdicts = defaultdict(list)
    for body in OWN.values():
        verdicts[body.exercise].append(body.right)
    assert verdicts.keys() == EXERCISES.keys()
    assert all(len(each) >= 4 and any(each) for each in verdicts.values())
    assert min(Counter(name for body in BODIES.values() for name in body.names).values()) >= 2
    assert len({body.source for body in BODIES.values()}) == len(TOLD) + len(OWN)
