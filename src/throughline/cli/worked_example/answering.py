"""Recommendations, what the authorities answered, what they did since, and the team's public replies."""

from throughline.cli.worked_example.learning import Learning
from throughline.cli.worked_example.planning import Made
from throughline.cli.worked_example.telling import Telling, Told
from throughline.cli.worked_example.timeline import Timeline
from throughline.cli.worked_example.words import contributions_of
from throughline.recommend import actions
from throughline.recommend.models import AnswerLink, Recommendation
from throughline.voices.actions.replies import reply as reply_in_public

BENEFITS = ("protects_patients", "saves_staff_time", "saves_money")


def recommend(timeline: Timeline, told: Telling, made: Made, learning: Learning) -> None:
    """Put the recommendations of one programme on the timeline, and everything that followed."""
    for one in learning.programme["recommendation"]:
        timeline.add(one["published_on"], 9, lambda one=one: _publish(told, made, learning, one))
        for answer in one.get("answer", ()):
            timeline.add(answer["on"], 14, lambda one=one, answer=answer: _answer(told, made, one, answer))
            for progress in answer.get("progress", ()):
                timeline.add(progress["on"], 15, lambda one=one, progress=progress: _report(told, made, one, progress))


def reply(timeline: Timeline, told: Telling, made: Made, programme: Told) -> None:
    """Put the team's public replies on the timeline."""
    contributions = {one["id"]: one for one in told.of(programme)}
    replies = [(contributions[one["contribution"]], one) for one in programme.get("reply", ())]
    replies += [(one, one["reply"]) for one in contributions.values() if "reply" in one]
    for one, words in replies:
        timeline.add(words["on"], 16, lambda one=one, words=words: _reply(made, one, words))


def _reply(made: Made, one: Told, words: Told) -> None:
    contribution = contributions_of(made, one)[0]
    reply_in_public(
        contribution=contribution,
        outcome=words["outcome"],
        words=words["words"],
        by=made.accounts[words["by"]],
        once_key=f"example:{one['id']}",
    )


def _publish(told: Telling, made: Made, learning: Learning, one: Told) -> None:
    by, programme, authority = made.accounts["amina"], learning.row, told.authorities[one["authority"]]
    body = actions.create_authority(
        programme=programme, name=authority["name"], level=authority["level"], remit=authority["remit"], by=by
    )
    draft = actions.draft_recommendation(
        programme=programme, title=one["title"], authority=body, by=by, once_key=f"example:{one['key']}"
    )
    actions.edit_recommendation(
        recommendation=draft,
        title=one["title"],
        authority=body,
        **{name: one[name] for name in BENEFITS},
        answer_due_on=one["answer_due_on"],
        by=by,
    )
    findings = [learning.findings[key] for key in one["findings"]]
    actions.cite_findings(recommendation=draft, findings=findings, by=by)
    for audience, words in one["wordings"].items():
        wording = actions.write_wording(recommendation=draft, audience=audience, words=words, by=by)
        actions.approve_wording(wording=wording, by=by)
    actions.publish_recommendation(recommendation=draft, by=by)
    actions.ask_authority(recommendation=draft, sent_to=authority["answers_by"], email=authority["email"], by=by)


def recommendation(one: Told) -> Recommendation:
    """The row of a recommendation of the example."""
    rows = Recommendation.objects.select_related("programme", "authority")
    return rows.get(title=one["title"], programme__is_example=True)


def _link(told: Telling, made: Made, one: Told, who: str) -> AnswerLink:
    """A fresh link to the recommendation, opened, for whoever speaks for the authority on that day."""
    address = actions.ask_authority(
        recommendation=recommendation(one),
        sent_to=who,
        email=told.authorities[one["authority"]]["email"],
        by=made.accounts["amina"],
    )
    return actions.open_link(address.rpartition("/")[2])


def _answer(told: Telling, made: Made, one: Told, answer: Told) -> None:
    actions.answer(
        through=_link(told, made, one, answer["by"]),
        verdict=answer["verdict"],
        reason=answer["reason"],
        passed_to=answer.get("passed_to", ""),
        owner=answer.get("owner", ""),
        start_on=answer.get("start_on"),
        due_on=answer.get("due_on"),
        once_key=f"example:{one['key']}",
    )


def _report(told: Telling, made: Made, one: Told, progress: Told) -> None:
    actions.report_progress(
        through=_link(told, made, one, progress["by"]),
        state=progress["state"],
        words=progress["words"],
        once_key=f"example:{one['key']}:{progress['on']}",
    )
