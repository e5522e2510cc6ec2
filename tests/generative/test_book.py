"""Whatever the order in which devices bring their entries, the book comes to the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reprieve.pathway.diary.book import DAY_THING, THINGS, Entry, check, fold, gather
from reprieve.pathway.diary.joining import join
from reprieve.pathway.terms.errors import InvalidInput

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CELLS = st.sampled_from(
    ["", "yes", "no", "7", "12", "2026-03-01", "2026-03-02 08:00+01:00", "mild", "visual", "sumatriptan", "none", "x"]
)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    found = []
    for number in range(draw(st.integers(1, 12))):
        thing = draw(st.sampled_from(sorted(THINGS)))
        about = {"day": "2026-03-01", "profile": "profile"}.get(thing) or draw(st.sampled_from(["x", "y"]))
        said = draw(st.dictionaries(st.sampled_from(sorted(THINGS[thing])), CELLS, max_size=5))
        at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 3)))
        taken_back = draw(st.sampled_from([None, None, None, True, False]))
        one = Entry(id=f"e{number}", thing=thing, about=about, said=said, said_at=at, taken_back=taken_back)
        try:
            found.append(check(one, now=NOW))
        except InvalidInput:
            continue
    return found


@given(entries(), st.randoms(use_true_random=False), st.data())
def test_neither_the_order_nor_sending_again_changes_what_the_book_comes_to(found, random, data):
    again = [*found, *(data.draw(st.lists(st.sampled_from(found), max_size=3)) if found else [])]
    random.shuffle(again)
    assert fold(again) == fold(found)


@given(entries())
def test_whatever_passes_the_check_can_be_read_as_a_diary(found):
    diary = join([gather(fold(found))])
    days = {entry.about for entry in found if entry.thing == DAY_THING}
    assert len(diary.days) <= len(days)
