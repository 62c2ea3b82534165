"""Where requests go instead of an exchange's own hosts, and through which proxy: what a person set, put into clients.

Other hosts keep the paths of the real ones, so a gateway or a stand-in must know them.  Knows ccxt's names of these
things and nothing of what is sent.  A proxy's URL may hold a password and is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from adapters.exchanges.listed import RECORDS, record_of

ALL = "*"  # every exchange, of proxies
_ORIGIN = re.compile(r"^(https?|wss?)://([^/]+)")
_WRITTEN = re.compile(r"^(?:\w+://)?([^:/]+).*$")  # a host, with what people copy along with it
_REST = {"http": "httpProxy", "https": "httpsProxy"}  # ccxt's names by the proxy's own scheme; else SOCKS
_STREAMS = {"http": "wsProxy", "https": "wssProxy"}


class NoSuchPlace(ValueError):
    """Hosts or proxies are set for an exchange, or a host, that there is not.  One line."""


class Elsewhere:
    """``hosts``: ``https://host:port`` by the name of an exchange (``Binance_F``) or of one of its hosts, which goes
    first; ``proxies``: URLs by exchange or ``ALL``.  Letter case is no matter.  Raises ``NoSuchPlace``."""

    __slots__ = ("_hosts", "_proxies", "_typed")

    def __init__(self, hosts: Mapping[str, str] | None = None, proxies: Mapping[str, str] | None = None) -> None:
        for name in hosts or {}:
            if "." not in name:  # a host is compared with those of all exchanges, in ``check``
                _known(name, "BRACKETEER_HOSTS")
        for name in proxies or {}:
            if name != ALL:
                _known(name, "BRACKETEER_PROXIES")
        self._hosts = {name.lower(): url for name, url in (hosts or {}).items()}
        self._proxies = {name.lower(): url for name, url in (proxies or {}).items()}
        self._typed = {name.lower(): name for name in hosts or {}}

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

    def check(self, make: Callable[[str], Sequence[Any]]) -> list[str]:
        """``told`` of every exchange; ``make`` gives the clients of one, of its testnet too.

        Raises ``NoSuchPlace`` for a host that none has, because a slip must not go unnoticed.
        """
        if not self.redirects:
            return []
        clients = [(record.name, one) for record in RECORDS if record.rules is not None for one in make(record.name)]
        there = {host for _, client in clients for _, _, host in _leaves(client, client.urls["api"])}
        strange = next((name for name in self._hosts if "." in name and name not in there), None)
        if strange is not None:
            bare = _WRITTEN.sub(r"\1", strange)
            near = [bare] if bare in there else get_close_matches(bare, sorted(there), n=2)
            raise NoSuchPlace(f"BRACKETEER_HOSTS: no exchange has the host {self._typed[strange]}{_meant(near)}")
        return list(dict.fromkeys(line for name, client in clients for line in self.told(name, client)))

    def proxy(self, name: str) -> str:
        """The proxy of an exchange without what may be secret in its URL, "" without one."""
        url = self._proxies.get(name.lower(), self._proxies.get(ALL))
        return "" if url is None else urlsplit(url).netloc.rpartition("@")[2]

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


def _known(name: str, setting: str) -> None:
    """Raises ``NoSuchPlace`` for what is no exchange; of hosts, for one that gets no requests."""
    record = record_of(name)
    if record is not None and ":" in name:
        raise NoSuchPlace(
            f"{setting}: {name} is one account, and its exchange leads all of them elsewhere: write {record.name}"
        )
    if record is None:
        names = {one.name.lower(): one.name for one in RECORDS}
        near = [names[one] for one in get_close_matches(name.lower(), names, n=2)]
        meant = _meant(near) or "; `bracketeer exchanges` lists them"
        raise NoSuchPlace(f"{setting}: there is no exchange {name} to send elsewhere{meant}")
    if setting == "BRACKETEER_HOSTS" and record.rules is None:
        raise NoSuchPlace(f"{setting}: there is nothing of {name} to send elsewhere: {record.refusal}")


def _meant(names: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(names)}?" if names else ""


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
