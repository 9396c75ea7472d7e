"""What stands before the app: only its own name, its own pages' forms and browsers that were let in come through.

The checks, in this order, each on whole strings: the method; one Host, exactly ours; where a request comes from
(`Sec-Fetch-Site`, and for a form an `Origin`, exactly ours; none and `null` are not); size and kind of the body; the
session of the cookie; the form's token. Who fails one is told a status and nothing else. Every answer has the headers
of `headers`, also one that failed, and nothing is logged.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from upright.pages.form import BODY_LIMIT, EMPTY, FORM_TYPE, Form, form_of
from upright.pages.headers import with_headers
from upright.pages.house import House
from upright.pages.page import Act
from upright.pages.session import Session

__all__ = ["CSRF", "FORM", "IN_THE_ROOM", "VISITOR", "Guard"]

CSRF = "t"  # the name of the field that carries a form's token
# Where the app finds what the guard has read: the form, the session, and whether the page was asked for in the room.
FORM, VISITOR, IN_THE_ROOM = "upright.form", "upright.visitor", "upright.room"
_FROM_HERE = ("same-origin", "none")  # none: typed, or opened by another program


class Refused(Exception):
    """A request that is not let through, with its status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Guard:
    """An ASGI app around the app. `acts` are those that a form may be sent to, by their path."""

    def __init__(self, app: ASGIApp, house: House, acts: Mapping[str, Act]) -> None:
        self._app = app
        self._house = house
        self._acts = acts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no other kind of connection is answered
        scope = _in_the_room(scope, self._house.room)
        started = False

        async def sent(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": with_headers(list(message.get("headers", ())))}
            await send(message)

        try:
            scope[FORM], scope[VISITOR] = await self._let_through(Request(scope, receive))
            await self._app(scope, _nothing_more, sent)
        except Refused as refused:
            await _bare(sent, refused.status)
        except Exception:
            # The message of an unforeseen error may hold a line of the diary: nothing of it goes anywhere.
            if not started:
                await _bare(sent, HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _let_through(self, request: Request) -> tuple[Form, Session | None]:
        if request.method not in ("GET", "HEAD", "POST"):
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED)
        if request.headers.getlist("host") != [self._house.authority]:
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST)
        came_from = request.headers.getlist("sec-fetch-site")
        posted = request.method == "POST"
        if any(site not in (_FROM_HERE[:1] if posted else _FROM_HERE) for site in came_from):
            raise Refused(HTTPStatus.FORBIDDEN)
        if posted and request.headers.getlist("origin") != [self._house.origin]:
            raise Refused(HTTPStatus.FORBIDDEN)
        form = await _read(request) if posted else EMPTY
        visitor = self._house.sessions.of(request.cookies.get(self._house.cookie), self._house.clock())
        if posted:
            self._check_token(self._acts.get(request.scope["path"]), form, visitor)
        return form, visitor

    @staticmethod
    def _check_token(act: Act | None, form: Form, visitor: Session | None) -> None:
        if act is None or act.free or visitor is None:
            return  # there is no such act, it takes no token, or the app turns away who was not let in
        if not secrets.compare_digest(form.one(CSRF).encode("utf-8", "replace"), visitor.csrf.encode()):
            raise Refused(HTTPStatus.FORBIDDEN)


def _in_the_room(scope: Scope, room: str) -> Scope:
    """The request as the app knows it: each page at its word, whether under the path of the room or outside it."""
    start = f"/{room}/"
    if not scope["path"].startswith(start):
        return scope
    path = scope["path"][len(start) - 1 :]
    return {**scope, "path": path, "raw_path": path.encode(), IN_THE_ROOM: True}


async def _read(request: Request) -> Form:
    """The form of a request, whose size is held against the limit before and while it is read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:12]) > BODY_LIMIT:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    form = form_of(bytes(body))
    if form is None:
        raise Refused(HTTPStatus.BAD_REQUEST)
    return form


async def _nothing_more() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _bare(send: Send, status: HTTPStatus) -> None:
    await send({"type": "http.response.start", "status": int(status), "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
