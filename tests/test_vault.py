"""The vault: what it keeps comes back whole, and nothing comes back from a changed row, a moved one or a wrong key."""

from __future__ import annotations

import asyncio
import base64
import copy
import os
import pickle
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.account import Account, Concealed, Credentials, Permissions
from adapters.database.accounts import AccountExists, MustMigrate, OpenBrackets, open_accounts
from adapters.database.opening import FileLock
from adapters.database.store import open_store
from adapters.vault import NoSuchAccount, Tampered, Vault, WrongKey, open_vault
from adapters.vault_key import (
    CREDENTIAL,
    BadKey,
    KeyPlaces,
    NoKey,
    VaultError,
    VaultKey,
    find_key,
    from_passphrase,
    read_key_file,
    write_key_file,
)
from tests.canaries import KEY, SECRET
from tests.canaries import PASSPHRASE as PASSWORD
from tests.samples import START, long_bracket, opening

BINANCE = Account("Binance_F", "binance", spot=False)
OKX = Account("OKX:Second", "okx", spot=True, testnet=True)
FIELDS = {"apiKey": KEY, "secret": SECRET}
TEXT = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(range(1, 33))).decode()


def sealed(path: Path, text: str = TEXT, hide: Callable[[str], None] = lambda _secret: None) -> Vault:
    return asyncio.run(open_vault(path, KeyPlaces(text=text), hide))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def kept(path: Path) -> Iterator[Vault]:
    """A vault with two accounts."""
    with closing(sealed(path)) as vault:
        vault.add(BINANCE, Credentials(FIELDS), Permissions(True, False, None), START, checked=True)
        vault.add(OKX, Credentials(FIELDS | {"password": PASSWORD}), Permissions(), START, checked=False)
        yield vault


@pytest.mark.usefixtures("kept")
def test_what_is_kept_comes_back(path: Path) -> None:
    hidden: list[str] = []
    with closing(sealed(path, hide=hidden.append)) as again:
        for name in ("Binance_F", "binance_f", "BINANCE_F"):
            assert again.credentials(name).for_ccxt() == FIELDS
        assert again.credentials("okx:second").for_ccxt() == FIELDS | {"password": PASSWORD}
        rows = again.rows.all()
    assert {KEY, SECRET, PASSWORD, TEXT} <= set(hidden)
    assert [(row.account, row.permissions, row.hint, row.created_at) for row in rows] == [
        (BINANCE, Permissions(True, False, None), "3456", START),
        (OKX, Permissions(), "3456", START),
    ]
    assert [row.checked_at for row in rows] == [START, None]


def test_letter_case_does_not_make_a_second_account(kept: Vault) -> None:
    with pytest.raises(AccountExists):
        kept.add(Account("BINANCE_f", "binance", False), Credentials(FIELDS), Permissions(), START, checked=False)
    with pytest.raises(NoSuchAccount, match="no account Bybit"):
        kept.credentials("Bybit")
    kept.remove("okx:SECOND")
    with pytest.raises(NoSuchAccount):
        kept.remove("okx:second")


@pytest.mark.usefixtures("kept")
def test_the_files_hold_no_secret(path: Path) -> None:
    names = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert any(name.endswith("-wal") and content for name, content in names.items())
    for content in names.values():
        for secret in (KEY, SECRET, PASSWORD, TEXT):
            assert secret.encode() not in content
            assert base64.b64encode(secret.encode()).rstrip(b"=")[:-1] not in content
    assert any(b"Binance_F" in content for content in names.values())  # so the search would have found them


