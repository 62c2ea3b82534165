"""Requests on a timetable, sent through real limiters in virtual time, and what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.clock import EPOCH, VirtualClock, run_virtual
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.limits import Kind, Limits
from core.ports import Unreachable

SENT, REFUSED, LEFT = "sent", "refused", "left"


@dataclass(frozen=True)
class Ask:
    """One request: milliseconds when it comes, how many it waits before it is canceled, and after which it is late."""

    at: int = 0
    kind: Kind = Kind.LOOK
    account: int = 0
    weight: int = 1
    call: str | None = None
    patience: int | None = None
    leaves: int | None = None


@dataclass(frozen=True)
class Done:
    """``at``: seconds from the start, when it was sent, refused or left; ``turn``: how many were done before."""

    ask: Ask
    end: str
    at: float
    turn: int
    refusal: Unreachable | None = None


@dataclass(frozen=True)
class Answer:
    """Something heard from the exchange; ``at`` in milliseconds."""

    at: int
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    code: str | None = None


def moment(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def played(limits: Limits, asks: Sequence[Ask], answers: Sequence[Answer] = ()) -> list[Done]:
    """What became of each request, in the order of ``asks``.  A lost wake-up is a ``Deadlock``."""
    return run_virtual(lambda clock: _play(clock, limits, asks, answers))


async def _play(clock: VirtualClock, limits: Limits, asks: Sequence[Ask], answers: Sequence[Answer]) -> list[Done]:
    address = Address(clock, limits)
    limiters = {account: Limiter(address) for account in sorted({ask.account for ask in asks} | {0})}
    turns: list[None] = []

    def seconds() -> float:
        return (clock.now() - EPOCH).total_seconds()

    async def one(ask: Ask) -> Done:
        await clock.sleep(ask.at / 1000)
        deadline = None if ask.patience is None else moment((ask.at + ask.patience) / 1000)
        taking = asyncio.ensure_future(
            limiters[ask.account].take(ask.kind, call=ask.call, weight=ask.weight, deadline=deadline)
        )
        if ask.leaves is not None:
            asyncio.get_running_loop().call_later(ask.leaves / 1000, taking.cancel)
        done = Done(ask, SENT, 0, 0)
        try:
            await taking
        except Unreachable as refusal:
            done = replace(done, end=REFUSED, refusal=refusal)
        except asyncio.CancelledError:
            done = replace(done, end=LEFT)
        turns.append(None)
        return replace(done, at=seconds(), turn=len(turns))

    async def hear(answer: Answer) -> None:
        await clock.sleep(answer.at / 1000)
        limiters[0].heard(answer.status, dict(answer.headers), answer.code)

    return (await asyncio.gather(asyncio.gather(*map(one, asks)), asyncio.gather(*map(hear, answers))))[0]


def times(done: Sequence[Done], which: Callable[[Ask], bool] = lambda _: True) -> list[float]:
    """When those were sent."""
    return [one.at for one in done if one.end == SENT and which(one.ask)]
