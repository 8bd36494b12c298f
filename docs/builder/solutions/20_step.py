from purenn.tutor.own import hidden_dJ_dA, layer_dJ_dB, layer_dJ_dW, layer_dJ_dZ, output_dJ_dZ, updated_W


def step(W, B, Z, A, Y, f_prime, gamma, L):
    dJ_dA, dJ_dW, dJ_dB = {}, {}, {}
    dJ_dZ = {L: output_dJ_dZ(A, Y, L)}
    for l in range(L, 0, -1):
        if l < L:
            dJ_dA[l] = hidden_dJ_dA(W, dJ_dZ, l)
            dJ_dZ[l] = layer_dJ_dZ(dJ_dA, Z, A, f_prime, l)
        dJ_dW[l] = layer_dJ_dW(dJ_dZ, A, l)
        dJ_dB[l] = layer_dJ_dB(dJ_dZ, l)
    W_new = {l: updated_W(W, dJ_dW, gamma, l) for l in W}
    B_new = {l: updated_W(B, dJ_dB, gamma, l) for l in B}
    return W_new, B_new
