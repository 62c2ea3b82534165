"""What an error means, by the exchange's code and text before ccxt's class."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import ccxt
import pytest

from adapters.exchanges.binance import CODES
from adapters.exchanges.listed import RECORDS, dialect_of
from adapters.exchanges.outcomes import Outcome, classify, spoken
from core.orders import Reason

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
R = Outcome.REFUSED


def said(code: int, text: str) -> str:
    return f'binance {{"code":{code},"msg":"{text}"}}'


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (ccxt.InvalidOrder(said(-2010, "Duplicate order sent.")), Outcome.DUPLICATE, Reason.OTHER),
        (ccxt.InsufficientFunds(said(-2010, "Account has insufficient balance")), R, Reason.MARGIN),
        (ccxt.InvalidOrder(said(-2010, "Stop price would trigger immediately.")), R, Reason.WOULD_TRIGGER),
        (ccxt.InvalidOrder(said(-2010, "Order would immediately match and take.")), R, Reason.WOULD_TRIGGER),
        (ccxt.ExchangeError(said(-2021, "Order would immediately trigger.")), R, Reason.WOULD_TRIGGER),
        (ccxt.ExchangeError(said(-4118, "ReduceOnly Order Failed.")), R, Reason.REDUCE_ONLY),
        (ccxt.OrderNotFound(said(-2011, "Unknown order sent.")), Outcome.ABSENT, Reason.OTHER),
        (ccxt.InvalidOrder(said(-4116, "ClientOrderId is duplicated.")), Outcome.DUPLICATE, Reason.OTHER),
        (ccxt.InvalidNonce(said(-1021, "Timestamp is outside of the recvWindow.")), R, Reason.NOT_SENT),
        (ccxt.RequestTimeout(said(-1007, "Timeout waiting for response")), Outcome.UNKNOWN, Reason.OTHER),
        (ccxt.OperationFailed(said(-1000, "An unknown error occurred")), Outcome.UNKNOWN, Reason.OTHER),
        (ccxt.RequestTimeout("binance POST https://api.binance.com"), Outcome.UNKNOWN, Reason.OTHER),
        (ccxt.ExchangeNotAvailable("binance POST 502 Bad Gateway"), Outcome.UNKNOWN, Reason.OTHER),
        (ccxt.ExchangeError("binance truncated"), Outcome.UNKNOWN, Reason.OTHER),
        (ccxt.NullResponse("binance"), Outcome.UNKNOWN, Reason.OTHER),
        (ccxt.BadResponse("binance <html>"), Outcome.UNKNOWN, Reason.OTHER),
        (ccxt.AuthenticationError(said(-2015, "Invalid API-key")), R, Reason.OTHER),
        (ccxt.DDoSProtection("binance 418 I'm a teapot"), R, Reason.BANNED),
        (ccxt.BadRequest(said(-1013, "Filter failure: NOTIONAL")), R, Reason.FILTER),
        (ccxt.BadRequest(said(-1013, "Invalid quantity.")), R, Reason.FILTER),
        (ccxt.BadRequest(said(-1013, "Invalid quantity.").replace(":", ": ")), R, Reason.FILTER),
        (ccxt.InvalidOrder(said(-1013, "Filter failure: MAX_NUM_ALGO_ORDERS")), R, Reason.FULL),
        (ccxt.InvalidOrder(said(-2010, "Filter failure: MAX_NUM_ALGO_ORDERS")), R, Reason.FULL),
        (ccxt.InvalidOrder(said(-1013, "Filter failure: MAX_NUM_ORDER_LISTS")), R, Reason.FULL),
        (ccxt.InvalidOrder(said(-1013, "Market is closed.")), R, Reason.CLOSED),
        (ccxt.OperationRejected(said(-4045, "Reach max stop order limit.")), R, Reason.FULL),
        (ValueError("anything else"), Outcome.UNKNOWN, Reason.OTHER),
    ],
    ids=str,
)
def test_binance(error: Exception, outcome: Outcome, reason: Reason) -> None:
    verdict = classify(error, CODES, NOW)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_a_refused_connection_sent_nothing() -> None:
    class ClientConnectorError(OSError):
        """As aiohttp names it."""

    error = ccxt.ExchangeNotAvailable("binance GET https://…")
    error.__cause__ = ClientConnectorError("connection refused")
    assert classify(error, CODES, NOW).outcome is Outcome.NOT_SENT


def test_a_broken_connection_proves_nothing() -> None:
    class ServerDisconnectedError(OSError):
        """As aiohttp names it."""

    error = ccxt.ExchangeNotAvailable("binance POST https://…")
    error.__cause__ = ServerDisconnectedError()
    assert classify(error, CODES, NOW).outcome is Outcome.UNKNOWN


def test_a_ban_that_names_its_end_is_believed() -> None:
    until = NOW + timedelta(minutes=2)
    text = f"Way too many requests; IP banned until {int(until.timestamp() * 1000)}."
    assert classify(ccxt.DDoSProtection(said(-1003, text)), CODES, NOW).until == until


@pytest.mark.parametrize(
    "text",
    [
        "binance GET https://api.binance.com/api/v3/order?apiKey=SECRET&signature=SECRET 500",
        'binance {"code":-1,"msg":"no"} https://x/?signature=SECRET',
    ],
)
def test_what_is_told_to_a_person_carries_no_address(text: str) -> None:
    assert "SECRET" not in spoken(text)
    assert "SECRET" not in classify(ccxt.ExchangeError(text), CODES, NOW).text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("bitfinex Invalid order: not enough exchange balance", "Invalid order: not enough exchange balance"),
        ("bitfinex apikey: digest invalid (#10100)", "apikey: digest invalid"),
        ("coinex holds no long position of BTC/USDT:USDT; nothing was sent", None),
        ("binance GET https://api.binance.com/x 500 Internal Server Error", ""),
        ("binance apiKey=SECRET", ""),
        ("binance <html>no</html>", ""),
        ("binance", ""),
    ],
)
def test_words_without_a_code_are_told_as_they_are(said: str, told: str | None) -> None:
    assert spoken(said) == (said.partition(" ")[2] if told is None else told)


class ClientConnectorDNSError(Exception):
    """aiohttp's, by name."""


