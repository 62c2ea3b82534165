"""Keys that stand for real ones in every test that needs some, and the search for them wherever a run leaves traces.

One word is in all of them, so that they are found whole or in part, plain, in base64, in hexadecimal or escaped.  What
is searched: log records as they are made, what tests print and capture, what they raise, and every file they leave.
"""

from __future__ import annotations

import base64
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WORD = "Kanarie7qz"  # not a word that a person or a test would write otherwise
KEY = f"canary-{WORD}-api-key-0123456"
SECRET = f"canary-{WORD}-secret/+=0123"  # with signs that are escaped on the way
SECRET64 = base64.b64encode(f"canary-{WORD}-secret".encode()).decode()  # Kraken's are base64
SECRET32 = base64.b64encode(f"canary-{WORD}-32-bytes-long.".encode()[:32].ljust(32, b".")).decode()
PASSPHRASE = f"canary-{WORD} passphrase"
VAULT_KEY = base64.b64encode(f"canary {WORD} vault key".encode().ljust(32, b"0")).decode()
PROXY_PASSWORD = f"canary-{WORD}-proxy"
SECOND_KEY, SECOND_SECRET = f"canary-{WORD}-second-key", f"canary-{WORD}-second-secret"

_AROUND = 3  # bytes that may stand before the word in one group of base64


def _encoded(before: int) -> str:
    """The word's base64 where so many bytes stand before it, less what its neighbours decide."""
    whole = base64.b64encode(b"\0" * before + WORD.encode()).decode().rstrip("=")
    return whole[-(-before * 8 // 6) : len(whole) - (1 if (before + len(WORD)) % 3 else 0)]


FORMS = (WORD, *(_encoded(before) for before in range(_AROUND)), WORD.encode().hex())
_FOUND = re.compile("|".join(map(re.escape, FORMS)), re.IGNORECASE)
_FOUND_BYTES = re.compile("|".join(map(re.escape, (*FORMS, "\0".join(WORD)))).encode(), re.IGNORECASE)
_CHUNK, _OVERLAP = 1 << 20, 64


def leak(text: str) -> str | None:
    """What of a canary is in a text, with a little of what is around it; None if nothing is."""
    found = _FOUND.search(text)
    return None if found is None else text[max(found.start() - 60, 0) : found.end() + 20]


def leak_in_file(path: Path) -> str | None:
    """The same of a file's bytes; whatever kind of file it is."""
    with path.open("rb") as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            whole = rest + chunk
            if found := _FOUND_BYTES.search(whole):
                return repr(whole[max(found.start() - 60, 0) : found.end() + 20])
            rest = whole[-_OVERLAP:]
    return None


def leaks_in(root: Path, *, but: Callable[[Path], bool] = lambda _: False) -> Iterator[str]:
    """A line for each file under ``root`` with a canary in it."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and not but(path) and (found := leak_in_file(path)):
            yield f"file {path.relative_to(root)}: {found}"


class Watch:
    """Hears everything in this process and ``tell``s what is found, with where it was found."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._make = tell, logging.getLogRecordFactory()
        self.where = ""  # the test that runs

    def look(self, kind: str, text: str) -> None:
        if found := leak(text):
            self._tell(f"{kind} of {self.where or 'no test'}: {found}")

    def listen(self) -> None:
        """To every log record that is made, whatever becomes of it and however handlers are set up."""
        logging.setLogRecordFactory(self._record)

    def stop(self) -> None:
        logging.setLogRecordFactory(self._make)

    def _record(self, *args: Any, **more: Any) -> logging.LogRecord:
        record = self._make(*args, **more)
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # the handler says so, and shows no more of it than this does
            said = str(record.msg)
        trace = "".join(traceback.format_exception(record.exc_info[1])) if record.exc_info else ""
        self.look(f"log record ({record.name})", f"{said}\n{trace}")
        return record

    def raised(self, error: BaseException) -> None:
        """What an exception would print, its causes included."""
        self.look("exception", "".join(traceback.format_exception(error)) + repr(error))
