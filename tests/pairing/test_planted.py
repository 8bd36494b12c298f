"""Every lie that is planted in a copy of the tree is found, and none is found where none was planted."""

from collections import Counter

import pytest
from planted import PLANTED, ROOT, copied_tree, ends_in_failure, is_found


@pytest.fixture(scope="module")
def tree():
    with copied_tree() as folder:
        yield folder


def test_there_are_three_of_each_kind():
    assert min(Counter(lie.kind for lie in PLANTED).values()) >= 3


@pytest.mark.parametrize("lie", PLANTED, ids=lambda lie: f"{lie.kind}-{lie.file}")
def test_there_is_a_place_for_each(lie):
    """So that a change of the code is told at once, and not by the long tests."""
    assert (ROOT / lie.file).read_text(encoding="utf-8").count(lie.old) == 1


@pytest.mark.long
def test_the_truth_passes(tree):
    assert not ends_in_failure(sorted({test for lie in PLANTED for test in lie.tests}), tree)


@pytest.mark.long
@pytest.mark.parametrize("lie", PLANTED, ids=lambda lie: f"{lie.kind}-{lie.file}")
def test_a_lie_is_found(lie, tree):
    assert is_found(lie, tree), lie.new
