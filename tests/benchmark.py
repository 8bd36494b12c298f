"""The numbers purenn holds, as ratios measured in one run: python3 tests/benchmark.py

With --all, the ratios of speed on every interpreter from 3.11 up that pyenv or the PATH has; with --speed, those alone.
Times are processor time, the least of several interleaved repeats, so that a busy machine disturbs them little.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from math import exp, log
from operator import mul
from pathlib import Path
from random import Random
from shutil import which
from statistics import linear_regression, median
from tempfile import TemporaryDirectory
from threading import Thread
from time import process_time
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from purenn import (
    Network,
    backward_scalar,
    check_gradients,
    predict,
    scalar_forward_pass,
    scalar_gradient_descent_step,
    train,
)
from purenn.cli import build_parser
from purenn.data import hits_and_misses, load_breast_cancer, means_and_scales, split, standardise
from purenn.matrix import Matrix, sumprod

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES, M = [30, 16, 8, 1], 455


def main() -> None:
    if "--all" in sys.argv:
        for python in interpreters():
            subprocess.run([python, __file__, "--speed"], check=True)
        return
    print(f"Python {sys.version.split()[0]}; a step is forward pass, cost, backward pass, update; {SIZES}, m = {M}\n")
    speed()
    if "--speed" in sys.argv:
        return
    growth()
    start_up()
    agreement()
    accuracy()
    book()


def interpreters() -> list[str]:
    """Return one interpreter for each version from 3.11 up."""
    found = {}
    pyenv = (str(path) for path in (Path.home() / ".pyenv" / "versions").glob("3.*/bin/python"))
    for python in [sys.executable, *pyenv, *filter(None, (which(f"python3.{minor}") for minor in range(11, 20)))]:
        code = "import sys; print('%d.%02d' % sys.version_info[:2])"
        version = subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()
        if version >= "3.11":
            found.setdefault(version, python)
    return [found[version] for version in sorted(found)]


def row(what: str, found: str, hold: str, how: str) -> None:
    """Print one measured number, what it should be, and how it was measured."""
    print(f"{what:<46}{found:>10}   {hold}\n    {how}", flush=True)


def random_data(n: int, m: int, seed: int = 0) -> tuple[Matrix, Matrix]:
    """Return normal features (n, m) and labels (1, m)."""
    draw = Random(seed)
    X = [[draw.gauss(0, 1) for j in range(m)] for i in range(n)]
    return X, [[float(draw.random() < 0.5) for j in range(m)]]


def least_times(*jobs: Callable[[], object], repeats: int = 9) -> list[float]:
    """Return the least processor time of each job, taken in turns."""
    times = [float("inf")] * len(jobs)
    for _ in range(repeats):
        for k, job in enumerate(jobs):
            start = process_time()
            job()
            times[k] = min(times[k], process_time() - start)
    return times


def matrix_steps(sizes: list[int], m: int, steps: int) -> Callable[[], object]:
    """Return a job of so many training steps in matrix form."""
    network, (X, Y) = Network.random(sizes), random_data(sizes[0], m)
    return lambda: train(network, X, Y, 0.1, steps)


def repeated(job: Callable[[], object], times: int) -> Callable[[], object]:
    """Return a job done so many times."""
    return lambda: [job() for _ in range(times)]


def scalar_step() -> Callable[[], object]:
    """Return a job of one step with forward pass, backward pass and update in scalar form."""
    network, (X, Y) = Network.random(SIZES), random_data(SIZES[0], M)

    def step() -> Network:
        run = scalar_forward_pass(network, X)
        return scalar_gradient_descent_step(network, backward_scalar.backward_pass(network, run, Y), 0.1)

    return step


def bare_products() -> Callable[[], object]:
    """Return a job of nothing but the dot products of one step, on rows and columns laid out beforehand.

    They are taken by math.sumprod where there is one, from Python 3.12 on.
    """
    draw = Random(0)

    def rows(n: int, q: int) -> list[tuple[float, ...]]:
        return [tuple(draw.random() for _ in range(q)) for _ in range(n)]

    pairs = []
    for l in range(1, len(SIZES)):
        pairs.append((rows(SIZES[l], SIZES[l - 1]), rows(M, SIZES[l - 1])))  # W[l] A[l - 1]
        pairs.append((rows(SIZES[l], M), rows(SIZES[l - 1], M)))  # dJ_dZ[l] A[l - 1]^T
    for l in range(1, len(SIZES) - 1):
        pairs.append((rows(SIZES[l], SIZES[l + 1]), rows(M, SIZES[l + 1])))  # W[l + 1]^T dJ_dZ[l + 1]
    if sumprod:
        return lambda: [[[sumprod(r, c) for c in columns] for r in left] for left, columns in pairs]
    return lambda: [[[sum(map(mul, r, c)) for c in columns] for r in left] for left, columns in pairs]


def speed() -> None:
    steps = 5
    bare, matrix = least_times(repeated(bare_products(), steps), matrix_steps(SIZES, M, steps), repeats=25)
    bare, matrix = bare / steps, matrix / steps
    (scalar,) = least_times(scalar_step())
    products, hold = ("math.sumprod(row, column)", "at most 1.7, aim 1.5") if sumprod else (
        "sum(map(mul, row, column))", "at most 1.4, aim 1.3")
    how = f"{matrix * 1e3:.1f} ms a step (mean of {steps}) against {bare * 1e3:.1f} ms of {products}"
    row("matrix step / its bare dot products", f"{matrix / bare:.2f}", hold, how)
    how = f"{scalar * 1e3:.1f} ms, forward pass and update in scalar form too"
    row("scalar step / matrix step", f"{scalar / matrix:.2f}", "reported" if sumprod else "at most 4", how)
    arrays()
    try:
        other = micrograd_time()
    except ImportError:
        row("micrograd step / matrix step", "-", "at least 300", "micrograd is not installed")
        return
    how = f"{other:.1f} s for one full-batch step, with one-node sigmoid and log"
    row("micrograd step / matrix step", f"{other / matrix:.0f}", "at least 300", how)
    row("micrograd step / scalar step", f"{other / scalar:.0f}", "at least 75", "the same step")


def arrays() -> None:
    """Print what a step in NumPy costs, of the twin that docs/beyond/ has."""
    try:
        from docs.beyond import matrix_twin
    except ImportError:
        row("matrix step / the same in NumPy", "-", "reported", "NumPy is not installed")
        return
    network, (X, Y) = Network.random(SIZES), map(matrix_twin.array, random_data(SIZES[0], M))
    twin, steps = matrix_twin.carried_over(network), 5
    matrix, numpy = least_times(matrix_steps(SIZES, M, steps), lambda: matrix_twin.descend(twin, X, Y, 0.1, steps))
    how = f"{numpy / steps * 1e3:.2f} ms a step, forward pass, backward pass and update"
    row("matrix step / the same in NumPy", f"{matrix / numpy:.0f}", "reported", how)


def micrograd_time() -> float:
    """Return the processor time of one training step of the same network and data in micrograd."""
    from micrograd.engine import Value

    def node(value: float, slope: float, child: Value) -> Value:
        out = Value(value, (child,))

        def backward() -> None:
            child.grad += slope * out.grad

        out._backward = backward
        return out

    def sigmoid(x: Value) -> Value:
        a = 1 / (1 + exp(-x.data))
        return node(a, a * (1 - a), x)

    network, (X, Y) = Network.random(SIZES), random_data(SIZES[0], M)
    W = {l: [[Value(w) for w in weights] for weights in network.W[l]] for l in network.W}
    B = {l: [Value(b) for (b,) in network.B[l]] for l in network.B}
    sys.setrecursionlimit(10_000)  # micrograd walks its graph by recursion
    start = process_time()
    J = Value(0.0)
    for j in range(M):
        a = [features[j] for features in X]
        for l in W:
            units = zip(W[l], B[l], strict=True)
            a = [sigmoid(sum((w * x for w, x in zip(weights, a, strict=True)), b)) for weights, b in units]
        right = a[0] if Y[0][j] else 1 - a[0]
        J = J + node(log(right.data), 1 / right.data, right) * (-1 / M)
    J.backward()
    for l in W:
        for parameter in [*B[l], *(w for weights in W[l] for w in weights)]:
            parameter.data -= 0.1 * parameter.grad
    return process_time() - start


def growth() -> None:
    """Print the slope of a step's time against its multiplications, both in logarithms."""

    def multiplications(sizes: list[int], m: int) -> int:
        twice = 2 * sum(sizes[l] * sizes[l - 1] for l in range(1, len(sizes)))
        return m * (twice + sum(sizes[l] * sizes[l + 1] for l in range(1, len(sizes) - 1)))

    for what, cases in [
        ("slope of a step's time as m grows", [(SIZES, m) for m in (200, 400, 800, 1600)]),
        ("slope of a step's time as the widths grow", [([w, w, w, 1], 60) for w in (96, 144, 216, 324)]),
    ]:
        times = least_times(*(matrix_steps(sizes, m, 1) for sizes, m in cases), repeats=5)
        sizes = [log(multiplications(*case)) for case in cases]
        slope = linear_regression(sizes, [log(time) for time in times]).slope
        row(what, f"{slope:.3f}", "1.0 +- 0.05", f"time against multiplications, log-log, {cases[0]} to {cases[-1]}")


