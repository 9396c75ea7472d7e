"""Weighted draws: against posteriors and evidences known otherwise, and honest about themselves where not."""

from __future__ import annotations

import os

import numpy as np
import pytest
from scipy import stats

from tests.engine.models import make_times
from tests.engine.test_fit import TRUTH, log_posterior, simulated, two_states
from tests.oracles import dense_gaussian
from upright.engine import EngineFault, Free, Series, Spec, sample, weigh
from upright.engine.panels import panel_of
from upright.engine.priors import LogNormal, NegativeLogNormal, Normal
from upright.engine.transforms import negative, positive
from upright.engine.weighing import _heights, _pareto, _smoothed

DECAY, SIZE = NegativeLogNormal(-0.5, 0.5), LogNormal(-0.5, 0.6)


def pulling(arrows: bool = True) -> Spec:
    """Two states that may pull at each other; priors that keep away from 0, where the log scale has long tails."""
    return two_states(
        drift=[
            [Free("da", negative, DECAY), Free("b to a", prior=Normal(0, 0.5)) if arrows else 0.0],
            [Free("a to b", prior=Normal(0, 0.5)) if arrows else 0.0, Free("db", negative, DECAY)],
        ],
        diffusion=[[Free("qa", positive, SIZE), 0], [0, Free("qb", positive, SIZE)]],
        noise=[Free("ra", positive, SIZE), Free("rb", positive, SIZE)],
    )


def one_state(**changes) -> Spec:
    """A state seen with error about a usual value that is not known."""
    given = {
        "states": ("x",), "channels": ("y",), "drift": [[-0.5]], "intercept": [0], "diffusion": [[0.8]],
        "loadings": [[1]], "offsets": [Free("usual", prior=Normal(2.0, 1.5))], "noise": [0.3],
    }  # fmt: skip
    return Spec(**{**given, **changes})


def seen(seed: int, n: int = 15) -> Series:
    rng = np.random.default_rng(seed)
    values = 3.0 + rng.normal(size=(n, 1))
    values[rng.random((n, 1)) < 0.2] = np.nan
    return Series(make_times(rng, n, "distinct"), values)


def exactly(spec: Spec, series: Series) -> tuple[float, float, float]:
    """Mean and sd of the posterior of `usual`, and the log evidence: all is one Gaussian."""
    _, _, y, expected, cov, _ = dense_gaussian.observations(spec.statespace({"usual": 0.0}), series)
    weight = np.linalg.solve(cov, np.ones(len(y)))
    precision = 1 / 1.5**2 + weight.sum()
    evidence = stats.multivariate_normal(expected + 2.0, cov + 1.5**2).logpdf(y)
    return (2.0 / 1.5**2 + weight @ (y - expected)) / precision, precision**-0.5, float(evidence)


def quantiles(x, weights, at):
    """Weighted quantiles."""
    order = np.argsort(x)
    return np.interp(at, np.cumsum(weights[order]) - 0.5 * weights[order], x[order])


def test_one_unknown_offset_has_its_exact_posterior_and_evidence():
    spec = one_state()
    for seed in range(5):
        mean, sd, evidence = exactly(spec, seen(seed))
        found = weigh(spec, seen(seed), draws=4000, seed=seed)
        x = found.draws["usual"]
        assert found.trust
        assert found.weights @ x == pytest.approx(mean, abs=4 * sd / np.sqrt(found.ess))
        assert found.weights @ (x - mean) ** 2 == pytest.approx(sd**2, abs=6 * sd**2 / np.sqrt(found.ess))
        assert found.log_evidence == pytest.approx(evidence, abs=4 * np.sqrt(1 / found.ess - 1 / 4000) + 1e-9)


def test_units_with_their_own_offsets_have_the_evidence_of_both():
    own = one_state(offsets=[Free("usual", prior=Normal(2.0, 1.5), each=True)])
    series = [seen(1), seen(2, 9)]
    found = weigh(own, series, draws=4000)
    for unit, one in enumerate(series):
        mean, sd, _ = exactly(one_state(), one)
        assert found.weights @ found.draws[f"usual[{unit}]"] == pytest.approx(mean, abs=4 * sd / np.sqrt(found.ess))
    both = sum(exactly(one_state(), one)[2] for one in series)
    assert found.log_evidence == pytest.approx(both, abs=0.05)


