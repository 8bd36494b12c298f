def hidden_dJ_dA(W, dJ_dZ, l):
    i = 0
    while i < len(W[l + 1]):
        total = 0
    return total
