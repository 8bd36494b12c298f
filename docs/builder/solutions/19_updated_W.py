def updated_W(W, dJ_dW, gamma, l):
    W_l = []
    for i in range(len(W[l])):
        row = []
        for h in range(len(W[l][i])):
            row.append(W[l][i][h] - gamma * dJ_dW[l][i][h])
        W_l.append(row)
    return W_l
