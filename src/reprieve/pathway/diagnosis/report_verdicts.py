"""How are criteria, rule sets and what is not known said in a few lines, and in fewer?

A depth says how much is explained. Whatever the depth, every verdict that is met or not known is
at least named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reprieve.pathway.diagnosis.diagnose import Diagnosis, Verdict
from reprieve.pathway.diagnosis.intractability_grades import RULE_SETS as GRADES
from reprieve.pathway.diagnosis.saying import MARK, say_day
from reprieve.pathway.diagnosis.undecided import Either
from reprieve.pathway.rules.facts import Who
from reprieve.pathway.rules.judge import Explanation, Missing
from reprieve.pathway.terms.text import a_list, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

Json = dict[str, object]

SIGN = {YES: "yes", NO: "no", NOT_KNOWN: "not_known"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How many verdicts, and how much of each.

    Parameters
    ----------
    met, not_known : int
        How many of each have a line of their own; the others are named by their codes.
    gone_through : int
        Of how many that are met the criteria are gone through.
    texts : bool
        Whether a criterion is said in words besides its letter and its reason.
    questions : int
        How many of the open questions are asked.
    """

    met: int
    gone_through: int
    texts: bool
    not_known: int
    questions: int


CRITERIA_DEPTHS = (
    Depth(met=10, gone_through=10, texts=True, not_known=6, questions=12),
    Depth(met=10, gone_through=10, texts=True, not_known=5, questions=9),
    Depth(met=10, gone_through=10, texts=True, not_known=4, questions=7),
    Depth(met=10, gone_through=10, texts=True, not_known=3, questions=5),
    Depth(met=10, gone_through=10, texts=False, not_known=3, questions=6),
    Depth(met=10, gone_through=10, texts=False, not_known=2, questions=5),
    Depth(met=10, gone_through=3, texts=False, not_known=2, questions=5),
    Depth(met=10, gone_through=2, texts=False, not_known=2, questions=4),
    Depth(met=10, gone_through=1, texts=False, not_known=2, questions=4),
    Depth(met=10, gone_through=0, texts=False, not_known=2, questions=4),
    Depth(met=5, gone_through=0, texts=False, not_known=1, questions=3),
    Depth(met=2, gone_through=0, texts=False, not_known=0, questions=2),
    Depth(met=1, gone_through=0, texts=False, not_known=0, questions=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetDepth:
    """How many rule sets are explained, whether those that are not met are, and whether each has its own line."""

    explained: int
    not_met: bool
    each: bool = True


RULE_SET_DEPTHS = (
    RuleSetDepth(explained=20, not_met=True),
    RuleSetDepth(explained=20, not_met=False),
    RuleSetDepth(explained=10, not_met=False),
    RuleSetDepth(explained=6, not_met=False),
    RuleSetDepth(explained=3, not_met=False),
    RuleSetDepth(explained=0, not_met=False),
    RuleSetDepth(explained=0, not_met=False, each=False),
)
LETTER_SIGN = {YES: "✓", NO: "–", NOT_KNOWN: "?"}


def criteria(verdicts: Sequence[Verdict], either: Sequence[Either], depth: Depth) -> Json:
    """What is met, what is not known and near to being met, and the rest in a line each."""
    told = [it for it in verdicts if not _said_with_its_parent(it, verdicts)]
    met = sorted((it for it in told if it.status is YES), key=lambda it: not it.stands)
    open_ = sorted((it for it in told if it.status is NOT_KNOWN), key=lambda it: -_nearness(it))
    # What no criterion speaks for is hardly worth a line of its own.
    near = [it for it in open_ if _nearness(it)][: depth.not_known]
    blocks = [_met(it, depth, go_through=n < depth.gone_through) for n, it in enumerate(met[: depth.met])]
    if not met:
        blocks.append(_line("", say("No diagnosis has all its criteria met.")))
    blocks += [_line("", str(it)) for it in either]
    blocks += [_named(say("Also met"), met[depth.met :])] if met[depth.met :] else []
    blocks += [_open(it, verdicts) for it in near]
    rest = [it for it in open_ if it not in near]
    blocks += [_named(say("Not known either") if near else say("Not known"), rest)] if rest else []
    refused = [it for it in verdicts if it.status is NO]
    blocks += [_named(say("Not met"), refused)] if refused else []
    return {"title": say("Criteria of ICHD-3"), "blocks": blocks}


def rule_sets(diagnosis: Diagnosis, depth: RuleSetDepth) -> Json:
    """Each definition of intractable apart, with its letters, and the highest grade of each scale."""
    title = say("Intractable? By each definition apart")
    verdicts = [it for it in diagnosis.intractability if it.entity not in GRADES]
    grades = [_line("", str(grade)) for grade in diagnosis.grades]
    if not depth.each:
        labels = {YES: say("Met"), NOT_KNOWN: say("Not known"), NO: say("Not met")}
        names = {label: [say(it.name) for it in verdicts if it.status is truth] for truth, label in labels.items()}
        return {"title": title, "blocks": [_line(label, "; ".join(of)) for label, of in names.items() if of] + grades}
    worth = [it for it in verdicts if depth.not_met or it.status is not NO]
    worth = sorted(worth, key=lambda it: it.status is not YES)[: depth.explained]
    return {"title": title, "blocks": [_rule_set(it, explain=it in worth) for it in verdicts] + grades}


def not_known(diagnosis: Diagnosis, depth: Depth) -> Json:
    """The open questions that more hangs on first."""
    ranked = _questions((*diagnosis.verdicts, *diagnosis.intractability))
    who = {Who.PERSON: say("Person"), Who.CLINICIAN: say("Clinician"), Who.NOBODY: say("Nobody")}
    blocks = [_line(who[it.fact.who], say(it.fact.ask)) for it in ranked[: depth.questions]]
    more = len(ranked) - depth.questions
    if more > 0:
        blocks.append(_line("", say("and {n} more", n=more)))
    if not ranked:
        blocks.append(_line("", say("Nothing that would change a verdict.")))
    return {"title": say("Still not known, and who could say"), "blocks": blocks, "questions": True}


# So many questions are tried where the depth of a column leaves room below it.
MORE_QUESTIONS = (80, 60, 50, 45, 40, 36, 32, 29, 26, 24, 22, 20, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4)


def more_not_known(diagnosis: Diagnosis) -> list[Json]:
    """The open questions at more lengths than the depths have, the longest first."""
    return [not_known(diagnosis, replace(CRITERIA_DEPTHS[-1], questions=number)) for number in MORE_QUESTIONS]


def codes(diagnosis: Diagnosis) -> list[Json]:
    """The proposed ICD-10-CM codes, where there are any."""
    if not diagnosis.icd10cm:
        return []
    blocks = [_line(it.code, it.name) for it in diagnosis.icd10cm[:3]]
    flags = [flag for it in diagnosis.icd10cm[:3] for flag in (it.intractable, it.status)]
    why = dict.fromkeys(flag.reason for flag in flags if flag is not None and not flag.set)
    blocks += [_line("", say("But: {why}.", why="; ".join(why)))] if why else []
    return [{"title": say("ICD-10-CM, proposed for the clinician to confirm"), "blocks": blocks}]


def _said_with_its_parent(verdict: Verdict, verdicts: Sequence[Verdict]) -> bool:
    """A subtype that is no more met than its parent is said with it."""
    parents = [it for it in verdicts if verdict.code.startswith(f"{it.code}.")]
    return verdict.status is not YES and any(it.status is verdict.status for it in parents)


def _likewise(verdict: Verdict, verdicts: Sequence[Verdict]) -> list[str]:
    return [
        it.code
        for it in verdicts
        if it.code.startswith(f"{verdict.code}.") and it.status is verdict.status and it.status is not YES
    ]


def _nearness(verdict: Verdict) -> float:
    """Which share of its criteria is met: what is nearest to being met is worth asking about first."""
    return sum(part.truth is YES for part in verdict.criteria) / max(len(verdict.criteria), 1)


def _met(verdict: Verdict, depth: Depth, *, go_through: bool) -> Json:
    aside = verdict.set_aside
    if aside is not None:
        word, tail = say("met, set aside"), say("({rule}: {reason})", rule=aside.by or aside.rule, reason=aside.reason)
    else:
        word, tail = say("met"), ""
    go_through = go_through and aside is None
    lines = [*(_reason(part, depth) for part in verdict.criteria), *_beside(verdict)] if go_through else []
    return {
        "is": "verdict",
        "sign": "aside" if aside is not None else "yes",
        "word": word,
        "code": verdict.code,
        "name": say(verdict.name),
        "tail": tail,
        "lines": lines,
    }


def _beside(verdict: Verdict) -> list[list[str]]:
    """What goes with a diagnosis that is met: when it was last, what could still stand instead, what is left to ask."""
    said = []
    if verdict.last_attack is not None:
        said.append(say("last such attack: {day}", day=say_day(verdict.last_attack)))
    if verdict.unless:
        codes = a_list(list(verdict.unless), last="or")
        said.append(say("unless {codes} is met, which is not known", codes=codes))
    return [["", "; ".join(said)]] if said else []


def _reason(part: Explanation, depth: Depth) -> list[str]:
    text = say(part.node.text)
    return [part.node.letter, f"{text}: {part.reason}" if depth.texts and text else part.reason]


def _open(verdict: Verdict, verdicts: Sequence[Verdict]) -> Json:
    likewise = _likewise(verdict, verdicts)
    return {
        "is": "verdict",
        "sign": "not_known",
        "word": say("not known"),
        "code": verdict.code,
        "name": say(verdict.name),
        "tail": say("(likewise {codes})", codes=a_list(likewise)) if likewise else "",
        "lines": _deciding(verdict),
    }


def _deciding(verdict: Verdict) -> list[list[str]]:
    """The first criterion by which the verdict is what it is, and the letters of the others."""
    deciding = [part for part in verdict.criteria if part.truth is verdict.status]
    if not deciding:
        return []
    first, others = deciding[0], [part.node.letter for part in deciding[1:] if part.node.letter]
    text = say(first.node.text) or first.reason
    if others:
        text += " " + say("(likewise {codes})", codes=a_list(others))
    return [[first.node.letter, text]]


def _rule_set(verdict: Verdict, *, explain: bool) -> Json:
    said = {"sign": SIGN[verdict.status], "word": say(MARK[verdict.status]), "name": say(verdict.name)}
    if not explain:
        return {**said, "is": "rule_set", "letters": _letters(verdict)}
    return {**said, "is": "verdict", "code": "", "tail": "", "lines": _rule_set_lines(verdict)}


def _letters(verdict: Verdict) -> str:
    """The answer to each lettered criterion, where there are several."""
    parts = [f"{part.node.letter}\u00a0{LETTER_SIGN[part.truth]}" for part in verdict.criteria if part.node.letter]
    return " ".join(parts) if len(parts) > 1 else ""


def _rule_set_lines(verdict: Verdict) -> list[list[str]]:
    if verdict.status is not YES:
        return _deciding(verdict)
    lines = [[part.node.letter, say(part.node.text)] for part in verdict.criteria]
    if verdict.for_clinician:
        lines.append(["", say("for the clinician, {what}", what=verdict.for_clinician)])
    return lines


def _questions(verdicts: Iterable[Verdict]) -> list[Missing]:
    """Each open question once; those first that the verdicts nearest to being met hang on."""
    asked: dict[str, Missing] = {}
    weight: dict[str, float] = {}
    for verdict in verdicts:
        for missing in verdict.missing:
            ask = missing.fact.ask
            asked.setdefault(ask, missing)
            weight[ask] = weight.get(ask, 0) + 0.1 + _nearness(verdict)
    return sorted(asked.values(), key=lambda missing: -weight[missing.fact.ask])


def _named(label: str, verdicts: Sequence[Verdict]) -> Json:
    return _line(label, ", ".join(it.code for it in verdicts))


def _line(label: str, text: str) -> Json:
    return {"is": "line", "label": label, "text": text}
