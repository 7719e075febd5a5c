"""Agreement is measured on what was given alone; disagreements are settled with a reason, and both sides stay."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support import factories
from tests.understand.coding.conftest import TEXTS, body, client_of, code_of, given, key, path, words_of

from throughline.core import jobs
from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.evidence import steps
from throughline.evidence.models import Run
from throughline.programmes.models import Role
from throughline.understand.coding import actions, queries
from throughline.understand.coding.models import Coding, Settlement, SuggestedCode
from throughline.voices import hooks
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("throughline.analysis.agreement.coding.RESAMPLES", 100)


def give(contribution, account, *codes):
    return actions.code_words(
        contribution=contribution, codes=codes, nothing_fits=not codes, memo="m", by=account, once_key=key()
    )


def work_out(programme) -> Run:
    run = actions.ask_for_figures(programme=programme, by=None, once_key=key())
    jobs.run_ready(queues=["default"])
    run.refresh_from_db()
    assert run.status == "done"
    return run


@pytest.fixture
def differing(programme, book, analyst, second) -> list[Contribution]:
    """Six contributions coded by both: on waiting they agree but once, on contact always."""
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    rows = words_of(programme)
    for number, row in enumerate(rows):
        give(row, analyst, waiting if number < 3 else contact)
        give(row, second, *([waiting] if number < 2 else [] if number == 2 else [contact]))
    return rows


def test_agreement_is_shown_code_by_code_with_its_range_and_n(programme, book, differing, client):
    here = path("coding-agreement", programme)
    assert "Work the figures out" in body(client.get(here))
    asked = client.post(path("coding-figures-ask", programme), {"once": "a", "back": "agreement"})
    assert asked["Location"] == here
    assert "Waiting for a free worker." in body(client.get(here))
    run = work_out(programme)
    codes = run.summary["codes"]
    assert set(codes) == {"waiting", "contact"}
    # Two coders, six items, one apart: observed 5/6, by chance (3·2 + 3·4)/36 = 1/2.
    assert codes["waiting"]["name"] == "Cohen's kappa"
    assert codes["waiting"]["coefficient"] == pytest.approx((5 / 6 - 1 / 2) / (1 - 1 / 2))
    assert codes["contact"]["coefficient"] == 1
    assert (codes["waiting"]["units"], codes["waiting"]["given"]) == (6, 5)
    shown = body(client.get(here))
    assert "6 contributions were coded by more than one person" in shown
    assert "People agree well on 1 of 2 codes" in shown
    assert "n = 6" in shown
    assert shown.index("Waiting and timeliness") < shown.index("Reaching the service")


def test_three_coders_are_measured_by_alpha(programme, book, differing):
    third = factories.make_member(programme, Role.ANALYST)
    for row in differing:
        give(row, third, code_of(book, "waiting"))
    found = work_out(programme).summary
    assert found["coders"] == 3
    assert found["codes"]["waiting"]["name"] == "Krippendorff's alpha"


def test_only_what_was_given_first_and_without_suggestions_counts(programme, book, differing, analyst, second):
    before = work_out(programme).summary["codes"]
    give(differing[2], second, code_of(book, "waiting"))  # after seeing what the other gave
    assert work_out(programme).summary["codes"] == before
    Coding.objects.filter(coder=second).update(saw_suggestions=True)
    found = work_out(programme).summary
    assert (found["units"], found["codes"], found["together"]) == (0, {}, None)


def test_the_same_codes_give_the_same_figures_again(programme, differing):
    first, again = work_out(programme), work_out(programme)
    assert (first.fingerprint, first.summary) == (again.fingerprint, again.summary)
    assert first.pk != again.pk


def test_software_is_compared_with_people_who_did_not_see_it(programme, book, analyst, client):
    actions.ask_for_suggestions(programme=programme, by=None, once_key=key())
    jobs.run_ready(queues=["default"])
    marked = SuggestedCode.objects.filter(is_marked=True).values_list("contribution_id", flat=True)
    assert marked
    for number, row in enumerate(words_of(programme)):
        give(row, analyst, code_of(book, "contact" if number % 2 else "waiting"))
    found = work_out(programme).summary["machine"]
    assert found["units"] == 6
    assert "On words that people coded after software" in body(client.get(path("coding-agreement", programme)))


def test_a_disagreement_is_settled_with_a_reason_and_both_sides_stay(programme, book, differing, analyst, client):
    queue = path("coding-disagreements", programme)
    shown = body(client.get(queue))
    assert shown.count("Read the words and settle it") == 1
    assert "Nothing fits" in shown
    here = path("coding-settle", programme, differing[2].ref)
    waiting = code_of(book, "waiting")
    slip = body(client.post(here, {"codes": [waiting.ref], "reason": ""}), 422)
    assert "Say why" in slip
    assert slip.count(" checked>") == 1
    assert "Choose at least one code" in body(client.post(here, {"reason": "Kept"}), 422)
    for _press in range(2):
        done = client.post(here, {"codes": [waiting.ref], "reason": "Her hour was waiting", "once": "s"})
        assert done["Location"] == queue
    row = Settlement.objects.get()
    assert queries.reason_of(row) == "Her hour was waiting"
    assert b"hour" not in bytes(row.reason)
    assert "There are none." in body(client.get(queue))
    assert Coding.objects.filter(contribution=differing[2]).count() == 2
    assert "Her hour was waiting" in body(client.get(path("coding-words", programme, differing[2].ref)))
    outcome = next(one for one in queries.outcomes(programme) if one.contribution_id == differing[2].pk)
    assert outcome.codes == {"waiting"}
    assert AuditEntry.objects.filter(verb="coding.settle").count() == 1


def test_what_was_settled_is_open_again_when_somebody_codes_anew(programme, book, differing, analyst, second):
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    actions.settle(contribution=differing[2], codes=[waiting], reason="r", by=analyst, once_key=key())
    assert queries.settled(programme) == 1
    give(differing[2], second, contact)
    assert queries.settled(programme) == 0
    assert [row.pk for row in queries.disagreements(programme, analyst)] == [differing[2].pk]


def test_whoever_has_not_coded_sees_nothing_and_settles_nothing(programme, book, differing, analyst, second):
    third = factories.make_member(programme, Role.ANALYST)
    reader = client_of(third)
    shown = body(reader.get(path("coding-disagreements", programme)))
    assert "Code them yourself first" in shown
    assert analyst.name not in shown
    sent_on = reader.get(path("coding-settle", programme, differing[2].ref))
    assert sent_on["Location"] == path("coding-words", programme, differing[2].ref)
    with pytest.raises(Refused, match="yourself first"):
        actions.settle(
            contribution=differing[2], codes=[code_of(book, "waiting")], reason="r", by=third, once_key=key()
        )
    with pytest.raises(Refused, match="the same codes"):
        actions.settle(
            contribution=differing[0], codes=[code_of(book, "waiting")], reason="r", by=analyst, once_key=key()
        )


def test_what_was_settled_goes_with_the_words_and_is_told_to_the_author(programme, book, differing, analyst):
    def told() -> str:
        return str(next(one for one in steps.of([differing[2]])[differing[2].ref] if "noted" in one.title).reason)

    assert "see it differently" in told()
    actions.settle(contribution=differing[2], codes=[code_of(book, "waiting")], reason="r", by=analyst, once_key=key())
    assert told() == "It is about: Waiting and timeliness."
    Contribution.objects.filter(pk=differing[2].pk).update(standing="stopped")
    hooks.on_out_of_use.run([differing[2]])
    assert not Settlement.objects.exists()


def test_words_whose_codes_are_all_retired_are_open_again(programme, book, analyst, client):
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    first, other, nothing = words_of(programme)[:3]
    give(first, analyst, waiting)
    give(other, analyst, waiting, contact)
    give(nothing, analyst)
    actions.retire_code(code=waiting, reason="r", by=None)
    found = {one.contribution_id: one.codes for one in queries.outcomes(programme)}
    assert found == {first.pk: None, other.pk: {"contact"}, nothing.pk: frozenset()}
    assert work_out(programme).summary["undecided"] == 1
    assert "1 contribution is left out" in body(client.get(path("coding-progress", programme)))


def test_progress_shows_the_curve_and_who_said_what(programme, book, differing, analyst, client):
    here = path("coding-progress", programme)
    assert "Work the figures out" in body(client.get(here))
    actions.settle(contribution=differing[2], codes=[code_of(book, "waiting")], reason="r", by=analyst, once_key=key())
    found = work_out(programme).summary
    assert found["saturation"]["points"] == [[1, 1], [2, 1], [3, 1], [4, 2], [5, 2], [6, 2]]
    assert found["saturation"]["last_new"] == 4
    shown = body(client.get(here))
    assert "Few new codes came after contribution 4 of 6" in shown
    assert "Nothing is left without codes" in shown
    assert "A person has read 6 of 6. Disagreements settled: 1." in shown


def test_people_are_counted_once_and_small_numbers_are_hidden(book, analyst):
    programme = book.programme
    activity = factories.make_activity(programme=programme)
    person = factories.make_participant(programme)
    twice = factories.make_submission(activity, participant=person)
    rows = [factories.make_contribution(activity=activity, submission=twice, text=f"Late {n}") for n in range(9)]
    rows += [factories.make_contribution(activity=activity, constituency="staff", text=f"Slow {n}") for n in range(12)]
    for row in rows:
        give(row, analyst, code_of(book, "waiting"))
    summary = work_out(programme).summary
    assert summary["people"]["rows"] == [["", ["*", "10", "0"]], ["waiting", ["*", "10", "0"]]]
    assert summary["sources"]["groups"] == ["Tell us what happened"]
    assert summary["sources"]["rows"] == [["", ["15"]], ["waiting", ["15"]]]
    reader = client_of(analyst)
    shown = body(reader.get(path("coding-matrix", programme)))
    for words in ("Everybody whose words are coded", "* means 1 to 7", "By where they said it"):
        assert words in shown
    file = reader.post(path("coding-take-out", programme), {"kind": "csv"}).getvalue().decode("utf-8-sig")
    assert '"constituency","Health and care staff","Waiting and timeliness","10"' in file.splitlines()


def test_organisers_read_the_figures_and_never_who_gave_what(programme, book, differing, analyst):
    work_out(programme)
    organiser = factories.make_member(programme, Role.ORGANISER)
    reader = client_of(organiser)
    for name in ("coding-agreement", "coding-progress"):
        shown = body(reader.get(path(name, programme)))
        assert analyst.name not in shown
        assert "Work the figures out" not in shown
    assert reader.get(path("coding-disagreements", programme)).status_code == 403
    assert reader.get(path("coding-settle", programme, differing[2].ref)).status_code == 403
    assert reader.post(path("coding-figures-ask", programme)).status_code == 403
    with pytest.raises(NotAllowed):
        actions.ask_for_figures(programme=programme, by=organiser, once_key="o")
    with pytest.raises(NotAllowed):
        actions.settle(contribution=differing[2], codes=[], nothing_fits=True, reason="r", by=organiser, once_key="o")


def test_queries_of_each_page_do_not_grow_with_the_words():
    def counted(each: int) -> list[int]:
        programme = given(TEXTS[:3] * each)
        book = actions.start_codebook(programme=programme, origin="default", by=None)
        first, other = (factories.make_member(programme, Role.ANALYST) for _one in range(2))
        for row in words_of(programme):
            give(row, first, code_of(book, "waiting"))
            give(row, other, code_of(book, "contact"))
        work_out(programme)
        client = client_of(first)
        client.get(path("coding", programme))
        found = []
        for name in ("coding-agreement", "coding-progress", "coding-disagreements", "coding-settle"):
            args = [words_of(programme)[0].ref] if name == "coding-settle" else []
            with CaptureQueriesContext(connection) as captured:
                body(client.get(path(name, programme, *args)))
            found.append(len(captured))
        return found

    assert counted(1) == counted(4)
