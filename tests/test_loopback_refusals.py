"""Every refusal the loopback knows reaches the client as the ccxt class that the real one would, by real URLs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import ccxt
import pytest

from tests.loopback import Fault, Loopback
from tests.loopback.stories import KEY, SECRET, SPOT, SWAP, on_loopback, trader

Ask = Callable[[Any], Awaitable[Any]]


def spot(type: str, side: str, amount: float, price: float | None = None, **params: Any) -> Ask:
    return lambda client: client.create_order(SPOT, type, side, amount, price, params)


def raw(method: str, **params: Any) -> Ask:
    """A request as it is, for what ccxt itself would have refused or rounded."""
    return lambda client: getattr(client, method)(params)


def swap(type: str, side: str, amount: float, price: float | None = None, **params: Any) -> Ask:
    return lambda client: client.create_order(SWAP, type, side, amount, price, params)


ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
PLACE = "private_post_order"
OCO: dict[str, Any] = {
    "symbol": "BTCUSDT",
    "side": "SELL",
    "quantity": "0.1",
    "aboveType": "LIMIT_MAKER",
    "abovePrice": "47000",
    "belowType": "STOP_LOSS",
    "belowStopPrice": "48000",
}
SPOT_REFUSALS: list[tuple[str, str, type[ccxt.BaseError], Ask]] = [
    ("price off its step", "PRICE_FILTER", ccxt.InvalidOrder, raw(PLACE, **ORDER, quantity="0.1", price="49000.001")),
    ("quantity off its step", "LOT_SIZE", ccxt.InvalidOrder, raw(PLACE, **ORDER, quantity="0.000001", price="49000")),
    ("too many decimals", "-1111", ccxt.BadRequest, raw(PLACE, **ORDER, quantity="0.123456789", price="49000")),
    ("too small", "NOTIONAL", ccxt.BadRequest, spot("limit", "buy", 0.0001, 49_000)),
    ("no money", "insufficient balance", ccxt.InsufficientFunds, spot("limit", "buy", 10, 49_000)),
    ("no coins", "insufficient balance", ccxt.InsufficientFunds, spot("market", "sell", 1)),
    (
        "stop on the wrong side",
        "would trigger",
        ccxt.OrderImmediatelyFillable,
        spot("market", "buy", 0.1, None, stopLossPrice=49_000),
    ),
    (
        "maker that would take",
        "immediately match",
        ccxt.OrderImmediatelyFillable,
        spot("limit", "buy", 0.1, 51_000, postOnly=True),
    ),
    ("unknown order", "-2013", ccxt.OrderNotFound, lambda client: client.fetch_order("1", SPOT)),
    ("unknown order, canceled", "-2011", ccxt.OrderNotFound, lambda client: client.cancel_order("1", SPOT)),
    ("unknown list", "-2013", ccxt.OrderNotFound, raw("private_get_orderlist", orderListId="1")),
    ("misplaced legs", "immediately match", ccxt.OrderImmediatelyFillable, raw("private_post_orderlist_oco", **OCO)),
    ("no quantity", "-1102", ccxt.BadRequest, raw(PLACE, symbol="BTCUSDT", side="BUY", type="MARKET")),
    ("unknown side", "-1117", ccxt.BadRequest, raw(PLACE, **{**ORDER, "side": "HOLD"})),
    ("unknown symbol", "-1121", ccxt.BadSymbol, raw(PLACE, **{**ORDER, "symbol": "XYZUSDT"}, quantity="1", price="1")),
    ("a number that is none", "-1100", ccxt.BadRequest, raw(PLACE, **ORDER, quantity="1e-3", price="49000")),
    ("price of a market order", "-1106", ccxt.BadRequest, raw(PLACE, **{**ORDER, "type": "MARKET"}, price="1")),
    (
        "a condition it does not know",
        "-1104",
        ccxt.BadRequest,
        spot("market", "buy", 0.1, None, stopLoss={"triggerPrice": 1}),
    ),
    ("an id that is none", "-1100", ccxt.BadRequest, spot("market", "buy", 0.1, None, clientOrderId="no spaces")),
]
SWAP_REFUSALS: list[tuple[str, str, type[ccxt.BaseError], Ask]] = [
    (
        "too many decimals",
        "-1111",
        ccxt.BadRequest,
        raw("fapiprivate_post_order", **ORDER, quantity="0.0001", price="1"),
    ),
    ("off its step", "-4014", ccxt.BaseError, raw("fapiprivate_post_order", **ORDER, quantity="1", price="49000.05")),
    ("nothing", "-4003", ccxt.BadRequest, raw("fapiprivate_post_order", **ORDER, quantity="0", price="49000")),
    ("too small", "-4164", ccxt.InvalidOrder, swap("limit", "buy", 0.001, 49_000)),
    ("no margin", "-2019", ccxt.InsufficientFunds, swap("market", "buy", 100)),
    ("nothing to reduce", "-2022", ccxt.InvalidOrder, swap("market", "sell", 0.1, None, reduceOnly=True)),
    ("would trigger", "-2021", ccxt.OrderImmediatelyFillable, swap("market", "sell", 0.1, None, stopLossPrice=51_000)),
    ("maker that would take", "-5022", ccxt.OrderNotFillable, swap("limit", "buy", 0.1, 51_000, postOnly=True)),
    ("side of the other mode", "-4061", ccxt.OperationRejected, swap("market", "buy", 0.1, None, positionSide="LONG")),
    (
        "condition on the old route",
        "-4120",
        ccxt.InvalidOrder,
        raw("fapiprivate_post_order", **{**ORDER, "type": "STOP_MARKET"}, quantity="0.1", stopPrice="48000"),
    ),
    (
        "tied to no position",
        "-4509",
        ccxt.BaseError,
        swap("market", "sell", 0.1, None, stopLossPrice=48_000, timeInForce="GTE_GTC"),
    ),
    ("unknown order", "-2013", ccxt.OrderNotFound, lambda client: client.fetch_order("1", SWAP)),
    ("unknown order, canceled", "-2011", ccxt.OrderNotFound, lambda client: client.cancel_order("1", SWAP)),
    (
        "unknown condition, canceled",
        "-2011",
        ccxt.OrderNotFound,
        lambda client: client.cancel_order("1", SWAP, {"trigger": True}),
    ),
    ("the mode it is in", "-4059", ccxt.OperationRejected, lambda client: client.set_position_mode(False)),
    (
        "the margin it has",
        "-4046",
        ccxt.MarginModeAlreadySet,
        raw("fapiprivate_post_margintype", symbol="BTCUSDT", marginType="CROSSED"),
    ),
    (
        "leverage beyond all",
        "-4028",
        ccxt.BaseError,
        raw("fapiprivate_post_leverage", symbol="BTCUSDT", leverage="500"),
    ),
]


@pytest.mark.parametrize(
    ("words", "kind", "ask"), [row[1:] for row in SPOT_REFUSALS], ids=[r[0] for r in SPOT_REFUSALS]
)
@on_loopback
async def test_spot_refuses(binance: Loopback, words: str, kind: type[ccxt.BaseError], ask: Ask) -> None:
    await _refused(binance, await trader(binance), words, kind, ask)


@pytest.mark.parametrize(
    ("words", "kind", "ask"), [row[1:] for row in SWAP_REFUSALS], ids=[r[0] for r in SWAP_REFUSALS]
)
@on_loopback
async def test_usd_m_refuses(binance: Loopback, words: str, kind: type[ccxt.BaseError], ask: Ask) -> None:
    await _refused(binance, await trader(binance, "binanceusdm"), words, kind, ask)


async def _refused(binance: Loopback, client: Any, words: str, kind: type[ccxt.BaseError], ask: Ask) -> None:
    with pytest.raises(kind, match=words) as caught:
        await ask(client)
    assert caught.type is kind or kind is ccxt.BaseError
    assert binance.requests[-1].status == 400
    assert not binance.by_hand(KEY, "GET", "/api/v3/openOrders")
    assert not binance.by_hand(KEY, "GET", "/fapi/v1/openOrders")


# -- who asks, and when ----------------------------------------------------------------------------


@on_loopback
async def test_a_wrong_secret_a_strange_key_and_no_key(binance: Loopback) -> None:
    await trader(binance)
    for key, secret, kind, code in (
        (KEY, "wrong", ccxt.AuthenticationError, "-1022"),
        ("strange", SECRET, ccxt.AuthenticationError, "-2015"),
    ):
        client = binance.client("binance", KEY, secret)
        client.apiKey = key
        with pytest.raises(kind, match=code):
            await client.fetch_balance()


@pytest.mark.parametrize("id", ["binance", "binanceusdm"])
@pytest.mark.parametrize("drift", [-2_000, 20_000])
@on_loopback
async def test_a_request_out_of_its_time_is_refused(binance: Loopback, drift: int, id: str) -> None:
    client = await trader(binance, id)
    binance.drift = drift
    with pytest.raises(ccxt.InvalidNonce, match="-1021"):
        await client.fetch_balance()
    await client.load_time_difference()
    client.options["adjustForTimeDifference"] = True
    await client.fetch_balance()


@on_loopback
async def test_a_request_that_lay_too_long_is_refused_when_it_is_carried_out(binance: Loopback) -> None:
    client = await trader(binance, timeout=100)
    binance.faults.once(Fault("hang", late=True), "POST", "/api/v3/order")
    with pytest.raises(ccxt.RequestTimeout):
        await client.create_order(SPOT, "limit", "buy", 0.1, 49_000)
    binance.drift = 20_000  # more than its recvWindow
    binance.faults.release()
    client.timeout = 10_000
    await client.load_time_difference()
    client.options["adjustForTimeDifference"] = True
    assert await client.fetch_open_orders(SPOT) == []


@on_loopback
async def test_too_many_conditions_in_one_symbol(binance: Loopback) -> None:
    client = await trader(binance)
    stops = [spot("market", "buy", 0.01, None, stopLossPrice=price) for price in range(51_000, 51_006)]
    for ask in stops[:5]:
        await ask(client)
    with pytest.raises(ccxt.BadRequest, match="MAX_NUM_ALGO_ORDERS"):
        await stops[5](client)
    await client.create_order("ETH/USDT", "limit", "buy", 1, 1_000)


@on_loopback
async def test_legs_the_wrong_way_round(binance: Loopback) -> None:
    client = await trader(binance)
    binance.depth(SPOT, [("49000", "1")], [("60000", "1")])
    legs = {"aboveType": "STOP_LOSS", "aboveStopPrice": "51000", "belowType": "LIMIT_MAKER", "belowPrice": "55000"}
    with pytest.raises(ccxt.InvalidOrder, match="relationship of the prices"):
        await client.private_post_orderlist_oco({"symbol": "BTCUSDT", "side": "BUY", "quantity": "0.1", **legs})


@pytest.mark.parametrize("trigger", [{}, {"stopLossPrice": 48_000}])
@on_loopback
async def test_an_id_in_use_is_refused_on_either_list_of_usd_m(binance: Loopback, trigger: dict[str, int]) -> None:
    client = await trader(binance, "binanceusdm")
    kind = ("market", None) if trigger else ("limit", 51_000)
    again = {"clientOrderId": "tp1", **trigger}
    await client.create_order(SWAP, kind[0], "sell", 0.1, kind[1], dict(again))
    with pytest.raises(ccxt.InvalidOrder, match="-4116"):
        await client.create_order(SWAP, kind[0], "sell", 0.1, kind[1], dict(again))


@on_loopback
async def test_weight_is_counted_told_and_limited(binance: Loopback) -> None:
    client = await trader(binance)
    used = []
    for _ in range(2):
        await client.fetch_balance()
        used.append(int(client.last_response_headers["X-MBX-USED-WEIGHT-1M"]))
    assert used[1] in (used[0] + 20, 20)  # the minute may have turned
    binance.limits["spot"] = 19
    with pytest.raises(ccxt.DDoSProtection, match="429"):
        await client.fetch_balance()
    assert 1 <= int(client.last_response_headers["Retry-After"]) <= 60
    await (await trader(binance, "binanceusdm")).fetch_balance()  # the other market counts for itself
