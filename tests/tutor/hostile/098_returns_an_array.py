import numpy as np


def hidden_dJ_dA(W, dJ_dZ, l):
    return np.transpose(W[l + 1]) @ np.array(dJ_dZ[l + 1])
