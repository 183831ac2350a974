"""Each primary source against answers in the form it answers in; what is not in that form is no answer."""

from __future__ import annotations

from datetime import date

import pytest

from euthymia.domain.directory.sources import BY_KEY, SOURCES, Question, Unreadable
from euthymia.domain.directory.sources.boards import CALIFORNIA_MEDICAL
from euthymia.domain.directory.standing import Kind, Outcome
from euthymia.domain.quantities.identifiers import identify
from euthymia.domain.simulation import registers
from euthymia.domain.simulation.registers import Excluded, Registered

NPI = registers.npi("123456789")
MARA = Registered(
    "Quill", "Mara", NPI, board=CALIFORNIA_MEDICAL.key, number="A 77001", expires=date(2027, 6, 30)
)


def asked(
    kind: Kind, number: str = "", family: str = "Quill", given: str = "Mara", npi: str = NPI
) -> Question:
    return Question(kind, number, "CA", family, given, npi)


def test_every_source_says_what_it_is_and_has_a_place_of_its_own() -> None:
    assert len(BY_KEY) == len(SOURCES)
    question = asked(Kind.NPI, NPI)
    assert len({source.place(question) for source in SOURCES}) == len(SOURCES)
    assert all(
        source.address(question).startswith("https://") and str(source.provenance) for source in SOURCES
    )


def test_invented_npis_pass_the_check_that_real_ones_pass() -> None:
    assert identify("npi", NPI).valid
    assert not identify("npi", NPI[:-1] + str((int(NPI[-1]) + 1) % 10)).valid


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (registers.nppes(MARA), Outcome.ACTIVE),
        (registers.nppes(None), Outcome.UNKNOWN),
        (registers.nppes(Registered("Quill", "Mara", NPI, npi_active=False)), Outcome.EXPIRED),
        (registers.nppes(Registered("Quill", "Martha", NPI)), Outcome.MISMATCH),
        (registers.nppes(Registered("QUILL", "MARA ANN", NPI)), Outcome.ACTIVE),
        (registers.nppes(Registered("Quill", "M", NPI)), Outcome.MISMATCH),
    ],
)
def test_nppes(answer: bytes, outcome: Outcome) -> None:
    assert BY_KEY["nppes"].read(answer, asked(Kind.NPI, NPI)).outcome is outcome


@pytest.mark.parametrize(
    "answer", [b"", b"<html>busy</html>", b"[]", b'{"results": []}', b'{"result_count": 1, "results": []}', registers.nppes(Registered("Quill", "Mara", registers.npi("198765432")))],
)  # fmt: skip
def test_what_is_no_answer_of_nppes_is_unreadable(answer: bytes) -> None:
    with pytest.raises(Unreadable):
        BY_KEY["nppes"].read(answer, asked(Kind.NPI, NPI))


@pytest.mark.parametrize("key", ["leie", "sam"])
@pytest.mark.parametrize(
    ("listed", "outcome"),
    [
        ([], Outcome.CLEAR),
        ([Excluded("Quill", "Mara", NPI)], Outcome.BARRED),
        ([Excluded("Quille", "Mara", NPI)], Outcome.BARRED),
        ([Excluded("Quill", "Mara")], Outcome.POSSIBLE),
        ([Excluded("Quill", "Mara", registers.npi("198765432"))], Outcome.CLEAR),
        ([Excluded("Quill", "Otto")], Outcome.CLEAR),
    ],
)
def test_lists_of_the_excluded(key: str, listed: list[Excluded], outcome: Outcome) -> None:
    answer = registers.leie(listed) if key == "leie" else registers.sam_file(listed)
    found = BY_KEY[key].read(answer, asked(Kind.EXCLUSION))
    assert found.outcome is outcome
    assert ("MARA" in found.excerpt.upper() or "QUILLE" in found.excerpt.upper()) == (
        outcome is not Outcome.CLEAR
    )


def test_who_was_reinstated_is_excluded_no_more() -> None:
    answer = registers.leie([Excluded("Quill", "Mara", NPI)]).replace(
        b"00000000,00000000", b"20240102,00000000"
    )
    assert b"20240102" in answer
    assert BY_KEY["leie"].read(answer, asked(Kind.EXCLUSION)).outcome is Outcome.CLEAR


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Current", Outcome.ACTIVE),
        ("Delinquent", Outcome.EXPIRED),
        ("REVOKED", Outcome.BARRED),
        ("Probation", Outcome.BARRED),
    ],
)
def test_a_board_says_what_its_words_mean(status: str, outcome: Outcome) -> None:
    one = Registered("Quill", "Mara", number="A77001", status=status, expires=date(2027, 6, 30))
    found = BY_KEY[CALIFORNIA_MEDICAL.key].read(registers.board_file([one]), asked(Kind.LICENCE, "A 77001"))
    assert (found.outcome, found.valid_until) == (outcome, date(2027, 6, 30))


def test_a_made_up_licence_and_somebody_elses_are_not_found() -> None:
    read, answer = BY_KEY[CALIFORNIA_MEDICAL.key].read, registers.board_file([MARA])
    assert read(answer, asked(Kind.LICENCE, "A 99999")).outcome is Outcome.UNKNOWN
    assert read(answer, asked(Kind.LICENCE, "A 77001", family="Quillon")).outcome is Outcome.MISMATCH


@pytest.mark.parametrize(
    "answer", [b"", b"License Number,Last Name\nA 77001,Quill\n", registers.board_file([Registered("Quill", "Mara", number="A 77001", status="Under the moon")])]
)  # fmt: skip
def test_a_file_or_a_status_that_is_not_known_is_unreadable(answer: bytes) -> None:
    with pytest.raises(Unreadable):
        BY_KEY[CALIFORNIA_MEDICAL.key].read(answer, asked(Kind.LICENCE, "A 77001"))
