"""Words in, one meaning out: what a line of a medicine list names, and what it leaves open."""

from __future__ import annotations

import string
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.terminology import FORMULARY, Drug, Formulary, Kind, Named, Product, Standing, recognise
from euthymia.domain.terminology.formulary import distance, words_of

NAMES = sorted(FORMULARY.names(), key=lambda named: named.name)
# Names of different drugs one slip apart. Each is exactly what it says; none may be added unseen.
ONE_SLIP_APART = {("ketamine", "sketamine"), ("snri", "ssri"), ("snris", "ssris")}


def names_of(text: str) -> list[str]:
    return [drug.name for drug in recognise(text).drugs]


def open_items(text: str) -> list[str]:
    return [unknown.written for unknown in recognise(text).unknown]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("venlafaxine XR 225 mg daily", ["venlafaxine"]),
        ("VENLAFAXINE HYDROCHLORIDE ER 150MG", ["venlafaxine"]),
        ("Norvasc 10 mg po qd", ["amlodipine"]),
        ("norvasc", ["amlodipine"]),
        ("lorazepam 1 mg prn anxiety, last dose 2026-11-19", ["lorazepam"]),
        ("clonidine patch", ["clonidine"]),
        ("quetiapine fumarate 50 mg", ["quetiapine"]),
        ("metoprolol succinate", ["metoprolol"]),
        ("lithium carbonate", ["lithium"]),
        ("St John's wort", ["St John's wort"]),
        ("st. johns wort", ["St John's wort"]),
        ("SAINT JOHN’S WORT", ["St John's wort"]),
        ("D.H.E. 45", ["dihydroergotamine"]),
        ("DHE 45", ["dihydroergotamine"]),
        ("6470", ["lorazepam"]),
        ("RxNorm 6470", ["lorazepam"]),
        ("rxcui:17767 10 mg daily", ["amlodipine"]),
        ("Zoloft (sertraline) 100 mg", ["sertraline"]),
        ("5-HTP 100 mg", ["5-HTP"]),
        ("wine", ["alcohol"]),
        ("marijuana", ["cannabis"]),
        ("birth control pills", ["contraceptive"]),
        ("Toprol XL 50 mg", ["metoprolol"]),
        ("Catapres-TTS 0.1 mg/24 h", ["clonidine"]),
        # combinations are opened
        ("Paxlovid", ["nirmatrelvir", "ritonavir"]),
        ("nirmatrelvir/ritonavir", ["nirmatrelvir", "ritonavir"]),
        ("bupropion/dextromethorphan", ["bupropion", "dextromethorphan"]),
        ("olanzapine/samidorphan 10/10 mg", ["olanzapine", "samidorphan"]),
        ("butalbital/APAP/caffeine", ["butalbital", "acetaminophen", "caffeine"]),
        ("hydrocodone-acetaminophen 5-325 mg", ["hydrocodone", "acetaminophen"]),
        ("Percocet (oxycodone/acetaminophen) 5/325", ["oxycodone", "acetaminophen"]),
        ("Tylenol #3", ["acetaminophen", "codeine"]),
        ("Tylenol 3 times a day", ["acetaminophen"]),
        # a second drug in the same words
        ("sertraline and phenelzine", ["sertraline", "phenelzine"]),
        ("Xanax + wine", ["alprazolam", "alcohol"]),
        ("takes lithium, also St John's wort", ["lithium", "St John's wort"]),
        ("Xanax Ambien", ["alprazolam", "zolpidem"]),
        ("sertraline 50 mg with tramadol as needed", ["sertraline", "tramadol"]),
    ],
)
def test_what_is_meant_is_found(text: str, names: list[str]) -> None:
    assert names_of(text) == names
    assert open_items(text) == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Lamisil 250 mg daily", "lamotrigine"),
        ("terbinafine", "lamotrigine"),
        ("loratadine 10 mg", "lorazepam"),
        ("lorazapam 1 mg", "lorazepam"),
        ("hydralazine 25 mg", "hydroxyzine"),
        ("hydroxyzine 25 mg", "hydralazine"),
        ("clonidine 0.1 mg", "clonazepam"),
        ("Klonopin 0.5 mg", "clonidine"),
        ("Clonapin", "clonazepam"),
        ("buspirone 10 mg", "bupropion"),
        ("bupropion 150 mg", "buprenorphine"),
        ("buprenorphine 8 mg", "bupropion"),
        ("tramadol 50 mg", "trazodone"),
        ("trazodone 50 mg", "tramadol"),
        ("Celebrex 200 mg", "citalopram"),
        ("Celexa 20 mg", "celecoxib"),
        ("Zyrtec 10 mg", "olanzapine"),
        ("quinapril 10 mg", "quetiapine"),
        ("Wellferon", "bupropion"),
        ("methylphenidate 10 mg", "methadone"),
        ("methadone 10 mg", "methylphenidate"),
    ],
)
def test_look_alikes_are_kept_apart(text: str, never: str) -> None:
    assert never not in names_of(text)
    assert names_of(text) or open_items(text)


