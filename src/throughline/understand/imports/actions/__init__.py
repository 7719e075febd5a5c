"""The only functions that bring a file in: from a path or open file, or from a page step by step."""

from throughline.understand.imports.actions.importing import run_import
from throughline.understand.imports.actions.uploading import (
    choose_columns,
    discard_upload,
    keep_upload,
    perform,
    settle_problems,
    start_import,
)

__all__ = [
    "choose_columns",
    "discard_upload",
    "keep_upload",
    "perform",
    "run_import",
    "settle_problems",
    "start_import",
]
