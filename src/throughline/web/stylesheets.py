"""Pure functions on style sheets: take out what is fetched from elsewhere, choose the typeface, mirror for
right-to-left.

The mirror is deliberately small. It handles what the design system uses: physical margins, paddings,
borders, positions, radii, polygons, `text-align`, `float` and `clear`. Boxes that are turned with `rotate()`
keep their shape: they draw ticks, which are the same in every language, and the chevrons of links back.
"""

import re

TYPEFACE = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif'

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.IGNORECASE)
_BRAND_FONT = re.compile(r"font-family:\s*Frutiger W01\s*,[^;}]*", re.IGNORECASE)
_SOURCE_MAP = re.compile(r"(/\*#\s*sourceMappingURL=[^*]*\*/|^//#\s*sourceMappingURL=.*$)", re.MULTILINE)
_FETCHED = re.compile(r"""url\(\s*(?!["']?data:)[^)]*\)|@import\b""", re.IGNORECASE)
_RULE = re.compile(r"\{([^{}]*)\}")
_DECLARATION = re.compile(r"(^|;)(\s*)((?!--)[a-z-]+)(\s*:\s*)([^;]*)")
_POLYGON = re.compile(r"(?<=polygon\()[^)]*")
_SIDE = re.compile(r"\b(left|right)\b")
_SIDED_VALUES = {"text-align", "float", "clear"}
_FOUR_SIDED = {"margin", "padding", "inset", "scroll-margin", "scroll-padding"}
_BORDERS = {"border-width", "border-style", "border-color"}


class RemoteAsset(ValueError):
    """A style sheet would load something from an address outside the package."""


def drop_source_map(text: str) -> str:
    """Take out the pointer to a source map, which is not shipped and would answer 404."""
    return _SOURCE_MAP.sub("", text).rstrip() + "\n"


def clean(css: str) -> str:
    """Make a style sheet self-contained.

    Drops every `@font-face` rule and the brand typeface (licensed to NHS bodies only), and the source map
    pointer.

    Returns the clean text. Raises `RemoteAsset` when anything is left that a browser would fetch.
    """
    css = _BRAND_FONT.sub("font-family:" + TYPEFACE, _FONT_FACE.sub("", css))
    css = drop_source_map(css)
    left = _FETCHED.search(css)
    if left:
        raise RemoteAsset(f"the style sheet still loads something: {left.group(0)[:120]}")
    if "frutiger" in css.lower():
        raise RemoteAsset("the style sheet still names the brand typeface")
    return css


def mirror(css: str) -> str:
    """Mirror the physical directions of a style sheet, for right-to-left languages.

    Returns the same rules with left and right exchanged; `mirror(mirror(css)) == css` for normalised
    declarations.
    """
    return _RULE.sub(lambda rule: "{" + _mirrored_rule(rule.group(1)) + "}", css)


def _mirrored_rule(body: str) -> str:
    # What is drawn by turning a box (a tick, a chevron) would come out as another shape.
    turned = "rotate(" in body
    return _DECLARATION.sub(lambda match: _mirrored(match, turned=turned), body)


def _mirrored(match: re.Match[str], *, turned: bool) -> str:
    start, space, name, colon, value = match.groups()
    if name in _SIDED_VALUES:
        value = _swap(value)
    elif name in _FOUR_SIDED or (name in _BORDERS and not turned):
        value = _exchange_sides(value)
    elif name == "border-radius":
        value = _exchange_corners(value)
    elif name.endswith("clip-path") and not turned:
        value = _POLYGON.sub(lambda points: _exchange_points(points.group(0)), value)
    elif _SIDE.search(name):
        name = _swap(name)
        value = re.sub(r"(?<=safe-area-inset-)(left|right)", lambda side: _swap(side.group(0)), value)
    return start + space + name + colon + value


def _exchange_points(points: str) -> str:
    """Mirror `x y` pairs given in per cent of the width; other units are left alone."""
    pairs = [pair.split() for pair in points.split(",")]
    if any(not re.fullmatch(r"0|[\d.]+%", x) for x, _y in pairs):
        return points
    return ",".join(f"{100 - float(x.rstrip('%')):g}% {y}" for x, y in pairs)


def _swap(text: str) -> str:
    return _SIDE.sub(lambda side: "right" if side.group(1) == "left" else "left", text)


def _parts(value: str) -> tuple[list[str], str]:
    """Split at spaces outside brackets; the second part is an `!important` to put back."""
    value, mark, important = value.partition("!")
    parts, depth, word = [], 0, ""
    for character in value.strip() + " ":
        depth += (character == "(") - (character == ")")
        if character == " " and depth == 0:
            parts.append(word)
            word = ""
        else:
            word += character
    return [part for part in parts if part], mark + important


def _exchange_sides(value: str) -> str:
    parts, important = _parts(value)
    if len(parts) != 4:
        return value
    top, right, bottom, left = parts
    return " ".join((top, left, bottom, right)) + important


def _exchange_corners(value: str) -> str:
    parts, important = _parts(value)
    if "/" in value or len(parts) < 2:
        return value
    if len(parts) == 2:
        parts = [parts[1], parts[0]]
    else:
        top_left, top_right, bottom_right = parts[:3]
        bottom_left = parts[3] if len(parts) == 4 else top_right
        parts = [top_right, top_left, bottom_left, bottom_right]
    return " ".join(parts) + important
