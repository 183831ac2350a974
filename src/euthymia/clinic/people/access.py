"""What people may do, as data that a manager can read.

A permission is one thing a person can do in the program; a role is a job in the clinic with the
permissions it needs. Nothing is allowed that no role of the person lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing a person can do. The value is stable; `says` is how a manager reads it."""

    SEE_BOARD = "board.see"
    SEE_PATIENTS = "patients.see"
    REGISTER_PATIENT = "patients.register"
    CHECK_IN = "arrivals.check-in"
    SEE_CHART = "chart.see"
    RECORD_EVALUATION = "evaluation.record"
    DECIDE = "evaluation.decide"
    COUNTERSIGN = "evaluation.countersign"
    TAKE_CONSENT = "consent.take"
    ACT_IN_CRISIS = "crisis.act"
    CLOSE_CRISIS = "crisis.close"
    REPORT_HARM = "harm.report"
    NOTIFY_HARM = "harm.notify"
    REVIEW_HARM = "harm.review"
    CHECK_ROOMS = "upkeep.check"
    SET_POLICY = "policy.adopt"
    PLAN_COURSE = "plan.make"
    RECORD_COMPANION = "companion.record"
    PRESCRIBE = "infusion.prescribe"
    RUN_INFUSION = "infusion.run"
    OBSERVE = "infusion.observe"
    DISCHARGE = "recovery.discharge"
    DO_TASKS = "tasks.do"
    ANSWER_HOME = "home.answer"
    SEE_DUTY = "duty.see"
    SET_DUTY = "duty.set"
    WRITE_NOTE = "note.write"
    SIGN_NOTE = "note.sign"
    RECORD_SAFETY = "safety.record"
    SEE_HONESTY = "honesty.see"
    SEE_OUTCOMES = "outcomes.see"
    EXPORT_REGISTRY = "registry.export"
    SET_LIMITS = "alarms.limits"
    ANSWER_ALARMS = "alarms.answer"
    MANAGE_DEVICES = "devices.manage"
    SEE_PEOPLE = "people.see"
    MANAGE_PEOPLE = "people.manage"
    SEE_AUDIT = "audit.see"
    SET_FORECAST = "forecast.set"
    ASSIGN_QUESTIONNAIRES = "questionnaires.assign"
    ENTER_ANSWERS = "questionnaires.enter"
    BREAK_GLASS = "glass.break"
    REVIEW_GLASS = "glass.review"
    SEE_STOCK = "stock.see"
    USE_STOCK = "stock.use"
    KEEP_STOCK = "stock.keep"
    COUNT_STOCK = "stock.count"
    WITNESS_STOCK = "stock.witness"
    RESOLVE_STOCK = "stock.resolve"
    SET_UP_STOCK = "stock.set-up"
    EXPORT_STOCK = "stock.export"
    REVIEW_SIGNALS = "stock.review-signals"
    SEE_SYSTEM = "system.see"
    SEE_SCHEDULE = "schedule.see"
    BOOK = "schedule.book"
    SET_ROTA = "schedule.rota"
    SEND_MESSAGES = "messages.send"
    SET_MESSAGES = "messages.set"
    ANSWER_AMENDMENT = "record.answer"
    DELAY_RECORD = "record.delay"
    READ_SHARED = "journal.read-shared"
    SEE_MONEY = "money.see"
    KEEP_MONEY = "money.keep"
    SET_PRICES = "money.set"
    KEEP_LISTING = "directory.keep"
    PUBLISH_LISTING = "directory.publish"
    SEE_ARTICLES = "articles.see"
    REVIEW_ARTICLES = "articles.review"
    ANSWER_LEADS = "leads.answer"
    SET_CONSULTATIONS = "consultations.set"
    SEE_REVIEWS = "reviews.see"
    MODERATE_REVIEWS = "reviews.moderate"
    REPLY_REVIEWS = "reviews.reply"
    SEE_OWN_RECORD = "own-record.see"

    @property
    def says(self) -> str:
        return _SAYS[self]


