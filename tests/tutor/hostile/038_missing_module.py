import nunpy as np


def hidden_dJ_dA(W, dJ_dZ, l):
    return [[sum(w * d for w, d in zip(a, b)) for b in zip(*dJ_dZ[l + 1])] for a in zip(*W[l + 1])]
