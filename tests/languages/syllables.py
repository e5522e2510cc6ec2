"""How many syllables does a word have? Counted by rule, for the readability of the public pages.

English spelling does not say; the rules below agree with the CMU pronouncing dictionary on the words of our pages as
docs/readability.md tells, and the words they get wrong and that we use often are listed. Spanish spelling does say.
"""

from __future__ import annotations

import re
from itertools import pairwise

# Words of our pages on which the rules would be wrong.
LISTED = {
    "area": 3, "being": 2, "business": 2, "clinician": 3, "clinicians": 3, "create": 2, "diary": 3,
    "diaries": 3, "diet": 2, "doing": 2, "every": 2, "evening": 2, "everyone": 3, "everything": 3, "fluid": 2,
    "going": 2, "idea": 3, "ideas": 3, "ketamine": 3, "lidocaine": 3, "lion": 2, "medicine": 3, "medicines": 3,
    "physician": 3, "quiet": 2, "quieter": 3, "real": 1, "reliable": 4, "science": 2, "seeing": 2, "sometimes": 2,
    "society": 4, "someone": 2, "something": 2, "somewhere": 2, "trial": 2, "trials": 2, "triptan": 2, "variable": 4,
    "violent": 3, "whole": 1, "people": 2, "period": 3, "serious": 3, "seriously": 4, "various": 3, "experience": 4,
    "experienced": 4, "audience": 3, "obvious": 3, "previous": 3, "anxious": 2, "vision": 2, "migraine": 2,
    "migraines": 2, "esketamine": 4, "opioid": 3, "opioids": 3, "id": 2, "iv": 2, "fda": 3, "dea": 3, "nmda": 4,
    "rss": 3, "pdf": 3, "ecg": 3, "us": 1, "html": 4, "naive": 2, "react": 2, "reaction": 3, "reactions": 3,
    "reality": 4, "suffered": 2, "liquid": 2, "nausea": 3, "genuine": 3, "usually": 4, "usual": 3, "actual": 3,
    "actually": 4, "manual": 3, "visual": 3, "gradual": 3, "gradually": 4, "evaluate": 4, "situation": 4, "area's": 3,
    "heavier": 3, "earlier": 3, "easier": 3, "higher": 2, "ear": 1, "questionnaire": 3, "fatigue": 2, "league": 1,
    "comfortable": 4, "interesting": 4, "different": 3, "difference": 3, "several": 3, "favor": 2, "dizzier": 3,
    "insurers": 3, "wednesday": 2, "preferred": 2, "temperature": 4, "vegetable": 4, "dozen": 2, "alien": 3,
    "headache": 2, "headaches": 2, "anxiety": 4, "careful": 2, "anyone": 3, "rarely": 2, "called": 1, "controlled": 2,
    "uncontrolled": 3, "somebody": 3, "everybody": 4, "suicide": 3, "likely": 2, "falsely": 2, "closely": 2,
    "lately": 2, "fluids": 2, "examples": 3, "behavioral": 4, "hiv": 3, "million": 2, "lithium": 3, "guidelines": 2,
}  # fmt: skip
STRONG = "aeoáéíóú"
WEAK = "iuü"


def count_english(word: str) -> int:
    """Syllables of one English word; a number counts one for each digit."""
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    if word in LISTED:
        return LISTED[word]
    if any(mark.isdigit() for mark in word):
        return sum(mark.isdigit() for mark in word)
    letters = re.sub(r"[^a-z]", "", word)
    if not letters:
        return 0
    count = len(re.findall(r"[aeiouy]+", letters))
    if re.search(r"[^aeiouyl]es?$", letters) and not re.search(r"(?:[sxz]|[cs]h|[cg])es$", letters):
        count -= 1  # like, times; not pieces
    elif re.search(r"[aeiouy]les?$", letters):
        count -= 1  # while, rules; not table
    if re.search(r"[^aeiouytd]ed$", letters) and not re.search(r"[^aeiouyl]led$", letters):
        count -= 1  # missed, called; not wanted, handled
    # Vowels side by side that are spoken apart: diagnose, period, create, intuition, doing, ruin.
    count += len(re.findall(r"i[ao](?!us)(?<![ctgs]io)(?<![ctg]ia)|eo(?!u)(?<!peo)|[^q]ua(?=[lt])|uou", letters))
    count += len(re.findall(r"(?:[aeouy]|(?<![ctgqs])i)ing$|[iy]er$|ious$(?<![ctgx]ious)|ieties?|uity", letters))
    count += len(re.findall(r"sms?$", letters))  # prism
    return max(count, 1)


def count_spanish(word: str) -> int:
    """Syllables of one Spanish word: two strong vowels part, a weak one joins its neighbour."""
    word = word.lower()
    if any(mark.isdigit() for mark in word):
        return sum(mark.isdigit() for mark in word)
    word = re.sub(r"y$", "i", re.sub(r"[^a-záéíóúüñ]", "", word))
    word = "i" if word == "y" else word
    if not word:
        return 0
    count = 0
    for group in re.findall(f"[{STRONG}{WEAK}]+", word):
        nuclei = sum(mark in STRONG for mark in group)
        count += max(nuclei, 1)
        # A weak vowel between strong ones, or an accented í or ú beside another, adds nothing more.
        count += sum(one in WEAK and two == one for one, two in pairwise(group))
    return max(count, 1)
