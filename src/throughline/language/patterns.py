"""Rules written as regular expressions, each compiled when it is first asked for."""

from __future__ import annotations

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """`pattern`, whatever the case. Our rules together take a twentieth of a second to compile: every start of a
    command would pay for it, and few read a text."""
    return re.compile(pattern, re.IGNORECASE)
