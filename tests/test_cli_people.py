"""``bracketeer people``: what an owner of the machine can say about people without a chat."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.database.opening import FileLock
from adapters.database.people import open_people
from adapters.database.store import open_store
from bot.__main__ import main
from core.people import ANY, Binding, Grant, Halt, Identity, Limits, Role
from core.people_store import Redeemed
from tests.samples import START, D

BEN = Identity("discord:7", "Ben")


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "ledger.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(path))
    return path


def said(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of ``bracketeer people LINE``."""
    status = main(["people", *line.split()])
    told = capsys.readouterr()
    return status, told.out.strip(), told.err.strip()


def test_an_owners_evening(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = [
        ("list", 0, "nobody is known yet; see: bracketeer people add --help, or people invite"),
        ("add telegram:42 --name Ann", 0, "telegram:42 (Ann): may do nothing"),
        ("grant TELEGRAM:42 trader Binance_F", 0, "telegram:42 (Ann): trader of Binance_F"),
        ("grant telegram:42 viewer paper_F", 0, "telegram:42 (Ann): trader of Binance_F, viewer of paper"),
        (
            "limit telegram:42 --order 1000 --leverage 2.5",
            0,
            "telegram:42: at most 1000 USD an order, leverage up to 2.5",
        ),
        ("limit telegram:42 --order off --symbols btc,*/usdc", 0, "telegram:42: only BTC */USDC, leverage up to 2.5"),
        ("limit telegram:42 --symbols off --leverage off", 0, "telegram:42: no limits"),
        ("limit telegram:42 --confirm 250", 0, "telegram:42: asked before orders: above 250 USD"),
        ("limit telegram:42 --confirm off", 0, "telegram:42: no limits"),
        ("limit OKX --confirm Always", 0, "OKX: asked before orders: always"),
        ("limit OKX --confirm OFF", 0, "OKX: no limits"),
        ("limit * --day 5000", 0, "each account: at most 5000 USD a day"),
        ("limit OKX", 0, "OKX: no limits"),
        (
            "list",
            0,
            "telegram:42 (Ann): trader of Binance_F, viewer of paper\neach account: at most 5000 USD a day",
        ),
        ("revoke telegram:42 paper", 0, "telegram:42 (Ann): trader of Binance_F"),
        ("grant telegram:42 admin *", 0, "telegram:42 (Ann): admin of all accounts, trader of Binance_F"),
        (
            "revoke telegram:42",
            0,
            "telegram:42 (Ann): may do nothing\n"
            "nobody is an admin of all accounts now; the bot prints a code for one when it starts",
        ),
    ]
    for line, status, answer in story:
        assert said(capsys, line) == (status, answer, ""), line
    assert ledger.exists()


@pytest.mark.parametrize(
    ("line", "status", "complaint"),
    [
        ("grant telegram:43 trader paper", 2, "nobody known is telegram:43; first: bracketeer people add telegram:43"),
        ("revoke telegram:43", 2, "nobody known is telegram:43"),
        ("limit telegram:43 --day 1", 2, "nobody known is telegram:43"),
        ("revoke telegram:42 paper", 2, "telegram:42 was granted nothing on exactly paper; nothing was changed"),
        ("revoke telegram:42", 2, "telegram:42 was granted nothing; nothing was changed"),
        ("add ann", 64, "'ann' is no person: write telegram:42"),
        ("add telegram:042", 64, "is no person"),
        ("add telegram:@ann", 64, "is no person"),
        ("grant telegram:42 boss paper", 64, "'boss' is no role: viewer, trader, admin"),
        ("grant telegram:42 trader Binanze", 64, 'no account "Binanze"; did you mean "Binance"?'),
        (
            "grant telegram:42 trader paper:",
            64,
            'no account "paper:"; names are like "Binance_F", "paper" or "paper:NAME"',
        ),
        ("grant telegram:42 trader OKX,Gate", 64, "no account"),
        ("grant telegram:42 trader OKX:a,b", 64, 'no account "OKX:a,b"; names are like'),
        ("invite viewer nowhere", 64, "no account"),
        ("invite viewer BitMEX_F:a", 64, "nothing can be traded on BitMEX_F:a"),
        ("invite viewer paper --hours 0", 64, "is not a number of hours from 1 to 720"),
        ("limit paper --order -1", 64, "is no price or size"),
        ("limit paper --order much", 64, "is not a number"),
        ("limit paper --symbols BTC/", 64, "'BTC/' is no symbol: write BTC, BTC/USDT or */USDT; off for all"),
        ("limit paper --symbols ,", 64, "is no symbol"),
        ("limit somebody --day 1", 64, "no account"),
        ("bind telegram:42 paper", 64, "'telegram:42' is no chat: write telegram:-1001234 or discord:42"),
        ("bind telegram:-100@name paper", 64, "is no chat"),
        ("bind desk paper", 64, "is no chat"),
        ("bind discord:42 Binanze", 64, 'no account "Binanze"; did you mean "Binance"?'),
        ("bind discord:42", 64, "ACCOUNT"),
        ("unbind discord:42", 2, "discord:42 was about no account; nothing was changed"),
        ("frobnicate", 64, "invalid choice"),
        ("", 64, "ACTION"),
        ("list --db sqlite://?x=1", 64, "options in a database URL are not supported"),
        ("list --db /dev/null/ledger.db", 1, "/dev/null/ledger.db: "),
    ],
)
def test_what_is_refused_says_so_in_one_line_and_changes_nothing(
    ledger: Path, capsys: pytest.CaptureFixture[str], line: str, status: int, complaint: str
) -> None:
    async def known() -> list[object]:
        async with open_people(ledger) as people:
            return [await people.people(), await people.limited(), await people.bindings()]

    assert said(capsys, "add telegram:42")[0] == 0
    before = asyncio.run(known())
    left, out, err = said(capsys, line)
    assert (left, out) == (status, "")
    assert complaint in err
    assert len(err.splitlines()) == 1
    assert asyncio.run(known()) == before


def test_a_code_that_was_printed_lets_its_first_user_in(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, code, told = said(capsys, "invite admin * --hours 2")
    assert status == 0
    assert (
        told == f"whoever first sends the bot /start {code} becomes admin of all accounts; it works once, for 2 hours"
    )
    now = SystemClock().now()

    async def redeem() -> list[Redeemed]:
        async with open_people(ledger) as people:
            late, soon = now + timedelta(hours=2), now + timedelta(hours=1.9)
            return [await people.redeem(code, BEN, at) for at in (late, soon, soon)]

    assert asyncio.run(redeem()) == [Redeemed.WRONG, Redeemed.GRANTED, Redeemed.WRONG]
    assert said(capsys, "list") == (0, "discord:7 (Ben): admin of all accounts", "")


def test_a_running_bot_hears_at_once_and_the_list_shows_what_its_chats_did(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        async with aclosing(await open_store(ledger)) as store:
            people = store.people
            await people.meet(Identity(BEN.id, "Be\x1b[2Jn"))
            await people.bind(Binding("discord:5", ("OKX", "paper")), BEN.id, START)
            await people.bind(Binding("discord:6", ()), BEN.id, START)
            await people.halt(Halt(ANY, BEN.id, START, "news"))
            line = "grant discord:7 admin OKX"
            status = await asyncio.to_thread(main, ["people", *line.split()])
            assert status == 0
            await asyncio.to_thread(main, ["people", "limit", "discord:7", "--order", "9"])
            await asyncio.to_thread(main, ["people", "list"])
            found = await people.principal(BEN.id)
            assert found is not None
            assert found.grants == (Grant("okx", Role.ADMIN),)
            assert found.limits == Limits(order=D(9))

    asyncio.run(story())
    assert capsys.readouterr().out.splitlines()[2:] == [
        "discord:7 (Be?[2Jn): admin of OKX; at most 9 USD an order",
        "discord:5 is about OKX, paper",
        "discord:6 is about no account",
        "no new entries on all accounts since 2026-03-02 09:30 UTC, by discord:7, news",
    ]


def test_a_channel_in_which_nobody_has_a_name_is_bound_and_unbound(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "de")
    story = [
        ("bind telegram:-1001234 paper_F Binance_F paper", "telegram:-1001234 ist für paper, Binance_F"),
        ("bind Discord:42/7 *", "discord:42/7 ist für *"),
        ("unbind discord:42/7", "discord:42/7 ist für kein Konto"),
        (
            "list",
            "noch ist niemand bekannt; siehe: bracketeer people add --help, oder people invite\n"
            "discord:42/7 ist für kein Konto\ntelegram:-1001234 ist für paper, Binance_F",
        ),
    ]
    for line, answer in story:
        assert said(capsys, line) == (0, answer, ""), line

    async def known() -> list[Binding]:
        async with open_people(ledger) as people:
            return await people.bindings()

    assert asyncio.run(known())[1] == Binding("telegram:-1001234", ("paper", "binance_f"), "de")


def test_an_old_ledger_that_is_in_use_is_left_alone(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = FileLock(ledger)
    try:
        status, out, err = said(capsys, "add telegram:42")
    finally:
        lock.release()
    assert (status, out) == (1, "")
    assert "has it open; stop that first" in err
    assert not ledger.exists()


def test_it_is_all_said_in_the_terminals_language(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "de")
    story = [
        ("list", "noch ist niemand bekannt; siehe: bracketeer people add --help, oder people invite", ""),
        (
            "grant telegram:42 trader *",
            "",
            "niemand Bekanntes ist telegram:42; zuerst: bracketeer people add telegram:42;",
        ),
        ("add telegram:42", "telegram:42: darf nichts", ""),
        ("grant telegram:42 trader *", "telegram:42: trader von allen Konten", ""),
        ("revoke telegram:42 OKX", "", "telegram:42 wurde auf genau OKX nichts gewährt; nichts wurde geändert"),
        ("add ann", "", "'ann' ist keine Person: schreib telegram:42"),
    ]
    for line, answer, complaint in story:
        _status, out, err = said(capsys, line)
        assert (out, err[: len(complaint) + 12]) == (answer, f"bracketeer: {complaint}" if complaint else ""), line
    assert ledger.exists()
    _status, code, told = said(capsys, "invite viewer OKX --hours 1")
    assert told == f"wer dem Bot zuerst /start {code} schickt, wird viewer von OKX; das gilt einmal, 1 Stunde lang"
