"""``bracketeer account``: add, list, test and remove accounts at exchanges, and encrypt their keys anew.

A composition root of its own: it connects the vault in the ledger's file with, for one question, an exchange.  Keys
are asked for without being shown, or come from a pipe or the environment, and are never arguments; every line it
writes goes through the redactor.  Starts nothing that trades, and may run beside a bot that does.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from argparse import Namespace
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from adapters.account import Account, Credentials, Permissions
from adapters.clock import SystemClock
from adapters.database.accounts import AccountExists, OpenBrackets, Row
from adapters.database.opening import to_path
from adapters.exchanges.connecting import NotTradable, redirected
from adapters.exchanges.elsewhere import Elsewhere, NoSuchPlace
from adapters.exchanges.key_check import CcxtKeyCheck, CouldNotAsk, KeyCheck, KeyRefused, NoSuchExchange
from adapters.exchanges.key_permissions import tells
from adapters.exchanges.listed import record_of
from adapters.vault import NoSuchAccount, Vault, open_vault
from adapters.vault_key import SALT_BYTES, KeyPlaces, VaultError, from_passphrase, read_key_file, write_key_file
from bot import accounts
from bot.arguments import BAD_USAGE
from bot.language import Reader
from bot.logs import REDACTOR, set_up_logs
from bot.prompts import Unanswered, ask_credentials, ask_passphrase, confirmed
from bot.settings import Settings, read_settings
from bot.words import padded
from core.instruction import plain
from core.ports import Clock, StoreUnavailable
from core.problems import SyntaxProblem, columns
from core.syntax import parse

OK, SURROUNDINGS, REFUSED = 0, 1, 2
COLUMNS = ("account", "exchange", "market", "net", "key", "may")
_LATE = 1.0  # seconds of clock skew at which exchanges begin to refuse requests


class BadName(Exception):
    """It is no account's name, or no place for a ledger."""


class NotAccepted(Exception):
    """The exchange cannot do something that people count on, and nobody has said that they accept it."""


class TooMighty(Exception):
    """The key can do what no key of a bot should."""


def run(options: Namespace, check: KeyCheck | None = None, clock: Clock | None = None) -> int:
    """Carry out one action; its exit status.  What goes wrong is one line on stderr."""
    settings = read_settings(**({"database_url": options.db} if hasattr(options, "db") else {}))
    set_up_logs(settings.log_level, settings.log_format, quiet=True, secrets=settings.secrets)
    clock, reader = clock or SystemClock(), settings.reader
    complain = partial(_complain, reader)
    try:
        elsewhere = Elsewhere(settings.hosts, settings.proxy_urls)
        if options.action in ("add", "test"):
            redirected(elsewhere)  # a slip in a host is refused before a key goes anywhere
        return asyncio.run(_act(options, settings, check or CcxtKeyCheck(clock, elsewhere=elsewhere), clock))
    except (BadName, NoSuchPlace) as error:
        return complain(error, BAD_USAGE)
    except AccountExists as error:
        return complain(reader.say("account-exists", account=str(error)), REFUSED)
    except OpenBrackets as error:
        return complain(reader.say("account-brackets", account=options.name, brackets=str(error)), REFUSED)
    except (NoSuchAccount, NoSuchExchange, NotTradable, KeyRefused, NotAccepted, TooMighty, Unanswered) as error:
        return complain(error, REFUSED)
    except (VaultError, CouldNotAsk, StoreUnavailable) as error:
        return complain(error, SURROUNDINGS)


