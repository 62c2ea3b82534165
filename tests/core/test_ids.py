"""Client order ids: every bit in its place, both spellings, and nothing of anyone else's read as ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ids import (
    MAX_GENERATION,
    MAX_SEQUENCE,
    IdsExhausted,
    bracket_number,
    generation,
    order_id,
    order_number,
    read_id,
)

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
CODES = {f"e{n}": n - 1 for n in range(1, 9)} | {"sl": 8, "close": 9} | {f"tp{n}": 9 + n for n in range(1, 23)}
tags, sequences, generations = st.integers(0, 255), st.integers(1, MAX_SEQUENCE), st.integers(1, MAX_GENERATION)
slots = st.sampled_from(sorted(CODES))


@FIXED
@given(tag=tags, sequence=sequences, slot=slots, nth=generations)
def test_what_goes_in_comes_out(tag: int, sequence: int, slot: str, nth: int) -> None:
    id = order_id(bracket_number(tag, sequence), slot, nth)
    assert re.fullmatch(r"b[0-9a-z]{9}", id)
    assert read_id(id) == (tag, sequence, slot, nth)
    assert generation(id) == nth


@FIXED
@given(tag=tags, sequence=sequences, slot=slots, nth=generations)
def test_the_text_is_the_number(tag: int, sequence: int, slot: str, nth: int) -> None:
    number = order_number(bracket_number(tag, sequence), slot, nth)
    assert f"{number:045b}" == f"{tag:08b}{sequence:022b}{CODES[slot]:05b}{nth:010b}"
    assert int(order_id(bracket_number(tag, sequence), slot, nth)[1:], 36) == number
    assert number < 2**45


def test_every_slot_has_a_code_of_its_own() -> None:
    codes = [order_number(bracket_number(0, 1), slot, 1) for slot in CODES]
    assert sorted(CODES.values()) == list(range(32))
    assert len(set(codes)) == 32


def test_a_known_id() -> None:
    # tag 1, bracket 1, e1, generation 1: 1·2³⁷ + 1·2¹⁵ + 0 + 1 = 137 438 986 241
    assert order_number(bracket_number(1, 1), "e1", 1) == 137_438_986_241
    digits, value = "", 137_438_986_241
    while value:
        value, rest = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    assert order_id(bracket_number(1, 1), "e1", 1) == "b" + digits.rjust(9, "0")


def test_ids_of_a_slot_sort_by_generation() -> None:
    ids = [order_id(bracket_number(7, 99), "sl", n) for n in range(1, MAX_GENERATION + 1)]
    assert ids == sorted(ids)


@pytest.mark.parametrize(("tag", "sequence"), [(-1, 1), (256, 1), (0, 0), (0, -5), (0, MAX_SEQUENCE + 1)])
def test_no_bracket_beyond_the_numbers(tag: int, sequence: int) -> None:
    with pytest.raises(IdsExhausted, match=f"tag {tag}, bracket {sequence}"):
        bracket_number(tag, sequence)


@pytest.mark.parametrize(
    ("slot", "nth"), [("e0", 1), ("e9", 1), ("tp0", 1), ("tp23", 1), ("sl", 0), ("sl", MAX_GENERATION + 1)]
)
def test_no_order_beyond_the_numbers(slot: str, nth: int) -> None:
    with pytest.raises(IdsExhausted):
        order_id(bracket_number(0, 1), slot, nth)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "b",
        "b00000000",  # a digit short
        "b0000000001",  # a digit long
        "a000000001",
        "B000000001",
        "b00000000A",
        "b00000000-",
        "b00000000١",  # a digit, but not one of ours
        "b000000000",  # generation 0 is never sent
        "bzzzzzzzzz",  # above 45 bits
        "web_1234567890",
    ],
)
def test_anyone_elses_text_is_not_ours(text: str) -> None:
    assert read_id(text) is None


@FIXED
@given(st.text(max_size=12))
def test_any_text_at_all_may_be_read(text: str) -> None:
    known = read_id(text)
    assert known is None or order_id(bracket_number(*known[:2]), *known[2:]) == text
