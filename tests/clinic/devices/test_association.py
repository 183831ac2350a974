"""Which device stands where and measures for whom, and who may say so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.devices import actions, queries
from euthymia.clinic.devices.models import Association, Device
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock
from support import bedside
from support.bedside import BY
from support.cast import Cast

Unit = Callable[..., Any]


def codes(refused: pytest.ExceptionInfo[Unusable]) -> list[tuple[str, str]]:
    return [(fault.at, fault.code) for fault in refused.value.faults]


@pytest.fixture
def there(cast: Cast) -> bedside.Bedside:
    return bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A")


def test_a_device_measures_for_the_watch_at_its_chair(cast: Cast, there: bedside.Bedside, unit: Unit) -> None:
    with unit(cast.lakeside):
        found = queries.association(there.device)
        assert found is not None and found.watch_id == there.watch.pk
        assert queries.associated(there.watch) == [there.device]
        assert queries.device_at(cast.chairs[0]) == there.device
        assert queries.device_at(cast.chairs[1]) is None
        placed = queries.placement(there.device)
        assert placed is not None and placed.room == cast.chairs[0]
        assert queries.device_by_code(cast.lakeside, " m-mon-a ") == there.device


def test_moving_a_device_ends_its_association_by_a_row(
    cast: Cast, there: bedside.Bedside, unit: Unit
) -> None:
    clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        actions.place(device=there.device, room=cast.chairs[1], by=cast.noor.member())
        assert queries.association(there.device) is None
        assert queries.associated(there.watch) == []
        rows = Association.objects.filter(device=there.device).order_by("n")
        assert [(row.n, row.change, row.watch_id) for row in rows] == [
            (1, "begun", there.watch.pk), (2, "ended", there.watch.pk),
        ]  # fmt: skip
        assert "moved to Chair 2" in rows[1].how
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="device.dissociated", actor=cast.noor.words).count() == 1


def test_placing_a_device_where_it_stands_changes_nothing(
    cast: Cast, there: bedside.Bedside, unit: Unit
) -> None:
    with unit(cast.lakeside):
        before = queries.placement(there.device)
        assert actions.place(device=there.device, room=cast.chairs[0], by=BY) == before
        assert queries.association(there.device) is not None


def test_within_one_instant_the_last_row_counts(cast: Cast, there: bedside.Bedside, unit: Unit) -> None:
    ben = bedside.open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])
    with unit(cast.lakeside):
        for _ in range(5):
            actions.place(device=there.device, room=cast.chairs[1], by=BY)
            actions.associate(device=there.device, watch=ben, by=BY, how="scan")
            assert queries.association(there.device).watch_id == ben.pk  # type: ignore[union-attr]
            actions.place(device=there.device, room=cast.chairs[0], by=BY)
            actions.associate(device=there.device, watch=there.watch, by=BY, how="scan")
            assert queries.association(there.device).watch_id == there.watch.pk  # type: ignore[union-attr]


def test_a_device_elsewhere_is_not_associated(cast: Cast, there: bedside.Bedside, unit: Unit) -> None:
    ben = bedside.open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])
    with unit(cast.lakeside), pytest.raises(Unusable) as refused:
        actions.associate(device=there.device, watch=ben, by=BY, how="scan")
    assert codes(refused) == [("device", "not-here")]
    assert "Chair 1" in str(refused.value)


def test_a_closed_watch_gets_no_device(cast: Cast, unit: Unit) -> None:
    watch = bedside.open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])
    device = bedside.place(cast.lakeside, cast.chairs[0], "MON-A")
    with unit(cast.lakeside):
        monitoring.close_watch(watch, by=BY)
    with unit(cast.lakeside), pytest.raises(Unusable) as refused:
        actions.associate(device=device, watch=watch, by=BY, how="scan")
    assert codes(refused) == [("watch", "closed")]


def test_closing_the_watch_ends_what_is_measured_for_it(
    cast: Cast, there: bedside.Bedside, unit: Unit
) -> None:
    with unit(cast.lakeside):
        monitoring.close_watch(there.watch, by=BY)
        assert queries.association(there.device) is None
        assert queries.associated(there.watch) == []


def test_a_retired_device_is_used_no_more_and_frees_its_name(
    cast: Cast, there: bedside.Bedside, unit: Unit
) -> None:
    with unit(cast.lakeside):
        actions.retire(device=there.device, by=cast.olu.member(), reason="broken")
        assert queries.association(there.device) is None
        assert list(queries.devices(cast.lakeside)) == []
        assert list(queries.devices(cast.lakeside, retired=True)) == [there.device]
    with unit(cast.lakeside), pytest.raises(Unusable) as refused:
        actions.associate(device=there.device, watch=there.watch, by=BY, how="scan")
    assert codes(refused) == [("device", "retired")]
    with unit(cast.lakeside):
        actions.add_device(
            clinic=cast.lakeside, code="M-NEW", serial="MON-A", title="Its successor", driver="hl7v2", by=BY
        )


def test_a_serial_belongs_to_one_device_of_all_clinics(
    cast: Cast, there: bedside.Bedside, unit: Unit
) -> None:
    with unit(), pytest.raises(Unusable) as refused:
        actions.add_device(
            clinic=cast.hillside, code="M-1", serial=" MON-A ", title="Monitor", driver="hl7v2", by=BY
        )
    assert codes(refused) == [("serial", "taken")]


def test_every_fault_of_a_new_device_is_said(cast: Cast, unit: Unit) -> None:
    with unit(cast.lakeside), pytest.raises(Unusable) as refused:
        actions.add_device(
            clinic=cast.lakeside, code="", serial="x" * 121, title="a\nb", driver="fax", timezone="Mars/Olympus", by=BY
        )  # fmt: skip
    assert codes(refused) == [
        ("code", "missing"), ("serial", "too-long"), ("title", "too-long"), ("driver", "unknown"),
        ("timezone", "unknown"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "places", "associates"),
    [("nurse", True, True), ("technician", True, True), ("prescriber", False, True), ("owner", True, False),
     ("desk", False, False)],
)  # fmt: skip
def test_who_may_place_and_who_may_associate(
    role: str, places: bool, associates: bool, cast: Cast, unit: Unit
) -> None:
    watch = bedside.open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])
    device = bedside.place(cast.lakeside, cast.chairs[0], "MON-A")
    with unit(cast.lakeside):
        by = cast.by_role[role].member()
        for allowed, act in (
            (associates, lambda: actions.associate(device=device, watch=watch, by=by, how="scan")),
            (associates, lambda: actions.dissociate(device=device, by=by, reason="done")),
            (places, lambda: actions.place(device=device, room=cast.chairs[1], by=by)),
            (places, lambda: actions.issue_key(device=device, by=by)),
            (places, lambda: actions.retire(device=device, by=by)),
        ):
            if allowed:
                act()
            else:
                with pytest.raises(NotAllowed):
                    act()


def test_another_clinics_device_is_out_of_reach(cast: Cast, there: bedside.Bedside, unit: Unit) -> None:
    with unit(cast.hillside), pytest.raises(NotAllowed):
        actions.place(device=there.device, room=cast.hillside_chair, by=BY)
    with unit(cast.hillside):
        assert not Device.objects.filter(pk=there.device.pk).exists()
    with unit(), pytest.raises(Unusable) as refused:
        actions.place(device=there.device, room=cast.hillside_chair, by=BY)
    assert codes(refused) == [("room", "elsewhere")]


def test_a_device_is_associated_by_the_code_on_its_label(cast: Cast, unit: Unit) -> None:
    watch = bedside.open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])
    device = bedside.place(cast.lakeside, cast.chairs[0], "MON-A")
    with unit(cast.lakeside):
        assert actions.associate_by_code(by=cast.noor.member(), watch=watch, code="m-mon-a") == device
        assert queries.associated(watch) == [device]
        with pytest.raises(Unusable):
            actions.associate_by_code(by=cast.noor.member(), watch=watch, code="M-99")


def test_of_a_key_only_the_digest_is_kept(cast: Cast, there: bedside.Bedside, unit: Unit) -> None:
    with unit(cast.lakeside):
        first = actions.issue_key(device=there.device, by=cast.noor.member())
        second = actions.issue_key(device=there.device, by=cast.noor.member())
        there.device.refresh_from_db()
    assert first != second
    assert bytes(there.device.key_digest or b"") == hashlib.sha256(second.encode()).digest()
    with unit(cast.lakeside):
        secret = second.partition(".")[2]
        assert not any(secret in str(event.detail) + event.says for event in Event.objects.all())


def test_the_overview_asks_as_often_for_many_devices_as_for_one(
    cast: Cast, unit: Unit, django_assert_num_queries: Any, stopped: datetime
) -> None:
    bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A")
    with unit(cast.lakeside), django_assert_num_queries(3):
        assert [status.room for status in queries.overview(cast.lakeside)] == [cast.chairs[0]]
    for n, chair in enumerate((*cast.chairs, None)):
        bedside.place(cast.lakeside, chair, f"MON-{n}")
    with unit(cast.lakeside), django_assert_num_queries(3):
        assert len(queries.overview(cast.lakeside)) == 5
    with unit(cast.lakeside), django_assert_num_queries(2):
        assert len(queries.devices_at(cast.chairs[0])) == 2
