"""Entries that replace earlier ones: which entry of a task counts, and when two names are one."""

from __future__ import annotations

from collections.abc import Iterable

from upright.record.kinds import Load, Record

__all__ = ["latest_loads", "topic_key"]


def topic_key(topic: str) -> str:
    """Topics, or tasks, that differ in spaces or capitals only are one."""
    return " ".join(topic.split()).casefold()


def latest_loads(records: Iterable[Record]) -> tuple[Load, ...]:
    """The latest entry of each task, in the order in which the tasks were first written; it replaces earlier ones."""
    loads = sorted((record for record in records if isinstance(record, Load)), key=lambda record: record.at)
    return tuple({topic_key(record.task): record for record in loads}.values())
