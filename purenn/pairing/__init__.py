"""The pairing of equations and lines: tags in source, reading a line back, writing it out, checking its indices."""
