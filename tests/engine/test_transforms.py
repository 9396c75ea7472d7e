"""Ranges of parameters: the way there, the way back, and what the kernels make of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from upright.engine import EngineFault
from upright.engine.program import _value
from upright.engine.transforms import bounded, negative, positive, real

ALL = [real, positive, negative, bounded(0, 10), bounded(-3.5, -1)]


@pytest.mark.parametrize("transform", ALL, ids=str)
def test_a_value_goes_to_the_line_and_comes_back(transform):
    t = np.linspace(-12, 12, 97).reshape(1, 97)
    value = transform.value(t)
    assert value.shape == t.shape
    assert transform.holds(value).all()
    assert transform.theta(value) == pytest.approx(t, abs=1e-8)


@pytest.mark.parametrize("transform", ALL, ids=str)
def test_the_kernel_and_the_array_form_are_one_function(transform):
    for t in np.linspace(-30, 30, 61):
        value = _value(transform.kind, transform.low, transform.high, t)[0]
        assert value == pytest.approx(float(transform.value(t)), rel=1e-14)


@pytest.mark.parametrize("transform", ALL, ids=str)
def test_derivative_and_log_jacobian_are_those_of_the_value(transform):
    h = 1e-5

    def at(t):
        return _value(transform.kind, transform.low, transform.high, t)

    for t in np.linspace(-6, 6, 25):
        _, slope, log_slope, bend = at(t)
        assert slope == pytest.approx((at(t + h)[0] - at(t - h)[0]) / (2 * h), rel=1e-6)
        assert log_slope == pytest.approx(math.log(abs(slope)), abs=1e-12)
        assert bend == pytest.approx((at(t + h)[2] - at(t - h)[2]) / (2 * h), abs=1e-8)


@pytest.mark.parametrize("transform", [positive, negative, bounded(0, 10)], ids=str)
def test_the_log_jacobian_stays_finite_far_out(transform):
    for t in (-600.0, 600.0):
        _, _, log_slope, bend = _value(transform.kind, transform.low, transform.high, t)
        assert math.isfinite(log_slope)
        assert abs(bend) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("transform", "value", "message"),
    [
        (positive, 0.0, "r is 0; it must be above 0"),
        (negative, 0.5, "r is 0.5; it must be below 0"),
        (bounded(0, 10), 10.0, "r is 10; it must be above 0 and below 10"),
        (real, math.nan, "r is nan; it must be finite"),
        (positive, math.inf, "r is inf; it must be above 0"),
    ],
)
def test_a_value_outside_is_refused_by_name(transform, value, message):
    with pytest.raises(EngineFault) as fault:
        transform.theta(value, "r")
    assert str(fault.value) == message


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [(1, 1, "low is 1; it must be below high, 1"), (0, math.inf, r"bounds\[1\] is inf; it must be finite")],
)
def test_bounds_need_room_between_them(low, high, message):
    with pytest.raises(EngineFault, match=message):
        bounded(low, high)


def test_transforms_print_as_they_are_written():
    assert [str(transform) for transform in ALL] == [
        "real", "positive", "negative", "bounded(0, 10)", "bounded(-3.5, -1)",
    ]  # fmt: skip
