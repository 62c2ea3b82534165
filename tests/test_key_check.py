"""What exchanges say of a key: their documents' own example answers, and every way of not getting one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import ccxt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.account import Account, Credentials, Permissions
from adapters.exchanges.connecting import make_client
from adapters.exchanges.key_check import (
    CcxtKeyCheck,
    CouldNotAsk,
    KeyRefused,
    NoSuchExchange,
    ccxt_client,
)
from adapters.exchanges.listed import RECORDS, dialect_of, record_of
from adapters.exchanges.record import Record
from bot.accounts import EXCHANGES, is_spot
from tests.canaries import KEY, PASSPHRASE, SECRET64
from tests.key_kit import answering

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FIELDS = {"apiKey": KEY, "secret": SECRET64, "password": PASSPHRASE}
PEM = (  # Coinbase signs with such a key
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    .decode()
)
NOT_IN_CCXT = {"Bitunix", "CoinEx"}  # only where a class of our own is listed


class Stopped:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep_until(self, at: datetime) -> None:
        raise AssertionError(at)


def account(name: str, testnet: bool = False) -> Account:
    exchange = name.partition(":")[0].lower().removesuffix("_f")
    return Account(name, exchange, is_spot(name), testnet)


def asked(name: str, answers: Mapping[str, Any], testnet: bool = False) -> Permissions:
    answers = {**answers, "user/uid": UID}
    check = CcxtKeyCheck(Stopped(), answering(answers))  # type: ignore[arg-type]  # only ``now`` is used
    fields = FIELDS | {"secret": PEM} if name == "Coinbase" else FIELDS
    return asyncio.run(check.permissions(account(name, testnet), Credentials(fields)))


BINANCE = {
    "ipRestrict": False,
    "createTime": 1698645219000,
    "enableReading": True,
    "enableWithdrawals": False,
    "enableInternalTransfer": False,
    "enableMargin": False,
    "enableFutures": False,
    "permitsUniversalTransfer": False,
    "enableVanillaOptions": False,
    "enableFixApiTrade": False,
    "enableFixReadOnly": True,
    "enableSpotAndMarginTrading": False,
    "enablePortfolioMarginTrading": False,
}
BYBIT = {
    "retCode": 0,
    "retMsg": "",
    "result": {
        "id": "13770661",
        "note": "readwrite api",
        "apiKey": "xxx",
        "readOnly": 0,
        "secret": "",
        "permissions": {
            "ContractTrade": ["Order", "Position"],
            "Spot": ["SpotTrade"],
            "Options": ["OptionsTrade"],
            "Wallet": ["AccountTransfer", "SubMemberTransfer"],
            "Derivatives": ["DerivativesTrade"],
            "Exchange": ["ExchangeHistory"],
            "Earn": ["Earn"],
            "BlockTrade": [],
            "Affiliate": [],
            "NFT": [],
        },
        "ips": ["*"],
        "type": 1,
        "deadlineDay": 83,
        "unified": 0,
        "uta": 0,
        "isMaster": True,
    },
    "time": 1684746243988,
}
OKX = {
    "code": "0",
    "msg": "",
    "data": [{"acctLv": "2", "autoLoan": False, "ip": "", "perm": "read_only,withdraw,trade", "posMode": "net_mode"}],
}
BITGET = {
    "code": "00000",
    "msg": "success",
    "requestTime": 1695808949356,
    "data": {"userId": "1", "ips": "127.0.0.1", "authorities": ["trade", "readonly"], "traderType": "trader"},
}
KUCOIN = {
    "code": "200000",
    "data": {
        "remark": "account1",
        "apiKey": "6705f5c311545b000157d3eb",
        "apiVersion": 3,
        "uid": 165111215,
        "permission": "General,Futures,Spot,Earn,InnerTransfer,Transfer,Margin",
        "isMaster": True,
        "ipWhitelist": "203.0.113.5",
        "createdAt": 1728443843000,
    },
}
GATE = {
    "state": 1,
    "mode": 1,
    "name": "bot",
    "user_id": 1,
    "currency_pairs": [],
    "ip_whitelist": ["203.0.113.5"],
    "perms": [{"name": "spot", "read_only": False}, {"name": "futures", "read_only": True}],
    "key": FIELDS["apiKey"],
}
KRAKEN = {
    "error": [],
    "result": {
        "apiKeyName": "my-api-key",
        "apiKey": "4/SDrD",
        "nonce": "1772627060997",
        "nonceWindow": 0,
        "permissions": ["query-funds", "withdraw-funds", "query-open-trades", "modify-trades"],
        "validUntil": "0",
        "createdTime": "1772542900",
        "ipAllowlist": [],
        "lastUsed": "1772627061",
    },
}
COINBASE = {"can_view": True, "can_trade": False, "can_transfer": True, "portfolio_uuid": "u", "portfolio_type": "D"}
BITFINEX = [["account", 1, 1], ["orders", 1, 1], ["positions", 1, 1], ["wallets", 1, 1], ["withdraw", 1, 0]]


BLOFIN: dict[str, Any] = {
    "code": "0",
    "msg": "success",
    "data": {
        "uid": "1",
        "apiName": "read_test",
        "apiKey": "x",
        "readOnly": 0,
        "ips": ["203.0.113.5"],
        "type": 1,
        "expireTime": "1597026383085",
        "parentUid": "0",
    },
}


def htx(permission: str, addresses: str) -> dict[str, Any]:
    found = {"accessKey": KEY, "status": "normal", "note": "1", "permission": permission, "ipAddresses": addresses}
    return {"code": 200, "message": "success", "data": [found | {"validDays": -1, "createTime": 1591348751000}]}


HTX = htx("readOnly,trade", "203.0.113.5,203.0.113.6")
UID = {"code": 200, "data": 63628520}


def bybit(**changed: Any) -> dict[str, Any]:
    result = dict(BYBIT["result"])  # type: ignore[call-overload]
    if "permissions" in changed:
        changed["permissions"] = {**result["permissions"], **changed["permissions"]}
    return {**BYBIT, "result": {**result, **changed}}


def okx(**changed: str) -> dict[str, Any]:
    return {**OKX, "data": [{**OKX["data"][0], **changed}]}  # type: ignore[dict-item]


def bitget(*authorities: str, ips: str = "") -> dict[str, Any]:
    return {**BITGET, "data": {"userId": "1", "ips": ips, "authorities": list(authorities)}}


def kucoin(permission: str) -> dict[str, Any]:
    return {**KUCOIN, "data": {"permission": permission}}


def gate(*perms: tuple[str, bool]) -> dict[str, Any]:
    return {**GATE, "perms": [{"name": name, "read_only": only} for name, only in perms]}


def may(trade: bool | None, withdraw: bool | None, bound: bool | None) -> Permissions:
    return Permissions(trade, withdraw, bound)


B, Y, C, G, K = "sapi/v1/account/apiRestrictions", "user/query-api", "account/config", "account/main_keys", "api-key"
T, R = "spot/account/info", "GetApiKeyInfo"
SAID: list[tuple[str, str, Any, Permissions]] = [
    ("Binance", B, BINANCE, may(False, False, False)),
    ("Binance", B, BINANCE | {"enableSpotAndMarginTrading": True, "ipRestrict": True}, may(True, False, True)),
    ("Binance", B, BINANCE | {"enableFutures": True}, may(False, False, False)),
    ("Binance_F", B, BINANCE | {"enableFutures": True}, may(True, False, False)),
    ("Binance_F", B, BINANCE | {"enablePortfolioMarginTrading": True}, may(True, False, False)),
    ("Binance_F", B, BINANCE | {"enableWithdrawals": True}, may(False, True, False)),
    ("ByBit_F", Y, BYBIT, may(True, False, False)),
    ("ByBit", Y, bybit(ips=["203.0.113.5"]), may(True, False, True)),
    ("ByBit", Y, bybit(permissions={"Spot": []}), may(False, False, False)),
    ("ByBit_F", Y, bybit(permissions={"Wallet": ["AccountTransfer", "Withdraw"]}), may(True, True, False)),
    ("ByBit_F", Y, bybit(readOnly=1, permissions={"Wallet": ["Withdraw"]}), may(False, False, False)),
    ("OKX", C, OKX, may(True, True, False)),
    ("OKX_F", C, okx(perm="read_only,trade", ip="203.0.113.5,203.0.113.6"), may(True, False, True)),
    ("OKX", C, okx(perm="read_only"), may(False, False, False)),
    ("Bitget", T, BITGET, may(True, False, True)),
    ("Bitget_F", T, bitget("coow", "cpow", "stor", "wtow"), may(True, False, False)),
    ("Bitget", T, bitget("coow", "cpow", "stor"), may(False, False, False)),
    ("Bitget", T, bitget("stow", "wwow"), may(True, True, False)),
    ("KuCoin", K, KUCOIN, may(True, True, True)),
    ("KuCoin_F", K, kucoin("General, Futures"), may(True, False, False)),
    ("KuCoin", K, kucoin("General,Futures"), may(False, False, False)),
    ("KuCoin", K, kucoin("General,Spot,Withdrawal"), may(True, True, False)),
    ("Gate", G, GATE, may(True, None, True)),
    ("Gate_F", G, [{"key": "other", "perms": []}, GATE], may(False, None, True)),
    ("Gate_F", G, gate(("futures", False), ("withdrawal", False)), may(True, True, True)),
    ("Gate_F", G, [{"key": "a"}, {"key": "b"}], may(None, None, None)),
    ("Kraken", R, KRAKEN, may(True, True, False)),
    ("Coinbase", "key_permissions", COINBASE, may(False, True, None)),
    ("HTX", "user/api-key", HTX, may(True, False, True)),
    ("HTX_F", "user/api-key", htx("readOnly,trade,withdraw", ""), may(True, True, False)),
    ("HTX", "user/api-key", htx("readOnly", "203.0.113.5"), may(False, False, True)),
    ("HTX", "user/api-key", {"code": 1002, "message": "forbidden"}, may(None, None, None)),  # a sub-user's
    ("BloFin_F", "query-apikey", BLOFIN, may(True, None, True)),
    (
        "BloFin_F",
        "query-apikey",
        {"code": "0", "data": {**BLOFIN["data"], "readOnly": 1, "ips": []}},
        may(False, None, False),
    ),
    ("Bitfinex", "auth/r/permissions", BITFINEX, may(True, False, None)),
    ("Bitfinex", "auth/r/permissions", [["orders", 1, 0], ["withdraw", 0, 1]], may(False, True, None)),
]


@pytest.mark.parametrize(("name", "path", "answer", "expected"), SAID)
def test_a_documented_answer_is_understood(name: str, path: str, answer: Any, expected: Permissions) -> None:
    assert asked(name, {path: answer}) == expected


@pytest.mark.parametrize("name", ["Kraken_F", "MEXC", "MEXC_F", "Phemex_F", "Toobit_F"])
def test_some_exchanges_do_not_tell_and_are_not_asked(name: str) -> None:
    assert asked(name, {}) == Permissions()


@pytest.mark.parametrize("name", ["Binance", "Binance_F"])
def test_a_testnet_without_the_route_does_not_tell(name: str) -> None:
    assert asked(name, {B: BINANCE}, testnet=True) == Permissions()


@pytest.mark.parametrize(
    ("name", "path", "answer"),
    [
        ("Binance", B, {}),
        ("Binance", B, BINANCE | {"enableWithdrawals": None}),
        ("Binance", B, BINANCE | {"enableWithdrawals": "perhaps"}),
        ("Binance", B, []),
        ("ByBit", Y, {"retCode": 0, "result": {}}),
        ("ByBit", Y, {"retCode": 0}),
        ("OKX", C, {"code": "0", "data": []}),
        ("OKX", C, okx(perm="")),
        ("Bitget", T, bitget()),
        ("KuCoin", K, kucoin("")),
        ("HTX", "user/api-key", htx("", "")),
        ("HTX", "user/api-key", {"code": 200, "data": []}),
        ("HTX", "user/api-key", {"code": 200, "data": [{"accessKey": "another"}]}),
        ("BloFin_F", "query-apikey", {"code": "0", "data": {}}),
        ("Gate", G, {"key": FIELDS["apiKey"]}),
        ("Kraken", R, {"error": [], "result": None}),
        ("Coinbase", "key_permissions", {"can_view": True}),
        ("Bitfinex", "auth/r/permissions", [["orders", 1, 1]]),
        ("Bitfinex", "auth/r/permissions", None),
    ],
)
def test_an_answer_that_is_not_as_documented_is_never_a_yes(name: str, path: str, answer: Any) -> None:
    """Nothing may pass for a key that cannot withdraw."""
    with pytest.raises(CouldNotAsk, match=r"documents do not say|means nothing here") as caught:
        asked(name, {path: answer})
    clean(caught.value)


WRONG = '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}'
FAILURES: list[tuple[str, Mapping[str, Any], type[Exception], str]] = [
    (
        "Binance",
        {B: (400, WRONG)},
        KeyRefused,
        r"^Binance refuses the key \(-2015: Invalid API-key, IP, or permissions",
    ),
    ("OKX", {C: (401, '{"msg":"Invalid OK-ACCESS-KEY","code":"50111"}')}, KeyRefused, r"^OKX refuses .*50111: Invalid"),
    ("Kraken", {R: (200, '{"error":["EAPI:Invalid key"]}')}, KeyRefused, r"^Kraken refuses the key \(EAPI:Invalid key"),
    ("Binance", {B: (400, '{"code":-1021,"msg":"Timestamp ahead"}')}, CouldNotAsk, "machine's clock; set it"),
    ("Binance", {B: (418, '{"code":-1003,"msg":"Too much"}')}, CouldNotAsk, "asked too often from here"),
    (
        "Binance",
        {B: (502, f"<html>{KEY}</html>")},
        CouldNotAsk,
        "^Binance cannot be reached: the connection broke before an answer$",
    ),
    ("Binance", {B: ccxt.RequestTimeout(KEY)}, CouldNotAsk, "^Binance cannot be reached: no answer in time$"),
    ("Binance", {B: ccxt.ExchangeNotAvailable(KEY)}, CouldNotAsk, "cannot be reached: the connection broke before"),
    ("Binance", {B: ccxt.OnMaintenance(KEY)}, CouldNotAsk, "cannot be reached: it is under maintenance$"),
    ("Binance", {B: ccxt.PermissionDenied(KEY)}, CouldNotAsk, "does not let this key ask"),
    ("Binance", {B: ccxt.ExchangeError(KEY)}, CouldNotAsk, "gave an answer that means nothing here$"),
    ("Kraken", {R: ValueError(KEY)}, KeyRefused, "no key of Kraken: the secret is not in its form"),
]


@pytest.mark.parametrize(("name", "answers", "kind", "says"), FAILURES)
def test_a_failure_is_one_line_without_a_word_of_the_request(
    name: str, answers: Mapping[str, Any], kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=says) as caught:
        asked(name, answers)
    clean(caught.value)


def clean(error: BaseException) -> None:
    for secret in ("canary", SECRET64, "https://", "\n"):
        assert secret not in str(error)


def test_a_secret_that_cannot_sign_is_told_and_not_shown() -> None:
    check = CcxtKeyCheck(Stopped(), answering({}))  # type: ignore[arg-type]
    with pytest.raises(KeyRefused, match="the secret is not in its form") as caught:
        asyncio.run(check.permissions(account("Kraken"), Credentials({"apiKey": "canary", "secret": "canary!"})))
    clean(caught.value)


def test_a_round_trip_sees_balance_time_and_permissions() -> None:
    there = int((NOW - timedelta(seconds=1.5)).timestamp() * 1000)
    balance = {"ccy": "USDT", "cashBal": "1000.000000000000000001", "availBal": "900", "frozenBal": "100"}
    answers = {
        C: okx(perm="read_only,trade"),
        "public/time": {"code": "0", "data": [{"ts": str(there)}]},
        "account/balance": {"code": "0", "data": [{"uTime": "1", "details": [{**balance, "eq": balance["cashBal"]}]}]},
    }
    check = CcxtKeyCheck(Stopped(), answering(answers))  # type: ignore[arg-type]
    seen = asyncio.run(check.look(account("OKX"), Credentials(FIELDS)))
    assert seen.totals["USDT"] == Decimal("1000.000000000000000001")
    assert seen.skew == timedelta(seconds=1.5)
    assert seen.permissions == may(True, False, False)


@pytest.mark.parametrize("name", [one + kind for one in EXCHANGES for kind in ("", "_F")])
def test_every_exchange_has_a_client_or_says_that_there_is_none(name: str) -> None:
    check = CcxtKeyCheck(Stopped(), answering({}))  # type: ignore[arg-type]
    exchange = name.removesuffix("_F")
    record = record_of(name)
    if record is not None and record.rules is None:
        with pytest.raises(NoSuchExchange, match=re.escape(record.refusal)):
            check.secrets(account(name))
    elif record is None and exchange in NOT_IN_CCXT:
        with pytest.raises(NoSuchExchange, match=f"ccxt .* has no exchange for {name}"):
            check.secrets(account(name))
    else:
        assert {"apiKey", "secret"} <= set(check.secrets(account(name))) <= {"apiKey", "secret", "password", "uid"}


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("Binance", "testnet.binance.vision"),
        ("Binance_F", "demo-fapi.binance.com"),
        ("ByBit_F", "api-testnet"),
        ("Kraken_F", "demo-futures.kraken.com"),
        ("Gate_F", "api-testnet.gateapi.io"),
        ("Gate", None),  # its testnet is for futures
        ("Kraken", None),
        ("KuCoin", None),
    ],
)
def test_hosts_of_testnets(name: str, host: str | None) -> None:
    if host is None:
        with pytest.raises(NoSuchExchange, match="has no testnet for spot trading"):
            ccxt_client(account(name, testnet=True), {})
    else:
        assert host in str(ccxt_client(account(name, testnet=True), {}).urls["api"])
        assert host not in str(ccxt_client(account(name), {}).urls["api"])


@pytest.mark.parametrize("record", [record for record in RECORDS if record.rules is not None], ids=lambda r: r.name)
def test_a_key_is_checked_on_a_testnet_where_one_can_be_traded_on(record: Record) -> None:
    """The same hosts and the same mode, or neither: Bitget's demo is told apart by a header alone."""
    if not record.testnet:
        with pytest.raises(NoSuchExchange, match="has no testnet"):
            ccxt_client(account(record.name, testnet=True), {})
        return
    asking = ccxt_client(account(record.name, testnet=True), {})
    trading = make_client(dialect_of(record.name), {}, testnet=True)
    assert asking.urls["api"] == trading.urls["api"]
    modes = ("sandboxMode", "enableDemoTrading")
    assert [asking.options.get(mode) for mode in modes] == [trading.options.get(mode) for mode in modes]
