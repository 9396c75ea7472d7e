"""The page of statements is complete: every id stands in docs and catalogues, and nothing else is ever said."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from upright.model.synthetic import World, simulate
from upright.reading import read
from upright.reading.claims import IDS, PATTERNS, holds
from upright.wording.catalogue import has

PAGE = (Path(__file__).parents[2] / "docs" / "statements.md").read_text(encoding="utf-8")
FOLLOWED = ("appreciation", "worth", "drained", "uneasy", "lonely", "doubt", "grief", "relief", "space")
UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))


def ids_of_the_page() -> dict[str, bool]:
    """Every id in the page's tables, `<item>` written out, with whether its row is marked P."""
    found = {}
    for row in re.findall(r"^\| (`.*)$", PAGE, flags=re.MULTILINE):
        cells = [c.strip() for c in row.split("|")]
        for id in re.findall(r"`([a-z_.<>]+)`", cells[0]):
            for name in FOLLOWED if "<item>" in id else ("",):
                found[id.replace("<item>", name)] = cells[1] == "P"
    return found


def test_every_statement_stands_on_the_page_and_the_page_names_no_other():
    assert set(ids_of_the_page()) == set(IDS)


def test_the_page_marks_exactly_the_claims_of_trend_change_and_imbalance():
    assert {id for id, marked in ids_of_the_page().items() if marked} == set(PATTERNS)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("id", IDS)
def test_every_statement_has_its_sentence_and_what_would_change_it(id, language):
    for part in ("text", "changes"):
        text = f"reading.{id}.{part}"
        assert has(text, language) or counted(text, language)


def counted(text: str, language: str) -> bool:
    from upright.wording import say_n  # a counted text has plural forms only

    try:
        say_n(text, 2, language)
    except KeyError as missing:
        return text not in str(missing)
    return True


@pytest.mark.parametrize("days", [14, 45, 120])
def test_whatever_a_simulated_diary_says_is_on_the_page_and_has_a_truth(days):
    said = set()
    for seed in range(12):
        made = simulate(days, np.random.default_rng(seed), UNTIL, World(course="step"))
        for statement in read(made.diary, UNTIL, figures=False, longer=seed < 2).statements:
            said.add(statement.id)
            assert holds(statement.id, statement.about, made.truth) in (True, False)
            assert statement.pattern == (statement.id in PATTERNS)
    assert said and said <= set(IDS)


def test_an_unknown_claim_has_no_truth():
    made = simulate(14, np.random.default_rng(0), UNTIL)
    with pytest.raises(KeyError):
        holds("nothing.of.the.kind", {}, made.truth)
