"""How is it told what was tried, what counts as failed, and what the drugs against attacks did?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reprieve.pathway.diagnosis.acute_response import DrugResponse, say_answers
from reprieve.pathway.diagnosis.intractability_grades import Grade
from reprieve.pathway.diary.choices import Outcome
from reprieve.pathway.diary.treatment_facts import Trial
from reprieve.pathway.terms.text import a_list, count, later, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

Json = dict[str, object]

COUNTS = {YES: later("counts as failed"), NOT_KNOWN: later("may count as failed"), NO: later("does not count")}
COUNTS_KEY = {YES: "counts", NOT_KNOWN: "may_count", NO: "does_not_count"}
STATUS = {YES: "met", NO: "not_met", NOT_KNOWN: "not_known"}
OUTCOMES = {
    Outcome.HELPED: later("helped"),
    Outcome.NO_EFFECT: later("no effect"),
    Outcome.ADVERSE_EFFECT: later("side effects"),
    Outcome.CONTRAINDICATED: later("ruled out"),
    Outcome.PATIENT_CHOICE: later("stopped by choice"),
    Outcome.COST_OR_ACCESS: later("not affordable or not to be had"),
    Outcome.PREGNANCY: later("pregnancy"),
}


def say_outcome(outcome: Outcome | None) -> str:
    """How a treatment turned out, in words."""
    return say("outcome not recorded") if outcome is None else say(OUTCOMES[outcome])


def say_trials(trials: Sequence[Trial]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each treatment with its outcome, and one line for each verdict that definitions come to on it."""
    for trial in trials:
        head = say("{drug}: {outcome}", drug=trial.treatment.name, outcome=say_outcome(trial.treatment.outcome))
        yield head, tuple(_say_counted(trial))


def _say_counted(trial: Trial) -> Iterator[str]:
    """The definitions that come to the same for the same reason, in one line."""
    alike: dict[tuple[Truth, str], list[str]] = {}
    for counted in trial.counted:
        alike.setdefault((counted.counts, counted.reason), []).append(say(counted.by.name))
    for truth in (YES, NOT_KNOWN, NO):
        for (counts, reason), names in alike.items():
            if counts is truth:
                yield say("{counts}: {names} ({why})", counts=say(COUNTS[truth]), names=a_list(names), why=reason)


def say_drug_response(response: DrugResponse) -> tuple[str, tuple[str, ...]]:
    """One drug against attacks: in how many it was taken, and what it did there."""
    head = count(response.attacks, "{drug}: taken in {n} attack", "{drug}: taken in {n} attacks", drug=response.drug)
    lines = [f"{say(measure.name)}: {say_answers(counted)}" for measure, counted in response.counts]
    if response.missing:
        lines.append(say("still missing: {what}", what="; ".join(response.missing)))
    return head, tuple(lines)


# As data


def trials_json(trials: Sequence[Trial]) -> list[Json]:
    """Each treatment, and what each definition makes of it."""
    return [_trial(trial) for trial in trials]


def _trial(trial: Trial) -> Json:
    treatment = trial.treatment
    return {
        "drug": treatment.name,
        "started": treatment.started.isoformat() if treatment.started else None,
        "stopped": treatment.stopped.isoformat() if treatment.stopped else None,
        "outcome": treatment.outcome.value if treatment.outcome else None,
        "counted": [
            {
                "by": counted.by.key,
                "name": say(counted.by.name),
                "counts": COUNTS_KEY[counted.counts],
                "reason": counted.reason,
                "source": counted.by.source.id,
            }
            for counted in trial.counted
        ],
    }


def grades_json(grades: Sequence[Grade]) -> list[Json]:
    """The highest grade met on each scale, and the highest that may be."""
    return [
        {
            "name": say(grade.scale),
            "met": grade.met or None,
            "may_be": grade.may_be or None,
            "text": str(grade),
        }
        for grade in grades
    ]


def drug_response_json(response: DrugResponse) -> Json:
    """One drug against attacks, each count with its denominator."""
    return {
        "drug": response.drug,
        "attacks": response.attacks,
        "responder": STATUS[response.responder],
        "counts": [
            {
                "measure": measure.key,
                "name": say(measure.name),
                "yes": counted.yes,
                "no": counted.no,
                "not_known": counted.not_known,
                "source": measure.source.id,
                "check": measure.source.check.name.lower(),
            }
            for measure, counted in response.counts
        ],
        "notes": list(response.missing),
    }