def flip(text: str) -> str:
    """The same base64 with one bit of its middle changed."""
    content = bytearray(base64.b64decode(text))
    content[len(content) // 2] ^= 1
    return base64.b64encode(content).decode()


def change(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        assert db.execute(statement, values).rowcount >= 1


def cell(path: Path, column: str, id: str = "binance_f") -> Any:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(f"SELECT {column} FROM accounts WHERE id = ?", (id,)).fetchone()[0]  # noqa: S608


STATEMENTS = {
    "the name": [
        "UPDATE accounts SET id = 'binance', name = 'Binance' WHERE id = 'binance_f'",
        "UPDATE accounts SET id = 'binance_f', name = 'Binance_F' WHERE id = 'okx:second'",
    ],
    "the exchange": ["UPDATE accounts SET exchange = 'bybit' WHERE id = 'binance_f'"],
    "the market": ["UPDATE accounts SET spot = 1 WHERE id = 'binance_f'"],
    "testnet": ["UPDATE accounts SET testnet = 1 WHERE id = 'binance_f'"],
    "the version": ["UPDATE accounts SET key_version = 2 WHERE id = 'binance_f'"],
    "not base64": ["UPDATE accounts SET wrapped = 'x!' WHERE id = 'binance_f'"],
    "no document": ["UPDATE accounts SET sealed = '[' WHERE id = 'binance_f'"],
}


def tampered(path: Path, what: str) -> None:
    for statement in STATEMENTS.get(what, []):
        change(path, statement)
    if what in STATEMENTS:
        return
    fields = msgspec.json.decode(cell(path, "sealed"), type=dict[str, str])
    match what:
        case "a wrapped byte":
            change(path, "UPDATE accounts SET wrapped = ? WHERE id = 'binance_f'", flip(cell(path, "wrapped")))
        case "another row's wrapped key":
            change(path, "UPDATE accounts SET wrapped = ? WHERE id = 'binance_f'", cell(path, "wrapped", "okx:second"))
        case "the whole of another row":
            for column in ("wrapped", "sealed", "exchange", "spot", "testnet"):
                value = cell(path, column, "okx:second")
                change(path, f"UPDATE accounts SET {column} = ? WHERE id = 'binance_f'", value)  # noqa: S608
        case "a field's byte":
            put(path, fields | {"secret": flip(fields["secret"])})
        case "fields exchanged":
            put(path, {"apiKey": fields["secret"], "secret": fields["apiKey"]})
        case "a field renamed":
            put(path, {"apiKey": fields["apiKey"], "password": fields["secret"]})
        case _:
            raise AssertionError(what)


def put(path: Path, fields: dict[str, str]) -> None:
    change(path, "UPDATE accounts SET sealed = ? WHERE id = 'binance_f'", msgspec.json.encode(fields).decode())


UNOPENED = ["a wrapped byte", "another row's wrapped key", "the whole of another row", "the name", "the exchange"]
UNOPENED += ["the market", "testnet", "the version", "not base64"]
CHANGED = ["a field's byte", "fields exchanged", "a field renamed", "no document"]


@pytest.mark.parametrize(
    ("what", "kind"), [*((w, WrongKey) for w in UNOPENED), *((w, Tampered) for w in CHANGED)], ids=str
)
@pytest.mark.usefixtures("kept")
def test_a_changed_row_gives_nothing_away(path: Path, what: str, kind: type[VaultError]) -> None:
    tampered(path, what)
    hidden: list[str] = []
    with closing(sealed(path, hide=hidden.append)) as again, pytest.raises(kind) as caught:
        again.credentials("Binance_F")
    assert "nothing was decrypted" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not {KEY, SECRET} & set(hidden)


@pytest.mark.usefixtures("kept")
def test_a_damaged_row_keeps_no_other_from_being_read_or_added(path: Path) -> None:
    tampered(path, "a wrapped byte")
    with closing(sealed(path)) as again:
        assert again.credentials("okx:second").for_ccxt()["password"] == PASSWORD
        again.add(Account("Bybit", "bybit", True), Credentials(FIELDS), Permissions(), START, checked=False)


def test_what_is_removed_or_encrypted_anew_leaves_no_copy(path: Path) -> None:
    with closing(sealed(path)) as vault:
        for account in (BINANCE, OKX):
            vault.add(account, Credentials(FIELDS), Permissions(), START, checked=False)
    old = [cell(path, "wrapped"), cell(path, "wrapped", "okx:second")]
    assert all(text.encode() in path.read_bytes() for text in old)
    with closing(sealed(path)) as vault:
        vault.remove("Binance_F")
        vault.rotate(VaultKey(base64.b64decode(OTHER), "the new one"), None)
    assert not any(text.encode() in path.read_bytes() for text in old)


@pytest.mark.usefixtures("kept")
def test_another_key_opens_nothing_and_adds_nothing(path: Path) -> None:
    with closing(sealed(path, OTHER)) as again:
        with pytest.raises(WrongKey, match="BRACKETEER_KEY does not open the accounts"):
            again.credentials("Binance_F")
        with pytest.raises(WrongKey):
            again.add(Account("Bybit", "bybit", True), Credentials(FIELDS), Permissions(), START, checked=False)
        assert len(again.rows.all()) == 2
        again.remove("Binance_F")  # needs no key


def test_rotation_wraps_again_and_the_old_key_opens_nothing(kept: Vault, path: Path) -> None:
    before = cell(path, "sealed")
    assert kept.rotate(VaultKey(base64.b64decode(OTHER), "the new one"), None) == 2
    assert kept.credentials("Binance_F").for_ccxt() == FIELDS
    with closing(sealed(path, OTHER)) as new:
        assert new.credentials("Binance_F").for_ccxt() == FIELDS
    with closing(sealed(path, TEXT)) as old, pytest.raises(WrongKey):
        old.credentials("Binance_F")
    assert cell(path, "sealed") == before


def test_rotation_is_all_or_nothing(kept: Vault, path: Path) -> None:
    tampered(path, "a wrapped byte")
    before = cell(path, "wrapped", "okx:second")
    with pytest.raises(WrongKey, match="Binance_F"):
        kept.rotate(VaultKey(base64.b64decode(OTHER), "the new one"), b"s" * 16)
    assert cell(path, "wrapped", "okx:second") == before
    with closing(sealed(path)) as again:
        assert again.rows.salt(b"first") == b"first"


def test_an_account_with_open_brackets_stays(path: Path) -> None:
    account = long_bracket().account

    async def run() -> None:
        async with aclosing(await open_store(path)) as store:
            await store.save([opening(long_bracket())])
            with closing(await open_vault(path, KeyPlaces(text=TEXT), lambda _secret: None)) as vault:
                held = Account(account.upper(), "binance", False)
                vault.add(held, Credentials(FIELDS), Permissions(), START, checked=False)
                with pytest.raises(OpenBrackets) as caught:
                    vault.remove(account)
                assert caught.value.numbers == (long_bracket().number,)
                assert len(vault.rows.all()) == 1

    asyncio.run(run())


def test_an_old_schema_needs_the_lock_and_says_who_has_it(path: Path) -> None:
    lock = FileLock(path)
    with pytest.raises(MustMigrate, match=f"process {os.getpid()} has it open; stop that first"):
        asyncio.run(open_accounts(path))
    lock.release()
    asyncio.run(open_accounts(path)).close()


# -- secrets that cannot be shown --------------------------------------------------------------------


@pytest.mark.parametrize(
    "secret", [Credentials(FIELDS), VaultKey(b"canary-key-012345678901234567890", "here")], ids=str
)
def test_secrets_show_nothing(secret: Concealed) -> None:
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!r:>5}", repr([secret]), "%s" % (secret,)):  # noqa: UP031
        assert "canary" not in shown
    attempts: Sequence[Callable[[], object]] = (
        lambda: vars(secret),
        lambda: pickle.dumps(secret),
        lambda: copy.copy(secret),
        lambda: copy.deepcopy(secret),
        lambda: msgspec.json.encode(secret),
        lambda: msgspec.to_builtins(secret),
        lambda: secret.__getstate__(),
    )
    for attempt in attempts:
        with pytest.raises(TypeError) as caught:
            attempt()
        assert "canary" not in str(caught.value)


def test_places_and_vaults_show_no_key(kept: Vault) -> None:
    kept.credentials("Binance_F")
    for shown in (repr(kept), repr(KeyPlaces(text=TEXT)), repr(kept.rows.all())):
        for secret in (TEXT, KEY, SECRET):
            assert secret not in shown


@pytest.mark.parametrize(
    "fields",
    [
        {"apiKey": "", "secret": "x"},
        {"apiKey": "x"},
        {"secret": "x"},
        {"apiKey": "canary\nkey", "secret": "x"},
        {"apiKey": "canary\x7f", "secret": "x"},
        {"apiKey": "canaryé", "secret": "x"},
    ],
)
def test_what_is_no_key_is_refused_and_not_quoted(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"key|secret|password") as caught:
        Credentials(fields)
    assert "canary" not in str(caught.value)


def test_a_private_key_may_have_lines_and_a_short_key_gives_no_hint() -> None:
    pem = "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n"
    assert Credentials({"apiKey": "short", "secret": pem}).hint == ""
    assert Credentials({"apiKey": KEY, "secret": pem}).hint == "3456"


printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(["password", "uid"]), printable), printable, printable)
def test_any_key_comes_back(path: Path, more: dict[str, str], key: str, secret: str) -> None:
    fields = {"apiKey": key, "secret": secret} | more
    with closing(sealed(path)) as vault:
        vault.add(BINANCE, Credentials(fields), Permissions(), START, checked=False)
        assert vault.credentials("binance_f").for_ccxt() == fields
        vault.remove("binance_f")


