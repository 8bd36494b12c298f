def hidden_dJ_dA(W, dJ_dZ, l):
    result = []
    for i in range(len(W[l + 1][0])):
        row = []
        for j in range(len(dJ_dZ[l + 1][0])):
            total = 0.0
            for p in range(len(W[l + 1])):
                total += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]
            row.append(total)
        result.append(row)
    return result
