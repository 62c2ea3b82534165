"""One life of the bot, from start to a stop or a kill, and the ledger that outlives it.

A killed life runs no more code: its tasks end where they stand, its wire carries nothing, nothing is stopped in order.
What remains is what a commit had made durable.  Judges nothing; ``Witness`` tells the world of every commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from contextvars import Context, ContextVar, copy_context
from typing import TYPE_CHECKING, Any

from adapters.database.memory import MemoryStore, _Staged
from bot.session import Session
from core.bracket import Bracket
from core.orders import Order
from core.ports import Change
from tests.world.faults import Fault

if TYPE_CHECKING:
    from tests.world.world import World

LIFE: ContextVar[Life | None] = ContextVar("LIFE", default=None)


class Killed(BaseException):
    """The process ends here.  Not an ``Exception``: nothing may catch it."""


class Life:
    """See the module's head."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number
        self.dead = False
        self.tasks: set[asyncio.Task[Any]] = set()
        self.session: Session | None = None
        self.room: AbstractAsyncContextManager[Session] | None = None
        self.context: Context = copy_context()
        self.context.run(LIFE.set, self)

    def run(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something as part of this life."""
        return asyncio.get_running_loop().create_task(work, context=self.context)

    async def begin(self, room: AbstractAsyncContextManager[Session]) -> None:
        """Start the session, so that everything it starts belongs to this life."""
        self.room = room
        task = self.run(room.__aenter__())
        await asyncio.wait({task})
        if not self.dead:
            self.session = task.result()

    def kill(self) -> None:
        """End every task of this life where it stands."""
        self.dead = True
        current = asyncio.current_task()
        for task in list(self.tasks):
            if task is not current:
                task.cancel()

    async def stop(self) -> None:
        """Stop in order."""
        room, self.room = self.room, None
        assert room is not None
        await asyncio.wait({self.run(room.__aexit__(None, None, None))})
        self.kill()

    async def bury(self) -> None:
        """Let go of a killed session without letting it stop in order."""
        if self.room is None or self.session is None:
            return
        self.session.engine.stop = _nothing  # type: ignore[method-assign]  # the dead stop nothing
        await self.room.__aexit__(None, None, None)

    # -- what the wire tells ------------------------------------------------------------------------

    def sent(self, account: str, what: str, about: object, fault: Fault | None) -> None:
        self.world.note("→", account, what, about, fault)

    def arrived(self, account: str, order: Order, children: Sequence[Order]) -> None:
        self.world.arrived(account, order, children)


async def _nothing() -> None:
    return


def belonging(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **more: Any) -> asyncio.Task[Any]:
    """A task factory: whatever a life starts belongs to it, and the dead start nothing."""
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **more)
    context: Context | None = more.get("context")
    life = context.get(LIFE) if context is not None else LIFE.get()
    if life is not None:
        life.tasks.add(task)
        task.add_done_callback(life.tasks.discard)
        if life.dead:
            task.cancel()
    return task


class Witness(MemoryStore):
    """The shipped ledger in memory, which tells ``committed`` of every change as it becomes durable, and ``late`` when
    it is asked for the owner of an order whose bracket is closed."""

    def __init__(self, committed: Callable[[Change, int], None], late: Callable[[], None]) -> None:
        super().__init__()
        self._committed, self._late = committed, late

    async def save(self, changes: Sequence[Change], answered: tuple[str, str] | None = None) -> None:
        self.answering = answered[0] if answered else None  # the message whose changes are committed now
        await super().save(changes, answered)

    def _commit(self, changes: Sequence[Change], staged: _Staged) -> None:
        versions = [b.version if (b := self._brackets.get(c.bracket.id)) else 0 for c in changes]
        before = [self._brackets.get(c.bracket.id) for c in changes]
        super()._commit(changes, staged)
        for change, version, was in zip(changes, versions, before, strict=True):
            self.was = was
            self._committed(change, version)

    async def owner(self, order: str) -> str | None:
        id = await super().owner(order)
        if id is not None and id not in self._open:
            self._late()
        return id

    def current(self, id: str) -> Bracket | None:
        """One bracket as it is stored."""
        return self._brackets.get(id)

    def all(self) -> list[Bracket]:
        """Every bracket ever saved, as it stands."""
        return list(self._brackets.values())
