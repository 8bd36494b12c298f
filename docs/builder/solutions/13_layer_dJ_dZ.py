def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    dJ_dZ_l = []
    for i in range(len(Z[l])):
        row = []
        for j in range(len(Z[l][i])):
            row.append(dJ_dA[l][i][j] * f_prime[l](Z[l][i][j]))
        dJ_dZ_l.append(row)
    return dJ_dZ_l
