"""A few of the requests of `make fuzz`, the same each time; and that what it looks for is found when it is there."""

from __future__ import annotations

import pytest

from tests.pages.fuzzing import DERIVES, Broken, Forms, fuzz
from upright.errors import UsageFault
from upright.pages import diary, write
from upright.pages.book import ROUTES
from upright.pages.page import Go, Needs, Route, act, page
from upright.record import Moment


def test_no_request_breaks_anything_or_leaves_anything_half_done():
    tally = fuzz(500, seed=1)
    assert {route.name for route in ROUTES} - set(tally.routes) <= DERIVES
    assert tally.kept > 5
    assert tally.escaped > 1
    assert {200, 303, 400, 401, 403, 404, 405, 415, 422} <= set(tally.statuses)


def raises(visit):
    raise RuntimeError("buồn")


def writes_when_asked(visit):
    visit.vault.add([Moment(at=visit.now, sign="thanked")])
    return Go("write")


def refuses_and_writes(visit):
    visit.vault.add([Moment(at=visit.now, sign="thanked")])
    raise UsageFault("error.day")


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (page(raises, Needs.OPEN), "500"),
        (page(writes_when_asked, Needs.OPEN), "changed what the file says"),
        (act(refuses_and_writes, Needs.OPEN), "422 changed what the file says"),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_what_is_wrong_is_found(planted: Route, told):
    with pytest.raises(Broken, match=told):
        fuzz(300, seed=3, routes=(*write.ROUTES, *diary.ROUTES, planted))


@pytest.mark.parametrize(
    "text",
    [
        "<p><hostile-x>",
        '<p hostile-a="1">',
        '<input onhostile="1">',
        '<a href="javascript:1">x</a>',
        "<script>x</script>",
    ],
)
def test_a_part_of_a_page_made_by_a_text_is_found(text):
    assert Forms(text).broken
    assert not Forms(text.replace("<", "&lt;")).broken
