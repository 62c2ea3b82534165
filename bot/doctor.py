"""What is not as it should be: accounts and chats that do not answer, positions without a stop, halts.  Pure looking.

Knows what the bot knows already and asks nobody.
"""

from __future__ import annotations

from bot.approving import Office
from bot.guarding import guarded
from bot.halts import halt_words
from bot.view import View
from core.bracket import Bracket
from core.orders import OrdStatus
from core.people import ANY

UNUSABLE = "cannot be used now, and is asked again and again"
FINE, BAD, UNSURE = "●", "✕", "◐"


async def findings(view: View, office: Office | None) -> list[tuple[str, str, str]]:
    """A row for each account at work or not to be used since the start, each open bracket, each halt and each bracket
    that cannot be watched; for each chat in trouble and what could not be told there."""
    engine = view.session.engine
    found = []
    for name in view.accounts():
        if name in engine.workers:
            condition = view.condition(name)
            found.append((FINE if condition == "connected" else BAD, name, condition))
        elif name in view.session.unusable:
            found.append((BAD, name, UNUSABLE))
    found += [_bracket(bracket) for bracket in view.open()]
    for bracket, why in engine.unwatched:
        if view.visitor.sees(bracket.account):
            found.append((BAD, f"#{bracket.id} {bracket.symbol} · {bracket.account}", f"NOT watched: {why}"))
    if office is not None:
        found += [(BAD, platform.capitalize(), why) for platform, why in office.chats().items() if why]
        if office.aside():
            found.append((UNSURE, "post", f"set aside because it could not be shown: {office.aside()}; see the log"))
    if office is None:
        return found
    for halt in await office.people.halts():
        if halt.account == ANY or view.visitor.sees(halt.account):
            found.append((UNSURE, halt.account, await halt_words(office.people, halt)))
    return found


def _bracket(bracket: Bracket) -> tuple[str, str, str]:
    name = f"#{bracket.id} {bracket.symbol} · {bracket.account}"
    if bracket.halted:
        return BAD, name, f"nothing more is sent: {bracket.halted}"
    if bracket.tradable and bracket.stop is not None and not guarded(bracket):
        return BAD, name, "the position stands without an sl"
    if bracket.tradable and bracket.stop is None:
        return UNSURE, name, "there is no sl; nothing limits the loss"
    if any(order.status is OrdStatus.PENDING_NEW or order.cancel_asked for order in bracket.live):
        return UNSURE, name, "waits for the exchange"
    return FINE, name, bracket.protection.value if bracket.tradable else "waits to enter"
