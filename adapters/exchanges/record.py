"""Capability records: what one market of one exchange can do, as data, in one line per fact.

A record is what ``bracketeer exchanges`` prints and what the shared translation obeys; ccxt's own ``features`` are not
consulted, because several of them are wrong in a way that sells at once.  Knows no order and makes no request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from adapters.exchanges.limits import Limits
from core.venue import Layout, VenueRules

NO_OPTIONS: Mapping[str, object] = MappingProxyType({})


class IdForm(Enum):
    """How an exchange spells a client order id."""

    TEXT = "text"  # letters and digits, as core.ids writes them
    INTEGER = "integer"  # the 45-bit number behind it
    NONE = "none"  # conditional orders take none: they are matched by their terms


class Mode(Enum):
    """Who links stop and targets, in the word that people are told."""

    NATIVE = "native"  # the exchange links both legs
    SMART = "smart"  # both rest at the exchange, we link them
    GUARDED = "guarded"  # the stop rests at the exchange, targets are swapped in when touched
    WATCHED = "watched"  # nothing can rest: both are watched by the bot alone
    UNAVAILABLE = "unavailable"


_MODES = {
    Layout.PAIRS: Mode.NATIVE,
    Layout.POSITION: Mode.NATIVE,
    Layout.STOP_AND_TARGETS: Mode.SMART,
    Layout.STOP: Mode.GUARDED,
    Layout.NOTHING: Mode.WATCHED,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One market of one exchange.

    ``name``: as people write it (``Binance_F``).  ``ccxt``: the class's id, "" where no class exists, or
    ``module:class`` of ours.  ``rules``: None where nothing can be traded, and ``refusal`` says why in one line.
    ``mechanism``, ``partial_fills``: one line each.  ``limits``: how much it lets us ask.  ``secrets``: what a key
    consists of, in ccxt's words.  ``demo``: its testnet is what ccxt calls demo trading.  ``consent``: what a person
    must accept before trading there, "" for nothing.  ``conditional_stream``: whether conditional orders need a
    subscription of their own; None where none exists.  ``options``: ccxt options that must be set.
    """

    name: str
    exchange: str
    ccxt: str
    spot: bool
    rules: VenueRules | None
    mechanism: str
    partial_fills: str
    limits: Limits | None
    secrets: tuple[str, ...] = ("apiKey", "secret")
    ids: IdForm = IdForm.TEXT
    testnet: bool = False
    demo: bool = False
    conditional_stream: bool | None = False
    consent: str = ""
    refusal: str = ""
    notes: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=lambda: NO_OPTIONS)

    @property
    def market(self) -> str:
        return "spot" if self.spot else "swap"

    @property
    def mode(self) -> Mode:
        return Mode.UNAVAILABLE if self.rules is None else _MODES[self.rules.layout]


def closed(name: str, exchange: str, spot: bool, refusal: str) -> Record:
    """The record of a market that cannot be traded; ``refusal`` is what people are told."""
    return Record(name, exchange, "", spot, None, "none", "-", None, (), IdForm.NONE, refusal=refusal)


def told(record: Record) -> dict[str, object]:
    """A record as plain data, for people and programs; keys are never missing."""
    rules, limits = record.rules, record.limits
    return {
        "account": record.name,
        "exchange": record.exchange,
        "market": record.market,
        "mode": record.mode.value,
        "layout": rules.layout.value if rules else None,
        "attach": rules.attach if rules else None,
        "protection": rules.protection.value if rules else None,
        "mechanism": record.mechanism,
        "partial_fills": record.partial_fills,
        "reduce_only": rules.reduce_only if rules else None,
        "amends": rules.amends if rules else None,
        "life_seconds": int(rules.life.total_seconds()) if rules and rules.life else None,
        "client_ids": record.ids.value,
        "keys": list(record.secrets),
        "testnet": record.testnet,
        "limits": [
            {"name": b.name, "per": b.scope.value, "limit": b.limit, "seconds": b.seconds}
            for b in (limits.budgets if limits else ())
        ],
        "consent": record.consent,
        "refusal": record.refusal,
        "notes": list(record.notes),
    }
