def hidden_dJ_dA(W, dJ_dZ, l):
    return [[True] * len(dJ_dZ[l][0]) for row in W[l]]
