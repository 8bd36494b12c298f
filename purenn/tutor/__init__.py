"""The tutor: a learner's function judged, read back as mathematics, and answered.

Floor by floor, each importing only from those above it in this list; all of them stand on the pairing and explaining:

exercises, answer                the twenty exercises, in the book's order; the record of all that is found
reasons                          why a function stopped, in words
situations, tracing              numbers to run a function on; numbers that remember how they were computed
judgement                        the verdict, by value
forms, recovery                  what several trees have in common; what a function says, proven
brackets, slips, wrong_steps     the book's equations, and a whole step, gone wrong in known ways
mistakes                         which of them gives the learner's values
answering                        all of that put together
words, working, screen           the questions and hints; what is said, worked out; the record on a screen
sources, own                     what a learner's file holds; the learner's functions by name
running, child                   a file checked in a process of its own; what that process does
stepping                         a learner's function in pdb, beside the true values
starting, training, trying       the files to begin with; training on the real data; the command
"""
