"""How far may a share of a few people be from the truth?"""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054


def wilson(events: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, as fractions from 0 to 1.

    References
    ----------
    Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> [round(100 * end, 1) for end in wilson(55, 77)]
    [60.5, 80.3]
    """
    share, z_squared = events / n, Z_95**2
    middle = (share + z_squared / (2 * n)) / (1 + z_squared / n)
    half = Z_95 * sqrt(share * (1 - share) / n + z_squared / (4 * n * n)) / (1 + z_squared / n)
    # At no events, and at all, the end is exact; arithmetic in floating point misses it by a hair.
    return (0.0 if events == 0 else middle - half), (1.0 if events == n else middle + half)
