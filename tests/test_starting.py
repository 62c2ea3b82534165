"""Stored accounts at the start: who cannot be used, why, and what works all the same."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.account import Account, Credentials, Permissions
from adapters.clock import SystemClock
from adapters.database.accounts import open_accounts
from adapters.database.memory import MemoryStore
from adapters.exchanges.key_check import CcxtKeyCheck, CouldNotAsk, KeyRefused, NoSuchExchange
from adapters.exchanges.paper import LocalVenue, Markets, Venue
from adapters.exchanges.paper.exchange import PaperExchange
from adapters.scheduler import Scheduler
from adapters.vault_key import KeyPlaces
from bot.health import Health, Status
from bot.language import ENGLISH, Reader, language
from bot.session import Session, open_session
from bot.speaker import Speaker
from bot.starting import Condition, ask_again, condition
from core.message import Origin, UnknownAccount
from core.ports import StoreUnavailable
from tests.canaries import PASSPHRASE, SECRET64
from tests.key_kit import answering
from tests.samples import START
from tests.test_cli_pipe import COMMAND, LONG, environment
from tests.test_health import LINE, running
from tests.test_key_check import BINANCE, WRONG, B
from tests.test_vault import FIELDS, OTHER, TEXT, change, sealed

NAMES = ("Binance_F", "ByBit:second", "OKX")
ALWAYS = ("paper", "paper_spot")
WORKING = "These accounts can be used: paper, paper_spot"
Reach = Callable[[Account, Credentials], Awaitable[Permissions]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger that keeps three accounts."""
    path = tmp_path / "bracketeer" / "bracketeer.db"
    with closing(sealed(path)) as vault:
        for name in NAMES:
            account = Account(name, name.partition(":")[0].removesuffix("_F").lower(), not name.endswith("_F"))
            vault.add(account, Credentials(FIELDS), Permissions(), START, checked=False)
    return path


def lines(path: Path, reach: Reach, places: KeyPlaces | None = None, reader: Reader = ENGLISH) -> list[str]:
    async def found() -> Condition:
        with closing(await open_accounts(path)) as rows:
            given = places or KeyPlaces(text=TEXT)
            return await condition(rows, given, lambda _: None, reach, SystemClock(), 0.01)

    return asyncio.run(found()).lines(reader, ALWAYS)


async def answers(_account: Account, credentials: Credentials) -> Permissions:
    assert credentials.for_ccxt() == FIELDS
    return Permissions()


async def unasked(account: Account, _credentials: Credentials) -> Permissions:
    raise AssertionError(f"{account.name} was asked")


def but(trouble: Exception) -> Reach:
    """OKX cannot be used, the others can."""

    async def reach(account: Account, credentials: Credentials) -> Permissions:
        if account.name == "OKX":
            raise trouble
        return await answers(account, credentials)

    return reach


def test_where_all_answer_nothing_is_said(path: Path) -> None:
    assert lines(path, answers) == []


def test_where_nothing_is_stored_nobody_is_asked(tmp_path: Path) -> None:
    assert lines(tmp_path / "empty.db", unasked, KeyPlaces()) == []


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (CouldNotAsk("OKX cannot be reached: no connection"), "OKX cannot be reached: no connection"),
        (KeyRefused("OKX refuses the key (50111)"), "OKX refuses the key (50111)"),
        (NoSuchExchange("OKX is gone"), "OKX is gone"),
        (LookupError("?"), "it could not be asked (LookupError); the log says more"),
    ],
)
def test_one_that_cannot_be_used_is_one_line_and_the_others_work(path: Path, trouble: Exception, why: str) -> None:
    assert lines(path, but(trouble)) == [
        f"WARNING: OKX cannot be used now: {why}",
        f"{WORKING}, Binance_F, ByBit:second",
    ]


def test_a_row_that_was_changed_is_told_and_its_exchange_not_asked(path: Path) -> None:
    another = "(SELECT sealed FROM accounts WHERE name = 'Binance_F')"
    change(path, f"UPDATE accounts SET sealed = {another} WHERE name = 'OKX'")  # noqa: S608  (constants)
    assert lines(path, but(AssertionError())) == [
        "WARNING: OKX cannot be used now: OKX was changed in the database; nothing was decrypted",
        f"{WORKING}, Binance_F, ByBit:second",
    ]


@pytest.mark.parametrize(
    ("places", "why"),
    [
        (KeyPlaces(text=OTHER), "BRACKETEER_KEY does not open the accounts that are stored; nothing was decrypted"),
        (KeyPlaces(text="short"), "BRACKETEER_KEY is no key: it must be 32 bytes, or those in base64"),
        (KeyPlaces(file=Path("/nowhere")), "the key file /nowhere cannot be read: No such file or directory"),
        (
            KeyPlaces(),
            "there is no key to the accounts: set BRACKETEER_KEY_FILE or BRACKETEER_KEY, or run this in a "
            "terminal to be asked for a passphrase",
        ),
    ],
)
def test_one_wrong_key_is_one_line_for_all(path: Path, places: KeyPlaces, why: str) -> None:
    assert lines(path, unasked, places) == [
        f"WARNING: Binance_F, ByBit:second, OKX cannot be used now: {why}",
        WORKING,
    ]


