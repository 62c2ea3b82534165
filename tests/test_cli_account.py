"""``bracketeer account``: what it keeps, refuses and says, and that no key ever appears anywhere."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import pty
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import ccxt
import pytest

from adapters.account import Account, Permissions
from adapters.clock import SystemClock
from adapters.database.opening import FileLock
from adapters.database.store import open_store
from adapters.exchanges.elsewhere import Elsewhere
from adapters.exchanges.key_check import CcxtKeyCheck
from bot import account
from bot.__main__ import main
from bot.arguments import parser
from bot.settings import env_names
from tests.canaries import KEY, PASSPHRASE, SECRET64, VAULT_KEY
from tests.key_kit import answering
from tests.samples import long_bracket, opening
from tests.test_cli_pipe import COMMAND, environment, serving
from tests.test_key_check import BINANCE, BYBIT, WRONG, B, C, K, R, Y, kucoin, okx
from tests.test_vault import change

SECRETS = (KEY, SECRET64, PASSPHRASE)
TYPED = f"{KEY}\n{SECRET64}\n{PASSPHRASE}\n"
GOOD = BINANCE | {"enableSpotAndMarginTrading": True, "enableFutures": True, "ipRestrict": True}
READY = {
    B: GOOD,
    Y: BYBIT,
    C: okx(perm="read_only,trade"),
    K: kucoin("General,Spot"),
    "public/time": {"code": "0"},
    R: {"error": [], "result": {"permissions": ["modify-trades"], "ipAllowlist": ["203.0.113.5"]}},
    "api/v3/time": {"serverTime": 1_000_000_000_000},
    "api/v3/account": {"balances": [{"asset": "USDT", "free": "5", "locked": "0"}]},
}
NO_NETWORK = "*=http://127.0.0.1:9"  # nobody answers there, and no key leaves this machine
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.db"


@pytest.fixture
def run(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs one command as a pipe would; afterwards nothing that was written anywhere holds a key."""
    monkeypatch.chdir(tmp_path)
    for name in (*env_names().values(), "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BRACKETEER_KEY", VAULT_KEY)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    written: list[str] = []

    def command(*words: str, typed: str = TYPED, answers: Mapping[str, Any] = READY) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        options = parser().parse_args(["account", *words, "--db", str(db)])
        status = account.run(options, CcxtKeyCheck(SystemClock(), answering(answers)))
        out, err = capsys.readouterr()
        written.extend((out, err))
        return status, out, err

    yield command
    files = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert any(file.suffix == ".db" for file in files)
    for secret in (*SECRETS, VAULT_KEY):
        for form in (secret, base64.b64encode(secret.encode()).decode().rstrip("=")[:-1]):
            assert not any(form in text for text in written)
            assert not [file for file, content in files.items() if form.encode() in content]


def accounts(run: Run) -> list[str]:
    return [line.split()[0] for line in run("list")[1].splitlines()[1:]]


# -- add ---------------------------------------------------------------------------------------------

KEPT: list[tuple[tuple[str, ...], str, str]] = [
    (("Binance_F",), TYPED, "kept Binance_F: may trade, cannot withdraw, bound to addresses\n"),
    (("binance",), TYPED, "kept binance: may trade, cannot withdraw, bound to addresses\n"),
    (("Binance_F:<b>&",), TYPED, "kept Binance_F:<b>&: may trade, cannot withdraw, bound to addresses\n"),
    (
        ("ByBit_F:second",),
        TYPED,
        "kept ByBit_F:second: may trade, cannot withdraw, usable from anywhere\n"
        "warning: bind the key of ByBit_F:second to this machine's address at the exchange\n",
    ),
    (
        ("OKX",),
        TYPED,
        "kept OKX: may trade, cannot withdraw, usable from anywhere\n"
        "warning: bind the key of OKX to this machine's address at the exchange\n",
    ),
    (
        ("MEXC", "--accept"),
        TYPED,
        "kept MEXC: the exchange does not tell what it may do\n"
        "warning: make sure yourself that the key of MEXC cannot withdraw\n",
    ),
    (
        ("Binance", "--testnet"),
        f"  {KEY}  \n\t{SECRET64}",
        "kept Binance: the exchange does not tell what it may do\n"
        "warning: make sure yourself that the key of Binance cannot withdraw\n",
    ),
]


