"""The author's own page, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from throughline.core.errors import NotFound
from throughline.core.vault import Destroyed
from throughline.evidence import queries as evidence
from throughline.evidence import steps
from throughline.evidence.follow.telling import ENDED
from throughline.evidence.steps import Step
from throughline.voices import consent_wording
from throughline.voices import queries as voices
from throughline.voices.models import ConsentRecord, Contribution, Decision, Participant, Submission, Withdrawal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Standing = Contribution.Standing
Moderation = Contribution.Moderation
PUBLIC = (Moderation.GREEN, Moderation.AMBER)
ANSWERABLE = (Moderation.AMBER, Moderation.RED)

NEXT: tuple[tuple[int, str | _StrPromise], ...] = (
    (10, _("It will be compared with what others said.")),
    (20, _("People are still learning from what was said.")),
    (50, _("A recommendation can be built on what was learnt.")),
    (60, _("The authority has to answer.")),
    (65, _("The authority has to say what it did.")),
)
"""What is awaited while nothing of this order, or a later one, has happened (`nodes`: contribution 0 … adoption 70)."""

CAME_IN: dict[str, str | _StrPromise] = {
    Contribution.Medium.SPOKEN: _("You spoke. Software wrote it down, and you checked what it wrote."),
    Contribution.Medium.HEARD: _("You spoke. A person on the team listened, and wrote it down for you."),
    Contribution.Medium.TELEPHONE: _("You told us by telephone, and a person on the team wrote it down for you."),
    Contribution.Medium.PAPER: _("You gave us a paper, and a person on the team typed it in for you."),
}
AGREED: dict[str, str | _StrPromise] = {
    ConsentRecord.How.VOICE: _("You agreed by voice, after each question was read out to you."),
    ConsentRecord.How.PAPER: _("You agreed with your signature on the paper."),
}


@dataclass(frozen=True)
class Told:
    """One contribution with its words and everything that happened to it."""

    contribution: Contribution
    text: str
    public_text: str | None
    steps: list[Step]
    last_decision: Decision | None
    awaited: str | _StrPromise

    @property
    def changed(self) -> bool:
        """Whether others read something else than what was written."""
        return self.contribution.may_quote and self.public_text is not None and self.public_text != self.text

    @property
    def may_reply(self) -> bool:
        """Whether the author may reply to the newest decision."""
        decision = self.last_decision
        return decision is not None and decision.outcome in ANSWERABLE and self.contribution.standing == Standing.LIVE

    @property
    def fate(self) -> object:
        """What happened, so that equal fates can be told once. A decision to reply to is nobody else's."""
        steps = tuple((step.when.date(), str(step.title), str(step.reason), step.url, step.by) for step in self.steps)
        return steps, str(self.awaited), self.contribution.ref if self.may_reply else ""

    @property
    def replied(self) -> bool:
        return self.last_decision is not None and bool(self.last_decision.replies.all())


@dataclass(frozen=True)
class Sending:
    """One submission of the author, with what may be done about it.

    `in_published`: a published finding rests on it (W3). `public`: others could read it, and so keep it (W4).
    """

    submission: Submission
    told: list[Told]
    uses: dict[str, bool]
    erased: Withdrawal | None
    standing: str
    in_published: bool
    public: bool
    steps: list[Step]
    """What happened to what was chosen rather than written, such as votes; empty where there are only words."""

    @property
    def asked(self) -> tuple[consent_wording.Use, ...]:
        """The uses that its author has answered."""
        return consent_wording.asked(self.uses)

    @property
    def came_in(self) -> list[str | _StrPromise]:
        """How it was given, where its author did not type it in; and how they agreed, where somebody asked them."""
        media = {one.contribution.medium for one in self.told}
        said = [words for medium, words in CAME_IN.items() if medium in media]
        first = next(iter(self.submission.consents.all()), None)
        return [*said, *(words for how, words in AGREED.items() if first is not None and first.how == how)]

    @property
    def fates(self) -> list[list[Told]]:
        """The contributions, those together to which exactly the same happened on the same days."""
        groups: dict[object, list[Told]] = {}
        for one in self.told:
            groups.setdefault(one.fate, []).append(one)
        return list(groups.values())


def everything(participants: Sequence[Participant]) -> list[Sending]:
    """All that these participants sent and what happened to it. Queries do not grow with what they sent."""
    return _sendings(voices.submissions_of(participants))


def sending(*, ref: str, participants: Sequence[Participant]) -> Sending:
    """One submission, only if it is theirs.

    Raises:
        NotFound: there is none, or it is somebody else's; the message does not say which.
    """
    submissions = voices.submissions_of(participants, ref=ref)
    if not submissions:
        raise NotFound
    return _sendings(submissions)[0]


def _sendings(submissions: Sequence[Submission]) -> list[Sending]:
    contributions = [one for submission in submissions for one in submission.contributions.all()]
    told = steps.of(contributions)
    cited = evidence.in_published_findings([one.ref for one in contributions])
    chosen = steps.of_submissions(submissions)
    return [_sending(submission, told, cited, chosen[submission.ref]) for submission in submissions]


def _sending(submission: Submission, told: dict[str, list[Step]], cited: set[str], chosen: list[Step]) -> Sending:
    contributions = list(submission.contributions.all())
    consents = list(submission.consents.all())
    erased = next((one for one in submission.withdrawals.all() if one.kind == Withdrawal.Kind.ERASE), None)
    in_published = any(one.ref in cited for one in contributions)
    return Sending(
        submission,
        [_told(one, told[one.ref]) for one in contributions],
        dict(consents[-1].uses) if consents else {},
        erased,
        voices.standing_of(submission),
        in_published,
        any(_was_public(one, submission) for one in contributions),
        chosen,
    )


def _was_public(one: Contribution, submission: Submission) -> bool:
    """Whether anybody outside the team could ever read the words: approved once, and agreed to once."""
    approved = one.moderation in PUBLIC or any(decision.outcome in PUBLIC for decision in one.decisions.all())
    return approved and any(record.uses.get("quote") for record in submission.consents.all())


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
        _awaited(contribution, happened),
    )


def _awaited(one: Contribution, happened: list[Step]) -> str | _StrPromise:
    """What comes next, or nothing where the way has ended with a reason."""
    if one.standing != Standing.LIVE or one.moderation == Moderation.RED:
        return ""
    if one.moderation == Moderation.SECOND:
        return _("Another moderator will look at it.")
    if one.moderation == Moderation.WAITING:
        return _("A moderator will read it. Nothing is public before that.")
    orders = {step.order for step in happened}
    if not one.may_analyse or ENDED in orders or getattr(one, "public_reply", None) is not None:
        return ""
    furthest = max(orders)
    return next((words for order, words in NEXT if furthest < order), "")
