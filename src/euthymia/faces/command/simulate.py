"""`euthymia simulate` and `euthymia models`: curves from a dosing, and what the models rest on."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from euthymia.domain.pharmacology import MODELS, Dosing, Model, from_sentence, parse, predict
from euthymia.domain.pharmacology.draw import THEMES
from euthymia.domain.pharmacology.forecast import CAPTIONS
from euthymia.domain.pharmacology.predict import variability_source
from euthymia.domain.pharmacology.what_if import Change, answer_with, read_change
from euthymia.domain.quantities import Fault, Unusable, strict_json

# With --dose nobody names times: every five minutes of the infusion and of the two hours after it.
_STEP_MIN, _AFTER_MIN, _LONGEST_MIN = 5, 120, 1440


@click.command()
@click.argument("dosing", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="A table of comma-separated values.")
@click.option("--plot", "plot", metavar="FILE.svg", help="Also draw the curves.")
@click.option("--dose", help='In place of a DOSING: "0.5 mg/kg over 40 min".')
@click.option("--weight", "weight", metavar="KG", help="The weight that goes with --dose.")
@click.option("--models", "models", metavar="A,B", help="Models by name, in place of those of the DOSING.")
@click.option("--interval", type=float, help="Share of patients between lower and upper, such as 0.8.")
@click.option("--what-if", "change", help='Also with a change: "stop at 20 min", "30 mg/h at 20 min", ...')
@click.option("--theme", type=click.Choice(list(THEMES)), default="light", help="Of the drawing.")
def simulate(
    dosing: str | None,
    as_json: bool,
    as_csv: bool,
    plot: str | None,
    dose: str | None,
    weight: str | None,
    models: str | None,
    interval: float | None,
    change: str | None,
    theme: str,
) -> None:
    """Predict plasma and effect-site concentrations for DOSING, a JSON file or - for standard input."""
    where = dosing or "--dose"
    try:
        if as_json and as_csv:
            raise Unusable.one("--csv", "two-forms", "two forms of output are asked for", "--json or --csv")
        document = read(dosing) if dose is None else _from_dose(dosing, dose, weight)
        if dose is None and weight is not None:
            raise Unusable.one(
                "--weight", "no-dose", "--weight stands without --dose", "the weight in DOSING"
            )
        if models is not None and isinstance(document, dict):
            document = {**document, "models": [name.strip() for name in models.split(",")]}
        if interval is not None and isinstance(document, dict):
            document = {**document, "interval": interval}
        wanted = parse(document)
        asked = None if change is None else _asked(change)
        answer = predict(wanted) if asked is None else answer_with(wanted, asked)
        drawing = "" if plot is None else _drawing(wanted, theme, asked)
    except Unusable as refusal:
        refuse(where, refusal.faults)
    if plot is not None:
        try:
            Path(plot).write_text(drawing, encoding="utf-8")
        except OSError as error:
            refuse(
                plot or "--plot",
                [Fault("", "not-writable", f"cannot be written: {error.strerror}", "a writable path")],
            )
    form = _json if as_json else _csv if as_csv else _human
    click.echo(form(answer, wanted), nl=False)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def models(as_json: bool) -> None:
    """List the pharmacokinetic models: sources, populations, licences of use, marks of doubt."""
    if as_json:
        click.echo(json.dumps([_described(model) for model in MODELS], ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_told(model) for model in MODELS), nl=False)


def refuse(where: str, faults: tuple[Fault, ...] | list[Fault]) -> NoReturn:
    """One line on standard error for each fault, and exit status 2."""
    for fault in faults:
        line = f"{where}:{fault.at}: {fault.says}, accepted: {fault.accepted}"
        click.echo(" ".join(line.split()), err=True)
    sys.exit(2)


def read(path: str | None) -> Any:
    if path is None:
        raise Unusable.one(
            "DOSING", "missing", "there is nothing to simulate", "a file, -, or --dose with --weight"
        )
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable.one("", "not-readable", f"cannot be read: {reason}", "a JSON file or -") from None
    return strict_json.loads(content)


def _from_dose(path: str | None, dose: str, weight: str | None) -> dict[str, Any]:
    """The DOSING that a sentence stands for: the two curves that are always shown together."""
    if path is not None:
        raise Unusable.one("--dose", "two-doses", "a DOSING and --dose exclude one another", "one of the two")
    if weight is None:
        raise Unusable.one(
            "--weight", "missing-weight", "the weight is missing", "--weight with a number of kg"
        )
    weight_kg = _number(weight)
    try:
        events = from_sentence(dose, weight_kg)
    except Unusable as refusal:
        places = {"": "--dose", "weight_kg": "--weight"}
        raise Unusable([replace(fault, at=places[fault.at]) for fault in refusal.faults]) from None
    if events[-1].at_min > _LONGEST_MIN:
        accepted = f"at most {_LONGEST_MIN} min; for longer, a DOSING that names its times"
        raise Unusable.one(
            "--dose", "too-long", f"{events[-1].at_min:g} min is too long for a sentence", accepted
        )
    last = events[-1].at_min + _AFTER_MIN
    times = sorted({*(float(t) for t in range(0, int(last) + 1, _STEP_MIN)), events[-1].at_min})
    return {
        "drug": "ketamine",
        "patient": {"weight_kg": weight_kg},
        "models": ["kamp-2020", "abuhelwa-2022"],
        "events": [{name: getattr(event, name) for name in ("at_min", "rate_mg_per_h")} for event in events],
        "times_min": times,
    }


def _number(weight: str) -> float:
    """Written as JSON would have it: what Python reads beyond that, 7_0 or digits of other scripts, is refused."""
    try:
        if weight.isascii() and "_" not in weight:
            return float(weight)
    except ValueError:
        pass
    raise Unusable.one("--weight", "not-a-number", f"{weight!r} is no weight", "a number of kg")


def _asked(sentence: str) -> Change:
    try:
        return read_change(sentence)
    except Unusable as refusal:
        raise Unusable([replace(fault, at="--what-if") for fault in refusal.faults]) from None


def _drawing(wanted: Dosing, theme: str, change: Change | None) -> str:
    from euthymia.domain.pharmacology.plot import svg  # most calls draw nothing

    return svg(wanted, THEMES[theme], change)


def _json(answer: dict[str, Any], _: Dosing) -> str:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n"


_TITLES = {
    "plasma_ng_per_ml": "plasma",
    "effect_site_ng_per_ml": "effect site",
    "norketamine_ng_per_ml": "norketamine",
    "lower": "lower",
    "upper": "upper",
}
_COLUMNS = tuple(_TITLES)


def _csv(answer: dict[str, Any], _: Dosing) -> str:
    """One row for each model and time; an empty field where a model has no value."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("model", "time_min", *_COLUMNS))
    for name, curve in _tables(answer):
        for i, time in enumerate(answer["times_min"]):
            values = ["" if curve[column] is None else repr(curve[column][i]) for column in _COLUMNS]
            table.writerow((name, repr(time), *values))
    return text.getvalue()


