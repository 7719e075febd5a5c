"""The worked example goes all the way through the real actions, once, at the days of the story (A1, A6, E8)."""

import datetime
import re
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.support import databases

from throughline.cli import worked_example
from throughline.cli.worked_example import telling, timeline
from throughline.core import audit
from throughline.core.models import Job
from throughline.evidence.models import Disposition, Finding, Run
from throughline.people.models import Message
from throughline.programmes.models import Programme
from throughline.recommend import clock, queries
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices.models import Contribution, Decision, PublicReply

TOLD = telling.read()
MAIN = "leaving-hospital"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, django_db_blocker) -> Iterator[None]:
    """The example in a database of this module's own."""
    folder = tmp_path_factory.mktemp("example")
    with django_db_blocker.unblock():
        path = shutil.copyfile(databases.worked_example(), folder / "example.sqlite3")
        with databases.in_use(f"sqlite:///{path}", folder):
            yield


def main() -> Programme:
    return Programme.objects.get(title__startswith="Leaving hospital")


pytestmark = pytest.mark.usefixtures("loaded")


def test_three_programmes_stand_where_the_story_has_them_and_say_that_they_are_made_up():
    rows = {row.title: row for row in Programme.objects.all()}
    assert {title: row.status for title, row in rows.items()} == {
        one["title"]: one["status"] for one in TOLD.programmes
    }
    assert all(row.is_example for row in rows.values())
    assert main().commitments.get().published_at.date() == TOLD.programmes[0]["commitment"]["published_on"]


def test_everybody_who_speaks_in_the_files_is_there_with_their_moderation():
    outcomes = {one["id"]: one.get("moderation", {}).get("outcome", "green") for one in TOLD.contributions}
    assert Contribution.objects.filter(moderation="red").values("submission").distinct().count() == list(
        outcomes.values()
    ).count("red")
    assert Contribution.objects.filter(moderation="waiting").values("submission").distinct().count() == list(
        outcomes.values()
    ).count("waiting")
    assert Contribution.objects.filter(source__isnull=False).count() == 30
    assert Contribution.objects.values("submission").distinct().count() - 1 == len(TOLD.contributions)


def test_what_was_taken_out_is_not_public():
    from throughline.voices.queries import public_words_of

    taken = [part["text"] for one in TOLD.contributions for part in _removed(one)]
    shown = " ".join(filter(None, map(public_words_of, Contribution.objects.select_related("data_key"))))
    assert len(taken) >= 4
    assert [text for text in taken if text in shown] == []


def _removed(one):
    return [*one.get("remove", []), *one.get("moderation", {}).get("remove", [])]


def test_a_second_opinion_came_from_somebody_else():
    second = Decision.objects.filter(outcome="second")
    assert second.exists()
    for decision in second:
        assert decision.contribution.decisions.last().decided_by != decision.decided_by


def test_every_usable_contribution_is_in_a_theme_or_has_a_reason():
    usable = Contribution.objects.filter(programme=main(), may_analyse=True).exclude(moderation="red")
    placed = Assignment.objects.filter(theme__status=Theme.Status.SIGNED_OFF).values("contribution")
    reasoned = Disposition.objects.exclude(reason="").values("contribution")
    assert not usable.exclude(pk__in=placed).exclude(pk__in=reasoned).exists()
    # Suggestions on the plan are answered one by one; they are no evidence on what the programme asks.
    assert Run.objects.get().inputs == usable.exclude(kind="suggestion").count()


def test_the_themes_are_those_of_the_story_read_named_and_signed_by_a_person():
    signed = Theme.objects.filter(programme=main(), status=Theme.Status.SIGNED_OFF)
    assert {theme.name for theme in signed} == {one["name"] for one in TOLD.programmes[0]["theme"]}
    assert all(theme.opened_by and theme.signed_by and theme.named_by for theme in signed)
    assert not RareSignal.objects.filter(outcome=RareSignal.Outcome.WAITING).exists()


