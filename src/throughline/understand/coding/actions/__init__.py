"""The only functions that change codebooks and coding."""

from throughline.understand.coding.actions.codebooks import (
    Wording,
    add_code,
    bring_back_code,
    change_code,
    retire_code,
    start_codebook,
)

__all__ = [
    "Wording",
    "add_code",
    "bring_back_code",
    "change_code",
    "retire_code",
    "start_codebook",
]
