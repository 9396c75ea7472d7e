"""What a model and a series accept, what they say when they refuse, and how a model becomes one vector."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from tests.engine.models import make_model
from upright.engine.arrays import BLOCKS, CENSORED, GAUSSIAN, ORDINAL, POISSON, Sizes, count_entries
from upright.engine.statespace import (
    Censored,
    EngineFault,
    Gaussian,
    Ordinal,
    Poisson,
    Series,
    StateSpace,
    check_series,
    family_table,
    pack,
    unpack,
)

GOOD = {
    "drift": [[-1.0, 0.2], [0.0, -0.5]],
    "intercept": [0.0, 0.1],
    "diffusion": [[1.0, 0.1], [0.1, 1.0]],
    "loadings": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]],
    "offsets": [0.0, 0.0, 0.0],
    "noise": [0.1, 0.0, 0.2],
}
STARTED = {**GOOD, "initial_mean": [0.0, 0.0], "initial_cov": np.eye(2)}
NINE = {"drift": -np.eye(9), "intercept": np.zeros(9), "diffusion": np.eye(9), "loadings": np.ones((3, 9))}
LOSSY = [[1.0, 0.1], [0.1 + 2e-10, 1.0]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"drift": [[-1.0, 0.2]]}, r"drift has shape \(1, 2\); it must be square"),
        ({"drift": [-1.0]}, r"drift has shape \(1,\); it must have shape \(d, d\)"),
        ({"drift": np.zeros((0, 0))}, "drift has 0 rows; it must have 1 to 8"),
        (NINE, "drift has 9 rows; it must have 1 to 8"),
        ({"drift": [[-1.0, np.inf], [0.0, -0.5]]}, r"drift\[0, 1\] is inf; it must be finite"),
        ({"drift": "fast"}, "drift is 'fast'; it must be an array of numbers"),
        ({"drift": [[1.0], [1.0, 2.0]]}, "drift is .*; it must be an array of numbers"),
        ({"intercept": [0.0]}, r"intercept has shape \(1,\); it must have shape \(2,\)"),
        ({"intercept": [0.0, np.nan]}, r"intercept\[1\] is nan; it must be finite"),
        ({"diffusion": LOSSY}, r"diffusion\[0, 1\] is 0.1 and diffusion\[1, 0\] is 0.1000000002; it must be symmetric"),
        ({"diffusion": [[1.0, 2.0], [2.0, 1.0]]}, "diffusion has the eigenvalue -1; all must be 0 or more"),
        ({"loadings": [[1.0], [1.0], [1.0]]}, r"loadings has shape \(3, 1\); it must have shape \(p, 2\)"),
        ({"loadings": np.zeros((0, 2))}, "loadings has 0 rows; it must have 1 or more"),
        ({"offsets": [0.0]}, r"offsets has shape \(1,\); it must have shape \(3,\)"),
        ({"noise": [0.1, 0.2, -0.1]}, r"noise\[2\] is -0.1; it must be 0 or more"),
        ({"initial_mean": [0.0, 0.0]}, "initial_cov is None but initial_mean is not; give both, or neither"),
        ({"initial_cov": np.eye(2)}, "initial_mean is None but initial_cov is not; give both, or neither"),
        ({"drift": [[0.0, 1.0], [0.0, -1.0]]}, "drift has an eigenvalue with real part 0; all must be below 0"),
        ({"impulses": [1.0, 1.0]}, r"impulses has shape \(2,\); it must have shape \(2, k\)"),
        ({"inputs": [[1.0]]}, r"inputs has shape \(1, 1\); it must have shape \(2, u\)"),
        ({"covariates": [[1.0]]}, r"covariates has shape \(1, 1\); it must have shape \(3, z\)"),
        ({"channels": (Gaussian(),)}, "channels has 1 entries; it must have 3"),
        ({"channels": Gaussian()}, "channels is .*; it must be None or a tuple of 3 channels"),
        ({"channels": ("count", Gaussian(), Gaussian())}, r"channels\[0\] is 'count'; it must be a Gaussian, Ordinal"),
    ],
)
def test_a_model_that_cannot_be_is_refused_by_argument_value_and_limit(changes, message):
    with pytest.raises(EngineFault, match=message):
        StateSpace(**{**GOOD, **changes})


def test_an_indefinite_initial_covariance_is_refused_and_rounding_is_not():
    with pytest.raises(EngineFault, match=r"initial_cov has the eigenvalue -0\.1; all must be 0 or more"):
        StateSpace(**{**STARTED, "initial_cov": np.diag([1.0, -0.1])})
    nearly = np.array([[1.0, 0.3 + 1e-12], [0.3, 0.09 - 1e-12]])
    kept = StateSpace(**{**STARTED, "initial_cov": nearly}).initial_cov
    assert (kept == kept.T).all()


def test_an_unstable_drift_is_fine_with_an_initial_state():
    assert StateSpace(**{**STARTED, "drift": np.eye(2)}).drift[0, 0] == 1.0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Ordinal(high=np.inf), "Ordinal high is inf; it must be a finite number"),
        (lambda: Ordinal(low=10), r"Ordinal high is 10; it must be above low \(10\)"),
        (lambda: Ordinal(step=0), "Ordinal step is 0; it must be above 0"),
        (lambda: Ordinal(step=3), r"Ordinal step is 3; it must divide high - low \(10\)"),
        (lambda: Censored(low=np.nan), "Censored low is nan; it must be a number"),
        (lambda: Censored(low=11), r"Censored high is 10; it must be above low \(11\)"),
    ],
)
def test_a_channel_that_cannot_be_is_refused(make, message):
    with pytest.raises(EngineFault, match=message):
        make()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"times": []}, "times has 0 entries; it must have 1 or more"),
        ({"times": [0.0, 2.0, 1.0]}, r"times\[2\] is 1; it must be 2 or later, as the one before it"),
        ({"times": [0.0, np.nan, 1.0]}, r"times\[1\] is nan; it must be finite"),
        ({"values": [1.0, 2.0]}, r"values has shape \(2, 1\); it must have shape \(3, p\)"),
        ({"values": [1.0, np.inf, 2.0]}, r"values\[1, 0\] is inf; it must be finite, or NaN where nothing"),
        ({"event_kinds": [0]}, "event_times is None but event_kinds is not; give event_times too"),
        ({"event_times": [1.0, 0.0]}, r"event_times\[1\] is 0; it must be 1 or later"),
        ({"event_times": [1.0], "event_kinds": [0.5]}, r"event_kinds\[0\] is 0.5; it must be a whole number"),
        ({"event_times": [1.0], "event_kinds": [-1]}, r"event_kinds\[0\] is -1; it must be 0 or more"),
        ({"event_times": [1.0], "event_sizes": [1.0, 2.0]}, r"event_sizes has shape \(2,\); it must have shape \(1,\)"),
        ({"input_times": [0.0]}, "inputs is None but input_times is not; give both or neither"),
        ({"inputs": [0.0]}, "input_times is None but inputs is not; give both or neither"),
        ({"input_times": [0.0], "inputs": [np.nan]}, r"inputs\[0, 0\] is nan; it must be finite"),
        ({"covariates": [1.0, 2.0, np.nan]}, r"covariates\[2, 0\] is nan; it must be finite"),
        ({"exposure": [1.0, 0.0, 1.0]}, r"exposure\[1, 0\] is 0; it must be above 0"),
        ({"exposure": np.ones((3, 2))}, r"exposure has shape \(3, 2\); it must have shape \(3,\) or \(3, 1\)"),
    ],
)
def test_a_series_that_cannot_be_is_refused_by_argument_value_and_limit(arguments, message):
    with pytest.raises(EngineFault, match=message):
        Series(**{"times": [0.0, 1.0, 2.0], "values": [1.0, np.nan, 2.0], **arguments})


def test_equal_times_and_a_row_of_nothing_are_fine_and_absent_things_are_filled_in():
    series = Series([1, 1, 2], [np.nan, 3, 4], event_times=[1.5], exposure=[1, 2, 3])
    assert series.values.tolist()[1:] == [[3.0], [4.0]]
    assert (series.event_kinds.tolist(), series.event_sizes.tolist()) == ([0], [1.0])
    assert series.exposure.tolist() == [[1.0], [2.0], [3.0]]
    assert series.input_times is None and series.covariates is None
    assert len(Series([0.0], [0.0]).event_times) == 0


RATED = StateSpace(
    [[-1.0]], [0.0], [[1.0]], np.ones((4, 1)), np.zeros(4), np.ones(4), impulses=[[1.0, 2.0]], inputs=[[1.0]],
    covariates=np.ones((4, 1)), channels=(Gaussian(), Ordinal(), Censored(), Poisson()),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": [[1.0]]}, "values has 1 columns; it must have 4, one a channel"),
        ({"values": [[0.5, 0.5, 0.5, 0.0]]}, r"values\[0, 1\] is 0.5; it must be one of 0, 1, ..., 10: .* Ordinal"),
        ({"values": [[0.5, 11.0, 0.5, 0.0]]}, r"values\[0, 1\] is 11; it must be one of 0, 1, ..., 10"),
        ({"values": [[0.5, 1.0, -0.5, 0.0]]}, r"values\[0, 2\] is -0.5; it must be from 0 to 10: .* Censored"),
        ({"values": [[0.5, 1.0, 0.5, 1.5]]}, r"values\[0, 3\] is 1.5; it must be a whole number, 0 or more: "),
        ({"values": [[0.5, 1.0, 0.5, -1.0]]}, r"values\[0, 3\] is -1; it must be a whole number, 0 or more"),
        ({"event_times": [0.0], "event_kinds": [2]}, r"event_kinds\[0\] is 2; it must be below 2, the number of"),
        ({"input_times": [0.0], "inputs": [[1.0, 2.0]]}, "inputs has 2 columns; it must have 1, as inputs of"),
        ({"covariates": None}, "covariates is None; it must have 1 columns, as covariates of the model"),
        ({"covariates": [[1.0, 2.0]]}, "covariates has 2 columns; it must have 1, as covariates of the model"),
    ],
)
def test_a_series_that_does_not_fit_a_model_is_refused(changes, message):
    fitting = {"times": [0.0], "values": [[0.5, 1.0, 0.5, 0.0]], "covariates": [[1.0]]}
    check_series(RATED, Series(**fitting))
    with pytest.raises(EngineFault, match=message):
        check_series(RATED, Series(**{**fitting, **changes}))


def test_what_a_model_has_no_place_for_is_refused():
    plain = StateSpace(**GOOD)
    row = {"times": [0.0], "values": [[1.0, 2.0, np.nan]]}
    check_series(plain, Series(**row))
    with pytest.raises(EngineFault, match="event_times has 1 entries; it must have 0: the model has no impulses"):
        check_series(plain, Series(**row, event_times=[0.0]))
    with pytest.raises(EngineFault, match="inputs has 1 columns; it must have 0"):
        check_series(plain, Series(**row, input_times=[0.0], inputs=[1.0]))
    with pytest.raises(EngineFault, match="series is a list; it must be a Series"):
        check_series(plain, [1.0])


def test_arrays_are_copies_that_cannot_be_written_to():
    drift = np.array(GOOD["drift"])
    ss = StateSpace(**{**GOOD, "drift": drift})
    drift[0, 0] = 7.0
    assert ss.drift[0, 0] == -1.0
    with pytest.raises(ValueError, match="read-only"):
        ss.drift[0, 0] = 7.0
    with pytest.raises(ValueError, match="read-only"):
        Series([0.0], [1.0]).values[0] = 7.0


@pytest.mark.parametrize("whole", [True, False])
def test_packing_and_unpacking_gives_every_block_back(whole):
    more = {"kinds": 3, "inputs": 2, "covariates": 1} if whole else {"stationary": True}
    ss = make_model(np.random.default_rng(0), 3, 2, **more)
    sizes, entries = pack(ss)
    assert sizes == (Sizes(3, 2, 3, 2, 1, 0) if whole else Sizes(3, 2, 0, 0, 0, 1))
    assert entries.shape == (count_entries(sizes),)
    blocks = unpack(sizes, entries)
    assert tuple(blocks) == BLOCKS
    for name in BLOCKS:
        given = getattr(ss, name)
        assert np.array_equal(blocks[name], np.zeros(blocks[name].shape) if given is None else given)
    with pytest.raises(EngineFault, match=r"entries has shape \(3,\); it must have shape"):
        unpack(sizes, np.zeros(3))


def test_channels_become_a_table():
    family, bounds = family_table((Gaussian(), Ordinal(1, 5, 0.5), Censored(0, np.inf), Poisson()), 4)
    assert family.tolist() == [GAUSSIAN, ORDINAL, CENSORED, POISSON]
    assert bounds.tolist() == [[0, 0, 1], [1, 5, 0.5], [0, np.inf, 1], [0, 0, 1]]
    assert family_table(None, 2)[0].tolist() == [GAUSSIAN, GAUSSIAN]


def test_a_model_can_be_changed_into_another():
    ss = StateSpace(**GOOD)
    assert replace(ss, noise=[1.0, 1.0, 1.0]).noise.tolist() == [1.0, 1.0, 1.0]
    assert {field.name for field in fields(ss)} == {*BLOCKS, "channels"}
