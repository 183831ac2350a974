"""Rows whose grade depends on more than the class: a load, a route, a day, a companion drug, a policy."""

from __future__ import annotations

from datetime import date, timedelta

from euthymia.domain.rules.finding import Severity
from euthymia.domain.terminology import Route, Tag

from .context import Context
from .medicine import Medicine
from .row import Grade, Judge, Judged

_OPIOIDS = (Tag.OPIOID_FULL, Tag.OPIOID_MONOAMINERGIC, Tag.OPIOID_MIXED, Tag.OPIOID_AGONIST_THERAPY)
_SELEGILINE_ORAL_MG = (1.25, 5.0, 10.0)
_INJECTED = frozenset({Route.INTRAVENOUS})


def _is_daily(medicine: Medicine) -> bool:
    """Some line says that it is taken every day, and not only as needed."""
    return any(
        use.dose.times_per_day is not None and use.dose.times_per_day.low >= 1 and not use.dose.as_needed
        for use in medicine.uses
    )


def _only_now_and_then(medicine: Medicine) -> bool:
    return all(
        use.dose.as_needed or (use.dose.times_per_day is not None and use.dose.times_per_day.high < 1)
        for use in medicine.uses
    )


def high_load(medicine: Medicine, context: Context) -> Judged | None:
    load = context.benzodiazepines
    if load is None or not load.is_above:
        return None
    return Judged(Grade.B, load.says, severity=Severity(context.policy.benzodiazepine_load))


def low_load(medicine: Medicine, context: Context) -> Judged | None:
    load = context.benzodiazepines
    return Judged(Grade.C, load.says) if load is not None and not load.is_above else None


def opioid_antagonist(medicine: Medicine, context: Context) -> Judged:
    return Judged(Grade.B, severity=Severity(context.policy.naltrexone))


def lamotrigine(medicine: Medicine, context: Context) -> Judged:
    """Grade C; since the sources disagree, the policy says whether the decision is documented."""
    severity = Severity(context.policy.lamotrigine)
    says = (
        "the sources disagree, and this policy asks for a documented decision"
        if severity is Severity.CAUTION
        else ""
    )
    return Judged(Grade.C, says, severity=severity)


def hypnotic(medicine: Medicine, context: Context) -> Judged:
    return Judged(Grade.B if Tag.OXYBATE in medicine.drug.tags else Grade.C)


def sedating(medicine: Medicine, context: Context) -> Judged:
    return Judged(Grade.B if Tag.BARBITURATE in medicine.drug.tags else Grade.C)


def opioid(medicine: Medicine, context: Context) -> Judged:
    """Relative; with a benzodiazepine, or from the policy's morphine equivalents on, a consultation."""
    says = []
    if context.any_with(Tag.BENZODIAZEPINE):
        says.append("a benzodiazepine is taken too: consult")
    limit = context.policy.opioid_consult_mme
    daily = [use.dose.mg_per_day for use in medicine.uses]
    oral = medicine.routes <= {Route.ORAL, Route.SUBLINGUAL}
    known = [amount for amount in daily if amount is not None]
    if medicine.name != "morphine" or not oral or len(known) < len(daily):
        says.append(
            "morphine equivalents not known: no conversion factors are carried"
            if medicine.name != "morphine"
            else "morphine equivalents not known: daily oral dose not written"
        )
    else:
        amount = sum(each.high for each in known)
        compared = "at or above" if amount >= limit else "below"
        says.append(
            f"{amount:g} mg oral morphine a day, {compared} {limit:g}"
            + (": consult" if amount >= limit else "")
        )
    return Judged(Grade.B, "; ".join(says))


def alcohol(medicine: Medicine, context: Context) -> Judged:
    """Grade A the same day. A drink of the day before may be less than 24 h ago; an older one is no interaction."""
    days = context.days_since(medicine)
    if days is None and _only_now_and_then(medicine):
        return Judged(Grade.B, "the day of the last drink is not known: ask")
    if days is None or days == 0:
        says = "today" if days == 0 else "the day of the last drink is not written, so today is not excluded"
        return Judged(Grade.A, says, _after(context, 1))
    if days == 1:
        return Judged(Grade.B, "yesterday: 24 h are not shown to have passed")
    if _is_daily(medicine):
        return Judged(Grade.B, f"daily use is written, and a last drink {days} days ago: ask")
    return Judged(Grade.C, f"last {days} days ago")


def cannabis(medicine: Medicine, context: Context) -> Judged:
    days = context.days_since(medicine)
    if days == 0:
        return Judged(Grade.A, "taken today", _after(context, 1))
    if days == 1:
        return Judged(Grade.C, "taken yesterday: 24 h are not shown to have passed")
    return Judged(Grade.C, "daily use is also a question of PS-11" if _is_daily(medicine) else "")


