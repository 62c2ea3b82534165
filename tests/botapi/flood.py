"""How many messages Telegram lets through.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one a second to a chat with short
bursts, 20 a minute to a group, about 30 a second in all.  Over how long each is counted is not told: from memory.  The
answer is that of Query.cpp, ``set_retry_after_error``: 429 "Too Many Requests: retry after N".
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

PRIVATE, GROUP, ALL = (15, 10.0), (20, 60.0), (30, 1.0)  # messages, seconds


class Flood:
    """Counts what was let through; ``refused``: how often it was not."""

    def __init__(self) -> None:
        self._sent: dict[str, deque[datetime]] = defaultdict(deque)
        self.refused = 0

    def wait(self, chat: str, now: datetime) -> int:
        """Whole seconds until one more is let through; 0: now, and it is counted."""
        limits = {chat: GROUP if chat.startswith("-") else PRIVATE, "": ALL}
        waits = []
        for key, (most, seconds) in limits.items():
            sent = self._sent[key]
            while sent and now - sent[0] >= timedelta(seconds=seconds):
                sent.popleft()
            if len(sent) >= most:
                waits.append((sent[0] + timedelta(seconds=seconds) - now).total_seconds())
        if waits:
            self.refused += 1
            return math.ceil(max(waits))
        for key in limits:
            self._sent[key].append(now)
        return 0
