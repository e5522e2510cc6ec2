"""How is it told that several files became one diary?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from reprieve.pathway.diagnosis.item_words import say_item, say_value
from reprieve.pathway.diary.merge_report import Apart, Conflict, MergeReport, Told, Unvouched, What
from reprieve.pathway.terms.text import a_list, count, later, say

Json = dict[str, object]

NAMES = {
    What.ATTACK: later("headache"),
    What.DOSE: later("drug"),
    What.DAY: later("day"),
    What.TREATMENT: later("treatment"),
    What.PROFILE: later("profile"),
}


WRITTEN = {
    "every_headache_written": later("every headache is said to be written"),
    "every_dose_written": later("every drug taken is said to be written"),
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
            "{n} headache overlaps one of another file but began at another time: both stay written, and count as one.",
            "{n} headaches overlap one of another file but began at another time: they stay written, and each counts "
            "as one with the one it overlaps.",
        )
    for one in merge.unvouched:
        yield _say_unvouched(one)
    if merge.conflicts:
        yield count(
            len(merge.conflicts),
            "{n} item is told differently:",
            "{n} items are told differently:",
        )


def _say_unvouched(one: Unvouched) -> str:
    what = say(WRITTEN[one.item])
    files = _files(one.files)
    if one.outside is None:
        return say(
            "{files}: {what}. Another file denies it, so an empty day stays not written.", files=files, what=what
        )
    first, last = one.outside
    return say(
        "{files}: {what}. From {first} to {last} no such file reaches, so an empty day stays not written.",
        files=files,
        what=what,
        first=first.isoformat(),
        last=last.isoformat(),
    )


def say_conflict(conflict: Conflict, say_day: Callable[[date], str]) -> str:
    """One item that the files tell differently, without the person's own words."""
    about = say(NAMES[conflict.what])
    if conflict.on is not None:
        about = f"{say_day(conflict.on)}, {about}"
    item = say_item(conflict.item)
    if conflict.kept is None:
        others = a_list([_said(told) for told in conflict.dropped])
        return say(
            "{about}, {item}: not known, for they contradict each other: {others}",
            about=about,
            item=item,
            others=others,
        )
    if conflict.in_own_words:
        return say("{about}, {item}: kept as in {files}", about=about, item=item, files=_files(conflict.kept.files))
    others = a_list([_said(told) for told in conflict.dropped])
    return say(
        "{about}, {item}: kept {kept}, not {others}", about=about, item=item, kept=_said(conflict.kept), others=others
    )


def say_apart(one: Apart, say_day: Callable[[date], str]) -> str:
    """When two headaches overlap that were both kept, and in which files they are."""
    return f"{say_day(one.on)} ({_files(one.files)})"


def _said(told: Told) -> str:
    return say(
        "{value} ({files})", value=say_value(told.value) if told.value else say("nothing"), files=_files(told.files)
    )


def _files(files: Sequence[int]) -> str:
    numbers = a_list([str(number) for number in files])
    return count(len(files), "file {numbers}", "files {numbers}", numbers=numbers)


def merge_json(merge: MergeReport) -> Json:
    """The report as plain data; the person's own words are null."""
    return {
        "same": [_thing(one.what, one.on, one.files) for one in merge.same],
        "overlaps": [{**_thing(one.what, one.on, one.files), "added": list(one.added)} for one in merge.overlaps],
        "apart": [_thing(What.ATTACK, one.on, one.files) for one in merge.apart],
        "unvouched": [
            {
                "item": one.item,
                "files": list(one.files),
                "first": one.outside[0].isoformat() if one.outside else None,
                "last": one.outside[1].isoformat() if one.outside else None,
            }
            for one in merge.unvouched
        ],
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
