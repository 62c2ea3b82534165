"""What came of a replay, as JSON lines for machines or as a told timeline for people (contracts.md).

Pure: lines in, lines out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.explained import as_json, refused
from bot.language import ENGLISH
from bot.replay import Played
from bot.retarget import Retargeted
from bot.text import sentence
from core.instruction import Problem
from core.notices import Notice, NoticeKind
from core.problems import explain_problem

NOTHING_PLAYED = {
    "status": "refused",
    "position": "0",
    "entry_avg": None,
    "realized_pnl": "0",
    "fees": "0",
    "open_orders": 0,
    "fills": 0,
    "uncovered_ms": 0,
    "overfilled": "0",
}

Event = Mapping[str, Any]


def told(events: Iterable[Event]) -> Iterator[tuple[Event, str]]:
    """Each event that people hear of, with its sentence."""
    for event in events:
        said = sentence(_notice(event), str(event["bracket"]))
        if said is not None:
            yield event, said + (" (the candle held the sl and a target)" if event.get("ambiguous") else "")


def timeline(events: Iterable[Event]) -> Iterator[str]:
    """The told events, each behind its time and row; the day is said when it changes."""
    day = ""
    for event, said in told(events):
        date, _, clock = event["time"].partition("T")
        if date != day:
            yield date
            day = date
        yield f"  {clock.rstrip('Z')}  row {event['row']:<6} {said}"


def summed_up(played: Played) -> Iterator[str]:
    """The summary in words."""
    summary = played.summary
    if summary["status"] == "open":
        yield f"still open: a position of {summary['position']} and {summary['open_orders']} resting orders"
    else:
        yield str(summary["status"])
    if summary["entry_avg"] is not None:
        earned, fees = summary["realized_pnl"], ENGLISH.money(Decimal(summary["fees"]))
        result = "unknown" if earned is None else ENGLISH.money(Decimal(earned), played.quote)
        yield f"  average entry {_short(summary['entry_avg'])}"
        yield f"  result        {result} after {fees} of fees"
    yield f"  fills         {summary['fills']}; {summary['uncovered_ms']} ms without an sl for all of it"
    if Decimal(summary["overfilled"]):
        yield f"  ⚠ exits traded {summary['overfilled']} beyond the position"


def unread(problem: Problem, line: Retargeted, machine: bool) -> Iterator[str]:
    """The answer to a line that cannot be read; nothing was played."""
    yield from _refusal(problem, line, machine)
    if machine:
        yield as_json({"summary": NOTHING_PLAYED})


def unplayed(problem: str) -> Iterator[str]:
    """The answer, for machines, to prices that cannot be used; what was played until then counts for nothing."""
    yield as_json(refused(Problem("E-PRICES", problem)))
    yield as_json({"summary": NOTHING_PLAYED})


def outcome(played: Played, lines: Sequence[Retargeted], machine: bool) -> Iterator[str]:
    """Everything that came of a replay; the summary last."""
    answered = zip(lines, played.answers, strict=False)  # the demo's own lines are never refused
    refusals = [told for line, a in answered if a.problem is not None for told in _refusal(a.problem, line, machine)]
    if machine:
        yield from (as_json(event) for event in played.events)
        yield from refusals
        yield as_json({"summary": played.summary})
        return
    yield from timeline(played.events)
    yield from refusals
    if played.events:
        yield from summed_up(played)


def _refusal(problem: Problem, line: Retargeted, machine: bool) -> Iterator[str]:
    problem = line.back(problem)
    yield as_json(refused(problem)) if machine else explain_problem(problem, line.typed)


def _short(number: str) -> str:
    return format(Decimal(number).quantize(Decimal("0.01")), "f")


def _notice(event: Event) -> Notice:
    def amount(key: str) -> Decimal | None:
        return None if event[key] is None else Decimal(event[key])

    return Notice(
        NoticeKind(event["event"]),
        event["name"],
        event["order_name"],
        event["order"],
        event["side"],
        amount("quantity"),
        amount("price"),
        amount("cum_qty"),
        amount("leaves_qty"),
    )
