"""The list itself: is it known, confirmed, complete, and free of doubles (clinical.md 1C)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.case import Case
from euthymia.domain.rules.finding import Because, Finding, Part, Severity
from euthymia.domain.rules.policy import Policy
from euthymia.domain.terminology import FORMULARY, Kind, Standing, Tag, Unknown, standings

from .context import Context
from .medicine import LIST, Line, Listed, Medicine, Use, with_any

LIST_PROVENANCE = Provenance("OSM; REMS form asks at each session", Confidence.V2)
PDMP_PROVENANCE = Provenance("OSM; state law", Confidence.K)
GRADE_PROVENANCE = Provenance("clinical.md 2", Confidence.P)
DOUBLE_PROVENANCE = Provenance("clinical.md MC-04", Confidence.P)
LOAD_PROVENANCE = Provenance("ANDR20; Dutch RCT; PMC10812090", Confidence.V)
ALCOHOL_PROVENANCE = Provenance("KET-L; clinic consents; hours P", Confidence.P)
STOPPED_PROVENANCE = Provenance("OSM intake", Confidence.V2)
RECENT_STOP_D = 28
TO_BE_CHECKED = "A pharmacist checks it against ketamine before the first dose."
_ONE_OF_A_KIND: tuple[tuple[str, frozenset[Tag]], ...] = (
    ("benzodiazepines", frozenset({Tag.BENZODIAZEPINE})),
    ("hypnotics", frozenset({Tag.Z_HYPNOTIC, Tag.OTHER_HYPNOTIC})),
    (
        "opioids",
        frozenset({Tag.OPIOID_FULL, Tag.OPIOID_MIXED, Tag.OPIOID_MONOAMINERGIC, Tag.OPIOID_AGONIST_THERAPY}),
    ),
    ("opioid antagonists", frozenset({Tag.OPIOID_ANTAGONIST})),
    ("gabapentinoids", frozenset({Tag.GABAPENTINOID})),
    ("muscle relaxants", frozenset({Tag.MUSCLE_RELAXANT})),
    ("MAO inhibitors", frozenset({Tag.MAOI_IRREVERSIBLE, Tag.MAOI_OTHER})),
    ("stimulants", frozenset({Tag.STIMULANT})),
    ("SSRIs or SNRIs", frozenset({Tag.SSRI, Tag.SNRI})),
    ("tricyclics", frozenset({Tag.TRICYCLIC})),
    ("valproates", frozenset({Tag.VALPROATE})),
    ("triptans", frozenset({Tag.TRIPTAN})),
    ("thyroid hormones", frozenset({Tag.THYROID_HORMONE})),
    ("GLP-1 agonists", frozenset({Tag.GLP1})),
    ("NMDA antagonists", frozenset({Tag.NMDA_ANTAGONIST})),
)


def _finding(
    rule: str, severity: Severity, says: str, provenance: Provenance, because: tuple[Because, ...],
    action: str = "", recognised: str | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        rule=rule, part=Part.MEDICATION_CHECK, severity=severity, says=says, provenance=provenance,
        because=because, action=action, recognised=recognised,
    )  # fmt: skip


def asked(case: Case, policy: Policy) -> Iterator[Finding]:
    """MC-01 and MC-02: the list is there, confirmed lately, and the register was queried."""
    medications = case.medications
    if medications.listed is None:
        yield _missing_list("the list of medicines is not known", LIST, None)
    if medications.reconciled is None:
        yield _missing_list(
            "when the list of medicines was confirmed is not known", "/medications/reconciled", None
        )
    else:
        yield from _age(medications.reconciled, case.as_of, policy.reconciled_days)
    if medications.pdmp_checked is None or medications.pdmp_checked > case.as_of:
        day = medications.pdmp_checked
        says = (
            "the controlled-drug register (PDMP) was not queried"
            if day is None
            else f"a PDMP query on {day} lies ahead"
        )
        because = (Because("/medications/pdmp_checked", None if day is None else day.isoformat()),)
        action = "Query the PDMP before the first dose and each course; record the date."
        yield _finding("MC-02", Severity.MISSING, f"{says}.", PDMP_PROVENANCE, because, action)


def _missing_list(says: str, at: str, value: object) -> Finding:
    action = (
        "Reconcile the list: over-the-counter, supplements, inhalers, patches, depots, cannabis, as needed; "
        "an empty list says that nothing is taken."
    )
    return _finding("MC-01", Severity.MISSING, f"{says}.", LIST_PROVENANCE, (Because(at, value),), action)


def _age(reconciled: date, as_of: date, limit_d: int) -> Iterator[Finding]:
    days = (as_of - reconciled).days
    at, value = "/medications/reconciled", reconciled.isoformat()
    if days < 0:
        yield _missing_list(f"the list of medicines is dated {value}, after {as_of}", at, value)
    elif days > limit_d:
        says = f"the list of medicines was confirmed {days} days ago, more than {limit_d}"
        yield _missing_list(says, at, value)
    elif days == limit_d:
        says = (
            f"The list of medicines was confirmed {days} days ago: at the limit of {limit_d}, not above it."
        )
        yield _finding("MC-01", Severity.INFO, says, LIST_PROVENANCE, (Because(at, value),))


def open_items(lines: tuple[Line, ...]) -> Iterator[Finding]:
    """MC-01: every word that may be a drug and is not recognised, every class without a member, unread doses."""
    for line in lines:
        if line.reading.says_nothing:
            says = f"“{line.reading.text}” names no medicine and is read as: nothing more is taken."
            yield _finding("MC-01", Severity.INFO, says, LIST_PROVENANCE, (line.because,), "Confirm it.")
        for unknown in line.reading.unknown:
            yield _unrecognised(line, unknown)
        for drug in line.reading.which:
            says = f"“{line.reading.text}” names a class, {drug.name}: which one is not known."
            action = "Ask for the name and the dose; the pharmacy's record helps."
            yield _finding(
                "MC-01", Severity.MISSING, says, LIST_PROVENANCE, (line.because,), action, drug.name
            )
        unread = [part for mention in line.reading.mentions for dose in mention.doses for part in dose.unread]
        if unread:
            words = ", ".join(dict.fromkeys(unread))
            says = f"In “{line.reading.text}” the dose is not clear ({words}); it was not guessed."
            name = line.reading.mentions[0].drugs[0].name
            action = "Write the dose as strength, unit and times a day."
            yield _finding("MC-01", Severity.INFO, says, LIST_PROVENANCE, (line.because,), action, name)


def _unrecognised(line: Line, unknown: Unknown) -> Finding:
    offered = ", ".join(str(offer) for offer in unknown.candidates)
    alike = f"; names that look alike, none of them taken for it: {offered}" if offered else ""
    written = unknown.written or line.reading.text
    says = f"“{written}” is not recognised as a medicine{alike}."
    action = "Ask which product it is, by its package or the pharmacy; correct the line."
    return _finding("MC-01", Severity.MISSING, says, LIST_PROVENANCE, (line.because,), action)


def last_drink(case: Case) -> Iterator[Finding]:
    """IX-07 from the day of the last drink, where the history gives one."""
    day = case.psychiatric.last_drink
    if day is None or (days := (case.as_of - day).days) > 1:
        return
    because = (Because("/psychiatric/last_drink", day.isoformat()),)
    severity = Severity.NOT_NOW if days <= 0 else Severity.CAUTION
    when = "today" if days <= 0 else "yesterday: 24 h are not shown to have passed"
    says = f"alcohol: the last drink was {when}; it adds to sedation and aspiration."
    action = "No dose on a day of drinking; none for 24 h before and after."
    yield Finding(
        rule="IX-07", part=Part.MEDICATION_CHECK, severity=severity, says=says, provenance=ALCOHOL_PROVENANCE,
        because=because, action=action, recognised="alcohol", reassess_after=case.as_of + timedelta(days=1),
    )  # fmt: skip


def no_row(medicine: Medicine) -> Finding:
    """MC-03: known by name, and no row of the interactions table speaks of it."""
    built_in = FORMULARY.named(medicine.name) is not None
    known = built_in and Tag.UNRATED not in medicine.drug.tags
    severity = Severity.INFO if known else Severity.CAUTION
    says = f"{medicine.name}: recognised; no row of the interactions table speaks of it."
    if not built_in:
        says = f"{medicine.name}: known by name only, from a loaded list; nobody has checked it against ketamine."
    action = "" if known else TO_BE_CHECKED
    if Tag.GLUCOSE_LOWERING in medicine.drug.tags:
        action = "Fasting plan for insulin and sulfonylureas (MH-30)."
    elif Tag.SUD_MEDICINE in medicine.drug.tags:
        action = "Ask what it is taken for (PS-09)."
    elif medicine.drug.kind is Kind.OPEN_CLASS:
        action = "Ask which one it is."
    return _finding("MC-03", severity, says, GRADE_PROVENANCE, medicine.because, action, medicine.name)


def unchecked(findings: list[Finding]) -> Iterator[Finding]:
    """Findings of a list, where several medicines have no row: one caution for all, and each for information."""
    mine = [each for each in findings if each.rule == "MC-03" and each.severity is Severity.CAUTION]
    if len(mine) < 2:
        yield from findings
        return
    names = ", ".join(each.recognised or "" for each in mine)
    because = tuple(dict.fromkeys(one for each in mine for one in each.because))
    says = f"No row of the interactions table speaks of {len(mine)} of the medicines: {names}."
    yield _finding(
        "MC-03", Severity.CAUTION, says, GRADE_PROVENANCE, because, TO_BE_CHECKED.replace(" it ", " them ")
    )
    yield from (replace(each, severity=Severity.INFO) if each in mine else each for each in findings)


def doubles(medicines: tuple[Medicine, ...]) -> Iterator[Finding]:
    """MC-04: one ingredient in two products, or two drugs of one class."""
    for medicine in medicines:
        if len({(use.line.at, use.mention.written) for use in medicine.uses}) > 1:
            yield _double(
                f"{medicine.name} stands in the list more than once ({_totals(medicine)})", (medicine,)
            )
    if len(medicines) < 2:
        return
    for kind, tags in _ONE_OF_A_KIND:
        alike = [medicine for medicine in medicines if not tags.isdisjoint(medicine.drug.tags)]
        if len(alike) > 1 and len({use.mention for each in alike for use in each.uses}) > 1:
            names = ", ".join(medicine.name for medicine in alike)
            yield _double(f"more than one of the {kind}: {names}", tuple(alike))


def _double(says: str, medicines: tuple[Medicine, ...]) -> Finding:
    because = tuple(dict.fromkeys(each for medicine in medicines for each in medicine.because))
    name = medicines[0].name if len(medicines) == 1 else None
    action = "Clarify which is taken and the dose; until then an ingredient counts once."
    return _finding("MC-04", Severity.INFO, f"{says}.", DOUBLE_PROVENANCE, because, action, name)


def _totals(medicine: Medicine) -> str:
    amounts = [use.dose.mg_per_day for use in medicine.uses]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return "the daily dose is not known in every line"
    return f"{max(amount.high for amount in known):g} mg a day counted once, {sum(a.high for a in known):g} mg if both"


def benzodiazepine_load(context: Context) -> Iterator[Finding]:
    """MC-05: one finding for the whole load where it is above the cut, or where it is not known."""
    load = context.benzodiazepines
    if load is None or (load.is_known and not load.is_above):
        return
    mine = with_any(context.medicines, Tag.BENZODIAZEPINE)
    because = tuple(dict.fromkeys(each for medicine in mine for each in medicine.because))
    severity = Severity(context.policy.benzodiazepine_load) if load.is_above else Severity.INFO
    action = (
        "Never stop abruptly; see the benzodiazepine row."
        if load.is_above
        else "Ask for the daily dose, as needed the mean of 14 days."
    )
    says = f"Benzodiazepines: {load.says}."
    name = mine[0].name if len(mine) == 1 else None
    yield _finding("MC-05", severity, says, LOAD_PROVENANCE, because, action, name)


def ended(listed: Listed, as_of: date | None) -> Iterator[Finding]:
    """What is named as stopped or not taken is kept and shown; MC-06 for an antidepressant stopped lately."""
    for use in listed.ended:
        yield from _one_ended(use, as_of)


def _one_ended(use: Use, as_of: date | None) -> Iterator[Finding]:
    name = use.drug.name
    because = (use.line.because,)
    action = "Confirm that it is not taken."
    if use.mention.standing is Standing.NOT_TAKEN and standings.is_for_a_time(use.mention.beside):
        says = f"{name} is denied for a time only; whether it was taken before that, and when last, is not known."
        action = "Ask when it was taken last, if ever."
    elif use.mention.standing is Standing.NOT_TAKEN:
        says = f"{name} is written as not taken; it is not counted."
    elif use.mention.stopped is None:
        says = f"{name} is written as stopped, when is not known; it is not counted as taken."
    else:
        says = f"{name} is written as stopped ({use.mention.stopped.text}); it is not counted as taken."
    yield _finding("MC-01", Severity.INFO, says, LIST_PROVENANCE, because, action, name)
    if not use.drug.tags & {Tag.SSRI, Tag.SNRI} or use.mention.stopped is None or as_of is None:
        return
    days = (as_of - use.mention.stopped.on(as_of)).days
    if 0 <= days <= RECENT_STOP_D:
        says = (
            f"{name} was stopped {days} days ago, within 4 weeks: discontinuation can look like non-response."
        )
        yield _finding(
            "MC-06", Severity.INFO, says, STOPPED_PROVENANCE, because, "Ask for withdrawal symptoms.", name
        )
