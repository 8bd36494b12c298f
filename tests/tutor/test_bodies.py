"""The tutor's verdict on every body, and the name that it has for the mistake; and how often the name is right."""

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


def wrong(bodies):
    """Return the names of the bodies with a mistake."""
    return [name for name, body in bodies.items() if not body.right and name in HERE]


def named(bodies):
    """Return which of the wrong bodies have the right name, which a wrong one, and which none that need one."""
    found = defaultdict(list)
    for name in wrong(bodies):
        mistake = answered(name).mistake
        kind = "right" if mistake in bodies[name].names else "none" if mistake is None else "wrong"
        found[kind].append(f"{name}: {bodies[name].mistake or 'no name'!r}, found {mistake!r}")
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_verdict(name):
    assert answered(name).right == BODIES[name].right


@pytest.mark.parametrize("name", CASES)
def test_no_wrong_name(name):
    assert answered(name).mistake in {None, *BODIES[name].names}


@pytest.mark.long
def test_the_mistakes_that_were_told():
    found = named(TOLD)
    assert not found["wrong"]
    assert len(found["right"]) >= 33, found["none"]


@pytest.mark.long
def test_the_mistakes_of_our_own():
    found, every = named(OWN), len(wrong(OWN))
    assert len(found["wrong"]) <= every / 20, found["wrong"]
    assert len(found["right"]) >= every * 4 / 5, found["none"] + found["wrong"]


def test_the_bodies_are_enough():
    """Each exercise has four of our own, one of them right, each name two bodies, and no body is there twice."""
    verdicts = defaultdict(list)
    for body in OWN.values():
        verdicts[body.exercise].append(body.right)
    assert verdicts.keys() == EXERCISES.keys()
    assert all(len(each) >= 4 and any(each) for each in verdicts.values())
    assert min(Counter(name for body in BODIES.values() for name in body.names).values()) >= 2
    assert len({body.source for body in BODIES.values()}) == len(TOLD) + len(OWN)
