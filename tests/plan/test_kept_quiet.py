"""Everything that the gate keeps quiet, enumerated: what suggests something, and what-ifs; pages and terminal.

A text that suggests something has an id that begins with `prompt.`. Whoever adds one shows it here, by a step of the
walk, with every question answered with no; with any other answers no step may show it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import jinja2
import pytest

import upright
from tests.cli.running import NOW, Place
from tests.cli.running import PASSPHRASE as CLI_PASSPHRASE
from tests.pages.visiting import EVENING, Town, Visitor
from upright.actions.safety import keep_answers
from upright.actions.vault import made_up_vault, open_vault
from upright.record import Boundary, Decision, Diary, Record
from upright.record.words import SAFETY_TOPICS
from upright.wording import say

SOURCE = Path(upright.__file__).parent
ALL_NO = dict.fromkeys(SAFETY_TOPICS, "no")
SHUT = ({}, ALL_NO | {"neck": "skipped"}, ALL_NO | {"fear": "yes"}, ALL_NO | {"hurt": "unsure"})
_TEXTS = SOURCE / "wording" / "catalogues" / "en" / "LC_MESSAGES" / "upright.po"
PROMPTS = re.findall(r'^msgid "(prompt\..*)"$', _TEXTS.read_text(encoding="utf-8"), re.MULTILINE)


COMMANDS = (["boundary", "--list"], ["decide", "--list"], ["decide", "stay"], ["plan"], ["after"])
WALKED = (
    "write", "read", "what_if", "decide", "boundary", "belief", "load", "decision", "leave", "starting_list", "day",
    "left", "after", "diary",
)  # fmt: skip


def records(now) -> tuple[Record, ...]:
    """What makes every prompt due."""
    at = now - timedelta(days=40)
    return (
        Boundary(at=at, if_="aaa", then="I bbb", review_on=date(2026, 1, 1)),
        Decision(at=at, choice="stay", review_on=date(2026, 1, 1)),
    )


def pages(folder: Path, language: str, answers: dict[str, str], written: bool) -> Iterator[str]:
    """Every page that may suggest something."""
    her = Visitor(Town(folder, language=language)).look_round()
    her.session.opened(made_up_vault(Diary(records=records(EVENING) if written else ())), now=EVENING)
    her.session.language = language
    if answers:
        keep_answers(her.session.vault, answers, at=EVENING - timedelta(days=50))
    for name in WALKED if written else ("decide",):
        led = her.get(name)
        if led.status == 303:
            her.post("go_on" if led.to.startswith("help_after") else "answer", {"to": name})
        page = her.get(name)
        assert page.status == 200 or (name, page.to) == ("what_if", "read"), name
        yield page.text


def terminal(folder: Path, language: str, answers: dict[str, str], written: bool) -> Iterator[str]:
    """Every command that may suggest something."""
    place = Place(folder)
    place.keyed("moment", "thanked")
    with open_vault(place.vault, CLI_PASSPHRASE) as vault:
        if answers:
            keep_answers(vault, answers, at=NOW - timedelta(days=50))
        if written:
            vault.add(records(NOW))
    for command in COMMANDS[: len(COMMANDS) if written else 1]:
        ran = place.keyed(*command, language=language)
        assert ran.status == 0
        yield " ".join((ran.out + ran.err).replace("│", " ").split())


WALKS: tuple[Callable[[Path, str, dict[str, str], bool], Iterator[str]], ...] = (pages, terminal)


def seen(walk, folder, language, answers):
    texts = []
    for written in (False, True):
        (folder / str(written)).mkdir(parents=True)
        texts += walk(folder / str(written), language, answers, written)
    return {id for id in PROMPTS if any(say(id, language) in text for text in texts)}


@pytest.mark.parametrize("walk", WALKS)
def test_every_prompt_is_there_when_all_was_answered_with_no(walk, tmp_path):
    assert PROMPTS
    assert seen(walk, tmp_path, "en", ALL_NO) == set(PROMPTS)


@pytest.mark.parametrize(
    ("walk", "answers"), [*((pages, answers) for answers in SHUT), *((terminal, answers) for answers in SHUT[:3:2])]
)
def test_no_prompt_is_there_with_any_other_answers(walk, answers, tmp_path):
    assert seen(walk, tmp_path, "vi", answers) == set()


# Where they are named


def calls_with(id_start: str) -> list[tuple[str, str]]:
    """(function that is called, id) for every place in the source that names such a text."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(argument): node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            for argument in node.args
        }
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and text.startswith(id_start) and " " not in text and text != id_start:
                found.append((inside.get(id(node), f"nothing, in {path.name}"), text))
    return found


def test_prompts_are_put_in_words_by_the_one_function_that_asks_the_gate():
    named = calls_with("prompt.")
    assert {function for function, _ in named} == {"prompt"}
    assert {id for _, id in named} == set(PROMPTS)


def test_no_template_puts_one_in_words():
    for path in sorted(SOURCE.rglob("*.html")):
        tree = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        assert not [
            node.value
            for node in tree.find_all(jinja2.nodes.Const)
            if isinstance(node.value, str) and node.value.startswith("prompt.")
        ], path.name


def test_what_ifs_are_reached_by_ways_that_ask_the_gate_alone():
    """`plan.whatif` asks the gate itself; a page asks for answers of the session as well, before it shows one."""
    named = {
        path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SOURCE.rglob("*.py"))
        if re.search(r"what_if_of|import what_if\b|(?<!cli)\.what_if\b", path.read_text(encoding="utf-8"))
    }
    made_in = {"actions/read.py", "cli/what_if.py", "pages/readings.py"}  # the last shows nothing: a page asks it
    assert made_in <= set(named)
    assert "gate_with(diary.records, given)" in named["actions/read.py"]
    pages = {name for name in named if re.match(r"pages/\w+\.py", name)} - {"pages/readings.py", "pages/book.py"}
    assert "pages/what_if.py" in pages
    assert {name for name in pages if "gate_of_visit" not in named[name]} == set()
    drawn = {name for name in named if name.startswith(("figures/", "plan/whatif"))}
    assert set(named) - pages - made_in - drawn <= {"cli/commands.py", "pages/book.py"}
