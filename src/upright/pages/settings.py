"""Settings: what she chooses for this file, in force at once; and the ways to what is done with the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from upright.actions import settings as choices
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.record.words import ITEMS
from upright.wording import country_name, number, say_n

__all__ = ["ROUTES"]

_PICKED = ("language", "theme", "title", "lock_minutes", "day_starts", "asked", "remind_days", "country")


@dataclass(frozen=True)
class Pick:
    """One choice of one out of several: its name, what it is called, and the values with their texts."""

    name: str
    label: str
    hint: str
    picked: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Item:
    """One of the seven questions, asked or not; or a page that stands in the bar or not."""

    item: str
    ticked: bool


@dataclass(frozen=True)
class Settings:
    """The page. `own` leads to the questions in her own words; `path` is the open file."""

    looks: tuple[Pick, ...]
    times: tuple[Pick, ...]
    asked: Pick
    items: tuple[Item, ...]
    in_bar: tuple[Item, ...]
    count_days: bool
    remind: Pick
    country: Pick
    own: str
    path: str
    fault: str


def settings(visit: Visit) -> Settings:
    """Show what is chosen."""
    return _page(visit)


def choose_settings(visit: Visit) -> Go | Shown:
    """Keep what was chosen: all of it or nothing; the answer is shown in the new language and theme."""
    session, form = visit.session, visit.form
    chosen: dict[str, Any] = {name: _value(name, form) for name in _PICKED if name in form.fields}
    chosen["items"] = tuple(item for item in ITEMS if item in form.all("items"))
    chosen["in_bar"] = tuple(one for one in choices.FOLDED if one in form.all("in_bar"))
    chosen["count_days"] = form.ticked("count_days")
    try:
        if not chosen["items"]:
            raise UsageFault("page.settings.no_item")
        with session.turn:
            session.settings = choices.choose_all(visit.vault, chosen)
    except UprightError as error:
        return Shown("settings", _page(visit, form, fault=told(visit, error)), 422)
    session.language = session.settings.language or session.language
    session.notice = Notice("page.settings.kept", visit.now, on="settings")
    return Go("settings")


def _value(name: str, form: Form) -> Any:
    """The value that a form names, as it is kept; what is none of those there are is left as it was sent."""
    sent = form.one(name)
    return next((value for value in choices.CHOICES[name] if str(value) == sent), sent)


def _page(visit: Visit, given: Form | None = None, *, fault: str = "") -> Settings:
    kept, language = visit.session.settings, visit.language

    def pick(name: str, texts: dict[Any, str]) -> Pick:
        value = language if name == "language" else str(getattr(kept, name))
        picked = given.one(name) if given is not None and name in given.fields else value
        label, hint = visit.say(f"page.settings.{name}"), visit.say(f"page.settings.{name}.hint")
        return Pick(name, label, hint, picked, tuple((str(value), texts[value]) for value in choices.CHOICES[name]))

    def numbers(name: str, id: str) -> dict[Any, str]:
        return {value: visit.say(id, n=value) for value in choices.CHOICES[name]}

    named = {one: visit.say(f"language.{one}") for one in choices.CHOICES["language"]}
    themes = {one: visit.say(f"page.settings.theme.{one}") for one in choices.CHOICES["theme"]}
    titles = {one: visit.say(f"title.{one}") for one in choices.CHOICES["title"]}
    hours = {one: f"{one:02}:00" for one in choices.CHOICES["day_starts"]}
    lands = {
        one: country_name(one, language) if one else visit.say("page.settings.country.machine")
        for one in choices.CHOICES["country"]
    }
    items = given.all("items") if given is not None else kept.items
    in_bar = given.all("in_bar") if given is not None else kept.in_bar
    return Settings(
        looks=(pick("language", named), pick("theme", themes), pick("title", titles)),
        times=(pick("lock_minutes", numbers("lock_minutes", "count.minutes")), pick("day_starts", hours)),
        asked=pick("asked", {one: number(one, language) for one in choices.CHOICES["asked"]}),
        items=tuple(Item(item, item in items) for item in ITEMS),
        in_bar=tuple(Item(one, one in in_bar) for one in choices.FOLDED),
        count_days=given.ticked("count_days") if given is not None else kept.count_days,
        remind=pick("remind_days", numbers("remind_days", "page.settings.remind_after")),
        country=pick("country", lands),
        own=say_n("page.settings.own", len(kept.own), language),
        path=str(visit.vault.path),
        fault=fault,
    )


ROUTES = (
    page(settings, Needs.OPEN, tall=True),
    act(choose_settings, Needs.OPEN),
)
