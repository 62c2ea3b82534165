"""What a look must tell apart although an exchange does not: two stops and one field, a record that cannot be read and
an order that is gone, an order of ours and one of an earlier bracket.  Through real ccxt, with canned answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.exchanges.dialect import market_of
from adapters.exchanges.positions import position_facts
from adapters.exchanges.reading import Unreadable
from adapters.exchanges.unlinked import became
from core.orders import Order, OrderType, OrdStatus, PositionSide
from core.ports import PositionFact, Unreachable
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.test_bitunix import STAMP, tpsl
from tests.exchanges.test_bybit import listed, raw

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
NEW, CANCELED = OrdStatus.NEW, OrdStatus.CANCELED

# -- one field, several orders ----------------------------------------------------------------------


def own(side: PositionSide, generation: int, slot: str = "sl", **more: Any) -> Order:
    """An order that is the position's own."""
    type = OrderType.STOP if slot == "sl" else OrderType.TAKE
    return replace(order(slot, type, side, None, trigger=D(95000), generation=generation), **more)


def held(side: PositionSide, **more: str) -> str:
    """One position as Bybit tells it."""
    one = {"symbol": "BTCUSDT", "positionIdx": 0, "size": "0.01", "avgPrice": "100000", "leverage": "10"}
    one |= {"side": "Buy" if side is LONG else "Sell", "takeProfit": "", "tpslMode": "Full", "positionIM": ""}
    return listed(one | {"stopLoss": "95000", "liqPrice": ""} | more)


@pytest.mark.parametrize("side", [LONG, SHORT])
@pytest.mark.parametrize(
    ("states", "newest"),
    [
        ((NEW,), 1),
        ((OrdStatus.PENDING_NEW, NEW), 2),
        ((NEW, OrdStatus.PENDING_NEW), 2),
        ((NEW, NEW, NEW), 3),
        ((NEW, CANCELED), 1),
        ((CANCELED, CANCELED), None),
    ],
)
@pytest.mark.parametrize("turn", [1, -1], ids=["oldest first", "newest first"])
def test_the_positions_stop_is_that_of_the_newest_order_that_lives(
    side: PositionSide, states: Sequence[OrdStatus], newest: int | None, turn: int
) -> None:
    """A stop that got lost and the one that was set after it must not both be told to rest: the older would be taken
    back as a surplus, and that takes away the only one."""
    stops = [
        own(side, n, status=status, ended_at=AT if status is CANCELED else None) for n, status in enumerate(states, 1)
    ]
    look = looked("Bybit_F", stops[::turn], [("position/list", held(side)), ("/v5/order/", listed())])
    assert [r.id for r in look.reports] == ([] if newest is None else [stops[newest - 1].id])
    assert all((r.status, r.trigger) == (NEW, D(95000)) for r in look.reports)
    assert set(look.missing) == {o.id for o in stops} - {r.id for r in look.reports}


def test_a_stop_and_a_target_have_a_field_each() -> None:
    orders = [own(LONG, 1), own(LONG, 2), own(LONG, 1, "tp1"), own(LONG, 2, "tp1")]
    answers = [("position/list", held(LONG, takeProfit="110000")), ("/v5/order/", listed())]
    look = looked("Bybit_F", orders, answers)
    assert {r.id: r.trigger for r in look.reports} == {orders[1].id: D(95000), orders[3].id: D(110000)}


@pytest.mark.parametrize("side", [LONG, SHORT])
@pytest.mark.parametrize(
    ("told", "shown"), [("-1", None), ("-0.5", None), ("0", None), ("", None), ("91000", D(91000))]
)
def test_a_liquidation_price_below_zero_blinds_nobody(side: PositionSide, told: str, shown: Any) -> None:
    stop = own(side, 1)
    look = looked("Bybit_F", [stop], [("position/list", held(side, liqPrice=told)), ("/v5/order/", listed())])
    assert look.positions == (PositionFact(side, D("0.01"), D(100000), shown, D(95000)),)
    assert [r.id for r in look.reports] == [stop.id]


# -- a record that cannot be read -------------------------------------------------------------------

FINE = order("tp1", OrderType.LIMIT, LONG, price=D(110000))
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
RESTS = raw(FINE.id, "New", orderType="Limit", price="110000", reduceOnly=True) | {"orderId": "1"}
BROKEN = raw(STOP.id, "Untriggered", triggerPrice="90000", cumExecQty="-1") | {"orderId": "2"}
WHOLE = BROKEN | {"cumExecQty": "0"}


@pytest.mark.parametrize(
    ("by_list", "by_id", "told", "missing"),
    [
        ([BROKEN], [BROKEN], False, False),
        ([], [BROKEN], False, False),
        ([BROKEN], [WHOLE], True, False),
        ([WHOLE], [BROKEN], True, False),
        ([BROKEN], [], False, False),
        ([], [], False, True),
    ],
    ids=["nowhere", "ended", "by its id", "in the list", "not by its id", "gone since"],
)
def test_a_record_that_cannot_be_read_hides_no_other_order(
    by_list: list[dict[str, Any]], by_id: list[dict[str, Any]], told: bool, missing: bool
) -> None:
    """Its order is neither told nor missing: what is believed of it stays, and the others go on."""
    answers = [
        ("position/list", listed()),
        (f"orderLinkId={STOP.id}", listed(*by_id)),
        ("/v5/order/", listed(*by_list, RESTS)),
    ]
    look = looked("Bybit_F", [STOP, FINE], answers)
    assert {r.id for r in look.reports} == ({STOP.id, FINE.id} if told else {FINE.id})
    assert look.missing == ((STOP.id,) if missing else ())


