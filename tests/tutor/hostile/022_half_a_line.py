def hidden_dJ_dA(W, dJ_dZ, l):
    rows = []
    for a in zip(*W[l +