def hidden_dJ_dA(W, dJ_dZ, l):
    for k in range(1000):
        print('line', k)
    return [[sum(w * d for w, d in zip(a, b)) for b in zip(*dJ_dZ[l + 1])] for a in zip(*W[l + 1])]
