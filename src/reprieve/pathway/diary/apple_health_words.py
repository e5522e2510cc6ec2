"""What do the types and values of Apple Health mean for a headache diary?

Each value is written by its name; the number that stands for it in HealthKit is understood as well.
The names of the menstrual flow changed with iOS 18, those of sleep with iOS 16.
"""

from __future__ import annotations

from enum import Enum

HEADACHE = "HKCategoryTypeIdentifierHeadache"
NAUSEA = "HKCategoryTypeIdentifierNausea"
VOMITING = "HKCategoryTypeIdentifierVomiting"
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
MENSTRUAL_FLOW = "HKCategoryTypeIdentifierMenstrualFlow"
TYPES = frozenset({HEADACHE, NAUSEA, VOMITING, SLEEP, MENSTRUAL_FLOW})


class Severity(Enum):
    """How strong a symptom was; unspecified says that it was there."""

    NOT_PRESENT = "not present"
    UNSPECIFIED = "unspecified"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


SEVERITIES = {
    "HKCategoryValueSeverityUnspecified": Severity.UNSPECIFIED,
    "HKCategoryValueSeverityNotPresent": Severity.NOT_PRESENT,
    "HKCategoryValueSeverityMild": Severity.MILD,
    "HKCategoryValueSeverityModerate": Severity.MODERATE,
    "HKCategoryValueSeveritySevere": Severity.SEVERE,
    "HKCategoryValuePresencePresent": Severity.UNSPECIFIED,
    "HKCategoryValuePresenceNotPresent": Severity.NOT_PRESENT,
    "HKCategoryValueNotApplicable": Severity.UNSPECIFIED,
    "0": Severity.UNSPECIFIED,
    "1": Severity.NOT_PRESENT,
    "2": Severity.MILD,
    "3": Severity.MODERATE,
    "4": Severity.SEVERE,
}
# Whether there was bleeding.
FLOWS = {
    **{
        f"HKCategoryValue{kind}{flow}": flow != "None"
        for kind in ("MenstrualFlow", "VaginalBleeding")
        for flow in ("Unspecified", "Light", "Medium", "Heavy", "None")
    },
    **{"1": True, "2": True, "3": True, "4": True, "5": False},
}
# Whether the person slept; in bed is not asleep.
SLEEPS = {
    **{f"HKCategoryValueSleepAnalysisAsleep{stage}": True for stage in ("", "Unspecified", "Core", "Deep", "REM")},
    "HKCategoryValueSleepAnalysisInBed": False,
    "HKCategoryValueSleepAnalysisAwake": False,
    **{"0": False, "1": True, "2": False, "3": True, "4": True, "5": True},
}
# On the scale from 0 to 10, mild is 1 to 3, moderate 4 to 6 and severe 7 to 10. A diary holds one number:
# the middle of each, rounded down, so that a word never becomes the strongest it can mean. [ours]
PAIN = {Severity.MILD: 2, Severity.MODERATE: 5, Severity.SEVERE: 8}
