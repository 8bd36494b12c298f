def layer_A(Z, f, l):
    return [[f[l](z) for z in row] for row in Z[l]]