_SAYS = {
    Permission.SEE_BOARD: "see the day's rooms and who is in them",
    Permission.SEE_PATIENTS: "find patients and see who they are",
    Permission.REGISTER_PATIENT: "register a patient",
    Permission.CHECK_IN: "see who is expected, recognise them and check them in",
    Permission.SEE_CHART: "read a patient's chart and session records",
    Permission.RECORD_EVALUATION: "record the five parts of an evaluation",
    Permission.DECIDE: "decide on treatment and sign the decision",
    Permission.COUNTERSIGN: "be the second person at an override (licence in date)",
    Permission.TAKE_CONSENT: "take a patient's consent or its withdrawal",
    Permission.ACT_IN_CRISIS: "record the steps of a crisis",
    Permission.CLOSE_CRISIS: "close a crisis, with a reason",
    Permission.REPORT_HARM: "report an adverse event, correct and add to it",
    Permission.NOTIFY_HARM: "tell of an adverse event whoever has to be told, and keep the receipt",
    Permission.REVIEW_HARM: "review an adverse event that others have reported",
    Permission.CHECK_ROOMS: "sign the checks of rooms and emergency kit, and keep dates and drills",
    Permission.SET_POLICY: "adopt the rules' policy and protocols for the clinic, and show protocols to the public (medical director, signature)",
    Permission.PLAN_COURSE: "propose a course, agree it with the patient, revise, pause and end it",
    Permission.RECORD_COMPANION: "record sessions of TMS and of psychotherapy",
    Permission.PRESCRIBE: "order an infusion (signature)",
    Permission.RUN_INFUSION: "start, pause, change the rate of and finish an infusion, and give its drugs",
    Permission.OBSERVE: "record vital signs, symptoms, scores and notes during a session",
    Permission.DISCHARGE: "discharge a patient from recovery (licence in date, signature)",
    Permission.DO_TASKS: "see the tasks that are due, and say what came of them",
    Permission.ANSWER_HOME: "read and answer what patients tell and ask from home",
    Permission.SEE_DUTY: "see who is paged, and what became of each page",
    Permission.SET_DUTY: "put on duty who is paged",
    Permission.WRITE_NOTE: "write beside the composed note of a session, and write and send letters",
    Permission.SIGN_NOTE: "sign notes, addenda and letters (licence in date, signature)",
    Permission.RECORD_SAFETY: "enter results of long-term safety checks and side effects reported from home",
    Permission.SEE_HONESTY: "read what stands out in charts and say what came of it (owner, or medical director by name)",
    Permission.SEE_OUTCOMES: "see what treatment came to over all patients: figures of many, never of a few",
    Permission.EXPORT_REGISTRY: "download the de-identified file of those who have joined the registry",
    Permission.SET_LIMITS: "change a patient's alarm limits",
    Permission.ANSWER_ALARMS: "acknowledge and pause alarms",
    Permission.MANAGE_DEVICES: "set up monitors and say at which chair they stand",
    Permission.SEE_PEOPLE: "see staff, roles and what each role may do",
    Permission.MANAGE_PEOPLE: "give and end roles",
    Permission.SEE_AUDIT: "search the audit log",
    Permission.SET_FORECAST: "switch the live predicted concentration on or off (signature)",
    Permission.ASSIGN_QUESTIONNAIRES: "ask patients to fill in questionnaires, and withdraw what was asked",
    Permission.ENTER_ANSWERS: "enter and correct a patient's answers and scores",
    Permission.BREAK_GLASS: "open one patient's chart in an emergency, with a reason, for an hour",
    Permission.REVIEW_GLASS: "review emergency openings of charts",
    Permission.SEE_STOCK: "read the controlled-substance book: vials, entries, cases",
    Permission.USE_STOCK: "draw up, give, waste and break what is drawn for a patient (licence in date)",
    Permission.KEEP_STOCK: "receive, move, quarantine, return and destroy vials",
    Permission.COUNT_STOCK: "count the stock and open or close its day (with a second person)",
    Permission.WITNESS_STOCK: "be the second person at a controlled-substance entry",
    Permission.RESOLVE_STOCK: "resolve a difference, declare a loss, reverse an entry (with a second person)",
    Permission.SET_UP_STOCK: "enter registrations and the places where vials are kept",
    Permission.EXPORT_STOCK: "make inspection packets of the controlled-substance book",
    Permission.REVIEW_SIGNALS: "read the signals of the drug book, when named as one of its two reviewers",
    Permission.SEE_SYSTEM: "see the health of the system",
    Permission.SEE_SCHEDULE: "see bookings, the rota and who waits for a slot",
    Permission.BOOK: "book, move and cancel, and offer a free slot",
    Permission.SET_ROTA: "set opening hours and closures, and make and publish the rota",
    Permission.SEND_MESSAGES: "see what was written to patients, keep their consent to it, see to what failed",
    Permission.SET_MESSAGES: "set quiet hours, when reminders go, and what they say",
    Permission.ANSWER_AMENDMENT: "answer what patients ask to have corrected in their record",
    Permission.DELAY_RECORD: "hold a part of a patient's record back for a time, for a coded reason (signature)",
    Permission.READ_SHARED: "read single journal entries that a patient has shared with this very person",
    Permission.SEE_MONEY: "see what patients paid, have left and owe, their estimates and bills",
    Permission.KEEP_MONEY: "take and return payments, sell packages, charge what was given, make estimates, bills and claim files",
    Permission.SET_PRICES: "put price lists in force (signature), and enter the numbers that bills carry",
    Permission.KEEP_LISTING: "keep what the clinic states in public: its place, its people and their credentials",
    Permission.PUBLISH_LISTING: "publish the clinic's page and figures, or take them down (signature)",
    Permission.SEE_ARTICLES: "see which articles for the public were reviewed, by whom, and which are overdue",
    Permission.REVIEW_ARTICLES: "review articles for the public under one's name and credential",
    Permission.ANSWER_LEADS: "see and answer what visitors of the public site ask, complain of and book",
    Permission.SET_CONSULTATIONS: "open and close the booking of consultations on the public site, and say by whom it is answered",
    Permission.SEE_REVIEWS: "read the reviews of verified visits and what was moderated",
    Permission.MODERATE_REVIEWS: "hide words of a review for a coded public reason, and show them again",
    Permission.REPLY_REVIEWS: "reply to a review in public, from templates that name no patient",
    Permission.SEE_OWN_RECORD: "see one's own sessions (patients)",
}


