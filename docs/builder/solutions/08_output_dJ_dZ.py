def output_dJ_dZ(A, Y, L):
    m = len(Y[0])
    return [[(A[L][0][j] - Y[0][j]) / m for j in range(m)]]
