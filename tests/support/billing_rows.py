"""A clinic that can bill."""

from __future__ import annotations

from uuid import uuid4

from euthymia.clinic.billing import setting
from euthymia.clinic.people import actions as people
from euthymia.kit import clock
from support.billing import LIST, PATIENT, PRACTICE, PROVIDER
from support.cast import Cast


def in_business(cast: Cast) -> None:
    """Lakeside has prices in force, its numbers, Dr Okafor's, and Ana an address. Ask inside a unit."""
    assert cast.okafor.staff is not None
    biller, today = cast.by_role["biller"].member(), clock.now().astimezone(cast.lakeside.zone).date()
    setting.put_prices(by=biller, client_id=uuid4(), document=LIST, from_day=today)
    setting.set_practice(by=biller, client_id=uuid4(), practice=PRACTICE)
    setting.set_provider(by=biller, client_id=uuid4(), staff=cast.okafor.staff, provider=PROVIDER)
    people.change_address(by=cast.wren.member(), patient=cast.ana_patient, address=PATIENT.address)
