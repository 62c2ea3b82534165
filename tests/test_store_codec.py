"""The codec: what is written comes back equal, to the last digit; what is not understood is refused, never dropped."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.database.codec import Unreadable, decode_bracket, decode_event, decode_notice, encode
from core.bracket import Bracket
from core.events import Event
from core.evolve import evolve
from core.notices import Notice
from tests.samples import closed_bracket, filled, long_bracket, new_bracket, order, short_bracket

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    Decimal: st.decimals(allow_nan=False, allow_infinity=False)
    | st.integers(10**30, 10**45).map(lambda digits: Decimal(digits).scaleb(-18)),
    datetime: st.datetimes().map(lambda at: at.replace(tzinfo=UTC, fold=0)),
    timedelta: st.timedeltas(),
    str: st.text(max_size=8),
    int: st.integers(0, 2**63 - 1),
    bool: st.booleans(),
    type(None): st.none(),
}


@cache
def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type as our dataclasses use them."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if origin in (Union, types.UnionType):
        return st.one_of([anything(one) for one in arguments])
    if origin is tuple:
        return st.lists(anything(arguments[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(anything(arguments[0]), anything(arguments[1]), max_size=2)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    assert isinstance(kind, type), kind
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: anything(hints[field.name]) for field in fields(kind)})


def digits(value: object) -> str:
    """Every field, also those that are not compared, and every digit: 1.0 is not 1.00."""
    return repr(value)


@given(anything(Bracket))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_bracket_comes_back(bracket: Bracket) -> None:
    assert decode_bracket(encode(bracket)) == bracket
    assert digits(decode_bracket(encode(bracket))) == digits(bracket)


@pytest.mark.parametrize("kind", get_args(Event))
def test_any_event_comes_back(kind: type) -> None:
    @given(anything(kind))
    @settings(max_examples=30, deadline=None, derandomize=True)
    def comes_back(event: Event) -> None:
        again = decode_event(encode(event))
        assert type(again) is type(event)
        assert digits(again) == digits(event)

    comes_back()


@given(anything(Notice))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_notice_comes_back(notice: Notice) -> None:
    assert digits(decode_notice(encode(notice))) == digits(notice)


@pytest.mark.parametrize("bracket", [new_bracket(), long_bracket(), short_bracket(), closed_bracket()])
def test_money_is_written_as_strings_and_times_as_utc(bracket: Bracket) -> None:
    document = json.loads(encode(bracket))

    def no_floats(value: object) -> None:
        assert not isinstance(value, float)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            no_floats(inner)

    no_floats(document)
    assert document["instrument"]["tick"] == str(bracket.instrument.tick)
    assert document["stamp"]["at"].endswith("Z")


def test_an_older_document_takes_the_defaults() -> None:
    document = json.loads(encode(long_bracket()))
    del document["halted"], document["orders"][0]["misses"]
    assert decode_bracket(json.dumps(document)) == long_bracket()


def test_an_older_document_goes_on_from_each_default() -> None:
    document = json.loads(encode(long_bracket()))
    optional = [field for field in fields(Bracket) if field.default is not MISSING]
    assert optional
    for field in optional:
        document.pop(field.name)
    older = decode_bracket(json.dumps(document))
    after = evolve(older, version=7)
    assert [getattr(after, field.name) for field in optional if field.name != "version"] == [
        field.default for field in optional if field.name != "version"
    ]
    assert after.version == 7


REPORTED = filled(new_bracket(), Decimal("0.1"), Decimal(6000)).events[0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"version":5', '"version":5,"colour":"red"', "unknown field 'colour'"),
        ('"misses":1', '"misses":1,"colour":"red"', "bracket.orders[4]: unknown field 'colour'"),
        ('"refused":1', '"refused":1,"colour":"red"', "bracket.past.tp2: unknown field 'colour'"),
        ('"side":"long"', '"side":"sideways"', "sideways"),
        ('"status":"canceled"', '"status":"dreamt"', "dreamt"),
        ('"best":"61210.3"', '"best":"much"', "$.best"),
        ('"id":"a1",', "", "id"),
        ('"number":1,', '"number":"1",', "$.number"),
        ("{", "[", ""),
    ],
)
def test_a_bracket_that_is_not_understood_is_refused(old: str, new: str, says: str) -> None:
    text = encode(long_bracket())
    assert old in text
    with pytest.raises(Unreadable) as refused:
        decode_bracket(text.replace(old, new, 1))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"event":"Reported"', '"event":"Rumoured"', "'Rumoured'"),
        ('"event":"Reported",', "", "event"),
        ('"final":false', '"final":false,"colour":"red"', "Reported.report: unknown field 'colour'"),
        ('"status":"new"', '"status":"dreamt"', "dreamt"),
    ],
)
def test_an_event_that_is_not_understood_is_refused(old: str, new: str, says: str) -> None:
    text = encode(REPORTED)
    assert old in text
    with pytest.raises(Unreadable) as refused:
        decode_event(text.replace(old, new, 1))
    assert says in str(refused.value)


def test_broken_text_does_not_keep_a_bracket_from_being_written() -> None:
    broken = replace(long_bracket().orders[0], text="refused \ud83d!")
    bracket = replace(long_bracket(), orders=(broken,))
    (again,) = decode_bracket(encode(bracket)).orders
    assert again == replace(broken, text="refused �!")


def test_text_is_kept_as_it_is() -> None:
    text = 'zwölf 🐻 "quoted" \\ \x00 \n \u2028'
    bracket = replace(new_bracket(), orders=(replace(new_bracket().orders[0], text=text),))
    assert decode_bracket(encode(bracket)).orders[0].text == text


def test_the_samples_speak_of_what_they_say() -> None:
    assert long_bracket().position == Decimal("0.35")
    assert short_bracket().position == Decimal("0.599")
    assert not new_bracket().closed
    assert closed_bracket().closed
    assert order("x", "sl", new_bracket().side.exit, new_bracket().orders[0].type, None).reduce_only
