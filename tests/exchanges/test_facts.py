"""Facts of an account: leverage and margin mode, which a person changes on the website, and what asks for them when;
and that nothing waits in silence while an exchange has us wait."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.facts import LEVERAGE_AGE, LEVERAGE_KEPT
from adapters.exchanges.limiter import PATIENCE, Address, Limiter
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.through_ccxt import WAITS, CcxtExchange
from adapters.exchanges.wire import Wire
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.ports import Facts, Unreachable
from tests.exchanges.bench import is_ours
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.on_loopback import KEY, SYMBOLS
from tests.exchanges.recorder import Request, wire
from tests.exchanges.test_reviewed_lines import Street, on_loopback

SWAP = SYMBOLS["Binance_F"]
CONFIG = "fapi/v1/symbolConfig"


def config(leverage: int, margin: str = "CROSSED") -> str:
    return json.dumps([{"symbol": "BTCUSDT", "marginType": margin, "leverage": leverage}])


class Told:
    """Binance USD-M as it answers, which a story may change, and what was asked of it."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {
            CONFIG: config(10),
            "fapi/v1/ticker": json.dumps({"symbol": "BTCUSDT", "lastPrice": "60000"}),
            "fapi/v3/account": json.dumps({"assets": [{"asset": "USDT", "walletBalance": "1000"}]}),
            "fapi/v3/positionRisk": "[]",
            "leverageBracket": json.dumps([{"symbol": "BTCUSDT", "brackets": []}]),
            "fapi/v1/openOrders": "[]",
            "fapi/v1/openAlgoOrders": "[]",
            "positionSide/dual": json.dumps({"dualSidePosition": False}),
        }
        self.kept: list[Request] = []
        self.silent = ""  # part of a route that does not answer

    def asked(self, part: str) -> int:
        """How often a route was asked."""
        return sum(part in request["http"] for request in self.kept)


