"""The only functions that change themes and rare signals. Software proposes; people name, arrange and sign off."""

from throughline.understand.themes.actions.arranging import (
    merge_themes,
    move_all,
    name_theme,
    place,
    place_all,
    set_aside,
    sign_off,
    split_theme,
)
from throughline.understand.themes.actions.asking import ask_for_themes
from throughline.understand.themes.actions.concluding import draft_finding_from, resolve_signal
from throughline.understand.themes.actions.reading import read_alone, read_words

__all__ = [
    "ask_for_themes",
    "draft_finding_from",
    "merge_themes",
    "move_all",
    "name_theme",
    "place",
    "place_all",
    "read_alone",
    "read_words",
    "resolve_signal",
    "set_aside",
    "sign_off",
    "split_theme",
]
