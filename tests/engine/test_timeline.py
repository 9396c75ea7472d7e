"""The timeline of many series, against a walk through each of them one thing at a time."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upright.engine.arrays import Panel, Sizes
from upright.engine.statespace import EngineFault, Series
from upright.engine.timeline import lay_out, lay_out_with_places

FAMILY, BOUNDS = np.zeros(1, dtype=np.int64), np.zeros((1, 3))
SIZES = Sizes(2, 1, 3, 1, 0, 0)
# Few moments, so that observations, events and changes often coincide.
MOMENTS = st.lists(st.integers(0, 6).map(float), max_size=6).map(sorted)


@st.composite
def some_series(draw):
    times = draw(MOMENTS.filter(bool))
    events, changes = draw(MOMENTS), draw(MOMENTS)
    return Series(
        times,
        draw(st.lists(st.sampled_from([np.nan, 1.0, 2.0]), min_size=len(times), max_size=len(times))),
        event_times=events,
        event_kinds=[draw(st.integers(0, 2)) for _ in events],
        event_sizes=[draw(st.sampled_from([1.0, 2.0])) for _ in events],
        input_times=changes,
        inputs=[draw(st.sampled_from([0.0, -0.0, 1.0, 2.0])) for _ in changes],
    )


def walked(series: Series) -> list[tuple]:
    """What happens in a series, in order: ("time", gap, input), ("event", kind, size), ("row", number)."""
    happened: list[tuple] = []
    last = series.times[0]
    now = last
    for moment in sorted({*series.times, *series.event_times, *series.input_times}):
        if moment > series.times[-1]:
            break
        if moment > last:
            before = np.flatnonzero(series.input_times <= now)
            force = float(series.inputs[before[-1], 0]) if len(before) else 0.0
            happened.append(("time", moment - now, force))
            now = moment
            for when, kind, size in zip(series.event_times, series.event_kinds, series.event_sizes, strict=True):
                if when == moment:
                    happened.append(("event", int(kind), float(size)))
        happened += [("row", int(row)) for row in np.flatnonzero(series.times == moment)]
    return happened


def told(panel: Panel, unit: int, number: int) -> list[tuple]:
    """The same, as the panel tells it of one series."""
    happened: list[tuple] = []
    nodes = range(panel.node_start[number], panel.node_start[number + 1])
    first_row = panel.row[panel.node_start[number]]
    for node in nodes:
        step = panel.step[node]
        if step >= 0:
            assert panel.step_start[unit] <= step < panel.step_start[unit + 1]
            happened.append(("time", float(panel.gaps[step]), float(panel.drives[panel.drive[step], 0])))
        if panel.kind[node] >= 0:
            happened.append(("event", int(panel.kind[node]), float(panel.size[node])))
        if panel.row[node] >= 0:
            happened.append(("row", int(panel.row[node] - first_row)))
    return happened


def joined(happened: list[tuple]) -> list[tuple]:
    """Stretches of time with the same input made one: where they are cut has no meaning."""
    short: list[tuple] = []
    for thing in happened:
        if thing[0] == "time" and short and short[-1][0] == "time" and short[-1][2] == thing[2]:
            short[-1] = ("time", short[-1][1] + thing[1], thing[2])
        else:
            short.append(thing)
    return short


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(some_series(), max_size=3), min_size=1, max_size=3).filter(any))
def test_every_series_is_told_as_it_happened(units):
    panel = lay_out(units, SIZES, FAMILY, BOUNDS)
    number, rows = 0, 0
    for i, unit in enumerate(units):
        assert panel.series_start[i + 1] - panel.series_start[i] == len(unit)
        for series in unit:
            first = panel.node_start[number]
            assert (panel.step[first], panel.kind[first]) == (-1, -1)
            assert panel.row[first] == rows
            assert joined(told(panel, i, number)) == joined(walked(series))
            number, rows = number + 1, rows + len(series.times)
    everything = np.concatenate([series.values for unit in units for series in unit])
    assert np.array_equal(np.where(panel.seen, panel.values, np.nan), everything, equal_nan=True)
    assert not np.isnan(panel.values).any()
    pairs = [
        (unit, gap, drive)
        for unit, (a, b) in enumerate(zip(panel.step_start, panel.step_start[1:], strict=False))
        for gap, drive in zip(panel.gaps[a:b], panel.drive[a:b], strict=True)
    ]
    assert len(set(pairs)) == len(pairs)
    assert set(range(len(panel.gaps))) == set(panel.step[panel.step >= 0].tolist())


def test_events_of_one_moment_stand_one_after_the_other_and_the_last_shares_the_node_of_the_row():
    series = Series([0.0, 1.0, 1.0], [1.0, 2.0, 3.0], event_times=[1.0, 1.0], event_kinds=[2, 0])
    panel, places = lay_out_with_places([[series]], SIZES, FAMILY, BOUNDS)
    assert panel.step.tolist() == [-1, 0, -1, -1]
    assert panel.kind.tolist() == [-1, 2, 0, -1]
    assert panel.row.tolist() == [0, -1, 1, 2]
    assert places.times.tolist() == [0.0, 1.0, 1.0, 1.0]


def test_a_change_of_input_is_a_node_of_its_own_only_where_nothing_else_is_and_something_changes():
    changes, inputs = [-1.0, 1.0, 1.5, 2.0, 9.0], [1.0, 3.0, 3.0, 0.0, 5.0]
    series = Series([0.0, 2.0, 4.0], np.zeros(3), input_times=changes, inputs=inputs)
    panel = lay_out([[series]], SIZES, FAMILY, BOUNDS)
    assert panel.row.tolist() == [0, -1, 1, 2]
    assert panel.gaps[panel.step[1:]].tolist() == [1.0, 1.0, 2.0]
    assert panel.drives[panel.drive[panel.step[1:]], 0].tolist() == [1.0, 3.0, 0.0]
    assert panel.drives.ravel().tolist() == [0.0, 1.0, 3.0]  # 5 is never in force while time passes


def test_gaps_that_differ_by_rounding_only_are_one_step_of_a_unit():
    days = np.arange(400) / 10 + 8000.0
    panel = lay_out([[Series(days, np.zeros(400))]], SIZES, FAMILY, BOUNDS)
    assert len(set(np.diff(days))) > 1
    assert len(panel.gaps) == 1
    assert panel.gaps[0] in np.diff(days)
    apart = lay_out([[Series([0.0, 1.0, 2.0 + 1e-12], np.zeros(3))]], SIZES, FAMILY, BOUNDS)
    assert len(apart.gaps) == 2


def test_a_long_chain_of_near_gaps_is_not_one_step():
    near = 4 * np.finfo(float).eps * 1e6
    gaps = 1.0 + 0.4 * near * np.arange(2000)
    times = np.sort(np.concatenate([np.array([1e6]), 1e6 - np.cumsum(gaps)]))
    panel = lay_out([[Series(times, np.zeros(len(times)))]], SIZES, FAMILY, BOUNDS)
    assert np.abs(panel.gaps[panel.step[1:]] - np.diff(times)).max() <= near
    assert len(panel.gaps) < 1000


def test_units_share_no_steps_and_series_of_a_unit_do():
    daily = Series(np.arange(5.0), np.zeros(5))
    together = lay_out([[daily, daily]], SIZES, FAMILY, BOUNDS)
    assert together.step_start.tolist() == [0, 1]
    apart = lay_out([[daily], [], [daily]], SIZES, FAMILY, BOUNDS)
    assert apart.step_start.tolist() == [0, 1, 1, 2]
    assert apart.series_start.tolist() == [0, 1, 1, 2]


def test_covariates_and_exposure_stand_by_their_rows():
    one = Series([0.0, 1.0], np.zeros(2), covariates=[1.0, 2.0], exposure=[3.0, 4.0])
    other = Series([0.0], np.zeros(1), covariates=[5.0])
    panel = lay_out([[one, other]], Sizes(1, 1, 0, 0, 1, 0), FAMILY, BOUNDS)
    assert panel.covariates.ravel().tolist() == [1.0, 2.0, 5.0]
    assert panel.exposure.ravel().tolist() == [3.0, 4.0, 1.0]


def test_no_series_at_all_is_refused():
    with pytest.raises(EngineFault, match="series has 0 entries; it must have 1 or more"):
        lay_out([[]], SIZES, FAMILY, BOUNDS)


def test_thousands_of_series_take_no_python_a_row():
    rng = np.random.default_rng(0)
    more = {"event_times": [3.5, 40.0], "input_times": [1.0], "inputs": [1.0]}
    few = [[Series(np.sort(rng.uniform(0, 90, 90)), rng.normal(size=90), **more)] for _ in range(1000)]
    lay_out(few[:10], SIZES, FAMILY, BOUNDS)
    begun = time.perf_counter()
    lay_out(few, SIZES, FAMILY, BOUNDS)
    assert time.perf_counter() - begun < 1.0
