"""Ending a bracket in the ledger alone, where its market is gone: what rests there, if anything does, stays.

Sends nothing and asks nobody: an exchange that lists the market no more can be told nothing about it.  Whether nothing
is left there is a person's to say; what they are asked is the caller's business.  A market that is halted comes back,
and orders that rest in it trade then: as long as any does, its bracket is not let go of.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from core.bracket import Bracket
from core.events import ForgetTold
from core.evolve import evolve
from core.machine import step
from core.ports import Change, Store, StoreUnavailable
from core.worker import Worker


class Kept(Enum):
    """Why a bracket is not let go of."""

    TRADED = "traded"
    RESTING = "resting"  # its market is only halted, and orders of ours rest there
    UNKNOWN = "unknown"  # the exchange has not said yet whether its market has ended


def kept(worker: Worker | None, bracket: Bracket) -> Kept | None:
    """Why it is not let go of; None where it may be."""
    if bracket.traded:
        return Kept.TRADED
    if worker is None or (bracket.symbol not in worker.watch.ended and bracket.id in worker.watch.unanswered):
        return Kept.UNKNOWN
    return Kept.RESTING if bracket.live and bracket.symbol not in worker.watch.ended else None


async def forget(worker: Worker, store: Store, id: str, still: Callable[[Bracket], bool]) -> bool:
    """Forget bracket ``id`` if nothing keeps it and it is ``still`` what the person was told of; whether it was
    forgotten.  Raises ``Conflict`` and ``StoreUnavailable``, and then it was not, for all that is known."""
    async with worker.lock:
        if not await worker.save_waiting():
            raise StoreUnavailable("earlier news could not be saved yet")
        bracket = worker.brackets.get(id)
        if bracket is None or bracket.closed or kept(worker, bracket) is not None or not still(bracket):
            return False
        event = ForgetTold(worker.market.stamp(bracket.symbol))
        outcome = step(bracket, event)
        after = evolve(outcome.bracket, version=bracket.version + 1)
        await store.save([Change(bracket.version, after, (event,), tuple(outcome.notices))])
        worker.settle(after, (), told=True)
    return True
