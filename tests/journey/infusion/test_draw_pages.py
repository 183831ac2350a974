"""The pages of the drug account: draw and second check, label, waste dialog, record."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.pharmacy.models import Entry, Refusal
from euthymia.domain.protocols import preparing
from euthymia.journey.infusion.models import Preparation
from support.cast import PASSWORD

from .chair import AtTheChair, later
from .test_drawing import Drawing

pytestmark = pytest.mark.django_db


def said(**more: Any) -> dict[str, Any]:
    """The form as two people fill it in for Ana's 35 mg."""
    return {
        "client_id": str(uuid4()), "vial": "0147", "read": "50000", "weight_kg": "70", "diluent": "0.9 % NaCl",
        "diluent_lot": "N77", "diluent_expires": "2027-06-30", "checklist": [one.code for one in preparing.CHECKLIST],
        "second_read": "50000", "second_volume": "0.7", "second_email": "tomas@lakeside.example", "second_password": PASSWORD,
        "password": PASSWORD, "reason-calibration-unknown": "the sticker was read", "sign": "1", **more,
    }  # fmt: skip


def test_from_scan_to_label_to_waste(cast: Any, unit: Any, signed_in: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    noor, here = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/"
    assert "none drawn yet" in noor.get(here).content.decode()
    ready = noor.get(here + "ready/").content.decode()
    assert "nothing is drawn up for this order" in ready and 'data-test="to-draw"' in ready
    page = noor.get(here + "draw/").content.decode()
    assert "Ketamine 35 mg" in page and "0.7 mL of 50 mg/mL" in page and "0147" in page
    looked = noor.post(here + "draw/", {"vial": "0147", "look": "1", "weight_kg": "80"})
    words = looked.content.decode()
    assert looked.status_code == 200 and 'data-test="echo">50 mg/mL' in words and "L88" in words
    assert "0.5 mg/kg × 80 kg = 40 mg" in words and 'data-test="reason-off-last-weight"' in words
    assert not Entry.objects.filter(kind="draw").exists()
    form = said()
    signed = noor.post(here + "draw/", form)
    assert signed.status_code == 302, signed.content.decode()[-3000:]
    assert noor.post(here + "draw/", form)["Location"] == signed["Location"], "a second click is the same act"
    with unit(cast.lakeside):
        made = Preparation.objects.get()
    label = noor.get(signed["Location"]).content.decode()
    assert (
        "0.35 mg/mL" in label
        and "35 mg in 100 mL" in label
        and made.number in label
        and 'data-class="induction"' in label
    )
    chair.vitals()
    assert noor.post(here + "start/", {"client_id": str(uuid4()), "rate_ml_per_h": "150"}).status_code == 302
    later(20)
    stop = noor.post(here + "finish/", {"client_id": str(uuid4()), "reason": "asked for"})
    assert stop["Location"] == here + "waste/", "what is left is asked about at once"
    dialog = noor.get(here + "waste/").content.decode()
    assert "17.5 mg in" in dialog
    form = {"client_id": str(uuid4()), "method": "deactivated", "syringe": made.number, "password": PASSWORD,
            "second_email": "tomas@lakeside.example", "second_password": "wrong"}  # fmt: skip
    wrong = noor.post(here + "waste/", form)
    assert wrong.status_code == 422 and "do not fit" in wrong.content.decode()
    assert noor.post(here + "waste/", {**form, "second_password": PASSWORD}).status_code == 302
    after = noor.get(here).content.decode()
    assert "17.5 mg given, 17.5 mg wasted" in after and 'data-test="open-waste"' not in after
    left = noor.post(here + "close/", {"client_id": str(uuid4())}).content.decode()
    assert "still in recovery" in left and "still holds" not in left, "the account keeps nobody in the chair"


def test_a_refusal_says_what_was_kept_and_the_next_try_is_another_act(
    cast: Any, unit: Any, signed_in: Any, stopped: Any
) -> None:
    chair = Drawing.ready(cast, unit)
    noor, here = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/draw/"
    looked = noor.post(here, {"vial": "59762-1000-1", "look": "1"})
    assert looked.status_code == 422 and "another drug" in looked.content.decode()
    form = said(second_volume="7")
    refused = noor.post(here, form)
    words = refused.content.decode()
    assert refused.status_code == 422 and "kept in the book as refused" in words and "7 mL of drug" in words
    assert form["client_id"] not in words, "the refused id stays refused; the page has a new one"
    with unit(cast.lakeside):
        assert Refusal.objects.get().code == "read-otherwise"
    asked = noor.post(here, said(checklist=["hands"], diluent_lot=""))
    assert asked.status_code == 422
    assert "not checked" in asked.content.decode() and "lot is missing" in asked.content.decode()
    assert not noor.get("/staff/").content.decode().count("Traceback")
    barred = noor.post(here, said(second_email="wren@lakeside.example"))
    assert barred.status_code == 422 and "second person cannot sign" in barred.content.decode()
    wren = signed_in(cast.wren)
    assert wren.get(here).status_code == 403


def test_a_clinic_without_a_book_says_so_at_the_chair(
    cast: Any, unit: Any, signed_in: Any, stopped: Any
) -> None:
    chair = AtTheChair.ordered(cast, unit)
    noor, here = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/"
    page = noor.get(here).content.decode()
    assert "not kept here" in page and 'data-test="open-draw"' not in page
    ready = noor.get(here + "ready/").content.decode()
    assert "Syringe: not kept here" in ready
