"""What people said in the example, and what moderators decided about it."""

import datetime
from typing import Any

from throughline.cli.worked_example.planning import Made
from throughline.cli.worked_example.telling import Telling, Told
from throughline.cli.worked_example.timeline import Timeline
from throughline.programmes.models import Activity, Constituency
from throughline.understand.questionnaires import actions as questionnaires
from throughline.understand.questionnaires.journey import questions_of
from throughline.understand.stories.journey import words_steps
from throughline.voices import consent_wording
from throughline.voices.actions import Words
from throughline.voices.actions.moderation import Removal, decide
from throughline.voices.models import Contribution, Submission
from throughline.voices.part.actions import send
from throughline.voices.part.forms import BEHALF, OWN
from throughline.voices.part.roles import BY_SLUG

CLINICAL = (
    "nurse", "doctor", "consultant", "gp", "pharmacist", "therapist", "midwife", "paramedic", "physio", "surgeon",
    "dietitian", "radiographer", "geriatrician", "registrar",
)  # fmt: skip
READ_AFTER = datetime.timedelta(days=1)


def once_key(told: Told) -> str:
    """The form's key of a contribution. The receipt code follows from it."""
    return f"example-contribution-{told['id']}"


def say(timeline: Timeline, told: Telling, made: Made, programme: Told) -> None:
    """Put everything that people said in one programme on the timeline, and the decisions about it."""
    for number, one in enumerate(told.of(programme)):
        # Spread over the day, so that not everybody writes at nine.
        hour = 8.2 + (number * 37 % 110) / 10
        timeline.add(one["date"], hour, lambda one=one: _give(made, one))
        if one.get("moderation", {}).get("outcome") != "waiting":
            timeline.add(one["date"] + READ_AFTER, hour, lambda one=one: _moderate(made, one))


def _give(made: Made, one: Told) -> None:
    activity = made.activities[one["programme"], one["activity"]]
    activity.refresh_from_db()
    answers, key = _answers(one), once_key(one)
    if activity.method == "questionnaires":
        questions = questions_of(activity)
        longest = next(question for question in questions if not question.closed)
        given = {**{slug: _chosen(value) for slug, value in one["answers"].items()}, longest.slug: one["happened"]}
        questionnaires.send_answers(activity=activity, questions=questions, given=given, answers=answers, once_key=key)
        return
    send(activity=activity, answers=answers, words=_words(activity, one), once_key=key)


def _words(activity: Activity, one: Told) -> list[Words]:
    if activity.method == "plan":
        return [Words("suggestion", "", one["happened"])]
    happened, better = words_steps(activity)
    return [
        Words(happened.kind, str(happened.question), one["happened"]),
        Words(better.kind, str(better.question), one.get("better", "")),
    ]


def _chosen(value: Any) -> Any:
    if isinstance(value, list):
        return value
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _answers(one: Told) -> dict[str, dict[str, Any]]:
    """What the person answered on the way, as the pages keep it."""
    refused = set(one.get("no", ()))
    uses = {use: use not in refused for use in consent_wording.USE_SLUGS}
    whose = {"whose": BEHALF if "on_behalf" in one else OWN, "relationship": one.get("on_behalf", "")}
    about = {f"about-{slug}": {"answer": option} for slug, option in one.get("about", {}).items()}
    return {
        "role": {"role": _role(one)},
        "whose": whose,
        "region": {"region": one.get("region", "")},
        "consent": {"uses": uses, "version": consent_wording.VERSION},
        **about,
    }


def _role(one: Told) -> str:
    """The role on the form that fits the role as the person put it."""
    said = one["role"].lower()
    if said in BY_SLUG:
        return said
    match one["constituency"]:
        case Constituency.STAFF:
            return "clinician" if any(word in said for word in CLINICAL) else "other-staff"
        case Constituency.POLICY:
            return next((slug for slug in ("commissioner", "manager") if slug in said), "official")
    return "carer" if "carer" in said else "patient"


def _moderate(made: Made, one: Told) -> None:
    """One moderator decides; where the story says so, a second one has the last word."""
    decision = one.get("moderation", {})
    for contribution in contributions_of(made, one):
        common: dict[str, Any] = {"contribution": contribution, "labels": one.get("labels", [])}
        key = f"example:{contribution.ref}"
        if decision.get("second_opinion"):
            reason = "Another moderator should read this too."
            decide(**common, outcome="second", reason=reason, by=made.accounts["marcus"], once_key=f"{key}:1")
        decide(
            **common,
            outcome=decision.get("outcome", "green"),
            rule=decision.get("rule", ""),
            reason=decision.get("reason", ""),
            removals=removals(contribution, [*one.get("remove", []), *decision.get("remove", [])]),
            by=made.accounts["wen" if decision.get("second_opinion") else "marcus"],
            once_key=f"{key}:2",
        )


def removals(contribution: Contribution, found: list[Told]) -> list[Removal]:
    """Where the words that a moderator took out stand in the text."""
    from throughline.voices.queries import words_of

    words = words_of(contribution)
    places = [(words.find(one["text"]), len(one["text"]), one["kind"]) for one in found]
    return [Removal(start, start + length, kind) for start, length, kind in places if start >= 0]


def contributions_of(made: Made, one: Told) -> list[Contribution]:
    """The rows of what one person of the example sent, in order."""
    from throughline.voices.queries import participant_by_code
    from throughline.voices.sealing import receipt_code

    participant = participant_by_code(receipt_code(once_key(one)))
    assert participant is not None, one["id"]
    submissions = Submission.objects.filter(participant=participant)
    rows = Contribution.objects.filter(submission__in=submissions)
    return list(rows.select_related("data_key", "programme").order_by("pk"))
