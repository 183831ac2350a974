"""Which device stands where, and for whom it measures: by clinic first, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Room
from euthymia.kit.composed import composed

from .models import Association, Device, Placement, Pump, RawMessage


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A device, the chair it stands at and the running watch it measures for."""

    device: Device
    room: Room | None
    association: Association | None


def devices(clinic: Clinic, *, retired: bool = False) -> QuerySet[Device]:
    """A clinic's devices by code; the retired ones only when asked for."""
    found = Device.objects.filter(clinic=clinic).order_by("code")
    return found if retired else found.filter(retired_at=None)


def device(clinic: Clinic, device_id: UUID) -> Device:
    """Raises Device.DoesNotExist, also for another clinic's."""
    return Device.objects.get(clinic=clinic, pk=device_id)


def device_by_code(clinic: Clinic, code: str) -> Device | None:
    """The device whose label says this (scanned or typed), or None. Retired devices are found too."""
    return Device.objects.filter(clinic=clinic, code__iexact=code.strip()).first()


def pumps(clinic: Clinic) -> list[Pump]:
    return list(Pump.objects.filter(clinic=clinic).order_by("code"))


def pump_by_code(clinic: Clinic, code: str) -> Pump | None:
    """The pump whose label says this (scanned or typed), or None."""
    return Pump.objects.filter(clinic=clinic, code__iexact=code.strip()).first() if code.strip() else None


def overview(clinic: Clinic) -> list[DeviceStatus]:
    """Every device in use with its chair and its watch: three queries, however many there are."""
    found = list(devices(clinic))
    ids = [each.pk for each in found]
    placements, associations = _placements(clinic.pk, ids), _associations(clinic.pk, ids)
    return [
        DeviceStatus(each, place.room if (place := placements.get(each.pk)) else None, associations.get(each.pk))
        for each in found
    ]  # fmt: skip


def placement(device: Device) -> Placement | None:
    """Where the device stands: its newest placement (its `room` is None when it was taken away)."""
    return _placements(device.clinic_id, [device.pk]).get(device.pk)


def association(device: Device) -> Association | None:
    """For which running watch the device measures now, or None."""
    return _associations(device.clinic_id, [device.pk]).get(device.pk)


def devices_at(room: Room) -> list[Device]:
    """The devices in use that stand at this chair, the one placed last first."""
    ever = Placement.objects.filter(clinic_id=room.clinic_id, room=room).values_list("device_id", flat=True)
    newest = _placements(room.clinic_id, list(ever))
    here = [
        place for place in newest.values() if place.room_id == room.pk and place.device.retired_at is None
    ]
    return [place.device for place in sorted(here, key=lambda place: (place.at, place.pk), reverse=True)]


def device_at(room: Room) -> Device | None:
    """The device that was put at this chair last, or None."""
    return next(iter(devices_at(room)), None)


def associated(watch: Watch) -> list[Device]:
    """The devices that measure for this watch now, by code; none when it is closed."""
    now = _measuring_for(watch.clinic_id, watch.pk)
    return sorted((each.device for each in now), key=lambda one: one.code)


@composed
def _measuring_for(clinic_id: UUID, watch_id: UUID) -> QuerySet[Association]:
    return _measuring(clinic_id).filter(watch=watch_id).select_related("device")


def associations(watch: Watch) -> list[Association]:
    """Every beginning and end of a device's measuring for this watch, in the order they happened."""
    found = Association.objects.filter(clinic_id=watch.clinic_id, watch=watch)
    return list(found.select_related("device").order_by("at", "n"))


def messages(clinic: Clinic, *, device: Device | None = None) -> QuerySet[RawMessage]:
    """The raw messages that are this clinic's, newest first."""
    found = RawMessage.objects.filter(clinic=clinic).order_by("-received_at", "-n")
    return found if device is None else found.filter(device=device)


def _placements(clinic_id: UUID, device_ids: Iterable[UUID]) -> dict[UUID, Placement]:
    newest = (
        Placement.objects.filter(clinic_id=clinic_id, device_id__in=list(device_ids))
        .order_by("device_id", "-n")
        .distinct("device_id")
        .select_related("device", "room")
    )
    return {row.device_id: row for row in newest}


def _associations(clinic_id: UUID, device_ids: Sequence[UUID]) -> dict[UUID, Association]:
    now = _measuring(clinic_id).filter(device_id__in=device_ids).select_related("device", "watch")
    return {row.device_id: row for row in now}


def _measuring(clinic_id: UUID) -> QuerySet[Association]:
    """What has begun at a running watch and is the newest of its device. From the running watches, which are few: a
    device that has stood at its chair for years has measured for thousands of others."""
    later = Association.objects.filter(clinic_id=clinic_id, device=OuterRef("device"), n__gt=OuterRef("n"))
    begun = Association.objects.filter(clinic_id=clinic_id, change=Association.Change.BEGUN)
    return begun.filter(~Exists(later), watch__closed_at=None)
