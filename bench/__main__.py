"""Runs what was asked for and prints one JSON document; what happens meanwhile goes to standard error."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from euthymia.kit import processes

from . import installation
from .scale import QUICK, WHOLE, Scale

if TYPE_CHECKING:
    from .clinic import Place
    from .measure import Result
    from .stock import Safe

LONG_AGO = timedelta(hours=3)


class Bench:
    """What results share, each made when the first of them asks for it."""

    def __init__(self, scale: Scale, stack: ExitStack) -> None:
        self.scale, self._stack = scale, stack

    @cached_property
    def clinic(self) -> Any:
        """The module of clinics, once there is a database."""
        installation.prepare()
        installation.make_database()
        from . import clinic

        return clinic

    @cached_property
    def small(self) -> Place:
        place: Place = self.clinic.a_place("small", 2, seated_before=timedelta(minutes=30))
        self.clinic.watch_for(place, place.seats[0], 1)
        self.clinic.grow(place, 5, 1)
        return place

    @cached_property
    def large(self) -> Place:
        place: Place = self.clinic.a_place("large", self.scale.chairs, seated_before=timedelta(minutes=90))
        self.clinic.watch_for(place, place.seats[0], self.scale.sampled_min)
        self.clinic.grow(place, self.scale.patients, self.scale.past_sessions)
        return place

    @cached_property
    def desk(self) -> Place:
        """Eight chairs and the people who come to them, for a year of bookings."""
        place: Place = self.clinic.a_place(
            "desk", min(8, self.scale.chairs), seated_before=timedelta(minutes=30)
        )
        self.clinic.grow(place, min(400, self.scale.patients), 1)
        return place

    @cached_property
    def taps(self) -> dict[str, Result]:
        """Both results of one run: a browser at one of twelve running sessions."""
        place = self.clinic.a_place("twelve", self.scale.tapped_chairs, seated_before=timedelta(minutes=30))
        from .chair import taps

        return taps(self.scale, place, self.running)

    @cached_property
    def waiting(self) -> Place:
        """Chairs whose patients have sat for hours, for messages of the past."""
        place: Place = self.clinic.a_place("past", self.scale.chairs, seated_before=LONG_AGO)
        return place

    @cached_property
    def safe(self) -> Safe:
        assert self.clinic is not None, "there is a database now"
        from .stock import a_safe

        return a_safe(self.scale)

    @cached_property
    def busy(self) -> list[Place]:
        """As many clinics as the most chairs fill, the large one first."""
        more = self.scale.most_chairs // self.scale.chairs - 1
        seated = timedelta(minutes=30)
        return [
            self.large,
            *(self.clinic.a_place(f"busy{n}", self.scale.chairs, seated_before=seated) for n in range(more)),
        ]

    @cached_property
    def running(self) -> installation.Running:
        return self._stack.enter_context(installation.running())


def _pk_curves_per_s(bench: Bench) -> Result:
    from .curves import pk_curves_per_s

    return pk_curves_per_s(bench.scale)


def _pk_population_bytes_per_s(bench: Bench) -> Result:
    from .curves import pk_population_bytes_per_s

    return pk_population_bytes_per_s(bench.scale)


def _curve_with_what_if_ms(bench: Bench) -> Result:
    from .curves import curve_with_what_if_ms

    return curve_with_what_if_ms(bench.scale)


def _evaluations_per_s(bench: Bench) -> Result:
    from .judging import evaluations_per_s

    return evaluations_per_s(bench.scale)


def _medicine_search_ms(bench: Bench) -> Result:
    from .searching import medicine_search_ms

    return medicine_search_ms(bench.scale)


def _ledger_events_per_s(bench: Bench) -> Result:
    from .ledger import ledger_events_per_s

    return ledger_events_per_s(bench.scale)


def _plan_s(bench: Bench) -> Result:
    from .planning import plan_s

    return plan_s(bench.scale)


def _repair_s(bench: Bench) -> Result:
    from .planning import repair_s

    return repair_s(bench.scale)


def _samples_durable_per_s(bench: Bench) -> Result:
    place = bench.waiting
    from .durable import samples_durable_per_s

    return samples_durable_per_s(bench.scale, place)


def _queries_per_page(bench: Bench) -> Result:
    large, small = bench.large, bench.small
    from .pages import queries_per_page

    return queries_per_page(large, small)


def _page_ms_p95(bench: Bench) -> Result:
    place, running = bench.large, bench.running
    from .pages import page_ms_p95

    return page_ms_p95(bench.scale, place, running)


def _day_board_ms_p95(bench: Bench) -> Result:
    place = bench.desk
    from .desk import day_board_ms_p95

    return day_board_ms_p95(bench.scale, place)


def _sample_to_screen_ms_p99(bench: Bench) -> Result:
    place, running = bench.large, bench.running
    from .live import sample_to_screen_ms_p99

    return sample_to_screen_ms_p99(bench.scale, place, running)


def _tap_to_feedback_ms_p95(bench: Bench) -> Result | None:
    return bench.taps.get("tap_to_feedback_ms_p95")


def _tap_to_saved_ms_p95(bench: Bench) -> Result | None:
    return bench.taps.get("tap_to_saved_ms_p95")


def _chairs_at_1hz(bench: Bench) -> Result:
    places, running = bench.busy, bench.running
    from .live import chairs_at_1hz

    return chairs_at_1hz(bench.scale, places, running)


def _memory_mb_per_hour_of_100_chairs(bench: Bench) -> Result:
    place, running = bench.waiting, bench.running
    from .live import memory_mb_per_hour_of_100_chairs

    return memory_mb_per_hour_of_100_chairs(bench.scale, place, running)


def _posting_ms_p95(bench: Bench) -> Result:
    safe = bench.safe
    from .stock import posting_ms_p95

    return posting_ms_p95(bench.scale, safe)


def _vial_page_ms_p95(bench: Bench) -> Result:
    safe = bench.safe
    from .stock import vial_page_ms_p95

    return vial_page_ms_p95(bench.scale, safe)


def _directory_search_ms_p95(bench: Bench) -> Result:
    assert bench.clinic is not None, "there is a database now"
    from .door import directory_search_ms_p95

    return directory_search_ms_p95(bench.scale)


def _comparison_ms_p95(bench: Bench) -> Result:
    assert bench.clinic is not None, "there is a database now"
    from .door import comparison_ms_p95

    return comparison_ms_p95(bench.scale)


def _verify_rows_per_s(bench: Bench) -> Result:
    assert bench.large is not None
    place = bench.clinic.a_place("kept", min(10, bench.scale.chairs), seated_before=LONG_AGO)
    bench.clinic.keep_samples(place, bench.scale.kept_samples)
    from .verifying import verify_rows_per_s

    return verify_rows_per_s(bench.scale)


# In the order in which they disturb each other least.
RESULTS: dict[str, Callable[[Bench], Result | None]] = {
    "pk_curves_per_s": _pk_curves_per_s,
    "pk_population_bytes_per_s": _pk_population_bytes_per_s,
    "curve_with_what_if_ms": _curve_with_what_if_ms,
    "evaluations_per_s": _evaluations_per_s,
    "medicine_search_ms": _medicine_search_ms,
    "ledger_events_per_s": _ledger_events_per_s,
    "plan_s": _plan_s,
    "repair_s": _repair_s,
    "samples_durable_per_s": _samples_durable_per_s,
    "posting_ms_p95": _posting_ms_p95,
    "vial_page_ms_p95": _vial_page_ms_p95,
    "queries_per_page": _queries_per_page,
    "directory_search_ms_p95": _directory_search_ms_p95,
    "comparison_ms_p95": _comparison_ms_p95,
    "verify_rows_per_s": _verify_rows_per_s,
    "page_ms_p95": _page_ms_p95,
    "day_board_ms_p95": _day_board_ms_p95,
    "sample_to_screen_ms_p99": _sample_to_screen_ms_p99,
    "tap_to_feedback_ms_p95": _tap_to_feedback_ms_p95,
    "tap_to_saved_ms_p95": _tap_to_saved_ms_p95,
    "chairs_at_1hz": _chairs_at_1hz,
    "memory_mb_per_hour_of_100_chairs": _memory_mb_per_hour_of_100_chairs,
}


def results(names: Sequence[str], scale: Scale) -> Iterator[Result]:
    """Each result as it is taken, but for those that need a browser where none is; processes are stopped at the end."""
    with ExitStack() as stack:
        bench = Bench(scale, stack)
        for name in names:
            began = time.monotonic()
            taken = RESULTS[name](bench)
            if taken is None:
                sys.stderr.write(f"{name}: left out, no Chromium was found\n")
                continue
            yield taken
            sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")


def machine() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure, each figure beside its reference."
    )
    parser.add_argument(
        "--only", action="extend", nargs="+", choices=list(RESULTS), metavar="NAME", help=", ".join(RESULTS)
    )
    parser.add_argument("--quick", action="store_true", help="tiny sizes: that it runs, not how fast")
    asked = parser.parse_args()
    # Told to stop, it leaves as it would at the end: processes stopped, folder removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    names = [name for name in RESULTS if not asked.only or name in asked.only]
    about = machine()
    processes.open_more_files()  # hundreds of monitors and screens are played here
    taken = [result.to_json() for result in results(names, QUICK if asked.quick else WHOLE)]
    sys.stdout.write(json.dumps({"machine": about, "results": taken}, indent=2) + "\n")


if __name__ == "__main__":
    main()
