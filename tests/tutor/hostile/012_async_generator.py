async def hidden_dJ_dA(W, dJ_dZ, l):
    yield 1
