"""Records of every kind, drawn at random within what a record may hold."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from upright.record import (
    Belief,
    Boundary,
    BoundaryEvent,
    CheckIn,
    Contact,
    Decision,
    Left,
    Load,
    Moment,
    OwnAnswer,
    PlanStep,
    Safety,
    Try,
    words,
)
from upright.record.checks import clean_text

ratings = st.one_of(st.integers(0, 10), st.floats(0, 10), st.just(-0.0))
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.builds(
    lambda naive, offset: naive.replace(tzinfo=offset),
    st.datetimes(datetime(1900, 1, 2), datetime(2200, 12, 30)),
    offsets,
)
dates = st.dates(date(1900, 1, 1), date(2200, 12, 31))
texts = st.text(max_size=60).map(clean_text)
filled = texts.filter(lambda text: bool(text.strip()))
plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts)
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
extras = st.dictionaries(texts.map(lambda text: "x_" + text), values, max_size=2)
unknown_items = st.dictionaries(st.sampled_from(["warmth", "mood"]), plain, min_size=1)
columns = st.dictionaries(st.sampled_from(["weather", "Steps", "time", "a b", "=x", "phase"]), texts, max_size=3)
zones = st.sampled_from([None, "Asia/Ho_Chi_Minh", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5"])

shared = {
    "at": times,
    "zone": zones,
    "written_at": st.none() | times,
    "note": st.none() | filled,
    "extra": extras,
}


@st.composite
def own_answers(draw):
    """Questions of her own, each answered, left out, or without an entry."""
    ids = draw(st.lists(filled, max_size=3, unique=True))
    fates = [draw(st.sampled_from("rs-")) for _ in ids]
    return tuple(
        OwnAnswer(
            id=id, asked=draw(filled), low=draw(texts), high=draw(texts), extra=draw(extras),
            rating=draw(ratings) if fate == "r" else None, skipped=fate == "s",
        )
        for id, fate in zip(ids, fates, strict=True)
    )  # fmt: skip


@st.composite
def checkins(draw, extra=extras):
    """A check-in in which every item is answered, skipped, not asked or missing."""
    fates = draw(st.fixed_dictionaries({item: st.sampled_from("rsn-") for item in words.ALL_ITEMS}))
    return CheckIn(
        **draw(st.fixed_dictionaries({**shared, "extra": extra})),
        ratings={item: draw(ratings) for item, fate in fates.items() if fate == "r"},
        skipped=tuple(item for item, fate in fates.items() if fate == "s"),
        not_asked=tuple(item for item, fate in fates.items() if fate == "n"),
        uneventful=draw(st.booleans()),
        own=draw(own_answers()),
    )


def moments(extra=extras):
    return st.builds(Moment, **{**shared, "extra": extra}, sign=st.sampled_from(words.SIGNS), weight=st.integers(1, 3))


hours = st.none() | st.integers(0, 168) | st.floats(0, 168)
scale = st.none() | ratings
events = st.builds(BoundaryEvent, at=times, what=st.sampled_from(words.BOUNDARY_EVENTS), extra=extras)
others = st.one_of(
    st.builds(
        Try,
        **shared,
        way=st.sampled_from(words.WAYS),
        topic=texts,
        outcome=st.none() | st.sampled_from(words.OUTCOMES),
        outcome_at=st.none() | times,
    ),
    st.builds(
        Boundary,
        **shared,
        if_=filled,
        then=filled,
        need=texts,
        review_on=st.none() | dates,
        events=st.lists(events, max_size=3).map(tuple),
    ),
    st.builds(Belief, **shared, belief=filled | st.sampled_from(words.BELIEFS), topic=texts),
    st.builds(
        Load,
        **shared,
        task=filled,
        area=st.sampled_from(words.AREAS),
        hours_week_mine=hours,
        hours_week_theirs=hours,
    ),
    st.builds(
        Decision,
        **shared,
        choice=st.sampled_from(words.CHOICES),
        stay=scale,
        leave=scale,
        reasons=texts | st.lists(filled, min_size=1, max_size=3).map(tuple),
        values=texts,
        support=texts,
        unnoticed=st.none() | st.sampled_from(words.SURENESS),
        come_back=st.none() | st.sampled_from(words.SURENESS),
        came_about=st.none() | st.sampled_from(words.SURENESS),
        review_on=st.none() | dates,
    ),
    st.builds(Left, **shared),
    st.builds(Contact, **shared, by=st.sampled_from(words.SIDES), needed=st.none() | st.booleans()),
    st.builds(
        PlanStep,
        **shared,
        heading=st.sampled_from(words.HEADINGS),
        text=filled,
        due_on=st.none() | dates,
        done_at=st.none() | times,
        order=st.none() | st.integers(0, 1_000_000) | st.floats(0, 1_000_000),
    ),
    st.builds(
        Safety,
        **shared,
        answers=st.dictionaries(st.sampled_from(words.SAFETY_TOPICS), st.sampled_from(words.ANSWERS)),
    ),
)
records = st.one_of(checkins(), moments(), others)
of_columns = columns.map(lambda cells: {"columns": cells} if cells else {})
in_a_table = st.one_of(
    checkins(st.one_of(extras, of_columns, unknown_items.map(lambda items: {"ratings": items}))),
    moments(st.one_of(extras, of_columns)),
)
