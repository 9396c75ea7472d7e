"""Count how well four weeks are forecast: a real diary, and made-up ones in which there is much or nothing to forecast.

    python -m bench.forecast                                    the real diary where it is there, then made-up ones
    python -m bench.forecast --diaries 10 --flat-diaries 10     a quick look
    python -m bench.forecast --real FILE.csv                    the real diary is elsewhere

The real diary (docs/real-diary.md) is read with several choices of items standing for the facets, from an origin every
week over its whole length. A made-up diary goes on for four weeks after the day it is read on, so that a fan that is
shown can be held against what came. Exit status 1 where fans are shown in more than 5% of the diaries with nothing to
forecast, or where shown fans cover less than 40% or 80% of 300 days or more.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from upright.model.ahead import ANEW, EVERY, FIRST, HORIZON, Past, felt_of, look_ahead, past_of, skill_of
from upright.model.coupled import Life, live
from upright.model.synthetic import World, simulate
from upright.model.translate import Stretch, days_of
from upright.record import Diary

REAL = Path(__file__).parents[2] / "shared" / "data" / "kossakowski2017_single_person_ema.csv"
ORIGIN = date(2012, 8, 13)
ITEMS = {
    "good mood": ("mood_satisfi=reliable:1-7", "mood_cheerf=respected:1-7", "mood_enthus=unprompted:1-7"),
    "no bad mood": (
        "mood_down=reliable:reverse:-3-3",
        "mood_lonely=respected:reverse:-3-3",
        "mood_anxious=unprompted:reverse:-3-3",
    ),
    "at ease": (
        "pat_worry=reliable:reverse:1-7",
        "pat_restl=respected:reverse:1-7",
        "mood_irritat=unprompted:reverse:1-7",
    ),
    "self-esteem": ("se_selflike=reliable:1-7", "se_handle=respected:1-7", "se_selfdoub=unprompted:reverse:1-7"),
    "energy": ("phy_tired=reliable:reverse:1-7", "mood_strong=respected:1-7", "pat_concent=unprompted:1-7"),
}
BANDS = ((1, 7), (8, 14), (15, 28))
UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))
LENGTHS = (98, 182, 378)
LEAST_DAYS = 300  # fewer days under shown fans tell nothing of their coverage
NOTHING = {
    "nothing: flat, white": World(flat=True, carry_over=0.0),
    "nothing: flat, white, skewed": World(flat=True, carry_over=0.0, skewed=True),
    "nothing: flat, carry-over 0.4": World(flat=True, carry_over=0.4),
}
SOMETHING = {
    "a level that steps": World(course="step"),
    "a level that drifts": World(course="drift"),
    "drift, skewed, silent on bad days": World(course="drift", skewed=True, silent_on_bad_days=True),
    "uncoupled": Life(),
    "mutual withdrawal": Life(form="mutual_withdrawal"),
    "bad weeks": Life(common_cause=True),
    "answers that drift with mood": Life(reporting=True),
    "heavy tails": Life(heavy_tails=True),
}


def row(title: str, past: Past, inside: np.ndarray) -> None:
    """One line of coverage and scores, of the scores that are `inside`."""
    touched = [
        100 * ((past.seen >= past.fan[:, low] - 1e-9) & (past.seen <= past.fan[:, high] + 1e-9))[inside].mean()
        for low, high in ((1, 3), (0, 4))
    ]
    usual = past.usual[inside].mean()
    shares = "  ".join(
        f"{100 * (score[inside].mean() / usual - 1):+6.1f}%" for score in (past.model, past.last, past.carried)
    )
    print(
        f"  {title:<34}{100 * past.inside(0.5)[inside].mean():5.1f} {100 * past.inside(0.9)[inside].mean():5.1f}   "
        f"{touched[0]:5.1f} {touched[1]:5.1f}    {usual:.3f}  {shares}  {int(inside.sum()):6d}",
        flush=True,
    )


HEADING = (
    f"  {'':<34}{'inside':<12}   {'touched':<12}  CRPS   CRPS less that of the same as usual     n\n"
    f"  {'':<34}{'50%   90%':<12}   {'50%   90%':<12}  usual    model      last    AR(1)"
)


def real(path: Path) -> None:
    """The real diary under each choice of items, over its whole length."""
    if not path.exists():
        print(f"The real diary is not at {path}: left out.")
        return
    print("The real diary, an origin every week over its whole length")
    print(HEADING)
    for name, items in ITEMS.items():
        diary = Diary.from_csv(path, ("t_days=time", *items), origin=ORIGIN)
        days = days_of(diary, max(record.at for record in diary.records))
        past = past_of(felt_of(days, days.stretches[-1]), days.span)
        lead = past.place - past.origin + 1
        row(f"{name}: all days", past, lead > 0)
        for first, last in BANDS:
            row(f"    {first} to {last} days ahead", past, (lead >= first) & (lead <= last))
        skill = skill_of(past)
        shown = "would be" if skill.beaten else "would not be"
        print(
            f"    against usual not charged for being few {skill.lower:+.3f} ± {skill.error:.3f}: the fan {shown} shown"
        )


def made_up(kind: World | Life, days: int, diaries: int, seed: int) -> tuple[list[Past], list[bool]]:
    """What came in the 28 days after each of so many diaries, against the forecast; and whether that had been shown."""
    came, shown = [], []
    for i in range(diaries):
        rng, until = np.random.default_rng([seed, days, i]), UNTIL + timedelta(days=i % 7)
        simulated = (live if isinstance(kind, Life) else simulate)(days + HORIZON, rng, until, kind)
        whole = days_of(simulated.diary, until)
        after = past_of(felt_of(whole, Stretch(0, days + HORIZON, True)), HORIZON)
        if after is None or not (after.origin == days).any():
            continue
        fan = look_ahead(whole, Stretch(0, days, True)).fan
        came.append(Past(**{name: part[after.origin == days] for name, part in after.__dict__.items()}))
        shown.append(fan is not None)
    return came, shown


def share(came: list[Past], shown: list[bool], wanted: bool) -> str:
    """The model's CRPS less that of the same as usual, over the diaries whose fan was shown, or was not."""
    some = [past for past, is_shown in zip(came, shown, strict=True) if is_shown == wanted]
    if not some:
        return "      -"
    model, usual = (sum(getattr(past, name).sum() for past in some) for name in ("model", "usual"))
    return f"{100 * (model / usual - 1):+6.1f}%"


