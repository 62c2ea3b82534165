"""What people hear on the loopback Binance, which replaces orders: a stop that moves is told once, without a sound."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from bot.addresses import QUIET, severity
from bot.gathered import gathered
from bot.text import sentence
from core.moment import Weight
from core.notices import NoticeKind
from core.orders import OrderType
from tests.exchanges.life import Life
from tests.exchanges.on_loopback import Books
from tests.exchanges.test_engine_on_loopback import both_markets, story

D = Decimal


def heard(life: Life) -> list[str]:
    """Every line that a chat was told, ``!`` before what rings."""
    rows = gathered([row for row in life.told if row.notice.kind is not NoticeKind.SUBMITTED])
    said = [(row.notice, sentence(row.notice, row.bracket)) for row in rows if row.notice.weight is not Weight.SHOWN]
    return [("" if severity(one) == QUIET else "!") + text for one, text in said if text]


def moved(life: Life, price: Decimal) -> bool:
    """Only the stop at that price rests."""
    stops = [o.trigger for o in life.the().live if o.type in (OrderType.STOP, OrderType.PAIR)]
    return life.the().shown == price and stops == [price]


@story
async def moves_and_closes(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} market long 0.01 sl 49000 tp 60000")
    await life.guarded()
    await life.until("told", lambda: any("tp1 placed" in line for line in heard(life)))
    before = len(heard(life))
    for price in (D(49_200), D(49_400)):
        await life.say(f"BTCUSDT on {books.account} move sl to {price}")
        await life.until("moved", partial(moved, life, price))
        await life.guarded()
    moves = heard(life)[before:]
    assert moves == ["#1 sl moved from 49000 to 49200", "#1 sl moved from 49200 to 49400"]
    await life.say(f"BTCUSDT on {books.account} close")
    await life.closed()
    assert [line for line in heard(life)[before + 2 :] if line.startswith("!") and " sl " in line] == []


@both_markets
def test_a_move_is_one_line(account: str) -> None:
    moves_and_closes(account)
