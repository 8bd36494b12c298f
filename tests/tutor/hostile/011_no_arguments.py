def hidden_dJ_dA():
    return []
