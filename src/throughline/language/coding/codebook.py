"""A codebook: the codes that people may give, with definitions and examples (MacQueen et al. 1998).

`default()` is our own for health and care, to begin with and to change; a codebook of one's own is read from
JSON. Codes form a tree by `parent`; a code that has others below it is a heading and is not given itself.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from importlib.resources import files
from typing import Any

MOST_CODES = 2_000
EXAMPLES = ("positive", "negative", "neutral")


class CodebookError(ValueError):
    """A codebook cannot be used; the message names each fault."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code. key: short, unique, never changed. include, exclude: what belongs here, what elsewhere.

    positive, negative, neutral: comments that the code fits, as praise, as criticism, or neither.
    """

    key: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    parent: str | None = None
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()

    @property
    def examples(self) -> tuple[str, ...]:
        return self.positive + self.negative + self.neutral


@dataclass(frozen=True)
class Codebook:
    """Codes in the order in which they are shown. version: of this wording, so that coding can say what it used.

    Raises `CodebookError` when a key or name is missing or used twice, or a parent is unknown or goes in a circle.
    """

    name: str
    version: str
    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        if found := faults(self.codes):
            raise CodebookError("; ".join(found))

    @cached_property
    def given(self) -> tuple[Code, ...]:
        """The codes that people give: all but headings."""
        headings = {code.parent for code in self.codes}
        return tuple(code for code in self.codes if code.key not in headings)

    def code(self, key: str) -> Code:
        """The code with a key. Raises `CodebookError`."""
        for code in self.codes:
            if code.key == key:
                return code
        raise CodebookError(f"there is no code “{key}” in {self.name} {self.version}")

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe; what is empty is left out. `from_dict` reads it back."""
        codes = [{key: value for key, value in asdict(code).items() if value} for code in self.codes]
        return {"name": self.name, "version": self.version, "codes": codes}


def faults(codes: Iterable[Code]) -> tuple[str, ...]:
    """What is wrong with a set of codes, in words; empty when nothing is."""
    codes = tuple(codes)
    found = [] if len(codes) <= MOST_CODES else [f"{len(codes)} codes are more than {MOST_CODES}"]
    parents: dict[str, str | None] = {}
    for place, code in enumerate(codes, 1):
        if not code.key.strip() or not code.name.strip():
            found.append(f"code {place} needs a key and a name")
        elif code.key in parents:
            found.append(f"the key “{code.key}” is used twice")
        parents[code.key] = code.parent
    for key, parent in parents.items():
        if parent is not None and parent not in parents:
            found.append(f"“{key}” stands below “{parent}”, which is no code")
        elif _goes_in_a_circle(key, parents):
            found.append(f"“{key}” stands below itself")
    return tuple(found)


def default() -> Codebook:
    """Our codebook for health and care: nine headings, 39 codes, 308 comments written for it."""
    read = tomllib.loads(files(__package__).joinpath("health_and_care.toml").read_text(encoding="utf-8"))
    return from_dict({"name": read["name"], "version": read["version"], "codes": read["code"]})


def loads(text: str) -> Codebook:
    """Read what `dumps` wrote. Raises `CodebookError`, naming the code and what is wrong with it."""
    try:
        return from_dict(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise CodebookError(f"this is not JSON: {error}") from None


def dumps(codebook: Codebook) -> str:
    """The codebook as JSON, one key a line."""
    return json.dumps(codebook.to_dict(), indent=2, ensure_ascii=False) + "\n"


def from_dict(data: Any) -> Codebook:
    """A codebook from plain data. Raises `CodebookError`."""
    if not isinstance(data, dict) or not isinstance(data.get("codes"), list):
        raise CodebookError("a codebook has a name, a version and a list of codes")
    for key in ("name", "version"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise CodebookError(f"a codebook needs a {key}")
    return Codebook(data["name"], data["version"], tuple(_code(*item) for item in enumerate(data["codes"], 1)))


def _code(place: int, data: Any) -> Code:
    if not isinstance(data, dict):
        raise CodebookError(f"code {place} is not a set of fields")
    if unknown := sorted(data.keys() - {field.name for field in fields(Code)}):
        raise CodebookError(f"code {place} has fields that are not known: {', '.join(unknown)}")
    for key, value in data.items():
        if key in EXAMPLES:
            right = isinstance(value, list) and all(isinstance(item, str) for item in value)
        else:
            right = isinstance(value, str) or (key == "parent" and value is None)
        if not right:
            raise CodebookError(f"code {place}: {key} must be {'a list of texts' if key in EXAMPLES else 'a text'}")
    read: dict[str, Any] = {key: tuple(value) if key in EXAMPLES else value for key, value in data.items()}
    return Code(**{"key": "", "name": ""} | read)


def _goes_in_a_circle(key: str, parents: dict[str, str | None]) -> bool:
    seen = {key}
    above = parents[key]
    while above is not None and above in parents:
        if above in seen:
            return True
        seen.add(above)
        above = parents[above]
    return False
