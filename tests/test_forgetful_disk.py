"""Live accounts are not kept on a disk that the host throws away, unless somebody said so."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.database.accounts import open_accounts
from bot.running import Misused, remembered
from bot.settings import read_settings
from tests.test_store_migrations import ROW


def checked(place: Path, *, testnet: bool = False) -> None:
    with closing(asyncio.run(open_accounts(place / "ledger.db"))) as rows:
        rows.add(replace(ROW, account=replace(ROW.account, testnet=testnet)))
        remembered(read_settings(), rows)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("DYNO", "RENDER", "RAILWAY_ENVIRONMENT", "K_SERVICE"):
        monkeypatch.delenv(name, raising=False)


def test_a_disk_that_stays_is_no_matter(tmp_path: Path) -> None:
    checked(tmp_path)


def test_a_live_account_on_a_disk_that_is_thrown_away_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DYNO", "worker.1")
    with pytest.raises(Misused, match=r"Heroku throws this disk away .* Kraken_F:x .* DATABASE_URL"):
        checked(tmp_path)


@pytest.mark.parametrize(("name", "value"), [("DATABASE_URL", "/data/ledger.db"), ("BRACKETEER_FORGETFUL_DISK", "yes")])
def test_whoever_says_so_may(name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNO", "worker.1")
    monkeypatch.setenv(name, value)
    checked(tmp_path)


def test_a_testnet_may_be_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNO", "worker.1")
    checked(tmp_path, testnet=True)
