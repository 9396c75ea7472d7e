"""Random numbers of the kernels, against the published generator in plain integers."""

from __future__ import annotations

import numpy as np
from scipy import stats

from upright.engine.chance import fill_normal, make_chance, uniform

WORD = 2**64 - 1


def turned(x: int, by: int) -> int:
    return ((x << by) | (x >> (64 - by))) & WORD


def published(state: list[int]) -> int:
    """xoshiro256++ 1.0 as its authors give it in C."""
    result = (turned((state[0] + state[3]) & WORD, 23) + state[0]) & WORD
    t = (state[1] << 17) & WORD
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= t
    state[3] = turned(state[3], 45)
    return result


def test_numbers_are_those_of_the_published_generator():
    chance = make_chance(7, 3)
    words = [int(word) for word in chance]
    for _ in range(2000):
        expected = ((published(words) >> 12) + 0.5) / 2**52
        assert uniform(chance) == expected
    assert [int(word) for word in chance] == words


def test_the_ends_of_the_unit_interval_are_never_drawn():
    for words in ([0, 0, 0, 0], [WORD, 0, 0, 0]):
        drawn = uniform(np.array(words, dtype=np.uint64))
        assert 0.0 < drawn < 1.0


def test_normal_numbers_are_normal_and_independent_for_odd_and_even_counts():
    for count in (1, 5, 8):
        chance, out, draws = make_chance(1, count), np.zeros(count), []
        for _ in range(24_000 // count):
            fill_normal(chance, out)
            draws.append(out.copy())
        x = np.array(draws)
        assert stats.kstest(x.ravel(), "norm").pvalue > 1e-3
        assert stats.kstest((x**2).sum(axis=1), "chi2", args=(count,)).pvalue > 1e-3
        if count > 1:
            assert np.abs(np.corrcoef(x.T) - np.eye(count)).max() < 5 / np.sqrt(len(x))


def test_a_seed_and_a_stream_decide_all_and_others_share_nothing():
    drawn = {}
    for seed, stream in [(0, 0), (0, 1), (1, 0), (2**40, 0)]:
        chance, again = make_chance(seed, stream), make_chance(seed, stream)
        drawn[seed, stream] = [uniform(chance) for _ in range(500)]
        assert drawn[seed, stream] == [uniform(again) for _ in range(500)]
    assert np.abs(np.corrcoef(list(drawn.values())) - np.eye(4)).max() < 0.2
