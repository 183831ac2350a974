"""Verify recomputes what was signed beside the book: a syringe's preparation, a decision sheet, the dose history."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, models

from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy.models import LossDecision
from euthymia.domain.rules.licence import FACTORS, Answer, Answered, Verdict
from euthymia.faces.command import drug_papers
from euthymia.journey.infusion import actions
from euthymia.journey.infusion.actions.drawing import digest_of
from euthymia.journey.infusion.models import Dose, Preparation, SessionEvent
from euthymia.kit import clock
from journey.infusion.chair import later
from journey.infusion.test_drawing import Drawing
from support.evidence import Evidence
from support.scenes import ANA_DECIDED
from support.syringes import proof

pytestmark = pytest.mark.scene(ANA_DECIDED)


@pytest.fixture
def evidence(committed: None, cast: Any, unit: Any, stopped: datetime, tmp_path: Path) -> Evidence:
    """A session whose end was corrected by two, and a loss that was decided; nothing is anchored."""
    chair = Drawing.ready(cast, unit, "0147", "0148")
    chair.draw()
    chair.vitals()
    chair.start()
    later(20)
    end = chair.finish(reason="the patient asked")
    chair.waste()
    no = [Answered(one.code, Answer.NO, "") for one in FACTORS]
    with unit(cast.lakeside):
        actions.resettle(
            by=cast.okafor.member(), session=chair.session, client_id=uuid4(), n=end.n, reason="misread",
            witness=proof(cast.tomas), at=end.at - timedelta(minutes=8),
        )  # fmt: skip
        pharmacy.decide_loss(
            by=cast.okafor.member(), witness=proof(cast.olu), book=chair.stock.book, client_id=uuid4(), answers=no,
            shortage=pharmacy.Shortage(vial="0148"), verdict=Verdict.SIGNIFICANT, reason="looked everywhere",
        )  # fmt: skip
    return Evidence(clock.now() + timedelta(hours=1), tmp_path / "anchors.jsonl")


def row_of(model: type[models.Model], **of: Any) -> Any:
    return model._default_manager.using("owner").filter(**of).order_by("pk").first()


def altered(value: Any) -> Any:
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, int) or value is None:
        return (value or 0) + 1
    return [value] if isinstance(value, list | dict) else f"{value[:-1]}~"


def papers() -> list[str]:
    """What is wrong with the papers alone, which is quicker than to ask everything."""
    owner = connections["owner"]
    owner.ensure_connection()
    return [str(one) for one in drug_papers.look(owner.connection, [])]


def found_of(evidence: Evidence, row: Any, name: str, value: Any = None) -> str:
    """What is found of the row's own table when one value of it is altered; it is put back."""
    table, was = row._meta.db_table, getattr(row, name)
    for one in (altered(was) if value is None else value, was):
        told = papers() if one is was else []
        plain = json.dumps(one) if isinstance(one, list | dict) else one
        evidence.tamper("UPDATE {} SET {} = %s WHERE id = %s", table, name, values=[plain, row.pk])
    (line,) = [line for line in told if line.startswith(table)]
    return line


def test_what_nobody_touched_is_as_it_was_signed(evidence: Evidence) -> None:
    assert evidence.found() == []


def test_a_preparation_is_what_two_signed(evidence: Evidence) -> None:
    """Every column of it, and the row as a whole against what was posted and charted."""
    made = row_of(Preparation)
    for name in (
        "at", "by", "second", "begun_at", "use_by", "weight_g", "mass_ug", "final_volume_ul", "vials", "diluent_lot",
        "diluent_expires", "pump", "pump_calibrated_until", "checklist", "reasons", "digest",
    ):  # fmt: skip
        value = date(2027, 1, 1) if name == "pump_calibrated_until" else None
        assert "it is not what its digest was made of" in found_of(evidence, made, name, value), name
    event = row_of(SessionEvent, kind="drawn")
    detail = json.dumps({**event.detail, "digest": "0" * 64})
    evidence.tamper(
        "UPDATE {} SET detail = %s WHERE id = %s", "infusion_sessionevent", values=[detail, event.pk]
    )
    assert [line for line in evidence.found() if "not the one that stands in the chart" in line]
    made.weight_g += 1
    evidence.tamper(
        "UPDATE {} SET weight_g = %s, digest = %s WHERE id = %s", "infusion_preparation",
        values=[made.weight_g, digest_of(made), made.pk],
    )  # fmt: skip
    (line,) = [line for line in evidence.found() if line.startswith("infusion_preparation")]
    assert "not the one that the entries of the draw have" in line, (
        "with the writer's own digest of the change"
    )


def test_a_decision_sheet_is_what_two_signed(evidence: Evidence) -> None:
    made = row_of(LossDecision)
    for name in ("case", "verdict", "answers", "known", "reason", "digest"):
        assert "the sheet is not what its digest was made of" in found_of(evidence, made, name), name
    for name in ("at", "by", "witness", "discovered_at", "volume_ul"):
        assert "it is not about what its entry posted" in found_of(evidence, made, name), name
    assert "no entry was signed with this sheet" in found_of(evidence, made, "entry")


def test_the_dose_history_is_what_the_book_says(evidence: Evidence) -> None:
    for kind in ("drawn", "given", "wasted", "undone"):
        one = row_of(Dose, kind=kind)
        for name in ("mass_ug", "volume_ul", "at", "by", "undoes", "kind"):
            line = found_of(evidence, one, name, "rest" if name == "kind" else None)
            assert f"entry {one.entry_n}: the dose history is not what the book says" in line, (kind, name)
    one = row_of(Dose, kind="given")
    evidence.tamper("DELETE FROM {} WHERE id = %s", "infusion_dose", values=[one.pk])
    (line,) = [line for line in evidence.found() if line.startswith("infusion_dose")]
    assert f"entry {one.entry_n}: the dose history lacks it" in line
