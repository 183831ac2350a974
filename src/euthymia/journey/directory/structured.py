"""schema.org data of the public pages. It says what the page says: a licence is named only while it is verified."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from euthymia.domain.directory.standing import Kind

from .public_queries import Entry, Person

_CONTEXT = "https://schema.org"


def listing(request: HttpRequest, entries: list[Entry]) -> dict[str, Any]:
    """The clinics of a list, in its order."""
    items = [
        {"@type": "ListItem", "position": n, "name": one.name, "url": _clinic_url(request, one)}
        for n, one in enumerate(entries, 1)
    ]
    return {"@context": _CONTEXT, "@type": "ItemList", "itemListElement": items}


def clinic(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    profile = entry.profile
    found: dict[str, Any] = {
        "@context": _CONTEXT, "@type": "MedicalClinic", "name": entry.name, "url": _clinic_url(request, entry),
        "address": {"@type": "PostalAddress", "streetAddress": profile.street, "addressLocality": profile.city,
                    "addressRegion": profile.state, "postalCode": profile.zip, "addressCountry": "US"},
        "employee": [{"@type": "Person", "name": one.name, "url": _person_url(request, entry, one)} for one in entry.people],
    }  # fmt: skip
    if entry.phone:
        found["telephone"] = entry.phone
    if profile.latitude is not None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": profile.latitude,
            "longitude": profile.longitude,
        }
    if profile.languages:
        found["knowsLanguage"] = list(profile.languages)
    return found


def person(request: HttpRequest, entry: Entry, who: Person) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": _CONTEXT, "@type": "Person", "name": who.name, "url": _person_url(request, entry, who),
        "worksFor": {"@type": "MedicalClinic", "name": entry.name, "url": _clinic_url(request, entry)},
    }  # fmt: skip
    if who.degree:
        found["honorificSuffix"] = who.degree
    verified = [one for one in who.of(Kind.LICENCE) if one.ticks]
    if verified:
        found["hasCredential"] = [
            {"@type": "EducationalOccupationalCredential", "credentialCategory": "license", "identifier": one.number,
             "recognizedBy": {"@type": "Organization", "name": one.issuer}}
            for one in verified
        ]  # fmt: skip
    return found


def _clinic_url(request: HttpRequest, entry: Entry) -> str:
    return request.build_absolute_uri(reverse("public-clinic", args=[entry.slug]))


def _person_url(request: HttpRequest, entry: Entry, who: Person) -> str:
    return request.build_absolute_uri(reverse("public-person", args=[entry.slug, who.slug]))
