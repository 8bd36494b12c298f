"""What the command line shows: bold and dim text, a live line of progress, and spellings for streams without ∂."""

import codecs
import os
import shutil
import sys
import time
from collections.abc import Sequence
from math import ceil

BARS = "▁▂▃▄▅▆▇█"
PLAIN = dict(zip(BARS + "∂×·−…", "_.-=+*%#dx*-.", strict=True))


def spell_plainly(error: UnicodeError) -> tuple[str, int]:
    """Return a plain spelling of what a stream could not encode, as codecs.register_error wants it."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(PLAIN.get(letter, "?") for letter in error.object[error.start : error.end]), error.end


def prepare_streams() -> None:
    """Make the standard streams spell plainly what they cannot encode, instead of failing."""
    codecs.register_error("purenn.plain", spell_plainly)
    if sys.stdout is None:  # closed from the start
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="purenn.plain")


def encodes(letters: str) -> bool:
    """Say whether standard output can encode some letters."""
    try:
        letters.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def styled(text: str, code: str) -> str:
    """Return text in an ANSI style, or as it is where standard output is no terminal or NO_COLOR is set."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\033[{code}m{text}\033[0m"


def heading(text: str) -> str:
    """Return text as a heading."""
    return styled(text, "1")


def aside(text: str) -> str:
    """Return text as a remark."""
    return styled(text, "2")


def curve(costs: Sequence[float], width: int = 24) -> str:
    """Return a small picture of costs, in as many bars as there are costs, at most width.

    >>> curve([8.0, 4.0, 2.0, 1.0])
    '█▄▂▁'
    """
    if not costs:
        return ""
    bars = min(width, len(costs))
    chosen = [costs[(len(costs) - 1) * k // max(bars - 1, 1)] for k in range(bars)]
    eighths = [ceil(8 * J / max(costs)) if J > 0 else 1 for J in chosen]
    return "".join(BARS[eighth - 1] for eighth in eighths)


class Progress:
    """A live line on a terminal: step, J, a small curve, time left. A few plain lines anywhere else."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.costs: list[float] = []
        self.live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.start = self.shown = time.monotonic()

    def show(self, step: int, J: float) -> None:
        """Take the cost from which the step set out, and show it if it is time to."""
        self.costs.append(J)
        now = time.monotonic()
        if self.live and (step == self.steps or now - self.shown >= 0.05):
            left = (now - self.start) / step * (self.steps - step)
            self.shown = now
            text = f"{self.line(step, J)}  {f'{left:.0f} s left' if step < self.steps else ''}"
            print("\r" + text[: shutil.get_terminal_size().columns - 1] + "\033[K", end="", flush=True)
        elif not self.live and (step == 1 or step == self.steps or step % max(self.steps // 5, 1) == 0):
            print(self.line(step, J), flush=True)

    def line(self, step: int, J: float) -> str:
        """Return one line on a step."""
        return f"  step {step:>{len(str(self.steps))}}/{self.steps}  J {J:<8.4g}  {curve(self.costs)}"

    def end(self) -> None:
        """Leave the live line, so that what follows starts on its own."""
        if self.live and self.costs:
            print()
