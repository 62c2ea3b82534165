"""A notice in a sentence of the reader's language, or in none where a person need not hear it.

Requests are not told, what came of them is.  Knows no chat, no colour, and nothing of when or to whom.
"""

from __future__ import annotations

from decimal import Decimal

from bot.gathered import parts_of
from bot.language import ENGLISH, Reader
from bot.words import called, duration, readable, reason, side_word
from core.ids import read_id
from core.instruction import plain
from core.moment import Weight
from core.notices import Notice, NoticeKind
from core.orders import ZERO
from core.people import ANY


def sentence(notice: Notice, bracket: str, reader: Reader = ENGLISH, asker: str = "") -> str | None:
    """What ``notice`` of ``#bracket`` says; None for what only machines read.  ``asker`` as in ``reason``."""
    if notice.weight is Weight.PASSING:
        return None
    if notice.name is not None:
        return _order(notice, bracket, reader, asker)
    return _bot(notice, bracket, reader, asker) or _whole(notice, bracket, reader, asker)


def _bot(notice: Notice, id: str, reader: Reader, asker: str) -> str | None:
    """What happened to the bot itself."""
    match notice.kind:
        case NoticeKind.CUT_OFF:
            line, _, why = notice.text.rpartition("\n")
            return reader.say("notice-cut-off", line=line, why=reader.told(why))
        case NoticeKind.UNWATCHED:
            symbol, account, error = notice.text.split("\n", 2)
            return "⚠ " + reader.say("not-watched", id=id, symbol=symbol, account=account, error=reader.told(error))
        case NoticeKind.STOPPED:
            of = {"id": id} if id else {}
            return reader.say("notice-stopped" if id else "notice-account-stopped", account=notice.text, **of)
        case NoticeKind.NO_ENTRIES | NoticeKind.ENTRIES:
            return _halt(notice, reader, asker)
        case NoticeKind.WAITS:
            return reader.say("notice-waits", accounts=notice.text)
        case NoticeKind.TAKEN:
            platform, _, accounts = notice.text.partition("\n")
            return reader.say("notice-taken", platform=platform, accounts=accounts)
    return None


def _halt(notice: Notice, reader: Reader, asker: str) -> str:
    account, _, why = notice.text.partition("\n")
    on = reader.say("every-account") if account == ANY else account
    said = reader.say(f"notice-{notice.kind.value.replace('_', '-')}", name=asker or reader.say("machine"), account=on)
    return f"{said}\n{reader.say('halted-because', why=why)}" if why else said


def _order(notice: Notice, id: str, reader: Reader, asker: str) -> str | None:
    assert notice.name is not None
    name, why, amount = _named(notice), reader.told(notice.text), _amount(notice.quantity, notice.price, reader)
    side = side_word(notice.side or "sell", reader)
    match notice.kind:
        case NoticeKind.FILLED:
            return _filled(notice, id, amount, reader, asker)
        case NoticeKind.ACCEPTED if notice.was is not None:
            return reader.say("notice-changed", id=id, name=name, side=side, amount=amount)
        case NoticeKind.ACCEPTED if notice.price is not None:
            return reader.say("notice-placed", id=id, name=name, side=side, amount=amount)
        case NoticeKind.REPLACED:
            return reader.say("notice-changed", id=id, name=name, side=side, amount=amount)
        case NoticeKind.STOP_MOVED if notice.price is not None and notice.was is not None:
            return reader.say("notice-stop-moved-from", id=id, was=notice.was, price=notice.price)
        case NoticeKind.STOP_MOVED if notice.price is not None:
            return reader.say("notice-stop-moved", id=id, price=notice.price)
        case NoticeKind.CANCELED if why:
            return reader.say("notice-canceled-why", id=id, name=name, why=why)
        case NoticeKind.CANCELED:
            return reader.say("notice-canceled", id=id, name=name)
        case NoticeKind.REJECTED if notice.again:
            return None
        case NoticeKind.REJECTED if why:
            return reader.say("notice-refused-why", id=id, name=name, why=why)
        case NoticeKind.REJECTED:
            return reader.say("notice-refused", id=id, name=name)
    return None


def _named(notice: Notice) -> str:
    """Several entries are told apart, as in tickets."""
    read = read_id(notice.order) if notice.order is not None and notice.name == "entry" else None
    return called(read[2]) if read is not None else notice.name or ""


def _filled(notice: Notice, id: str, amount: str, reader: Reader, asker: str) -> str:
    """A fill, or several as one: their sum and average first, and then each."""
    about = {"id": id, "name": _named(notice), "side": notice.side or "sell", "amount": amount}
    if notice.leaves_qty:
        said = reader.say("notice-filled-partly", left=notice.leaves_qty, **about)
    else:
        said = reader.say("notice-filled", **about)
    if asker and notice.by and notice.name == "entry":
        said = reader.say("listed", first=said, more=reader.say("as-somebody-asked", name=asker))
    parts = [_amount(quantity, price, reader) for quantity, price in parts_of(notice)]
    return reader.say("notice-in-parts", said=said, parts=reader.listed(parts)) if parts else said


def _whole(notice: Notice, id: str, reader: Reader, asker: str) -> str | None:
    quantity = "" if notice.quantity is None else plain(notice.quantity)
    match notice.kind:
        case NoticeKind.CLOSED:
            return reader.say("notice-closed", id=id)
        case NoticeKind.CLOSING:
            return reader.say("notice-closing", id=id, why=reason(notice.text, reader, asker))
        case NoticeKind.UNPROTECTED:
            return reader.say("notice-unprotected", id=id)
        case NoticeKind.PROTECTED:
            return reader.say("notice-protected", id=id)
        case NoticeKind.OUTSIDE:
            grew = "+" if (notice.quantity or ZERO) > ZERO else ""
            return reader.say("notice-outside", id=id, quantity=f"{grew}{quantity}")
        case NoticeKind.OVERFILLED:
            return reader.say("notice-overfilled", id=id, quantity=quantity)
        case NoticeKind.HALTED:
            return reader.say("notice-halted", id=id, why=reader.told(notice.text))
        case NoticeKind.AWAY:
            return _away(notice, id, reader)
        case NoticeKind.SUSPENDED | NoticeKind.RESUMED:
            return reader.say(f"notice-{notice.kind.value}", id=id)
        case NoticeKind.DUST | NoticeKind.FORGOTTEN:
            return reader.say(f"notice-{notice.kind.value}", id=id, quantity=quantity, base=notice.text)
        case NoticeKind.BACK:
            return reader.say("notice-back", id=id, lasted=_lasted(notice))
    return None


def _away(notice: Notice, id: str, reader: Reader) -> str:
    """What stands at an exchange of which nothing can be read, as far as is known."""
    lasted, held, bare = _lasted(notice), notice.quantity, notice.leaves_qty
    about = {"id": id, "symbol": notice.text, "lasted": lasted}
    if not held:
        if notice.price is None:
            return reader.say("notice-away-entry-bare", **about)
        return reader.say("notice-away-entry", **about, price=notice.price)
    if notice.price is None:
        return reader.say("notice-away-bare", **about, quantity=held)
    if bare:
        return reader.say("notice-away-partly", **about, quantity=held, bare=bare, price=notice.price)
    return reader.say("notice-away", **about, price=notice.price)


def _lasted(notice: Notice) -> str:
    assert notice.lasted is not None
    return duration(notice.lasted)


def _amount(quantity: Decimal | None, price: Decimal | None, reader: Reader) -> str:
    said = reader.say("everything") if quantity is None else plain(quantity)
    return said if price is None else reader.say("amount-at", quantity=said, price=readable(price))
