"""From referral to the first drop: what is known, what is decided, what is allowed; given, when, then."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.decisions.models import Decision
from euthymia.domain import protocols
from euthymia.journey.evaluation import queries
from euthymia.journey.infusion import actions as chairside
from euthymia.journey.infusion.models import Order, Session
from euthymia.journey.intake import documents
from support.cast import PASSWORD, Cast
from support.evaluated import asked_today

pytestmark = pytest.mark.django_db
DAY, BEFORE, WEEKS_AGO = "2026-11-20", "2026-11-18", "2026-11-08"


class Clinic:
    """Noor, Dr Okafor and Ana at their screens: every step is a form of a page."""

    def __init__(self, cast: Cast, signed_in: Any) -> None:
        self.cast = cast
        self.noor: Client = signed_in(cast.noor)
        self.okafor: Client = signed_in(cast.okafor)
        self.patient = f"/staff/patients/{cast.ana_patient.pk}"

    def records(self, section: str, kind: str, **fields: Any) -> None:
        said = {"client_id": str(uuid4()), "kind": kind, **fields}
        answer = self.noor.post(f"{self.patient}/evaluation/{section}/", said)
        assert answer.status_code == 302, re.findall(
            r'field-error">.*?<span>(.*?)</span>', answer.content.decode()
        )

    def asked_none(self, section: str, *kinds: str) -> None:
        for kind in kinds:
            self.records(section, kind, act="none")

    def signs_each_part(self) -> None:
        for section in ("history", "psychiatric", "medications", "objectives", "screening"):
            url = f"{self.patient}/evaluation/{section}/"
            digest = re.search(r'name="digest" value="([0-9a-f]{64})"', self.noor.get(url).content.decode())
            assert digest is not None, section
            assert (
                self.noor.post(
                    url, {"act": "sign", "client_id": str(uuid4()), "digest": digest[1]}
                ).status_code
                == 302
            )

    def takes_consent(self) -> None:
        document = documents.current("iv-ketamine-mood")
        right = {f"question-{one.code}": one.right for one in document.questions}
        said = {
            "client_id": str(uuid4()),
            "digest": document.digest,
            "tried": "{}",
            "signer": "patient",
            "name": "Ana Marsh",
            "password": PASSWORD,
        }
        answer = self.noor.post(
            f"{self.patient}/consents/sign/?course=iv-ketamine-mood&language=en", {**said, **right}
        )
        assert answer.status_code == 302

    def decides(self, verdict: str, reason: str) -> Any:
        url = f"{self.patient}/evaluation/decision/"
        seen = re.search(r'name="seen" value="([0-9a-f]{64})"', self.okafor.get(url).content.decode())
        assert seen is not None
        return self.okafor.post(
            url,
            {
                "client_id": str(uuid4()),
                "seen": seen[1],
                "verdict": verdict,
                "reason": reason,
                "password": PASSWORD,
            },
        )

    def orders(self) -> Any:
        chair = self.cast.chairs[0]
        said = {
            "client_id": str(uuid4()), "protocol": protocols.PROTOCOLS[0].id, "room": str(chair.pk), "weight_kg": "82",
            "dose_mg_per_kg": "0.5", "duration_min": "40", "stock": "50000", "volume_ml": "100",
            "volume_convention": "to-final", "sign": "1", "password": PASSWORD,
        }  # fmt: skip
        return self.okafor.post(f"/staff/infusions/new/{self.cast.ana_patient.pk}/", said)


@pytest.fixture
def clinic(cast: Cast, signed_in: Any) -> Clinic:
    return Clinic(cast, signed_in)


def the_referral_is_worked_through(clinic: Clinic) -> None:
    """A referral letter, an interview, the pharmacy's list, the laboratory: as five parts."""
    clinic.records("history", "condition", text="hypertension", code="I10", status="controlled", since="2015")
    clinic.asked_none("history", "allergy", "symptom", "family", "surgery", "drug-response")
    clinic.records(
        "history",
        "person",
        pregnancy_possible="no",
        contraception="tubal ligation",
        postmenopausal="no",
        breastfeeding="no",
    )
    clinic.records(
        "psychiatric",
        "diagnosis",
        diagnosis="F33.2",
        established_by="psychiatrist",
        established_on="2026-10-15",
    )
    clinic.records("psychiatric", "suicide-risk", date=DAY, ideation="0", behaviour="never")
    for instrument, total, more in (
        ("phq-9", "19", {"item9": "0"}),
        ("asrm", "1", {}),
        ("audit-c", "1", {}),
        ("dast-10", "0", {}),
        ("stop-bang", "1", {}),
    ):
        clinic.records("psychiatric", "score", instrument=instrument, date=BEFORE, total=total, **more)
    for drug, dose in (("sertraline", "200"), ("venlafaxine", "225")):
        clinic.records(
            "psychiatric",
            "trial",
            drug=drug,
            dose_mg_per_day=dose,
            weeks="10",
            adherence_pct="90",
            result="failed",
            current_episode="yes",
        )
    clinic.records("psychiatric", "capacity", capacity="present")
    clinic.records("medications", "medicine", text="Norvasc 10 mg daily")
    clinic.records("medications", "reconciled", reconciled=DAY, sources=["pharmacy record"])
    clinic.records("medications", "pdmp", pdmp_checked=DAY, state="CA", result="nothing")
    clinic.records("objectives", "indication", indication="depression")
    clinic.records("objectives", "goal", measure="phq-9", baseline="19", target="9", agreed="yes")
    clinic.records("objectives", "alternatives", alternatives_discussed="yes")
    clinic.records("objectives", "expectations", expectations="realistic")
    clinic.records("objectives", "escort", escort="Sam Example")
    clinic.records("objectives", "care", therapist="Dr Lee")
    clinic.records("screening", "body", taken=DAY, weight_kg="82", height_cm="170")
    clinic.records(
        "screening",
        "vitals",
        taken=DAY,
        sbp_0="122",
        dbp_0="76",
        sbp_1="120",
        dbp_1="74",
        hr_bpm="72",
        spo2_pct="98",
        rr_bpm="14",
        temp_c="36.7",
    )
    values = {"alt": "22", "alt_upper": "40", "ast": "24", "ast_upper": "40", "alp": "70", "alp_upper": "120", "ggt": "20", "ggt_upper": "55",
              "bilirubin": "0.6", "bilirubin_upper": "1.2", "creatinine": "0.8", "egfr": "95", "potassium": "4.2", "sodium": "140", "glucose": "92",
              "tsh": "2.1", "urinalysis": "negative"}  # fmt: skip
    clinic.records("screening", "labs", collected=WEEKS_AGO, **values)
    clinic.records("screening", "ecg", date=WEEKS_AGO, rhythm="sinus", qtc_ms="420")
    clinic.records("screening", "drug-screen", collected=BEFORE, result="negative")
    clinic.records("screening", "fasting", asked_on=DAY, solids_h="9", clear_fluids_h="3")


