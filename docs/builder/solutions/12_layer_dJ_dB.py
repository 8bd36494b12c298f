def layer_dJ_dB(dJ_dZ, l):
    return [[sum(row)] for row in dJ_dZ[l]]
