import sys


def hidden_dJ_dA(W, dJ_dZ, l):
    sys.settrace(None)
    while True:
        pass
