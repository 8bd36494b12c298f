"""The book's notation: the tree of a formula, what its symbols mean, and how it is printed and read.

    sizes, expression, symbols, walks    layers and axes, the tree, the article's symbols, walks over the tree
    operators                            every operator, in one table
    printing, latex, text, mathml        a tree as LaTeX, as a line of text, as MathML
    parsing                              LaTeX as a tree
    shapes, entries                      what shape each piece has; a matrix equation entry by entry
"""