@pytest.mark.parametrize(("words", "typed", "says"), KEPT)
def test_a_key_is_kept(run: Run, words: tuple[str, ...], typed: str, says: str) -> None:
    assert run("add", *words, typed=typed) == (0, says, "")
    assert accounts(run) == [words[0]]


REFUSED: list[tuple[tuple[str, ...], Mapping[str, Any], int, str]] = [
    (
        ("Binance",),
        {B: GOOD | {"enableWithdrawals": True}},
        2,
        "the key of Binance can withdraw; nothing was kept: make one that can only read and trade",
    ),
    (("Binance", "--unchecked"), {B: GOOD | {"enableWithdrawals": True}}, 2, "the key of Binance can withdraw;"),
    (("Binance",), {B: (400, WRONG)}, 2, "Binance refuses the key (-2015: Invalid API-key, IP, or permissions"),
    (("Binance", "--unchecked"), {B: (400, WRONG)}, 2, "Binance refuses the key (-2015"),
    (
        ("Binance",),
        {B: ccxt.ExchangeNotAvailable(f"GET https://x?{KEY}")},
        1,
        "Binance cannot be reached: the connection broke before an answer; nothing was kept (--unchecked keeps the key",
    ),
    (("Binance",), {B: (200, f'{{"code":-1, "msg":"{KEY}"}}')}, 1, "(-1: [secret]); nothing was kept"),
    (
        ("MEXC", "--accept"),  # does not tell, and is asked all the same
        {"api/v3/time": ccxt.ExchangeNotAvailable(f"GET https://x?{KEY}")},
        1,
        "cannot be reached: the connection broke before an answer; nothing was kept (--unchecked keeps the key",
    ),
    (
        ("MEXC", "--accept"),
        READY | {"api/v3/account": (400, '{"code":700002,"msg":"Signature for this request is not valid."}')},
        2,
        "refuses the key (700002: Signature for this request is not valid.); nothing was kept",
    ),
    (
        ("MEXC", "--accept", "--unchecked"),
        READY | {"api/v3/account": (400, '{"code":700002,"msg":"Signature for this request is not valid."}')},
        2,
        "refuses the key (700002",
    ),
    (
        ("BloFin_F",),
        {"query-apikey": (401, '{"code":"152401","msg":"Access key does not exist"}')},
        2,
        "BloFin refuses the key (152401: Access key does not exist); nothing was kept",
    ),
    (
        ("Binance", "--testnet"),
        READY | {"api/v3/account": (401, WRONG)},
        2,
        "Binance refuses the key (-2015: Invalid API-key",
    ),
    (("MEXC",), {}, 2, "if you accept that: bracketeer account add MEXC --accept"),
    (("BitMEX_F",), {}, 2, "BitMEX closed on 2026-09-23: nothing can be traded there"),
    (("KuCoin", "--testnet"), {}, 2, "KuCoin has no testnet for spot trading; add it without --testnet"),
    (("Binanec_F",), {}, 64, "there is no exchange Binanec_F; did you mean Binance_F?"),
    (("elsewhere",), {}, 64, "there is no exchange elsewhere: names are like Binance_F, OKX, ByBit_F:second"),
    (("paper:x",), {}, 64, "paper:x is on paper and needs no key"),
    (("Binance:a b",), {}, 64, "'Binance:a b' is no account's name"),
    (("Binance:x,OKX",), {}, 64, "'Binance:x,OKX' is no account's name"),
    (("Binance:x\n",), {}, 64, "is no account's name"),
    (("Binance:a|b",), {}, 64, "'Binance:a|b' is no account's name"),
]


@pytest.mark.parametrize(("words", "answers", "status", "says"), REFUSED)
def test_a_key_is_refused_in_one_line_and_nothing_is_kept(
    run: Run, words: tuple[str, ...], answers: Mapping[str, Any], status: int, says: str
) -> None:
    got, out, err = run("add", *words, answers=answers)
    assert (got, out) == (status, ""), err
    assert err.startswith("bracketeer: ")
    assert says in err
    assert err.count("\n") == 1
    assert accounts(run) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "the API key (line 1 of 3 on stdin) is missing; nothing was kept"),
        (f"{KEY}\n", "the Secret (line 2 of 3 on stdin) is missing"),
        (f"{KEY}\n{SECRET64}\n\n", "the Passphrase of the key (line 3 of 3 on stdin) is missing"),
        (f"{KEY}\n{SECRET64}\nwith\x07bell\n", "password is empty, or has a sign that no key has; nothing was kept"),
    ],
)
def test_what_is_missing_is_named(run: Run, typed: str, says: str) -> None:
    status, out, err = run("add", "OKX", typed=typed)
    assert (status, out) == (2, "")
    assert says in err
    assert accounts(run) == []


