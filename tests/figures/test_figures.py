"""Figures as inline SVG: well formed, named and told in words, without style or script, and with every number."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest

from tests.people import EVERYONE
from upright.actions.read import reading_of
from upright.figures import draw
from upright.figures.marks import cut, num
from upright.pages.read import context_of
from upright.pages.readings import Made
from upright.reading import Figure
from upright.wording import languages

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "path", "line", "rect", "circle", "text", "g"}
ATTRIBUTES = (
    {
        "class",
        "role",
        "aria-labelledby",
        "id",
        "viewBox",
        "preserveAspectRatio",
        "overflow",
        "d",
        "r",
        "width",
        "height",
    }
    | {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy"}
    | {"stroke-width", "stroke-dasharray"}
)
WEEKS = tuple(date(2026, 8, 3) + timedelta(days=7 * k) for k in range(26))
AHEAD = Figure(
    "ahead",
    "If nothing changes.",
    "A caption.",
    ("date", "low", "lower", "median", "upper", "high"),
    ("date", "low", "lower", "middle", "upper", "high"),
    tuple((date(2026, 9, 1) + timedelta(days=k), 3.0 - k / 20, 4.0, 5.0, 6.0, 7.0 + k / 20) for k in range(0, 29, 7)),
)


def figure(id: str, keys: str, *rows: tuple) -> Figure:
    names = tuple(keys.split())
    return Figure(id, f"A title of {id}.", "A caption.", names, names, rows)


def weekly(id: str, keys: str, *cells: float | None) -> Figure:
    """A figure with the same cells in each of the weeks."""
    return figure(id, f"week {keys}", *((week, *cells) for week in WEEKS))


def given_and(name: str) -> str:
    return f"{name} {name}_low {name}_high"


TRIES = "topic changed heard dismissed backfired pending rate low high"
LONG = "việc rất dài " * 9
# Each kind at its most: half a year, many topics, gaps, and words of hers at their longest.
FULL = (
    weekly("baseline", "answers level low high", 7, 5.5, 4.4, 6.6),
    figure(
        "lonely",
        "week answers level low high",
        *((week, *((7, None, None, None) if k % 5 == 2 else (3, 9.9, 9.0, 10.0))) for k, week in enumerate(WEEKS)),
    ),
    weekly("balance", f"{given_and('given')} {given_and('received')}", 7.5, 7.0, 8.0, 2.5, 2.0, 3.0),
    weekly("moments", f"{given_and('regard')} {given_and('disregard')}", 40, 9.0, 60.0, 16, 8.0, 30.0),
    figure("tries", TRIES, *((f"{k} {LONG}", 9, 9, 9, 9, 9 if k % 2 else 400, 0.2, 0.1, 0.3) for k in range(30))),
    figure("load", "task area mine theirs", *((f"{k} {LONG}", "Home", 100.5, None if k % 2 else 0) for k in range(40))),
    figure(
        "loop",
        "arrow change low high more less",
        ("my effort, then felt appreciation", -0.4, -1.2, 0.3, 0.05, 0.7),
        ("felt appreciation, then my effort", 0.0, -0.2, 0.2, 0.1, 0.1),
    ),
    figure(
        "contact",
        "item with_contact days_with without_contact days_without",
        *((name, 10.0 - k, 9, float(k), 400) for k, name in enumerate(("Lonely", "Doubt", "Loss", "Relief", LONG))),
    ),
    figure("carried", "days_after change low high", *((k, -0.5 / k, -1.5 / k, 0.01) for k in range(1, 15))),
    AHEAD,
)


def elements(markup: str) -> list[ET.Element]:
    """Every element of one piece of markup, which must be XML."""
    whole = ET.fromstring(f'<div xmlns="http://www.w3.org/2000/svg">{markup}</div>')
    return [one for one in whole.iter() if one is not whole]


def check(markup: str) -> None:
    found = elements(markup)
    named = [one for one in found if one.get("role") == "img"]
    assert named
    for image in named:
        title, told = image[0], image[1]
        assert title.tag == f"{SVG}title" and told.tag == f"{SVG}desc"
        assert image.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
        assert title.text and told.text and told.text.strip()
    tags = {one.tag.removeprefix(SVG) for one in found}
    assert tags - {"div"} <= TAGS
    assert {name for one in found for name in one.attrib} <= ATTRIBUTES
    assert not re.search(r"nan|inf\b|None", " ".join(v for one in found for v in one.attrib.values()))
    for one in found:
        assert float(one.get("height", "1").rstrip("%")) >= 0 and float(one.get("width", "1").rstrip("%")) >= 0


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("full", FULL, ids=lambda one: one.id)
def test_a_figure_at_its_most_is_small_well_formed_and_named(full, language):
    markup = draw(full, language, "today")
    check(markup)
    assert len(markup.encode()) < 12_000


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", [*EVERYONE, "demo"])
def test_every_image_of_a_page_is_well_formed_and_no_id_stands_twice(name, language, long_reading):
    if name == "demo":
        reading = long_reading
    else:
        found = EVERYONE[name]
        reading = reading_of(found, now=max(r.at for r in found.records), language=language, longer=False)
    context = context_of(Made(reading, False, False, 0, 0), language, today=reading.as_of)
    images = [one.image for one in context.figures] + [one.drawn for one in (*context.sentences, *context.rest)]
    ids = []
    for image in images:
        if image:
            check(image)
            ids += [one.get("id") for one in elements(image) if one.get("id")]
    assert len(ids) == len(set(ids))
    assert all(one.image for one in context.figures)


def test_every_interval_is_drawn_where_it_lies(long_reading):
    context = context_of(Made(long_reading, False, False, 0, 0), "en", today=long_reading.as_of)
    shown = zip(long_reading.statements, (*context.sentences, *context.rest), strict=True)
    for statement, sentence in shown:
        assert bool(sentence.drawn) == (statement.interval is not None)
        if statement.unit == "share" and statement.interval is not None:
            (band,) = (one for one in elements(sentence.drawn) if one.tag == f"{SVG}rect")
            low, high = statement.interval
            assert float(band.get("x").rstrip("%")) == pytest.approx(100 * low, abs=0.06)
            assert float(band.get("width").rstrip("%")) == pytest.approx(100 * (high - low), abs=0.12)


def test_doubt_is_drawn_before_the_estimate():
    for full in FULL:
        markup = draw(full, "en", "today")
        doubt, estimate = re.search(r"far|haze", markup), re.search(r'"(?:\w+ )?(?:l|core)(?: dash)?"', markup)
        if doubt and estimate and full.id != "tries":
            assert doubt.start() < estimate.start(), full.id


def test_no_line_leads_over_a_week_without_answers():
    rows = ((WEEKS[0], 5, 4.0, 3.0, 5.0), (WEEKS[1], 0, None, None, None), (WEEKS[2], 5, 6.0, 5.0, 7.0))
    gaps = figure("baseline", "week answers level low high", *rows)
    (course,) = re.findall(r'class="r l" d="([^"]+)"', draw(gaps, "en", "today"))
    assert course.count("M") == 2
    assert 'class="k" d="M15 182v5"' in draw(gaps, "en", "today")


def test_one_mark_is_one_try_and_only_what_waits_is_hollow():
    markup = draw(figure("tries", TRIES, ("time", 1, 2, 3, 0, 2, None, None, None)), "en", "today")
    drawn = {name: path.count("M") for name, path in re.findall(r'<path class="([^"]+)" d="([^"]+)"', markup)}
    assert drawn == {"k dot": 1, "k dot small": 2, "k l": 3, "ring": 2}
    assert "far" not in markup  # no rate is claimed, none is drawn


def test_a_topic_called_all_is_no_sum():
    rows = (("time", 1, 0, 0, 0, 0, None, None, None), ("all", 0, 0, 3, 0, 0, 0.2, 0.1, 0.4))
    assert re.search(r'class="word"[^>]*>all<', draw(figure("tries", TRIES, *rows), "en", "today"))
    sums = (*rows, ("all", 1, 0, 3, 0, 0, 0.2, 0.1, 0.4))
    assert re.search(r'class="b"[^>]*>all<', draw(figure("tries", TRIES, *sums), "en", "today"))


def test_one_stroke_is_one_moment():
    rain = figure(
        "moments", f"week {given_and('regard')} {given_and('disregard')}", (WEEKS[0], 3, 1.0, 4.0, 1, 0.5, 3.0)
    )
    markup = draw(rain, "en", "today")
    (up, down) = re.findall(r'stroke-dasharray="([\d.]+) ([\d.]+)" d="M5 [\d.]+v(-?[\d.]+)"', markup)
    unit = float(up[0]) + float(up[1])
    assert -float(up[2]) == pytest.approx(3 * unit - float(up[1]), abs=0.1)
    assert float(down[2]) == pytest.approx(unit - float(down[1]), abs=0.1)


def test_what_lies_ahead_has_both_bands_and_todays_line():
    markup = draw(AHEAD, "en", "today")
    assert markup.index("br far") < markup.index("br near") < markup.index("r l dash")
    assert ">today<" in markup


def test_days_with_and_without_contact_are_marked_where_they_lie_and_told_apart_by_form():
    one = figure("contact", "item with_contact days_with without_contact days_without", ("Doubt", 8.0, 5, 0.0, 9))
    marks = [found for found in elements(str(draw(one, "en", "today"))) if found.tag == f"{SVG}circle"]
    assert [(mark.get("class"), mark.get("cx")) for mark in marks] == [("full", "75.0%"), ("ring", "31.0%")]
    assert ">8.0<" in str(draw(one, "en", "today")) and ">8,0<" in str(draw(one, "vi", "today"))


def test_a_figure_that_nobody_knows_how_to_draw_has_its_table_alone():
    strange = figure("strange", "what how", ("x", 1.0))
    assert draw(strange, "en", "today") == ""
    assert draw(figure("baseline", "week answers level low high"), "en", "today") is None
    assert draw(figure("baseline", "week answers level low high", (WEEKS[0], 1, None, None, None)), "en", "now") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short", "short"),
        ("exactly ten", "exactly t…"),
        ("a\u202eb\u0000c\nd", "abc d"),
        ("漢字漢字漢字", "漢字漢字…"),
        ("e\u0301" * 10, "e\u0301" * 10),
    ],
)
def test_words_of_hers_are_cut_to_their_room(text, shown):
    assert cut(text, 10) == shown


def test_lengths_are_short():
    assert [num(x) for x in (0.0, -0.01, 12.0, 12.34, -3.5)] == ["0", "0", "12", "12.3", "-3.5"]


def test_the_demo_shows_every_figure_there_is(long_reading):
    assert [one.id for one in long_reading.figures] == [
        "baseline", "balance", "moments", "tries", "load", "loop", "carried", "ahead",
    ]  # fmt: skip
