import math as hidden_dJ_dA
