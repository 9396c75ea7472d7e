"""What she has chosen for her diary: kept in its file, read as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from upright.errors import UsageFault
from upright.record.words import ITEMS
from upright.store import Vault
from upright.wording import countries

__all__ = [
    "CHOICES", "FOLDED", "MOST_OWN", "OwnQuestion", "Settings", "choose", "choose_all", "settings_of", "show_in_bar",
]  # fmt: skip

# Name of a setting in the file: the values it may have.
CHOICES: dict[str, tuple[Any, ...]] = {
    "language": ("en", "vi"),
    "theme": ("system", "light", "dark"),
    "title": ("notes", "list", "tab"),
    "lock_minutes": (2, 5, 10, 20, 40),
    "day_starts": (0, 3, 4, 5, 6),
    "asked": (1, 2, 3, 4, 5, 6, 7),
    "remind_days": (0, 3, 7, 14),
    "count_days": (False, True),
    "country": ("", *countries()),
}
FOLDED = ("leave", "after")  # the pages that stand folded away until she opens them
# A setting whose value is a list: the words it may hold, and how many of them at least.
_LISTS = {"items": (ITEMS, 1), "in_bar": (FOLDED, 0)}
_OWN = "own"  # a setting whose value is a list of questions in her words
MOST_OWN = 5
_LONGEST = {"id": 40, "asked": 120, "low": 40, "high": 40}  # letters of each part


@dataclass(frozen=True, repr=False)
class OwnQuestion:
    """A question in her own words, asked every day after the others: its sentence, and the words at 0 and at 10."""

    id: str
    asked: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Settings:
    """Every choice with what holds where none was made; `language` None follows the one the app was started in.

    `lock_minutes` is after how many minutes without a sign of her the file is closed; `title` is the word in the
    window's title; `day_starts` the hour at which a day begins; `asked` how many of `items` are asked on a day;
    `own` are asked every day beside them; `count_days` whether After counts the days since she left; `in_bar` which of
    the folded pages stand in the bar; `remind_days` after how many days without an entry the Write page says when the
    last one was, 0 for never; `country` is that whose helplines come first and stand on the card for the day, "" for
    that of the machine.
    """

    language: str | None = None
    theme: str = "system"
    title: str = "notes"
    lock_minutes: int = 10
    day_starts: int = 4
    asked: int = 4
    remind_days: int = 0
    items: tuple[str, ...] = ITEMS
    count_days: bool = False
    country: str = ""
    in_bar: tuple[str, ...] = ()
    own: tuple[OwnQuestion, ...] = ()

    @property
    def lock_after(self) -> timedelta:
        """The same as a length of time."""
        return timedelta(minutes=self.lock_minutes)

    @property
    def day_begins(self) -> timedelta:
        """How long after midnight a day begins."""
        return timedelta(hours=self.day_starts)


def settings_of(vault: Vault) -> Settings:
    """The choices in a file. A value that this version does not know counts as none."""
    found = vault.settings()
    return replace(Settings(), **{name: _kept(name, found[name]) for name in found if _may_be(name, found[name])})


def choose(vault: Vault, name: str, value: Any) -> Settings:
    """Keep one choice and return all. Raises UsageFault for a name or a value that there is not."""
    return choose_all(vault, {name: value})


def choose_all(vault: Vault, chosen: Mapping[str, Any]) -> Settings:
    """Keep several choices, all or none, and return all there are. Raises UsageFault as `choose` does."""
    if not all(_may_be(name, value) for name, value in chosen.items()):
        raise UsageFault("error.no_such_choice")
    with vault.together():
        for name, value in chosen.items():
            vault.set_setting(name, _plain(name, value))
    return settings_of(vault)


def show_in_bar(vault: Vault, page: str) -> Settings:
    """Let a page that stood folded away stand in the bar. A second time changes nothing."""
    shown = settings_of(vault).in_bar
    return settings_of(vault) if page in shown else choose(vault, "in_bar", (*shown, page))


def _may_be(name: str, value: Any) -> bool:
    if name in _LISTS:
        words, least = _LISTS[name]
        return isinstance(value, (list, tuple)) and len(value) >= least and all(item in words for item in value)
    if name == _OWN:
        listed = isinstance(value, (list, tuple)) and len(value) <= MOST_OWN
        return listed and _are_questions([_parts(one) for one in value])
    # 1 and True are equal, and so are 4 and 4.0: the kind of value counts too
    return any(value == one and type(value) is type(one) for one in CHOICES.get(name, ()))


def _are_questions(found: list[Mapping[str, Any]]) -> bool:
    """Whether each has the parts of a question, none of them too long, and an id that no other has."""
    ids = [one.get("id") for one in found]
    return len(set(map(str, ids))) == len(ids) and all(
        one.keys() == _LONGEST.keys()
        and all(isinstance(text, str) and len(text) <= _LONGEST[part] for part, text in one.items())
        and one["id"].strip()
        and one["asked"].strip()
        for one in found
    )


def _parts(question: Any) -> Mapping[str, Any]:
    if isinstance(question, OwnQuestion):
        return asdict(question)
    return question if isinstance(question, dict) else {}


def _plain(name: str, value: Any) -> Any:
    """A value as it is kept in the file."""
    if name == _OWN:
        return [dict(_parts(one)) for one in value]
    return list(value) if name in _LISTS else value


def _kept(name: str, value: Any) -> Any:
    """A value as it was kept in the file."""
    if name == _OWN:
        return tuple(OwnQuestion(**one) for one in value)
    return tuple(word for word in _LISTS[name][0] if word in value) if name in _LISTS else value
