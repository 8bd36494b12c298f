def hidden_dJ_dA(W, dJ_dZ, l):
    n, n_next, m = len(W[l + 1][0]), len(W[l + 1]), len(dJ_dZ[l + 1][0])
    dJ_dA_l = [[0.0] * m for i in range(n)]
    for i in range(n):
        for j in range(m):
            dJ_da_ij = 0.0
            for p in range(n_next):
                dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
            dJ_dA_l[i][j] = dJ_da_ij
    return dJ_dA_l
