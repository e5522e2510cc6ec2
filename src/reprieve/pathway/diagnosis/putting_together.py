"""How is it told that several files became one diary?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from reprieve.pathway.diary.merge_report import Conflict, MergeReport, Told, What
from reprieve.pathway.terms.text import a_list, count, later, say

Json = dict[str, object]

NAMES = {
    What.ATTACK: later("headache"),
    What.DOSE: later("drug"),
    What.DAY: later("day"),
    What.TREATMENT: later("treatment"),
    What.PROFILE: later("profile"),
}


def say_merge(merge: MergeReport) -> Iterator[str]:
    """What was found in more than one file, in sentences; each conflict is told by `say_conflict`."""
    if merge == MergeReport():
        yield say("Nothing is in more than one file.")
    if merge.same:
        yield count(len(merge.same), "{n} entry is alike in several files.", "{n} entries are alike in several files.")
    told = [overlap.what for overlap in merge.overlaps]
    if n := told.count(What.ATTACK):
        yield count(n, "{n} headache was told twice and made one.", "{n} headaches were told twice and made one.")
    if n := told.count(What.DOSE):
        yield count(n, "{n} dose was told twice and made one.", "{n} doses were told twice and made one.")
    if n := told.count(What.TREATMENT):
        yield count(n, "{n} treatment was told twice and made one.", "{n} treatments were told twice and made one.")
    if told.count(What.PROFILE):
        yield say("The profile was put together from several files.")
    if merge.apart:
        yield count(
            len(merge.apart),
            "{n} headache overlaps one of another file but began at another time: both stay.",
            "{n} headaches overlap one of another file but began at another time: they stay.",
        )
    if merge.conflicts:
        yield count(
            len(merge.conflicts),
            "{n} item is told differently; the fuller record stays:",
            "{n} items are told differently; the fuller records stay:",
        )


def say_conflict(conflict: Conflict, say_day: Callable[[date], str]) -> str:
    """One item that the files tell differently, without the person's own words."""
    about = say(NAMES[conflict.what])
    if conflict.on is not None:
        about = f"{say_day(conflict.on)}, {about}"
    item = f"`{conflict.item}`"
    if conflict.kept is None:
        others = a_list([_said(told) for told in conflict.dropped])
        return say(
            "{about}, {item}: not known, for they contradict each other: {others}",
            about=about,
            item=item,
            others=others,
        )
    if conflict.in_own_words:
        return say("{about}, {item}: kept as in {files}", about=about, item=item, files=_files(conflict.kept))
    others = a_list([_said(told) for told in conflict.dropped])
    return say(
        "{about}, {item}: kept {kept}, not {others}", about=about, item=item, kept=_said(conflict.kept), others=others
    )


def _said(told: Told) -> str:
    return say("{value} ({files})", value=told.value or say("nothing"), files=_files(told))


def _files(told: Told) -> str:
    numbers = a_list([str(number) for number in told.files])
    return count(len(told.files), "file {numbers}", "files {numbers}", numbers=numbers)


def merge_json(merge: MergeReport) -> Json:
    """The report as plain data; the person's own words are null."""
    return {
        "same": [_thing(one.what, one.on, one.files) for one in merge.same],
        "overlaps": [{**_thing(one.what, one.on, one.files), "added": list(one.added)} for one in merge.overlaps],
        "apart": [_thing(What.ATTACK, one.on, one.files) for one in merge.apart],
        "conflicts": [
            {
                "what": one.what.value,
                "on": one.on.isoformat() if one.on else None,
                "item": one.item,
                "kept": _value(one.kept, one.in_own_words) if one.kept else None,
                "dropped": [_value(told, one.in_own_words) for told in one.dropped],
            }
            for one in merge.conflicts
        ],
    }


def _thing(what: What, on: date | None, files: Sequence[int]) -> Json:
    return {"what": what.value, "on": on.isoformat() if on else None, "files": list(files)}


def _value(told: Told, in_own_words: bool) -> Json:
    return {"value": None if in_own_words else told.value, "files": list(told.files)}
