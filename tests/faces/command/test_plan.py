"""`euthymia plan`: as a caller sees it who knows the public form and nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.faces.command import plan as command
from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.planning import broken
from support.schema import misfits

Document = dict[str, Any]

REQUEST: Document = {
    "from": "2026-11-23",
    "clinic": {
        "timezone": "America/Los_Angeles",
        "open": {day: ["08:00", "17:00"] for day in ("mon", "wed", "fri")},
        "closed": ["2026-11-26"],
        "chairs": 4,
        "nurses": 2,
        "patients_per_nurse": 2,
        "prescribers": [{"id": "dr-1", "days": ["mon", "wed", "fri"]}],
    },
    "booked": [{"chair": 1, "start": "2026-11-23T09:00", "minutes": 120}],
    "courses": [
        {"patient": "p1", "sessions": 6, "within_days": 21, "min_gap_days": 2, "max_gap_days": 4,
         "minutes": 120, "available": {day: ["08:00", "12:00"] for day in ("mon", "wed", "fri")}, "done": []}
    ],
    "limit_s": 10,
}  # fmt: skip


def run(*arguments: str, given: Any = None) -> Result:
    text = given if given is None or isinstance(given, str) else json.dumps(given)
    return CliRunner().invoke(main, ["plan", *arguments], input=text)


def changed(*path: Any, to: Any = None, remove: bool = False) -> Document:
    document = deepcopy(REQUEST)
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    if remove:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return document


def test_a_plan_is_answered_in_the_promised_form(tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(REQUEST))
    said = run(str(file), "--json")
    assert (said.exit_code, said.stderr) == (0, "")
    answer = json.loads(said.stdout)
    assert broken(REQUEST, answer) == []
    assert set(answer["sessions"][0]) == {"patient", "n", "start", "chair", "nurse"}
    assert misfits(REQUEST, SCHEMAS["plan-request"]) == []
    assert misfits(answer, SCHEMAS["plan-answer"]) == []


def test_an_answer_that_is_kept_comes_back_and_says_what_moved() -> None:
    wide = changed(*COURSE, "max_gap_days", to=5)
    first = json.loads(run("-", "--json", given=wide).stdout)
    closed = {**wide, "clinic": {**wide["clinic"], "closed": ["2026-12-04"]}, "keep": first}
    said = run("-", "--json", given=closed)
    answer = json.loads(said.stdout)
    assert said.exit_code == 0 and misfits(answer, SCHEMAS["plan-answer"]) == []
    assert [one["was"]["start"][:10] for one in answer["moved"]] == ["2026-12-04"]
    told = run("-", given=closed).stdout
    assert "moved: p1, 2026-12-04" in told and "no repair moves less" in told


def test_no_plan_is_a_no_with_its_reason() -> None:
    rare = changed("clinic", "open", to={"mon": ["08:00", "17:00"]})
    said = run("-", "--json", given=rare)
    assert said.exit_code == 1
    answer = json.loads(said.stdout)
    assert misfits(answer, SCHEMAS["plan-answer"]) == []
    assert len(answer["impossible"]) == len(answer["limits"]) == 2
    told = run("-", given=rare)
    assert told.exit_code == 1 and told.stdout.startswith("impossible: these cannot hold together\n")
    assert "at most 4 days between two sessions of p1" in told.stdout


def test_people_read_a_table_of_weeks() -> None:
    told = run("-", given=REQUEST)
    assert told.exit_code == 0
    first, second = told.stdout.splitlines()[:2]
    assert " ".join(first.split()) == "week 48 of 2026 Mon 23 Nov Wed 25 Nov Fri 27 Nov"
    assert second.startswith("chair") and "p1 2 of 6" in told.stdout
    assert told.stdout.splitlines()[-1] == "proved: no plan finishes earlier"


def test_too_little_time_is_said_and_is_no_plan() -> None:
    rivals = [{**REQUEST["courses"][0], "patient": f"p{n}"} for n in range(4)]
    tight = {**REQUEST["clinic"], "chairs": 1, "open": {d: ["08:00", "10:00"] for d in ("mon", "wed", "fri")}}
    said = run(
        "-", "--json", given={**REQUEST, "clinic": tight, "booked": [], "courses": rivals, "limit_s": 1e-9}
    )
    answer = json.loads(said.stdout)
    assert said.exit_code == 1 and list(answer) == ["undecided"]
    assert misfits(answer, SCHEMAS["plan-answer"]) == []


def test_on_a_terminal_long_work_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    from euthymia.domain.scheduling.reading import parse

    monkeypatch.setattr(command, "_QUIET_S", 0.0)
    assert command._watched(parse(REQUEST))["proved_optimal"] is True


def test_what_goes_wrong_behind_the_bar_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    from euthymia.domain.scheduling.reading import parse

    def failing(*_: Any) -> Any:
        raise ZeroDivisionError("somewhere")

    monkeypatch.setattr(command, "_planned", failing)
    with pytest.raises(ZeroDivisionError):
        command._watched(parse(REQUEST))


COURSE = ("courses", 0)
FAULTS = {
    "unknown zone": (changed("clinic", "timezone", to="America/Springfield"), "/clinic/timezone"),
    "folder for a zone": (changed("clinic", "timezone", to="../UTC"), "/clinic/timezone"),
    "unknown key": (changed("clinic", "beds", to=4), "/clinic/beds"),
    "unknown key of a course": (changed(*COURSE, "minute", to=4), "/courses/0/minute"),
    "missing": (changed("clinic", "chairs", remove=True), "/clinic/chairs"),
    "null": (changed(*COURSE, "minutes"), "/courses/0/minutes"),
    "no object": (changed("clinic", to=[]), "/clinic"),
    "no list": (changed("courses", to={}), "/courses"),
    "no date": (changed("from", to="2026-11-31"), "/from"),
    "a date of another form": (changed("from", to="23/11/2026"), "/from"),
    "before": (changed("until", to="2026-11-22"), "/until"),
    "weekday": (changed("clinic", "open", to={"monday": ["08:00", "17:00"]}), "/clinic/open/monday"),
    "time": (changed("clinic", "open", "mon", to=["8", "17:00"]), "/clinic/open/mon/0"),
    "hour": (changed("clinic", "open", "mon", to=["08:00", "25:00"]), "/clinic/open/mon/1"),
    "order": (changed("clinic", "open", "mon", to=["17:00", "08:00"]), "/clinic/open/mon"),
    "overlap": (
        changed("clinic", "open", "mon", to=[["08:00", "12:00"], ["11:00", "13:00"]]),
        "/clinic/open/mon",
    ),
    "three": (changed("clinic", "open", "mon", to=["08:00", "12:00", "13:00"]), "/clinic/open/mon"),
    "negative": (changed("clinic", "chairs", to=-1), "/clinic/chairs"),
    "half": (changed("clinic", "nurses", to=1.5), "/clinic/nurses"),
    "text": (changed(*COURSE, "sessions", to="6"), "/courses/0/sessions"),
    "truth": (changed(*COURSE, "sessions", to=True), "/courses/0/sessions"),
    "none": (changed(*COURSE, "sessions", to=0), "/courses/0/sessions"),
    "ratio": (changed("clinic", "patients_per_nurse", to=0), "/clinic/patients_per_nurse"),
    "window": (changed(*COURSE, "within_days", to=9), "/courses/0/within_days"),
    "gaps": (changed(*COURSE, "min_gap_days", to=5), "/courses/0/min_gap_days"),
    "day long": (changed(*COURSE, "minutes", to=1441), "/courses/0/minutes"),
    "patient twice": (changed("courses", to=REQUEST["courses"] * 2), "/courses/1/patient"),
    "chair twice": (
        changed("booked", to=[*REQUEST["booked"], {"chair": 1, "start": "2026-11-23T10:59", "minutes": 5}]),
        "/booked/1",
    ),
    "no such chair": (changed("booked", 0, "chair", to=5), "/booked/0/chair"),
    "chair none": (changed("booked", 0, "chair", to=0), "/booked/0/chair"),
    "seconds": (changed("booked", 0, "start", to="2026-11-23T09:00:30"), "/booked/0/start"),
    "only a day": (changed("booked", 0, "start", to="2026-11-23"), "/booked/0/start"),
    "gone hour": (changed("booked", 0, "start", to="2027-03-14T02:30"), "/booked/0/start"),
    "double hour": (changed("booked", 0, "start", to="2026-11-01T01:30"), "/booked/0/start"),
    "done twice": (changed(*COURSE, "done", to=["2026-11-20", "2026-11-20T09:00"]), "/courses/0/done/1"),
    "done too often": (
        changed(*COURSE, "done", to=[f"2026-11-{day}" for day in range(10, 17)]),
        "/courses/0/done",
    ),
    "limit": (changed("limit_s", to=0), "/limit_s"),
    "keep": (changed("keep", to={"impossible": []}), "/keep"),
    "kept": (changed("keep", to={"sessions": [{"patient": "p1"}]}), "/keep/sessions/0/start"),
    "closed and open": (
        changed("clinic", "open_on", to={"2026-11-26": ["08:00", "09:00"]}),
        "/clinic/open_on/2026-11-26",
    ),
    "phases": (changed(*COURSE, "recovery_min", to=121), "/courses/0/minutes"),
    "list": ([], ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_unusable_is_refused_at_its_place(name: str) -> None:
    document, at = FAULTS[name]
    said = run("-", "--json", given=document)
    assert (said.exit_code, said.stdout) == (2, "")
    assert any(line.startswith(f"-:{at}: ") for line in said.stderr.splitlines()), said.stderr
    assert all(", accepted: " in line for line in said.stderr.splitlines())


def test_all_faults_are_named_at_once() -> None:
    document = changed("clinic", "timezone", to="nowhere")
    document["courses"][0]["minutes"] = "long"
    document["more"] = 1
    places = [line.split(": ")[0] for line in run("-", given=document).stderr.splitlines()]
    assert places == ["-:/more", "-:/clinic/timezone", "-:/courses/0/minutes"]


@pytest.mark.parametrize(
    "text", ['{"from": "2026-11-23", "from": "2026-11-24"}', '{"limit_s": NaN}', "not json", ""]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    said = run("-", given=text)
    assert (said.exit_code, said.stdout) == (2, "") and len(said.stderr.splitlines()) == 1


def test_a_time_that_exists_twice_can_be_told_with_its_offset() -> None:
    document = changed("booked", 0, "start", to="2026-11-01T01:30-08:00")
    assert run("-", given=document).exit_code == 0


def test_the_hours_of_a_nurse_by_name_are_kept() -> None:
    nurses = [
        {"id": "ann", "days": ["mon"]},
        {"id": "bo", "days": ["wed", "fri"], "hours": ["09:00", "12:00"]},
    ]
    document = changed("clinic", "nurses", to=nurses)
    answer = json.loads(run("-", "--json", given=document).stdout)
    assert broken(document, answer) == []
    assert {one["nurse"] for one in answer["sessions"]} == {"ann", "bo"}
    assert misfits(document, SCHEMAS["plan-request"]) == []
    assert misfits(answer, SCHEMAS["plan-answer"]) == []
