"""How fast a chat platform lets us talk: buckets per chat and for all chats.  Sends nothing and waits for nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.ports import Clock


@dataclass(frozen=True, slots=True)
class Rate:
    """One message every so many ``seconds`` in the long run, and ``burst`` at once after a silence."""

    seconds: float
    burst: int


@dataclass
class Pace:
    """``rate`` tells a chat's rate; ``all_chats`` holds for their sum."""

    clock: Clock
    rate: Callable[[str], Rate]
    all_chats: Rate
    _full: dict[str, datetime] = field(default_factory=dict)  # when a bucket will be empty again, by chat; "" for all
    _held: dict[str, datetime] = field(default_factory=dict)

    def wait(self, chat: str) -> float:
        """Seconds until another message may go to ``chat``.  0: now, and it is counted."""
        now = self.clock.now()
        self._full = {key: at for key, at in self._full.items() if at > now}
        self._held = {key: at for key, at in self._held.items() if at > now}
        until = [self._held.get(chat, now)]
        for key, rate in (("", self.all_chats), (chat, self.rate(chat))):
            until.append(self._full.get(key, now) - timedelta(seconds=rate.seconds) * (rate.burst - 1))
        seconds = (max(until) - now).total_seconds()
        if seconds > 0:
            return seconds
        for key, rate in (("", self.all_chats), (chat, self.rate(chat))):
            self._full[key] = self._full.get(key, now) + timedelta(seconds=rate.seconds)
        return 0.0

    def hold(self, chat: str, seconds: float) -> None:
        """The platform asked for silence there."""
        self._held[chat] = self.clock.now() + timedelta(seconds=seconds)
