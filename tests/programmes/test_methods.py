"""The contract that every method keeps, whoever wrote it."""

import json

import pytest
from django import forms
from django.conf import settings
from django.urls import URLPattern, resolve
from tests.support import factories as make

from throughline.core.access import Access
from throughline.core.errors import NotFound
from throughline.programmes import methods
from throughline.programmes.methods import Column, DraftFinding, Method, Table
from throughline.programmes.models import Role, StageKind

EVERY = list(methods.all_methods().values())
each = pytest.mark.parametrize("method", EVERY, ids=lambda method: method.slug)


def test_every_package_in_the_settings_is_one_method_with_a_slug_of_its_own():
    assert len(EVERY) == len(settings.METHODS)
    assert all(isinstance(method, Method) for method in EVERY)


def test_an_unknown_method_is_not_found():
    with pytest.raises(NotFound):
        methods.get("astrology")


@each
def test_it_says_what_it_is(method):
    guide = method.guide
    texts = [method.name, method.checklist, guide.purpose, guide.people, guide.time, guide.influence, guide.not_for]
    assert all(str(text).strip() for text in texts)
    assert method.stage in StageKind.values
    assert len(method.slug) <= 40
    assert method.slug not in ("manage", "throughline", "findings", "themes", "runs", "recommendations", "moderation")


@each
@pytest.mark.django_db
def test_its_settings_form_starts_empty_and_keeps_what_json_can_hold(method):
    assert issubclass(method.settings_form, forms.Form)
    assert not method.settings_form(prefix="settings").is_bound
    empty = method.settings_form({}, prefix="settings")
    if empty.is_valid():
        json.dumps(empty.cleaned_data)


@each
def test_its_routes_are_named_after_it_and_say_who_may(method):
    routes = method.routes()
    assert routes
    for pattern in routes:
        assert isinstance(pattern, URLPattern)
        assert pattern.name.startswith(method.slug)
        assert isinstance(pattern.callback.access, Access)


@each
@pytest.mark.django_db
def test_its_pages_open_for_the_public_or_ask_to_sign_in(client, method):
    activity = make.make_activity(method=method.slug, stage=method.stage)
    addresses = [method.results_url(activity), method.manage_url(activity)]
    if method.takes_part:
        addresses.append(method.part_url(activity))
    for address in filter(None, addresses):
        assert resolve(address.split("?")[0]).kwargs["activity"] == activity.ref
        response = client.get(address)
        assert response.status_code in (200, 302), address
    if method.takes_part:
        assert client.get(method.part_url(activity)).status_code == 200


@each
@pytest.mark.django_db
def test_another_methods_activity_is_not_found_at_its_address(client, method):
    activity = make.make_activity(method=method.slug)
    for other in EVERY:
        if other is not method and other.takes_part:
            assert client.get(other.part_url(activity)).status_code == 404


@each
@pytest.mark.django_db
def test_an_empty_activity_is_analysed_and_exported(method):
    activity = make.make_activity(method=method.slug)
    assert all(isinstance(draft, DraftFinding) for draft in method.analyse(activity))
    for table in method.export(activity):
        assert isinstance(table, Table)
        assert all(isinstance(column, Column) and str(column.description).strip() for column in table.columns)
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        rows = list(table.rows)
        if {"person_id", "sent_id", "constituency"} & set(names):  # others say how it is set up
            assert rows == []


@each
@pytest.mark.django_db
def test_rows_have_a_value_for_each_column_and_are_read_as_a_stream(method):
    activity = make.make_activity(method=method.slug)
    kind = "suggestion" if method.slug == "plan" else "story"
    make.make_many(activity, ["I waited."] * 3, kind=kind)
    for table in method.export(activity):
        rows = list(table.rows)
        assert all(len(row) == len(table.columns) for row in rows)


@each
@pytest.mark.django_db
def test_an_organiser_can_add_it_where_it_is_offered(client, method):
    programme = make.make_programme()
    client.force_login(make.make_member(programme, Role.ORGANISER))
    address = f"/programmes/{programme.slug}/manage/activities/new"
    assert (f'href="?method={method.slug}"' in client.get(address).content.decode()) is method.by_hand
    assert client.get(f"{address}?method={method.slug}").status_code == (200 if method.by_hand else 404)
