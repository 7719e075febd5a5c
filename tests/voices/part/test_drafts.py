"""Half-written work: found by one browser only, and gone after 30 days."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.utils import timezone
from tests.support import factories
from tests.voices.part.walker import Walker

from throughline.core.models import DataKey
from throughline.voices.actions import save_draft
from throughline.voices.models import Draft
from throughline.voices.part import cookie
from throughline.voices.part.actions import purge_drafts

pytestmark = pytest.mark.django_db


def aged(key, days):
    save_draft(activity=factories.make_activity(), key=key, changes={"happened": {"words": "Half"}})
    Draft.objects.filter(pk=Draft.objects.latest("id").pk).update(updated_at=timezone.now() - timedelta(days=days))


def test_drafts_older_than_30_days_go_with_their_keys():
    keys = DataKey.objects.count()
    for key, days in (("old", 31), ("older", 90), ("young", 29)):
        aged(key, days)
    assert purge_drafts(batch=1) == 1
    assert purge_drafts(batch=10) == 1
    assert purge_drafts() == 0
    assert Draft.objects.count() == 1
    assert DataKey.objects.count() == keys + 1


def test_a_key_is_bound_to_its_activity():
    one, other = factories.make_activity(), factories.make_activity()
    value = "v" * 22
    assert cookie.draft_key(value, one) != cookie.draft_key(value, other)
    assert cookie.once_key(value, one) != cookie.once_key(value, other)
    assert cookie.draft_key("", one) == ""


@pytest.mark.parametrize("value", ["short", "x" * 500, ""])
def test_a_key_that_we_did_not_make_is_ignored(rf, value):
    request = rf.get("/")
    request.COOKIES["draft"] = value
    assert cookie.value_of(request) == ""


def test_the_start_that_is_kept_for_everybody_is_not_for_whoever_has_begun(settings):
    """Seen red without the draft's cookie among those of somebody's own: the others were offered to go on."""
    settings.PUBLIC_PAGE_SECONDS = 60
    walker = Walker(factories.make_activity(method="stories"))
    walker.answer("happened", words="I rang 30 times")
    mine, nobodys = walker.client.cookies, SimpleCookie()
    for _again in range(2):
        for cookies, begun in ((mine, True), (nobodys, False)):
            walker.client.cookies = cookies
            assert ("delete what I wrote" in walker.get("start").content.decode()) == begun
