"""The way from real addresses to this machine: a throwaway authority, a certificate for the exchange's hosts, and a
connector that finds every host on one local port.  A client keeps its URLs, and checks the certificate as ever."""

from __future__ import annotations

import functools
import socket
import ssl

import aiohttp
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

HOSTS = ("*.binance.com", "localhost")


@functools.cache
def _authority() -> tuple[trustme.CA, trustme.LeafCert]:
    authority = trustme.CA()
    return authority, authority.issue_cert(*HOSTS)


def server_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _authority()[1].configure_cert(context)
    return context


def client_context() -> ssl.SSLContext:
    """Trusts the throwaway authority and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _authority()[0].configure_trust(context)
    return context


class _Here(AbstractResolver):
    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(  # whatever was asked for, it is here
        self,
        host: str,
        port: int = 0,  # noqa: ARG002 - the interface
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - the interface
    ) -> list[ResolveResult]:
        found: ResolveResult = {
            "hostname": host,
            "host": "127.0.0.1",
            "port": self._port,
            "family": socket.AF_INET,
            "proto": 0,
            "flags": socket.AI_NUMERICHOST,
        }
        return [found]

    async def close(self) -> None:
        """Nothing is held."""


def redirected_session(port: int) -> aiohttp.ClientSession:
    """A session for HTTP and websockets alike, whose every connection goes to ``port`` on this machine."""
    connector = aiohttp.TCPConnector(resolver=_Here(port), ssl=client_context(), family=socket.AF_INET)
    return aiohttp.ClientSession(connector=connector)
