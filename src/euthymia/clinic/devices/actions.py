"""The device's verbs: add, give a key, place, associate, dissociate, retire.

Whatever changes an association locks the watches it is about, then the device. The intake holds the same
locks on watches while it writes, so once one of these is committed nothing more is written as if it had
not happened.
"""

from __future__ import annotations

import hashlib
import secrets
import zoneinfo
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Room
from euthymia.domain import wire
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import live, streams, units

from .models import Association, Device, Placement, Pump

_ATTEMPTS = 5


def add_device(
    *,
    clinic: Clinic,
    code: str,
    serial: str,
    title: str,
    driver: str,
    timezone: str = "UTC",
    by: Member | str,
) -> Device:
    """Make a device known: `serial` is what it calls itself in its messages. Raises Unusable, NotAllowed."""
    who = _allowed(by, Permission.MANAGE_DEVICES)
    code, serial, title = code.strip(), serial.strip(), title.strip()
    faults = list(_faults(clinic, code, serial, title, driver, timezone))
    if faults:
        raise Unusable(faults)
    device = Device(clinic=clinic, code=code, serial=serial, title=title, driver=driver, timezone=timezone)
    try:
        with transaction.atomic():
            device.save()
    except IntegrityError:
        # Another clinic's device, which cannot be seen from here, or one added at this very moment.
        raise Unusable([_serial_taken()]) from None
    auditing.record(verb="device.added", says=f"added {device}", subject=str(device.pk), clinic=device.clinic_id, actor=who,
                    serial=serial, driver=driver)  # fmt: skip
    return device


def calibrated(*, clinic: Clinic, code: str, title: str, until: date, by: Member | str) -> Pump:
    """A pump is calibrated until a day: a new one is made known, one that is known has a later day. Raises Unusable.

    Its calibration is somebody's certificate; the program asks for it before a syringe is drawn for the pump.
    """
    who = _allowed(by, Permission.MANAGE_DEVICES)
    code, title = code.strip().upper(), title.strip()
    faults = [
        Fault(name, "missing", f"{name} is no short line", f"at most {longest} printable signs")
        for name, text, longest in (("code", code, 20), ("title", title, 120))
        if not text or len(text) > longest or not text.isprintable()
    ]
    if until < units.current().now.astimezone(clinic.zone).date():
        faults.append(
            Fault("until", "past", f"{until.isoformat()} is past", "the last day of its calibration")
        )
    if faults:
        raise Unusable(faults)
    pump, _ = Pump.objects.update_or_create(
        clinic=clinic, code=code, defaults={"title": title, "calibrated_until": until}
    )
    auditing.record(
        verb="pump.calibrated", says=f"pump {pump} is calibrated until {until.isoformat()}", subject=str(pump.pk),
        clinic=clinic.pk, actor=who,
    )  # fmt: skip
    return pump


def issue_key(*, device: Device, by: Member | str) -> str:
    """A new key for the web interface, shown once; an earlier one stops working. Only its digest is kept."""
    who = _allowed(by, Permission.MANAGE_DEVICES)
    locked = _lock(device)
    key = f"{locked.pk.hex}.{secrets.token_urlsafe(32)}"
    locked.key_digest = key_digest(key)
    locked.save(update_fields=["key_digest"])
    auditing.record(
        verb="device.key-issued",
        says=f"issued a key to {locked}",
        subject=str(locked.pk),
        clinic=locked.clinic_id,
        actor=who,
    )
    return key


def key_digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8")).digest()


