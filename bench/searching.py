"""The typing box of medicines: how long one keystroke waits for its names, and a whole unknown word for candidates."""

from __future__ import annotations

from itertools import islice, product

from euthymia.domain.terminology import FORMULARY, Drug, Formulary, Product
from euthymia.domain.terminology.larger import behind

from .measure import Result, in_turn, milliseconds, percentile
from .scale import Scale

_TYPED = ("venlafaxine", "norvasc", "st johns wort", "lorazepam", "amphetamine", "buprenorphine", "zolpidem")
_MISTYPED = ("venlafaxin", "lamisil", "lorazapam", "quetapine", "hydroxizine")


_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ka",
    "lem",
    "nor",
    "pra",
    "qui",
    "ris",
    "sel",
    "tor",
    "vex",
    "zam",
    "lu",
    "mi",
    "ro",
)
_LARGE = 100_000
"""Names of a large list: about what an RxNorm release and the NDC directory hold together."""


def medicine_search_ms(scale: Scale) -> Result:
    """The slowest of a hundred keystrokes; `parts` has the same for candidates of a mistyped name, and with a large list."""
    large = _large()

    def keystrokes(formulary: Formulary = FORMULARY) -> float:
        prefixes = [word[:end] for word in _TYPED for end in range(1, len(word) + 1)]
        return percentile([milliseconds(lambda text=text: formulary.search(text)) for text in prefixes], 0.99)

    def mistyped(formulary: Formulary = FORMULARY) -> float:
        return percentile(
            [milliseconds(lambda text=text: formulary.candidates(text)) for text in _MISTYPED], 0.99
        )

    keystroke_ms, candidates_ms, large_ms, large_candidates_ms = in_turn(
        scale.rounds, keystrokes, mistyped, lambda: keystrokes(large), lambda: mistyped(large)
    )
    return Result(
        "medicine_search_ms",
        keystroke_ms,
        "ms",
        parts={
            "candidates_of_a_mistyped_name_ms": candidates_ms,
            "with_100000_loaded_names_ms": large_ms,
            "candidates_with_100000_loaded_names_ms": large_candidates_ms,
        },
    )


def _large() -> Formulary:
    """The table with as many invented names behind it, a fifth of them substances; its indexes are made."""
    invented = ("".join(each) for each in product(_SYLLABLES, repeat=4))
    names = list(islice(invented, _LARGE))
    drugs = names[: _LARGE // 5]
    brands = [Product((name,), (drugs[at % len(drugs)],)) for at, name in enumerate(names[len(drugs) :])]
    large = behind(FORMULARY, map(Drug, drugs), brands).formulary
    large.search("a")
    large.candidates("lamisil")
    return large
