"""TMS and psychotherapy: recorded with their minimum data, counted like every course, beside the infusions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.domain.quantities import Unusable
from euthymia.journey.companion import actions, queries
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.kit import clock
from support.cast import Cast
from support.course import adopted, agreed

pytestmark = pytest.mark.django_db
PRESCRIPTION = {
    "device": "a coil", "protocol": "10 Hz", "target": "left DLPFC", "targeting": "Beam F3", "frequency_hz": 10.0, "trains": 75.0,
    "pulses": 3000.0, "percent_mt": 120.0, "sessions": 30.0,
}  # fmt: skip
THRESHOLD = {"site": "APB", "method": "visual", "percent_output": 55.0, "physician": "Dr Okafor"}
SESSION = {
    "position": "yes", "ears": "yes", "physician": "Dr Okafor", "percent_mt": 120.0, "percent_output": 66.0, "pulses": 3000.0,
    "minutes": 38.0, "pain": 2.0,
}  # fmt: skip
TALK = {
    "modality": "integration", "setting": "in person", "minutes": 50.0, "interventions": ["agenda"], "mood": 5.0,
    "risk": "none found", "plan": "journal",
}  # fmt: skip


def record(cast: Cast, plan: Plan, kind: str, detail: dict[str, Any], **more: Any) -> Any:
    return actions.record(
        **{
            "by": cast.noor.member(),
            "plan": plan,
            "client_id": uuid4(),
            "kind": kind,
            "detail": detail,
            **more,
        }
    )


def refused(cast: Cast, plan: Plan, kind: str, detail: dict[str, Any]) -> set[str]:
    with pytest.raises(Unusable) as refusal:
        record(cast, plan, kind, detail)
    return {fault.code for fault in refusal.value.faults}


def test_a_tms_session_needs_its_prescription_a_threshold_and_an_hour_from_an_infusion(
    stopped, cast: Cast, unit
) -> None:
    with unit(cast.lakeside):
        for name in ("tms", "course-depression"):
            adopted(cast, name)
        plan = agreed(cast, programme_id="tms")
        assert refused(cast, plan, "tms-session", SESSION) == {"no-prescription", "no-threshold"}
        assert refused(cast, plan, "psychotherapy-session", TALK) == {"unknown"}
        odd = {**PRESCRIPTION, "percent_mt": 400.0, "target": "elbow", "colour": "red", "device": ""}
        assert refused(cast, plan, "prescription", odd) == {"out-of-range", "unknown", "missing"}
        record(cast, plan, "prescription", PRESCRIPTION)
        record(cast, plan, "motor-threshold", THRESHOLD)
        client_id = uuid4()
        made = record(cast, plan, "tms-session", {**SESSION, "changes": "new lithium"}, client_id=client_id)
        assert record(cast, plan, "tms-session", SESSION, client_id=client_id) == made
        assert str(plans.progress(plan)) == "1 of 30"
    clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        assert refused(cast, plan, "tms-session", SESSION) == {"no-threshold"}, "medicines have changed"
        record(cast, plan, "motor-threshold", THRESHOLD)
        infusions = agreed(cast)
        PlannedSession.objects.filter(plan=infusions, n=1).update(
            given_at=clock.now() - timedelta(minutes=30)
        )
        assert refused(cast, plan, "tms-session", SESSION) == {"too-near"}
    clock.advance(timedelta(days=9))
    with unit(cast.lakeside):
        assert "9 days ago" in queries.threshold(queries.records(plan), clock.now()).again


def test_integration_is_looked_for_after_each_infusion(stopped, cast: Cast, unit, signed_in) -> None:
    with unit(cast.lakeside):
        for name in ("psychotherapy", "course-depression"):
            adopted(cast, name)
        talks, infusions = agreed(cast, programme_id="psychotherapy"), agreed(cast)
        for n, days in ((1, 9), (2, 2)):
            PlannedSession.objects.filter(plan=infusions, n=n).update(
                given_at=clock.now() - timedelta(days=days)
            )
    therapist = signed_in(cast.by_role["therapist"])
    address = reverse("companion", args=[talks.pk])
    said = {"client_id": uuid4(), "kind": "psychotherapy-session", **TALK, "mood": "lots"}
    assert therapist.post(address, said).status_code == 422
    assert therapist.post(address, {**said, "mood": "5"}).status_code == 302
    page = therapist.get(address).content.decode()
    assert (
        page.count('data-test="window"') == 2 and page.count("in time") == 1 and page.count("none yet") == 1
    )
    assert "1 of 16 given" in page and "mg/kg" not in page
    assert therapist.get(reverse("plan", args=[infusions.pk])).status_code == 403
    assert therapist.get(reverse("companion", args=[infusions.pk])).status_code == 404
    assert signed_in(cast.wren).get(address).status_code == 403
