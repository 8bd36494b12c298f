class Evil(float):
    def __sub__(self, other):
        raise ValueError('not me')

    __rsub__ = __abs__ = __eq__ = __lt__ = __le__ = __repr__ = __format__ = __sub__
    __hash__ = float.__hash__


def hidden_dJ_dA(W, dJ_dZ, l):
    return [[Evil(1)] * len(dJ_dZ[l][0]) for row in W[l]]
