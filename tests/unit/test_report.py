"""One page for the doctor: what stands on it, and what never does."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprieve import diagnose, read_diary
from reprieve.pathway.diagnosis.intractability_grades import RULE_SETS as GRADES
from reprieve.pathway.diagnosis.report import report_pdf, report_png, typeset
from reprieve.pathway.diagnosis.report_content import content
from reprieve.pathway.diagnosis.report_days import NOT_PRINTED, PRINTED, as_written
from reprieve.pathway.diary.choices import Nausea, Outcome
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.safety.red_flags import RED_FLAGS, WITHHOLDING, Action, Answers, Clearance
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import speaking
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

DEMONSTRATION = Path(__file__).parents[2] / "examples" / "demonstration-diary.csv"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
PAPERS = ("a4", "us-letter")
NEVER_SAID = ("is", "sign", "look", "date")


@pytest.fixture(scope="module")
def demonstration():
    return diagnose(read_diary(DEMONSTRATION))


def opened(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def printed(diagnosis):
    """All words of the page, with single blanks."""
    reader = opened(report_pdf(diagnosis))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().replace("\u200b", "").split())


def ten_years():
    start = datetime(2016, 1, 1, 8, tzinfo=UTC)
    days = tuple(DayEntry(day=date(2016, 1, 1) + timedelta(days=n), headache=NO) for n in range(0, 3650, 2))
    return Diary(
        attacks=tuple(
            Attack(start=start + timedelta(days=n), end=start + timedelta(days=n, hours=9), pain_0_to_10=n % 9 + 1)
            for n in range(1, 3650, 4)
        ),
        doses=tuple(Dose(name=f"drug number {n % 40}", day=date(2016, 1, 2) + timedelta(days=n)) for n in range(3600)),
        days=days,
    )


def test_the_page_says_what_a_doctor_asks_first(demonstration):
    words = printed(demonstration)
    for expected in (
        "Name",
        "Date of birth",
        "5 Jan 2026 to 3 May 2026: 119 days, 111 written, 8 not written.",
        "Headache on 78 (at most 86), migraine on 52 (at most 60).",
        "Red flags not asked.",
        "Apr 2026",
        "1.3 Chronic migraine met",
        "2.2 Frequent episodic tension-type headache met, set aside (1.3:",
        "8.2 Medication-overuse headache not known",
        "A triptan 7–17 9–12 6–13 10 not known",
        "None written of: ergotamine, an opioid or a combined pain reliever (at most 10 days of 30, not written)",
        "Resistant migraine (EHF 2020) not known B at least 8 disabling headache days a month",
        "Propranolol Feb 2019 – Jun 2019 no effect, adequate trial",
        "Person: Was a drug taken on the days where none is written?",
        "a clinician confirms",
        "ICHD-3, 2018",
        "It is not a diagnosis, not a medical device, and recommends no treatment.",
    ):
        assert expected in words


def test_every_verdict_is_named_whatever_it_is(demonstration):
    words = printed(demonstration)
    for verdict in demonstration.verdicts:
        assert re.search(rf"(?<![\d.]){re.escape(verdict.code)}(?![\d.]\d)", words), verdict.code
    for rule_set in demonstration.intractability:
        assert rule_set.entity in GRADES or rule_set.name in words
    for grade in demonstration.grades:
        assert str(grade) in words


@pytest.mark.parametrize("paper", PAPERS)
def test_it_is_one_page_of_the_paper_asked_for(demonstration, paper):
    page = opened(report_pdf(demonstration, paper=paper)).pages[0]
    width_mm, height_mm = (round(float(points) / 72 * 25.4) for points in (page.mediabox.width, page.mediabox.height))
    assert (width_mm, height_mm) == {"a4": (210, 297), "us-letter": (216, 279)}[paper]


def test_ten_years_are_one_page_and_the_older_years_are_told_in_words():
    words = printed(diagnose(ten_years()))
    assert "Dec 2025" in words
    assert "Before, from 1 Jan 2016 to 30 Jun 2025:" in words


@pytest.mark.parametrize(
    "diary",
    [
        Diary(),
        Diary(days=(DayEntry(day=date(1880, 1, 1), headache=NO),)),
        Diary(days=(DayEntry(day=date(2026, 3, 1)),)),
        Diary(days=(DayEntry(day=date(1990, 1, 1), headache=YES), DayEntry(day=date(2030, 1, 1), headache=NO))),
        Diary(attacks=(Attack(start=datetime(2200, 12, 31, 23, tzinfo=UTC), ongoing=YES),)),
    ],
)
def test_a_diary_that_says_nearly_nothing_still_makes_a_page(diary):
    assert "Criteria of ICHD-3" in printed(diagnose(diary))


def longer(value, key=""):
    """Every text said a third longer, as another language may."""
    if isinstance(value, str) and key not in NEVER_SAID:
        return value + f" {value}"[: len(value) // 3]
    if isinstance(value, list):
        return [longer(one, key) for one in value]
    if isinstance(value, dict):
        return {name: longer(one, name) for name, one in value.items()}
    return value


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("said", [lambda page: page, longer], ids=["as it is", "a third longer"])
def test_sixty_diagnoses_and_twenty_rule_sets_and_thirty_treatments_are_one_page(demonstration, paper, said):
    answers = Answers(answers={flag.id: YES for flag in RED_FLAGS if flag.action not in WITHHOLDING})
    treatments = tuple(
        Treatment(
            name=f"{n} units of something with a long name",
            started=date(2010, 1, 1),
            stopped=date(2020, 1, 1),
            outcome=Outcome.NO_EFFECT,
            days_before_per_28=20,
            days_with_per_28=18.5,
        )
        for n in range(30)
    )
    diary = demonstration.findings.diary
    diagnosis = diagnose(replace(diary, profile=replace(diary.profile, treatments=treatments)), answers=answers)
    crowded = replace(
        diagnosis,
        verdicts=tuple(islice(cycle(diagnosis.verdicts), 60)),
        intractability=tuple(islice(cycle(diagnosis.intractability), 20)),
        advice=("See a doctor today about something that takes a whole line of the page to say.",),
    )
    page = {**said(content(crowded)), "paper": paper, "language": "en"}
    assert len(opened(typeset(page, format="pdf", moment=MOMENT)).pages) == 1


def test_a_page_that_would_print_one_line_over_another_is_refused(demonstration):
    page = {**content(demonstration), "paper": "a4", "language": "en"}
    section = {"title": "", "blocks": [{"is": "line", "label": "", "text": f"secret {n}"} for n in range(200)]}
    with pytest.raises(ReprieveError) as refused:
        typeset({**page, "left": [[section]], "questions": [section]}, format="pdf", moment=MOMENT)
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_what_a_person_wrote_is_printed_and_never_obeyed():
    names = ('#import "/etc/passwd"', "*bold* _x_ $a$", "#panic(1)", "@cite <label>", "= title", "漢字 tonic")
    diary = Diary(
        doses=tuple(Dose(name=name, day=date(2026, 3, n)) for n, name in enumerate(names, start=1)),
        profile=Profile(treatments=tuple(Treatment(name=name) for name in names)),
    )
    answers = Answers(cleared={"strain": Clearance(by="#sys.inputs", on=date(2026, 3, 1))})
    words = printed(diagnose(diary, answers=answers))
    for name in names[:-1]:
        assert words.count(name) >= 2, name
    assert "□□ tonic" in words
    assert "cleared by #sys.inputs" in words


@settings(deadline=None, max_examples=80, derandomize=True)
@given(st.lists(st.text(max_size=300).filter(str.strip), max_size=20))
def test_whatever_treatments_are_called_the_page_is_one(names):
    diary = Diary(profile=Profile(treatments=tuple(Treatment(name=name) for name in names)))
    assert len(opened(report_pdf(diagnose(diary))).pages) == 1


def test_every_letter_that_is_printed_is_in_the_fonts(demonstration):
    letters = [chr(n) for signs in PRINTED for n in signs]
    kept = [letter for letter in letters if as_written(f"a{letter}") != f"a{NOT_PRINTED}"]
    lines = [" ".join(kept[n : n + 200]) for n in range(0, len(kept), 200)]
    page = {**content(demonstration), "paper": "a4", "language": "en", "footer": lines, "left": []}
    assert typeset(page, format="pdf", moment=MOMENT)


def test_the_same_diagnosis_is_the_same_file(demonstration):
    again = diagnose(read_diary(DEMONSTRATION))
    assert report_pdf(demonstration) == report_pdf(again)


def test_the_file_says_its_title_and_language_and_no_place_or_time_of_the_machine(demonstration):
    pdf = report_pdf(demonstration)
    reader = opened(pdf)
    assert reader.metadata.title == "Headache diary, for the doctor"
    assert set(reader.metadata) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}
    assert reader.metadata.creation_date.date() == date(2026, 5, 3)
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert str(Path(__file__).parents[2]).encode() not in pdf


def test_the_file_can_be_followed_by_a_screen_reader(demonstration):
    root = opened(report_pdf(demonstration)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    told = "\n".join(_alternatives(root["/StructTreeRoot"]))
    assert "Apr 2026. migraine day: 1, 3 to 4" in told
    assert "not written: 11 " in told or "not written: 11;" in told


def _alternatives(element):
    """The texts that stand for pictures."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        for one in element:
            yield from _alternatives(one)
    elif isinstance(element, dict):
        if "/Alt" in element:
            yield element["/Alt"]
        yield from _alternatives(element.get("/K", []))


