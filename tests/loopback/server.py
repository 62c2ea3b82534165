"""Binance on this machine: spot and USD-M behind the real addresses, for clients that do not know the difference.

It opens and closes everything, and is what a test holds in its hands; ``gate`` is the way of a request.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from random import Random
from typing import Any

import aiohttp
from aiohttp import web

from tests.loopback import futures, positions, redirect, signing, spot
from tests.loopback.algo import Algos
from tests.loopback.algo_routes import AlgoRoutes
from tests.loopback.faults import Plan
from tests.loopback.futures_routes import FuturesRoutes
from tests.loopback.gate import Gate
from tests.loopback.market import Market
from tests.loopback.printing import public_events
from tests.loopback.routing import Route, Routes
from tests.loopback.spot_routes import SpotRoutes
from tests.loopback.streams import Side, Streams
from tests.loopback.terms import Desk, Json, Params

Amount = Decimal | str | int
PERMISSIONS = {
    "ipRestrict": True,
    "enableReading": True,
    "enableSpotAndMarginTrading": True,
    "enableFutures": True,
    "enableWithdrawals": False,
    "enableInternalTransfer": False,
    "permitsUniversalTransfer": False,
    "enableMargin": False,
    "enableVanillaOptions": False,
}
ENVELOPE = frozenset({"apiKey", "returnRateLimits"})  # of the WebSocket API, not of the route behind it
START = {"USDT": Decimal(100_000), "BTC": Decimal(0)}  # of an owner who was not given anything else


class Loopback:
    """What a test holds in its hands.  Symbols are those of ccxt: "BTC/USDT" is spot, "BTC/USDT:USDT" USD-M.

    ``drift``: milliseconds that the exchange's clock is ahead of this machine's.  ``requests``: the log.
    ``plain``: a port without TLS, for a process that is led here by its own settings.
    ``limits``: weight per minute and market.  ``arrival`` waits for a request, ``asked`` finds those that came.
    """

    def __init__(self, seed: int, latency: float) -> None:
        self.faults = Plan(seed)
        self.drift = 0
        self.owners: dict[str, signing.Owner] = {}
        self.port = 0
        self.plain = 0
        self.streams = Streams(self.now, self._call)
        desk = Desk(self.now, self.streams.push)
        self.spot, self.futures = spot.Spot(desk), futures.Futures(desk)
        self.algos = Algos(self.futures)
        self._routes: Routes = {
            **SpotRoutes(self.spot).table(),
            **FuturesRoutes(self.futures).table(),
            **AlgoRoutes(self.algos).table(),
            **self._own_routes(),
        }
        self._gate = Gate(self._routes, self._run, self.owners, self.now, (self.faults, Random(seed), latency))
        self.requests, self.limits = self._gate.requests, self._gate.limits
        self.asked, self.arrival = self._gate.asked, self._gate.arrival
        self._clients: list[Any] = []
        self._sessions: list[aiohttp.ClientSession] = []

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self.drift

    # -- owners and their clients -------------------------------------------------------------

    def owner(
        self, key: str, secret: str, coins: Mapping[str, Decimal] | None = None, margin: Decimal = Decimal(100_000)
    ) -> signing.Owner:
        """Open an account: ``coins`` on spot, ``margin`` USDT on USD-M."""
        owner = self.owners[key] = signing.Owner(key, secret, dict(PERMISSIONS))
        self.spot.accounts[key] = spot.Account(key, dict(START if coins is None else coins))
        self.futures.accounts[key] = positions.Account(key, margin, self.now())
        return owner

    def session(self) -> aiohttp.ClientSession:
        """A session to whom this is binance.com; it is closed with the loopback."""
        session = redirect.redirected_session(self.port)
        self._sessions.append(session)
        return session

    def client(self, id: str, key: str, secret: str, **config: Any) -> Any:
        """An unmodified ccxt.pro client of ``id`` ("binance", "binanceusdm") that trades here."""
        import ccxt.pro  # half a second, so only who trades pays

        if key not in self.owners:
            self.owner(key, secret)
        options = {"fetchCurrencies": False, "fetchMargins": False, **config.pop("options", {})}
        if id == "binance":
            options.setdefault("fetchMarkets", {"types": ["spot", "linear"]})
        common = {"apiKey": key, "secret": secret, "enableRateLimit": False, "options": options}
        client = getattr(ccxt.pro, id)({**common, **config})
        client.has["fetchCurrencies"] = False
        self.attach(client)
        return client

    def attach(self, client: Any) -> None:
        """Point a fresh ccxt client of anybody's at this exchange: attributes only, and its URLs stay."""
        client.session, client.own_session = self.session(), False
        client.timeout_on_exit = 0
        self._clients.append(client)

    def by_hand(self, key: str, method: str, path: str, **params: str) -> Json:
        """What an owner does in the app: any route, at once, unsigned, without faults, and not in the log."""
        return self._run(self._routes[method, path], path, key, params)

    # -- the market ---------------------------------------------------------------------------

    def _market(self, symbol: str) -> tuple[Side, Market]:
        pair, _, settle = symbol.partition(":")
        side: Side = "futures" if settle else "spot"
        return side, (self.futures if settle else self.spot).market(pair.replace("/", ""))

    def trade(self, symbol: str, price: Amount, quantity: Amount = 1_000_000) -> None:
        """Others trade at a price: orders within its reach fill, up to ``quantity`` base coins in all."""
        side, market = self._market(symbol)
        name, at, amount = market.spec.symbol, Decimal(price), Decimal(quantity)
        (self.futures if side == "futures" else self.spot).trade(name, at, amount)
        for topic, event in public_events(market, at, amount, self.now()):
            self.streams.publish(side, topic, event)

    def depth(self, symbol: str, bids: Sequence[tuple[str, str]], asks: Sequence[tuple[str, str]]) -> None:
        """Put (price, quantity) levels into the book, best first, until the next trade."""
        sides = ([(Decimal(p), Decimal(q)) for p, q in levels] for levels in (bids, asks))
        self._market(symbol)[1].depth(*sides)

    def mark(self, symbol: str, price: Amount) -> None:
        """Set the mark price, which is the last price otherwise, and let those that follow it trigger."""
        market = self._market(symbol)[1]
        market.mark = Decimal(price)
        self.algos.look(market.spec.symbol)

    # -- inside -------------------------------------------------------------------------------

    def _own_routes(self) -> Routes:
        def restrictions(account: spot.Account, _params: Params) -> Json:
            return {**self.owners[account.key].permissions, "createTime": 1}

        def listen(*, fresh: bool) -> Callable[[positions.Account, Params], Json]:
            return lambda account, _params: {"listenKey": self.streams.listen_key(account.key, fresh=fresh)}

        return {
            ("GET", "/sapi/v1/account/apiRestrictions"): Route(1, restrictions),
            ("POST", "/fapi/v1/listenKey"): Route(1, listen(fresh=True), keyed=True),
            ("PUT", "/fapi/v1/listenKey"): Route(1, listen(fresh=False), keyed=True),
            ("DELETE", "/fapi/v1/listenKey"): Route(1, lambda _account, _params: {}, keyed=True),
        }

    def _run(self, route: Route, path: str, key: str, params: Params) -> Json:
        accounts: Mapping[str, Any] = (self.futures if path.startswith("/fapi") else self.spot).accounts
        return route.run(accounts.get(key), params)

    async def _call(self, method: str, path: str, params: Params, text: str) -> Json:
        """A request of the WebSocket API; an empty path only checks who asks."""
        route = self._routes.get((method, path))
        if route is None or route.signed:
            owner = signing.key_owner(self.owners, params.get("apiKey", ""))
            signing.check(owner, text, params, self.now())
        given = {name: value for name, value in params.items() if name not in ENVELOPE}
        return self._run(route, path, params.get("apiKey", ""), given) if route else None

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self.streams.serve(request)
        return await self._gate.handle(request)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Loopback]:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=redirect.server_context())
        await site.start()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port, self.plain = (address[1] for address in runner.addresses)
        try:
            yield self
        finally:
            self._gate.closing.set()
            self.faults.release()
            for client in self._clients:
                await client.close()
            for session in self._sessions:
                await session.close()
            await self.streams.disconnect()
            for connection in runner.server.connections if runner.server else ():
                if connection.transport is not None:
                    connection.transport.abort()  # nobody is left to part with politely, which TLS would wait for
            await runner.cleanup()


@asynccontextmanager
async def loopback(*, seed: int = 0, latency: float = 0.0) -> AsyncIterator[Loopback]:
    """Binance, open until the end of the block.  ``latency``: mean seconds of each way, drawn with ``seed``'s dice."""
    async with Loopback(seed, latency)._open() as binance:
        yield binance
