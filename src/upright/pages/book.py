"""Every page and act there is. A new page's module is imported here and its routes are added: that is all."""

from __future__ import annotations

from upright.pages import (
    away,
    belief,
    boundary,
    copies,
    create,
    decide,
    decision,
    delete_all,
    diary,
    enter,
    export,
    help_now,
    load,
    passphrase,
    read,
    record,
    safety,
    settings,
    take_out,
    unlock,
    welcome,
    write,
)
from upright.pages.page import Route

__all__ = ["ROUTES"]

ROUTES: tuple[Route, ...] = (
    *enter.ROUTES,
    *welcome.ROUTES,
    *safety.ROUTES,
    *create.ROUTES,
    *unlock.ROUTES,
    *write.ROUTES,
    *read.ROUTES,
    *decide.ROUTES,
    *boundary.ROUTES,
    *belief.ROUTES,
    *load.ROUTES,
    *decision.ROUTES,
    *diary.ROUTES,
    *record.ROUTES,
    *take_out.ROUTES,
    *settings.ROUTES,
    *copies.ROUTES,
    *passphrase.ROUTES,
    *export.ROUTES,
    *delete_all.ROUTES,
    *help_now.ROUTES,
    *away.ROUTES,
)