# -- where the vault's key comes from ----------------------------------------------------------------


def no_salt() -> bytes:
    raise AssertionError("no passphrase, no salt")


def key_file(path: Path, content: bytes = bytes(32), mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_the_first_place_counts(tmp_path: Path) -> None:
    credential = key_file(tmp_path / CREDENTIAL, b"c" * 32)
    asked: list[bool] = []

    def ask(new: bool) -> str:
        asked.append(new)
        return "a long enough passphrase"

    file = key_file(tmp_path / "file", b"f" * 32, 0o400)
    everything = KeyPlaces(file, tmp_path, TEXT, ask)
    assert find_key(everything, no_salt).reveal() == b"f" * 32
    assert find_key(KeyPlaces(None, tmp_path, TEXT, ask), no_salt).reveal() == b"c" * 32
    credential.unlink()
    assert find_key(KeyPlaces(None, tmp_path, TEXT, ask), no_salt).reveal() == bytes(range(32))
    assert asked == []
    by_passphrase = find_key(KeyPlaces(None, tmp_path, None, ask), lambda: b"s" * 16, new=True)
    assert asked == [True]
    assert by_passphrase.reveal() == from_passphrase("a long enough passphrase", b"s" * 16).reveal()
    assert by_passphrase.reveal() != from_passphrase("a long enough passphrase", b"t" * 16).reveal()
    with pytest.raises(NoKey, match="BRACKETEER_KEY_FILE"):
        find_key(KeyPlaces(None, tmp_path), no_salt)


@pytest.mark.parametrize("content", [bytes(range(32)), TEXT.encode(), f"{TEXT}\n".encode()])
def test_a_key_file_is_raw_or_base64(content: bytes, tmp_path: Path) -> None:
    assert read_key_file(key_file(tmp_path / "key", content)).reveal() == bytes(range(32))


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (bytes(32), 0o640, r"open to others \(mode 0640\); run: chmod 600"),
        (bytes(32), 0o604, "open to others"),
        (bytes(32), 0o700, "open to others"),
        (bytes(31), 0o600, "is no key: it must be 32 bytes"),
        (b"", 0o600, "is no key"),
        (b"canary" * 20, 0o600, "is no key"),
        (base64.b64encode(bytes(16)), 0o600, "is no key"),
    ],
)
def test_an_unfit_key_file_is_one_clear_line(content: bytes, mode: int, says: str, tmp_path: Path) -> None:
    with pytest.raises(BadKey, match=says) as caught:
        read_key_file(key_file(tmp_path / "key", content, mode))
    assert "canary" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_file_must_be_there_be_a_file_and_lie_outside_a_checkout(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="cannot be read: No such file"):
        read_key_file(tmp_path / "none")
    with pytest.raises(BadKey, match="is not a file"):
        read_key_file(tmp_path)
    inside = tmp_path / "repo" / "deep"
    inside.mkdir(parents=True)
    (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere")
    link = tmp_path / "link"
    link.symlink_to(key_file(inside / "key"))
    for place in (inside / "key", link):
        with pytest.raises(BadKey, match="lies in a git checkout"):
            read_key_file(place)


def test_a_new_key_file_is_private_and_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    key = write_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path).reveal() == key.reveal()
    with pytest.raises(BadKey, match="File exists"):
        write_key_file(path)
    assert read_key_file(path).reveal() == key.reveal()


