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
from threading import current_thread, main_thread
from typing import Self

from purenn.start import stop

BARS = "▁▂▃▄▅▆▇█"
PLAIN = dict(zip(BARS + "∂×·−…", "_.-=+*%#dx*-.", strict=True))


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


class CtrlC:
    """Ctrl-C where something is not to be lost: inside, it raises KeyboardInterrupt once, and only while it is heard.

    What comes at another time is held, and raises KeyboardInterrupt at the end.
    """

    def __init__(self) -> None:
        self.heard, self.held = False, False

    def __enter__(self) -> Self:
        self.usual = signal.getsignal(signal.SIGINT)
        self.ours = self.usual is signal.default_int_handler and current_thread() is main_thread()
        if self.ours:
            signal.signal(signal.SIGINT, self.strike)
        return self

    def strike(self, *_: object) -> None:
        """Take a signal."""
        if self.heard:
            self.heard = False
            raise KeyboardInterrupt
        self.held = True

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.ours:
            signal.signal(signal.SIGINT, self.usual)
        if self.held and kind is None:
            raise KeyboardInterrupt


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


def is_coloured() -> bool:
    """Say whether standard output is a terminal, on which NO_COLOR does not forbid colour."""
    return on_terminal() and not os.environ.get("NO_COLOR")


def has_greys() -> bool:
    """Say whether standard output shows colour, and, as far as it tells, shades of grey by their numbers."""
    return is_coloured() and ("256color" in os.environ.get("TERM", "") or "COLORTERM" in os.environ)


def styled(text: str, code: str) -> str:
    """Return text in an ANSI style, or as it is where there is no colour."""
    return f"\033[{code}m{text}\033[0m" if is_coloured() else text


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
    """Return a small picture of costs, in as many bars as there are costs, at most width: of a stretch, the largest.

    >>> curve([8.0, 4.0, 2.0, 1.0])
    '█▄▂▁'
    >>> curve([1.0, 1.0, 1.0, 8.0, 1.0, 1.0], width=3)
    '▁█▁'
    """
    if not costs:
        return ""
    bars = min(width, len(costs))
    chosen = [max(costs[len(costs) * k // bars : len(costs) * (k + 1) // bars]) for k in range(bars)]
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

    def __init__(self, total: int, unit: str = "step", first: int = 0) -> None:
        self.total, self.unit, self.first = total, unit, first
        self.costs: list[float] = []  # the k-th is J after first + k steps
        self.live, self.printed = on_terminal(), ""
        self.start = self.shown = time.monotonic()

    def show(self, step: int, J: float) -> None:
        """Take the cost after so many steps, and show it if it is time to."""
        self.costs[step:] = [J]
        self.tell((step + 1) / self.total, step % max(self.total // 5, 1) == 0)

    def tell(self, share: float, due: bool) -> None:
        """Show the line, with a share of the work done, if it is due; on a terminal, if the last one has been seen."""
        now = time.monotonic()
        if self.live and now - self.shown >= 0.05:
            self.shown = now
            overwrite(f"{self.line()}  {(now - self.start) * (1 / share - 1):.0f} s left")
        elif not self.live and due:
            self.print_line()

    def end(self, step: int, J: float) -> None:
        """Show the last cost and leave the line, so that what follows starts on its own."""
        self.costs[step:] = [J]
        self.leave()

    def leave(self) -> None:
        """Show the line, if there is one, and go to the next."""
        if self.live:
            overwrite(self.line())
            print()
        elif self.line() != self.printed:
            self.print_line()

    def print_line(self) -> None:
        """Print the line for a reader who is no terminal."""
        self.printed = self.line()
        print(self.printed, flush=True)

    def line(self) -> str:
        """Return the line on what has been done."""
        if not self.costs:
            return f"  no {self.unit}"
        done = f"{self.first + len(self.costs) - 1:>{len(str(self.total))}}/{self.total}"
        return f"  {self.unit} {done}  J {cost_text(self.costs[-1]):<8}  {curve(self.costs)}"


class PassProgress(Progress):
    """The same by passes: J of a pass is the mean over its datapoints, each taken when its batch was."""

    def __init__(self, steps: int, m: int, size: int) -> None:
        self.steps, self.m, self.size, self.in_a_pass = steps, m, size, ceil(m / size)
        super().__init__(ceil(steps / self.in_a_pass), "pass", 1)

    def show(self, step: int, J: float) -> None:
        """Take the cost of a batch, from which the step after so many set out, and show that of its pass."""
        k, batch = divmod(step, self.in_a_pass)
        seen = batch * self.size
        size = min(self.size, self.m - seen)
        before = self.costs[k] if seen else 0.0
        self.costs[k:] = [before + (J - before) * size / (seen + size)]
        due = (k + 1) % max(self.total // 10, 1) == 0
        self.tell((step + 1) / self.steps, due and batch == self.in_a_pass - 1)

    def end(self, step: int, J: float) -> None:
        """Leave the line: the last pass has told its cost."""
        self.leave()


class Waiting:
    """A live line on work that may take a while; nothing where there is no terminal to take it back from."""

    def __init__(self, work: str) -> None:
        self.work, self.live = work, on_terminal()
        self.start = self.shown = time.monotonic()
        if self.live:
            overwrite(f"  {work} ...")

    def show(self, done: int, total: int) -> None:
        """Take how much is done, and show it if it is time to."""
        now = time.monotonic()
        if self.live and now - self.shown >= 0.05:
            self.shown = now
            left = (now - self.start) / done * (total - done)
            overwrite(f"  {self.work}: {done / total:.0%}, {left:.0f} s left")

    def end(self) -> None:
        """Clear the line."""
        if self.live:
            overwrite("")
            print("\r", end="", flush=True)
