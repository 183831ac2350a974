"""Own short scales for the session, 0 to 10, in this program's own words."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Better,
    Instrument,
    Item,
    Licence,
    Option,
    Scoring,
    Ship,
    Words,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from .common import NO_RULE, NOW, P, V


def zero_to_ten(question: Words, lowest: Words, highest: Words) -> Item:
    """A question answered with a number from 0 to 10, both ends in words."""
    ends = {0: lowest, 10: highest}
    labels = [
        Words(f"{value} – {ends[value].en}", f"{value} – {ends[value].es}")
        if value in ends
        else Words(str(value), str(value))
        for value in range(11)
    ]
    return Item(
        label=question,
        low=0,
        high=10,
        options=tuple(Option(value, label) for value, label in enumerate(labels)),
    )


_NOT = Words("not at all", "nada")
_MOST = Words("as much as you can imagine", "tanto como pueda imaginar")


def _scale(
    name: str, title: str, measures: Words, question: Words, ends: tuple[Words, Words], better: Better
) -> Instrument:
    return Instrument(
        id=f"vas-{name}",
        title=title,
        version="1",
        measures=measures,
        answered_by=AnsweredBy.PATIENT,
        recall=NOW,
        items=(zero_to_ten(question, *ends),),
        wording_source="own wording",
        scoring=Scoring(
            says="the number itself",
            provenance=Provenance("own scale (clinical.md 7A)", P),
            parts=sum_of(1),
            missing_provenance=NO_RULE,
        ),
        better=better,
        licence=Licence(
            ship=Ship.TEXT,
            terms="Own wording, under this program's licence.",
            provenance=Provenance("own scale (clinical.md 7A)", V),
        ),
        source="own",
        minutes=1,
    )


DISSOCIATION = _scale(
    "dissociation", "Dissociation, 0–10", Words("feeling unreal or far away", "sentirse irreal o lejano"),
    Words("Right now, how unreal, far away or outside yourself do you feel?",
          "Ahora mismo, ¿qué tan irreal, lejano(a) o fuera de sí se siente?"),
    (_NOT, _MOST), Better.NEITHER,
)  # fmt: skip
ANXIETY = _scale(
    "anxiety", "Anxiety, 0–10", Words("anxiety", "ansiedad"),
    Words("Right now, how anxious or afraid do you feel?", "Ahora mismo, ¿cuánta ansiedad o miedo siente?"),
    (_NOT, _MOST), Better.LOWER,
)  # fmt: skip
NAUSEA = _scale(
    "nausea", "Nausea, 0–10", Words("nausea", "náuseas"),
    Words("Right now, how sick to your stomach do you feel?", "Ahora mismo, ¿cuántas náuseas siente?"),
    (_NOT, _MOST), Better.LOWER,
)  # fmt: skip
MOOD = _scale(
    "mood", "Mood, 0–10", Words("mood", "estado de ánimo"),
    Words("Right now, how is your mood?", "Ahora mismo, ¿cómo está su ánimo?"),
    (Words("the worst it has been", "lo peor que ha estado"), Words("the best it has been", "lo mejor que ha estado")),
    Better.HIGHER,
)  # fmt: skip
CRAVING = _scale(
    "craving", "Craving, 0–10", Words("craving", "ganas de consumir"),
    Words("Right now, how strongly do you want alcohol or a drug, ketamine included?",
          "Ahora mismo, ¿cuántas ganas tiene de alcohol o de una droga, incluida la ketamina?"),
    (_NOT, _MOST), Better.LOWER,
)  # fmt: skip
SESSION = _scale(
    "session", "How the session was, 0–10", Words("how the session was", "cómo fue la sesión"),
    Words("How was this session for you?", "¿Cómo fue esta sesión para usted?"),
    (Words("very hard", "muy difícil"), Words("very good", "muy buena")),
    Better.HIGHER,
)  # fmt: skip
ALL = (DISSOCIATION, ANXIETY, NAUSEA, MOOD, CRAVING, SESSION)
