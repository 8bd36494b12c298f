"""The network of the book in PyTorch: its forward pass alone, and what autograd makes of it.

There is no backward pass in this file. `J.backward()` plays back what the forward pass recorded.
`python3 -m docs.beyond.autograd` compares the gradients with those of the equations, on the worked network.
"""

import sys
from typing import NamedTuple

try:
    import torch
    from torch import Tensor
    from torch.nn.functional import log_softmax, logsigmoid
except ModuleNotFoundError:
    if __name__ != "__main__":
        raise
    sys.exit("autograd needs PyTorch: pip install -e '.[beyond]'")

from purenn import Network, backward_matrix, forward_pass
from purenn.explaining import worked
from purenn.matrix import Layers, Matrix

Tensors = dict[int, Tensor]  # one tensor per layer, under the layer's own number

ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "linear": lambda Z: Z,
    "softmax": lambda Z: torch.softmax(Z, dim=0),
}


class Followed(NamedTuple):
    """The weights and biases of a network as tensors that autograd follows, and J of some datapoints, a single number.

    W[l] and W[l].grad (n[l], n[l - 1]), B[l] and B[l].grad (n[l], 1).
    """

    W: Tensors
    B: Tensors
    J: Tensor


def tensor(matrix: Matrix, followed: bool = False) -> Tensor:
    """Return a matrix of purenn as a tensor of the same shape, in numbers of as many digits."""
    return torch.tensor(matrix, dtype=torch.float64, requires_grad=followed)


def carried_over(layers: Layers) -> Tensors:
    """Return the weights or the biases of purenn as tensors that autograd follows."""
    return {l: tensor(layers[l], followed=True) for l in layers}


def cost(network: Network, Z: Tensor, A: Tensor, Y: Tensor) -> Tensor:
    """Return J, a sum over units and a mean over datapoints.

    Shapes: Z, A, Y (n[L], m) -> a number.
    """
    m = Y.shape[1]
    if network.cost == "squared-error":
        return ((A - Y) ** 2).sum() / m
    if network.activations[network.L] == "softmax":
        return -(Y * log_softmax(Z, dim=0)).sum() / m
    return -(Y * logsigmoid(Z) + (1 - Y) * logsigmoid(-Z)).sum() / m


def differentiated(network: Network, X: Matrix, Y: Matrix) -> Followed:
    """Return J, and the parameters as tensors whose .grad is J's gradient.

    Shapes: X (n[0], m), Y (n[L], m).
    """
    W, B = carried_over(network.W), carried_over(network.B)
    A = tensor(X)
    for l in range(1, network.L + 1):
        Z = W[l] @ A + B[l]
        A = ACTIVATIONS[network.activations[l]](Z)
    J = cost(network, Z, A, tensor(Y))
    J.backward()
    return Followed(W, B, J)


def main() -> None:
    """Print the first derivative of each road on the worked network, and how far all of them are apart."""
    network = Network(worked.W, worked.B)
    by_hand = backward_matrix.backward_pass(network, forward_pass(network, worked.X), worked.Y)
    by_tape = differentiated(network, worked.X, worked.Y)
    print(f"By hand  {by_hand.dJ_dW[1][0][0]:+.12f}")
    print(f"By tape  {by_tape.W[1].grad[0, 0]:+.12f}")
    apart = max(float(abs(tensor(by_hand.dJ_dW[l]) - by_tape.W[l].grad).max()) for l in by_tape.W)
    print(f"All derivatives with respect to weights: {apart:.0e} apart at most.")


if __name__ == "__main__":
    main()
