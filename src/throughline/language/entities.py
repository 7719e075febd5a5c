"""Names by a model: an optional layer for redaction that reads people and places in their sentence.

spaCy's small English model, of which only the part that finds names is loaded. It is data from the models folder
(`language.models`), pinned file by file, and never imported as a package. Without it, or without spaCy,
`load` returns None and redaction works on rules alone and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from throughline.language import models

# What the layer does not need: names come from the text as written, so neither grammar nor base forms are read.
LEFT_OUT = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
BATCH = 32
LONGEST = 20_000


class Entity(NamedTuple):
    """One stretch of a text that the model calls a person, place, building or organisation."""

    label: str
    start: int
    end: int


class Finder(Protocol):
    """What finds names by a model. `name` and `version` go into what is told to people."""

    name: str
    version: str

    def find(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The entities of each text, in order of place."""
        ...


class SpacyFinder:
    """spaCy's model in `folder`, loaded from its configuration and weights; no code of the folder is run."""

    def __init__(self, folder: Path) -> None:
        import spacy

        self._pipeline: Any = spacy.load(folder, exclude=list(LEFT_OUT))
        self.name = f"spaCy {self._pipeline.meta['lang']}_{self._pipeline.meta['name']}"
        self.version = str(self._pipeline.meta["version"])

    def find(self, texts: Sequence[str]) -> list[list[Entity]]:
        """See `Finder.find`. What lies beyond the first 20,000 characters of a text is not read."""
        documents = self._pipeline.pipe((text[:LONGEST] for text in texts), batch_size=BATCH)
        return [[Entity(one.label_, one.start_char, one.end_char) for one in document.ents] for document in documents]


def load(folder: Path | None = None) -> Finder | None:
    """The model layer where spaCy and the model are here, else None.

    Arguments: `folder`, the models folder (`models.default_folder()` if not given). Raises `models.ModelError`
    when the files are there but are not the pinned ones: a damaged model must not pass silently for no model.
    """
    try:
        place = models.verified(models.SPACY_ENGLISH, folder)
        return SpacyFinder(place)
    except (models.ModelMissing, ImportError):
        return None
