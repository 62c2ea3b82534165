"""What an exchange's answer to a write means: done, refused, absent?, duplicate or unknown (reliability.md section 2).

Decided by the exchange's own code and text first and by ccxt's class last, because ccxt's class depends on the URL and
on maps that change between patch releases.  Whatever is not known to be definite is *unknown*: it is looked up, never
repeated.  Knows no exchange; each dialect brings its own table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from core.orders import Reason


class Outcome(Enum):
    DONE = "done"
    REFUSED = "refused"
    ABSENT = "absent?"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    NOT_SENT = "not sent"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``text`` is for a person: the exchange's own message without addresses, keys or signatures.

    ``until``: when a ban ends, if the exchange told.
    """

    outcome: Outcome
    reason: Reason = Reason.OTHER
    text: str = ""
    until: datetime | None = None


R = Reason
Table = Mapping[str, tuple[Outcome, Reason]]

REFUSED = Outcome.REFUSED
# By ccxt class name, only where the exchange's code said nothing.  Subclasses are found by their own names first.
CLASSES: Table = {
    "InsufficientFunds": (REFUSED, R.MARGIN),
    "OrderImmediatelyFillable": (REFUSED, R.WOULD_TRIGGER),
    "OrderNotFound": (Outcome.ABSENT, R.OTHER),
    "DuplicateOrderId": (Outcome.DUPLICATE, R.OTHER),
    "OrderNotFillable": (REFUSED, R.OTHER),
    "ContractUnavailable": (REFUSED, R.CLOSED),
    "MarketClosed": (REFUSED, R.CLOSED),
    "BadSymbol": (REFUSED, R.OTHER),
    "InvalidOrder": (REFUSED, R.OTHER),
    "PermissionDenied": (REFUSED, R.OTHER),
    "AccountSuspended": (REFUSED, R.OTHER),
    "AccountNotEnabled": (REFUSED, R.OTHER),
    "AuthenticationError": (REFUSED, R.OTHER),
    "ArgumentsRequired": (REFUSED, R.OTHER),
    "NotSupported": (REFUSED, R.OTHER),
    "InvalidNonce": (REFUSED, R.NOT_SENT),
    "RateLimitExceeded": (REFUSED, R.BANNED),
    "DDoSProtection": (REFUSED, R.BANNED),
}
# by aiohttp's names, and by those of the library that SOCKS takes: there was never a way to the exchange
_UNCONNECTED = {"ClientConnectorError", "ClientConnectorDNSError", "ClientConnectorCertificateError"}
_NO_PROXY = {
    "ClientProxyConnectionError",
    "ClientHttpProxyError",
    "ProxyConnectionError",
    "ProxyTimeoutError",
    "ProxyError",
}
_WORDS = {  # where the exchange itself says nothing
    "RequestTimeout": "no answer in time",
    "OnMaintenance": "it is under maintenance",
    "NetworkError": "the connection broke before an answer",
}
_CODE = re.compile(
    r'"(?:code|sCode|retCode|ret_code|err-code|err_code|status_code|errorCode|error_code)"\s*:\s*"?(-?\w[\w.-]*)"?'
)
_LABEL = re.compile(r'"(?:label|error|error_response|preview_failure_reason)"\s*:\s*(?:\[\s*)?"([^"]+)"')
_TEXT = re.compile(r'"(?:msg|message|retMsg|err-msg|err_msg|sMsg|error_message|error_details)"\s*:\s*"([^"]*)"')
_PLAIN = re.compile(r"[a-z]\w* ([^{}\[\]<>=&?:][^{}\[\]<>=&?]*?)(?: \(#\w+\))?")  # ccxt's name of it, then words alone
_RETRY = re.compile(r"(?:banned until|retry[- ]after\D{0,3})\s*(\d+)", re.IGNORECASE)


def classify(error: BaseException, table: Table, now: datetime) -> Verdict:
    """The class of a failed write.  ``table``: the exchange's codes, or fragments of its texts."""
    said = str(error)
    kinds = [kind.__name__ for kind in type(error).__mro__]
    text = spoken(said) or silent(error) or type(error).__name__
    causes = {type(e).__name__ for e in _chain(error)}
    if causes & (_NO_PROXY | _UNCONNECTED):
        return Verdict(Outcome.NOT_SENT, R.NOT_SENT, silent(error))
    if "Unguarded" in causes:
        return Verdict(Outcome.NOT_SENT, R.NOT_SENT, text)
    for code in codes(said):
        if code in table:
            return Verdict(*table[code], text, _until(said, now))
    low = said.lower()
    for fragment, (outcome, reason) in table.items():
        if _proves_nothing(low, kinds, outcome):
            continue
        if not fragment.lstrip("-").isdigit() and fragment.lower() in low:
            return Verdict(outcome, reason, text, _until(said, now))
    for kind in kinds:
        if kind in CLASSES:
            return Verdict(*CLASSES[kind], text, _until(said, now))
    return Verdict(Outcome.UNKNOWN, R.OTHER, text)


def silent(error: BaseException, proxy: str = "") -> str:
    """Why the exchange said nothing, in words of ours alone; "" if it did.  ``proxy``: where the way leads through."""
    causes = {type(e).__name__ for e in _chain(error)}
    if causes & _NO_PROXY:
        return f"no connection through the proxy{f' {proxy}' if proxy else ''}; check BRACKETEER_PROXIES"
    if causes & _UNCONNECTED:
        return "no connection; check the network"
    return next((_WORDS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _WORDS), "")


def broke(error: BaseException) -> bool:
    """Whether an answer got lost or damaged at once: the exchange neither let us wait nor is it closed."""
    return not {kind.__name__ for kind in type(error).__mro__} & {"RequestTimeout", "OnMaintenance"}


def _proves_nothing(low: str, kinds: Sequence[str], outcome: Outcome) -> bool:
    """Whether words are those of a gateway: a page is no answer of the exchange, and "404 Not Found" is no order that
    it does not know."""
    page = "<html" in low or "<!doctype" in low
    return page or (outcome is Outcome.ABSENT and "NetworkError" in kinds)


def codes(said: str) -> Iterator[str]:
    """The exchange's own codes in an error's text, outer before inner."""
    for match in _CODE.finditer(said):
        yield match.group(1)
    for match in _LABEL.finditer(said):
        yield match.group(1)


def spoken(said: str) -> str:
    """The exchange's message alone: never the address, which carries keys and signatures."""
    match = next((m for m in _TEXT.finditer(said) if m.group(1).strip()), None)
    match = match or next(_LABEL.finditer(said), None)
    if match is None and "//" not in said:
        match = _PLAIN.fullmatch(said.strip())
    return match.group(1).strip()[:160] if match else ""


def accepted(answer: Any) -> bool:
    """Whether an answer names an order: an HTML page or an empty body with status 200 does not."""
    return isinstance(answer, Mapping) and bool(answer.get("id"))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _until(said: str, now: datetime) -> datetime | None:
    match = _RETRY.search(said)
    if match is None:
        return None
    value = int(match.group(1))
    if value > 10**11:  # milliseconds of the epoch, as Binance writes "banned until"
        return datetime.fromtimestamp(value / 1000, now.tzinfo)
    return now + timedelta(seconds=min(value, 3 * 86400))
