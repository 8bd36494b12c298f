from itertools import count


def hidden_dJ_dA(W, dJ_dZ, l):
    return sum(count())