def test_two_unknown_numbers_are_as_on_a_fine_grid():
    spec = one_state(
        drift=[[Free("decay", negative, NegativeLogNormal(-0.7, 0.6))]],
        diffusion=[[Free("unrest", positive, LogNormal(0.0, 0.6))]],
        offsets=[3.0],
    )
    series = seen(7, 40)
    axes = [np.linspace(centre - 4, centre + 4, 161) for centre in (-0.7, 0.0)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    heights = _heights(spec, panel_of(spec, series), points, 1)
    mass = np.exp(heights - heights.max())
    evidence = heights.max() + np.log(mass.sum() * 0.05**2)
    mass /= mass.sum()
    found = weigh(spec, series, draws=8000)
    assert found.log_evidence == pytest.approx(evidence, abs=0.05)
    for i in range(2):
        for at in (0.05, 0.5, 0.95):
            there = quantiles(found.theta[:, i], found.weights, at)
            assert mass @ (points[:, i] <= there) == pytest.approx(at, abs=0.04)


@pytest.fixture(scope="module")
def weighed():
    spec = pulling()
    series = simulated(spec.statespace(TRUTH), 300, np.random.default_rng(1))
    return spec, series, weigh(spec, series, draws=6000, rounds=3, seed=2)


def test_ten_unknown_numbers_are_as_the_sampler_finds_them(weighed):
    spec, series, found = weighed
    posterior = sample(spec, series, seed=3)
    assert found.trust
    for name in spec.names():
        chains = posterior.draws[name].ravel()
        for at in (0.05, 0.25, 0.5, 0.75, 0.95):
            below = found.weights @ (found.draws[name] <= np.quantile(chains, at))
            error = np.sqrt(at * (1 - at) * (1 / found.ess + 1 / min(posterior.ess[name], posterior.ess_tail[name])))
            assert below == pytest.approx(at, abs=4 * error), (name, at)


def test_each_height_is_the_log_posterior(weighed):
    spec, series, found = weighed
    heights = _heights(spec, panel_of(spec, series), found.theta[:20], 1)
    assert heights == pytest.approx([log_posterior(spec, series, theta) for theta in found.theta[:20]], rel=1e-12)


def test_weights_sum_to_one_and_say_how_many_draws_are_effective(weighed):
    _, _, found = weighed
    assert found.theta.shape == (len(found.weights), 10)
    assert found.weights.sum() == pytest.approx(1.0)
    assert (found.weights >= 0).all()
    assert found.ess == pytest.approx(1 / np.square(found.weights).sum())
    assert 600 < found.ess < len(found.weights)
    assert found.pareto < 0.7


def test_the_same_seed_gives_the_same_bits_on_any_number_of_cores(weighed):
    spec, series, found = weighed
    again = weigh(spec, series, draws=6000, rounds=3, seed=2)
    other = weigh(spec, series, draws=6000, rounds=3, seed=4)
    told = [again]
    if hasattr(os, "sched_setaffinity"):  # where it can be said, also on one core alone
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(allowed)})
        try:
            told.append(weigh(spec, series, draws=6000, rounds=3, seed=2))
        finally:
            os.sched_setaffinity(0, allowed)
    for one in told:
        assert np.array_equal(one.theta, found.theta)
        assert np.array_equal(one.weights, found.weights)
        assert (one.log_evidence, one.pareto) == (found.log_evidence, found.pareto)
    assert not np.array_equal(other.theta, found.theta)
    assert other.log_evidence == pytest.approx(found.log_evidence, abs=0.15)


@pytest.mark.parametrize("arrows", [True, False])
def test_the_evidence_picks_the_true_model_of_a_long_diary(arrows):
    truth = two_states().statespace(TRUTH if arrows else {**TRUTH, "b to a": 0.0, "a to b": 0.0})
    series = simulated(truth, 800, np.random.default_rng(5))
    with_arrows, without = (weigh(spec, series).log_evidence for spec in (pulling(True), pulling(False)))
    assert (with_arrows > without + 2) if arrows else (without > with_arrows + 2)


