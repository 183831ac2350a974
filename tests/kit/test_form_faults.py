"""What an action refuses stands at its field; what is about no field stands above the form."""

from __future__ import annotations

import uuid

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit.forms import Form, OnceForm, add_faults
from euthymia.kit.ids import uuid7


class Amount(Form):
    amount = forms.IntegerField()


def test_faults_find_their_fields() -> None:
    form = Amount({"amount": "3"})
    assert form.is_valid()
    add_faults(
        form,
        Unusable(
            [
                Fault("amount", "too-much", "3 is too much", "1 or 2"),
                Fault("room", "gone", "the room is gone"),
            ]
        ),
    )
    assert form.errors.as_data()["amount"][0].code == "too-much"
    assert form.errors["amount"] == ["3 is too much; accepted: 1 or 2"]
    assert form.non_field_errors() == ["the room is gone"]


def test_what_is_accepted_is_said_in_the_language_of_the_page() -> None:
    form = Amount({"amount": "3"})
    with override("es"):
        assert form.is_valid()
        add_faults(form, Unusable.one("amount", "too-much", "es demasiado", "1 o 2"))
        assert form.errors["amount"] == ["es demasiado; se acepta: 1 o 2"]


def test_what_django_refuses_finds_them_too() -> None:
    form = Amount({"amount": "3"})
    assert form.is_valid()
    add_faults(form, ValidationError({"amount": ["odd"], "other": ["unknown"], "__all__": ["twice"]}))
    assert form.errors["amount"] == ["odd"]
    assert sorted(form.non_field_errors()) == ["twice", "unknown"]
    plain = Amount({"amount": "3"})
    assert plain.is_valid()
    add_faults(plain, ValidationError("no"))
    assert plain.non_field_errors() == ["no"]


def test_every_widget_is_named_and_nothing_is_left_to_the_browsers_own_words() -> None:
    html = str(Amount()["amount"])
    assert 'data-test="amount"' in html and "required" not in html


def test_each_entry_has_a_number_of_its_own_that_stays_when_it_is_sent_again() -> None:
    first, second = OnceForm(), OnceForm()
    assert uuid.UUID(str(first["client_id"].value())) != uuid.UUID(str(second["client_id"].value()))
    sent = OnceForm({"client_id": str(first["client_id"].value())})
    assert sent.is_valid() and str(sent.cleaned_data["client_id"]) == str(first["client_id"].value())


def test_a_last_day_has_a_next_one() -> None:
    """What lasts until the end of a day ends when the next begins."""
    from django.core.exceptions import ValidationError

    from euthymia.kit.forms import LastDayField

    assert str(LastDayField().clean("9999-12-30")) == "9999-12-30"
    with pytest.raises(ValidationError):
        LastDayField().clean("9999-12-31")


def test_a_form_that_was_used_before_gets_a_number_of_its_own_and_keeps_what_is_in_it() -> None:
    class Line(OnceForm):
        words = forms.CharField()

    used = str(uuid7())
    form = Line({"client_id": used, "words": "another entry"})
    assert form.is_valid()
    add_faults(form, Unusable.one("client_id", "reused", "used for another entry", "once more"))
    assert str(form["client_id"].value()) != used and form["words"].value() == "another entry"
    other = Line({"client_id": used, "words": "x"})
    add_faults(other, Unusable.one("words", "odd", "not this", "that"))
    assert form["client_id"].value() and str(other["client_id"].value()) == used


def test_what_has_changed_since_it_was_read_is_marked_as_read_on_the_page_that_says_so() -> None:
    class Read(OnceForm):
        seen = forms.IntegerField(widget=forms.HiddenInput)
        words = forms.CharField()

    form = Read({"client_id": str(uuid7()), "seen": "1", "words": "mine"}, initial={"seen": 2})
    assert form.is_valid()
    add_faults(form, Unusable.one("words", "odd", "not this", "that"))
    assert form["seen"].value() == "1", "another refusal says nothing of what has changed"
    add_faults(form, Unusable.one("seen", "changed", "it has changed", "as it stands now"))
    assert (form["seen"].value(), form["words"].value()) == ("2", "mine")
