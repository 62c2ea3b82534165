"""Names of accounts at exchanges, as people type them: ``Binance_F`` futures, ``Binance`` spot, ``:NAME`` more keys.

Knows the exchanges whose rules were studied for this project, and connects to none.
"""

from __future__ import annotations

import difflib

from core.problems import suggestion

EXCHANGES = (
    *("Binance", "Bitfinex", "Bitget", "BitMEX", "Bitunix", "BloFin", "Bybit", "Coinbase", "CoinEx", "Gate"),
    *("HTX", "Kraken", "KuCoin", "MEXC", "OKX", "Phemex", "Toobit"),
)
FUTURES = "_f"


class NoSuchAccount(Exception):
    """No account that could be explained.  ``nearest``: a name a person may have meant, "" if there is none; ``why``:
    what else stands against it."""

    def __init__(self, name: str, nearest: str = "", why: str = "") -> None:
        super().__init__(name)
        self.name, self.nearest, self.why = name, nearest, why or f'no account "{name}"'
        listed = () if why else ("paper", "paper_spot", *(f"{one}_F" for one in EXCHANGES))
        self.hint = suggestion([nearest] if nearest else [], listed)


def is_spot(account: str) -> bool:
    """Whether an exchange's account is a spot one.  Raises ``NoSuchAccount`` for no exchange we know."""
    kind = account.partition(":")[0].lower()
    if kind.removesuffix(FUTURES) in {name.lower() for name in EXCHANGES}:
        return not kind.endswith(FUTURES)
    names = ["paper", "paper_spot", *EXCHANGES, *(f"{name}_F" for name in EXCHANGES)]
    near = difflib.get_close_matches(kind, [name.lower() for name in names], n=1)
    raise NoSuchAccount(account, next((name for name in names if near and name.lower() == near[0]), ""))
