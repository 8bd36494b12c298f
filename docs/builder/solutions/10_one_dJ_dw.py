def one_dJ_dw(dJ_dZ, A, l, i, h):
    dJ_dw_ih = 0.0
    for j in range(len(dJ_dZ[l][i])):
        dJ_dw_ih += dJ_dZ[l][i][j] * A[l - 1][h][j]
    return dJ_dw_ih
