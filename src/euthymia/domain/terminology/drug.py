"""What a drug is to this house: an ingredient with its classes; a product, which holds one or several."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

CODES = Provenance("PGKB, RxNorm column, December 2023 (clinical.md 2B)", Confidence.V)
BRANDS = Provenance("US brand names (clinical.md 2D)", Confidence.K)


class Tag(StrEnum):
    """Classes of the fact base (clinical.md 2B, and those that the rows of 2A name). A drug may carry many."""

    BENZODIAZEPINE = "benzodiazepine"
    Z_HYPNOTIC = "z_hypnotic"
    OTHER_HYPNOTIC = "other_hypnotic"
    OXYBATE = "oxybate"
    OPIOID_FULL = "opioid_full"
    OPIOID_AGONIST_THERAPY = "opioid_agonist_therapy"
    OPIOID_MIXED = "opioid_mixed"
    OPIOID_MONOAMINERGIC = "opioid_monoaminergic"
    OPIOID_ANTAGONIST = "opioid_antagonist"
    GABAPENTINOID = "gabapentinoid"
    MUSCLE_RELAXANT = "muscle_relaxant"
    BARBITURATE = "barbiturate"
    SEDATING_ANTIHISTAMINE = "sedating_antihistamine"
    PHENOTHIAZINE = "phenothiazine"
    SEDATING_ANTIDEPRESSANT = "sedating_antidepressant"
    ANAESTHETIC = "anaesthetic"
    ALCOHOL = "alcohol"
    CANNABIS = "cannabis"
    MAOI_IRREVERSIBLE = "maoi_irreversible"
    MAOI_OTHER = "maoi_other"
    STIMULANT = "stimulant"
    WAKE_PROMOTING_NRI = "wake_promoting_nri"
    SYMPATHOMIMETIC_OTHER = "sympathomimetic_other"
    PRESSOR_INFUSION = "pressor_infusion"
    THEOPHYLLINE = "theophylline"
    CAFFEINE_NICOTINE = "caffeine_nicotine"
    VASOPRESSIN = "vasopressin"
    ERGOT = "ergot"
    TRIPTAN = "triptan"
    THYROID_HORMONE = "thyroid_hormone"
    LAMOTRIGINE = "lamotrigine"
    NMDA_ANTAGONIST = "nmda_antagonist"
    DEXTROMETHORPHAN = "dextromethorphan"
    KETAMINE = "ketamine"
    CLOZAPINE = "clozapine"
    HALOPERIDOL = "haloperidol"
    RISPERIDONE = "risperidone"
    ANTIPSYCHOTIC_OTHER = "antipsychotic_other"
    LITHIUM = "lithium"
    VALPROATE = "valproate"
    INDUCING_ANTICONVULSANT = "inducing_anticonvulsant"
    SSRI = "ssri"
    SNRI = "snri"
    OTHER_ANTIDEPRESSANT = "other_antidepressant"
    TRICYCLIC = "tricyclic"
    BUPROPION = "bupropion"
    CYP3A4_INHIBITOR_STRONG = "cyp3a4_inhibitor_strong"
    CYP3A4_INHIBITOR_MODERATE = "cyp3a4_inhibitor_moderate"
    CYP3A4_INDUCER_STRONG = "cyp3a4_inducer_strong"
    CYP3A4_INDUCER_MODERATE = "cyp3a4_inducer_moderate"
    ST_JOHNS_WORT = "st_johns_wort"
    GRAPEFRUIT = "grapefruit"
    CYP2B6_INHIBITOR = "cyp2b6_inhibitor"
    CYP2B6_INDUCER = "cyp2b6_inducer"
    UGT = "ugt"
    MAGNESIUM = "magnesium"
    ALPHA2_AGONIST = "alpha2_agonist"
    ANTIHYPERTENSIVE = "antihypertensive"
    NEUROMUSCULAR_VOLATILE = "neuromuscular_volatile"
    GLP1 = "glp1"
    QT = "qt"
    PSYCHEDELIC_HERBAL = "psychedelic_herbal"
    NOTHING_KNOWN = "nothing_known"
    GLUCOSE_LOWERING = "glucose_lowering"
    CLINIC_SUPPORTIVE = "clinic_supportive"
    SUD_MEDICINE = "sud_medicine"
    HEPATOTOXIN = "hepatotoxin"
    UNRATED = "unrated"


class Route(StrEnum):
    ORAL = "oral"
    SUBLINGUAL = "sublingual"
    INTRAVENOUS = "intravenous"
    INTRAMUSCULAR = "intramuscular"
    SUBCUTANEOUS = "subcutaneous"
    TRANSDERMAL = "transdermal"
    NASAL = "nasal"
    INHALED = "inhaled"
    TOPICAL = "topical"
    RECTAL = "rectal"
    DEPOT = "depot"


class Kind(StrEnum):
    """`class` is named well enough by its name alone; `open-class` is not: which member has to be asked."""

    INGREDIENT = "ingredient"
    CLASS = "class"
    OPEN_CLASS = "open-class"


@dataclass(frozen=True, slots=True)
class Drug:
    """An ingredient, or a class named instead of one. `rxcui` only where the fact base verified the code."""

    name: str
    rxcui: str | None = None
    tags: frozenset[Tag] = frozenset()
    also: tuple[str, ...] = ()
    kind: Kind = Kind.INGREDIENT

    @classmethod
    def of(cls, name: str, rxcui: str | None, *tags: Tag, also: tuple[str, ...] = ()) -> Drug:
        return cls(name, rxcui, frozenset(tags), also)


@dataclass(frozen=True, slots=True)
class Product:
    """A brand or a fixed combination: its names, the generic names inside, its route where it has one."""

    names: tuple[str, ...]
    ingredients: tuple[str, ...]
    route: Route | None = None
    note: str = ""
