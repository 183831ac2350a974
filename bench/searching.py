"""The typing box of medicines: how long one keystroke waits for its names, and a whole unknown word for candidates."""

from __future__ import annotations

from euthymia.domain.terminology import FORMULARY

from .measure import Result, in_turn, milliseconds, percentile
from .scale import Scale

_TYPED = ("venlafaxine", "norvasc", "st johns wort", "lorazepam", "amphetamine", "buprenorphine", "zolpidem")
_MISTYPED = ("venlafaxin", "lamisil", "lorazapam", "quetapine", "hydroxizine")


def medicine_search_ms(scale: Scale) -> Result:
    """The slowest of a hundred keystrokes; `parts` has the same for candidates of a mistyped name."""

    def keystrokes() -> float:
        prefixes = [word[:end] for word in _TYPED for end in range(1, len(word) + 1)]
        return percentile([milliseconds(lambda text=text: FORMULARY.search(text)) for text in prefixes], 0.99)

    def mistyped() -> float:
        return percentile(
            [milliseconds(lambda text=text: FORMULARY.candidates(text)) for text in _MISTYPED], 0.99
        )

    keystroke_ms, candidates_ms = in_turn(scale.rounds, keystrokes, mistyped)
    return Result(
        "medicine_search_ms", keystroke_ms, "ms", parts={"candidates_of_a_mistyped_name_ms": candidates_ms}
    )
