"""``bracketeer demo``: three brackets from entry to exit on the synthetic walk, told as a chat.

It is a replay, told slowly: what happens is decided before the first word, so its fills are those of ``replay walk``.
Knows the script and the pace.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from bot.language import Reader
from bot.played import outcome, summed_up, told
from bot.replay import Played

LINES = (
    "BTCUSDT on paper:bracket market long 0.006 sl off 0.3% tp off 0.3%",
    "BTCUSDT on paper:ladder market long 0.03 takeprofit long 33%p tp off 0.1% takeprofit long 33%p tp off 0.2% "
    "takeprofit long 100%p tp off 0.4% stoploss long 100%p sl off 0.3% breakeven",
    "BTCUSDT on paper:trail market short 0.006 trail 0.3%",
)
TITLES = ("demo-bracket", "demo-ladder", "demo-trail")  # sentences
ROWS = 2400  # of the walk: ten minutes
LONGEST = 20.0  # seconds of real time for the whole story
PAUSE = 0.6  # at most, between two sentences


def run(played: Played, say: Callable[[str], None], reader: Reader | None) -> int:
    """Tell what was played; without pauses for machines, where ``reader`` is None."""
    if reader is None:
        for line in outcome(played, (), None):
            say(line)
        return 0
    story = list(_story(played, reader))
    pause = min(PAUSE, LONGEST / len(story))
    for line in story:
        say(line)
        time.sleep(pause)
    return 0


def _story(played: Played, reader: Reader) -> Iterator[str]:
    yield reader.say("demo-opening")
    for n, (line, title) in enumerate(zip(LINES, TITLES, strict=True), 1):
        yield f"\n# {n}: {reader.say(title)}\n> {line}"
    yield ""
    for event, said in told(played.events, reader):
        yield f"  {event['time'][11:19]}  {said}"
    yield ""
    yield from summed_up(played, reader)