def start_up() -> None:
    """Print what import purenn costs on top of a bare interpreter."""

    def interpreter(code: str) -> float:
        timed = f"from time import perf_counter as t; s = t(); {code}; print(t() - s)"
        root = Path(__file__).parent.parent
        return float(subprocess.run([sys.executable, "-S", "-c", timed], cwd=root, capture_output=True).stdout)

    found = min(interpreter("import purenn") for _ in range(15))
    row("import purenn", f"{found * 1e3:.0f} ms", "at most 30 ms", "wall time inside a bare interpreter, least of 15")


def agreement() -> None:
    """Print how far the two forms and finite differences are apart on seeded random nets."""
    worst = 0.0
    for seed, (sizes, m) in enumerate([([3, 3, 2, 1], 5), ([2, 4, 3, 1], 5), ([4, 2, 5, 1], 6), ([3, 5, 4, 2, 1], 4)]):
        worst = max(worst, check_gradients(Network.random(sizes, seed), *random_data(sizes[0], m, seed)).max_error)
    how = "every gradient of four nets, as a share of its largest entry"
    row("largest gap, both forms and differences", f"{worst:.0e}", "1e-8", how)


def accuracy() -> None:
    """Print the median accuracy on unseen data over 20 splits, with the settings of the main job."""
    options, data, shares = build_parser().parse_args([]), load_breast_cancer(), []
    for seed in range(20):
        training, unseen = split(data, seed)
        pairs = means_and_scales(training.X)
        network = Network.random([len(data.X), *options.layers, 1], seed)
        X = standardise(training.X, pairs)
        network, _ = train(network, X, training.Y, options.gamma, options.steps)
        shares.append(hits_and_misses(predict(network, standardise(unseen.X, pairs)), unseen.Y).accuracy)
    how = f"the main job's settings, seeds 0 to 19; from {min(shares):.1%} to {max(shares):.1%}"
    row("median unseen accuracy over 20 splits", f"{median(shares):.1%}", "at least 96 %", how)


