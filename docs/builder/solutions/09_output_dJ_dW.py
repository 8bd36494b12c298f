def output_dJ_dW(dJ_dZ, A, L):
    m = len(dJ_dZ[L][0])
    row = []
    for h in range(len(A[L - 1])):
        dJ_dw_1h = 0.0
        for j in range(m):
            dJ_dw_1h += dJ_dZ[L][0][j] * A[L - 1][h][j]
        row.append(dJ_dw_1h)
    return [row]
