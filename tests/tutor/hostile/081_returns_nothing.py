def hidden_dJ_dA(W, dJ_dZ, l):
    a = 1
