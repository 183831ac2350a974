"""Every refusal by its code: a small ledger, the event that must not happen, and the code it is refused with."""

from __future__ import annotations

import pytest

from euthymia.domain.ledger import REASONS, Policy, broken
from support.ledger import DISTRIBUTOR, OTHERS, OURS, SUPPLIER, codes, told

V1 = "r1 08:00 receive vial=V1"
SINGLE = "r1 08:00 receive vial=V1 dose_type=single"
DRAWN = "d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=2000"
SHORT = "c1 10:00 count vial=V1 volume_ul=9000"
SURPLUS = "c1 10:00 count vial=V1 volume_ul=10400"
QUARANTINED = "q1 10:00 quarantine vial=V1"
LOADED = f"l1 11:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}"
SENT = f"s1 10:00 distribute vial=V1 to={OTHERS}"
WREN = "by=wren witness=okafor"

# code, what is in the book, what is refused
TABLE = [
    ("unsigned", [], "x 09:00 receive vial=V1 by="),
    ("witness-missing", [V1, DRAWN], "x 09:30 waste patient=ana order=o1 volume_ul=100 witness="),
    ("witness-missing", [V1], "x 09:30 breakage vial=V1 volume_ul=100 witness="),
    ("witness-missing", [V1], "x 09:30 destroy vial=V1 witness="),
    ("witness-missing", [V1], "x 09:30 count vial=V1 volume_ul=10000 witness="),
    ("witness-missing", [V1, SHORT], "x 10:30 resolve ref=c1 to=lost by=wren witness="),
    ("witness-missing", [V1], "x 09:30 loss vial=V1 witness="),
    ("witness-missing", [V1], "x 09:30 theft vial=V1 witness="),
    ("witness-missing", [V1, DRAWN], "x 09:30 reverse ref=d1 witness="),
    ("witness-missing", [V1, QUARANTINED], LOADED.replace("l1", "x") + " witness="),
    ("witness-is-actor", [V1, DRAWN], "x 09:30 waste patient=ana order=o1 volume_ul=100 witness=NOOR"),
    ("witness-is-actor", [V1], "x 09:30 draw vial=V1 patient=ana order=o1 volume_ul=1 witness=noor"),
    ("incomplete", [V1], "x 09:00 draw vial=V1 patient=ana volume_ul=100"),
    ("incomplete", [V1], "x 09:00 draw vial=V1 order=o1 volume_ul=100"),
    ("incomplete", [V1], "x 09:00 draw patient=ana order=o1 volume_ul=100"),
    ("incomplete", [V1], "x 09:00 draw vial=V1 patient=ana order=o1"),
    ("incomplete", [], "x 09:00 receive vial=V1 lot="),
    ("incomplete", [], "x 09:00 receive vial=V1 expires="),
    ("incomplete", [], "x 09:00 receive vial=V1 supplier_dea="),
    ("incomplete", [], "x 09:00 receive vial=V1 to="),
    ("incomplete", [V1], "x 09:00 move vial=V1"),
    ("incomplete", [V1], "x 09:00 return-sealed vial=V1"),
    ("incomplete", [V1], "x 09:00 distribute vial=V1"),
    ("incomplete", [V1], "x 09:00 count vial=V1"),
    ("incomplete", [V1], "x 09:00 reverse"),
    ("incomplete", [V1], "x 09:00 resolve"),
    ("incomplete", [V1], "x 09:00 destroy"),
    ("incomplete", [V1], "x 09:00 reverse-distribute vial=V1"),
    ("incomplete", [V1, QUARANTINED], "x 11:00 reverse-distribute vial=V1 from=quarantine"),
    ("incomplete", [V1], "x 09:00 receive-from vial=V2 to=safe"),
    ("incomplete", [V1], f"x 09:00 receive-from vial=V2 to=safe from={OTHERS} volume_ul=10"),
    ("id-conflict", [V1], "r1 08:00 receive vial=V2"),
    ("recorded-earlier", [V1, "m 09:00 move vial=V1 to=b recorded_at=2026-07-01T09:05:00-07:00"],
     "x 08:30 move vial=V1 to=c recorded_at=2026-07-01T09:04:00-07:00"),
    ("in-the-future", [V1], "x 09:00 move vial=V1 to=b recorded_at=2026-07-01T08:59:59-07:00"),
    ("late-without-reason", [V1, SHORT], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=1000"),
    ("late-without-reason", [V1, SHORT], "x 09:00 move vial=V1 to=b"),
    ("late-without-reason", [V1, SHORT], "x 09:00 quarantine vial=V1"),
    ("late-without-reason", [V1, DRAWN, "c1 10:00 count vial=V1 volume_ul=8000"], "x 11:00 reverse ref=d1"),
    ("counted-after", [V1, SHORT], f"x 09:00 distribute vial=V1 to={OTHERS} reason=forgotten"),
    ("used-after", [V1, DRAWN], "x 08:59 count vial=V1 volume_ul=8000"),
    ("count-out-of-order", [V1, SHORT], "x 09:59 count vial=V1 volume_ul=9000"),
    ("unknown-vial", [], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100"),
    ("unknown-vial", [], "x 09:00 count vial=V1 volume_ul=0"),
    ("unknown-vial", [V1, "u 08:30 reverse ref=r1"], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100"),
    ("vial-exists", [V1], "x 09:00 receive vial=V1"),
    ("vial-exists", [V1], f"x 09:00 receive-from vial=V1 from={OTHERS} to=safe"),
    ("before-arrival", [V1], "x 07:59 draw vial=V1 patient=ana order=o1 volume_ul=100"),
    ("details-differ", [V1], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100 lot=L2"),
    ("details-differ", [V1], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100 mg_per_ml=10"),
    ("details-differ", [V1], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100 ndc=67457-181-20"),
    ("details-differ", [V1], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100 expires=2027-05"),
    ("details-differ", [V1], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100 dose_type=single"),
    ("expired-on-arrival", [], "x 09:00 receive vial=V1 expires=2026-06-30"),
    ("expired-on-arrival", [], "x 09:00 receive vial=V1 expires=2026-06"),
    ("ndc-not-valid", [], "x 09:00 receive vial=V1 ndc=6745710810"),
    ("supplier-number", [], "x 09:00 receive vial=V1 supplier_dea=RX9841204"),
    ("registration-number", [], "x 09:00 receive vial=V1 to=F91234562/safe"),
    ("registration-number", [], f"x 09:00 receive vial=V1 to={OURS}/"),
    ("recipient-number", [V1], "x 09:00 distribute vial=V1 to=hillside"),
    ("recipient-number", [f"r1 08:00 receive vial=V1 to={OURS}/safe"], f"x 09:00 distribute vial=V1 to={OURS}"),
    ("giver-number", [], "x 09:00 receive-from vial=V1 from=hillside to=safe"),
    ("distributor-number", [V1, QUARANTINED], "x 11:00 reverse-distribute vial=V1 from=quarantine to=acme"),
    ("not-whole-micrograms", [], "x 09:00 receive vial=V1 mg_per_ml=12.5 volume_ul=1001"),
    ("not-whole-micrograms", ["r1 08:00 receive vial=V1 mg_per_ml=12.5"],
     "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=101"),
    ("not-whole-micrograms", ["r1 08:00 receive vial=V1 mg_per_ml=12.5"], "x 09:00 count vial=V1 volume_ul=101"),
    ("nothing", [V1], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=0"),
    ("nothing", [], "x 09:00 receive vial=V1 volume_ul=0"),
    ("nothing", [V1, "b 08:30 destroy vial=V1"], "x 09:00 destroy vial=V1"),
    ("not-enough", [V1], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=10001"),
    ("not-enough", [V1], "x 09:00 breakage vial=V1 volume_ul=10001"),
    ("not-enough", [V1], "x 09:00 destroy vial=V1 volume_ul=10001"),
    ("not-enough", [V1], "x 09:00 theft vial=V1 volume_ul=10001"),
    ("not-enough", [V1, SHORT], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=10001 reason=late"),
    ("not-enough", [f"r1 08:00 receive vial=V1 to={OURS}/safe", SENT],
     f"x 11:00 receive-from vial=V1 from={OURS} to={OTHERS}/safe volume_ul=9999"),
    ("surplus-open", [V1, SURPLUS], "x 11:00 draw vial=V1 patient=ana order=o1 volume_ul=10001"),
    ("surplus-open", [V1, SURPLUS], "x 11:00 destroy vial=V1"),
    ("not-whole", [V1], "x 09:00 move vial=V1 to=b volume_ul=9999"),
    ("not-whole", [V1], "x 09:00 quarantine vial=V1 volume_ul=1"),
    ("not-whole", [V1], f"x 09:00 distribute vial=V1 to={OTHERS} volume_ul=9999"),
    ("wrong-place", [V1], "x 09:00 move vial=V1 from=cabinet to=b"),
    ("wrong-place", [V1], "x 09:00 draw vial=V1 from=cabinet patient=ana order=o1 volume_ul=1"),
    ("expired", ["r1 08:00 opening vial=V1 expires=2026-06-30"], "x 09:00 draw vial=V1 patient=ana order=o1 volume_ul=1"),
    ("expired", ["r1 08:00 receive vial=V1 expires=2026-07-01"], "x 1d00:00 draw vial=V1 patient=ana order=o1 volume_ul=1"),
    ("beyond-use", [V1, DRAWN], "x 29d00:00 draw vial=V1 patient=ben order=o2 volume_ul=1"),
    ("preparation-over", [V1, DRAWN], "x 13:00 administer patient=ana order=o1 volume_ul=1"),
    ("preparation-over", [V1, DRAWN], "x 13:00 draw vial=V1 patient=ana order=o1 volume_ul=1"),
    ("preparation-over", [V1, DRAWN, "d2 12:00 draw vial=V1 patient=ana order=o1 volume_ul=1"],
     "x 13:00 administer patient=ana order=o1 volume_ul=1"),
    ("drawn-expired",
     ["r1 08:00 receive vial=V1 expires=2026-07-01", "d1 23:30 draw vial=V1 patient=ana order=o1 volume_ul=2000"],
     "x 1d00:00 administer patient=ana order=o1 volume_ul=1"),
    ("drawn-expired", [V1, DRAWN, "d2 28d23:00 draw vial=V1 patient=ben order=o1 volume_ul=100"],
     "x 29d00:00 administer patient=ben order=o1 volume_ul=1"),
    ("in-quarantine", [V1, QUARANTINED], "x 10:00 draw vial=V1 patient=ana order=o1 volume_ul=1"),
    ("in-quarantine", [V1, QUARANTINED], "x 10:00 move vial=V1 to=b"),
    ("recovered", [V1, "t1 09:00 theft vial=V1", "q1 10:00 quarantine vial=V1 from=stolen"],
     "x 11:00 draw vial=V1 patient=ana order=o1 volume_ul=1"),
    ("recovered", [V1, "t1 09:00 theft vial=V1", "q1 10:00 quarantine vial=V1 from=stolen"],
     "x 08:30 draw vial=V1 patient=ana order=o1 volume_ul=1"),
    ("not-here", [V1, SENT], "x 11:00 draw vial=V1 patient=ana order=o1 volume_ul=1"),
    ("not-here", [V1, SENT], "x 11:00 count vial=V1 volume_ul=10000"),
    ("not-here", [V1, SENT], "x 11:00 quarantine vial=V1 from=stolen"),
    ("not-here", [V1, QUARANTINED, LOADED], "x 12:00 count vial=V1 volume_ul=10000"),
    ("other-patient", [SINGLE, DRAWN], "x 09:01 draw vial=V1 patient=ben order=o1 volume_ul=1"),
    ("other-patient", [SINGLE, DRAWN], "x 09:01 draw vial=V1 patient=ana order=o2 volume_ul=1"),
    ("other-patient", [SINGLE, DRAWN], "x 09:01 waste vial=V1 patient=ben order=o1 volume_ul=1"),
    ("other-registration", [f"r1 08:00 receive vial=V1 to={OURS}/safe"], f"x 09:00 move vial=V1 to={OTHERS}/safe"),
    ("other-registration", [f"r1 08:00 receive vial=V1 to={OURS}/safe"], "x 09:00 move vial=V1 to=safe"),
    ("other-registration",
     [f"r1 08:00 receive vial=V1 to={OURS}/safe", f"r2 08:00 receive vial=V2 to={OTHERS}/safe", DRAWN],
     "x 09:01 draw vial=V2 patient=ana order=o1 volume_ul=1"),
    ("nothing-drawn", [V1, DRAWN], "x 09:30 administer patient=ben order=o1 volume_ul=1"),
    ("nothing-drawn", [V1, DRAWN], "x 09:30 administer patient=ana order=o2 volume_ul=1"),
    ("nothing-drawn", [V1, DRAWN, "a 09:10 administer patient=ana order=o1 volume_ul=2000"],
     "x 09:30 waste patient=ana order=o1 volume_ul=1"),
    ("more-than-drawn", [V1, DRAWN], "x 09:30 administer patient=ana order=o1 volume_ul=2001"),
    ("more-than-drawn", [V1, DRAWN], "x 09:30 waste patient=ana order=o1 volume_ul=2001"),
    ("more-than-drawn", [V1, DRAWN], "x 09:30 breakage patient=ana order=o1 volume_ul=2001"),
    ("before-draw", [V1, DRAWN], "x 08:59 administer patient=ana order=o1 volume_ul=1"),
    ("vial-not-in-syringe", [V1, DRAWN], "x 09:30 administer vial=V2 patient=ana order=o1 volume_ul=1"),
    ("no-whole-share",
     [V1, "r2 08:00 receive vial=V2 mg_per_ml=100", "d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=1",
      "d2 09:00 draw vial=V2 patient=ana order=o1 volume_ul=2"],
     "x 09:30 administer patient=ana order=o1 volume_ul=1"),
    ("never-drawn", [SINGLE], "x 09:30 waste vial=V1 patient=ana order=o1 volume_ul=100"),
    ("never-drawn", [V1], "x 09:30 waste vial=V1 volume_ul=100"),
    ("multi-dose-rest", [V1, DRAWN], "x 09:30 waste vial=V1 patient=ana order=o1 volume_ul=100"),
    ("opened", [V1, DRAWN], "x 10:00 return-sealed vial=V1 to=safe"),
    ("opened", [SINGLE, DRAWN], f"x 10:00 distribute vial=V1 to={OTHERS}"),
    ("not-in-quarantine", [V1], f"x 10:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}"),
    ("not-in-transit", [V1, QUARANTINED], "x 11:00 reverse-distribute vial=V1 from=in-transit"),
    ("not-in-transit", [V1, QUARANTINED, LOADED], "x 10:59 reverse-distribute vial=V1 from=in-transit"),
    ("wrong-from", [V1, QUARANTINED], f"x 11:00 reverse-distribute vial=V1 from=safe to={DISTRIBUTOR} witness=tomas"),
    ("other-distributor", [V1, QUARANTINED, LOADED], f"x 12:00 reverse-distribute vial=V1 from=in-transit to={OURS}"),
    ("not-sent", [f"r1 08:00 receive vial=V1 to={OURS}/safe"], f"x 11:00 receive-from vial=V2 from={OURS} to={OURS}/b"),
    ("not-sent", [f"r1 08:00 receive vial=V1 to={OURS}/safe", SENT],
     f"x 11:00 receive-from vial=V1 from={OURS} to={SUPPLIER}/safe"),
    ("not-sent", [f"r1 08:00 receive vial=V1 to={OURS}/safe", SENT],
     f"x 11:00 receive-from vial=V1 from={SUPPLIER} to={OTHERS}/safe"),
    ("not-sent", [f"r1 08:00 receive vial=V1 to={OURS}/safe", SENT],
     f"x 09:59 receive-from vial=V1 from={OURS} to={OTHERS}/safe"),
    ("not-missing", [V1], "x 09:00 quarantine vial=V1 from=stolen"),
    ("not-missing", [V1, "t1 09:00 theft vial=V1 volume_ul=500"], "x 10:00 quarantine vial=V1 from=stolen volume_ul=501"),
    ("not-missing", [V1, "t1 09:00 theft vial=V1"], "x 10:00 quarantine vial=V1 from=lost"),
    ("unknown-ref", [V1], "x 09:00 reverse ref=r2"),
    ("unknown-ref", [V1], "x 09:00 resolve ref=c2"),
    ("not-a-count", [V1], "x 09:00 resolve ref=r1"),
    ("not-a-count", [V1], "x 09:00 loss ref=r1"),
    ("other-vial", [V1, SHORT], f"x 11:00 resolve ref=c1 to=lost vial=V2 {WREN}"),
    ("other-vial", [V1, DRAWN], "x 11:00 reverse ref=d1 vial=V2"),
    ("no-open-case", [V1, "c1 10:00 count vial=V1 volume_ul=10000"], f"x 11:00 resolve ref=c1 {WREN}"),
    ("no-open-case", [V1, SHORT, f"z 10:30 resolve ref=c1 to=lost {WREN}"], "x 11:00 loss ref=c1"),
    ("counted-it", [V1, SHORT], "x 11:00 resolve ref=c1 to=lost by=noor witness=okafor"),
    ("counted-it", [V1, SHORT], "x 11:00 resolve ref=c1 to=lost by=wren witness=Tomas"),
    ("before-count", [V1, SHORT], f"x 09:59 resolve ref=c1 to=lost {WREN}"),
    ("rest-unexplained", [V1, SHORT], f"x 11:00 resolve ref=c1 {WREN}"),
    ("nothing-left", [V1, SHORT, "l 10:30 loss ref=c1"], f"x 11:00 resolve ref=c1 to=lost {WREN}"),
    ("not-a-cause", [V1, SHORT], f"x 11:00 resolve ref=c1 to=overfill {WREN}"),
    ("not-a-cause", [V1, SHORT], f"x 11:00 resolve ref=c1 to=safe {WREN}"),
    ("not-a-cause", [V1, SURPLUS], f"x 11:00 resolve ref=c1 to=lost {WREN}"),
    ("not-a-cause", [V1, SURPLUS], f"x 11:00 resolve ref=c1 to=acquired {WREN}"),
    ("not-a-cause", [V1, SHORT], f"x 11:00 resolve ref=c1 to=variance:c1 {WREN}"),
    ("not-a-cause", [V1, SHORT], f"x 11:00 resolve ref=c1 to=variance:c2 {WREN}"),
    ("not-a-cause", [V1, SHORT, "c2 10:10 count vial=V1 volume_ul=9999"],
     f"x 11:00 resolve ref=c1 to=variance:c2 {WREN}"),
    ("not-a-cause",
     [V1, SHORT, "r2 08:00 receive vial=V2", "c2 10:10 count vial=V2 volume_ul=11000"],
     f"x 11:00 resolve ref=c1 to=variance:c2 {WREN}"),
    ("overfill-cap", [V1, "c1 10:00 count vial=V1 volume_ul=10501"], f"x 11:00 resolve ref=c1 to=overfill {WREN}"),
    ("overfill-cap",
     [V1, SURPLUS, f"z 10:30 resolve ref=c1 to=overfill {WREN}", "c2 10:40 count vial=V1 volume_ul=10501"],
     f"x 11:00 resolve ref=c2 to=overfill {WREN}"),
    ("more-than-the-rest", [V1, SHORT], f"x 11:00 resolve ref=c1 to=lost volume_ul=1001 {WREN}"),
    ("more-than-the-rest", [V1, SHORT], "x 11:00 loss ref=c1 volume_ul=1001"),
    ("nothing-missing", [V1, SURPLUS], "x 11:00 theft ref=c1"),
    ("before-entry", [V1, DRAWN], "x 08:59 reverse ref=d1"),
    ("already-reversed", [V1, DRAWN, "u 09:30 reverse ref=d1"], "x 09:40 reverse ref=d1"),
    ("not-reversible", [V1, SHORT], "x 11:00 reverse ref=c1"),
    ("not-reversible", [V1, SHORT, f"z 10:30 resolve ref=c1 to=lost {WREN}"], "x 11:00 reverse ref=z"),
    ("not-reversible", [V1, DRAWN, "u 09:30 reverse ref=d1"], "x 09:40 reverse ref=u"),
    ("used-since", [V1, DRAWN], "x 09:40 reverse ref=r1"),
    ("used-since", [V1, "m 08:30 move vial=V1 to=b"], "x 09:40 reverse ref=r1"),
    ("used-since", [V1, DRAWN, "a 09:10 administer patient=ana order=o1 volume_ul=1"], "x 09:40 reverse ref=d1"),
    ("used-since", [V1, "m 09:00 move vial=V1 to=b", "n 09:30 move vial=V1 to=c"], "x 09:40 reverse ref=m"),
    ("used-since", [V1, DRAWN, SENT], "x 10:40 reverse ref=d1"),
    ("used-since", [V1, "t1 09:00 theft vial=V1", "q1 10:00 quarantine vial=V1 from=stolen"], "x 11:00 reverse ref=t1"),
    ("used-since", [V1, "t1 09:00 theft vial=V1", "q1 10:00 quarantine vial=V1 from=stolen", "k 10:30 destroy vial=V1"],
     "x 11:00 reverse ref=q1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "before", "line"), TABLE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_must_not_happen_is_refused_by_its_name(code: str, before: list[str], line: str) -> None:
    book = told("\n".join(before))
    assert codes(book) == {}, "the ledger before it is sound"
    head, balances = book.head, dict(book.balances)
    after = told("\n".join([*before, line]))
    assert list(codes(after).values()) == [code]
    assert (after.head, after.balances) == (head, balances), "nothing of a refused event is posted"
    assert broken(after) == []
    (refused,) = after.refused
    assert "{" not in refused.says and refused.says.count(".") >= 2


def test_a_policy_can_ask_for_reasons() -> None:
    strict = Policy(reasons=frozenset({"breakage"}))
    line = "x 09:00 breakage vial=V1 volume_ul=10"
    assert codes(told(f"{V1}\n{line}", strict)) == {"x": "reason-missing"}
    assert codes(told(f"{V1}\n{line} reason=dropped", strict)) == {}


def test_every_code_has_its_row() -> None:
    assert set(REASONS) == {code for code, _, _ in TABLE} | {"reason-missing"}


@pytest.mark.parametrize("reason", REASONS.values(), ids=lambda reason: reason.code)
def test_a_refusal_says_what_is_wrong_and_what_may_be_done(reason: object) -> None:
    said = REASONS[getattr(reason, "code")]  # noqa: B009
    assert said.says.endswith(".") and said.instead and said.invariant
