class Evil(BaseException):
    pass


def hidden_dJ_dA(W, dJ_dZ, l):
    raise Evil('mine')
