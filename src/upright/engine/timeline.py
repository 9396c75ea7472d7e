"""Series become one timeline of nodes: moments at which time has passed, an event acts, or something is observed.

`arrays.Panel` says what a node, a step, a row and a unit are. Everything is sorted and joined over all series at once,
so that ten thousand of them take no Python per row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from upright.engine.arrays import Floats, Ints, Panel, Sizes
from upright.engine.faults import EngineFault
from upright.engine.statespace import Series, StateSpace, check_series, family_table, pack

__all__ = ["lay_out", "lay_out_one", "Places", "lay_out_with_places"]

# At one moment inputs change first, then events act, then something is observed.
CHANGE, EVENT, ROW = 0, 1, 2

SAME_GAP = 4.0 * float(np.finfo(np.float64).eps)  # gaps this close, relative to the largest time, are one


class Places(NamedTuple):
    """Where the nodes of a panel are in time, for what is computed at nodes and told by time."""

    times: Floats  # (nodes,), days
    series: Ints  # (nodes,), series of each node


class _Items(NamedTuple):
    """Everything that happens in any series, in order: by series, by time, inputs before events before rows."""

    series: Ints
    time: Floats
    what: Ints  # CHANGE, EVENT or ROW
    entry: Ints  # row of its own list


def lay_out(units: Sequence[Sequence[Series]], sizes: Sizes, family: Ints, bounds: Floats) -> Panel:
    """The panel of some units, each a sequence of series that share one model.

    Series must fit the model (`statespace.check_sizes`). Within a unit, gaps within 4 eps max|t| of each other with the
    same inputs are one step. Raises EngineFault when there is no series at all.
    """
    return lay_out_with_places(units, sizes, family, bounds)[0]


def lay_out_one(ss: StateSpace, series: Series) -> tuple[Sizes, Floats, Panel]:
    """Sizes and entries of a model, and the panel of one series under it; EngineFault when the two do not fit."""
    check_series(ss, series)
    sizes, entries = pack(ss)
    return sizes, entries, lay_out([[series]], sizes, *family_table(ss.channels, sizes.p))


def lay_out_with_places(
    units: Sequence[Sequence[Series]], sizes: Sizes, family: Ints, bounds: Floats
) -> tuple[Panel, Places]:
    """As `lay_out`, and the times of the nodes."""
    all_series = [series for unit in units for series in unit]
    if not all_series:
        raise EngineFault("series has 0 entries; it must have 1 or more")
    lengths = np.array([len(unit) for unit in units], dtype=np.int64)
    series_start = _starts(lengths)
    unit_of = np.repeat(np.arange(len(lengths)), lengths)

    rows = np.array([len(series.times) for series in all_series], dtype=np.int64)
    row_start = _starts(rows)
    times = np.concatenate([series.times for series in all_series])
    first, last = times[row_start[:-1]], times[row_start[1:] - 1]
    event_times, event_series, event_kinds, event_sizes = _events(all_series)
    input_times, input_series, vectors, vector_of = _inputs(all_series, sizes.u)

    inside = (event_times > first[event_series]) & (event_times <= last[event_series])
    kept_events = np.flatnonzero(inside)
    row_series = np.repeat(np.arange(len(rows)), rows)
    items = _sorted_items(
        (input_series, input_times, np.arange(len(input_times))),
        (event_series[kept_events], event_times[kept_events], kept_events),
        (row_series, times, np.arange(len(times))),
    )
    vector = _vector_in_force(items, input_series, vector_of)
    keep = _nodes(items, vector, first, last)
    places = Places(items.time[keep], items.series[keep])

    node_start = np.searchsorted(places.series, np.arange(len(rows) + 1)).astype(np.int64)
    kind, size, row = _what_happens(items, keep, event_kinds, event_sizes)

    gap = np.zeros(len(keep))
    gap[1:] = places.times[1:] - places.times[:-1]
    gap[node_start[:-1]] = 0.0
    passing = np.flatnonzero(gap > 0.0)
    largest = np.zeros(len(lengths))
    np.maximum.at(largest, unit_of, np.maximum(np.abs(first), np.abs(last)))
    unit = unit_of[places.series[passing]]
    # The drive of a step is the one in force at the node where it begins.
    used, drive = _only_used(vectors, vector[keep][passing - 1])
    step = np.full(len(keep), -1, dtype=np.int64)
    step[passing], gaps, drives_of_steps, units_of_steps = _steps(gap[passing], drive, unit, SAME_GAP * largest)

    values = np.concatenate([series.values for series in all_series])
    seen = ~np.isnan(values)
    panel = Panel(
        series_start=series_start,
        step_start=np.searchsorted(units_of_steps, np.arange(len(lengths) + 1)).astype(np.int64),
        gaps=gaps,
        drive=drives_of_steps,
        drives=used,
        node_start=node_start,
        step=step,
        kind=kind,
        size=size,
        row=row,
        values=np.where(seen, values, 0.0),
        seen=seen.astype(np.uint8),
        covariates=_covariates(all_series, sizes.z, len(times)),
        exposure=_exposure(all_series, values.shape, row_start),
        family=np.ascontiguousarray(family, dtype=np.int64),
        bounds=np.ascontiguousarray(bounds, dtype=np.float64),
    )
    return panel, places


def _starts(lengths: Ints) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])


def _events(all_series: Sequence[Series]) -> tuple[Floats, Ints, Ints, Floats]:
    """Times, series, kinds and sizes of all events."""
    having = [(i, series) for i, series in enumerate(all_series) if _length(series.event_times)]
    if not having:
        none = np.zeros(0, dtype=np.int64)
        return np.zeros(0), none, none, np.zeros(0)
    return (
        np.concatenate([series.event_times for _, series in having]),
        np.repeat([i for i, _ in having], [_length(series.event_times) for _, series in having]).astype(np.int64),
        np.concatenate([series.event_kinds for _, series in having]),
        np.concatenate([series.event_sizes for _, series in having]),
    )


def _inputs(all_series: Sequence[Series], u: int) -> tuple[Floats, Ints, Floats, Ints]:
    """Times and series of all changes of inputs, the distinct vectors (row 0: zero), and the vector of each change."""
    having = [(i, series) for i, series in enumerate(all_series) if u and _length(series.input_times)]
    if not having:
        none = np.zeros(0, dtype=np.int64)
        return np.zeros(0), none, np.zeros((1, u)), none
    given = np.concatenate([np.zeros((1, u)), *(series.inputs for _, series in having)])
    given += 0.0  # -0.0 is 0.0
    distinct, which = np.unique(given, axis=0, return_inverse=True)
    which = which.reshape(-1)
    # Zero is made row 0, so that "nothing in force" needs no case of its own.
    order = np.arange(len(distinct))
    order[[0, which[0]]] = order[[which[0], 0]]
    return (
        np.concatenate([series.input_times for _, series in having]),
        np.repeat([i for i, _ in having], [_length(series.input_times) for _, series in having]).astype(np.int64),
        distinct[order],
        order[which[1:]],
    )


def _sorted_items(*lists: tuple[Ints, Floats, Ints]) -> _Items:
    """Changes, events and rows in one order."""
    series = np.concatenate([part[0] for part in lists])
    time = np.concatenate([part[1] for part in lists])
    what = np.repeat(np.array([CHANGE, EVENT, ROW]), [len(part[0]) for part in lists])
    index = np.concatenate([part[2] for part in lists])
    if len(lists[0][0]) or len(lists[1][0]):
        order = np.lexsort((what, time, series))
        series, time, what, index = series[order], time[order], what[order], index[order]
    return _Items(series, time, what, index)


def _vector_in_force(items: _Items, input_series: Ints, vector_of: Ints) -> Ints:
    """The row of the distinct input vectors that holds from each item on."""
    if not len(vector_of):
        return np.zeros(len(items.what), dtype=np.int64)
    latest = np.maximum.accumulate(np.where(items.what == CHANGE, items.entry, -1))
    own = (latest >= 0) & (input_series[latest] == items.series)
    return np.where(own, vector_of[latest], 0)


def _nodes(items: _Items, vector: Ints, first: Floats, last: Floats) -> Ints:
    """Which items are nodes: the last at each moment, every event and row but an event that a row follows at once."""
    count = len(items.what)
    if (items.what == ROW).all():
        return np.arange(count)
    followed = np.zeros(count, dtype=np.bool_)  # by something at the same moment
    followed[:-1] = (items.series[1:] == items.series[:-1]) & (items.time[1:] == items.time[:-1])
    by_row = np.zeros(count, dtype=np.bool_)
    by_row[:-1] = items.what[1:] == ROW
    dropped = (items.what == EVENT) & followed & by_row
    change = items.what == CHANGE
    if change.any():
        outside = (items.time <= first[items.series]) | (items.time >= last[items.series])
        # Compared with what held at the moment before; several changes at one moment keep the last or none.
        dropped |= change & (outside | followed)
        kept = np.flatnonzero(~dropped)
        same = np.zeros(len(kept), dtype=np.bool_)
        same[1:] = (vector[kept][1:] == vector[kept][:-1]) & (items.series[kept][1:] == items.series[kept][:-1])
        dropped[kept[same & change[kept]]] = True
    return np.flatnonzero(~dropped)


def _what_happens(items: _Items, keep: Ints, event_kinds: Ints, event_sizes: Floats) -> tuple[Ints, Floats, Ints]:
    """Kind, size and row of each node."""
    what, index = items.what[keep], items.entry[keep]
    row = np.where(what == ROW, index, -1)
    kind = np.full(len(keep), -1, dtype=np.int64)
    size = np.zeros(len(keep))
    alone = np.flatnonzero(what == EVENT)
    kind[alone], size[alone] = event_kinds[index[alone]], event_sizes[index[alone]]
    # An event that was dropped in favour of the row after it belongs to that row's node.
    rows = np.flatnonzero(what == ROW)
    before = keep[rows] - 1
    joined = rows[(before >= 0) & (items.what[before] == EVENT)]
    joined = joined[~np.isin(keep[joined] - 1, keep)]
    events = items.entry[keep[joined] - 1]
    kind[joined], size[joined] = event_kinds[events], event_sizes[events]
    return kind, size, row


def _only_used(vectors: Floats, which: Ints) -> tuple[Floats, Ints]:
    """The input vectors that some step uses, and their new rows."""
    if len(vectors) == 1:
        return vectors, which
    used, new = np.unique(which, return_inverse=True)
    if not len(used):
        return np.zeros((1, vectors.shape[1])), new.astype(np.int64)
    return np.ascontiguousarray(vectors[used]), new.reshape(-1).astype(np.int64)


def _steps(gap: Floats, drive: Ints, unit: Ints, nearness: Floats) -> tuple[Ints, Floats, Ints, Ints]:
    """The step of each gap, and the gap, drive and unit of each step, ordered by unit, drive and gap."""
    if not len(gap):
        none = np.zeros(0, dtype=np.int64)
        return none, np.zeros(0), none, none
    order = np.lexsort((gap, drive, unit))
    gap, drive, unit = gap[order], drive[order], unit[order]
    near = nearness[unit]
    new = np.ones(len(gap), dtype=np.bool_)
    new[1:] = (unit[1:] != unit[:-1]) | (drive[1:] != drive[:-1]) | (gap[1:] - gap[:-1] > near[1:])
    # A chain of near gaps may be long: it is cut into lengths of `near`.
    began = np.maximum.accumulate(np.where(new, np.arange(len(gap)), 0))
    reach = gap - gap[began]
    if (reach > near).any():
        cell = np.floor(reach / np.maximum(near, np.finfo(np.float64).tiny))
        new[1:] |= cell[1:] != cell[:-1]
    begins = np.flatnonzero(new)
    ends = np.append(begins[1:], len(gap))
    middle = (begins + ends) // 2  # of several near gaps, one that occurs
    step = np.empty(len(gap), dtype=np.int64)
    step[order] = np.cumsum(new) - 1
    return step, gap[middle], drive[begins], unit[begins]


def _covariates(all_series: Sequence[Series], z: int, rows: int) -> Floats:
    if z == 0:
        return np.zeros((rows, 0))
    return np.concatenate([series.covariates for series in all_series])


def _exposure(all_series: Sequence[Series], shape: tuple[int, ...], row_start: Ints) -> Floats:
    exposure = np.ones(shape)
    for i, series in enumerate(all_series):
        if series.exposure is not None:
            exposure[row_start[i] : row_start[i + 1]] = series.exposure
    return exposure


def _length(array: NDArray[np.float64] | None) -> int:
    return 0 if array is None else len(array)
