class hidden_dJ_dA:
    def __init__(self, W, dJ_dZ, l):
        self.W = W
