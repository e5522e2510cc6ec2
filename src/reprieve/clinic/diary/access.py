"""Reading a diary. Each way in asks for an opened record."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import cast

from django.db.models import F, Max, Q, QuerySet

from reprieve.clinic.diary.models import DiaryEntry, DiaryThing, DiaryUpload, WrittenBy
from reprieve.clinic.diary.rows import thing_of
from reprieve.clinic.people.access import OpenRecord
from reprieve.pathway.diary.book import TREATMENT_THING, gather
from reprieve.pathway.diary.brought import without_answers_of
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.joining import join
from reprieve.pathway.diary.reading import gather_stored
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.text import spoken_language

Head = tuple[int, ...]
# In each process; ten years are some megabytes.
UPLOADS_KEPT = 8


def head(opened: OpenRecord) -> Head:
    """What changes whenever the diary does, and only then: what was made of one head is good for the same head.

    No head comes twice, even where a brought diary that counted was taken back: that one stands in it with a minus.
    """
    entries = DiaryEntry.objects.filter(patient__in=opened.numbers).aggregate(last=Max("pk"))["last"] or 0
    counted = uploads(opened).filter(counted_at__isnull=False).order_by("pk").values_list("pk", "undone_at")
    return (entries, *opened.numbers[1:], *(pk if undone_at is None else -pk for pk, undone_at in counted))


def diary_of(opened: OpenRecord) -> Diary:
    """The whole diary as one: what was written here and every brought one that counts, each thing once."""
    return _joined(opened, counting_uploads(opened))


def diary_with(opened: OpenRecord, upload: DiaryUpload) -> Diary:
    """The diary as it would be if this upload counted too; its `merge` says what is there twice and what conflicts."""
    return _joined(opened, [*(it for it in counting_uploads(opened) if it.pk != upload.pk), upload])


def _joined(opened: OpenRecord, brought: Iterable[DiaryUpload]) -> Diary:
    """What the patient answers here about themselves stands, whatever a brought diary says to the same question."""
    own = own_gathering(opened)
    return join([own, *(without_answers_of(own, unpacked(upload)) for upload in brought)])


def own_gathering(opened: OpenRecord) -> Gathering:
    return gather(thing_of(kept) for kept in things(opened))


def counting_uploads(opened: OpenRecord) -> QuerySet[DiaryUpload]:
    """The brought diaries that count, the first first; what they hold is read by `unpacked`."""
    counting = uploads(opened).filter(counted_at__isnull=False, undone_at=None)
    return counting.defer("content", "readings").order_by("pk")


def unpacked(upload: DiaryUpload) -> Gathering:
    """What a brought diary says. Nobody may change the answer: what was unpacked for one page is there for the next."""
    return _unpacked(upload.pk, upload.sha256, spoken_language())


@lru_cache(maxsize=UPLOADS_KEPT)
def _unpacked(number: int, _sha256: str, _language: str) -> Gathering:
    upload = DiaryUpload.objects.only("content").get(pk=number)
    return gather_stored(zlib.decompress(bytes(upload.content)))


def uploads(opened: OpenRecord) -> QuerySet[DiaryUpload]:
    return DiaryUpload.objects.filter(patient__in=opened.numbers)


def things(opened: OpenRecord) -> QuerySet[DiaryThing]:
    """All that stands."""
    return DiaryThing.objects.filter(patient__in=opened.numbers, stands=True)


def things_between(opened: OpenRecord, first: date, last: date) -> tuple[DiaryThing, ...]:
    """What was on any day from `first` to `last`, both included; what goes on, on every day from its start."""
    return tuple(things(opened).filter(there_between(first, last)).order_by("first_day", "pk"))


def there_between(first: date, last: date) -> Q:
    """What was on any of these days, said so that each of its three parts has an index: what began on one of them, what
    reached into them from before, what goes on."""
    reached = Q(first_day__lt=first, last_day__gte=first, last_day__gt=F("first_day"))
    return Q(first_day__range=(first, last)) | reached | Q(first_day__lt=first, last_day=None, goes_on=True)


def first_written(opened: OpenRecord) -> date | None:
    """The first day that is written here; brought diaries are not looked at."""
    dated = things(opened).filter(first_day__isnull=False).order_by("first_day")
    return dated.values_list("first_day", flat=True).first()


def going_on(opened: OpenRecord) -> tuple[DiaryThing, ...]:
    """The attacks that go on, the latest first."""
    return tuple(things(opened).filter(goes_on=True).order_by("-first_day", "-pk"))


def things_of_attacks(opened: OpenRecord, attacks: Sequence[DiaryThing]) -> tuple[DiaryThing, ...]:
    """The pains and doses of some attacks, which are not from before them."""
    days = [one.first_day for one in attacks if one.first_day is not None]
    if not days:
        return ()
    since = things(opened).filter(first_day__gte=min(days) - timedelta(days=1))
    return tuple(since.filter(cells__attack_key__in=[one.about for one in attacks]).order_by("first_day", "pk"))


def kept_thing(opened: OpenRecord, thing: str, about: str) -> DiaryThing | None:
    return DiaryThing.objects.filter(patient__in=opened.numbers, thing=thing, about=about).first()


def taken_back_on(opened: OpenRecord, day: date) -> tuple[DiaryThing, ...]:
    """What was written of a day and then taken back."""
    gone = DiaryThing.objects.filter(patient__in=opened.numbers, taken_back=True, first_day=day)
    return tuple(gone.order_by("pk"))


def entries_of(opened: OpenRecord, about: Iterable[DiaryThing]) -> tuple[DiaryEntry, ...]:
    """All that was ever said of some things, the oldest first."""
    named = Q(pk__in=[])
    for one in about:
        named |= Q(thing=one.thing, about=one.about)
    found = DiaryEntry.objects.select_related("by").filter(patient__in=opened.numbers)
    return tuple(found.filter(named).order_by("pk"))


def every_entry(opened: OpenRecord) -> QuerySet[DiaryEntry]:
    """All that was ever written in it, as it came in."""
    return DiaryEntry.objects.select_related("by").filter(patient__in=opened.numbers).order_by("pk")


def other_hands(opened: OpenRecord) -> tuple[str, ...]:
    """Whose hands but the patient's are in what stands: the carer's, the clinic's. Reads the whole diary."""
    entries = DiaryEntry.objects.filter(patient__in=opened.numbers).values_list("written_by", flat=True)
    brought = counting_uploads(opened).order_by().values_list("written_by", flat=True)
    return tuple(sorted({*entries.distinct(), *brought} - {WrittenBy.SELF.value}))


def treatments(opened: OpenRecord) -> tuple[DiaryThing, ...]:
    return tuple(things(opened).filter(thing=TREATMENT_THING, first_day=None).order_by("first_said_at", "pk"))


def treatments_taken_back(opened: OpenRecord) -> tuple[DiaryThing, ...]:
    gone = DiaryThing.objects.filter(patient__in=opened.numbers, thing=TREATMENT_THING, taken_back=True)
    return tuple(gone.filter(cells__has_key="name").order_by("first_said_at", "pk"))


def entry_with_id(opened: OpenRecord, entry_id: str) -> DiaryEntry | None:
    return DiaryEntry.objects.filter(patient__in=opened.numbers, entry_id=entry_id).first()


def entries_about(opened: OpenRecord, thing: str, about: str) -> Iterable[DiaryEntry]:
    """All that was ever said of a thing, the oldest first, corrections with what they corrected."""
    found = DiaryEntry.objects.select_related("by").filter(patient__in=opened.numbers, thing=thing, about=about)
    return cast("Iterable[DiaryEntry]", found.order_by("pk"))
