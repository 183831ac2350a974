"""Who works at the demo's clinics, and the patient who signs in at the portal. Everybody is invented."""

from __future__ import annotations

STAFF = (
    ("nurse@lakeside.example", "Noor Haddad", "RN", ("nurse",)),
    ("prescriber@lakeside.example", "Dr Chidi Okafor", "MD, medical director", ("prescriber",)),
    ("witness@lakeside.example", "Tomas Reyes", "RN", ("witness",)),
    ("desk@lakeside.example", "Wren Ellis", "", ("desk",)),
    ("custodian@lakeside.example", "Cleo Banks", "", ("custodian",)),
    ("owner@lakeside.example", "Olu Adeyemi", "", ("owner",)),
)
HILLSIDE_STAFF = (
    ("nurse@hillside.example", "Hana Brandt", "RN", ("nurse",)),
    ("prescriber@hillside.example", "Dr Ines Falk", "MD, medical director", ("prescriber",)),
)
PATIENT = "patient@lakeside.example"
