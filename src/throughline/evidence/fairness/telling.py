"""What a person said about a finding, and what the team answered, as steps on their own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from throughline.core import vault
from throughline.evidence import steps
from throughline.evidence.fairness.models import Judgement
from throughline.evidence.models import Link
from throughline.evidence.steps import Step
from throughline.voices.models import Contribution

ORDER = 5
"""Among steps of the same moment: with what else the author changed their mind about. Not as far on the throughline
as a finding, since words may have reached none when their author says what they think of one."""


def tell(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Two queries, however many contributions. Each is told beside the words that the finding rests on, or else beside
    the first that the person gave.
    """
    told: dict[str, list[Step]] = {}
    theirs: dict[int, list[str]] = {}
    for one in contributions:
        if one.participant_id is not None:
            theirs.setdefault(one.participant_id, []).append(one.ref)
    judgements = list(
        Judgement.objects.filter(participant__in=theirs)
        .select_related("question__finding", "data_key", "replied_by")
        .order_by("pk")
    )
    findings = {judgement.question.finding.ref for judgement in judgements}
    refs = [one.ref for one in contributions]
    links = Link.objects.filter(
        from_kind="contribution", from_ref__in=refs, to_kind="finding", to_ref__in=findings
    ).values_list("from_ref", "to_ref")
    cited = set(links) if judgements else set()
    for judgement in judgements:
        mine = theirs[judgement.participant_id]
        beside = [ref for ref in mine if (ref, judgement.question.finding.ref) in cited] or mine[:1]
        for ref in beside:
            told.setdefault(ref, []).extend(_steps(judgement))
    return told


def _steps(judgement: Judgement) -> Iterable[Step]:
    title = judgement.question.finding.title
    yield Step(
        when=judgement.said_at,
        title=_("You said whether a finding is fair: {choice}").format(choice=judgement.get_choice_display()),
        reason=_("About “{title}”.").format(title=title),
        order=ORDER,
    )
    if judgement.replied_at is None:
        return
    reply = ""
    if judgement.reply is not None:
        reply = vault.unseal(bytes(judgement.reply), key=judgement.data_key, context=judgement.context("reply"))
    yield Step(
        when=judgement.replied_at,
        title=_("Answered by the team: {outcome}").format(outcome=judgement.get_outcome_display()),
        reason=reply,
        by=judgement.replied_by.name if judgement.replied_by else "",
        order=ORDER + 1,
    )


def register() -> None:
    """Join what authors are told; called once at start."""
    steps.register(tell)
