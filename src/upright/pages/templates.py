"""The templates: they place what they are given and work nothing out. Everything put into one is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upright.pages.frame import Frame

__all__ = ["FOLDER", "environment", "rendered"]

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The templates, each compiled at its first use. A name that is not in the context is an error."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def rendered(name: str, context: Any, frame: Frame) -> str:
    """The page `name` with its own context and what stands around it."""
    template = environment().get_template(f"{name}.html")
    return template.render(page=context, frame=frame, say=frame.say)
