"""Public pages are kept whole, and only those that are the same for everybody."""

from functools import partial

from django.http import HttpResponse
from django.test import RequestFactory

from throughline.core import public_pages
from throughline.core.public_pages import PublicPages, public_page


def middleware(view, settings, seconds=5):
    settings.PUBLIC_PAGE_SECONDS = seconds
    return PublicPages(view)


def counting(mark=public_page, cookie=False, status=200):
    calls = []

    @mark
    def view(request):
        calls.append(request)
        response = HttpResponse(f"page {len(calls)}", status=status, headers={"X-Policy": "self"})
        if cookie:
            response.set_cookie("draft", "secret")
        return response

    return view, calls


def get(respond, path="/", **cookies):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return respond(request)


def test_second_reader_gets_the_kept_page_with_its_headers(settings):
    view, calls = counting()
    respond = middleware(view, settings)
    first, second = get(respond), get(respond)
    assert (first.content, second.content, len(calls)) == (b"page 1", b"page 1", 1)
    assert second["X-Policy"] == "self"


def test_page_is_made_anew_when_its_seconds_are_over(settings, monkeypatch):
    view, _calls = counting()
    respond = middleware(view, settings)
    now = [100.0]
    monkeypatch.setattr(public_pages.time, "monotonic", lambda: now[0])
    get(respond)
    now[0] += 5.01
    assert get(respond).content == b"page 2"


def test_signed_in_reader_never_gets_or_leaves_a_kept_page(settings):
    view, _calls = counting()
    respond = middleware(view, settings)
    get(respond, session="x")
    assert get(respond).content == b"page 2"
    assert get(respond, session="x").content == b"page 3"


def test_reader_with_something_of_their_own_never_gets_or_leaves_a_kept_page(settings):
    view, _calls = counting(mark=partial(public_page, unless=("draft", "seat")))
    respond = middleware(view, settings)
    for name in ("draft", "seat"):
        page = get(respond, **{name: "x"}).content
        kept = get(respond).content
        assert kept != page
        assert get(respond, **{name: "x"}).content not in (page, kept)
        assert get(respond).content == kept


def test_a_page_for_all_is_kept_for_those_who_hold_something_elsewhere(settings):
    """Seen red where a cookie of somebody's own kept them from every kept page: each voter had results made anew."""
    view, _calls = counting()
    respond = middleware(view, settings)
    assert get(respond).content == get(respond, seat="x").content == b"page 1"


def test_pages_with_cookies_errors_or_without_the_mark_are_not_kept(settings):
    for view, calls in (counting(cookie=True), counting(status=404), counting(mark=lambda view: view)):
        respond = middleware(view, settings)
        get(respond)
        get(respond)
        assert len(calls) == 2


def test_addresses_with_other_queries_are_other_pages(settings):
    view, _calls = counting()
    respond = middleware(view, settings)
    assert get(respond, "/?page=1").content == b"page 1"
    assert get(respond, "/?page=2").content == b"page 2"


def test_memory_is_bounded(settings):
    view, _calls = counting()
    respond = middleware(view, settings)
    for number in range(public_pages.MOST_PAGES + 10):
        get(respond, f"/?n={number}")
    assert len(respond.pages) == public_pages.MOST_PAGES


def test_changing_a_sent_response_does_not_change_the_kept_one(settings):
    view, _calls = counting()
    respond = middleware(view, settings)
    get(respond)
    get(respond).headers["X-Policy"] = "changed"
    assert get(respond)["X-Policy"] == "self"


def test_nought_seconds_keeps_nothing(settings):
    view, calls = counting()
    respond = middleware(view, settings, seconds=0)
    get(respond)
    get(respond)
    assert len(calls) == 2
