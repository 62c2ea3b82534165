"""What settings name on this machine and at exchanges, looked at before anything is opened: files, keys, names.

Part of the composition root.  Opens nothing for good and asks no exchange; what becomes wrong later is told when it is
used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bot.settings import Missing, Settings

LONGEST_SOCKET = 107  # bytes of a unix socket's path: sun_path holds 108 with its end (unix(7))


def looked_at(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    """A line for each thing that cannot be used; ``names``: what a person calls each field.  No line has a secret."""
    for look in (_ledger, _books, _key, _prices, _live_exchange, _paper_socket, _exchanges):
        yield from look(settings, names)


def _ledger(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    from adapters.database.opening import to_path

    try:
        path = to_path(settings.database)
    except ValueError as error:
        yield f"{names['database_url']}: {error}"
        return
    if path.is_dir():
        yield Missing(f"{names['database_url']}: {path} is a directory; name a file in it")
    books = settings.books_path if settings.books is not None else path.with_name("paper.db")
    if settings.paper_socket is None and books.resolve() == path:
        yield f"{names['database_url']} and {names['books']}: both are {path}; the paper exchange needs its own file"


def _books(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    if settings.books is not None and settings.books_path.is_dir():
        yield Missing(f"{names['books']}: {settings.books} is a directory; name a file in it")


def _key(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    """The one that would be used; whether it opens what is stored is found out later."""
    if settings.key is None and settings.key_file is None:
        return
    from adapters.vault_key import BadKey, read_key, read_key_file

    if settings.key_file is not None:
        try:
            read_key_file(settings.key_file)
        except BadKey as error:
            yield Missing(f"{names['key_file']}: {error}")
    if settings.key is not None:
        try:
            read_key(settings.key.get_secret_value())
        except BadKey as error:
            yield str(error)


def _prices(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    if settings.prices not in ("walk", "live") and not Path(settings.prices).expanduser().exists():
        # The reader's own words, so that scripts find them wherever a recording is named.
        yield Missing(f"{names['prices']}: {settings.prices}: no such file or directory; or write walk, or live")


def _live_exchange(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    """By ccxt's files: to import it would cost a second."""
    spec = find_spec("ccxt")
    places = spec.submodule_search_locations if spec is not None else None
    there = {path.stem for place in places or () for path in (Path(place) / "async_support").glob("[a-z]*.py")}
    if there and settings.live_exchange not in there:
        near = get_close_matches(settings.live_exchange.lower(), there, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        yield f"{names['live_exchange']}: {settings.live_exchange}: ccxt knows no such exchange{meant}"


def _paper_socket(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    if settings.paper_socket is None:
        return
    from adapters.exchanges.paper import wire

    name = names["paper_socket"]
    try:
        place = wire.place(settings.paper_socket)
    except ValueError as error:
        yield f"{name}: {error}"
        return
    if isinstance(place, tuple):
        if not 0 < place[1] < 65536:
            yield f"{name}: there is no port {place[1]}"
    elif len(os.fsencode(place)) > LONGEST_SOCKET:
        yield f"{name}: a unix socket's path has at most {LONGEST_SOCKET} bytes; this one is longer"
    elif not place.parent.is_dir():
        yield Missing(f"{name}: there is no directory {place.parent}")
    elif place.exists() and not place.is_socket():
        yield Missing(f"{name}: {place} is not a socket")
    elif place.exists() and not os.access(place, os.W_OK):
        yield Missing(f"{name}: {place} may not be written to by this user")


def _exchanges(settings: Settings, _names: Mapping[str, str]) -> Iterator[str]:
    """Each name by itself, so that all that are wrong are told; the lines name the setting."""
    if not settings.hosts and not settings.proxies:
        return
    from adapters.exchanges.elsewhere import Elsewhere, NoSuchPlace

    hosts = [partial(Elsewhere, {name: url}) for name, url in (settings.hosts or {}).items()]
    proxies = [partial(Elsewhere, None, {name: url}) for name, url in settings.proxy_urls.items()]
    for make in (*hosts, *proxies):
        try:
            make()
        except NoSuchPlace as error:
            yield str(error)
