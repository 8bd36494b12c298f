"""Print a table of points that are drawn at random from a disc and from two rings around it."""

from math import cos, pi, sin
from random import Random

draw = Random(0)
rings = {"middle": (0, 4), "inner ring": (5, 8), "outer ring": (9, 12)}

print("east,north,place")
for _ in range(80):
    for place, (nearest, farthest) in rings.items():
        far, turn = draw.uniform(nearest, farthest), draw.uniform(0, 2 * pi)
        print(f"{far * cos(turn):.2f},{far * sin(turn):.2f},{place}")