def test_all_of_it_is_black_white_or_grey(demonstration):
    """In a picture of the page, no dot has a colour."""
    picture = report_png(demonstration, ppi=40)
    assert picture.startswith(b"\x89PNG")
    operators = opened(report_pdf(demonstration)).pages[0].get_contents().get_data().decode("latin-1")
    colours = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b", operators)
    assert [colour for colour in colours if len(set(colour)) > 1] == []


def test_a_flag_that_withholds_leaves_the_safety_message_and_the_days_written(demonstration):
    answers = Answers(answers={"thunderclap": YES, "self_harm": YES})
    words = printed(diagnose(demonstration.findings.diary, answers=answers))
    assert "Did the pain reach its worst within 5 minutes? Yes. Go to an emergency department now" in words
    assert "The classification is withheld until a clinician has looked." in words
    assert "119 days, 111 written" in words
    for kept_back in ("Criteria", "migraine", "headache on", "Propranolol", "limit", "Apr 2026"):
        assert kept_back not in words


def test_the_answer_that_leads_to_a_crisis_line_is_not_put_on_paper(demonstration):
    words = printed(diagnose(demonstration.findings.diary, answers=Answers(answers={"self_harm": YES})))
    (flag,) = (flag for flag in RED_FLAGS if flag.id == "self_harm")
    assert Action.CRISIS.value in words
    assert flag.ask not in words
    assert flag.look_for not in words


