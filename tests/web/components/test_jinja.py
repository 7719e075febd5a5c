"""The template environment: filters, functions, and what it refuses."""

import datetime
import re

import pytest
from django.template import engines
from django.utils import timezone, translation
from jinja2 import UndefinedError

from throughline.web.jinja import date, markdown, number, once_input, plural, time

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime.date(2026, 1, 1), "1 January 2026"),
        (datetime.datetime(2026, 12, 31, 9, 5), "31 December 2026"),
        # 11.30pm UTC on the last of June is already July in London.
        (datetime.datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
        (None, ""),
    ],
)
def test_date_is_written_as_the_service_manual_asks(value, words):
    with timezone.override("Europe/London"):
        assert date(value) == words


def test_date_is_in_the_readers_language():
    with translation.override("cy"):
        assert date(datetime.date(2026, 1, 1)) == "1 Ionawr 2026"


def test_a_text_is_kept_for_each_language():
    """Seen red where it was kept by the text alone."""
    page = engines["jinja2"].from_string("{{ _('January') }}")
    for language, words in (("en-gb", "January"), ("cy", "Ionawr"), ("en-gb", "January")):
        with translation.override(language):
            assert page.render() == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime.time(9, 15), "9:15am"),
        (datetime.time(9, 0), "9am"),
        (datetime.time(13, 5), "1:05pm"),
        (datetime.time(0, 0), "midnight"),
        (datetime.time(0, 30), "12:30am"),
        (datetime.time(12, 0), "midday"),
        (datetime.time(12, 1), "12:01pm"),
        (datetime.datetime(2026, 7, 1, 8, 15, tzinfo=UTC), "9:15am"),
        (None, ""),
    ],
)
def test_time_is_written_as_the_service_manual_asks(value, words):
    with timezone.override("Europe/London"), translation.override("en-gb"):
        assert time(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (999, "999"), (1234567, "1,234,567"), (1234.5, "1,234.5"), ("*", "*"), (None, "")]
)
def test_number_has_commas_and_leaves_a_suppressed_count_alone(value, words):
    assert number(value) == words


@pytest.mark.parametrize(("count", "word"), [(0, "stories"), (1, "story"), (2, "stories")])
def test_plural_chooses_the_word(count, word):
    assert plural(count, "story", "stories") == word


def test_once_input_is_fresh_each_time_and_keeps_what_was_posted():
    keys = {re.search(r'value="([0-9a-f]{32})"', once_input()).group(1) for _ in range(50)}
    assert len(keys) == 50
    assert once_input('a"><script>') == '<input type="hidden" name="once" value="a&#34;&gt;&lt;script&gt;">'


def test_missing_name_is_refused(env):
    with pytest.raises(UndefinedError, match="nobody"):
        env.from_string("{{ nobody }}").render()


def test_text_is_escaped_and_translated_sentences_escape_their_values(env):
    template = env.from_string(
        '{{ word }} {{ _("Page %(number)s", number=word) }} {% trans w=word %}Hi {{ w }}{% endtrans %}'
    )
    assert template.render(word="<b>").count("&lt;b&gt;") == 3


def test_templates_are_read_once(env):
    assert env.auto_reload is False
    assert env.get_template("components/tag.html") is env.get_template("components/tag.html")


def test_markdown_makes_plain_rich_text():
    html = markdown("# Top\n\nSome **bold** [link](https://example.org/?a=1&b=2)\n\n- one\n- two\n\n1. first")
    assert html == (
        "<h2>Top</h2>\n<p>Some <strong>bold</strong> "
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">link</a></p>\n'
        '<ul class="nhsuk-list nhsuk-list--bullet">\n<li>one</li>\n<li>two</li>\n</ul>\n'
        '<ol class="nhsuk-list nhsuk-list--number">\n<li>first</li>\n</ol>\n'
    )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](javascript:alert(1))",
        "![x](https://tracker.example/pixel.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        '[x](https://e.org "onmouseover=alert(1)")',
        "<a href='javascript:alert(1)'>x</a>",
        "<svg onload=alert(1)>",
        "<https://e.org/\"onclick='alert(1)'>",
        "`<script>alert(1)</script>`",
        "```html\n<script>alert(1)</script>\n```",
        "<style>body{display:none}</style>",
        "<iframe src=//e.org>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_markdown_lets_nothing_run_or_load(attack):
    html = markdown(attack).lower()
    assert re.findall(r"<(?!/?(?:p|a|code|ul|ol|li|strong|em|br|hr|blockquote|h[234])\b)", html) == []
    tags = " ".join(re.findall(r"<[^>]*>", html))
    assert (
        re.findall(r"""\son\w+\s*=|javascript:|vbscript:|data:|\bsrc\b|style=""", re.sub(r'"[^"]*%22[^"]*"', "", tags))
        == []
    )


def test_markdown_of_nothing_is_nothing():
    assert markdown(None) == ""
