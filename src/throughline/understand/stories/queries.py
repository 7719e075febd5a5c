"""Reads of stories."""

from __future__ import annotations

from collections.abc import Iterator

from throughline.programmes.models import Activity
from throughline.voices.part.published import usable


def with_signals(activity: Activity) -> Iterator[tuple[str, list[str]]]:
    """(ref, kinds of red flag) of every usable contribution in which software noticed one."""
    return usable(activity).exclude(signals=[]).values_list("ref", "signals").iterator(chunk_size=500)
