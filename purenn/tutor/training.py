"""Training on the real data with the learner's own functions alone, beside the package's, as a process of its own."""

import io
import signal
import sys
from argparse import Namespace
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

from purenn.data import hits_and_misses, predict
from purenn.descent import train
from purenn.forward import forward_pass
from purenn.loss import cross_entropy
from purenn.matrix import Layers, Matrix
from purenn.network import Network
from purenn.real_data.subjects import SUBJECTS, prepare
from purenn.terminal import Progress, cost_text, heading
from purenn.tutor import own
from purenn.tutor.reasons import described

WHAT = Namespace(data="tumours", layers=[8, 4], hidden="sigmoid", seed=0)
STEPS, GAMMA = 60, 1.0


class Mine:
    """The learner's functions, put together."""

    def __init__(self, network: Network) -> None:
        self.call: Mapping[str, Any] = {name: getattr(own, name) for name in own.TRAINS}
        self.W, self.B, self.L = dict(network.W), dict(network.B), network.L
        self.f = dict.fromkeys(self.W, self.call["sigmoid"])
        self.f_prime = dict.fromkeys(self.W, self.call["sigmoid_prime"])

    def forward(self, X: Matrix) -> tuple[Layers, Layers]:
        """Return the preactivations and the activations of all layers."""
        Z, A = {}, {0: X}
        for l in range(1, self.L + 1):
            Z[l] = self.call["layer_Z"](self.W, self.B, A, l)
            A[l] = self.call["layer_A"](Z, self.f, l)
        return Z, A

    def cost(self, X: Matrix, Y: Matrix) -> float:
        """Return J."""
        J: float = self.call["cross_entropy"](self.forward(X)[1], Y, self.L)
        return J

    def descend(self, X: Matrix, Y: Matrix) -> float:
        """Take a step, and return the cost that it set out from."""
        Z, A = self.forward(X)
        J: float = self.call["cross_entropy"](A, Y, self.L)
        self.W, self.B = self.call["step"](self.W, self.B, Z, A, Y, self.f_prime, GAMMA, self.L)
        return J

    def labels(self, X: Matrix) -> Matrix:
        """Return what it says of each datapoint, 1 or 0."""
        return [[float(a >= 0.5) for a in self.forward(X)[1][self.L][0]]]


def main() -> int:
    """Train with the learner's functions and with the package, and show both; return the exit status."""
    _, training, unseen, network, *_ = prepare(WHAT)
    print(heading("Trained with your own functions") + f", on {len(training.Y[0])} {SUBJECTS[WHAT.data].datapoints}, "
          f"layers of {network.n} units")  # fmt: skip
    progress, quiet, step = Progress(STEPS), io.StringIO(), 0
    try:
        with redirect_stdout(quiet):  # what the functions print
            mine = Mine(network)
        for step in range(STEPS):
            with redirect_stdout(quiet):
                J = mine.descend(training.X, training.Y)
            progress.show(step, J)
        with redirect_stdout(quiet):
            J, accuracy = mine.cost(training.X, training.Y), hits_and_misses(mine.labels(unseen.X), unseen.Y).accuracy
    except Exception as error:
        print(f"\n  It stops at step {step + 1}: {described(error)}")
        return 1
    progress.end(STEPS, J)
    network, _ = train(network, training.X, training.Y, GAMMA, STEPS)
    theirs = cross_entropy(forward_pass(network, training.X).A[network.L], training.Y)
    right = hits_and_misses(predict(network, unseen.X), unseen.Y).accuracy
    print(f"\n  {f'both after {STEPS} steps':<26}{'yours':>10}{'purenn':>10}")
    print(f"  {'cost J, training':<26}{cost_text(J):>10}{cost_text(theirs):>10}")
    print(f"  {'accuracy, unseen':<26}{accuracy:>10.1%}{right:>10.1%}")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    sys.exit(main())
