def hidden_dJ_dA(W, dJ_dZ, l):
    for a in zip(*W[l + 1]):
        yield [sum(w * d for w, d in zip(a, b)) for b in zip(*dJ_dZ[l + 1])]
