"""REFI-QDA, the exchange format of programs for qualitative analysis: codebooks (.qdc) and projects (.qdpx).

The standard is open (REFI-QDA 1.0, qdasoftware.org). What is read may come from anybody: it is held in memory, and
nothing is unpacked to a disk, no document type is accepted, and every size has a limit.

Only what people coded belongs in a project: suggestions of a machine are never passed to `write_project`.
"""

from throughline.language.coding.refi_qda.codebooks import read_codebook, write_codebook
from throughline.language.coding.refi_qda.model import Coding, ExchangeError, Project, Source
from throughline.language.coding.refi_qda.reading import read_project
from throughline.language.coding.refi_qda.writing import write_project

__all__ = [
    "Coding",
    "ExchangeError",
    "Project",
    "Source",
    "read_codebook",
    "read_project",
    "write_codebook",
    "write_project",
]
