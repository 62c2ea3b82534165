"""A notice in an English sentence, or in none where a person need not hear it.

Requests are not told, what came of them is.  Knows words; no chat, no colour, and nothing of when or to whom.
"""

from __future__ import annotations

from bot.words import duration, readable, reason
from core.instruction import plain
from core.notices import Notice, NoticeKind

_DONE = {"buy": "bought", "sell": "sold"}


def sentence(notice: Notice, bracket: str) -> str | None:
    """What ``notice`` of ``#bracket`` says; None for what only machines read."""
    said = _order(notice) if notice.name is not None else _whole(notice)
    return None if said is None else f"#{bracket} {said}"


def _order(notice: Notice) -> str | None:
    assert notice.name is not None
    name = notice.name
    why = f": {notice.text}" if notice.text else ""
    match notice.kind:
        case NoticeKind.FILLED:
            left = f", {plain(notice.leaves_qty)} to go" if notice.leaves_qty else ""
            return f"{name}: {_DONE[notice.side or 'sell']} {_amount(notice)}{left}"
        case NoticeKind.ACCEPTED:
            return None if notice.price is None else f"{name} placed: {notice.side} {_amount(notice)}"
        case NoticeKind.REPLACED:
            return f"{name} changed: {notice.side} {_amount(notice)}"
        case NoticeKind.STOP_MOVED:
            return None if notice.price is None else f"sl moved to {plain(notice.price)}"
        case NoticeKind.CANCELED:
            return f"{name} canceled{why}"
        case NoticeKind.REJECTED:
            return f"✗ {name} refused{why}"
    return None


def _whole(notice: Notice) -> str | None:
    quantity = "" if notice.quantity is None else plain(notice.quantity)
    match notice.kind:
        case NoticeKind.CLOSED:
            return "closed"
        case NoticeKind.CLOSING:
            return f"everything is being closed: {reason(notice.text)}"
        case NoticeKind.UNPROTECTED:
            return "⚠ the position stands without an sl"
        case NoticeKind.PROTECTED:
            return "the position is guarded again"
        case NoticeKind.OUTSIDE:
            return f"⚠ the position changed by {quantity}, and not by an order of ours"
        case NoticeKind.OVERFILLED:
            return f"⚠ exits sold {quantity} more than there was"
        case NoticeKind.HALTED:
            return f"⚠ nothing more is sent for it: {notice.text}"
        case NoticeKind.AWAY:
            return _away(notice, quantity)
        case NoticeKind.SUSPENDED:
            return "⚠ its market is not traded now: what rests there stays, and what is missing goes on being tried"
        case NoticeKind.RESUMED:
            return "its market is traded again"
        case NoticeKind.BACK:
            return f"the exchange answers again after {_lasted(notice)}; what happened meanwhile is told next"
    return None


def _away(notice: Notice, quantity: str) -> str:
    """What stands at an exchange that does not answer, as far as is known."""
    gone = f"the exchange has not answered for {_lasted(notice)}"
    stop = None if notice.price is None else plain(notice.price)
    if not notice.quantity:
        exits = "has no sl until it answers" if stop is None else f"has its sl at {stop}"
        return f"⚠ {gone}; an entry that fills meanwhile {exits}"
    if stop is None:
        return f"⚠⚠ BARE: {gone}, and no sl rests there for the {quantity} held"
    if notice.leaves_qty:
        return f"⚠⚠ PARTLY BARE: {gone}; the sl at {stop} leaves {plain(notice.leaves_qty)} of {quantity} without one"
    return f"⚠ {gone}; the sl at {stop} rests there, and nothing else is watched meanwhile"


def _lasted(notice: Notice) -> str:
    assert notice.lasted is not None
    return duration(notice.lasted)


def _amount(notice: Notice) -> str:
    quantity = "everything" if notice.quantity is None else plain(notice.quantity)
    return quantity if notice.price is None else f"{quantity} at {readable(notice.price)}"