def key_places(settings: Settings) -> KeyPlaces:
    """Where the vault's key may be on this machine; a person is asked only in a terminal."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    return KeyPlaces(
        file=settings.key_file,
        directory=Path(directory) if directory else None,
        text=settings.key.get_secret_value() if settings.key is not None else None,
        ask=partial(ask_passphrase, settings.reader, REDACTOR.add)
        if sys.stdin is not None and sys.stdin.isatty()
        else None,
    )


async def _act(options: Namespace, settings: Settings, check: KeyCheck, clock: Clock) -> int:
    reader = settings.reader
    account = _named(options.name, options.testnet, reader) if options.action == "add" else None
    secrets = check.secrets(account) if account is not None else ()
    with closing(await open_vault(_place(settings), key_places(settings), REDACTOR.add)) as vault:
        if account is not None:
            return await _add(vault, account, secrets, options, check, clock, reader)
        match options.action:
            case "list":
                return _list(vault, reader)
            case "test":
                return await _test(vault, options.name, check, clock, reader)
            case "remove":
                return _remove(vault, options, reader)
            case _:
                return _rotate(vault, options, reader)


def _place(settings: Settings) -> Path:
    try:
        return to_path(settings.database)
    except ValueError as error:
        raise BadName(str(error)) from None


def _named(name: str, testnet: bool, reader: Reader) -> Account:
    """The account that ``name`` means.  Raises ``BadName``."""
    try:
        spot = accounts.is_spot(name)
        blocks = parse(f"BTCUSDT on {name} close").blocks
    except accounts.NoSuchAccount as error:
        if name.lower().startswith("paper"):
            raise BadName(reader.say("account-on-paper", account=name)) from None
        if error.nearest:
            raise BadName(reader.say("account-nearest", name=name, nearest=error.nearest)) from None
        raise BadName(reader.say("account-no-exchange", name=name)) from None
    except SyntaxProblem:
        blocks = ()
    if len(blocks) != 1 or blocks[0].accounts != (name,) or "|" in name:
        raise BadName(reader.say("account-no-name", name=repr(name)))
    exchange = name.partition(":")[0].lower().removesuffix(accounts.FUTURES)
    return Account(name, exchange, spot, testnet)


# -- the actions -----------------------------------------------------------------------------------


async def _add(
    vault: Vault,
    account: Account,
    secrets: tuple[str, ...],
    options: Namespace,
    check: KeyCheck,
    clock: Clock,
    reader: Reader,
) -> int:
    if vault.rows.find(account.name) is not None:
        raise AccountExists(account.name)
    record = record_of(account.name)
    if record is not None and record.consent and not options.accept:
        consent = reader.told(record.consent)
        raise NotAccepted(reader.say("account-consent", consent=consent, account=shlex.quote(account.name)))
    vault.key()  # without one there is no use in typing secrets
    _say_where(account, check, reader)
    credentials = ask_credentials(account.name, secrets, options.from_env, REDACTOR.add, reader)
    permissions, checked = await _permissions(account, credentials, check, options.unchecked, reader)
    if permissions.withdraw:
        raise TooMighty(reader.say("account-mighty", account=account.name))
    asked = checked and tells(account)
    vault.add(account, credentials, permissions, clock.now(), checked=asked)
    may = _may(permissions, reader) if checked else _unasked(account, reader)
    _say(reader.say("account-kept", account=account.name, may=may))
    _warn(account.name, permissions, reader)
    return OK


async def _permissions(
    account: Account, credentials: Credentials, check: KeyCheck, unchecked: bool, reader: Reader
) -> tuple[Permissions, bool]:
    """What the key may do, and whether the exchange answered it.  Raises ``KeyRefused``, ``CouldNotAsk``."""
    try:
        told = await check.permissions(account, credentials)
        if told == Permissions():  # nothing was asked that needs the key, and any would do
            told = (await check.look(account, credentials)).permissions
        return told, True
    except KeyRefused as error:
        raise KeyRefused(f"{error}; nothing was kept") from None
    except CouldNotAsk as error:
        if not unchecked:
            raise CouldNotAsk(f"{error}; nothing was kept (--unchecked keeps the key all the same)") from None
        _say(reader.say("account-not-checked", why=reader.told(str(error))))
        return Permissions(), False


def _list(vault: Vault, reader: Reader) -> int:
    rows = vault.rows.all()
    if not rows:
        _say(reader.say("account-none"))
        return OK
    head = tuple(reader.say(f"account-column-{word}") for word in COLUMNS)
    lines = [head, *(_line(row, reader) for row in rows)]
    widths = [max(map(columns, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        _say("  ".join(padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return OK


def _line(row: Row, reader: Reader) -> tuple[str, ...]:
    account = row.account
    market = reader.say("account-market-spot" if account.spot else "account-market-swap")
    net = reader.say("account-net-testnet" if account.testnet else "account-net-live")
    if row.checked_at is None and tells(account):
        may = _unasked(account, reader)
    else:
        day = f" ({row.checked_at:%Y-%m-%d})" if row.checked_at is not None else ""
        may = _may(row.permissions, reader) + day
    return account.name, account.exchange, market, net, f"…{row.hint}", may


async def _test(vault: Vault, name: str, check: KeyCheck, clock: Clock, reader: Reader) -> int:
    credentials = vault.credentials(name)
    row = vault.rows.find(name)
    assert row is not None
    _say_where(row.account, check, reader)
    seen = await check.look(row.account, credentials)
    vault.rows.note(name, seen.permissions, clock.now())
    _say(reader.say("account-answers", account=row.account.name))
    held = [f"{plain(total)} {quote}" for quote, total in seen.totals.items()]
    _say(reader.say("account-balance", held=reader.listed(held)) if held else reader.say("account-balance-none"))
    _say(_clock(seen.skew, reader))
    _say(reader.say("account-key", may=_may(seen.permissions, reader)))
    _warn(row.account.name, seen.permissions, reader)
    if seen.permissions.withdraw:
        raise TooMighty(reader.say("account-mighty-kept", account=row.account.name))
    return OK


def _remove(vault: Vault, options: Namespace, reader: Reader) -> int:
    row = vault.rows.find(options.name)
    asked = row is not None and not options.yes
    if asked and not confirmed(reader.say("account-forget", account=options.name), reader):
        raise Unanswered(reader.say("account-unremoved"))
    vault.remove(options.name)
    _say(reader.say("account-forgot", account=options.name))
    return OK


def _rotate(vault: Vault, options: Namespace, reader: Reader) -> int:
    empty = not vault.rows.all()
    if not empty:
        vault.key()  # the old one must open before a new one is made
    if options.passphrase:
        salt = os.urandom(SALT_BYTES)
        new = from_passphrase(ask_passphrase(reader, REDACTOR.add, True), salt)
        count = vault.rotate(new, salt) if not empty else vault.rows.rewrap(lambda _rows: {}, salt)
    else:
        path = Path(options.key_file).expanduser().absolute()
        new = read_key_file(path) if path.exists() else write_key_file(path)
        count = vault.rotate(new, None) if not empty else 0
    rotated = reader.say("account-rotated", count=count, origin=reader.told(new.origin))
    if options.passphrase:
        _say(reader.say("account-rotated-passphrase", rotated=rotated))
    else:
        _say(reader.say("account-rotated-file", rotated=rotated, path=str(path)))
    return OK


# -- words -----------------------------------------------------------------------------------------


def _may(permissions: Permissions, reader: Reader) -> str:
    if permissions == Permissions():
        return reader.say("account-may-untold")
    may = {True: "yes", False: "no", None: "untold"}
    return reader.listed(
        (
            reader.say(f"account-trade-{may[permissions.trade]}"),
            reader.say(f"account-withdraw-{may[permissions.withdraw]}"),
            reader.say(f"account-bound-{may[permissions.ip_bound]}"),
        )
    )


def _clock(skew: timedelta | None, reader: Reader) -> str:
    if skew is None:
        return reader.say("account-clock-untold")
    seconds = skew.total_seconds()
    size = f"{abs(seconds):.3f}"
    if seconds > 0:
        clock = reader.say("account-clock-ahead", seconds=size)
    else:
        clock = reader.say("account-clock-behind", seconds=size)
    return reader.say("account-clock-wrong", clock=clock) if abs(seconds) > _LATE else clock


def _unasked(account: Account, reader: Reader) -> str:
    return reader.say("account-unasked", account=account.name)


def _say_where(account: Account, check: KeyCheck, reader: Reader) -> None:
    for line in check.elsewhere(account):
        _say(reader.say("account-warning", what=reader.told(line)))


def _warn(name: str, permissions: Permissions, reader: Reader) -> None:
    if permissions.trade is False:
        _say(reader.say("account-warn-trade", account=name))
    if permissions.withdraw is None:
        _say(reader.say("account-warn-withdraw", account=name))
    if permissions.ip_bound is False:
        _say(reader.say("account-warn-address", account=name))


def _say(text: str) -> None:
    print(REDACTOR(text), flush=True)


def _complain(reader: Reader, error: object, status: int) -> int:
    for line in REDACTOR(reader.told(str(error))).splitlines():
        print(f"bracketeer: {line}", file=sys.stderr)
    return status
