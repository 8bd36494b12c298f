"""The pairing of equations and lines: what a tagged line says, and the proof that the book says the same.

Floor by floor, each importing only from those above it in this list:

tags                     which line claims which equation, and what stands around it
sizes, expression        layers, sizes and letters; the tree that an equation is
symbols, walks           the article's symbols as Python names; walks over the tree
operators                each operator in one row: how it is spelt, printed, bound, shaped and computed
scope, expressions, reading    from a parsed line to its tree
printing; latex, text, mathml  from the tree to a print
normal, pages            the book's LaTeX, made comparable; its equation blocks
shapes, indices          the algebra of shapes; every letter on its axis
values, judge            what a name is worth on any net; the same by independent means
watching, straight, proof      tagged lines as they run; no way around them; their values against the judge's
entries                  one entry of a matrix expression
registry                 every equation with its line and its page

What a person sees of it stands above, in purenn.explaining.
"""