class ClientProxyConnectionError(Exception):
    """The same."""


WAYS: list[tuple[Exception, Exception | None, Outcome, str]] = [
    (
        ccxt.ExchangeNotAvailable("binance GET https://x"),
        ClientConnectorDNSError(),
        Outcome.NOT_SENT,
        "no connection; ",
    ),
    (
        ccxt.ExchangeNotAvailable("binance GET https://x"),
        ClientProxyConnectionError(),
        Outcome.NOT_SENT,
        "no connection through the proxy; check BRACKETEER_PROXIES",
    ),
    (
        ccxt.ExchangeNotAvailable("binance GET https://x"),
        None,
        Outcome.UNKNOWN,
        "the connection broke before an answer",
    ),
    (ccxt.RequestTimeout("binance GET https://x"), None, Outcome.UNKNOWN, "no answer in time"),
    (ccxt.OnMaintenance("binance GET https://x"), None, Outcome.UNKNOWN, "it is under maintenance"),
    (ccxt.OnMaintenance(said(-1, "back at noon")), None, Outcome.UNKNOWN, "back at noon"),
    (ccxt.BadResponse("binance <html>"), None, Outcome.UNKNOWN, "BadResponse"),
]


@pytest.mark.parametrize(("error", "cause", "outcome", "says"), WAYS)
def test_what_never_reached_the_exchange_is_said_in_words(
    error: Exception, cause: Exception | None, outcome: Outcome, says: str
) -> None:
    error.__cause__ = cause
    verdict = classify(error, CODES, NOW)
    assert verdict.outcome is outcome
    assert verdict.text.startswith(says)


PAGES = [
    ccxt.ExchangeNotAvailable("x GET https://api.x.com/api/v1/trade/order-detail 404 Not Found "),
    ccxt.ExchangeNotAvailable("x GET https://api.x.com/orders 404 Not Found 404 page not found"),
    ccxt.ExchangeNotAvailable(
        "x POST https://api.x.com/orders 502 Bad Gateway <html>order does not exist, minimum</html>"
    ),
    ccxt.ExchangeError("x POST https://api.x.com/orders 520 <!DOCTYPE html>duplicate, not found, reduce-only"),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page)[-40:])
@pytest.mark.parametrize("name", [record.name for record in RECORDS if record.rules is not None])
def test_a_gateways_page_proves_nothing_at_any_exchange(name: str, page: ccxt.BaseError) -> None:
    """Or an order that rests would be sent again, because a proxy did not find the exchange."""
    assert classify(page, dialect_of(name).codes, NOW).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("name", [record.name for record in RECORDS if record.limits is not None])
def test_no_answer_about_one_key_bans_the_address(name: str) -> None:
    """What a code says of one account's request must not shut out the stops of all the others."""
    dialect = dialect_of(name)
    limits = dialect.record.limits
    assert limits is not None
    about_one = {code for code, (_, reason) in dialect.codes.items() if reason is not Reason.BANNED}
    assert not [code for code in about_one if limits.bars(200, code)]
