"""The ledger against a second one written differently: the same events, the same verdicts, the same amounts.

By default some 2,000 events; `EUTHYMIA_LEDGER_STEPS=20000` for a longer run.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from euthymia.domain.ledger import (
    Book,
    Event,
    Owner,
    Posted,
    Refused,
    Repeated,
    broken,
    parse,
    revived,
    stored,
)
from support.ledger import DETAILS, DISTRIBUTOR, OTHERS, OURS, SUPPLIER
from support.ledger_model import DAY, Model

STEPS = int(os.environ.get("EUTHYMIA_LEDGER_STEPS", "2000"))
EACH = 60
START = datetime.fromisoformat("2026-07-01T00:00:00-07:00")
PEOPLE = ("noor", "tomas", "wren", "okafor")
VIALS = ("V1", "V2", "V3")
DEVICES = ("E1", "E2")  # of esketamine
CONTENT_UG = 28_000
OWNERS = (("ana", "o1"), ("ana", "o2"), ("ben", "o1"))
PLACES = (f"{OURS}/safe", f"{OURS}/cart", f"{OTHERS}/safe")
VOLUMES = (0, 1, 400, 500, 1_000, 4_000, 9_500, 9_600, 10_000, 10_400, 10_500, 10_600)
KINDS = [
    *["receive"] * 2, "opening", *["draw"] * 10, *["administer"] * 4, *["waste"] * 4, *["breakage"] * 2, "destroy",
    "move", "return-sealed", "quarantine", *["reverse-distribute"] * 2, "distribute",
    *["receive-from"] * 2, *["count"] * 7, *["resolve"] * 5, "loss", "theft", *["reverse"] * 4,
]  # fmt: skip


def as_sent(event: dict[str, Any], device: bool) -> Event:
    """The model's minutes and days as an event is written; an amount of a device are units."""
    sent = {key: value for key, value in event.items() if value is not None}
    if device and "volume_ul" in sent:
        sent["units"] = sent.pop("volume_ul")
    sent["at"] = (START + timedelta(minutes=event["at"])).isoformat()
    if "expires" in sent:
        sent["expires"] = (START + timedelta(days=event["expires"])).date().isoformat()
    return parse(sent)


NUMBER = st.integers(0, 2**64 - 1)


