"""Small plots in characters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.sample import figures
from upright.cli.lines import width
from upright.cli.plots import plot, range_line
from upright.cli.tables import table

COLUMNS = 62


def figure(id: str):
    """One of the sample's figures."""
    return next(one for one in figures() if one.id == id)


def test_the_doubt_is_dots_and_the_estimate_stands_on_top():
    assert range_line(5, 3, 8, (0, 10), 11) == "   ··●···  "


def test_zero_is_marked_where_it_means_something():
    assert range_line(2, 1, 3, (-5, 5), 11, zero=0) == "     ╷·●·  "


def test_a_framed_line_marks_the_ends_of_the_scale():
    assert range_line(5, 4, 6, (0, 10), 11, framed=True) == "├   ·●·   ┤"


def test_what_lies_off_the_scale_is_drawn_at_its_end():
    assert range_line(12, -3, 14, (0, 10), 5) == "····●"


@pytest.mark.parametrize("one", figures(), ids=lambda one: one.id)
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("draw", [plot, table])
def test_every_figure_fits_its_columns(one, language, draw):
    lines = draw(one, language, COLUMNS)
    assert lines
    assert max(width(line) for line in lines) <= COLUMNS


def test_levels_stand_a_line_a_week_and_an_empty_week_says_so():
    lines = plot(figure("baseline"), "en", COLUMNS)
    assert len(lines) == 1 + 7
    assert lines[4].split("2026")[1].strip() == "No entry"
    assert lines[1].endswith("6.2")


def test_a_week_with_answers_but_no_level_is_not_called_empty():
    one = figure("baseline")
    rows = (one.rows[0][:1] + (2, None, None, None),)
    assert plot(replace(one, rows=rows), "en", COLUMNS)[1].endswith("–")


def test_the_decimal_comma_is_the_language_s():
    assert plot(figure("baseline"), "vi", COLUMNS)[1].endswith("6,2")


def test_a_stroke_stands_for_each_moment():
    lines = plot(figure("moments"), "en", COLUMNS)
    up = sum(line.count("╵") for line in lines)
    down = sum(line.count("╷") for line in lines)
    rows = figure("moments").rows
    assert (up, down) == (sum(row[1] for row in rows), sum(row[2] for row in rows))


def test_many_moments_share_a_stroke_and_the_plot_says_so():
    one = figure("moments")
    lines = plot(replace(one, rows=tuple((row[0], 40, 3) for row in one.rows)), "en", COLUMNS)
    assert sum("╵" in line for line in lines) == 8
    assert "5" in lines[-1]


def test_a_dot_stands_for_each_try_and_a_hollow_one_for_an_open_one():
    lines = plot(figure("tries"), "en", COLUMNS)
    first = next(line for line in lines if line.startswith("housework"))
    assert (first.count("●"), first.count("○")) == (8, 1)
    assert any("●×12" in line for line in lines)


def test_hours_not_said_are_words_and_none_is_a_zero():
    lines = plot(figure("load"), "en", COLUMNS)
    assert lines[3].endswith("not said")
    assert lines[4].endswith(" 0")


def test_the_latest_half_year_is_drawn_and_the_rest_is_named():
    one = figure("baseline")
    lines = plot(replace(one, rows=one.rows[:1] * 30), "en", COLUMNS)
    assert "4" in lines[0]
    assert len(lines) == 2 + 26


def test_a_figure_of_levels_starts_at_the_first_answered_week_and_folds_empty_ones():
    one = figure("baseline")
    empty = [(row[0], 0, None, None, None) for row in one.rows]
    rows = (*empty[:2], one.rows[2], *empty[3:6], one.rows[6])
    for draw in (plot, table):
        lines = draw(replace(one, rows=rows), "en", COLUMNS)
        assert [line for line in lines if "entry" in line] == ["26 Oct to 15 Nov 2026: no entry"] or draw is plot
        assert sum("entry" in line for line in lines) == 1
        assert len(lines) == 1 + 3
    assert any("không ghi" in line for line in plot(replace(one, rows=rows), "vi", COLUMNS))


def test_a_week_with_one_of_the_two_answered_shows_that_one():
    one = figure("balance")
    row = (one.rows[0][0], 6.5, None, None)
    last = plot(replace(one, rows=(row,)), "en", COLUMNS)[-1]
    assert last.count("●") == 1
    assert last.endswith("6.5    –")


def test_moments_are_not_drawn_before_a_second_week():
    one = figure("moments")
    assert plot(replace(one, rows=one.rows[:1]), "en", COLUMNS) == []
    assert plot(replace(one, rows=one.rows[:2]), "en", COLUMNS) != []


def test_doubt_alone_never_makes_a_stroke_stand_for_several_moments():
    one = figure("moments")
    keys = ("week", "regard", "regard_low", "regard_high", "disregard", "disregard_low", "disregard_high")
    rows = tuple((row[0], 2, 0.4, 19.0, 3, 0.2, 4.0) for row in one.rows)
    lines = plot(replace(one, keys=keys, columns=keys, rows=rows), "en", COLUMNS)
    assert sum(line.count("╵") for line in lines) == 2 * len(rows)
    assert sum(line.count("╷") for line in lines) == 3 * len(rows)
    assert lines[0].count("⋮") == len(rows)
    assert lines[-1].startswith("⋮")


@pytest.mark.parametrize("one", figures(), ids=lambda one: one.id)
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("draw", [plot, table])
def test_every_figure_fits_a_narrow_window(one, language, draw):
    lines = draw(one, language, 30)
    assert lines
    assert max(width(line) for line in lines) <= 30


def test_an_unknown_figure_is_its_table():
    one = replace(figure("load"), id="something_new")
    assert plot(one, "en", COLUMNS) == table(one, "en", COLUMNS)


def test_a_figure_without_rows_draws_nothing_wrong():
    for one in figures():
        assert isinstance(plot(replace(one, rows=()), "en", COLUMNS), list)


def test_her_words_in_a_wide_table_take_a_line_of_their_own():
    lines = table(figure("tries"), "en", COLUMNS)
    assert "việc nhà và tiền bạc" in lines
    assert "housework" in lines


def test_a_topic_cannot_steer_the_terminal():
    one = figure("tries")
    row = ("\x1b[2Jtopic\u202e", *one.rows[0][1:])
    for draw in (plot, table):
        assert "\x1b" not in "".join(draw(replace(one, rows=(row,)), "en", COLUMNS))
