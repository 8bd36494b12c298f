def hidden_dJ_dA(W, dJ_dZ, l):
    rows = []
    rows.append(rows)
    return rows
