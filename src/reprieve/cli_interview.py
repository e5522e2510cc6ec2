"""`reprieve interview`: questions in, an explained verdict out, without a diary."""

from __future__ import annotations

import argparse
import sys

from reprieve.pathway.diagnosis.interview import SELF_CHECK, Answer, Interview, begin
from reprieve.pathway.diagnosis.interview_questions import Question
from reprieve.pathway.safety.red_flags import RED_FLAGS, Answers, Safety, weigh
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import a_list, later, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

DONE, WRONG_OPTION, STOPPED, WITHHELD = 0, 2, 3, 4
EXIT_CODES = {
    DONE: later("asked to the end"),
    WRONG_OPTION: later("an option cannot be used"),
    STOPPED: later("stopped before the end; what was settled by then is shown"),
    WITHHELD: later("a red flag withholds the classification: the safety message is the whole answer"),
}
_MARK = {YES: later("met"), NO: later("not met"), NOT_KNOWN: later("not known")}
_UNKNOWN = ("", "?")
_BACK = "<"


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
    """Every red flag, one after the other; the first that cannot wait ends it."""
    _print(say("First, signs that need somebody to look at you soon."))
    answers: dict[str, Truth] = {}
    for flag in RED_FLAGS:
        answers[flag.id] = _yes_or_no(say(flag.ask))
        safety = weigh(Answers(answers=answers))
        if safety.withholds:
            return safety
    return weigh(Answers(answers=answers))


def _yes_or_no(text: str) -> Truth:
    while True:
        typed = _type(f"{text}  1 {say('yes')}  2 {say('no')}")
        if typed in _UNKNOWN:
            return NOT_KNOWN
        if typed in ("1", "2"):
            return YES if typed == "1" else NO
        _print(say("Type 1, 2, or nothing if you do not know."))


def _ask(interview: Interview) -> tuple[Interview, bool]:
    """The interview as far as it went, and whether it was stopped."""
    before: list[Interview] = []
    while (question := interview.question) is not None:
        try:
            typed = _type(_asked(question))
        except _Stopped:
            return interview, True
        if typed == _BACK:
            interview = before.pop() if before else interview
            continue
        try:
            answered = interview.answer(question.key, _read(question, typed))
        except InvalidInput:
            _print(_what_it_must_be(question))
            continue
        before.append(interview)
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
    for verdict in interview.verdicts():
        _print(f"{say(_MARK[verdict.status]):<10} {verdict.code:<10} {say(verdict.name)}")
        if verdict.set_aside is not None:
            _print(
                f"{'':<10} "
                + say("set aside by {by}: {reason}", by=verdict.set_aside.by, reason=verdict.set_aside.reason)
            )
        for criterion in verdict.criteria:
            if verdict.status is not YES and criterion.truth is verdict.status:
                _print(f"{'':<10} {criterion.node.letter:<10} {criterion.reason}")
                break
    _print(say("This is what your answers fit. A clinician confirms it, or finds another reason."))


def _type(prompt: str) -> str:
    _print(prompt)
    line = sys.stdin.readline()
    if not line:
        raise _Stopped
    return line.strip()


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
