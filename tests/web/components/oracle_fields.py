"""What the macros of forms are asked for, and the official parameters that mean the same."""

from markupsafe import Markup
from tests.web.components.oracle_parts import HOSTILE, Case

HINT, ERROR = "Think of the last time", "Enter your name"
PLAIN = (("north", "North"), ("south", "South"), ("west", HOSTILE))
ITEMS = [{"value": value, "text": text} for value, text in PLAIN]


def field_params(**more):
    return {"label": {"text": "Name"}, "id": "a", "name": "b", **more}


def group(**more):
    return {"name": "b", "idPrefix": "a", "fieldset": {"legend": {"text": "Name"}}, **more}


BOTH = {"hint": {"text": HINT}, "errorMessage": {"text": ERROR}}
OURS = {"hint": HINT, "error": ERROR}
FULL = {"heading": True, "size": "l"}
LABEL = {"text": "Name", "size": "l", "isPageHeading": True}

FIELDS: list[Case] = [
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
]
