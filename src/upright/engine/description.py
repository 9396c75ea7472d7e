"""A spec as plain text: one line for each state, channel, event and input, then a table of its parameters."""

from __future__ import annotations

from typing import Any

from upright.engine.arrays import block_shapes
from upright.engine.parameters import Free, Matrix

__all__ = ["describe"]


def describe(spec: Any) -> str:
    """The equations with the spec's own names, and where each parameter stands, its range and its prior."""
    blocks = {name: spec._block(name, shape) for name, shape in block_shapes(spec.sizes).items()}
    lines = ["Per day:"]
    for i, state in enumerate(spec.states):
        terms = _terms(spec.drift, blocks["drift"], i, spec.states)
        terms += _constant(blocks["intercept"][i,])
        terms += _terms(spec.inputs, blocks["inputs"], i, spec.input_names)
        lines.append(f"  d {state} = ({_sum(terms)}) dt + dW[{state}]")
    lines += ["", "Noise of the states, covariance per day:"]
    lines += _covariance(spec.diffusion, blocks["diffusion"], spec.states)
    if spec.kinds:
        lines += ["", "At an event of size s:"]
        for i, state in enumerate(spec.states):
            terms = _terms(spec.impulses, blocks["impulses"], i, [f"s[{kind}]" for kind in spec.kinds])
            if terms:
                lines.append(f"  {state} rises by {_sum(terms)}")
    lines += ["", "Seen:"]
    for i, channel in enumerate(spec.channels):
        terms = _terms(spec.loadings, blocks["loadings"], i, spec.states) + _constant(blocks["offsets"][i,])
        terms += _terms(spec.covariates, blocks["covariates"], i, spec.covariate_names)
        family = "Gaussian()" if spec.families is None else repr(spec.families[i])
        error = _name(blocks["noise"][i,])
        lines.append(f"  {channel} = {_sum(terms)} + error with variance {error}, {family}")
    lines += ["", "At the first observation:"]
    if spec.initial_mean is None:
        lines.append("  at rest: the stationary mean and covariance")
    else:
        for i, state in enumerate(spec.states):
            lines.append(f"  {state} about {_name(blocks['initial_mean'][i,])}")
        lines.append("  covariance:")
        lines += _covariance(spec.initial_cov, blocks["initial_cov"], spec.states)
    if spec.frees:
        rows = [("parameter", "where", "range", "prior")]
        for free in spec.frees:
            name = f"{free.name} (each)" if free.each else free.name
            prior = "flat" if free.prior is None else str(free.prior)
            rows.append((name, ", ".join(spec.places[free.name]), str(free.transform), prior))
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        lines.append("")
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append(("  " + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def _name(entry: float | Free) -> str:
    return entry.name if isinstance(entry, Free) else f"{entry:.6g}"


def _terms(given: Any, block: dict[tuple[int, ...], float | Free], row: int, names: Any) -> list[str]:
    if isinstance(given, Matrix):
        return [f"{_group(given)}[{row + 1},{j + 1}] {name}" for j, name in enumerate(names)]
    terms = []
    for j, name in enumerate(names):
        entry = block.get((row, j), 0.0)
        if entry == 1.0:
            terms.append(name)
        elif entry != 0.0:
            terms.append(f"{_name(entry)} {name}")
    return terms


def _constant(entry: float | Free) -> list[str]:
    return [] if entry == 0.0 else [_name(entry)]


def _group(given: Matrix) -> str:
    return next(free.name for free in given.frees if free is not None).split(".")[0]


def _sum(terms: list[str]) -> str:
    return " + ".join(terms).replace("+ -", "- ") if terms else "0"


def _covariance(given: Any, block: dict[tuple[int, ...], float | Free], names: Any) -> list[str]:
    if isinstance(given, Matrix) and any(free is None or "." not in free.name for free in given.frees):
        cells = ["0" if free is None else free.name for free in given.frees]
        rows = [", ".join(cells[i * (i + 1) // 2 : (i + 1) * (i + 2) // 2]) for i in range(given.d)]
        return ["  L L', the rows of L being", *(f"  {name}: {row}" for name, row in zip(names, rows, strict=True))]
    if isinstance(given, Matrix):
        return [f"  any, L L' with L of {_group(given)}"]
    lines = []
    for i, one in enumerate(names):
        for j, other in enumerate(names[: i + 1]):
            if block[i, j] != 0.0:
                lines.append(f"  {one}: {_name(block[i, i])}" if i == j else f"  {one}, {other}: {_name(block[i, j])}")
    return lines or ["  none"]
