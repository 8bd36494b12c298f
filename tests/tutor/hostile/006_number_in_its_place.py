hidden_dJ_dA = 3
