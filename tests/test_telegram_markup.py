"""What a reply becomes in Telegram: nothing lost, nothing read as markup, nothing too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import telegram_markup as markup
from bot.chat import Button, Reply, Table
from bot.splitting import sound, split, units
from tests.botapi.entities import Malformed, parse_html

TEXTS = st.text(st.sampled_from("ab _*`[]()~>#+-=|{}.!<&;\"'\n😀é中") | st.characters(), max_size=80)


@given(text=TEXTS, longest=st.integers(4, 30))
def test_parts_fit_and_nothing_but_space_is_lost(text: str, longest: int) -> None:
    text = sound(text)
    parts = split(text, longest)
    assert all(units(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n ", []),
        ("12345678", ["12345678"]),
        ("123456789", ["12345678", "9"]),
        ("one\ntwo\nthree", ["one\ntwo", "three"]),
        ("one two three", ["one two", "three"]),
        ("😀😀😀😀😀", ["😀😀😀😀", "😀"]),
        ("1234567😀", ["1234567", "😀"]),
        ("12345678\n9", ["12345678", "9"]),
        ("a\n  b\n  cdefg", ["a\n  b", "  cdefg"]),
    ],
)
def test_a_cut_is_made_where_it_hurts_least(text: str, parts: list[str]) -> None:
    assert split(text, 8) == parts


@given(text=TEXTS, mono=st.booleans())
def test_whatever_a_text_holds_is_shown_as_it_is(text: str, mono: bool) -> None:
    text = sound(text)
    shown, entities = parse_html(markup.escaped(text, mono=mono))
    assert shown == (text.rstrip(" \n") if mono else text.strip(" \n"))
    assert {entity["type"] for entity in entities} <= ({"pre"} if mono else set())


def test_the_first_spaces_of_lined_up_text_stay() -> None:
    (part,) = markup.parts(Reply("  sl   62000\ntp1   64000", mono=True))
    assert parse_html(part)[0] == "  sl   62000\ntp1   64000"


def test_a_table_is_shown_in_place_of_the_text() -> None:
    table = Table("open", ("id", "account"), (("1", "Binance_F"), ("10", "paper")))
    (part,) = markup.parts(Reply("not this", table=table))
    text, (entity,) = parse_html(part)
    assert text.splitlines() == ["id  account", "1   Binance_F", "10  paper"]
    assert entity["type"] == "pre"


@given(fields=st.dictionaries(TEXTS.filter(bool), TEXTS, min_size=1, max_size=3))
def test_a_message_remembers_what_it_was_given(fields: dict[str, str]) -> None:
    fields = {sound(name): sound(said) for name, said in fields.items()}
    text, entities = parse_html(markup.remembered(fields) + "shown")
    assert text.replace("\u200b", "") == "shown"
    assert markup.recalled(entity["url"] for entity in entities) == fields


def test_a_message_of_full_length_has_room_for_what_it_remembers() -> None:
    reply = Reply("x" * 9000, buttons=((Button("Move SL", "ms", asks="New stop"),),))
    parts = markup.parts(reply)
    assert [units(parse_html(part)[0]) <= markup.LONGEST for part in parts] == [True] * 3
    assert parts[-1].startswith("<a ")
    assert not parts[0].startswith("<a ")
    assert markup.keyboard(reply) == [[("Move SL…", "ms")]]


def test_a_prompt_shows_a_name_as_it_is() -> None:
    text, entities = parse_html(markup.prompt("New <stop>", "ms.1", "17", ("7", "A<b>n_n")))
    assert text == "\u200bA<b>n_n: New <stop>"
    assert [entity["type"] for entity in entities] == ["text_link", "text_mention"]
    assert markup.recalled(entity.get("url") for entity in entities) == {"data": "ms.1", "message": "17"}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply("too late", refused=True), "too late"),
        (Reply("only you", alone=True), "only you"),
        (Reply("for all"), ""),
        (Reply("x" * 201, refused=True), ""),
        (Reply("x" * 200, refused=True), "x" * 200),
        (Reply("in place", refused=True, update=True), ""),
        (Reply("lined up", refused=True, mono=True), ""),
        (Reply("sure?", refused=True, buttons=((Button("Yes", "y"),),)), ""),
    ],
)
def test_a_bubble_says_only_what_it_can(reply: Reply, said: str) -> None:
    assert markup.toast(reply) == said


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2> 3", 'Unsupported start tag "2" at byte offset 2'),
        ("é<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x"', 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_the_stand_in_complains_as_telegram_does(source: str, complaint: str) -> None:
    with pytest.raises(Malformed) as raised:
        parse_html(source)
    assert str(raised.value) == complaint
