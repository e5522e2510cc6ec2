"""Which drug is meant by what somebody wrote, and what a day with it counts for."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprieve.pathway.diary.drug_table import (
    COUNTED_IN_8_2_6,
    DrugTableError,
    drug_of,
    drug_table,
    key_of,
    read_tables,
    words_of,
)
from reprieve.pathway.diary.drugs import (
    LONGEST_NAME_CHARS,
    MOST_NAMES,
    OveruseClass,
    edits,
    identify,
    says_no_drug,
    split_names,
)

TABLES = files("reprieve.pathway.diary") / "data"
DOCS = Path(__file__).parents[2] / "docs" / "drugs.md"


def rows(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader((TABLES / file).read_text(encoding="utf-8").splitlines()))


# What people write ------------------------------------------------------------------------------

WRITTEN = [
    # doses, forms, counts
    ("Sumatriptan 50 mg tab", "sumatriptan", {"triptan"}),
    ("sumatriptan50mg", "sumatriptan", {"triptan"}),
    ("SUMATRIPTAN", "sumatriptan", {"triptan"}),
    ("Sumatriptan succinate 6 mg/0.5 ml injection", "sumatriptan", {"triptan"}),
    ("Maxalt-MLT 10", "rizatriptan", {"triptan"}),
    ("Naproxen sodium 550mg Oral", "naproxen", {"non_opioid"}),
    ("Imigran nasal", "sumatriptan", {"triptan"}),
    ("½ Imitrex", "sumatriptan", {"triptan"}),
    ("Imitrex 1/2 tablet", "sumatriptan", {"triptan"}),
    ("Imitrex™ 50", "sumatriptan", {"triptan"}),
    ("2x Tylenol", "paracetamol", {"non_opioid"}),
    ("took 3 Tylenol", "paracetamol", {"non_opioid"}),
    ("Tylenol 1 g", "paracetamol", {"non_opioid"}),
    ("Advil Liqui-Gels (2)", "ibuprofen", {"non_opioid"}),
    ("Advil 8 pm", "ibuprofen", {"non_opioid"}),
    ("Frova 2,5mg", "frovatriptan", {"triptan"}),
    ("Zofran ODT 4mg", "ondansetron", {"other"}),
    # Spanish
    ("ibuprofeno 600mg", "ibuprofen", {"non_opioid"}),
    ("600 mg de ibuprofeno", "ibuprofen", {"non_opioid"}),
    ("ibuprofeno Cinfa 600 mg comprimidos", "ibuprofen", {"non_opioid"}),
    ("Sumatriptán 50", "sumatriptan", {"triptan"}),
    ("Acetaminofén 1 g", "paracetamol", {"non_opioid"}),
    ("ácido acetilsalicílico 500 mg", "aspirin", {"non_opioid"}),
    ("Nolotil cápsulas", "metamizole", {"non_opioid"}),
    ("Neo-Melubrina", "metamizole", {"non_opioid"}),
    ("dipirona", "metamizole", {"non_opioid"}),
    ("Enantyum 25", "dexketoprofen", {"non_opioid"}),
    ("diclofenaco sódico 50mg", "diclofenac", {"non_opioid"}),
    ("ketorolaco sublingual 30 mg", "ketorolac", {"non_opioid"}),
    ("Cafiaspirina", "aspirin + caffeine", {"combination"}),
    ("Zaldiar", "paracetamol + tramadol", {"combination"}),
    ("dihidroergotamina", "dihydroergotamine", {"ergotamine"}),
    ("flunarizina 5 mg", "flunarizine", set()),
    # misspelt: listed, and by a slip
    ("Exedrin Migrane", "aspirin + caffeine + paracetamol", {"combination"}),
    ("tylonol", "paracetamol", {"non_opioid"}),
    ("ibuprophen", "ibuprofen", {"non_opioid"}),
    ("propanolol", "propranolol", set()),
    ("sumatripatn", "sumatriptan", {"triptan"}),
    ("acetaminphen", "paracetamol", {"non_opioid"}),
    ("Excedrinn", "aspirin + caffeine + paracetamol", {"combination"}),
    # combinations written out
    ("paracetamol + codeine", "codeine + paracetamol", {"combination"}),
    ("acetaminophen-codeine", "codeine + paracetamol", {"combination"}),
    ("Tylenol w/ codeine", "codeine + paracetamol", {"combination"}),
    ("Tylenol #3", "codeine + paracetamol", {"combination"}),
    ("Co-codamol 30/500", "codeine + paracetamol", {"combination"}),
    ("aspirin/caffeine", "aspirin + caffeine", {"combination"}),
    ("paracetamol con cafeína", "caffeine + paracetamol", {"combination"}),
    ("Norco 10/325", "hydrocodone + paracetamol", {"combination"}),
    ("ibuprofen and tramadol", "ibuprofen + tramadol", {"combination"}),
    ("naproxen and sumatriptan", "naproxen + sumatriptan", {"triptan", "non_opioid"}),
    ("sumatriptan succinate/naproxen sodium", "naproxen + sumatriptan", {"triptan", "non_opioid"}),
    ("Treximet", "naproxen + sumatriptan", {"triptan", "non_opioid"}),
    # a name and its explanation
    ("Sumatriptan (Imigran)", "sumatriptan", {"triptan"}),
    ("Tylenol/acetaminophen", "paracetamol", {"non_opioid"}),
    ("Vicodin (hydrocodone/acetaminophen)", "hydrocodone + paracetamol", {"combination"}),
]


@pytest.mark.parametrize(("written", "name", "counted"), WRITTEN)
def test_a_name_as_people_write_it_is_understood(written: str, name: str, counted: set[str]) -> None:
    drug = identify(written)
    assert drug is not None
    assert drug.name == name
    assert {str(overuse) for overuse in drug.overuse_classes} == counted


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "mg",
        "500",
        "2 tablets",
        "ice pack",
        "coffee",
        "blue pill",
        "no ibuprofen",
        "ran out of Imitrex",
        "Voltaren gel",  # on the skin: no acute drug day
        "timolol eye drops",
        "ibuprofen Imitrex",  # two drugs, nothing says how they belong together
        "acetaminophen 300/30",  # the second ingredient was not written
        "Tylenol 3 tablets",  # three tablets, or No. 3 with codeine
        "Midol",
        "Benadryl",
        "T3",
        "aspirin 81mg",
        "baby aspirin",
        "toxina botulínica",
        "triptan",
        "painkiller",
        "vitamin B12",
    ],
)
def test_what_could_be_wrong_stays_unknown(written: str) -> None:
    assert identify(written) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zomig", "Zonegran"),
        ("Topamax", "Toprol"),
        ("Lamictal", "Lomotil"),
        ("tramadol", "trazodone"),
        ("Imitrex", "Imuran"),
        ("Celebrex", "Celexa"),
        ("Celebrex", "Cerebyx"),
        ("Toradol", "Foradil"),
        ("Toradol", "tramadol"),
        ("hydrocodone", "hydrocortisone"),
        ("hydroxyzine", "hydralazine"),
        ("clonidine", "clonazepam"),
        ("Migranal", "Migranol"),
        ("paracetamol", "piracetam"),
        ("eletriptan", "oxitriptan"),
        ("prednisone", "prednisolone"),
        ("nimodipine", "nifedipine"),
    ],
)
def test_look_alike_names_are_never_taken_for_each_other(one: str, other: str) -> None:
    assert identify(one) is not None
    assert identify(other) != identify(one)


@pytest.mark.parametrize("between", ["toramadol", "trazadone", "Topral", "Zomeg", "celebrx", "Maxlat"])
def test_a_slip_between_two_names_or_in_a_short_one_is_not_guessed(between: str) -> None:
    assert identify(between) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("oxyge", None),  # 5 letters, one edit from a generic name
        ("oxygem", "oxygen"),  # 6
        ("sumetripan", None),  # 10 letters, two edits
        ("sumetripten", "sumatriptan"),  # 11
        ("sumetriptem", None),  # three edits
        ("Maxelt", None),  # 6 letters, one edit from a brand
        ("Aimovik", "erenumab"),  # 7
        ("Aymovik", None),  # two edits
        ("zumatriptan", None),  # the first letter must be right
    ],
)
def test_the_longer_the_name_the_more_slips_are_forgiven(written: str, name: str | None) -> None:
    drug = identify(written)
    assert (drug.name if drug else None) == name


# The class rules of ICHD-3 8.2 ------------------------------------------------------------------


@pytest.mark.parametrize(
    "triptan",
    ["sumatriptan", "naratriptan", "zolmitriptan", "rizatriptan", "almotriptan", "eletriptan", "frovatriptan"],
)
def test_every_triptan_is_one(triptan: str) -> None:
    drug = drug_of([triptan])
    assert drug.overuse_classes == {OveruseClass.TRIPTAN}
    assert drug.triptan_or_ergot
    assert drug.migraine_specific
    assert drug.acute
    assert drug.preventive_class is None
    assert not drug.pain_reliever


@pytest.mark.parametrize(
    ("ingredients", "counted", "of_ingredients"),
    [
        ("paracetamol", "non_opioid", "non_opioid"),
        ("codeine", "opioid", "opioid"),
        # two plain non-opioids are one class, so no combination
        ("aspirin paracetamol", "non_opioid", "non_opioid"),
        ("ibuprofen paracetamol", "non_opioid", "non_opioid"),
        ("codeine paracetamol", "combination", "non_opioid opioid"),
        ("caffeine paracetamol", "combination", "non_opioid"),
        ("aspirin butalbital caffeine", "combination", "non_opioid"),
        ("butalbital caffeine codeine paracetamol", "combination", "non_opioid opioid"),
        ("caffeine codeine", "combination", "opioid"),
        ("metoclopramide paracetamol", "non_opioid", "non_opioid"),
        ("diphenhydramine ibuprofen", "non_opioid", "non_opioid"),
        ("naloxone oxycodone", "opioid", "opioid"),
        ("ergotamine", "ergotamine", "ergotamine"),
        ("dihydroergotamine", "ergotamine", "ergotamine"),
        ("caffeine ergotamine", "ergotamine", "ergotamine"),
        ("caffeine ergotamine paracetamol", "combination ergotamine", "ergotamine non_opioid"),
        ("naproxen sumatriptan", "non_opioid triptan", "non_opioid triptan"),
        ("ubrogepant", "other", ""),
        ("lasmiditan", "other", ""),
        ("metoclopramide", "other", ""),
        ("caffeine", "", ""),
        ("propranolol", "", ""),
        ("magnesium", "", ""),
    ],
)
def test_ingredients_together_count_as_ichd_3_says(ingredients: str, counted: str, of_ingredients: str) -> None:
    drug = drug_of(ingredients.split())
    assert drug.overuse_classes == {OveruseClass(name) for name in counted.split()}
    assert drug.ingredient_classes == {OveruseClass(name) for name in of_ingredients.split()}


@pytest.mark.parametrize(
    ("name", "specific"),
    [
        ("Cafergot", True),
        ("D.H.E. 45", True),
        ("Ubrelvy", True),
        ("Nurtec ODT", True),
        ("Zavzpret", True),
        ("Reyvow", True),
        ("Qulipta", False),  # prevents only
        ("Aimovig", False),
        ("Excedrin Migraine", False),  # a name on a box is not a mechanism
        ("Toradol", False),
    ],
)
def test_migraine_specific_acute_drugs_are_triptans_ergots_gepants_and_ditans(name: str, specific: bool) -> None:
    drug = identify(name)
    assert drug is not None
    assert drug.migraine_specific is specific


@pytest.mark.parametrize(
    ("name", "preventive_class", "named_by_ehf"),
    [
        ("amitriptyline", "antidepressant", True),
        ("nortriptyline", "antidepressant", False),
        ("Depakote ER 500", "antiepileptic", True),
        ("Topamax", "antiepileptic", True),
        ("gabapentin", "antiepileptic", False),
        ("Inderal LA", "beta_blocker", True),
        ("nadolol", "beta_blocker", False),
        ("Sibelium", "calcium_channel_blocker", True),
        ("candesartan cilexetil 16 mg", "ace_arb", True),
        ("lisinopril", "ace_arb", True),
        ("Aimovig 140 mg inj", "cgrp_pathway", True),
        ("Qulipta", "cgrp_pathway", True),
        ("Nurtec", "cgrp_pathway", True),
        ("Botox", "onabotulinumtoxina", True),
        ("riboflavin", "other", False),
        ("Imitrex", None, False),
    ],
)
def test_preventive_drugs_have_their_ehf_2020_class(
    name: str, preventive_class: str | None, named_by_ehf: bool
) -> None:
    drug = identify(name)
    assert drug is not None
    assert drug.preventive_class == preventive_class
    assert drug.named_by_ehf is named_by_ehf


def test_rimegepant_is_acute_and_preventive_and_atogepant_is_preventive_only() -> None:
    rimegepant, atogepant = drug_of(["rimegepant"]), drug_of(["atogepant"])
    assert (rimegepant.acute, rimegepant.preventive_class) == (True, "cgrp_pathway")
    assert (atogepant.acute, atogepant.preventive_class) == (False, "cgrp_pathway")
    assert atogepant.overuse_classes == frozenset()


def test_only_analgesics_relieve_pain() -> None:
    assert [drug_of([name]).pain_reliever for name in ("ibuprofen", "tramadol")] == [True, True]
    assert drug_of(["codeine", "paracetamol"]).pain_reliever
    assert [drug_of([name]).pain_reliever for name in ("sumatriptan", "metoclopramide")] == [False, False]


# Lists and "nothing" ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" ; , ", []),
        ("Imitrex", ["Imitrex"]),
        ("Imitrex, Tylenol;Advil\nZofran", ["Imitrex", "Tylenol", "Advil", "Zofran"]),
        ("ibuprofeno 1,5 g, Nolotil", ["ibuprofeno 1,5 g", "Nolotil"]),
        ("Tylenol 500,Advil 200", ["Tylenol 500", "Advil 200"]),
        ("Tylenol and Imitrex", ["Tylenol", "Imitrex"]),
        ("Nolotil y Primperan", ["Nolotil", "Primperan"]),
        ("Tylenol and Advil", ["Tylenol", "Advil"]),
        ("naproxen and sumatriptan", ["naproxen and sumatriptan"]),
        ("paracetamol y codeína", ["paracetamol y codeína"]),
        ("Bayer Back & Body", ["Bayer Back & Body"]),
        ("paracetamol + codeine", ["paracetamol + codeine"]),
        ("aspirin/caffeine, Zofran", ["aspirin/caffeine", "Zofran"]),
        ("Maxalt, 10 mg, oral, Zofran", ["Maxalt, 10 mg, oral", "Zofran"]),
        ("Imitrex and a nap", ["Imitrex", "a nap"]),
    ],
)
def test_lists_are_split_and_combinations_are_not(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    "text", ["No medication", "none", "Nothing", "no meds", "ninguno", "Ninguna", "sin medicación", "nada", "NIL"]
)
def test_saying_that_nothing_was_taken_is_understood(text: str) -> None:
    assert says_no_drug(text)
    assert identify(text) is None


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "unknown", "?", "Imitrex", "nothing helped", "no Imitrex"])
def test_silence_and_doubt_do_not_say_that_nothing_was_taken(text: str) -> None:
    assert not says_no_drug(text)


# The tables -------------------------------------------------------------------------------------


def test_every_listed_name_is_its_drug() -> None:
    wrong = []
    for row in rows("names.csv"):
        drug = identify(row["name"])
        if drug is None or list(drug.ingredients) != row["ingredients"].split(" + "):
            wrong.append(row["name"])
    assert wrong == []


def test_every_name_that_must_stay_unknown_does() -> None:
    assert [row["name"] for row in rows("not_these.csv") if identify(row["name"]) is not None] == []


def test_every_ingredient_is_known_by_its_own_name() -> None:
    companions = {row["ingredient"] for row in rows("ingredients.csv") if "companion" in row["note"]}
    for row in rows("ingredients.csv"):
        drug = identify(row["ingredient"])
        assert row["ingredient"] in companions or (drug and drug.ingredients == (row["ingredient"],)), row


def test_a_slip_in_any_long_generic_name_leads_home_or_nowhere() -> None:
    for row in rows("names.csv"):
        if row["kind"] == "generic" and row["name"].isalpha() and len(row["name"]) >= 8:
            for at in range(1, len(row["name"]) - 1):
                drug = identify(row["name"][:at] + row["name"][at + 1 :])
                assert drug is None or list(drug.ingredients) == row["ingredients"].split(" + "), row


def table_with(file: str, text: str) -> None:
    def read(name: str) -> str:
        kept = (TABLES / name).read_text(encoding="utf-8")
        return kept + text + "\n" if name == file else kept

    read_tables(read)


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        ("names.csv", "Newbrand,unobtainium,en,brand,MEMORY,M", "`unobtainium` is not in ingredients.csv"),
        ("names.csv", "IMITREX,naproxen,en,brand,MEMORY,M", "is listed already"),
        ("names.csv", "Imítrex,sumatriptan,en,brand,MEMORY,M", "is listed already"),
        ("names.csv", "Newbrand,naproxen,en,trade,MEMORY,M", "kind must be one of"),
        ("names.csv", "Newbrand,naproxen,en,brand,HEARSAY,M", "source `HEARSAY` is not in sources.csv"),
        ("names.csv", "Newbrand,naproxen,en,brand,MEMORY,X", "mark must be one of"),
        ("names.csv", "Newbrand,naproxen", "not as many cells as the heading"),
        ("names.csv", "--,naproxen,en,brand,MEMORY,M", "the name is empty"),
        ("not_these.csv", "Imitrex,why,OURS,D", "is listed already"),
        ("ingredients.csv", "aspirin,non_opioid,no,yes,no,,no,,MEMORY,M,", "is listed twice"),
        ("ingredients.csv", "newdrug,nsaid,no,yes,no,,no,,MEMORY,M,", "overuse_class must be empty or one of"),
        ("ingredients.csv", "newdrug,combination,no,yes,no,,no,,MEMORY,M,", "overuse_class must be empty or one of"),
        ("ingredients.csv", "newdrug,,no,no,no,herb,no,,MEMORY,M,", "preventive_class must be empty or one of"),
        ("ingredients.csv", "newdrug,,no,maybe,no,,no,,MEMORY,M,", "acute must be yes or no"),
        ("ingredients.csv", "newdrug,,no,yes,no,,no,,MEMORY,M,", "an acute drug has an overuse_class"),
        ("words.csv", "grain,weight", "kind must be one of"),
    ],
)
def test_a_bad_row_is_named_with_what_it_must_be(file: str, row: str, message: str) -> None:
    with pytest.raises(DrugTableError, match=re.escape(message)) as error:
        table_with(file, row)
    assert str(error.value).startswith(f"{file}, row ")


def test_the_tables_are_read_once() -> None:
    assert drug_table() is drug_table()


def test_the_manual_counts_the_rows_as_they_are() -> None:
    manual = DOCS.read_text(encoding="utf-8")
    for file in ("ingredients.csv", "names.csv", "not_these.csv"):
        marks = [row["mark"] for row in rows(file)]
        line = f"| `{file}` | {len(marks)} | {marks.count('V')} | {marks.count('M')} | {marks.count('D')} |"
        assert line in manual, line


# Any text ---------------------------------------------------------------------------------------

ANY_NAME = st.sampled_from([row["name"] for row in rows("names.csv")])


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    drug = identify(text)
    assert drug is None or drug.ingredient_classes <= COUNTED_IN_8_2_6
    assert isinstance(says_no_drug(text), bool)
    assert all(name.strip() == name and name for name in split_names(text))


@given(st.lists(st.sampled_from(["Tylenol", "3", "#", "+", "/", "-", " ", "(", "mg", "codeine", "½", "²", "no"])))
def test_no_arrangement_of_its_own_signs_makes_it_fail(pieces: list[str]) -> None:
    drug = identify("".join(pieces))
    assert drug is None or set(drug.ingredients) <= {"paracetamol", "codeine", "caffeine"}


@given(ANY_NAME, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_case_accents_and_outer_spaces_do_not_matter(name: str, recase: object) -> None:
    assert callable(recase)
    drug = identify(name)
    assert identify(recase(name)) == drug
    assert identify(f"  {name}\t ") == drug
    assert identify("".join(c + "\u0301" if c in "aeiou" else c for c in name)) == drug


@given(ANY_NAME, st.sampled_from(["{} 600 mg", "2x {}", "{} tabletas", "{} x2", "1 comprimido de {}"]))
def test_a_dose_or_a_form_beside_a_name_does_not_change_it(name: str, written: str) -> None:
    assert identify(written.format(name)) == identify(name)


def test_a_list_of_any_length_is_read_up_to_a_number_of_names() -> None:
    assert len(split_names("; ".join(f"pill {'x' * n}" for n in range(1, 200)))) == MOST_NAMES + 1
    assert len(split_names(";".join(f"a{n}" for n in range(20_000)))) == MOST_NAMES + 1
    assert split_names(";" * 100_000) == []


def test_a_run_of_blanks_in_a_list_is_passed_over_at_once() -> None:
    assert split_names("Imitrex" + " " * 120_000 + "and Advil") == ["Imitrex", "Advil"]


def test_a_text_with_more_than_three_slips_stays_unknown() -> None:
    slip = "ibuproxen / sumatriptanx / paracetamox"
    assert identify(slip) is not None
    assert identify(f"{slip} / zolmitriptax") is None
    assert identify("zolmitriptax") is not None


def test_a_name_found_to_be_unknown_is_remembered() -> None:
    names = [f"a pill called {number}" for number in range(20_000)]
    for name in names:
        identify(name)
    before = identify.cache_info().hits
    for name in names:
        identify(name)
    assert identify.cache_info().hits == before + len(names)


def test_very_long_text_is_no_name() -> None:
    assert identify("sumatriptan " + " " * (LONGEST_NAME_CHARS - 12)) == identify("sumatriptan")
    assert identify("sumatriptan " + " " * (LONGEST_NAME_CHARS - 11)) is None
    assert identify("a" * 10_000_000) is None
    assert not says_no_drug("none" + " " * 10_000_000)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_the_number_of_edits_is_the_same_both_ways_and_zero_only_for_the_same(a: str, b: str) -> None:
    assert edits(a, b, at_most=9) == edits(b, a, at_most=9)
    assert (edits(a, b, at_most=9) == 0) == (a == b)
    for limit in range(4):
        assert edits(a, b, at_most=limit) == min(edits(a, b, at_most=9), limit + 1)


def test_joining_signs_do_not_matter_in_a_key() -> None:
    assert key_of(words_of("Neo-Melubrina")) == key_of(words_of("neo melubrina")) == "neo melubrina"
