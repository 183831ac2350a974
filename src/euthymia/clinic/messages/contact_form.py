"""A form of how somebody is reached becomes acts: details, then consent to each channel, given or withdrawn."""

from __future__ import annotations

from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults

from . import actions
from .forms import ContactForm


def keep(form: ContactForm, patient: Patient, by: Member | str, says: str) -> bool:
    """Whether it was kept; what was refused stands on the form. `says` is how consent was given."""
    client_id = form.cleaned_data["client_id"]
    try:
        with units.all_or_nothing():
            actions.change_contact(by=by, patient=patient, client_id=client_id, **form.details())
            for channel, wanted in form.wanted().items():
                act = actions.consent if wanted else actions.withdraw
                act(by=by, patient=patient, client_id=client_id, channel=channel, says=says)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    return True