def test_a_mistyped_name_is_offered_and_not_taken() -> None:
    (unknown,) = recognise("lorazapam 1 mg").unknown
    assert str(unknown.candidates[0]) == "lorazepam"
    assert [str(offer) for offer in FORMULARY.candidates("venlaf")] == ["venlafaxine"]
    assert "Lamictal (lamotrigine)" in [str(offer) for offer in recognise("Lamisil").unknown[0].candidates]


@pytest.mark.parametrize(
    ("text", "named", "left"),
    [
        ("Xanax for sleep with zorblax", ["alprazolam"], ["zorblax"]),
        ("sertraline and a patch", ["sertraline"], ["a patch"]),
        ("sertraline and heart medication", ["sertraline"], ["heart medication"]),
        ("Xanax and 2 other pills", ["alprazolam"], ["2 other pills"]),
        ("sertraline, otc supplements", ["sertraline"], ["otc supplements"]),
        ("lisinopril and sodium", ["lisinopril"], ["sodium"]),
        ("lithium, zorblax forte, Ambien", ["lithium", "zolpidem"], ["zorblax forte"]),
        ("sertraline rxnorm 99999999", ["sertraline"], ["rxnorm"]),
        ("switched from sertraline to Lexapro", ["sertraline", "escitalopram"], ["switched"]),
        ("some little white pill", [], ["some little white pill"]),
        ("Xanax, drinks daily", ["alprazolam"], ["drinks"]),
        ("Xanax and acid", ["alprazolam"], ["acid"]),
        ("", [], [""]),
        ("???", [], ["???"]),
        ("99999999", [], ["99999999"]),
        ("10 mg daily", [], ["10 mg daily"]),
    ],
)
def test_words_left_over_are_open_items(text: str, named: list[str], left: list[str]) -> None:
    assert (names_of(text), open_items(text)) == (named, left)
    assert not recognise(text).is_recognised


@pytest.mark.parametrize(
    "text",
    [
        "sertraline 100 mg every morning with food for depression since 2019",
        "lisinopril 20 mg by mouth once daily for high blood pressure",
        "gabapentin 300 mg capsules, 1 capsule three times daily for nerve pain",
        "omeprazole 20 mg daily for acid reflux",
        "drinks coffee daily",
        "quetiapine 50 mg in the morning and 300 mg at bedtime",
        "zolpidem 10 mg at night as needed for insomnia, prescribed by psychiatrist",
    ],
)
def test_ordinary_words_of_a_prescription_are_no_open_items(text: str) -> None:
    assert recognise(text).is_recognised


def test_a_class_that_may_be_another_drug_stays() -> None:
    assert names_of("Xanax and another benzo") == ["alprazolam", "benzodiazepine"]
    assert names_of("MAOI (Zoloft)") == ["MAO inhibitor", "sertraline"]


def test_a_class_without_a_member_is_named_as_such() -> None:
    assert [drug.name for drug in recognise("some kind of benzo").which] == ["benzodiazepine"]
    assert recognise("statin").which == ()
    assert recognise("statin").mentions[0].drugs[0].kind is Kind.CLASS


