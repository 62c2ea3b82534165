"""Where requests go instead of an exchange's own hosts, and through which proxy: what a person set, put into clients.

Other hosts keep the paths of the real ones, so a gateway or a stand-in must know them.  Knows ccxt's names of these
things and nothing of what is sent.  A proxy's URL may hold a password and is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from adapters.exchanges.listed import RECORDS, record_of

ALL = "*"  # every exchange, of proxies
_ORIGIN = re.compile(r"^(https?|wss?)://([^/]+)")
_REST = {"http": "httpProxy", "https": "httpsProxy"}  # ccxt's names by the proxy's own scheme; else SOCKS
_STREAMS = {"http": "wsProxy", "https": "wssProxy"}


class NoSuchPlace(ValueError):
    """Hosts or proxies are set for an exchange, or a host, that there is not.  One line."""


class Elsewhere:
    """``hosts``: ``https://host:port`` by the name of an exchange (``binance_f``) or of one of its hosts, which goes
    first; ``proxies``: URLs by exchange or ``ALL``.  Names in lower case.  Raises ``NoSuchPlace``."""

    __slots__ = ("_hosts", "_proxies")

    def __init__(self, hosts: Mapping[str, str] | None = None, proxies: Mapping[str, str] | None = None) -> None:
        self._hosts, self._proxies = dict(hosts or {}), dict(proxies or {})
        for name in (*self._hosts, *self._proxies):
            if name != ALL and not ("." in name and name in self._hosts) and record_of(name) is None:
                names = [record.name for record in RECORDS]
                near = get_close_matches(name, [one.lower() for one in names], n=1)
                meant = next((f"; did you mean {one}?" for one in names if near and one.lower() == near[0]), "")
                raise NoSuchPlace(f"there is no exchange {name} to send elsewhere{meant}")

    def lead(self, name: str, client: Any) -> None:
        """Point a fresh client of the exchange ``name`` (a record's name, sandbox mode set) to where it is to go."""
        targets = self._targets(name, client)
        client.urls = {**client.urls, "api": _moved(client.urls["api"], targets)}
        proxy = self._proxies.get(name.lower(), self._proxies.get(ALL))
        if proxy is not None:
            scheme = urlsplit(proxy).scheme
            setattr(client, _REST.get(scheme, "socksProxy"), proxy)
            setattr(client, _STREAMS.get(scheme, "wsSocksProxy"), proxy)

    def told(self, name: str, client: Any) -> Iterator[str]:
        """A warning for each place that takes requests of a client's exchange: the keys that sign them go there too."""
        moved: dict[str, set[str]] = {}
        for host, where in self._targets(name, client).values():
            moved.setdefault(where, set()).add(host)
        for where, hosts in sorted(moved.items()):
            whose = "its own hosts" if where == self._hosts.get(name.lower()) else " and ".join(sorted(hosts))
            yield f"{name}: orders, and the keys that sign them, go to {where} instead of {whose} (BRACKETEER_HOSTS)"

    def check(self, make: Callable[[str], Any]) -> list[str]:
        """``told`` of every exchange; ``make`` gives a client of one.  Raises ``NoSuchPlace`` for a host that none has,
        because a slip must not go unnoticed."""
        if not self.redirects:
            return []
        clients = {record.name: make(record.name) for record in RECORDS if record.rules is not None}
        there = {host for client in clients.values() for _, _, host in _leaves(client, client.urls["api"])}
        strange = next((name for name in self._hosts if "." in name and name not in there), None)
        if strange is not None:
            near = get_close_matches(strange, sorted(there), n=1)
            raise NoSuchPlace(f"no exchange has the host {strange}" + (f"; did you mean {near[0]}?" if near else ""))
        return [line for name, client in clients.items() for line in self.told(name, client)]

    @property
    def redirects(self) -> bool:
        """Whether any host is another's."""
        return bool(self._hosts)

    def _targets(self, name: str, client: Any) -> dict[str, tuple[str, str]]:
        """By URL: the host behind it, and the scheme and host that take its place."""
        whole = self._hosts.get(name.lower())
        found: dict[str, tuple[str, str]] = {}
        for _, url, host in _leaves(client, client.urls["api"]):
            where = self._hosts.get(host, whole)
            if where is not None:
                found[url] = host, where
        return found


def _leaves(client: Any, node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Each URL, with its path in ccxt's tree and its host without the port; ccxt fills some hosts in late."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(client, value, (*path, key))
    elif isinstance(node, str) and (match := _ORIGIN.match(node)) is not None:
        named = client.urls.get("hostnames") or {}
        late = next((named[key] for key in path if isinstance(named.get(key), str)), client.hostname)
        host = match[2].replace("{hostname}", late or "")
        yield path, node, host.rpartition(":")[0] or host


def _moved(node: Any, targets: Mapping[str, tuple[str, str]]) -> Any:
    if isinstance(node, Mapping):
        return {key: _moved(value, targets) for key, value in node.items()}
    if not isinstance(node, str) or node not in targets:
        return node
    match = _ORIGIN.match(node)
    assert match is not None
    scheme, _, host = targets[node][1].partition("://")
    if match[1].startswith("ws"):
        scheme = "wss" if scheme == "https" else "ws"
    return f"{scheme}://{host}{node[match.end() :]}"


NOWHERE = Elsewhere()
