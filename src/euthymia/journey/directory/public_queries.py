"""Everything the public site reads of clinics: published pages, and nothing else.

One table (`PublicListing`), read in a unit without a clinic: the database shows such a unit no row of any other table
of a clinic, whatever this module would ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, FloatField, QuerySet, Value, Window
from django.db.models.expressions import RawSQL

from euthymia.clinic.billing.queries import PublishedPrice, price_on
from euthymia.domain.directory.matching import plain
from euthymia.domain.directory.ordering import BY_NAME, NEAR
from euthymia.domain.directory.places import EARTH_KM, KM_PER_MILE, Place, box
from euthymia.domain.directory.profile import Profile, slug
from euthymia.domain.directory.standing import Kind, booking_until
from euthymia.kit import units

from . import facts, zips
from .facts import Shown
from .models import PublicListing

ACTOR = "public site"
RADII = (10, 25, 50)  # miles
USUAL_RADIUS = 25
ON_A_PAGE = 12
_PAYERS, _PAYERS_KEPT_S = "directory.payers", 60
COMPARED = 4  # screens.md 3.9: up to four

# As `domain.directory.places.miles`, in whole tenths; the database rounds to even, as Python does.
_TENTHS = (
    f"round(20 * {EARTH_KM / KM_PER_MILE} * asin(least(1.0, sqrt(pow(sin(radians(latitude - %s) / 2), 2)"
    " + cos(radians(%s)) * cos(radians(latitude)) * pow(sin(radians(longitude - %s) / 2), 2)))))"
)

# What one looks for first: whether somebody may treat, then what they have learnt, then who they are.
_FIRST = (
    Kind.LICENCE, Kind.EXCLUSION, Kind.BOARD, Kind.TRAINING, Kind.LIFE_SUPPORT, Kind.ACCREDITATION, Kind.NPI,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor looks for. Empty means: does not matter."""

    place: str = ""
    radius: int = USUAL_RADIUS
    indication: str = ""
    speaks: str = ""
    payer: str = ""
    step_free: bool = False
    online_in: str = ""
    page: int = 1

    @property
    def origin(self) -> Place | None:
        return zips.find(self.place)

    @property
    def sort(self) -> str:
        return NEAR if self.origin else BY_NAME

    @property
    def tags(self) -> list[str]:
        pairs = (("for", self.indication), ("speaks", self.speaks), ("pays", self.payer))
        return [f"{what}:{value}" for what, value in pairs if value] + (
            ["step-free"] if self.step_free else []
        )


