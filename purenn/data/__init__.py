"""Data: sets of it, what it needs before training, and how it is judged after."""

from purenn.data.judging import Table, hits_and_misses, predict
from purenn.data.preparing import Data, choose, means_and_scales, split, standardise
from purenn.data.sets import DISC, RING, load_breast_cancer, ring

__all__ = [
    "DISC",
    "RING",
    "Data",
    "Table",
    "choose",
    "hits_and_misses",
    "load_breast_cancer",
    "means_and_scales",
    "predict",
    "ring",
    "split",
    "standardise",
]
