from purenn.matrix import elementwise, hadamard


def layer_dJ_dZ(dJ_dA, Z, A, f_prime, l):
    return hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))
