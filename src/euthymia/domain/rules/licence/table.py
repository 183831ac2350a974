"""The duties themselves: compliance.md 1.1, 1.3 to 1.8. Marks: V read, V2 read in a summary, K and P to be confirmed.

Rows of the fact base that need counsel carry what has to be asked. No row may become a hard block before that.
"""

from __future__ import annotations

from datetime import date

from euthymia.domain.quantities import Confidence, Provenance

from .duties import ANYWHERE, Duty, Topic

_READ = date(2026, 11, 1)
_V, _V2, _K, _P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P


def _duty(
    name: str, topic: Topic, says: str, applies_to: str, source: str, mark: Confidence, *,
    since: date | None = None, until: date | None = None, for_counsel: str = "",
) -> Duty:  # fmt: skip
    state = name.partition("-")[0]
    return Duty(
        id=name, state=state, topic=topic, says=says, applies_to=applies_to, provenance=Provenance(source, mark),
        read_on=_READ, since=since, until=until, for_counsel=for_counsel,
    )  # fmt: skip


_CLINICS = "every infusion clinic"
DUTIES: tuple[Duty, ...] = (
    _duty("US-1", Topic.LICENCE, "A registration of its own for each place where controlled substances are stored, administered or dispensed; stock is never pooled across registrations.", _CLINICS, "21 CFR 1301.12(a),(b)(3)", _K),
    _duty("US-2", Topic.LICENCE, "A practitioner's registration is renewed every three years.", _CLINICS, "21 CFR 1301.13(e)(1)(iv)", _V2),
    _duty("US-3", Topic.LOSS, "Theft or significant loss: written notice to the DEA field division office within one business day of discovery, and Form 106, electronically, within 45 days of discovery.", _CLINICS, "21 CFR 1301.76(b); 88 FR 40707", _V, since=date(2023, 7, 24)),
    _duty("US-4", Topic.INVENTORY, "An inventory of everything on hand at the latest two years after the last, at opening or close of business, zero recorded as zero.", _CLINICS, "21 CFR 1304.11(a)-(c)", _K),
    _duty("US-5", Topic.RECORD, "A record of every administration: volume, patient's name and address, date, and who gave it. A clinic that charges patients has no exemption.", _CLINICS, "21 CFR 1304.03(d), 1304.22(c)", _V),
    _duty("US-6", Topic.RECORD, "Records and inventories are kept at least two years, at the registered place, readily retrievable.", _CLINICS, "21 CFR 1304.04(a); 21 USC 827(b)", _V),
    _duty("US-7", Topic.TRANSFER, "Stock that goes to another registrant, another site of the same company too, is a distribution; in a year at most 5 % of what is distributed and dispensed.", _CLINICS, "21 CFR 1307.11(a),(b)", _V, for_counsel="what a dosage unit of a liquid is"),
    _duty("US-8", Topic.CARE, "Controlled substances may be prescribed without a prior visit in person.", "telemedicine prescribing", "21 CFR 1307.41; 90 FR 61301", _V, since=date(2026, 1, 1), until=date(2026, 12, 31), for_counsel="what holds after 31 December 2026"),
    _duty("US-9", Topic.REPORT, "States may leave direct administration out of reporting to their monitoring programme, and most do; what is dispensed to take home is reported.", _CLINICS, "42 USC 280g-3(d)(2) as enacted in 2005", _V, for_counsel="the duty of this state for administered and for take-home doses"),
    _duty("CA-1", Topic.PDMP, "Consult CURES before the first prescribing, ordering, administering or furnishing of Schedule II to IV (within 24 hours or on the business day before), then every six months while therapy continues.", "prescribers", "Cal. Health & Safety Code 11165.4", _V, for_counsel="whether an exemption covers an infusion clinic"),
    _duty("CA-2", Topic.REPORT, "Who dispenses records patient, prescriber, drug and diagnosis code, and reports to CURES within one working day.", "prescribers who dispense (B&P 4170)", "Cal. Health & Safety Code 11190(c), 11165(d)", _V2),
    _duty("CA-3", Topic.RECORD, "A record of Schedule II prescribed or administered, with pathology and purpose, kept three years; good practice for ketamine.", "prescribers of Schedule II", "Cal. Health & Safety Code 11190(a)-(b), 11191", _V2),
    _duty("CA-4", Topic.INVENTORY, "Periodic inventory of every controlled substance, and a reconciliation report within three months of discovering a reportable loss of Schedule III to V.", "clinics licensed under B&P 4180 or 4190", "16 CCR 1715.65", _V),
    _duty("CA-5", Topic.LOSS, "A report within 30 days when within 12 months ten single-dose injectables or two multi-dose vials or infusion bags are lost, of any theft by an employee, and of any loss that is significant otherwise.", "clinics licensed under B&P 4180 or 4190", "16 CCR 1715.6", _V),
    _duty("NY-1", Topic.RECORD, "Every practitioner records what was purchased, and what was administered from own stock: date, patient's name and address, type, quantity.", "practitioners", "10 NYCRR 80.105", _V),
    _duty("OH-1", Topic.LICENCE, "A licence as terminal distributor.", "clinics", "OAC 4729:5-19", _V),
    _duty("OH-2", Topic.RECORD, "Receiving, administering and destroying are recorded with positive identification of the person.", "clinics", "OAC 4729:5-19, 4729-9-14", _V),
    _duty("OH-3", Topic.INVENTORY, "An inventory every year.", "clinics", "ORC 3719.07", _V),
    _duty("OH-4", Topic.TRANSFER, "The dosage unit of a liquid is 1 mL.", "clinics", "OAC 4729-9-14", _V),
    _duty("SC-1", Topic.INVENTORY, "An inventory every year on 1 May, unless another day is approved; at opening or close, with the time, signed.", "registrants", "South Carolina controlled-substance rule", _V),
    _duty("WI-1", Topic.RECORD, "A bound log for each schedule, in order of time, kept five years.", "practitioners", "Wis. Adm. Code Pod 5.03", _V, for_counsel="this board's text: the one that was read is podiatry's"),
    *(
        _duty(f"{state}-1", Topic.TRANSFER, "The federal fields of records; the 5 % of transfers over the state's own twelve months.", "registrants", source, _V)
        for state, source in (
            ("IA", "IAC 657-10"), ("RI", "RIGL 21-28-3"), ("MI", "Mich. R338.3181"), ("DC", "DCMR 22-B1320"),
            ("OK", "OAC 475:35"),
        )
    ),
)  # fmt: skip

assert all(duty.state == ANYWHERE or len(duty.state) == 2 for duty in DUTIES)
