"""What the macros of a page's parts are asked for, and the official parameters that mean the same."""

from typing import Any

from markupsafe import Markup

HOSTILE = "\"><script>alert('x')</script>&amp;{{ 7*7 }}"

# (file, macro, our arguments, official component, official macro, official parameters)
Case = tuple[str, str, dict[str, Any], str, str, dict[str, Any]]

PARTS: list[Case] = [
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
