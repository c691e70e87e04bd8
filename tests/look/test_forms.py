import pytest
from bs4 import BeautifulSoup
from django import forms
from django.utils.translation import override

from marketplace.look.forms import CheckboxCards, DateInput, FormRenderer, RadioCards, SwitchInput
from tests.look.drawing import HOSTILE, draw, words


class Visit(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card")
    on = forms.DateField(label="Day", widget=DateInput, required=False)
    how = forms.ChoiceField(
        label="How?",
        choices=[("a", "At home"), ("b", "Station")],
        widget=RadioCards(hints={"a": "We come"}),
    )
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Mon")], widget=CheckboxCards, required=False
    )
    calls = forms.BooleanField(label="Call first", widget=SwitchInput, required=False)
    secret = forms.IntegerField(widget=forms.HiddenInput)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def drawn(form: forms.BaseForm) -> BeautifulSoup:
    form.renderer = FormRenderer()
    return BeautifulSoup(str(form), "html.parser")


def test_every_field_has_a_label_or_a_legend():
    soup = drawn(Visit())
    for control in soup.select("input:not([type=hidden]), select, textarea"):
        assert soup.find("label", attrs={"for": control["id"]}), control
    assert [words(legend) for legend in soup.find_all("legend")] == ["How?", "Days (optional)"]


def test_what_may_be_left_out_is_marked_and_the_rest_is_required():
    soup = drawn(Visit())
    assert [words(label) for label in soup.find_all("label", class_="field__label")] == [
        *("Name", "Day (optional)")
    ]
    assert soup.find(id="id_name").has_attr("required")
    assert not soup.find(id="id_on").has_attr("required")


def test_hint_and_error_are_tied_to_their_field():
    soup = drawn(Visit({}))
    name = soup.find(id="id_name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"
    assert words(soup.find(id="id_name_helptext")) == "As on the card"
    assert words(soup.find(id="id_name_error")) == "Error: This field is required."
    assert soup.find("fieldset")["aria-describedby"] == "id_how_error"


def test_the_summary_names_every_error_and_leads_to_its_field():
    form = Visit({})
    form.add_error(None, "Too many visits that day.")
    soup = drawn(form)
    summary = soup.find(role="alert")
    assert [words(li) for li in summary.find_all("li")] == [
        "Too many visits that day.",
        "Name: This field is required.",
        "How? This field is required.",
        "Secret: This field is required.",
    ]
    assert [a["href"] for a in summary.find_all("a")] == ["#id_name", "#id_how_0"]
    for link in summary.find_all("a"):
        assert soup.find(id=link["href"][1:])


def test_a_form_without_errors_has_no_summary():
    assert drawn(Visit()).find(role="alert") is None
    assert draw("{% error_summary form None %}", form=Visit()).find(role="alert") is None


def test_a_formset_tells_the_errors_of_all_its_forms():
    visits = forms.formset_factory(Visit, extra=2, min_num=2, validate_min=True)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    soup = draw("{% error_summary formset %}", formset=visits(data))
    hrefs = [a["href"] for a in soup.find_all("a")]
    assert "#id_form-0-how_0" in hrefs
    assert draw("{% error_summary formset %}", formset=visits()).find("a") is None


def test_cards_carry_their_hints_and_keep_the_choice():
    soup = drawn(Visit({"how": "b", "days": ["1"], "calls": "on"}))
    cards = soup.find_all("label", class_="choice")
    assert words(cards[0]) == "At home We come"
    checked = [box["name"] for box in soup.select("input[checked]")]
    assert checked == ["how", "days", "calls"]
    assert soup.find(id="id_calls")["role"] == "switch"


def test_a_date_is_given_as_the_picker_wants_it():
    import datetime

    soup = drawn(Visit(initial={"on": datetime.date(2026, 3, 5)}))
    assert (soup.find(id="id_on")["type"], soup.find(id="id_on")["value"]) == (
        *("date", "2026-03-05"),
    )


def test_hostile_labels_hints_choices_and_answers_stay_text():
    class Hostile(forms.Form):
        text = forms.CharField(label=HOSTILE, help_text=HOSTILE, max_length=3)
        pick = forms.ChoiceField(
            label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=RadioCards(hints={HOSTILE: HOSTILE})
        )

    for form in (Hostile(), Hostile({"text": HOSTILE, "pick": "x" + HOSTILE})):
        assert not drawn(form).find_all(["script", "img"])
