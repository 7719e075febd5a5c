"""What people make of groups: opened before they are signed off, and no word lost on the way."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.support import factories
from tests.understand.themes.conftest import ALONE, HARM, ask, where

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.evidence.actions import publish_finding
from throughline.evidence.models import Disposition, Link
from throughline.programmes.models import Role
from throughline.understand.themes import actions, queries
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices import actions as voices

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes(programme, analyst) -> list[Theme]:
    ask(programme, by=analyst)
    found = [one.theme for one in queries.themes(programme)]
    assert len(found) >= 3
    return found


def refs(theme) -> list[str]:
    return list(theme.assignments.order_by("pk").values_list("contribution__ref", flat=True))


def signed(theme, name, by) -> Theme:
    actions.name_theme(theme=theme, name=name, by=by)
    actions.read_words(theme=theme, refs=refs(theme)[:2], by=by)
    return actions.sign_off(theme=theme, by=by)


def test_a_theme_cannot_be_signed_off_before_its_words_were_opened(themes, analyst):
    theme = actions.name_theme(theme=themes[0], name="Phones", by=analyst)
    with pytest.raises(Refused, match="Open the words beneath"):
        actions.sign_off(theme=theme, by=analyst)
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(status="signed-off", signed_at=theme.created_at)
    assert actions.read_words(theme=theme, refs=refs(theme)[:2], by=analyst) == 2
    actions.sign_off(theme=theme, by=analyst)
    theme.refresh_from_db()
    assert (theme.status, theme.signed_by, theme.opened_by) == ("signed-off", analyst, analyst)


def test_a_theme_without_name_or_words_cannot_be_signed_off(themes, analyst):
    actions.read_words(theme=themes[0], refs=refs(themes[0])[:1], by=analyst)
    with pytest.raises(Refused, match="name"):
        actions.sign_off(theme=themes[0], by=analyst)
    actions.name_theme(theme=themes[0], name="Phones", by=analyst)
    Assignment.objects.filter(theme=themes[0]).delete()
    with pytest.raises(Refused, match="nothing in this theme"):
        actions.sign_off(theme=themes[0], by=analyst)


def test_reading_counts_once_for_each_contribution_and_is_in_the_share(programme, themes, analyst):
    first = refs(themes[0])[:3]
    assert actions.read_words(theme=themes[0], refs=first, by=analyst) == 3
    assert actions.read_words(theme=themes[0], refs=first, by=analyst) == 0
    alone = list(queries.alone(programme))
    assert actions.read_alone(programme=programme, refs=[alone[0].contribution.ref], by=analyst) == 1
    assert queries.coverage(programme).read == 4
    with pytest.raises(Refused, match="not in this theme"):
        actions.read_words(theme=themes[0], refs=[alone[0].contribution.ref], by=analyst)


def test_two_themes_cannot_have_one_name(themes, analyst):
    actions.name_theme(theme=themes[0], name="Phones", by=analyst)
    with pytest.raises(Refused, match="Another theme has this name"):
        actions.name_theme(theme=themes[1], name=" phones ", by=analyst)


def test_merging_splitting_moving_and_setting_aside_lose_nothing_and_say_who(programme, themes, analyst):
    before = where(programme)
    assert before["lost"] == 0
    first, second, third = themes[:3]
    size = first.assignments.count() + second.assignments.count()
    actions.merge_themes(theme=second, into=first, by=analyst)
    assert first.assignments.count() == size
    chosen = refs(first)[:4]
    part = actions.split_theme(theme=first, refs=chosen, name="A part", by=analyst, once_key="k")
    assert actions.split_theme(theme=first, refs=chosen, name="A part", by=analyst, once_key="k") == part
    assert sorted(refs(part)) == sorted(chosen)
    actions.move_all(theme=third, refs=refs(third)[:2], into=part, by=analyst)
    assert set(part.assignments.values_list("by_account", flat=True)) == {analyst.pk}
    assert where(programme) == before
    left = third.assignments.count()
    actions.set_aside(theme=third, by=analyst)
    assert where(programme) == before | {"placed": before["placed"] - left, "alone": before["alone"] + left}
    said = Disposition.objects.filter(by_account=analyst)
    assert said.count() == left
    assert Assignment.objects.filter(theme=first, by_account__isnull=True).exists()
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"themes.merge", "themes.split", "themes.move", "themes.set-aside"}


def test_withdrawal_takes_words_out_of_everything_and_a_pause_keeps_their_place(programme, analyst):
    received = factories.give(programme.activities.get(), "The car park was full so I drove round it 3 times", HARM)
    ask(programme, by=analyst)
    story = received.submission.contributions.order_by("pk").first()
    theme = story.assignments.get().theme
    counted = next(one.size for one in queries.themes(programme) if one.theme == theme)
    voices.withdraw(submission=received.submission, kind="pause", once_key="1")
    assert next(one.size for one in queries.themes(programme) if one.theme == theme) == counted - 1
    assert story not in [line.contribution for line in queries.lines(list(queries.assignments(theme)))]
    assert [queries.text_of(one.contribution) for one in queries.signals(programme)].count(HARM) == 1
    voices.withdraw(submission=received.submission, kind="resume", once_key="2")
    assert next(one.size for one in queries.themes(programme) if one.theme == theme) == counted
    assert where(programme)["lost"] == 0
    voices.withdraw(submission=received.submission, kind="stop", once_key="3")
    for model in (Assignment, Disposition, RareSignal):
        assert not model.objects.filter(contribution__submission=received.submission).exists()
    assert where(programme)["lost"] == 0


def test_words_that_stand_alone_are_placed_by_a_person(programme, themes, analyst):
    row = next(row for row in queries.alone(programme) if queries.text_of(row.contribution) == ALONE[0])
    actions.place(contribution=row.contribution, into=themes[0], by=analyst)
    assert Assignment.objects.get(contribution=row.contribution).by_account == analyst
    assert row.contribution not in [one.contribution for one in queries.alone(programme)]
    assert where(programme)["lost"] == 0
    elsewhere = factories.make_contribution()
    with pytest.raises(Refused, match="Tick the words"):
        actions.place(contribution=elsewhere, into=themes[0], by=analyst)


def test_nothing_moves_between_programmes_or_into_what_is_set_aside(programme, themes, analyst):
    other = factories.make_programme()
    factories.make_member(other, Role.ANALYST, account=analyst)
    theirs = Theme.objects.create(programme=other, name="Elsewhere")
    for act in (
        lambda: actions.merge_themes(theme=themes[0], into=theirs, by=analyst),
        lambda: actions.move_all(theme=themes[0], refs=refs(themes[0])[:1], into=theirs, by=analyst),
        lambda: actions.merge_themes(theme=themes[0], into=themes[0], by=analyst),
    ):
        with pytest.raises(Refused):
            act()
    actions.set_aside(theme=themes[1], by=analyst)
    with pytest.raises(Refused, match="merged or set aside"):
        actions.merge_themes(theme=themes[0], into=themes[1], by=analyst)


def test_only_an_analyst_of_the_programme_arranges(programme, themes):
    for role in (Role.ORGANISER, Role.MODERATOR, Role.SPONSOR):
        person = factories.make_member(programme, role)
        with pytest.raises(NotAllowed):
            actions.name_theme(theme=themes[0], name="Mine", by=person)
        with pytest.raises(NotAllowed):
            actions.ask_for_themes(programme=programme, by=person, once_key="z")
    stranger = factories.make_member(factories.make_programme(), Role.ANALYST)
    with pytest.raises(NotAllowed):
        actions.read_words(theme=themes[0], refs=refs(themes[0])[:1], by=stranger)


def test_a_rare_signal_gets_its_disposition_and_counts_as_read(programme, themes, analyst):
    signal = queries.signals(programme)[0]
    with pytest.raises(Refused, match="Say why"):
        actions.resolve_signal(signal=signal, outcome="escalated", reason=" ", by=analyst)
    with pytest.raises(Refused, match="Choose what follows"):
        actions.resolve_signal(signal=signal, outcome="waiting", reason="x", by=analyst)
    actions.resolve_signal(signal=signal, outcome="escalated", reason="The ward was told.", by=analyst)
    signal.contribution.refresh_from_db()
    assert signal.contribution.first_read_by == analyst
    assert signal.contribution.disposition.kind == "acted-on"
    assert where(programme)["lost"] == 0
    actions.resolve_signal(signal=signal, outcome="no-concern", reason="It was another ward.", by=analyst)
    assert Disposition.objects.get(contribution=signal.contribution).reason == "It was another ward."
    assert where(programme)["lost"] == 0


def test_a_finding_rests_on_signed_off_themes_and_everybody_in_them(programme, themes, analyst):
    words = {"kind": "theme", "title": "It is hard to get through", "summary": "By phone."}
    with pytest.raises(Refused, match="signed off"):
        actions.draft_finding_from(themes=[themes[0]], **words, by=analyst, once_key="k")
    signed(themes[0], "Phones", analyst)
    drafted = actions.draft_finding_from(themes=[themes[0]], **words, by=analyst, once_key="k")
    again = actions.draft_finding_from(themes=[themes[0]], **words, by=analyst, once_key="k")
    assert drafted == again
    cited = Link.objects.filter(to_ref=drafted.ref)
    assert cited.filter(from_kind="theme").count() == 1
    assert set(cited.filter(from_kind="contribution").values_list("from_ref", flat=True)) == set(refs(themes[0]))
    publish_finding(finding=drafted, by=analyst)
    assert sum(drafted.counts.values()) == themes[0].assignments.count()
