"""How well the letter check finds what a person marked: precision and recall by kind, language and split; and its time.

A labelled message stands in `tests/plan/letters/<language>.<split>.txt`: a line `# id` (and `final` if it ends the
relationship), then the text, in which `{kind|words}` is a labelled place. A finding and a labelled place match if they
are of one kind and share at least half of the shorter of the two. Precision: of the findings, those that match a
place. Recall: of the places, those that a finding matches. `python -m bench.letter` prints the tables.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from upright.plan import check_letter
from upright.plan.letter import KINDS, LetterCheck

FOLDER = Path(__file__).parents[1] / "tests" / "plan" / "letters"
SPLITS = ("dev", "held", "fresh", "wild-a", "wild-b", "wild-c", "clean-a", "clean-b")
NOT_CALM = {"threat", "insult"}
_MARK = re.compile(r"\{([a-z_]+)\|([^{}]*)\}")


@dataclass(frozen=True)
class Letter:
    """One labelled message: its text without the marks, and (kind, start, end) of each."""

    id: str
    text: str
    places: tuple[tuple[str, int, int], ...]
    final: bool

    @property
    def calm(self) -> bool:
        return not any(kind in NOT_CALM for kind, _, _ in self.places)

    @property
    def firm(self) -> bool:
        return all(kind in NOT_CALM for kind, _, _ in self.places)


def letters(language: str, split: str) -> list[Letter]:
    """The labelled messages of one file."""
    path = FOLDER / f"{language}.{split}.txt"
    if not path.exists():
        return []
    blocks = re.split(r"^# ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [_letter(*block.split("\n", 1)) for block in blocks]


def _letter(head: str, marked: str) -> Letter:
    id, *flags = head.split()
    text, places, at = "", [], 0
    marked = marked.strip()
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        places.append((mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return Letter(id, text + marked[at:], tuple(places), "final" in flags)


def matches(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    """Whether two places are of one kind and share at least half of the shorter."""
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and shared > 0 and 2 * shared >= min(one[2] - one[1], other[2] - other[1])


def found_in(check: LetterCheck) -> list[tuple[str, int, int]]:
    return [(one.kind, one.start, one.end) for one in check.findings]


@dataclass(frozen=True)
class Counts:
    """Findings, those that match; places, those that were found; by kind."""

    findings: Counter[str]
    right: Counter[str]
    places: Counter[str]
    met: Counter[str]
    clean: int
    clean_marked: int
    calm: float
    firm: float
    final: float

    def precision(self, *kinds: str) -> float:
        return _share(self.right, self.findings, kinds)

    def recall(self, *kinds: str) -> float:
        return _share(self.met, self.places, kinds)

    def f1(self, *kinds: str) -> float:
        p, r = self.precision(*kinds), self.recall(*kinds)
        return 2 * p * r / (p + r) if p + r else 0.0


def _share(part: Counter[str], whole: Counter[str], kinds: tuple[str, ...]) -> float:
    total = sum(whole[kind] for kind in kinds or KINDS)
    return sum(part[kind] for kind in kinds or KINDS) / total if total else float("nan")


def count(labelled: list[Letter]) -> Counts:
    """The counts over some labelled messages."""
    findings: Counter[str] = Counter()
    right: Counter[str] = Counter()
    places: Counter[str] = Counter()
    met: Counter[str] = Counter()
    same, clean, clean_marked = Counter[str](), 0, 0
    for letter in labelled:
        check = check_letter(letter.text)
        found = found_in(check)
        for one in found:
            findings[one[0]] += 1
            right[one[0]] += any(matches(one, place) for place in letter.places)
        for place in letter.places:
            places[place[0]] += 1
            met[place[0]] += any(matches(one, place) for one in found)
        clean += not letter.places
        clean_marked += not letter.places and bool(found)
        same["calm"] += check.calm == letter.calm
        same["firm"] += check.firm == letter.firm
        same["final"] += check.final == letter.final
    size = len(labelled)
    return Counts(
        findings, right, places, met, clean, clean_marked, *(same[name] / size for name in ("calm", "firm", "final"))
    )


def time_of(language: str, repeats: int = 20) -> float:
    """Milliseconds for 10,000 characters of the labelled messages, once loaded; the least of several."""
    text = "\n".join(letter.text for letter in letters(language, "dev"))
    text = (text * (1 + 10_000 // len(text)))[:10_000]
    check_letter(text)
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        check_letter(text)
        took.append(time.perf_counter() - start)
    return min(took) * 1000


def _line(name: str, counts: Counts, *kinds: str) -> str:
    places, findings = (sum(c[k] for k in kinds or KINDS) for c in (counts.places, counts.findings))
    p, r, f = counts.precision(*kinds), counts.recall(*kinds), counts.f1(*kinds)
    return f"{name:<24}{places:>7}{findings:>10}{p:>11.2f}{r:>8.2f}{f:>7.2f}"


def main(splits: tuple[str, ...]) -> None:
    for split in splits:
        both: list[Letter] = []
        for language in ("en", "vi"):
            labelled = letters(language, split)
            if not labelled:
                continue
            both += labelled
            counts = count(labelled)
            print(f"{language} {split}, {len(labelled)} messages   places  findings  precision  recall     F1")
            for kind in KINDS:
                print(_line(f"  {kind}", counts, kind))
            print(_line("  all", counts))
            print(
                f"  clean messages with a mark: {counts.clean_marked} of {counts.clean};"
                f" calm {counts.calm:.2f}, firm {counts.firm:.2f}, final {counts.final:.2f} as labelled"
            )
        if both:
            print(_line(f"both, {split}", count(both)))
    for language in ("en", "vi"):
        print(f"{language}: 10,000 characters in {time_of(language):.1f} ms")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or SPLITS)