def on_table(tell: Callable[[CcxtExchange, Told, VirtualClock], Awaitable[None]]) -> None:
    row = next(row for row in MARKETS if row.name == "Binance_F")

    async def story(clock: VirtualClock) -> None:
        dialect, told = dialect_of("Binance_F"), Told()
        found = wire(dialect, row.market, [], row.cls())
        assert dialect.record.limits is not None

        async def fetch(url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
            if told.silent and told.silent in url:
                await clock.sleep(3600)
            time = json.dumps({"serverTime": int(clock.now().timestamp() * 1000)})
            found.answers = [*told.answers.items(), ("fapi/v1/time", time)]
            return await found.fetch(url, method, headers, body)

        found.client.fetch, told.kept = fetch, found.kept
        line = Wire(found.client, dialect, Limiter(Address(clock, dialect.record.limits)), clock)
        exchange = CcxtExchange(line, clock, is_ours)
        try:
            await tell(exchange, told, clock)
        finally:
            await exchange.aclose()

    run_virtual(story, AT)


def of(facts: Facts) -> tuple[int, bool]:
    return int(facts.leverage), facts.isolated


def test_leverage_and_margin_mode_are_asked_for_again_while_an_account_is_in_use_and_no_message_waits_for_it() -> None:
    async def story(exchange: CcxtExchange, told: Told, clock: VirtualClock) -> None:
        assert of(await exchange.facts(SWAP)) == (10, False)
        assert told.asked(CONFIG) == 1
        told.answers[CONFIG] = config(25, "ISOLATED")
        await clock.sleep(LEVERAGE_AGE.total_seconds() + 15)  # behind the money, which is renewed every ten seconds
        assert told.asked(CONFIG) == 2
        before = len(told.kept)
        assert of(await exchange.facts(SWAP)) == (25, True)
        assert [request["http"] for request in told.kept[before:] if "ticker" not in request["http"]] == []

    on_table(story)


def test_after_a_pause_it_is_asked_for_beside_the_money() -> None:
    async def story(exchange: CcxtExchange, told: Told, clock: VirtualClock) -> None:
        await exchange.facts(SWAP)
        await clock.sleep(timedelta(hours=1).total_seconds())
        told.answers[CONFIG] = config(3)
        before = told.asked(CONFIG)
        assert of(await exchange.facts(SWAP)) == (3, False)
        assert told.asked(CONFIG) == before + 1

    on_table(story)


def test_what_was_known_goes_on_where_asking_fails_so_that_a_close_is_not_held_up() -> None:
    async def story(exchange: CcxtExchange, told: Told, clock: VirtualClock) -> None:
        await exchange.facts(SWAP)
        told.answers[CONFIG] = "[]"
        await clock.sleep(LEVERAGE_KEPT.total_seconds() + 60)
        assert of(await exchange.facts(SWAP)) == (10, False)

    on_table(story)


def test_without_any_answer_nothing_is_planned() -> None:
    async def story(exchange: CcxtExchange, told: Told, _clock: VirtualClock) -> None:
        told.answers[CONFIG] = "[]"
        with pytest.raises(Unreachable, match="tells no leverage"):
            await exchange.facts(SWAP)

    on_table(story)


def test_the_setting_of_a_real_client_is_seen() -> None:
    async def story(street: Street) -> None:
        exchange = await street.open()
        assert not (await exchange.facts(SWAP)).isolated
        await exchange.aclose()
        street.binance.by_hand(KEY, "POST", "/fapi/v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
        exchange = await street.open()
        assert (await exchange.facts(SWAP)).isolated
        await exchange.aclose()

    on_loopback(story)


MODES: list[tuple[str, Any, bool]] = [
    # the exchange, the answer as ccxt tells it, whether a new position stands on its own
    ("Binance_F", {"marginMode": "isolated", "longLeverage": 5}, True),
    ("Binance_F", {"marginMode": "cross", "longLeverage": 5}, False),
    ("Toobit_F", {"marginMode": "isolated"}, True),
    ("Bybit_F", {"marginMode": "isolated"}, True),  # of the account, asked for apart
    ("Gate_F", [{"marginMode": "isolated"}], True),
    ("Phemex_F", [{"marginMode": "cross"}], False),
    ("CoinEx_F", [{"marginMode": "isolated"}], True),
    ("CoinEx_F", [], False),
    ("Bitget_F", {"marginMode": "isolated"}, False),  # our orders name cross margin
    ("MEXC_F", {"marginMode": "isolated"}, False),
    ("Bitfinex_F", [], True),  # there is no other
    ("Kraken_F", {"longLeverage": 5}, True),  # a preference is what isolates
    ("Kraken_F", {"longLeverage": None}, False),
]


@pytest.mark.parametrize(("name", "answer", "isolated"), MODES)
def test_whether_a_new_position_stands_on_its_own(name: str, answer: Any, isolated: bool) -> None:
    assert dialect_of(name).isolated_told(answer) is isolated


def test_where_the_margin_mode_is_the_accounts_it_is_asked_for() -> None:
    row = next(row for row in MARKETS if row.name == "Bybit_F")
    dialect = dialect_of(row.name)
    found = wire(dialect, row.market, cls=row.cls())
    call = dialect.margin(found.market)
    assert call is not None
    assert call.method == "fetch_margin_mode"
    mode = found.client.parse_margin_mode({"marginMode": "ISOLATED_MARGIN"}, found.market.raw)
    assert dialect.isolated_told(mode)
    assert dialect_of("Binance_F").margin(found.market) is None


@pytest.mark.parametrize("isolated", [True, False])
def test_an_open_position_says_it_too(isolated: bool) -> None:
    async def story(exchange: CcxtExchange, told: Told, _clock: VirtualClock) -> None:
        row = {
            "symbol": "BTCUSDT",
            "positionSide": "BOTH",
            "positionAmt": "0.1",
            "entryPrice": "60000",
            "liquidationPrice": "54300",
            "isolatedMargin": "600" if isolated else "0",
            "isolatedWallet": "600" if isolated else "0",
            "notional": "6000",
            "initialMargin": "600",
            "maintMargin": "30",
            "unRealizedProfit": "0",
            "markPrice": "60000",
        }
        told.answers["fapi/v3/positionRisk"] = json.dumps([row])
        facts = await exchange.facts(SWAP)
        assert facts.isolated is isolated
        assert [(p.quantity, p.liquidation) for p in facts.positions] == [(D("0.1"), D(54300))]

    on_table(story)


# -- waiting ----------------------------------------------------------------------------------------

STOP = order("sl", OrderType.STOP, PositionSide.LONG, trigger=D(50000))
ENTRY = order("e1", OrderType.MARKET, PositionSide.LONG)


def now(one: Order, clock: VirtualClock) -> Order:
    return replace(one, decided_at=clock.now(), not_after=clock.now() + timedelta(seconds=1))


@pytest.mark.parametrize("one", [ENTRY, STOP], ids=["entry", "stop"])
def test_an_order_whose_account_is_not_told_in_time_is_not_sent(one: Order) -> None:
    async def story(exchange: CcxtExchange, told: Told, clock: VirtualClock) -> None:
        told.silent = "positionSide/dual"
        before = clock.now()
        report = await exchange.submit(SWAP, now(one, clock), PositionSide.LONG)
        assert (report.status, report.reason) == (OrdStatus.REJECTED, Reason.NOT_SENT)
        assert report.text == "Binance does not answer in time"
        assert clock.now() - before == timedelta(seconds=1)
        assert told.asked("rder") == 0

    on_table(story)


CHANGES: dict[str, Callable[[CcxtExchange, VirtualClock], Awaitable[object]]] = {
    "cancel": lambda exchange, clock: exchange.cancel(SWAP, now(STOP, clock)),
    "stop": lambda exchange, clock: exchange.submit(SWAP, now(STOP, clock), PositionSide.LONG),
    "entry": lambda exchange, clock: exchange.submit(SWAP, now(ENTRY, clock), PositionSide.LONG),
    "look": lambda exchange, _clock: exchange.look(SWAP, ()),
    "facts": lambda exchange, _clock: exchange.facts(SWAP),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("status", "seconds"), [(429, "30"), (418, "600")])
def test_a_pause_is_told_at_once_to_whoever_asks(change: str, status: int, seconds: str) -> None:
    async def story(exchange: CcxtExchange, told: Told, clock: VirtualClock) -> None:
        await exchange.facts(SWAP)
        await clock.sleep(3)  # so that a price is asked for
        exchange._wire._limiter.heard(status, {"Retry-After": seconds})
        before, asked = clock.now(), len(told.kept)
        with pytest.raises(Unreachable, match=r"too many requests, until .* UTC; nothing was sent") as caught:
            await CHANGES[change](exchange, clock)
        assert caught.value.until == before + timedelta(seconds=int(seconds))
        assert (clock.now(), len(told.kept)) == (before, asked)

    on_table(story)


@pytest.mark.parametrize("change", ["cancel", "stop", "entry"])
def test_nothing_that_changes_something_waits_long_for_its_turn(change: str) -> None:
    """A pause that looks sit out in silence, because they come again anyway."""

    async def story(exchange: CcxtExchange, told: Told, clock: VirtualClock) -> None:
        await exchange.facts(SWAP)
        pause = WAITS + timedelta(seconds=1)
        assert pause <= PATIENCE
        exchange._wire._limiter.heard(429, {"Retry-After": str(pause.seconds)})
        before, asked = clock.now(), len(told.kept)
        with pytest.raises(Unreachable, match=r"leaves no room before .*; nothing was sent") as caught:
            await CHANGES[change](exchange, clock)
        assert caught.value.until == before + pause
        assert (clock.now(), len(told.kept)) == (before, asked)
        assert (await exchange.look(SWAP, ())).missing == ()
        assert clock.now() == before + pause

    on_table(story)
