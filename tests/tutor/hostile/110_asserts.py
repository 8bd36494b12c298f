def hidden_dJ_dA(W, dJ_dZ, l):
    assert l > 5, 'l is small'
