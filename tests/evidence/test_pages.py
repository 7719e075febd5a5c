"""What the public can open and walk: both ways, only what may be seen, no exact small number, at a constant cost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.evidence.conftest import make_finding, make_line, make_theme, page
from tests.support import factories

from throughline.evidence.actions import link
from throughline.recommend.models import Recommendation
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices import actions as voices

pytestmark = pytest.mark.django_db


def node_path(line, kind, ref) -> str:
    return reverse("throughline-node", args=[line.programme.slug, kind, ref])


def public_paths(line) -> list[str]:
    slug = line.programme.slug
    nodes = [node_path(line, kind, row.ref) for kind, row in line.ends()]
    words = [node_path(line, "contribution", line.contributions[0].ref)]
    return [
        reverse("throughline", args=[slug]),
        reverse("findings", args=[slug]),
        reverse("finding", args=[slug, line.finding.ref]),
        *nodes,
        *words,
    ]


TITLES = {
    "theme": "Phones",
    "finding": "It is hard to get through",
    "recommendation": "Answer the phone within 5 minutes",
    "answer": "The chief executive answered: Accept",
    "action": "Started: Two more lines",
}


def test_every_end_is_reached_from_every_other_in_both_directions(line):
    for kind, row in line.ends():
        shown = page(node_path(line, kind, row.ref))
        for other, title in TITLES.items():
            assert title in shown, (kind, other)
        assert "patients words" in shown, kind
    words = page(node_path(line, "contribution", line.contributions[0].ref))
    for title in TITLES.values():
        assert title in words
    whole = page(reverse("throughline", args=[line.programme.slug]))
    for title in TITLES.values():
        assert title in whole


def test_a_contribution_that_no_finding_cites_leads_to_its_theme_and_not_to_the_findings_of_others(line):
    late = factories.make_contribution(activity=line.activity, text="Late words")
    Assignment.objects.create(theme=line.theme, contribution=late)
    shown = page(node_path(line, "contribution", late.ref))
    assert "Phones" in shown
    assert TITLES["finding"] not in shown


def test_what_the_public_may_not_see_is_on_no_page_and_opens_nowhere(line):
    """G2: a mark of its own in each private thing. Seen red with a walk through hidden nodes (canary-draft-voice)."""
    activity, programme = line.activity, line.programme
    make = factories.make_contribution
    hidden = {
        "raw": make(activity=activity, text="canary-raw", public_words="Approved [name taken out]"),
        "waiting": make(activity=activity, text="canary-waiting", moderation="waiting"),
        "red": make(activity=activity, text="canary-red", public_words="canary-red-public", moderation="red"),
        "unquoted": make(activity=activity, text="canary-unquoted", uses={"quote": False}),
        "paused": make(activity=activity, text="canary-paused", standing="paused"),
        "stopped": make(activity=activity, text="canary-stopped", standing="stopped"),
        "unasked": make(activity=activity, text="canary-unasked", uses={"analyse": False, "quote": False}),
    }
    for one in hidden.values():
        Assignment.objects.create(theme=line.theme, contribution=one)
        link(programme=programme, start=("contribution", one.ref), end=("finding", line.finding.ref), by=None)
    voice = make(activity=activity, text="canary-draft-voice")
    draft = make_finding(programme, [voice], publish=False, title="canary-draft", summary="canary-draft")
    link(programme=programme, start=("finding", draft.ref), end=("recommendation", line.recommendation.ref), by=None)
    unsigned = Theme.objects.create(programme=programme, name="canary-group", machine_words=["canary-words"])
    Assignment.objects.create(theme=unsigned, contribution=line.contributions[0])
    unwritten = Recommendation.objects.create(programme=programme, title="canary-recommendation")
    link(programme=programme, start=("finding", line.finding.ref), end=("recommendation", unwritten.ref), by=None)
    other = factories.make_contribution(text="canary-other-programme")
    for path in public_paths(line):
        shown = page(path)
        for start in range(0, 40, 10):
            shown += page(f"{path}?from={start}")
        assert "canary" not in shown, path
    closed = [("contribution", one.ref) for name, one in {**hidden, "other": other}.items() if name != "raw"] + [
        ("finding", draft.ref),
        ("theme", unsigned.ref),
        ("recommendation", unwritten.ref),
        ("nonsense", "abcdefghjkmn"),
    ]
    for kind, ref in closed:
        page(node_path(line, kind, ref), status=404)
    page(reverse("finding", args=[programme.slug, draft.ref]), status=404)
    page(reverse("throughline-node", args=[factories.make_programme().slug, "finding", line.finding.ref]), status=404)


def test_a_withdrawn_quote_is_gone_from_every_page_at_once(line):
    received = factories.give(line.activity, "canary-withdrawn", constituency="staff")
    mine = received.submission.contributions.get()
    voices.decide(contribution=mine, outcome="green", by=None, once_key="d")
    Assignment.objects.create(theme=line.theme, contribution=mine)
    link(programme=line.programme, start=("contribution", mine.ref), end=("finding", line.finding.ref), by=None)
    path = reverse("finding", args=[line.programme.slug, line.finding.ref])
    everything = "".join(page(f"{path}?from={start}") for start in range(0, 40, 10))
    assert "canary-withdrawn" in everything
    voices.withdraw(submission=received.submission, kind="stop", once_key="w")
    for path in public_paths(line):
        assert "canary-withdrawn" not in "".join(page(f"{path}?from={start}") for start in range(0, 40, 10))
    page(node_path(line, "contribution", mine.ref), status=404)


def test_no_exact_count_reaches_a_public_page():
    """17, 11, 9, 6 and 3 must be 15, 10, 10 and two stars. Seen red with the run's own number of inputs."""
    activity = factories.make_activity()
    spoken = {"patients": 17, "staff": 11, "policy": 3}
    rows = [
        factories.make_contribution(activity=activity, text="Plain words", constituency=who)
        for who, count in spoken.items()
        for _ in range(count)
    ]
    rest = [factories.make_contribution(activity=activity, text="Plain words", constituency="staff") for _ in range(6)]
    line = make_line(rows, activity)
    assert line.finding.counts == spoken
    assert line.finding.base == spoken | {"staff": 17}
    assert len(rest) == 6
    forbidden = {"3", "6", "11", "17", "31", "37", "14", "28"}
    for path in public_paths(line):
        shown = page(path)
        text = re.sub(r"<time[^>]*>.*?</time>|<svg.*?</svg>|\d+ \w+ 20\d\d|Version \d+|<[^>]+>", " ", shown, flags=re.S)
        text = re.sub(r"[\d.]+%", " ", text)  # worked out from the rounded counts
        text = text.replace("Answer the phone within 5 minutes", "")
        assert not forbidden & set(re.findall(r"(?<!\w)\d+(?!\w)", text)), path
    figures = page(reverse("finding", args=[line.programme.slug, line.finding.ref]))
    assert "15" in figures
    assert "*" in figures


