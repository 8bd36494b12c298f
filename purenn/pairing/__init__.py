"""The pairing of equations and lines: what a tagged line says, and the proof that the book says the same.

Floor by floor, each importing only from those above it in this list, and from purenn.notation:

tags                     which line claims which equation, and what stands around it
pages                    the equations that the pages hold, in their blocks
scope, expressions, reading    from a parsed line to its tree
mutants                  wrong versions of every tagged line
indices, kinds           every letter on its axis; what kind of equation a tree is
values, judge            what a name is worth on any net; the same by independent means
watching, straight, proof      tagged lines as they run; no way around them; their values against the judge's
form, worth              whether a formula of the text is well formed, and what it is worth
registry                 every equation with its line and its page

What a person sees of it stands above, in purenn.explaining.
"""
