"""Every refusal of the ledger: a stable code, a sentence for the person, and what they may do instead.

`invariant` is the row of compliance.md 2.3 that the refusal keeps, or the section it follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an event is refused; `{words}` in `says` and `instead` are filled in."""

    code: str
    invariant: str
    says: str
    instead: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that was refused. Nothing of it was posted; its id stays refused."""

    id: str
    code: str
    says: str


class Refusal(Exception):
    """Raised inside the ledger; callers get `Refused`."""

    def __init__(self, code: str, **words: Any) -> None:
        self.code, self.words = code, words
        super().__init__(self.says())

    def says(self, *, of_device: bool = False) -> str:
        """The sentence, and what may be done instead; about a device it calls it one."""
        reason = REASONS[self.code]
        templates = [_VIAL.sub(_device, one) if of_device else one for one in (reason.says, reason.instead)]
        return " ".join(one.format(**self.words) for one in templates).strip()


# A word of a template, never one that is filled in.
_VIAL = re.compile(r"(?<!{)\b(?:vial|syringe)\b(?!})", re.IGNORECASE)


def _device(found: re.Match[str]) -> str:
    return "Device" if found[0][0].isupper() else "device"


_TABLE: tuple[Reason, ...] = (
    # who, when, what
    Reason("unsigned", "I6", "Nobody signed this.", "The person who acted signs it."),
    Reason("witness-missing", "I6", "A {kind} needs a second person.", "Ask a colleague to witness it with their own sign-in."),
    Reason("witness-is-actor", "I6", "{person} cannot witness their own act.", "Another person must be the witness."),
    Reason("incomplete", "2.2", "A {kind} needs {what}.", "Enter it and send it as a new event."),
    Reason("reason-missing", "2.2", "A {kind} needs a reason here.", "Say in a few words what happened."),
    Reason("id-conflict", "I4", "The id {id} was used before for something else.", "Send this as a new event with an id of its own."),
    Reason("recorded-earlier", "I13", "This says it was recorded before the entry ahead of it.", "Events are recorded in the order of the book; let the server set the time."),
    Reason("in-the-future", "I13", "This happened after it was recorded.", "Check the time of the act."),
    Reason("late-without-reason", "I13", "Vial {vial} was counted after this ({count}).", "A late entry is posted with a reason; say why it is late."),
    Reason("counted-after", "I13", "Count {count} found vial {vial} here after this time.", "Enter the time it really left, or count it again."),
    Reason("used-after", "I13", "Vial {vial} was used at {used}, after this count.", "Count it again as it is now."),
    Reason("count-out-of-order", "I13", "A later count of vial {vial} ({count}) is in the book.", "Count it again as it is now."),
    # the vial
    Reason("unknown-vial", "2.2", "Vial {vial} is not in this book.", "Receive it, or enter it as opening stock, first."),
    Reason("vial-exists", "2.1", "Vial {vial} is in this book already.", "Give this vial an id of its own, or reverse the mistaken arrival."),
    Reason("before-arrival", "I2", "Vial {vial} came only after this time ({arrived}).", "Check the time, or the vial's label."),
    Reason("details-differ", "2.2", "The {what} scanned is not that of vial {vial} in the book ({book}).", "Put this vial aside and check label and lot."),
    Reason("expired-on-arrival", "2.2", "Vial {vial} expired on {expires}, before it was received.", "Refuse the delivery, or have the supplier take it back."),
    Reason("ndc-not-valid", "1.11", "{ndc} is no NDC: {why}.", "Copy it with its hyphens from the label."),
    Reason("supplier-number", "2.2", "The supplier's DEA number {number} is not valid.", "Copy it from the invoice."),
    Reason("registration-number", "1.1", "The registration {number} of the place is not valid.", "Name the place DEA-NUMBER/NAME with the clinic's own number."),
    Reason("recipient-number", "2.2", "{number} is not the DEA number of a registrant.", "Stock leaves a registration only for another registrant; enter their number."),
    Reason("giver-number", "2.2", "{number} is not the DEA number of a registrant.", "Stock comes only from a registrant; enter their number."),
    Reason("distributor-number", "2.2", "{number} is not the DEA number of a reverse distributor.", "Copy it from the manifest."),
    Reason("not-whole-micrograms", "I18", "{volume} at {mg_per_ml} mg/mL is not a whole number of micrograms.", "Enter a volume that is."),
    Reason("not-of-this-form", "I18", "{what} does not belong to a {form}.", "A vial has a volume and a strength, a device whole units and the content on its label: leave this out."),
    Reason("one-device", "2.2", "{units} of {vial} cannot be: each device has an id of its own.", "Enter 1, or in a count 0 when it is missing; several devices are several events."),
    Reason("device-used", "I2", "Device {vial} was opened or has gone: nothing of it is in stock.", "What is open is given to its patient or wasted; take a sealed one. If this one is sealed and here, count it."),
    Reason("nothing", "I1", "A {kind} of 0 mL moves nothing.", "Enter how much it was."),
    # amounts
    Reason("not-enough", "I2", "The book has {book} in vial {vial}, less than {volume}.", "Check the amount; if more is really there, count the vial."),
    Reason("surplus-open", "I5", "Only {lawful} of what vial {vial} still holds or misses came on its label; more is a surplus in an open case.", "Resolve the count that found it first: overfill, an entry to reverse, or the count of the shortage."),
    Reason("not-whole", "2.2", "A {kind} takes the whole vial {vial}: {book}, not {volume}.", "Leave the volume out, or count the vial first."),
    Reason("wrong-place", "2.1", "Vial {vial} is at {place}, not at {claimed}.", "Move it in the book first, or check the vial's label."),
    # usable
    Reason("expired", "I8", "Vial {vial} expired on {expires}.", "Quarantine it, then destroy it or return it to the reverse distributor; draw from another."),
    Reason("beyond-use", "I8", "Vial {vial} was opened on {opened} and may be used through {last}.", "Quarantine it, then destroy it or return it to the reverse distributor; draw from another."),
    Reason("preparation-over", "I8", "This syringe was begun at {begun}; its {hours} hours ended at {ended}.", "Waste what is in it with a witness and draw anew."),
    Reason("drawn-expired", "I8", "What is in this syringe may be given through {last}.", "Waste it with a witness and draw anew from another vial."),
    Reason("in-quarantine", "I8", "Vial {vial} is in quarantine.", "Draw from another; this one is destroyed or goes to the reverse distributor."),
    Reason("recovered", "I8", "Vial {vial} was stolen or lost and came back: nobody knows what is in it.", "Keep it as evidence, then destroy it or send it to the reverse distributor."),
    Reason("not-here", "I2", "Vial {vial} is not in stock: it is {standing} since {since}.", "Check the vial's label; if that entry was a mistake, reverse it."),
    Reason("other-patient", "1.9", "Single-dose vial {vial} belongs to patient {patient}, order {order}.", "Take a new vial; what is left in this one is wasted for its own patient."),
    Reason("bound", "1.9", "Vial {vial} was taken to where patient {patient} is treated, and is theirs alone since.", "Take another vial, one that stayed in the clean place."),
    Reason("other-registration", "I15", "{what} belongs to another registration ({registration}).", "Between registrations stock goes by distribute and receive-from only."),
    # the syringe
    Reason("nothing-drawn", "I2", "Nothing is drawn up for patient {patient}, order {order}.", "Draw first, or check patient and order."),
    Reason("more-than-drawn", "I2", "Only {drawn} is drawn up for patient {patient}, order {order}, less than {volume}.", "Check the amount; if more was drawn, enter that draw first."),
    Reason("before-draw", "I9", "This is before the syringe was drawn ({begun}).", "Check the time."),
    Reason("vial-not-in-syringe", "I9", "Nothing of vial {vial} is in this syringe.", "Check the vial, or leave it out."),
    Reason("no-whole-share", "I18", "This syringe holds different concentrations: {volume} of it is not a whole number of micrograms.", "Give or waste all of it, or another share."),
    Reason("not-opened", "I9", "Device {vial} is not open for patient {patient}, order {order}.", "Check which device this is; one that is sealed is opened for its patient first (draw)."),
    Reason("other-substance", "2.1", "What is drawn up there is {held}, not {claimed}.", "Two products never share a syringe or its number: take one with a number of its own."),
    # waste and leaving
    Reason("never-drawn", "1.6", "Nothing of vial {vial} was ever drawn for a patient, so it is inventory and not waste.", "Destroy it with a second person, or return it through quarantine to the reverse distributor."),
    Reason("multi-dose-rest", "1.6", "What is left in multi-dose vial {vial} is inventory and not waste.", "Keep it through its last day; then destroy it with a second person, or return it through quarantine to the reverse distributor."),
    Reason("opened", "1.9", "Vial {vial} was opened on {opened}.", "Only a vial that was never opened can be passed on; waste, destroy or quarantine this one."),
    Reason("not-in-quarantine", "1.6", "Vial {vial} is not in quarantine.", "Quarantine it first, then load it for the reverse distributor."),
    Reason("not-in-transit", "1.6", "Vial {vial} is not on its way to a reverse distributor.", "Enter the loading first, from quarantine."),
    Reason("wrong-from", "1.6", "A {kind} is from {accepted}, not from {claimed}.", "Say where it comes from."),
    Reason("other-distributor", "1.6", "Vial {vial} was loaded for {sent_to}, not for {claimed}.", "Check the manifest."),
    Reason("not-sent", "I15", "Vial {vial} was not sent from {giver} to this registration.", "Enter the distribution first, or check the numbers."),
    Reason("not-missing", "2.2", "{missing} of vial {vial} is {standing} in this book, not {volume}.", "Check the vial, or count what was found."),
    # counts and cases
    Reason("unknown-ref", "2.2", "There is no entry {ref} in this book.", "Name the entry that this is about."),
    Reason("not-a-count", "2.2", "Entry {ref} is not a count.", "Name the count that found the difference."),
    Reason("other-vial", "2.2", "Entry {ref} is about vial {vial}, not {claimed}.", "Check which entry is meant."),
    Reason("no-open-case", "I12", "Count {ref} has no open case.", "Nothing needs to be resolved; if stock is missing, count it."),
    Reason("counted-it", "2.2", "{person} signed count {ref} and cannot resolve it.", "Two people who did not count must resolve it."),
    Reason("before-count", "I13", "This is before the count it is about ({at}).", "Check the time."),
    Reason("rest-unexplained", "I12", "{rest} of count {ref} is still unexplained.", "Say which account it belongs to, enter what was forgotten, or declare a loss."),
    Reason("nothing-left", "I12", "Nothing is left of the difference of count {ref}.", "Resolve it without an account."),
    Reason("not-a-cause", "2.2", "{claimed} cannot be the account of a {what}.", "{accepted}"),
    Reason("overfill-cap", "I5", "{total} of overfill is more than a vial of {label} may hold ({cap}).", "Leave the case open and look for the entry that is wrong: reverse it, or enter what was forgotten."),
    Reason("more-than-the-rest", "I12", "Only {rest} of count {ref} is unexplained, less than {volume}.", "Enter at most that."),
    Reason("nothing-missing", "2.2", "Count {ref} did not find less than the book says.", "A loss or theft is about stock that is missing."),
    # reversals
    Reason("before-entry", "I13", "This is before the entry {ref} that it corrects ({at}).", "Check the time."),
    Reason("already-reversed", "I3", "Entry {ref} was reversed already ({by}).", "Nothing more to do; a new fact is a new event."),
    Reason("not-reversible", "I11", "A {kind} cannot be reversed.", "{instead}"),
    Reason("used-since", "I2", "What entry {ref} moved was used since: {why}.", "Reverse the later entries first."),
)  # fmt: skip

REASONS: dict[str, Reason] = {reason.code: reason for reason in _TABLE}