# -- what ended before ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "made", "ours"),
    [
        ("FILLED", 0, True),
        ("FILLED", -5_000, True),
        ("FILLED", -5_001, False),
        ("FILLED", -86_400_000, False),
        ("FILLED", None, False),
        ("CANCELED", -5_001, False),
        ("CANCELED", 60_000, True),
        ("NEW", -86_400_000, True),
        ("NEW", None, True),
    ],
)
@pytest.mark.parametrize("type", [OrderType.STOP, OrderType.TAKE])
def test_what_ended_before_the_order_was_decided_is_not_it(
    type: OrderType, status: str, made: int | None, ours: bool
) -> None:
    """An earlier bracket may have had a stop with the same terms; five seconds are for the exchange's clock."""
    one = order("sl" if type is OrderType.STOP else "tp1", type, LONG, trigger=D(90000))
    info = tpsl(status, one) | ({} if made is None else {"ctime": STAMP + made})
    assert bool(read("Bitunix_F", info, one)) is ours


def test_an_id_that_is_known_needs_no_time() -> None:
    """It was learned from the answer to the request itself."""
    known = replace(STOP, venue_ids=("123",), decided_at=AT + timedelta(hours=1))
    assert [r.id for r in read("Bitunix_F", tpsl("FILLED", ctime=STAMP), known)] == [STOP.id]


@pytest.mark.parametrize(
    ("amount", "reduces", "is_it"),
    [
        ("10", True, True),
        ("4", True, True),
        ("11", True, False),
        ("10", False, True),
        ("4", False, False),
        (None, True, False),
    ],
)
@pytest.mark.parametrize("side", [LONG, SHORT])
def test_a_reduce_only_order_may_have_been_cut_to_the_position(
    side: PositionSide, amount: str | None, reduces: bool, is_it: bool
) -> None:
    """Amounts are contracts of 0.001."""
    one = replace(order("sl", OrderType.STOP, side, trigger=D(90000)), reduce_only=reduces)
    found = {"amount": amount, "side": one.side.value}
    assert became(found, one, one.side, D("0.001")) is is_it
    assert not became(found, one, one.side.opposite, D("0.001"))
    assert not became(found, replace(one, quantity=None), one.side, D("0.001"))


# -- a form that was never seen ---------------------------------------------------------------------


def test_an_answer_of_another_form_is_no_answer_and_no_defect() -> None:
    """A defect would stop the account until somebody restarts the bot; the next answer may be whole again."""
    odd = listed({"symbol": "BTCUSDT", "positionIdx": 0, "size": "many", "side": "Buy"})
    with pytest.raises(Unreachable):
        looked("Bybit_F", [own(LONG, 1)], [("position/list", odd), ("/v5/order/", listed())])


def test_one_order_whose_fee_cannot_be_read_blinds_no_look_at_the_others() -> None:
    """It is neither told of nor missing: what is believed of it stays."""
    odd, other = (order(slot, OrderType.LIMIT, LONG, price=D(100000)) for slot in ("e1", "e2"))
    filled = {"symbol": "BTCUSDT", "orderId": 5, "clientOrderId": odd.id, "type": "LIMIT", "side": "BUY"}
    filled |= {"price": "100000", "origQty": "0.01", "executedQty": "0.01", "cummulativeQuoteQty": "1000"}
    rests = filled | {"orderId": 6, "clientOrderId": other.id, "status": "NEW", "executedQty": "0"}
    trade = {"id": 1, "orderId": 5, "symbol": "BTCUSDT", "price": "100000", "qty": "0.01", "quoteQty": "1000"}
    trade |= {"commission": "0.01", "commissionAsset": "BTC", "time": STAMP, "isBuyer": True, "isMaker": True}
    answers = [
        ("openOrders", json.dumps([rests | {"cummulativeQuoteQty": "0"}])),
        ("myTrades", json.dumps([trade])),
        ("account", json.dumps({"balances": []})),
        ("order", json.dumps(filled | {"status": "FILLED"})),
    ]
    look = looked("Binance", [odd, other], answers)
    assert ([report.id for report in look.reports], look.missing) == ([other.id], ())


SWAP = market_of(next(row.market for row in MARKETS if row.name == "Bybit_F"))


@pytest.mark.parametrize(
    ("row", "side"),
    [
        ({"contracts": 2.0, "side": "long"}, LONG),
        ({"contracts": 2.0, "side": "short"}, SHORT),
        ({"contracts": -2.0, "side": None}, SHORT),
        ({"contracts": 0, "side": "both"}, None),
    ],
)
def test_a_position_has_a_side_in_words_or_by_its_sign(row: dict[str, Any], side: PositionSide | None) -> None:
    assert [fact.side for fact in position_facts([row], SWAP)] == ([] if side is None else [side])


@pytest.mark.parametrize("row", [{"contracts": 2.0, "side": "both"}, {"contracts": "NaN", "side": "long"}])
def test_a_position_of_no_side_or_size_is_not_read(row: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        position_facts([row], SWAP)
