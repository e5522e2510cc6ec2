"""*Now*: what hurts at this moment, and every tap on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from reprieve.clinic.diary import taps
from reprieve.clinic.diary.access import kept_thing
from reprieve.clinic.diary.clock import now_of, this_moment
from reprieve.clinic.diary.door import back_to, choose_diary, opened_for, own_key
from reprieve.clinic.diary.forms import OverForm
from reprieve.clinic.diary.now import present_now
from reprieve.clinic.diary.once import back_from, entry_id, write_once
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.clinic.people.signing_in import signed_in
from reprieve.pathway.diary.book import ATTACK_THING, DOSE_THING, THINGS, Entry
from reprieve.pathway.diary.cells import DAY, TIME
from reprieve.pathway.terms.errors import InvalidInput


class Refused(Exception):
    """What was sent cannot be written; the page says why."""

    def __init__(self, notice: str = "", form: OverForm | None = None) -> None:
        super().__init__(notice)
        self.form = form


@signed_in
@require_safe
def show_now(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """*Now*; or, for somebody who only acts for others, whose."""
    whose = key or own_key(request)
    if whose is None:
        return choose_diary(request)
    opened = opened_for(request, whose, Door.READ, did="saw what is now")
    return _page(request, opened, key, done=request.GET.get("done", ""))


def _page(
    request: HttpRequest,
    opened: OpenRecord,
    key: uuid.UUID | None,
    *,
    done: str = "",
    notice: str = "",
    over: OverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = present_now(opened, done=done)
    if over is not None:
        over.say_it_is_wrong()
    context = {
        "page": page,
        "key": key,
        "whose": opened.patient,
        "notice": notice,
        "here": "now",
        "over": over,
        "over_of": request.POST.get("about", ""),
        "typed": request.POST.get("name", "") if notice else "",
        "now": now_of(opened.patient),
    }
    return render(request, "diary/now.html", context, status=status)


@signed_in
@require_POST
def write_tap(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """One tap. What cannot be is said on the page again, and nothing is written."""
    opened = opened_for(request, key, Door.WRITE, did="opened it to write")
    try:
        entry = _entry(opened, request.POST)
        if entry is not None:
            write_once(opened, [entry])
    except taps.NotOffered:
        return _page(request, opened, key, status=422)
    except Refused as refused:
        return _page(request, opened, key, notice=str(refused), over=refused.form, status=422)
    except InvalidInput as problem:
        return _page(request, opened, key, notice=str(problem), status=422)
    query = f"?done={entry.id}" if entry is not None else ""
    place = PLACES.get(request.POST.get("what", ""), "")
    page = PAGES.get(request.POST.get("from_page", ""))
    if page is not None:
        return back_to(page, key, query=query)
    day = DAY.read(request.POST.get("from_day", ""))
    if day is not None:
        return back_to("show_day", key, day=day, query=query)
    about = request.POST.get("about", "")
    return back_to("show_now", key, query=f"{query}#{place}{about}" if place and about else query)


# Where on the page somebody was who pressed it; without script the next page begins there.
PAGES = {"treatments": "list_treatments", "about": "write_about_me"}
PLACES = {"answer": "comes-", "dose": "took-", "pain": "since-"}
Make = Callable[[OpenRecord, QueryDict, str, datetime], Entry | None]


def _entry(opened: OpenRecord, post: QueryDict) -> Entry | None:
    """The entry that a tap makes.

    Raises
    ------
    NotOffered
        If there is no such tap.
    Refused
        If a time that was typed cannot be.
    """
    sent, what = post.get("sent", ""), post.get("what", "")
    try:
        uuid.UUID(sent)
    except ValueError:
        raise taps.NotOffered from None
    make = MAKES.get(what)
    if make is None:
        raise taps.NotOffered
    return make(opened, post, sent, this_moment(opened.patient))


def _begin(_opened: OpenRecord, _post: QueryDict, sent: str, at: datetime) -> Entry:
    return taps.begin(sent, at)


def _answer(opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry:
    column, _colon, value = post.get("say", "").partition(":")
    return taps.answer(sent, _attack(opened, post), column, value, at)


def _pain(opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry:
    return taps.pain(sent, _attack(opened, post), post.get("pain", ""), at)


def _dose(opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry:
    name = (post.get("drug") or post.get("name", "")).strip()
    if not name or len(name) > taps.MOST_NAME_CHARS:
        raise Refused(str(taps.NAME_IT))
    return taps.dose(sent, _attack(opened, post) if post.get("about") else "", name, at)


def _over(opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry:
    about = _attack(opened, post)
    if not post.get("earlier"):
        return taps.over(sent, about, at, at)
    kept = kept_thing(opened, ATTACK_THING, about)
    started = TIME.read(kept.cells.get("start", "")) if kept is not None else None
    if not isinstance(started, datetime):
        raise taps.NotOffered
    form = OverForm(post, started=started, patient=opened.patient)
    if not form.is_valid():
        raise Refused(form=form)
    return taps.over(sent, about, form.cleaned_data["end"], at)


def _mistake(opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry:
    thing, about = post.get("thing", ATTACK_THING), post.get("about", "")
    kept = kept_thing(opened, thing, about)
    if thing not in THINGS or kept is None:
        raise taps.NotOffered
    return taps.mistake(sent, thing, about, kept.cells, at)


def _effect(opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry:
    return taps.effect(sent, _standing(opened, DOSE_THING, post), post.get("effect", ""), at)


def _of_day(_opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry:
    column, _colon, value = post.get("say", "").partition(":")
    day = DAY.read(post.get("about", ""))
    if day is None or day > at.date():  # type: ignore[operator]
        raise taps.NotOffered
    return taps.of_day(sent, post.get("about", ""), column, value, at)


def _back(opened: OpenRecord, post: QueryDict, sent: str, at: datetime) -> Entry | None:
    number = post.get("entry", "")
    return back_from(opened, number, id_=entry_id(sent, "back", number), at=at)


def _attack(opened: OpenRecord, post: QueryDict) -> str:
    return _standing(opened, ATTACK_THING, post)


def _standing(opened: OpenRecord, thing: str, post: QueryDict) -> str:
    """What the tap is about: of what was taken back meanwhile nothing can be said that anybody would see."""
    about = post.get("about", "")
    kept = kept_thing(opened, thing, about)
    if kept is None or kept.taken_back:
        raise taps.NotOffered
    return about


MAKES: dict[str, Make] = {
    "begin": _begin,
    "answer": _answer,
    "pain": _pain,
    "dose": _dose,
    "over": _over,
    "mistake": _mistake,
    "effect": _effect,
    "day": _of_day,
    "back": _back,
}
