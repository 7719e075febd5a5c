"""Queries whose SQL is made once, on either database."""

import pytest
from django.db.models import Q
from tests.support import factories

from throughline.core.prepared import Asked, Prepared
from throughline.programmes.models import Activity, Programme

COLUMNS = ("pk", "ref", "programme__slug")


def test_it_is_asked_anew_with_other_values(database):
    first, second = factories.make_activity(), factories.make_activity()
    made = []

    def rows():
        made.append(1)
        kind = Q(method="stories") | Q(method=Asked("method"))
        return Activity.objects.filter(kind, programme=Asked("programme"), ref=Asked("ref")).values_list(*COLUMNS)

    prepared = Prepared(rows)
    for one in (first, second):
        asked = {"programme": one.programme_id, "ref": one.ref, "method": one.method}
        assert prepared(**asked) == [(one.pk, one.ref, one.programme.slug)]
        assert prepared(**asked | {"ref": f"{one.ref}' OR 1=1 --"}) == []
    assert prepared(programme=first.programme_id, ref=second.ref, method="") == []
    assert made == [1]


def test_every_place_is_filled_and_other_columns_are_refused(database):
    with pytest.raises(KeyError, match="ref"):
        Prepared(lambda: Activity.objects.filter(ref=Asked("ref")).values_list("pk"))(slug="x")
    with pytest.raises(TypeError, match="whole numbers and texts only"):
        Prepared(lambda: Programme.objects.values_list("pk", "created_at"))()