def _tables(answer: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each model's curve, and after them each with the change."""
    yield from answer["models"].items()
    if "what_if" in answer:
        then = answer["what_if"]
        for name, curve in then["models"].items():
            yield f"{name}, if {then['change']}", curve


def _human(answer: dict[str, Any], dosing: Dosing) -> str:
    lines = []
    for name, curve in _tables(answer):
        spread = curve["lower"] is not None
        ke0 = curve["ke0_per_min"]
        lines.append(f"{name}, ng/mL" + ("" if ke0 is None else f" (effect site: ke0 {ke0:.4g} /min)"))
        columns = [column for column in _COLUMNS if curve[column] is not None]
        titles = ["min", *(_TITLES[column] for column in columns)]
        lines.append("".join(title.rjust(14) for title in titles))
        for i, time in enumerate(answer["times_min"]):
            cells = [f"{curve[column][i]:.2f}" for column in columns]
            lines.append("".join(cell.rjust(14) for cell in (f"{time:g}", *cells)))
        if spread:
            lines.append(f"lower, upper: {dosing.interval} between patients, {curve['variability_source']}")
        lines.append("")
    last = f"mg by {max(answer['times_min']):g} min"
    lines.append(f"delivered {answer['delivered_mg']:.6g} {last}")
    if "what_if" in answer:
        then = answer["what_if"]
        lines.append(f"if {then['change']}: delivered {then['delivered_mg']:.6g} {last}")
        lines += [then["uncertainty"]] * (then["uncertainty"] is not None)
    lines += [f"warning: {says}" for says in answer["warnings"]]
    lines += CAPTIONS
    return "\n".join(lines) + "\n"


def _described(model: Model) -> dict[str, Any]:
    people = model.population
    return {
        "name": model.name,
        "version": model.version,
        "title": model.title,
        "source": model.source,
        "drug": str(model.drug),
        "drug_form": model.drug_form,
        "sampling": model.sampling,
        "structure": model.structure,
        "population": {
            "says": people.says,
            "weight_kg": {
                "low": people.weight.low,
                "high": people.weight.high,
                "source": people.weight.source,
            },
            "age_y": {"low": people.age.low, "high": people.age.high, "source": people.age.source},
            "sexes": sorted(people.sexes),
        },
        "parameters": [
            {
                "name": number.name,
                "value": number.value,
                "unit": number.unit,
                "scaling": number.scaling,
                "status": str(number.standing),
                "source": number.source,
            }
            for number in model.typical
        ],
        "effect_sites": [
            {
                "name": site.name,
                "ke0_per_min": site.per_min,
                "ke0_per_min_per_ln_kg": site.per_min_per_ln_kg,
                "endpoint": site.endpoint,
                "estimated_for": site.estimated_for,
                "experimental": site.experimental,
                "status": str(site.standing),
                "source": site.source,
            }
            for site in model.effect_sites
        ],
        "variability": variability_source(model),
        "residual": [
            {
                "of": error.of,
                "kind": error.kind,
                "sd": error.sd,
                "status": str(error.standing),
                "source": error.source,
            }
            for error in model.residual
        ],
        "disagreements": list(model.disagreements),
        "doubts": model.doubts(),
        "licence": model.licence,
    }


def _told(model: Model) -> str:
    lines = [
        f"{model.name}  {model.title}",
        f"  source       {model.source}",
        f"  drug         {model.drug_form}; sampling: {model.sampling}",
        f"  population   {model.population.says}; {model.population.weight}, {model.population.age}",
    ]
    for number in model.typical:
        joined = ", " if number.per_year else " × "
        grows = "" if number.scaling == "none" else joined + number.scaling
        lines.append(f"  {number.name:<12} {number.value:g} {number.unit}{grows}  ({number.standing})")
    for site in model.effect_sites:
        weight = f" + {site.per_min_per_ln_kg:g} × ln(kg)" if site.per_min_per_ln_kg else ""
        lines.append(f"  ke0          {site.per_min:g}{weight} /min, {site.name}: {site.endpoint}")
        lines.append(f"               estimated for {site.estimated_for}; {site.source} ({site.standing})")
    lines.append(f"  variability  {variability_source(model) or 'none published'}")
    for error in model.residual:
        lines.append(f"  residual     {error.of}: {error.kind} SD {error.sd:g}  ({error.standing})")
    lines += [f"  doubt        {says}" for says in (*model.doubts(), *model.disagreements)]
    lines.append(f"  licence      {model.licence}")
    return "\n".join(lines) + "\n"
