"""HL7 v2 as monitors really send it: what is read, what has no signal, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from euthymia.domain import wire
from euthymia.domain.wire.hl7v2 import Hl7v2

SAMPLES = Path(__file__).parent / "samples"
RECEIVED = datetime(2026, 11, 20, 17, 15, tzinfo=UTC)
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
SYS, DIA, MEAN = "150021^S^MDC", "150022^D^MDC", "150023^M^MDC"
MMHG, PERCENT, BEATS = "266016^MDC_DIM_MMHG^MDC", "262688^MDC_DIM_PERCENT^MDC", "264864^BPM^MDC"
SPO2, HEART_RATE, TEMP = "150456^SPO2^MDC", "147842^HR^MDC", "150344^MDC_TEMP^MDC"


def decode(text: str | bytes, zone: ZoneInfo | None = None) -> wire.Decoded:
    data = text.replace("\n", "\r").encode() if isinstance(text, str) else text
    return Hl7v2().decode(data, received_at=RECEIVED, zone=zone)


def sample(name: str, zone: ZoneInfo | None = None) -> wire.Decoded:
    return decode((SAMPLES / name).read_bytes(), zone)


def message(*observations: str, header: str = "ORU^R01^ORU_R01|m-1|P|2.6", obr: str = "") -> str:
    lines = [rf"MSH|^~\&|MON^AB12^EUI-64|Clinic|||20261120171500+0000||{header}"]
    return (
        "\n".join([*lines, f"OBR|1||1|1^MONITOR^MDC|||{obr or '20261120171500+0000'}", *observations]) + "\n"
    )


def obx(
    code: str, value: str, unit: str, sub: str = "1.1.1.1", flag: str = "", status: str = "R", at: str = ""
) -> str:
    return f"OBX|1|NM|{code}|{sub}|{value}|{unit}||{flag}|||{status}|||{at}"


def values(decoded: wire.Decoded) -> dict[str, float]:
    return {reading.channel: reading.value for reading in decoded.readings}


def test_a_gateway_message_is_read_with_its_units_times_and_devices() -> None:
    decoded = sample("gateway_pcd01.hl7")
    assert decoded.refused == () and decoded.kind is wire.Kind.OBSERVATIONS
    assert (decoded.control_id, decoded.sender) == ("gw-000417", "02005EFFFE100001")
    readings = {reading.channel: reading for reading in decoded.readings if reading.channel != "pr"}
    assert values(decoded) == pytest.approx(
        {
            "sbp": 120.01,
            "dbp": 78,
            "map": 92,
            "pr": 66,
            "hr": 67,
            "spo2": 97,
            "temp": 37.0,
            "etco2": 38,
            "rr": 14,
        }
    )
    # The cuff measured three minutes earlier: the time of its channel holds for its pressures.
    assert readings["sbp"].measured_at == datetime(2026, 11, 20, 17, 12, tzinfo=UTC)
    assert readings["spo2"].measured_at == datetime(2026, 11, 20, 17, 14, 58, tzinfo=UTC)
    assert readings["hr"].measured_at == datetime(2026, 11, 20, 17, 14, 55, tzinfo=UTC)
    assert readings["sbp"].group == readings["dbp"].group == readings["map"].group is not None
    assert readings["hr"].group is None
    assert readings["sbp"].device == readings["hr"].device == "MON-0042"  # never the module's
    assert readings["temp"].device == "OWN-9"
    assert readings["hr"].code == "MDC_ECG_CARD_BEAT_RATE"


def test_mindray_realtime_has_private_numbers_units_of_its_maker_and_no_clock_of_its_own() -> None:
    decoded = sample("mindray_realtime.hl7", LOS_ANGELES)
    assert [part.at for part in decoded.refused] == []
    assert values(decoded) == {"hr": 64, "spo2": 98, "pr": 63, "temp": 36.7, "sbp": 124, "dbp": 79, "map": 94}
    by_channel = {reading.channel: reading for reading in decoded.readings}
    assert by_channel["sbp"].measured_at == datetime(2026, 11, 20, 9, 10, tzinfo=LOS_ANGELES)
    assert by_channel["sbp"].group == by_channel["map"].group is not None
    assert by_channel["hr"].device == "Infusion/Chair 2/3232241478/0/0"
    assert by_channel["hr"].code == "MINDRAY 101"


def test_mindray_keep_alive_says_nothing_and_is_accepted() -> None:
    decoded = sample("mindray_keep_alive.hl7")
    assert (decoded.readings, decoded.refused, decoded.kind) == ((), (), wire.Kind.KEEP_ALIVE)
    assert wire.verdict(decoded)[0] == "AA"


def test_comen_repeats_itself_and_mixes_in_codes_of_its_own() -> None:
    decoded = sample("comen_nc.hl7")
    assert decoded.refused == ()
    assert [(reading.channel, reading.value) for reading in decoded.readings] == [
        ("spo2", 97.0),
        ("pr", 59.0),
        ("sbp", 118.0),
        ("dbp", 74.0),
    ]
    assert (
        decoded.readings[2].code == "MDC_PRESS_BLD_SYS"
    )  # the number counts, not the name printed beside it
    assert decoded.readings[0].device == "NC_Monitor/KC000000001G"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("alert_pcd04.hl7", wire.Kind.ALERT),
        ("pump_pcd10.hl7", wire.Kind.PUMP_EVENT),
        ("order_pcd03.hl7", wire.Kind.INFUSION_ORDER),
        ("ack.hl7", wire.Kind.ACKNOWLEDGEMENT),
    ],
)
def test_what_is_not_ours_is_named_and_not_read(name: str, kind: wire.Kind) -> None:
    decoded = sample(name)
    assert decoded.kind is kind and decoded.readings == ()
    assert len(decoded.refused) == 1 and decoded.refused[0].at == "segment 1"
    assert wire.verdict(decoded)[0] == "AR"


@pytest.mark.parametrize("header", ["ADT^A08|m|P|2.6", "QRY^R02|m|P|2.3.1", "||P|2.6", "MDM^T02|m|P|2.6"])
def test_other_types_are_refused_whole(header: str) -> None:
    decoded = decode(message(obx(SPO2, "97", PERCENT), header=header))
    assert decoded.kind is wire.Kind.OTHER and decoded.readings == ()


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        (SPO2, "", PERCENT),
        (SPO2, '""', PERCENT),
        (SPO2, "0", PERCENT),
        (SPO2, "0.0", PERCENT),
        (SPO2, "-100", PERCENT),
        (HEART_RATE, "-100.00", BEATS),
        (TEMP, "-1000", "268192^MDC_DIM_DEGC^MDC"),
        ("150448^MDC_PULS_OXIM_PERF_REL^MDC", "3.9", "262656^MDC_DIM_DIMLESS^MDC"),
        ("160^PRIVATE^99ANY", "97", PERCENT),
        ("150456^BORROWED^99ANY", "97", PERCENT),
        ("101^HR", "64", ""),  # Mindray's own number, but not in a message of its interface
    ],
)
def test_no_signal_and_what_is_no_channel_of_ours_are_passed_over(code: str, value: str, unit: str) -> None:
    decoded = decode(message(obx(code, value, unit)))
    assert (decoded.readings, decoded.refused) == ((), ())
    assert wire.verdict(decoded)[0] == "AA"


@pytest.mark.parametrize(
    ("code", "value", "unit", "why"),
    [
        (SPO2, "100.1", PERCENT, "range"),
        (SPO2, "---", PERCENT, "no number"),
        (SPO2, "NaN", PERCENT, "no number"),
        (SPO2, "9e1", PERCENT, "no number"),
        (SPO2, "97~98", PERCENT, "no number"),
        (SPO2, "97", MMHG, "accepted: %"),
        (SPO2, "97", "", "without a unit"),
        (SPO2, "0.97", "262656^MDC_DIM_DIMLESS^MDC", "accepted: %"),
        (SPO2, "97", "999999^MDC_DIM_PERCENT^MDC", "unit code 999999"),
        (TEMP, "45.1", "268192^MDC_DIM_DEGC^MDC", "range"),
        (TEMP, "98.6", "268192^MDC_DIM_FAHR^MDC", "range"),
        (TEMP, "37", "266560^MDC_DIM_DEGC^MDC", "range"),
        (HEART_RATE, "64", "264928^MDC_DIM_BEAT_PER_MIN^MDC", "accepted"),
        (HEART_RATE, "-5", BEATS, "range"),
        (SYS, "120", "265987^KPA^MDC^mm[Hg]^mm[Hg]^UCUM", "two different units"),
        ("150020^MDC_PRESS_BLD_NONINV^MDC", "120", MMHG, "compound"),
        ("150020^MDC_PRESS_BLD_NONINV^MDC", "120^80^93", MMHG, "compound"),
        ("^MDC_PULS_OXIM_SAT_O2^MDC", "97", PERCENT, "without its number"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_segment(
    code: str, value: str, unit: str, why: str
) -> None:
    decoded = decode(message(obx(code, value, unit), obx(HEART_RATE, "64", BEATS, "1.2.1.1")))
    assert [part.at for part in decoded.refused] == ["segment 3"]
    assert why in decoded.refused[0].why
    assert values(decoded) == {"hr": 64}
    assert wire.verdict(decoded)[0] == "AA"
    alone = decode(message(obx(code, value, unit)))
    assert wire.verdict(alone)[0] == "AE" and why in wire.verdict(alone)[1]


@pytest.mark.parametrize(("systolic", "diastolic"), [(80, 120), (90, 90)])
def test_pressures_that_contradict_each_other_are_refused_whole(systolic: int, diastolic: int) -> None:
    decoded = decode(
        message(
            obx(SYS, str(systolic), MMHG, "1.1.1.1"),
            obx(DIA, str(diastolic), MMHG, "1.1.1.2"),
            obx(MEAN, "85", MMHG, "1.1.1.3"),
            obx(SPO2, "97", PERCENT, "1.2.1.1"),
        )
    )
    assert values(decoded) == {"spo2": 97}
    assert len(decoded.refused) == 1 and "systolic is not above" in decoded.refused[0].why


def test_two_cuffs_in_one_message_are_two_measurements() -> None:
    decoded = decode(
        message(
            obx(SYS, "120", MMHG, "1.1.1.1"),
            obx(DIA, "80", MMHG, "1.1.1.2"),
            obx(SYS, "70", MMHG, "1.2.1.1"),
            obx(DIA, "75", MMHG, "1.2.1.2"),
        )
    )
    assert [(r.channel, r.value) for r in decoded.readings] == [("sbp", 120), ("dbp", 80)]
    assert decoded.readings[0].group == decoded.readings[1].group
    assert [part.at for part in decoded.refused] == ["segment 5"]


def test_the_same_measurement_sent_again_keeps_its_group() -> None:
    once = decode(message(obx(SYS, "120", MMHG, at="20261120170000+0000"), header="ORU^R01|a|P|2.6"))
    again = decode(
        message(obx(SYS, "120", MMHG, "1.7.1.1", at="20261120170000+0000"), header="ORU^R01|b|P|2.6")
    )
    assert once.readings[0].group == again.readings[0].group


def test_one_obx4_is_one_value_and_two_values_under_it_are_none() -> None:
    twice = decode(message(obx(SPO2, "97", PERCENT), obx(SPO2, "97", PERCENT)))
    assert [reading.value for reading in twice.readings] == [97]
    channels = decode(message(obx(SPO2, "97", PERCENT, "1.3.1.1"), obx(SPO2, "95", PERCENT, "1.3.2.1")))
    assert [reading.value for reading in channels.readings] == [97, 95]
    torn = decode(message(obx(SPO2, "97", PERCENT), obx(SPO2, "79", PERCENT)))
    assert torn.readings == () and "different values" in torn.refused[0].why


@pytest.mark.parametrize("flag", ["INV", "NAV", "BUSY", "TEST", "DEMO", "CAL", "L~INV", ">"])
def test_a_number_the_device_does_not_vouch_for_is_refused(flag: str) -> None:
    decoded = decode(message(obx(SPO2, "97", PERCENT, flag=flag, status="X")))
    assert decoded.readings == () and "vouch" in decoded.refused[0].why


@pytest.mark.parametrize(
    ("flag", "status"), [("L~PM", "R"), ("QUES", "R"), ("", "X"), ("", "F"), ("", ""), ("ALACT", "P")]
)
def test_a_container_status_or_an_alarm_flag_does_not_hide_a_number(flag: str, status: str) -> None:
    assert values(decode(message(obx(SPO2, "97", PERCENT, flag=flag, status=status)))) == {"spo2": 97}


@pytest.mark.parametrize("status", ["D", "W", "N", "I"])
def test_a_deleted_or_missing_result_is_refused(status: str) -> None:
    assert "OBX-11" in decode(message(obx(SPO2, "97", PERCENT, status=status))).refused[0].why


def test_an_alert_among_observations_is_left_alone() -> None:
    text = (
        message(obx(SPO2, "97", PERCENT))
        + "OBR|2|||196616^MDC_EVT_ALARM^MDC\n"
        + obx(SPO2, "85", PERCENT, "9.1")
        + "\n"
    )
    decoded = decode(text)
    assert values(decoded) == {"spo2": 97}
    assert [part.at for part in decoded.refused] == ["segment 4"]


class TestTime:
    def at(self, obx14: str, zone: ZoneInfo | None = None) -> wire.Decoded:
        return decode(message(obx(SPO2, "97", PERCENT, at=obx14), obr="20261120170000-0500"), zone)

    def test_the_observation_goes_before_the_order(self) -> None:
        assert (
            self.at("20261120163000+0000").readings[0].measured_at.isoformat() == "2026-11-20T16:30:00+00:00"
        )
        assert self.at("").readings[0].measured_at.isoformat() == "2026-11-20T17:00:00-05:00"
        assert self.at("20261120163000.25+0100").readings[0].measured_at.isoformat() == (
            "2026-11-20T16:30:00.250000+01:00"
        )

    def test_without_an_offset_the_devices_zone_counts_and_then_the_headers(self) -> None:
        assert (
            self.at("20261120083000", LOS_ANGELES).readings[0].measured_at.isoformat()
            == "2026-11-20T08:30:00-08:00"
        )
        assert self.at("20261120083000").readings[0].measured_at.isoformat() == "2026-11-20T08:30:00+00:00"

    def test_a_message_without_any_time_is_dated_by_its_arrival(self) -> None:
        text = "MSH|^~\\&|M|||||" + "|ORU^R01|1|P|2.6\n" + obx(SPO2, "97", PERCENT) + "\n"
        assert decode(text).readings[0].measured_at == RECEIVED

    @pytest.mark.parametrize(
        "text", ["20261320163000", "20261120", "2026-11-20T16:30", "20261120163060", "20261120163000+9900"]
    )
    def test_what_is_no_time_is_refused_not_replaced(self, text: str) -> None:
        decoded = self.at(text)
        assert decoded.readings == () and "OBX-14" in decoded.refused[0].why


def test_loinc_codes_and_plain_spellings_of_units_are_read() -> None:
    decoded = decode(
        message(
            "OBX|1|NM|8480-6^Systolic^LN||117|mmHg|||||F",
            "OBX|2|NM|8462-4^Diastolic^LN||72|mmHg|||||F",
            "OBX|3|NM|8310-5^Temperature^LN||98.6|degF|||||F",
            "OBX|4|NM|9279-1^RR^LN||14|rpm|||||F",
        )
    )
    assert values(decoded) == {"sbp": 117, "dbp": 72, "temp": 37, "rr": 14}
    assert len({reading.group for reading in decoded.readings if reading.group}) == 1
