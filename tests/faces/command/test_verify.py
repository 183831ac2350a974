"""`euthymia verify`: rows lost, moved and rewritten, by somebody with every right."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.clinic.audit.models import Anchor, Event
from euthymia.clinic.devices.models import RawMessage
from euthymia.clinic.monitoring.models import Sample
from euthymia.clinic.people.models import RoleGrant
from euthymia.domain.ledger.chain import GENESIS
from euthymia.faces.command import anchors, verify
from euthymia.faces.command.chains import SETTLED_MS
from euthymia.faces.command.cli import main
from euthymia.faces.command.evidence import START
from euthymia.faces.command.schemas import SCHEMAS
from euthymia.kit import clock, streams
from euthymia.kit.models import StreamRow
from support import history
from support.cast import Cast
from support.evidence import Evidence, place, rows
from support.schema import misfits

STREAMS = [pytest.param(model, id=model._meta.db_table) for model in history.stream_models()]


pytestmark = pytest.mark.scene(history.WRITTEN)


@pytest.fixture
def evidence(committed: None, cast: Cast, tmp_path: Path) -> Evidence:
    return Evidence(clock.wall() + timedelta(hours=1), tmp_path / "anchors.jsonl")


@pytest.fixture
def run(evidence: Evidence, settings: Any) -> Any:
    """The command itself, as it is called."""
    settings.EUTHYMIA_ANCHORS = evidence.path

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["verify", *arguments])

    return run


def rewrite(model: type[StreamRow], evidence: Evidence, change: dict[str, Any]) -> StreamRow:
    """Change the second row and make every hash after it, and the owner's head, agree with the change."""
    stream = rows(model)
    head = bytes(stream[0].hash)
    for row in stream[1:]:
        if row is stream[1]:
            for column, value in change.items():
                setattr(row, column, value)
                evidence.change(row, column, value)
        head = streams.hash_after(head, row)
        evidence.change(row, "hash", head)
    _, name = model.stream
    owner = stream[0]._meta.get_field(model.stream[0]).related_model._meta.db_table
    evidence.tamper(
        "UPDATE {} SET {} = %s WHERE id = %s", owner, f"{name}_head",
        values=[head, getattr(stream[0], f"{model.stream[0]}_id")],
    )  # fmt: skip
    return stream[1]


def test_what_was_written_is_as_it_was_written(evidence: Evidence) -> None:
    found = evidence.look()
    assert found.broken == []
    assert {name for name, count in found.rows.items() if count} >= {
        model._meta.db_table for model in history.stream_models()
    }


@pytest.mark.parametrize("model", STREAMS)
def test_a_lost_last_row_is_missed(evidence: Evidence, model: type[StreamRow]) -> None:
    last = rows(model)[-1]
    evidence.tamper("DELETE FROM {} WHERE id = %s", model._meta.db_table, values=[last.pk])
    assert evidence.found() == [f"{place(last)} n={last.n}: missing; the owner counts {last.n} rows"]


def test_a_lost_row_in_the_middle_is_missed(evidence: Evidence) -> None:
    lost = rows(Sample)[2]
    evidence.tamper("DELETE FROM {} WHERE id = %s", "monitoring_sample", values=[lost.pk])
    assert evidence.found() == [f"{place(lost)} n=3: missing; the next row is n=4"]


def test_a_lost_stream_is_missed(evidence: Evidence) -> None:
    first = rows(Sample)[0]
    evidence.tamper("DELETE FROM {} WHERE watch_id = %s", "monitoring_sample", values=[first.watch_id])
    assert evidence.found() == [f"{place(first)} n=1: missing; the owner counts 5 rows"]


def test_two_rows_that_changed_places_are_noticed(evidence: Evidence) -> None:
    second, third = rows(Sample)[1:3]
    for row, n in ((second, 99), (third, 2), (second, 3)):
        evidence.change(row, "n", n)
    assert evidence.found() == [
        f"{place(second)} n=2: column mismatch: the row or its hash is not as it was written"
    ]


def test_a_truncated_stream_whose_owner_agrees_is_caught_by_its_anchor(evidence: Evidence) -> None:
    evidence.anchor()
    *_, before, last = rows(Sample)
    evidence.tamper("DELETE FROM {} WHERE id = %s", "monitoring_sample", values=[last.pk])
    evidence.tamper(
        "UPDATE {} SET samples_n = %s, samples_head = %s WHERE id = %s", "monitoring_watch",
        values=[before.n, bytes(before.hash), before.watch_id],
    )  # fmt: skip
    assert evidence.found() == [f"{place(last)} n=5: missing; anchored up to n=5"]


