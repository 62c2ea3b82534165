"""Markets that take few conditional orders at once: what each tells of it, and what is refused before it is bought."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from adapters.exchanges.dialect import Market
from adapters.exchanges.listed import RECORDS, dialect_of
from adapters.exchanges.others import conditions_of_others
from core.ids import bracket_number, order_id
from core.orders import PositionSide, Side
from core.ports import Facts
from tests.exchanges.bench import is_ours
from tests.exchanges.intents import NUMBER
from tests.exchanges.life import Life
from tests.exchanges.on_loopback import Books
from tests.exchanges.test_engine_on_loopback import story

D = Decimal
LONG = PositionSide.LONG


def market(*filters: dict[str, Any]) -> Market:
    return Market("BTC/USDT", "BTCUSDT", "BTC", "USDT", raw={"info": {"filters": list(filters)}})


BY_SIDE = {"filterType": "PERCENT_PRICE_BY_SIDE", "bidMultiplierUp": "9", "askMultiplierUp": "1.5"}
LOT = {"filterType": "LOT_SIZE", "stepSize": "0.00001"}


@pytest.mark.parametrize(
    ("name", "filters", "most"),
    [
        ("Binance", (LOT, {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 7}), 7),
        ("Binance", (LOT,), 5),
        ("Binance_F", (LOT, {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": 10}), 10),
        ("Binance_F", (LOT, {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": "0"}), None),
        ("Binance_F", (), None),
        ("Bybit_F", (), 10),
    ],
)
def test_how_many_a_market_takes(name: str, filters: tuple[dict[str, Any], ...], most: int | None) -> None:
    """As its filters say, else as its record does; they are asked for only where there is a limit."""
    dialect = dialect_of(name)
    assert dialect.most_conditions(market(*filters)) == most
    assert (dialect.conditions(market(*filters)) is not None) == (most is not None)


def test_only_listed_limits_are_asked_about() -> None:
    """Whoever has no limit is spared the question before each entry."""
    asked = {r.name for r in RECORDS if r.rules and dialect_of(r.name).conditions(market()) is not None}
    assert asked == {"Binance", "Bybit_F"}


@pytest.mark.parametrize(
    ("name", "info", "exits", "reach"),
    [
        ("Binance", {}, True, None),
        ("Binance", {"ocoAllowed": True, "orderTypes": ["LIMIT", "LIMIT_MAKER", "STOP_LOSS"]}, True, None),
        ("Binance", {"ocoAllowed": False}, False, None),
        ("Binance", {"ocoAllowed": True, "orderTypes": ["LIMIT", "MARKET"]}, False, None),
        ("Binance", {"filters": [{"filterType": "PERCENT_PRICE", "multiplierUp": "5"}]}, True, "5"),
        ("Binance", {"filters": [LOT, BY_SIDE]}, True, "1.5"),
        ("Binance_F", {"filters": [{"filterType": "PERCENT_PRICE", "multiplierUp": "1.05"}]}, True, None),  # conditions
    ],
)
def test_what_a_market_says_of_exits(name: str, info: dict[str, Any], exits: bool, reach: str | None) -> None:
    dialect, told = dialect_of(name), replace(market(), raw={"info": info})
    assert (dialect.exits(told), dialect.reach(told)) == (exits, None if reach is None else D(reach))


OURS, ANOTHERS = order_id(NUMBER, "sl", 1), order_id(bracket_number(7, 1), "sl", 1)
TRIGGER = {"triggerPrice": 90000}


@pytest.mark.parametrize(
    ("name", "raw", "counts"),
    [
        ("Binance", TRIGGER | {"clientOrderId": "web_1"}, 1),
        ("Binance", TRIGGER | {"clientOrderId": ANOTHERS + "s"}, 1),
        ("Binance", TRIGGER | {"clientOrderId": OURS + "s"}, 0),
        ("Binance", {"clientOrderId": "web_1", "triggerPrice": None}, 0),  # a limit, or the other leg of a list
        ("Bybit_F", TRIGGER | {"info": {"stopOrderType": "Stop"}}, 1),
        ("Bybit_F", TRIGGER | {"info": {"stopOrderType": "StopLoss"}}, 0),  # the position's own
    ],
)
def test_whose_orders_count(name: str, raw: dict[str, Any], counts: int) -> None:
    assert conditions_of_others(dialect_of(name), [raw], is_ours) == counts


@story
async def refuses_what_does_not_fit(life: Life, books: Books, needed: int, others: int) -> None:
    """Not a coin is bought, and no order of anybody's is touched."""
    life.hands = True
    books.hand(Side.BUY, D("0.1"))
    for n in range(others):
        books.hand_stop(Side.SELL, D("0.01"), D(40_000 + n))
    held, rests = books.held(LONG), books.open_ids()
    rungs = "".join(f" takeprofit long 10%p tp off {n}%" for n in range(1, needed))
    line = f"BTCUSDT on Binance market long 0.06{rungs} stoploss long 100%p sl off 2%"
    problem = (await life.tried(line)).problem
    assert problem is not None
    assert (problem.code, problem.message.split("; ")[1]) == (
        "E-ROOM",
        f"needed here: {needed}, others there: {others}",
    )
    assert (books.ours(), books.held(LONG), books.open_ids()) == ([], held, rests)


