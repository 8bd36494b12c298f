class Evil(list):
    def __len__(self):
        raise ValueError('not me')

    __getitem__ = __iter__ = __eq__ = __repr__ = __bool__ = __len__


def hidden_dJ_dA(W, dJ_dZ, l):
    return Evil()