def place(*, device: Device, room: Room | None, by: Member | str, reason: str = "") -> Placement:
    """Put the device at a chair, or (None) take it away. A device that moves ends its association.

    Placing it where it stands changes nothing. Raises Unusable, NotAllowed.
    """
    who = _allowed(by, Permission.MANAGE_DEVICES)
    locked = _lock(device)
    if room is not None and room.clinic_id != locked.clinic_id:
        raise Unusable.one(
            "room", "elsewhere", "this chair is another clinic's", "a chair of the device's clinic"
        )
    newest = _newest_placement(locked)
    if newest is not None and newest.room_id == (room.pk if room else None):
        return newest
    where = room.name if room else "storage"
    _end(locked, who, f"the device was moved to {where}")
    row = Placement(clinic_id=locked.clinic_id, device=locked, room=room, n=newest.n + 1 if newest else 1,
                    at=units.current().now, by=who)  # fmt: skip
    row.save()
    auditing.record(verb="device.placed", says=f"put {locked} at {where}", subject=str(locked.pk), clinic=locked.clinic_id, actor=who,
                    room=str(room.pk) if room else None, reason=reason)  # fmt: skip
    return row


def associate(*, device: Device, watch: Watch, by: Member | str, how: str) -> Association:
    """From now on the device measures for this watch; `how` says what made sure (scan, code).

    It must stand at the watch's chair. An earlier association of the device ends. Associating it again
    with the same watch changes nothing. Raises Unusable, NotAllowed.
    """
    who = _allowed(by, Permission.RUN_INFUSION, Permission.OBSERVE)
    locked = _lock(device, watch.pk)
    watch = streams.lock(Watch, [watch.pk])[watch.pk]
    standing = _newest_placement(locked)
    if watch.clinic_id != locked.clinic_id:
        raise Unusable.one(
            "watch", "elsewhere", "this watch is another clinic's", "a watch of the device's clinic"
        )
    if watch.closed_at is not None:
        raise Unusable.one("watch", "closed", "this watch is closed", "a running watch")
    if not how.strip():
        raise Unusable.one("how", "missing", "say how the device was identified", "scan or code")
    if standing is None or standing.room_id != watch.room_id:
        at = standing.room.name if standing and standing.room else "no chair"
        raise Unusable.one(
            "device", "not-here", f"{locked} stands at {at}", "a device at this chair; place it here first"
        )
    newest = _newest_association(locked)
    if newest is not None and newest.change == Association.Change.BEGUN:
        if newest.watch_id == watch.pk:
            return newest
        _end(locked, who, "associated with another watch")
    row = _associated(locked, watch, Association.Change.BEGUN, who, how)
    auditing.record(verb="device.associated", says=f"{locked} measures here from now on", subject=str(locked.pk), clinic=locked.clinic_id,
                    actor=who, watch=str(watch.pk), how=how)  # fmt: skip
    live.notify({f"watch:{watch.pk}": watch.samples_n})
    return row


def associate_by_code(*, by: Member | str, watch: Watch, code: str, how: str = "code") -> Device:
    """Associate the device whose label was scanned or typed. Raises Unusable, NotAllowed."""
    found = Device.objects.filter(clinic_id=watch.clinic_id, code__iexact=code.strip()).first()
    if found is None:
        raise Unusable.one(
            "code", "unknown", f"no device here is labelled {code.strip()[:20]!r}", "the code on its label"
        )
    associate(device=found, watch=watch, by=by, how=how)
    return found


def dissociate(*, device: Device, by: Member | str, reason: str) -> None:
    """The device no longer measures for its watch. Without an association nothing changes. Raises NotAllowed."""
    who = _allowed(by, Permission.RUN_INFUSION, Permission.OBSERVE)
    _end(_lock(device), who, reason)


def retire(*, device: Device, by: Member | str, reason: str = "") -> None:
    """The device is used no more: its key stops working and its serial is free again. Raises NotAllowed."""
    who = _allowed(by, Permission.MANAGE_DEVICES)
    locked = _lock(device, retired=True)
    if locked.retired_at is not None:
        return
    place(device=locked, room=None, by=by, reason="retired")
    locked.retired_at, locked.key_digest = units.current().now, None
    locked.save(update_fields=["retired_at", "key_digest"])
    auditing.record(
        verb="device.retired",
        says=f"retired {locked}",
        subject=str(locked.pk),
        clinic=locked.clinic_id,
        actor=who,
        reason=reason,
    )


def _allowed(by: Member | str, *permissions: Permission) -> str:
    """Who does it, in words. Any one of the permissions is enough. Raises NotAllowed."""
    if isinstance(by, str):
        return by
    if not any(by.may(permission) for permission in permissions):
        require(by, permissions[0])
    return by.words


