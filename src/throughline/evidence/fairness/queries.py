"""Reads of fairness: who is asked, what they said, and what waits for the team."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from throughline.core import vault
from throughline.core.errors import NotFound
from throughline.evidence import counting, queries
from throughline.evidence.fairness.models import Judgement, Question
from throughline.evidence.models import Finding, Link
from throughline.people.models import Contact
from throughline.programmes.models import Programme
from throughline.voices.models import ConsentRecord, Contribution, Enrolment, Participant

Counts = dict[str, dict[str, int]]
"""Choice → constituency → people; exact, never shown as it is."""
NEEDS_REPLY = (Judgement.Choice.NO, Judgement.Choice.PARTLY)
WAITING_SHOWN, DONE_SHOWN = 100, 50


@dataclass(frozen=True)
class Asked:
    """A question as one of those who are asked meets it: with what they said, if they did."""

    question: Question
    participant: Participant
    judgement: Judgement | None
    words: str

    @property
    def reworded(self) -> bool:
        """Whether the finding has been worded anew since they answered."""
        return self.judgement is not None and self.judgement.wording != wording_of(self.question.finding)


@dataclass(frozen=True)
class Said:
    """What somebody said, opened for those with the duty to read it."""

    judgement: Judgement
    words: str
    reply: str


def wording_of(finding: Finding) -> str:
    """A fingerprint of the finding's words. What was said of other words is not counted any more."""
    return hashlib.sha256("\0".join([finding.title, finding.summary, finding.limits]).encode()).hexdigest()


def question_of(finding: Finding) -> Question | None:
    """The question whether a finding is fair, if it has been asked."""
    return Question.objects.select_related("finding__programme").filter(finding=finding).first()


def people(finding: Finding, whom: str) -> QuerySet[Participant]:
    """Who is asked: people with words in use that may be counted. Imported words have nobody to ask."""
    words = queries.cited_by(finding) if whom == Question.Whom.BEHIND else counting.usable(finding.programme)
    return Participant.objects.filter(pk__in=words.filter(participant__isnull=False).values("participant"))


def counted(question: Question) -> QuerySet[Judgement]:
    """What was said of the finding as it is worded now, by people who are (still) asked."""
    return Judgement.objects.filter(
        question=question,
        wording=wording_of(question.finding),
        participant__in=people(question.finding, question.whom),
    )


def counts(question: Question) -> Counts:
    """Choice → constituency → people; exact."""
    found: Counts = {choice: {} for choice in Judgement.Choice.values}
    rows = counted(question).values("choice", "participant__constituency").annotate(people=Count("pk")).order_by()
    for row in rows:
        found[row["choice"]][row["participant__constituency"]] = row["people"]
    return found


def asked_of(participants: Sequence[Participant]) -> list[Asked]:
    """What these participants are asked, the newest first. Four queries at most, however much there is."""
    by_key = {one.pk: one for one in participants}
    questions = list(
        Question.objects.filter(finding__programme__in={one.programme_id for one in participants})
        .exclude(finding__status=Finding.Status.RETRACTED)
        .select_related("finding__programme")
        .order_by("-pk")
    )
    if not questions:
        return []
    words = Contribution.objects.filter(counting.is_usable(), participant__in=participants)
    theirs = dict(words.values_list("ref", "participant_id"))
    behind = _behind(theirs, questions)
    judgements = {
        (judgement.question_id, judgement.participant_id): judgement
        for judgement in Judgement.objects.filter(participant__in=participants).select_related("data_key", "question")
    }
    found = []
    for question in questions:
        if question.whom == Question.Whom.EVERYBODY:
            here = {pk for pk in theirs.values() if by_key[pk].programme_id == question.finding.programme_id}
        else:
            here = behind.get(question.finding.ref, set())
        if here:
            # Whoever has given words under several pseudonyms is asked once.
            key = next((pk for pk in sorted(here) if (question.pk, pk) in judgements), min(here))
            found.append(_asked(question, by_key[key], judgements.get((question.pk, key))))
    return found


def asked(*, ref: str, participants: Sequence[Participant]) -> Asked:
    """One question, only if they are asked it.

    Raises:
        NotFound: there is none, or it is not for them; the message does not say which.
    """
    found = next((one for one in asked_of(participants) if one.question.ref == ref), None)
    if found is None:
        raise NotFound
    return found


def with_words(programme: Programme) -> tuple[list[Said], list[Said]]:
    """The oldest of what waits for the team, and the newest of the rest. Words of people who have taken theirs back
    since are absent. Queries do not grow with the words.
    """
    rows = _in_use(programme).order_by("pk")
    waiting = rows.filter(outcome=Judgement.Outcome.WAITING, choice__in=NEEDS_REPLY)
    rest = rows.exclude(pk__in=waiting.values("pk")).order_by("-said_at")[:DONE_SHOWN]
    return [_said(one) for one in waiting[:WAITING_SHOWN]], [_said(one) for one in rest]


def waiting_number(programme: Programme) -> int:
    """How many people's reasons wait for an answer."""
    return _in_use(programme).filter(outcome=Judgement.Outcome.WAITING, choice__in=NEEDS_REPLY).count()


def said(*, programme: Programme, ref: str) -> Said:
    """What one person said.

    Raises:
        NotFound: the programme has no such words, or their author has taken them back.
    """
    found = _in_use(programme).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return _said(found)


def to_be_told(question: Question) -> list[Contact]:
    """The addresses of those asked who agreed to be contacted again, by the newest answer that each of them gave."""
    records = ConsentRecord.objects.filter(submission__participant__in=people(question.finding, question.whom))
    newest = dict(records.order_by("pk").values_list("submission__participant", "uses"))
    agreed = [participant for participant, uses in newest.items() if uses.get("contact")]
    enrolments = Enrolment.objects.filter(participant__in=agreed).select_related("contact").order_by("pk")
    return list({one.contact_id: one.contact for one in enrolments}.values())


def _behind(theirs: dict[str, int], questions: Sequence[Question]) -> dict[str, set[int]]:
    """Ref of a finding → the participants on whose words it rests."""
    links = Link.objects.filter(
        from_kind="contribution",
        from_ref__in=theirs,
        to_kind="finding",
        to_ref__in=[one.finding.ref for one in questions],
    )
    found: dict[str, set[int]] = {}
    for start, end in links.values_list("from_ref", "to_ref"):
        found.setdefault(end, set()).add(theirs[start])
    return found


def _in_use(programme: Programme) -> QuerySet[Judgement]:
    theirs = counting.usable(programme).filter(participant__isnull=False).values("participant")
    rows = Judgement.objects.filter(words__isnull=False, question__finding__programme=programme, participant__in=theirs)
    return rows.select_related("question__finding", "data_key", "replied_by")


def _asked(question: Question, participant: Participant, judgement: Judgement | None) -> Asked:
    return Asked(question, participant, judgement, _open(judgement, "words") if judgement else "")


def _said(judgement: Judgement) -> Said:
    return Said(judgement, _open(judgement, "words"), _open(judgement, "reply"))


def _open(judgement: Judgement, field: str) -> str:
    sealed = getattr(judgement, field)
    return (
        vault.unseal(bytes(sealed), key=judgement.data_key, context=judgement.context(field))
        if sealed is not None
        else ""
    )
