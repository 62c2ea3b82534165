"""What stands in the environment and in ``.env``: names that are no setting's, and lines that cannot be read.

No complaint quotes a value, nor a line, because either may be secret.  Knows the names of settings and nothing else of
them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

from dotenv.parser import Binding, parse_stream

PREFIX = "BRACKETEER_"
_OURS = PREFIX.rstrip("_")
_SLIP = 0.85  # how alike a word and BRACKETEER are, at least, where one is meant to be the other
_NEAR = 0.9  # the same for the whole name in our own file, where other programs' names are rare

# What Kubernetes puts into every container of a cluster that has a Service called bracketeer… (its "Service").
_TRANSPORT = r"_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?"
_INJECTED = re.compile(rf"BRACKETEER_(\w+_)?(SERVICE_(HOST|PORT(_\w+)?)|PORT({_TRANSPORT})?)")

# A line that cannot be read is told below, once and by its number; the library would warn of it each time it looks.
logging.getLogger("dotenv.main").addFilter(lambda _record: False)


def strange(environment: Iterable[str], names: Collection[str]) -> Iterator[str]:
    """A line for each name of an environment that is meant for us and is not one of ``names``; of letters, the case is
    no matter, and a cluster's own are nobody's mistake."""
    for name in sorted(environment):
        if name.upper() not in names and _meant(name.upper()) and not _INJECTED.fullmatch(name):
            yield _unknown(name, names)


def misread(file: Path, names: Collection[str]) -> tuple[bool, list[str]]:
    """Whether ``file`` can be read at all (one that is not there can), and a line for each of its lines that sets
    nothing, or sets again what was set above."""
    if not file.is_file():  # as pydantic-settings has it: some keep a virtual environment under that name
        return True, []
    try:
        with file.open(encoding="utf-8") as stream:
            bindings = list(parse_stream(stream))
    except UnicodeDecodeError:
        return False, [f"{file}: it is no text in UTF-8; save it as such"]
    except OSError as error:
        return False, [f"{file}: it cannot be read: {error.strerror}"]
    return True, list(_slips(file, bindings, names))


def _slips(file: Path, bindings: Iterable[Binding], names: Collection[str]) -> Iterator[str]:
    first: dict[str, int] = {}
    for binding in bindings:
        text = binding.original.string
        line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
        name = (binding.key or "").upper()
        if binding.error:
            yield f"{file} line {line}: it cannot be read; write NAME=VALUE, and quotes in pairs"
        elif name in names and binding.value is None:
            yield f"{file} line {line}: {binding.key} is not set to anything; write NAME=VALUE"
        elif name in first:
            yield f"{file} line {line}: {binding.key} is set in line {first[name]} already"
        elif name in names:
            first[name] = line
        elif name and not _meant(name) and _mistyped(name, names):  # what is meant for us, ``strange`` tells
            yield f"{file} line {line}: {_unknown(str(binding.key), names)}"


def _meant(name: str) -> bool:
    """Whether a name begins with our prefix, or nearly."""
    head = name.partition("_")[0]
    return name.startswith(_OURS) or SequenceMatcher(None, head, _OURS).ratio() >= _SLIP


def _mistyped(name: str, names: Collection[str]) -> bool:
    return PREFIX + name in names or bool(get_close_matches(name, names, n=1, cutoff=_NEAR))


def _unknown(name: str, names: Collection[str]) -> str:
    known = {one.removeprefix(PREFIX): one for one in names}
    near = get_close_matches(_rest(name.upper()), sorted(known), n=1)
    return f"{name}: there is no such setting" + (f"; did you mean {known[near[0]]}?" if near else "")


def _rest(name: str) -> str:
    """What a name says behind the prefix, or behind what was meant to be it."""
    if name.startswith(_OURS):
        return name.removeprefix(_OURS).lstrip("_-. ")
    return name.partition("_")[2] if _meant(name) else name
