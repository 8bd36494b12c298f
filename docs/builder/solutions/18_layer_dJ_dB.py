from purenn.matrix import matmul, ones


def layer_dJ_dB(dJ_dZ, l):
    m = len(dJ_dZ[l][0])
    return matmul(dJ_dZ[l], ones(m, 1))
