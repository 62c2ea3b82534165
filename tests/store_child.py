"""Processes that the tests of the store start: to be refused, to be killed, to run out of disk.

``python -m tests.store_child open|hold|kill|full PATH``; answers in lines of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable, Coroutine
from contextlib import aclosing, closing
from dataclasses import replace
from random import Random
from typing import Any

from adapters.database.opening import StoreLocked
from adapters.database.store import open_store
from core.bracket import Bracket
from core.orders import Order
from core.ports import StoreUnavailable
from tests.samples import new_bracket, opening, order, step

ROUNDS = 12


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


async def open_once(path: str) -> None:
    """Open and close; tell how that went."""
    try:
        store = await open_store(path)
    except StoreLocked as locked:
        say(refused=str(locked), pid=locked.pid, path=str(locked.path))
        return
    await store.aclose()
    say(refused=None)


async def hold(path: str) -> None:
    """Open, save, and wait to be killed."""
    async with aclosing(await open_store(path)) as store:
        await store.save([opening(new_bracket())])
        say(pid=os.getpid())
        await asyncio.Event().wait()


async def _save_for_ever(path: str, tell: int) -> None:
    """One version after another, each told only once it is saved."""
    store = await open_store(path)
    bracket = await store.bracket("a1")
    if bracket is None:
        change = opening(new_bracket())
        await store.save([change])
        bracket = change.bracket
    while True:
        n = bracket.version
        grown = replace(bracket, orders=(*bracket.orders[-3:], _order(bracket, n)))
        change = step(grown, *opening(bracket).events, notices=opening(bracket).notices)
        await store.save([change])
        bracket = change.bracket
        os.write(tell, b"%d\n" % bracket.version)


def _order(bracket: Bracket, n: int) -> Order:
    first = bracket.orders[0]
    return order(f"a1n{n}", "sl", first.side, first.type, "0.1")


async def _stored(path: str) -> dict[str, object]:
    async with aclosing(await open_store(path)) as store:
        bracket = await store.bracket("a1")
        assert bracket is not None
        journal, outbox = await store.journal("a1"), await store.outbox(100_000)
        owners = [await store.owner(order.id) for order in bracket.orders]
    with closing(sqlite3.connect(path)) as db:
        verdict = db.execute("PRAGMA integrity_check").fetchone()[0]
    return {
        "version": bracket.version,
        "journal": len(journal),
        "outbox": len({row.id for row in outbox}),
        "owned": set(owners) == {"a1"},
        "integrity": verdict,
    }


def kill(path: str) -> None:
    """Fork a saver, read some of what it acknowledges, kill -9 it in the middle, look; again and again."""
    dice = Random(9)
    for _ in range(ROUNDS):
        heard, tell = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(heard)
                asyncio.run(_save_for_ever(path, tell))
            finally:
                os._exit(1)
        os.close(tell)
        with open(heard, "rb") as lines:
            for _ in range(dice.randrange(1, 8)):
                acknowledged = int(lines.readline())
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            rest = lines.read().splitlines()
            acknowledged = int(rest[-1]) if rest else acknowledged
        say(acknowledged=acknowledged, **asyncio.run(_stored(path)))


async def full(path: str) -> None:
    """Save until no file may grow any more, look what is left, then make room and go on."""
    async with aclosing(await open_store(path)) as store:
        change = opening(new_bracket())
        await store.save([change])
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        refused, saved = "", 1
        while not refused and saved < 1000:
            following = step(change.bracket, *change.events, notices=opening(new_bracket()).notices)
            try:
                await store.save([following])
            except StoreUnavailable as error:
                refused = str(error)
            else:
                change, saved = following, saved + 1
        stored = await store.bracket("a1")
        journal = len(await store.journal("a1"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        await store.save([following])
        later = await store.bracket("a1") == following.bracket
    say(refused=refused, saved=saved, kept=stored == change.bracket, journal=journal, later=later)


def main() -> None:
    what, path = sys.argv[1:]
    if what == "kill":
        kill(path)
        return
    tasks: dict[str, Callable[[str], Coroutine[Any, Any, None]]] = {"open": open_once, "hold": hold, "full": full}
    asyncio.run(tasks[what](path))


if __name__ == "__main__":
    main()
