"""An order with more trades than one answer lists: the pages after it, as each exchange's own interface turns them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.exchanges.call import Call
from adapters.exchanges.listed import dialect_of
from core.orders import Fill, OrderType, OrdStatus, PositionSide
from tests.exchanges.canned import looked
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import record, wire

MS = int(AT.timestamp() * 1000)
NEWEST = 900


def unified(count: int) -> list[dict[str, Any]]:
    """A page as ccxt returns it, oldest first: ids 901-count … 900, a millisecond apart."""
    found: list[dict[str, Any]] = []
    for n in range(NEWEST - count + 1, NEWEST + 1):
        info = {"tradeId": str(n), "billId": str(n), "id": str(n)}
        found.append({"id": str(n), "timestamp": MS + n, "order": "7001", "info": info})
    found[-1]["info"] |= {"nextPageCursor": "abc", "cursor": "abc"}
    return found


def fills(count: int) -> dict[str, Any]:
    """A page of Kraken's: of every order and market, newest first."""
    times = [datetime.fromtimestamp((MS + n) / 1000, UTC) for n in range(count)]
    return {"fills": [{"fillTime": at.isoformat().replace("+00:00", "Z")} for at in reversed(times)]}


# name, how many a page lists, what the second and third page are asked with
PAGED: tuple[tuple[str, int, dict[str, Any], dict[str, Any] | None], ...] = (
    ("Binance", 1000, {"fromId": "901", "orderId": "7001", "limit": "1000"}, None),
    ("Binance_F", 1000, {"endTime": str(MS - 99), "orderId": "7001", "limit": "1000"}, None),
    ("Bitget", 100, {"idLessThan": "801", "orderId": "7001", "limit": "100"}, None),
    ("Bitget_F", 100, {"idLessThan": "801", "orderId": "7001", "limit": "100"}, None),
    ("BloFin_F", 100, {"after": "801", "orderId": "7001", "limit": "100"}, None),
    ("Bybit", 50, {"cursor": "abc", "orderId": "7001", "limit": "50"}, None),
    ("Bybit_F", 50, {"cursor": "abc", "orderId": "7001", "limit": "50"}, None),
    ("Coinbase", 100, {"cursor": "abc", "order_ids": "7001", "limit": "100"}, None),
    ("Gate", 100, {"page": "2", "order_id": "7001", "limit": "100"}, {"page": "3"}),
    ("Gate_F", 100, {"offset": "100", "limit": "100"}, {"offset": "200"}),
    ("HTX_F", 50, {"from": "851", "direct": "next", "order_id": "7001", "limit": "50"}, None),
    ("KuCoin", 500, {"currentPage": "2", "orderId": "7001", "pageSize": "500"}, {"currentPage": "3"}),
    ("KuCoin_F", 500, {"currentPage": "2", "orderId": "7001", "pageSize": "500"}, {"currentPage": "3"}),
    ("MEXC", 100, {"endTime": str(MS + 801), "orderId": "7001", "limit": "100"}, None),
    ("OKX", 100, {"after": "801", "ordId": "7001", "limit": "100"}, None),
    ("OKX_F", 100, {"after": "801", "ordId": "7001", "limit": "100"}, None),
    ("Phemex", 200, {"offset": "200", "limit": "200"}, {"offset": "400"}),
    ("Phemex_F", 200, {"offset": "200", "limit": "200"}, {"offset": "400"}),
    ("Toobit", 500, {"endTime": str(MS + 401), "limit": "500"}, None),
    ("Toobit_F", 500, {"endTime": str(MS + 401), "limit": "500"}, None),
    ("Kraken_F", 100, {"lastFillTime": "2026-11-20T12:00:00.001Z"}, None),
)


def page(name: str, count: int) -> Any:
    return fills(count) if name == "Kraken_F" else {"data": unified(count)} if name == "Phemex_F" else unified(count)


def asked(name: str, call: Call) -> dict[str, str]:
    """What real ccxt makes of it."""
    row = next(row for row in MARKETS if row.name == name)
    (sent,) = record(wire(dialect_of(name), row.market, (), row.cls()), call)
    return {key: str(value) for key, value in (sent.get("query") or {}).items()}


