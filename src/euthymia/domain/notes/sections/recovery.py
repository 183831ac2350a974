"""Recovery: each check, and the gate as it stood when somebody signed the discharge."""

from __future__ import annotations

from euthymia.domain.notes.facts import Check, Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded, with_marks


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for one, before in zip(facts.checks, (None, *facts.checks), strict=False):
        found += with_marks(one, _check(one, before))
    found = found or [not_recorded(facts, "recovery-checks")]
    gone = facts.discharged
    if gone is None:
        return found
    of = (gone.source,)
    short = [one for one in gone.gate if one.state != "met"]
    figures = {"met": len(gone.gate) - len(short), "of": len(gone.gate)}
    if not gone.gate:
        return [*found, not_recorded(facts, "gate", gone.source)]
    found.append(Sentence("recovery.gate" if short else "recovery.gate.met", figures, of))
    found += [
        Sentence(f"recovery.unmet.{one.code}", {"title": one.title, "says": one.says, "state": one.state}, of) for one in short
    ]  # fmt: skip
    return found


def _check(one: Check, before: Check | None) -> Sentence:
    """The whole look; or, where everything of the look before was looked at again, what was found otherwise."""
    known = dict(before.parts) if before is not None else {}
    values = {"at": moment(one.at), "by": one.by}
    if not known or not known.keys() <= dict(one.parts).keys():
        key, parts = "recovery.check", one.parts
    else:
        parts = tuple((code, words) for code, words in one.parts if known.get(code) != words)
        key = "recovery.check.changed" if parts else "recovery.check.same"
    return Sentence(key, {**values, "says": ", ".join(words for _, words in parts)}, (one.source,))
