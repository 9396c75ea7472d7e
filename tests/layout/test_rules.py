"""The house rules hold for every module of ours, and each of them is able to fail."""

from __future__ import annotations

import pytest

from tests.layout.rules import RULES, Rule, breaches
from tests.layout.samples import BREAKS, KEEPS
from tests.layout.source import ROOT, own_modules

NAMES = [rule.name for rule in RULES]
MODULES = tuple(own_modules())  # parsed once for all rules


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    assert [line for module in MODULES for line in breaches(rule, module)] == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_rule_finds_every_sample_that_breaks_it(rule: Rule) -> None:
    missed = [module.text for module in BREAKS[rule.name] if not breaches(rule, module)]
    assert missed == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_rule_lets_pass_what_keeps_it(rule: Rule) -> None:
    assert [line for module in KEEPS[rule.name] for line in breaches(rule, module)] == []


def test_every_rule_has_samples_on_both_sides_and_stands_in_the_map() -> None:
    listed = [
        line.removeprefix("- ").split(":")[0].replace("`", "")
        for line in (ROOT / "docs" / "map.md").read_text("utf-8").partition("## House rules")[2].splitlines()
        if line.startswith("- ")
    ]
    assert listed == NAMES
    assert list(BREAKS) == NAMES
    assert list(KEEPS) == NAMES
    assert all(BREAKS.values())
    assert all(KEEPS.values())
