"""Numbers as the book shows them, with four significant digits."""

from __future__ import annotations

from purenn.explaining.numbers import shown


def rounded(value: float) -> float:
    """Return a number with the digits that are shown of it.

    >>> rounded(2 / 3)
    0.6667
    """
    return float(shown(value).text)


def numeral(value: float) -> str:
    """Return a number with the digits that are shown of it, and a true minus.

    >>> numeral(-2 / 3)
    '−0.6667'
    """
    return shown(value).text.replace("-", "−")
