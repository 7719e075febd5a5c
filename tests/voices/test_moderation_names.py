"""An organisation's own names, given by lines or a file and kept sealed; and proposals that a job makes with them."""

import html
import re
from itertools import count
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.support import factories as make
from tests.support.databases import in_threads

from throughline.core import jobs
from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry, DataKey
from throughline.language import entities, redaction
from throughline.programmes.models import Role
from throughline.voices import actions, queries
from throughline.voices.jobs import propose_removals
from throughline.voices.models import Contribution, NameLists, ProposedRemovals, Withdrawal
from throughline.voices.moderation import name_lists, proposing
from throughline.voices.moderation import queries as workbench
from throughline.voices.moderation.name_lists import Names

keys = count(1)
TEXT = "Zebulon on Quillwort was kind. Ring 07700 900123."


@pytest.fixture
def row(db):
    return make.make_contribution(text=TEXT, moderation="waiting")


@pytest.fixture
def organiser(row):
    return make.make_member(row.programme, Role.ORGANISER)


@pytest.fixture
def browser(client, organiser):
    client.force_login(organiser)
    return client


@pytest.fixture
def moderator(row):
    return make.make_member(row.programme, Role.MODERATOR)


def address(row):
    return reverse("programme-names", args=[row.programme.slug])


def body(response):
    return html.unescape(response.content.decode())


def proposed(row):
    one = workbench.item(programme=row.programme, ref=row.ref)
    return [one.text[r.start : r.end] for r in one.proposals], one.looked


def keep(row, by, **names):
    return actions.keep_names(programme=row.programme, names=Names(**names), by=by, once_key=str(next(keys)))


class TestFile:
    def test_columns_are_known_by_how_they_begin_in_any_order(self):
        found = name_lists.read_file(b"Ward name,Notes,Staff\nQuillwort,x,Zebulon Oak\n,y,Ada  Ash\n")
        assert found == Names(staff=("Zebulon Oak", "Ada Ash"), wards=("Quillwort",))

    @pytest.mark.parametrize(
        "text", ["staff;sites\nAda;Hazel House\n", "\ufeffSTAFF\tHospital\r\nAda\tHazel House\r\n"]
    )
    def test_other_separators_and_spreadsheets_ways_of_saving(self, text):
        assert name_lists.read_file(text.encode()) == Names(staff=("Ada",), sites=("Hazel House",))
        assert name_lists.read_file("staff\nZoë".encode("cp1252")).staff == ("Zoë",)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "The first row must say"),
            (b"Ada Ash\nBo Birch\n", "The first row must say"),
            (b"staff\n\0\1\2", "not a CSV file"),
            (b"staff\nA", "2 to 100 characters"),
            (b"staff\n" + b"x" * 101, "2 to 100 characters"),
            (b"staff\n" + b"a" * name_lists.MOST_BYTES, "larger than 1 MB"),
            (b"staff\n" + b"\n".join(b"Name %d" % n for n in range(5001)), "at most 5,000"),
            (b'staff\n"' + b"x" * 200_000, "not a CSV file"),
        ],
    )
    def test_what_is_no_such_file_is_refused_in_clear_words(self, content, message):
        with pytest.raises(Refused, match=message) as refused:
            name_lists.read_file(content)
        assert refused.value.field == "file"


class TestKeeping:
    def test_they_are_sealed_and_the_audit_holds_numbers_only(self, row, organiser):
        lists = keep(row, organiser, staff=("Zebulon",), wards=("Quillwort",))
        assert b"Zebulon" not in bytes(lists.sealed)
        assert name_lists.of(row.programme) == Names(staff=("Zebulon",), wards=("Quillwort",))
        entry = AuditEntry.objects.filter(verb="voices.keep-names").get()
        assert entry.detail == '{"sites":0,"staff":1,"wards":1}'

    def test_new_ones_replace_the_old_with_their_key(self, row, organiser):
        first = keep(row, organiser, staff=("Zebulon",))
        second = keep(row, organiser, staff=("Ada",))
        assert NameLists.objects.count() == 1
        assert first.version != second.version
        assert not DataKey.objects.filter(pk=first.data_key_id).exists()
        assert name_lists.of(row.programme).staff == ("Ada",)

    def test_pressing_twice_counts_once(self, row, organiser):
        first, second = (
            actions.keep_names(programme=row.programme, names=Names(staff=("Ada",)), by=organiser, once_key="k")
            for _ in range(2)
        )
        assert first.version == second.version
        assert AuditEntry.objects.filter(verb="voices.keep-names").count() == 1

    def test_a_programme_knows_its_own_and_its_organisations_and_nobody_elses(self, row, organiser):
        organisation = row.programme.organisation
        colleague = make.make_account()
        organisation.people.add(colleague)
        keep(row, organiser, staff=("Zebulon",))
        theirs = Names(staff=("zebulon", "Ada"), sites=("Elm",))
        actions.keep_names(organisation=organisation, names=theirs, by=colleague, once_key="1")
        other = make.make_contribution()
        keep(other, make.make_member(other.programme, Role.ORGANISER), staff=("Stranger",))
        known = name_lists.known(row.programme).names
        assert (known.staff, known.sites) == (("zebulon", "Ada"), ("Elm",))

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
    def test_others_may_not(self, row, role):
        account = make.make_member(row.programme, role)
        with pytest.raises(NotAllowed):
            keep(row, account, staff=("Ada",))
        with pytest.raises(NotAllowed):
            actions.keep_names(organisation=row.programme.organisation, names=Names(), by=account, once_key="1")


