"""Whatever owners and the market do, the loopback's books add up: it must be right for a client to be found wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loopback import Loopback
from tests.loopback.stories import KEY, SECRET, SPOT, SWAP
from tests.loopback.terms import ZERO, Refusal

BTC = {"symbol": "BTCUSDT"}
PRICES = st.integers(480, 520).map(lambda hundreds: str(hundreds * 100))
AMOUNTS = st.integers(1, 40).map(lambda cents: str(Decimal(cents) / 100))
SIDES = st.sampled_from(["BUY", "SELL"])
Step = tuple[str, dict[str, Any]]


def step(what: str, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(what), st.fixed_dictionaries(parts))


COMMON = [
    step("trade", price=PRICES, quantity=AMOUNTS),
    step("market", side=SIDES, quantity=AMOUNTS),
    step("limit", side=SIDES, quantity=AMOUNTS, price=PRICES),
    step("cancel", which=st.integers(0, 5)),
]
REDUCE = st.sampled_from(["true", "false"])
ON_SPOT = st.lists(
    st.one_of(
        *COMMON,
        step("stop", side=SIDES, quantity=AMOUNTS, stopPrice=PRICES),
        step("pair", quantity=AMOUNTS, abovePrice=PRICES, belowStopPrice=PRICES),
    ),
    max_size=25,
)
ON_SWAP = st.lists(
    st.one_of(
        *COMMON,
        step("reduce", side=SIDES, quantity=AMOUNTS, price=PRICES),
        step(
            "algo",
            side=SIDES,
            quantity=AMOUNTS,
            triggerPrice=PRICES,
            reduceOnly=REDUCE,
            type=st.sampled_from(["STOP_MARKET", "TAKE_PROFIT_MARKET"]),
        ),
    ),
    max_size=25,
)


def opened() -> Loopback:
    binance = Loopback(seed=0, latency=0.0)
    binance.owner(KEY, SECRET, {"USDT": Decimal(50_000), "BTC": Decimal(1)}, Decimal(50_000))
    return binance


def act(binance: Loopback, symbol: str, what: str, parts: dict[str, Any]) -> None:
    """One step by hand; a refusal is as good an answer as any."""
    api = "/fapi/v1/" if symbol == SWAP else "/api/v3/"
    limit = {"type": "LIMIT", "timeInForce": "GTC"}
    requests: dict[str, tuple[str, dict[str, str]]] = {
        "market": ("order", {"type": "MARKET"}),
        "limit": ("order", limit),
        "reduce": ("order", {**limit, "reduceOnly": "true"}),
        "stop": ("order", {"type": "STOP_LOSS"}),
        "pair": ("orderList/oco", {"side": "SELL", "aboveType": "LIMIT_MAKER", "belowType": "STOP_LOSS"}),
        "algo": ("algoOrder", {"algoType": "CONDITIONAL"}),
    }
    try:
        if what == "trade":
            binance.trade(symbol, parts["price"], parts["quantity"])
        elif what == "cancel":
            rows = binance.by_hand(KEY, "GET", api + "openOrders")
            for row in rows[parts["which"] : parts["which"] + 1]:
                binance.by_hand(KEY, "DELETE", api + "order", **BTC, orderId=str(row["orderId"]))
        else:
            path, more = requests[what]
            binance.by_hand(KEY, "POST", api + path, **BTC, **more, **parts)
    except Refusal:
        return


@settings(max_examples=80, deadline=None, derandomize=True)
@given(ON_SPOT)
def test_spot_money_is_conserved_and_locked_as_the_open_orders_say(steps: list[Step]) -> None:
    binance = opened()
    binance.trade(SPOT, 50_000)
    account = binance.spot.accounts[KEY]
    for what, parts in steps:
        act(binance, SPOT, what, parts)
        coins, quote, fees = Decimal(1), Decimal(50_000), {"BTC": ZERO, "USDT": ZERO}
        for fill in account.fills:
            sign = 1 if fill.order.side == "BUY" else -1
            coins, quote = coins + sign * fill.quantity, quote - sign * fill.price * fill.quantity
            fees[fill.asset] += fill.commission
        totals = {asset: account.free[asset] + account.locked.get(asset, ZERO) for asset in ("BTC", "USDT")}
        assert totals == {"BTC": coins - fees["BTC"], "USDT": quote - fees["USDT"]}
        assert all(amount >= 0 for amount in account.free.values())
        holds = {id(order.hold): order.hold for order in account.open_orders() if order.hold is not None}
        for asset in ("BTC", "USDT"):
            held = sum((hold.amount for hold in holds.values() if hold.asset == asset), ZERO)
            assert account.locked.get(asset, ZERO) == held
        for pair in account.lists.values():
            assert sum(order.filled > 0 for order in pair.orders) <= 1
            assert len({order.open for order in pair.orders}) == 1 or any(o.working and o.open for o in pair.orders)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(ON_SWAP)
def test_usd_m_positions_are_their_fills_and_nothing_reduces_beyond_zero(steps: list[Step]) -> None:
    binance = opened()
    binance.trade(SWAP, 50_000)
    account = binance.futures.accounts[KEY]
    for what, parts in steps:
        act(binance, SWAP, what, parts)
        amount = wallet = ZERO
        for fill in account.fills:
            before, amount = amount, amount + (fill.quantity if fill.order.side == "BUY" else -fill.quantity)
            wallet += fill.realized - fill.commission
            if fill.order.reduce_only:
                assert abs(amount) < abs(before)
                assert amount * before >= 0
        assert account.position("BTCUSDT", "BOTH").amount == amount
        assert account.wallet == 50_000 + wallet
        if not amount:
            assert not [order for order in account.open_orders() if order.reduce_only]
        for algo in binance.algos.all(account).values():
            assert algo.sent == (algo.order.id in account.orders)
            assert (algo.status == "FINISHED") == (algo.sent and not algo.order.open)
