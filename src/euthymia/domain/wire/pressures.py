"""The pressures of one measurement belong together, and are refused together."""

from __future__ import annotations

from collections.abc import Iterable

from .reading import Reading, Refused


def judge(measured: Iterable[tuple[Reading, str]]) -> tuple[list[Reading], list[Refused]]:
    """Refuses every group of one device whose systolic is not above its diastolic, whole.

    Takes each reading with its place; readings without a group pass. Order is kept.
    """
    placed = list(measured)
    groups: dict[tuple[str, str], list[tuple[Reading, str]]] = {}
    for reading, at in placed:
        if reading.group is not None:
            groups.setdefault((reading.device, reading.group), []).append((reading, at))
    impossible = {key: why for key, members in groups.items() if (why := _contradiction(members))}
    kept = [
        reading
        for reading, _ in placed
        if reading.group is None or (reading.device, reading.group) not in impossible
    ]
    return kept, [Refused(why, groups[key][0][1]) for key, why in impossible.items()]


def _contradiction(members: list[tuple[Reading, str]]) -> str:
    systolic = [reading.value for reading, _ in members if reading.channel == "sbp"]
    diastolic = [reading.value for reading, _ in members if reading.channel == "dbp"]
    if not systolic or not diastolic or min(systolic) > max(diastolic):
        return ""
    return (
        f"blood pressure {min(systolic):g}/{max(diastolic):g} mm[Hg]: the systolic is not above the diastolic; "
        "all pressures of this measurement are refused"
    )
