"""What a bill says of a session is what the chart and the drug book say: minutes of the pump, drug given and wasted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.billing import actions, papers, setting
from euthymia.clinic.pharmacy.models import Entry
from euthymia.domain.billing import superbill as bills
from euthymia.domain.billing.parties import Coverage
from euthymia.journey.infusion import billed
from support.billing import PROVIDER
from support.billing_rows import in_business
from support.cast import Cast
from support.scenes import ANA_DECIDED
from support.syringes import draw

from .chair import later
from .test_drawing import Drawing

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def test_a_session_is_billed_from_its_own_record(cast: Cast, unit: Any, stopped: Any) -> None:
    chair = Drawing.ready(cast, unit)
    with unit(cast.lakeside):
        chair.stock.receive("SD", dose_type="single", volume_ul=2_000)
        draw(cast, chair.session, "SD", rest_method="incineration")
        in_business(cast)
    chair.vitals()
    chair.start()
    with unit(cast.lakeside) as opened:
        assert billed.given(cast.ana_patient, opened.now) == ([], []), "it is not over"
    later(20)
    chair.finish(reason="the patient asked")
    chair.waste()
    with unit(cast.lakeside) as opened:
        (found,), faults = billed.given(cast.ana_patient, opened.now)
        (drug,) = found.drugs
        assert (faults, found.minutes, drug.single_dose) == ([], 20, True)
        assert drug.given_ug + drug.wasted_ug == 100_000 and drug.given_ul + drug.wasted_ul == 2_000
        wasted = sum(entry.more["volume_ul"] for entry in Entry.objects.filter(kind="waste"))
        assert drug.wasted_ul == wasted, "the discarded amount of a bill is the book's"
        wren, of = cast.wren.member(), {"patient": cast.ana_patient}
        medicare = Coverage("Medicare", "00000", "M-1", medicare=True)
        setting.set_coverage(by=wren, **of, client_id=uuid4(), coverage=medicare, claims=False)
        made = actions.charge(
            by=wren, **of, client_id=uuid4(), item="infusion", npi=PROVIDER.npi, day=found.day, session=found
        )
        row = papers.make_superbill(by=wren, **of, client_id=uuid4(), entries=[made.n], diagnoses=("F33.2",))
        (service,) = bills.kept(row.document).services
        assert [(line.code, line.modifiers, line.volume_ul) for line in service.lines] == [
            ("96365", (), None), ("J3490", (), drug.given_ul), ("J3490", ("JW",), wasted),
        ]  # fmt: skip
        assert service.cents == 50_000 and bills.kept(row.document).owed_cents == 50_000