@pytest.mark.parametrize(("needed", "others"), [(6, 0), (1, 5), (3, 3)])
def test_what_could_not_be_guarded_is_not_bought(needed: int, others: int) -> None:
    refuses_what_does_not_fit("Binance", needed, others)


@story
async def uses_the_room_there_is(life: Life, books: Books) -> None:
    """Ours that rest already do not count against a message of ours that joins them."""
    life.hands = True
    books.hand(Side.BUY, D("0.1"))
    books.hand_stop(Side.SELL, D("0.01"), D(40_000))
    rungs = "".join(f" takeprofit long 25%p tp off {n}%" for n in range(1, 4))
    await life.say(f"BTCUSDT on Binance market long 0.06{rungs} stoploss long 100%p sl off 2%")
    await life.guarded()
    assert books.stopped() == life.the().tradable + D("0.01")
    await life.say("BTCUSDT on Binance stoploss long 100%p sl off 3%")
    await life.guarded()
    await life.say("BTCUSDT on Binance close")
    await life.closed()


def test_what_fits_is_carried_out() -> None:
    uses_the_room_there_is("Binance")


async def unaware(life: Life) -> None:
    """From now on nothing is known at planning of what a market takes: it was asked before a person's orders came."""
    worker = await life.engine.worker("Binance")
    told = worker.exchange.facts

    async def facts(name: str) -> Facts:
        known = await told(name)
        return replace(known, conditions=0, rules=replace(known.rules, most_conditions=None))

    worker.exchange.facts = facts  # type: ignore[method-assign]  # its answer is older than what rests


@story
async def guards_what_it_has_no_room_for(life: Life, books: Books, rungs: int, theirs: int) -> None:
    """One stop guards what the pairs that do not fit were to guard; targets are sold when they are touched; nothing of
    the person's is sold or canceled."""
    life.hands = True
    books.hand(Side.BUY, D("0.1"))
    for n in range(theirs):
        books.hand_stop(Side.SELL, D("0.01"), D(30_000 + n))
    before, rests = books.held(LONG), books.open_ids()
    await unaware(life)
    line = "".join(f" takeprofit long 10%p tp off {n}%" for n in range(1, rungs))
    line += f" takeprofit long 100%p tp off {rungs}% stoploss long 100%p sl off 2%"
    await life.say(f"BTCUSDT on Binance market long 0.06{line}")
    await life.until("bought", lambda: life.the().position)
    await life.until("guarded", lambda: books.stopped() == life.the().tradable + theirs * D("0.01"))
    assert not life.the().closing
    await life.hearing(books)
    for n in range(1, rungs + 1):
        await life.guarded()
        books.trade(50_000 + 500 * n + 10)
        await life.until(f"tp{n} sold", lambda n=n: life.the().fills(f"tp{n}").quantity)  # type: ignore[misc]
    await life.closed()
    assert not life.the().fills("close").quantity
    assert not life.the().fills("sl").quantity
    assert (books.held(LONG), books.open_ids()) == (before + life.the().position, rests)


@pytest.mark.parametrize(("rungs", "theirs"), [(3, 3), (2, 4)])
def test_what_was_refused_at_the_exchange_is_guarded_by_one_stop(rungs: int, theirs: int) -> None:
    guards_what_it_has_no_room_for("Binance", rungs, theirs)
