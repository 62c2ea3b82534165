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


def authority() -> bytes:
    """The throwaway authority's certificate, for clients in another process than the server."""
    return _authority()[0].cert_pem.bytes()


def client_context(trusted: bytes = b"") -> ssl.SSLContext:
    """Trusts one throwaway authority and nobody else: this process's own, or that of a server in another."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=(trusted or authority()).decode())
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


def redirected_session(
    port: int, trusted: bytes = b"", trace: aiohttp.TraceConfig | None = None
) -> aiohttp.ClientSession:
    """A session for HTTP and websockets alike, whose every connection goes to ``port`` on this machine.

    ``trusted``: as of ``client_context``.
    """
    connector = aiohttp.TCPConnector(resolver=_Here(port), ssl=client_context(trusted), family=socket.AF_INET)
    return aiohttp.ClientSession(connector=connector, trace_configs=[trace] if trace else None)
