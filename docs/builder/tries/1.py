def hidden_dJ_dA(W, dJ_dZ, l):
    result = []
    for i in range(len(W[l + 1][0])):
        row = []
        for j in range(len(dJ_dZ[l + 1][0])):
            row.append(W[l + 1][0][i] * dJ_dZ[l + 1][0][j])
        result.append(row)
    return result
