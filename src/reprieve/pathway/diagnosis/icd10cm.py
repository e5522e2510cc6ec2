"""Which ICD-10-CM code would a clinician be asked to confirm?

The code is a proposal. *Intractable* is a clinician's attestation; the rule sets only support it.
*With status* is proposed only while status migrainosus is met now, never from chronicity. G43 has
the flag for intractable as its fifth character (0/1; menstrual migraine: 2/3), G44.2 as its sixth
(9/1), G44.4 as its fifth.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from reprieve.pathway.terms.text import a_list, later, say
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth

TO_CONFIRM = "A proposal. Only a clinician codes, and only a clinician attests that it is intractable."


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
    to_confirm: str


# Stem, name, and the character for *not intractable*; none where the code has no such character. The more
# specific of a family comes first and replaces what follows it.
_OTHER_STEMS: Mapping[str, tuple[str, str, str]] = {
    "2.3": ("G44.22", later("Chronic tension-type headache"), "9"),
    "2.2": ("G44.21", later("Episodic tension-type headache"), "9"),
    "2.1": ("G44.21", later("Episodic tension-type headache"), "9"),
    "3.1.1": ("G44.01", later("Episodic cluster headache"), "9"),
    "3.1.2": ("G44.02", later("Chronic cluster headache"), "9"),
    "3.1": ("G44.00", later("Cluster headache, unspecified"), "9"),
    "3.2": ("G44.03", later("Paroxysmal hemicrania, episodic or not specified"), "9"),
    "3.3.1": ("G44.05", later("SUNCT"), "9"),
    "3.3": ("G44.09", later("Other trigeminal autonomic headache"), "9"),
    "3.4": ("G44.51", later("Hemicrania continua"), ""),
    "4.10": ("G44.52", later("New daily persistent headache"), ""),
    "8.2": ("G44.4", later("Drug-induced headache"), "0"),
}


# Of 3.2 the code tells the chronic form from all others.
_CHRONIC_PAROXYSMAL = ("G44.04", later("Chronic paroxysmal hemicrania"), "9")


def propose(
    met: Sequence[str],
    *,
    intractable: Mapping[str, Truth],
    status_now: Truth,
    chronic_paroxysmal: bool = False,
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
    chronic_paroxysmal : bool
        Whether 3.2 is known to go on for a year without three months free of attacks.
    """
    flag = _intractable_flag(intractable)
    proposals: list[CodeProposal] = []
    for stem in _stems(met):
        proposals.append(_migraine(stem, flag, status_now))
    for ichd3 in _OTHER_STEMS:
        if ichd3 in met and not any(code.startswith(f"{ichd3}.") and code in met for code in _OTHER_STEMS):
            chronic = ichd3 == "3.2" and chronic_paroxysmal
            proposals.append(_other(ichd3, _CHRONIC_PAROXYSMAL if chronic else _OTHER_STEMS[ichd3]))
    return tuple(proposals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """A code of G43 up to its fifth character, without and with *intractable*."""

    ichd3: str
    without: str
    intractable: str
    name: str


def _stem(ichd3: str, stem: str, name: str) -> Stem:
    return Stem(ichd3=ichd3, without=f"{stem}0", intractable=f"{stem}1", name=name)


def _stems(met: Collection[str]) -> list[Stem]:
    """The stem of each migraine; chronic replaces episodic, and persistent replaces with aura (Excludes1)."""
    chronic = "1.3" in met
    stems = [_chronic(met)] if chronic else []
    if "1.2.3" in met:
        stems.append(_stem("1.2.3", "G43.4", later("Hemiplegic migraine")))
    if "1.4.2" in met:
        stems.append(_stem("1.4.2", "G43.5", later("Persistent migraine aura without cerebral infarction")))
    if chronic:
        return stems
    if "1.2" in met and "1.4.2" not in met and ("1.2.3" not in met or any(code in met for code in OTHER_AURAS)):
        stems.append(_stem("1.2", "G43.1", later("Migraine with aura")))
    if "1.1" in met:
        stems.append(_without_aura(met))
    if not stems:
        stems += [_stem(code, "G43.8", later("Other migraine (probable)")) for code in PROBABLE if code in met][:1]
    return stems


# Auras coded G43.1 beside hemiplegic ones, and the probable migraines.
OTHER_AURAS = ("1.2.1", "1.2.2", "1.2.4")
PROBABLE = ("1.5.1", "1.5.2")


def _chronic(met: Collection[str]) -> Stem:
    if "1.2" in met:
        return _stem("1.3", "G43.E", later("Chronic migraine with aura"))
    return _stem("1.3", "G43.7", later("Chronic migraine without aura"))


def _without_aura(met: Collection[str]) -> Stem:
    for code in ("A1.1.1", "A1.1.2"):
        if code in met:
            return Stem(ichd3=code, without="G43.82", intractable="G43.83", name=later("Menstrual migraine"))
    return _stem("1.1", "G43.0", later("Migraine without aura"))


def _other(ichd3: str, of: tuple[str, str, str]) -> CodeProposal:
    stem, name, not_intractable = of
    why = say("the rule sets are about migraine; for the clinician to attest")
    flag = Flag(set=False, reason=why if not_intractable else say("this code does not say whether it is intractable"))
    return CodeProposal(
        code=stem + not_intractable,
        name=_named(name, flag, None) if not_intractable else say(name),
        for_ichd3=ichd3,
        intractable=flag,
        status=None,
        to_confirm=say(TO_CONFIRM),
    )


def _migraine(stem: Stem, flag: Flag, status_now: Truth) -> CodeProposal:
    status = _status_flag(status_now)
    return CodeProposal(
        code=f"{stem.intractable if flag.set else stem.without}{1 if status.set else 9}",
        name=_named(stem.name, flag, status),
        for_ichd3=stem.ichd3,
        intractable=flag,
        status=status,
        to_confirm=say(TO_CONFIRM),
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
