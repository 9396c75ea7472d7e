"""What must hold for everyone, as functions over texts: each gives what it found, nothing where all is well.

`SAMPLES` holds for each of them a text that it has to find something in: a rule that finds nothing is no rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from tests.wording.test_voice import (
    CAUSE,
    CHEER,
    GENDERED_ENGLISH,
    GENDERED_VIETNAMESE,
    NEVER_ENGLISH,
    NEVER_VIETNAMESE,
    WEIGHING,
)
from upright.wording.catalogue import text as text_of

__all__ = ["OTHER_LANGUAGE", "RULES", "SAMPLES", "found_in"]

LANGUAGES = ("en", "vi")
# Texts whose wording was set with the rule in view: they are taken out before the words are looked for.
SET = {
    "never": ("safety.before", "help.traces.text"),
    "grading": ("help.limits.text",),
    "cause": ("safety.kept_quiet", "safety.weapon"),
    "gender": ("country.gb", "helpline.languages.four", "helpline.whom.women_children"),
}
PLACEHOLDER = re.compile(r"\\\{\w+(?::w)?\\\}")

ADVICE = {
    "en": r"you (should|must|ought to|had better) (leave|stay|go|end|forgive|wait)|(it is|it's) time to (leave|go|end)"
    r"|better off (without|alone|together)|leave (him|her|them) now|stay with (him|her|them)|another chance"
    r"|(do not|don't) go back|walk away (from|now)|we (advise|recommend)",
    "vi": r"(bạn )?(nên|hãy|phải) (rời đi|ra đi|bỏ đi|ở lại|chia tay|ly hôn|tha thứ|quay về)|đã đến lúc (đi|rời|chia)"
    r"|cho (người ấy )?(thêm )?(một )?cơ hội|đừng quay (lại|về)|tốt hơn (là )?(nên )?(đi|ở|chia tay)|chúng tôi khuyên",
}
GRADING = {
    "en": r"\b(low|medium|moderate|high|severe|red|amber|green)[- ](risk|danger)"
    r"|(risk|danger) (level|score|rating|is)\b|(?<!if )you are (not )?in danger|out of danger",
    "vi": r"(nguy cơ|nguy hiểm) (thấp|cao|trung bình|là)|mức (độ )?(nguy cơ|nguy hiểm|rủi ro)"
    r"|hết nguy hiểm|không sao đâu",
}
LABELS = {
    "en": r"\b(depress(ion|ed|ive)|anxiety|disorder|trauma\w*|burnout|gaslight\w*|manipulat\w*|selfish|lazy|cold)\b",
    "vi": r"trầm cảm|rối loạn|sang chấn|ái kỷ|thao túng|ích kỷ|lười|vô tâm|tệ bạc|bạc bẽo",
}
PITY = {
    "en": r"\b(proud of|poor you|you poor|well done|great job|keep (it up|going)|good for you|hang in|cheer up)\b",
    "vi": r"tự hào|tội nghiệp|thương bạn|cố lên|giỏi quá|tuyệt quá|vui lên|đáng thương|đừng buồn",
}
COUNTERS = {
    "en": r"\bstreaks?\b|\bin a row\b(?!, \d)|\bdays? (since you|without (them|contact)|strong|clean)\b|day \d+ of",
    "vi": r"chuỗi ngày|liên tiếp|ngày (kể từ|qua không)|ngày thứ \d+ (kể|của)",
}
CAUSES = {
    "en": r"\b(leads? to|makes you|due to (them|their)|thanks to|which is why|results? in)\b",
    "vi": r"\b(dẫn đến|làm cho bạn|khiến bạn|nhờ (đó|có|giới hạn)|do người ấy|vì người ấy)\b",
}
OTHER_LANGUAGE = {
    "en": r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]",
    "vi": r"\b(the|and|you|your|with|what|this|that|is|are|was|which|from|about|when|they|not|more|there)\b",
}
OTHERS = {"en": ("Tiếng Việt",), "vi": ("English",)}  # the word that changes the language


@cache
def _words(words: str) -> re.Pattern[str]:
    names = (re.escape(word.strip()) for word in words.split(","))
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)


@cache
def _set_texts(kind: str, language: str) -> re.Pattern[str]:
    texts = (re.escape(text_of(id, language)) for id in SET[kind])
    return re.compile("|".join(PLACEHOLDER.sub(".+?", text) for text in texts))


def _never(text: str, language: str) -> list[str]:
    words = NEVER_ENGLISH if language == "en" else NEVER_VIETNAMESE
    found = _words(words).findall(_set_texts("never", language).sub("", text))
    # "a strong pattern", which is no strong person
    patterns = len(re.findall(r"\bstrong (?:pattern|one)\b", text)) if language == "en" else 0
    return [word for word in found if word.lower() != "strong"] + (
        ["strong"] if sum(word.lower() == "strong" for word in found) > patterns else []
    )


def _gender(text: str, language: str) -> list[str]:
    words = GENDERED_ENGLISH if language == "en" else GENDERED_VIETNAMESE
    return _words(words).findall(_set_texts("gender", language).sub("", text))


def _cause(text: str, language: str) -> list[str]:
    text = _set_texts("cause", language).sub("", text)
    return _words(CAUSE).findall(text) + _like(CAUSES)(text, language)


def _grading(text: str, language: str) -> list[str]:
    return _like(GRADING)(_set_texts("grading", language).sub("", text), language)


def _pity(text: str, language: str) -> list[str]:
    return _words(CHEER).findall(text) + _like(PITY)(text, language)


def _weighing(text: str, language: str) -> list[str]:
    return _words(WEIGHING).findall(text) if language == "vi" else []


def _other(text: str, language: str) -> list[str]:
    for word in OTHERS[language]:
        text = text.replace(word, "")
    return _like(OTHER_LANGUAGE)(text, language)


def _like(patterns: dict[str, str]) -> Callable[[str, str], list[str]]:
    def found(text: str, language: str) -> list[str]:
        return [match[0] for match in re.finditer(patterns[language], text, re.IGNORECASE)]

    return found


RULES: dict[str, Callable[[str, str], list[str]]] = {
    "a word that never appears": _never,
    "advice to leave or to stay": _like(ADVICE),
    "a grade of danger": _grading,
    "a diagnosis or label": _like(LABELS),
    "praise, pity or cheer": _pity,
    "a streak or a counter": _like(COUNTERS),
    "a cause": _cause,
    "a gendered word": _gender,
    "a word that weighs what was done": _weighing,
    "the other language": _other,
}

# A text that breaks the rule, in both languages.
SAMPLES: dict[str, dict[str, tuple[str, ...]]] = {
    "a word that never appears": {
        "en": ("You are safe now.", "A strong person would go.", "This is a toxic pattern.", "Your score is 7."),
        "vi": ("Giờ bạn đã an toàn.", "Bạn xứng đáng với người tốt hơn.", "Sao còn ở lại?"),
    },
    "advice to leave or to stay": {
        "en": ("You should leave.", "It's time to go.", "Give them another chance.", "Stay with them."),
        "vi": ("Bạn nên rời đi.", "Đã đến lúc đi.", "Cho người ấy thêm một cơ hội.", "Bạn nên ở lại."),
    },
    "a grade of danger": {
        "en": ("Your risk level: high.", "A low risk.", "You are not in danger."),
        "vi": ("Nguy cơ thấp.", "Mức nguy hiểm: 3.", "Bạn đã hết nguy hiểm."),
    },
    "a diagnosis or label": {
        "en": ("This looks like depression.", "They are selfish."),
        "vi": ("Đây là dấu hiệu trầm cảm.", "Người ấy ích kỷ."),
    },
    "praise, pity or cheer": {
        "en": ("Well done!", "We are sorry.", "Keep it up."),
        "vi": ("Chúc mừng bạn.", "Cố lên.", "Rất tiếc."),
    },
    "a streak or a counter": {
        "en": ("A streak of 5.", "Seven days in a row.", "12 days since you left."),
        "vi": ("Chuỗi ngày của bạn.", "Bảy ngày liên tiếp.", "12 ngày kể từ khi đi."),
    },
    "a cause": {
        "en": ("You are drained because of them.", "This leads to doubt."),
        "vi": ("Bạn cạn sức bởi vì người ấy.", "Điều đó dẫn đến phân vân."),
    },
    "a gendered word": {
        "en": ("What did he do?", "your husband"),
        "vi": ("Anh ấy đã làm gì?", "chồng bạn"),
    },
    "a word that weighs what was done": {"en": (), "vi": ("Ít ra người ấy có nghe.",)},
    "the other language": {
        "en": ("Mức: nhiều khả năng.", "Kept: đã lưu."),
        "vi": ("Đã lưu. What you wrote is here.", "Bạn and người ấy."),
    },
}


@lru_cache(maxsize=512)
def found_in(text: str, language: str) -> list[str]:
    """Every rule that a text breaks, with what broke it and where it stands."""
    found = []
    for name, rule in RULES.items():
        for word in dict.fromkeys(rule(text, language)):
            at = text.lower().find(word.lower())
            found.append(f"{name}: {word!r} in {text[max(0, at - 50) : at + 60]!r}")
    return found
