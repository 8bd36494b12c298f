from purenn.matrix import matmul, transpose


def layer_dJ_dW(dJ_dZ, A, l):
    return matmul(dJ_dZ[l], transpose(A[l - 1]))
