"""Whole real conversations, from their files to a published finding, through the forms that a team fills in.

The smallest in every run; `make prove` has all four, about a minute on two cores. What comes in is checked against
the platform's own summary of the conversation.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.analysis.data import FOLDER
from tests.support.factories import make_activity, make_member
from tests.support.working import finished

from throughline.envision.opinions import runs_of
from throughline.envision.opinions.models import ImportedVotes, Statement
from throughline.evidence.models import Finding, Run
from throughline.programmes.models import Activity, Role
from throughline.voices.models import Contribution, Source

EXPORTS = FOLDER / "opinions" / "exports"
SOURCE = {
    "title": "A conversation held elsewhere",
    "where_from": "The published export of its platform",
    "licence": "As published with it",
    "consent_basis": "People were told that their votes are open data.",
    "constituency": "patients",
}
SMALLEST, *LARGER = (
    "15-per-hour-seattle",
    "canadian-electoral-reform",
    "ssis.land-bank-farmland.2rumnecbeh.2021-08-01",
    "vtaiwan.uberx",
)
_presses = count(1)


class Team:
    """The browser of somebody who runs, moderates and analyses one activity."""

    def __init__(self, activity: Activity) -> None:
        self.activity, self.client = activity, Client()
        self.client.force_login(make_member(activity.programme, Role.FACILITATOR, Role.MODERATOR, Role.ANALYST))

    def at(self, page: str, *more: str) -> str:
        return reverse(page, args=[self.activity.programme.slug, *more])

    def reads(self, page: str, *more: str) -> str:
        response = self.client.get(self.at(page, *more))
        assert response.status_code == 200
        return response.content.decode()

    def sends(self, page: str, *more: str, **fields: object) -> None:
        response = self.client.post(self.at(page, *more), {"once": f"press {next(_presses)}", **fields})
        assert response.status_code == 302, response.content.decode()

    def brings_in(self, name: str) -> None:
        files = {
            part: SimpleUploadedFile(f"{part}.csv", (EXPORTS / name / f"{part}.csv").read_bytes())
            for part in ("comments", "votes")
        }
        self.sends("opinions-import", self.activity.ref, **SOURCE, **files)

    def approves_everything(self) -> None:
        """Page by page, ticking all; and one by one what may not be approved unread with others."""
        waiting = Contribution.objects.filter(activity=self.activity, moderation="waiting")
        while ticked := self._not_alone():
            before = waiting.count()
            self.sends("moderation-bulk", chosen=ticked, outcome="green")
            if waiting.count() == before:
                break
        for row in waiting:
            self.sends("moderation-item", row.ref, step="confirm", outcome="green", seen="")

    def _not_alone(self) -> list[str]:
        return re.findall(r'name="chosen" value="([^"]+)"', self.reads("moderation"))

    def publishes(self) -> Iterator[Finding]:
        """Each result that is proposed, as it stands."""
        for key in re.findall(r'name="finding" value="(\w+)"', self.reads("proposed", self.activity.ref)):
            self.sends("proposed", self.activity.ref, finding=key, publish="yes")
            yield Finding.objects.filter(programme=self.activity.programme).latest("pk")


def rows_of(name: str, file: str) -> list[list[str]]:
    with (EXPORTS / name / file).open(newline="") as opened:
        return list(csv.reader(opened))


def check_what_came_in(name: str) -> ImportedVotes:
    """The platform's own numbers, less the statements that its moderators took out, and votes on these."""
    told = {row[0]: row[1] for row in rows_of(name, "summary.csv") if len(row) > 1}
    _heads, *comments = rows_of(name, "comments.csv")
    _heads, *votes = rows_of(name, "votes.csv")
    staying = {row[2] for row in comments if row[6] != "-1"}
    cast = {(row[3], row[2]) for row in votes}
    kept, source = ImportedVotes.objects.get(), Source.objects.get()
    assert len({person for person, _statement in cast}) == int(told["voters"])
    assert len({statement for _person, statement in cast}) == int(told["comments"])
    assert (source.rows, source.rows + source.skipped) == (len(staying), len(comments))
    on_staying = [person for person, statement in cast if statement in staying]
    assert (kept.people, kept.votes) == (len(set(on_staying)), len(on_staying))
    return kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[
                pytest.mark.skipif(not (EXPORTS / name).is_dir(), reason=f"the export {name} is absent"),
                *([] if name == SMALLEST else [pytest.mark.prove]),
            ],
        )
        for name in (SMALLEST, *LARGER)
    ],
)
def test_a_real_conversation_is_brought_in_mapped_and_published(name, client):
    team = Team(make_activity(method="opinions", stage="envision", status="draft", title="Brought in"))
    activity = team.activity

    # what the files hold comes in
    team.brings_in(name)
    kept = check_what_came_in(name)
    team.approves_everything()
    assert Statement.objects.filter(contribution__moderation="green").count() == kept.source.rows

    # it is opened, mapped, looked at and closed
    team.sends("activity-manage", activity.ref, open="yes")
    team.sends("opinions-refresh", activity.ref)
    newest = runs_of.newest(activity)
    assert newest is not None
    run = finished(newest)
    assert run.status == Run.Status.DONE, run.failure
    assert "This is how everybody will see it" in team.reads("opinions-preview", activity.ref)
    team.sends("activity-manage", activity.ref, close="yes")
    found = runs_of.shown(Activity.objects.get(pk=activity.pk)).summary
    assert found["voters"] <= kept.people
    assert found["votes"] <= kept.votes
    page = client.get(team.at("opinions-results", activity.ref)).content.decode()
    assert "Votes from elsewhere" in page
    assert SOURCE["title"] in page

    # and everything it found is published
    findings = list(team.publishes())
    assert findings
    for one in findings:
        public = client.get(reverse("finding", args=[activity.programme.slug, one.ref])).content.decode()
        assert all(row["text"] in public for row in one.measures["rows"])
