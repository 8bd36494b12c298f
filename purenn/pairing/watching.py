"""Watching tagged lines run: when the run comes to one, when it has left it, and with which names.

The lines stay as they are; a tracer looks on. The record of a run, the proof and the breakpoints all watch with it.
"""

import ast
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from types import FrameType
from typing import Any

from purenn.notation.expression import PairingError
from purenn.notation.symbols import INDEX_LETTERS
from purenn.pairing.scope import root_name
from purenn.pairing.tags import Tag, place

COMPILED = cache(partial(compile, filename="a tagged line", mode="eval"))  # an expression is compiled once


@dataclass(frozen=True)
class Block:
    """The lines that a tagged statement runs in: its own, or those of the loops that gather into it."""

    tag: Tag
    first: int
    last: int


def block_of(tag: Tag, letters: Iterable[str] | None = None) -> Block:
    """Return the lines of a tagged statement or, given the letters of its left side, of what gathers into that.

    That is the outermost loop over an index letter that the left side does not have.
    """
    gathering = [] if letters is None else [loop for loop in tag.loops if gathers(loop, letters)]
    whole = gathering[0] if gathering else tag.statement
    return Block(tag, whole.lineno, whole.end_lineno or whole.lineno)


def gathers(loop: ast.For, letters: Iterable[str]) -> bool:
    """Say whether a loop runs over an index letter that is none of some letters."""
    return root_name(loop.target) in INDEX_LETTERS.difference(letters)


class Watch:
    """Tells, while something is done, of each run of some blocks: `begin` before it, `finish` after it.

    finish is also given what the function returned, if the block ends in its return.
    """

    def __init__(self, blocks: Iterable[Block], begin: Callable[[Tag, FrameType], Any] = lambda *_: None,
                 finish: Callable[[Tag, FrameType, Any], Any] = lambda *_: None) -> None:  # fmt: skip
        self.begin, self.finish = begin, finish
        self.blocks: dict[tuple[str, str], list[Block]] = {}
        for block in blocks:
            if block.tag.function:
                self.blocks.setdefault((block.tag.source.module, block.tag.function.name), []).append(block)

    def during(self, action: Callable[[], Any]) -> Any:
        """Do something and return what it returns; whoever traced before traces on afterwards."""
        before = sys.gettrace()
        sys.settrace(self.enter)
        try:
            return action()
        finally:
            sys.settrace(before)

    def enter(self, frame: FrameType, event: str, arg: object) -> Any:
        """Watch a frame if its function holds one of the blocks."""
        blocks = self.blocks.get((frame.f_globals.get("__name__", ""), frame.f_code.co_name))
        if not blocks:
            return None
        running: list[Block] = []
        raised = False

        def watch(frame: FrameType, event: str, arg: Any) -> Any:
            nonlocal running, raised
            if event == "exception":
                raised = not issubclass(arg[0], StopIteration)
            elif event == "line" or not raised:
                line, raised = frame.f_lineno if event == "line" else 0, False
                over = [block for block in running if not block.first <= line <= block.last]
                new = [block for block in blocks if block.first <= line <= block.last and block not in running]
                running = [block for block in running if block not in over] + new
                for block in over:
                    self.finish(block.tag, frame, arg)
                for block in new:
                    self.begin(block.tag, frame)
            return watch

        return watch


def value_text(tag: Tag) -> str:
    """Return the expression, in the names of its frame, for what a tagged line has set."""
    match tag.statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=target))):
            return root_name(target)
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return ast.unparse(target)
    raise PairingError(f"{place(tag)}: `{tag.code}` computes no value, expected one to prove")


def worth(text: str, frame: FrameType) -> Any:
    """Return what an expression is worth in a frame."""
    return eval(COMPILED(text), {**frame.f_globals, **frame.f_locals})


def value_in(frame: FrameType, tag: Tag, returned: Any) -> Any:
    """Return what a tagged line that is over has set or returned."""
    return returned if isinstance(tag.statement, ast.Return) else worth(value_text(tag), frame)
