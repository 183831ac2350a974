"""Draw and second check: a syringe for an order, out of vials of the book, signed by two.

One act writes the drug book, the dose history, the chart and the note, or none of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from euthymia.clinic.devices import queries as devices
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import in_hand
from euthymia.clinic.pharmacy import queries as stock
from euthymia.domain import ledger, protocols
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import MASS_MG, VOLUME_ML, Fault, Unusable
from euthymia.journey.infusion import queries, syringes
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.infusion.models import Preparation, Session
from euthymia.journey.infusion.stock import against_order
from euthymia.kit import units

from .draw_findings import judged
from .entries import Entry, Kind, check_phase, enter, locked, observed
from .settling import write_down

if TYPE_CHECKING:
    from euthymia.clinic.pharmacy.models import Book
    from euthymia.clinic.pharmacy.queries import Shown

DRAWN_IN = (Phase.ORDERED, Phase.RUNNING, Phase.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What two people say of a syringe. `scans` are the vials in the order they were drawn from, as scanned or typed.

    `read_…` is what each of the two read by themselves: strength in µg/mL off the vial, and the second the volume
    of drug in the syringe, µL. `reasons` answer findings, by their code; `rest_method` says how the rest of a
    single-dose vial is destroyed in the same breath, and is empty to keep it for this patient meanwhile.
    """

    scans: Sequence[str]
    read_ug_per_ml: int
    second_ug_per_ml: int
    second_volume_ul: int
    weight_g: int
    checked: frozenset[str]
    diluent: str = ""
    diluent_lot: str = ""
    diluent_expires: date | None = None
    pump: str = ""
    rest_method: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


def draw(
    *,
    by: Member,
    session: Session,
    client_id: UUID,
    drawing: Drawing,
    witness: OneAct,
    at: datetime | None = None,
) -> Preparation:
    """Draw up what is still to be given of the order, checked by `witness`. Raises NotPosted, Unusable, NotAllowed.

    What stands against vial, strength or book is refused by name and kept; what was left out of the form is asked
    for. `at` is when preparation began.
    """
    require(by, Permission.RUN_INFUSION)
    require(by, Permission.USE_STOCK)
    with pharmacy.acting():
        session = locked(by, session)
        pharmacy.answer_again(by=by, client_id=client_id)
        known = Preparation.objects.filter(
            clinic_id=session.clinic_id, session=session, client_id=client_id
        ).first()
        if known is not None:
            return _same(known, by, drawing)
        begun_at = observed(session, at)
        fill = _wanted(session, begun_at)
        findings = judged(session, drawing.weight_g, drawing.pump, begun_at, drawing.scans)
        if faults := _left_out(session, fill, drawing, findings, begun_at):
            raise Unusable(faults)
        book, taken, seen = _taken(by, session, client_id, drawing, fill)
        return _posted(by, session, client_id, drawing, fill, book, taken, seen, witness, begun_at)


def _wanted(session: Session, at: datetime) -> preparing.Fill:
    """What is to be drawn now. Raises Unusable when nothing is, or a syringe waits already."""
    found = queries.happenings(session)
    check_phase(queries.course_of(session, found), DRAWN_IN)
    if at < session.order.at:
        raise Unusable.one(
            "minutes_ago", "before-order", "this lies before the order was signed", "a later time"
        )
    have = syringes.held(session, found)
    if (waits := syringes.waiting(have)) and not all(one.is_over(at) for one in waits):
        says = f"syringe {waits[0].number} is drawn already and waits"
        raise Unusable.one("", "drawn-already", says, "hang it, or waste it first")
    return preparing.fill(session.order.figures, syringes.committed_ug(have))


def _left_out(
    session: Session,
    fill: preparing.Fill,
    drawing: Drawing,
    findings: Sequence[protocols.Finding],
    at: datetime,
) -> list[Fault]:
    today = at.astimezone(session.clinic.zone).date()
    allowed = protocols.protocol_named(session.order.protocol).dilution.diluents
    faults = [Fault(one.at, one.code, one.says, str(one.provenance)) for one in findings
              if one.severity is protocols.Severity.REFUSE]  # fmt: skip
    faults += [
        Fault(f"reason-{one.code}", one.code, one.says, "a reason")
        for one in findings
        if one.severity is protocols.Severity.ASK and not drawing.reasons.get(one.code, "").strip()
    ]
    faults += preparing.incomplete(drawing.checked)
    faults += preparing.diluent_faults(
        fill, drawing.diluent, allowed, drawing.diluent_lot, drawing.diluent_expires, today
    )
    if not [one for one in drawing.scans if one.strip()]:
        faults.append(
            Fault("vial", "missing", "no vial was scanned", "its DataMatrix, its NDC or its number")
        )
    if drawing.rest_method:
        preparing.method_named(drawing.rest_method)
    return faults


