"""What came of a replay, as JSON lines for machines or as a told timeline for people (contracts.md).

Pure: lines in, lines out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.explained import as_json, refused
from bot.language import Reader
from bot.replay import Played
from bot.retarget import Retargeted
from bot.text import sentence
from bot.words import padded
from core.instruction import Problem
from core.notices import Notice, NoticeKind
from core.problems import columns

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
ROW = 10  # columns of a row's number


def told(events: Iterable[Event], reader: Reader) -> Iterator[tuple[Event, str]]:
    """Each event that people hear of, with its sentence."""
    for event in events:
        said = sentence(_notice(event), str(event["bracket"]), reader)
        if said is not None:
            yield event, reader.say("played-ambiguous", said=said) if event.get("ambiguous") else said


def timeline(events: Iterable[Event], reader: Reader) -> Iterator[str]:
    """The told events, each behind its time and row; the day is said when it changes."""
    day = ""
    for event, said in told(events, reader):
        date, _, clock = event["time"].partition("T")
        if date != day:
            yield date
            day = date
        yield f"  {clock.rstrip('Z')}  {padded(reader.say('played-row', row=str(event['row'])), ROW)} {said}"


def summed_up(played: Played, reader: Reader) -> Iterator[str]:
    """The summary in words."""
    summary, say = played.summary, reader.say
    if summary["status"] == "open":
        yield say("played-open", position=summary["position"], orders=summary["open_orders"])
    else:
        yield say(f"played-{summary['status']}")
    labels = {label: say(f"played-{label}") for label in ("average", "result", "fills")}
    wide = max(map(columns, labels.values())) + 1
    average, result, fills = (f"  {padded(label, wide)}" for label in labels.values())
    if summary["entry_avg"] is not None:
        earned, fees = summary["realized_pnl"], reader.money(Decimal(summary["fees"]))
        yield average + _short(summary["entry_avg"])
        if earned is None:
            yield result + say("played-unknown", fees=fees)
        else:
            yield result + say("played-earned", earned=reader.money(Decimal(earned), played.quote), fees=fees)
    uncovered = {"count": str(summary["fills"]), "ms": str(summary["uncovered_ms"])}
    yield fills + say("played-bare" if played.bare else "played-uncovered", **uncovered)
    if Decimal(summary["overfilled"]):
        yield "  ⚠ " + say("played-overfilled", quantity=summary["overfilled"])


def unread(problem: Problem, line: Retargeted, reader: Reader | None) -> Iterator[str]:
    """The answer to a line that cannot be read; nothing was played.  ``reader``: None for machines."""
    yield _refusal(problem, line, reader)
    if reader is None:
        yield as_json({"summary": NOTHING_PLAYED})


def unplayed(problem: str) -> Iterator[str]:
    """The answer, for machines, to prices that cannot be used; what was played until then counts for nothing."""
    yield as_json(refused(Problem("E-PRICES", problem)))
    yield as_json({"summary": NOTHING_PLAYED})


def outcome(played: Played, lines: Sequence[Retargeted], reader: Reader | None) -> Iterator[str]:
    """Everything that came of a replay; the summary last.  ``reader``: None for machines."""
    answered = zip(lines, played.answers, strict=False)  # the demo's own lines are never refused
    refusals = [_refusal(a.problem, line, reader) for line, a in answered if a.problem is not None]
    if reader is None:
        yield from (as_json(event) for event in played.events)
        yield from refusals
        yield as_json({"summary": played.summary})
        return
    yield from timeline(played.events, reader)
    yield from refusals
    if played.events:
        yield from summed_up(played, reader)


def _refusal(problem: Problem, line: Retargeted, reader: Reader | None) -> str:
    problem = line.back(problem)
    return as_json(refused(problem)) if reader is None else reader.problem(problem, line.typed)


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
