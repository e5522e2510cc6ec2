"""Does the last attack of a diary still go on, as its person says now?

What the diary says of the attack's end outweighs the answer: it was written then, about that attack.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.truth import NO, YES

NOT_GOING_ON = gettext_lazy(
    "You said that your last attack still goes on. Your diary says that the last attack in it has ended, so your "
    "answer was not used. If a newer attack has lasted over 72 hours, see a doctor today."
)
NO_ATTACK = gettext_lazy(
    "You said that your last attack still goes on. Your diary holds no attack with its time, so your answer was not "
    "used. If it has lasted over 72 hours, see a doctor today."
)


def may_go_on(diary: Diary) -> bool:
    """Whether there is a last attack of which no end is written, and no day without headache after it."""
    if not diary.attacks:
        return False
    last = diary.attacks[-1]
    ended = last.end is not None or last.eased_by is not None or last.woke_pain_free is YES or last.ongoing is NO
    return not ended and not any(day.headache is NO and day.day > last.start.date() for day in diary.days)


def going_on(diary: Diary) -> Diary:
    """The diary with its last attack written as still going on."""
    *before, last = diary.attacks
    return replace(diary, attacks=(*before, replace(last, ongoing=YES)))


def now_by_its_clock(diary: Diary) -> datetime:
    """This moment, by the clock of the last attack, because its days are counted by that."""
    return timezone.now().astimezone(diary.attacks[-1].start.tzinfo)