class Ledgers(RuleBasedStateMachine):
    """Both ledgers, and everything that was ever sent to them. Each event is made from one drawn number."""

    def __init__(self) -> None:
        super().__init__()
        self.book, self.model = Book(), Model()
        self.sent: list[tuple[Event, type]] = []
        self.now, self.names = 480, 0

    @rule(number=NUMBER)
    def something_happens(self, number: int) -> None:
        self.happens(Random(number))

    @initialize(number=NUMBER)
    def vials_come(self, number: int) -> None:
        chance = Random(number)
        for _ in range(6):
            self.happens(chance, "receive")

    def happens(self, chance: Random, kind: str = "") -> None:
        event = self.event(chance, kind or chance.choice(KINDS))
        sent = as_sent(event, self._of_a_device(event))
        decision = self.book.post(sent)
        accepted = self.model.post(event)
        assert isinstance(decision, Posted if accepted else Refused), (event, decision)
        self.sent.append((sent, type(decision)))

    def event(self, chance: Random, kind: str) -> dict[str, Any]:
        self.names += 1
        back = chance.choice([0, 0, 0, 0, 0, 0, 5, 30, 200])
        self.now += 0 if back else chance.choice([0, 0, 1, 1, 5, 5, 10, 10, 60, 60, 241, 1_440, 14 * DAY])
        event: dict[str, Any] = {"id": f"e{self.names}", "kind": kind, "at": max(self.now - back, 0)}
        event["by"], event["witness"] = chance.sample(PEOPLE, 2)
        if chance.random() < 0.08:
            event["witness"] = chance.choice([None, event["by"]])
        if back or chance.random() < 0.3:
            event["reason"] = chance.choice(["late", "late", "late", None])
        getattr(self, "_" + kind.replace("-", "_"), self._of_a_vial)(event, chance)
        if self._of_a_device(event) and "volume_ul" in event:
            some = [0, 1, 1, 1, 2] if kind == "count" else [None, None, None, 1, 1, 0, 2]
            event["volume_ul"] = chance.choice(some)
        return event

    def _of_a_device(self, event: dict[str, Any]) -> bool:
        case = self.model.counts.get(event.get("ref") or "") if event["kind"] != "reverse" else None
        name = event.get("vial") or (case and case["vial"]["name"])
        return name in DEVICES

    def _vial(self, chance: Random, *states: str) -> str:
        """One that stands so, mostly."""
        fitting = [name for name, vial in self.model.vials.items() if vial["state"] in states]
        return chance.choice(fitting if fitting and chance.random() < 0.9 else VIALS + DEVICES)

    def _opening(self, event: dict[str, Any], chance: Random) -> None:
        event |= {key: value for key, value in DETAILS.items() if key not in ("expires", "to")}
        new = [name for name in VIALS + DEVICES if name not in self.model.vials]
        event |= {
            "vial": chance.choice(new or self._gone() or VIALS + DEVICES), "to": chance.choice(PLACES),
            "expires": event["at"] // DAY + chance.choice([-1, 0, 20, 60, 400, 400, 400]),
            "volume_ul": chance.choice([1_000, 10_000, 10_000]),
            "dose_type": chance.choice(["single", "multi"]), "mg_per_ml": 50,
        }  # fmt: skip
        if event["vial"] in DEVICES:
            event |= {
                "form": "device",
                "substance": "esketamine",
                "content_ug": CONTENT_UG,
                "dose_type": None,
                "mg_per_ml": None,
            }
            event["patient"] = chance.choice([None, None, "ana"])

    def _gone(self) -> list[str]:
        return [name for name, vial in self.model.vials.items() if vial["state"] == "withdrawn"]

    def _receive(self, event: dict[str, Any], chance: Random) -> None:
        self._opening(event, chance)
        event["supplier_dea"] = SUPPLIER

    def _of_a_vial(self, event: dict[str, Any], chance: Random) -> None:
        event["vial"] = self._vial(chance, "stock", "quarantine")
        event["volume_ul"] = chance.choice([None, None, None, *VOLUMES])

    def _move(self, event: dict[str, Any], chance: Random) -> None:
        """With a patient, sometimes: from then on it is theirs."""
        event["vial"] = self._vial(chance, "stock")
        known = self.model.vials.get(event["vial"])
        ours = [place for place in PLACES if known and place[:9] == known["place"][:9]]
        event["to"] = chance.choice([*ours, *ours, *PLACES])
        event["from"] = chance.choice([None, None, *PLACES, *([known["place"]] if known else [])])
        event["volume_ul"] = chance.choice([None, None, None, 10_000])

        event["patient"] = chance.choice([None, None, "ana", "ben"]) if event["kind"] == "move" else None

    _return_sealed = _move

    def _quarantine(self, event: dict[str, Any], chance: Random) -> None:
        event["vial"] = self._vial(chance, "stock")
        missing = [name for name, vial in self.model.vials.items() if vial["lost"] or vial["stolen"]]
        event["from"] = None
        if missing and chance.random() < 0.6:
            event["vial"], event["from"] = chance.choice(missing), chance.choice(["stolen", "lost"])
        event["volume_ul"] = chance.choice([None, None, None, *VOLUMES])

    def _distribute(self, event: dict[str, Any], chance: Random) -> None:
        self._move(event, chance)
        event["to"] = chance.choice([OTHERS, OTHERS, OURS])

    def _receive_from(self, event: dict[str, Any], chance: Random) -> None:
        event["vial"] = self._vial(chance, "distributed")
        ways = [(OURS, PLACES[2]), (OTHERS, PLACES[0]), (OURS, PLACES[0]), (OTHERS, PLACES[2])]
        event["from"], event["to"] = chance.choice([*ways[:2], *ways])
        known = self.model.vials.get(event["vial"])
        if known and known["state"] != "withdrawn":  # one without its details is refused by both
            event["volume_ul"] = chance.choice([None, None, 400, 10_000])

    def _reverse_distribute(self, event: dict[str, Any], chance: Random) -> None:
        event["from"] = chance.choice(["quarantine", "in-transit"])
        event["vial"] = self._vial(chance, event["from"])
        event["volume_ul"] = chance.choice([None, None, None, 10_000])
        event["to"] = chance.choice([DISTRIBUTOR, DISTRIBUTOR, DISTRIBUTOR, OTHERS])

    def _draw(self, event: dict[str, Any], chance: Random) -> None:
        event["patient"], event["order"] = chance.choice(OWNERS)
        event["vial"] = self._vial(chance, "stock")
        event["volume_ul"] = chance.choice([*VOLUMES, 400, 500, 500, 1_000])

    def _administer(self, event: dict[str, Any], chance: Random) -> None:
        full = [owner for owner, syringe in self.model.syringes.items() if syringe["ul"]]
        event["patient"], event["order"], *device = chance.choice(
            full if full and chance.random() < 0.9 else OWNERS
        )
        if device:
            event["vial"] = chance.choice([*device, *device, *device, *DEVICES])
            event["volume_ul"] = 1
            return
        drawn = self.model.syringes.get((event["patient"], event["order"]))
        amounts = [drawn["ul"], drawn["ul"] // 2, drawn["ul"] + 1] if drawn else []
        event["volume_ul"] = chance.choice([*amounts, *amounts, 1, 400])

    def _waste(self, event: dict[str, Any], chance: Random) -> None:
        self._administer(event, chance)
        used = [name for name, vial in self.model.vials.items() if vial["draws"]]
        if chance.random() < 0.5:
            event["vial"] = chance.choice(used or VIALS)
            known = self.model.vials.get(event["vial"])
            if known and known["draws"] and chance.random() < 0.9:
                event["patient"], event["order"], *_ = next(iter(known["draws"].values()))["owner"]
            event["volume_ul"] = self.model.there(known) if known and chance.random() < 0.7 else 400

    def _breakage(self, event: dict[str, Any], chance: Random) -> None:
        chance.choice([self._administer, self._of_a_vial])(event, chance)

    def _count(self, event: dict[str, Any], chance: Random) -> None:
        event["vial"] = self._vial(chance, "stock", "quarantine")
        vial = self.model.vials.get(event["vial"])
        there = self.model.there(vial) if vial else 0
        off = chance.choice([0, 0, -there, -400, -400, 400, 100, 600])
        event["volume_ul"] = max(there + off, 0)

    def _resolve(self, event: dict[str, Any], chance: Random) -> None:
        cases = [name for name, count in self.model.counts.items() if count["open"]]
        event["ref"] = chance.choice(cases or [*self.model.counts, "none"])
        case = self.model.counts.get(event["ref"], {"rest": 0, "who": set()})
        others = [person for person in PEOPLE if person not in case["who"]]
        if len(others) == 2 and chance.random() < 0.8:
            event["by"], event["witness"] = others
        rest = case["rest"]
        fitting = ["lost", "stolen", "wasted", "destroyed"] if rest > 0 else ["overfill"] if rest else [None]
        anything = [None, "overfill", "lost", "administered", "safe", "variance"]
        offsets = [f"variance:{name}" for name in self.model.counts]
        event["to"] = chance.choice([*fitting, *fitting, *(offsets or anything), *anything])
        event["volume_ul"] = chance.choice([None, None, None, 0, 100, 400, 10_600])

    def _loss(self, event: dict[str, Any], chance: Random) -> None:
        short = [name for name, count in self.model.counts.items() if count["open"] and count["rest"] > 0]
        if self.model.counts and chance.random() < 0.6:
            event["ref"] = chance.choice(short or list(self.model.counts))
            event["volume_ul"] = chance.choice([None, None, 0, 1, 400])
        else:
            self._of_a_vial(event, chance)

    _theft = _loss

    def _reverse(self, event: dict[str, Any], chance: Random) -> None:
        latest = list(self.model.done)[-5:]
        event["ref"] = chance.choice([*latest, *latest, *self.model.done, "none"])

    @rule(number=NUMBER)
    def the_same_is_sent_again(self, number: int) -> None:
        if self.sent:
            sent, decided = Random(number).choice(self.sent)
            head = self.book.head
            again = self.book.post(parse(stored(sent)))
            assert isinstance(again, Repeated if decided is Posted else Refused)
            assert self.book.head == head

    @rule(number=NUMBER)
    def an_id_is_used_for_something_else(self, number: int) -> None:
        if self.sent:
            sent, _ = Random(number).choice(self.sent)
            decision = self.book.post(parse({**stored(sent), "reason": "something else"}))
            assert isinstance(decision, Refused) and decision.code == "id-conflict"

    @rule()
    def the_process_dies_and_starts_again(self) -> None:
        """From the events alone, the refused ones too; and value by value through what is stored of each."""
        again = Book.of(parse(stored(sent)) for sent, _ in self.sent)
        assert (again.head, again.merkle_head) == (self.book.head, self.book.merkle_head)
        for mine, theirs in ((self.book.vials, again.vials), (self.book.syringes, again.syringes),
                             (self.book.counts, again.counts), (self.book.entries, again.entries)):  # fmt: skip
            assert mine == theirs
            for value in theirs.values():
                assert revived(type(value), stored(value)) == value
        self.book = again

    @invariant()
    def nothing_is_broken(self) -> None:
        assert broken(self.book) == []

    @invariant()
    def both_say_the_same(self) -> None:
        model, book = self.model, self.book
        assert set(book.vials) == set(model.vials)
        for name, vial in model.vials.items():
            mine = book.vials[name]
            if vial["state"] != "withdrawn":
                expected = (
                    model.there(vial),
                    model.suspense(vial),
                    vial["lost"],
                    vial["stolen"],
                    vial["place"],
                )
                found = (mine.book_ul, mine.suspense_ul, mine.lost_ul, mine.stolen_ul, mine.placement.place)
                assert found == expected, name
        for owner, syringe in model.syringes.items():
            mine = book.syringes[Owner(*owner)]
            in_hand = mine.mass_ug // CONTENT_UG if mine.form == "device" else mine.volume_ul
            assert in_hand == syringe["ul"]
        assert {one.id for one in book.open_cases} == {
            name for name, one in model.counts.items() if one["open"]
        }
        assert {one.id: one.rest_ul for one in book.counts.values()} == {
            name: one["rest"] for name, one in model.counts.items()
        }
        gone: dict[str, Fraction] = defaultdict(Fraction)
        for account, amount in book.balances.items():
            if account.startswith("esketamine:"):
                gone[f"device {account.split(':')[1]}"] += Fraction(amount.mass_ug, CONTENT_UG)
                assert amount.volume_ul == 0
            else:
                gone[account.partition(":")[0]] += amount.volume_ul
        for kind in ("administered", "wasted", "breakage", "destroyed"):
            assert gone[kind] == model.sinks.get(kind, 0)
            assert gone[f"device {kind}"] == model.sinks.get(f"device {kind}", 0)


TestLedgers = Ledgers.TestCase
TestLedgers.settings = settings(
    max_examples=max(STEPS // EACH, 1), stateful_step_count=EACH, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
