"""A month of an invented clinic in its drug book, through the clinic's own actions at its own times."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

from euthymia.clinic.people import actions as people
from euthymia.clinic.people.models import Patient
from euthymia.clinic.pharmacy import actions, duties, queries, suspicion
from euthymia.domain.rules.licence import FACTORS, Answer, Answered, Verdict
from euthymia.kit import clock, units
from support.cast import Cast
from support.stock import DISTRIBUTOR, HILLSIDES, SUPPLIER, Stock, stocked

FIRST_MORNING = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)  # a Monday, eight in the morning at Lakeside
DAYS, SESSIONS_A_DAY = 22, 3
LABEL_UL = 10_000


@dataclass
class Shelf:
    """What an eye would see, kept apart from the book: microlitres in each vial, and what became of the rest."""

    vials: dict[str, int] = field(default_factory=dict)
    drawn_ul: int = 0
    given_ul: int = 0
    wasted_ul: int = 0
    broken_ul: int = 0
    lost_ul: int = 0
    left_ul: int = 0
    received_ul: int = 0


class Month:
    """Twenty-two working days: deliveries, sessions, counts, a breakage, a loss, a return, a transfer."""

    def __init__(self, cast: Cast, seed: int = 1, start: datetime = FIRST_MORNING) -> None:
        self.cast, self.random, self.shelf, self.start = cast, Random(seed), Shelf(), start
        self.sessions = 0
        with self._at(start - timedelta(hours=1)):
            self.stock: Stock = stocked(cast, begun=False)
            for number, kind in (
                (SUPPLIER, "supplier"),
                (DISTRIBUTOR, "reverse-distributor"),
                (HILLSIDES, "practitioner"),
            ):
                actions.name_registrant(
                    clinic=cast.lakeside,
                    by="a test",
                    number=number,
                    kind=kind,
                    name=f"{kind} Inc",
                    address="9 Dock Street",
                )
            self.patients = [
                self._patient(cast.ana_patient, "12 Elm Street"),
                self._patient(cast.ben_patient, "3 Oak Road"),
            ]
            actions.set_site(by="a test", book=self.stock.book, client_id=uuid4(), when_closed="ask")
            actions.set_state(by="a test", registration=self.stock.book.registration, state="CA")
            actions.open_book(
                by=cast.by_role["custodian"].member(), witness=self.stock.proof(), book=self.stock.book, client_id=uuid4(),
                moment="open", arrivals=[],
            )  # fmt: skip

    def _patient(self, patient: Patient, address: str) -> Patient:
        return people.change_address(by="a test", patient=patient, address=address)

    def _at(self, moment: datetime) -> Any:
        return _Moment(self.cast, moment)

    def live(self) -> None:
        """All of it."""
        day = self.start
        for number in range(DAYS):
            self.day(day, number)
            day += timedelta(days=3 if day.weekday() == 4 else 1)
        self.end = day

    def day(self, morning: datetime, number: int) -> None:
        if number % 8 == 0:
            with self._at(morning):
                self._deliver(number)
        with self._at(morning + timedelta(minutes=15)):
            self._count("open")
        for place in range(SESSIONS_A_DAY):
            self._session(morning + timedelta(hours=1 + 2 * place), f"{number}-{place}")
        with self._at(morning + timedelta(hours=8)):
            self._extraordinary(number)
        with self._at(morning + timedelta(hours=9)):
            self._count("close", short_ul=150 if number == 12 else 0)
        if number == 12:
            with self._at(morning + timedelta(hours=9, minutes=30)):
                self._lose()

    def _deliver(self, number: int) -> None:
        for place in range(5):
            code = f"{number:02d}{place:02d}"
            self.stock.receive(code, lot=f"L{number}")
            self.shelf.vials[code] = LABEL_UL
            self.shelf.received_ul += LABEL_UL

    def _session(self, at: datetime, order: str) -> None:
        patient = self.patients[self.sessions % len(self.patients)]
        volume_ul = self.random.randrange(600, 1_400, 20)
        left_ul = self.random.choice((0, 0, 100, 160))
        code = next(one for one, ul in sorted(self.shelf.vials.items()) if ul >= volume_ul)
        usual = {"patient": patient, "order": order}
        with self._at(at):
            self.stock.act("draw", vial=code, volume_ul=volume_ul, **usual)
        with self._at(at + timedelta(minutes=50)):
            self.stock.act("administer", volume_ul=volume_ul - left_ul, **usual)
            if left_ul:
                self.stock.act("waste", volume_ul=left_ul, witness=self.stock.proof(), **usual)
        self.shelf.vials[code] -= volume_ul
        self.shelf.drawn_ul += volume_ul
        self.shelf.given_ul += volume_ul - left_ul
        self.shelf.wasted_ul += left_ul
        self.sessions += 1

    def _extraordinary(self, number: int) -> None:
        """A breakage on the sixth day, a return begun on the tenth and acknowledged later, a transfer, a mistake."""
        keeper = self.cast.by_role["custodian"].member()
        last = max(code for code, ul in self.shelf.vials.items() if ul == LABEL_UL)
        if number == 3:
            with suppress(actions.NotPosted):
                self.stock.act(
                    "draw", vial=last, volume_ul=2 * LABEL_UL, patient=self.patients[0], order="too much"
                )
        elif number == 5:
            self.stock.act(
                "breakage",
                by=keeper,
                vial=last,
                volume_ul=LABEL_UL,
                reason="fell",
                witness=self.stock.proof(),
            )
            self.shelf.vials[last] = 0
            self.shelf.broken_ul += LABEL_UL
        elif number == 7:
            self.stock.act(
                "breakage", by=keeper, vial=last, volume_ul=100, reason="chipped", witness=self.stock.proof()
            )
            self.shelf.vials[last] -= 100
            self.shelf.broken_ul += 100
        elif number == 8:
            self._watch()
        elif number == 9:
            self.stock.act("quarantine", by=keeper, vial=last, reason="recall R-1")
            away = {"by": keeper, "vial": last, "distributor_dea": DISTRIBUTOR}
            self.stock.act("reverse_distribute", loading=True, witness=self.stock.proof(), **away)
            self.stock.act("reverse_distribute", loading=False, **away)
            self._gone(last)
        elif number == 14:
            self.stock.act("distribute", by=keeper, vial=last, recipient_dea=HILLSIDES, reason="they ran out")
            self._gone(last)
        elif number == 16:
            wrong = self.stock.act(
                "draw", vial=last, volume_ul=500, patient=self.patients[0], order="mistake"
            )
            self.stock.act(
                "reverse",
                by=self.cast.okafor.member(),
                witness=self.stock.proof(),
                entry=wrong,
                reason="another vial",
            )

    def _gone(self, code: str) -> None:
        self.shelf.left_ul += self.shelf.vials[code]
        self.shelf.vials[code] = 0

    def _count(self, purpose: str, short_ul: int = 0) -> None:
        """What the two see on the shelf, which is not what the book says when something is short."""
        if short_ul:
            code = next(one for one, ul in sorted(self.shelf.vials.items()) if ul > short_ul)
            self.shelf.vials[code] -= short_ul
            self.shelf.lost_ul += short_ul
        self.stock.book.refresh_from_db()
        counted = [
            actions.Counted(row.code, self.shelf.vials[row.code]) for row in queries.to_count(self.stock.book)
        ]
        actions.count_sheet(
            by=self.cast.noor.member(), witness=self.stock.proof(), book=self.stock.book, client_id=uuid4(),
            purpose=purpose, counted=counted, seen_n=self.stock.book.entries_n,
        )  # fmt: skip

    def _lose(self) -> None:
        """Two who did not count decide that it is significant; the notice goes out the next morning."""
        ((case, _),) = queries.open_cases(self.cast.lakeside)
        decision = actions.decide_loss(
            by=self.cast.okafor.member(), witness=self.stock.proof(self.cast.olu), book=self.stock.book, client_id=uuid4(),
            shortage=actions.Shortage(case=case.code), verdict=Verdict.SIGNIFICANT, reason="searched, not found",
            answers=[Answered(one.code, Answer.NO, "") for one in FACTORS],
        )  # fmt: skip
        actions.report_made(
            by=self.cast.okafor.member(), book=self.stock.book, client_id=uuid4(), ref=str(decision.entry),
            duty=duties.NOTICE_CODE, done_on=units.current().now.astimezone(self.cast.lakeside.zone).date(),
            reference="letter of today",
        )  # fmt: skip

    def _watch(self) -> None:
        """An owner names who reads the signals; two breakages by one person are one, and it is explained."""
        one, other = self.cast.okafor.member(), self.cast.olu.member()
        actions.name_reviewers(by=other, client_id=uuid4(), first=one, second=other)
        concern = actions.tell_concern(
            clinic=self.cast.lakeside, client_id=uuid4(), words="two vials broke in a week"
        )
        actions.answer_concern(
            by=one, concern_id=concern.pk, client_id=uuid4(), words="looked at both entries"
        )
        book = queries.book(self.cast.lakeside, self.stock.book.pk)
        (found, *_) = suspicion.reasons(book, units.current().now, one)
        actions.review_signal(
            by=one,
            book=book,
            client_id=uuid4(),
            signal=found.key,
            outcome="explained",
            words="a shelf gave way",
        )

    @property
    def lots(self) -> set[str]:
        return {f"L{number}" for number in range(0, DAYS, 8)}

    @property
    def strength(self) -> Decimal:
        return Decimal(50)


class _Moment:
    """A unit of Lakeside at a moment of the invented month."""

    def __init__(self, cast: Cast, moment: datetime) -> None:
        self.cast, self.moment = cast, moment

    def __enter__(self) -> None:
        self.frozen = clock.frozen(self.moment)
        self.frozen.__enter__()
        self.unit = units.unit(tenant=self.cast.lakeside.pk, actor="a test")
        self.unit.__enter__()

    def __exit__(self, *raised: Any) -> None:
        self.unit.__exit__(*raised)
        self.frozen.__exit__(*raised)
