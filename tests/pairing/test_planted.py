"""Every lie that is planted in a copy of the tree is found, and none is found where none was planted."""

from collections import Counter

import pytest
from planted import PLANTED, copied_tree, is_found, tests_fail

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def tree():
    with copied_tree() as folder:
        yield folder


def test_there_are_three_of_each_kind():
    assert min(Counter(lie.kind for lie in PLANTED).values()) >= 3


def test_the_truth_passes(tree):
    assert not tests_fail(sorted({test for lie in PLANTED for test in lie.tests}), tree)


@pytest.mark.parametrize("lie", PLANTED, ids=lambda lie: f"{lie.kind}-{lie.file}")
def test_a_lie_is_found(lie, tree):
    assert is_found(lie, tree), lie.new
