"""Every page and act there is. A new page's module is imported here and its routes are added: that is all."""

from __future__ import annotations

from upright.pages import (
    after,
    away,
    begin_again,
    calendar,
    copies,
    create,
    day,
    delete_all,
    diary,
    enter,
    export,
    help_now,
    leave,
    left,
    own_questions,
    passphrase,
    read,
    record,
    safety,
    settings,
    starting,
    take_out,
    unlock,
    welcome,
    what_if,
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
    *what_if.ROUTES,
    *diary.ROUTES,
    *record.ROUTES,
    *take_out.ROUTES,
    *leave.ROUTES,
    *starting.ROUTES,
    *day.ROUTES,
    *calendar.ROUTES,
    *left.ROUTES,
    *after.ROUTES,
    *begin_again.ROUTES,
    *settings.ROUTES,
    *own_questions.ROUTES,
    *copies.ROUTES,
    *passphrase.ROUTES,
    *export.ROUTES,
    *delete_all.ROUTES,
    *help_now.ROUTES,
    *away.ROUTES,
)
