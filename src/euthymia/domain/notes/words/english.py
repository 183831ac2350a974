"""The note in English."""

from __future__ import annotations

from datetime import date

from .words import Words

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day(on: date) -> str:
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


_PHRASES = {
    "missing": "{what:term}: not recorded.",
    "missing.account-not-kept": "The drug account: not recorded; this clinic keeps no drug book in this program.",
    "entry.reason": "Reason given: {reason}.",
    "entry.late": "This was entered late, at {entered_at:time}.",
    "entry.corrected": "This stands for an earlier entry that was wrong: {reason}.",
    "arrival.told": "The five questions before coming were answered on {at:moment}: {outcome:term}.",
    "arrival.called": "The clinic called at {at:time} ({by:name}): {says}. It came to: {outcome:term}.",
    "arrival.card.ate_at": "Last food: {said_at:moment}.",
    "arrival.card.drank_at": "Last clear drink: {said_at:moment}.",
    "arrival.card.knows_fasting": "Knows until when to eat and drink: {said:term}.",
    "arrival.card.driver": "Taken home by: {said} {more}.",
    "arrival.card.new_medicines": "New medicines: {said:term} {more}.",
    "arrival.card.ill": "Ill: {said:term} {more}.",
    "arrival.card.pregnant": "May be pregnant: {said:term}.",
    "arrival.card.feelings": "Feels: {said:term}.",
    "arrival.came": "Arrived at {at:time}.",
    "arrival.recognised": "Recognised {how:term} by {identifiers:terms} ({by:name}).",
    "ready.asked": "Asked at the chair at {at:time} ({by:name}): food {solids_h:hours}, clear drink {clear_fluids_h:hours}, "
                   "escort {escort}.",
    "ready.pressure": "Resting pressure {value:number}/{pair:number} mmHg at {at:time}.",
    "ready.sign": "Resting {channel:term} {value:number}{channel:unit} at {at:time}.",
    "ready.override": "At {at:time} {by:name} and {second:name} decided to go on although this was not met: {titles}. "
                      "Reason given: {reason}.",
    "order.signed": "{protocol}, ordered by {by:name} at {at:time}.",
    "order.figures": "{dose_ug_per_kg:mg_per_kg} × {weight_g:kg} = {dose_ug:mg} in {final_volume_ul:ml} over {duration_min} min, "
                     "{rate_ul_per_h:ml_per_h} ({rate_ug_per_h:mg_per_h}).",
    "order.reason": "Reason given with the order ({code}): {reason}.",
    "draw.drawn": "Syringe {number}: {mass_ug:mg} ({drug_volume_ul:ml}) out of vial {vials}, drawn by {by:name} at {at:time}, "
                  "checked by {second:name}.",
    "infusion.started": "The infusion began at {at:time} at {rate_ug_per_h:mg_per_h} ({rate_ul_per_h:ml_per_h}).",
    "infusion.started.syringe": "The infusion began at {at:time} with syringe {syringe} at {rate_ug_per_h:mg_per_h} "
                                "({rate_ul_per_h:ml_per_h}).",
    "infusion.rate": "At {at:time} the rate was changed from {old_rate_ug_per_h:mg_per_h} ({old_rate_ul_per_h:ml_per_h}) to "
                     "{rate_ug_per_h:mg_per_h} ({rate_ul_per_h:ml_per_h}).",
    "infusion.paused": "At {at:time} the infusion was paused.",
    "infusion.resumed": "At {at:time} it was resumed at {rate_ug_per_h:mg_per_h} ({rate_ul_per_h:ml_per_h}).",
    "infusion.resumed.syringe": "At {at:time} it was resumed with syringe {syringe} at {rate_ug_per_h:mg_per_h} "
                                "({rate_ul_per_h:ml_per_h}).",
    "infusion.finished": "It ended at {at:time}.",
    "infusion.total": "Ketamine given: {given_ug:mg} of {dose_ug:mg} ordered, in {took_s:duration}; the pump ran for "
                      "{ran_s:duration} of them.",
    "infusion.present": "With the patient: {names}.",
    "spray.given": "Esketamine nasal spray {dose_mg} mg (lots {lots}), under direct observation, from {at:time} to "
                   "{ended_at:time}; entered by {by:name}.",
    "spray.corrected": "Corrected {at:moment} by {by:name}: {words}; {reason}.",
    "spray.booked": "The drug book has {booked_ug:mg} of esketamine as given, out of devices {devices} (entries {entries}).",
    "signs.pressure": "Pressure: highest {highest:number}/{highest_pair:number} mmHg at {highest_at:time}, lowest "
                      "{lowest:number}/{lowest_pair:number} mmHg at {lowest_at:time}, of {n} systolic values.",
    "signs.range": "{channel:term}: lowest {lowest:number}{channel:unit} at {lowest_at:time}, highest {highest:number}{channel:unit} "
                   "at {highest_at:time}, of {n} values.",
    "signs.lowest": "{channel:term}: lowest {value:number} at {at:time}, of {n} scores.",
    "signs.highest": "{channel:term}: highest {value:number} at {at:time}, of {n} scores.",
    "symptom.outcome": "At {at:time}: {what}. Done: {action}. Then, at {outcome_at:time}: {outcome}.",
    "symptom.open": "At {at:time}: {what}. Done: {action}. What came of it: {outcome}.",
    "medicine.given": "At {at:time} {name} {amount} {route} was given by {by:name}, ordered by {ordered_by}.",
    "medicine.orders": "At {at:time} {by:name} signed: {words}.",
    "medicine.outcome": "Asked after at {at:time}, {name}: {outcome}.",
    "call.answered": "At {at:time} the patient called from the chair: {says}. Answered after {waited_s:wait} by "
                     "{answered_by:name}: {done}.",
    "call.open": "At {at:time} the patient called from the chair: {says}. No answer is recorded.",
    "call.told": "A second person was told of this call at {at:time}.",
    "harm.event": "{number}, {kind}: began at {at:time}; severity: {severity}; {serious:term}; done with the dose: {action}; "
                  "outcome: {outcome}. Reported by {by:name}.",
    "harm.treated": "{number} was treated with: {treatment}.",
    "harm.told": "Of {number}, {words} at {at:time} ({by:name}).",
    "remark.written": "At {at:time} {by:name} wrote: “{words}”",
    "account.syringe": "Syringe {syringe}: drawn {drawn_ug:mg} = given {given_ug:mg} + wasted {wasted_ug:mg} + spilt "
                       "{broken_ug:mg}.",
    "account.open": "Syringe {syringe} is not settled: drawn {drawn_ug:mg}, given {given_ug:mg}, wasted {wasted_ug:mg}, spilt "
                    "{broken_ug:mg}; {left_ug:mg} are left in it.",
    "account.wasted": "{mass_ug:mg} of syringe {syringe} were wasted at {at:time} by {by:name}, witness {witness:name}: {reason}.",
    "account.broken": "{mass_ug:mg} of syringe {syringe} were spilt or broken at {at:time}, entered by {by:name}, witness "
                      "{witness:name}: {reason}.",
    "account.rest": "{mass_ug:mg} left in the single-dose vial of syringe {syringe} were wasted at {at:time} by {by:name}, witness "
                    "{witness:name}: {reason}.",
    "account.undone": "An entry of the drug book was reversed at {at:moment}: {mass_ug:mg} {kind:term}, syringe {syringe}.",
    "account.differs": "The drug book says that {book_ug:mg} were given, the pump's entries come to {pump_ug:mg}.",
    "recovery.check": "At {at:time} ({by:name}): {says}.",
    "recovery.check.changed": "At {at:time} ({by:name}): {says}; otherwise as before.",
    "recovery.check.same": "At {at:time} ({by:name}): everything looked at again, as before.",
    "recovery.gate": "The gate at the discharge: {met} of {of} criteria met.",
    "recovery.gate.met": "The gate at the discharge: all {of} criteria met.",
    "recovery.unmet": "{title}: {state:term}; {says}.",
    "leaving.escort": "Escort named: {says}.",
    "leaving.met": "Escort met at the door at {at:time} ({by:name}): {says}.",
    "leaving.told": "Instructions {version} ({language:term}) were given at {at:time} by {by:name}; said back: {back} of {of} points "
                    "({read_back:terms}).",
    "leaving.told.whole": "Instructions {version} ({language:term}) were given at {at:time} by {by:name}; all {of} points were said "
                          "back.",
    "leaving.discharged": "Discharged at {at:time} by {by:name}: {manner:term}.",
    "leaving.overridden": "Discharged although not met: {titles}.",
    "leaving.reason": "Reason given for the discharge: {reason}.",
    "leaving.second": "Signed also by {second:name}.",
    "follow-up.asked": "To do: {says}; from {opens_at:moment} until {due_at:moment}.",
    "letter.opening": "I write about {name}, born {born:day}, who was treated here on {on:day}.",
    "letter.course": "{programme}: {given} of {planned} sessions of the course have been given.",
    "letter.last": "The last one was on {on:day}.",
    "letter.infused": "Ketamine {given_ug:mg} was infused from {began_at:time} to {ended_at:time} ({took_s:duration}).",
    "letter.spray": "Esketamine nasal spray {dose_mg} mg was used under observation at {at:time}.",
    "letter.pressure": "The highest pressure was {value:number}/{pair:number} mmHg at {at:time}.",
    "letter.left": "Discharged at {at:time}: {manner:term}.",
    "letter.score": "{instrument}: {total} ({most}) on {on:day}; a baseline before the course is not recorded.",
    "letter.score.baseline": "{instrument}: {total} ({most}) on {on:day}, before the course; no later score is recorded.",
    "letter.score.since": "{instrument}: {total} ({most}) on {on:day}; before the course {baseline} on {baseline_on:day}.",
    "follow-up.booked": "Next appointment: {purpose:term}, {starts_at:moment}.",
}  # fmt: skip
TITLES = {
    "arrival": "Before coming and arrival", "readiness": "Ready to start", "order": "Order", "drawing": "Draw and second check",
    "infusion": "Infusion", "spray": "Nasal spray", "signs": "Vital signs", "symptoms": "Symptoms", "medicines": "Other medicines",
    "calls": "Calls from the chair", "harm": "Adverse events", "remarks": "Written at the chair", "account": "Drug account", "recovery": "Recovery", "leaving": "Discharge",
    "follow-up": "Follow-up", "letter-opening": "Patient", "letter-course": "Course", "letter-session": "This session",
    "letter-scores": "Scores", "letter-next": "What is next",
}  # fmt: skip
TERMS = {
    "come-in": "come in", "call": "somebody calls", "yes": "yes", "no": "no", "unsure": "unsure", "never": "cannot be",
    "desk": "at the desk", "kiosk": "at the kiosk", "name": "full name", "born": "birth date", "photo-id": "photo ID",
    "number": "record number", "phone": "phone number", "usual": "as usual", "worse": "worse",
    "sbp": "systolic pressure", "dbp": "diastolic pressure", "map": "mean pressure", "hr": "heart rate", "pr": "pulse rate",
    "spo2": "SpO₂", "rr": "breathing rate", "etco2": "EtCO₂", "temp": "temperature", "moaas": "MOAA/S", "rass": "RASS",
    "dissociation": "dissociation (0 to 10)", "phone-check": "Phone check before coming", "arrival": "Arrival",
    "identity": "How the patient was recognised", "asked-at-chair": "Fasting and escort, asked at the chair",
    "resting-pressure": "Resting pressure before the dose", "order": "Order", "draw": "Draw out of the drug book",
    "start": "Start of the infusion", "end": "End of the infusion", "account": "Drug account", "sign-sbp": "Blood pressure",
    "sign-hr": "Heart rate", "sign-spo2": "SpO₂", "sign-rr": "Breathing rate", "sign-moaas": "Sedation (MOAA/S)",
    "sign-dissociation": "Dissociation", "symptoms": "Symptoms", "other-medicines": "Other medicines",
    "recovery-checks": "Checks in recovery", "gate": "The gate at the discharge", "escort": "Escort",
    "instructions": "Instructions to take home", "discharge": "Discharge", "follow-up": "Follow-up",
    "next-visit": "Next appointment", "home": "home with the escort", "transfer": "to a hospital",
    "against-advice": "left against advice", "not-met": "not met", "unknown": "not known", "en": "English", "es": "Spanish",
    "driving": "driving", "alcohol": "alcohol", "danger": "danger signs", "thoughts": "thoughts of suicide",
    "infusion": "infusion", "consultation": "consultation", "psychotherapy": "psychotherapy", "tms": "TMS",
    "integration": "integration",
    "dose-drawn": "drawn", "dose-given": "given", "dose-wasted": "wasted", "dose-broken": "spilt or broken",
    "serious": "serious", "not-serious": "not serious", "not-judged": "whether it is serious is not judged yet",
    "dose-rest": "left in the vial and wasted", "plan": "A plan of treatment", "scores": "Outcome scores",
}  # fmt: skip
UNITS = {
    "sbp": " mmHg", "dbp": " mmHg", "map": " mmHg", "hr": "/min", "pr": "/min", "spo2": " %", "rr": "/min", "etco2": " mmHg",
    "temp": " °C",
}  # fmt: skip
ENGLISH = Words(
    "en", _PHRASES, TITLES, TERMS, UNITS, nothing="not recorded", hours_ago="{} h ago", day=day, and_="and"
)
