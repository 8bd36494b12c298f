def hidden_dJ_dA(W, dJ_dZ, l):
    row = [0]
    while True:
        row = row * 1000
