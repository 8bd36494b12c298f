def hidden_dJ_dA(W, dJ_dZ, l):
    raise ExceptionGroup('both', [ValueError('a'), TypeError('b')])
