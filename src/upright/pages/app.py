"""The app: every page and act at its word, with the guard before them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route as Path_
from starlette.types import ASGIApp

from upright.actions.vault import exists
from upright.errors import UprightError, UsageFault, WrongKey
from upright.pages.book import ROUTES
from upright.pages.faults import fault_page
from upright.pages.form import EMPTY, Form, form_of
from upright.pages.frame import frame_of
from upright.pages.gate import way_to
from upright.pages.guard import FORM, IN_THE_ROOM, VISITOR, Guard
from upright.pages.headers import CLEAR_ALL, CLEAR_KEPT, REVALIDATE
from upright.pages.house import House
from upright.pages.page import Act, Go, Needs, Page, Route, Shown, Visit
from upright.pages.session import Session
from upright.pages.templates import rendered
from upright.wording import languages

__all__ = ["make_app"]

_STATIC = Path(__file__).parent / "static"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_NONE: Mapping[str, str] = {}
_SWEEP = 2.0  # seconds


def make_app(house: House, routes: Sequence[Route] = ROUTES) -> ASGIApp:
    """The app for a house, to be served by one process."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep(house))
        try:
            yield
        finally:
            sweeping.cancel()
            house.sessions.end_all(house.clock())

    gated = {route.name: route.gated for route in routes if isinstance(route, Page) and route.gated}
    paths = [
        Path_(f"/{route.name}", _endpoint(house, route, gated), methods=["GET" if isinstance(route, Page) else "POST"])
        for route in routes
    ]
    paths.append(Path_("/", _endpoint(house, Page("", lambda visit: Go(_home(visit)), Needs.NOTHING)), methods=["GET"]))
    paths += [Path_(f"/static/{one.name}", one.answer, methods=["GET"]) for one in _static_files()]
    app = Starlette(routes=paths, lifespan=lifespan, exception_handlers={HTTPException: _unknown(house)})
    app.router.redirect_slashes = False  # one address a page
    return Guard(app, house, {f"/{route.name}": route for route in routes if isinstance(route, Act)})


async def _sweep(house: House) -> None:
    while True:
        await asyncio.sleep(_SWEEP)
        await asyncio.to_thread(house.sessions.sweep, house.clock())


def _endpoint(house: House, route: Route, gated: Mapping[str, str] = _NONE) -> Callable[[Request], Response]:
    """What answers at a route. It is no coroutine: the app runs it in a thread, since the file's work blocks."""

    def answer(request: Request) -> Response:
        visit = _visit(house, request, gated)
        if (turned := _turned_away(visit, route)) is not None:
            return turned
        try:
            if isinstance(route, Page) and route.gated and (before := way_to(visit, route.name)) is not None:
                return _go(visit, before)
            if isinstance(route, Act):
                _seen(visit)
            response = _response(visit, route, route.answer(visit))
            if isinstance(route, Act) and visit.visitor is not None:
                visit.visitor.read_ahead(visit.now)
            return response
        except UprightError as error:
            if isinstance(route, Act) and route.held and visit.visitor is not None and not visit.visitor.open:
                return _held(visit, route)  # it locked while this was on its way
            return _told(visit, error)
        except Exception as error:
            return _told(visit, UprightError("page.error.unexpected", kind=type(error).__name__), 500)

    return answer


def _visit(house: House, request: Request, gated: Mapping[str, str] = _NONE) -> Visit:
    visitor: Session | None = request.scope.get(VISITOR)
    form: Form = request.scope.get(FORM, EMPTY)
    asked = request.query_params.get("language")
    language = asked if asked in languages() else None
    query = form_of(request.scope.get("query_string", b"")) or EMPTY
    in_the_room = bool(request.scope.get(IN_THE_ROOM))
    return Visit(house, visitor, house.clock(), form, query, language, in_the_room, gated)


