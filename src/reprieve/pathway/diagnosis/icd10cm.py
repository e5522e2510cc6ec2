"""Which ICD-10-CM code would a clinician be asked to confirm?

The code is a proposal. *Intractable* is a clinician's attestation; the rule sets only support it.
*With status* is proposed only while status migrainosus is met now, never from chronicity. G43 has
the flag for intractable as its fifth character (0/1), G44.2 as its sixth (9/1), G44.4 as its fifth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reprieve.pathway.terms.text import a_list, say
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One flag of a code: whether it is set in the proposal, and why or why not."""

    set: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeProposal:
    """One code for the clinician to confirm or correct."""

    code: str
    name: str
    for_ichd3: str
    intractable: Flag
    status: Flag | None
    to_confirm: str = "A proposal. Only a clinician codes, and only a clinician attests that it is intractable."


# stem, name, and the character for *not intractable*
_OTHER_STEMS: Mapping[str, tuple[str, str, str]] = {
    "2.3": ("G44.22", "Chronic tension-type headache", "9"),
    "2.2": ("G44.21", "Episodic tension-type headache", "9"),
    "8.2": ("G44.4", "Drug-induced headache", "0"),
}


def propose(
    met: Sequence[str], *, intractable: Mapping[str, Truth], status_now: Truth, with_weakness: bool = False
) -> tuple[CodeProposal, ...]:
    """Codes for the met diagnoses, the most specific migraine first, overuse last.

    Parameters
    ----------
    met : sequence of str
        ICHD-3 codes that are met and not set aside.
    intractable : mapping of rule set name to Truth
        They are about migraine; a headache of another kind is never proposed as intractable by them.
    status_now : Truth
        Whether 1.4.1 is met by an attack that reaches the last written day.
    with_weakness : bool
        Whether an aura with weakness is written: then 1.2 is proposed as hemiplegic, for the clinician to judge.
    """
    flag = _intractable_flag(intractable)
    proposals: list[CodeProposal] = []
    for ichd3, stem, name in _stems(met, with_weakness=with_weakness):
        proposals.append(_migraine(stem, name, ichd3, flag, status_now))
    for ichd3 in ("2.3", "2.2", "8.2"):
        if ichd3 in met:
            proposals.append(_other(ichd3))
    return tuple(proposals)


def _stems(met: Sequence[str], *, with_weakness: bool) -> list[tuple[str, str, str]]:
    """ICHD-3 code, stem and name of each migraine; chronic replaces episodic (Excludes1)."""
    if "1.3" in met:
        if "1.2" in met:
            return [("1.3", "G43.E", "Chronic migraine with aura")]
        return [("1.3", "G43.7", "Chronic migraine without aura")]
    stems = []
    if "1.2" in met:
        hemiplegic = ("1.2", "G43.4", "Hemiplegic migraine (weakness in the aura is written; 1.2.3 is not judged here)")
        stems.append(hemiplegic if with_weakness else ("1.2", "G43.1", "Migraine with aura"))
    if "1.1" in met:
        stems.append(("1.1", "G43.0", "Migraine without aura"))
    if "1.5.1" in met and not stems:
        stems.append(("1.5.1", "G43.8", "Other migraine (probable)"))
    return stems


def _other(ichd3: str) -> CodeProposal:
    stem, name, not_intractable = _OTHER_STEMS[ichd3]
    flag = Flag(set=False, reason=say("the rule sets are about migraine; for the clinician to attest"))
    return CodeProposal(
        code=stem + not_intractable, name=_named(name, flag, None), for_ichd3=ichd3, intractable=flag, status=None
    )


def _migraine(stem: str, name: str, ichd3: str, flag: Flag, status_now: Truth) -> CodeProposal:
    status = _status_flag(status_now)
    return CodeProposal(
        code=f"{stem}{int(flag.set)}{1 if status.set else 9}",
        name=_named(name, flag, status),
        for_ichd3=ichd3,
        intractable=flag,
        status=status,
    )


def _named(name: str, intractable: Flag, status: Flag | None) -> str:
    parts = [say(name), say("intractable") if intractable.set else say("not intractable")]
    if status is not None:
        parts.append(say("with status migrainosus") if status.set else say("without status migrainosus"))
    return ", ".join(parts)


def _intractable_flag(intractable: Mapping[str, Truth]) -> Flag:
    met = [say(name) for name, truth in intractable.items() if truth is YES]
    if met:
        return Flag(set=True, reason=say("supported by: {sets}; for the clinician to attest", sets=a_list(met)))
    if any(truth is NOT_KNOWN for truth in intractable.values()):
        return Flag(set=False, reason=say("no rule set is met, and not all can be judged; for the clinician to attest"))
    return Flag(set=False, reason=say("no rule set is met; for the clinician to attest"))


def _status_flag(status_now: Truth) -> Flag:
    if status_now is YES:
        return Flag(set=True, reason=say("status migrainosus (1.4.1) is met by the attack of the last written day"))
    if status_now is NOT_KNOWN:
        return Flag(set=False, reason=say("whether status migrainosus (1.4.1) is met now is not known"))
    return Flag(set=False, reason=say("status migrainosus (1.4.1) is not met now"))
