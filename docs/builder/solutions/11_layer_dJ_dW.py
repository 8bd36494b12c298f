def layer_dJ_dW(dJ_dZ, A, l):
    n, n_prev, m = len(dJ_dZ[l]), len(A[l - 1]), len(dJ_dZ[l][0])
    dJ_dW_l = [[0.0] * n_prev for i in range(n)]
    for i in range(n):
        for h in range(n_prev):
            for j in range(m):
                dJ_dW_l[i][h] += dJ_dZ[l][i][j] * A[l - 1][h][j]
    return dJ_dW_l
