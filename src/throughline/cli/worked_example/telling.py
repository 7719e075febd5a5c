"""The example's files as they are read: days moved, defaults filled in."""

import datetime
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils import timezone

FOLDER = Path(__file__).resolve().parents[1] / "example"
# Within eight weeks of the day it was written for, the example stays as it is: some of its words name days.
FITS_FOR = datetime.timedelta(days=56)

Told = dict[str, Any]


@dataclass
class Telling:
    """Everything the files say. Days are `datetime.date`, moved so that `as_of` is today."""

    example: Told
    programmes: list[Told]
    contributions: list[Told]
    past: Told
    folder: Path = field(default=FOLDER)

    @cached_property
    def people(self) -> dict[str, Told]:
        """The team, by key."""
        return {person["key"]: person for person in self.example["person"]}

    @cached_property
    def authorities(self) -> dict[str, Told]:
        return {authority["key"]: authority for authority in self.example["authority"]}

    def of(self, programme: Told) -> list[Told]:
        """The contributions of one programme, in the order of their days."""
        own = [one for one in self.contributions if one["programme"] == programme["slug"]]
        return sorted(own, key=lambda one: (one["date"], one["id"]))


def read(folder: Path = FOLDER, *, today: datetime.date | None = None) -> Telling:
    """Read the example. `today` is the local date unless given."""
    example = _toml(folder / "example.toml")
    move = shift(example["as_of"], today or timezone.localdate())
    programmes = [_toml(folder / f"{slug}.toml") for slug in example["programmes"]]
    contributions = []
    for path in sorted((folder / "contributions").glob("*.toml")):
        content = _toml(path)
        contributions += [content["defaults"] | one for one in content["contribution"]]
    return Telling(
        example=moved(example, move),
        programmes=moved(programmes, move),
        contributions=moved(contributions, move),
        past=moved(_toml(folder / "past-comments.toml"), move),
        folder=folder,
    )


def shift(as_of: datetime.date, today: datetime.date) -> datetime.timedelta:
    """By how much every day of the example is moved."""
    gap = today - as_of
    return datetime.timedelta(0) if datetime.timedelta(0) <= gap <= FITS_FOR else gap


def moved(value: Any, by: datetime.timedelta) -> Any:
    """`value` with every day in it moved."""
    if isinstance(value, dict):
        return {key: moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [moved(inner, by) for inner in value]
    return value + by if isinstance(value, datetime.date) else value


def _toml(path: Path) -> Told:
    return tomllib.loads(path.read_text(encoding="utf-8"))
