"""Each macro draws what the official templates draw, for the same values.

Deliberate differences, and no others: the installed style sheet is of an earlier minor version than the official
templates, so LATER_NAMES puts their newer class names back; our header carries no NHS logo, because the brand
is for NHS bodies only.
"""

import re

import pytest
from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup, escape
from tests.web.components.markup import classes, tree

from throughline.web.assets import VENDOR, hashed_names

LATER_NAMES = {
    "nhsuk-error-summary__heading": "nhsuk-error-summary__title",
    "nhsuk-panel__heading": "nhsuk-panel__title",
    "nhsuk-tabs__heading": "nhsuk-tabs__title",
    "nhsuk-table nhsuk-table--responsive": "nhsuk-table-responsive",
    "nhsuk-table__heading": "nhsuk-table-responsive__heading",
}
HOSTILE = "\"><script>alert('x')</script>&amp;{{ 7*7 }}"

HINT, ERROR = "Think of the last time", "Enter your name"
PLAIN = (("north", "North"), ("south", "South"), ("west", HOSTILE))
ITEMS = [{"value": value, "text": text} for value, text in PLAIN]


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


def field_params(**more):
    return {"label": {"text": "Name"}, "id": "a", "name": "b", **more}


def group(**more):
    return {"name": "b", "idPrefix": "a", "fieldset": {"legend": {"text": "Name"}}, **more}


BOTH = {"hint": {"text": HINT}, "errorMessage": {"text": ERROR}}
OURS = {"hint": HINT, "error": ERROR}
FULL = {"heading": True, "size": "l"}
LABEL = {"text": "Name", "size": "l", "isPageHeading": True}

