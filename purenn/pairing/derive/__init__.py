"""The book derived by rules, from the forward equations and the cost alone.

Floor by floor, each importing only from those above it in this list, and from the pairing below it:

steps         the records: a line with its rule, a derivation
algebra       two ways of being the same: in another order, and by algebra
rules         the rules of differentiation, each a rewriting of one node
starting      the equations that a derivation starts from
chains, compacting    from a left side towards J, line by line; from a line about one entry to matrices
proving       every line in numbers, on random networks
derive        every equation of the book derived, and each side of it found among the lines
"""
