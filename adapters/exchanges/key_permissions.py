"""What a key may do, as each exchange answers it.  Only reads.

Each parser follows the exchange's own documents (each named beside it, as they were in 2026); an answer that is not as
documented is an error, never a guess, because a key that can withdraw must not slip through.  Knows no vault and
tells nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adapters.account import KEY, Account, Credentials, Permissions
from adapters.ccxt_on_demand import load


def tells(account: Account) -> bool:
    """Whether its exchange can be asked what a key may do."""
    return account.exchange in _ASKED and (account.exchange, account.spot) != ("kraken", False)


async def permissions_of(account: Account, credentials: Credentials, client: Any) -> Permissions:
    """Ask; all None where nothing is told.  Raises as ccxt does, and ``LookupError``, ``TypeError``, ``AttributeError``
    or ``ValueError`` for what no document shows."""
    if not tells(account):
        return Permissions()
    (method, read), key = _ASKED[account.exchange], credentials.for_ccxt()[KEY]
    try:
        about = await _about(account, key, client)
        answer = await getattr(client, method)(about)
    except load("ccxt").NotSupported:  # a testnet without that route
        return Permissions()
    return read(answer, account, key)


async def _about(account: Account, key: str, client: Any) -> dict[str, Any]:
    """What a question must name."""
    if account.exchange != "htx":
        return {}
    return {"uid": (await client.v2PrivateGetUserUid())["data"], "accessKey": key}


def _yes(value: object) -> bool:
    """A flag as exchanges write it.  Raises ``KeyError`` for anything else."""
    return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]


def _words_of(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",") if word.strip()}


def _binance(answer: Any, account: Account, _key: str) -> Permissions:
    """Wallet API, Get API Key Permission."""
    trade = _yes(answer["enableSpotAndMarginTrading" if account.spot else "enableFutures"])
    if not account.spot:
        trade = trade or _yes(answer.get("enablePortfolioMarginTrading", False))
    return Permissions(trade, _yes(answer["enableWithdrawals"]), _yes(answer["ipRestrict"]))


def _bybit(answer: Any, account: Account, _key: str) -> Permissions:
    """v5, Get API Key Information.  An address list of "*" binds nothing."""
    result = answer["result"]
    may, writes = result["permissions"], not _yes(result["readOnly"])
    names = ("Spot",) if account.spot else ("ContractTrade", "Derivatives")
    trade = any(may.get(name) for name in names)
    return Permissions(writes and trade, writes and "Withdraw" in may["Wallet"], _bound(result["ips"]))


def _okx(answer: Any, _account: Account, _key: str) -> Permissions:
    """v5, Get account configuration."""
    found = answer["data"][0]
    may = _words_of(found["perm"])
    if not may:
        raise KeyError("perm")
    return Permissions("trade" in may, "withdraw" in may, bool(found["ip"]))


def _bitget(answer: Any, account: Account, _key: str) -> Permissions:
    """v2 spot, Get Account Information: ``stow`` and ``coow`` write spot and futures orders, ``wwow`` withdraws.

    Its example answers in words ("trade"), its table in codes; both are read.
    """
    found = answer["data"]
    may = {str(word).lower() for word in found["authorities"]}
    if not may:
        raise KeyError("authorities")
    trade = bool(may & {"trade", "stow" if account.spot else "coow"})
    withdraw = "wwow" in may or any("withdraw" in word for word in may)
    return Permissions(trade, withdraw, bool(found["ips"]))


def _kucoin(answer: Any, account: Account, _key: str) -> Permissions:
    """Get Apikey Info.  ``Transfer`` is KuCoin's older word for deposits and withdrawals."""
    found = answer["data"]
    may = _words_of(found["permission"])
    if not may:
        raise KeyError("permission")
    trade = bool(may & {"trade", "spot" if account.spot else "futures"})
    return Permissions(trade, bool(may & {"transfer", "withdrawal", "withdraw"}), bool(found.get("ipWhitelist")))


def _gate(answer: Any, account: Account, key: str) -> Permissions:
    """Query All Main Account Key Information.  Its documents do not name the permission to withdraw, so that one
    is only ever seen, and never ruled out."""
    keys = [answer] if isinstance(answer, Mapping) else list(answer)
    found = next((one for one in keys if one.get("key") == key), keys[0] if len(keys) == 1 else None)
    if found is None:
        return Permissions()
    may = {str(one["name"]).lower() for one in found["perms"] if not one["read_only"]}
    withdraw = True if any("withdraw" in name for name in may) else None
    return Permissions(("spot" if account.spot else "futures") in may, withdraw, bool(found["ip_whitelist"]))


def _kraken(answer: Any, _account: Account, _key: str) -> Permissions:
    """Spot REST, Get API Key Info."""
    found = answer["result"]
    may = set(found["permissions"])
    bound = found["ipAllowlist"] if "ipAllowlist" in found else found["ip_allowlist"]
    return Permissions("modify-trades" in may, "withdraw-funds" in may, bool(bound))


def _coinbase(answer: Any, _account: Account, _key: str) -> Permissions:
    """Advanced Trade, Get API Key Permissions.  Transfers go on and off the platform."""
    return Permissions(_yes(answer["can_trade"]), _yes(answer["can_transfer"]), None)


def _htx(answer: Any, _account: Account, key: str) -> Permissions:
    """Spot v2, API key query, which a main user may ask; a sub-user is answered an error that says nothing of the key,
    and no key of his can withdraw."""
    if str(answer["code"]) != "200":
        return Permissions()
    found = {one["accessKey"]: one for one in answer["data"]}[key]
    may = _words_of(found["permission"])
    if not may:
        raise KeyError("permission")
    return Permissions("trade" in may, "withdraw" in may, bool(found.get("ipAddresses")))


def _blofin(answer: Any, _account: Account, _key: str) -> Permissions:
    """Get API Key Info, which tells of trading and of addresses and not of withdrawing."""
    found = answer["data"]
    return Permissions(not _yes(found["readOnly"]), None, _bound(found["ips"]))


def _bitfinex(answer: Any, _account: Account, _key: str) -> Permissions:
    """v2, Key Permissions: rows of scope, read and write."""
    may = {str(scope): _yes(write) for scope, _read, write, *_ in answer}
    return Permissions(may["orders"], may["withdraw"] or may.get("ui_withdraw", False), None)


def _bound(addresses: Any) -> bool:
    return bool(addresses) and list(addresses) != ["*"]


_ASKED: Mapping[str, tuple[str, Callable[[Any, Account, str], Permissions]]] = {
    "binance": ("sapiGetAccountApiRestrictions", _binance),
    "bitfinex": ("privatePostAuthRPermissions", _bitfinex),
    "bitget": ("privateSpotGetV2SpotAccountInfo", _bitget),
    "blofin": ("privateGetUserQueryApikey", _blofin),
    "bybit": ("privateGetV5UserQueryApi", _bybit),
    "coinbase": ("v3PrivateGetBrokerageKeyPermissions", _coinbase),
    "gate": ("privateAccountGetMainKeys", _gate),
    "htx": ("v2PrivateGetUserApiKey", _htx),
    "kraken": ("privatePostGetApiKeyInfo", _kraken),
    "kucoin": ("privateGetUserApiKey", _kucoin),
    "okx": ("privateGetAccountConfig", _okx),
}