def test_a_flag_that_warns_stands_above_the_classification(demonstration):
    words = printed(diagnose(demonstration.findings.diary, answers=Answers(answers={"strain": YES})))
    assert words.index("See a doctor within days.") < words.index("Criteria of ICHD-3")
    assert "red flags not asked." in words


def test_a_day_is_drawn_as_what_is_known_of_it():
    start = datetime(2026, 3, 1, 8, tzinfo=UTC)
    short = {"end": start + timedelta(minutes=5), "drug_taken": NOT_KNOWN}
    diary = Diary(
        attacks=(Attack(start=start, **short),),
        doses=(Dose(name="ibuprofen", day=date(2026, 3, 3)),),
        days=(
            DayEntry(day=date(2026, 3, 2), headache=NO, menstruation=YES),
            DayEntry(day=date(2026, 3, 5), headache=YES),
        ),
    )
    month = content(diagnose(diary))["picture"]["months"][0]
    assert [mark and mark["look"] for mark in month["marks"][:6]] == [
        "unsure",
        "none",
        "not_written",
        "not_written",
        "headache_or_migraine",
        None,
    ]
    assert [mark["drug"] for mark in month["marks"][:5]] == [False, False, True, False, False]
    assert [mark["bleeding"] for mark in month["marks"][:5]] == [False, True, False, False, False]


def test_in_spanish_the_page_says_its_language(demonstration):
    with speaking("es"):
        pdf = report_pdf(diagnose(read_diary(DEMONSTRATION)))
    assert opened(pdf).trailer["/Root"]["/Lang"] == "es"
    assert len(opened(pdf).pages) == 1
    assert opened(report_pdf(demonstration, language="es")).trailer["/Root"]["/Lang"] == "es"


def test_the_typesetter_is_loaded_for_a_page_only():
    ask = "import sys, reprieve.pathway.diagnosis.diagnose, reprieve.pathway.diagnosis.report; print(*sys.modules)"
    asked = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert "typst" not in asked.stdout.split()


def test_the_page_says_what_a_proposed_code_leaves_open():
    attacks = tuple(
        Attack(
            start=MOMENT + timedelta(days=3 * n),
            end=MOMENT + timedelta(days=3 * n, hours=20),
            pain_0_to_10=8,
            nausea=Nausea.SEVERE,
            worse_with_activity=YES,
        )
        for n in range(8)
    )
    words = printed(diagnose(Diary(attacks=attacks)))
    assert "G43.009: Migraine without aura, not intractable, without status migrainosus" in words
    assert "But: no rule set is met, and not all can be judged; for the clinician to attest" in words


def test_room_below_the_questions_is_used_for_more_of_them():
    words = printed(diagnose(Diary(days=(DayEntry(day=date(2026, 3, 1), headache=YES),))))
    more = re.search(r"and (\d+) more", words)
    assert words.count("Person: ") > 20
    assert more is None or int(more[1]) < 35


def test_a_limit_that_is_reached_and_counts_elsewhere_says_where():
    doses = tuple(Dose(name="sumatriptan", day=date(2026, 1, 1) + timedelta(days=3 * n)) for n in range(40))
    by_code = {it.code: it for it in diagnose(Diary(doses=doses)).overuse}
    assert (by_code["8.2.2"].status, by_code["8.2.2"].reason) == (YES, "")
    assert by_code["8.2.6"].reason == (
        "counted on its own: a triptan on at least 10 days a month for more than three months"
    )
    assert "it cannot be found out which drugs they are" in by_code["8.2.7"].reason