def test_from_referral_to_a_signed_decision_to_the_first_drop(cast: Cast, unit, clinic: Clinic) -> None:
    # Given nothing is known, nothing can be ordered.
    assert clinic.orders().status_code == 422
    # When the referral is worked through, each part signed, the consent read and signed,
    the_referral_is_worked_through(clinic)
    clinic.signs_each_part()
    clinic.takes_consent()
    # and Dr Okafor has read the findings and signs,
    answer = clinic.decides("treat", "blood pressure controlled for years; weighed and agreed")
    assert answer.status_code == 302, answer.content.decode()
    with unit(cast.lakeside):
        decision = Decision.objects.get()
        assert (decision.verdict, decision.second) == ("treat", "") and decision.outcome in (
            "eligible",
            "conditional",
        )
        assert decision.facts["medications"]["list"] == ["Norvasc 10 mg daily"]
    # then the infusion can be ordered on that decision, and started once the resting pressure is known.
    answer = clinic.orders()
    assert answer.status_code == 302, answer.content.decode()
    with unit(cast.lakeside):
        session = Session.objects.get()
        assert session.order.decision == decision
        chairside.record_vitals(
            by=cast.noor.member(),
            session=session,
            client_id=uuid4(),
            values={"sbp": "122", "dbp": "76", "hr": "70", "spo2": "98"},
        )
        # Somebody has asked today what is new.
        asked_today(session.patient, cast.noor.member())
    ready = clinic.noor.get(f"/staff/infusions/{session.pk}/ready/").content.decode()
    assert "Everything is ready" in ready
    rate = {"client_id": str(uuid4()), "rate_ml_per_h": "150", "reason": ""}
    assert clinic.noor.post(f"/staff/infusions/{session.pk}/start/", rate).status_code == 302


def test_a_contraindicated_person_is_told_why_and_nothing_is_ordered(
    cast: Cast, unit, clinic: Clinic
) -> None:
    # Given the same person with an aneurysm that the vascular surgeon's letter names,
    the_referral_is_worked_through(clinic)
    clinic.records(
        "history", "condition", text="abdominal aortic aneurysm, 3.4 cm", code="I71.4", status="active"
    )
    clinic.signs_each_part()
    clinic.takes_consent()
    # when the findings are read, the one that forbids it stands first with its evidence and source,
    page = clinic.okafor.get(f"{clinic.patient}/evaluation/decision/").content.decode()
    assert "1 thing forbids this course." in page and 'data-rule="MH-03"' in page
    assert "abdominal aortic aneurysm, 3.4 cm" in page and "/history/conditions/1" in page
    # then nobody can sign to treat, declining is signed with a reason, and no order is possible.
    assert clinic.decides("treat", "we watch closely").status_code == 422
    assert clinic.decides("decline", "aneurysm; ECT and TMS discussed").status_code == 302
    assert clinic.orders().status_code == 422
    with unit(cast.lakeside):
        assert queries.standing(cast.ana_patient).state is queries.State.REFUSED
        assert not Order.objects.exists()
