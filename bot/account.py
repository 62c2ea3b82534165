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
from bot.logs import REDACTOR, set_up_logs
from bot.prompts import Unanswered, ask_credentials, ask_passphrase, confirmed
from bot.settings import Settings, read_settings
from core.instruction import plain
from core.ports import Clock, StoreUnavailable
from core.problems import SyntaxProblem
from core.syntax import parse

OK, SURROUNDINGS, REFUSED = 0, 1, 2
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
    clock = clock or SystemClock()
    try:
        elsewhere = Elsewhere(settings.hosts, settings.proxy_urls)
        if options.action in ("add", "test"):
            redirected(elsewhere)  # a slip in a host is refused before a key goes anywhere
        return asyncio.run(_act(options, settings, check or CcxtKeyCheck(clock, elsewhere=elsewhere), clock))
    except (BadName, NoSuchPlace) as error:
        return _complain(error, BAD_USAGE)
    except AccountExists as error:
        return _complain(f"there is an account {error} already; remove it first, nothing was kept", REFUSED)
    except OpenBrackets as error:
        line = f"{options.name} has open brackets ({error}); close or cancel them first, nothing was removed"
        return _complain(line, REFUSED)
    except (NoSuchAccount, NoSuchExchange, NotTradable, KeyRefused, NotAccepted, TooMighty, Unanswered) as error:
        return _complain(error, REFUSED)
    except (VaultError, CouldNotAsk, StoreUnavailable) as error:
        return _complain(error, SURROUNDINGS)