def _turned_away(visit: Visit, route: Route) -> Response | None:
    """What a browser gets that may not come here: nothing that says what here is."""
    left = visit.in_the_room and isinstance(route, Page)  # after Exit, Back leads here: not even to Help now
    if route.needs is Needs.NOTHING and not (visit.visitor is None and left):
        return None
    if visit.visitor is None:
        return _page(visit, Shown("away", None, 401))
    if route.needs is Needs.OPEN and not visit.visitor.open:
        return _held(visit, route) if isinstance(route, Act) and route.held else _go(visit, Go(_home(visit)))
    if route.needs is Needs.OPEN and not (isinstance(route, Page) and route.quiet and visit.asked.one(route.quiet)):
        _seen(visit)
    return None


def _held(visit: Visit, act: Act) -> Response:
    """Keep aside what was sent to a locked file, and ask for the passphrase."""
    visit.session.held, visit.session.held_for = visit.form, act.name
    return _go(visit, Go(_home(visit)))


def _seen(visit: Visit) -> None:
    if visit.visitor is not None:
        visit.visitor.seen = visit.now


def _home(visit: Visit) -> str:
    """Where a browser belongs that asks for nothing in particular."""
    if visit.visitor is None:
        return "enter"
    if visit.visitor.open:
        return "write"
    return "unlock" if visit.visitor.expected or exists(visit.visitor.path) else "welcome"


def _response(visit: Visit, route: Route, answer: object) -> Response:
    if isinstance(answer, Go):
        return _go(visit, answer)
    if answer is None and isinstance(route, Act):
        return Response(status_code=204)
    tall = isinstance(route, Page) and route.tall
    return _page(visit, answer if isinstance(answer, Shown) else Shown(route.name, answer), tall=tall)


def _page(visit: Visit, shown: Shown, *, tall: bool = False) -> Response:
    frame = frame_of(visit, shown.name, tall=tall or shown.status == 422)
    return HTMLResponse(rendered(shown.name, shown.context, frame), shown.status)


def _go(visit: Visit, go: Go) -> Response:
    name, room = visit.house.cookie, f"/{visit.house.room}/"
    let_in = go.fresh is not None or (visit.visitor is not None and not go.leave)
    response = RedirectResponse(f"{room if let_in else '/'}{go.to}", 303)
    if go.leave:
        response.raw_headers.append(CLEAR_ALL)
        response.delete_cookie(name, path=room, httponly=True, samesite="strict")
    elif go.clear:
        response.raw_headers.append(CLEAR_KEPT)
    if go.fresh is not None:
        # No Max-Age: it goes with the browser. Not Secure: loopback has no certificate.
        response.set_cookie(name, go.fresh.id, path=room, httponly=True, samesite="strict")
    return response


def _told(visit: Visit, error: UprightError, status: int | None = None) -> Response:
    """A page that says what went wrong, in words that hold nothing of hers."""
    if status is None:
        status = 403 if isinstance(error, WrongKey) else 422 if isinstance(error, UsageFault) else 503
    return _page(visit, Shown("fault", fault_page(visit, error), status))


def _unknown(house: House) -> Callable[[Request, Exception], Response]:
    """The answer where there is no page, or no act of this method."""

    def answer(request: Request, error: Exception) -> Response:
        visit = _visit(house, request)
        status = error.status_code if isinstance(error, HTTPException) else 404
        if visit.visitor is None:
            return _page(visit, Shown("away", None, status))
        return _told(visit, UprightError("page.error.no_page"), status)

    return answer


@dataclass(frozen=True)
class _Static:
    name: str
    content: bytes
    kind: str
    etag: str

    def answer(self, request: Request) -> Response:
        headers = {"etag": self.etag, "cache-control": REVALIDATE[1].decode()}
        if request.headers.get("if-none-match") == self.etag:
            return Response(status_code=304, headers=headers)
        return Response(self.content, media_type=self.kind, headers=headers)


def _static_files() -> list[_Static]:
    found = []
    for path in sorted(_STATIC.iterdir()):
        if path.suffix in _KINDS:
            content = path.read_bytes()
            etag = f'"{hashlib.blake2b(content, digest_size=8).hexdigest()}"'
            found.append(_Static(path.name, content, _KINDS[path.suffix], etag))
    return found
