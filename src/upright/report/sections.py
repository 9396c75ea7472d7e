"""The sections of a report, in their order, and those that stand in it unless she chooses otherwise."""

from __future__ import annotations

__all__ = ["OWN", "SECTIONS", "USUAL"]

SECTIONS = ("statements", "figures", "tries", "limits", "load", "more", "decision", "plan", "notes", "method")
USUAL = SECTIONS[:5]
OWN = ("decision", "plan", "notes")
"""What holds her own words at length, and what may matter to someone who should not read it."""
