"""Names of accounts at exchanges, as people type them: ``Binance_F`` futures, ``Binance`` spot, ``:NAME`` more keys.

Knows the exchanges whose rules were studied for this project, and connects to none.
"""

from __future__ import annotations

import difflib

from core.grammar import ACCOUNT
from core.people import ANY, on_paper
from core.problems import quoted, suggestion

EXCHANGES = (
    *("Binance", "Bitfinex", "Bitget", "BitMEX", "Bitunix", "BloFin", "Bybit", "Coinbase", "CoinEx", "Gate"),
    *("HTX", "Kraken", "KuCoin", "MEXC", "OKX", "Phemex", "Toobit"),
)
PAPER = ("paper", "paper_spot")
UNTRADED = frozenset({"BitMEX", "BitMEX_F", "Bitunix", "BloFin", "Coinbase_F"})
"""Their markets that cannot be traded; ``adapters.exchanges.listed`` says why not."""
FUTURES = "_f"
_NAMES = tuple(f"{one}{kind}" for one in EXCHANGES for kind in ("", "_F"))
_TRADED = tuple(name for name in _NAMES if name not in UNTRADED)
_THERE = f"there are {', '.join(PAPER)} and what `bracketeer exchanges` lists"
_LIKE = 'names are like "Binance_F", "paper" or "paper:NAME"'


class NoSuchAccount(Exception):
    """No account that could be explained.  ``nearest``: a name a person may have meant, "" if there is none; ``why``:
    what else stands against it; ``hint``: what to do, where that is not to take another name."""

    def __init__(self, name: str, nearest: str = "", why: str = "", hint: str = "") -> None:
        super().__init__(name)
        self.name, self.nearest, self.why = name, nearest, why or f"no account {quoted(name)}"
        self.hint = hint or suggestion([nearest] if nearest else [], ()) or ("" if why else _THERE)

    @property
    def line(self) -> str:
        """All of it."""
        return f"{self.why}; {self.hint}".rstrip("; ")


def is_spot(account: str) -> bool:
    """Whether an exchange's account is a spot one.  Raises ``NoSuchAccount`` for no exchange we know."""
    kind = account.partition(":")[0].lower()
    if kind.removesuffix(FUTURES) in {name.lower() for name in EXCHANGES}:
        return not kind.endswith(FUTURES)
    names = [*PAPER, *_TRADED]
    near = difflib.get_close_matches(kind, [name.lower() for name in names], n=1)
    raise NoSuchAccount(account, next((name for name in names if near and name.lower() == near[0]), ""))


def named(text: str) -> str:
    """An account (``ANY`` is all) as its exchange is written, whether or not it has a key.  Raises ``NoSuchAccount``:
    a grant, limit or halt on a name that nobody can have would do nothing, and nobody would notice."""
    if text == ANY:
        return text
    if ACCOUNT.fullmatch(text.lower()) is None:
        raise NoSuchAccount(text, hint=_LIKE)
    if not on_paper(text):
        is_spot(text)
    return spelled(text)


def traded(text: str) -> str:
    """As ``named``, and raises ``NoSuchAccount`` for a market where nothing can be traded, too."""
    name = named(text)
    if name.partition(":")[0] in UNTRADED:
        raise NoSuchAccount(name, why=f"nothing can be traded on {name}")
    return name


def spelled(account: str) -> str:
    """An account as its exchange is written, such as ``Binance_F:NAME`` for ``binance_f:NAME``."""
    kind, colon, own = account.partition(":")
    known = {"paper_f": "paper", **{name.lower(): name for name in (*PAPER, *_NAMES)}}
    return known.get(kind.lower(), kind) + colon + own