def test_a_stream_that_was_emptied_as_if_it_had_never_begun_is_caught_by_its_anchor(
    evidence: Evidence,
) -> None:
    evidence.anchor()
    *_, last = rows(Sample)
    evidence.tamper("DELETE FROM {} WHERE watch_id = %s", "monitoring_sample", values=[last.watch_id])
    evidence.tamper(
        "UPDATE {} SET samples_n = 0, samples_head = %s WHERE id = %s", "monitoring_watch",
        values=[START, last.watch_id],
    )  # fmt: skip
    assert evidence.found() == [f"{place(last)} n=1: missing; anchored up to n=5"]


@pytest.mark.parametrize(
    ("model", "change"),
    [
        pytest.param(Event, {"says": "nothing happened"}, id="audit"),
        pytest.param(Sample, {"value": 80.0}, id="samples"),
    ],
)
def test_a_tail_written_anew_is_caught_by_its_anchor(
    evidence: Evidence, model: type[StreamRow], change: dict[str, Any]
) -> None:
    evidence.anchor()
    rewrite(model, evidence, change)
    last = rows(model)[-1]
    assert evidence.found() == [
        f"{place(last)} n={last.n}: anchor mismatch: the stream up to here was written anew after it was anchored"
    ]


def test_without_an_anchor_a_tail_written_anew_is_not_noticed(evidence: Evidence) -> None:
    """What the chain alone cannot show; docs/safety says so, and it is why there are anchors."""
    rewrite(Sample, evidence, {"value": 80.0})
    assert evidence.found() == []


def test_the_databases_own_anchors_count_when_the_file_is_gone(evidence: Evidence) -> None:
    evidence.anchor()
    evidence.path.unlink()
    rewrite(Event, evidence, {"says": "nothing happened"})
    assert [line for line in evidence.found() if "anchor mismatch" in line]


def test_a_stream_that_was_anchored_and_is_gone_is_missed(evidence: Evidence) -> None:
    evidence.anchor()
    gone = rows(RawMessage)[0]
    evidence.tamper("DELETE FROM {} WHERE gateway_id = %s", "devices_rawmessage", values=[gone.gateway_id])
    evidence.tamper("DELETE FROM {} WHERE id = %s", "devices_gateway", values=[gone.gateway_id])
    assert evidence.found() == [f"devices_rawmessage {gone.gateway_id} n=3: anchored, but the stream is gone"]


def test_rows_without_a_chain_are_sealed(evidence: Evidence) -> None:
    evidence.anchor()
    grants = list(RoleGrant.objects.using("owner").order_by("id"))
    evidence.tamper("UPDATE {} SET role = 'owner' WHERE id = %s", "people_rolegrant", values=[grants[3].pk])
    assert evidence.found() == [
        f"people_rolegrant n={len(grants)}: seal mismatch: a row after the first 0 was changed, added or removed"
    ]


def test_a_sealed_row_that_is_gone_is_missed(evidence: Evidence) -> None:
    evidence.anchor()
    grants = list(RoleGrant.objects.using("owner").order_by("id"))
    evidence.tamper("DELETE FROM {} WHERE id = %s", "people_rolegrant", values=[grants[-1].pk])
    assert evidence.found() == [f"people_rolegrant n={len(grants)}: missing; {len(grants)} rows were sealed"]


def test_young_rows_wait_for_the_next_seal(evidence: Evidence) -> None:
    made_ms = sorted(grant.pk.int >> 80 for grant in RoleGrant.objects.using("owner"))
    evidence.wall = datetime.fromtimestamp(made_ms[0] / 1_000, UTC)
    assert evidence.look().rows["people_rolegrant"] == 0
    evidence.wall = datetime.fromtimestamp((made_ms[-1] + SETTLED_MS + 1) / 1_000, UTC)
    assert evidence.look().rows["people_rolegrant"] == len(made_ms)


def test_a_head_that_lies_is_noticed(evidence: Evidence) -> None:
    last = rows(Sample)[-1]
    evidence.tamper(
        "UPDATE {} SET samples_head = %s WHERE id = %s", "monitoring_watch", values=[GENESIS, last.watch_id]
    )
    assert evidence.found() == [f"{place(last)} n=5: head mismatch: the owner keeps another hash"]


