"""Icons for the last point of a control chart: what its variation is, and whether the target is in reach.

The names and colours are those of NHS England, Making Data Count; the drawings are our own. A letter and a shape say
what the colour says: H or L where the values went high or low, P, F or ? for a target that will be passed, failed, or
met by chance. Presentation attributes only.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise

from throughline.analysis._canvas import INK, place

SIZE = 48
RING = "M24 3a21 21 0 1 1 -0.1 0z"
COMMON, BETTER, WORSE, OTHER = "#7b7d7d", "#289de0", "#fab428", "#361475"
LEVEL, UP, DOWN = (30, 27, 32, 28, 31), (34, 33, 30, 24, 18), (18, 19, 22, 28, 34)

# name: colour, letter, heights of the little series, words
VARIATION = {
    "common_cause": (COMMON, "", LEVEL, "usual ups and downs"),
    "improvement_high": (BETTER, "H", UP, "better than usual: the values went up"),
    "improvement_low": (BETTER, "L", DOWN, "better than usual: the values went down"),
    "concern_high": (WORSE, "H", UP, "worse than usual: the values went up"),
    "concern_low": (WORSE, "L", DOWN, "worse than usual: the values went down"),
    "neutral_high": (OTHER, "H", UP, "unlike usual: the values went up"),
    "neutral_low": (OTHER, "L", DOWN, "unlike usual: the values went down"),
}
# name: colour, letter, height of the target, words
ASSURANCE = {
    "pass": (BETTER, "P", 38, "the target will be met unless something changes"),
    "fail": (WORSE, "F", 20, "the target will be missed unless something changes"),
    "inconsistent": (COMMON, "?", 27, "the target is met or missed by chance"),
    "empty": (COMMON, "", None, "no target"),
}


def variation_icon(name: str) -> str:
    """The SVG of a variation (`ControlChart.variation`). Raises ValueError for any other name."""
    if name not in VARIATION:
        raise ValueError(f"there is no variation named {name!r}; there are {', '.join(VARIATION)}")
    colour, letter, heights, words = VARIATION[name]
    return _icon(words, colour, letter, _series(heights, colour))


def assurance_icon(name: str | None) -> str:
    """The SVG of an assurance (`ControlChart.assurance`, None for no target). Raises ValueError for any other name."""
    if (name or "empty") not in ASSURANCE:
        raise ValueError(f"there is no assurance named {name!r}; there are {', '.join(ASSURANCE)}")
    colour, letter, height, words = ASSURANCE[name or "empty"]
    if height is None:
        return _icon(words, colour, letter, "")
    target = f'<path d="M8 {height}H40" stroke="{INK}" stroke-width="2" stroke-dasharray="4 2"/>'
    return _icon(words, colour, letter, _series(LEVEL, colour) + target)


def _series(heights: tuple[int, ...], colour: str) -> str:
    places = [(12 + 6 * i, y) for i, y in enumerate(heights)]
    line = "".join(f"M{a} {b}L{c} {d}" for (a, b), (c, d) in pairwise(places))
    dots = "".join(f"M{place(x - 2)} {y - 2}h4v4h-4z" for x, y in places[-2:])
    return f'<path d="{line}" fill="none" stroke="{INK}" stroke-width="1.5"/><path d="{dots}" fill="{colour}"/>'


def _icon(words: str, colour: str, letter: str, inside: str) -> str:
    text = (
        f'<text x="24" y="15" text-anchor="middle" font-size="11" font-weight="bold" fill="{INK}">{letter}</text>'
        if letter
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f'role="img" aria-label="{escape(words)}" font-family="Arial, sans-serif"><path d="{RING}" fill="#fff" '
        f'stroke="{colour}" stroke-width="4"/>{inside}{text}</svg>'
    )