@pytest.mark.parametrize(
    ("text", "standing", "when"),
    [
        ("no longer takes lithium", Standing.STOPPED, None),
        ("stopped lithium in 2019", Standing.STOPPED, "2019"),
        ("lithium 900 mg (discontinued 2026-10-01)", Standing.STOPPED, "2026-10-01"),
        ("used to take lithium", Standing.STOPPED, None),
        ("lithium, stopped 3 weeks ago", Standing.STOPPED, "3 weeks ago"),
        ("off lithium since March 2024", Standing.STOPPED, "march 2024"),
        ("not taking lithium", Standing.STOPPED, None),
        ("no lithium", Standing.NOT_TAKEN, None),
        ("denies lithium", Standing.NOT_TAKEN, None),
        ("never took lithium", Standing.NOT_TAKEN, None),
        ("lithium on hold", Standing.HELD, None),
        ("held lithium today", Standing.HELD, None),
        ("lithium 900 mg daily - stopped", Standing.STOPPED, None),
        ("lithium was stopped in 2019 after a rash", Standing.STOPPED, "2019"),
        ("lithium since 2015, stopped", Standing.STOPPED, None),
        ("in 2019 stopped lithium", Standing.STOPPED, "2019"),
        ("stopped 900 mg lithium", Standing.STOPPED, None),
        ("no lithium today", Standing.HELD, None),
        ("lithium stopped 2026-10-01, restarted 2026-11-01", Standing.CURRENT, None),
        ("formerly lithium 600 mg now 900 mg", Standing.CURRENT, None),
        ("used to take lithium 600 mg, takes 900 mg", Standing.CURRENT, None),
        ("never took lithium as prescribed", Standing.CURRENT, None),
        ("no lithium since 2020", Standing.NOT_TAKEN, None),
        ("denies lithium use", Standing.NOT_TAKEN, None),
        ("lithium not taken today", Standing.STOPPED, "today"),
        ("lithium for history of mania", Standing.CURRENT, None),
        ("lithium - not taking as prescribed", Standing.CURRENT, None),
        ("quit smoking with lithium", Standing.CURRENT, None),
        ("lithium 900 mg daily, previously 600 mg daily", Standing.CURRENT, None),
        ("lithium 900 mg daily, stopped drinking", Standing.CURRENT, None),
        ("stopped his nightly lithium", Standing.CURRENT, None),
        ("has not stopped lithium", Standing.CURRENT, None),
        ("plans to be off lithium", Standing.CURRENT, None),
        ("will stop lithium on 2026-12-01", Standing.CURRENT, None),
        ("lithium 900 mg daily", Standing.CURRENT, None),
    ],
)
def test_stopped_held_and_denied(text: str, standing: Standing, when: str | None) -> None:
    (mention,) = recognise(text).mentions
    assert mention.standing is standing
    assert (None if mention.stopped is None else mention.stopped.text) == when


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("lithium 900 mg daily, previously 600 mg daily", ["previously"]),
        ("lithium 900 mg daily, stopped drinking", ["stopped drinking"]),
        ("stopped his nightly lithium", ["stopped"]),
        ("lithium off on weekends", ["off"]),
    ],
)
def test_a_stop_word_that_is_not_understood_is_an_open_item(text: str, left: list[str]) -> None:
    assert open_items(text) == left


def test_a_drug_is_not_stopped_by_what_is_said_of_another() -> None:
    first, second = recognise("lorazepam 1 mg daily, never used with alcohol").mentions
    assert (first.standing, second.standing) == (Standing.CURRENT, Standing.CURRENT)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet", ["metformin"]),
        (
            "Acetaminophen 325 MG / Oxycodone Hydrochloride 10 MG Oral Tablet [Percocet]",
            ["acetaminophen", "oxycodone"],
        ),
        ("NDA020503 200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", ["albuterol"]),
        ("Acetaminophen 325 MG Oral Tablet [Tylenol]", ["acetaminophen"]),
        ("sertraline 100 mg (Zoloft) daily", ["sertraline"]),
        ("levothyroxine 88 mcg (Synthroid brand)", ["levothyroxine"]),
        ("MAOI (Nardil)", ["phenelzine"]),
        ("Xanax (a benzo)", ["alprazolam"]),
        ("SSRI: Zoloft", ["sertraline"]),
        ("antidepressant Zoloft", ["sertraline"]),
    ],
)
def test_names_as_registers_write_them(text: str, names: list[str]) -> None:
    reading = recognise(text)
    assert [drug.name for mention in reading.mentions for drug in mention.drugs] == names
    assert reading.is_recognised


def test_what_is_said_of_one_drug_is_not_said_of_the_next() -> None:
    first, second = recognise("stopped sertraline 2026-10-01, now venlafaxine 75 mg daily").mentions
    assert (first.standing, second.standing) == (Standing.STOPPED, Standing.CURRENT)
    assert first.doses[0].mg_per_day is None and second.doses[0].mg_per_day is not None


def test_every_brand_opens_into_its_ingredients() -> None:
    wrong = [
        text
        for product in FORMULARY.products
        for name in product.names
        for text in (name, name.upper(), f"{name} 10 mg daily")
        if sorted(names_of(text)) != sorted(product.ingredients)
    ]
    assert wrong == []


def test_every_generic_name_and_code_is_itself() -> None:
    wrong = [
        text
        for drug in FORMULARY.drugs
        for text in (drug.name, *drug.also, drug.name.upper(), drug.rxcui, f"RXCUI {drug.rxcui}")
        if text is not None and not text.endswith("None") and names_of(text) != [drug.name]
    ]
    assert wrong == []