@dataclass(frozen=True, slots=True)
class Role:
    """A job. `code` is stable and stored in grants; `row` is its line in the mission."""

    code: str
    row: str
    name: str
    description: str
    permissions: frozenset[Permission]
    clinical: bool = False


_P = Permission
_ASKING = {_P.ASSIGN_QUESTIONNAIRES, _P.ENTER_ANSWERS}
_CLINICAL = {
    _P.SEE_BOARD, _P.SEE_PATIENTS, _P.CHECK_IN, _P.SEE_CHART, _P.OBSERVE, _P.ANSWER_ALARMS, _P.SEE_SCHEDULE, _P.BOOK,
    _P.DISCHARGE, _P.SEND_MESSAGES,
}  # fmt: skip
_STOCK = {_P.SEE_STOCK, _P.COUNT_STOCK, _P.WITNESS_STOCK}
_PLANS = {_P.PLAN_COURSE, _P.RECORD_COMPANION}
_EVALUATES = {_P.RECORD_EVALUATION, _P.COUNTERSIGN, _P.TAKE_CONSENT, _P.ACT_IN_CRISIS, _P.DO_TASKS, _P.RECORD_SAFETY,
              _P.ANSWER_HOME, _P.SEE_DUTY}  # fmt: skip
_HARM = {_P.REPORT_HARM, _P.NOTIFY_HARM, _P.REVIEW_HARM}
_ROOMS = {_P.CHECK_ROOMS}
_SHARED = {_P.READ_SHARED}
_MONEY = {_P.SEE_MONEY, _P.KEEP_MONEY}
_PUBLIC = {_P.ANSWER_LEADS, _P.SEE_REVIEWS, _P.REPLY_REVIEWS}
_RECORDS = {_P.ANSWER_AMENDMENT, _P.DELAY_RECORD}


def _role(
    code: str, row: str, name: str, description: str, permissions: set[Permission], *, clinical: bool = False
) -> Role:
    return Role(code, row, name, description, frozenset(permissions), clinical)


