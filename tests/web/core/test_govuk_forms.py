"""Forms: the markup, the words of errors, dates in three boxes, versions and refusals."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from dueregard.web.core.components import ConflictRow
from dueregard.web.core.exceptions import Conflict, Refused
from dueregard.web.core.forms import (
    DateField,
    DueForm,
    DueModelForm,
    VersionedFormMixin,
    error_links,
)
from dueregard.web.core.models import Draft, SearchEntry


class SampleForm(VersionedFormMixin, DueForm):
    due_on = DateField(label="Due date", help_text="The last day.")
    reason = forms.CharField(label="Reason", widget=forms.Textarea, max_length=10)
    owner = forms.ChoiceField(
        label="Who?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    strands = forms.MultipleChoiceField(
        choices=[("x", "X")], widget=forms.CheckboxSelectMultiple, required=False
    )
    unit = forms.ChoiceField(choices=[("", "Select"), ("n", "North")])
    agreed = forms.BooleanField(label="I agree")
    paper = forms.FileField(required=False)
    password = forms.CharField(widget=forms.PasswordInput)


GOOD = {
    "due_on_day": "1",
    "due_on_month": "March",
    "due_on_year": "2026",
    "reason": "Short",
    "owner": "a",
    "unit": "n",
    "agreed": "on",
    "password": "x",
    "version": "3",
}


def sample(**changes: str) -> SampleForm:
    data = QueryDict(mutable=True)
    data.update({**GOOD, **changes})
    return SampleForm(data, version=3)


def test_good_input_is_read() -> None:
    form = sample()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due_on"] == datetime.date(2026, 3, 1)
    assert form.expected_version == 3
    assert form.error_summary == ""


def test_every_error_of_the_summary_leads_to_something_that_takes_the_focus() -> None:
    form = SampleForm(QueryDict())
    page = HTMLParser(str(form.as_govuk()))
    links = error_links(form)
    assert len(links) == 6
    for link in links:
        target = page.css_first(f'[id="{link.href[1:]}"]')
        assert target is not None, link
        assert target.tag in {"input", "select", "textarea"}


def test_every_control_has_a_label_and_every_description_exists() -> None:
    for form in (SampleForm(version=1), SampleForm(QueryDict())):
        page = HTMLParser(str(form))
        labelled = {label.attributes.get("for") for label in page.css("label")}
        for control in page.css("input:not([type=hidden]), select, textarea"):
            assert control.attributes["id"] in labelled
        for node in page.css("[aria-describedby]"):
            for name in node.attributes["aria-describedby"].split():
                assert page.css_first(f'[id="{name}"]') is not None, name


def test_messages_say_what_to_do() -> None:
    messages = {link.message for link in error_links(SampleForm(QueryDict()))}
    assert "Enter due date" in messages
    assert "Select an answer to “Who?”" in messages
    assert "Tick “I agree” to go on" in messages
    assert "This field is required." not in messages


def test_length_is_counted_as_people_count_and_refused_in_words() -> None:
    assert sample(reason="a\r\n" * 5).is_valid(), "five letters, five line ends"
    form = sample(reason="x" * 12)
    assert form.errors["reason"] == ["Reason must be 10 characters or fewer; you have written 12"]
    box = HTMLParser(str(form["reason"].as_field_group())).css_first("textarea")
    assert "maxlength" not in box.attributes
    assert box.text().strip() == "x" * 12, "what was written is kept"


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "wrong"),
    [
        ("31", "2", "2026", "Due date must be a real date", ["day"]),
        ("1", "", "2026", "Due date must include a month", ["month"]),
        ("", "", "2026", "Due date must include a day and a month", ["day", "month"]),
        ("1", "13", "2026", "Due date must have a month from 1 to 12, or its name", ["month"]),
        ("1", "3", "26", "Due date must have a year of 4 numbers, like 2026", ["year"]),
        ("1", "3", "0026", "Due date must have a year between 1900 and 2200", ["year"]),
        ("²", "3", "2026", "Due date must be a real date", ["day"]),
        ("9" * 5000, "3", "2026", "Due date must be a real date", ["day"]),
    ],
)
def test_date_says_which_part_is_wrong(day, month, year, message, wrong) -> None:
    form = sample(due_on_day=day, due_on_month=month, due_on_year=year)
    assert form.errors["due_on"] == [message]
    page = HTMLParser(str(form["due_on"].as_field_group()))
    marked = [box.attributes["name"] for box in page.css(".govuk-input--error")]
    assert marked == [f"due_on_{part}" for part in wrong]
    assert error_links(form)[0].href == f"#id_due_on_{wrong[0]}"
    shown = [box.attributes.get("value") or "" for box in page.css("input")]
    assert shown == [day, month, year], "what was written is kept"


def test_date_is_checked_against_its_range_and_a_percent_sign_does_no_harm() -> None:
    field = DateField(label="100% date", latest=datetime.date(2026, 1, 1))
    with pytest.raises(forms.ValidationError) as caught:
        field.clean("2026-01-02")
    assert caught.value.messages == ["100% date must be on or before 1 January 2026"]


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)))
def test_every_date_comes_back_as_it_was_shown(day: datetime.date) -> None:
    class Form(DueForm):
        on = DateField()

    page = HTMLParser(str(Form(initial={"on": day})))
    posted = {box.attributes["name"]: box.attributes["value"] for box in page.css("input")}
    form = Form(posted, initial={"on": day})
    assert form.is_valid()
    assert form.cleaned_data["on"] == day
    assert not form.has_changed()


@given(st.tuples(st.text(), st.text(), st.text()))
def test_no_text_in_the_boxes_breaks_the_date(parts: tuple[str, str, str]) -> None:
    form = sample(due_on_day=parts[0], due_on_month=parts[1], due_on_year=parts[2])
    assert form.is_valid() or form.errors["due_on"]
    assert str(form)


def test_optional_fields_say_so_and_options_of_fields_are_shown() -> None:
    form = SampleForm()
    form.fields["owner"].choice_hints = {"b": "While A is away"}
    form.fields["owner"].inline = True
    form.fields["unit"].page_heading = True
    page = HTMLParser(str(form))
    assert "(optional)" in page.css_first("label[for=id_paper]").text()
    second = page.css_first("#id_owner_1")
    assert page.css_first(f"#{second.attributes['aria-describedby']}").text() == "While A is away"
    assert page.css(".govuk-radios--inline")
    assert page.css_first("h1 label").attributes["for"] == "id_unit"


def test_forms_that_are_not_ours_get_the_markup_too() -> None:
    class Foreign(forms.Form):
        email = forms.EmailField(help_text="Work address")

    page = HTMLParser(str(Foreign({"email": "x"}).as_p()))
    box = page.css_first("input")
    assert "govuk-input--error" in box.attributes["class"]
    assert page.css_first(".govuk-error-message") is not None


def test_model_forms_ask_for_dates_in_three_boxes() -> None:
    from dueregard.web.organisation.models import Unit

    class UnitForm(DueModelForm):
        class Meta:
            model = Unit
            fields = ("name", "starts_on")

    assert isinstance(UnitForm().fields["starts_on"], DateField)

    class DraftForm(DueModelForm):
        class Meta:
            model = Draft
            fields = ("updated_at",)

    assert isinstance(DraftForm().fields["updated_at"], forms.DateTimeField)


def test_formsets_are_summed_up_and_a_page_not_submitted_has_no_errors() -> None:
    made = forms.formset_factory(SampleForm, extra=0)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
    links = error_links(made(data))
    assert links[0].href == "#id_form-0-due_on_day"
    assert error_links(made()) == []
    assert error_links(SampleForm()) == []
    assert error_links(None) == []


def test_refusal_stands_beside_its_field_or_on_top() -> None:
    form = sample()
    form.is_valid()
    form.add_refusal(Refused("Choose a later date", field="due_on"))
    form.add_refusal(Refused("This round is closed", field="not on this form"))
    assert form.errors["due_on"] == ["Choose a later date"]
    assert form.non_field_errors() == ["This round is closed"]


def test_conflict_keeps_both_versions_and_lets_the_second_saver_go_on() -> None:
    saved = SearchEntry(reference="7(d)", title="Theirs", kind="k")
    saved.version = 9

    class EntryForm(VersionedFormMixin, DueForm):
        reference = forms.CharField()
        title = forms.CharField(label="Title")

    form = EntryForm(QueryDict("reference=7(d)&title=Mine&version=8"))
    assert form.is_valid()
    conflict = Conflict("x", current=saved, submitted={"title": "Mine", "reference": "7(d)"})
    assert form.conflict_rows(conflict) == [ConflictRow("Title", "Mine", "Theirs")]
    form.take_version(conflict)
    page = HTMLParser(str(form))
    assert page.css_first("input[name=version]").attributes["value"] == "9"
    assert page.css_first("input[name=title]").attributes["value"] == "Mine"


def test_a_version_tampered_with_is_refused_in_words() -> None:
    form = sample(version="nine")
    assert not form.is_valid()
    assert "Open this page again" in str(form.error_summary)