def test_codes_are_only_those_that_were_verified() -> None:
    unverified = {
        "esketamine",
        "tapentadol",
        "suvorexant",
        "lurasidone",
        "cariprazine",
        "cannabidiol",
        "St John's wort",
    }
    assert {drug.name for drug in FORMULARY.drugs if drug.rxcui is None} >= unverified
    codes = [drug.rxcui for drug in FORMULARY.drugs if drug.rxcui is not None]
    assert len(codes) == len(set(codes)) > 150


def test_no_two_drugs_are_one_slip_apart_unseen() -> None:
    """Single letters and numbers at the end (vitamin D2, Claritin-D) are how those products are told apart."""
    written = {
        "".join(words_of(named.name)): named
        for named in NAMES
        if not named.name.casefold().startswith("vitamin")
    }
    alike: dict[str, set[str]] = {}
    for letters in written:
        for shorter in (letters, *(letters[:place] + letters[place + 1 :] for place in range(len(letters)))):
            alike.setdefault(shorter, set()).add(letters)
    near = {
        (one, other)
        for group in alike.values()
        for one, other in combinations(sorted(group), 2)
        if distance(one, other, 1) == 1
        and written[one].ingredients != written[other].ingredients
        and not other.startswith(one)
    }
    assert near - {("mucinexd", "mucinexdm")} == ONE_SLIP_APART


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.integers(0, 30),
    st.sampled_from(string.ascii_lowercase),
    st.sampled_from(["change", "lose", "add", "swap"]),
)
def test_a_name_mistyped_by_one_letter_is_never_another_drug(
    named: Named, place: int, letter: str, slip: str
) -> None:
    name = named.name
    place %= len(name)
    mistyped = {
        "change": name[:place] + letter + name[place + 1 :],
        "lose": name[:place] + name[place + 1 :],
        "add": name[:place] + letter + name[place:],
        "swap": name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
    }[slip]
    exactly = FORMULARY.named(mistyped)
    allowed = {drug.name for drug in named.ingredients}
    if exactly is not None:
        allowed |= {drug.name for drug in exactly.ingredients}
    for part in words_of(mistyped) if " " in name or "-" in name else ():
        if (shorter := FORMULARY.named(part)) is not None:
            allowed |= {drug.name for drug in shorter.ingredients}
    assert set(names_of(mistyped)) <= allowed
    if not names_of(mistyped):
        assert open_items(mistyped)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FORMULARY.drugs),
    st.sampled_from(["", " 10 mg daily", " as needed", " (generic)", " stopped 2019"]),
    st.sampled_from([" and ", " + ", ", ", "; ", " with ", " also ", "/", " & ", "\n", " plus ", " - ", " "]),
    st.sampled_from(FORMULARY.drugs),
)
def test_of_two_drugs_in_one_line_both_are_found(one: Drug, beside: str, between: str, other: Drug) -> None:
    assert set(names_of(f"{one.name}{beside}{between}{other.name}")) == {one.name, other.name}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_named_or_left_open(text: str) -> None:
    reading = recognise(text)
    assert reading.mentions or reading.unknown or reading.says_nothing
    assert reading.text == text


def test_a_typing_box_finds_names_by_their_beginning() -> None:
    assert [offer.name for offer in FORMULARY.search("lora")] == ["loratadine", "lorazepam"]
    assert str(FORMULARY.search("norv")[0]) == "Norvasc (amlodipine)"
    assert "St John's wort" in [offer.name for offer in FORMULARY.search("wort")]
    assert FORMULARY.search("LORAZ")[0].name == "lorazepam"
    assert FORMULARY.search("") == FORMULARY.search("zzzz") == ()
    assert len(FORMULARY.search("a")) == 12


def test_a_larger_list_adds_names_and_changes_none() -> None:
    larger = FORMULARY.extended(
        [Drug("terbinafine", "37801"), Drug("lorazepam", "1")], [Product(("Lamisil",), ("terbinafine",))]
    )
    assert [drug.name for drug in recognise("Lamisil 250 mg", larger).drugs] == ["terbinafine"]
    assert recognise("lorazepam", larger).drugs == recognise("lorazepam").drugs
    assert not recognise("Lamisil 250 mg").mentions


def test_a_table_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="also a name of"):
        Formulary([Drug("one", None), Drug("two", None, also=("ONE",))], [])
    with pytest.raises(ValueError, match="not in the table"):
        Formulary([Drug("one", None)], [Product(("Brand",), ("two",))])
