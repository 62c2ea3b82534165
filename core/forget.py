"""Ending a bracket in the ledger alone, where its market is gone: what rests there, if anything does, stays.

Sends nothing and asks nobody: an exchange that lists the market no more can be told nothing about it.  Whether nothing
is left there is a person's to say; what they are asked is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable

from core.bracket import Bracket
from core.events import ForgetTold
from core.evolve import evolve
from core.machine import step
from core.ports import Change, Store, StoreUnavailable
from core.worker import Worker


async def forget(worker: Worker, store: Store, id: str, still: Callable[[Bracket], bool]) -> bool:
    """Forget bracket ``id`` if its market is not traded and it is ``still`` what the person was told of; whether it was
    forgotten.  Raises ``Conflict`` and ``StoreUnavailable``, and then it was not, for all that is known."""
    async with worker.lock:
        if not await worker.save_waiting():
            raise StoreUnavailable("earlier news could not be saved yet")
        bracket = worker.brackets.get(id)
        if bracket is None or bracket.closed or bracket.traded or not still(bracket):
            return False
        event = ForgetTold(worker.market.stamp(bracket.symbol))
        outcome = step(bracket, event)
        after = evolve(outcome.bracket, version=bracket.version + 1)
        await store.save([Change(bracket.version, after, (event,), tuple(outcome.notices))])
        worker.settle(after, (), told=True)
    return True
