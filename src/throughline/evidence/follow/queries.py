"""The author's own page, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from throughline.core.vault import Destroyed
from throughline.evidence import steps
from throughline.evidence.steps import Step
from throughline.voices import queries as voices
from throughline.voices.models import Contribution, Decision, Participant, Submission, Withdrawal

Standing = Contribution.Standing


@dataclass(frozen=True)
class Told:
    """One contribution with its words and everything that happened to it."""

    contribution: Contribution
    text: str
    public_text: str | None
    steps: list[Step]
    last_decision: Decision | None

    @property
    def changed(self) -> bool:
        """Whether others read something else than what was written."""
        return self.public_text is not None and self.public_text != self.text


@dataclass(frozen=True)
class Sending:
    """One submission of the author, with what may be done about it."""

    submission: Submission
    told: list[Told]
    uses: dict[str, bool]
    erased: Withdrawal | None
    standing: str
    reached_published: bool


def everything(participants: Sequence[Participant]) -> list[Sending]:
    """All that these participants sent and what happened to it. Queries do not grow with what they sent."""
    submissions = voices.submissions_of(participants)
    told = steps.of([one for submission in submissions for one in submission.contributions.all()])
    return [_sending(submission, told) for submission in submissions]


def _sending(submission: Submission, told: dict[str, list[Step]]) -> Sending:
    contributions = list(submission.contributions.all())
    consents = list(submission.consents.all())
    erased = next((one for one in submission.withdrawals.all() if one.kind == Withdrawal.Kind.ERASE), None)
    return Sending(
        submission,
        [_told(one, told[one.ref]) for one in contributions],
        dict(consents[-1].uses) if consents else {},
        erased,
        contributions[0].standing if contributions else Standing.LIVE,
        any(step.url and not step.by_machine for one in contributions for step in told[one.ref]),
    )


def _told(contribution: Contribution, happened: list[Step]) -> Told:
    try:
        text = voices.words_of(contribution)
    except Destroyed:
        text = ""
    decisions = list(contribution.decisions.all())
    return Told(
        contribution,
        text,
        voices.public_words_of(contribution),
        happened,
        decisions[-1] if decisions else None,
    )