def test_findings_recommendations_and_answers_are_public_with_their_dates():
    assert Finding.objects.filter(status="published").count() == len(TOLD.programmes[0]["finding"])
    told = {one["title"]: one for one in TOLD.programmes[0]["recommendation"]}
    shown = {one.recommendation.title: one for one in queries.published()}
    assert shown.keys() == told.keys()
    for title, one in shown.items():
        assert timezone.localdate(one.recommendation.published_at) == told[title]["published_on"]
        assert [answer.verdict for answer in one.answers] == [a["verdict"] for a in told[title].get("answer", [])]
    silent = [one for one in shown.values() if not one.answers]
    assert [one.clock.standing for one in silent] == [clock.Standing.OVERDUE]
    assert PublicReply.objects.count() == sum("reply" in one for one in TOLD.contributions) + len(
        TOLD.programmes[0]["reply"]
    )


def test_the_audit_log_holds_and_its_dates_run_forward():
    from throughline.core.models import AuditEntry

    assert audit.verify().ok
    moments = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[0].date() < timezone.localdate() - datetime.timedelta(days=200)


def test_nothing_waits_and_no_made_up_person_gets_mail():
    assert Message.objects.count() > 10
    assert not Message.objects.filter(sent_at=None).exists()
    assert not Job.objects.filter(parked_at__isnull=False).exists()
    assert not Job.objects.filter(done_at=None, ready_at__lte=timezone.now()).exists()


def test_the_next_start_knows_that_it_is_loaded():
    assert worked_example.is_loaded()


def test_each_link_signs_in_the_person_it_is_for():
    links = worked_example.links()
    assert [role.split(" (")[0] for role, _ in links.roles[:3]] == ["Organiser", "Facilitator", "Moderator"]
    for role, link in links.roles:
        client = Client()
        path = link.removeprefix(settings.SITE_URL)
        assert client.post(path).status_code == 302
        assert client.get("/account").status_code == 200, role


def test_the_answer_link_and_the_receipts_work():
    from throughline.voices.queries import participant_by_code

    links = worked_example.links()
    assert Client().get(links.answer.removeprefix(settings.SITE_URL)).status_code == 200
    assert len(links.receipts) == 3
    for who, code in links.receipts:
        assert re.fullmatch(r"[a-z]+( [a-z]+){5}", code)
        assert participant_by_code(code) is not None, who


def test_near_the_day_it_was_written_for_nothing_is_moved():
    as_of = datetime.date(2026, 11, 20)
    assert telling.shift(as_of, as_of) == datetime.timedelta(0)
    assert telling.shift(as_of, as_of + datetime.timedelta(days=56)) == datetime.timedelta(0)
    assert telling.shift(as_of, as_of + datetime.timedelta(days=57)) == datetime.timedelta(days=57)
    assert telling.shift(as_of, as_of - datetime.timedelta(days=1)) == datetime.timedelta(days=-1)


def test_every_day_is_moved_alike():
    later = telling.read(today=datetime.date(2030, 1, 1))
    assert later.example["as_of"] == datetime.date(2030, 1, 1)
    gap = later.example["as_of"] - datetime.date(2026, 11, 20)
    first = telling.read(today=datetime.date(2026, 11, 20))
    assert later.programmes[0]["commitment"]["answer_by"] - first.programmes[0]["commitment"]["answer_by"] == gap
    assert later.contributions[0]["date"] - first.contributions[0]["date"] == gap


def test_steps_are_played_in_order_of_time_and_never_in_the_future():
    now = timezone.now()
    seen: list[tuple[str, datetime.datetime]] = []
    plan = timeline.Timeline(latest=now)
    plan.add(timezone.localdate() + datetime.timedelta(days=9), 9, lambda: seen.append(("later", timezone.now())))
    plan.add(datetime.date(2026, 3, 2), 9.5, lambda: seen.append(("second", timezone.now())))
    plan.add(datetime.date(2026, 3, 1), 23.9, lambda: seen.append(("first", timezone.now())))
    plan.play(lambda *_: None)
    assert [name for name, _ in seen] == ["first", "second", "later"]
    assert seen[1][1] == datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC)
    assert seen[2][1] == now
    assert timezone.now() >= now
