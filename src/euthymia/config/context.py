"""The shell around staff pages: which sections and commands this person has."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from euthymia.clinic.people.access import Permission as P

# Section, address name, permission, icon, key of the command palette.
SECTIONS = (
    ("Today", "board", P.SEE_BOARD, "board"),
    ("Arrivals", "arrivals", P.CHECK_IN, "home"),
    ("Patients", "patients", P.SEE_PATIENTS, "person"),
    ("Infusions", "infusions", P.SEE_CHART, "chart"),
    ("Schedule", "schedule", P.SEE_SCHEDULE, "calendar"),
    ("Tasks", "tasks", P.DO_TASKS, "list"),
    ("From home", "from-home", P.ANSWER_HOME, "message"),
    ("Stock", "stock", P.SEE_STOCK, "vial"),
    ("Money", "money", P.SEE_MONEY, "list"),
    ("Admin", "admin", None, "key"),
)
COMMANDS = (
    ("Today: rooms and alarms", "board", P.SEE_BOARD),
    ("Wall view of the rooms", "board-wall", P.SEE_BOARD),
    ("Arrivals: who comes, who is here", "arrivals", P.CHECK_IN),
    ("Find a patient", "patients", P.SEE_PATIENTS),
    ("Register a patient", "patient-new", P.REGISTER_PATIENT),
    ("Running infusions", "infusions", P.SEE_CHART),
    ("Calls from the chairs", "calls", P.OBSERVE),
    ("Open crises", "crises", P.ACT_IN_CRISIS),
    ("Tasks that are due", "tasks", P.DO_TASKS),
    ("From home: side effects and worries", "from-home", P.ANSWER_HOME),
    ("Who answers nothing", "silent", P.ANSWER_HOME),
    ("Messages from patients", "conversations", P.ANSWER_HOME),
    ("Duty: who is paged", "duty", P.SEE_DUTY),
    ("Adverse events", "harm", P.SEE_CHART),
    ("Duties to report harm", "harm-duties", P.SET_POLICY),
    ("Money: estimates, debts, packages", "money", P.SEE_MONEY),
    ("Prices", "money-prices", P.SET_PRICES),
    ("Numbers on bills", "money-numbers", P.SET_PRICES),
    ("Rooms and emergency readiness", "upkeep", P.SEE_BOARD),
    ("Emergency sheet", "upkeep-emergency", P.SEE_BOARD),
    ("Notes: to sign, and signed", "notes", P.SEE_CHART),
    ("When patients see their summary", "note-settings", P.SET_POLICY),
    ("Policy of the rules", "admin-policy", P.SET_POLICY),
    ("Recovery: the clinic's figures", "recovery-settings", P.SET_POLICY),
    ("Long-term checks: the clinic's figures", "safety-settings", P.SET_POLICY),
    ("Honesty view: the clinic's figures", "honesty-settings", P.SET_POLICY),
    ("Outcomes: the clinic's limits", "outcomes-settings", P.SET_POLICY),
    ("Protocols", "admin-protocols", P.SET_POLICY),
    ("Who is due: maintenance and reviews", "following", P.BOOK),
    ("Requests to correct records", "record-requests", P.ANSWER_AMENDMENT),
    ("Journal entries shared with you", "journal-shared", P.READ_SHARED),
    ("Safety checks that are due", "safety-due", P.SEE_CHART),
    ("Honesty view: charts worth a second look", "honesty", P.SEE_HONESTY),
    ("Outcomes of the clinic", "outcomes", P.SEE_OUTCOMES),
    ("Registry file", "outcomes-registry", P.EXPORT_REGISTRY),
    ("Repair courses after a lost day", "plan-repair", P.BOOK),
    ("Questionnaires waited for", "questionnaires-waiting", P.SEE_CHART),
    ("Schedule: the day by chair", "schedule", P.SEE_SCHEDULE),
    ("Schedule: the week", "schedule-week", P.SEE_SCHEDULE),
    ("Book", "schedule-book", P.BOOK),
    ("Waitlist", "schedule-waitlist", P.SEE_SCHEDULE),
    ("Rota", "schedule-rota", P.SEE_SCHEDULE),
    ("Messages: what needs somebody", "messages", P.SEND_MESSAGES),
    ("Words of the messages", "messages-words", P.SEND_MESSAGES),
    ("Opening hours and closed days", "schedule-hours", P.SET_ROTA),
    ("Stock: the day", "stock", P.SEE_STOCK),
    ("Vials", "stock-vials", P.SEE_STOCK),
    ("Open cases of the stock", "stock-cases", P.SEE_STOCK),
    ("DEA registrations", "stock-registrations", P.SET_UP_STOCK),
    ("People and roles", "admin-people", P.SEE_PEOPLE),
    ("What each role may do", "admin-permissions", P.SEE_PEOPLE),
    ("Rooms and devices", "admin-devices", P.MANAGE_DEVICES),
    ("Predicted concentration: switch", "admin-forecast", P.SET_FORECAST),
    ("Public page: what visitors read", "admin-listing", P.KEEP_LISTING),
    ("Emergency openings of charts", "admin-glass", P.REVIEW_GLASS),
    ("Audit log", "admin-audit", P.SEE_AUDIT),
    ("From the public site: questions, consultations", "leads", P.ANSWER_LEADS),
    ("How visitors book consultations", "consultation-settings", P.SET_CONSULTATIONS),
    ("Reviews of visits", "reviews-staff", P.SEE_REVIEWS),
    ("Articles for the public and their reviews", "articles", P.SEE_ARTICLES),
    ("Lock this screen", "unlock", None),
)


# None of these addresses takes a part, so they stay what they are; every page shows some sixty of them.
_address = cache(reverse)

# Pages of a section whose addresses lie elsewhere.
ALSO_HERE = {"schedule": ("messages", "plan-repair")}


def shell(request: HttpRequest) -> dict[str, Any]:
    member = getattr(request, "member", None)
    context: dict[str, Any] = {"mode": settings.EUTHYMIA_MODE}
    if member is not None:
        context["sections"] = [
            {
                "title": title,
                "url": _address(name),
                "icon": icon,
                "here": any(
                    request.path.startswith(_address(one)) for one in (name, *ALSO_HERE.get(name, ()))
                )
                and (name != "board" or request.path == _address(name)),
            }
            for title, name, permission, icon in SECTIONS
            if permission is None or member.may(permission)
        ]
        context["commands"] = [
            {"text": title, "kind": "Go to", "url": _address(name)}
            for title, name, permission in COMMANDS
            if permission is None or member.may(permission)
        ]
        context["can_search"] = member.may(P.SEE_PATIENTS)
    return context
