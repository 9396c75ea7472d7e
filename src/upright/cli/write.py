"""`upright check-in` and `upright moment`: what is written on an ordinary evening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from upright.actions import vault as vaults
from upright.actions import write
from upright.actions.questions import asked_on
from upright.actions.settings import OwnQuestion, settings_of
from upright.cli.frame import Choice, Made, Number, When, argument, command, option, vault_options
from upright.cli.lines import clean
from upright.cli.opening import open_or_make
from upright.cli.prompts import ask, ask_text, must_choose, words_of_rating
from upright.cli.session import Session
from upright.cli.when import moment_of
from upright.errors import UprightError, UsageFault
from upright.record import CheckIn, Moment, OwnAnswer
from upright.record.days import day_of
from upright.record.words import AFTER_ITEMS, ITEMS, SIGNS
from upright.wording import date_text

__all__ = ["COMMAND_CHECK_IN", "COMMAND_MOMENT", "ask_items", "item_options", "save"]

# Signs of regard and of disregard in turn, the same number of each, in an order that stays the same.
_SHOWN_SIGNS = (
    "thanked", "minimised", "kept_word", "broken_word", "listened",
    "taken_for_granted", "unasked_help", "tested", "stood_by", "belittled",
)  # fmt: skip


def item_options(items: tuple[str, ...]) -> Callable[[Made], Made]:
    """An option for each item, so that a script can answer without prompts."""

    def decorate(function: Made) -> Made:
        for item in reversed(items):
            function = option(f"--{item}", type=Number(0, 10, name="rating"), text=f"item.{item}.question")(function)
        return function

    return decorate


@command("check_in", "upright check-in")
@vault_options
@option("--at", type=When())
@option("--all", "all_items", is_flag=True)
@option("--skip", multiple=True, type=Choice(ITEMS), metavar="ITEM")
@option("--nothing", is_flag=True)
@item_options(ITEMS)
def check_in(
    session: Session, at: datetime | None, all_items: bool, skip: tuple[str, ...], nothing: bool, **given: float | None
) -> None:
    moment = moment_of(session, at)
    ratings = {item: value for item, value in given.items() if value is not None}
    with open_or_make(session) as vault:
        if ratings or skip or nothing:
            record: CheckIn | None = _answered(moment, ratings, skip, nothing)
        else:
            chosen = settings_of(vault)
            day = day_of(moment["at"], chosen.day_begins)
            asked = asked_on(vault, day, chosen)
            items = AFTER_ITEMS if asked == AFTER_ITEMS else ITEMS
            session.prompt(date_text(day, session.language))
            asked = items if all_items else asked
            record = ask_items(session, moment, asked, items, "cli.prompt.check_in_keys", chosen.own)
        save(session, vault, record)


@command("moment", "upright moment thanked")
@vault_options
@argument("sign", choices=[(sign, f"sign.{sign}.shown") for sign in _SHOWN_SIGNS], type=Choice(SIGNS))
@option("--weight", type=Number(1, 3, whole=True))
@option("--at", type=When())
@option("--note", "with_note", is_flag=True, text="cli.option.ask_note")
def moment(session: Session, sign: str | None, weight: float | None, at: datetime | None, with_note: bool) -> None:
    stated = moment_of(session, at)
    with open_or_make(session) as vault:
        if sign is None:
            shown = [(sign, session.say(f"sign.{sign}.shown")) for sign in _SHOWN_SIGNS]
            sign = must_choose(session, session.say("sign.question"), shown)
            if weight is None:
                words = {name: session.say(f"weight.{k}") for k, name in enumerate(("one", "two", "three"), start=1)}
                prompt = session.say("cli.prompt.weight", **words)
                weight = ask(session, prompt, _weight, session.say("cli.again.choice", n=3))
            with_note = True
        note = ask_text(session, session.say("cli.prompt.note")) if with_note else ""
        save(session, vault, Moment(sign=sign, weight=int(weight or 1), note=note or None, **stated))


def ask_items(
    session: Session,
    moment: dict[str, Any],
    asked: tuple[str, ...],
    items: tuple[str, ...],
    keys: str,
    own: tuple[OwnQuestion, ...] = (),
) -> CheckIn | None:
    """Put questions one by one and make a check-in of the answers; None when there is none.

    An empty answer leaves its item missing, "-" leaves it out, "n" marks that nothing happened and puts the same
    question again. What is not asked of `items` is kept as not asked. Questions of her own come last.
    """
    session.prompt(session.say(keys))
    ratings: dict[str, float] = {}
    skipped: list[str] = []
    uneventful = False

    def put(question: str, low: str, high: str) -> object:
        nonlocal uneventful
        session.err()
        session.prompt(question)
        prompt = f"  {session.say('cli.prompt.scale', low=low, high=high)}  >"
        while (answer := ask(session, prompt, words_of_rating, session.say("cli.again.rating"))) == "nothing":
            uneventful = True
            session.prompt(session.say("cli.prompt.marked_uneventful"), "  ")
        return answer

    for item in asked:
        answer = put(*(session.say(f"item.{item}.{part}") for part in ("question", "low", "high")))
        if answer == "skip":
            skipped.append(item)
        elif isinstance(answer, (int, float)):
            ratings[item] = answer
    answers = []
    for one in own:
        ends = (clean(text) or session.say(f"scale.{end}") for end, text in (("low", one.low), ("high", one.high)))
        answer = put(clean(one.asked), *ends)
        rating = answer if isinstance(answer, (int, float)) else None
        answers.append(OwnAnswer(**asdict(one), rating=rating, skipped=answer == "skip"))
    session.err()
    note = ask_text(session, session.say("cli.prompt.note"))
    entered = any(one.skipped or one.rating is not None for one in answers)
    if not (ratings or skipped or uneventful or note or entered):
        return None
    not_asked = tuple(item for item in items if item not in asked)
    return CheckIn(
        ratings=ratings, skipped=tuple(skipped), not_asked=not_asked, uneventful=uneventful, own=tuple(answers),
        note=note or None, **moment,
    )  # fmt: skip


def save(session: Session, vault: Any, record: Any) -> None:
    """Keep a record and say so; say that nothing was entered when there is none."""
    if record is None:
        session.tell(session.say("cli.nothing_entered"))
        return
    write.save(vault, record, now=session.clock())
    said(session, vault)


def said(session: Session, vault: Any, id: str = "cli.saved", **values: object) -> None:
    """Say that it is saved, then make the copy of the day: what was written stands even where the copy fails."""
    session.tell(session.say(id, **values))
    try:
        vaults.daily_copy(vault, now=session.clock())
    except UprightError as error:
        session.fault(error)
        session.remark(session.say("cli.backup.not_today"))


def _answered(moment: dict[str, Any], ratings: dict[str, float], skip: tuple[str, ...], nothing: bool) -> CheckIn:
    """A check-in from options alone: nothing else was put to her, so everything else was not asked."""
    if both := [item for item in skip if item in ratings]:
        raise UsageFault("fault.twice", field=both[0])
    not_asked = tuple(item for item in ITEMS if item not in ratings and item not in skip)
    return CheckIn(ratings=ratings, skipped=skip, not_asked=not_asked, uneventful=nothing, **moment)


def _weight(answer: str) -> float | None:
    return float(answer) if answer.strip() in ("1", "2", "3") else None


COMMAND_CHECK_IN = check_in
COMMAND_MOMENT = moment