def key_places(settings: Settings) -> KeyPlaces:
    """Where the vault's key may be on this machine; a person is asked only in a terminal."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    return KeyPlaces(
        file=settings.key_file,
        directory=Path(directory) if directory else None,
        text=settings.key.get_secret_value() if settings.key is not None else None,
        ask=partial(ask_passphrase, REDACTOR.add) if sys.stdin is not None and sys.stdin.isatty() else None,
    )


async def _act(options: Namespace, settings: Settings, check: KeyCheck, clock: Clock) -> int:
    account = _named(options.name, options.testnet) if options.action == "add" else None
    secrets = check.secrets(account) if account is not None else ()
    with closing(await open_vault(_place(settings), key_places(settings), REDACTOR.add)) as vault:
        if account is not None:
            return await _add(vault, account, secrets, options, check, clock)
        match options.action:
            case "list":
                return _list(vault)
            case "test":
                return await _test(vault, options.name, check, clock)
            case "remove":
                return _remove(vault, options)
            case _:
                return _rotate(vault, options)


def _place(settings: Settings) -> Path:
    try:
        return to_path(settings.database)
    except ValueError as error:
        raise BadName(str(error)) from None


def _named(name: str, testnet: bool) -> Account:
    """The account that ``name`` means.  Raises ``BadName``."""
    try:
        spot = accounts.is_spot(name)
        blocks = parse(f"BTCUSDT on {name} close").blocks
    except accounts.NoSuchAccount as error:
        if name.lower().startswith("paper"):
            raise BadName(f"{name} is on paper and needs no key") from None
        near = (
            f"; did you mean {error.nearest}?" if error.nearest else ": names are like Binance_F, OKX, ByBit_F:second"
        )
        raise BadName(f"there is no exchange {name}{near}") from None
    except SyntaxProblem:
        blocks = ()
    if len(blocks) != 1 or blocks[0].accounts != (name,) or "|" in name:
        raise BadName(f"{name!r} is no account's name: names are like Binance_F, OKX, ByBit_F:second")
    exchange = name.partition(":")[0].lower().removesuffix(accounts.FUTURES)
    return Account(name, exchange, spot, testnet)


# -- the actions -----------------------------------------------------------------------------------


async def _add(
    vault: Vault, account: Account, secrets: tuple[str, ...], options: Namespace, check: KeyCheck, clock: Clock
) -> int:
    if vault.rows.find(account.name) is not None:
        raise AccountExists(account.name)
    record = record_of(account.name)
    if record is not None and record.consent and not options.accept:
        raise NotAccepted(
            f"{record.consent}; if you accept that: bracketeer account add {shlex.quote(account.name)} --accept"
        )
    vault.key()  # without one there is no use in typing secrets
    _say_where(account, check)
    credentials = ask_credentials(account.name, secrets, options.from_env, REDACTOR.add)
    permissions, checked = await _permissions(account, credentials, check, options.unchecked)
    if permissions.withdraw:
        raise TooMighty(
            f"the key of {account.name} can withdraw; nothing was kept: make one that can only read and trade"
        )
    asked = checked and tells(account)
    vault.add(account, credentials, permissions, clock.now(), checked=asked)
    _say(f"kept {account.name}: {_may(permissions) if checked else _unasked(account)}")
    _warn(account.name, permissions)
    return OK


async def _permissions(
    account: Account, credentials: Credentials, check: KeyCheck, unchecked: bool
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
        _say(f"not checked: {error}")
        return Permissions(), False


def _list(vault: Vault) -> int:
    rows = vault.rows.all()
    if not rows:
        _say("no accounts yet; see: bracketeer account add --help")
        return OK
    lines = [("account", "exchange", "market", "net", "key", "may"), *map(_line, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        _say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return OK


def _line(row: Row) -> tuple[str, ...]:
    account = row.account
    market, net = "spot" if account.spot else "swap", "testnet" if account.testnet else "live"
    if row.checked_at is None and tells(account):
        may = _unasked(account)
    else:
        may = _may(row.permissions) + (f" ({row.checked_at:%Y-%m-%d})" if row.checked_at is not None else "")
    return account.name, account.exchange, market, net, f"…{row.hint}", may


async def _test(vault: Vault, name: str, check: KeyCheck, clock: Clock) -> int:
    credentials = vault.credentials(name)
    row = vault.rows.find(name)
    assert row is not None
    _say_where(row.account, check)
    seen = await check.look(row.account, credentials)
    vault.rows.note(name, seen.permissions, clock.now())
    _say(f"{row.account.name} answers")
    held = ", ".join(f"{plain(total)} {quote}" for quote, total in seen.totals.items())
    _say(f"balance: {held or 'nothing in a quote currency'}")
    if seen.skew is None:
        _say("clock: the exchange tells no time")
    else:
        seconds = seen.skew.total_seconds()
        late = "; set this machine's clock, or its requests will be refused" if abs(seconds) > _LATE else ""
        _say(f"clock: {abs(seconds):.3f} s {'ahead of' if seconds > 0 else 'behind'} the exchange{late}")
    _say(f"key: {_may(seen.permissions)}")
    _warn(row.account.name, seen.permissions)
    if seen.permissions.withdraw:
        raise TooMighty(f"the key of {row.account.name} can withdraw; replace it by one that can only read and trade")
    return OK


def _remove(vault: Vault, options: Namespace) -> int:
    row = vault.rows.find(options.name)
    if row is not None and not options.yes and not confirmed(f"Forget the key of {row.account.name}?"):
        raise Unanswered("nothing was removed")
    vault.remove(options.name)
    _say(f"forgot {options.name}; delete the key at the exchange too if nothing else uses it")
    return OK


def _rotate(vault: Vault, options: Namespace) -> int:
    empty = not vault.rows.all()
    if not empty:
        vault.key()  # the old one must open before a new one is made
    if options.passphrase:
        salt = os.urandom(SALT_BYTES)
        new = from_passphrase(ask_passphrase(REDACTOR.add, True), salt)
        count = vault.rotate(new, salt) if not empty else vault.rows.rewrap(lambda _rows: {}, salt)
        follow = "unset BRACKETEER_KEY_FILE and BRACKETEER_KEY"
    else:
        path = Path(options.key_file).expanduser().absolute()
        new = read_key_file(path) if path.exists() else write_key_file(path)
        count = vault.rotate(new, None) if not empty else 0
        follow = f"set BRACKETEER_KEY_FILE={path} and keep a copy of it elsewhere"
    counted = "1 account is" if count == 1 else f"{count} accounts are"
    _say(f"{counted} encrypted with {new.origin} now; {follow}, and restart the bot if it is running")
    return OK


# -- words -----------------------------------------------------------------------------------------


def _may(permissions: Permissions) -> str:
    if permissions == Permissions():
        return "the exchange does not tell what it may do"
    told = {
        "trade": {True: "may trade", False: "may not trade", None: "trading not told"},
        "withdraw": {True: "CAN WITHDRAW", False: "cannot withdraw", None: "withdrawing not told"},
        "ip_bound": {True: "bound to addresses", False: "usable from anywhere", None: "addresses not told"},
    }
    return ", ".join(words[getattr(permissions, name)] for name, words in told.items())


def _unasked(account: Account) -> str:
    return f"the exchange was not asked what the key may do; ask with: bracketeer account test {account.name}"


def _say_where(account: Account, check: KeyCheck) -> None:
    for line in check.elsewhere(account):
        _say(f"WARNING: {line}")


def _warn(name: str, permissions: Permissions) -> None:
    if permissions.trade is False:
        _say(f"warning: the key of {name} may not trade here, so every order will be refused")
    if permissions.withdraw is None:
        _say(f"warning: make sure yourself that the key of {name} cannot withdraw")
    if permissions.ip_bound is False:
        _say(f"warning: bind the key of {name} to this machine's address at the exchange")


def _say(text: str) -> None:
    print(REDACTOR(text), flush=True)


def _complain(error: object, status: int) -> int:
    for line in REDACTOR(str(error)).splitlines():
        print(f"bracketeer: {line}", file=sys.stderr)
    return status
