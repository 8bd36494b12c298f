class Evil(Exception):
    def __str__(self):
        raise ValueError


def hidden_dJ_dA(W, dJ_dZ, l):
    raise Evil
