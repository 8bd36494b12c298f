"""What a line computes while its function runs, as a debugger would show it each time the line is done."""

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from types import FrameType
from typing import Any

from purenn.pairing.registry import package_sources
from purenn.pairing.tags import Tag, collect
from purenn.pairing.watching import Watch, block_of, value_in

LINES = {tag.name: tag for tags in collect(package_sources()).values() for tag in tags}


def values_at(name: str, function: Callable[..., Any], *arguments: Any, **named: Any) -> list[Any]:
    """Return what the line of an equation, or of one of its steps, sets each time it runs in a call of function."""
    values: list[Any] = []

    def finish(tag: Tag, frame: FrameType, returned: Any) -> None:
        values.append(deepcopy(value_in(frame, tag, returned)))

    Watch([block_of(LINES[name])], finish=finish).during(partial(function, *arguments, **named))
    return values
