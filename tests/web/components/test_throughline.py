"""Our own components, the shell and the pages for errors."""

import datetime

import pytest
from django import forms
from django.utils import translation
from markupsafe import Markup
from tests.web.components.markup import tree

from throughline.web.components import FOOTER_LINKS, example_context, site_links

HOSTILE = "<script>alert(1)</script>"
DAY = datetime.date(2026, 1, 1)


def test_counts_stand_side_by_side_and_a_small_one_is_a_star_with_words(macro):
    html = macro("throughline", "three_side_by_side")(1240, "*", 85)
    assert [html.index(words) for words in ("1,240", "too few to show", "85")] == sorted(
        html.index(words) for words in ("1,240", "too few to show", "85")
    )
    assert "1,325" not in html
    assert "rounded to the nearest 5" in html
    assert "rounded" not in macro("throughline", "three_side_by_side")(10, 20, 30)


def test_steps_say_what_when_who_and_why_in_order(macro):
    html = macro("throughline", "throughline_steps")(
        [
            ("Received", DAY, "", "", "", "done"),
            (HOSTILE, DAY, HOSTILE, HOSTILE, "/x?a=1&b=2", "stopped"),
            ("Answer", None, "Due 1 May 2026", "", "", "waiting"),
        ]
    )
    (line,) = tree(html)
    assert (line[0], len(line[2])) == ("ol", 3)
    assert "<script>" not in html
    assert '<time datetime="2026-01-01">1 January 2026</time>' in html
    assert "Not yet · Due 1 May 2026" in html


@pytest.mark.parametrize(
    ("name", "words"), [("patients", "Patients and public"), ("staff", "Staff"), ("policy", "Policy"), ("x<", "x&lt;")]
)
def test_constituency_has_its_words(macro, name, words):
    assert f">{words}</strong>" in macro("throughline", "constituency_tag")(name)


def test_machine_label_stays_until_a_named_person_has_checked(macro):
    label = macro("throughline", "machine_label")
    assert "Suggested by software. Not yet checked by a person" in label()
    assert "Checked by Sam &lt;Rees&gt; on 1 January 2026" in label("Sam <Rees>", DAY)


def test_urgent_help_has_every_number(macro):
    html = macro("throughline", "urgent_help")()
    links = ["tel:999", "tel:111", "tel:116123", "sms:85258", "tel:18001111"]
    assert [link for link in links if f'href="{link}"' not in html] == []
    assert "option 2 for mental health" in html


def test_receipt_shows_six_words_as_a_list_that_is_not_translated(macro):
    html = macro("throughline", "receipt_words")(["one", "two", "three", "four", "five", "six"])
    assert html.count('translate="no"') == 6


def test_chart_has_title_sentence_and_table(macro):
    chart = macro("throughline", "chart")
    html = chart("A <b>", Markup("<svg></svg>"), "Most waited.", ["Wait", "n"], [["Long", 65]], numeric=(1,))
    assert tree(html)
    assert [words in html for words in ("A &lt;b&gt;", "<svg></svg>", "Most waited.", ">65</td>")] == [True] * 4
    assert "&lt;svg&gt;" in chart("A", "<svg>", "S", [], [])


def test_quote_evidence_stages_and_progress_escape_and_are_well_formed(macro):
    drawn = [
        macro("throughline", "quote")(HOSTILE, "patients", HOSTILE, "/q"),
        macro("throughline", "evidence_list")([(HOSTILE, HOSTILE, "/e", "staff"), ("a", "b", "", "")]),
        macro("throughline", "stage_timeline")([(HOSTILE, HOSTILE, "current", "/s"), ("b", "c", "done", "")]),
        macro("throughline", "progress")(HOSTILE, 10, 1000),
        macro("throughline", "phase_banner")(HOSTILE, HOSTILE),
    ]
    assert all(tree(html) for html in drawn)
    assert "<script>" not in "".join(drawn)
    assert "10 of 1,000" in drawn[3]
    assert "no evidence here yet" in macro("throughline", "evidence_list")([])


class ShortForm(forms.Form):
    name = forms.CharField()


@pytest.fixture
def shell(env):
    page = env.from_string(
        '{% extends "layout.html" %}{% block title %}Page{% endblock %}{% block content %}In{% endblock %}'
    )
    return lambda **context: page.render(**context)


def test_shell_is_well_formed_and_holds_nothing_inline(shell):
    html = shell()
    assert tree(html.replace("<!DOCTYPE html>", ""))
    assert "<style" not in html
    assert " style=" not in html
    assert html.count("<script") == html.count('<script type="module" src="/static/vendor/throughline.')
    assert "<title>Page – Throughline</title>" in html
    assert 'href="#maincontent"' in html


@pytest.mark.parametrize(
    ("form", "title"),
    [
        (ShortForm({}), "Error: Page – Throughline"),
        (ShortForm({"name": "x"}), "Page – Throughline"),
        (ShortForm(), "Page – Throughline"),
    ],
)
def test_title_says_error_first_when_the_form_has_one(shell, form, title):
    assert f"<title>{title}</title>" in shell(form=form)


def test_right_to_left_language_turns_the_page_and_its_styles(shell):
    with translation.override("ar"):
        html = shell()
    assert '<html lang="ar" dir="rtl">' in html
    assert html.count(".rtl.") == 2


def test_signing_out_is_a_form_with_a_token_for_those_signed_in_only(shell, rf, settings):
    class Person:
        is_authenticated = True

    request = rf.get("/")
    assert "Sign out" not in shell(request=request)
    request.user = Person()
    html = shell(request=request, csrf_input=Markup('<input name="csrf">'))
    assert '<input name="csrf"><button class="nhsuk-header__account-button">Sign out' in html


def test_link_to_where_the_reader_is_is_marked():
    ((text, address, here),) = [link for link in site_links("footer", "/cookies") if link[2]]
    assert (str(text), address, here) == ("Cookies", "/cookies", True)
    assert {name for name, _text in FOOTER_LINKS} >= {"accessibility", "privacy", "cookies", "contact"}


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_error_page_says_what_to_do(env, status):
    template = env.get_template(f"errors/{status}.html")
    html = template.render(message=HOSTILE, retry_after=90, status=status)
    assert tree(html.replace("<!DOCTYPE html>", ""))
    assert "<script>alert" not in html
    assert ("Try again in 90 seconds." in html) is (status in (429, 503))
    assert template.render()


def test_components_page_shows_every_macro(env):
    html = env.get_template("web/components.html").render(**example_context())
    assert tree(html.replace("<!DOCTYPE html>", ""))
    assert html.count('class="nhsuk-heading-m tl-shown"') > 30
