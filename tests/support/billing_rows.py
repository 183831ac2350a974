"""A clinic that can bill."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from euthymia.clinic.billing import actions, papers, setting
from euthymia.clinic.people import actions as people
from euthymia.kit import clock
from support.billing import COVERAGE, LIST, PATIENT, PRACTICE, PROVIDER
from support.cast import Cast


def in_business(cast: Cast) -> None:
    """Lakeside has prices in force, its numbers, Dr Okafor's, and Ana an address. Ask inside a unit."""
    assert cast.okafor.staff is not None
    biller, today = cast.by_role["biller"].member(), _today(cast)
    setting.put_prices(cast.lakeside, by=biller, client_id=uuid4(), document=LIST, from_day=today)
    setting.set_practice(by=biller, client_id=uuid4(), practice=PRACTICE)
    setting.set_provider(by=biller, client_id=uuid4(), staff=cast.okafor.staff, provider=PROVIDER)
    people.change_address(by=cast.wren.member(), patient=cast.ana_patient, address=PATIENT.address)


def a_course_begun(cast: Cast) -> dict[str, Any]:
    """Ana has an estimate, a package, an evaluation charged, its superbill and its claim file: an id of each."""
    in_business(cast)
    ana, wren, today = cast.ana_patient, cast.wren.member(), _today(cast)
    of: dict[str, Any] = {"by": wren, "patient": ana}
    setting.set_coverage(**of, client_id=uuid4(), coverage=COVERAGE, claims=False)
    made = papers.estimate(
        **of, client_id=uuid4(), reason="asked", asked_on=today, first_day=today, last_day=today + timedelta(days=90),
        service="ketamine infusions for depression", frequency="two sessions a week for three weeks", npi=PROVIDER.npi,
        diagnoses=("F33.2",), package="six",
    )  # fmt: skip
    actions.sell(**of, client_id=uuid4(), package="six", method="card")
    actions.pay(**of, client_id=uuid4(), cents=35_000, method="card")
    charge = actions.charge(**of, client_id=uuid4(), item="evaluation", npi=PROVIDER.npi, day=today)
    bill = papers.make_superbill(**of, client_id=uuid4(), entries=[charge.n], diagnoses=("F33.2",))
    file = papers.write_claim(by=wren, bill=bill, client_id=uuid4(), sender="LAKESIDE", receiver="EXPAYER")
    return {
        "estimate_id": made.pk, "own_estimate_id": made.pk, "superbill_id": bill.pk, "own_superbill_id": bill.pk, "claim_id": file.pk,
    }  # fmt: skip


def _today(cast: Cast) -> date:
    return clock.now().astimezone(cast.lakeside.zone).date()
