"""Consents, and before anybody is a patient: consultations booked on the public site, and what visitors ask."""

from .consent import Consent, ConsentWithdrawal
from .consultation import Consultation, ConsultationSettings
from .lead import Lead, LeadStep

__all__ = ["Consent", "ConsentWithdrawal", "Consultation", "ConsultationSettings", "Lead", "LeadStep"]
