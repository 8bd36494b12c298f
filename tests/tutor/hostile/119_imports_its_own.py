from purenn.tutor.own import hidden_dJ_dA
