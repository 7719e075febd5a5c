"""What goes into a draft and what comes out: sources, claims with their support, a draft or a refusal, the record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

LABEL = "AI draft"

Reason = Literal[
    "input",  # nothing to send, or too much
    "identifiers",  # the words given are not de-identified
    "address",  # the address of the endpoint is not allowed or does not answer
    "busy",  # the server asks to come back later
    "server",  # the server failed or refused
    "slow",  # no answer in time
    "protocol",  # an answer that is not of the protocol
    "schema",  # words that are not in the form asked for
    "support",  # a claim without words that support it
]


@dataclass(frozen=True, slots=True)
class Source:
    """De-identified words under an id that means nothing outside the request."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Support:
    """Words of a source, to the letter."""

    id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    text: str
    support: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: HTTP status (0 where none came), seconds, what was answered, and why it did not do."""

    status: int
    seconds: float
    answer: str
    problem: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that whoever calls must keep. `prompt_hash`: SHA-256 of the request's body; `model_answering` is what the
    server says it is. The key is in none of it."""

    purpose: str
    endpoint: str
    model: str
    model_answering: str
    temperature: float
    prompt: str
    prompt_hash: str
    source_ids: tuple[str, ...]
    attempts: tuple[Attempt, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Draft:
    """Claims that passed every check, for a person to accept, correct or throw away."""

    claims: tuple[Claim, ...]
    record: Record
    label: str = LABEL

    @property
    def text(self) -> str:
        return " ".join(claim.text for claim in self.claims)

    def to_dict(self) -> dict[str, Any]:
        """`claims`, `record`, `label`, `text`."""
        return {**asdict(self), "text": self.text}


@dataclass(frozen=True, slots=True)
class Refusal:
    """No draft. `message` says why in plain words; `retry_after` in seconds, where the server said so."""

    reason: Reason
    message: str
    record: Record
    retry_after: int | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


class RefusedError(Exception):
    """Raised inside the package; `client.Drafter.draft` turns it into a `Refusal`."""

    def __init__(self, reason: Reason, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.message = message
        self.retry_after = retry_after
