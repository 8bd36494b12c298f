"""The network of the book in NumPy: the same functions, names and shapes, and the same lines with other products.

An array takes the place of a list of lists. `@` multiplies matrices and `*` entries, `.T` transposes, and a column that
is added to a matrix is added to each of its columns. A line has the tag of the line of purenn that it repeats.
`python3 -m docs.beyond.matrix_twin` trains both on the tumours, and compares them.
"""

import sys
from collections.abc import Callable
from time import process_time
from typing import NamedTuple

try:
    import numpy as np
    from numpy.typing import NDArray
except ModuleNotFoundError:
    if __name__ != "__main__":
        raise
    sys.exit("matrix_twin needs NumPy: pip install -e '.[beyond]'")

from purenn import Network, data, train
from purenn.matrix import Layers, Matrix

Array = NDArray[np.float64]
Arrays = dict[int, Array]  # one array per layer, under the layer's own number
OfArray = Callable[[Array], Array]


class Twin(NamedTuple):
    """A network of arrays: W[l] (n[l], n[l - 1]), B[l] (n[l], 1); f[l] and f_prime[l] take a whole array.

    A softmax, which takes a column at a time, is an f like the others, and has no f_prime.
    """

    W: Arrays
    B: Arrays
    f: dict[int, OfArray]
    f_prime: dict[int, OfArray]
    cost: str

    @property
    def L(self) -> int:
        """The number of layers, without layer 0."""
        return len(self.W)


class Run(NamedTuple):
    """What a forward pass computed: Z[1] ... Z[L] and A[0] ... A[L], where A[0] is X."""

    Z: Arrays
    A: Arrays


class Gradients(NamedTuple):
    """The gradients of J, each in the shape of what it is taken with respect to."""

    dJ_dA: Arrays
    dJ_dZ: Arrays
    dJ_dW: Arrays
    dJ_dB: Arrays


def array(matrix: Matrix) -> Array:
    """Return a matrix of purenn as an array; its .tolist() makes a matrix of it again."""
    return np.array(matrix, dtype=float)


def arrays(layers: Layers) -> Arrays:
    """Return the weights or the biases of purenn as arrays."""
    return {l: array(layers[l]) for l in layers}


def carried_over(network: Network) -> Twin:
    """Return a network of purenn as its twin, with the same weights and biases."""
    f = {l: FUNCTIONS[name] for l, name in network.activations.items()}
    f_prime = {l: DERIVATIVES[name] for l, name in network.activations.items() if name in DERIVATIVES}
    return Twin(arrays(network.W), arrays(network.B), f, f_prime, network.cost)


# ---- forward


def forward_pass(network: Twin, X: Array) -> Run:
    """Return every preactivation and activation.

    Shapes: X (n[0], m) -> Z[l], A[l] (n[l], m).
    """
    W, B, f = network.W, network.B, network.f
    Z, A = run = Run({}, {0: X})
    for l in range(1, network.L + 1):
        Z[l] = W[l] @ A[l - 1] + B[l]  # eq: forward.Z
        A[l] = f[l](Z[l])  # eq: forward.A
    return run


# ---- backward


def backward_pass(network: Twin, run: Run, Y: Array) -> Gradients:
    """Return all gradients of J, from the last layer to the first.

    Shapes: Y (n[L], m) -> see Gradients.
    """
    L, Z, A = network.L, run.Z, run.A
    dJ_dA, dJ_dZ, dJ_dW, dJ_dB = gradients = Gradients({}, {}, {}, {})
    for l in range(L, 0, -1):
        if l < L:
            dJ_dA[l] = hidden_dJ_dA(network.W, dJ_dZ, l)
        elif network.cost == "squared-error":
            dJ_dA[L] = squared_output_dJ_dA(A, Y, L)
        else:
            dJ_dA[L] = (output_dJ_dA if L in network.f_prime else softmax_dJ_dA)(A, Y, L)
        if l < L or network.cost == "squared-error":
            dJ_dZ[l] = layer_dJ_dZ(dJ_dA, Z, network.f_prime, l)
        else:
            dJ_dZ[L] = output_dJ_dZ(A, Y, L)
        dJ_dW[l] = layer_dJ_dW(dJ_dZ, A, l)
        dJ_dB[l] = layer_dJ_dB(dJ_dZ, l)
    return gradients


def output_dJ_dA(A: Arrays, Y: Array, L: int) -> Array:
    """Return the gradient of the cross-entropy with respect to the outputs of sigmoid units, one or several."""
    m = Y.shape[1]
    return -(1 / m) * (Y / A[L] - (1 - Y) / (1 - A[L]))  # eq: output.dJ-dA; several.sigmoid-dJ-dA


def softmax_dJ_dA(A: Arrays, Y: Array, L: int) -> Array:
    """Return the gradient of the cross-entropy over classes with respect to the outputs of a softmax."""
    m = Y.shape[1]
    return -(1 / m) * (Y / A[L])  # eq: several.dJ-dA