def test_unchecked_keeps_a_key_that_nobody_could_be_asked_about(run: Run) -> None:
    status, out, _err = run("add", "Binance", "--unchecked", answers={B: ccxt.RequestTimeout("x")})
    assert status == 0
    assert out.splitlines() == [
        "not checked: Binance cannot be reached: no answer in time",
        "kept Binance: the exchange was not asked what the key may do; ask with: bracketeer account test Binance",
        "warning: make sure yourself that the key of Binance cannot withdraw",
    ]
    assert run("list")[1].endswith(
        "the exchange was not asked what the key may do; ask with: bracketeer account test Binance\n"
    )


@pytest.mark.parametrize("words", [("MEXC", "--accept"), ("Binance", "--testnet")])
def test_an_exchange_that_does_not_tell_is_said_not_to(run: Run, words: tuple[str, ...]) -> None:
    run("add", *words, typed=f"{KEY}\n{SECRET64}\n")
    assert "the exchange does not tell what it may do" in run("list")[1]
    assert "not asked" not in run("list")[1]


def test_the_environment_may_hold_the_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(("API_KEY", "SECRET", "PASSPHRASE"), SECRETS, strict=True):
        monkeypatch.setenv(f"MINE_{name}", value)
    assert run("add", "KuCoin", "--from-env", "MINE", typed="")[0] == 0
    status, _out, err = run("add", "OKX", "--from-env", "OTHER", typed="")
    assert (status, err) == (2, "bracketeer: OTHER_API_KEY in the environment is missing; nothing was kept\n")


def test_a_second_account_of_a_name_is_refused_before_its_key_is_asked_for(run: Run) -> None:
    run("add", "Binance_F")
    status, _out, err = run("add", "BINANCE_f", typed="")
    assert (status, err) == (
        2,
        "bracketeer: there is an account BINANCE_f already; remove it first, nothing was kept\n",
    )


# -- the vault's key ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "status", "says"),
    [
        ("BRACKETEER_KEY", "", 1, "there is no key to the accounts: set BRACKETEER_KEY_FILE or BRACKETEER_KEY"),
        ("BRACKETEER_KEY", "bm90IGEga2V5", 1, "BRACKETEER_KEY is no key: it must be 32 bytes, or those in base64"),
        ("BRACKETEER_KEY_FILE", "/nowhere/key", 1, "the key file /nowhere/key cannot be read: No such file"),
        ("BRACKETEER_KEY", base64.b64encode(bytes(32)).decode(), 1, "BRACKETEER_KEY does not open the accounts"),
    ],
)
def test_trouble_with_the_vaults_key_is_told_before_anything_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, status: int, says: str
) -> None:
    run("add", "OKX")
    monkeypatch.delenv("BRACKETEER_KEY")
    monkeypatch.setenv(name, value)
    for words in (("add", "Binance"), ("test", "OKX"), ("rotate", "--key-file", "new")):
        got, out, err = run(*words, typed="")
        assert (got, out) == (status, "")
        assert says in err
        assert err.count("\n") == 1
    assert not Path("new").exists()
    assert accounts(run) == ["OKX"]  # which needs no key
    assert run("remove", "OKX", "--yes")[0] == 0  # nor does this