@pytest.mark.parametrize(
    ("name", "size", "second", "third"), PAGED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_full_page_leads_to_the_next(
    name: str, size: int, second: dict[str, str], third: dict[str, str] | None
) -> None:
    dialect = dialect_of(name)
    market = wire(dialect, next(row.market for row in MARKETS if row.name == name)).market
    first = dialect.trades(market, "7001")
    assert dialect.more_trades(first, page(name, size - 1)) is None
    following = dialect.more_trades(first, page(name, size))
    assert following is not None
    assert second.items() <= asked(name, following).items()
    if third is not None:
        last = dialect.more_trades(following, page(name, size))
        assert last is not None
        assert third.items() <= asked(name, last).items()


# -- a look ---------------------------------------------------------------------------------------

ENTRY = order("e1", OrderType.LIMIT, PositionSide.LONG, quantity=D(3), price=D(100000))


def book(count: int) -> list[tuple[str, str]]:
    """Kraken's fills, a hundred an answer, newest first: the newest hundred are another market's."""

    def spelled(at: int) -> str:
        return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def fill(n: int) -> dict[str, Any]:
        found = {"fill_id": f"f{n}", "side": "buy", "size": 0.01, "price": 100000, "fillTime": spelled(MS - n * 1000)}
        return found | {"order_id": "7001" if n >= 100 else "8", "symbol": "PF_XBTUSD" if n >= 100 else "PF_ETHUSD"}

    pages = [[fill(n) for n in range(at, min(at + 100, count))] for at in range(0, count, 100)]
    before = [spelled(MS - (at - 1) * 1000 + 1).replace(":", "%3A") for at in range(100, count + 1, 100)]
    answers = [(time, json.dumps({"fills": rows})) for time, rows in zip(before, [*pages[1:], []], strict=False)]
    return [*answers, ("/fills", json.dumps({"fills": pages[0]}))]


REST = (
    ("openorders", '{"result": "success", "openOrders": []}'),
    ("orders/status", '{"result": "success", "orders": []}'),
    ("openpositions", '{"result": "success", "openPositions": []}'),
)


def history(filled: str) -> str:
    done = {"uid": "7001", "clientId": ENTRY.id, "filled": filled, "quantity": "0"}
    return json.dumps({"elements": [{"event": {"OrderPlaced": {"order": done}}}]})


@pytest.mark.parametrize(("count", "known"), [(400, True), (399, False)])
def test_fills_beyond_the_last_hundred_are_found(count: int, known: bool) -> None:
    """Three coins in trades of 0.01, which another market's have pushed down the list by a page."""
    asked: list[str] = []
    answers = [
        *book(count),
        *REST,
        ("/orders", history("3")),
    ]
    (report,) = looked("Kraken_F", [ENTRY], answers, times=3, heard=asked.append).reports
    found = (OrdStatus.FILLED, Fill(D(3), D(300000))) if known else (OrdStatus.NEW, Fill())
    assert (report.charged, report.status, report.taken) == (known, *found)
    pages = [url for url in asked if "/fills" in url]
    assert len(pages) == (4 if known else 4 + 2)  # the deeper ones are asked for once


@pytest.mark.parametrize("amiss", ['{"result": "error", "error": "invalidArgument"}', '{"fills": [{}]}'])
def test_a_page_that_is_refused_blinds_nobody(amiss: str) -> None:
    answers = [
        ("lastFillTime", amiss),
        *[answer for answer in book(400) if answer[0] == "/fills"],
        *REST,
        ("/orders", history("3")),
    ]
    (report,) = looked("Kraken_F", [ENTRY], answers).reports
    assert (report.status, report.taken) == (OrdStatus.NEW, Fill())


def test_a_full_page_that_is_not_as_documented_leads_nowhere() -> None:
    odd = [("/fills", json.dumps({"fills": [{"fillTime": None}] * 100}))]
    answers = [
        *odd,
        *REST,
        ("/orders", history("3")),
    ]
    assert len(looked("Kraken_F", [ENTRY], answers).reports) == 1
