def hidden_dJ_dA(W, dJ_dZ, l):
    raise ValueError('word ' * 10**5)
