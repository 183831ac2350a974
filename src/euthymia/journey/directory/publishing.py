"""The public page of a clinic, made anew from its rows: the only way into the table that the public site reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.billing import queries as money
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.reviews import queries as reviews
from euthymia.domain.directory import standing as judging
from euthymia.domain.directory.figures import Figure
from euthymia.domain.directory.ordering import sortable
from euthymia.domain.directory.profile import Profile, slug

from . import facts, later, queries
from .models import CheckReceipt, PublicListing


def remake(clinic: Clinic, now: datetime) -> PublicListing | None:
    """Bring the public page in line with the clinic's rows; None: there is none, nothing is published."""
    profile = queries.profile(clinic)
    if not profile.published:
        PublicListing.objects.filter(clinic=clinic).delete()
        return None
    content = _content(clinic, profile, now)
    people = facts.prescribers(content["people"])
    states = sorted({one.state for person in people for one in person.licences})
    online = {
        state: until for state in states if (until := judging.booking_until(people, state, now, clinic.zone))
    }
    payers = _payers(content, now.astimezone(clinic.zone).date())
    open_until = judging.booking_until(people, profile.state, now, clinic.zone)
    row, _ = PublicListing.objects.update_or_create(
        clinic=clinic,
        defaults={
            "slug": clinic.code, "name": clinic.name, "sort_name": sortable(clinic.name), "place_slug": profile.place_slug,
            "city": profile.city, "state": profile.state, "zip": profile.zip, "latitude": profile.latitude,
            "longitude": profile.longitude, "tags": tags(profile, payers), "payers": payers, "booking_until": open_until, "content": content, "made_at": now,
            "online_until": {state: until.astimezone(UTC).isoformat() for state, until in online.items()} if profile.online == "yes" else {},
        },
    )  # fmt: skip
    return row


def is_behind(row: PublicListing, clinic: Clinic, now: datetime) -> bool:
    """Whether the page says something else than the clinic's rows now do: rooms that know nothing of it, such as
    prices and reviews, do not tell it of their changes."""
    profile = queries.profile(clinic)
    return not profile.published or row.content != json.loads(json.dumps(_content(clinic, profile, now)))


def tags(profile: Profile, payers: Mapping[str, str]) -> list[str]:
    """Everything a search can ask for, in one list."""
    found = [f"speaks:{one}" for one in profile.languages] + [f"for:{one}" for one in profile.indications]
    found += [f"pays:{payer}" for payer in payers]
    found += ["step-free"] if profile.step_free == "yes" else []
    return sorted(found + (["online"] if profile.online == "yes" else []))


def _payers(content: Mapping[str, Any], day: date) -> dict[str, str]:
    """The insurers that pay some part of a course, by the name that stands in a search's address."""
    price = money.price_on(content["prices"], day)
    return {slug(payer.name): payer.name for payer in (price.payers if price else ()) if payer.pays}


def _content(clinic: Clinic, profile: Profile, now: datetime) -> dict[str, Any]:
    receipts: dict[UUID, list[CheckReceipt]] = defaultdict(list)
    for receipt in queries.receipts(clinic):
        receipts[receipt.credential_id].append(receipt)
    by_person: dict[UUID | None, list[Mapping[str, Any]]] = defaultdict(list)
    for row in queries.credentials(clinic):
        by_person[row.professional_id].append(facts.content_of(row, receipts[row.pk]))
    return {
        "clinic": {"id": str(clinic.pk), "name": clinic.name, "phone": clinic.phone, "zone": clinic.timezone},
        "profile": profile.to_json(),
        "site": by_person[None],
        "people": [
            {"slug": one.slug, "given": one.given_name, "family": one.family_name, "degree": one.degree, "role": one.role,
             "specialty": one.specialty, "credentials": by_person[one.pk]}
            for one in queries.professionals(clinic)
        ],
        "protocols": [
            {"title": one.title, "protocol": one.protocol, "version": one.version, "since": one.in_force_since.isoformat(),
             "rationale": one.rationale, "risks": one.risks, "expected": one.expected, "course": one.course, "at": one.at.isoformat()}
            for one in queries.protocols(clinic)
        ],
        **later.told(clinic, now),
        "reviews": reviews.distribution(clinic, now).to_json(),
        "prices": money.price_lists(clinic, now.astimezone(clinic.zone).date()),
        "figures": [
            {**one.values, "code": one.code, "method": one.method, "at": one.at.isoformat()}
            for one in queries.figures(clinic)
            if Figure.from_json(one.values).shown
        ],
    }  # fmt: skip
