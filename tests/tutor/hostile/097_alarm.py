import signal


def hidden_dJ_dA(W, dJ_dZ, l):
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    for k in range(10**5):
        pass
    return [[sum(w * d for w, d in zip(a, b)) for b in zip(*dJ_dZ[l + 1])] for a in zip(*W[l + 1])]
