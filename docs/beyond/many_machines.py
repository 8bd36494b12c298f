"""One gradient from several machines: each has its share of the datapoints, and all have the same weights.

`torchrun --nproc-per-node 2 -m docs.beyond.many_machines` lets two processes be the machines, and sets what they find
beside what purenn finds, which has all of the datapoints.
"""

import os
import sys

try:
    from torch import Tensor, distributed

    from docs.beyond.autograd import Followed, Tensors, differentiated
except ModuleNotFoundError:
    if __name__ != "__main__":
        raise
    sys.exit("many_machines needs PyTorch: pip install -e '.[beyond]'")
from docs.beyond.shares import SIZES, compared, cut
from purenn import Network
from purenn.explaining import worked

Joined = tuple[Tensor, Tensors, Tensors]
COMMAND = f"torchrun --nproc-per-node {len(SIZES)} -m docs.beyond.many_machines"


def added_up(found: Tensor) -> Tensor:
    """Return the sum of what the machines have found, on each of them.

    Shapes: found has the same on all machines, and so does the sum.
    """
    total = found.detach().clone()
    distributed.all_reduce(total)
    return total


def joined(own: Followed, size: int, m: int) -> Joined:
    """Return J of all m datapoints and its gradients, the same everywhere.

    Each machine gives what it found with its own share, of its own size.
    Shapes: dJ_dW[l] (n[l], n[l - 1]), dJ_dB[l] (n[l], 1).
    """
    J = added_up(size / m * own.J)
    dJ_dW = {l: added_up(size / m * w.grad) for l, w in own.W.items()}
    dJ_dB = {l: added_up(size / m * b.grad) for l, b in own.B.items()}
    return J, dJ_dW, dJ_dB


def main() -> None:
    """Print J and its derivative with respect to the first weight: of each machine, of both, and of purenn."""
    if (processes := os.environ.get("WORLD_SIZE", "1")) != str(len(SIZES)):
        sys.exit(f"many_machines: found {processes} of the processes, expected {len(SIZES)}; start them by {COMMAND}")
    distributed.init_process_group("gloo")
    r = distributed.get_rank()
    X, Y = (cut(each, SIZES)[r] for each in (worked.X, worked.Y))
    own = differentiated(Network(worked.W, worked.B), X, Y)
    say(f"machine {r}", own.J, own.W[1].grad[0, 0])
    J, dJ_dW, _ = joined(own, SIZES[r], sum(SIZES))
    if r == 0:  # both have it
        say("both", J, dJ_dW[1][0, 0])
        say("purenn", *compared()["all at once"])
    distributed.destroy_process_group()


def say(name: str, J: float | Tensor, slope: float | Tensor) -> None:
    """Print a line at once: the machines print at the same time."""
    print(f"{name:<16}{J:.12f}   {slope:+.12f}\n", end="", flush=True)


if __name__ == "__main__":
    main()
