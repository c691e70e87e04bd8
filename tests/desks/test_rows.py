import pytest
from django import forms
from django.http import QueryDict

from marketplace.desks.rows import Rows


class Row(forms.Form):
    label = forms.CharField()
    amount = forms.IntegerField()


def rows(*told: tuple[str, str], button: str = "", count: str | None = None, **given) -> Rows:
    sent = QueryDict(mutable=True)
    sent["things-rows"] = count if count is not None else str(len(told))
    for at, (label, amount) in enumerate(told):
        sent[f"things-{at}-label"], sent[f"things-{at}-amount"] = label, amount
    if button:
        sent["row"] = button
    return Rows(Row, "things", label="Things", sent=sent, **given)


def shown(these: Rows) -> list[tuple[str, str]]:
    return [(form["label"].value() or "", form["amount"].value() or "") for form in these]


def test_what_was_filled_in_counts_and_what_was_left_empty_does_not():
    these = rows(("a", "1"), ("", ""), ("b", "2"))
    assert these.is_valid()
    assert these.told() == [{"label": "a", "amount": 1}, {"label": "b", "amount": 2}]


def test_every_fault_is_told_at_once():
    these = rows(("a", "x"), ("", "2"))
    assert not these.is_valid()
    assert [list(form.errors) for form in these] == [["amount"], ["label"]]


def test_a_refusal_is_put_on_the_row_that_was_meant():
    these = rows(("", ""), ("a", "1"))
    assert these.is_valid()
    these.put_on(0, "amount", "Too much.")
    assert these.forms[1].errors["amount"] == ["Too much."]


def test_a_button_adds_a_row_and_keeps_what_was_typed_without_finding_fault():
    these = rows(("a", "x"), button="things+")
    assert shown(these) == [("a", "x"), ("", "")]
    assert not any(form.errors for form in these)


def test_a_button_takes_one_row_away():
    assert shown(rows(("a", "1"), ("b", "2"), ("c", "3"), button="things-1")) == [
        ("a", "1"),
        ("c", "3"),
    ]
    assert shown(rows(("a", "1"), button="things-0")) == [("", "")]


@pytest.mark.parametrize("button", ["other+", "other-0", "things-9", "things-x", "things--1", "x"])
def test_a_button_of_another_list_or_of_none_changes_nothing_here(button):
    assert shown(rows(("a", "1"), button=button)) == [("a", "1")]


@pytest.mark.parametrize(("count", "are"), [("x", 1), ("", 1), ("-3", 1), ("9999999", 1), ("7", 5)])
def test_however_many_are_said_to_be_sent_there_are_never_too_many(count, are):
    assert len(rows(("a", "1"), count=count, most=5).forms) == are


def test_a_full_list_takes_no_further_row():
    these = rows(("a", "1"), ("b", "2"), button="things+", most=2)
    assert (len(these.forms), these.may_add) == (2, False)


def test_a_column_adds_up_as_far_as_it_can_be_read():
    assert rows(("a", "1"), ("b", "x"), ("c", "３")).sum_of("amount") == 4
    assert Rows(Row, "things", label="", told=[{"amount": 5}, {}]).sum_of("amount") == 5