def test_rotation_to_a_file(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run("add", "OKX")
    new = tmp_path / "new.key"
    status, out, _err = run("rotate", "--key-file", str(new))
    assert status == 0
    assert out == (
        f"1 account is encrypted with the key file {new} now; set BRACKETEER_KEY_FILE={new}, unset BRACKETEER_KEY, "
        "keep a copy of it elsewhere, and restart the bot if it is running\n"
    )
    assert run("test", "OKX")[0] == 1  # the old key
    monkeypatch.setenv("BRACKETEER_KEY_FILE", str(new))
    monkeypatch.delenv("BRACKETEER_KEY")
    assert run("add", "Binance")[0] == 0
    new.chmod(0o644)
    assert "is open to others (mode 0644); run: chmod 600" in run("test", "OKX")[2]


def test_a_changed_row_is_one_line(run: Run, db: Path) -> None:
    run("add", "OKX")
    change(db, "UPDATE accounts SET sealed = replace(sealed, 'secret', 'uid')")
    assert run("test", "OKX") == (
        1,
        "",
        "bracketeer: OKX was changed in the database; nothing was decrypted\n",
    )


# -- list, test, remove ------------------------------------------------------------------------------


def test_a_list_shows_names_and_what_keys_may_do(run: Run) -> None:
    assert run("list") == (0, "no accounts yet; see: bracketeer account add --help\n", "")
    run("add", "OKX")
    run("add", "Binance_F:Two")
    run("add", "ByBit", "--testnet")
    out = run("list")[1]
    assert [line.split("(")[0].rstrip() for line in out.splitlines()] == [
        "account        exchange  market  net      key    may",
        "Binance_F:Two  binance   swap    live     …3456  may trade, cannot withdraw, bound to addresses",
        "ByBit          bybit     spot    testnet  …3456  may trade, cannot withdraw, usable from anywhere",
        "OKX            okx       spot    live     …3456  may trade, cannot withdraw, usable from anywhere",
    ]


BALANCE = {
    "code": "0",
    "data": [{"uTime": "1", "details": [{"ccy": "USDT", "cashBal": "5", "eq": "5", "availBal": "4"}]}],
}
TIME = {"code": "0", "data": [{"ts": "1000000000000"}]}


def test_a_test_reads_and_tells(run: Run) -> None:
    run("add", "OKX")
    answers = READY | {"account/balance": BALANCE, "public/time": TIME, C: okx(perm="read_only", ip="203.0.113.5")}
    status, out, err = run("test", "okx", answers=answers)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[:2] == ["OKX answers", "balance: 5 USDT"]
    assert lines[2].startswith("clock: ")
    assert lines[2].endswith("s ahead of the exchange; set this machine's clock, or its requests will be refused")
    assert lines[3:] == [
        "key: may not trade, cannot withdraw, bound to addresses",
        "warning: the key of OKX may not trade here, so every order will be refused",
    ]
    assert "may not trade" in run("list")[1]  # what was seen is noted


@pytest.mark.parametrize(
    ("answers", "status", "says"),
    [
        ({C: okx(perm="trade,withdraw")}, 2, "the key of OKX can withdraw; replace it by one that can only read and"),
        ({C: (401, '{"msg":"Invalid OK-ACCESS-KEY","code":"50111"}')}, 2, "OKX refuses the key (50111: Invalid"),
        ({"public/time": ccxt.NetworkError(KEY)}, 1, "OKX cannot be reached: the connection broke before an answer"),
        ({"account/balance": TypeError(KEY)}, 1, "OKX answered what its documents do not say (TypeError)"),
    ],
)
def test_a_test_that_fails_is_one_line(run: Run, answers: Mapping[str, Any], status: int, says: str) -> None:
    run("add", "OKX")
    good = {"account/balance": BALANCE, "public/time": TIME}
    got, _out, err = run(
        "test", "OKX", answers={**answers, **{k: v for k, v in (READY | good).items() if k not in answers}}
    )
    assert got == status
    assert says in err
    assert err.count("\n") == 1


def test_what_does_not_exist_is_told(run: Run) -> None:
    for words in (("test", "OKX"), ("remove", "OKX", "--yes"), ("remove", "OKX")):
        assert run(*words) == (2, "", "bracketeer: there is no account OKX; see: bracketeer account list\n")


def test_removal_asks_and_nobody_answers_in_a_pipe(run: Run) -> None:
    run("add", "OKX")
    status, _out, err = run("remove", "okx", typed="y\n")
    assert (status, err) == (
        2,
        "bracketeer: nobody can be asked here, and nothing was done; say --yes to go ahead\n",
    )
    assert accounts(run) == ["OKX"]
    assert run("remove", "okx", "--yes")[1].startswith("forgot okx;")
    assert accounts(run) == []


def test_an_account_with_open_brackets_is_not_removed(run: Run, db: Path) -> None:
    async def fill() -> None:
        store = await open_store(db)
        await store.save([opening(long_bracket())])
        await store.aclose()

    run("add", "OKX")
    asyncio.run(fill())
    change(db, "UPDATE brackets SET account = 'Okx'")
    status, _out, err = run("remove", "OKX", "--yes")
    number = long_bracket().number
    assert (status, err) == (
        2,
        f"bracketeer: OKX has open brackets ({number}); close or cancel them first, nothing was removed\n",
    )
    assert accounts(run) == ["OKX"]


# -- beside a running bot, and in a terminal ----------------------------------------------------------


def test_an_older_ledger_that_is_in_use_is_not_touched(run: Run, db: Path) -> None:
    lock = FileLock(db)
    try:
        status, _out, err = run("list")
    finally:
        lock.release()
    assert status == 1
    assert f"is of an older version and process {os.getpid()} has it open; stop that first, then try again" in err
    run("list")


def test_accounts_are_kept_beside_a_running_bot(tmp_path: Path) -> None:
    def command(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, "account", *words],
            input=typed,
            env=environment(tmp_path, BRACKETEER_KEY=VAULT_KEY, BRACKETEER_PROXIES=NO_NETWORK),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    with serving(tmp_path):
        added = command("add", "MEXC", "--accept", "--unchecked", typed=TYPED)
        assert (added.returncode, added.stderr) == (0, "")
        assert "MEXC" in command("list").stdout
        assert command("remove", "MEXC", "--yes").returncode == 0
    for file in (tmp_path / "bracketeer").iterdir():
        assert KEY.encode() not in file.read_bytes()


def test_in_a_terminal_keys_are_asked_for_and_not_shown(tmp_path: Path) -> None:
    kept = {k: v for k, v in environment(tmp_path, BRACKETEER_PROXIES=NO_NETWORK).items() if k != "BRACKETEER_KEY"}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execve(sys.executable, [*COMMAND, "account", "add", "MEXC", "--accept", "--unchecked"], kept)  # noqa: S606
    seen = b""
    answers = [b"New passphrase of the vault: ", b"Once more: ", b"API key of MEXC: ", b"Secret of MEXC: "]
    typed = [b"canary long passphrase"] * 2 + [KEY.encode(), SECRET64.encode()]
    for prompt, answer in zip(answers, typed, strict=True):
        while prompt not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, answer + b"\n")
    try:
        while more := os.read(terminal, 1024):
            seen += more
    except OSError:  # how a terminal ends
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(terminal)
    assert b"kept MEXC" in seen
    assert b"canary" not in seen
    assert SECRET64.encode() not in seen
    with closing(sqlite3.connect(tmp_path / "bracketeer" / "bracketeer.db")) as database:
        assert database.execute("SELECT name FROM accounts").fetchall() == [("MEXC",)]


