"""Texts with their values filled in.

A placeholder is `{name}`. `{Name}` is the same value at the start of a sentence: its first letter raised and a small
number in words ("3 days" becomes "Three days"). `{name:w}` spells a small number in the middle of a sentence. Nothing
else is a placeholder, and a value is never read for placeholders, so what a person wrote passes through unchanged.

Sentences such as "it has very likely risen" do not bear every word for doubt. A text may therefore have a second form
under its id plus ".open": it is used when the value `doubt` is the word for "about as likely as not" or below. A
counted text may have a form ".zero" for none and ".one" for one, where a language says these in another way; so may a
text whose value `count` is the words for no sign at all. Which form is used follows from the values alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from upright.wording.catalogue import counted, counts, has, plural_of, text
from upright.wording.days import date_text
from upright.wording.numbers import number, spelled

__all__ = ["list_of", "say", "say_n", "sentence"]

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)(:w)?\}")
_LEADING_NUMBER = re.compile(r"[0-9]{1,4}(?=\s|$)")


def say(id: str, language: str = "en", **values: Any) -> str:
    """The text with this id, its placeholders filled with values.

    A value may be a ready-made text, a number (worded by `number`), a date (by `date_text`) or a list of these
    (by `list_of`). Values the text does not name are ignored. A counted text is given in the form that fits the number
    `n`, as by `say_n`. Raises KeyError for an unknown id or a missing value.
    """
    id = _form(id, language, values)
    n = values.get("n")
    if isinstance(n, (int, float)) and counts(id, language):
        return say_n(id, n, language, **{name: value for name, value in values.items() if name != "n"})
    return _filled(text(id, language), language, values)


def say_n(id: str, n: float, language: str = "en", **values: Any) -> str:
    """The form of a text that fits n things, with `{n}` and the other placeholders filled: say_n("count.days", 3)."""
    form = "zero" if n == 0 else "one" if n == 1 else None
    if form is not None and has(f"{id}.{form}", language):
        return _filled(text(f"{id}.{form}", language), language, {"n": n, **values})
    return _filled(counted(id, plural_of(n), language), language, {"n": n, **values})


def list_of(words: Iterable[Any], language: str = "en", *, plain: bool = False) -> str:
    """Several things as one phrase: "a, b and c"; plain: "a, b, c", for counts that stand side by side."""
    worded = [_worded(word, language) for word in words]
    if plain or len(worded) < 2:
        return ", ".join(worded)
    return text("list.last", language).replace("{most}", ", ".join(worded[:-1])).replace("{last}", worded[-1])


def sentence(phrase: str, language: str = "en") -> str:
    """A phrase as a sentence begins: first letter raised, a small leading number in words ("Three days")."""
    phrase = _spell_leading(phrase, language)
    return phrase[:1].upper() + phrase[1:]


def _filled(template: str, language: str, values: dict[str, Any]) -> str:
    def fill(match: re.Match[str]) -> str:
        name, spell = match.group(1), match.group(2)
        if name in values:
            phrase = _worded(values[name], language)
            return _spell_leading(phrase, language) if spell else phrase
        lower = name[0].lower() + name[1:]
        if lower == name or lower not in values:
            raise KeyError(name)
        return sentence(_worded(values[lower], language), language)

    return _PLACEHOLDER.sub(fill, template)


def _worded(value: Any, language: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, (list, tuple)):
        return list_of(value, language)
    return number(value, language)


def _spell_leading(phrase: str, language: str) -> str:
    match = _LEADING_NUMBER.match(phrase)
    return spelled(int(match.group()), language) + phrase[match.end() :] if match else phrase


def _form(id: str, language: str, values: dict[str, Any]) -> str:
    doubt = values.get("doubt", values.get("Doubt"))
    if isinstance(doubt, str) and has(f"{id}.open", language):
        bears = (text("doubt.very_likely", language), text("doubt.likely", language))
        if doubt.casefold() not in bears:
            return f"{id}.open"
    if "count" in values and has(f"{id}.zero", language):
        none = (text(f"count.{sign}.zero", language) for sign in ("regard", "disregard_signs"))
        return f"{id}.zero" if values["count"] in none else id
    return id
