def hidden_dJ_dA(W, dJ_dZ, l):
    while True:
        try:
            l += 1
        except BaseException:
            pass
