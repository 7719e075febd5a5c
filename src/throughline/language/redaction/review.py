"""The layer for a careful reader: capitalised words that nobody vouches for."""

from __future__ import annotations

from collections.abc import Iterator

from throughline.language.redaction.reading import Reading
from throughline.language.redaction.spans import Proposal, proposal


def unvouched(reading: Reading) -> Iterator[Proposal]:
    """Capitalised words inside a sentence that are in none of our lists and never in small letters here.

    Two capitalised words in a row are taken even when one is an everyday word ("Castle Hill"). A sentence begins
    with a capital anyway, so its first word counts only when another unvouched one follows.
    """
    for number, word in enumerate(reading.words):
        after = reading.next_to(number)
        if reading.starts_sentence(word.start):
            odd = reading.is_open(word) and after is not None and reading.is_open(after)
        else:
            odd = reading.is_open(word) or (after is not None and reading.is_pair(word, after))
        if odd:
            yield proposal("name", word.start, reading.name_end(number), 0.3)
