"""Every row of clinical.md 1A, 1B, 1D, 1E and 9: it fires, it does not, it reports what is missing, at its edges.

A row of the table is: the rule, what is changed in a healthy man, the severity it then has (None: no finding).
"""

from __future__ import annotations

from typing import Any

import pytest

from euthymia.domain.rules.candidacy import CANDIDACY
from support.cases import evaluated

Change = dict[str, Any]


def condition(text: str | None = None, **more: Any) -> Change:
    return {"history": {"conditions": [{"text": text, **more}]}}


def code(value: str, **more: Any) -> Change:
    return condition(None, code=value, **more)


def symptom(text: str) -> Change:
    return {"history": {"symptoms": [text]}}


def allergy(text: str) -> Change:
    return {"history": {"allergies": [{"text": text}]}}


def person(**keys: Any) -> Change:
    return {"patient": keys}


def woman(**keys: Any) -> Change:
    return person(**{"sex": "female", "contraception": "IUD", **keys})


def after_test(**keys: Any) -> Change:
    return {**woman(**keys), "screening": {"pregnancy_test": {"date": "2026-11-20", "result": "negative"}}}


def vitals(**keys: Any) -> Change:
    return {"screening": {"vitals": keys}}


def pressure(*readings: list[int]) -> Change:
    return vitals(bp_mmhg=list(readings))


def lab(name: str, value: Any, **more: Any) -> Change:
    form = None if value is None else {"value": value, **more}
    return {"screening": {"labs": {"values": {name: form}}}}


def collected(day: str | None) -> Change:
    return {"screening": {"labs": {"collected": day}}}


def score(name: str, **keys: Any) -> Change:
    return {"psychiatric": {"scores": {name: keys}}}


def no_score(name: str) -> Change:
    return {"psychiatric": {"scores": {name: None}}}


def mind(**keys: Any) -> Change:
    return {"psychiatric": keys}


def takes(*medicines: str) -> Change:
    return {"medications": {"list": list(medicines)}}


def both(*changes: Change) -> Change:
    """Changes of different parts of a case together."""
    found: Change = {}
    for change in changes:
        for part, keys in change.items():
            found[part] = {**found[part], **keys} if isinstance(found.get(part), dict) else keys
    return found


def trial(drug: str | None = "sertraline", **keys: Any) -> Change:
    usual = {
        "dose_mg_per_day": 200,
        "weeks": 8,
        "adherence": 0.9,
        "result": "failed",
        "current_episode": True,
    }
    return {"drug": drug, **usual, **keys}


def trials(*each: Change) -> Change:
    return mind(trials=list(each))


def goals(*each: Change) -> Change:
    return {"objectives": {"goals": list(each)}}


def objective(**keys: Any) -> Change:
    return {"objectives": keys}


def screen(*positive: str) -> Change:
    return {"screening": {"drug_screen": {"result": "positive", "positive": list(positive)}}}


def bmi(value: float) -> Change:
    return person(weight_kg=value * 2.25, height_cm=150)


HEALTHY: Change = {}
OTHER = trial("venlafaxine")
FULL_GOAL = {"measure": "phq-9", "target": 9, "agreed": True}

