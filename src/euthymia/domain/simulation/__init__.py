"""An invented clinic, seeded: patients whose vital signs answer to the drug, and monitors that misbehave."""

from .clinic import CLINICS, HILLSIDE, LAKESIDE, Chair, Clinic, Event, RateAt, StaffMember, Stage, Trouble
from .dialects import DIALECTS, Dialect
from .monitor import Misbehaviour, SimulatedMonitor
from .patient import Cuff, Dip, Resting, SimulatedPatient, Vitals

__all__ = [
    "CLINICS",
    "DIALECTS",
    "HILLSIDE",
    "LAKESIDE",
    "Chair",
    "Clinic",
    "Cuff",
    "Dialect",
    "Dip",
    "Event",
    "Misbehaviour",
    "RateAt",
    "Resting",
    "SimulatedMonitor",
    "SimulatedPatient",
    "StaffMember",
    "Stage",
    "Trouble",
    "Vitals",
]
