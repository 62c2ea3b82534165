"""A machine whose ccxt is missing, is not the one that was tested, or lacks an exchange: one clear line for all."""

from __future__ import annotations

import asyncio
import sys
import tomllib
from pathlib import Path

import ccxt.pro
import pytest

from adapters.account import Account
from adapters.clock import SystemClock
from adapters.exchanges.connecting import CCXT, Connections, NotTradable, redirected
from adapters.exchanges.elsewhere import Elsewhere
from adapters.exchanges.key_check import CcxtKeyCheck, NoSuchExchange
from bot.__main__ import main
from tests.canaries import KEY, SECRET, VAULT_KEY

ROOT = Path(__file__).parents[2]
OLD = (
    f"ccxt 4.4.1 is installed, and may send other requests than were tested: pip install ccxt=={CCXT}; nothing was sent"
)
LACKS = f"Binance is not in the installed ccxt {CCXT}: nothing was sent"
MISSING = f"ccxt is not installed: pip install ccxt=={CCXT}; nothing was sent"


@pytest.fixture(params=[OLD, LACKS, MISSING])
def line(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is said on a machine like that."""
    said = str(request.param)
    if said == OLD:
        monkeypatch.setattr(ccxt.pro, "__version__", "4.4.1")
    elif said == LACKS:
        monkeypatch.setattr(ccxt.pro, "binance", None)
    else:
        monkeypatch.setitem(sys.modules, "ccxt.pro", None)  # what makes an import fail
    return said


def test_the_version_is_the_pinned_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"ccxt=={CCXT}" in project["dependencies"]


def test_no_account_is_opened(line: str) -> None:
    async def story() -> None:
        await Connections(SystemClock()).open("Binance_F", {}, testnet=False, is_ours=lambda _: True)

    with pytest.raises(NotTradable) as caught:
        asyncio.run(story())
    assert str(caught.value) == line


def test_no_key_is_checked(line: str) -> None:
    with pytest.raises(NoSuchExchange) as caught:
        CcxtKeyCheck(SystemClock()).secrets(Account("Binance_F", "binance", False))
    assert str(caught.value) == line


def test_nothing_is_led_elsewhere(line: str) -> None:
    with pytest.raises(NotTradable, match="nothing was sent"):
        redirected(Elsewhere({"binance_f": "https://gate.lan"}))
    assert line


COMMANDS = [
    (["account", "add", "Binance_F"], 2),
    (["account", "test", "Binance_F"], 2),
    (["explain", "BTCUSDT on Binance_F market long 0.01 sl off 2%"], 0),  # which needs no ccxt
]


@pytest.mark.parametrize(("words", "status"), COMMANDS, ids=[" ".join(words[:2]) for words, _ in COMMANDS])
def test_each_command_says_so(
    words: list[str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRACKETEER_KEY", VAULT_KEY)
    monkeypatch.setenv("BRACKETEER_PROXIES", "*=http://127.0.0.1:9")  # nothing listens there
    monkeypatch.setenv("MINE_API_KEY", KEY)
    monkeypatch.setenv("MINE_SECRET", SECRET)
    place = ["--db", str(tmp_path / "l.db")]
    kept = ["account", "add", "Binance_F", "--from-env", "MINE", "--unchecked", *place]
    assert main(kept) == 0
    unreached = "no connection through the proxy 127.0.0.1:9; check BRACKETEER_PROXIES; nothing was sent\n"
    assert f"not checked: Binance cannot be reached: {unreached}" in capsys.readouterr().out
    if words[1] == "add":
        assert main(["account", "remove", "Binance_F", "--yes", *place]) == 0
        words = [*words, "--from-env", "MINE"]
    capsys.readouterr()
    monkeypatch.setattr(ccxt.pro, "__version__", "4.4.1")
    assert main([*words, *(place if words[0] == "account" else [])]) == status
    out, err = capsys.readouterr()
    if status:
        assert (out, err) == ("", f"bracketeer: {OLD}\n")
