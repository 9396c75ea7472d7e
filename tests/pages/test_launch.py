"""Letting a browser in: once, for a minute, and never by guessing."""

from __future__ import annotations

import re

import pytest

from tests.pages.visiting import PORT, Town, Visitor


def come_in(visitor: Visitor, key: str) -> int:
    return visitor.post("/come_in", {"key": key}, token=False).status


def test_check_5_a_token_lets_one_browser_in_once(town):
    token = town.house.launch.token()
    assert len(token) >= 43
    assert come_in(Visitor(town), token) == 303
    assert come_in(Visitor(town), token) == 403


@pytest.mark.parametrize("seconds", [61, 3600, -1, -3600])
def test_check_5_a_token_dies_after_a_minute_also_if_the_clock_is_put_back(town, seconds):
    token = town.house.launch.token()
    town.pass_by(seconds=seconds)
    assert come_in(Visitor(town), token) == 403


def test_check_5_a_token_lives_for_its_minute(town):
    token = town.house.launch.token()
    town.pass_by(seconds=60)
    assert come_in(Visitor(town), token) == 303


def test_check_5_guessing_kills_the_token(town):
    token = town.house.launch.token()
    visitor = Visitor(town)
    assert [come_in(visitor, guess) for guess in ("", token[:-1], token.upper())] == [403] * 3
    assert come_in(visitor, token) == 403


def test_check_5_a_token_never_stands_in_a_page_or_an_address(town):
    token = town.house.launch.token()
    visitor = Visitor(town)
    assert token not in visitor.get("/enter").text
    answer = visitor.post("/come_in", {"key": token}, token=False)
    assert token not in "".join(value for _, value in answer.raw)
    assert visitor.get(f"/enter?key={town.house.launch.token()}").status == 200
    assert visitor.get("").to in ("enter", "welcome")


def test_check_5_tokens_are_compared_in_constant_time():
    import inspect

    from upright.pages.launch import Launch

    assert "compare_digest" in inspect.getsource(Launch.spend)


def test_a_code_is_shown_by_the_terminal_and_by_no_page(town):
    visitor = Visitor(town)
    answer = visitor.post("/show_code", token=False)
    assert answer.status == 200
    (code,) = town.codes
    assert re.fullmatch(r"\d{4} \d{4}", code)
    assert code.replace(" ", "") not in re.sub(r"\s", "", answer.text)
    assert come_in(visitor, code) == 303
    assert come_in(Visitor(town), code) == 403


def test_a_code_is_dead_after_three_wrong_ones_and_a_new_one_waits_five_seconds(town):
    visitor = Visitor(town)
    visitor.post("/show_code", token=False)
    visitor.post("/show_code", token=False)
    assert len(town.codes) == 1
    for _ in range(3):
        assert come_in(visitor, "0000 0000") == 403
    assert come_in(visitor, town.codes[0]) == 403
    town.pass_by(seconds=6)
    visitor.post("/show_code", token=False)
    assert come_in(visitor, town.codes[1]) == 303


def test_check_8_the_cookie_is_for_the_session_alone_and_for_this_app_s_own_path(town):
    answer = Visitor(town).post("/come_in", {"key": town.house.launch.token()}, token=False)
    (cookie,) = [value for name, value in answer.raw if name == "set-cookie"]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {"httponly", "samesite=strict", f"path=/{town.house.room.lower()}/"}
    assert cookie.startswith(f"n{PORT}=")


def test_check_8_opening_a_file_gives_a_new_id_and_the_one_before_opens_nothing(town):
    visitor = Visitor(town.with_file()).come_in()
    before = dict(visitor.cookies)
    assert visitor.post("open_file", {"passphrase": "four plain words here"}).to == "write"
    assert visitor.cookies != before
    assert visitor.get("write").status == 200
    visitor.cookies = before
    assert visitor.get("write").status == 401


def test_two_apps_have_two_rooms(tmp_path):
    one, other = (Town(tmp_path / name) for name in ("a", "b"))
    assert one.house.room != other.house.room
    assert len(one.house.room) >= 16


def test_coming_in_again_ends_what_this_browser_had_open(town):
    visitor = Visitor(town).look_round()
    session = visitor.session
    visitor.post("come_in", {"key": town.house.launch.token()}, token=False)
    assert not session.open
    assert len(town.house.sessions) == 1
