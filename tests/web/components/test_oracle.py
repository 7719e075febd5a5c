"""Each macro draws what the official templates draw, for the same values.

Deliberate differences, and no others: the installed style sheet is of an earlier minor version than the official
templates, so LATER_NAMES puts their newer class names back; our header carries no NHS logo, because the brand
is for NHS bodies only.
"""

import re

import pytest
from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import escape
from tests.web.components.markup import classes, tree
from tests.web.components.oracle_fields import FIELDS
from tests.web.components.oracle_parts import HOSTILE, PARTS

from throughline.web.assets import VENDOR, hashed_names

LATER_NAMES = {
    "nhsuk-error-summary__heading": "nhsuk-error-summary__title",
    "nhsuk-panel__heading": "nhsuk-panel__title",
    "nhsuk-tabs__heading": "nhsuk-tabs__title",
    "nhsuk-table nhsuk-table--responsive": "nhsuk-table-responsive",
    "nhsuk-table__heading": "nhsuk-table-responsive__heading",
}


@pytest.fixture(scope="module")
def official():
    env = Environment(autoescape=True, undefined=ChainableUndefined, loader=PackageLoader("nhsuk_frontend_jinja"))

    def draw(component, macro, params):
        template = env.get_template(f"nhsuk/components/{component}/macro.jinja")
        html = str(getattr(template.module, macro)(params))
        for later, now in LATER_NAMES.items():
            html = re.sub(rf"(?<![\w-]){re.escape(later)}(?![\w-])", now, html)
        return html

    return draw


CASES = [*PARTS, *FIELDS]


@pytest.mark.parametrize("case", CASES, ids=[f"{case[1]}-{index}" for index, case in enumerate(CASES)])
def test_macro_draws_what_the_official_template_draws(macro, official, case):
    file, name, ours, component, official_macro, params = case
    drawn = macro(file, name)(**ours)
    assert tree(drawn) == tree(official(component, official_macro, params))
    assert "<script>" not in drawn


def test_fieldset_draws_what_the_official_template_draws(env, official):
    drawn = env.from_string(
        '{% from "components/fieldset.html" import fieldset %}'
        '{% call fieldset("Name", size="m", described_by="x") %}<p>in</p>{% endcall %}'
    ).render()
    params = {"legend": {"text": "Name", "size": "m"}, "describedBy": "x", "html": "<p>in</p>"}
    assert tree(drawn) == tree(official("fieldset", "fieldset", params))


@pytest.mark.parametrize(
    ("file", "component", "name", "arguments", "params"),
    [
        ("inset_text", "inset-text", "insetText", "", {}),
        ("details", "details", "details", '"A"', {"summary": {"text": "A"}}),
        ("card", "card", "card", '"A"', {"heading": {"text": "A"}}),
        ("warning_callout", "warning-callout", "warningCallout", '"A"', {"heading": {"text": "A"}}),
        ("panel", "panel", "panel", '"A"', {"heading": {"text": "A"}}),
        ("notification_banner", "notification-banner", "notificationBanner", "", {}),
    ],
)
def test_block_content_is_drawn_as_official_html(env, official, file, component, name, arguments, params):
    drawn = env.from_string(
        f'{{% from "components/{file}.html" import {file} %}}{{% call {file}({arguments}) %}}<p>in</p>{{% endcall %}}'
    ).render()
    key = {"card": {"description": {"html": "<p>in</p>"}}}.get(file, {"html": "<p>in</p>"})
    assert tree(drawn) == tree(official(component, name, params | key))


def test_header_is_official_but_for_the_logo(macro, official):
    drawn = macro("header")("Through & line", "/", [("A", "/a", True), (HOSTILE, "/b", False)], [("In", "/in", False)])
    items = [{"text": "A", "href": "/a", "active": True}, {"text": HOSTILE, "href": "/b"}]
    params = {
        "classes": "nhsuk-header--white",
        "service": {"text": "Through & line", "href": "/"},
        "logo": {"href": "/elsewhere"},
        "navigation": {"items": items, "colour": "white"},
        "account": {"items": [{"text": "In", "href": "/in"}]},
    }
    without_logo = re.sub(
        r'<a class="nhsuk-header__service-logo".*?</a>', "", official("header", "header", params), flags=re.DOTALL
    )
    assert "nhsuk-header__logo" not in without_logo
    assert tree(drawn) == tree(without_logo)


# Hooks for scripts and states which the style sheet has no rule for.
UNSTYLED = {
    *("nhsuk-js-character-count", "nhsuk-pagination__link--prev", "nhsuk-pagination__link--next"),
    *("nhsuk-table__head", "nhsuk-table__header", "nhsuk-table__cell", "nhsuk-header__navigation-item--current"),
    *("nhsuk-file-upload", "nhsuk-header__account-form", "nhsuk-icon--chevron-right-circle"),
    *("nhsuk-icon--arrow-left", "nhsuk-icon--arrow-right", "nhsuk-card__description"),
}


def test_every_class_exists_in_the_installed_style_sheet(macro):
    css = (VENDOR.parent / hashed_names()["nhsuk-frontend.css"]).read_text()
    known = set(re.findall(r"\.(nhsuk-[\w-]+)", css))
    used = set().union(*(classes(macro(case[0], case[1])(**case[2])) for case in CASES))
    assert len(used) > 80
    assert {name for name in used - known - UNSTYLED if name.startswith("nhsuk-")} == set()


def test_hostile_text_is_escaped_once(macro):
    drawn = macro("button")(HOSTILE)
    assert str(escape(HOSTILE)) in drawn
    assert "&amp;amp;{{ 7*7 }}" in drawn
