"""The sampler, on densities whose moments are known, and step for step beside the published recursion."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as distributions

from upright.engine.chance import fill_normal, make_chance, uniform
from upright.engine.diagnostics import ebfmi, ess_bulk, mcse_mean, rhat
from upright.engine.nuts import DRAWN, FOUND, INVALID, PLACE, STATS, TRIAL, advance, begin, make_chain

VALUE, ENERGY, ACCEPTANCE, STEP_SIZE, TREE_DEPTH, LEAPFROGS, DIVERGING = range(len(STATS))


def run(density, start, draws, warmup=300, **how):
    """Draws (n, q) and what is told of each (n, 7)."""
    chain = make_chain(len(start), warmup, **{"seed": 0, **how})
    begin(chain, np.array(start, dtype=float))
    places, told, done = [], [], 0
    while len(places) < draws:
        value, gradient = density(chain.rows[TRIAL].copy())
        chain.rows[FOUND] = gradient
        code = advance(chain, float(value))
        assert code != INVALID
        if code == DRAWN:
            done += 1
            if done > warmup:
                places.append(chain.rows[PLACE].copy())
                told.append(chain.stats.copy())
    return np.array(places), np.array(told)


def run_many(density, start, draws, chains=4, **how):
    both = [run(density, start, draws, stream=i, **how) for i in range(chains)]
    return np.array([places for places, _ in both]), np.array([told for _, told in both])


def agrees(draws, of, expected):
    """Within four Monte Carlo standard errors."""
    found = of(draws)
    return np.abs(found.mean(axis=(0, 1)) - expected) < 4 * mcse_mean(found)


def normal_density(mean, covariance):
    precision = np.linalg.inv(covariance)

    def density(x):
        pull = precision @ (mean - x)
        return 0.5 * pull @ (x - mean), pull

    return density


def correlated(q=10):
    rng = np.random.default_rng(1)
    mix = rng.normal(size=(q, q))
    return rng.normal(size=q) * 3, mix @ mix.T / q + np.diag(np.geomspace(0.01, 4, q))


@pytest.mark.parametrize("dense", [False, True])
def test_ten_correlated_normals_have_their_means_and_spreads(dense):
    mean, covariance = correlated()
    draws, told = run_many(normal_density(mean, covariance), np.zeros(10), 1000, dense=dense)
    assert rhat(draws).max() < 1.02
    assert np.all(agrees(draws, lambda x: x, mean))
    assert np.all(agrees(draws, lambda x: (x - mean) ** 2, np.diag(covariance)))
    assert np.all(agrees(draws, lambda x: (x[..., :1] - mean[0]) * (x - mean), covariance[0]))
    assert ess_bulk(draws).min() > (4500 if dense else 2000)
    # The usual small overshoot of dual averaging: the settled step is an average over smaller and larger ones.
    assert np.all((told[:, :, ACCEPTANCE].mean(axis=1) > 0.78) & (told[:, :, ACCEPTANCE].mean(axis=1) < 0.95))
    assert ebfmi(told[:, :, ENERGY]).min() > 0.8
    assert told[:, :, DIVERGING].sum() == 0
    values = np.array([[normal_density(mean, covariance)(x)[0] for x in chain] for chain in draws[:1]])
    assert told[:1, :, VALUE] == pytest.approx(values)
    # H has q / 2 more than minus the log density on average, from the momentum.
    assert np.mean(told[:, :, ENERGY] + told[:, :, VALUE]) == pytest.approx(5.0, abs=0.2)


def banana(x):
    """x0 ~ N(0, 1), x1 | x0 ~ N(x0^2, 1)."""
    off = x[1] - x[0] ** 2
    return -0.5 * x[0] ** 2 - 0.5 * off**2, np.array([-x[0] + 2 * x[0] * off, -off])


def test_a_banana_has_its_known_moments():
    draws, told = run_many(banana, [0.0, 0.0], 3000)
    assert rhat(draws).max() < 1.02
    assert np.all(agrees(draws, lambda x: x, [0.0, 1.0]))
    assert np.all(agrees(draws, lambda x: (x - [0.0, 1.0]) ** 2, [1.0, 3.0]))
    assert told[:, :, DIVERGING].mean() < 0.01
    thinned = draws[:, ::15, 0].ravel()
    assert distributions.kstest(thinned, "norm").pvalue > 1e-3


def test_a_wall_cuts_the_density_off_and_the_rest_is_right():
    def half(x):
        return (-0.5 * x @ x, -x) if x[0] > 0 else (-np.inf, np.full(2, np.nan))

    draws, told = run_many(half, [1.0, 0.0], 3000)
    assert draws[..., 0].min() > 0 and told[:, :, DIVERGING].sum() > 0
    assert np.all(agrees(draws, lambda x: x, [np.sqrt(2 / np.pi), 0.0]))
    assert np.all(agrees(draws, lambda x: x**2, [1.0, 1.0]))


class Published:
    """One transition as the recursion is published (Betancourt 2017; the checks across seams as in Stan 2.21)."""

    def __init__(self, density, covariance, step, deepest, chance):
        self.density, self.covariance, self.step = density, covariance, step
        self.deepest, self.chance = deepest, chance

    def leapfrog(self, point, sign):
        x, p, gradient = point
        p = p + 0.5 * sign * self.step * gradient
        x = x + sign * self.step * self.covariance @ p
        value, gradient = self.density(x)
        return (x, p + 0.5 * sign * self.step * gradient, gradient), value

    def energy(self, p, value):
        return 0.5 * p @ self.covariance @ p - value

    def onwards(self, first, last, total):
        return (self.covariance @ first) @ total > 0 and (self.covariance @ last) @ total > 0

    def build(self, point, depth, sign, piece):
        """None where it ends here; else last point, first momentum, last momentum, sum of momenta."""
        if depth == 0:
            point, value = self.leapfrog(point, sign)
            gain = self.start - self.energy(point[1], value)
            piece["leapfrogs"] += 1
            piece["accepted"] += min(1.0, np.exp(gain))
            if gain < -1000:
                piece["diverging"] = True
                return None
            piece["weight"] = np.logaddexp(piece["weight"], gain)
            if np.log(uniform(self.chance)) < gain - piece["weight"]:
                piece["chosen"] = point[0]
            return point, point[1], point[1], point[1]
        left = self.build(point, depth - 1, sign, piece)
        right = self.build(left[0], depth - 1, sign, piece) if left else None
        if right is None:
            return None
        total = left[3] + right[3]
        fine = (
            self.onwards(left[1], right[2], total)
            and self.onwards(left[1], right[1], left[3] + right[1])
            and self.onwards(left[2], right[2], right[3] + left[2])
        )
        return (right[0], left[1], right[2], total) if fine else None

    def transition(self, x):
        p, (value, gradient) = np.zeros(len(x)), self.density(x)
        fill_normal(self.chance, p)
        p = np.linalg.solve(np.linalg.cholesky(self.covariance).T, p)
        self.start = self.energy(p, value)
        ends = {-1: (x, p, gradient), 1: (x, p, gradient)}
        total, weight, chosen, depth = p, 0.0, x, 0
        told = {"leapfrogs": 0, "accepted": 0.0, "diverging": False}
        while depth < self.deepest:
            sign = 1 if uniform(self.chance) > 0.5 else -1
            piece = {**told, "weight": -np.inf, "chosen": None}
            near, far = ends[sign][1], ends[-sign][1]
            built = self.build(ends[sign], depth, sign, piece)
            told = {name: piece[name] for name in told}
            if built is None:
                break
            depth += 1
            if np.log(uniform(self.chance)) < piece["weight"] - weight:
                chosen = piece["chosen"]
            weight = np.logaddexp(weight, piece["weight"])
            ends[sign] = built[0]
            fine = self.onwards(far, built[1], total + built[1]) and self.onwards(near, built[2], built[3] + near)
            total = total + built[3]
            if not (fine and self.onwards(ends[-1][1], ends[1][1], total)):
                break
        return chosen, [told["accepted"] / told["leapfrogs"], depth, told["leapfrogs"], float(told["diverging"])]


@pytest.mark.parametrize(
    ("density", "q", "step", "deepest"),
    [
        (banana, 2, 0.3, 10),
        (banana, 2, 1.6, 10),
        (normal_density(np.ones(4), np.diag([1.0, 25.0, 0.1, 1.0])), 4, 0.05, 4),
        (normal_density(np.ones(4), np.diag([1.0, 25.0, 0.1, 1.0])), 4, 0.35, 10),
        (lambda x: (-40.0 * np.sum(x**4), -160.0 * x**3), 3, 0.5, 10),
    ],
)
@pytest.mark.parametrize("dense", [False, True])
def test_each_transition_is_that_of_the_published_recursion(density, q, step, deepest, dense):
    covariance = np.diag(np.linspace(0.5, 1.5, q))
    if dense:
        covariance[0, 1] = covariance[1, 0] = 0.4
    how = {"seed": 5, "stream": 2, "metric": covariance, "dense": dense, "step": step, "deepest": deepest}
    draws, told = run(density, np.full(q, 0.2), 25, warmup=0, **how)
    twin = Published(density, covariance, step, deepest, make_chance(5, 2))
    x, kinds = np.full(q, 0.2), set()
    for draw, row in zip(draws, told, strict=True):
        x, expected = twin.transition(x)
        # From the same point each time, or else rounding grows.
        assert draw == pytest.approx(x, rel=1e-6, abs=1e-6)
        assert row[[ACCEPTANCE, TREE_DEPTH, LEAPFROGS, DIVERGING]] == pytest.approx(expected, rel=1e-5, abs=1e-7)
        x = draw
        kinds.add((int(row[TREE_DEPTH]), int(row[LEAPFROGS])))
    assert len(kinds) > 1 or deepest == 4


def test_no_trajectory_is_longer_than_allowed():
    wide = normal_density(np.zeros(2), np.diag([1e4, 1e4]))
    _, told = run(wide, [0.0, 0.0], 50, warmup=0, step=0.01, deepest=5)
    assert np.all(told[:, TREE_DEPTH] == 5) and np.all(told[:, LEAPFROGS] == 31)


def test_the_same_seed_gives_the_same_draws_and_another_seed_or_stream_does_not():
    density = normal_density(np.zeros(3), np.eye(3))
    one, told = run(density, np.ones(3), 40, warmup=60, seed=3, stream=1)
    again, told_again = run(density, np.ones(3), 40, warmup=60, seed=3, stream=1)
    assert np.all(one == again) and np.all(told == told_again)
    for how in ({"seed": 4, "stream": 1}, {"seed": 3, "stream": 2}):
        assert not np.any(run(density, np.ones(3), 40, warmup=60, **how)[0] == one)


@pytest.mark.parametrize("sd", [1e-6, 1.0, 1e6])
def test_the_first_step_size_is_found_whatever_the_scale(sd):
    draws, told = run(normal_density(np.zeros(2), sd**2 * np.eye(2)), [sd, 0.0], 400, warmup=150)
    assert 0.6 * sd < draws.std() < 1.6 * sd
    assert told[:, DIVERGING].sum() == 0


def test_where_it_cannot_start_it_says_so():
    for value, gradient in [(np.nan, 0.0), (-np.inf, 0.0), (1.0, np.inf)]:
        chain = make_chain(1, 10, seed=0)
        begin(chain, np.zeros(1))
        chain.rows[FOUND] = gradient
        assert advance(chain, value) == INVALID
    chain = make_chain(1, 10, seed=0)
    begin(chain, np.zeros(1))
    code, tries = advance(chain, 0.0), 0
    while code != INVALID and tries < 1000:  # finite at the start alone: no step is short enough
        code, tries = advance(chain, np.nan), tries + 1
    assert code == INVALID