def irreversible_maoi(medicine: Medicine, context: Context) -> Judged | None:
    if medicine.name == "selegiline" and _is_low_oral_selegiline(medicine):
        return None
    says = "patch, high dose, or route not written" if medicine.name == "selegiline" else ""
    return Judged(Grade.B, says)


def other_maoi(medicine: Medicine, context: Context) -> Judged | None:
    if medicine.name == "selegiline" and not _is_low_oral_selegiline(medicine):
        return None
    return Judged(Grade.C)


def _is_low_oral_selegiline(medicine: Medicine) -> bool:
    """By mouth in every line: said so, more than once a day (a patch is not), or in a strength of tablets."""
    return all(
        use.mention.route in (Route.ORAL, Route.SUBLINGUAL)
        or (
            use.mention.route is None
            and (
                (use.dose.times_per_day is not None and use.dose.times_per_day.low > 1)
                or (use.dose.single_mg is not None and use.dose.single_mg.high in _SELEGILINE_ORAL_MG)
            )
        )
        for use in medicine.uses
    )


def sympathomimetic(medicine: Medicine, context: Context) -> Judged:
    infused = Tag.PRESSOR_INFUSION in medicine.drug.tags or medicine.routes & _INJECTED
    return Judged(Grade.B, "a pressor infusion") if infused else Judged(Grade.C)


def vasoconstrictor(medicine: Medicine, context: Context) -> Judged:
    """Vasopressin a consultation; an ergot of the same day is postponed."""
    if Tag.ERGOT not in medicine.drug.tags:
        return Judged(Grade.B)
    days = context.days_since(medicine)
    if days == 0 or (days is None and _is_daily(medicine)):
        return Judged(
            Grade.A, "taken today" if days == 0 else "taken every day, so today too", _after(context, 1)
        )
    return Judged(
        Grade.B, "the day of the last dose is not written" if days is None else f"last {days} days ago"
    )


def nmda_antagonist(medicine: Medicine, context: Context) -> Judged:
    allowed = context.policy.nmda_antagonist == Severity.CAUTION
    return Judged(Grade.B, "this policy allows it with a documented decision") if allowed else Judged(Grade.A)


def dextromethorphan(medicine: Medicine, context: Context) -> Judged:
    days = context.days_since(medicine)
    if days is not None and days > 2 and not _is_daily(medicine):
        return Judged(Grade.C, f"last {days} days ago, more than 48 h")
    return Judged(Grade.B)


def herbal_or_psychedelic(medicine: Medicine, context: Context) -> Judged:
    days = context.days_since(medicine)
    if days == 0 or (days is None and _is_daily(medicine)):
        return Judged(
            Grade.A, "taken today" if days == 0 else "taken every day, so today too", _after(context, 1)
        )
    return Judged(
        Grade.B, "the day of the last dose is not written" if days is None else f"last {days} days ago"
    )


def by_route(intravenous: Grade, oral: Grade) -> Judge:
    """The grade for the route that the policy gives ketamine by."""

    def judge(medicine: Medicine, context: Context) -> Judged:
        return Judged(intravenous if context.policy.route == "iv" else oral, f"route {context.policy.route}")

    return judge


def injected_magnesium(medicine: Medicine, context: Context) -> Judged:
    return Judged(Grade.C if medicine.routes & _INJECTED else Grade.D)


def qt(medicine: Medicine, context: Context) -> Judged:
    others = [each.name for each in context.medicines if Tag.QT in each.drug.tags and each is not medicine]
    return Judged(Grade.C, f"together with {', '.join(others)}" if others else "")


def same_line(medicine: Medicine, context: Context) -> Judged | None:
    """Physical incompatibility of barbiturates and diazepam: of a preparation, not of a person."""
    if medicine.name != "diazepam" and Tag.BARBITURATE not in medicine.drug.tags:
        return None
    return Judged(Grade.C, "grade A for the preparation, wherever both are drawn up or run")


def _after(context: Context, days: int) -> date | None:
    return None if context.as_of is None else context.as_of + timedelta(days=days)


def inducer(medicine: Medicine, context: Context) -> Judged:
    moderate = Tag.CYP3A4_INDUCER_STRONG not in medicine.drug.tags
    route = context.policy.route
    grade = Grade.C if route == "iv" or moderate else Grade.B
    return Judged(grade, f"a moderate inducer, route {route}" if moderate else f"route {route}")


def benign(medicine: Medicine, context: Context) -> Judged:
    return Judged(Grade.D, "long-term use: liver tests" if Tag.HEPATOTOXIN in medicine.drug.tags else "")
