"""Asking a model for a draft: at most two requests, every answer checked, everything recorded."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from throughline.language.drafting import transport
from throughline.language.drafting.checking import claims_of, identifiers_in
from throughline.language.drafting.purposes import Purpose
from throughline.language.drafting.results import Attempt, Claim, Draft, Record, Refusal, RefusedError, Source

MOST_LETTERS, MOST_LETTERS_EACH = 60_000, 8_000
TEMPERATURE = 0.0
MOST_TOKENS = 1_500
KEPT = 4_000
"""Characters of an answer that the record keeps."""


@dataclass(frozen=True)
class Drafter:
    """An endpoint and the model to ask there. Nothing is sent before `draft` is called.

    Arguments: `base_url` up to and with /v1; `key` may be empty for a local server; `timeout` in seconds for all of one
    request. Raises `ValueError` for an address that is not allowed, or a model without a name.
    """

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0

    def __post_init__(self) -> None:
        transport.endpoint(self.base_url)
        if not self.model.strip() or not 0 < self.timeout <= 600:
            raise ValueError("name the model, and give it more than 0 and at most 600 seconds")
        if any(not 32 < ord(letter) < 127 for letter in self.key):
            raise ValueError("the key must be plain characters without spaces or line ends")

    def draft(self, purpose: Purpose, sources: Sequence[Source]) -> Draft | Refusal:
        """A draft whose every claim stands on the sources' own words, or a refusal that says why not.

        An answer that fails a check is asked for once more, with the reason. Servers that fail, are slow or ask to
        come back are not asked again: `retry_after` says when a caller may.
        """
        attempts: list[Attempt] = []
        prompt = self._body(purpose, sources, "")
        try:
            _check(purpose, sources)
            try:
                answering, claims = self._ask(prompt, purpose, sources, attempts)
            except RefusedError as refused:
                if refused.reason not in ("schema", "support"):
                    raise
                again = self._body(purpose, sources, refused.message)
                answering, claims = self._ask(again, purpose, sources, attempts)
        except RefusedError as refused:
            record = self._record(purpose, sources, prompt, "", attempts)
            return Refusal(refused.reason, refused.message, record, refused.retry_after)
        return Draft(claims, self._record(purpose, sources, prompt, answering, attempts))

    def _body(self, purpose: Purpose, sources: Sequence[Source], problem: str) -> str:
        form = {"name": "draft", "strict": True, "schema": purpose.schema()}
        request = {
            "model": self.model,
            "temperature": TEMPERATURE,
            "max_tokens": MOST_TOKENS,
            "stream": False,
            "messages": purpose.messages(sources, problem),
            "response_format": {"type": "json_schema", "json_schema": form},
        }
        return json.dumps(request, ensure_ascii=False)

    def _ask(
        self, body: str, purpose: Purpose, sources: Sequence[Source], attempts: list[Attempt]
    ) -> tuple[str, tuple[Claim, ...]]:
        start, status, said = time.monotonic(), 0, ""
        try:
            answer = transport.post(
                transport.endpoint(self.base_url),
                "/chat/completions",
                body.encode("utf-8"),
                key=self.key,
                timeout=self.timeout,
            )
            status, said = answer.status, answer.body.decode("utf-8", "replace")
            answering, content = _content(answer)
            claims = claims_of(content, purpose, sources)
        except RefusedError as refused:
            attempts.append(Attempt(status, _since(start), said[:KEPT], refused.message))
            raise
        attempts.append(Attempt(status, _since(start), said[:KEPT], ""))
        return answering, claims

    def _record(
        self, purpose: Purpose, sources: Sequence[Source], prompt: str, answering: str, attempts: list[Attempt]
    ) -> Record:
        return Record(
            purpose=purpose.name,
            endpoint=transport.endpoint(self.base_url).shown,
            model=self.model,
            model_answering=answering,
            temperature=TEMPERATURE,
            prompt=prompt,
            prompt_hash=hashlib.sha256(prompt.encode("utf-8", "replace")).hexdigest(),
            source_ids=tuple(source.id for source in sources),
            attempts=tuple(attempts),
        )


def _since(start: float) -> float:
    return round(time.monotonic() - start, 3)


def _check(purpose: Purpose, sources: Sequence[Source]) -> None:
    """Refuse before anything is sent."""
    if not 1 <= len(sources) <= purpose.sources:
        raise RefusedError("input", f"A {purpose.name} needs 1 to {purpose.sources} texts, not {len(sources)}.")
    if len({source.id for source in sources}) != len(sources):
        raise RefusedError("input", "Two texts have the same id.")
    letters = [len(source.words) for source in sources]
    if max(letters) > MOST_LETTERS_EACH or sum(letters) > MOST_LETTERS or not all(s.words.strip() for s in sources):
        raise RefusedError("input", "A text is empty, or the texts are too long to be sent at once.")
    try:
        "".join(source.id + source.words for source in sources).encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError("input", "A text holds characters that cannot be sent.") from error
    if any(identifiers_in(source.words) for source in sources):
        raise RefusedError("identifiers", "A text still holds what looks like an identifier. Nothing was sent.")


def _content(answer: transport.Answer) -> tuple[str, str]:
    """(model, words) of an answer of the protocol. Raises `RefusedError`."""
    if answer.status == 429 or (answer.status == 503 and answer.retry_after is not None):
        raise RefusedError("busy", "The model is busy. Try again later.", retry_after=answer.retry_after)
    if 300 <= answer.status < 400:
        raise RefusedError("address", "The server points to another address, which is not followed.")
    if answer.status != 200:
        raise RefusedError("server", f"The server refused or failed (HTTP {answer.status}).")
    if answer.content_type != "application/json":
        raise RefusedError("protocol", "The server did not answer with JSON.")
    data = transport.parsed(answer.body)
    choice = _first(data)
    message = choice.get("message")
    if not isinstance(message, dict) or message.get("tool_calls") or not isinstance(message.get("content"), str):
        raise RefusedError("protocol", "The answer holds no words of a model.")
    if choice.get("finish_reason") != "stop":
        raise RefusedError("schema", "The answer was cut off before its end.")
    model = data.get("model")
    return (model if isinstance(model, str) else "")[:200], message["content"]


def _first(data: Any) -> dict[str, Any]:
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        raise RefusedError("protocol", "The answer is not one of a chat endpoint.")
    return choices[0]
