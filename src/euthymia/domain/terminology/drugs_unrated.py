"""Common US medicines and supplements of which no row of the fact base speaks: known by name, and by nothing else.

Recognising them keeps them apart from names that look alike and finds doubles; a pharmacist still has to check them.
Names only, no codes and no classes (mark K).
"""

from __future__ import annotations

from .drug import Drug, Tag

_NAMES: tuple[str, ...] = (
    # blood, heart, metabolism
    "warfarin", "apixaban", "rivaroxaban", "dabigatran", "prasugrel", "ticagrelor", "digoxin", "flecainide", "propafenone",
    "ranolazine", "ezetimibe", "fenofibrate", "gemfibrozil", "niacin", "sitagliptin", "linagliptin", "pioglitazone",
    "allopurinol", "febuxostat", "colchicine", "alendronate", "risedronate", "potassium chloride", "calcium carbonate",
    "calcium citrate", "ferrous sulfate", "methimazole", "propylthiouracil",
    # airways, allergy, steroids
    "fluticasone", "budesonide", "mometasone", "beclomethasone", "triamcinolone", "montelukast", "tiotropium", "ipratropium",
    "azelastine", "cromolyn", "benzonatate", "prednisone", "prednisolone", "methylprednisolone", "hydrocortisone",
    # stomach and bowel
    "famotidine", "sucralfate", "loperamide", "docusate", "senna", "polyethylene glycol", "bisacodyl", "psyllium",
    "simethicone", "lactulose", "dicyclomine", "mesalamine", "ursodiol", "linaclotide",
    # urology, hormones, eyes
    "tamsulosin", "finasteride", "dutasteride", "oxybutynin", "tolterodine", "solifenacin", "mirabegron", "sildenafil",
    "tadalafil", "estradiol", "progesterone", "testosterone", "anastrozole", "letrozole", "tamoxifen", "latanoprost",
    "timolol", "minoxidil topical",
    # nerves and mind
    "levetiracetam", "lacosamide", "zonisamide", "ethosuximide", "vigabatrin", "benztropine", "ropinirole", "pramipexole",
    "carbidopa", "levodopa", "riluzole", "valbenazine", "deutetrabenazine", "galantamine", "rivastigmine", "gepirone",
    "erenumab", "fremanezumab", "galcanezumab", "rimegepant", "ubrogepant", "botulinum toxin",
    # infection, immunity, cancer
    "azithromycin", "acyclovir", "valacyclovir", "oseltamivir", "tenofovir", "emtricitabine", "dolutegravir", "bictegravir",
    "hydroxychloroquine", "methotrexate", "azathioprine", "mycophenolate", "tacrolimus", "sulfasalazine", "adalimumab",
    "etanercept", "isotretinoin", "mupirocin",
    # supplements
    "fish oil", "probiotic", "turmeric", "ashwagandha", "coenzyme Q10", "glucosamine", "creatine", "L-theanine", "SAMe",
    "collagen", "echinacea", "ginkgo", "ginseng", "elderberry", "acetylcysteine", "zinc", "lidocaine",
)  # fmt: skip
_ALSO: dict[str, tuple[str, ...]] = {
    "fish oil": ("omega-3", "omega 3 fatty acids"),
    "probiotic": ("probiotics",),
    "turmeric": ("curcumin",),
    "coenzyme Q10": ("CoQ10",),
    "acetylcysteine": ("NAC", "N-acetylcysteine"),
    "ferrous sulfate": ("iron supplement",),
    "alendronate": ("alendronic acid",),
    "SAMe": ("S-adenosylmethionine",),
    "senna": ("sennosides",),
}

DRUGS: tuple[Drug, ...] = tuple(Drug.of(name, None, Tag.UNRATED, also=_ALSO.get(name, ())) for name in _NAMES)

BRANDS: tuple[tuple[str, str], ...] = (
    ("Coumadin", "warfarin"), ("Eliquis", "apixaban"), ("Xarelto", "rivaroxaban"), ("Pradaxa", "dabigatran"),
    ("Brilinta", "ticagrelor"), ("Zetia", "ezetimibe"), ("Januvia", "sitagliptin"), ("Actos", "pioglitazone"),
    ("Zyloprim", "allopurinol"), ("Fosamax", "alendronate"), ("Klor-Con", "potassium chloride"), ("Tums", "calcium carbonate"),
    ("Flonase", "fluticasone"), ("Flovent", "fluticasone"), ("Pulmicort", "budesonide"), ("Nasonex", "mometasone"),
    ("Singulair", "montelukast"), ("Spiriva", "tiotropium"), ("Atrovent", "ipratropium"), ("Tessalon", "benzonatate"),
    ("Deltasone", "prednisone"), ("Medrol", "methylprednisolone"), ("Pepcid", "famotidine"), ("Carafate", "sucralfate"),
    ("Imodium", "loperamide"), ("Colace", "docusate"), ("Miralax", "polyethylene glycol"), ("Dulcolax", "bisacodyl"),
    ("Metamucil", "psyllium"), ("Bentyl", "dicyclomine"), ("Linzess", "linaclotide"), ("Flomax", "tamsulosin"),
    ("Proscar", "finasteride"), ("Propecia", "finasteride"), ("Ditropan", "oxybutynin"), ("Myrbetriq", "mirabegron"),
    ("Viagra", "sildenafil"), ("Cialis", "tadalafil"), ("Estrace", "estradiol"), ("Prometrium", "progesterone"),
    ("Xalatan", "latanoprost"), ("Keppra", "levetiracetam"), ("Vimpat", "lacosamide"), ("Zonegran", "zonisamide"),
    ("Cogentin", "benztropine"), ("Requip", "ropinirole"), ("Mirapex", "pramipexole"), ("Ingrezza", "valbenazine"),
    ("Austedo", "deutetrabenazine"), ("Exxua", "gepirone"), ("Aimovig", "erenumab"), ("Ajovy", "fremanezumab"),
    ("Emgality", "galcanezumab"), ("Nurtec", "rimegepant"), ("Ubrelvy", "ubrogepant"), ("Botox", "botulinum toxin"),
    ("Zithromax", "azithromycin"), ("Z-Pak", "azithromycin"), ("Valtrex", "valacyclovir"), ("Zovirax", "acyclovir"),
    ("Tamiflu", "oseltamivir"), ("Plaquenil", "hydroxychloroquine"), ("Humira", "adalimumab"), ("Enbrel", "etanercept"),
    ("Prograf", "tacrolimus"), ("Accutane", "isotretinoin"),
)  # fmt: skip
"""Brand and generic name, as in `brands.py`."""
