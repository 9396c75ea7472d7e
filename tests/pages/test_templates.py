"""What stands in the templates, the style and the script: they place, they keep to themselves, they tell nothing."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from tests.pages.visiting import Town, Visitor
from upright.pages import book, frame
from upright.pages.page import Page
from upright.pages.templates import FOLDER, environment
from upright.wording import languages, say

STATIC = FOLDER.parent / "static"
TEMPLATES = sorted(FOLDER.glob("*.html"))
ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_does_no_arithmetic_and_trusts_nothing(path):
    tree = environment().parse(text_of(path))
    assert [type(node).__name__ for node in tree.find_all(ARITHMETIC)] == []
    assert [node.name for node in tree.find_all(nodes.Filter) if node.name in ("safe", "tojson", "sum")] == []


def test_arithmetic_in_a_template_is_found():
    tree = jinja2.Environment(autoescape=True).parse("{{ 1 + page.n }}")
    assert list(tree.find_all(ARITHMETIC))


def test_every_page_has_a_function_a_template_and_a_route_of_one_word():
    names = {path.stem for path in TEMPLATES}
    pages = [route for route in book.ROUTES if isinstance(route, Page)]
    assert {route.name for route in pages} - names == set()
    assert all(route.answer.__name__ == route.name for route in book.ROUTES)
    assert len({route.name for route in book.ROUTES}) == len(book.ROUTES)


def test_the_bar_leads_to_pages_that_are_there():
    pages = {route.name for route in book.ROUTES if isinstance(route, Page)}
    assert {*frame.BAR, *frame.MORE} <= pages


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_check_21_no_template_opens_a_window_remembers_what_is_typed_or_leads_elsewhere(path):
    text = text_of(path)
    assert (
        re.findall(r"target=|autocomplete=\"on\"|<script(?! src)|<style|\son\w+=|\sstyle=|https?:|javascript:|//", text)
        == []
    )
    # what stands in a field is nothing that a browser should offer again
    fields = re.findall(r"<input(?![^>]*type=\"(?:hidden|radio|checkbox|date|time)\")[^>]*>", text)
    assert [field for field in fields if "autocomplete=" not in field] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_what_she_types_is_sent_to_no_speller_and_no_translator(path):
    """A browser may look words up elsewhere unless it is told that it must not."""
    text = text_of(path)
    fields = re.findall(r"<textarea[^>]*>|<input(?![^>]* type=)[^>]*>", text)
    assert [field for field in fields if 'spellcheck="false"' not in field] == []
    if "<html" in text:
        assert 'translate="no"' in text
        assert '<meta name="google" content="notranslate">' in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_check_6_every_form_is_a_post_and_carries_the_token_or_takes_none(path):
    for form in re.findall(r"<form.*?</form>", text_of(path), re.DOTALL):
        head = form.partition(">")[0]
        if 'method="get"' in head:  # it asks for a page, and so carries nothing that must not stand in an address
            action = re.search(r'action="(\w+)"', head)[1]
            assert action in {route.name for route in book.ROUTES if isinstance(route, Page)}
            assert "token(frame)" not in form
            continue
        assert 'method="post"' in head
        assert "token(frame)" in form or re.search(r'action="(exit|come_in|show_code)"', head)


def test_check_21_the_script_asks_for_nothing_and_keeps_nothing():
    script = text_of(STATIC / "page.js")
    words = (
        "Notification",
        "clipboard",
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "serviceWorker",
        "caches",
        "cookie",
        "innerHTML",
        "eval",
        "Function(",
        "http:",
        "https:",
        "import",
        "navigator",
        "window.open",
        "console",
    )
    assert [word for word in words if word in script] == []


def test_the_style_asks_for_nothing_from_elsewhere_and_names_colours_once():
    style = text_of(STATIC / "page.css")
    assert re.findall(r"url\(|@import|@font-face|expression", style) == []
    body = style.partition("/* page */")[2]
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", body)) == {"#fff"}


def test_there_is_no_motion_but_for_those_who_want_some():
    style = text_of(STATIC / "page.css")
    moving = [line for line in style.splitlines() if re.search(r"transition|animation", line)]
    assert len(moving) == 1
    assert "prefers-reduced-motion: no-preference" in moving[0]
    assert "120ms" in moving[0]


# Words that would tell a stranger what this is, in a title, a name of a file or a cookie.
TELLING = """upright couple partner relationship marriage husband wife violence abuse diary journal feel love respect
appreciat leave divorce help danger safe secret private hôn nhân chồng vợ bạo lực sổ ghi
nhật ký trân trọng ly hôn bí mật riêng tư nguy hiểm"""


@pytest.mark.parametrize("language", languages())
def test_check_18_titles_icons_files_and_cookies_are_neutral(tmp_path, language):
    town = Town(tmp_path, language=language)
    reader = Visitor(town).look_round()
    names = [reader.get(route.name) for route in book.ROUTES if isinstance(route, Page)]
    seen = {answer.title for answer in names if answer.status == 200} | {
        say(f"title.{one}", language) for one in ("notes", "list", "tab")
    }
    seen |= (
        {path.name for path in STATIC.iterdir()}
        | {path.name for path in [town.vault, town.vault.parent]}
        | set(reader.cookies)
    )
    assert say("title.notes", language) in seen
    words = [word.strip() for word in re.split(r"\s", TELLING) if len(word) > 3]
    assert [(word, text) for text in seen for word in words if word in text.lower()] == []


def test_check_18_the_icon_says_nothing():
    assert re.findall(r"<text|<title|<desc|heart", text_of(STATIC / "mark.svg")) == []


def test_a_page_weighs_little(reader):
    style, script = ((STATIC / name).stat().st_size for name in ("page.css", "page.js"))
    assert style < 32_000
    assert script < 8_000
    assert len(reader.get("write").body) < 32_000
    assert len(reader.get("help_now").body) < 40_000


@pytest.mark.parametrize(
    "name",
    [
        "write",
        "welcome",
        "safety",
        "help_now",
        "diary",
        "settings",
        "copies",
        "restore",
        "passphrase",
        "export",
        "delete_all",
    ],
)
def test_every_field_has_a_name_that_is_read_out_and_headings_follow_each_other(reader, name):
    page = reader.get(name).text
    assert page.count("<h1>") == 1
    assert re.findall(r"<h[3-6]", page) == []
    assert '<a class="skip" href="#page">' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'(?:aria-labelledby|for)="([^"]+)"', page):
        assert target in ids
    for legend in re.findall(r"<fieldset[^>]*>(.*?)</fieldset>", page, re.DOTALL):
        assert legend.strip().startswith("<legend")
    for field in re.findall(r"<(?:textarea|select)[^>]*>", page):
        assert "aria-label" in field or re.search(rf"<label[^>]*><span.*?</span>\s*{re.escape(field)}", page)


def test_check_25_every_file_that_a_page_loads_is_our_own():
    """No script, style or letter of others is kept here, so there is none to be kept up to date or to trust."""
    ours = {"mark.svg", "page.css", "page.js"}
    assert {path.name for path in STATIC.iterdir()} == ours
    foreign = re.compile(r"copyright|licen[sc]e|@preserve|/\*!", re.IGNORECASE)
    assert [path.name for path in STATIC.iterdir() if foreign.search(text_of(path))] == []
    loaded = [re.findall(r"(?:src|href)=\"/?static/([^\"]+)\"", text_of(path)) for path in TEMPLATES]
    assert {name for names in loaded for name in names} == ours
