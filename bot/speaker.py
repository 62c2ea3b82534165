"""Says aloud what happens to brackets: the notifier of every front end, which gives it a way to print.

Knows sentences and a ledger, and nothing of who listens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.language import ENGLISH, Reader
from bot.text import sentence
from bot.ticket import ticket
from core.notices import NoticeKind
from core.people import read_source
from core.ports import Outgoing, Store

_NAMED = (NoticeKind.CLOSED, NoticeKind.STOPPED, NoticeKind.UNWATCHED)  # whose sentences say where


@dataclass(frozen=True, slots=True)
class Speaker:
    """``core.ports.Notifier``; ``say`` prints one line."""

    store: Store
    say: Callable[[str], None]
    reader: Reader = ENGLISH

    async def send(self, outgoing: Outgoing) -> None:
        """Tell one notice."""
        asker = self.reader.say("somebody") if read_source(outgoing.notice.by) is not None else ""
        said = await told(self.store, outgoing, self.reader, asker)
        if said is not None:
            self.say(said)


async def told(
    store: Store, outgoing: Outgoing, reader: Reader = ENGLISH, asker: str = "", *, afresh: bool = False
) -> str | None:
    """One notice in words, None where it has none; a closed bracket is told with what it earned.  ``asker``: who said
    to close or to add, "" for the reader.  ``afresh``: the reader may not know which market and account it is about."""
    if outgoing.notice.kind is NoticeKind.CLOSED:
        bracket = await store.bracket(outgoing.bracket)
        if bracket is not None and bracket.closed:
            return ticket(bracket, reader=reader).head
    id = outgoing.bracket
    if afresh and id and outgoing.notice.kind not in _NAMED:
        id = reader.say("bracket-of", id=id, symbol=outgoing.symbol, account=outgoing.account)
    return sentence(outgoing.notice, id, reader, asker)
