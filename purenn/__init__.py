"""Every equation of backpropagation, beside the line of pure Python that computes it.

Floor by floor, each importing only from those above it in this list:
start, messages; matrix; checking, record; activation, loss, numerical, batches; network, gradients, several; forward,
several_scalar, several_matrix; derivation, several_derivation, backward_scalar, backward_matrix, tape, dual; check,
descent, data; notation; pairing; explaining; roads; terminal, real_data; tutor; cli.
"""

from purenn import start as start  # before all others, which an old Python could not read

# isort: split
from purenn import backward_matrix, backward_scalar, data, several
from purenn.check import check_gradients
from purenn.checking import DivergenceError
from purenn.data import (
    Model,
    accuracy,
    confusions,
    hits_and_misses,
    load,
    load_breast_cancer,
    load_digits,
    means_and_scales,
    one_hot,
    predict,
    probabilities,
    read_csv,
    ring,
    save,
    split,
    standardise,
)
from purenn.descent import gradient_descent_step, scalar_gradient_descent_step, train
from purenn.forward import cost, forward_pass, scalar_forward_pass
from purenn.loss import cross_entropy, cross_entropy_from_z, squared_error
from purenn.matrix import ShapeError
from purenn.network import Network

__version__ = "0.1.0"

__all__ = [
    "DivergenceError",
    "Model",
    "Network",
    "ShapeError",
    "accuracy",
    "backward_matrix",
    "backward_scalar",
    "check_gradients",
    "confusions",
    "cost",
    "cross_entropy",
    "cross_entropy_from_z",
    "data",
    "forward_pass",
    "gradient_descent_step",
    "hits_and_misses",
    "load",
    "load_breast_cancer",
    "load_digits",
    "means_and_scales",
    "one_hot",
    "predict",
    "probabilities",
    "read_csv",
    "ring",
    "save",
    "scalar_forward_pass",
    "scalar_gradient_descent_step",
    "several",
    "split",
    "squared_error",
    "standardise",
    "train",
]
