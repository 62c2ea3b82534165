"""/health and the heartbeat: what a host hears, and when it hears nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from aiohttp import ClientSession, web

from adapters.clock import SystemClock
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Markets, Venue
from adapters.scheduler import RECONCILE, Scheduler
from bot.doctor import BAD, UNUSABLE, findings
from bot.health import Health, beat, listening
from bot.session import Session, open_session
from bot.settings_chat import EPHEMERAL, forgets
from bot.speaker import Speaker
from bot.view import View
from bot.visitor import Visitor
from core.message import Origin
from core.ports import Facts, StoreUnavailable, Unreachable

LINE = "BTCUSDT on paper market long 0.01 sl off 2%"


@asynccontextmanager
async def running() -> AsyncIterator[Session]:
    clock, store, venue = SystemClock(), MemoryStore(), Venue(Markets())
    venue.seed("BTC/USDT:USDT", Decimal(60000), clock.now())
    said: list[str] = []
    async with open_session(
        store=store,
        clock=clock,
        link=LocalVenue(venue, clock),
        heartbeat=Scheduler,
        notifier=Speaker(store, said.append),
    ) as session:
        await session.engine.worker("paper")
        yield session


def healthy(session: Session, troubles: Mapping[str, str] | None = None) -> Health:
    return Health(session, lambda: troubles or {}, lambda: 3)


async def asked(health: Health) -> tuple[int, dict[str, object]]:
    async with (
        listening(health, "127.0.0.1:0") as port,
        ClientSession(f"http://127.0.0.1:{port}") as http,
        http.get("/health") as answer,
    ):
        return answer.status, await answer.json()


def test_all_is_well() -> None:
    async def story() -> None:
        async with running() as session:
            status, told = await asked(healthy(session, {"telegram": ""}))
        assert (status, told["status"]) == (200, "ok")
        assert told["accounts"] == {"paper": "connected"}
        assert told["chats"] == {"telegram": "ok"}
        assert told["set_aside"] == 3

    asyncio.run(story())


def test_what_a_restart_would_not_mend_is_told_and_is_no_failure() -> None:
    async def story() -> None:
        async with running() as session:
            status, told = await asked(healthy(session, {"discord": "no connection"}))
        assert (status, told["status"]) == (200, "degraded")
        assert told["chats"] == {"discord": "no connection"}

    asyncio.run(story())


def test_a_defect_of_ours_is_a_failure() -> None:
    async def story() -> None:
        async with running() as session:
            session.engine.workers["paper"].failed = RuntimeError("a defect")
            status, told = await asked(healthy(session))
            session.engine.workers["paper"].failed = None
        assert (status, told["status"]) == (503, "failing")

    asyncio.run(story())


def test_an_account_whose_exchange_does_not_answer_is_not_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with running() as session:
            worker, at = session.engine.workers["paper"], session.clock.now()
            answers = worker.exchange.facts

            async def facts(_symbol: str) -> Facts:
                raise Unreachable("no network")

            monkeypatch.setattr(worker.exchange, "facts", facts)
            answer = await session.engine.handle(LINE, Origin("m", at, "test"))
            assert answer.problem is not None
            assert answer.problem.code == "E-UNREACHABLE"
            _, told = await asked(healthy(session))
            assert (told["status"], told["accounts"]) == ("degraded", {"paper": "cannot be reached now"})
            rows = await findings(View(session, Visitor()), None)
            assert rows == [(BAD, "paper", "cannot be reached now")]
            monkeypatch.setattr(worker.exchange, "facts", answers)
            worker.nudge(RECONCILE)  # nobody asks for anything, and it is found out all the same
            for _ in range(500):
                await asyncio.sleep(0.01)
                if not worker.watch.silent:
                    break
            _, told = await asked(healthy(session))
            assert (told["status"], told["accounts"]) == ("ok", {"paper": "connected"})

    asyncio.run(story())


def test_a_stored_account_that_failed_at_the_start_is_named_until_it_is_opened() -> None:
    async def story() -> None:
        async with running() as session:
            session.unusable.add("paper:second")
            status, told = await asked(healthy(session))
            assert (status, told["status"]) == (200, "degraded")
            assert told["accounts"] == {"paper": "connected", "paper:second": UNUSABLE}
            await session.engine.worker("paper:second")
            _, told = await asked(healthy(session))
            assert (told["status"], told["accounts"]) == ("ok", {"paper": "connected", "paper:second": "connected"})

    asyncio.run(story())


def test_a_person_is_told_of_one_that_failed_at_the_start() -> None:
    async def story() -> None:
        async with running() as session:
            session.unusable.add("paper_spot")
            assert (BAD, "paper_spot", UNUSABLE) in await findings(View(session, Visitor()), None)
            await session.engine.worker("paper_spot")
            assert "paper_spot" in [
                name for dot, name, _ in await findings(View(session, Visitor()), None) if dot != BAD
            ]

    asyncio.run(story())


def test_a_ledger_that_cannot_be_read_is_told_and_no_failure_of_the_answer() -> None:
    def barred(_account: str) -> str:
        raise StoreUnavailable("locked")

    async def story() -> None:
        async with running() as session:
            session.engine.barred = barred
            status, told = await asked(healthy(session))
        assert (status, told["status"]) == (200, "degraded")
        assert told["accounts"] == {"paper": "connected, but the ledger cannot be read now"}

    asyncio.run(story())


def test_nothing_of_anybodys_trading_is_told() -> None:
    async def story() -> None:
        async with running() as session:
            now = session.clock.now()
            await session.engine.handle(LINE, Origin("m", now, "test"))
            _, told = await asked(healthy(session))
        assert "BTC" not in str(told)
        assert "0.01" not in str(told)

    asyncio.run(story())


@pytest.mark.parametrize("failing", [False, True])
def test_the_heart_beats_while_we_are_not_at_fault(*, failing: bool) -> None:
    heard: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response()

    async def story() -> None:
        app = web.Application()
        app.router.add_get("/beat", hear)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/beat"
        async with running() as session:
            session.engine.workers["paper"].failed = RuntimeError("a defect") if failing else None
            task = asyncio.create_task(beat(healthy(session), url, 0.05, session.clock))
            for _ in range(100):
                await asyncio.sleep(0.02)
                if len(heard) >= 2:
                    break
            task.cancel()
            session.engine.workers["paper"].failed = None
        await runner.cleanup()

    asyncio.run(story())
    assert (len(heard) >= 2) is not failing


def test_an_unheard_heartbeat_is_tried_again_and_its_address_kept_secret(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with running() as session:
            task = asyncio.create_task(beat(healthy(session), "http://127.0.0.1:9/s3cret", 0.01, session.clock))
            await asyncio.sleep(0.2)
            assert not task.done()
            task.cancel()

    asyncio.run(story())
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(("name", "host"), EPHEMERAL.items())
def test_hosts_that_throw_the_disk_away_are_known(name: str, host: str) -> None:
    assert forgets({name: "1"}) == host
    assert forgets({name: ""}) == ""
    assert forgets({}) == ""
