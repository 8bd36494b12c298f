def hidden_dJ_dA(W, l):
    return W[l]
