"""The tries ledger: model readings, pooling, and open tries that are no failures."""

import numpy as np
import pytest

from upright.reading.ledger import Tried, answer_rates, pooled_rate


def tries(group, changed, unchanged, open_days=()):
    return (
        [Tried(group, True, 3.0)] * changed
        + [Tried(group, False, 2.0)] * unchanged
        + [Tried(group, None, d) for d in open_days]
    )


def test_one_change_in_four_is_likely_below_a_half_as_in_the_model_reading():
    (rate,) = answer_rates(tries("housework", 1, 3, (4.0,)))
    assert (rate.tries, rate.changed, rate.unchanged, rate.pending) == (5, 1, 3, 1)
    assert rate.posterior.below(0.5) == pytest.approx(0.81, abs=0.02)


def test_an_open_try_is_not_counted_as_a_failure():
    base = answer_rates(tries("a", 2, 2))[0].posterior.mean
    with_open = answer_rates(tries("a", 2, 2, (1.0, 1.0, 1.0)))[0].posterior.mean
    with_failures = answer_rates(tries("a", 2, 5))[0].posterior.mean
    assert with_open == pytest.approx(base, abs=0.03)
    assert with_failures < base - 0.1


def test_a_try_open_long_after_changes_usually_come_speaks_a_little_against_one():
    known = [Tried("a", True, 1.0)] * 4 + [Tried("a", False, 60.0)] * 4
    fresh = answer_rates([*known, Tried("a", None, 0.1)])[0].posterior.mean
    old = answer_rates([*known, Tried("a", None, 40.0)])[0].posterior.mean
    assert old < fresh - 0.02


def test_topics_borrow_from_each_other_and_more_so_when_they_agree():
    alone = answer_rates(tries("small", 1, 1))[0].posterior.mean
    others = [t for k in range(4) for t in tries(f"other {k}", 0, 6)]
    beside = {r.group: r for r in answer_rates([*tries("small", 1, 1), *others])}["small"].posterior.mean
    assert alone == pytest.approx(0.5, abs=0.01)
    assert beside < 0.4


def test_the_order_of_tries_does_not_matter():
    made = [*tries("a", 2, 3, (5.0,)), *tries("b", 1, 4)]
    there = {r.group: r.posterior.mean for r in answer_rates(made)}
    back = {r.group: r.posterior.mean for r in answer_rates(made[::-1])}
    assert there == pytest.approx(back, rel=1e-9)


def test_no_tries_give_no_rate():
    assert answer_rates([]) == () and pooled_rate([]) is None


def test_rates_drawn_anew_are_covered_nine_times_in_ten():
    rng = np.random.default_rng(8)
    held = total = 0
    for _ in range(150):
        made, truth = [], {}
        for k in range(rng.integers(1, 5)):
            truth[str(k)] = rng.uniform()
            made += [Tried(str(k), bool(rng.random() < truth[str(k)]), 1.0) for _ in range(rng.integers(2, 9))]
        for rate in answer_rates(made):
            lo, hi = rate.posterior.interval()
            held += lo <= truth[rate.group] <= hi
            total += 1
    assert held / total == pytest.approx(0.9, abs=0.04)
