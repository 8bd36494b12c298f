def hidden_dJ_dA(W, dJ_dZ, l):
    rows = [[0.0, 1.0]
    return rows
