"""Loading a list: one new row, for the whole installation, told in every clinic's log."""

from __future__ import annotations

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import NO_CLINIC
from euthymia.clinic.people.models import Clinic
from euthymia.domain.quantities import Unusable
from euthymia.domain.terminology.releases import Listing
from euthymia.kit import units

from .models import Release


def load(*, name: str, listing: Listing, source: str, digest: str, by: str) -> Release:
    """Keep a list under `name`, in a unit of every tenant; from now on it counts in place of the one before.

    Raises Unusable where the newest list of this name is the same one.
    """
    newest = Release.objects.filter(name=name).order_by("-at", "-id").values_list("digest", flat=True).first()
    if newest == digest:
        says = f"the newest list named {name} is this one already"
        raise Unusable.one("", "loaded", says, "another release, or another --name")
    release = Release(
        name=name, form=listing.form.value, source=source, digest=digest, at=units.current().now, by=by,
        drugs=[[drug.name, drug.rxcui] for drug in listing.drugs],
        products=[[product.names[0], list(product.ingredients)] for product in listing.products],
        drug_count=len(listing.drugs), product_count=len(listing.products),
    )  # fmt: skip
    release.full_clean(validate_unique=False)
    release.save()
    for clinic in Clinic.objects.order_by("code").values_list("pk", flat=True) or [NO_CLINIC]:
        auditing.record(
            verb="formulary.loaded",
            says=f"loaded {source} as the list of medicines {name}: "
            f"{release.drug_count} substances, {release.product_count} products",
            subject=str(release.pk),
            actor=by,
            clinic=clinic,
            digest=digest,
        )
    return release
