from purenn.matrix import add, matmul, ones


def layer_Z(W, B, A, l):
    m = len(A[l - 1][0])
    return add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, m)))
