"""The paper exchange's own file: what an exchange must still know after its process died.

Orders, trades, accounts, last prices and meters, each a row with a JSON document; one transaction per change, on disk
when it returns.  The file belongs to one process.  Knows what the state looks like and nothing of why it changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import msgspec

from adapters.database.opening import FileLock, told
from adapters.exchanges.paper.account import Account
from adapters.exchanges.paper.coverage import Meter
from adapters.exchanges.paper.state import Market, State, Trade
from adapters.exchanges.paper.working import Working
from core.instrument import Instrument
from core.ports import StoreUnavailable

SCHEMA = 1
_TABLES = """
CREATE TABLE orders (n INTEGER PRIMARY KEY, account TEXT NOT NULL, symbol TEXT NOT NULL, id TEXT NOT NULL,
                     status TEXT NOT NULL, doc TEXT NOT NULL);
CREATE TABLE trades (n INTEGER PRIMARY KEY, account TEXT NOT NULL, symbol TEXT NOT NULL, "order" TEXT NOT NULL,
                     doc TEXT NOT NULL);
CREATE TABLE accounts (name TEXT PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE markets (symbol TEXT PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE meters (account TEXT NOT NULL, symbol TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (account, symbol));
"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Prices:
    """A market without what rests there: that is in the orders."""

    instrument: Instrument
    bid: Decimal | None
    ask: Decimal | None
    last: Decimal | None
    continuous: bool
    row: int


class SqliteBooks:
    """``venue.Books`` in an SQLite file, private to its owner; raises ``StoreUnavailable`` (and its ``StoreLocked``).

    Last prices travel with the changes beside them and with ``close``; a price that changed nothing is not worth a
    write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self._lock = FileLock(self.path)
        self._trades = 0
        try:
            self._db = self._open()
        except BaseException:
            self._lock.release()
            raise

    def _open(self) -> sqlite3.Connection:
        with told(self.path):
            self.path.touch(mode=0o600)
            db = sqlite3.connect(self.path, isolation_level=None)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = FULL")
                (version,) = db.execute("PRAGMA user_version").fetchone()
                if version > SCHEMA:
                    raise StoreUnavailable(f"{self.path} was written by a newer version (books {version})")
                if version == 0:
                    db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
            except BaseException:
                db.close()
                raise
            return db

    def restore(self, state: State) -> None:
        """Fill an empty state; orders that were open rest again."""
        with told(self.path):
            for prices in self._read("SELECT doc FROM markets", _Prices):
                if prices.instrument.symbol not in state.listed:
                    state.listed.put(prices.instrument)
                market = state.market(prices.instrument.symbol)
                market.bid, market.ask, market.last = prices.bid, prices.ask, prices.last
                market.continuous, market.row = prices.continuous, prices.row
            for account in self._read("SELECT doc FROM accounts", Account):
                state.accounts[account.name] = account
                state.brinks.moved(account.name)
            for meter in self._read("SELECT doc FROM meters", Meter):
                state.meters[meter.account, meter.symbol] = meter
            state.trades.extend(self._read("SELECT doc FROM trades ORDER BY n", Trade))
            for order in self._read("SELECT doc FROM orders ORDER BY n", Working):
                state.adopt(order)
        self._trades = len(state.trades)

    def save(self, state: State) -> None:
        """One transaction with everything that ``state`` says has changed."""
        orders, trades = state.dirty.values(), state.trades[self._trades :]
        names = {name for name, _ in state.touched} | {order.account for order in orders} | state.fresh
        symbols = {symbol for _, symbol in state.touched} | {order.symbol for order in orders}
        meters = [state.meters[key] for key in state.touched if key in state.meters]
        with told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._write(orders, trades)
                self._put("accounts (name, doc)", ((name, _text(state.accounts[name])) for name in names))
                self._put("meters (account, symbol, doc)", ((m.account, m.symbol, _text(m)) for m in meters))
                self._markets(state.markets[symbol] for symbol in symbols if symbol in state.markets)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        self._trades = len(state.trades)

    def close(self, state: State) -> None:
        """Keep the last prices of ``state``, and let go of the file."""
        try:
            with told(self.path):
                self._markets(state.markets.values())
        finally:
            self._db.close()
            self._lock.release()

    def _write(self, orders: Iterable[Working], trades: Iterable[Trade]) -> None:
        self._put(
            "orders (n, account, symbol, id, status, doc)",
            ((o.n, o.account, o.symbol, o.id, o.status.value, _text(o)) for o in orders),
        )
        self._put(
            'trades (n, account, symbol, "order", doc)',
            ((t.n, t.account, t.symbol, t.order, _text(t)) for t in trades),
            "INSERT",  # a trade is never written twice
        )

    def _markets(self, markets: Iterable[Market]) -> None:
        self._put(
            "markets (symbol, doc)",
            (
                (m.instrument.symbol, _text(_Prices(m.instrument, m.bid, m.ask, m.last, m.continuous, m.row)))
                for m in markets
            ),
        )

    def _put(self, into: str, rows: Iterable[tuple[object, ...]], verb: str = "INSERT OR REPLACE") -> None:
        marks = ", ".join("?" * (into.count(",") + 1))
        self._db.executemany(f"{verb} INTO {into} VALUES ({marks})", rows)  # our own names

    def _read(self, query: str, kind: type[T]) -> Iterable[T]:
        for (doc,) in self._db.execute(query):
            try:
                yield msgspec.json.decode(doc, type=kind)
            except msgspec.ValidationError as error:
                raise StoreUnavailable(f"{self.path}: a {kind.__name__} cannot be read: {error}") from error


def _text(thing: object) -> str:
    return msgspec.json.encode(thing).decode()