def test_a_finding_shows_the_three_constituencies_with_interval_chart_table_and_sentence():
    activity = factories.make_activity()
    rows = [
        factories.make_contribution(activity=activity, text="Plain words", constituency=who)
        for who, count in {"patients": 40, "staff": 20, "policy": 2}.items()
        for _ in range(count)
    ]
    for _ in range(40):
        factories.make_contribution(activity=activity, text="Else")
    line = make_line(rows, activity)
    shown = page(reverse("finding", args=[line.programme.slug, line.finding.ref]))
    assert "Said by 40 of 80 patients and public, 20 of 20 health and care staff, * of * policymakers." in shown
    assert "50%" in shown
    for part in ("<svg", "<table", "At least", "50% (39% to 61%)", "How it can be repeated", "A person has read"):
        assert part in shown, part


def test_a_finding_taken_back_stays_listed_with_the_reason(line):
    from throughline.evidence.actions import publish_finding, retract_finding, revise_finding

    retract_finding(finding=line.finding, reason="We counted twice.", by=line.analyst)
    second = revise_finding(finding=line.finding, by=line.analyst)
    path = reverse("finding", args=[line.programme.slug, line.finding.ref])
    shown = page(path)
    assert "This finding was taken back" in shown
    assert "We counted twice." in shown
    assert second.ref not in shown
    publish_finding(finding=second, by=line.analyst)
    assert second.ref in page(path)
    assert "Taken back" in page(reverse("findings", args=[line.programme.slug]))


