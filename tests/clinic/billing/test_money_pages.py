"""The pages of money: prices are signed, an account is worked at the desk, papers are printed, the patient reads their own."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from euthymia.clinic.billing import queries
from euthymia.clinic.billing.models import AccountEntry, ClaimFile, Estimate, PriceVersion, Superbill
from euthymia.kit import clock
from support.billing import PATIENT, PRACTICE, PROVIDER
from support.billing_rows import in_business
from support.cast import PASSWORD, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]
PRICES = {
    "evaluation_cents": "350", "evaluation_codes": "90792", "infusion_cents": "$500.00", "drug_cents": "25", "follow_up_cents": "150",
    "follow_up_codes": "99214", "follow_ups": "2", "includes": "drug and nurse | medicamento y enfermera", "excludes": "laboratory",
    "package_1_sessions": "6", "package_1_cents": "2,750", "package_1_basis": "pro-rata", "package_1_fee": "50",
    "package_2_basis": "pro-rata", "payer_1_name": "Example Health", "payer_1_answer": "not-covered", "payer_1_says": "experimental",
    "payer_1_as_of": "2026-11-02", "payer_2_answer": "not-known", "payer_3_answer": "not-known",
}  # fmt: skip


def text_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def test_prices_and_numbers_are_entered_signed_and_shown(cast: Cast, unit: Any, signed_in: Any) -> None:
    biller = signed_in(cast.by_role["biller"])
    worklist = biller.get(reverse("money")).content.decode()
    assert "No price list is in force" in worklist and "under which numbers" in worklist
    url, sent = reverse("money-prices"), {**PRICES, "client_id": uuid4(), "from_day": "2026-11-20"}
    assert biller.post(url, {**sent, "password": "wrong"}).status_code == 422
    assert biller.post(url, {**sent, "infusion_cents": "a lot", "password": PASSWORD}).status_code == 422
    refused = biller.post(url, {**sent, "package_1_cents": "3000.01", "password": PASSWORD})
    assert refused.status_code == 422 and "one by one" in refused.content.decode()
    assert not PriceVersion.objects.exists()
    more = {f"payer_{n}_name": f"Insurer {n}" for n in range(2, 6)} | {
        f"payer_{n}_as_of": "2026-11-02" for n in range(2, 6)
    }
    sent |= {**more, "payer_1_evaluation": "covered"}
    for _ in range(2):
        assert biller.post(url, {**sent, "password": PASSWORD}).status_code == 302
    page = biller.get(url).content.decode()
    assert (
        PriceVersion.objects.count() == 1
        and "$3,650.00" in page
        and "$3,400.00" in page
        and 'value="2750.00"' in page
        and "List 1, in force since 20 Nov 2026, signed by" in page
    )
    assert page.count('data-test="payer"') == 5 and 'name="payer_7_name"' in page, "and two more rows"
    numbers = reverse("money-numbers")
    who = {
        "name": PRACTICE.name,
        "phone": PRACTICE.phone,
        "tin": PRACTICE.tin,
        "npi": "1234567890",
        "taxonomy": PRACTICE.taxonomy,
    }
    place = {"street": "12 Shore Road", "city": "Lakeside", "state": "CA", "postcode": "90001-1234"}
    practice = {"act": "practice", "client_id": uuid4(), **who, **place}
    assert biller.post(numbers, practice).status_code == 422
    assert biller.post(numbers, {**practice, "npi": PRACTICE.npi}).status_code == 302
    assert cast.okafor.staff is not None
    person = {
        "act": "provider", "client_id": uuid4(), "staff": cast.okafor.staff.pk, "given_name": "Chidi", "family_name": "Okafor",
        "npi": PROVIDER.npi, "licence": "CA-A1", "taxonomy": PROVIDER.taxonomy,
    }  # fmt: skip
    assert biller.post(numbers, person).status_code == 302
    codes = {
        "act": "codes",
        "client_id": uuid4(),
        "content": "number,kind,words,from,until\n90870,service,ours,,\n",
        "source": "our own words",
    }
    assert biller.post(numbers, codes).status_code == 302
    page = biller.get(numbers).content.decode()
    assert "Chidi Okafor" in page and "90870" in page
    with unit(cast.lakeside):
        price = queries.published_price(cast.lakeside)
    with translation.override("es"):
        spanish = render_to_string("billing/part_published_price.html", {"price": price})
    assert "medicamento y enfermera" in spanish and "Sesión de infusión" in spanish and "$3,650.00" in spanish
    assert "What a whole course costs" not in spanish and "does not pay" not in spanish


def test_the_desk_works_an_account_and_the_patient_reads_it(cast: Cast, unit: Any, signed_in: Any) -> None:
    with unit(cast.lakeside):
        in_business(cast)
    desk, ana = signed_in(cast.wren), cast.ana_patient
    url = reverse("patient-money", args=[ana.pk])
    assert "Nothing yet" in desk.get(url).content.decode()

    def post(act: str, **sent: Any) -> Any:
        return desk.post(url, {"act": act, "client_id": uuid4(), **sent})

    today = clock.now().astimezone(cast.lakeside.zone).date()
    assert post("pay", cents="12,50x", method="card").status_code == 422
    assert post("estimate", reason="asked", asked_on=today, first_day=today, last_day="2027-11-20", service="ketamine for depression",
                frequency="twice a week", npi=PROVIDER.npi, package="six", diagnoses="f33.2", separate="laboratory").status_code == 302  # fmt: skip
    assert post("sell", package="six", method="card").status_code == 302
    assert post("pay", cents="350", method="cash", reference="R-9").status_code == 302
    assert post("charge", what="item:evaluation", npi=PROVIDER.npi).status_code == 422, "on which day?"
    assert post("charge", what="item:evaluation", npi=PROVIDER.npi, day=today).status_code == 302
    (charge,) = AccountEntry.objects.filter(kind="charged")
    refused = post("refund", cents="0.01", method="card", says="asked")
    assert refused.status_code == 200, "nothing is free: there is no such form"
    assert (
        post("coverage", payer="Example Health", payer_id="EX1", member_id="M-7", claims="0").status_code
        == 302
    )
    assert (
        post(
            "eligibility",
            payer="Example Health",
            asked_on=today,
            how="telephone",
            service="infusions",
            answer="not-covered",
        ).status_code
        == 302
    )
    assert post("superbill", entries=[charge.n], diagnoses="F33.2, F41.1").status_code == 302
    (bill,) = Superbill.objects.all()
    claim = {"superbill": bill.pk, "sender": "LAKESIDE", "receiver": "EXPAYER", "frequency": "1"}
    assert "Write the 837P file" in desk.get(url, {"claim": bill.pk}).content.decode()
    assert post("claim", **claim).status_code == 302
    (file,) = ClaimFile.objects.all()
    taken = desk.get(reverse("money-claim", args=[file.pk]))
    assert taken["Content-Type"] == "application/edi-x12" and b"CLM*SB-2026-0001*350.00*" in taken.content
    assert post("restrict", n=charge.n, on="1", says="signed request").status_code == 302
    stopped = post("claim", **claim)
    assert stopped.status_code == 422 and "kept from health plans since then" in stopped.content.decode()
    page = desk.get(url).content.decode()
    assert "6 of 6 sessions left" in page and "$2,750.00" in page and "kept from health plans" in page
    printed = text_of(desk.get(reverse("money-superbill", args=[bill.pk])))
    assert all(
        one in printed
        for one in (
            "Superbill",
            PATIENT.address,
            "90792",
            "350.00",
            PRACTICE.tin,
            "Paid in full",
            PROVIDER.npi,
        )
    )
    (estimate,) = Estimate.objects.all()
    printed = text_of(desk.get(reverse("money-estimate", args=[estimate.pk])))
    assert all(
        one in printed
        for one in ("3,400.00", "dispute", "not a contract", "F33.2", "laboratory", PROVIDER.npi)
    )
    worklist = desk.get(reverse("money")).content.decode()
    assert "6 of 6" in worklist
    for person in (cast.noor, cast.by_role["therapist"]):
        assert signed_in(person).get(url).status_code == 403
    assert signed_in(cast.hana).get(url).status_code in (403, 404)
    own = signed_in(cast.ana)
    page = own.get(reverse("portal-costs")).content.decode()
    assert (
        "6 of 6 sessions left, worth $2,750.00" in page
        and bill.number in page
        and "What a whole course costs" in page
    )
    assert "3,400.00" in text_of(own.get(reverse("portal-estimate", args=[estimate.pk])))
    assert "350.00" in text_of(own.get(reverse("portal-superbill", args=[bill.pk])))
    own.post(reverse("portal-language"), {"language": "es", "next": "/portal/costs/"})
    page = own.get(reverse("portal-costs")).content.decode()
    assert "6 de 6 sesiones" in page and "Where it stands" not in page
    assert "Seis sesiones, 6 sesiones" in page and "Evaluación, 20 de noviembre de 2026" in page
    assert "en efectivo, R-9" in page and "Esta respuesta es antigua" not in page
    with clock.frozen(clock.now() + timedelta(days=31)):
        later = signed_in(cast.ana)
        later.post(reverse("portal-language"), {"language": "es", "next": "/portal/costs/"})
        assert "Esta respuesta es antigua" in later.get(reverse("portal-costs")).content.decode()
        assert "older than 30 days: ask again" in signed_in(cast.wren).get(url).content.decode()
