"""The only functions that change codebooks and coding."""

from throughline.understand.coding.actions.asking import ask_for_figures, ask_for_suggestions, show_suggestions
from throughline.understand.coding.actions.codebooks import (
    Wording,
    add_code,
    bring_back_code,
    change_code,
    retire_code,
    start_codebook,
)
from throughline.understand.coding.actions.exchanging import (
    BroughtIn,
    bring_in,
    export_codebook,
    export_matrix,
    export_project,
    readable,
)
from throughline.understand.coding.actions.settling import settle
from throughline.understand.coding.actions.words import code_words, write_memo
from throughline.understand.coding.parts import Part

__all__ = [
    "BroughtIn",
    "Part",
    "Wording",
    "add_code",
    "ask_for_figures",
    "ask_for_suggestions",
    "bring_back_code",
    "bring_in",
    "change_code",
    "code_words",
    "export_codebook",
    "export_matrix",
    "export_project",
    "readable",
    "retire_code",
    "settle",
    "show_suggestions",
    "start_codebook",
    "write_memo",
]