def test_a_passphrase_is_asked_for_when_an_account_is_used_and_not_before(path: Path) -> None:
    def ask(_new: bool) -> str:
        raise AssertionError("asked")

    assert lines(path, unasked, KeyPlaces(ask=ask)) == []


def test_one_that_does_not_answer_is_not_waited_for(path: Path) -> None:
    ended: list[str] = []

    async def reach(account: Account, credentials: Credentials) -> Permissions:
        if account.name != "OKX":
            return await answers(account, credentials)
        try:
            await asyncio.Event().wait()
            raise AssertionError
        finally:
            ended.append(account.name)

    assert lines(path, reach)[0] == "WARNING: OKX cannot be used now: no answer within 0.01 s"
    assert ended == ["OKX"]  # its connection is closed


MIGHTY = (
    "WARNING: the key of {0} can withdraw, so nothing new is entered there; take that from the key at the exchange, "
    "then run: bracketeer account test {0}"
)


def test_a_key_that_can_withdraw_is_told_whether_it_is_asked_now_or_was_before(path: Path) -> None:
    async def reach(account: Account, _credentials: Credentials) -> Permissions:
        return Permissions(True, account.name == "Binance_F", None)

    assert lines(path, reach) == [MIGHTY.format("Binance_F")]
    assert lines(path, but(CouldNotAsk("OKX is away"))) == [
        "WARNING: OKX cannot be used now: OKX is away",
        MIGHTY.format("Binance_F"),
        f"{WORKING}, ByBit:second",
    ]
    mended = Permissions(True, False, None)

    async def again(_account: Account, _credentials: Credentials) -> Permissions:
        return mended

    assert lines(path, again) == []  # it was taken from the key meanwhile


def test_it_is_said_in_the_machines_language(path: Path) -> None:
    told = lines(path, but(CouldNotAsk("OKX ist weg")), reader=Reader(language("de")))
    assert told == [
        "WARNUNG: OKX jetzt nicht benutzbar: OKX ist weg",
        "Diese Konten sind benutzbar: paper, paper_spot, Binance_F, ByBit:second",
    ]


# -- again ------------------------------------------------------------------------------------------------


class Asked:
    """Gives one answer after the other, and knows who was asked for each."""

    def __init__(self, *answers: Condition | StoreUnavailable) -> None:
        self.answers, self.names, self.said = list(answers), list[list[str]](), list[str]()

    async def __call__(self, names: Collection[str]) -> Condition:
        self.names.append(sorted(names))
        answer = self.answers.pop(0)
        if isinstance(answer, StoreUnavailable):
            raise answer
        return answer

    async def until_all_answer(self, session: Session) -> None:
        await ask_again(session, self, session.clock, ENGLISH, self.said.append, waits=(0.0, 0.001))


def away(*names: str, reached: tuple[str, ...] = (), mighty: tuple[str, ...] = ()) -> Condition:
    return Condition(reached, tuple(((name,), "away") for name in names), mighty)


def test_who_could_not_be_used_is_asked_until_he_can_and_nobody_else() -> None:
    async def story() -> None:
        async with running() as session:
            session.unusable.update(NAMES)
            asked = Asked(
                away(*NAMES),
                StoreUnavailable("locked"),
                away("Binance_F", reached=("ByBit:second", "OKX"), mighty=("OKX",)),
                away("Binance_F"),
                away(reached=("Binance_F",)),
            )
            assert Health(session, dict, lambda: 0).status() is Status.DEGRADED
            await asked.until_all_answer(session)
            assert Health(session, dict, lambda: 0).status() is Status.OK
            assert asked.names == [sorted(NAMES)] * 3 + [["Binance_F"]] * 2
            assert asked.said == [
                MIGHTY.format("OKX"),
                "ByBit:second, OKX can be used now",
                "Binance_F can be used now",
            ]

    asyncio.run(story())


def test_who_is_used_or_removed_meanwhile_is_not_asked_again() -> None:
    async def story() -> None:
        async with running() as session:
            session.unusable.update(("paper", "OKX"))
            asked = Asked(away())  # nothing is stored of that name any more
            await asked.until_all_answer(session)
            assert (asked.names, asked.said, session.unusable) == ([["OKX"]], [], set())

    asyncio.run(story())


