"""What comes through to the app, and what everyone else is told: a status, and nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.pages.visiting import PORT, Town, Visitor
from upright.actions.read import demo_diary
from upright.actions.vault import made_up_vault
from upright.pages.book import ROUTES
from upright.pages.form import BODY_LIMIT
from upright.pages.page import Act, Go, Needs, Page, act, page

PAGES = [route.name for route in ROUTES if isinstance(route, Page)]
ACTS = [route.name for route in ROUTES if isinstance(route, Act)]
GUARDED = [route for route in ROUTES if route.needs is not Needs.NOTHING]
OPEN_ONLY = [route for route in ROUTES if route.needs is Needs.OPEN]
WANT_TOKEN = [route.name for route in ROUTES if isinstance(route, Act) and not route.free]
SECRET = "buồn lắm, tối nào cũng vậy"


def test_there_is_something_to_guard():
    assert {"write", "unlock", "help_now"} <= set(PAGES)
    assert {"save", "open_file", "exit"} <= set(ACTS)


HOSTS = [
    "evil.example", f"evil.example:{PORT}", "127.0.0.1.evil.com", f"127.0.0.1.evil.com:{PORT}", "127.0.0.1",
    "127.0.0.1:1", f"localhost:{PORT}", f"127.0.0.1:{PORT}.", f"127.1:{PORT}", f"127.0.0.2:{PORT}", f"[::1]:{PORT}",
    f"127.0.0.1:{PORT}, evil.example", "", f"127.0.0.1:0{PORT}",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_check_2_another_host_gets_an_empty_refusal(reader, host):
    assert reader.get("write").status == 200
    for answer in (
        reader.get("write", host=host),
        reader.post("exit", host=host),
        reader.get("/static/page.css", host=host),
    ):
        assert 400 <= answer.status < 500
        assert answer.body == b""


def test_check_2_two_hosts_are_none(reader):
    path = reader.path("write")
    assert reader.ask("GET", path, headers={}).status == 421
    assert reader.ask("GET", path, headers={"host": f"127.0.0.1:{PORT}"}).status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "none!",
        "http://evil.example",
        f"http://127.0.0.1:{PORT + 1}",
        f"https://127.0.0.1:{PORT}",
        f"http://localhost:{PORT}",
        f"http://127.0.0.1:{PORT}/",
    ],
)
@pytest.mark.parametrize("name", ["save", "lock", "exit", "come_in"])
def test_check_3_a_form_from_elsewhere_or_nowhere_is_turned_away(reader, name, origin):
    answer = reader.post(name, origin=origin)
    assert (answer.status, answer.body) == (403, b"")
    assert reader.get("write").status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "", "same-origin, cross-site"])
def test_check_3_a_form_that_the_browser_says_is_from_elsewhere_is_turned_away(reader, site):
    assert reader.post("lock", sec_fetch_site=site).status == 403
    assert reader.get("write").status == 200
    assert reader.post("lock", sec_fetch_site="none!").status == 303  # an older browser does not say


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_check_3_a_page_is_not_put_into_another_one(reader, site):
    """Another port on this machine is same-site, and a strict cookie is sent along with what it asks for."""
    assert reader.get("write", sec_fetch_site=site).status == 403
    assert reader.get("write", sec_fetch_site="none").status == 200


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_check_4_no_route_says_anything_to_a_browser_that_was_not_let_in(town, route):
    stranger = Visitor(town)
    for path in (f"/{route.name}", f"/{town.house.room}/{route.name}"):
        answer = stranger.get(path) if isinstance(route, Page) else stranger.post(path)
        assert answer.status == 401
        assert answer.text.count("<p") == 1
        assert "There is nothing here." in answer.text


@pytest.mark.parametrize("name", [*PAGES, "", "nowhere"])
def test_check_15_a_page_of_the_room_says_nothing_once_she_has_left(town, name):
    """Not even that there is a page of help: it may be someone else who goes back."""
    visitor = Visitor(town).look_round()
    path = visitor.path(name)
    visitor.post("exit")
    answer = visitor.get(path)
    assert answer.status in (401, 404)
    assert answer.text.count("<p") == 1
    assert "There is nothing here." in answer.text


@pytest.mark.parametrize("route", OPEN_ONLY, ids=lambda route: route.name)
def test_check_4_a_locked_file_shows_nothing_at_any_route(town, route):
    known = Visitor(town.with_file()).come_in()
    answer = known.get(route.name) if isinstance(route, Page) else known.post(route.name)
    assert (answer.status, answer.to) == (303, "unlock")


@pytest.mark.parametrize("name", WANT_TOKEN)
def test_check_6_every_act_wants_the_token_of_its_session(reader, name):
    other = Visitor(reader.town).come_in()
    for token in ({}, {"t": ""}, {"t": "x" * 43}, {"t": other.token}):
        assert reader.post(name, token, token=False).status == 403
    assert reader.get("write").status == 200


@pytest.mark.parametrize("path", ["save/", "./save", "/save", "SAVE", "s%61ve", "save;x", "save%23", "save%3f"])
def test_check_6_no_other_spelling_of_an_act_goes_round_the_token(reader, path):
    count = reader.session.vault.count()
    assert reader.post(path, {"sign": "thanked"}, token=False).status in (401, 403, 404, 405)
    assert reader.session.vault.count() == count


def test_check_6_what_takes_no_token_is_the_door_and_the_way_out():
    assert {route.name for route in ROUTES if isinstance(route, Act) and route.free} == {"come_in", "show_code", "exit"}


NEEDED = {
    "x-frame-options": "DENY", "x-content-type-options": "nosniff", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "referrer-policy": "same-origin",
}  # fmt: skip


def every_answer(reader: Visitor):
    """An answer of each kind: pages, acts, refusals, what is not there, what fails, what is still."""
    yield from (reader.get(name) for name in PAGES)
    yield reader.get("nowhere")
    yield reader.get("/a/b/c")
    yield reader.get("/static/nothing.css")
    yield reader.post("write")
    yield reader.get("save")
    yield reader.ask("PUT", reader.path("write"), headers={"host": reader.town.house.authority})
    yield reader.get("write", host="evil.example")
    yield reader.post("save", token=False)
    yield reader.post("save", {"note": "x" * (BODY_LIMIT + 1)})
    yield reader.post("save", content_type="text/plain")
    yield reader.post("undo")
    yield reader.post("stay")
    yield reader.post("lock")
    yield reader.post("exit")


def test_check_7_every_answer_has_every_header(reader):
    seen = set()
    for answer in every_answer(reader):
        seen.add(answer.status)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert {"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} <= set(
            policy.split("; ")
        )
        assert {name: answer.headers.get(name) for name in NEEDED} == NEEDED
        assert answer.headers["cache-control"] == "no-store"
        assert len({name for name, _ in answer.raw if name != "set-cookie"}) == len(
            [name for name, _ in answer.raw if name != "set-cookie"]
        )
    assert seen >= {200, 204, 303, 403, 404, 405, 413, 415, 421, 422}


def test_check_7_what_stands_still_may_be_asked_for_again_and_is_guarded_too(reader):
    first = reader.get("/static/page.css")
    assert (first.status, first.headers["cache-control"]) == (200, "private, no-cache")
    assert {name: first.headers.get(name) for name in NEEDED} == NEEDED
    again = reader.get("/static/page.css", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert reader.get("/static/../app.py").status == 404
    assert reader.get("/static/%2e%2e/app.py").status == 404


def test_check_7_a_page_that_fails_has_the_headers_and_names_nothing(town, tmp_path):
    answer = failing(tmp_path).get("fails")
    assert answer.status == 500
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def failing(folder) -> Visitor:
    """A browser let in to an app of which a page and an act fail with her words in the error."""

    def fails(visit):
        raise RuntimeError(SECRET)

    def fails_too(visit):
        raise KeyError(SECRET, visit.form.one("note"))

    routes = (*ROUTES, page(fails, Needs.LAUNCH), act(fails_too, Needs.LAUNCH))
    return Visitor(Town(folder, routes=routes)).come_in()


def test_check_22_an_error_names_its_class_and_nothing_else(tmp_path, capfd):
    visitor = failing(tmp_path)
    for answer, kind in (
        (visitor.get("fails"), "RuntimeError"),
        (visitor.post("fails_too", {"note": SECRET}), "KeyError"),
    ):
        assert answer.status == 500
        assert kind in answer.text
        assert "buồn" not in answer.text
        assert "Traceback" not in answer.text
    assert capfd.readouterr() == ("", "")


def test_check_22_an_error_outside_a_page_is_an_empty_answer(tmp_path, capfd):
    def gives_what_cannot_be_shown(visit):
        return Go("x\ny")

    town = Town(tmp_path, routes=(*ROUTES, page(gives_what_cannot_be_shown, Needs.NOTHING)))
    town.house.sessions = None  # type: ignore[assignment]
    answer = Visitor(town).get("/write")
    assert (answer.status, answer.body) == (500, b"")
    assert answer.headers["x-frame-options"] == "DENY"
    assert capfd.readouterr() == ("", "")


def test_a_body_that_is_too_large_is_not_read(reader):
    assert reader.post("save", {"note": "x" * (BODY_LIMIT + 1)}).status == 413
    assert reader.post("save", {"note": "x"}, content_length="99999999999").status == 413
    assert reader.post("save", {"note": "x" * (BODY_LIMIT + 1)}, content_length="10").status == 413
    assert reader.post("save", {"note": "x"}, content_length="-1").status == 413


def test_a_body_of_another_kind_or_with_too_many_fields_is_turned_away(reader):
    assert reader.post("save", content_type="application/json").status == 415
    assert reader.post("save", content_type="multipart/form-data; boundary=x").status == 415
    assert reader.post("save", {f"f{k}": "1" for k in range(500)}).status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_other_methods_do_not_come_through(reader, method):
    answer = reader.ask(method, reader.path("write"), headers={"host": reader.town.house.authority})
    assert (answer.status, answer.body) == (405, b"")


def test_a_page_takes_no_form_and_an_act_is_not_asked_for(reader):
    assert reader.post("write").status == 405
    assert reader.get("save").status == 405


def test_a_socket_gets_no_answer(town):
    import asyncio

    sent = []

    async def nothing(*_):
        sent.append(_)

    asyncio.run(town.app({"type": "websocket", "path": "/", "headers": []}, nothing, nothing))
    assert sent == []


def test_check_22_an_error_at_any_page_or_act_says_nothing_of_what_was_sent(tmp_path, capfd):
    """Each route in turn fails with her words in the error, with all of them in what it was sent."""

    def fails(visit):
        raise RuntimeError(SECRET, visit.form.one("note"), visit.asked.one("r"))

    town = Town(tmp_path, routes=tuple(replace(route, answer=fails) for route in ROUTES if route.name != "look_round"))
    visitor = Visitor(town)
    session = town.house.sessions.begin("vi", town.vault, town.now)
    visitor.cookies = {town.house.cookie: (session.id, f"/{town.house.room}/")}
    session.opened(made_up_vault(demo_diary(until=town.now, language="vi")), now=town.now)
    visitor.token = session.csrf
    session.passed.update(route.name for route in town.routes)  # what stands before a page is no part of this
    for route in town.routes:
        sent = {"note": SECRET, "id": SECRET}
        answer = visitor.get(f"{route.name}?r=x1y2") if isinstance(route, Page) else visitor.post(route.name, sent)
        assert answer.status == 500, route.name
        assert "RuntimeError" in answer.text
        assert not re.search(r"buồn|x1y2|Traceback|\.py|line \d", answer.text + str(answer.raw)), route.name
    town.house.sessions.end_all(town.now)
    assert capfd.readouterr() == ("", "")
