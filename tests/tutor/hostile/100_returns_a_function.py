def hidden_dJ_dA(W, dJ_dZ, l):
    return lambda: W[l]
