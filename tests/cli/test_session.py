"""Language, place and time zone of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from upright.cli.session import language_of, vault_path, zone_name


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, ("en", False)),
        ([], {"LANG": "vi_VN.UTF-8"}, ("vi", False)),
        ([], {"LANG": "vi_VN.UTF-8", "LC_ALL": "C.UTF-8"}, ("en", False)),
        ([], {"LANG": "fr_FR.UTF-8"}, ("en", False)),
        ([], {"UPRIGHT_LANGUAGE": "vi", "LANG": "en_GB"}, ("vi", True)),
        ([], {"UPRIGHT_LANGUAGE": "xx", "LANG": "vi_VN"}, ("vi", False)),
        (["read", "--language", "en"], {"UPRIGHT_LANGUAGE": "vi"}, ("en", True)),
        (["read", "--language=vi"], {}, ("vi", True)),
        (["read", "--language"], {}, ("en", False)),
        (["read", "--language", "xx"], {}, ("en", False)),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_locale_s(arguments, environment, expected):
    assert language_of(arguments, environment) == expected


def test_the_vault_is_where_it_was_said_to_be():
    assert vault_path("/a/b.dat", {"UPRIGHT_VAULT": "/c"}) == Path("/a/b.dat")
    assert vault_path(None, {"UPRIGHT_VAULT": "/c"}) == Path("/c")


def test_the_usual_place_has_a_neutral_name():
    usual = vault_path(None, {"XDG_DATA_HOME": "/data"})
    assert "upright" not in str(usual).lower()
    assert usual.name == "notes.dat"


def test_the_zone_comes_from_tz_where_that_names_one():
    assert zone_name({"TZ": "Asia/Ho_Chi_Minh"}) == "Asia/Ho_Chi_Minh"
    assert zone_name({"TZ": ":Europe/Paris"}) == "Europe/Paris"
    assert zone_name({"TZ": "UTC+3"}) is None
