"""The adaptor from Django's form fields to the macros, and the summary of errors."""

import pytest
from django import forms
from django.http import QueryDict
from tests.web.components.markup import tree

from throughline.web.components import ExampleForm, as_field, form_problems

HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture
def draw_field(env):
    template = env.from_string('{% from "components/fields.html" import field %}{{ field(bound, **options) }}')
    return lambda bound, **options: template.render(bound=bound, options=options)


@pytest.fixture
def draw_errors(env):
    template = env.from_string('{% from "components/fields.html" import form_errors %}{{ form_errors(form) }}')
    return lambda form: template.render(form=form)


def bound_form(**data):
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return ExampleForm(query)


@pytest.mark.parametrize(
    ("name", "kind", "type_", "inputmode"),
    [
        ("name", "input", "text", ""),
        ("email", "input", "email", ""),
        ("age", "input", "text", "numeric"),
        ("story", "textarea", "", ""),
        ("region", "select", "", ""),
        ("role", "radios", "", ""),
        ("uses", "checkboxes", "", ""),
        ("when", "date", "", ""),
        ("paper", "file", "", ""),
        ("agree", "checkbox", "", ""),
    ],
)
def test_widget_decides_the_component(name, kind, type_, inputmode):
    view = as_field(ExampleForm()[name])
    assert (view.kind, view.type, view.inputmode) == (kind, type_, inputmode)


@pytest.mark.parametrize("name", list(ExampleForm().fields))
def test_every_field_is_well_formed_with_and_without_errors(draw_field, name):
    assert tree(draw_field(ExampleForm()[name]))
    assert tree(draw_field(bound_form()[name], heading=True, size="l"))


def test_field_carries_label_hint_error_and_their_links(draw_field):
    html = draw_field(bound_form(name="")["name"])
    assert '<label class="nhsuk-label" for="id_name">' in html
    assert 'id="id_name-hint">As you would like to be called' in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert "This field is required." in html


def test_autocomplete_of_the_widget_reaches_the_input(draw_field):
    assert 'autocomplete="email"' in draw_field(ExampleForm()["email"])


def test_typed_words_come_back_escaped_and_whole(draw_field):
    html = draw_field(bound_form(story="\nfirst\n" + HOSTILE)["story"])
    assert "<script>" not in html
    # The first new line after the tag is eaten by browsers, so one more than was typed is sent.
    assert ">\n\nfirst\n&lt;/textarea&gt;" in html


def test_chosen_radio_and_boxes_come_back_ticked(draw_field):
    form = bound_form(role="staff", uses=["read", "none"])
    assert draw_field(form["role"]).count(" checked") == 1
    assert 'value="staff" checked' in draw_field(form["role"])
    boxes = draw_field(form["uses"])
    assert [f'value="{value}" checked' in boxes for value in ("read", "quote", "none")] == [True, False, True]


def test_revealed_field_stands_under_its_choice(draw_field):
    form = ExampleForm()
    html = draw_field(form["role"], reveals={"other": draw_field(form["other"])})
    assert 'data-aria-controls="conditional-id_role-3"' in html


def test_impossible_date_comes_back_in_its_boxes_and_is_linked_to_the_first(draw_field, draw_errors):
    form = bound_form(when_day="40", when_month="13", when_year="2026")
    html = draw_field(form["when"])
    assert [f'value="{value}"' in html for value in (40, 13, 2026)] == [True, True, True]
    assert 'href="#id_when-day"' in draw_errors(form)


def test_real_date_is_read_from_its_three_boxes():
    form = bound_form(when_day="2", when_month="3", when_year="2026")
    form.is_valid()
    assert form.cleaned_data["when"].isoformat() == "2026-03-02"


def test_blank_choice_is_offered_in_a_select_but_not_as_a_radio():
    class Form(forms.Form):
        choices = [("", "---"), ("a", "A")]
        pick = forms.ChoiceField(choices=choices)
        tick = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)

    assert as_field(Form()["pick"]).choices == [("", "---"), ("a", "A")]
    assert as_field(Form()["tick"]).choices == [("a", "A")]


def test_password_is_never_sent_back():
    class Form(forms.Form):
        code = forms.CharField(widget=forms.PasswordInput(render_value=True))

    assert as_field(Form({"code": "secret"})["code"]).value == ""


def test_hidden_field_is_only_an_input(draw_field):
    class Form(forms.Form):
        ref = forms.CharField(widget=forms.HiddenInput)

    html = draw_field(Form({"ref": '"x'})["ref"])
    assert tree(html) == [("input", (("id", "id_ref"), ("name", "ref"), ("type", "hidden"), ("value", '"x')), [])]


def test_problems_come_in_the_order_of_the_page_with_links():
    class Form(forms.Form):
        first = forms.CharField(error_messages={"required": "Enter the first"})
        second = forms.CharField(error_messages={"required": "Enter the second"})
        ref = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Start again"})

        def clean(self):
            raise forms.ValidationError("They do not fit together")

    assert form_problems(Form({})) == [
        ("They do not fit together", ""),
        ("Enter the first", "#id_first"),
        ("Enter the second", "#id_second"),
        ("Start again", ""),
    ]


@pytest.mark.parametrize(
    "data", [{}, {"name": ""}, {"role": "x"}, {"when_day": "40", "when_month": "", "when_year": ""}]
)
def test_every_link_of_the_summary_leads_to_an_element(draw_field, draw_errors, data):
    form = bound_form(**data)
    fields = "".join(draw_field(form[name]) for name in form.fields)
    links = [link for _message, link in form_problems(form)]
    assert len(links) >= 7
    assert [link for link in links if f'id="{link[1:]}"' not in fields] == []
    assert draw_errors(form).count("<li>") == len(links)


@pytest.mark.parametrize("form", [ExampleForm()])
def test_form_without_errors_has_no_summary(draw_errors, form):
    assert draw_errors(form).strip() == ""


def test_error_text_from_the_form_is_escaped(draw_errors):
    assert "<script>" not in draw_errors(bound_form(role="<script>x</script>"))