def _taken(
    by: Member, session: Session, client_id: UUID, drawing: Drawing, fill: preparing.Fill
) -> tuple[Book, list[pharmacy.Taken], list[Shown]]:
    """The vials, and how much out of each: the first as far as it goes. What is wrong with them is refused and kept."""
    books = stock.books(session.clinic)
    if not books:
        raise Unusable.one("vial", "no-book", syringes.NOT_KEPT, "a registration, entered by the owner")
    refuse = _Refusing(by, session, client_id, books[0])
    scans = [one for one in drawing.scans if one.strip()]
    seen: list[Shown] = []
    for scan in scans:
        hand = in_hand.in_hand(session.clinic, scan)
        vial = _one_vial(hand, refuse)
        if vial.row.code in [one.row.code for one in seen]:
            raise Unusable.one("vial", "twice", f"vial {vial.row.code} stands twice", "each vial once")
        _right_one(hand, vial, seen, refuse)
        seen.append(vial)
    if read := preparing.read_alike(
        fill, session.order.figures, drawing.second_ug_per_ml, drawing.second_volume_ul
    ):
        refuse("read-otherwise", "; ".join(f"{one.says}: {one.accepted}" for one in read) + ".", seen[0])
    taken, rest_ul = [], fill.drug_volume_ul
    for n, (scan, vial) in enumerate(zip(scans, seen, strict=True), 1):
        hand = in_hand.in_hand(session.clinic, scan)
        volume_ul = rest_ul if n == len(seen) else min(rest_ul, vial.vial.book_ul)
        if volume_ul <= 0:
            raise Unusable.one("vial", "too-many", f"vial {vial.row.code} is not needed", "fewer vials")
        rest_ul -= volume_ul
        kept_ul = _kept_ul(session, vial, volume_ul)
        if kept_ul and not drawing.rest_method:
            says = f"{VOLUME_ML.format(kept_ul)} mL stay in single-dose vial {vial.row.code}: say how they are destroyed"
            raise Unusable.one(
                "rest_method", "rest-of-single-dose", says, "a method, before the same second person"
            )
        taken.append(
            pharmacy.Taken(
                vial=vial.row.code, volume_ul=volume_ul, mg_per_ml=Decimal(drawing.read_ug_per_ml) / 1_000,
                lot=hand.lot or "", expires=hand.expires, rest_ul=kept_ul,
            )
        )  # fmt: skip
    return seen[0].row.book, taken, seen


def _kept_ul(session: Session, vial: Shown, volume_ul: int) -> int:
    """What would stay in a single-dose vial of this patient's: nobody may have it, so it is destroyed at once."""
    owner = (session.patient.number, str(session.order_id))
    draws = vial.vial.draws
    if vial.vial.dose_type != "single" or (draws and draws[0].owner[:2] != owner):
        return 0
    return max(0, vial.vial.book_ul - volume_ul)


@dataclass(frozen=True, slots=True)
class _Refusing:
    """How a draw is refused before the ledger is asked: by name, and kept in the vial's book."""

    by: Member
    session: Session
    client_id: UUID
    book: Book

    def __call__(self, code: str, says: str, vial: Shown | None = None) -> NoReturn:
        fields = {"order": str(self.session.order_id), "vial": vial.row.code if vial else None}
        pharmacy.refuse(
            by=self.by, book=vial.row.book if vial else self.book, client_id=self.client_id, kind="draw", code=code,
            says=f"{says[0].upper()}{says[1:]}", patient=self.session.patient, fields=fields,
        )  # fmt: skip


def _one_vial(hand: in_hand.InHand, refuse: _Refusing) -> Shown:
    if not hand.found:
        code = f"NDC {hand.ndc_10}" if hand.ndc_10 else hand.text[:60]
        refuse(
            "wrong-drug",
            f"Nothing in the drug book is {code}: another drug, another clinic's, or a vial that was never received. "
            "Put it aside and fetch one of the book.",
        )
    if hand.only is None:
        numbers = ", ".join(one.row.code for one in hand.found[:12])
        says = f"{len(hand.found)} vials have this code: {numbers}"
        raise Unusable.one("vial", "which-vial", says, "the number on the vial in your hand")
    return hand.only


def _right_one(hand: in_hand.InHand, vial: Shown, seen: Sequence[Shown], refuse: _Refusing) -> None:
    """Product, strength and registration; what the ledger knows it refuses itself."""
    session, code = refuse.session, vial.row.code
    if hand.ndc_10 is not None and vial.row.ndc.replace("-", "") != hand.ndc_10:
        says = f"The code says NDC {hand.ndc_10}, the book has {vial.row.ndc} as vial {code}. Put this vial aside and check label and lot."
        refuse("details-differ", says, vial)
    fault = against_order(session, vial.vial)
    if fault is not None:
        refuse(fault.code, f"{fault.says} Take {fault.accepted}.", vial)
    before = [one.preparation.book_id for one in syringes.held(session, ())] + [
        one.row.book_id for one in seen
    ]
    if any(one != vial.row.book_id for one in before):
        number = vial.row.book.registration.number
        says = f"Vial {code} belongs to another registration ({number}) than what was drawn for this order. Take one of the same."
        refuse("other-registration", says, vial)