def _faults(clinic: Clinic, code: str, serial: str, title: str, driver: str, timezone: str) -> list[Fault]:
    faults = [
        Fault(name, "missing", f"{name} is missing", says)
        for name, text, says in (
            ("code", code, "what its label says"),
            ("serial", serial, "what it calls itself in its messages"),
            ("title", title, "what people call it"),
        )
        if not text
    ]
    for name, text in (("code", code), ("serial", serial), ("title", title)):
        longest = int(getattr(Device._meta.get_field(name), "max_length", 0))
        if len(text) > longest or not text.isprintable():
            faults.append(
                Fault(name, "too-long", f"{name} is no short line", f"at most {longest} printable signs")
            )
    names = [each.manifest.name for each in wire.DRIVERS]
    if driver not in names:
        faults.append(Fault("driver", "unknown", f"there is no driver {driver!r}", ", ".join(names)))
    if timezone not in zoneinfo.available_timezones():
        faults.append(
            Fault(
                "timezone", "unknown", f"{timezone!r} is no time zone", "a name such as America/Los_Angeles"
            )
        )
    if Device.objects.filter(clinic=clinic, code=code).exists():
        faults.append(Fault("code", "taken", f"another device is labelled {code}", "a code of its own"))
    if Device.objects.filter(serial=serial, retired_at=None).exists():
        faults.append(_serial_taken())
    return faults


def _serial_taken() -> Fault:
    return Fault("serial", "taken", "another device in use calls itself so", "a name of its own")


def _lock(device: Device, *watches: UUID, retired: bool = False) -> Device:
    """The device, locked after its watch and these.

    Raises Unusable for a retired device, NotAllowed for another clinic's.
    """
    unit = units.current()
    if isinstance(unit.tenant, UUID) and device.clinic_id != unit.tenant:
        raise NotAllowed("this device is another clinic's")
    for _ in range(_ATTEMPTS):
        before = _watch_of(device)
        streams.lock(Watch, {*watches, before} - {None})  # type: ignore[arg-type]
        locked: Device = streams.lock(Device, [device.pk])[device.pk]
        if _watch_of(locked) in (None, before, *watches):
            break
    else:
        raise Unusable.one(
            "device", "busy", f"{device} is being associated elsewhere", "the same again in a moment"
        )
    if locked.retired_at is not None and not retired:
        raise Unusable.one("device", "retired", f"{locked} is retired", "a device in use")
    return locked


def _watch_of(device: Device) -> UUID | None:
    newest = _newest_association(device)
    return newest.watch_id if newest is not None and newest.change == Association.Change.BEGUN else None


def _newest_placement(device: Device) -> Placement | None:
    found = Placement.objects.filter(clinic_id=device.clinic_id, device=device).select_related("room")
    return found.order_by("-n").first()


def _newest_association(device: Device) -> Association | None:
    found = Association.objects.filter(clinic_id=device.clinic_id, device=device).select_related("watch")
    return found.order_by("-n").first()


def _associated(device: Device, watch: Watch, change: str, who: str, how: str) -> Association:
    newest = _newest_association(device)
    row = Association(clinic_id=device.clinic_id, device=device, watch=watch, n=newest.n + 1 if newest else 1,
                      change=change, at=units.current().now, by=who, how=how[:200])  # fmt: skip
    row.save()
    return row


def _end(device: Device, who: str, why: str) -> None:
    """End the device's association by a row, and tell the screens of that watch."""
    newest = _newest_association(device)
    if newest is None or newest.change != Association.Change.BEGUN:
        return
    _associated(device, newest.watch, Association.Change.ENDED, who, why)
    auditing.record(verb="device.dissociated", says=f"{device} no longer measures here: {why}", subject=str(device.pk), clinic=device.clinic_id,
                    actor=who, watch=str(newest.watch_id))  # fmt: skip
    live.notify({f"watch:{newest.watch_id}": newest.watch.samples_n})
