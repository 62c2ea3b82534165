"""The ledger's file: where it is, who may read it, and that one process alone has it open.

SQLite means one process: two that read and then write would fail beside one another, however long they waited.  The
lock is the operating system's, on a file beside the ledger, and ends with its process, however that ends.

Knows no table.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tortoise.exceptions import DBConnectionError, OperationalError

from core.ports import StoreUnavailable

_SQLITE = "sqlite://"
# foreign_keys: there are none; off by SQLite's default, on so that a later one is kept.
# secure_delete: what people wrote, and what is removed or encrypted anew, leaves no copy in free pages; the pages are
# written anyway.
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "busy_timeout": 5000,
    "foreign_keys": "ON",
    "secure_delete": "ON",
}
# What a caller did wrong; everything else that SQLite raises is the disk's or the system's word.
_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.NotSupportedError, sqlite3.DataError)


class StoreLocked(StoreUnavailable):
    """Another process has the ledger open.  ``pid`` is None in the instant before it has written it down."""

    def __init__(self, path: Path, pid: int | None) -> None:
        super().__init__(f"{path} is in use by process {pid or '(just starting)'}")
        self.path, self.pid = path, pid


class StoreTooNew(StoreUnavailable):
    """The ledger was written by a newer version; this one would not understand it."""

    def __init__(self, path: Path, unknown: list[str]) -> None:
        super().__init__(f"{path} was written by a newer version (schema {', '.join(unknown)}); please upgrade")
        self.path, self.unknown = path, tuple(unknown)


def to_path(place: str | os.PathLike[str]) -> Path:
    """The file that a path or ``sqlite://`` URL names, links resolved.

    ``sqlite://name`` and ``sqlite:///absolute/name``.  Raises ``ValueError`` for any other URL, for options in the
    URL (all that matter are fixed) and for ``:memory:``.
    """
    text = os.fspath(place)
    if text.startswith(_SQLITE):
        text = text.removeprefix(_SQLITE)
        if "?" in text:
            raise ValueError("options in a database URL are not supported")  # nor repeated: they may hold a password
    elif "://" in text:
        # The rest of a URL may hold a password.
        raise ValueError(f"not a kind of database this version can open: {text.partition('://')[0]}")
    if text in ("", ":memory:"):
        raise ValueError("a ledger needs a file")
    return Path(text).expanduser().resolve()


class FileLock:
    """Holds ``PATH.lock`` from construction to ``release``.  Raises ``StoreLocked``, ``StoreUnavailable``."""

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = None
        with told(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            except BlockingIOError as error:
                holder = os.pread(descriptor, 32, 0).strip()
                os.close(descriptor)
                raise StoreLocked(path, int(holder) if holder.isdigit() else None) from error
            except OSError:
                os.close(descriptor)
                raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others in.  The file stays: removing it would let two hold a lock on two files of one name."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the disk or the system refuses, as ``StoreUnavailable`` that names the file."""
    try:
        yield
    except _MISTAKES:
        raise
    except (sqlite3.Error, OperationalError, DBConnectionError) as error:
        raise StoreUnavailable(f"{path}: {error}") from error
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror or error}") from error


def connect(path: Path) -> sqlite3.Connection:
    """A plain connection: what is committed on it survives a power cut, and readers never wait."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for name, value in PRAGMAS.items():
            db.execute(f"PRAGMA {name} = {value}")
    except BaseException:
        db.close()
        raise
    return db


def private_file(path: Path) -> None:
    """Make ``path`` an empty file that only its owner may read, whatever was there."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def replace_durably(new: Path, path: Path) -> None:
    """Put ``new`` in the place of ``path`` at once and for good: after a power cut it is one of the two, whole."""
    _flush(new)
    new.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
