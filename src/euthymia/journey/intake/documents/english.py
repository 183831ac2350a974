"""The consent documents in English. Figures: clinical.md 8B (MCN22, MUR13), 3A (CAN21, COH18), 5D, 6A."""

from __future__ import annotations

from . import spray
from .document import Document, Question, Section

VERSION = "2026.11"

_MOOD = (
    Section("off-label", "Why this is called off-label", (
        "Ketamine is an approved medicine for anesthesia. Using it for mood is your doctor's choice. This is called off-label use. It is legal and common.",
    )),
    Section("expected", "What you can hope for", (
        "About half of people feel much better after a course. About three in ten lose most of their symptoms. Others feel little change.",
        "The effect can start within hours. It often fades in the weeks after the last dose. Some people then need more visits.",
        "Ketamine is not a cure. In one large group, about 8 in 100 felt worse during the course, and 6 in 100 had more thoughts of suicide. Tell us at once if this is you.",
    )),
)  # fmt: skip
_PAIN = (
    Section("off-label", "Why this is called off-label", (
        "Ketamine is an approved medicine for anesthesia. Using it for long-lasting pain is your doctor's choice. This is called off-label use. It is legal and common.",
    )),
    Section("expected", "What you can hope for", (
        "We call it a success when pain drops by about a third or you can do more. The proof is best for one kind of nerve pain (CRPS). It is weaker for other pain.",
        "The effect may last for weeks. It may not come at all. Ketamine is not a cure.",
        "Some people feel low or have thoughts of suicide during treatment. Tell us at once if this is you.",
    )),
)  # fmt: skip
_SHARED = (
    Section("approval", "What the FDA says", (
        "The FDA has not approved ketamine for any mental health condition. Ketamine mixed by a pharmacy has not been checked by the FDA.",
    )),
    Section("acute", "What you may feel during a visit", (
        "You may feel far away from your body, or see and hear things in a strange way. This is usual. It is strongest near the end of the drip and gone in about two hours.",
        "Your blood pressure and your heart rate can rise. You may feel sick, dizzy, sleepy, anxious or confused. You may have a headache.",
        "Rarely, breathing gets slow or a person cannot be woken well. Staff are there to help.",
    )),
    Section("long-term", "What we do not know yet", (
        "We do not know all the risks of many doses over months or years. Heavy use has harmed the bladder and the liver. It can affect memory and thinking. Some people come to crave it.",
        "We ask you about this at each visit and test your blood and urine.",
    )),
    Section("alternatives", "Other ways to treat this", (
        "You can choose other medicines, talk therapy, TMS (magnets), ECT, or esketamine nose spray. You can also choose to wait. We talk about these with you before you sign.",
    )),
    Section("monitoring", "How we watch you", (
        "A trained person stays with you. We check your blood pressure, heart, oxygen and how awake you are. We stop the drip if you are not safe. You stay until you are well enough to leave.",
    )),
    Section("pregnancy", "Pregnancy and breastfeeding", (
        "Ketamine may harm an unborn child. Tell us if you are or may be pregnant. If you could get pregnant, we test on the day. Tell us if you breastfeed.",
    )),
    Section("interactions", "Other medicines, alcohol and cannabis", (
        "Tell us about every pill, patch, spray and supplement you take. Some do not go well with ketamine.",
        "Do not drink alcohol or use cannabis for 24 hours before or after a visit. Do not stop a medicine by yourself.",
    )),
    Section("after", "Going home", (
        "A grown-up must take you home. Do not drive or use machines for 24 hours, and not before a good night of sleep.",
        "Do not sign papers, make large choices or care for a child alone for 24 hours.",
    )),
    Section("emergency-care", "This is not emergency care", (
        "Ketamine does not take the place of a hospital. If you think of ending your life, call or text 988 at any hour. In danger, call 911.",
    )),
    Section("contacts", "Whom to call", (
        "Call or text 988 for a crisis. Veterans press 1. Call 911 for an emergency. Call the clinic for chest pain, trouble breathing, a bad headache, or blood or pain when you pass urine.",
    )),
    Section("touch-recording", "Touch and recording", (
        "Nobody touches you except for care, unless you said yes before the visit. You may ask for a second person in the room. Nobody films or records you unless you agree in writing.",
    )),
    Section("data", "Your data", (
        "Your record stays private. The people who treat you may see it. Each look is noted. We do not sell it. We ask you before it is used for research.",
    )),
    Section("cost", "Cost and number of visits", (
        "A first course is most often six visits in two to three weeks. Insurance may not pay. You get the price in writing before you start. We cannot promise a result.",
    )),
    Section("stop", "You can stop at any time", (
        "You may say no, today or later. You may stop during a drip. You may take this consent back and need no reason. We still care for you.",
    )),
    Section("electronic", "Signing on a screen", (
        "You may sign here or on paper. You can get a paper copy for free. You can change your mind. If this text changes, we ask you again. We also ask again after one year.",
    )),
)  # fmt: skip
_QUESTIONS = (
    Question("drive", "When may you drive after a visit?",
             (("evening", "The same evening"), ("later", "After 24 hours and a good night of sleep, whichever is later"), ("feel", "When I feel awake")),
             "later", "You wait for 24 hours and for a good night of sleep. The later of the two counts."),
    Question("cure", "What is true about how well it works?",
             (("all", "It works for everyone and lasts"), ("some", "It helps some people, and the effect often fades"), ("never", "It never works")),
             "some", "It helps some people and not others, and the effect often fades."),
    Question("crisis", "You have thoughts of ending your life. What do you do?",
             (("wait", "Wait for the next visit"), ("call", "Call or text 988, or 911 in danger"), ("nothing", "Nothing")),
             "call", "Call or text 988 at any hour. In danger call 911."),
    Question("stop", "Can you stop the treatment?",
             (("no", "No, I have to finish the course"), ("yes", "Yes, at any time, also during a visit")),
             "yes", "You can stop at any time, also during a visit. You need no reason."),
    Question("home", "How do you get home?",
             (("alone", "Alone by bus"), ("adult", "A grown-up takes me home")),
             "adult", "A grown-up must take you home."),
)  # fmt: skip
_MEANING = "I have read this, or it was read to me. My questions were answered. I agree to this treatment, and I know that I can stop at any time."


def _document(course: str, title: str, sections: tuple[Section, ...]) -> Document:
    return Document(
        code=course, version=VERSION, course=course, language="en", title=title,
        introduction="Please read this before you agree. Take your time. Ask us anything. At the end there are five short questions, so that we both know it was clear.",
        sections=sections, questions=_QUESTIONS, meaning=_MEANING,
    )  # fmt: skip


def _drip(own: tuple[Section, ...]) -> tuple[Section, ...]:
    return (own[0], _SHARED[0], own[1], *_SHARED[1:])


DOCUMENTS = (
    _document(
        "iv-ketamine-mood", "Consent to ketamine by drip for depression and related conditions", _drip(_MOOD)
    ),
    _document("iv-ketamine-pain", "Consent to ketamine by drip for long-lasting pain", _drip(_PAIN)),
    _document(spray.COURSE, spray.TITLE, spray.in_place_of(_SHARED, spray.ENGLISH)),
)