def test_rows_that_no_head_knows_are_noticed(evidence: Evidence) -> None:
    last = rows(Sample)[-1]
    evidence.tamper("UPDATE {} SET samples_n = 4 WHERE id = %s", "monitoring_watch", values=[last.watch_id])
    assert evidence.found() == [f"{place(last)} n=5: the owner counts only 4 rows"]


def test_bytes_that_do_not_fit_their_digest_are_noticed_even_in_a_chain_that_agrees(
    evidence: Evidence,
) -> None:
    changed = rewrite(RawMessage, evidence, {"bytes": b"MSH|other"})
    assert evidence.found() == [
        f"{place(changed)} n=2: digest mismatch: the bytes are not those that the digest was made of"
    ]


def test_many_owners_are_taken_some_at_a_time(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    from euthymia.faces.command import chains

    whole = evidence.look()
    monkeypatch.setattr(chains, "_OWNERS_AT_ONCE", 1)
    parted = evidence.look()
    assert (parted.rows, parted.streams, parted.broken) == (whole.rows, whole.streams, [])


def test_the_command_says_so_and_anchors(run: Any, evidence: Evidence) -> None:
    said = run()
    assert said.exit_code == 0, said.output
    assert re.fullmatch(r"as it was written: \d+ rows in \d+ streams; (\d+) new anchors\n", said.stdout)
    assert "; 0 new anchors" not in said.stdout
    lines = [json.loads(line) for line in evidence.path.read_text().splitlines()]
    assert all(set(line) == {"table", "log", "n", "head", "from", "sha256", "at"} for line in lines)
    assert not [wrong for line in lines for wrong in misfits(line, SCHEMAS["anchor"])]
    logs = {line["log"]: line for line in lines if line["table"] == "audit_event"}
    for kept in Anchor.objects.using("owner"):
        assert logs[str(kept.clinic_id)]["head"] == bytes(kept.head).hex()
    run()  # the audit log has grown by the signed head of the drug book
    assert run().stdout.endswith("; 0 new anchors\n")


def test_the_command_names_the_row_and_exits_1(run: Any, evidence: Evidence) -> None:
    row = rows(Sample)[1]
    evidence.change(row, "value", 1.0)
    said = run()
    assert said.exit_code == 1
    assert said.stdout.startswith(f"monitoring_sample watch={row.watch_id} n=2: column mismatch")
    assert not evidence.path.exists()
    answer = json.loads(run("--json").stdout)
    assert misfits(answer, SCHEMAS["verify-answer"]) == []
    assert (answer["whole"], answer["anchored"]) == (False, 0)
    assert answer["broken"][0] == {
        "table": "monitoring_sample",
        "owner": f"watch={row.watch_id}",
        "n": 2,
        "says": "column mismatch: the row or its hash is not as it was written",
    }


def test_the_databases_own_anchors_are_sealed_like_any_other_fact(evidence: Evidence) -> None:
    """Each audit anchor is a row of a table that is itself followed, sealed and anchored outside."""
    evidence.anchor()
    evidence.anchor()
    assert [head.n for head in anchors.read(evidence.path) if head.table == "audit_anchor"]
    kept = Anchor.objects.using("owner").order_by("id").first()
    assert kept is not None
    evidence.tamper("UPDATE {} SET head = %s WHERE id = %s", "audit_anchor", values=[GENESIS, kept.pk])
    assert [line for line in evidence.found() if line.startswith("audit_anchor")]


def test_no_anchor_writes_none(run: Any, evidence: Evidence) -> None:
    assert run("--no-anchor").exit_code == 0
    assert not evidence.path.exists()
    assert not Anchor.objects.using("owner").exists()


def test_a_missing_anchors_file_is_said(run: Any, evidence: Evidence) -> None:
    run()
    evidence.path.unlink()
    assert f"{evidence.path} is missing" in run("--no-anchor").stderr


def test_a_spoiled_anchors_file_is_no_pass(run: Any, evidence: Evidence) -> None:
    evidence.path.write_text('{"log": 1}\n')
    said = run()
    assert (said.exit_code, said.stdout) == (1, "")
    assert f"{evidence.path}:1: this line is no anchor" in said.stderr


def test_it_shares_no_arithmetic_with_what_it_verifies() -> None:
    folder = Path(verify.__file__).parent
    for name in ("verify", "chains", "evidence", "anchors", "signed_heads"):
        text = (folder / f"{name}.py").read_text("utf-8")
        assert not re.search(r"ledger|kit\.streams|kit import .*streams", text), name
