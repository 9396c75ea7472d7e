"""The letter check: what it finds in labelled messages, where exactly, and that no text can stop it or make it slow."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import tomllib
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.letter import FOLDER, Letter, count, letters, matches
from upright.plan import LetterCheck, check_letter
from upright.plan.letter import KINDS
from upright.plan.phrases import _FOLDER as SAID
from upright.plan.phrases import load_book, load_speech, parse_phrase
from upright.wording import say

LANGUAGES = ("en", "vi")
DEV = {language: letters(language, "dev") for language in LANGUAGES}


def kinds(text: str, language: str | None = None) -> list[str]:
    return [one.kind for one in check_letter(text, language).findings]


# --- What was measured: docs/letter.md has the table; the floors stand a little below it

HELD_F1 = {"en": 0.88, "vi": 0.88}
KIND_F1 = 0.78
HELD_CLEAN_MARKED = {"en": 0.11, "vi": 0.08}  # the goal was 0.05: 8 of 75 and 6 of 79 are marked
FRESH_F1 = {"en": 0.58, "vi": 0.55}  # as they stand: the goal of 0.85 is missed
WILD_F1 = {"en": 0.85, "vi": 0.86}  # the third part of messages written before the wider phrases
WILD_CLEAN_MARKED = {"en": 0.10, "vi": 0.11}  # 3 of 30 and 3 of 29 are marked
CLEAN_MARKED = {"a": 0.0, "b": 0.20}  # 0 of 88 where the phrases were mended by them; 16 of 80 in the other part


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_held_split_is_found_as_it_was_measured(language):
    counts = count(letters(language, "held"))
    assert counts.f1() >= HELD_F1[language]
    assert {kind: counts.f1(kind) for kind in KINDS if counts.f1(kind) < KIND_F1} == {}
    assert counts.clean_marked <= HELD_CLEAN_MARKED[language] * counts.clean
    assert min(counts.calm, counts.firm, counts.final) >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_fresh_messages_are_found_no_worse_than_they_were(language):
    assert count(letters(language, "fresh")).f1() >= FRESH_F1[language]


@pytest.mark.parametrize("language", WILD_F1)
def test_messages_that_no_phrase_was_tuned_on_are_found_as_they_were_counted(language):
    counts = count(letters(language, "wild-c"))
    assert counts.f1() >= WILD_F1[language]
    assert counts.clean_marked <= WILD_CLEAN_MARKED[language] * counts.clean
    assert min(counts.calm, counts.firm, counts.final) >= 0.88


@pytest.mark.parametrize("language", WILD_F1)
def test_the_parts_of_the_wild_messages_were_made_by_the_hash_of_their_ids(language):
    from hashlib import sha256

    for place, part in enumerate("abc"):
        for letter in letters(language, f"wild-{part}"):
            assert int(sha256(letter.id.encode()).hexdigest(), 16) % 3 == place


@pytest.mark.parametrize(
    "text",
    [
        "We stop here.",
        "This is the last message you'll get from me.",
        "I'm done. Please don't contact me again.",
        "I leave today. This decision is final.",
        "I don't want to be with you anymore.",
        "Tôi rời đi hôm nay. Quyết định này là cuối cùng.",
        "Toi roi di hom nay. Quyet dinh nay la cuoi cung.",
        "Mình dừng ở đây.",
        "Từ nay đừng liên lạc nữa.",
        "tu nay dung lien lac nua",
    ],
)
def test_a_plain_ending_is_calm_firm_and_final(text):
    found = check_letter(text)
    assert (found.calm, found.firm, found.final) == (True, True, True)


@pytest.mark.parametrize(
    ("clean", "marked", "kind"),
    [
        ("Please come back with milk.", "Please come back, there is milk in the fridge.", "pleading"),
        ("Do you know how the oven works?", "Do you know how lonely I am?", "explaining"),
        ("I'll wait until the rain stops.", "I'll wait until you decide.", "waiting"),
        ("Watch out for the ice.", "Watch out or else.", "threat"),
        ("If you need me I'm in the garden.", "If you need me I'm always here.", "open_door"),
        ("They want me to choose between nights and days.", "You have to choose between her and me.", "ultimatum"),
        ("My therapist says I should rest.", "My therapist says you are wrong.", "proving"),
        ("Don't worry about me tonight, I'm at my sister's.", "Don't worry about me, I'm used to it.", "bait"),
        ("She said she'd wait for you.", "I'll wait for you.", "waiting"),
    ],
)
def test_what_a_phrase_is_about_tells_a_daily_thing_from_a_mark(clean, marked, kind):
    assert kinds(clean) == []
    assert kind in kinds(marked)


@pytest.mark.parametrize("part", ["a", "b"])
def test_the_clean_messages_are_parted_by_the_hash_of_their_ids_and_marked_no_more_than_was_counted(part):
    from hashlib import sha256

    found = letters("en", f"clean-{part}")
    assert len(found) >= 80 and not any(letter.places for letter in found)
    assert count(found).clean_marked <= CLEAN_MARKED[part] * len(found)
    assert {int(sha256(letter.id.encode()).hexdigest(), 16) % 2 for letter in found} == {"ab".index(part)}


def test_coming_to_find_someone_is_a_threat_only_as_a_condition():
    assert not check_letter("If you go to that party I will come and find you.").calm
    assert check_letter("I'll come and find you at the station.").calm


def test_a_look_at_how_they_will_live_without_her_is_marked():
    for text in ("Để rồi xem anh sống sao khi không có em.", "De roi xem anh song sao khi khong co em."):
        assert {"bait", "threat"} & set(kinds(text)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labelled_messages_are_as_many_as_they_should_be(language):
    both = DEV[language] + letters(language, "held")
    assert len(both) >= 300
    assert len({one.id for one in both}) == len(both)
    clean = sum(not one.places for one in both)
    assert clean * 3 >= len(both)
    assert {kind for one in both for kind, _, _ in one.places} == set(KINDS)
    assert len(letters(language, "fresh")) == 40


def test_the_counting_can_tell_good_from_bad():
    text = "Please stay. You idiot."
    good = Letter("x", text, (("pleading", 0, 11), ("insult", 13, 22)), final=False)
    other = Letter("x", text, (("waiting", 0, 11), ("insult", 0, 4)), final=False)
    assert count([good]).f1() == 1.0
    assert count([other]).f1() == 0.0
    assert matches(("bait", 0, 10), ("bait", 5, 30)) and not matches(("bait", 0, 10), ("bait", 6, 30))


# --- Where a mark stands

EVERY = [one for language in LANGUAGES for one in DEV[language]]


def test_a_quotation_is_the_text_at_its_place_in_order():
    for letter in EVERY:
        found = check_letter(letter.text).findings
        assert all(letter.text[one.start : one.end] == one.quote and one.quote for one in found)
        assert [one.start for one in found] == sorted(one.start for one in found)
        for kind in KINDS:  # marks of one kind do not overlap
            places = [(one.start, one.end) for one in found if one.kind == kind]
            assert all(a[1] <= b[0] for a, b in zip(places, places[1:], strict=False))


def test_the_unicode_form_and_signs_around_change_no_mark():
    for letter in EVERY[::3]:
        plain = check_letter(letter.text)
        apart = normalize("NFD", letter.text)
        found = check_letter(apart)
        assert [(one.kind, normalize("NFC", one.quote)) for one in found.findings] == [
            (one.kind, normalize("NFC", one.quote)) for one in plain.findings
        ], letter.id
        before = "👩🏽‍🌾🙂\n\n"  # four code points make the first picture
        moved = check_letter(before + letter.text)
        assert [(one.kind, one.start - len(before)) for one in moved.findings] == [
            (one.kind, one.start) for one in plain.findings
        ], letter.id


def test_capitals_change_no_mark():
    for letter in EVERY[::3]:
        assert kinds(letter.text.upper(), letter.id[:2]) == kinds(letter.text, letter.id[:2]), letter.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anh đừng bỏ em, em van anh", "anh dung bo em, em van anh"),
        ("Không có anh em không sống nổi", "ko co anh e k sống nổi"),
        ("Đồ khốn nạn", "DO KHON NAN"),
        ("Tôi sẽ làm anh hối hận", "tôi sẽ làm anh hối hận"),
        ("You are an idiot", "u r an id1ot"),
        ("Please, please don't leave me", "pleaseee dont leave me plz"),
        ("I'm begging you", "I’m begging you"),
        ("Thằng hèn hạ, khốn nạn", "thằng hèn hạ, khốn nạn".replace("ạ", "a\u0323")),
    ],
)
def test_spellings_of_one_message_are_marked_alike(one, other):
    assert kinds(one) and set(kinds(one)) == set(kinds(other))


def test_the_place_of_a_tone_mark_does_not_matter():
    for text in (
        "Em xin anh, tha thứ cho em",
        "Anh hãy hoà giải đi, đừng bỏ em",
        "Xưa giờ em chung thuỷ với anh",
    ):
        assert kinds(text) == kinds(text.replace("oà", "òa").replace("uỷ", "ủy")) != []


# --- What is not marked


@pytest.mark.parametrize(
    "text",
    [
        'You said "you are a useless idiot" again. I am sleeping at Dad\'s.',
        "Anh nói “đồ vô dụng” trước mặt mẹ. Tôi qua nhà ba ngủ.",
        "I will call the police if you come.",
        "Anh mà tới là em gọi công an.",
        "I'm late because the train is stuck.",
        "Please send the keys to my sister.",
        "Anh gửi chìa khóa cho chị em giúp em.",
        "I'll wait at the station at five.",
        "",
        " \n\t",
        "...",
        "12:30",
    ],
)
def test_logistics_limits_and_repeated_words_are_not_marked(text):
    assert kinds(text) == []


def test_calm_firm_and_final():
    def three(text: str) -> tuple[bool, bool, bool]:
        found = check_letter(text)
        return found.calm, found.firm, found.final

    assert three("It is over between us. Please do not contact me again.") == (True, True, True)
    assert three("It is over between us. Maybe one day we can be friends.") == (True, False, False)
    assert three("It is over between us. You are an idiot.") == (False, True, True)
    assert three("See you at the station at five.") == (True, True, False)
    assert three("Chuyện của mình kết thúc rồi. Anh đừng liên lạc nữa.") == (True, True, True)
    assert three("Chia tay. Biết đâu mai mốt gặp lại.") == (True, False, False)


def test_a_sentence_in_the_other_language_is_read_in_it():
    hers = "Em dọn ra ngày 12, chìa khóa em gửi bác Tư."
    text = f"{hers} Please don't leave me, I need you to stay with me. Thứ bảy em qua lấy đồ."
    found = check_letter(text)
    assert found.language == "vi"
    assert {one.kind for one in found.findings} == {"pleading"}
    assert all("leave me" in one.quote or "stay" in one.quote for one in found.findings)


# --- What is said


def test_the_json_has_the_names_that_others_rely_on():
    found = json.loads(check_letter("Please don't leave me.").to_json())
    assert found["schema"] == "upright.letter/1"
    assert list(found) == ["schema", "language", "findings", "calm", "firm", "final"]
    assert list(found["findings"][0]) == ["kind", "start", "end", "quote", "why"]
    assert (found["language"], found["calm"], found["firm"], found["final"]) == ("en", True, False, False)


def test_every_rule_has_its_sentence_and_its_question_in_both_languages():
    for language in LANGUAGES:
        for rule in load_book("letter", language, loose=False).rules:
            if rule.kind == "end":
                continue
            assert rule.kind in KINDS
            for spoken in LANGUAGES:
                assert say(f"letter.why.{rule.kind}.{rule.reason}", spoken).count(".") == 1
                assert say(f"letter.ask.{rule.kind}", spoken).endswith("?")


def test_why_is_one_sentence_and_one_question_in_the_language_of_the_letter():
    (english, *_) = check_letter("Please don't leave me.").findings
    (vietnamese, *_) = check_letter("Anh đừng bỏ em.").findings
    assert re.fullmatch(r"[^.?]+\. [^.?]+\?", english.why) and re.fullmatch(r"[^.?]+\. [^.?]+\?", vietnamese.why)
    assert english.why == vietnamese.told("en") != vietnamese.why


# --- The files a translator extends


@pytest.mark.parametrize("name", ["letter.en", "letter.vi", "boundary.en", "boundary.vi"])
def test_each_phrase_can_be_read_and_only_known_words_stand_in_a_rule(name):
    data = tomllib.loads((SAID / f"{name}.toml").read_text("utf-8"))
    lists = {key: tuple(tuple(one.split()) for one in entries) for key, entries in data["lists"].items()}
    lists = dict(load_speech(name[-2:]).lists) | lists
    against = ("unless", "unless_near", "needs")
    for rule in data["rule"]:
        assert set(rule) <= {"kind", "reason", "say", "unless", "unless_near", "needs", "not_after", "marked"}
        for phrase in (*rule["say"], *(one for key in against for one in rule.get(key, ()))):
            assert parse_phrase(phrase, lists, loose=False).must, phrase


@pytest.mark.parametrize("wrong", ["*3 you", "very? much?", "<nobody> you"])
def test_a_phrase_that_cannot_be_read_is_told(wrong):
    with pytest.raises((ValueError, KeyError)):
        parse_phrase(wrong, {}, loose=False)


def test_the_split_was_made_by_a_rule_that_anyone_can_repeat():
    from hashlib import sha256

    for language in LANGUAGES:
        for split, odd in (("held", 1), ("dev", 0)):
            for letter in letters(language, split):
                if re.fullmatch(
                    r"[a-z]{2}-\d{3}", letter.id
                ):  # those with a letter came later, and are all for writing rules
                    assert sha256(letter.id.encode()).digest()[0] % 2 == odd
    assert FOLDER.is_dir()


# --- No text can stop it


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=400))
def test_no_text_raises(text):
    found = check_letter(text)
    assert isinstance(found, LetterCheck)
    assert all(text[one.start : one.end] == one.quote for one in found.findings)
    found.to_json()


WORDS = sorted(load_book("letter", "vi", loose=True).words | load_book("letter", "en", loose=False).words)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=120), st.sampled_from([" ", "\n", ", ", ". "]))
def test_no_row_of_its_own_words_raises(words, between):
    text = between.join(words)
    assert all(text[one.start : one.end] == one.quote for one in check_letter(text).findings)


@pytest.mark.parametrize(
    "text", ["\0" * 1000, "\ud800\udfff" * 500, "\u0301" * 5000, "'" * 5000, "a'" * 5000, '"' * 5000]
)
def test_odd_signs_are_nothing(text):
    assert check_letter(text).findings == ()


def test_a_megabyte_is_read_in_time_that_grows_with_it():
    text = ("Anh đừng bỏ em, em van anh. Please stay, I beg you. " * 20_000)[:1_000_000]
    start = time.process_time()
    found = check_letter(text)
    assert len(found.findings) > 10_000
    assert time.process_time() - start < 40


@pytest.mark.parametrize("text", ["please " * 1400, "em anh " * 1400, "a" * 10_000, "i will wait for you and " * 400])
def test_ten_thousand_characters_of_one_thing_take_no_longer(text):
    check_letter(text[:100])
    start = time.process_time()
    check_letter(text)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_thousand_characters_take_milliseconds(language):
    """The aim is 20 ms on a quiet machine (`bench/letter.py` measures it); a busy one gets five times as long."""
    text = "\n".join(letter.text for letter in DEV[language])[:10_000]
    check_letter(text)
    took = []
    for _ in range(5):
        start = time.process_time()
        check_letter(text)
        took.append(time.process_time() - start)
    assert min(took) < 0.1


def test_no_phrases_are_read_before_a_message_is_checked():
    code = (
        "import sys, upright.plan; from upright.plan.phrases import load_book, load_speech;"
        "print(load_book.cache_info().currsize, load_speech.cache_info().currsize, 'numpy' in sys.modules);"
        "upright.plan.check_letter('Please stay.'); print(load_book.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0", "False", "1"]