@pytest.mark.parametrize("text", ["x", TEXT[:-4], TEXT + "AAAA", "canary canary"])
def test_a_bad_key_in_the_environment_is_not_quoted(text: str) -> None:
    with pytest.raises(BadKey, match="BRACKETEER_KEY is no key") as caught:
        find_key(KeyPlaces(text=text), no_salt)
    assert text not in str(caught.value)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(BadKey, match="less than 12 signs"):
        from_passphrase("short", b"s" * 16)


def test_the_salt_is_kept_until_the_passphrase_changes(path: Path) -> None:
    """The vault's own first passphrase, asked twice; afterwards once; and a new one."""
    asked: list[bool] = []

    def ask(new: bool) -> str:
        asked.append(new)
        return "a long enough passphrase"

    for _ in range(2):
        with closing(asyncio.run(open_vault(path, KeyPlaces(ask=ask), lambda _secret: None))) as vault:
            if not vault.rows.all():
                vault.add(BINANCE, Credentials(FIELDS), Permissions(), START, checked=False)
            assert vault.credentials("Binance_F").for_ccxt() == FIELDS
    assert asked == [True, False]
    with closing(asyncio.run(open_vault(path, KeyPlaces(ask=ask), lambda _secret: None))) as vault:
        vault.rotate(from_passphrase("another long passphrase", b"n" * 16), b"n" * 16)
    places = KeyPlaces(ask=lambda _new: "another long passphrase")
    with closing(asyncio.run(open_vault(path, places, lambda _secret: None))) as vault:
        assert vault.credentials("Binance_F").for_ccxt() == FIELDS
