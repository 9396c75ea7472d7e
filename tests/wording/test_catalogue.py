"""Both languages say the same things with the same values, and what runs is what was written."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import pytest

from upright.wording import languages, say
from upright.wording.catalogue import has, text

# A second form of a text may leave out what its own sentence does not need, and adds nothing.
FORMS = (".open", ".zero", ".one")


def _base(id, forms):
    return next((base for form in FORMS if (base := id.removesuffix(form)) != id and base in forms), id)


def test_both_languages_have_the_same_ids(english, vietnamese):
    assert set(english.forms) == set(vietnamese.forms)


def test_both_languages_count_the_same_texts(english, vietnamese):
    assert english.counted == vietnamese.counted


def test_both_languages_name_the_same_values(english, vietnamese):
    differing = {
        id: (english.placeholders(id), vietnamese.placeholders(id))
        for id in english.forms
        if id not in english.counted and english.placeholders(id) != vietnamese.placeholders(id)
    }
    # English can say the day of "2 to 9 Mar" alone; Vietnamese says day and month.
    differing.pop("date.day")
    assert differing == {}


def test_counted_texts_name_the_same_values_beside_their_number(english, vietnamese):
    for id in english.counted:
        assert english.placeholders(id) - {"n"} == vietnamese.placeholders(id) - {"n"}, id
        assert "n" in vietnamese.placeholders(id), id


def test_a_second_form_needs_no_value_that_its_text_does_not_have(english, vietnamese):
    for catalogue in (english, vietnamese):
        for id in catalogue.forms:
            base = _base(id, catalogue.forms)
            assert catalogue.placeholders(id) <= catalogue.placeholders(base), id


def test_no_text_is_empty_or_carries_space_at_its_ends(english, vietnamese):
    for catalogue in (english, vietnamese):
        for id, form in catalogue.texts():
            assert form and form == form.strip() and "  " not in form, id


def test_texts_are_composed_unicode(english, vietnamese):
    for catalogue in (english, vietnamese):
        for id, form in catalogue.texts():
            assert unicodedata.is_normalized("NFC", form), id


def test_a_brace_is_always_a_placeholder(english, vietnamese):
    assert english.stray_braces() == [] and vietnamese.stray_braces() == []


def test_what_is_compiled_is_what_is_written(english, vietnamese, compiled):
    for written in (english, vietnamese):
        assert compiled[written.language].forms == written.forms, "run: make words"


def test_an_unknown_id_is_an_error_in_either_language():
    for language in languages():
        with pytest.raises(KeyError):
            text("no.such.text", language)
        with pytest.raises(KeyError):
            say("no.such.text", language, n=3)
        assert not has("no.such.text", language)


def test_an_unknown_language_is_an_error():
    with pytest.raises(LookupError):
        say("nav.saved", "fr")


def test_one_language_is_read_once_and_quickly():
    code = (
        "import time, gettext\n"
        "from upright.wording.catalogue import text, _catalogue\n"
        "start = time.perf_counter(); text('nav.saved', 'vi'); print(time.perf_counter() - start)\n"
        "print(_catalogue.cache_info().currsize)\n"
    )
    best = 1.0
    for _ in range(3):
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
        best = min(best, float(said[0]))
        assert said[1] == "1"
    assert best < 0.02  # seconds; about 2 ms on an idle machine


def test_saying_is_cheap():
    say("nav.saved", "vi")
    start = time.perf_counter()
    for _ in range(1000):
        say("reading.level.appreciation.above.text", "vi", span="6 tuần", estimate=7.1, lo=6.6, hi=7.6,
            doubt="rất nhiều khả năng", odds="hơn 19 trên 20")  # fmt: skip
    assert time.perf_counter() - start < 1.0
