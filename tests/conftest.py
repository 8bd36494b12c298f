"""What all tests share: a test that is marked with equations is chosen by their ids, as in -k hidden.dJ-da-sum."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the ids of a mark count among the words of its test, before pytest chooses by words."""
    for item in items:
        for mark in item.iter_markers("equation"):
            item.extra_keyword_matches.update(mark.args)
