"""Results come back as they were written, on either database. Seen red on PostgreSQL with Django's own JSON field,
which gave “staff” before “policy” before “patients”, and items by the length of their words."""

from tests.support import factories

from throughline.evidence.models import Run

WRITTEN = {"patients": {"b": 1, "aa": None}, "staff": [1.5, "é"], "policy": True, "no": ""}


def test_json_keeps_the_order_of_its_keys_and_can_be_looked_into(database):
    programme = factories.make_programme()
    run = Run.objects.create(programme=programme, kind="themes", summary=WRITTEN)
    Run.objects.create(programme=programme, kind="themes")
    run.refresh_from_db()
    assert list(run.summary.items()) == list(WRITTEN.items())
    assert list(run.summary["patients"]) == ["b", "aa"]
    for found in ({"policy": True}, {"no": ""}, {"patients__b": 1}):
        assert Run.objects.get(**{f"summary__{key}": value for key, value in found.items()}) == run
    assert not Run.objects.filter(summary__policy=False).exists()
    assert Run.objects.exclude(pk=run.pk).get().summary == {}
