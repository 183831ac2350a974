"""The emergency sheet: steps for the emergencies that clinical.md names, each line with its source and mark.

A dose stands here only where the fact base gives one, with its mark; where it gives none the line says that, and whose
order it needs. The sheet advises nobody: it reminds people who have the training of what they have agreed to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import Confidence, Provenance

_V2, _K, _P = Confidence.V2, Confidence.K, Confidence.P


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a card."""

    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Card:
    """One emergency: how it is recognised (the figures of the site's profile), and what is done, in order."""

    code: str
    title: str
    seen: str
    steps: tuple[Step, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """What the steps rest on, each said once."""
        return tuple(dict.fromkeys(str(step.provenance) for step in self.steps))


_STOP = Provenance("clinical.md 4C: stop, emergency call", _P)
_ACTION = Provenance("clinical.md 4D: coded actions", _P)
_LIMIT = Provenance("clinical.md 4C: site defaults", _P)
_RESCUE = Provenance("clinical.md 6B: rescue options, to be confirmed by the site's pharmacy", _K)
_SKILLS = Provenance("clinical.md 4F: ACLS-certified clinician, BLS second person (SAN17; COH18)", _V2)
_REACH = Provenance("clinical.md 4F: drugs in reach; no dose was found", _K)

STOP = Step("Stop the infusion. Note the time.", _STOP)
CALL = Step("Call the ambulance, and the second person. One stays with the patient.", _STOP)
RECORD = Step("Somebody writes: times, vital signs, what was given, by whose order.", _ACTION)
AIRWAY = Step("Open the airway, reposition; oxygen; bag-valve-mask when breathing is not enough.", _RESCUE)


def _no_dose(drug: str) -> Step:
    return Step(
        f"{drug}: in the kit; dose by the physician's order or the site's own protocol, none is given here.",
        _REACH,
    )


FIRST: tuple[Step, ...] = (
    STOP,
    CALL,
    Step("Airway, breathing, circulation; the person with ACLS leads.", _SKILLS),
    RECORD,
)
CARDS: tuple[Card, ...] = (
    Card("apnoea", "Not breathing, or saturation stays low", "breaths below 8, no breath, or SpO₂ below 90 % for 60 s", (
        STOP, AIRWAY, CALL, Step("Naloxone 0.4 mg if an opioid was taken.", _RESCUE),
        Step("Flumazenil 0.2 mg if a benzodiazepine was given: it can bring on a seizure.", _RESCUE), RECORD)),
    Card("laryngospasm", "Laryngospasm, or too much saliva", "crowing or no air in spite of effort", (
        STOP, Step("Suction, jaw thrust, oxygen.", _RESCUE), CALL, Step("Glycopyrrolate 0.2 mg for saliva.", _RESCUE), RECORD)),
    Card("anaphylaxis", "Anaphylaxis", "rash, swelling, wheeze, fall of pressure", (
        STOP, CALL, AIRWAY, _no_dose("Epinephrine"), _no_dose("Diphenhydramine, albuterol"), RECORD)),
    Card("unconscious", "Loss of consciousness", "MOAA/S 0 or 1", (
        STOP, CALL, AIRWAY, Step("No pulse: compressions and the AED.", _SKILLS), Step("Measure glucose; dextrose is in the kit, dose by order.", _REACH), RECORD)),
    Card("chest-pain", "Chest pain", "any, during or after the infusion", (
        STOP, CALL, Step("12-lead or rhythm strip; oxygen when saturation is low.", _ACTION), _no_dose("Aspirin, nitroglycerin"), RECORD)),
    Card("stroke", "Signs of a stroke", "face, arm, speech; sudden severe headache; a new deficit", (
        STOP, CALL, Step("Say when the patient was last well. Nothing by mouth.", _ACTION), RECORD)),
    Card("pressure", "Very high pressure", "systolic 200 or diastolic 120, or from 180/110 with symptoms", (
        Step("Reduce or pause the rate first; at these figures stop.", _LIMIT), Step("Measure again by hand; ask for chest pain, breath, vision, headache.", _LIMIT),
        Step("By order: labetalol 5–20 mg IV slowly (not with asthma, bradycardia, block); hydralazine 5–10 mg IV; nitroglycerin 0.4 mg under the tongue (not with a PDE5 inhibitor).", _RESCUE),
        CALL, RECORD)),
    Card("faint", "Low pressure, fainting", "systolic below 80, or symptoms", (
        Step("Pause. Lie flat, legs up; fluids.", _RESCUE), Step("By order: atropine 0.5–1 mg.", _RESCUE), CALL, RECORD)),
    Card("seizure", "Seizure", "jerking, loss of awareness", (
        STOP, CALL, Step("On the side, away from edges; nothing into the mouth; oxygen.", _ACTION), Step("By order: lorazepam 2–4 mg.", _RESCUE), RECORD)),
    Card("agitation", "Agitated or psychotic reaction", "tries to leave, strikes out, terror that does not settle", (
        STOP, Step("Low stimulus: one person speaks, music off, light steady.", _RESCUE),
        Step("By order: midazolam 1–2 mg IV; haloperidol 2.5–5 mg (QT).", _RESCUE), CALL, RECORD)),
)  # fmt: skip
NUMBER = "911"
NUMBER_SOURCE = Provenance("clinical.md 5D: 911; 988 in a crisis, veterans press 1 (US)", Confidence.V)
