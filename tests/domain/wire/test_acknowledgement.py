"""Answers to monitors, read back by an independent parser."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain import wire
from euthymia.domain.wire import hl7
from euthymia.domain.wire.hl7v2 import Hl7v2

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from hl7apy.parser import parse_message

SAMPLES = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "samples").glob("*.hl7"))}
NOW = datetime(2026, 11, 20, 17, 15, 3, tzinfo=UTC)


def acknowledge(message: bytes, code: str = "AA", text: str = "accepted") -> bytes:
    return wire.acknowledge(message, code, text, control_id_of_ours="ack-1", at=NOW)


def fields(line: str) -> list[str]:
    return line.split("|")


@pytest.mark.parametrize("name", SAMPLES)
def test_an_independent_parser_reads_every_answer(name: str) -> None:
    decoded = Hl7v2().decode(SAMPLES[name], received_at=NOW)
    code, text = wire.verdict(decoded)
    answer = acknowledge(SAMPLES[name], code, text).decode()
    parsed = parse_message(answer, find_groups=False)
    theirs = hl7.parse(SAMPLES[name]).header
    assert parsed.msa.msa_1.to_er7() == code
    assert fields(answer.split("\r")[1])[2] == theirs.raw(10)
    assert parsed.msh.msh_10.to_er7() == "ack-1"
    assert parsed.msh.msh_12.to_er7() == theirs.raw(12)
    assert (parsed.msh.msh_5.to_er7(), parsed.msh.msh_6.to_er7()) == (theirs.raw(3), theirs.raw(4))
    assert (parsed.msh.msh_3.to_er7(), parsed.msh.msh_4.to_er7()) == (theirs.raw(5), theirs.raw(6))
    assert ("ERR" in answer) is (code != "AA")


def test_the_structure_follows_the_event() -> None:
    heads = {name: fields(acknowledge(data).decode().split("\r")[0]) for name, data in SAMPLES.items()}
    assert heads["gateway_pcd01.hl7"][8] == "ACK^R01^ACK"
    assert heads["alert_pcd04.hl7"][8] == "ACK^R40^ACK"
    assert heads["mindray_realtime.hl7"][8] == "ACK^R01"
    assert heads["ack.hl7"][1] == "^~\\&#"
    assert heads["gateway_pcd01.hl7"][17] == "UNICODE UTF-8"
    assert heads["gateway_pcd01.hl7"][6] == "20261120171503+0000"


def test_the_control_id_is_returned_byte_for_byte() -> None:
    answer = acknowledge(SAMPLES["alert_pcd04.hl7"])
    assert answer.split(b"\r")[1] == b"MSA|AA| al-7|accepted"
    raw = b"MSH|^~\\&|A||||||ORU^R01|i\xe4d\\T\\1|P|2.6\r"
    assert b"MSA|AA|i\xe4d\\T\\1|" in acknowledge(raw)


def test_their_delimiters_are_ours_and_the_reason_cannot_break_them() -> None:
    answer = acknowledge(
        b"MSH$%~\\&$A$B$C$D$2026$$ORU%R01$9$P$2.6\rOBX$1", "AE", "100% of $5 & more\r\nMSA$AA"
    ).decode()
    lines = answer.rstrip("\r").split("\r")
    assert [line[:4] for line in lines] == ["MSH$", "MSA$", "ERR$"]
    assert lines[1].split("$")[3] == r"100\S\ of \F\5 \T\ more  MSA\F\AA"
    assert lines[2].split("$")[3:5] == ["102%Data type error%HL70357", "E"]


def test_old_versions_get_the_error_in_its_old_place() -> None:
    answer = acknowledge(SAMPLES["mindray_realtime.hl7"], "AE", "no").decode()
    assert answer.rstrip("\r").split("\r")[-1] == "ERR|^^^102&Data type error&HL70357"


@pytest.mark.parametrize("message", [b"", b"\r\n", b"PID|1", b"MSH", b"MSH|^^^^|", b"\xff" * 50, b"{}"])
def test_without_a_header_there_is_still_an_answer(message: bytes) -> None:
    decoded = Hl7v2().decode(message, received_at=NOW)
    code, text = wire.verdict(decoded)
    assert (code, decoded.kind) == ("AE", wire.Kind.UNREADABLE)
    parsed = parse_message(acknowledge(message, code, text).decode(), find_groups=False)
    assert (parsed.msa.msa_1.to_er7(), parsed.msa.msa_2.to_er7()) == ("AE", "")


@given(message=st.binary(max_size=200), text=st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_message_and_any_reason_give_three_whole_segments(message: bytes, text: str) -> None:
    for data in (message, b"MSH|^~\\&" + message):
        answer = acknowledge(data, "AE", text)
        reread = hl7.parse(answer)
        assert [segment.name for segment in reread.segments] == ["MSH", "MSA", "ERR"]
        assert reread.segments[1].raw(1) == "AE"


def test_only_the_three_codes_are_sent() -> None:
    with pytest.raises(ValueError, match="CA"):
        acknowledge(SAMPLES["gateway_pcd01.hl7"], "CA")
