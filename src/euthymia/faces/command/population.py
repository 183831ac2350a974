"""`euthymia population`: percentiles over virtual patients, on every core or on a cluster; curves to a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from euthymia.domain.pharmacology import Dosing, by_name, delivered_mg, parse
from euthymia.domain.pharmacology.forecast import CAPTIONS
from euthymia.domain.pharmacology.model import Parameter
from euthymia.domain.pharmacology.population import BLOCK, PERCENTILES, Crowd, Of, percentiles, predicts
from euthymia.domain.pharmacology.predict import variability_source, warnings
from euthymia.domain.quantities import Unusable

from .simulate import read, refuse

_ONE_KE0 = "effect site: how ke0 differs between patients is not published; every patient has the same"
_VALUES_TO_A_GROUP = 2**20  # 8 MiB of curves are in the file before the next are worked out


@click.command()
@click.argument("dosing")
@click.option("--n", "n", type=int, default=10_000, show_default=True, help="How many patients.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same patients.")
@click.option("--model", "models", multiple=True, help="A model by name, in place of those of the DOSING.")
@click.option(
    "--of", type=click.Choice([str(of) for of in Of]), default="plasma", help="Which concentration."
)
@click.option("--out", metavar="FILE.parquet", help="Also keep every curve.")
@click.option("--cluster", metavar="ADDRESS", help="Work on the Dask cluster whose scheduler is there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def population(
    dosing: str,
    n: int,
    seed: int,
    models: tuple[str, ...],
    of: str,
    out: str | None,
    cluster: str | None,
    as_json: bool,
) -> None:
    """Percentiles over virtual patients for DOSING, a JSON file or - for standard input.

    Patients are drawn from the variability that goes with a model; a model without any has no percentiles.
    """
    try:
        document = read(dosing)
        if models and isinstance(document, dict):
            document = {**document, "models": list(models)}
        wanted = parse(document)
        crowds = _crowds(wanted, n, seed, Of(of))
        if out is not None:
            _writable(out)
        found = {name: _worked_out(crowd, cluster) for name, crowd in crowds.items()}
        if out is not None:
            _keep(list(crowds.values()), Path(out))
    except Unusable as refusal:
        refuse(dosing, refusal.faults)
    answer = _answer(wanted, n, seed, Of(of), found)
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False) if as_json else _human(answer))


def _crowds(wanted: Dosing, n: int, seed: int, of: Of) -> dict[str, Crowd]:
    """One for each model that predicts this and knows how patients differ. Raises `Unusable` where none does."""
    times = tuple(sorted(set(wanted.times_min)))
    named = [name for name in wanted.models if by_name(name).variability is not None and predicts(name, of)]
    return {
        name: Crowd(name, wanted.patient, wanted.events, times, seed, n, of)
        for name in named or wanted.models[:1]
    }


def _worked_out(crowd: Crowd, cluster: str | None) -> np.ndarray:
    """Percentiles [5, times], a slice of the times after the other."""
    chunks = crowd.chunks()
    if cluster is not None:
        return np.concatenate(_on_cluster(cluster, crowd, chunks), axis=1)
    steps = sum(crowd.blocks + last - first for first, last in chunks)
    with _on_every_core(steps, crowd.model) as each:
        return np.concatenate([percentiles(crowd, chunk, each) for chunk in chunks], axis=1)


@contextmanager
def _on_every_core(steps: int, label: str) -> Iterator[Callable[..., Iterable[Any]]]:
    """A map over threads (NumPy works outside the interpreter's lock) that moves a bar on a terminal."""
    hidden = not sys.stderr.isatty()
    with (
        ThreadPoolExecutor(_cores()) as pool,
        click.progressbar(length=steps, label=label, file=sys.stderr, hidden=hidden) as bar,
    ):

        def each(work: Callable[..., Any], items: Iterable[Any]) -> Iterator[Any]:
            for result in pool.map(work, items):
                bar.update(1)
                yield result

        yield each


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _on_cluster(address: str, crowd: Crowd, chunks: list[tuple[int, int]]) -> list[np.ndarray]:
    try:
        from distributed import Client, progress
    except ImportError:
        accepted = "an installation with its extra: pip install 'euthymia[dask]'"
        raise Unusable.one("--cluster", "not-installed", "Dask is not installed", accepted) from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise Unusable.one(
            "--cluster", "no-cluster", f"{address}: {error}", "a scheduler's address"
        ) from None
    with client:
        futures = [client.submit(percentiles, crowd, chunk, pure=False) for chunk in chunks]
        if sys.stderr.isatty():
            progress(futures)
        found: list[np.ndarray] = client.gather(futures)
        return found


def _writable(out: str) -> None:
    """Everything that would stop the writing, before the work begins."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        accepted = "an installation with its extra: pip install 'euthymia[parquet]'"
        raise Unusable.one("--out", "not-installed", "pyarrow is not installed", accepted) from None
    if not out or not Path(out).parent.is_dir() or Path(out).is_dir():
        raise Unusable.one(
            "--out", "not-writable", f"{out!r} cannot be written", "a file in a folder that exists"
        )


def _keep(crowds: list[Crowd], path: Path) -> None:
    """Every curve, a row for each patient of each model, in order; written by this machine as it is worked out."""
    from pyarrow import parquet

    form, partial = _form(crowds), path.with_name(f"{path.name}.partial")
    try:
        with parquet.ParquetWriter(partial, form) as file:
            for crowd in crowds:
                _write(crowd, file, form, path.name)
        os.replace(partial, path)
    except OSError as error:
        says = f"{path} cannot be written: {error.strerror or error}"
        raise Unusable.one("--out", "not-writable", says, "a writable path") from None
    finally:
        partial.unlink(missing_ok=True)


def _columns(crowd: Crowd) -> dict[str, Parameter]:
    """The columns of the parameters that vary, by name with unit."""
    assert crowd.variability is not None
    typical = {number.name: number for number in by_name(crowd.model).parameters(crowd.patient).table}
    varied = [typical[name] for name, _ in crowd.variability.cv]
    return {f"{number.name}_{number.unit.replace('/', '_per_').strip('_')}": number for number in varied}


def _form(crowds: list[Crowd]) -> Any:
    """One column for each parameter that varies in any of the models, null in the others."""
    import pyarrow as pa

    first = crowds[0]
    about = {key: value for key, value in asdict(first).items() if key != "model"}
    about |= {"models": [crowd.model for crowd in crowds], "patients_to_a_block": BLOCK}
    about["unit"] = f"ng/mL {first.of}, {by_name(first.model).drug} base"
    varied = dict.fromkeys(column for crowd in crowds for column in _columns(crowd))
    return pa.schema(
        [
            pa.field("patient", pa.int64()),
            pa.field("model", pa.string()),
            *(pa.field(column, pa.float64()) for column in varied),
            pa.field(f"{first.of.replace('-', '_')}_ng_per_ml", pa.list_(pa.float64(), len(first.times_min))),
        ],
        metadata={"euthymia": json.dumps(about)},
    )


def _write(crowd: Crowd, file: Any, form: Any, name: str) -> None:
    """The rows of one model, as many blocks at once as there are cores and one to follow."""
    import pyarrow as pa

    times, grid, columns = len(crowd.times_min), crowd.grid(), _columns(crowd)
    rows = max(1, min(BLOCK, _VALUES_TO_A_GROUP // max(1, times)))
    varied = form.names[2:-1]

    def group(block: int) -> list[Any]:
        factors, curves = crowd.factors(block), crowd.curves(block, grid)
        found = []
        for first in range(0, len(curves), rows):
            some = curves[first : first + rows]
            start, count = block * BLOCK + first, len(some)
            drawn = [
                pa.array(factors[columns[column].name][first : first + rows] * columns[column].value)
                if column in columns
                else pa.nulls(count, pa.float64())
                for column in varied
            ]
            flat = pa.FixedSizeListArray.from_arrays(pa.array(some.ravel()), times)
            patients = pa.array(range(start, start + count))
            found.append(pa.record_batch([patients, pa.repeat(crowd.model, count), *drawn, flat], form))
        return found

    at_once = _cores() + 1
    with _on_every_core(crowd.blocks, f"{crowd.model} to {name}") as each:
        for start in range(0, crowd.blocks, at_once):
            for batches in each(group, range(start, min(start + at_once, crowd.blocks))):
                for batch in batches:
                    file.write_batch(batch)


def _answer(wanted: Dosing, n: int, seed: int, of: Of, found: dict[str, np.ndarray]) -> dict[str, Any]:
    ascending = sorted(set(wanted.times_min))
    places = [ascending.index(time) for time in wanted.times_min]
    chosen = [by_name(name) for name in wanted.models]
    return {
        "times_min": list(wanted.times_min),
        "n": n,
        "seed": seed,
        "of": str(of),
        "models": {
            model.name: {
                "percentiles_ng_per_ml": {
                    str(q): row[places].tolist()
                    for q, row in zip(PERCENTILES, found[model.name], strict=True)
                }
                if model.name in found
                else None,
                "variability_source": variability_source(model),
            }
            for model in chosen
        },
        "delivered_mg": delivered_mg(wanted.events, max(wanted.times_min)),
        # Any interval asks for the warnings about how patients differ.
        "warnings": [*warnings(chosen, wanted.patient, 0.9), *([_ONE_KE0] if of is Of.EFFECT_SITE else [])],
    }


def _human(answer: dict[str, Any]) -> str:
    lines = []
    for name, curve in answer["models"].items():
        rows = curve["percentiles_ng_per_ml"]
        if rows is None:
            continue
        lines.append(f"{name}, {answer['of']} ng/mL, {answer['n']} virtual patients, seed {answer['seed']}")
        lines.append("".join(title.rjust(12) for title in ("min", *(f"{q} %" for q in rows))))
        for i, time in enumerate(answer["times_min"]):
            lines.append(
                "".join(cell.rjust(12) for cell in (f"{time:g}", *(f"{v[i]:.2f}" for v in rows.values())))
            )
        lines += [f"variability: {curve['variability_source']}", ""]
    lines.append(f"delivered {answer['delivered_mg']:.6g} mg by {max(answer['times_min']):g} min")
    lines += [f"warning: {says}" for says in answer["warnings"]]
    lines += CAPTIONS
    return "\n".join(lines)