KEYS = """() => ["scalar", "matrix"].flatMap((form) => {
    document.querySelector(`.st-forms [data-form=${form}]`).click();
    document.getElementById("stepper").dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }));
    return stepping.run.forms[form].slice(1).map(() => {
        const start = performance.now();
        stepping.root.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        document.querySelector(".st-bar").getBoundingClientRect();
        return performance.now() - start;
    });
})"""


BLOCKED = """
    window.blocked = 0;
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) window.blocked += task.duration - 50;
    }).observe({ type: "longtask", buffered: true });
"""
IDLE = "() => new Promise((done) => setTimeout(() => requestIdleCallback(done), 2000)).then(() => true)"


def book() -> None:
    """Print what the book costs a reader's browser: built for it, and shown in Chromium."""
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    try:
        from mkdocs.__main__ import cli as mkdocs
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        row("the book in a browser", "-", "", f"{error.name} is not installed")
        return
    if not Path(chromium).exists():
        row("the book in a browser", "-", "", f"there is no {chromium}; CHROMIUM can name another one")
        return
    with TemporaryDirectory() as site, sync_playwright() as playwright:
        settings = str(Path(__file__).parent.parent / "mkdocs.yml")
        mkdocs(["build", "--quiet", "--config-file", settings, "--site-dir", site], standalone_mode=False)
        for show in (stepper, longest_chapter):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-background-networking"]
            )
            show(browser.new_page(viewport={"width": 1400, "height": 900}), site)
            browser.close()


def stepper(page: "Page", site: str) -> None:
    """Print what a key costs on the stepper's page."""
    page.goto((Path(site) / "stepper.html").as_uri())
    times = sorted(page.evaluate(KEYS))
    how = f"script and layout, median of {len(times)} keys; 95 of 100 within {times[len(times) * 95 // 100]:.1f} ms"
    row("a key in the stepper", f"{median(times):.1f} ms", "at most 16 ms", how)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_: object) -> None:
        pass


def longest_chapter(page: "Page", site: str) -> None:
    """Print how long the longest chapter blocks a slow machine while it loads, from a server and from cold."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
        page.add_init_script(BLOCKED)
        page.goto(f"http://127.0.0.1:{server.server_port}/hidden-layers.html", timeout=0)
        page.evaluate(IDLE)
        blocked, elements = page.evaluate("[window.blocked, document.getElementsByTagName('*').length]")
        server.shutdown()
    how = f"{elements:,} elements; all tasks' time beyond 50 ms each, in a processor at a sixth of its speed"
    row("the hidden layers' chapter blocks a reader", f"{blocked / 1e3:.1f} s", "at most 1.5 s", how)


if __name__ == "__main__":
    main()
