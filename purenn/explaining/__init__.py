"""What a person is shown of an equation: with numbers in it, on a screen, in a debugger.

Floor by floor, each importing only from those above it in this list; all of them stand on the pairing:

worked                   the small net whose numbers are put in
numbers, from_file       an equation worked out on it, its sums written out; a net of somebody's own
finding                  an equation, found by what a person types
runs, fitting            runs that come to an equation's lines, and where a frame stands; what holds on a net
explain                  an equation explained on a terminal
breakpoints, slips       a debugger that stops at an equation; the ways to get one wrong
"""
