"""Every equation of backpropagation, beside the line of pure Python that computes it.

Floor by floor, each importing only from those above it in this list:
matrix; activation, loss, numerical; network, gradients; forward; derivation, backward_scalar, backward_matrix; check,
descent, data; cli.
"""

from purenn import start as start  # before all others, which an old Python could not read

# isort: split
from purenn import backward_matrix, backward_scalar
from purenn.check import check_gradients
from purenn.descent import DivergenceError, gradient_descent_step, scalar_gradient_descent_step, train
from purenn.forward import cost, forward_pass, predict, scalar_forward_pass
from purenn.loss import cross_entropy, cross_entropy_from_z, squared_error
from purenn.matrix import ShapeError
from purenn.network import Network

__version__ = "0.1.0"

__all__ = [
    "DivergenceError",
    "Network",
    "ShapeError",
    "backward_matrix",
    "backward_scalar",
    "check_gradients",
    "cost",
    "cross_entropy",
    "cross_entropy_from_z",
    "forward_pass",
    "gradient_descent_step",
    "predict",
    "scalar_forward_pass",
    "scalar_gradient_descent_step",
    "squared_error",
    "train",
]
