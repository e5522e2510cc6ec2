"""The manual of our format says what the reader does."""

import io
import re
from pathlib import Path

from reprieve.pathway.diary import columns
from reprieve.pathway.diary.choices import AuraKind, EasedBy, Effect, Helped, Nausea, Outcome, Quality, Sex, Side
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Attack
from reprieve.pathway.terms.truth import NO, YES

MANUAL = (Path(__file__).parents[2] / "docs" / "diary-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```csv\n(.*?)```", MANUAL, re.DOTALL)


def test_every_example_of_the_manual_is_read_whole():
    assert len(EXAMPLES) == 3
    for example in EXAMPLES:
        diary = read_diary(io.BytesIO(example.encode()), zone="Europe/Madrid")
        assert diary.readings[0].left_out == ()
        assert diary.readings[0].rows_read > 0


def test_the_full_example_says_what_it_seems_to_say():
    diary = read_diary(io.BytesIO(EXAMPLES[1].encode()))
    attack = diary.attacks[0]
    assert (attack.side, attack.qualities) == (Side.LEFT, {Quality.PULSATING, Quality.PRESSING})
    assert attack.aura is YES
    assert attack.aura_symptoms[0].minutes == 20
    assert diary.doses[0].attack_key == attack.key == "march-1"
    assert diary.doses[0].effect_at_2h is Effect.BETTER
    assert (diary.days[0].headache, diary.days[0].drug_taken) == (NO, NO)
    assert (diary.profile.birth_year, diary.profile.sex) == (1984, Sex.FEMALE)
    assert diary.profile.treatments[0].outcome is Outcome.NO_EFFECT


def test_every_column_and_every_word_is_in_the_manual():
    for name in (*columns.KINDS, *columns.RECORDS, *columns.ALIASES):
        if name not in ("drug", "medications", "medicine"):
            assert f"`{name}`" in MANUAL, name
    for words in (Side, Quality, Nausea, EasedBy, AuraKind, Effect, Helped, Sex, Outcome):
        for word in words:
            assert f"`{word.value}`" in MANUAL, word


def test_every_field_of_an_attack_has_a_column():
    fields = set(Attack.__dataclass_fields__) - {"aura_symptoms"}
    assert fields == set(columns.ATTACK)