def told(title: str, by_length: list[tuple[list[Past], list[bool]]], nothing: bool) -> list[str]:
    """Print the line of one kind, its lengths together; what misses its aim."""
    rates = [sum(shown) / max(len(shown), 1) for _, shown in by_length]
    came, shown = ([one for group in groups for one in group] for groups in zip(*by_length, strict=True))
    fans = [past for past, is_shown in zip(came, shown, strict=True) if is_shown]
    n = sum(len(past.place) for past in fans)
    inside = [100 * sum(past.inside(p).sum() for past in fans) / n if n else float("nan") for p in (0.5, 0.9)]
    print(
        f"  {title:<34}{len(shown):5d}  {' '.join(f'{rate:6.1%}' for rate in rates)}  "
        f"{inside[0]:5.1f} {inside[1]:5.1f} {n:6d}   {share(came, shown, True)}     {share(came, shown, False)}",
        flush=True,
    )
    if nothing and sum(shown) > 0.05 * len(shown):
        return [f"{title}: a fan shown in {sum(shown)} of {len(shown)}"]
    if not nothing and n >= LEAST_DAYS and (inside[0] < 40 or inside[1] < 80):
        return [f"{title}: shown fans cover {inside[0]:.1f}% and {inside[1]:.1f}%"]
    return []


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--real", type=Path, default=REAL, metavar="FILE")
    arguments.add_argument("--diaries", type=int, default=100)
    arguments.add_argument("--flat-diaries", type=int, default=200)
    arguments.add_argument("--lengths", type=lambda x: [int(n) for n in x.split(",")], default=list(LENGTHS))
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    if any((days - FIRST) % (EVERY * ANEW) or days < FIRST for days in asked.lengths):
        arguments.error("a length is 42 days and a number of times four weeks: 98, 126, 154, ...")
    started, misses = time.perf_counter(), []
    real(asked.real)
    counts = f"{asked.diaries} of each kind and length ({asked.flat_diaries} with nothing to forecast)"
    print(f"\nMade-up diaries: {counts}, and the four weeks after them; seed {asked.seed}")
    lengths = " ".join(f"{days:5d}d" for days in asked.lengths)
    print(f"  {'':<34}{'':<5}  {'fan shown':<{len(lengths)}}  in shown fans         CRPS less that of usual")
    print(f"  {'':<34}{'read':>5}  {lengths}    50%   90%   days     shown   not shown")
    for kinds in (NOTHING, SOMETHING):
        every = []
        for title, kind in kinds.items():
            many = asked.flat_diaries if kinds is NOTHING else asked.diaries
            every.append([made_up(kind, days, many, asked.seed) for days in asked.lengths])
            misses += told(title, every[-1], kinds is NOTHING)
        joined = [
            ([past for came, _ in cells for past in came], [one for _, shown in cells for one in shown])
            for cells in zip(*every, strict=True)
        ]
        told("  all of these", joined, nothing=False)
    print(f"\n{len(misses)} misses; {time.perf_counter() - started:.0f} s")
    for miss in misses:
        print(f"  {miss}")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