# -- the command line --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["account"],
        ["account", "ad", "OKX"],
        ["account", "add"],
        ["account", "add", "OKX", "--key", "x"],
        ["account", "rotate"],
        ["account", "rotate", "--passphrase", "--key-file", "x"],
        ["account", "list", "OKX"],
    ],
)
def test_bad_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 64
    assert capsys.readouterr().out == ""


def test_the_command_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in env_names().values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["account", "list", "--db", str(tmp_path / "x.db")]) == 0
    assert main(["account", "list", "--db", "postgres://me:hidden@db/x"]) == 64
    monkeypatch.setenv("BRACKETEER_GRACE", "soon")
    assert [main([command, "list", "--db", str(tmp_path / "x.db")]) for command in ("account", "people")] == [64, 64]


def test_what_nobody_foresaw_shows_no_key_either(run: Run) -> None:
    class Broken:
        def secrets(self, _account: Account) -> tuple[str, ...]:
            return ("apiKey", "secret")

        async def permissions(self, _account: Account, credentials: Any) -> Permissions:
            raise RuntimeError(credentials.for_ccxt()["secret"])

        async def look(self, _account: Account, _credentials: Any) -> Any:
            raise AssertionError

        def elsewhere(self, _account: Account) -> tuple[str, ...]:
            return ()

    run("list")
    own = ("api-key-0123456789", "secret-0123456789", "passphrase-0123456789")  # no canaries: they leak on purpose
    sys.stdin = io.StringIO("\n".join(own))
    with pytest.raises(RuntimeError) as caught:
        account.run(parser().parse_args(["account", "add", "OKX", "--db", "x.db"]), Broken())
    shown = io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stderr", shown)
        sys.excepthook(caught.type, caught.value, caught.tb)
    assert "RuntimeError: [secret]" in shown.getvalue()
    assert not any(secret in shown.getvalue() for secret in own)


