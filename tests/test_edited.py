"""Edited messages: never carried out, and not a word where nobody edited anything."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot import wordings
from bot.chat import Place
from core.people import Binding
from tests.chat_kit import ANN, GROUP, HOME, Chat
from tests.test_reception import LINE, answered, play

MORE = LINE.replace("0.01", "0.02")
STANDS = "If it was carried out as it was first written, that stands"


@pytest.mark.parametrize("place", [HOME, GROUP], ids=str)
def test_an_edit_that_changes_no_word_is_not_answered(place: Place) -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.bind(Binding(str(GROUP), ("paper",)), ANN.id, one.clock.now())
        await one.type(LINE, place=place, id="7")
        assert await one.type(f" {LINE}", place=place, id="7", edited=True) is None
        for text in (MORE, LINE):
            assert STANDS in answered(await one.type(text, place=place, id="7", edited=True)).text
            assert await one.type(text, place=place, id="7", edited=True) is None
        (bracket,) = await one.session.store.load()
        assert bracket.tradable == Decimal("0.01")

    play(story)


def test_what_a_message_said_is_its_own_and_that_of_this_run() -> None:
    async def story(one: Chat) -> None:
        await one.type("/price BTCUSDT", id="7")
        for id, place in (("8", HOME), ("7", GROUP)):
            assert STANDS in answered(await one.type("/price BTCUSDT", place=place, id=id, edited=True)).text

    play(story)


def test_the_last_messages_are_remembered_and_not_what_they_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordings, "MOST", 2)

    async def story(one: Chat) -> None:
        for id in ("1", "2", "3"):
            await one.type("/price BTCUSDT", id=id)
        assert await one.type("/price BTCUSDT", id="3", edited=True) is None
        assert await one.type("/price BTCUSDT", id="2", edited=True) is None
        assert STANDS in answered(await one.type("/price BTCUSDT", id="1", edited=True)).text
        kept = vars(one.reception)["_wordings"]
        assert "BTCUSDT" not in f"{kept!r} {vars(kept)}"

    play(story)
