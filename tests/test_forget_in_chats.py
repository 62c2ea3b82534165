"""``/forget``: what a person is told and asked before a bracket whose market is gone is let go of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.orders import Order
from core.ports import Facts, Look, UnknownSymbol, Unreachable
from tests.chat_kit import Chat, button
from tests.test_reception import answered, play

LINE = "BTCUSDT on paper market long 0.01 sl off 2% tp off 5%"


async def gone(one: Chat) -> None:
    """A bracket stands, and its market is listed no more."""
    await one.type(LINE)
    await one.clock.sleep(2)

    async def look(symbol: str, _orders: Sequence[Order]) -> Look:
        raise Unreachable(f"Paper lists {symbol} no more", answers=True)

    async def facts(name: str) -> Facts:
        raise UnknownSymbol(name, ())

    there = one.session.engine.workers["paper"].exchange
    there.look, there.facts = look, facts  # type: ignore[method-assign, assignment]  # as an exchange answers
    await one.clock.sleep(10)


def sent(one: Chat) -> list[tuple[str, str]]:
    """Everything that ever arrived at the exchange, and what became of it."""
    return [(order.id, order.status.value) for order in one.venue.clearing.orders.values()]


def test_it_is_asked_with_all_that_was_known_and_sends_nothing() -> None:
    async def story(one: Chat) -> None:
        await gone(one)
        assert any("/forget 1 lets go of the bracket" in text for text in one.heard())
        before = sent(one)
        for command in ("/close 1", "/cancel 1", "/cancel 1 sl"):
            refused = answered(await one.type(command))
            assert refused.text.startswith("✗ E-SYMBOL  BTCUSDT is not traded on paper")
            assert refused.text.endswith("\n  If its market has ended for good, /forget 1 lets go of the bracket.")
        asked = answered(await one.type("/forget 1"))
        assert asked.text.splitlines() == [
            "#1 BTC/USDT:USDT on paper: its market is not traded. Last known there:",
            "  position: long 0.01 BTC",
            "  sl: sell 0.01 at 58800",
            "  tp1: sell 0.01 at 63000",
            "Nothing is sent, and nothing of this is looked after any more. Look at the exchange first: "
            "is nothing of it left there? (y/N)",
        ]
        await one.tap(button(asked, "Cancel"))
        assert await one.session.store.load() != []
        await one.tap(button(answered(await one.type("/forget 1")), "Confirm"))
        await one.clock.sleep(60)
        assert await one.session.store.load() == []
        assert sent(one) == before
        told = "#1 ⚠ let go of: nothing was sent, and nothing is looked after any more; last known there: 0.01 BTC"
        assert [text for text in one.heard() if "let go of:" in text and "⚠" in text] == [told]
        assert "#1 is closed already" in answered(await one.type("/forget 1")).text

    play(story)


def test_a_market_that_is_traded_is_left_by_closing() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        reply = answered(await one.type("/forget 1"))
        assert (reply.refused, reply.text) == (True, "#1 is traded; /close or /cancel ends it. Nothing was sent.")

    play(story)


def test_what_has_changed_since_it_was_asked_is_asked_about_again() -> None:
    async def story(one: Chat) -> None:
        await gone(one)
        asked = answered(await one.type("/forget 1"))
        worker = one.session.engine.workers["paper"]
        stop = next(o for o in worker.brackets["1"].orders if o.slot == "sl")
        one.venue.cancel("paper", stop.id)  # the exchange tells of it
        await one.clock.sleep(5)
        reply = answered(await one.tap(button(asked, "Confirm")))
        assert reply.text == "What is known of #1 has changed meanwhile; send /forget 1 again. Nothing was sent."
        assert [b.id for b in await one.session.store.load()] == ["1"]

    play(story)


def test_in_a_market_that_is_only_halted_what_rests_is_taken_off_first() -> None:
    """It comes back, and its orders with it: they would trade with nobody to look after what they leave."""

    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.clock.sleep(2)
        there = one.session.engine.workers["paper"].exchange
        look = there.look

        async def halted(symbol: str, orders: Sequence[Order]) -> Look:
            return replace(await look(symbol, orders), halted=True)

        there.look = halted  # type: ignore[method-assign]  # as an exchange answers
        await one.clock.sleep(10)
        reply = answered(await one.type("/forget 1"))
        assert (reply.refused, reply.text) == (
            True,
            "#1: its market is halted and not ended, and orders of ours still rest there; /cancel 1 takes them off "
            "first. Nothing was sent.",
        )
        await one.type("/cancel 1")
        await one.clock.sleep(10)
        asked = answered(await one.type("/forget 1"))
        assert asked.text.splitlines()[1:-1] == ["  position: long 0.01 BTC"]
        await one.tap(button(asked, "Confirm"))
        assert await one.session.store.load() == []

    play(story)


def test_what_the_exchange_has_not_said_yet_is_waited_for() -> None:
    """After a restart: what was halted or gone then may be traded now."""

    async def story(one: Chat) -> None:
        await gone(one)
        watch = one.session.engine.workers["paper"].watch
        watch.ended.clear()
        watch.unknown("1")
        reply = answered(await one.type("/forget 1"))
        assert reply.text.startswith("#1: the exchange has not said yet whether its market has ended; try again")
        await one.clock.sleep(10)
        assert "is nothing of it left there?" in answered(await one.type("/forget 1")).text

    play(story)
