"""How does a diagnosis leave as data? The shape is published in `diagnosis.schema.json` beside this file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from reprieve.pathway.diagnosis.coverage import ClassDays, Coverage
from reprieve.pathway.diagnosis.days import NAMED_DAYS, DayDefinition
from reprieve.pathway.diagnosis.diagnose import Diagnosis, Verdict
from reprieve.pathway.diagnosis.icd10cm import CodeProposal, Flag
from reprieve.pathway.diagnosis.putting_together import merge_json
from reprieve.pathway.diagnosis.tried import drug_response_json, grades_json, trials_json
from reprieve.pathway.diary.records import Diary, Reading
from reprieve.pathway.rules.judge import Explanation, Missing
from reprieve.pathway.safety.red_flags import RedFlag, Safety
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.text import say, spoken_language
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

Json = dict[str, object]

SCHEMA_VERSION = 1
STATUS = {YES: "met", NO: "not_met", NOT_KNOWN: "not_known"}


def schema() -> Json:
    """The JSON Schema of `to_json`."""
    text = Path(__file__).with_name("diagnosis.schema.json").read_text("utf-8")
    loaded: Json = json.loads(text)
    return loaded


def to_json(diagnosis: Diagnosis) -> Json:
    """The diagnosis as plain data, ready for `json.dumps`.

    Notes
    -----
    Dates are ISO 8601. `status` is met, not_met or not_known. Day counts give the days seen
    (`yes`), the days about which nothing is known (`missing`), both bounds, and the prorated figure.
    With a red flag that withholds, `verdicts`, `overuse`, `intractability`, `treatments` and what the
    drugs did are empty.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "language": spoken_language(),
        "source": _source(diagnosis.findings.diary),
        "coverage": _coverage(diagnosis.coverage),
        "advice": list(diagnosis.advice),
        "red_flags": _safety(diagnosis.safety),
        "withheld": diagnosis.withheld,
        "verdicts": [_verdict(verdict) for verdict in diagnosis.verdicts],
        "either": [{"codes": [it.definite.code, it.probable.code], "text": str(it)} for it in diagnosis.either],
        "days": [] if diagnosis.withheld else [_days(diagnosis, definition) for definition in NAMED_DAYS.values()],
        "overuse": [_class_days(days) for days in diagnosis.overuse],
        "intractability": [_rule_set(verdict) for verdict in diagnosis.intractability],
        "grades": grades_json(diagnosis.grades),
        "treatments": trials_json(diagnosis.treatments),
        "drug_responses": [drug_response_json(response) for response in diagnosis.drug_responses],
        "triptan_response": [_rule_set(verdict) for verdict in diagnosis.triptan_response],
        "icd10cm": _codes(diagnosis.icd10cm),
        "attacks": [
            {
                "start": attack.start.isoformat(),
                "label": attack.label.name.lower(),
                "text": say(attack.label.value),
                "fulfils": {code: STATUS[truth] for code, truth in attack.fulfils.items()},
            }
            for attack in diagnosis.attacks
        ],
        "months": [
            {
                "first": month.first.isoformat(),
                "last": month.last.isoformat(),
                "headache": _count(month.headache),
                "migraine": _count(month.migraine),
                "drugs": _count(month.drugs),
            }
            for month in ([] if diagnosis.withheld else diagnosis.months())
        ],
    }


def _source(diary: Diary) -> Json:
    readings = diary.readings
    files_read = [_reading(reading) for reading in readings]
    formats = list(dict.fromkeys(reading.format for reading in readings))
    return {
        "format": "+".join(formats),
        "rows_read": sum(reading.rows_read for reading in readings),
        "duplicates": sum(reading.duplicates for reading in readings),
        "left_out": [{"line": left.line, "reason": left.reason} for reading in readings for left in reading.left_out],
        "files": files_read,
        "merge": merge_json(diary.merge) if len(readings) > 1 else None,
    }


def _reading(reading: Reading) -> Json:
    return {
        "format": reading.format,
        "rows_read": reading.rows_read,
        "duplicates": reading.duplicates,
        "left_out": [{"line": left.line, "reason": left.reason} for left in reading.left_out],
        "notes": list(reading.notes),
        "unknown_drugs": list(reading.unknown_drugs),
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "first": coverage.first.isoformat() if coverage.first else None,
        "last": coverage.last.isoformat() if coverage.last else None,
        "span_days": coverage.span_days,
        "written_days": coverage.written_days,
        "headache_days": _count(coverage.headache) if coverage.headache else None,
        "migraine_days": _count(coverage.migraine) if coverage.migraine else None,
        "late_entries": coverage.late_entries,
        "notes": list(coverage.notes),
    }


