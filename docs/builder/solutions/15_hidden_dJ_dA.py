from purenn.matrix import matmul, transpose


def hidden_dJ_dA(W, dJ_dZ, l):
    return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])
