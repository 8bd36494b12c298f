"""Data: sets of it, what it needs before training, and how it is judged after."""

from purenn.data.files import FileError
from purenn.data.judging import Table, accuracy, confusions, hits_and_misses, predict, probabilities
from purenn.data.models import Model, ModelError, load, save
from purenn.data.preparing import Data, choose, fill, means_and_scales, one_hot, split, standardise
from purenn.data.sets import DISC, RING, SIDE, load_breast_cancer, load_digits, ring
from purenn.data.tables import TableError, TableWarning, read_csv

__all__ = [
    "DISC",
    "RING",
    "SIDE",
    "Data",
    "FileError",
    "Model",
    "ModelError",
    "Table",
    "TableError",
    "TableWarning",
    "accuracy",
    "choose",
    "confusions",
    "fill",
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
    "split",
    "standardise",
]
