"""Binance's own clients trade on the loopback: an opinion on the wire that ccxt has no part in.

They check every answer against the published schema, strictly, and log a warning if it does not fit.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Self

import pytest

from tests.loopback import Loopback
from tests.loopback.redirect import client_context
from tests.loopback.stories import KEY, SECRET, SPOT, SWAP, on_loopback

MISSING = "Binance's clients are not installed: pip install -e '.[test]'"
spot_sdk: Any = pytest.importorskip("binance_sdk_spot", reason=MISSING)
futures_sdk: Any = pytest.importorskip("binance_sdk_derivatives_trading_usds_futures", reason=MISSING)
common: Any = pytest.importorskip("binance_common.configuration", reason=MISSING)
errors: Any = pytest.importorskip("binance_common.errors", reason=MISSING)


class Strict:
    """A client whose answers must fit its models.  ``ask`` runs it off the loop, as it blocks."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._api._session.close()  # nothing public closes it

    def __init__(self, binance: Loopback, make: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
        address = {"base_path": f"https://localhost:{binance.port}", "https_agent": client_context(), "retries": 0}
        binance.owner(KEY, SECRET)
        configuration = common.ConfigurationRestAPI(api_key=KEY, api_secret=SECRET, timeout=5000, **address)
        self._api = make(config_rest_api=configuration).rest_api
        self._caplog = caplog

    async def ask(self, name: str, **params: Any) -> Any:
        with self._caplog.at_level(logging.WARNING):
            answer = await asyncio.to_thread(lambda: getattr(self._api, name)(**params).data())
        assert not self._caplog.messages
        return answer


@on_loopback
async def test_spot_fits_the_published_schema(binance: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    with Strict(binance, spot_sdk.Spot, caplog) as client:
        assert {row.symbol for row in (await client.ask("exchange_info")).symbols} == {"BTCUSDT", "ETHUSDT"}
        await client.ask("time")
        order = await client.ask("new_order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity=0.2)
        assert order.status == "FILLED"
        assert len(order.fills) == 1
        limit = {"type": "LIMIT", "time_in_force": "GTC", "quantity": 0.1, "price": 49000.0}
        order = await client.ask("new_order", symbol="BTCUSDT", side="BUY", new_client_order_id="e1", **limit)
        assert (await client.ask("get_order", symbol="BTCUSDT", orig_client_order_id="e1")).order_id == order.order_id
        pair = {
            "above_type": "LIMIT_MAKER",
            "above_price": 55000.0,
            "below_type": "STOP_LOSS",
            "below_stop_price": 48000.0,
            "list_client_order_id": "pair1",
        }
        listed = await client.ask("order_list_oco", symbol="BTCUSDT", side="SELL", quantity=0.1, **pair)
        assert [report.status for report in listed.order_reports] == ["NEW", "NEW"]
        assert len(await client.ask("get_open_orders", symbol="BTCUSDT")) == 3
        assert len(await client.ask("open_order_list")) == 1
        await client.ask("get_order_list", orig_client_order_id="pair1")
        canceled = await client.ask("delete_order_list", symbol="BTCUSDT", list_client_order_id="pair1")
        assert canceled.list_order_status == "ALL_DONE"
        assert (await client.ask("delete_order", symbol="BTCUSDT", order_id=order.order_id)).status == "CANCELED"
        assert len(await client.ask("all_orders", symbol="BTCUSDT")) == 4
        assert len(await client.ask("my_trades", symbol="BTCUSDT")) == 1
        assert {row.asset for row in (await client.ask("get_account")).balances} == {"BTC", "USDT"}
        for name in ("ticker24hr", "ticker_price", "ticker_book_ticker", "depth"):
            await client.ask(name, symbol="BTCUSDT")
        await client.ask("klines", symbol="BTCUSDT", interval="1m")


@on_loopback
async def test_usd_m_fits_the_published_schema(binance: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    with Strict(binance, futures_sdk.DerivativesTradingUsdsFutures, caplog) as client:
        assert {row.symbol for row in (await client.ask("exchange_information")).symbols} == {"BTCUSDT", "ETHUSDT"}
        await client.ask("check_server_time")
        assert (await client.ask("change_initial_leverage", symbol="BTCUSDT", leverage=5)).leverage == 5
        market = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": 0.1}
        order = await client.ask("new_order", **market, new_order_resp_type="RESULT")
        assert (order.status, order.executed_qty) == ("FILLED", "0.1")
        assert (await client.ask("new_order", **market)).status == "NEW"  # what it did at once is not in this answer
        limit = {"type": "LIMIT", "time_in_force": "GTC", "quantity": 0.1, "price": 55000.0, "reduce_only": "true"}
        target = await client.ask("new_order", symbol="BTCUSDT", side="SELL", new_client_order_id="tp1", **limit)
        stop = {"type": "STOP_MARKET", "trigger_price": 48000.0, "quantity": 0.1, "reduce_only": "true"}
        algo = await client.ask(
            "new_algo_order", algo_type="CONDITIONAL", symbol="BTCUSDT", side="SELL", client_algo_id="sl1", **stop
        )
        assert algo.algo_status == "NEW"
        assert len(await client.ask("current_all_algo_open_orders", symbol="BTCUSDT")) == 1
        assert (await client.ask("query_algo_order", client_algo_id="sl1")).algo_id == algo.algo_id
        assert (
            await client.ask("query_order", symbol="BTCUSDT", orig_client_order_id="tp1")
        ).order_id == target.order_id
        assert len(await client.ask("current_all_open_orders", symbol="BTCUSDT")) == 1
        await client.ask(
            "modify_order", symbol="BTCUSDT", side="SELL", quantity=0.1, price=56000.0, order_id=target.order_id
        )
        (held,) = await client.ask("position_information_v3", symbol="BTCUSDT")
        assert (held.position_amt, held.liquidation_price) == ("0.2", "0.00000000")
        account = await client.ask("account_information_v3")
        assert len(account.positions) == len(account.assets) == 1
        assert len(await client.ask("account_trade_list", symbol="BTCUSDT")) == 2
        assert len(await client.ask("all_orders", symbol="BTCUSDT")) == 3
        for name in ("symbol_configuration", "notional_and_leverage_brackets", "user_commission_rate", "order_book"):
            await client.ask(name, symbol="BTCUSDT")
        for name in ("futures_account_balance_v3", "get_current_position_mode", "start_user_data_stream"):
            await client.ask(name)
        for name in ("ticker24hr_price_change_statistics", "symbol_price_ticker", "symbol_order_book_ticker"):
            await client.ask(name, symbol="BTCUSDT")
        assert (await client.ask("cancel_algo_order", algo_id=algo.algo_id)).code == "200"
        assert (await client.ask("cancel_order", symbol="BTCUSDT", order_id=target.order_id)).status == "CANCELED"
        assert len(await client.ask("query_all_algo_orders", symbol="BTCUSDT")) == 1
        await client.ask("cancel_all_open_orders", symbol="BTCUSDT")


@on_loopback
async def test_a_refusal_reaches_the_other_client_too(binance: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    refusal = pytest.raises(errors.BadRequestError, match="insufficient balance")
    with Strict(binance, spot_sdk.Spot, caplog) as client, refusal:
        await client.ask("new_order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity=100.0)


def published(model: Any) -> set[str]:
    """The names a model knows, and the event's own."""
    return {field.alias or name for name, field in type(model).model_fields.items()} | {"e"}


@on_loopback
async def test_user_events_fit_the_published_schema(binance: Loopback) -> None:
    binance.owner(KEY, SECRET)
    spot_models: Any = pytest.importorskip("binance_sdk_spot.websocket_api.models", reason=MISSING)
    futures_models: Any = pytest.importorskip(
        "binance_sdk_derivatives_trading_usds_futures.websocket_streams.models", reason=MISSING
    )
    events: list[Any] = []
    for desk in (binance.spot.desk, binance.futures.desk):
        desk.push = lambda _side, _key, event: events.append(event)
    market = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.2"}
    legs = {"aboveType": "LIMIT_MAKER", "abovePrice": "55000", "belowType": "STOP_LOSS", "belowStopPrice": "48000"}
    stop = {"algoType": "CONDITIONAL", "type": "STOP_MARKET", "triggerPrice": "48000", "reduceOnly": "true"}
    for path in ("/api/v3/order", "/fapi/v1/order"):
        binance.by_hand(KEY, "POST", path, **market)
    binance.by_hand(KEY, "POST", "/api/v3/orderList/oco", symbol="BTCUSDT", side="SELL", quantity="0.1", **legs)
    binance.by_hand(KEY, "POST", "/fapi/v1/algoOrder", symbol="BTCUSDT", side="SELL", quantity="0.2", **stop)
    for symbol in (SPOT, SWAP):
        binance.trade(symbol, 48_000)
    models = {
        "executionReport": spot_models.ExecutionReport,
        "outboundAccountPosition": spot_models.OutboundAccountPosition,
        "listStatus": spot_models.ListStatus,
        "ORDER_TRADE_UPDATE": futures_models.OrderTradeUpdate,
        "ACCOUNT_UPDATE": futures_models.AccountUpdate,
        "ALGO_UPDATE": futures_models.AlgoUpdate,
    }
    assert {event["e"] for event in events} == set(models)
    for event in events:
        model = models[event["e"]].from_dict(event)
        assert not set(event) - published(model), event["e"]
        if isinstance(event.get("o"), dict):
            assert not set(event["o"]) - published(model.o), event["e"]