def test_what_is_open_is_watched_as_soon_as_its_account_can_be_opened() -> None:
    clock, store, venue = SystemClock(), MemoryStore(), Venue(Markets())
    venue.seed("BTC/USDT:USDT", Decimal(60000), clock.now())
    shut: list[str] = []

    def door(name: str, exchange: PaperExchange) -> PaperExchange:
        if shut:
            shut.pop()
            raise UnknownAccount(name, why="its key is not there")
        return exchange

    def life() -> AbstractAsyncContextManager[Session]:
        link, notifier = LocalVenue(venue, clock), Speaker(store, lambda _: None)
        return open_session(store=store, clock=clock, link=link, heartbeat=Scheduler, notifier=notifier, wrap=door)

    async def story() -> None:
        async with life() as session:
            answer = await session.engine.handle(LINE, Origin("m", clock.now(), "test"))
            assert answer.problem is None
        shut.extend(("at the start", "and once more"))
        async with life() as session:
            assert [why for _, why in session.engine.unwatched] == ["its key is not there"]
            reached = away(reached=("paper",))
            asked = Asked(away("paper"), reached, reached)  # when it answers first, it cannot be opened all the same
            await asked.until_all_answer(session)
            assert (asked.names, asked.said) == ([["paper"]] * 3, ["paper can be used now"])
            assert session.engine.unwatched == []
            assert [bracket.symbol for bracket in session.engine.workers["paper"].brackets.values()] == [
                "BTC/USDT:USDT"
            ]

    asyncio.run(story())


# -- what an exchange is asked ---------------------------------------------------------------------------

TIME = {"code": "0", "data": [{"ts": "1"}], "serverTime": 1}
BALANCE = {"result": "success", "accounts": {"flex": {"currencies": {}}}, "serverTime": "2026-11-20T12:00:00Z"}


@pytest.mark.parametrize(
    ("name", "given", "path"),
    [
        ("Binance_F", {B: BINANCE}, B),  # what the key may do
        ("MEXC", {"api/v3/time": TIME}, "api/v3/time"),  # does not tell that
        ("Binance:on the testnet", {"testnet.binance.vision/api/v3/time": TIME}, "testnet.binance.vision/api/v3/time"),
        ("Kraken_F", {"api/v3/accounts": BALANCE}, "api/v3/accounts"),  # nor its time
    ],
)
def test_one_small_question_is_asked(name: str, given: Mapping[str, Any], path: str) -> None:
    asked: list[str] = []
    exchange = name.partition(":")[0].removesuffix("_F").lower()
    account = Account(name, exchange, not name.endswith("_F"), testnet=":" in name)
    check = CcxtKeyCheck(SystemClock(), answering(given, asked))
    asyncio.run(check.reach(account, Credentials(FIELDS | {"secret": SECRET64, "password": PASSPHRASE})))
    assert [path in url for url in asked] == [True]


def test_a_key_that_is_refused_says_so() -> None:
    check = CcxtKeyCheck(SystemClock(), answering({B: (400, WRONG)}))
    with pytest.raises(KeyRefused, match="Binance refuses the key"):
        asyncio.run(check.reach(Account("Binance_F", "binance", spot=False), Credentials(FIELDS)))


# -- the program ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("path")
def test_serve_says_it_before_it_serves(tmp_path: Path) -> None:
    run = subprocess.run(
        [*COMMAND, "serve", "--for", "0"],
        env=environment(tmp_path, BRACKETEER_KEY=OTHER),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    said = run.stdout.splitlines()
    assert (run.returncode, run.stderr) == (0, "")
    assert said[1].startswith("WARNING: Binance_F, ByBit:second, OKX cannot be used now: BRACKETEER_KEY does not open")
    assert (said[2], said[3].partition(":")[0]) == (WORKING, "serving")


def test_serve_speaks_the_machines_language(tmp_path: Path) -> None:
    run = subprocess.run(
        [*COMMAND, "serve", "--for", "0"],
        env=environment(tmp_path, BRACKETEER_LANGUAGE="de", BRACKETEER_HOSTS="OKX=http://127.0.0.1:9"),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    warned, *said = run.stdout.splitlines()
    assert warned == (
        "WARNUNG: OKX: Orders und die Schlüssel, die sie signieren, gehen an http://127.0.0.1:9 statt an ihre eigenen "
        "Hosts (BRACKETEER_HOSTS)"
    )
    assert said == [
        f"{tmp_path}/steady.csv wird gespielt als Preis von BTC/USDT:USDT, BTC/USDT",
        "Dienst läuft: bewacht, was offen ist, und nimmt keine Zeilen an; Ende mit SIGTERM oder Strg-C, danach tippt "
        "`bracketeer` auf demselben Buch",
        "Dienst lief 0 s",
        "Nichts ist offen.",
    ]


@pytest.mark.usefixtures("path")
def test_a_pipe_is_told_beside_its_answers(tmp_path: Path) -> None:
    run = subprocess.run(
        COMMAND,
        env=environment(tmp_path, BRACKETEER_KEY=OTHER),
        cwd=tmp_path,
        input="/status\n",
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    assert run.stderr.startswith("WARNING: Binance_F, ByBit:second, OKX cannot be used now: BRACKETEER_KEY does not")
    assert "WARNING" not in run.stdout