def _safety(safety: Safety) -> Json:
    return {
        "status": safety.status.value,
        "banner": safety.banner,
        "raised": [_flag(flag) for flag in safety.raised],
        "not_asked": [flag.id for flag in safety.not_asked],
        "cleared": {
            id_: {"by": clearance.by, "on": clearance.on.isoformat()}
            for id_, clearance in safety.answers.cleared.items()
        },
    }


def _flag(flag: RedFlag) -> Json:
    return {
        "id": flag.id,
        "ask": say(flag.ask),
        "action": flag.action.name.lower(),
        "text": say(flag.action.value),
        "look_for": say(flag.look_for),
    }


def _verdict(verdict: Verdict) -> Json:
    return {
        "code": verdict.code,
        "name": say(verdict.name),
        "status": STATUS[verdict.status],
        "criteria": [_criterion(part) for part in verdict.criteria],
        "missing": [_missing(missing) for missing in verdict.missing],
        "for_clinician": verdict.for_clinician,
        "set_aside": asdict(verdict.set_aside) if verdict.set_aside else None,
        "unless": list(verdict.unless),
        "last_attack": verdict.last_attack.isoformat() if verdict.last_attack else None,
        "edition": verdict.entity.source.edition,
        "group": verdict.entity.group,
        "not_assessable": list(verdict.not_assessable),
        "quiet": verdict.quiet,
    }


def _criterion(part: Explanation) -> Json:
    return {
        "letter": part.node.letter,
        "status": STATUS[part.truth],
        "text": say(part.node.text),
        "reason": part.reason,
        "source": part.node.source.id if part.node.source else None,
        "check": part.node.source.check.name.lower() if part.node.source else None,
        "parts": [_criterion(child) for child in part.parts],
    }


def _missing(missing: Missing) -> Json:
    return {
        "fact": missing.fact.key,
        "name": say(missing.fact.name),
        "ask": say(missing.fact.ask),
        "who": missing.fact.who.name.lower(),
        "records": missing.records,
    }


def _days(diagnosis: Diagnosis, definition: DayDefinition) -> Json:
    """Days of one named kind in the last three windows, of 30 days as ICHD-3 has it and of 28 as trials do."""
    return {
        "definition": definition.key,
        "name": say(definition.name),
        "source": definition.source.id,
        "windows_30": [_count(window) for window in diagnosis.count(definition)],
        "mean_30": _mean(diagnosis.count(definition)),
        "windows_28": [_count(window) for window in diagnosis.count(definition, window_days=28)],
    }


def _mean(windows: Sequence[DayCount]) -> Json | None:
    """The mean over the windows, at least and at most: a named alternative that is shown and not judged by."""
    if not windows:
        return None
    return {
        "at_least": round(sum(window.bounds.lower for window in windows) / len(windows), 2),
        "at_most": round(sum(window.bounds.upper for window in windows) / len(windows), 2),
    }


def _class_days(days: ClassDays) -> Json:
    return {
        "code": days.code,
        "class": say(days.name),
        "limit_days": days.limit_days,
        "status": STATUS[days.status],
        "reason": days.reason,
        "windows": [_count(window) for window in days.windows],
        "windows_28": [_count(window) for window in days.windows_28],
    }


def _count(count: DayCount) -> Json:
    return {
        "first": count.first.isoformat(),
        "last": count.last.isoformat(),
        "yes": count.yes,
        "missing": count.missing,
        "at_least": count.yes,
        "at_most": count.yes + count.missing,
        "prorated": None if count.prorated is None else round(count.prorated, 2),
    }


def _rule_set(verdict: Verdict) -> Json:
    return {
        "rule_set": verdict.code,
        "name": say(verdict.name),
        "status": STATUS[verdict.status],
        "reasons": [_criterion(part) for part in verdict.criteria],
        "missing": [_missing(missing) for missing in verdict.missing],
        "for_clinician": verdict.for_clinician,
        "source": str(verdict.entity.source),
    }


def _codes(proposals: Sequence[CodeProposal]) -> Json | None:
    if not proposals:
        return None
    first, *others = [_code(proposal) for proposal in proposals]
    return {**first, "also": others}


def _code(proposal: CodeProposal) -> Json:
    return {
        "code": proposal.code,
        "name": proposal.name,
        "for_ichd3": proposal.for_ichd3,
        "intractable": _icd_flag(proposal.intractable),
        "status_migrainosus": _icd_flag(proposal.status) if proposal.status else None,
        "to_confirm": proposal.to_confirm,
    }


def _icd_flag(flag: Flag) -> Json:
    return {"set": flag.set, "reason": flag.reason}