# (file, macro, our arguments, official component, official macro, official parameters)
CASES = [
    ("back_link", "back_link", {"href": "/a?b=1&c=2"}, "back-link", "backLink", {"href": "/a?b=1&c=2"}),
    (
        "back_link",
        "back_link",
        {"href": HOSTILE, "text": HOSTILE},
        "back-link",
        "backLink",
        {"href": HOSTILE, "text": HOSTILE},
    ),
    (
        "breadcrumb",
        "breadcrumb",
        {"items": [("Home", "/"), (HOSTILE, "/b")]},
        "breadcrumb",
        "breadcrumb",
        {"items": [{"text": "Home", "href": "/"}, {"text": HOSTILE, "href": "/b"}]},
    ),
    ("button", "button", {"text": "Go on"}, "button", "button", {"text": "Go on"}),
    (
        "button",
        "button",
        {"text": HOSTILE, "variant": "secondary", "name": "a", "value": HOSTILE, "small": True, "once": True},
        "button",
        "button",
        {
            "text": HOSTILE,
            "variant": "secondary",
            "name": "a",
            "value": HOSTILE,
            "small": True,
            "preventDoubleClick": True,
        },
    ),
    (
        "button",
        "button",
        {"text": "Go", "href": "/x", "variant": "warning"},
        "button",
        "button",
        {"text": "Go", "href": "/x", "variant": "warning"},
    ),
    ("button", "button", {"text": "Go", "disabled": True}, "button", "button", {"text": "Go", "disabled": True}),
    ("button", "start_button", {"href": "/x"}, "button", "button", {"text": "Start now", "href": "/x"}),
    (
        "card",
        "card",
        {"heading": HOSTILE, "text": HOSTILE, "href": "/x", "clickable": True, "level": 3, "size": "m"},
        "card",
        "card",
        {
            "heading": {"text": HOSTILE, "level": 3, "size": "m"},
            "description": {"text": HOSTILE},
            "href": "/x",
            "clickable": True,
        },
    ),
    (
        "card",
        "card",
        {"heading": "A", "text": "B", "variant": "feature"},
        "card",
        "card",
        {"heading": {"text": "A"}, "description": {"text": "B"}, "variant": "feature"},
    ),
    (
        "card",
        "card",
        {"heading": "A", "text": "B", "href": "/x", "variant": "primary", "clickable": True},
        "card",
        "card",
        {
            "heading": {"text": "A"},
            "description": {"text": "B"},
            "href": "/x",
            "variant": "primary",
            "clickable": True,
        },
    ),
    (
        "warning_callout",
        "warning_callout",
        {"heading": HOSTILE, "text": HOSTILE},
        "warning-callout",
        "warningCallout",
        {"heading": {"text": HOSTILE}, "text": HOSTILE},
    ),
    ("inset_text", "inset_text", {"text": HOSTILE}, "inset-text", "insetText", {"text": HOSTILE}),
    (
        "details",
        "details",
        {"summary": HOSTILE, "text": HOSTILE, "open": True},
        "details",
        "details",
        {"summary": {"text": HOSTILE}, "text": HOSTILE, "open": True},
    ),
    (
        "expander",
        "expander",
        {"summary": "A", "text": "B", "id": "c"},
        "details",
        "details",
        {"summary": {"text": "A"}, "text": "B", "id": "c", "classes": "nhsuk-expander"},
    ),
    ("hint", "hint", {"text": HOSTILE, "id": "h"}, "hint", "hint", {"text": HOSTILE, "id": "h"}),
    (
        "error_message",
        "error_message",
        {"text": HOSTILE, "id": "e"},
        "error-message",
        "errorMessage",
        {"text": HOSTILE, "id": "e"},
    ),
    (
        "error_summary",
        "error_summary",
        {"errors": [("Enter a name", "#a"), (HOSTILE, "")]},
        "error-summary",
        "errorSummary",
        {
            "heading": {"text": "There is a problem"},
            "errorList": [{"text": "Enter a name", "href": "#a"}, {"text": HOSTILE}],
        },
    ),
    (
        "label",
        "label",
        {"text": HOSTILE, "for": "a", "size": "l", "heading": True, "caption": "Part 1"},
        "label",
        "label",
        {"text": HOSTILE, "for": "a", "size": "l", "isPageHeading": True, "caption": "Part 1"},
    ),
    (
        "legend",
        "legend",
        {"text": HOSTILE, "size": "l", "heading": True, "caption": "Part 1"},
        "legend",
        "legend",
        {"text": HOSTILE, "size": "l", "isPageHeading": True, "caption": "Part 1"},
    ),
    ("input", "input", {"name": "b", "label": "Name", "id": "a"}, "input", "input", field_params()),
    (
        "input",
        "input",
        {"name": "b", "label": "Name", "id": "a", "value": HOSTILE, "autocomplete": "email", "type": "email", **OURS},
        "input",
        "input",
        field_params(value=HOSTILE, autocomplete="email", type="email", **BOTH),
    ),
    (
        "input",
        "input",
        {
            "name": "b",
            "label": "Name",
            "id": "a",
            "prefix": "£",
            "suffix": HOSTILE,
            "width": 5,
            "inputmode": "numeric",
            "spellcheck": False,
            "code": True,
            **FULL,
        },
        "input",
        "input",
        field_params(
            label=LABEL, prefix="£", suffix=HOSTILE, width=5, inputmode="numeric", spellcheck=False, code=True
        ),
    ),
    (
        "textarea",
        "textarea",
        {"name": "b", "label": "Name", "id": "a", "value": HOSTILE, "rows": 8, **OURS, **FULL},
        "textarea",
        "textarea",
        field_params(label=LABEL, value=HOSTILE, rows=8, **BOTH),
    ),
    (
        "character_count",
        "character_count",
        {"name": "b", "label": "Name", "id": "a", "maxlength": 200, "value": "x", "threshold": 75, **OURS},
        "character-count",
        "characterCount",
        field_params(maxlength=200, value="x", threshold=75, **BOTH),
    ),
    (
        "select",
        "select",
        {"name": "b", "label": "Name", "id": "a", "choices": PLAIN, "value": "south", **OURS},
        "select",
        "select",
        field_params(items=ITEMS, value="south", **BOTH),
    ),
    (
        "radios",
        "radios",
        {"name": "b", "legend": "Name", "id": "a", "choices": PLAIN, "value": "south", "inline": True, **OURS},
        "radios",
        "radios",
        group(items=ITEMS, value="south", inline=True, **BOTH),
    ),
    (
        "radios",
        "radios",
        {
            "name": "b",
            "legend": "Name",
            "id": "a",
            "choices": PLAIN,
            "divider": "south",
            "hints": {"north": HOSTILE},
            "reveals": {"west": Markup("<p>More</p>")},
            "small": True,
            **FULL,
        },
        "radios",
        "radios",
        group(
            fieldset={"legend": LABEL},
            small=True,
            items=[
                {**ITEMS[0], "hint": {"text": HOSTILE}},
                {"divider": "or"},
                ITEMS[1],
                {**ITEMS[2], "conditional": {"html": "<p>More</p>"}},
            ],
        ),
    ),
    (
        "checkboxes",
        "checkboxes",
        {"name": "b", "legend": "Name", "id": "a", "choices": PLAIN, "values": {"north", "west"}, **OURS},
        "checkboxes",
        "checkboxes",
        group(items=ITEMS, values=["north", "west"], **BOTH),
    ),
    (
        "checkboxes",
        "checkboxes",
        {
            "name": "b",
            "legend": "Name",
            "id": "a",
            "choices": PLAIN,
            "values": {"north"},
            "exclusive": "west",
            "hints": {"south": HOSTILE},
            "reveals": {"north": Markup("<p>More</p>")},
            "small": True,
        },
        "checkboxes",
        "checkboxes",
        group(
            small=True,
            values=["north"],
            items=[
                {**ITEMS[0], "conditional": {"html": "<p>More</p>"}},
                {**ITEMS[1], "hint": {"text": HOSTILE}},
                {"divider": "or"},
                {**ITEMS[2], "behaviour": "exclusive"},
            ],
        ),
    ),
    (
        "checkboxes",
        "checkbox",
        {"name": "b", "text": HOSTILE, "id": "a", "checked": True, **OURS},
        "checkboxes",
        "checkboxes",
        {"name": "b", "idPrefix": "a", "items": [{"value": "on", "text": HOSTILE, "checked": True}], **BOTH},
    ),
    (
        "date_input",
        "date_input",
        {"name": "when", "legend": "Name", "id": "a", "values": {"day": "1", "year": HOSTILE}, **OURS},
        "date-input",
        "dateInput",
        {
            "id": "a",
            "fieldset": {"legend": {"text": "Name"}},
            "items": [
                {"name": "when_day", "id": "a-day", "label": "Day", "value": "1", "width": 2},
                {"name": "when_month", "id": "a-month", "label": "Month", "width": 2},
                {"name": "when_year", "id": "a-year", "label": "Year", "value": HOSTILE, "width": 4},
            ],
            **BOTH,
        },
    ),
    (
        "file_upload",
        "file_upload",
        {"name": "b", "label": "Name", "id": "a", "multiple": True, **OURS},
        "file-upload",
        "fileUpload",
        field_params(multiple=True, **BOTH),
    ),
    (
        "notification_banner",
        "notification_banner",
        {"text": HOSTILE, "success": True},
        "notification-banner",
        "notificationBanner",
        {"text": HOSTILE, "variant": "success"},
    ),
    (
        "notification_banner",
        "notification_banner",
        {"text": "B", "heading": HOSTILE},
        "notification-banner",
        "notificationBanner",
        {"text": "B", "heading": {"text": HOSTILE}},
    ),
    (
        "pagination",
        "pagination",
        {"previous": "/a", "next": "/b", "previous_label": HOSTILE, "next_label": "B"},
        "pagination",
        "pagination",
        {"previous": {"href": "/a", "label": {"text": HOSTILE}}, "next": {"href": "/b", "label": {"text": "B"}}},
    ),
    (
        "pagination",
        "numbered_pagination",
        {
            "items": [(1, "/1", False), (2, "/2", True), (None, "", False), (9, "/9", False)],
            "previous": "/1",
            "next": "/3",
        },
        "pagination",
        "pagination",
        {
            "previous": {"href": "/1"},
            "next": {"href": "/3"},
            "items": [
                {"number": 1, "href": "/1"},
                {"number": 2, "href": "/2", "current": True},
                {"ellipsis": True},
                {"number": 9, "href": "/9"},
            ],
        },
    ),
    (
        "panel",
        "panel",
        {"title": HOSTILE, "text": HOSTILE},
        "panel",
        "panel",
        {"heading": {"text": HOSTILE}, "text": HOSTILE},
    ),
    ("skip_link", "skip_link", {}, "skip-link", "skipLink", {}),
    (
        "summary_list",
        "summary_list",
        {
            "rows": [
                ("Name", HOSTILE, [("Change", "/a", "name"), ("Remove", "/b", "")]),
                ("Age", 9, [("Change", "/c", HOSTILE)]),
                ("Town", "Leeds"),
            ]
        },
        "summary-list",
        "summaryList",
        {
            "rows": [
                {
                    "key": {"text": "Name"},
                    "value": {"text": HOSTILE},
                    "actions": {
                        "items": [
                            {"text": "Change", "href": "/a", "visuallyHiddenText": "name"},
                            {"text": "Remove", "href": "/b"},
                        ]
                    },
                },
                {
                    "key": {"text": "Age"},
                    "value": {"text": "9"},
                    "actions": {"items": [{"text": "Change", "href": "/c", "visuallyHiddenText": HOSTILE}]},
                },
                {"key": {"text": "Town"}, "value": {"text": "Leeds"}},
            ]
        },
    ),
    (
        "summary_list",
        "summary_list",
        {"rows": [("A", "B")], "border": False},
        "summary-list",
        "summaryList",
        {"rows": [{"key": {"text": "A"}, "value": {"text": "B"}}], "border": False},
    ),
    (
        "table",
        "table",
        {
            "head": ["Region", "n"],
            "rows": [["North", "1"], [HOSTILE, "*"]],
            "caption": "Who",
            "caption_size": "m",
            "numeric": (1,),
            "first_is_header": True,
        },
        "tables",
        "table",
        {
            "head": [{"text": "Region"}, {"text": "n", "format": "numeric"}],
            "rows": [
                [{"text": "North"}, {"text": "1", "format": "numeric"}],
                [{"text": HOSTILE}, {"text": "*", "format": "numeric"}],
            ],
            "caption": {"text": "Who", "size": "m"},
            "firstCellIsHeader": True,
        },
    ),
    (
        "table",
        "table",
        {"head": ["Region", "n"], "rows": [["North", "1"]], "responsive": True, "caption": "Who"},
        "tables",
        "table",
        {
            "head": [{"text": "Region"}, {"text": "n"}],
            "rows": [[{"text": "North"}, {"text": "1"}]],
            "responsive": True,
            "caption": {"text": "Who"},
        },
    ),
    (
        "tabs",
        "tabs",
        {"items": [("one", HOSTILE, Markup("<p>1</p>")), ("two", "Two", Markup("<p>2</p>"))]},
        "tabs",
        "tabs",
        {
            "items": [
                {"id": "one", "label": HOSTILE, "panel": {"html": "<p>1</p>"}},
                {"id": "two", "label": "Two", "panel": {"html": "<p>2</p>"}},
            ]
        },
    ),
    ("tag", "tag", {"text": HOSTILE, "colour": "aqua-green"}, "tag", "tag", {"text": HOSTILE, "colour": "aqua-green"}),
    ("tag", "tag", {"text": "A"}, "tag", "tag", {"text": "A"}),
    (
        "task_list",
        "task_list",
        {"items": [("A", "/a", "Done", "", "Hint"), (HOSTILE, "", "Not yet", "blue", "")]},
        "task-list",
        "taskList",
        {
            "items": [
                {"heading": {"text": "A"}, "href": "/a", "hint": {"text": "Hint"}, "status": {"text": "Done"}},
                {"heading": {"text": HOSTILE}, "status": {"tag": {"text": "Not yet", "colour": "blue"}}},
            ]
        },
    ),
    (
        "image",
        "image",
        {"src": "/a.png", "alt": HOSTILE, "caption": HOSTILE},
        "images",
        "image",
        {"src": "/a.png", "alt": HOSTILE, "caption": HOSTILE},
    ),
    (
        "footer",
        "footer",
        {"links": [("Cookies", "/c", False), (HOSTILE, "/h", False)], "note": HOSTILE},
        "footer",
        "footer",
        {
            "meta": {"items": [{"text": "Cookies", "href": "/c"}, {"text": HOSTILE, "href": "/h"}]},
            "copyright": {"text": HOSTILE},
        },
    ),
]


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