class TestPage:
    def test_lines_and_a_file_are_kept_together_each_name_once(self, row, browser):
        file = SimpleUploadedFile("names.csv", b"staff,wards\nada ash,Quillwort\nBo Birch,\n")
        sent = browser.post(address(row), {"staff": " Ada  Ash \n\nZebulon", "file": file})
        assert sent.url == f"{address(row)}?kept=yes"
        assert name_lists.of(row.programme) == Names(staff=("Ada Ash", "Zebulon", "Bo Birch"), wards=("Quillwort",))
        page = body(browser.get(sent.url))
        assert "The names are saved." in page
        assert re.search(r"<textarea[^>]*>\s*Ada Ash\nZebulon\nBo Birch</textarea>", page)

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"wards": "x" * 101}, "A name has 2 to 100 characters."),
            ({"file": SimpleUploadedFile("photo.png", b"\x89PNG\0\0")}, "This is not a CSV file."),
            ({"file": SimpleUploadedFile("empty.csv", b"")}, "The first row must say"),
        ],
    )
    def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(self, row, browser, data, message):
        page = browser.post(address(row), {"staff": "Zebulon", **data})
        assert page.status_code == 422
        assert body(page).count(message) == 2
        assert re.search(r"<textarea[^>]*>\s*Zebulon</textarea>", body(page))
        assert not NameLists.objects.exists()

    def test_people_of_the_organisation_have_theirs(self, row, browser, client):
        where = reverse("organisation-names", args=[row.programme.organisation.slug])
        assert browser.post(where, {"staff": "Ada"}).status_code == 403
        colleague = make.make_account()
        row.programme.organisation.people.add(colleague)
        client.force_login(colleague)
        assert client.post(where, {"staff": "Ada"}).status_code == 302
        assert name_lists.of(row.programme.organisation).staff == ("Ada",)


