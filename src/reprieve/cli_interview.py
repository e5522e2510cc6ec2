"""`reprieve interview`: questions in, an explained verdict out, without a diary."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from reprieve.pathway.diagnosis.diagnose import Verdict
from reprieve.pathway.diagnosis.interview import SELF_CHECK, Answer, Interview, because, begin
from reprieve.pathway.diagnosis.interview_questions import Question
from reprieve.pathway.safety.red_flags import RED_FLAGS, Answers, RedFlag, Safety, weigh
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import a_list, later, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

DONE, WRONG_OPTION, WITHHELD, STOPPED = 0, 2, 4, 5
EXIT_CODES = {
    DONE: later("asked to the end"),
    WRONG_OPTION: later("an option cannot be used"),
    WITHHELD: later("a red flag withholds the classification: the safety message is the whole answer"),
    STOPPED: later("stopped before the end; what was settled by then is shown"),
}
_MARK = {YES: later("met"), NO: later("not met"), NOT_KNOWN: later("not known")}
_UNKNOWN = ("", "?")
_BACK = "<"
_NONE_OF_THESE = "0"
# So many answers are named by which a verdict is what it is.
MOST_NAMED = 4


class _Stopped(Exception):
    """The input ended."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve interview`."""
    parser.description = say(
        "Ask only what can still change the answer. A question is answered by its number, a figure, or nothing for "
        "*I do not know*; < goes back to the last one."
    )
    parser.epilog = "\n".join([say("exit codes:"), *(f"  {code}  {say(text)}" for code, text in EXIT_CODES.items())])
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--codes",
        metavar=say("CODES"),
        default=",".join(SELF_CHECK),
        help=say(
            "ICHD-3 codes and rule sets to settle, parted by commas; without it {codes}", codes=" ".join(SELF_CHECK)
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Ask, and print what came of it; the answer is the exit code."""
    try:
        interview = begin([code.strip() for code in args.codes.split(",") if code.strip()])
    except InvalidInput as error:
        sys.stderr.write(f"reprieve: {error}\n")
        return WRONG_OPTION
    try:
        safety = _ask_red_flags()
    except _Stopped:
        _print(say("Stopped. Red flags were not all asked, so nothing else was."))
        return STOPPED
    if safety.withholds:
        for flag in safety.raised:
            _print(f"{say(flag.ask)} {say('Yes.')} {say(flag.action.value)}")
        return WITHHELD
    interview, stopped = _ask(interview)
    _print_verdicts(interview, safety)
    return STOPPED if stopped else DONE


def _ask_red_flags() -> Safety:
    """Every red flag, group by group; the first group with one that cannot wait ends it."""
    _print(say("First, signs that need somebody to look at you soon."))
    _print(say("Of each group type the numbers of those that are true now, such as 1 3; add 0 if no other is true."))
    _print(say("0 alone means none of these, Enter alone means I do not know, and < goes back."))
    groups = [(group, tuple(flags)) for group, flags in groupby(RED_FLAGS, key=lambda flag: flag.group)]
    given: list[dict[str, Truth]] = []
    while len(given) < len(groups):
        answered = _ask_group(*groups[len(given)])
        if answered is None:
            given = given[:-1]
            continue
        given.append(answered)
        safety = _weighed(given)
        if safety.withholds:
            return safety
    return _weighed(given)


def _weighed(given: Sequence[dict[str, Truth]]) -> Safety:
    return weigh(Answers(answers={id_: truth for group in given for id_, truth in group.items()}))


def _ask_group(group: str, flags: Sequence[RedFlag]) -> dict[str, Truth] | None:
    """What is said of each red flag of a group; None to go back."""
    numbered = [f"  {number:>2}  {say(flag.ask)}" for number, flag in enumerate(flags, start=1)]
    prompt = "\n".join(["", say(group), *numbered, f"   0  {say('none of these')}"])
    while True:
        typed = _type(prompt)
        if typed == _BACK:
            return None
        numbers = [] if typed in _UNKNOWN else re.split(r"[\s,;]+", typed)
        if all(one.isdecimal() and int(one) <= len(flags) for one in numbers):
            break
        _print(say("Type numbers from 0 to {most}, or nothing if you do not know.", most=len(flags)))
    chosen = {int(one) for one in numbers}
    rest = NO if 0 in chosen else NOT_KNOWN
    return {flag.id: YES if number in chosen else rest for number, flag in enumerate(flags, start=1)}


def _ask(interview: Interview) -> tuple[Interview, bool]:
    """The interview as far as it went, and whether it was stopped."""
    _print("")
    _print(say("Now the headache that troubles you most. Type the number of an answer, or a figure."))
    _print(say("Enter alone means I do not know, and < goes back."))
    before: list[Interview] = []
    while (question := interview.question) is not None:
        try:
            typed = _type(_asked(question))
        except _Stopped:
            return interview, True
        if typed == _BACK:
            if before:
                interview = before.pop()
            else:
                _print(say("This is the first question."))
            continue
        try:
            answered = interview.answer(question.key, _read(question, typed))
        except InvalidInput:
            _print(_what_it_must_be(question))
            continue
        before.append(interview)
        for remark in answered.remarks:
            if remark not in interview.remarks:
                _print(f"{remark} {say('< goes back.')}")
        interview = answered
    return interview, False


def _asked(question: Question) -> str:
    if question.number is not None:
        return (
            f"{say(question.text)} ({say(question.number.measure)})" if question.number.measure else say(question.text)
        )
    choices = (f"{number} {say(choice.text)}" for number, choice in enumerate(question.choices, start=1))
    return f"{say(question.text)}  {'  '.join(choices)}"


def _read(question: Question, typed: str) -> Answer:
    if typed in _UNKNOWN:
        return None
    if question.number is not None:
        return typed.replace(",", ".")
    chosen = [choice.key for number, choice in enumerate(question.choices, start=1) if typed == str(number)]
    return chosen[0] if chosen else typed


def _what_it_must_be(question: Question) -> str:
    if question.number is not None:
        low, high = f"{question.number.lowest:g}", f"{question.number.highest:g}"
        return say("Type a figure from {low} to {high}, or nothing if you do not know.", low=low, high=high)
    numbers = [str(number) for number in range(1, len(question.choices) + 1)]
    return say("Type {numbers}, or nothing if you do not know.", numbers=a_list(numbers, last="or"))


def _print_verdicts(interview: Interview, safety: Safety) -> None:
    _print("")
    if safety.banner:
        _print(safety.banner)
    for remark in interview.remarks:
        _print(remark)
    for verdict in interview.verdicts():
        _print(f"{say(_MARK[verdict.status]):<10} {verdict.code:<10} {say(verdict.name)}")
        for text in _why(verdict):
            _print("\n".join(wrap(text, _width(), initial_indent=" " * 11, subsequent_indent=" " * 13)))
    _print(say("This is what your answers fit. A clinician confirms it, or finds another reason."))


def _why(verdict: Verdict) -> Iterator[str]:
    """By which rule another diagnosis stands, or by which answers the first deciding criterion is what it is."""
    if verdict.set_aside is not None:
        yield say("set aside by {by}: {reason}", by=verdict.set_aside.by, reason=verdict.set_aside.reason)
    deciding = [part for part in verdict.criteria if part.truth is verdict.status]
    if verdict.status is YES or not deciding:
        return
    yield f"{deciding[0].node.letter}  {say(deciding[0].node.text)}"
    answers = because(deciding[0])
    named = "; ".join(answers[:MOST_NAMED])
    if len(answers) > MOST_NAMED:
        named = say("{parts}; and {n} more", parts=named, n=len(answers) - MOST_NAMED)
    if verdict.status is NO:
        yield say("not met, because you said: {answers}", answers=named)
    else:
        yield say("still open: {answers}", answers=named)


def _width() -> int:
    return max(40, min(shutil.get_terminal_size((88, 24)).columns, 100))


def _type(prompt: str) -> str:
    _print(prompt)
    line = sys.stdin.readline()
    if not line:
        raise _Stopped
    return line.strip()


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