ROLES: tuple[Role, ...] = (
    _role("patient", "R01", "Patient", "comes for treatment; sees only their own record", {_P.SEE_OWN_RECORD}),
    _role("support", "R02", "Support person", "drives a patient home; sees no record", set()),
    _role(
        "evaluator", "R03", "Psychiatrist or evaluator", "evaluates a patient before and along treatment",
        {_P.SEE_BOARD, _P.SEE_PATIENTS, _P.REGISTER_PATIENT, _P.SEE_CHART, _P.CLOSE_CRISIS, _P.SEE_SCHEDULE, _P.BOOK} | _EVALUATES | _ASKING | _PLANS | _HARM | _SHARED | _RECORDS, clinical=True,
    ),
    _role(
        "prescriber", "R04", "Prescriber", "physician, anaesthesia clinician, NP or CRNA; orders and answers for infusions",
        _CLINICAL | _EVALUATES | _ASKING | _STOCK | _PLANS | _HARM | _ROOMS | _SHARED | _RECORDS | {_P.REGISTER_PATIENT, _P.PRESCRIBE, _P.RUN_INFUSION, _P.SET_LIMITS, _P.SET_FORECAST,
                                  _P.DECIDE, _P.CLOSE_CRISIS, _P.SET_DUTY, _P.SET_POLICY, _P.USE_STOCK, _P.RESOLVE_STOCK, _P.EXPORT_STOCK, _P.REVIEW_SIGNALS, _P.SEE_HONESTY, _P.SEE_OUTCOMES,
                                  _P.WRITE_NOTE, _P.SIGN_NOTE}, clinical=True,
    ),
    _role(
        "nurse", "R05", "Infusion nurse", "runs the session at the chair and watches the patient",
        _CLINICAL | _EVALUATES | _ASKING | _STOCK | _HARM | _ROOMS | _SHARED
        | {_P.REGISTER_PATIENT, _P.RUN_INFUSION, _P.SET_LIMITS, _P.MANAGE_DEVICES, _P.USE_STOCK,
           _P.RECORD_COMPANION, _P.WRITE_NOTE}, clinical=True,
    ),
    _role(
        "technician", "R06", "Technician", "helps at the chair: takes vital signs, sets up monitors",
        {_P.SEE_BOARD, _P.SEE_PATIENTS, _P.SEE_CHART, _P.OBSERVE, _P.ENTER_ANSWERS, _P.MANAGE_DEVICES, _P.SEE_SCHEDULE, _P.CHECK_IN, _P.REPORT_HARM} | _ROOMS, clinical=True,
    ),
    _role(
        "desk", "R07", "Front desk", "registers people and knows who is where",
        {_P.SEE_BOARD, _P.SEE_PATIENTS, _P.REGISTER_PATIENT, _P.SEE_SCHEDULE, _P.BOOK, _P.SET_ROTA, _P.CHECK_IN,
         _P.SEND_MESSAGES, _P.SET_MESSAGES, _P.KEEP_LISTING} | _MONEY | _PUBLIC,
    ),
    _role(
        "therapist", "R08", "Therapist", "CBT and integration; sees that a session took place, not its chart",
        {_P.SEE_BOARD, _P.SEE_PATIENTS, _P.BREAK_GLASS, _P.SEE_SCHEDULE, _P.BOOK, _P.RECORD_COMPANION} | _SHARED, clinical=True,
    ),
    _role("reviewer", "R09", "Medical reviewer", "reviews what the public reads; sees no patient", {_P.SEE_ARTICLES, _P.REVIEW_ARTICLES}),
    _role("referrer", "R10", "Referring clinician", "receives letters; sees no chart here", set()),
    _role("biller", "R11", "Biller", "handles money; sees who, and of what was given only what a bill says", {_P.SEE_PATIENTS, _P.SET_PRICES} | _MONEY),
    _role(
        "custodian", "R12", "Stock custodian", "keeps the controlled drugs; sees rooms, not charts",
        _STOCK | {_P.SEE_BOARD, _P.KEEP_STOCK, _P.EXPORT_STOCK},
    ),
    _role("witness", "R13", "Witness", "second person at a signature; sees rooms, not charts", {_P.SEE_BOARD, _P.WITNESS_STOCK}),
    _role(
        "owner", "R14", "Clinic owner", "answers for the clinic and its people",
        {_P.SEE_BOARD, _P.SEE_PEOPLE, _P.MANAGE_PEOPLE, _P.SEE_AUDIT, _P.MANAGE_DEVICES, _P.REVIEW_GLASS, _P.SEE_SYSTEM, _P.SEE_HONESTY, _P.SEE_OUTCOMES, _P.EXPORT_REGISTRY,
         _P.SEE_STOCK, _P.WITNESS_STOCK, _P.RESOLVE_STOCK, _P.SET_UP_STOCK, _P.SEE_SCHEDULE, _P.SET_ROTA, _P.EXPORT_STOCK, _P.REVIEW_SIGNALS,
         _P.SET_MESSAGES, _P.SEE_DUTY, _P.SET_DUTY, _P.SEE_MONEY, _P.SET_PRICES, _P.KEEP_LISTING, _P.PUBLISH_LISTING,
          _P.SEE_ARTICLES, _P.SET_CONSULTATIONS} | _PUBLIC,
    ),
    _role(
        "inspector", "R15", "Inspector", "reads the drug records and nothing else, for a limited time; every look is recorded",
        {_P.SEE_STOCK},
    ),
    _role("moderator", "R16", "Directory moderator", "looks after the public directory; sees no patient", {_P.SEE_REVIEWS, _P.MODERATE_REVIEWS}),
    _role(
        "sysadmin", "R17", "System administrator", "keeps the system running; sees no patient and no chart",
        {_P.SEE_SYSTEM, _P.SEE_PEOPLE, _P.SEE_ARTICLES},
    ),
)  # fmt: skip

BY_CODE = {role.code: role for role in ROLES}


def permissions_of(codes: set[str]) -> frozenset[Permission]:
    """Everything that a person holding these roles may do."""
    return frozenset(permission for code in codes for permission in BY_CODE[code].permissions)