class TestProposals:
    def test_rules_propose_and_say_so_until_the_job_has_looked(self, row, moderator, client):
        assert proposed(row) == (["07700 900123"], "not-yet")
        client.force_login(moderator)
        where = reverse("moderation-item", args=[row.programme.slug, row.ref])
        assert "Software has looked by rules only so far." in body(client.get(where))
        actions.give_back(contribution=row, by=moderator)
        assert proposing.catch_up(None) == 1
        assert proposed(row) == (["07700 900123"], "rules")
        page = body(client.get(where))
        assert "has no model for names" in page
        assert "so far." not in page

    def test_the_lists_are_looked_for_at_once_and_by_the_job(self, row, organiser):
        proposing.catch_up(None)
        keep(row, organiser, staff=("Zebulon",), wards=("Quillwort",))
        everything = ["Zebulon", "Quillwort", "07700 900123"]
        assert proposed(row) == (everything, "not-yet")
        jobs.run_ready()
        found, looked = proposed(row)
        assert looked in ("model", "rules")
        assert set(everything) <= set(found)
        keep(row, organiser)
        proposing.catch_up(None)
        assert proposed(row) == (["07700 900123"], "rules")

    def test_they_are_sealed_under_the_words_own_key_and_go_with_the_words(self, row):
        proposing.catch_up(None)
        kept = ProposedRemovals.objects.get()
        assert b"phone" not in bytes(kept.sealed)
        actions.withdraw(submission=row.submission, kind="erase", once_key="1")
        jobs.run_ready()
        assert not ProposedRemovals.objects.exists()

    @pytest.mark.parametrize("standing", ["paused", "stopped", "erased"])
    def test_words_out_of_use_are_not_read(self, row, standing):
        Contribution.objects.filter(pk=row.pk).update(standing=standing)
        assert not proposing.anything_waits()
        assert proposing.catch_up(None) == 0
        assert actions.keep_proposals(found={row.pk: []}, engine="", names="") == 0
        assert not ProposedRemovals.objects.exists()

    def test_each_is_looked_at_once_in_portions(self, row):
        make.make_many(row.activity, [f"Ring 07700 9001{n}" for n in range(10, 80)], moderation="waiting")
        make.make_contribution(activity=row.activity, moderation="green")
        assert [proposing.catch_up(None, most=50) for _ in range(3)] == [50, 21, 0]

    def test_what_is_found_while_it_is_open_is_ticked_and_pointed_out(self, row, organiser, moderator, client):
        client.force_login(moderator)
        where = reverse("moderation-item", args=[row.programme.slug, row.ref])
        shown = re.search(r'name="shown" value="([^"]*)"', body(client.get(where))).group(1)
        assert shown == "36-48-phone"
        keep(row, organiser, staff=("Zebulon",))
        proposing.catch_up(None)
        data = {"step": "check", "outcome": "green", "seen": "", "shown": shown, "reason": "Kept", "once": "k"}
        page = client.post(where, data)
        text = body(page)
        assert page.status_code == 422
        assert text.count("Software has looked again, and suggests more.") == 2
        assert re.search(r'value="0-7" checked', text)
        assert not re.search(r'value="36-48" checked', text)
        assert "Kept" in text
        again = re.search(r'name="shown" value="([^"]*)"', text).group(1)
        page = client.post(where, data | {"shown": again, "proposals": ["0-7"]})
        assert page.status_code == 200
        assert "[staff name removed] on Quillwort" in body(page)

    def test_what_is_suggested_no_more_can_be_taken_out_all_the_same(self, row, organiser, moderator, client):
        client.force_login(moderator)
        where = reverse("moderation-item", args=[row.programme.slug, row.ref])
        data = {"step": "check", "outcome": "green", "proposals": ["0-7"], "once": "k"}
        page = client.post(where, data | {"shown": "0-7-staff_name 36-48-phone 40-9999-name x 1-²-name 5-4-name"})
        assert page.status_code == 200
        assert "[staff name removed] on Quillwort" in body(page)

    def test_what_was_decided_keeps_what_was_proposed_then(self, row, moderator, organiser):
        proposing.catch_up(None)
        actions.decide(contribution=row, outcome="red", rule="danger", by=moderator, once_key="1")
        keep(row, organiser, staff=("Zebulon",))
        assert proposed(row) == (["07700 900123"], "rules")

    def test_bulk_approval_waits_for_the_job_and_takes_out_what_it_found(self, row, organiser, moderator, client):
        client.force_login(moderator)
        keep(row, organiser, staff=("Zebulon",))
        several = reverse("moderation-bulk", args=[row.programme.slug])
        data = {"outcome": "green", "chosen": f"{row.ref}:"}
        page = body(client.post(several, data | {"once": "1"}, follow=True))
        assert "Software has not looked for names in full yet." in page
        jobs.run_ready()
        assert "1 decision is saved" in body(client.post(several, data | {"once": "2"}, follow=True))
        public = queries.public_words_of(Contribution.objects.select_related("data_key").get(pk=row.pk))
        assert "Zebulon" not in public
        assert "900123" not in public

    def test_queries_of_the_queue_do_not_depend_on_who_looked(self, row, organiser):
        keep(row, organiser, staff=("Zebulon",))
        make.make_many(row.activity, [f"Ring 07700 90012{n}" for n in range(8)], moderation="waiting")
        numbers = []
        for _round in range(2):
            with CaptureQueriesContext(connection) as seen:
                workbench.queue(programme=row.programme, choice=workbench.Choice())
            numbers.append(len(seen))
            proposing.catch_up(None)
        assert numbers[0] == numbers[1]


@pytest.mark.django_db
def test_the_model_finds_names_that_rules_miss_and_the_page_shows_them():
    finder = entities.load()
    if finder is None:
        pytest.skip("the model for names is not installed")
    text = "We waited there. Guthrie Pemberly was late."
    row = make.make_contribution(text=text, moderation="waiting")
    by_rules = [text[one.start : one.end] for one in redaction.propose(text)]
    propose_removals.enqueue()
    jobs.run_ready()
    assert by_rules == ["Guthrie"]
    assert proposed(row) == (["Guthrie Pemberly"], "model")
    assert ProposedRemovals.objects.get().engine.startswith("spaCy")
    # Without the model it is looked at again, by rules, and the page says so.
    assert proposing.catch_up(None) == 1
    assert proposed(row)[1] == "rules"


# Seen red on both databases without `update_conflicts` (the second worker's rows are refused), and with the standing
# not asked for again in `keep_proposals` (what was erased while the job looked has proposals again).
def test_two_workers_and_an_erasure_at_the_same_time_leave_one_proposal_for_what_is_in_use(database):
    activity = make.make_activity()
    sent = [make.give(activity, f"Ring 07700 9001{n}") for n in range(10, 40)]
    rows = list(Contribution.objects.select_related("programme", "data_key").order_by("pk"))
    start = Barrier(3)

    def act(number):
        start.wait(10)
        if number == 2:
            for one in sent[:15]:
                actions.withdraw(submission=one.submission, kind="erase", once_key="1")
                actions.erase(withdrawal=Withdrawal.objects.select_related("submission__participant").latest("pk"))
        else:
            for some in (rows[:10], rows[10:]):
                actions.keep_proposals(found={row.pk: [] for row in some}, engine="", names="")

    assert in_threads(3, act) == []
    actions.keep_proposals(found={row.pk: [] for row in rows}, engine="", names="")
    kept = ProposedRemovals.objects.values_list("contribution__standing", flat=True)
    assert list(kept) == ["live"] * 15
