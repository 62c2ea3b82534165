"""Nobody waits in silence for an exchange that does not answer, and what becomes of what was asked for is said."""

from __future__ import annotations

from typing import NoReturn

import pytest

from core.ports import Unreachable
from tests.chat_kit import HOME, Chat
from tests.test_reception import LINE, answered, play

WAITS = "⚠ paper does not answer now; your answer comes within a quarter of a minute"


def test_who_waits_for_an_exchange_hears_so_within_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.clock.sleep(5)
        worker = one.session.engine.workers["paper"]

        async def silent(*_args: object) -> NoReturn:
            await one.clock.sleep(1)
            raise Unreachable("no network")

        for name in ("facts", "look"):
            monkeypatch.setattr(worker.exchange, name, silent)
        worker.watch.away(Unreachable("no network"))
        began, before = one.clock.now(), len(one.heard())
        reply = answered(await one.type("/close 1"))
        waited = (one.clock.now() - began).total_seconds()
        assert "E-UNREACHABLE" in reply.text
        assert waited > 2
        assert one.heard()[before] == WAITS
        assert one.heard().count(WAITS) == 1

    play(story)


def test_what_an_exchange_did_not_answer_is_said_to_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.01 sl off 2%")
        await one.clock.sleep(5)
        exchange = one.session.engine.workers["paper"].exchange

        async def silent(*_args: object, **_more: object) -> NoReturn:
            await one.clock.sleep(1000)
            raise Unreachable("no network")

        for name in ("submit", "amend", "cancel"):
            monkeypatch.setattr(exchange, name, silent)
        reply = answered(await one.type("/sl 1 59000"))
        text = "\n".join(part.text for part in reply.each)
        assert "⚠ #1: the exchange has not answered yet." in text
        assert "the sl is being moved to 59000; the one at 58800 is known to rest" in text
        assert "⚠ #1" not in "".join(one.heard(HOME)[:2])

    play(story)
