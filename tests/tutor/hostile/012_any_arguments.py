def hidden_dJ_dA(*given, **named):
    W, dJ_dZ, l = given
    return [[sum(w * d for w, d in zip(a, b)) for b in zip(*dJ_dZ[l + 1])] for a in zip(*W[l + 1])]
