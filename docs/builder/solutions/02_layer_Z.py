def layer_Z(W, B, A, l):
    n, m = len(W[l]), len(A[l - 1][0])
    Z_l = [[0.0] * m for i in range(n)]
    for i in range(n):
        for j in range(m):
            z_ij = B[l][i][0]
            for h in range(len(A[l - 1])):
                z_ij += W[l][i][h] * A[l - 1][h][j]
            Z_l[i][j] = z_ij
    return Z_l
