"""Writing, publishing, asking and answering: every rule, and everything that is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.recommend import making
from tests.support import factories as make

from throughline.core.errors import NotAllowed, NotFound, Refused
from throughline.core.models import AuditEntry
from throughline.evidence.models import Link
from throughline.people import outbox
from throughline.people.models import Message
from throughline.programmes.models import Role
from throughline.recommend import actions
from throughline.recommend.actions.recommending import cited_refs, whats_missing
from throughline.recommend.models import Answer, AnswerLink, Authority, Progress, Recommendation

pytestmark = pytest.mark.django_db


class TestPublishing:
    @pytest.mark.parametrize(
        ("left_out", "message"),
        [
            ("finding", "choose at least one published finding as evidence"),
            ("authority", "name who must act"),
            ("date", "say by when they must answer"),
            ("protects_patients", "argue all three benefits"),
            ("saves_staff_time", "argue all three benefits"),
            ("saves_money", "argue all three benefits"),
            ("patients", "write and approve all three wordings"),
            ("policy", "write and approve all three wordings"),
            ("approved", "write and approve all three wordings"),
        ],
    )
    def test_it_is_refused_without(self, left_out, message):
        draft = making.ready(**{left_out: False})
        assert whats_missing(draft) == [message]
        with pytest.raises(Refused, match=message):
            actions.publish_recommendation(recommendation=draft, by=None)
        assert Recommendation.objects.get().status == "draft"

    def test_a_finding_that_is_a_draft_or_taken_back_or_of_another_programme_is_no_evidence(self):
        draft = making.ready(finding=False)
        for one in (
            making.finding(draft.programme, status="draft"),
            making.finding(draft.programme, status="retracted"),
            making.finding(make.make_programme()),
        ):
            Link.objects.create(
                programme=draft.programme,
                from_kind="finding",
                from_ref=one.ref,
                to_kind="recommendation",
                to_ref=draft.ref,
            )
        with pytest.raises(Refused, match="finding"):
            actions.publish_recommendation(recommendation=draft, by=None)

    def test_published_it_says_who_and_when_and_cannot_be_changed(self):
        draft = making.ready()
        by = make.make_member(draft.programme, Role.ORGANISER)
        actions.publish_recommendation(recommendation=draft, by=by)
        row = Recommendation.objects.get()
        assert (row.status, row.published_by) == ("published", by)
        assert AuditEntry.objects.latest("id").verb == "recommend.publish"
        wording = row.wordings.first()
        for change in (
            lambda: actions.write_wording(recommendation=row, audience="staff", words="Other", by=by),
            lambda: actions.cite_findings(recommendation=row, findings=[], by=by),
            lambda: actions.approve_wording(wording=wording, by=by),
            lambda: actions.edit_recommendation(
                recommendation=row,
                title="T",
                authority=None,
                protects_patients="",
                saves_staff_time="",
                saves_money="",
                answer_due_on=None,
                by=by,
            ),
        ):
            with pytest.raises(Refused, match="published"):
                change()
        assert Recommendation.objects.get().title == "Answer the phone within 5 minutes"

    def test_pressing_twice_publishes_once(self):
        draft = making.ready()
        first = actions.publish_recommendation(recommendation=draft, by=None).published_at
        assert actions.publish_recommendation(recommendation=draft, by=None).published_at == first
        assert AuditEntry.objects.filter(verb="recommend.publish").count() == 1


class TestWriting:
    def test_changed_words_lose_their_approval_and_the_same_words_keep_it(self):
        draft = making.ready()
        same = actions.write_wording(recommendation=draft, audience="staff", words="For staff ", by=None)
        assert same.approved_at is not None
        changed = actions.write_wording(recommendation=draft, audience="staff", words="New", by=None)
        assert (changed.approved_by, changed.approved_at) == (None, None)

    def test_words_changed_since_they_were_read_are_not_approved(self):
        draft = making.ready(approved=False)
        by = make.make_member(draft.programme, Role.ORGANISER)
        wording = draft.wordings.get(audience="staff")
        actions.write_wording(recommendation=draft, audience="staff", words="Something else", by=None)
        with pytest.raises(Refused, match="changed meanwhile"):
            actions.approve_wording(wording=wording, seen="For staff", by=by)
        assert draft.wordings.get(audience="staff").approved_at is None

    def test_citing_replaces_what_was_cited_and_refuses_other_programmes(self):
        draft = making.ready()
        one, two = making.finding(draft.programme), making.finding(draft.programme)
        actions.cite_findings(recommendation=draft, findings=[one, two], by=None)
        assert sorted(cited_refs(draft)) == sorted([one.ref, two.ref])
        actions.cite_findings(recommendation=draft, findings=[two], by=None)
        assert cited_refs(draft) == [two.ref]
        with pytest.raises(Refused) as refused:
            actions.cite_findings(recommendation=draft, findings=[making.finding(make.make_programme())], by=None)
        assert refused.value.field == "findings"
        assert cited_refs(draft) == [two.ref]

    def test_an_authority_is_made_once(self):
        programme = make.make_programme()
        for level in ("central", "operational"):
            actions.create_authority(programme=programme, name=" The Board ", level=level, by=None)
        assert list(Authority.objects.values_list("name", "level")) == [("The Board", "central")]

    def test_starting_twice_with_one_key_starts_once(self):
        programme = make.make_programme()
        first, second = (
            actions.draft_recommendation(programme=programme, title="T", by=None, once_key="k") for _ in range(2)
        )
        assert first == second

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
    def test_only_organisers_write_publish_and_ask(self, role):
        draft = making.ready()
        by = make.make_member(draft.programme, role)
        wording, programme = draft.wordings.first(), draft.programme
        for act in (
            lambda: actions.create_authority(programme=programme, name="B", level="central", by=by),
            lambda: actions.draft_recommendation(programme=programme, title="T", by=by, once_key="k"),
            lambda: actions.cite_findings(recommendation=draft, findings=[], by=by),
            lambda: actions.write_wording(recommendation=draft, audience="staff", words="W", by=by),
            lambda: actions.approve_wording(wording=wording, by=by),
            lambda: actions.publish_recommendation(recommendation=draft, by=by),
            lambda: actions.ask_authority(recommendation=draft, sent_to="A", email="a@example.org", by=by),
        ):
            with pytest.raises(NotAllowed):
                act()


class TestLink:
    def test_a_draft_is_not_sent(self):
        with pytest.raises(Refused, match="Publish"):
            making.link(making.ready())

    def test_it_opens_its_recommendation_and_only_its_hash_is_stored(self):
        row = making.published()
        making.published()
        address = actions.ask_authority(recommendation=row, sent_to="Dr Bell", email="bell@example.org", by=None)
        token = address.rpartition("/")[2]
        assert actions.open_link(token).recommendation == row
        assert token not in str(AnswerLink.objects.values())
        with pytest.raises(NotFound):
            actions.open_link(token[:-1] + "0")

    def test_a_newer_link_of_the_same_recommendation_revokes_it(self):
        row, other = making.published(), making.published()
        old, others = making.link(row), making.link(other)
        making.link(row, sent_to="Somebody else")
        with pytest.raises(NotFound):
            actions.answer(through=old, verdict="reject", reason="No", once_key="k")
        assert actions.answer(through=others, verdict="reject", reason="No", once_key="k").recommendation == other
        assert AnswerLink.objects.filter(recommendation=row, revoked_at__isnull=True).count() == 1

    def test_it_ends_after_a_year(self):
        through = making.link(making.published())
        AnswerLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(NotFound):
            actions.answer(through=through, verdict="reject", reason="No", once_key="k")

    def test_the_message_holds_the_title_the_day_and_the_address(self):
        row = making.published()
        address = actions.ask_authority(recommendation=row, sent_to="Dr Bell", email="bell@example.org", by=None)
        message, text = outbox.open_message(Message.objects.get().ref)
        assert message.contact.address() == "bell@example.org"
        day = row.answer_due_on
        for words in (row.title, address, f"{day.day} {day:%B} {day.year}"):
            assert words in text["body"]

    def test_pressing_twice_sends_once_and_shows_the_same_address(self):
        row = making.published()
        first, second = (
            actions.ask_authority(
                recommendation=row, sent_to="Dr Bell", email="bell@example.org", by=None, once_key="k"
            )
            for _ in range(2)
        )
        assert first == second
        assert (AnswerLink.objects.count(), Message.objects.count()) == (1, 1)
        assert actions.open_link(first.rpartition("/")[2]).recommendation == row


class TestAnswering:
    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"verdict": ""}, "verdict"),
            ({"verdict": "perhaps"}, "verdict"),
            ({"reason": " "}, "reason"),
            ({"owner": " "}, "owner"),
            ({"due_on": None}, "due_on"),
            ({"verdict": "part", "owner": ""}, "owner"),
            ({"verdict": "part", "due_on": None}, "due_on"),
            ({"verdict": "not-ours"}, "passed_to"),
            ({"start_on": make.days(61)}, "due_on"),
        ],
    )
    def test_an_answer_that_lacks_something_is_refused_next_to_its_field(self, given, field):
        row = making.published()
        with pytest.raises(Refused) as refused:
            making.answered(row, **{"verdict": "accept", **given})
        assert refused.value.field == field
        assert not Answer.objects.exists()

    @pytest.mark.parametrize(
        ("verdict", "more"),
        [("reject", {}), ("not-ours", {"passed_to": "The council"}), ("accept", {"start_on": make.days(60)})],
    )
    def test_an_answer_that_says_enough_is_kept_and_linked(self, verdict, more):
        row = making.published()
        given = making.answered(row, verdict, **more)
        assert (given.verdict, given.answered_by) == (verdict, "Dr Bell, chief executive")
        link = Link.objects.get(to_kind="answer")
        assert (link.from_ref, link.to_ref, link.programme) == (row.ref, given.ref, row.programme)

    def test_pressing_twice_answers_once(self):
        through = making.link(making.published())
        first, second = (actions.answer(through=through, verdict="reject", reason="No", once_key="k") for _ in range(2))
        assert first == second
        assert Answer.objects.count() == 1

    def test_a_later_answer_stands_beside_the_earlier_one(self):
        row = making.published()
        making.answered(row, "reject")
        making.answered(row, "accept")
        assert list(row.answers.values_list("verdict", flat=True)) == ["reject", "accept"]


class TestProgress:
    def report(self, through, state="started", words="We bought phones.", once_key="p"):
        return actions.report_progress(through=through, state=state, words=words, once_key=once_key)

    def test_it_needs_an_answer_first(self):
        with pytest.raises(Refused, match="Answer first"):
            self.report(making.link(making.published()))

    @pytest.mark.parametrize(("given", "field"), [({"words": " "}, "words"), ({"state": "flying"}, "state")])
    def test_what_lacks_something_is_refused(self, given, field):
        row = making.published()
        making.answered(row)
        with pytest.raises(Refused) as refused:
            self.report(making.link(row), **given)
        assert refused.value.field == field

    def test_it_belongs_to_the_newest_answer_and_counts_once(self):
        row = making.published()
        making.answered(row, "reject")
        newest = making.answered(row)
        through = making.link(row)
        assert self.report(through) == self.report(through)
        assert Progress.objects.get().answer == newest
        assert Link.objects.get(to_kind="action").from_ref == newest.ref
