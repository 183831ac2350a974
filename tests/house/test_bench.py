"""`make bench` runs, measures what is promised, and says it in the promised form. How fast is nobody's test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from docs import chromium

ROOT = Path(__file__).resolve().parents[2]
IN_A_BROWSER = [
    "tap_to_feedback_ms_p95",
    "tap_to_saved_ms_p95",
]
# docs of the interface: every result that `make bench` has so far
NAMES = [
    "pk_curves_per_s",
    "pk_population_bytes_per_s",
    "curve_with_what_if_ms",
    "evaluations_per_s",
    "medicine_search_ms",
    "ledger_events_per_s",
    "plan_s",
    "repair_s",
    "samples_durable_per_s",
    "posting_ms_p95",
    "vial_page_ms_p95",
    "queries_per_page",
    "directory_search_ms_p95",
    "comparison_ms_p95",
    "verify_rows_per_s",
    "page_ms_p95",
    "day_board_ms_p95",
    "sample_to_screen_ms_p99",
    *IN_A_BROWSER,
    "chairs_at_1hz",
    "memory_mb_per_hour_of_100_chairs",
]
KEYS = {"name", "value", "unit", "reference", "reference_value", "ratio"}
WITH_REFERENCE = {
    "pk_curves_per_s",
    "plan_s",
    "repair_s",
    "pk_population_bytes_per_s",
    "samples_durable_per_s",
    "queries_per_page",
    "verify_rows_per_s",
    *IN_A_BROWSER,
}


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_200,
    )


@pytest.mark.processes
def test_every_result_is_taken_and_has_the_promised_form() -> None:
    ran = bench("--quick")
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    assert set(document) == {"machine", "results"}
    has_browser = chromium.find() is not None
    expected = [name for name in NAMES if has_browser or name not in IN_A_BROWSER]
    assert [result["name"] for result in document["results"]] == expected
    for result in document["results"]:
        assert set(result) - {"parts"} == KEYS
        assert isinstance(result["value"], int | float) and result["unit"]
        referred = result["name"] in WITH_REFERENCE
        assert [result[key] is not None for key in ("reference", "reference_value", "ratio")] == [
            referred
        ] * 3
    by_name = {result["name"]: result for result in document["results"]}
    assert by_name["queries_per_page"]["ratio"] == 1, "a page's queries must not grow with the data"
    assert by_name["sample_to_screen_ms_p99"]["parts"]["lost"] == 0


def test_one_result_can_be_asked_for_alone() -> None:
    ran = bench("--quick", "--only", "curve_with_what_if_ms")
    assert ran.returncode == 0, ran.stderr
    assert [result["name"] for result in json.loads(ran.stdout)["results"]] == ["curve_with_what_if_ms"]


def test_a_name_that_does_not_exist_is_refused_with_those_that_do() -> None:
    ran = bench("--only", "everything")
    assert ran.returncode == 2 and "pk_curves_per_s" in ran.stderr
