"""The exercises: what a learner is asked to write, in the book's order; the one table of their names and signatures.

An exercise is an equation of the book. What its function returns is the left side of that equation: of a scalar, the
whole matrix of all its entries.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from purenn.notation.symbols import CONTAINER, INDEX_LETTERS

if TYPE_CHECKING:
    from purenn.pairing.registry import Entry

STEP = "whole.step"  # the one exercise that is no equation but all of them


class Exercise(NamedTuple):
    """One exercise; `solved` is the equation that makes an entry of the result of the arguments, often the id's own."""

    number: int
    id: str
    title: str
    function: str
    parameters: tuple[str, ...]
    returns: str
    asks: str
    solved: str

    @property
    def file(self) -> str:
        """The name of the file that a learner writes into."""
        return f"{self.number:02}_{self.function}.py"

    @property
    def containers(self) -> tuple[str, ...]:
        """The parameters that hold matrices: those of every layer, or Y."""
        return tuple(name for name in self.parameters if CONTAINER.fullmatch(name))

    @property
    def indices(self) -> tuple[str, ...]:
        """The parameters that are indices, counted from 0."""
        return tuple(name for name in self.parameters if name in INDEX_LETTERS)

    def layers(self, L: int) -> range:
        """Return the layers that a network of L layers has for it; a hidden layer is never the last one."""
        last = L - self.function.startswith("hidden")
        return range(1 if "l" in self.parameters else last, last + 1)

    @property
    def row(self) -> bool:
        """Whether the result is a row of the last layer, which has one unit, or J, which is made of one."""
        return "Y" in self.parameters

    @property
    def signature(self) -> str:
        """The head of the function, without the colon."""
        return f"def {self.function}({', '.join(self.parameters)})"


TABLE = """
forward.sigmoid | The sigmoid
    sigmoid(z) -> a number
    Return the sigmoid of the number z.
forward.z-element | One preactivation
    layer_Z(W, B, A, l) -> Z[l]
    Return the preactivations of layer l, one entry at a time.
hidden.activation | One activation
    layer_A(Z, f, l) -> A[l]
    Return the activations of layer l; f[l] is its activation function, of one number.
forward.Z | All preactivations of a layer | forward.z-element
    layer_Z(W, B, A, l) -> Z[l]
    Return the preactivations of layer l with the helpers of purenn.matrix, and no loop.
forward.sigmoid-prime | The derivative of the sigmoid
    sigmoid_prime(z) -> a number
    Return the derivative of the sigmoid at the number z; sigmoid is there to be called.
loss.cross-entropy | The cost
    cross_entropy(A, Y, L) -> J
    Return the cost J of the outputs A[L] for the labels Y.
loss.dJ-da-element | The derivative of the cost with respect to one output
    output_dJ_dA(A, Y, L) -> dJ_dA[L]
    Return the derivatives of J with respect to the outputs, a matrix of one row.
output.dJ-dz-element | One entry of the starting point
    output_dJ_dZ(A, Y, L) -> dJ_dZ[L]
    Return the derivatives of J with respect to the preactivations of the last layer, a matrix of one row.
output.dJ-dW | The gradient with respect to the output weights | hidden.dJ-dw-sum
    output_dJ_dW(dJ_dZ, A, L) -> dJ_dW[L]
    Return the gradient of J with respect to the weights of the last layer.
hidden.naive-chain | The chain through every preactivation | hidden.dJ-dw-sum
    one_dJ_dw(dJ_dZ, A, l, i, h) -> a number
    Return the derivative of J with respect to one weight, from unit h of layer l - 1 to unit i of layer l, both from 0.
hidden.dJ-dw-sum | The derivative with respect to one weight, as a sum
    layer_dJ_dW(dJ_dZ, A, l) -> dJ_dW[l]
    Return the gradient of J with respect to the weights of layer l, one entry at a time.
hidden.dJ-db | The derivative with respect to one bias
    layer_dJ_dB(dJ_dZ, l) -> dJ_dB[l]
    Return the gradient of J with respect to the biases of layer l, a matrix of one column.
hidden.dJ-dz-product | The derivative with respect to one preactivation
    layer_dJ_dZ(dJ_dA, Z, A, f_prime, l) -> dJ_dZ[l]
    Return the gradient of J with respect to the preactivations of layer l, one entry at a time.
hidden.dJ-da-sum | The derivative with respect to one activation, as a sum
    hidden_dJ_dA(W, dJ_dZ, l) -> dJ_dA[l]
    Return the gradient of J with respect to the activations of hidden layer l, one entry at a time.
compact.dJ-dA | The gradient with respect to the activations | hidden.dJ-da-sum
    hidden_dJ_dA(W, dJ_dZ, l) -> dJ_dA[l]
    Return the gradient of J with respect to the activations of hidden layer l with the helpers of purenn.matrix.
compact.dJ-dZ | The gradient with respect to the preactivations | hidden.dJ-dz-product
    layer_dJ_dZ(dJ_dA, Z, A, f_prime, l) -> dJ_dZ[l]
    Return the gradient of J with respect to the preactivations of layer l with the helpers of purenn.matrix.
compact.dJ-dW | The gradient with respect to the weights | hidden.dJ-dw-sum
    layer_dJ_dW(dJ_dZ, A, l) -> dJ_dW[l]
    Return the gradient of J with respect to the weights of layer l with the helpers of purenn.matrix.
compact.dJ-dB-matmul | The gradient with respect to the biases, as a product | hidden.dJ-db
    layer_dJ_dB(dJ_dZ, l) -> dJ_dB[l]
    Return the gradient of J with respect to the biases of layer l with the helpers of purenn.matrix.
update.weights | The update of one weight
    updated_W(W, dJ_dW, gamma, l) -> W[l]
    Return the new weights of layer l, a new matrix.
whole.step | A whole step of gradient descent
    step(W, B, Z, A, Y, f_prime, gamma, L) -> W and B
    Return the new W and the new B of all layers, two dictionaries. Z and A are those of the forward pass.
"""


def exercises() -> dict[str, Exercise]:
    """Return the exercises by id."""
    lines = [line.strip() for line in TABLE.strip().splitlines()]
    found = {}
    for number, (head, call, asks) in enumerate(zip(lines[::3], lines[1::3], lines[2::3], strict=True), start=1):
        id, title, solved = (*head.split(" | "), "")[:3]
        function, _, rest = call.partition("(")
        parameters, _, returns = rest.partition(") -> ")
        found[id] = Exercise(number, id, title, function, tuple(parameters.split(", ")), returns, asks, solved or id)
    return found


EXERCISES = exercises()


@cache
def entries() -> "dict[str, Entry]":
    """Return the book's equations, read when they are first needed, which a list of exercises never does."""
    from purenn.pairing.registry import registry

    return registry()
