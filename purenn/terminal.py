"""What the command line shows: bold and dim text, a live line of progress, and spellings for streams without ∂."""

import codecs
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil

from purenn.start import stop

BARS = "▁▂▃▄▅▆▇█"
PLAIN = dict(zip(BARS + "∂×·−…", "_.-=+*%#dx*-.", strict=True))
PATIENCE = 2.0  # seconds that a person waits without a word


def spell_plainly(error: UnicodeError) -> tuple[str, int]:
    """Return a plain spelling of what a stream could not encode, as codecs.register_error wants it."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(PLAIN.get(letter, "?") for letter in error.object[error.start : error.end]), error.end


def prepare_streams() -> None:
    """Make the standard streams spell plainly what they cannot encode, instead of failing."""
    codecs.register_error("purenn.plain", spell_plainly)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed from the start
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="purenn.plain")


@contextmanager
def listening() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt inside, where the command ends at once before and after."""
    quiet = signal.getsignal(signal.SIGINT) is stop
    try:
        if quiet:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        yield
    finally:
        if quiet:
            signal.signal(signal.SIGINT, stop)


def encodes(letters: str) -> bool:
    """Say whether standard output can encode some letters."""
    try:
        letters.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def on_terminal() -> bool:
    """Say whether standard output is a terminal that obeys escape sequences.

    A stream may call itself a terminal, as IDLE's does, and show the sequences as text: it has no file that is one.
    """
    try:
        return os.isatty(sys.stdout.fileno()) and os.environ.get("TERM") != "dumb"
    except (AttributeError, OSError, ValueError):  # no file at all, or a closed one
        return False


def styled(text: str, code: str) -> str:
    """Return text in an ANSI style, or as it is where standard output is no terminal or NO_COLOR is set."""
    return f"\033[{code}m{text}\033[0m" if on_terminal() and not os.environ.get("NO_COLOR") else text


def heading(text: str) -> str:
    """Return text as a heading."""
    return styled(text, "1")


def aside(text: str) -> str:
    """Return text as a remark."""
    return styled(text, "2")


def overwrite(text: str) -> None:
    """Write text over the line in which the cursor stands, as far as it fits."""
    print("\r" + text[: shutil.get_terminal_size().columns - 1] + "\033[K", end="", flush=True)


def turn_over(pages: Iterable[list[str]]) -> None:
    """Print pages one after the other; a person at a terminal turns over what does not fit, and may stop."""
    shown, room = 0, shutil.get_terminal_size().lines - 1
    asks = on_terminal() and sys.stdin.isatty()
    for page in pages:
        if asks and shown and shown + len(page) > room:
            try:
                answer = input(aside("Enter: the next page; q, Enter: leave "))
            except EOFError:
                answer = "q"
                print()
            if answer.strip().lower().startswith("q"):
                return
            shown = 0
        print(*page, sep="\n", flush=True)
        shown += len(page)


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


def cost_text(J: float) -> str:
    """Return a cost with four decimals, or as a power of ten where that would be long.

    >>> cost_text(0.69314), cost_text(1.5e200)
    ('0.6931', '1.50e+200')
    """
    return f"{J:.4f}" if abs(J) < 1e6 else f"{J:.2e}"


class Progress:
    """A live line on a terminal: steps done, J after them, a small curve, time left. Elsewhere a few plain lines."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.costs: list[float] = []  # the k-th is J after k steps
        self.live = on_terminal()
        self.start = self.shown = time.monotonic()

    def show(self, step: int, J: float) -> None:
        """Take the cost after so many steps, and show it if it is time to."""
        self.costs[step:] = [J]
        now = time.monotonic()
        if self.live and now - self.shown >= 0.05:
            self.shown = now
            left = (now - self.start) / (step + 1) * (self.steps - step)
            overwrite(f"{self.line(step, J)}  {left:.0f} s left")
        elif not self.live and step % max(self.steps // 5, 1) == 0:
            print(self.line(step, J), flush=True)

    def end(self, step: int, J: float) -> None:
        """Show the last cost and leave the line, so that what follows starts on its own."""
        self.costs[step:] = [J]
        if self.live:
            overwrite(self.line(step, J))
            print()
        else:
            print(self.line(step, J))

    def line(self, step: int, J: float) -> str:
        """Return one line on a step."""
        return f"  step {step:>{len(str(self.steps))}}/{self.steps}  J {cost_text(J):<8}  {curve(self.costs)}"


class Waiting:
    """A live line on work that takes more than two seconds; nothing where there is no terminal to take it back from."""

    def __init__(self, work: str) -> None:
        self.work, self.live, self.said = work, on_terminal(), False
        self.start = self.shown = time.monotonic()

    def show(self, done: int, total: int) -> None:
        """Take how much is done, and show it if it is time to."""
        now = time.monotonic()
        if self.live and now - self.start >= PATIENCE and now - self.shown >= 0.05:
            self.shown, self.said = now, True
            left = (now - self.start) / done * (total - done)
            overwrite(f"  {self.work}: {done / total:.0%}, {left:.0f} s left")

    def end(self) -> None:
        """Clear the line."""
        if self.said:
            overwrite("")
            print("\r", end="", flush=True)
