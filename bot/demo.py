"""``bracketeer demo``: three brackets from entry to exit on the synthetic walk, told as a chat.

It is a replay, told slowly: what happens is decided before the first word, so its fills are those of ``replay walk``.
Knows the script and the pace.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from bot.played import outcome, summed_up, told
from bot.replay import Played

LINES = (
    "BTCUSDT on paper:bracket market long 0.006 sl off 0.3% tp off 0.3%",
    "BTCUSDT on paper:ladder market long 0.03 takeprofit long 33%p tp off 0.1% takeprofit long 33%p tp off 0.2% "
    "takeprofit long 100%p tp off 0.4% stoploss long 100%p sl off 0.3% breakeven",
    "BTCUSDT on paper:trail market short 0.006 trail 0.3%",
)
TITLES = ("a bracket: one stop, one target", "a ladder that guards its gains", "a stop that trails")
ROWS = 2400  # of the walk: ten minutes
LONGEST = 20.0  # seconds of real time for the whole story
PAUSE = 0.6  # at most, between two sentences


def run(played: Played, say: Callable[[str], None], *, machine: bool) -> int:
    """Tell what was played; without pauses for machines."""
    if machine:
        for line in outcome(played, (), machine=True):
            say(line)
        return 0
    story = list(_story(played))
    pause = min(PAUSE, LONGEST / len(story))
    for line in story:
        say(line)
        time.sleep(pause)
    return 0


def _story(played: Played) -> Iterator[str]:
    yield "Three lines, typed at once on a paper account; the prices are the synthetic walk."
    for n, (line, title) in enumerate(zip(LINES, TITLES, strict=True), 1):
        yield f"\n# {n}: {title}\n> {line}"
    yield ""
    for event, said in told(played.events):
        yield f"  {event['time'][11:19]}  {said}"
    yield ""
    yield from summed_up(played)
