"""Which signs mean that a headache may come from something else, and how soon must someone look?

The list is SNNOOP10 (Do 2019) in our own words, split where one line has two degrees of haste, with
NICE CG150 for the actions. How soon is our reading of these sources. Every flag is yes, no or not
asked. A yes whose action is *emergency* or *same day* withholds the classification.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum

from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.sources import NICE_CG150, OURS, SNNOOP10, Source
from reprieve.pathway.terms.text import a_list, count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth


class Action(Enum):
    """How soon someone must look. The text is what the reader is told."""

    EMERGENCY = "Go to an emergency department now, or call 911."
    SAME_DAY = "See a doctor today."
    URGENT = "See a doctor within days."
    PROMPT = "Have a doctor look at this soon."
    CLINIC = "Bring this up at the clinic."
    CRISIS = "You are not alone. Call or text 988 now (in the US), or go to an emergency department."


WITHHOLDING = frozenset({Action.EMERGENCY, Action.SAME_DAY, Action.CRISIS})


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """One sign asked about.

    Parameters
    ----------
    id : str
        Stable name, used in answer files.
    group : str
        Heading it is asked under.
    ask : str
        The question, answered yes or no.
    look_for : str
        What may lie behind it, for the clinician.
    action : Action
        What a yes leads to.
    number : str
        Row of SNNOOP10, "extra" for those added.
    """

    id: str
    group: str
    ask: str
    look_for: str
    action: Action
    number: str
    source: Source = SNNOOP10


_SUDDEN = "How it began"
_BODY = "Body and nerves"
_CHANGE = "How it changed"
_HISTORY = "Your health"


RED_FLAGS: tuple[RedFlag, ...] = (
    RedFlag(
        id="thunderclap",
        group=_SUDDEN,
        ask="Did the pain reach its worst within 5 minutes?",
        look_for="subarachnoid bleeding, reversible vasoconstriction, venous thrombosis, dissection",
        action=Action.EMERGENCY,
        number="4",
        source=NICE_CG150,
    ),
    RedFlag(
        id="first_exertional_thunderclap",
        group=_SUDDEN,
        ask="Did it come on suddenly, for the first time, with effort, a cough or sex?",
        look_for="subarachnoid bleeding, reversible vasoconstriction",
        action=Action.EMERGENCY,
        number="8",
    ),
    RedFlag(
        id="strain",
        group=_SUDDEN,
        ask="Is it brought on by coughing, sneezing, straining, effort or sex?",
        look_for="posterior fossa lesion, Chiari malformation",
        action=Action.URGENT,
        number="8",
    ),
    RedFlag(
        id="head_injury",
        group=_SUDDEN,
        ask="Did you hurt your head in the last 3 months?",
        look_for="subdural bleeding",
        action=Action.URGENT,
        number="13",
    ),
    RedFlag(
        id="head_injury_with_blood_thinner",
        group=_SUDDEN,
        ask="Did you hurt your head in the last 3 months and take a blood thinner, or drink heavily?",
        look_for="subdural bleeding",
        action=Action.EMERGENCY,
        number="13",
    ),
    RedFlag(
        id="fever_with_stiff_neck",
        group=_BODY,
        ask="Do you have fever or a rash with it, and a stiff neck or drowsiness?",
        look_for="meningitis, encephalitis",
        action=Action.EMERGENCY,
        number="1",
    ),
    RedFlag(
        id="feeling_ill",
        group=_BODY,
        ask="Do you have fever, weight loss or feel ill with it?",
        look_for="infection, giant cell arteritis",
        action=Action.URGENT,
        number="1",
    ),
    RedFlag(
        id="neurological",
        group=_BODY,
        ask=(
            "Is there new weakness, numbness, trouble speaking, seeing or balancing, confusion, a changed "
            "character, a seizure or drowsiness, and not your usual aura?"
        ),
        look_for="stroke, mass, infection",
        action=Action.EMERGENCY,
        number="3",
    ),
    RedFlag(
        id="vision_lost",
        group=_BODY,
        ask="Have you lost sight, in one eye or both, and it is not your usual aura?",
        look_for="giant cell arteritis, retinal or optic nerve ischaemia",
        action=Action.EMERGENCY,
        number="5",
    ),
    RedFlag(
        id="red_eye_with_vision_loss",
        group=_BODY,
        ask="Is an eye red and painful, with worse sight or haloes around lights?",
        look_for="angle-closure glaucoma",
        action=Action.EMERGENCY,
        number="12",
    ),
    RedFlag(
        id="other_eye_signs",
        group=_BODY,
        ask="Are there other new signs at an eye: a drooping lid, a wide or small pupil, double sight?",
        look_for="cavernous sinus, aneurysm, dissection, trigeminal autonomic headache",
        action=Action.SAME_DAY,
        number="12",
        source=OURS,
    ),
    RedFlag(
        id="raised_pressure",
        group=_BODY,
        ask=(
            "Were you told that the nerves at the back of your eyes are swollen, does your sight grey out on "
            "standing up, or do you hear your pulse in your ears?"
        ),
        look_for="raised pressure in the head, mass, venous thrombosis",
        action=Action.SAME_DAY,
        number="9",
    ),
    RedFlag(
        id="scalp_or_jaw",
        group=_BODY,
        ask="Are you over 50, and is your scalp sore or does your jaw hurt when you chew?",
        look_for="giant cell arteritis: blood tests today (ESR and CRP)",
        action=Action.SAME_DAY,
        number="5",
    ),
    RedFlag(
        id="onset_after_50",
        group=_CHANGE,
        ask="Did headaches like this begin after the age of 50?",
        look_for="giant cell arteritis, mass (one published version says 65; 50 is the more careful)",
        action=Action.SAME_DAY,
        number="5",
    ),
    RedFlag(
        id="new_or_different",
        group=_CHANGE,
        ask="Is it new in the last 3 months, or clearly different from your usual headache?",
        look_for="any secondary headache",
        action=Action.PROMPT,
        number="6",
    ),
    RedFlag(
        id="worsening",
        group=_CHANGE,
        ask="Is it getting steadily worse, or unlike any headache you know?",
        look_for="mass",
        action=Action.URGENT,
        number="10",
    ),
    RedFlag(
        id="position",
        group=_CHANGE,
        ask="Is it much worse lying down, or much worse standing up?",
        look_for="high or low pressure of the fluid around the brain",
        action=Action.URGENT,
        number="7",
    ),
    RedFlag(
        id="aura_first_or_motor",
        group=_CHANGE,
        ask="Was this your first aura ever, or did the aura bring weakness?",
        look_for="stroke or transient ischaemic attack; hemiplegic migraine",
        action=Action.PROMPT,
        number="extra",
        source=OURS,
    ),
    RedFlag(
        id="first_aura_after_50",
        group=_CHANGE,
        ask="Did you have your first aura after the age of 50?",
        look_for="transient ischaemic attack",
        action=Action.URGENT,
        number="extra",
        source=OURS,
    ),
    RedFlag(
        id="aura_over_60_min",
        group=_CHANGE,
        ask="Did an aura last longer than 60 minutes?",
        look_for="migrainous infarction, stroke",
        action=Action.URGENT,
        number="extra",
        source=OURS,
    ),
    RedFlag(
        id="cancer",
        group=_HISTORY,
        ask="Have you ever had cancer?",
        look_for="metastasis",
        action=Action.URGENT,
        number="2",
    ),
    RedFlag(
        id="immune",
        group=_HISTORY,
        ask="Do you have HIV, or take drugs that weaken the immune system?",
        look_for="infection, lymphoma",
        action=Action.URGENT,
        number="14",
    ),
    RedFlag(
        id="pregnancy",
        group=_HISTORY,
        ask="Are you pregnant, or did you give birth in the last 6 weeks?",
        look_for="pre-eclampsia (blood pressure), venous thrombosis, reversible vasoconstriction",
        action=Action.SAME_DAY,
        number="11",
    ),
    RedFlag(
        id="others_ill",
        group=_HISTORY,
        ask="Are others in the same house ill with headache too?",
        look_for="carbon monoxide: leave the house",
        action=Action.EMERGENCY,
        number="extra",
        source=OURS,
    ),
    RedFlag(
        id="drugs",
        group=_HISTORY,
        ask="Do you take drugs against headache on 10 days a month or more, or did it begin with a new drug?",
        look_for="medication overuse, drug effect",
        action=Action.CLINIC,
        number="15",
    ),
    RedFlag(
        id="self_harm",
        group=_HISTORY,
        ask="Do you have thoughts of harming yourself?",
        look_for="suicidal ideation",
        action=Action.CRISIS,
        number="extra",
        source=OURS,
    ),
)
BY_ID: Mapping[str, RedFlag] = {flag.id: flag for flag in RED_FLAGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """A clinician's statement that a flag was examined and is cleared."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered; a flag that is in neither was not asked.

    Parameters
    ----------
    answers : mapping of flag id to Truth
    cleared : mapping of flag id to Clearance
    """

    answers: Mapping[str, Truth] = field(default_factory=dict)
    cleared: Mapping[str, Clearance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted({*self.answers, *self.cleared} - set(BY_ID))
        if unknown:
            raise InvalidInput(
                say(
                    "red flags are named as in the list; got {unknown}. Must be among: {among}.",
                    unknown=a_list(unknown),
                    among=", ".join(BY_ID),
                )
            )

    def to(self, flag: RedFlag) -> Truth:
        """The answer to one flag."""
        return self.answers.get(flag.id, NOT_KNOWN)


class SafetyStatus(StrEnum):
    """What the answers lead to, the most pressing first."""

    WITHHOLD = "withhold"
    WARN = "warn"
    NOT_ASKED = "not_asked"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """The answers weighed.

    Parameters
    ----------
    status : SafetyStatus
    banner : str
        A fixed sentence while not every flag was asked; empty otherwise.
    raised : tuple of RedFlag
        Flags answered yes and not cleared, the most pressing first.
    """

    status: SafetyStatus
    banner: str
    raised: tuple[RedFlag, ...]
    not_asked: tuple[RedFlag, ...]
    answers: Answers

    @property
    def withholds(self) -> bool:
        """Whether the classification must not be shown."""
        return self.status is SafetyStatus.WITHHOLD


_HASTE = (Action.CRISIS, Action.EMERGENCY, Action.SAME_DAY, Action.URGENT, Action.PROMPT, Action.CLINIC)


def weigh(answers: Answers | None = None) -> Safety:
    """What the answers lead to; None when nothing was asked."""
    answers = answers or Answers()
    raised = [flag for flag in RED_FLAGS if answers.to(flag) is YES and flag.id not in answers.cleared]
    raised.sort(key=lambda flag: _HASTE.index(flag.action))
    not_asked = tuple(flag for flag in RED_FLAGS if not answers.to(flag).known and flag.id not in answers.cleared)
    if any(flag.action in WITHHOLDING for flag in raised):
        status = SafetyStatus.WITHHOLD
    elif raised:
        status = SafetyStatus.WARN
    else:
        status = SafetyStatus.NOT_ASKED if not_asked else SafetyStatus.CLEAR
    return Safety(status=status, banner=_banner(not_asked), raised=tuple(raised), not_asked=not_asked, answers=answers)


def _banner(not_asked: tuple[RedFlag, ...]) -> str:
    if not not_asked:
        return ""
    if len(not_asked) == len(RED_FLAGS):
        return say("Red flags not asked.")
    return count(len(not_asked), "{n} red flag not asked.", "{n} red flags not asked.")


_WORDS = {
    "yes": YES,
    "no": NO,
    "not asked": NOT_KNOWN,
    "not_asked": NOT_KNOWN,
    True: YES,
    False: NO,
    # as the Spanish form says them
    "sí": YES,
    "si": YES,
    "sin preguntar": NOT_KNOWN,
}


def read_answers(text: str) -> Answers:
    """Answers from a TOML text: `thunderclap = "no"`, and `[cleared.strain]` with `by` and `on`.

    Raises
    ------
    InvalidInput
        When the text is not TOML, or names a flag or a value that does not exist.

    Examples
    --------
    >>> read_answers('thunderclap = "no"').answers
    {'thunderclap': <Truth.NO: 'no'>}
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(
            say(
                'the red flag file must hold lines like thunderclap = "no"; {error}. Print an empty form with: '
                "reprieve red-flags",
                error=error,
            )
        ) from None
    cleared = table.pop("cleared", {})
    if not isinstance(cleared, dict):
        raise InvalidInput(say("`cleared` must be tables like [cleared.strain] with `by` and `on`."))
    return Answers(
        answers={id_: _answer(id_, value) for id_, value in table.items()},
        cleared={id_: _clearance(id_, value) for id_, value in cleared.items()},
    )