def output_dJ_dZ(A: Arrays, Y: Array, L: int) -> Array:
    """Return the gradient of either cross-entropy with respect to the preactivations of the last layer."""
    m = Y.shape[1]
    return (1 / m) * (A[L] - Y)  # eq: output.dJ-dZ, step 2; several.dJ-dZ


def squared_output_dJ_dA(A: Arrays, Y: Array, L: int) -> Array:
    """Return the gradient of the squared error with respect to the output activations."""
    m = Y.shape[1]
    return (2 / m) * (A[L] - Y)  # eq: output.squared-dJ-dA; several.squared-dJ-dA


def hidden_dJ_dA(W: Arrays, dJ_dZ: Arrays, l: int) -> Array:
    """Return the gradient of J with respect to the activations of hidden layer l."""
    return W[l + 1].T @ dJ_dZ[l + 1]  # eq: compact.dJ-dA


def layer_dJ_dZ(dJ_dA: Arrays, Z: Arrays, f_prime: dict[int, OfArray], l: int) -> Array:
    """Return the gradient of J with respect to the preactivations of layer l."""
    return dJ_dA[l] * f_prime[l](Z[l])  # eq: compact.dJ-dZ


def layer_dJ_dW(dJ_dZ: Arrays, A: Arrays, l: int) -> Array:
    """Return the gradient of J with respect to the weights of layer l."""
    return dJ_dZ[l] @ A[l - 1].T  # eq: compact.dJ-dW, step 1


def layer_dJ_dB(dJ_dZ: Arrays, l: int) -> Array:
    """Return the gradient of J with respect to the biases of layer l: the row sums of dJ_dZ."""
    return dJ_dZ[l].sum(axis=1, keepdims=True)  # eq: compact.dJ-dB-matmul, step 1


# ---- update


def gradient_descent_step(network: Twin, gradients: Gradients, gamma: float) -> Twin:
    """Return a new network, one step against the gradients."""
    W, B, dJ_dW, dJ_dB = network.W, network.B, gradients.dJ_dW, gradients.dJ_dB
    W_new, B_new = {}, {}
    for l in range(1, network.L + 1):
        W_new[l] = W[l] - gamma * dJ_dW[l]  # eq: update.matrix-weights
        B_new[l] = B[l] - gamma * dJ_dB[l]  # eq: update.matrix-biases
    return network._replace(W=W_new, B=B_new)


def descend(network: Twin, X: Array, Y: Array, gamma: float, steps: int) -> Twin:
    """Return the network after so many steps of gradient descent."""
    for _ in range(steps):
        run = forward_pass(network, X)
        network = gradient_descent_step(network, backward_pass(network, run, Y), gamma)
    return network


# ---- the functions of the layers, of whole arrays


def sigmoid(Z: Array) -> Array:
    """Return 1 / (1 + e^-z) of each entry, in the two branches of purenn: nothing overflows."""
    decay = np.exp(-abs(Z))
    return np.where(Z >= 0, 1, decay) / (1 + decay)


def sigmoid_prime(Z: Array) -> Array:
    """Return the derivative of the sigmoid at each entry."""
    decay = np.exp(-abs(Z))
    return decay / (1 + decay) ** 2


def softmax(Z: Array) -> Array:
    """Return e^z of each entry over the sum of its column, each shifted by the largest of its column."""
    growth = np.exp(Z - Z.max(axis=0))
    return growth / growth.sum(axis=0)


FUNCTIONS: dict[str, OfArray] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "linear": np.array,
    "relu": lambda Z: np.maximum(Z, 0),
    "softmax": softmax,
}
DERIVATIVES: dict[str, OfArray] = {  # of the functions of one number
    "sigmoid": sigmoid_prime,
    "tanh": lambda Z: 4 * sigmoid_prime(2 * Z),
    "linear": np.ones_like,
    "relu": lambda Z: np.where(Z > 0, 1.0, 0.0),
}


# ---- both, compared


def main(steps: int = 30, gamma: float = 0.5) -> None:
    """Train both on the tumours from the same start, and print how far they are apart and how long they took."""
    training, _ = data.split(data.load_breast_cancer())
    X, Y = data.standardise(training.X, data.means_and_scales(training.X)), training.Y
    network = Network.random([len(X), 16, 8, 1], seed=0)
    start = process_time()
    ours, _ = train(network, X, Y, gamma, steps)
    between = process_time()
    theirs = descend(carried_over(network), array(X), array(Y), gamma, steps)
    end = process_time()
    apart = max(abs(array(ours.W[l]) - theirs.W[l]).max() / abs(theirs.W[l]).max() for l in theirs.W)
    print(f"After {steps} steps the weights differ by {apart:.0e} of the largest.")
    print(f"Lists of lists {between - start:.2f} s, arrays {end - between:.3f} s, of processor time.")


if __name__ == "__main__":
    main()
