"""A reading set for the terminal."""

from __future__ import annotations

import io
import re
import sys
from unittest.mock import patch

import pytest

from tests.cli.running import NOW
from tests.cli.sample import figures, reading, statement
from upright.cli.lines import PLAIN, width
from upright.cli.session import Session
from upright.cli.terminal import print_reading
from upright.reading import Figure
from upright.wording.statements import in_band


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def printed(language: str = "en", *, encoding: str = "utf-8", terminal: bool = False, what=None, **chosen) -> str:
    """The page as it is written."""
    stream = (Terminal if terminal else io.TextIOWrapper)(io.BytesIO(), encoding=encoding, errors=PLAIN)
    environment = {"TERM": "xterm"} | chosen.pop("environment", {})
    with patch.object(sys, "stdout", stream):
        print_reading(Session(language, environment, lambda: NOW), what or reading(language), **chosen)
        stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("chosen", [{}, {"tables": True}, {"short": True}], ids=str)
def test_no_line_is_wider_than_72_columns(language, chosen):
    assert max(width(line) for line in printed(language, **chosen).splitlines()) <= 72


def test_everything_hangs_from_the_plumb_line_and_ends_in_its_bob():
    lines = printed().splitlines()
    assert {line[7] for line in lines[:-1]} == {"│", "┤"}
    assert lines[-1] == "       ▾"


def test_each_statement_has_its_odds_in_the_margin():
    ticked = [line for line in printed().splitlines() if line[7] == "┤"]
    assert [line[:6].strip() for line in ticked] == ["81%", "98%", "90%"]


def test_each_statement_opens_to_its_numbers():
    text = re.sub(r"\s+", " ", " ".join(line[9:] for line in printed().splitlines()))
    assert "How sure 81%, likely" in text
    assert "25%; 9 times in 10 between 5% and 58%" in text
    assert "4 tries over 12 days" in text
    assert "Would change If the next two bring a change" in text


def test_a_block_has_no_empty_line_between_its_sentence_its_plot_and_its_numbers():
    rows = [line[8:].strip() for line in printed(what=reading(figures=(), not_yet=())).splitlines()]
    start = next(place for place, row in enumerate(rows) if row.startswith("On housework"))
    block = rows[start : rows.index("", start)]
    labels = [row.split("  ")[0] for row in block]
    assert labels[3:8] == ["0%", "How sure", "How much", "From", "Would change"]
    assert "├" in block[3]
    assert block[3].endswith("100%")


def test_rates_of_regard_and_of_disregard_are_drawn_on_one_scale():
    rates = [
        statement(id=f"moments.{k}", unit="per_week", estimate=high - 1, interval=(0.5, high))
        for k, high in enumerate((2.5, 6.2))
    ]
    drawn = [line for line in printed(what=reading(statements=tuple(rates), figures=())).splitlines() if "├" in line]
    assert [line.split()[-1] for line in drawn] == ["7", "7"]


@pytest.mark.parametrize(
    ("probability", "margin"), [(0.9999, ">99%"), (0.996, ">99%"), (0.99, "99%"), (0.0004, "<1%"), (0.01, "1%")]
)
def test_the_margin_says_what_the_words_say(probability, margin):
    text = printed(what=reading(statements=(statement(probability=probability),), figures=()))
    assert next(line for line in text.splitlines() if line[7] == "┤")[:6].strip() == margin


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("chosen", [{}, {"tables": True}, {"short": True}], ids=str)
@pytest.mark.parametrize("columns", [40, 52])
def test_a_narrow_window_is_not_overrun(language, chosen, columns):
    lines = printed(language, environment={"COLUMNS": str(columns)}, **chosen).splitlines()
    assert max(width(line) for line in lines) <= columns


def test_a_figure_without_anything_to_draw_is_left_out():
    one = next(figure for figure in figures() if figure.id == "moments")
    first = Figure(one.id, one.title, one.caption, one.keys, one.columns, one.rows[:1])
    assert one.title not in printed(what=reading(figures=(first,)))


def test_short_leaves_the_sentences():
    text = printed(short=True)
    assert "On housework" in text
    assert "How sure" not in text
    assert "●" not in text


def test_what_is_too_early_to_say_stands_with_what_it_would_take():
    assert "About 3 more weeks of check-ins." in printed()


def test_a_pipe_and_no_color_get_text_alone():
    assert "\x1b" not in printed()
    assert "\x1b" not in printed(terminal=True, environment={"NO_COLOR": "1"})
    assert "\x1b" not in printed(terminal=True, environment={"TERM": "dumb"})
    assert "\x1b[1m" in printed(terminal=True)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp1258", "latin-1"])
def test_a_poor_encoding_still_gets_a_whole_page(encoding):
    text = printed("vi", encoding=encoding)
    assert "+ On housework" in text
    assert "trong 7 tu" in text.lower()
    assert "?" not in text
    assert text.splitlines()[-1] == "       v"


def test_a_reading_of_nothing_says_so():
    empty = reading(first=None, span_days=0, counts={}, statements=(), not_yet=(), facts=(), figures=(), caveats=())
    assert len(printed(what=empty).splitlines()) >= 2


def test_her_words_cannot_steer_the_terminal():
    what = reading(statements=(statement(text="On \x1b[31mred\u202e you tried"),), figures=())
    assert "On [31mred you tried" in printed(what=what)


def test_every_unit_and_interval_can_be_set():
    units = ("points", "per_week", "share", "ratio")
    made = [statement(unit=unit, interval=interval, estimate=0.5) for unit in units for interval in ((0.1, 0.9), None)]
    made.append(statement(estimate=None, interval=None))
    assert printed(what=reading(statements=tuple(made), figures=())).count("┤ On housework") == 9


def test_a_figure_that_is_not_known_is_a_table():
    new = Figure("loop", "A title.", "A caption.", ("pattern", "share"), ("pattern", "share"), (("unanswered", 0.4),))
    assert "unanswered" in printed(what=reading(figures=(new,)))


@pytest.mark.parametrize(
    ("probability", "shown"), [(0.897, 0.89), (0.9, 0.9), (0.3304, 0.34), (0.66, 0.66), (0.999, 0.999), (0.811, 0.81)]
)
def test_a_rounded_probability_never_contradicts_its_word(probability, shown):
    assert in_band(probability) == shown
