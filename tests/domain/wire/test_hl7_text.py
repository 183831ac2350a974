"""The bounded HL7 parser and the splitter of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from euthymia.domain import wire
from euthymia.domain.quantities import Unusable
from euthymia.domain.wire import hl7, hl7_split
from euthymia.domain.wire.mllp import frame

HEADER = rb"MSH|^~\&|A|B|C|D|20261120171500||ORU^R01|1|P|2.6"
GATEWAY = (Path(__file__).parent / "samples" / "gateway_pcd01.hl7").read_bytes()


def with_charset(charset: bytes) -> bytes:
    return HEADER + b"||||||" + charset


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\n\r\n"])
def test_any_line_end_gives_the_same_segments(end: bytes) -> None:
    parsed = hl7.parse(end.join([HEADER, b"PID|||7", b"OBX|1|NM|x"]) + end)
    assert [(segment.number, segment.name) for segment in parsed.segments] == [
        (1, "MSH"),
        (2, "PID"),
        (3, "OBX"),
    ]
    assert (
        parsed.header.raw(10) == "1" and parsed.segments[1].raw(3) == "7" and parsed.segments[1].raw(99) == ""
    )


def test_the_header_sets_the_delimiters_and_the_fifth_sign_is_allowed() -> None:
    parsed = hl7.parse(b"MSH*:;!@#*A:B*\rPID***x!F!y!S!z!T!!R!!E!!X4142!:q;second")
    assert parsed.components(parsed.segments[1], 3) == ("x*y:z@;!AB", "q")
    assert parsed.components(parsed.header, 3) == ("A", "B")


def test_unknown_escapes_stay_as_they_stand() -> None:
    assert hl7.USUAL.text(r"a\H\b\.br\c\X4\d \F") == r"a\H\b\.br\c\X4\d \F"


@pytest.mark.parametrize(
    "text",
    ["", "a|b^c~d\\e&f", "\\", "\\F\\", "|||", "line\rbreak"],
    ids=["empty", "all", "escape", "looks", "bars", "cr"],
)
def test_escaped_text_reads_back(text: str) -> None:
    assert hl7.USUAL.text(hl7.USUAL.escaped(text)) == text.replace("\r", " ")


@pytest.mark.parametrize(
    "line",
    [b"", b"PID|1", b"MSH", b"MSH|", b"MSH|^~", rb"MSH|^^\&|", b"MSHabcde|", b"MSH|^~\\&&|", b"\xff\xfe"],
)
def test_without_usable_delimiters_nothing_is_read(line: bytes) -> None:
    with pytest.raises(Unusable) as refusal:
        hl7.parse(line + b"\rOBX|1")
    assert refusal.value.faults[0].at == "segment 1"


def test_character_sets() -> None:
    def name(charset: bytes, raw: bytes) -> str:
        parsed = hl7.parse(with_charset(charset) + b"\rPID|||||" + raw)
        return parsed.segments[1].raw(5) if len(parsed.segments) > 1 else parsed.refused[0].why

    assert name(b"UNICODE UTF-8", "Ibáñez".encode()) == "Ibáñez"
    assert name(b"", "Ibáñez".encode()) == "Ibáñez"
    assert name(b"", "Ibáñez".encode("latin-1")) == "Ibáñez"
    assert name(b"ASCII", "Ibáñez".encode("latin-1")) == "Ibáñez"
    assert name(b"8859/1", "Ibáñez".encode("latin-1")) == "Ibáñez"
    assert "utf-8" in name(b"UNICODE UTF-8", "Ibáñez".encode("latin-1"))
    with pytest.raises(Unusable, match="GB 18030"):
        hl7.parse(with_charset(b"GB 18030-2000") + b"\rPID|1")


def test_one_segment_that_is_too_long_or_no_segment_costs_only_itself() -> None:
    long = b"OBX|1|ED|" + b"A" * hl7.MAX_SEGMENT_BYTES
    parsed = hl7.parse(b"\r".join([HEADER, b"PID|1", long * 20, b"a line of prose", b"OBX|2|NM|x"]))
    assert [segment.number for segment in parsed.segments] == [1, 2, 5]
    assert [part.at for part in parsed.refused] == ["segment 3", "segment 4"]


def test_observations_and_messages_are_bounded() -> None:
    many = hl7.parse(b"\r".join([HEADER, *[b"OBX|1"] * (hl7.MAX_OBSERVATIONS + 3)]))
    assert len(many.segments) == hl7.MAX_OBSERVATIONS + 1 and len(many.refused) == 1
    with pytest.raises(Unusable, match="bytes"):
        hl7.parse(b"\r".join([HEADER, *[b"NTE|" + b"A" * 60_000] * 20]))


def test_a_second_header_ends_the_message() -> None:
    parsed = hl7.parse(HEADER + b"\rOBX|1\r" + HEADER + b"\rOBX|2")
    assert [segment.name for segment in parsed.segments] == ["MSH", "OBX"]
    assert parsed.refused[0].at == "segment 3"


class TestSplit:
    def parts(self, data: bytes) -> list[bytes | wire.Refused]:
        return list(hl7_split.split(data))

    def test_framed_bare_and_mixed_files(self) -> None:
        one, two = HEADER + b"\rOBX|1\r", HEADER + b"\rOBX|2\r"
        for data in (
            one + two,
            frame(one) + frame(two),
            frame(one) + b"\r\n" + two,
            one + frame(two),
            b"\xef\xbb\xbf" + one + b"\n\n" + two,
        ):
            parts = self.parts(data)
            assert [part.strip(b"\r\n") for part in parts if isinstance(part, bytes)] == [one[:-1], two[:-1]]
            assert len(parts) == 2

    def test_a_frame_ends_its_message_without_a_line_end(self) -> None:
        assert self.parts(frame(HEADER + b"\rOBX|1")) == [HEADER + b"\rOBX|1"]
        assert self.parts(frame(HEADER + b"\rOBX|1")[:-1]) == [HEADER + b"\rOBX|1"]

    def test_a_cut_segment_is_lost_and_said(self) -> None:
        whole, cut = self.parts(HEADER + b"\rPID|1\rOBX|1|NM|12")
        assert whole == HEADER + b"\rPID|1\r"
        assert isinstance(cut, wire.Refused) and cut.at == "segment 3"
        (only,) = self.parts(HEADER[:20])
        assert isinstance(only, wire.Refused) and only.at == "segment 1"

    def test_a_frame_that_never_ends_does_not_swallow_the_next(self) -> None:
        data = b"\x0b" + HEADER + b"\rOBX|1|NM|12" + frame(HEADER + b"\rOBX|2\r")
        assert [type(part) for part in self.parts(data)] == [bytes, wire.Refused, bytes]

    def test_stray_bytes_are_reported_with_their_place(self) -> None:
        parts = self.parts(b"hello\r" + frame(HEADER + b"\r") + b"rest")
        assert [part.at for part in parts if isinstance(part, wire.Refused)] == [
            "byte 1",
            f"byte {len(HEADER) + 11}",
        ]

    def test_a_real_sample_is_one_message(self) -> None:
        assert self.parts(GATEWAY) == [GATEWAY]
