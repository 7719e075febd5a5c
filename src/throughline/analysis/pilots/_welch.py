"""Two means that may vary differently (Welch 1947, Biometrika 34)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def welch(first: Array, second: Array) -> tuple[float, float]:
    """The standard error of the difference of two means, and its degrees of freedom; at least 2 values in each."""
    a, b = float(first.var(ddof=1)) / first.size, float(second.var(ddof=1)) / second.size
    if a + b == 0:
        return 0.0, float(first.size + second.size - 2)
    return math.sqrt(a + b), (a + b) ** 2 / (a**2 / (first.size - 1) + b**2 / (second.size - 1))
