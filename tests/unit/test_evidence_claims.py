"""A claim's numbers are compared with the studies they come from; its honest sentence has no other numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reprieve.pathway.evidence.claims import Verdict, claims_from, load_claims, value_at
from reprieve.pathway.evidence.loading import load_studies
from reprieve.pathway.terms.errors import InvalidInput

CLAIM = """
[[claim]]
id = "a-claim"
said = "Nearly everybody gets better."
verdict = "inexact"
say_en = "55 of 77 people (71.4 %) had less pain."
say_es = "55 de 77 personas (71,4 %) tenían menos dolor."
why = "Nobody was compared with them."
studies = ["pomeroy-2017"]
checked = 2026-11-22
mark = "checked"
numbers = [
    { value = 55, unit = "people", study = "pomeroy-2017", field = "acute-response.ketamine.events" },
    { value = 77, unit = "people", study = "pomeroy-2017", field = "acute-response.ketamine.n" },
    { value = 71.4, unit = "%", study = "pomeroy-2017", field = "acute-response.ketamine.percent" },
]
"""


@pytest.fixture
def read(tmp_path):
    def read_changed(*changes):
        text = CLAIM
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "claims.toml"
        file.write_text(text, "utf-8")
        return claims_from(file, load_studies(), frozenset({"a-source"}))

    return read_changed


def test_a_claim_whose_numbers_agree_is_read(read):
    claim = read()["a-claim"]
    assert claim.verdict is Verdict.INEXACT
    assert claim.honest("es").startswith("55 de 77")


@pytest.mark.parametrize("written", ["71.43", "71.4", "71"])
def test_rounding_is_said_by_how_the_number_is_written(read, written):
    sentences = [(f"({old} %)", f"({written.replace('.', mark)} %)") for old, mark in (("71.4", "."), ("71,4", ","))]
    assert read(("value = 71.4", f"value = {written}"), *sentences)


@pytest.mark.parametrize("written", ["71.5", "72", "71.0", "71.40"])
def test_a_number_that_is_not_its_study_s_is_refused_with_the_right_one(read, written):
    with pytest.raises(InvalidInput, match=r"`value` must be 71\.4286, rounded as you like; got"):
        read(("value = 71.4", f"value = {written}"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('studies = ["pomeroy-2017"]', 'studies = ["pomeroy-2071"]', "pomeroy-2071 is none"),
        (
            'study = "pomeroy-2017", field = "acute-response.ketamine.n"',
            'study = "nobody", field = "n"',
            'got "nobody"',
        ),
        ("acute-response.ketamine.percent", "acute-response.ketamine.sd", "must be a figure that pomeroy-2017 has"),
        ("acute-response.ketamine.percent", "acute-response.kitamine.sd", "reprieve evidence show pomeroy-2017"),
        ('say_en = "55 of 77', 'say_en = "56 of 77', "claim a-claim: `say_en` must be a sentence of which each number"),
        ("55 de 77 personas (71,4 %)", "55 de 77 personas (71,5 %)", "71,5 is not"),
        ('studies = ["pomeroy-2017"]', "studies = []", "a list with pomeroy-2017, which a number comes from"),
        ('verdict = "inexact"', 'verdict = "exact"', "Did you mean inexact?"),
        (
            "checked = 2026-11-22",
            'checked = "2026-11-22"',
            "must be a date such as 2026-11-22, without quotation marks",
        ),
        (
            ', study = "pomeroy-2017", field = "acute-response.ketamine.n"',
            "",
            "Without it nobody can check the number.",
        ),
        (', field = "acute-response.ketamine.n"', "", "`field` must be there where the other of the two is"),
        ('why = "Nobody', 'sources = ["a-book"]\nwhy = "Nobody', "a-book is none"),
        ('why = "Nobody was compared with them."\n', "", "`why` must be a text in quotation marks; got nothing."),
        ('say_es = "55 de 77 personas (71,4 %) tenían menos dolor."\n', "", "`say_es` must be a text"),
    ],
)
def test_a_slip_in_a_claim_is_told(read, old, new, said):
    with pytest.raises(InvalidInput) as refused:
        read((old, new))
    assert said in str(refused.value)
    assert str(refused.value).startswith("claims.toml, claim")


def test_arithmetic_is_done_again(read):
    more = ' (38 million is 11.6 %)"\nsay_es = "Según la cuenta (38 millones, 11,6 %), '
    sums = 'numbers = [\n    { value = 38, means = "as claimed" },\n    { value = 11.6, worked = "38 / 327 * 100" },'
    changes = (('pain."\nsay_es = "', f"pain{more}"), ("numbers = [", sums))
    assert read(*changes)
    with pytest.raises(InvalidInput, match=r"must be 11\.6208, rounded as you like; got 11\.7"):
        read(*changes, ("value = 11.6", "value = 11.7"))
    with pytest.raises(InvalidInput, match="must be arithmetic with"):
        read(*changes, ("38 / 327 * 100", "__import__('os')"))
    with pytest.raises(InvalidInput, match="must be arithmetic with"):
        read(*changes, ("38 / 327 * 100", "38 / 0"))


def test_a_study_corrected_in_its_own_file_makes_the_sentence_fail(tmp_path):
    from dataclasses import replace

    from reprieve.pathway.evidence.studies import Part

    studies = dict(load_studies())
    pomeroy = studies["pomeroy-2017"]
    corrected = replace(pomeroy.outcomes[0], ketamine=Part(events=54, n=77))
    studies["pomeroy-2017"] = replace(pomeroy, outcomes=(corrected, *pomeroy.outcomes[1:]))
    file = tmp_path / "claims.toml"
    file.write_text(CLAIM, "utf-8")
    with pytest.raises(InvalidInput, match="must be 54, rounded"):
        claims_from(file, studies, frozenset())


def test_a_figure_is_found_by_its_path():
    study = load_studies()["pomeroy-2017"]
    assert value_at(study, "n") == 77
    assert value_at(study, "infusion-days.value") == Decimal("4.8")
    assert value_at(study, "pain.before.mean") == Decimal("7.1")
    assert round(value_at(study, "acute-response.ketamine.percent_low"), 1) == Decimal("60.5")
    for nonsense in (
        "",
        "x",
        "pain",
        "pain.before",
        "pain.before.sd",
        "pain.id",
        "infusion-days.unit",
        "pain.before.p",
    ):
        assert value_at(study, nonsense) is None


def test_the_claims_that_come_along_hold_the_ones_most_repeated():
    claims = load_claims()
    verdicts = {
        "asa-2017-three-in-four": Verdict.TRUE,
        "half-had-three-weeks": Verdict.INEXACT,
        "thirty-eight-million": Verdict.WRONG,
        "relieves-regular-migraine": Verdict.WRONG,
        "not-addictive": Verdict.WRONG,
        "corrects-nmda": Verdict.UNVERIFIABLE,
        "especially-good-option": Verdict.UNVERIFIABLE,
        "relief-is-significant": Verdict.INEXACT,
    }
    assert {id: claims[id].verdict for id in verdicts} == verdicts


def test_no_honest_sentence_promises():
    for claim in load_claims().values():
        for word in ("breakthrough", "cure", "you have", "guarantee"):
            assert word not in claim.say_en.casefold(), claim.id
