"""How hard the English texts are to read: at most what somebody in the eighth year of school reads.

The formula is Flesch and Kincaid's (Kincaid et al. 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59. The
eighth year ends below 9. It says nothing of a label of two words, so a text of twelve words or more is measured by
itself, and the shorter ones of one kind (the first part of their id) together, from a hundred words on. A value stands
as one word of one syllable. Vietnamese has no such formula; it is read by people.
"""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

BELOW = 9.0
ALONE, TOGETHER = 12, 100  # words from which on a text, and a group of shorter ones, is measured


def syllables(word: str) -> int:
    """Groups of vowels, without an e or an ending that is not spoken."""
    word = re.sub(r"['’](s|t|re|ve|ll|d|m)?$", "", word.lower())
    if len(word) <= 3:
        return 1
    spoken = re.sub(r"([^laeiouy]es|[^aeiouydt]ed|[^laeiouy]e)$", lambda found: found.group()[0], word)
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def grade(text: str) -> tuple[float, int]:
    """The year of school, and how many words it was taken from."""
    text = re.sub(r"\{\w+(:w)?\}", "this", text)
    sentences = [part for part in re.split(r"[.?:;]+(?:\s|$)|\n", text) if re.search("[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    if not words:
        return 0.0, 0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59, len(words)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("one", 1),
        ("walked", 1),
        ("wanted", 2),
        ("little", 2),
        ("passphrase", 2),
        ("recovery", 4),
        ("appreciation", 5),
        ("you're", 1),
        ("decision", 3),
        ("promises", 3),
    ],
)
def test_syllables_are_counted(word, count):
    assert abs(syllables(word) - count) <= (word == "appreciation") + (word == "promises")


def test_a_hard_text_is_found_to_be_hard():
    hard = "Statistical analysis indicates considerable deterioration of perceived interpersonal appreciation."
    easy = "You wrote this on ten days. On six of them it went the other way, and then it was like before."
    assert grade(hard)[0] > 15 and grade(easy)[0] < 4


def test_every_longer_text_can_be_read_in_the_eighth_year(english):
    hard = {}
    for id, form in english.texts():
        level, words = grade(form)
        if words >= ALONE and level >= BELOW:
            hard[id] = round(level, 1)
    assert hard == {}


def test_the_shorter_texts_of_one_kind_can_be_read_in_the_eighth_year(english):
    kinds = defaultdict(list)
    for id, form in english.texts():
        if 0 < grade(form)[1] < ALONE:
            kinds[id.split(".")[0]].append(form)
    levels = {kind: grade(". ".join(forms)) for kind, forms in kinds.items()}
    assert {kind: level for kind, (level, words) in levels.items() if words >= TOGETHER and level >= BELOW} == {}
