"""What happened at the chair, out of the session's entries. Pure: entries in, facts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from euthymia.domain.notes.facts import Asked, Infused, OtherDrug, Override, PumpStep, Remark, Symptom
from euthymia.domain.notes.model import Source
from euthymia.domain.protocols.order_sets import OUTCOME_WORDS
from euthymia.journey.infusion.fold import Course, Happening

_PUMP = ("started", "rate", "paused", "resumed", "finished")
_REMARKS = ("note", "addendum")


class AtTheChair:
    """The entries of one session that count, read as facts. `owner` is the session's id."""

    def __init__(self, owner: str, happenings: Sequence[Happening]) -> None:
        self.owner, self.happenings = owner, happenings

    def source(self, n: int) -> Source:
        return Source("session-entry", f"{self.owner}#{n}")

    def _entry(self, one: Happening) -> dict[str, Any]:
        """The fields that every entry has. What stands for a wrong one says why; its reason was the correction's."""
        return {
            "source": self.source(one.n), "at": one.at, "by": one.by, "late": one.entered_at if one.late and not one.corrected else None,
            "corrects": one.reason if one.corrected else "", "reason": "" if one.corrected else one.reason,
        }  # fmt: skip

    def _of(self, *kinds: str) -> list[Happening]:
        return [one for one in self.happenings if one.kind in kinds]

    def asked(self) -> Asked | None:
        """What was asked last before the start."""
        found = self._of("ready")
        if not found:
            return None
        detail = found[-1].detail or {}
        return Asked(
            **self._entry(found[-1]), solids_h=detail.get("solids_h"), clear_fluids_h=detail.get("clear_fluids_h"),
            escort=detail.get("escort", ""),
        )  # fmt: skip

    def overrides(self) -> tuple[Override, ...]:
        return tuple(
            Override(**self._entry(one), titles=tuple((one.detail or {}).get("says", {}).values()), second=(one.detail or {}).get("second", ""))
            for one in self._of("override")
        )  # fmt: skip

    def pump(self) -> tuple[PumpStep, ...]:
        """Between the start and the end, as the fold of the session counts them; each change with the rate before."""
        found: list[PumpStep] = []
        rate = (0, 0)
        for one in self._of(*_PUMP):
            if not found and one.kind != "started":
                continue
            now = (one.rate_ul_per_h or 0, one.rate_ug_per_h or 0)
            found.append(
                PumpStep(
                    **self._entry(one), kind=one.kind, rate_ul_per_h=now[0], rate_ug_per_h=now[1], old_rate_ul_per_h=rate[0],
                    old_rate_ug_per_h=rate[1], syringe=str((one.detail or {}).get("syringe") or ""),
                )
            )  # fmt: skip
            if one.kind == "finished":
                break
            rate = now
        return tuple(found)

    def infused(self, course: Course) -> Infused | None:
        """What it came to, exactly as the chart has it."""
        if course.started_at is None:
            return None
        steps = self.pump()
        ends = (steps[-1], steps[0]) if course.finished_at is not None else (steps[0],)
        until = course.finished_at or course.started_at
        return Infused(
            sources=tuple(dict.fromkeys(one.source for one in ends)), began_at=course.started_at, ended_at=course.finished_at,
            dose_ug=course.dose_ug, given_ug=course.given_ug, took_s=course.infusing_s(until), ran_s=course.pumping_s(until),
        )  # fmt: skip

    def symptoms(
        self, labels: Mapping[str, str], actions: Mapping[str, str], comfortable: str
    ) -> tuple[Symptom, ...]:
        """Each with what was done, and with what was seen next: comfort, or the same again."""
        rows = self._of("symptom")
        found = []
        for place, one in enumerate(rows):
            detail = one.detail or {}
            code = detail.get("symptom", "")
            if code == comfortable:
                continue
            after = _first(_seen_next(rows[place + 1 :], code, comfortable), self._asked_after(one))
            found.append(
                Symptom(
                    **self._entry(one), code=code if code in labels else "", label=labels.get(code, ""),
                    severity=detail.get("severity", ""), words=detail.get("words", ""),
                    action=actions.get(detail.get("action", ""), ""), outcome=_words(after),
                    outcome_at=after.at if after else None, outcome_source=self.source(after.n) if after else None,
                    over=after is not None and (after.detail or {}).get("symptom", "") == comfortable,
                )
            )  # fmt: skip
        return tuple(found)

    def others(self) -> tuple[OtherDrug, ...]:
        return tuple(self._other(one) for one in self._of("given"))

    def _other(self, one: Happening) -> OtherDrug:
        said = {
            name: str((one.detail or {}).get(name, "")) for name in ("name", "amount", "route", "ordered_by")
        }
        after = self._asked_after(one)
        return OtherDrug(
            **{**self._entry(one), **said}, outcome=_words(after), outcome_at=after.at if after else None,
            outcome_source=self.source(after.n) if after else None,
        )  # fmt: skip

    def _asked_after(self, about: Happening) -> Happening | None:
        """When somebody asked whether this helped; it is named by its own number, or by the one it stands for."""
        numbers = {about.n, about.corrects}
        return next((one for one in self._of("outcome") if (one.detail or {}).get("of") in numbers), None)

    def orders(self) -> tuple[Remark, ...]:
        """Orders that were signed in the session, and ended."""
        return tuple(Remark(**self._entry(one), words=one.says) for one in self._of("orders"))

    def remarks(self) -> tuple[Remark, ...]:
        return tuple(Remark(**self._entry(one), words=one.says) for one in self._of(*_REMARKS))

    def present(self) -> Remark | None:
        """Who was said to be with the patient, last."""
        found = self._of("present")
        if not found:
            return None
        names = ", ".join((found[-1].detail or {}).get("present", ()))
        return Remark(**self._entry(found[-1]), words=names)


def _seen_next(later: Iterable[Happening], code: str, comfortable: str) -> Happening | None:
    """The next look that says how it went on: the patient was comfortable, or it was seen again."""
    for one in later:
        seen = (one.detail or {}).get("symptom", "")
        if seen == comfortable or (seen and seen == code):
            return one
    return None


def _first(*found: Happening | None) -> Happening | None:
    return min((one for one in found if one is not None), key=lambda one: (one.at, one.n), default=None)


def _words(after: Happening | None) -> str:
    """What came of it: in the words of whoever asked after it, or as it was seen."""
    if after is None:
        return ""
    asked = (after.detail or {}).get("outcome", "") if after.kind == "outcome" else ""
    return OUTCOME_WORDS.get(asked, after.says)
