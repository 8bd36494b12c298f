from math import log


def cross_entropy(A, Y, L):
    m = len(Y[0])
    total = 0.0
    for j in range(m):
        a, y = A[L][0][j], Y[0][j]
        total += y * log(a) + (1 - y) * log(1 - a)
    return -total / m