@pytest.mark.parametrize("action", ["add", "test"])
def test_where_the_key_goes_is_said_before_it_goes_there(
    run: Run, db: Path, action: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if action == "test":
        run("add", "OKX")
    monkeypatch.setattr(sys, "stdin", io.StringIO(TYPED))
    answers = READY | {"account/balance": BALANCE, "public/time": TIME}
    check = CcxtKeyCheck(SystemClock(), answering(answers), Elsewhere({"www.okx.com": "https://gate.lan"}))
    status = account.run(parser().parse_args(["account", action, "OKX", "--db", str(db)]), check)
    out = capsys.readouterr().out
    assert status == 0
    assert out.startswith(
        "WARNING: OKX: orders, and the keys that sign them, go to https://gate.lan instead of www.okx.com "
    )


def test_a_slip_in_a_host_is_refused_before_a_key_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "OKX")
    monkeypatch.setenv("BRACKETEER_HOSTS", "Fapi.binance.con=https://gate.lan")
    meant = "did you mean fapi.binance.com or api.binance.com?"
    said = f"bracketeer: BRACKETEER_HOSTS: no exchange has the host Fapi.binance.con; {meant}\n"
    for words in (("add", "Binance_F"), ("test", "OKX")):
        assert run(*words, typed="") == (64, "", said)
    assert run("list")[0] == 0  # which sends nothing anywhere


def test_a_key_that_was_typed_as_an_argument_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account", "add", "Gate_F", "AKIAmadeup", "SECRETmadeup", "--nope"]) == 64
    said = capsys.readouterr().err
    assert "madeup" not in said
    assert "--nope" in said
    assert "keys are never arguments" in said


def test_it_is_all_said_in_the_terminals_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "de")
    answers = READY | {"account/balance": BALANCE, "public/time": TIME}
    actions = (("list",), ("add", "OKX"), ("list",), ("test", "OKX"), ("remove", "OKX", "--yes"))
    said = [run(*words, answers=answers) for words in actions]
    assert [status for status, _, _ in said] == [0] * 5
    out = "\n".join(out for _, out, _ in said).splitlines()
    assert out[0] == "noch keine Konten; siehe: bracketeer account add --help"
    assert "OKX aufbewahrt: darf handeln, kann nicht auszahlen, von überall benutzbar" in out
    assert any(line.split() == ["Konto", "Börse", "Markt", "Netz", "Schlüssel", "darf"] for line in out)
    assert {"OKX antwortet", "Guthaben: 5 USDT"} <= set(out)
    clock = next(line for line in out if line.startswith("Uhr: "))
    assert clock.endswith("; stell die Uhr dieser Maschine, sonst werden ihre Anfragen abgelehnt")
    assert "OKX vergessen; lösch den Schlüssel auch an der Börse, wenn ihn sonst nichts benutzt" in out
    assert run("add", "paper")[2] == "bracketeer: paper ist auf Papier und braucht keinen Schlüssel\n"
    assert run("add", "Binanse")[2] == "bracketeer: es gibt keine Börse Binanse; meinst du Binance?\n"


def test_what_the_vault_and_an_exchange_say_is_told_in_the_terminals_language(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRACKETEER_LANGUAGE", "de")
    refused = READY | {B: (400, WRONG)}
    assert run("add", "Binance_F", answers=refused)[2].startswith("bracketeer: Binance lehnt den Schlüssel ab (-2015")
    assert run("test", "OKX")[2] == "bracketeer: es gibt kein Konto OKX; siehe: bracketeer account list\n"
    run("add", "OKX")
    monkeypatch.setenv("BRACKETEER_KEY", base64.b64encode(bytes(32)).decode())
    told = "bracketeer: BRACKETEER_KEY öffnet die gespeicherten Konten nicht; nichts wurde entschlüsselt\n"
    assert run("rotate", "--key-file", "new")[2] == told
