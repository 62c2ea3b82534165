"""Who protects a position and where its sl rests, as far as is known: what was only asked for is not said to stand.

Pure; knows no ticket, no terminal and no chat.
"""

from __future__ import annotations

from decimal import Decimal

from bot.language import ENGLISH, Reader
from bot.words import protection_word, readable
from core.bracket import Bracket, is_entry
from core.orders import Order, OrderType, OrdStatus
from core.owed import protects
from core.stops import stop_price
from core.venue import Layout, Protection


def badge(bracket: Bracket, reader: Reader = ENGLISH) -> str:
    """Who protects the position, as it really stands."""
    return reader.say("protection", protection=bracket.protection.value, said=_said(bracket, reader))


def _said(bracket: Bracket, reader: Reader) -> str:
    if bracket.stop is None:
        return reader.say("protection-no-stop")
    if not bracket.tradable:
        asked = [o for o in bracket.live if is_entry(o.slot) and o.status is OrdStatus.PENDING_NEW]
        return reader.say("protection-entry-unknown") if asked else protection_word(bracket.protection, reader)
    known = _known(bracket)
    if not known and any(protects(o) for o in bracket.live if not bracket.unborn(o)):
        return reader.say("protection-unknown")
    if known and bracket.away is not None:
        return reader.say("protection-last-known", price=readable(_trigger(known[-1])))
    if bracket.protection is not Protection.BOT_ONLY and not guarded(bracket):
        return reader.say("protection-missing")
    return protection_word(bracket.protection, reader)


def guarded(bracket: Bracket) -> bool:
    """Whether an sl stands at the exchange that can be relied on."""
    return any(o.type in (OrderType.STOP, OrderType.PAIR) and bracket.relied(o) for o in bracket.orders)


def unanswered(bracket: Bracket) -> bool:
    """Whether something was sent of which the exchange has said nothing."""
    return any(o.status is OrdStatus.PENDING_NEW or o.cancel_asked or o.amend_asked for o in bracket.live)


def stop_known(bracket: Bracket) -> Decimal | None:
    """Where the sl is: at the price at which one is known to rest, else where it belongs; None where it has none."""
    wanted, known = stop_price(bracket), _known(bracket)
    if wanted is None or not known or any(o.trigger == wanted or o.triggered for o in known):
        return wanted
    return _trigger(known[-1])


def moving_to(bracket: Bracket, reader: Reader = ENGLISH) -> list[str]:
    """That another sl is asked for than the one that is known to rest."""
    wanted, known = stop_price(bracket), stop_known(bracket)
    if bracket.closing or wanted is None or known is None or wanted == known:
        return []
    return [reader.say("ticket-stop-moving", price=readable(wanted), was=readable(known))]


def _known(bracket: Bracket) -> list[Order]:
    """The orders that are known to protect it at the exchange, the newest last."""
    if bracket.rules.layout is Layout.NOTHING:
        return []
    return [o for o in bracket.orders if protects(o) and o.status is OrdStatus.NEW]


def _trigger(order: Order) -> Decimal:
    assert order.trigger is not None
    return order.trigger
