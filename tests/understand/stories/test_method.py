"""What the method gives to analysts: rare signals as drafts, and an export without anybody in it."""

import pytest
from tests.support import factories

from throughline.programmes import methods

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return factories.make_activity()


def rows(activity):
    (table,) = methods.get("stories").export(activity)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_analysis_proposes_each_kind_of_signal_with_its_words(activity):
    first = factories.make_contribution(activity=activity, signals=["harm", "legal"])
    second = factories.make_contribution(activity=activity, signals=["harm"])
    factories.make_contribution(activity=activity, signals=["harm"], uses={"analyse": False})
    factories.make_contribution(activity=activity)
    drafts = methods.get("stories").analyse(activity)
    assert [(draft.kind, draft.contributions) for draft in drafts] == [
        ("rare", (first.ref, second.ref)),
        ("rare", (first.ref,)),
    ]


def test_the_export_holds_approved_words_and_no_way_back_to_a_person(activity):
    shown = factories.make_contribution(activity=activity, text="raw", public_words="approved", region="wales")
    factories.make_contribution(activity=activity, text="unread", moderation="waiting")
    factories.make_contribution(activity=activity, text="unquoted", uses={"quote": False})
    factories.make_contribution(activity=activity, text="withdrawn", standing="stopped")
    factories.make_contribution(activity=activity, text="unanalysed", uses={"analyse": False})
    exported = rows(activity)
    assert [row["words"] for row in exported] == ["approved", "", ""]
    assert exported[0]["region"] == "wales"
    refs = {shown.ref, shown.participant.ref, shown.submission.ref}
    assert not refs & {str(value) for row in exported for value in row.values()}


def test_pseudonyms_hold_within_one_export_only(activity):
    submission = factories.make_submission(activity)
    for text in ("one", "two"):
        factories.make_contribution(activity=activity, submission=submission, text=text)
    first, second = rows(activity), rows(activity)
    assert first[0]["person_id"] == first[1]["person_id"]
    assert first[0]["words_id"] != first[1]["words_id"]
    assert first[0]["person_id"] != second[0]["person_id"]


def test_every_column_is_explained(activity):
    (table,) = methods.get("stories").export(activity)
    assert all(str(column.description) for column in table.columns)