TABLE: list[tuple[str, Change, str | None]] = [
    ("MH-01", HEALTHY, None),
    ("MH-01", allergy("penicillin"), None),
    ("MH-01", allergy("ketamine"), "stop"),
    ("MH-01", allergy("Spravato"), "stop"),
    ("MH-01", allergy("benzethonium chloride"), "stop"),
    ("MH-01", allergy("ketamin"), "caution"),
    ("MH-01", allergy("some anaesthetic"), "caution"),
    ("MH-01", condition("ketamine allergy"), "stop"),
    ("MH-01", {"history": {"drug_responses": ["anaphylaxis after ketamine"]}}, "stop"),
    ("MH-01", {"history": {"drug_responses": ["vivid dreams after ketamine"]}}, "info"),
    ("MH-01", {"history": {"drug_responses": ["sedation after trazodone"]}}, None),
    ("MH-01", {"history": {"allergies": None}}, "missing"),
    ("MH-01", allergy("no ketamine allergy"), "info"),
    ("MH-02", HEALTHY, None),
    ("MH-02", condition("uncontrolled hypertension"), "stop"),
    ("MH-02", code("I16.1", status="active"), "stop"),
    ("MH-02", condition("phaeochromocytoma"), "stop"),
    ("MH-02", condition("hypertension", status="controlled"), None),
    ("MH-02", {"history": {"conditions": None}}, "missing"),
    ("MH-03", condition("aneurysm"), "stop"),
    ("MH-03", code("Q28.2"), "stop"),
    ("MH-03", code("I71.4", status="remitted"), "stop"),
    ("MH-03", condition("no aneurysm"), None),
    ("MH-04", code("I61.9", status="history"), "stop"),
    ("MH-04", condition("hemorrhagic stroke"), "stop"),
    ("MH-04", condition("ischemic stroke", since="2020"), None),
    ("MH-05", condition("heart attack", since="2026-10-09"), "stop"),
    ("MH-05", condition("heart attack", since="2026-10-08"), None),
    ("MH-05", condition("heart attack", since="2026"), "stop"),
    ("MH-05", condition("heart attack", since="2025"), None),
    ("MH-05", condition("heart attack"), "info"),
    ("MH-05", condition("stroke", since="2026-11-01"), "stop"),
    ("MH-05", code("I21.3"), "stop"),
    ("MH-05", condition("coronary stent 3 weeks ago"), "stop"),
    ("MH-05", condition("coronary stent", since="2019"), None),
    ("MH-06", condition("unstable angina", status="active"), "not-now"),
    ("MH-06", condition("heart failure NYHA IV"), "not-now"),
    ("MH-06", condition("heart failure NYHA II", status="controlled"), None),
    ("MH-06", condition("severe aortic stenosis"), "not-now"),
    ("MH-07", condition("heart failure NYHA II", status="controlled"), "caution"),
    ("MH-07", condition("pacemaker"), "caution"),
    ("MH-07", code("I25.10"), "caution"),
    ("MH-07", symptom("chest pain"), "caution"),
    ("MH-07", condition("heart failure NYHA IV"), None),
    ("MH-08a", pressure([180, 100], [181, 90]), "stop"),
    ("MH-08a", pressure([150, 110], [150, 111]), "stop"),
    ("MH-08a", pressure([179, 109], [179, 109]), None),
    ("MH-08a", pressure([190, 100]), "stop"),
    ("MH-08a", pressure([190, 100], [150, 92]), None),
    ("MH-08b", pressure([141, 80], [141, 80]), "not-now"),
    ("MH-08b", pressure([130, 91], [130, 91]), "not-now"),
    ("MH-08b", pressure([140, 90], [140, 90]), None),
    ("MH-08b", pressure([150, 92], [138, 84]), "not-now"),
    ("MH-08b", pressure([150, 92], [138, 84], [136, 82]), "caution"),
    ("MH-08b", pressure([130, 80], [132, 84], [146, 82]), "not-now"),
    ("MH-08c", pressure([140, 80]), "info"),
    ("MH-08c", pressure([139, 90]), "info"),
    ("MH-08c", pressure([139, 89]), None),
    ("MH-08c", condition("hypertension", status="controlled"), "info"),
    ("MH-08c", both(condition("hypertension"), pressure([150, 92])), None),
    ("MH-09", pressure([89, 50]), "not-now"),
    ("MH-09", pressure([90, 50]), "info"),
    ("MH-09", pressure([91, 50]), None),
    ("MH-09", vitals(hr_bpm=49), "not-now"),
    ("MH-09", vitals(hr_bpm=50), "info"),
    ("MH-09", vitals(hr_bpm=110), "info"),
    ("MH-09", vitals(hr_bpm=111), "not-now"),
    ("MH-10", code("G91.1"), "stop"),
    ("MH-10", condition("brain tumour", status="active"), "stop"),
    ("MH-10", condition("hydrocephalus", status="controlled"), "caution"),
    ("MH-10", condition("head injury", since="2026-11-10"), "stop"),
    ("MH-10", condition("concussion", since="2012"), None),
    ("MH-10", condition("concussion"), "caution"),
    ("MH-11", condition("stroke", since="2020"), "caution"),
    ("MH-11", code("Z86.73"), "caution"),
    ("MH-11", condition("stroke", since="2026-11-01"), None),
    ("MH-12", code("O14.10", status="active"), "stop"),
    ("MH-12", condition("pre-eclampsia", since="2015"), None),
    ("MH-13", code("Z33.1"), "stop"),
    ("MH-13", {"screening": {"pregnancy_test": {"result": "positive"}}}, "stop"),
    ("MH-13", {"history": {"self_report": {"pregnant": True}}}, "stop"),
    ("MH-13", after_test(), None),
    ("MH-14", person(breastfeeding=True), "caution"),
    ("MH-14", code("Z39.1"), "caution"),
    ("MH-14", person(breastfeeding=False), None),
    ("MH-15", after_test(contraception="condoms"), "caution"),
    ("MH-15", after_test(contraception=""), "caution"),
    ("MH-15", after_test(contraception=None), "info"),
    ("MH-15", after_test(contraception="copper IUD"), None),
    ("MH-15", after_test(age_y=56, contraception="none"), None),
    ("MH-15", after_test(age_y=55, contraception="none"), "caution"),
    ("MH-15", after_test(postmenopausal=True, contraception="none"), None),
    ("MH-15", person(sex=None), "missing"),
    ("MH-16", code("K72.10"), "stop"),
    ("MH-16", condition("Child-Pugh C cirrhosis"), "stop"),
    ("MH-16", condition("cirrhosis"), None),
    ("MH-17", condition("cirrhosis, Child-Pugh B"), "caution"),
    ("MH-17", code("B18.2"), "caution"),
    ("MH-17", condition("cirrhosis, Child-Pugh C"), None),
    ("MH-18a", lab("alt", 120, upper=40), "not-now"),
    ("MH-18a", lab("alt", 119, upper=40), None),
    ("MH-18a", lab("ggt", 180, upper=60), "not-now"),
    ("MH-18a", lab("bilirubin", 2.4, upper=1.2), "not-now"),
    ("MH-18a", lab("bilirubin", 2.3, upper=1.2), None),
    ("MH-18b", lab("alt", 41, upper=40), "caution"),
    ("MH-18b", lab("alt", 40, upper=40), "info"),
    ("MH-18b", lab("alt", 39, upper=40), None),
    ("MH-18b", lab("ast", 119, upper=40), "caution"),
    ("MH-18b", lab("ast", 120, upper=40), None),
    ("MH-19a", condition("hyperthyroidism", status="active"), "stop"),
    ("MH-19a", condition("hyperthyroidism", status="controlled"), "info"),
    ("MH-19a", condition("hyperthyroidism", status="remitted"), None),
    ("MH-19a", both(lab("tsh", 0.1)), "caution"),
    ("MH-19a", {"screening": {"labs": {"values": {"tsh": {"value": 0.1}, "ft4": {"value": 3, "upper": 1.8}}}}}, "stop"),
    ("MH-19b", lab("tsh", 10), "not-now"),
    ("MH-19b", lab("tsh", 9.9), "info"),
    ("MH-19b", both(lab("tsh", 4.5), symptom("fatigue")), "not-now"),
    ("MH-19b", both(lab("tsh", 4.4), symptom("fatigue")), None),
    ("MH-20", lab("egfr", 29), "caution"),
    ("MH-20", lab("egfr", 30), "info"),
    ("MH-20", lab("egfr", 31), None),
    ("MH-20", code("N18.5"), "caution"),
    ("MH-21a", symptom("blood in urine"), "stop"),
    ("MH-21a", condition("ketamine cystitis"), "stop"),
    ("MH-21a", condition("interstitial cystitis", status="quiescent"), None),
    ("MH-21a", lab("urinalysis", "blood 2+"), "stop"),
    ("MH-21a", lab("urinalysis", "no blood"), None),
    ("MH-21a", lab("urinalysis", "blood: negative, leukocytes: negative"), None),
    ("MH-21b", condition("interstitial cystitis", status="quiescent"), "caution"),
    ("MH-21b", symptom("urinary urgency"), "caution"),
    ("MH-21b", symptom("fatigue"), None),
    ("MH-22a", code("H40.211"), "not-now"),
    ("MH-22a", condition("eye surgery", since="2026-10-09"), "not-now"),
    ("MH-22a", condition("eye surgery", since="2026-10-08"), None),
    ("MH-22b", condition("glaucoma", status="controlled"), "caution"),
    ("MH-22b", condition("glaucoma", status="active"), None),
    ("MH-23a", score("stop-bang", total=5), "caution"),
    ("MH-23a", score("stop-bang", total=4), "info"),
    ("MH-23a", score("stop-bang", total=2), None),
    ("MH-23a", condition("sleep apnea"), "caution"),
    ("MH-23b", condition("sleep apnea", status="controlled"), "info"),
    ("MH-23b", condition("sleep apnea"), None),
    ("MH-23c", bmi(40), "caution"),
    ("MH-23c", bmi(39.9), None),
    ("MH-23c", both(bmi(35), condition("sleep apnea on CPAP")), "caution"),
    ("MH-23c", both(bmi(34.9), condition("sleep apnea on CPAP")), None),
    ("MH-23c", condition("difficult airway"), "caution"),
    ("MH-24", vitals(spo2_pct=89), "not-now"),
    ("MH-24", vitals(spo2_pct=90), "caution"),
    ("MH-24", vitals(spo2_pct=93), "caution"),
    ("MH-24", vitals(spo2_pct=94), "info"),
    ("MH-24", vitals(spo2_pct=95), None),
    ("MH-24", condition("severe COPD"), "caution"),
    ("MH-24", condition("home oxygen"), "caution"),
    ("MH-25", vitals(temp_c=38.0), "not-now"),
    ("MH-25", vitals(temp_c=37.9), None),
    ("MH-25", condition("COVID-19", since="2026-11-15"), "not-now"),
    ("MH-25", condition("COVID-19", since="2021"), None),
    ("MH-26a", condition("seizure", since="2026-05-20"), "not-now"),
    ("MH-26a", condition("seizure", since="2026-05-19"), None),
    ("MH-26a", condition("epilepsy", status="active"), "not-now"),
    ("MH-26a", condition("epilepsy"), "info"),
    ("MH-26b", condition("seizure", since="2026-05-19"), "caution"),
    ("MH-26b", condition("seizure", since="2026-05-20"), None),
    ("MH-27", code("E80.21"), "caution"),
    ("MH-27", condition("porphyria cutanea tarda"), None),
    ("MH-28", code("F05", status="active"), "stop"),
    ("MH-28", code("F03.90"), "caution"),
    ("MH-28", HEALTHY, None),
    ("MH-29a", person(age_y=17), "stop"),
    ("MH-29a", person(age_y=18), None),
    ("MH-29a", person(age_y=None), "missing"),
    ("MH-29b", person(age_y=17), None),
    ("MH-29b", person(age_y=18), "info"),
    ("MH-29b", person(age_y=24), "info"),
    ("MH-29b", person(age_y=25), None),
    ("MH-29c", person(age_y=64), None),
    ("MH-29c", person(age_y=65), "info"),
    ("MH-29c", person(age_y=74), "info"),
    ("MH-29c", person(age_y=75), "caution"),
    ("MH-30", lab("glucose", 69), "not-now"),
    ("MH-30", lab("glucose", 70), "info"),
    ("MH-30", lab("glucose", 71), None),
    ("MH-30", lab("glucose", 300), "info"),
    ("MH-30", lab("glucose", 301), "not-now"),
    ("MH-31", lab("potassium", 2.9), "not-now"),
    ("MH-31", lab("potassium", 3.0), "info"),
    ("MH-31", lab("potassium", 3.1), None),
    ("MH-31", bmi(15.9), "caution"),
    ("MH-31", bmi(16), "info"),
    ("MH-31", bmi(16.1), None),
    ("MH-32", {"screening": {"ecg": {"qtc_ms": 500}}}, "caution"),
    ("MH-32", {"screening": {"ecg": {"qtc_ms": 499}}}, None),
    ("MH-33", both(condition("lactose intolerance", code="E73.9"), {"history": {"conditions": [{"text": "egg allergy"}]}}), None),
    ("PS-01", HEALTHY, None),
    ("PS-01", mind(diagnosis=None), "missing"),
    ("PS-01", mind(established_by=None), "missing"),
    ("PS-01", mind(established_by="self"), "missing"),
    ("PS-01", mind(established_on=None), "missing"),
    ("PS-02", HEALTHY, "info"),
    ("PS-02", trials(trial(), OTHER), "info"),
    ("PS-02", trials(trial(weeks=4), OTHER), "info"),
    ("PS-02", trials(trial(weeks=3.9), OTHER), None),
    ("PS-02", trials(trial(adherence=0.8), OTHER), "info"),
    ("PS-02", trials(trial(adherence=0.79), OTHER), None),
    ("PS-02", trials(trial(current_episode=False), OTHER), None),
    ("PS-02", trials(trial(result="responded"), OTHER), None),
    ("PS-02", trials(trial(result="no idea"), OTHER), None),
    ("PS-02", trials(trial(result="partial"), OTHER), "info"),
    ("PS-02", trials(trial("Effexor"), OTHER), None),
    ("PS-02", trials(trial("lithium"), OTHER), None),
    ("PS-03", HEALTHY, None),
    ("PS-03", trials(), "not-now"),
    ("PS-03", trials(trial(weeks=3.9), OTHER), "not-now"),
    ("PS-03", trials(trial("ECT"), OTHER), "not-now"),
    ("PS-03", both({"indication": "ptsd"}, trials()), None),
    ("PS-03m", mind(trials=None), "missing"),
    ("PS-03m", trials(trial(dose_mg_per_day=None), OTHER), "missing"),
    ("PS-03m", trials(trial(weeks=None), OTHER), "missing"),
    ("PS-03m", trials(trial("glorbnaxin"), OTHER), "missing"),
    ("PS-03m", trials(trial(dose_mg_per_day=None), OTHER, trial("bupropion")), None),
    ("PS-03m", trials(trial(weeks=None)), None),
    ("PS-03m", both({"indication": "ptsd"}, mind(trials=None)), None),
    ("PS-04", mind(scores={"phq-9": {"total": 14}, "madrs": None}), "caution"),
    ("PS-04", mind(scores={"phq-9": {"total": 15}, "madrs": None}), "info"),
    ("PS-04", both(mind(scores={"phq-9": {"total": 16, "item9": 0}, "madrs": {"total": 19}})), None),
    ("PS-04", both(mind(scores={"phq-9": {"total": 14, "item9": 0}, "madrs": {"total": 19}})), "caution"),
    ("PS-05a", condition("schizophrenia"), "stop"),
    ("PS-05a", symptom("hearing voices"), "stop"),
    ("PS-05a", condition("psychosis", status="remitted"), None),
    ("PS-05b", mind(diagnosis="major depression with psychotic features"), "stop"),
    ("PS-05b", mind(diagnosis="F33.2"), None),
    ("PS-05c", condition("history of psychosis"), "caution"),
    ("PS-05c", condition("psychosis", status="active"), None),
    ("PS-06", score("ymrs", total=12), "stop"),
    ("PS-06", score("ymrs", total=11), None),
    ("PS-06", mind(scores={"asrm": {"total": 6}}), "caution"),
    ("PS-06", mind(scores={"asrm": {"total": 6}, "ymrs": None}), "stop"),
    ("PS-06", mind(scores={"asrm": {"total": 5}, "ymrs": None}), None),
    ("PS-06", condition("hypomania", status="active"), "stop"),
    ("PS-07a", code("F31.81"), "not-now"),
    ("PS-07a", both(code("F31.81"), takes("lamotrigine 200 mg daily")), None),
    ("PS-07b", both(code("F31.81"), takes("quetiapine 300 mg nightly")), "caution"),
    ("PS-07b", both(code("F31.81"), takes("stopped lithium 2020")), None),
    ("PS-07b", takes("lithium"), None),
    ("PS-08a", score("c-ssrs", ideation=4), "not-now"),
    ("PS-08a", score("c-ssrs", ideation=3), None),
    ("PS-08a", score("c-ssrs", behaviour="attempt 2026-08-20"), "not-now"),
    ("PS-08a", score("c-ssrs", behaviour="attempt 2026-08-19"), None),
    ("PS-08a", score("c-ssrs", behaviour="attempt"), "not-now"),
    ("PS-08a", score("c-ssrs", date="2026-10-19", ideation=5), None),
    ("PS-08b", score("c-ssrs", ideation=3), "caution"),
    ("PS-08b", score("c-ssrs", ideation=4), None),
    ("PS-08b", score("phq-9", item9=1), "caution"),
    ("PS-08b", HEALTHY, None),
    ("PS-09a", condition("alcohol use disorder", status="active"), "not-now"),
    ("PS-09a", code("F14.20"), "not-now"),
    ("PS-09a", condition("alcohol use disorder, mild"), "caution"),
    ("PS-09a", code("F10.21"), "info"),
    ("PS-09a", condition("tobacco use disorder"), None),
    ("PS-09b", condition("ketamine abuse", status="history"), "stop"),
    ("PS-09b", code("F16.20"), "stop"),
    ("PS-09b", condition("cocaine use disorder"), None),
    ("PS-09c", both(condition("opioid use disorder", status="controlled"), takes("Suboxone 8 mg/2 mg daily")), "caution"),
    ("PS-09c", condition("opioid use disorder", status="active"), None),
    ("PS-10a", score("audit-c", total=4), "caution"),
    ("PS-10a", score("audit-c", total=3), None),
    ("PS-10a", both(after_test(), score("audit-c", total=3)), "caution"),
    ("PS-10a", both(after_test(), score("audit-c", total=2)), None),
    ("PS-10b", score("ciwa-ar", total=10), "not-now"),
    ("PS-10b", score("ciwa-ar", total=9), None),
    ("PS-10b", mind(last_drink="2026-11-20"), "not-now"),
    ("PS-10b", code("F10.230", status="active"), "not-now"),
    ("PS-11", takes("cannabis daily"), "caution"),
    ("PS-11", takes("cannabis, last used yesterday"), "not-now"),
    ("PS-11", takes("cannabis twice a day"), "caution"),
    ("PS-11", takes("cannabis twice a month"), "info"),
    ("PS-11", takes("sertraline 50 mg daily"), None),
    ("PS-12", screen("cocaine"), "not-now"),
    ("PS-12", screen("PCP"), "not-now"),
    ("PS-12", screen("benzodiazepines"), "not-now"),
    ("PS-12", both(screen("benzodiazepines"), takes("lorazepam 1 mg daily")), "info"),
    ("PS-12", both(screen("opiates"), takes("oxycodone 5 mg")), "caution"),
    ("PS-12", both(screen("oxycodone"), takes("oxycodone 5 mg")), "info"),
    ("PS-12", both(screen("amphetamine"), takes("Ritalin 10 mg")), "not-now"),
    ("PS-12", screen("THC"), "caution"),
    ("PS-12", HEALTHY, None),
    ("PS-13", mind(diagnosis="F60.3"), "caution"),
    ("PS-13", symptom("self-harm"), "caution"),
    ("PS-13", HEALTHY, None),
    ("PS-14", condition("PTSD with dissociative symptoms"), "caution"),
    ("PS-14", condition("PTSD"), None),
    ("PS-15", condition("catatonia"), "caution"),
    ("PS-15", HEALTHY, None),
    ("PS-16", mind(capacity="absent"), "stop"),
    ("PS-16", mind(capacity="not-assessed"), "missing"),
    ("PS-16", mind(capacity=None), "missing"),
    ("PS-16", both(mind(capacity="absent"), {"consent": {"signer": "surrogate"}}), "caution"),
    ("PS-16", HEALTHY, None),
    ("PS-17", {"consent": None}, "missing"),
    ("PS-17", {"consent": {"signer": "other"}}, "missing"),
    ("PS-17", {"consent": {"signer": "surrogate"}}, "missing"),
    ("PS-17", {"consent": {"signed": "2025-11-20"}}, "info"),
    ("PS-17", {"consent": {"signed": "2025-11-19"}}, "missing"),
    ("PS-17", HEALTHY, None),
    ("PS-18", symptom("homicidal ideation"), "not-now"),
    ("PS-18", HEALTHY, None),
    ("TO-01", HEALTHY, "info"),
    ("TO-01", {"indication": None}, "missing"),
    ("TO-02", objective(goals=None), "missing"),
    ("TO-02", goals(), "missing"),
    ("TO-02", goals({"measure": "phq-9", "target": None, "agreed": True}), "missing"),
    ("TO-02", goals({"measure": "phq-9", "target": 9, "agreed": False}), "missing"),
    ("TO-02", goals(FULL_GOAL), None),
    ("TO-03", objective(expectations="unrealistic"), "caution"),
    ("TO-03", objective(expectations="realistic"), None),
    ("TO-03", objective(expectations=None), "info"),
    ("TO-04", objective(alternatives_discussed=None), "missing"),
    ("TO-04", objective(alternatives_discussed=False), "missing"),
    ("TO-04", HEALTHY, None),
    ("TO-05", objective(therapist="none"), "caution"),
    ("TO-05", objective(therapist=None), "info"),
    ("TO-05", HEALTHY, None),
    ("TO-06", objective(escort=None), "missing"),
    ("TO-06", objective(escort="none"), "missing"),
    ("TO-06", HEALTHY, None),
    ("SS-01", HEALTHY, None),
    ("SS-01", vitals(temp_c=None), "missing"),
    ("SS-01", vitals(taken="2026-11-19"), "missing"),
    ("SS-01", vitals(bp_mmhg=[]), "missing"),
    ("SS-01", {"screening": {"vitals": None}}, "missing"),
    ("SS-02", person(weight_kg=None), "missing"),
    ("SS-02", person(height_cm=None), "missing"),
    ("SS-02", HEALTHY, None),
    ("SS-02", person(weighed_on="2026-10-22"), None),
    ("SS-02", person(weighed_on="2026-10-21"), "info"),
    ("SS-02", person(weighed_on="2026-10-20"), "missing"),
    ("SS-03", {"screening": {"ecg": None}}, None),
    ("SS-03", both(person(age_y=50), {"screening": {"ecg": None}}), "missing"),
    ("SS-03", both(person(age_y=49), {"screening": {"ecg": None}}), None),
    ("SS-03", both(condition("diabetes"), {"screening": {"ecg": None}}), "missing"),
    ("SS-03", both(symptom("palpitations"), {"screening": {"ecg": None}}), "missing"),
    ("SS-03", both(takes("amitriptyline 50 mg"), {"screening": {"ecg": None}}), "missing"),
    ("SS-03", both(takes("Adderall 10 mg"), {"screening": {"ecg": None}}), "missing"),
    ("SS-03", both(person(age_y=50), {"screening": {"ecg": {"date": "2026-05-20"}}}), "info"),
    ("SS-03", both(person(age_y=50), {"screening": {"ecg": {"date": "2026-05-19"}}}), "missing"),
    ("SS-04", collected("2026-08-20"), "info"),
    ("SS-04", collected("2026-08-19"), "missing"),
    ("SS-04", collected(None), "missing"),
    ("SS-04", lab("bilirubin", None), "info"),
    ("SS-04", lab("alt", 22, upper=None), "info"),
    ("MH-18a", lab("alt", 120, upper=None), "not-now"),
    ("MH-18b", lab("ast", 41, upper=None), "caution"),
    ("SS-04", {"screening": {"labs": {"values": {"alt": None, "ast": None}}}}, "missing"),
    ("SS-04", HEALTHY, None),
    ("SS-05", collected("2026-05-20"), "info"),
    ("SS-05", collected("2026-05-19"), "missing"),
    ("SS-05", lab("glucose", None), "missing"),
    ("SS-05", HEALTHY, None),
    ("SS-06", HEALTHY, None),
    ("SS-06", collected("2025-11-20"), "info"),
    ("SS-06", collected("2025-11-19"), "missing"),
    ("SS-06", lab("tsh", None), "missing"),
    ("SS-07", HEALTHY, "info"),
    ("SS-07", lab("haemoglobin", 14), None),
    ("SS-08", woman(), "missing"),
    ("SS-08", after_test(), None),
    ("SS-08", {**woman(), "screening": {"pregnancy_test": {"date": "2026-11-19", "result": "negative"}}}, "missing"),
    ("SS-08", woman(age_y=12), "missing"),
    ("SS-08", woman(age_y=11), None),
    ("SS-08", woman(age_y=55), "missing"),
    ("SS-08", woman(age_y=56), None),
    ("SS-08", woman(postmenopausal=True), None),
    ("SS-08", woman(pregnancy_possible=False), None),
    ("SS-08", HEALTHY, None),
    ("SS-09", {"screening": {"drug_screen": {"collected": "2026-11-13"}}}, "info"),
    ("SS-09", {"screening": {"drug_screen": {"collected": "2026-11-12"}}}, "missing"),
    ("SS-09", {"screening": {"drug_screen": None}}, "missing"),
    ("SS-09", HEALTHY, None),
    ("SS-10", HEALTHY, None),
    ("SS-10", lab("urinalysis", None), "missing"),
    ("SS-10", collected("2026-08-20"), "info"),
    ("SS-10", collected("2026-08-19"), "missing"),
    ("SS-10", lab("urinalysis", "leukocytes 2+"), "caution"),
    ("SS-10", lab("urinalysis", "pending"), "missing"),
    ("SS-10", lab("urinalysis", "normal"), None),
    ("SS-11", no_score("stop-bang"), "info"),
    ("SS-11", HEALTHY, None),
    ("SS-12", HEALTHY, None),
    ("SS-12", person(age_y=60), "info"),
    ("SS-12", person(age_y=59), None),
    ("SS-12", both(score("moca", total=26)), "info"),
    ("SS-12", both(score("moca", total=25)), "caution"),
    ("SS-12", symptom("memory problems"), "info"),
    ("SS-13", score("phq-9", date="2026-11-06"), "info"),
    ("SS-13", score("phq-9", date="2026-11-05"), "missing"),
    ("SS-13", no_score("phq-9"), "missing"),
    ("SS-13", HEALTHY, None),
    ("SS-14", no_score("c-ssrs"), "missing"),
    ("SS-14", score("c-ssrs", date="2026-11-19"), "missing"),
    ("SS-14", score("c-ssrs", behaviour=None), "missing"),
    ("SS-14", HEALTHY, None),
    ("SS-15", no_score("audit-c"), "info"),
    ("SS-15", HEALTHY, None),
    ("SS-16", {"screening": {"fasting": {"solids_h": 5.9, "clear_fluids_h": 3}}}, "caution"),
    ("SS-16", {"screening": {"fasting": {"solids_h": 6, "clear_fluids_h": 2}}}, "info"),
    ("SS-16", {"screening": {"fasting": {"solids_h": 6.1, "clear_fluids_h": 2.1}}}, None),
    ("SS-16", {"screening": {"fasting": {"solids_h": 8, "clear_fluids_h": 1.9}}}, "caution"),
    ("SS-16", HEALTHY, "info"),
    ("9A-1", HEALTHY, "info"),
    ("9A-1", score("phq-9", item9=1), None),
    ("9A-2", score("phq-9", item9=1), "caution"),
    ("9A-2", score("phq-9", item9=0), None),
    ("9A-3", score("c-ssrs", ideation=1), "caution"),
    ("9A-3", score("c-ssrs", ideation=2), "caution"),
    ("9A-3", score("c-ssrs", ideation=3), None),
    ("9A-4", score("c-ssrs", ideation=3), "caution"),
    ("9A-4", score("c-ssrs", behaviour="attempt 2026-08-19"), "caution"),
    ("9A-4", score("c-ssrs", ideation=2), None),
    ("9A-5", score("c-ssrs", ideation=4), "not-now"),
    ("9A-5", score("c-ssrs", behaviour="attempt 2026-08-20"), "not-now"),
    ("9A-5", score("c-ssrs", ideation=3), None),
    ("9A-6", symptom("suicidal thoughts"), "caution"),
    ("9A-6", symptom("no suicidal thoughts"), None),
    ("9A-7", score("asq", total=2, acuity=True), "not-now"),
    ("9A-7", score("asq", total=2, acuity=False), None),
    ("9B", score("c-ssrs", ideation=4), "not-now"),
    ("9B", mind(scores={"phq-9": {"item9": 1}, "c-ssrs": None}), "caution"),
    ("9B", score("phq-9", item9=1), None),
    ("MC-01", condition("glorbnax"), "caution"),
    ("MC-01", condition("hypertnsion"), "caution"),
    ("MC-01", condition("no history of stroke"), "info"),
    ("MC-01", HEALTHY, None),
    # Both sides of every limit that stands in no row above.
    ("MH-12", condition("pre-eclampsia", since="2025-11-20"), "stop"),
    ("MH-12", condition("pre-eclampsia", since="2025-11-19"), None),
    ("MH-13", both(after_test(), condition("pregnant", since="2026-01-24")), "stop"),
    ("MH-13", both(after_test(), condition("pregnant", since="2026-01-23")), None),
    ("MH-15", after_test(age_y=12, contraception="none"), "caution"),
    ("MH-15", after_test(age_y=11, contraception="none"), None),
    ("MH-10", condition("head injury", since="2026-10-09"), "stop"),
    ("MH-10", condition("head injury", since="2026-10-08"), None),
    ("MH-18a", lab("alp", 360, upper=None), "not-now"),
    ("MH-18a", lab("alp", 359, upper=None), None),
    ("MH-18a", lab("ggt", 180, upper=None), "not-now"),
    ("MH-18a", lab("ggt", 179, upper=None), None),
    ("MH-18a", lab("bilirubin", 2.4, upper=None), "not-now"),
    ("MH-18a", lab("bilirubin", 2.3, upper=None), None),
    ("MH-18b", lab("alt", 40, upper=None), "info"),
    ("MH-18b", lab("alt", 41, upper=None), "caution"),
    ("MH-18b", lab("ast", 40, upper=None), "info"),
    ("MH-18b", lab("ast", 39, upper=None), None),
    ("MH-19a", lab("tsh", 0.4), "info"),
    ("MH-19a", lab("tsh", 0.5), None),
    ("MH-19a", lab("tsh", 0.3), "caution"),
    ("MH-23a", score("stop-bang", total=3), "info"),
    ("MH-25", condition("COVID-19", since="2026-10-23"), "not-now"),
    ("MH-25", condition("COVID-19", since="2026-10-22"), None),
    ("MH-28", condition("delirium", since="2026-08-20"), "stop"),
    ("MH-28", condition("delirium", since="2026-08-19"), "caution"),
    ("PS-02", trials(trial(), trial("citalopram")), "info"),
    ("PS-02v", score("phq-9", total=0, item9=0), None),
    ("PS-08a", score("c-ssrs", date="2026-10-20", ideation=5), "not-now"),
    ("PS-09a", condition("alcohol use disorder", status="remitted", since="2026-08-20"), "info"),
    ("PS-09a", condition("alcohol use disorder", status="remitted", since="2026-08-21"), "not-now"),
    ("PS-09a", score("dast-10", total=3), "caution"),
    ("PS-09a", score("dast-10", total=2), None),
    ("SS-03", both(condition("heart attack", since="2026-09-01"), {"screening": {"ecg": {"date": "2026-10-20"}}}), "info"),
    ("SS-03", both(condition("heart attack", since="2026-09-01"), {"screening": {"ecg": {"date": "2026-10-19"}}}), "missing"),
    ("SS-11", score("stop-bang", date="2025-11-20", total=1), None),
    ("SS-11", score("stop-bang", date="2025-11-19", total=1), "info"),
    ("SS-12", both(person(age_y=60), score("moca", date="2026-05-20", total=28)), None),
    ("SS-12", both(person(age_y=60), score("moca", date="2026-05-19", total=28)), "info"),
    ("SS-15", score("audit-c", date="2026-08-20", total=1), None),
    ("SS-15", score("audit-c", date="2026-08-19", total=1), "info"),
    ("SS-15", score("dast-10", date="2026-08-20", total=0), None),
    ("SS-15", score("dast-10", date="2026-08-19", total=0), "info"),
    ("MC-01", mind(last_drink="2025-11-20", scores={"audit-c": {"total": 0}}), "info"),
    ("MC-01", mind(last_drink="2025-11-19", scores={"audit-c": {"total": 0}}), None),
]  # fmt: skip

# A switch of a policy, a row that must say nothing, and one that always speaks (evidence, or what is missing).
ONE_SIDED = {"PS-02v", "MH-33", "TO-01"}


@pytest.mark.parametrize(("rule", "change", "severity"), TABLE, ids=lambda each: str(each)[:60])
def test_row(rule: str, change: Change, severity: str | None) -> None:
    found = [finding for finding in evaluated(change).findings if finding.rule == rule]
    assert min((each.severity for each in found), key=lambda each: each.rank, default=None) == severity


def test_every_rule_fires_and_keeps_silent_in_the_table() -> None:
    for rule in {rule.id for rule in CANDIDACY} - ONE_SIDED:
        seen = {severity for name, _, severity in TABLE if name == rule}
        assert seen - {None}, f"{rule} never fires"
        assert None in seen, f"{rule} never keeps silent"