def test_what_cannot_have_been_seen_is_said_and_not_raised():
    exact = one_state(diffusion=[[0]], noise=[0])  # no chance anywhere, and still two different values
    found = weigh(exact, Series([0.0, 1.0], [[1.0], [2.0]]))
    assert not found.trust
    assert found.trust.reasons == ("no draw has a density",)
    assert found.log_evidence == -np.inf
    assert np.isnan(found.weights).all()


def test_few_effective_draws_bring_two_more_rounds_and_then_a_reason(weighed):
    spec, series, found = weighed
    few = weigh(spec, series, draws=60, rounds=1)
    assert len(few.weights) == 180
    assert not few.trust
    assert any("effective draws" in reason for reason in few.trust.reasons)
    assert len(found.weights) == 6000


@pytest.mark.parametrize("shape", [-0.2, 0.1, 0.5, 0.9])
def test_the_pareto_fit_finds_the_shape_of_pareto_draws(shape):
    rng = np.random.default_rng(3)
    shapes, scales = [], []
    for _ in range(20):
        drawn = stats.genpareto.rvs(shape, scale=2.0, size=1000, random_state=rng)
        found = _pareto(np.sort(drawn))
        shapes.append(found[0])
        scales.append(found[1])
    drawn_in = (1000 * shape + 5) / 1010
    assert np.mean(shapes) == pytest.approx(drawn_in, abs=0.04)
    assert np.mean(scales) == pytest.approx(2.0, rel=0.05)


def test_one_draw_that_outweighs_all_others_moves_the_evidence_little():
    raw = np.random.default_rng(1).normal(size=3000)
    one = np.append(raw, 12.0)  # 50 times all others together
    assert _smoothed(one)[1] == pytest.approx(_smoothed(raw)[1], abs=0.2)


def test_the_largest_weights_are_smoothed_and_the_others_kept():
    raw = np.random.default_rng(1).normal(size=2000) * 2
    weights, evidence, shape = _smoothed(raw)
    order = np.argsort(raw)
    tail = int(3 * np.sqrt(2000))
    plain = np.exp(raw[order[:-tail]])
    assert weights[order[:-tail]] / weights[order[0]] == pytest.approx(plain / plain[0])
    assert (np.diff(weights[order]) >= 0).all()
    assert 0.3 < shape < 1.2
    assert evidence == pytest.approx(raw[order[0]] - np.log(2000 * weights[order[0]]), abs=1e-9)
    assert _smoothed(np.full(100, -3.0)) == (pytest.approx(np.full(100, 0.01)), pytest.approx(-3.0), -np.inf)
    alone = np.full(100, -np.inf)
    alone[3] = 0.0
    assert _smoothed(alone)[2] == np.inf


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"draws": 99, "rounds": 2}, "draws is 99; it must be 100 or more"),
        ({"rounds": 0}, "rounds is 0; it must be 1 or more"),
        ({"starts": 0}, "starts is 0; it must be 1 or more"),
        ({"start": {"usual": 1.0, "x": 2.0}}, "x is not a parameter"),
        ({"spec": one_state(offsets=[Free("usual")])}, "prior of usual is flat; it must be a density to be weighed"),
        ({"series": Series([0.0], [[1.0, 2.0]])}, "values has 2 columns; it must have 1"),
    ],
)
def test_what_cannot_be_weighed_is_named(options, message):
    given = {"spec": one_state(), "series": seen(1), **options}
    with pytest.raises(EngineFault, match=message):
        weigh(**given)


def test_answers_that_never_change_are_weighed_without_an_exception():
    spec = pair_of_states()
    for value in (0.0, 10.0):
        series = Series(np.arange(40.0), np.full((40, len(spec.channels)), value), covariates=np.zeros((40, 1)))
        found = weigh(spec, series, draws=600, rounds=3)
        assert np.isfinite(found.weights).all() and found.weights.sum() == pytest.approx(1.0)


def pair_of_states():
    from upright.model.pair import pair_spec  # slow import: it is the main user of what is tested here

    return pair_spec(("a", "b"), ("c",))
