"""Frames out of a stream, whatever pieces it comes in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from euthymia.domain.wire.mllp import Event, Frame, FrameReader, Junk, Oversized, frame

MESSAGE = st.binary(max_size=30).filter(lambda body: b"\x1c\r" not in body and b"\x0bMSH" not in body)
STREAM = st.lists(
    st.one_of(
        MESSAGE.map(frame),
        st.binary(max_size=12),
        st.sampled_from(
            [b"\r\n", b"\x0bMSH|cut", b"\x0b", b"\x1c", b"\x1c\r", b"\x0bMSH|" + b"A" * 60 + b"\x1c\r"]
        ),
    ),
    max_size=8,
).map(b"".join)


def read(chunks: list[bytes], limit_bytes: int = 40) -> list[Event]:
    reader = FrameReader(limit_bytes)
    events = [event for chunk in chunks for event in reader.feed(chunk)]
    return events + reader.end()


@given(stream=STREAM, cuts=st.lists(st.integers(0, 400), max_size=12))
@example(stream=b"\x0bMSH|" + b"A" * 60 + b"\x1c\r\x0bMSH|1\x1c\r", cuts=[50, 66, 67, 69, 70])
@example(stream=b"\x0bMSH|1\x0bMSH|2\x1c\r", cuts=[7, 8, 9])
def test_chunking_never_changes_what_is_read(stream: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:stop] for start, stop in pairwise(edges)]
    whole = read([stream])
    assert read(chunks) == whole
    assert read([bytes([byte]) for byte in stream]) == whole


@given(messages=st.lists(MESSAGE, max_size=6))
def test_every_framed_message_comes_back(messages: list[bytes]) -> None:
    # A message may end in the first half of an end mark; then the frame ends one byte early, as it must.
    clean = [message for message in messages if not message.endswith(b"\x1c")]
    stream = b"\r\n".join(frame(message) for message in clean)
    assert read([stream]) == [Frame(message) for message in clean]


def test_the_limit_itself_fits_and_one_byte_more_does_not() -> None:
    assert read([frame(b"A" * 40)]) == [Frame(b"A" * 40)]
    assert read([frame(b"A" * 41)]) == [Oversized(41, b"A" * 40)]


def test_an_oversized_frame_is_reported_once_and_the_next_is_read() -> None:
    stream = frame(b"MSH|" + b"A" * 1000) + frame(b"MSH|next")
    events = read([stream[start : start + 9] for start in range(0, len(stream), 9)])
    assert events == [Oversized(1004, b"MSH|" + b"A" * 36), Frame(b"MSH|next")]


def test_memory_stays_bounded() -> None:
    reader = FrameReader(1000)
    for prefix in (b"", b"\x0b"):
        reader.feed(prefix)
        for _ in range(200):
            reader.feed(b"A" * 500)
            assert len(reader._buffer) <= 1600


def test_a_new_message_inside_an_unfinished_frame_starts_over() -> None:
    events = read([b"\x0bMSH|lost", frame(b"MSH|kept")])
    assert isinstance(events[0], Junk) and events[0].size_bytes == 8
    assert events[1] == Frame(b"MSH|kept")


def test_a_vertical_tab_in_free_text_is_text() -> None:
    assert read([frame(b"MSH|a\x0bb")]) == [Frame(b"MSH|a\x0bb")]


def test_bytes_outside_frames_are_counted_and_line_ends_are_not() -> None:
    assert read([b"\r\n\r\n", frame(b"x"), b"\r\nnoise\r\n", frame(b"y")]) == [
        Frame(b"x"),
        Junk("bytes outside any frame", 5, b"noise"),
        Frame(b"y"),
    ]


def test_the_end_of_the_stream_says_what_was_open() -> None:
    (event,) = read([b"\x0bMSH|half"])
    assert isinstance(event, Junk) and event.head == b"MSH|half"


def test_a_reader_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no bytes"):
        FrameReader(0)
