"""The tutor: a learner's function judged, read back as mathematics, and answered.

Floor by floor, each importing only from those above it in this list; all of them stand on the pairing and explaining:

exercises                the twenty exercises, in the book's order
situations, tracing      containers of numbers to run a function on; numbers that remember how they were computed
judgement, recovery      the verdict, by value; what the function says, proven
mistakes                 the equation gone wrong in known ways, and which of them gives the learner's values
answer                   all that is found, in one record
words, screen            the questions and hints; the record on a screen
running, own             a learner's file in a process of its own; the learner's functions by name
trying                   the command
"""