def _answer(id_: str, value: object) -> Truth:
    word = value.strip().casefold() if isinstance(value, str) else value
    if isinstance(word, str | bool) and word in _WORDS:
        return _WORDS[word]
    raise InvalidInput(say('`{id}` must be "yes", "no" or "not asked". Correct it and try again.', id=id_))


def _clearance(id_: str, value: object) -> Clearance:
    if isinstance(value, dict):
        by, on = value.get("by"), value.get("on")
        if isinstance(by, str) and by.strip() and type(on) is date:
            return Clearance(by=by.strip(), on=on)
    raise InvalidInput(say('[cleared.{id}] must say by = "name" and on = 2026-03-01 (a date without quotes).', id=id_))


def empty_form() -> str:
    """The TOML form with every flag, not asked."""
    lines = [
        "# " + say('Answer each with "yes" or "no". What is left "not asked" counts as not asked, never as no.'),
        "# " + say("A clinician who has examined a flag and cleared it adds, at the end:"),
        "#   [cleared.strain]",
        f'#   by = "{say("name")}"',
        "#   on = 2026-03-01",
    ]
    group = ""
    for flag in RED_FLAGS:
        if flag.group != group:
            group = flag.group
            lines += ["", f"# {say(group)}"]
        lines += [f"# {say(flag.ask)}", f'{flag.id} = "{say("not asked")}"']
    return "\n".join(lines) + "\n"
