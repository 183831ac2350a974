"""Classes by their plain names. A class whose members are all treated alike is an answer; of the others, which?"""

from __future__ import annotations

from .drug import Drug, Kind, Tag


def _alike(name: str, tag: Tag, *also: str) -> Drug:
    return Drug(name, None, frozenset({tag}), also, Kind.CLASS)


def _which(name: str, tags: tuple[Tag, ...], *also: str) -> Drug:
    return Drug(name, None, frozenset(tags), also, Kind.OPEN_CLASS)


CLASSES: tuple[Drug, ...] = (
    _alike("statin", Tag.NOTHING_KNOWN, "statins", "cholesterol pill"),
    _alike("proton pump inhibitor", Tag.NOTHING_KNOWN, "proton pump inhibitors", "PPI"),
    _alike("NSAID", Tag.NOTHING_KNOWN, "NSAIDs", "anti-inflammatory"),
    _alike(
        "contraceptive", Tag.NOTHING_KNOWN, "contraceptives", "oral contraceptive", "oral contraceptives",
        "contraceptive pill", "birth control", "birth control pill", "birth control pills", "the pill",
    ),
    _alike("vitamins", Tag.NOTHING_KNOWN, "vitamin", "vitamin supplement", "prenatal vitamins", "multivitamins"),
    _alike("SGLT2 inhibitor", Tag.NOTHING_KNOWN, "SGLT2", "SGLT2 inhibitors"),
    _alike("beta blocker", Tag.ANTIHYPERTENSIVE, "beta blockers"),
    _alike("ACE inhibitor", Tag.ANTIHYPERTENSIVE, "ACE inhibitors", "ACEI"),
    _alike("angiotensin receptor blocker", Tag.ANTIHYPERTENSIVE, "angiotensin receptor blockers", "ARB"),
    _alike("diuretic", Tag.ANTIHYPERTENSIVE, "diuretics", "water pill", "water pills"),
    _alike("triptan", Tag.TRIPTAN, "triptans"),
    _alike("thyroid hormone", Tag.THYROID_HORMONE, "thyroid replacement"),
    _alike("GLP-1 agonist", Tag.GLP1, "GLP-1", "GLP-1 agonists", "GLP-1 receptor agonist"),
    _alike("decongestant", Tag.SYMPATHOMIMETIC_OTHER, "decongestants"),
    _alike("psychedelics", Tag.PSYCHEDELIC_HERBAL, "psychedelic", "hallucinogens"),
    _which("benzodiazepine", (Tag.BENZODIAZEPINE,), "benzodiazepines", "benzo", "benzos"),
    _which("opioid", (Tag.OPIOID_FULL,), "opioids", "opiate", "opiates", "narcotic", "narcotics", "pain pills"),
    _which("MAO inhibitor", (Tag.MAOI_IRREVERSIBLE,), "MAOI", "MAOIs", "MAO inhibitors"),
    _which("stimulant", (Tag.STIMULANT,), "stimulants", "psychostimulant", "psychostimulants", "ADHD medication"),
    _which("barbiturate", (Tag.BARBITURATE,), "barbiturates"),
    _which("gabapentinoid", (Tag.GABAPENTINOID,), "gabapentinoids"),
    _which("muscle relaxant", (Tag.MUSCLE_RELAXANT,), "muscle relaxants", "muscle relaxer"),
    _which("hypnotic", (Tag.OTHER_HYPNOTIC,), "hypnotics", "sleeping pill", "sleeping pills", "sleep aid", "Z-drug"),
    _which("tricyclic antidepressant", (Tag.TRICYCLIC, Tag.QT), "tricyclic", "tricyclics", "TCA"),
    _which("SSRI", (Tag.SSRI,), "SSRIs"),
    _which("SNRI", (Tag.SNRI,), "SNRIs"),
    _which("antidepressant", (), "antidepressants"),
    _which("antipsychotic", (), "antipsychotics"),
    _which("mood stabiliser", (), "mood stabilizer", "mood stabilisers", "mood stabilizers"),
    _which("antihistamine", (), "antihistamines", "allergy pill"),
    _which("antihypertensive", (), "antihypertensives", "blood pressure pill", "blood pressure medication"),
    _which("calcium channel blocker", (Tag.ANTIHYPERTENSIVE,), "calcium channel blockers", "CCB"),
    _which("antibiotic", (), "antibiotics"),
    _which("macrolide", (), "macrolides", "macrolide antibiotic"),
    _which("cough and cold medicine", (Tag.DEXTROMETHORPHAN,), "cough syrup", "cough medicine", "cold medicine"),
    _which("opioid antagonist", (Tag.OPIOID_ANTAGONIST,), "opioid blocker"),
    _which("ergot", (Tag.ERGOT,), "ergots", "ergot derivative"),
)  # fmt: skip
