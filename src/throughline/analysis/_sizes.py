"""How large a number may be for what is reckoned with it to stay a number."""

from __future__ import annotations

LARGEST = 1e100  # squares of it, and sums of them, are numbers still
TOO_LARGE = "too large to reckon with: write it in a larger unit"
