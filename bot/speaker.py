"""Says aloud what happens to brackets: the notifier of every front end, which gives it a way to print.

Knows sentences and a ledger, and nothing of who listens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.text import sentence
from bot.ticket import ticket
from core.notices import NoticeKind
from core.ports import Outgoing, Store


@dataclass(frozen=True, slots=True)
class Speaker:
    """``core.ports.Notifier``; ``say`` prints one line."""

    store: Store
    say: Callable[[str], None]

    async def send(self, outgoing: Outgoing) -> None:
        """Tell one notice; a closed bracket is told with what it earned."""
        said = sentence(outgoing.notice, outgoing.bracket)
        if outgoing.notice.kind is NoticeKind.CLOSED:
            bracket = await self.store.bracket(outgoing.bracket)
            if bracket is not None and bracket.closed:
                said = ticket(bracket).head
        if said is not None:
            self.say(said)