@dataclass(frozen=True, slots=True)
class Person:
    """A professional as the public sees them."""

    slug: str
    name: str
    degree: str
    role: str
    specialty: str
    credentials: tuple[Shown, ...]

    def of(self, kind: Kind) -> list[Shown]:
        return [one for one in self.credentials if one.kind is kind]

    @property
    def practises(self) -> bool:
        """A licence is verified, and the lists of the excluded have answered and clear them."""
        lists = self.of(Kind.EXCLUSION)
        return (
            any(one.ticks for one in self.of(Kind.LICENCE))
            and bool(lists)
            and all(one.ticks for one in lists)
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A published clinic at one moment: badges and booking are judged now, from the facts that the page keeps."""

    id: UUID
    slug: str
    name: str
    phone: str
    zone: ZoneInfo
    profile: Profile
    people: tuple[Person, ...]
    site: tuple[Shown, ...]
    protocols: Sequence[dict[str, Any]]
    figures: Sequence[dict[str, Any]]
    reviews: dict[str, Any] | None
    answer_time: dict[str, int] | None
    question_time: dict[str, int] | None
    price: PublishedPrice | None
    booking_open: bool
    online_states: tuple[str, ...]
    tenths: int | None
    made_at: datetime

    @property
    def miles(self) -> float | None:
        return None if self.tenths is None else self.tenths / 10

    @property
    def verified(self) -> list[Person]:
        return [one for one in self.people if one.practises]


@dataclass(frozen=True, slots=True)
class Results:
    entries: list[Entry]
    count: int
    pages: int


@contextmanager
def reading() -> Iterator[units.Unit]:
    """A unit of no clinic."""
    with units.unit(tenant=None, actor=ACTOR) as unit:
        yield unit


def search(asked: Asked, now: datetime) -> Results:
    """One page of what is looked for, in the printed order (`domain.directory.ordering`)."""
    found, first = _matching(asked, now), (asked.page - 1) * ON_A_PAGE
    if asked.origin is None:
        count = found.count()
        rows = list(found.order_by("sort_name", "slug")[first : first + ON_A_PAGE]) if count > first else []
    else:
        count, rows = _nearest(found, first)
    return Results([entry(row, now) for row in rows], count, max(1, -(-count // ON_A_PAGE)))


def _nearest(found: QuerySet[Any], first: int) -> tuple[int, list[PublicListing]]:
    """How many there are, and one page of them: counted while they are sorted, so that each distance is taken once.

    What is counted and sorted is narrow, the keys alone; the pages themselves are read for the few that are shown.
    """
    counted = found.annotate(among=Window(Count("*"))).order_by("tenths", "sort_name", "slug")
    keys = list(counted.values_list("pk", "tenths", "among")[first : first + ON_A_PAGE])
    if not keys:
        return found.count(), []
    pages = PublicListing.objects.in_bulk([pk for pk, _, _ in keys])
    rows = []
    for pk, tenths, _ in keys:
        if (row := pages.get(pk)) is not None:  # None: withdrawn in this very moment
            row.tenths = tenths  # type: ignore[attr-defined]
            rows.append(row)
    return keys[0][2], rows


def _matching(asked: Asked, now: datetime) -> QuerySet[PublicListing]:
    found = PublicListing.objects.all()
    if asked.tags:
        found = found.filter(tags__contains=asked.tags)
    if asked.online_in:
        found = found.filter(**{f"online_until__{asked.online_in}__gt": now.isoformat()})
    origin = asked.origin
    if origin is None:
        return found.filter(place_slug__startswith=slug(asked.place)) if asked.place else found
    south, north, west, east = box(origin.latitude, origin.longitude, asked.radius)
    near = found.filter(latitude__range=(south, north), longitude__range=(west, east))
    where = [origin.latitude, origin.latitude, origin.longitude]
    tenths = RawSQL(_TENTHS, where, output_field=FloatField())  # noqa: S611 - no word of a visitor is in it
    return near.annotate(tenths=tenths).filter(tenths__lte=Value(10.0 * asked.radius))


def entry(row: PublicListing, now: datetime) -> Entry:
    content = row.content
    zone = ZoneInfo(content["clinic"]["zone"])
    tenths = getattr(row, "tenths", None)
    prescribers = facts.prescribers(content["people"])
    people = tuple(
        Person(
            one["slug"], f"{one['given']} {one['family']}", one["degree"], one["role"], one["specialty"],
            tuple(sorted((facts.shown_from(each, now, zone) for each in one["credentials"]), key=lambda each: _FIRST.index(each.kind))),
        )
        for one in content["people"]
    )  # fmt: skip
    return Entry(
        row.clinic_id, row.slug, row.name, content["clinic"]["phone"], zone, Profile.from_json(content["profile"]), people,
        tuple(facts.shown_from(one, now, zone) for one in content["site"]), content["protocols"], content["figures"], content.get("reviews"),
        content.get("answer_time"), content.get("question_time"),
        price_on(content.get("prices", ()), now.astimezone(zone).date()),
        booking_until(prescribers, row.state, now, zone) is not None,
        tuple(sorted(state for state, until in row.online_until.items() if datetime.fromisoformat(until) > now)),
        None if tenths is None else int(tenths), row.made_at,
    )  # fmt: skip


def clinic(slug_: str, now: datetime) -> Entry:
    """Raises PublicListing.DoesNotExist."""
    return entry(PublicListing.objects.get(slug=slug_), now)


def clinics(slugs: Sequence[str], now: datetime) -> list[Entry]:
    """Those that are published, in the order in which they were asked for."""
    rows = {row.slug: row for row in PublicListing.objects.filter(slug__in=list(slugs))}
    return [entry(rows[one], now) for one in slugs if one in rows]


def of_place(place_slug: str, now: datetime) -> list[Entry]:
    rows = PublicListing.objects.filter(place_slug=place_slug).order_by("sort_name", "slug")[:100]
    return [entry(row, now) for row in rows]


def places() -> list[tuple[str, str, str, int]]:
    """Slug, city, state, how many clinics: of every place that has one."""
    seen: dict[str, list[Any]] = {}
    for place_slug, city, state in PublicListing.objects.values_list("place_slug", "city", "state"):
        seen.setdefault(place_slug, [city, state, 0])[2] += 1
    return sorted(((one, *rest) for one, rest in seen.items()), key=lambda one: one[0])


def payers() -> list[tuple[str, str]]:
    """Tag and name of every insurer that pays something at some clinic. Every page is looked at for it, so that it is
    kept for a minute: that long a new one cannot be chosen, and one that is gone finds nobody."""
    kept = cache.get(_PAYERS)
    if kept is None:
        found: dict[str, str] = {}
        for listed in PublicListing.objects.exclude(payers={}).values_list("payers", flat=True).distinct():
            found = {**listed, **found}
        kept = sorted(found.items(), key=lambda one: one[1])
        cache.set(_PAYERS, kept, _PAYERS_KEPT_S)
    return [(tag, name) for tag, name in kept]


def people_named(words: str, now: datetime) -> list[tuple[Entry, Person]]:
    """Professionals whose name has every one of these words; at most fifty."""
    wanted = plain(words).split()
    if not wanted or len("".join(wanted)) < 3:
        return []
    rows = PublicListing.objects.filter(content__people__icontains=wanted[-1]).order_by("sort_name", "slug")[
        :200
    ]
    found = []
    for one in (entry(row, now) for row in rows):
        for person in one.people:
            have = plain(person.name).split()
            if all(any(part.startswith(word) for part in have) for word in wanted):
                found.append((one, person))
    return found[:50]


def slugs() -> list[tuple[str, datetime]]:
    return list(PublicListing.objects.order_by("slug").values_list("slug", "made_at"))


def names() -> list[tuple[str, str]]:
    """Address and name of every clinic, by name; at most five hundred."""
    return list(PublicListing.objects.order_by("sort_name", "slug").values_list("slug", "name")[:500])