def _same(known: Preparation, by: Member, drawing: Drawing) -> Preparation:
    """What this form has already made. Raises Unusable when it says something else now."""
    same = (
        known.by == by.words
        and known.weight_g == drawing.weight_g
        and known.diluent_lot == drawing.diluent_lot.strip()
    )
    if (
        same
        and set(known.checklist) == drawing.checked
        and len(known.vials) == len([one for one in drawing.scans if one.strip()])
    ):
        return known
    raise Unusable.one(
        "client_id", "reused", "this form was already used for another syringe", "a fresh form"
    )


def _posted(
    by: Member, session: Session, client_id: UUID, drawing: Drawing, fill: preparing.Fill, book: Book,
    taken: Sequence[pharmacy.Taken], seen: Sequence[Shown], witness: OneAct, begun_at: datetime,
) -> Preparation:  # fmt: skip
    book = pharmacy.lock_book(by, book)
    number = f"S-{book.entries_n + 1}"
    prepared = _document(by, session, client_id, drawing, fill, taken, seen, witness.member, begun_at, number)
    prepared.book = book
    account = pharmacy.Account(
        patient=session.patient, order=str(session.order_id), syringe=number, ordered_by=session.order.by
    )
    rest = preparing.method_named(drawing.rest_method).says if drawing.rest_method else ""
    entries = pharmacy.draw_up(
        by=by, witness=witness, book=book, client_id=client_id, account=account, taken=taken, at=begun_at,
        reason=f"syringe {number}; preparation {prepared.digest}", rest_reason=f"rest of a single-dose vial, {rest}",
    )  # fmt: skip
    says = _says(prepared)
    detail = {
        "syringe": number, "drawn_ug": fill.mass_ug, "vials": [one["vial"] for one in prepared.vials],
        "second": prepared.second, "digest": prepared.digest,
        "use_by": prepared.use_by.isoformat(),
    }  # fmt: skip
    event = enter(by, session, client_id, Entry(Kind.DRAWN, says, detail=detail), DRAWN_IN, begun_at)
    prepared.save()
    write_down(session, event, prepared, entries, f"{says}.")
    return prepared


def _document(
    by: Member, session: Session, client_id: UUID, drawing: Drawing, fill: preparing.Fill,
    taken: Sequence[pharmacy.Taken], seen: Sequence[Shown], second: Member, begun_at: datetime, number: str,
) -> Preparation:  # fmt: skip
    """The syringe as a row, with the digest of all that it says."""
    per_ul = preparing.stock_ug_per_ul(session.order.figures)
    pump = devices.pump_by_code(session.clinic, drawing.pump)
    dry = not fill.diluent_volume_ul
    made = Preparation(
        clinic_id=session.clinic_id, patient_id=session.patient_id, session=session, client_id=client_id, number=number,
        at=units.current().now, by=by.words, second=second.words, begun_at=begun_at,
        use_by=begun_at + timedelta(hours=ledger.POLICY.preparation_h), weight_g=drawing.weight_g,
        stock_ug_per_ml=session.order.stock_ug_per_ml, mass_ug=fill.mass_ug, drug_volume_ul=fill.drug_volume_ul,
        diluent_volume_ul=fill.diluent_volume_ul, final_volume_ul=fill.final_volume_ul,
        rate_ul_per_h=session.order.rate_ul_per_h,
        vials=[
            {
                "vial": one.vial, "ndc": vial.row.ndc, "lot": vial.row.lot, "expires": vial.row.expires.isoformat(),
                "volume_ul": one.volume_ul, "mass_ug": one.volume_ul * per_ul, "rest_ul": one.rest_ul,
            }
            for one, vial in zip(taken, seen, strict=True)
        ],
        diluent="" if dry else drawing.diluent, diluent_lot="" if dry else drawing.diluent_lot.strip(),
        diluent_expires=None if dry else drawing.diluent_expires, pump=drawing.pump.strip(),
        pump_calibrated_until=None if pump is None else pump.calibrated_until,
        checklist=sorted(drawing.checked), reasons={code: words.strip() for code, words in drawing.reasons.items() if words.strip()},
    )  # fmt: skip
    made.digest = digest_of(made)
    return made


# What the digest leaves out: the row's own id, what binds it, and the book it stands in.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNDIGESTED = ("id", "digest", "book_id")


def digest_of(made: Preparation) -> str:
    """SHA-256 of what a syringe's row says: canonical JSON of its columns."""
    said = {
        one.attname: _plain(getattr(made, one.attname))
        for one in made._meta.concrete_fields
        if one.attname not in _UNDIGESTED
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    if isinstance(value, date | UUID):
        return str(value)
    return value


def _says(made: Preparation) -> str:
    vials = " and ".join(
        f"{VOLUME_ML.format(one['volume_ul'])} mL from vial {one['vial']} (lot {one['lot']})"
        for one in made.vials
    )
    diluted = (
        f" in {VOLUME_ML.format(made.final_volume_ul)} mL, {made.diluent} lot {made.diluent_lot}"
        if made.diluent
        else ""
    )
    return (
        f"syringe {made.number}: ketamine {MASS_MG.format(made.mass_ug)} mg, {vials}{diluted}; "
        f"checked by {made.second.partition(' <')[0]}"
    )
