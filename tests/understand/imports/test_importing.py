"""Bringing in a file: all of it or nothing, once, sealed, and never as the importer's own words."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.support.databases import in_threads
from tests.support.factories import make_activity, make_member, make_programme

from throughline.core import vault
from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry, DataKey
from throughline.evidence import counting
from throughline.programmes.models import Activity
from throughline.understand.imports import storing
from throughline.understand.imports.actions import run_import
from throughline.understand.imports.mapping import Mapping, SourceDetails
from throughline.understand.imports.problems import BadFile
from throughline.voices.models import Contribution, Source
from throughline.voices.queries import words_of

DETAILS = SourceDetails("Cards", "Collected on paper", "For this programme", "The card said so", may_quote=True)
MAPPING = Mapping(
    texts=("Comment",),
    columns={"date": "Date", "region": "Region", "rating": "Score", "constituency": "Who"},
    values={"constituency": {"Nurse": "staff", "Patient": "patients"}},
    leave_out=("Email",),
)
HEADER = "Date,Comment,Who,Region,Score,Ward,Email"
GOOD = "30/09/2021,The tea was cold.,Nurse,London,4,Ward 4,a@example.org"


def csv(*rows: str) -> io.BytesIO:
    return io.BytesIO("\n".join([HEADER, *rows, ""]).encode())


def bring(activity: Activity, *rows: str, **how: object) -> Source:
    given = {"activity": activity, "file": csv(*rows), "mapping": MAPPING, "source": DETAILS, "skip_problems": False}
    return run_import(**{**given, "by": None, "once_key": "key", **how})


@pytest.fixture
def activity(db):
    return make_activity(method="imports", programme=make_programme(slug="imports"))


def nothing_is_stored() -> bool:
    return not (Contribution.objects.exists() or Source.objects.exists() or DataKey.objects.exists())


def test_a_row_is_stored_sealed_as_it_stands_in_the_file(activity):
    source = bring(activity, GOOD)

    row = Contribution.objects.select_related("data_key").get()
    assert words_of(row) == "The tea was cold."
    assert vault.unseal_json(row.extra, key=row.data_key, context=row.context("extra")) == {"Ward": "Ward 4"}
    assert (row.given_on, row.rating, row.constituency) == (date(2021, 9, 30), 4, "staff")
    assert (row.region.name, row.source, row.source_row) == ("London", source, 1)
    assert (row.participant, row.submission, row.moderation, row.standing) == (None, None, "waiting", "live")
    assert (row.may_analyse, row.may_quote, row.may_keep) == (True, True, False)
    assert b"tea" not in bytes(row.words)
    assert (source.rows, source.skipped) == (1, 0)
    entry = AuditEntry.objects.get(verb="imports.bring-in")
    assert entry.target == f"source:{source.ref}"
    assert "tea" not in entry.detail


def test_each_text_has_a_key_of_its_own(activity):
    bring(activity, *[GOOD] * 250)
    assert DataKey.objects.count() == Contribution.objects.values("data_key").distinct().count() == 250


def test_several_columns_of_text_answer_each_its_own_question(activity):
    file = io.BytesIO(b"What was good?,What was bad?\nTea,Wait\n,Noise\n")
    mapping = Mapping(texts=("What was good?", "What was bad?"), fixed={"constituency": "patients"})
    source = bring(activity, file=file, mapping=mapping)

    rows = Contribution.objects.select_related("data_key").order_by("pk")
    assert [(row.source_row, row.prompt, words_of(row)) for row in rows] == [
        (1, "What was good?", "Tea"),
        (1, "What was bad?", "Wait"),
        (2, "What was bad?", "Noise"),
    ]
    assert source.rows == 3


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("31/09/2021,a,Nurse,London,4,,", "Date", "“31/09/2021” is not a date."),
        ("09/30/2021,a,Nurse,London,4,,", "Date", "“09/30/2021” is not a date."),
        ("soon,a,Nurse,London,4,,", "Date", "“soon” is not a date."),
        (",a,Nurse,London,4,,", "Date", "There is no date."),
        ("01/01/2090,a,Nurse,London,4,,", "Date", "2090-01-01 cannot be the day on which this was said."),
        ("30/09/2021,a,Cook,London,4,,", "Who", "We do not know whose voice “Cook” is."),
        ("30/09/2021,a,,London,4,,", "Who", "It does not say whose voice this is."),
        ("30/09/2021,a,Nurse,London,good,,", "Score", "This rating is not a whole number."),
        ("30/09/2021,  ,Nurse,London,4,,", "Comment", "There are no words."),
        ("30/09/2021,a,Nurse", "", "This row has 3 cells, but there are 7 columns."),
    ],
)
def test_a_bad_row_refuses_the_file_with_row_and_column_and_stores_nothing(activity, row, column, what):
    with pytest.raises(BadFile) as caught:
        bring(activity, GOOD, row, GOOD)

    problem = caught.value.problems[0]
    assert (problem.row, problem.column, problem.what) == (3, column, what)
    assert nothing_is_stored()


def test_bad_rows_are_skipped_only_when_asked(activity):
    source = bring(activity, GOOD, "x,a,Nurse,London,4,,", "30/09/2021,,Nurse,London,4,,", GOOD, skip_problems=True)
    assert (source.rows, source.skipped) == (2, 2)
    assert sorted(Contribution.objects.values_list("source_row", flat=True)) == [1, 4]


def test_at_most_fifty_problems_are_listed_and_all_counted(activity):
    with pytest.raises(BadFile) as caught:
        bring(activity, *["x,a,Nurse,London,4,,"] * 120)
    assert (len(caught.value.problems), caught.value.count) == (50, 120)


def test_a_region_that_is_not_known_is_kept_with_the_words(activity):
    bring(activity, "30/09/2021,a,Nurse,Mars,4,,")
    row = Contribution.objects.select_related("data_key").get()
    assert row.region is None
    assert vault.unseal_json(row.extra, key=row.data_key, context=row.context("extra")) == {"Region": "Mars"}


def test_the_same_file_comes_in_once_unless_they_say_so(activity):
    bring(activity, GOOD, once_key="1")
    with pytest.raises(Refused, match="This very file is in already, as “Cards”"):
        bring(activity, GOOD, once_key="2")
    assert Contribution.objects.count() == 1
    bring(activity, GOOD, once_key="3", again=True)
    assert Contribution.objects.count() == 2


def test_pressing_twice_counts_once(activity):
    assert bring(activity, GOOD) == bring(activity, GOOD)
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("name", ["title", "where_from", "licence", "consent_basis"])
def test_every_part_of_the_source_is_needed(activity, name):
    details = SourceDetails(**{**DETAILS.__dict__, name: "  "})
    with pytest.raises(Refused) as caught:
        bring(activity, GOOD, source=details)
    assert caught.value.field == name


def test_only_organisers_and_facilitators_may(activity):
    with pytest.raises(NotAllowed):
        bring(activity, GOOD, by=make_member(activity.programme, "moderator", "analyst"))
    assert bring(activity, GOOD, by=make_member(activity.programme, "facilitator")).imported_by is not None


def test_a_closed_activity_takes_nothing_in(activity):
    activity.status = Activity.Status.CLOSED
    with pytest.raises(Refused, match="closed"):
        bring(activity, GOOD)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (Mapping(texts=()), "which column holds the text"),
        (Mapping(texts=("Nowhere",)), "no column “Nowhere”"),
        (Mapping(texts=("Comment",), columns={"date": "Comment"}), "chosen twice"),
        (Mapping(texts=("Comment",), leave_out=("Comment",)), "chosen twice"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(activity, mapping, message):
    with pytest.raises(Refused, match=message):
        bring(activity, GOOD, mapping=mapping)
    assert nothing_is_stored()


def test_what_goes_wrong_on_the_way_leaves_nothing(activity):
    def fail(done: int, _total: int, _note: str) -> None:
        if done >= 400:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        bring(activity, *[GOOD] * 1_000, progress=fail)
    assert nothing_is_stored()


def test_rows_that_are_being_written_count_nowhere(activity):
    seen = []

    def look(_done: int, _total: int, _note: str) -> None:
        seen.append((Contribution.objects.count(), counting.usable(activity.programme).count()))

    bring(activity, *[GOOD] * 500, progress=look)
    assert seen == [(200, 0), (400, 0), (500, 0)]
    assert counting.usable(activity.programme).count() == 500


CHILD = """
import os, signal, sys, django
django.setup()
from pathlib import Path
from tests.understand.imports.test_importing import MAPPING, DETAILS
from throughline.programmes.models import Activity
from throughline.understand.imports.actions import run_import
def progress(done, total, note):
    if done >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
