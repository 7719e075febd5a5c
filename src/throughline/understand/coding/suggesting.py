"""What the assistant learns from and looks at, and how its suggestions are stored: apart from people's codes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from throughline.core.db import batches
from throughline.core.errors import Refused
from throughline.core.vault import Destroyed
from throughline.evidence import counting
from throughline.evidence.models import Run
from throughline.language.coding.codebook import Codebook as Book
from throughline.language.coding.codebook import CodebookError
from throughline.understand.coding import ordering
from throughline.understand.coding.library import book_of
from throughline.understand.coding.models import Code, ReadingPlace, SuggestedCode
from throughline.understand.coding.queries.outcomes import outcomes
from throughline.voices import queries as voices
from throughline.voices.models import Contribution

if TYPE_CHECKING:
    from throughline.language.coding.assistant import Suggestion

BATCH = 200
AT_ONCE = 1_000
Progress = Callable[[int, int, str], None]
Text = tuple[str, str]
"""Words and the question that they answer."""


@dataclass(frozen=True)
class Gathered:
    """What a run reads. coded: words with the codes that people agree on. waiting: words that nobody has coded, by id.

    fingerprint: SHA-256 over the codebook and all the words, in order.
    """

    book: Book
    coded: list[tuple[Text, frozenset[str]]]
    waiting: dict[int, Text]
    fingerprint: str


@dataclass(frozen=True)
class Proposed:
    """For each contribution, by id, what is suggested; where to read first; and how the assistant compares texts."""

    codes: dict[int, tuple[Suggestion, ...]]
    places: dict[int, ordering.Place]
    description: str
    versions: dict[str, str]


def gather(run: Run) -> Gathered:
    """Read the codebook, what people coded, and the words that wait.

    Raises:
        Refused: there are no words that wait for a coder, or no codes.
    """
    book = book_of(run.programme.codebook)
    known = {one.contribution_id: one.codes for one in outcomes(run.programme)}
    coded: list[tuple[Text, frozenset[str]]] = []
    waiting: dict[int, Text] = {}
    digest = hashlib.sha256(repr(book.to_dict()).encode())
    rows = counting.usable(run.programme).select_related("data_key").order_by("pk")
    for row in rows.only("id", "ref", "words", "prompt", "data_key").iterator(chunk_size=1000):
        try:
            text = voices.words_of(row), row.prompt
        except Destroyed:  # erased while we read
            continue
        codes = known.get(row.pk)
        if row.pk not in known:
            waiting[row.pk] = text
        elif codes is not None:
            coded.append((text, codes))
        digest.update(repr((text, sorted(codes or ()), row.pk in known)).encode("utf-8", "replace"))
    if not book.given:
        raise Refused(_("There are no codes to suggest. Add some to the codebook."))
    if not waiting:
        raise Refused(_("Every contribution has been coded by a person: there is nothing to suggest."))
    return Gathered(book, coded, waiting, digest.hexdigest())


def propose(words: Gathered, progress: Progress) -> Proposed:
    """Learn, and suggest three codes for each contribution that waits.

    Raises:
        Refused: there is nothing to learn from.
    """
    from throughline.language import embedding
    from throughline.language.coding.assistant import Coded, learn

    engine = embedding.load()
    progress(0, len(words.waiting), _("Learning from people's codes"))
    try:
        coded = [Coded(text, codes, question) for (text, question), codes in words.coded]
        assistant = learn(words.book, coded, engine)
    except CodebookError:
        raise Refused(_("There is nothing to learn from. Give the codes examples, or code some words first.")) from None
    found: dict[int, tuple[Suggestion, ...]] = {}
    for batch in batches(words.waiting.items(), AT_ONCE):
        texts, questions = [text for _id, (text, _q) in batch], [question for _id, (_t, question) in batch]
        for (pk, _text), suggestions in zip(batch, assistant.suggest(texts, None, questions), strict=True):
            found[pk] = suggestions
        progress(len(found), len(words.waiting), _("Reading the words"))
    places = ordering.places(words.waiting, assistant, engine)
    return Proposed(found, places, assistant.description, {"embedding": f"{engine.name} {engine.version}"})


def store(run: Run, proposal: Proposed) -> None:
    """Write what is suggested; nothing of it shows before the run is done.

    Of earlier runs only what was suggested for words that people have coded since is kept, to compare it with them.
    """
    codes = {code.key: code.pk for code in Code.objects.filter(codebook=run.programme.codebook)}
    for batch in batches(proposal.codes.items(), BATCH):
        with transaction.atomic():
            # Locked, so that a withdrawal at this moment waits, finds what we wrote, and takes it away again.
            theirs = Contribution.objects.filter(counting.is_usable(), pk__in=[pk for pk, _s in batch])
            still = set(theirs.select_for_update().values_list("pk", flat=True))
            uncoded = still - set(theirs.filter(codings__isnull=False).values_list("pk", flat=True))
            SuggestedCode.objects.filter(contribution__in=uncoded).delete()
            SuggestedCode.objects.bulk_create(
                SuggestedCode(
                    run=run,
                    contribution_id=pk,
                    code_id=codes[one.code],
                    probability=one.probability,
                    is_marked=one.marked,
                )
                for pk, suggestions in batch
                if pk in uncoded
                for one in suggestions
            )
            ReadingPlace.objects.filter(contribution__in=still).delete()
            ReadingPlace.objects.bulk_create(
                ReadingPlace(run=run, contribution_id=pk, teaches=place.teaches, grave=place.grave)
                for pk in uncoded
                if (place := proposal.places.get(pk)) is not None
            )