def queries_of(path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page(path)
    return len(captured)


def line_of(count: int):
    activity = factories.make_activity()
    rows = factories.make_many(activity, (f"words {n}" for n in range(count)))
    return make_line(rows, activity)


def test_queries_of_each_page_are_the_same_for_10_and_1000_contributions():
    small, large = line_of(10), line_of(1000)
    counted = [[queries_of(path) for path in public_paths(line)] for line in (small, large)]
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 40


@pytest.mark.prove
def test_queries_of_each_page_are_the_same_for_100000_contributions():
    small, large = line_of(10), line_of(100_000)
    assert [queries_of(path) for path in public_paths(large)] == [queries_of(path) for path in public_paths(small)]


def test_the_findings_page_has_as_many_queries_for_three_findings_as_for_one(line):
    path = reverse("findings", args=[line.programme.slug])
    one = queries_of(path)
    for number in range(2):
        make_finding(line.programme, line.contributions[:3], title=f"Finding {number}")
    assert queries_of(path) == one


def test_an_organiser_edits_publishes_and_takes_back_in_the_browsers_way(line):
    client = Client()
    client.force_login(line.analyst)
    draft = make_finding(line.programme, line.contributions[:9], publish=False, title="A draft")
    slug = line.programme.slug
    path = reverse("finding-edit", args=[slug, draft.ref])
    assert "If you publish it now, the public reads:" in page(path, client)
    empty = client.post(path, {"kind": "theme", "title": "", "summary": "Kept words", "publish": "yes"})
    assert empty.status_code == 422
    assert "Kept words" in empty.content.decode()
    words = {"kind": "theme", "title": "Ready", "summary": "Heard", "publish": "yes"}
    assert client.post(path, words).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.title) == ("published", "Ready")
    assert client.post(reverse("finding-retract", args=[slug, draft.ref]), {"reason": ""}).status_code == 422
    assert client.post(reverse("finding-retract", args=[slug, draft.ref]), {"reason": "Wrong"}).status_code == 302
    assert client.post(reverse("finding-revise", args=[slug, draft.ref])).status_code == 302
    bare = make_finding(line.programme, [], publish=False, title="Bare")
    refused = client.post(reverse("finding-edit", args=[slug, bare.ref]), words | {"title": "Bare"})
    assert refused.status_code == 422
    assert "A finding needs evidence" in refused.content.decode()


def test_pages_of_the_team_are_closed_to_others(line):
    paths = [
        reverse("findings-manage", args=[line.programme.slug]),
        reverse("finding-edit", args=[line.programme.slug, line.finding.ref]),
    ]
    outsider = Client()
    outsider.force_login(factories.make_member(factories.make_programme(), "analyst"))
    for path in paths:
        assert Client().get(path).status_code == 302
        assert outsider.get(path).status_code == 403


def test_a_merged_theme_stays_on_the_line_of_what_rests_on_it(line):
    from throughline.understand.themes import actions

    into = make_theme(line.programme, line.contributions[:2], line.analyst, name="Getting through")
    actions.merge_themes(theme=line.theme, into=into, by=line.analyst)
    shown = page(reverse("finding", args=[line.programme.slug, line.finding.ref]))
    assert "Phones" in shown
    assert "Merged into another" in shown
