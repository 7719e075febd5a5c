"""The codebook: begun, added to, reworded and retired, with its history, by those who may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support import factories
from tests.understand.coding.conftest import body, client_of, code_of, key, path

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.programmes.models import Role
from throughline.understand.coding import actions, queries
from throughline.understand.coding.actions import Wording
from throughline.understand.coding.models import Code, Codebook

pytestmark = pytest.mark.django_db


def test_a_programme_begins_with_the_codebook_for_health_and_care(programme, client):
    assert "Nobody has begun one" in body(client.get(path("codebook", programme)))
    wrong = client.post(path("codebook-start", programme), {})
    assert "Choose what to begin with." in body(wrong, 422)
    for _press in range(2):
        begun = client.post(path("codebook-start", programme), {"origin": "default"})
        assert begun["Location"] == path("codebook", programme)
    shown = body(client.get(path("codebook", programme)))
    assert "Waiting and timeliness" in shown
    assert "How long people waited" in shown
    assert Codebook.objects.count() == 1
    assert Code.objects.filter(is_heading=False).count() == 39
    waiting = code_of(Codebook.objects.get(), "waiting")
    page = body(client.get(path("code", programme, waiting.ref)))
    assert "Speed, delays, punctuality" in page
    assert "Waited five hours to be seen" in page


def test_an_empty_codebook_is_filled_by_hand(programme, client):
    client.post(path("codebook-start", programme), {"origin": "empty"})
    here = path("code-new", programme)
    slip = client.post(here, {"name": "", "definition": "Kept as typed"})
    assert "Enter a name for the code." in body(slip, 422)
    assert "Kept as typed" in body(slip, 422)
    client.post(here, {"name": "Getting in", "is_heading": "on", "once": "h"})
    heading = Code.objects.get()
    sent = {"name": "Doors", "heading": heading.ref, "examples": "Too heavy\n\nWould not open", "once": "d"}
    for _press in range(2):
        made = client.post(here, sent)
        assert made.status_code == 302
    code = Code.objects.get(name="Doors")
    assert (code.number, code.heading, code.examples) == (2, heading, ["Too heavy", "Would not open"])
    assert "Another code has this name." in body(client.post(here, {"name": "doors", "once": "e"}), 422)
    below = client.post(here, {"name": "Low", "is_heading": "on", "heading": heading.ref, "once": "f"})
    assert "A heading cannot stand below another." in body(below, 422)


def test_what_a_code_said_before_is_kept(programme, book, analyst, client):
    waiting = code_of(book, "waiting")
    here = path("code-change", programme, waiting.ref)
    assert "Waiting and timeliness" in body(client.get(here))
    sent = {"name": "Waiting", "definition": "How long.", "heading": waiting.heading.ref, "reason": ""}
    assert "Say why" in body(client.post(here, sent), 422)
    assert client.post(here, sent | {"reason": "Shorter"}).status_code == 302
    page = body(client.get(path("code", programme, waiting.ref)))
    assert "How long people waited" in page
    assert f"{analyst.name}: Shorter" in page
    book.refresh_from_db()
    assert book.version == 2
    assert AuditEntry.objects.filter(verb="coding.code-changed", target=f"code:{waiting.ref}").exists()


def test_a_code_is_retired_and_brought_back_with_a_reason(programme, book, client):
    waiting = code_of(book, "waiting")
    here = path("code-use", programme, waiting.ref)
    assert "Say why." in body(client.post(here, {"reason": ""}), 422)
    client.post(here, {"reason": "Split in two"})
    assert waiting.pk not in {code.pk for one in queries.sections(book) for code in one.codes}
    assert "Retired codes" in body(client.get(path("codebook", programme)))
    actions.add_code(codebook=book, wording=Wording(waiting.name), by=None, once_key=key())
    assert "Another code has this name now." in body(client.post(here, {"reason": "Back"}), 422)
    actions.change_code(
        code=Code.objects.get(name=waiting.name, retired_at__isnull=True), wording=Wording("W"), reason="r", by=None
    )
    client.post(here, {"reason": "Back"})
    waiting.refresh_from_db()
    assert waiting.retired_at is None
    assert [change.kind for change in queries.history(waiting)] == ["returned", "retired", "added"]


def test_a_heading_with_codes_is_not_retired(book):
    with pytest.raises(Refused, match="Codes stand below"):
        actions.retire_code(code=code_of(book, "access"), reason="r", by=None)


def test_no_more_codes_than_a_page_can_show(book, monkeypatch):
    monkeypatch.setattr("throughline.understand.coding.actions.codebooks.MOST_CODES", 48)
    with pytest.raises(Refused, match="The codebook is full"):
        actions.add_code(codebook=book, wording=Wording("One more"), by=None, once_key=key())


def test_organisers_read_the_codebook_and_only_analysts_change_it(programme, book, analyst):
    organiser = factories.make_member(programme, Role.ORGANISER)
    reader = client_of(organiser)
    waiting = code_of(book, "waiting")
    shown = body(reader.get(path("codebook", programme)))
    assert "Waiting and timeliness" in shown
    assert "Add a code" not in shown
    assert "Change the code" not in body(reader.get(path("code", programme, waiting.ref)))
    for name in ("code-new", "codebook-start"):
        assert reader.get(path(name, programme)).status_code == 403
    assert reader.post(path("code-change", programme, waiting.ref), {"name": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        actions.retire_code(code=waiting, reason="r", by=organiser)
    moderator = client_of(factories.make_member(programme, Role.MODERATOR))
    assert moderator.get(path("codebook", programme)).status_code == 403
    other = factories.make_programme()
    stranger = client_of(factories.make_member(other, Role.ANALYST))
    assert stranger.get(path("code", other, waiting.ref)).status_code == 404
    assert client_of().get(path("codebook", programme)).status_code == 302


def test_queries_of_the_codebook_do_not_grow_with_it(programme, book, client):
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            body(client.get(path("codebook", programme)))
        return len(captured)

    counted()  # signs the browser in
    before = counted()
    for number in range(5):
        actions.add_code(codebook=book, wording=Wording(f"Code {number}"), by=None, once_key=key())
    assert counted() == before
