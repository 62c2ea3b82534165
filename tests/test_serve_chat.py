"""``bracketeer serve`` from end to end: a process, a Telegram over HTTP, an exchange, and people who type and tap."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.orders import PositionSide
from tests.botapi.server import Fault, Went
from tests.canaries import KEY, VAULT_KEY, leak_in_file
from tests.exchanges.on_loopback import KEYS, Books, exchange_open
from tests.serve_kit import Scene, lines, said, scene

LINE = "BTCUSDT on paper market long 0.01 sl off 2% tp off 5%"
Story = Callable[[Scene], Awaitable[None]]


def play(place: Path, story: Story, **settings: str) -> None:
    async def told() -> None:
        async with scene(place, **settings) as one:
            await one.bot.starts()
            await one.owns()
            await story(one)

    asyncio.run(told())


def files(place: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


def test_a_bracket_lives_and_survives_a_restart(tmp_path: Path) -> None:
    async def story(one: Scene) -> None:
        ann, home = one.ann, one.ann.home
        ann.types(LINE)
        ticket = await one.shown("#1 long 0.01 BTC/USDT:USDT on paper")
        assert labels(ticket) == ["Move SL…", "Break-even", "Close 50 %", "Close", "Cancel", "Why"]
        filled = await one.shown("#1 entry: bought 0.01 at 60000")
        assert "_silent" not in filled
        one.moves("BTC", "61000")
        await one.bot.until(lambda: "now 61000" in home.messages[ticket["message_id"]]["text"])
        assert await one.bot.ends() == 0
        assert any(line.startswith("#1 BTC/USDT:USDT on paper: long 0.01 stays open") for line in one.bot.said)
        before = [message["text"] for message in said(home)]
        await one.bot.starts()
        one.moves("BTC", "61500")
        await one.bot.until(lambda: "now 61500" in home.messages[ticket["message_id"]]["text"])
        assert len(said(home)) == len(before)  # the same message, edited, and nothing told again
        ann.taps(ticket, "Close 50 %")  # as it was drawn by the process before
        await one.shown("#1 close: sold 0.005")
        await one.shown("#1 long 0.005 BTC/USDT:USDT on paper")
        ann.taps(ticket, "Close 50 %")  # it shows another position than there is
        fresh = await one.shown("It has changed since")  # the ticket lives on there
        one.moves("BTC", "64000")
        await one.shown("#1 tp1: sold 0.005 at")
        await one.bot.until(lambda: "#1 closed" in home.messages[fresh["message_id"]]["text"])
        assert one.traded() == 0
        told = Counter(line for line in lines(home) if ": bought" in line or ": sold" in line)
        assert set(told.values()) == {1}
        assert len(told) == 3

    play(tmp_path, story)


def test_what_must_not_trade_twice_or_unasked_does_not(tmp_path: Path) -> None:
    async def story(one: Scene) -> None:
        ann, mallory = one.ann, one.world.person(8, "Mallory")
        mallory.types(LINE)
        await one.bot.until(lambda: said(mallory.home))
        ann.types(LINE, forwarded=one.world.clock.now() - timedelta(hours=3))
        draft = await one.shown("A forwarded message is only a draft")
        assert one.traded() == 0
        ann.taps(draft, "Confirm")
        ann.taps(draft, "Confirm")
        ticket = await one.shown("#1 long 0.01 BTC/USDT:USDT on paper")
        await one.bot.until(lambda: "✓ Confirm" in ann.home.messages[draft["message_id"]]["text"])
        assert "reply_markup" not in ann.home.messages[draft["message_id"]], "what was answered has no buttons"
        await one.quiet()
        ann.types("ETHUSDT on paper market long 1 sl off 2%")
        await one.shown(" long 1 ETH/USDT:USDT on paper")
        assert one.traded() == Decimal("1.01")
        ann.types("/halt paper news ahead")
        await one.shown("Halted")
        ann.types("BTCUSDT on paper market long 0.05 sl off 3%")
        await one.shown("no new entries on paper")
        mallory.taps(ticket, "Close")
        ann.types("/flatten")
        asked = await one.shown("Close 2 brackets")
        ann.taps(asked, "Confirm")
        ann.taps(asked, "Confirm")
        await one.shown("closed: long BTC/USDT:USDT")
        await one.shown("closed: long ETH/USDT:USDT")
        await one.quiet()
        assert one.traded() == 0
        assert len([t for t in one.venue.trades if t.account == "paper"]) == 4
        assert not any("BTC" in line for line in lines(mallory.home))
        assert await one.bot.ends() == 0
        assert "Nothing is open." in one.bot.said[-1]

    play(tmp_path, story)


def test_a_key_in_a_chat_is_nowhere_in_the_ledgers_files(tmp_path: Path) -> None:
    short = "mx0vglAbCdEf12GhIj"

    async def story(one: Scene) -> None:
        ann, mallory = one.ann, one.world.person(8, "Mallory")
        for text in (KEY, f"/halt paper {short}", f"key\n{short[:9]}\n{short[9:]}"):
            ann.types(text)
            mallory.types(text)
            await one.quiet()
        await one.bot.until(lambda: sum("API key" in message["text"] for message in said(ann.home)) == 3)
        ledger = files(tmp_path)
        assert any(path.name.endswith("-wal") for path in ledger)
        for path, bytes in ledger.items():
            assert leak_in_file(path) is None
            assert not [piece for piece in (short, short[:9], short[9:]) if piece.encode() in bytes], path
        ann.types(LINE)
        await one.shown("#1 long 0.01 BTC/USDT:USDT on paper")

    play(tmp_path, story)


@pytest.mark.parametrize("when", ["before the order", "after the order"])
def test_killed_at_the_exchange(tmp_path: Path, when: str) -> None:
    """Saved and acknowledged, never answered: the next process goes on with the same message."""

    async def story(one: Scene) -> None:
        submit = one.venue.submit

        def deadly(*given: Any) -> Any:
            one.venue.submit = submit  # type: ignore[method-assign]
            if when == "before the order":
                one.bot.kill()
                raise ValueError("nobody hears this")
            answer = submit(*given)
            one.bot.kill()
            return answer

        one.venue.submit = deadly  # type: ignore[assignment, method-assign]
        one.ann.types(LINE)
        await one.bot.dead()
        await one.bot.starts()
        await one.shown("#1 entry: bought")
        await one.quiet()
        await one.protected()
        assert one.traded() == Decimal("0.01")
        told = Counter(line for line in lines(one.ann.home) if ": bought" in line)
        assert sum(told.values()) == 1

    play(tmp_path, story)


def test_killed_between_the_answer_and_the_letter(tmp_path: Path) -> None:
    """What was posted and not delivered is delivered by the next process, once."""

    async def story(one: Scene) -> None:
        one.ann.types(LINE)
        await one.shown("#1 long 0.01 BTC/USDT:USDT on paper")
        await one.quiet()
        one.api.faults.append(hung := Fault("sendMessage", Went.HUNG, 5))
        one.moves("BTC", "64000")
        await one.bot.until(lambda: hung.times < 5)
        one.bot.kill()
        await one.bot.dead()
        hung.times = 0
        await one.bot.starts()
        await one.shown("#1 closed")
        assert Counter(line for line in lines(one.ann.home) if ": sold" in line).total() == 1
        assert one.traded() == 0

    play(tmp_path, story)


def test_killed_while_the_answer_is_on_its_way(tmp_path: Path) -> None:
    """The answer is seen, that it was given is not saved: it may come again, the order may not."""

    async def story(one: Scene) -> None:
        one.api.faults.append(lost := Fault("sendMessage", Went.LOST, 1))
        one.ann.types(LINE)
        await one.bot.until(lambda: lost.times == 0)
        one.bot.kill()
        await one.bot.dead()
        await one.bot.starts()
        await one.shown("#1")
        await one.quiet()
        await one.protected()
        assert one.traded() == Decimal("0.01")
        assert Counter(line for line in lines(one.ann.home) if ": bought" in line).total() <= 2

    play(tmp_path, story)


def test_real_money_is_asked_about_first_and_its_buttons_twice(tmp_path: Path) -> None:
    """An account of the vault whose exchange is led to this machine, from the key that is typed to a flat position."""

    async def told() -> None:
        async with exchange_open() as binance:
            keys = {
                "BRACKETEER_HOSTS": f"binance_f=http://127.0.0.1:{binance.plain}",
                "BRACKETEER_KEY": VAULT_KEY,
            }
            async with scene(tmp_path, **keys) as one:
                await one.bot.runs("account", "add", "Binance_F", typed="\n".join([*KEYS.values(), ""]))
                await one.bot.starts()
                assert any("go to http://127.0.0.1" in line for line in one.bot.said)
                await one.owns()
                await _lives_at(Books(binance, "Binance_F"), one)

    asyncio.run(told())


async def _lives_at(books: Books, one: Scene) -> None:
    ann, place = one.ann, ("POST", "/fapi/v1/order")
    ann.types(LINE.replace("paper", "Binance_F"))
    draft = await one.shown("REAL MONEY")
    assert not books.all_fills()
    ann.taps(draft, "Confirm")
    ann.taps(draft, "Confirm")
    ticket = await one.shown("#1 long 0.01 BTC/USDT:USDT on Binance_F")
    await one.bot.until(lambda: books.stopped() == Decimal("0.01"))
    await one.quiet()
    assert len(books.binance.asked(*place)) == 1
    assert await one.bot.ends() == 0
    await one.bot.starts()
    ann.taps(ticket, "Close")  # as it was drawn by the process before
    sure = await one.shown("REAL MONEY.  Sure?")
    assert books.held(PositionSide.LONG) == Decimal("0.01")
    ann.taps(sure, "Confirm")
    await one.shown("#1 closed")
    await one.bot.until(lambda: not books.open_ids())
    assert books.held(PositionSide.LONG) == 0
    assert len(books.binance.asked(*place)) == 2
    assert Counter(line for line in lines(ann.home) if ": bought" in line or ": sold" in line).total() == 2


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("TELEGRAM_TOKEN", "4243:AAEsomebodyElsesTokenThatNobodyKnows01", "Telegram does not know the bot's token: "),
        ("TELEGRAM_API", "http://127.0.0.1:9/bot", "Telegram cannot be reached: "),
    ],
)
def test_what_nothing_was_reached_by_is_not_said_to_listen(tmp_path: Path, setting: str, value: str, why: str) -> None:
    async def told() -> None:
        async with scene(tmp_path, **{f"BRACKETEER_{setting}": value}) as one:
            await one.bot.starts()
            serving = next(line for line in one.bot.said if line.startswith("serving: "))
            assert serving.startswith("serving: guards what is open, no chat is connected yet; ")
            line = await one.bot.until(lambda: next((x for x in one.bot.said if "does not work" in x), ""))
            assert line.startswith(f"Telegram does not work: {why}")
            assert line.endswith("Trading goes on.")
            assert value not in "\n".join([*one.bot.said, one.bot.log()])
            assert await one.bot.ends() == 0

    asyncio.run(told())
