def hidden_dJ_dA(W, dJ_dZ, l):
    δ, ω = dJ_dZ[l + 1], W[l + 1]
    return [[sum(w * d for w, d in zip(a, b)) for b in zip(*δ)] for a in zip(*ω)]
