"""From answers to a score, by the instrument's own published rule and no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from euthymia.domain.quantities import Fault, Unusable

from .model import Answers, Instrument, Number, Part, Words, tidy

_NUMBER = re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Score:
    """`total` is None where the published rule allows none; `why` then says so.

    `complete` means no scored answer is missing; `prorated` that missing ones were filled by the rule.
    """

    instrument: str
    version: str
    total: Number | None
    band: Words | None
    flags: tuple[str, ...]
    complete: bool
    prorated: bool
    subscales: dict[str, Number | None]
    why: str = ""

    def to_json(self) -> dict[str, object]:
        """The public form: five keys always, the others where they say something."""
        answer: dict[str, object] = {
            "instrument": self.instrument,
            "total": self.total,
            "band": self.band.en if self.band else None,
            "flags": list(self.flags),
            "complete": self.complete,
        }
        if self.prorated:
            answer["prorated"] = True
        if self.subscales:
            answer["subscales"] = self.subscales
        if self.why:
            answer["why"] = self.why
        return answer


def read(instrument: Instrument, text: str) -> Answers:
    """Answers written `3,2,,1`: an empty field is a missing answer. Raises Unusable with `/PLACE`, from 0."""
    fields = [field.strip() for field in text.split(",")]
    faults, values = [], []
    for at, field in enumerate(fields):
        value = _number(field)
        if field and value is None:
            item = instrument.items[min(at, len(instrument.items) - 1)]
            faults.append(Fault(f"/{at}", "not-a-number", f"{field!r} is not an answer", item.accepted))
        values.append(value)
    found = _count_fault(instrument, len(values))
    faults += [found] if found else _range_faults(instrument, values)
    if faults:
        raise Unusable(faults)
    return tuple(values)


def check(instrument: Instrument, answers: Sequence[Number | None]) -> Answers:
    """The same answers, when this instrument can have them. Raises Unusable with `/PLACE`, from 0."""
    found = _count_fault(instrument, len(answers))
    faults = [found] if found else _range_faults(instrument, answers)
    if faults:
        raise Unusable(faults)
    return tuple(answers)


def score(instrument: Instrument, answers: Sequence[Number | None]) -> Score:
    """The score of these answers, None for each that is missing. Raises Unusable as `check` does."""
    given = _filled(instrument, check(instrument, answers))
    scored = given[: len(instrument.scored_items)]
    missing = sum(value is None for value in scored)
    total, prorated = _total(instrument, scored, missing)
    why = ""
    if total is None:
        most = instrument.scoring.most_missing
        allowed = f"the rule allows {most}" if most else "every answer is needed"
        why = f"{missing} of {len(scored)} answers {'is' if missing == 1 else 'are'} missing; {allowed}"
    return _judged(instrument, given, total, complete=not missing, prorated=prorated, why=why)


def score_total(instrument: Instrument, total: Number) -> Score:
    """A total taken over from a form that was scored on paper: a whole form, its answers not known here.

    Raises Unusable when it is out of range, or when a total alone says too little.
    """
    if not instrument.total_may_be_entered:
        says = "a total alone does not say enough"
        raise Unusable.one("total", "answers-needed", says, "the answers one by one")
    low, high = instrument.range
    decimals = instrument.scoring.decimals
    factor = 1 if instrument.scoring.mean else instrument.scoring.factor
    if not low <= total <= high or round(total, decimals) != total or (factor > 1 and (total - low) % factor):
        kind = "a number" if decimals else "a whole number" if factor == 1 else f"a multiple of {factor}"
        accepted = f"{kind} from {low:g} to {high:g}"
        raise Unusable.one(
            "total", "out-of-range", f"{total:g} is not a total of {instrument.title}", accepted
        )
    unknown: Answers = (None,) * len(instrument.items)
    return _judged(instrument, unknown, tidy(total, decimals), complete=True, prorated=False, why="")


def crisis_flags(instrument: Instrument, flags: Sequence[str]) -> tuple[str, ...]:
    """Those of `flags` that ask for the crisis path."""
    asking = {flag.name for flag in instrument.flags if flag.crisis}
    return tuple(name for name in flags if name in asking)


def flags_so_far(instrument: Instrument, answers: Sequence[Number | None]) -> tuple[str, ...]:
    """The crisis flags that an unfinished form raises already; what is not answered yet raises none."""
    given = check(instrument, answers)
    known = [flag.name for flag in instrument.flags if flag.crisis and flag.raised(given, None)]
    return tuple(name for name in known if not name.endswith("-unanswered"))


def missing_items(instrument: Instrument, answers: Sequence[Number | None]) -> list[int]:
    """The places, from 0, of what should have been answered and was not."""
    return [at for at, value in enumerate(_filled(instrument, check(instrument, answers))) if value is None]


def is_asked(instrument: Instrument, answers: Sequence[Number | None], at: int) -> bool:
    """Whether item `at` is asked, given the answers before it."""
    needs = instrument.items[at].asked_if
    return not needs or any(answers[before] is None or (answers[before] or 0) > 0 for before in needs)


def band_of(instrument: Instrument, total: Number | None) -> Words | None:
    found = None
    for band in instrument.bands:
        if total is not None and band.low <= total:
            found = band.words
    return found


def _judged(
    instrument: Instrument, given: Answers, total: Number | None, *, complete: bool, prorated: bool, why: str
) -> Score:
    judged = instrument.judged
    band = band_of(instrument, total) if judged is None else judged(given, total)
    return Score(
        instrument=instrument.id,
        version=instrument.version,
        total=total,
        band=band,
        flags=tuple(flag.name for flag in instrument.flags if flag.raised(given, total)),
        complete=complete,
        prorated=prorated,
        subscales=_subscales(instrument, given) if any(value is not None for value in given) else {},
        why=why,
    )


def _filled(instrument: Instrument, answers: Answers) -> Answers:
    """As long as the items are; what was not asked counts as 0."""
    given = [*answers, *[None] * (len(instrument.items) - len(answers))]
    for at, item in enumerate(instrument.items):
        if given[at] is None and item.asked_if and all(given[before] == 0 for before in item.asked_if):
            given[at] = 0
    return tuple(given)


def _total(instrument: Instrument, scored: Answers, missing: int) -> tuple[Number | None, bool]:
    scoring = instrument.scoring
    if missing > scoring.most_missing or missing == len(scored):
        return None, False
    turned = _turned(instrument, scored)
    if missing:
        known = [value for value in turned if value is not None]
        mean = sum(known) / len(known)
        turned = tuple(mean if value is None else value for value in turned)
    values = [_part(part, turned) for part in scoring.parts]
    total = sum(values) / len(values) if scoring.mean else sum(values)
    return tidy(total * scoring.factor, scoring.decimals), bool(missing)


def _turned(instrument: Instrument, answers: Answers) -> Answers:
    """Reverse-scored items the right way round."""
    backwards = instrument.scoring.reversed_items
    return tuple(
        value if value is None or at not in backwards else item.low + item.high - value
        for at, (item, value) in enumerate(zip(instrument.items, answers, strict=False))
    )


def _part(part: Part, values: Answers) -> Number:
    known = [values[at] or 0 for at in part.items]
    if part.how == "max":
        return max(known)
    if part.how == "level":
        return max((place for place, value in enumerate(known, 1) if value > 0), default=0)
    return sum(known)


def _subscales(instrument: Instrument, given: Answers) -> dict[str, Number | None]:
    turned = _turned(instrument, given)
    found: dict[str, Number | None] = {}
    for subscale in instrument.subscales:
        items = subscale.part.items
        known = sum(turned[at] is not None for at in items)
        if known < (subscale.fewest or len(items)):
            found[subscale.name] = None
            continue
        value = _part(subscale.part, turned)
        found[subscale.name] = tidy(value / known, 1) if subscale.mean else value
    return found


def _number(field: str) -> Number | None:
    if not _NUMBER.fullmatch(field):
        return None
    return float(field) if "." in field else int(field)


def _count_fault(instrument: Instrument, count: int) -> Fault | None:
    accepted = {len(instrument.scored_items), len(instrument.items)}
    if count in accepted:
        return None
    says = f"{count} answers for the {min(accepted)} items of {instrument.title}"
    fields = " or ".join(str(each) for each in sorted(accepted))
    return Fault(
        "", "wrong-count", says, f"{fields} fields, one for each item, empty where there is no answer"
    )


def _range_faults(instrument: Instrument, answers: Sequence[Number | None]) -> list[Fault]:
    return [
        Fault(f"/{at}", "out-of-range", f"{value:g} is no answer to item {at + 1}", item.accepted)
        for at, (item, value) in enumerate(zip(instrument.items, answers, strict=False))
        if value is not None and not item.accepts(value)
    ]
