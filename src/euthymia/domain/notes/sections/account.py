"""The drug account: of each syringe drawn = given + wasted + spilt + left, to the microgram, out of the ledger."""

from __future__ import annotations

from euthymia.domain.notes.facts import DoseLine, Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded

_GONE = ("given", "wasted", "broken")
_WITNESSED = ("wasted", "broken", "rest")


def compose(facts: Facts) -> list[Sentence]:
    if facts.ordered is None:
        return []
    if not facts.doses:
        return [
            not_recorded(facts, "account" if facts.account_kept else "account-not-kept", facts.ordered.source)
        ]
    found: list[Sentence] = []
    standing = [one for one in facts.doses if one.undone_at is None]
    for syringe in dict.fromkeys(one.syringe for one in standing):
        found += _syringe(syringe, [one for one in standing if one.syringe == syringe])
    found += [_undone(one) for one in facts.doses if one.undone_at is not None]
    return [*found, *_against_the_pump(facts, standing)]


def _syringe(number: str, lines: list[DoseLine]) -> list[Sentence]:
    sums = {kind: sum(one.mass_ug for one in lines if one.kind == kind) for kind in ("drawn", *_GONE)}
    left_ug = sums["drawn"] - sum(sums[kind] for kind in _GONE)
    values = {"syringe": number, **{f"{kind}_ug": mass for kind, mass in sums.items()}, "left_ug": left_ug}
    sources = tuple(one.source for one in lines if one.kind != "rest")
    found = [Sentence("account.open" if left_ug else "account.syringe", values, sources)]
    for one in lines:
        if one.kind in _WITNESSED:
            said = {
                "mass_ug": one.mass_ug, "at": moment(one.at), "by": one.by, "witness": one.witness or None, "syringe": number,
                "reason": one.reason or None,
            }  # fmt: skip
            found.append(Sentence(f"account.{one.kind}", said, (one.source,)))
    return found


def _undone(one: DoseLine) -> Sentence:
    assert one.undone_at is not None
    values = {
        "kind": f"dose-{one.kind}",
        "mass_ug": one.mass_ug,
        "syringe": one.syringe,
        "at": moment(one.undone_at),
    }
    return Sentence("account.undone", values, (one.source, *((one.undone_by,) if one.undone_by else ())))


def _against_the_pump(facts: Facts, standing: list[DoseLine]) -> list[Sentence]:
    """What the book says was given, beside what the pump's entries come to, where these differ."""
    given = [one for one in standing if one.kind == "given"]
    book_ug = sum(one.mass_ug for one in given)
    if facts.infused is None or facts.infused.given_ug == book_ug:
        return []
    values = {"book_ug": book_ug, "pump_ug": facts.infused.given_ug}
    sources = (*(one.source for one in given), *facts.infused.sources)
    return [Sentence("account.differs", values, tuple(dict.fromkeys(sources)))]
