"""Print a table of balls thrown at random: how fast, at which angle, from which height, and how far they come."""

from math import cos, radians, sin, sqrt
from random import Random

draw, g = Random(0), 9.81

print("speed,angle,height,distance")
for _ in range(200):
    speed, angle, height = draw.uniform(5, 20), draw.uniform(0, 80), draw.uniform(0, 3)
    up, along = speed * sin(radians(angle)), speed * cos(radians(angle))
    seconds = (up + sqrt(up * up + 2 * g * height)) / g
    print(f"{speed:.1f},{angle:.0f},{height:.2f},{along * seconds:.1f}")
