"""Reading a model's answer: exactly the form asked for, and each claim held by words that the sources really say."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from throughline.language.drafting.purposes import Purpose
from throughline.language.drafting.results import Claim, RefusedError, Source, Support
from throughline.language.drafting.tone import tone
from throughline.language.identifiers import find_identifiers

SHORTEST_QUOTE = 12
MOST_SUPPORT = 10
SURE = 0.9
# Beyond this share of complaints among the sources that have a tone, a summary must hold one.
MOSTLY = 2 / 3


def claims_of(answer: str, purpose: Purpose, sources: Sequence[Source]) -> tuple[Claim, ...]:
    """The claims of a model's answer. Raises `RefusedError` ("schema" or "support") with the reason in plain words."""
    claims = tuple(_claim(row, purpose) for row in _rows(answer, purpose))
    words = {source.id: tidy(source.words) for source in sources}
    for claim in claims:
        _check(claim, words)
    tones = [tone(source.words) for source in sources]
    heard = [one for one in tones if one]
    if heard and heard.count(-1) > MOSTLY * len(heard) and all(tone(claim.text) > 0 for claim in claims):
        raise RefusedError("support", "Most of the words complain, and the draft only praises.")
    return claims


def tidy(text: str) -> str:
    """Text as it is compared: one form of each letter (NFC) and one space between words; nothing else is forgiven."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def identifiers_in(text: str) -> bool:
    """Whether words hold an identifier that a rule is sure of: then they were not de-identified."""
    return any(found.score >= SURE for found in find_identifiers(text))


def _rows(answer: str, purpose: Purpose) -> list[Any]:
    try:
        data = json.loads(answer, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedError("schema", "The answer is not JSON.") from error
    rows = _fields(data, "claims")["claims"]
    if not isinstance(rows, list) or not 1 <= len(rows) <= purpose.claims:
        raise RefusedError("schema", f"There must be 1 to {purpose.claims} claims.")
    return rows


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a field twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _fields(data: Any, *names: str) -> dict[str, Any]:
    if not isinstance(data, dict) or set(data) != set(names):
        raise RefusedError("schema", f"An object must have exactly these fields: {', '.join(names)}.")
    return data


def _claim(row: Any, purpose: Purpose) -> Claim:
    fields = _fields(row, "text", "support")
    text, support = fields["text"], fields["support"]
    if not isinstance(text, str) or not text.strip() or len(text) > purpose.letters:
        raise RefusedError("schema", f"The text of a claim must have 1 to {purpose.letters} characters.")
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co") for letter in text):
        raise RefusedError("schema", "The text of a claim must be one line of letters that can be shown.")
    if not isinstance(support, list) or not 1 <= len(support) <= MOST_SUPPORT:
        raise RefusedError("support", f"Each claim needs 1 to {MOST_SUPPORT} quotes that support it.")
    return Claim(text.strip(), tuple(_support(one) for one in support))


def _support(row: Any) -> Support:
    fields = _fields(row, "id", "quote")
    if not isinstance(fields["id"], str) or not isinstance(fields["quote"], str):
        raise RefusedError("schema", "The id and the quote must be text.")
    return Support(fields["id"], fields["quote"])


def _check(claim: Claim, words: dict[str, str]) -> None:
    for one in claim.support:
        if one.id not in words:
            raise RefusedError("support", "A quote names words that were not given.")
        quote, said = tidy(one.quote), words[one.id]
        if len(quote) < min(SHORTEST_QUOTE, len(said)) or not _stands_in(quote, said):
            raise RefusedError("support", "A quote does not stand in the words that it names, letter for letter.")
    quoted = " ".join(one.quote for one in claim.support)
    if not set(re.findall(r"\d+", claim.text)) <= set(re.findall(r"\d+", quoted)):
        raise RefusedError("support", "A claim holds a number that its quotes do not.")
    if tone(claim.text) * tone(quoted) < 0:
        raise RefusedError("support", "A claim praises where its quotes complain, or the other way round.")
    if identifiers_in(claim.text):
        raise RefusedError("support", "A claim holds what looks like an identifier.")


def _stands_in(quote: str, said: str) -> bool:
    """Whole words only: "safe" does not stand in "unsafe"."""
    return bool(quote) and re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", said) is not None
