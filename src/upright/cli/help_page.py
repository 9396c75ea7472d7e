"""The static help page with the helplines of a country. It opens nothing and keeps nothing."""

from __future__ import annotations

from upright.cli.lines import NO_BREAK
from upright.cli.page import Page
from upright.cli.session import Session
from upright.wording import countries, country_name, country_note, emergency_number, helplines

__all__ = ["country_of", "help_page", "help_part"]

_DIRECTORY = "findahelpline.com"
PARTS = ("now", "talk", "leaving", "devices", "traces", "stopping", "body", "yourself", "own_acts", "depend", "limits")


def help_page(session: Session, country: str | None = None) -> None:
    """Write the help page with the lines of a country: the one named, else the one chosen in the open file, else that
    of the locale."""
    page = Page(session)
    country = country or country_of(session)
    numbers = _numbers(session, country)
    for place, part in enumerate(PARTS):
        if place:
            page.gap()
        page.title(session.say(f"help.{part}.title"))
        page.text(session.say(f"help.{part}.text", **numbers))
        if part == "talk":
            _lines(page, session, country)
    page.end()


def help_part(session: Session, part: str) -> tuple[str, str]:
    """The title and the text of one part of the page, with the numbers of the country that the page would show."""
    return session.say(f"help.{part}.title"), session.say(f"help.{part}.text", **_numbers(session, country_of(session)))


def country_of(session: Session) -> str | None:
    """The country chosen in the open file, else that of the locale ("vi_VN.UTF-8") if it is in the list."""
    if session.country:
        return session.country
    locale = next((session.environment[name] for name in ("LC_ALL", "LANG") if session.environment.get(name)), "")
    found = locale[3:5] if locale[2:3] == "_" else ""
    return found if found in countries() else None


def _numbers(session: Session, country: str | None) -> dict[str, str]:
    """Numbers named in the text; one that is not known is named in words, never guessed."""
    emergency = emergency_number(country) if country else None
    return {
        "emergency_number": emergency or session.say("cli.help_now.local_emergency"),
        "crisis_line": _DIRECTORY,
        "own_behaviour_line": _DIRECTORY,
    }


def _lines(page: Page, session: Session, country: str | None) -> None:
    """The helplines, each with how it is reached, whom it serves, and the day it was checked."""
    language = session.language
    page.gap()
    if country:
        page.line(session.say("cli.help_now.where", country=country_name(country, language)))
        if note := country_note(country, language):
            page.text(note)
    for line in helplines(country or ""):
        name, ways = line.name(language), " · ".join(way.replace(" ", NO_BREAK) for way in line.ways(language))
        page.text(name if name == ways else session.say("cli.help_now.line", name=name, number=ways), indent="  ")
        page.note(" · ".join(line.details(language)), indent="    ")
    others = [code for code in countries() if code != country]
    names = [f"{country_name(code, language)} ({code})".replace(" ", NO_BREAK) for code in others]
    page.gap()
    told = "cli.help_now.other" if country else "cli.help_now.countries"
    page.note(session.say(told, countries=", ".join(names), command="upright help-now --country VN"))