activity = Activity.objects.select_related("programme").get(method="imports")
run_import(activity=activity, file=Path(sys.argv[1]), mapping=MAPPING, source=DETAILS, skip_problems=False, by=None,
           once_key="killed", progress=progress)
"""


@pytest.mark.parametrize("after", [200, 600, 1_000])
def test_an_import_that_is_killed_shows_nothing_and_can_be_started_again(database, tmp_path, after):
    """Seen red: with rows written as live from the start, the killed import leaves what people would count."""
    activity = make_activity(method="imports", programme=make_programme())
    path = tmp_path / "comments.csv"
    path.write_bytes(csv(*[GOOD] * 1_000).getvalue())
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(Path.cwd())}

    ended = subprocess.run([sys.executable, "-c", CHILD, str(path), str(after)], env=environment, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert Contribution.objects.count() == after
    assert counting.usable(activity.programme).count() == 0
    source = run_import(
        activity=activity, file=path, mapping=MAPPING, source=DETAILS, skip_problems=False, by=None, once_key="killed"
    )
    assert source.contributions.count() == counting.usable(activity.programme).count() == 1_000

    Source.objects.filter(finished_at=None).update(imported_at=timezone.now() - timedelta(hours=25))
    assert storing.clear_given_up() == 1
    assert Contribution.objects.count() == DataKey.objects.count() == 1_000


def test_two_who_bring_in_the_same_file_at_once_bring_it_in_once(database):
    """Seen red: without the second look in the last transaction both came in."""
    activity = make_activity(method="imports", programme=make_programme())

    failures = in_threads(4, lambda number: bring(activity, *[GOOD] * 300, once_key=f"key {number}"))

    assert [type(error) for error in failures] == [Refused] * 3
    assert Contribution.objects.count() == DataKey.objects.count() == 300
    assert Source.objects.count() == 1
