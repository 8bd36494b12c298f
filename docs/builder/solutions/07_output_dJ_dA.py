def output_dJ_dA(A, Y, L):
    m = len(Y[0])
    row = []
    for j in range(m):
        a, y = A[L][0][j], Y[0][j]
        row.append(-(y / a - (1 - y) / (1 - a)) / m)
    return [row]
