"""What planning needs to know of a market and an account, kept at hand so that no order waits for a request.

Markets are shared between the accounts of one exchange (``listing``), prices come from the ticker stream, money and
positions are asked for again behind every movement and when they grow old.  Plans nothing.
"""

from __future__ import annotations

import asyncio
import difflib
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call
from adapters.exchanges.dialect import Market, market_of
from adapters.exchanges.instruments import SIGNIFICANT_DIGITS, instrument_of, kin, listed
from adapters.exchanges.limits import Kind
from adapters.exchanges.listing import AGAIN, EVERY, Listing
from adapters.exchanges.money import ON_SPOT, Leverage, Money, money_of
from adapters.exchanges.others import conditions_of_others
from adapters.exchanges.paper.markets import symbol_of
from adapters.exchanges.position_mode import PositionMode
from adapters.exchanges.reading import MALFORMED, Raw, Unreadable, positive
from adapters.exchanges.wire import Absent, Wire
from core.instrument import Instrument
from core.ports import Clock, Facts, UnknownSymbol, Unreachable, Unread

log = logging.getLogger(__name__)

PRICE_AGE = timedelta(seconds=2)
MONEY_AGE = timedelta(seconds=5)  # older money is asked for again, while what is known still serves
MONEY_KEPT = timedelta(seconds=30)  # still older money does not serve
LEVERAGE_AGE = timedelta(minutes=1)  # as with money; a person changes it on the website, and nothing here tells of it
LEVERAGE_KEPT = timedelta(minutes=2)
SETTLES = 0.25  # seconds without a movement until money is asked for again
WARM = 10.0  # seconds between questions while an account is in use: idle connections are closed after 15
IN_USE = timedelta(minutes=15)  # since facts were last asked for


class FactsAtHand:
    """See the module's head.  One account.  ``is_ours``: whether an id carries this instance's tag."""

    def __init__(
        self,
        wire: Wire,
        clock: Clock,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        listing: Listing | None = None,
        is_ours: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._is_ours = is_ours
        self._listing, self._relisting, self._compared = listing, False, False
        self._seen: set[str] = set()  # symbols that this account had to do with
        self._wire, self._dialect, self._clock, self._spawn = wire, wire.dialect, clock, spawn
        self._money: dict[str, Money] = {}
        self._old: set[str] = set()
        self._movements, self._renewing, self._warming = 0, False, False
        self._used: datetime | None = None
        self._prices: dict[str, tuple[Decimal, datetime]] = {}
        self._leverage: dict[str, Leverage] = {}
        self._listed: dict[str, tuple[Raw, Instrument | None]] = {}
        self.mode = PositionMode(wire)
        self._loading = asyncio.Lock()

    async def facts(self, name: str) -> Facts:
        """As ``core.ports.Exchange.facts``.  Raises ``UnknownSymbol``, ``Unreachable``."""
        try:
            return await self._facts(name)
        except (Unreadable, Absent) as error:
            raise Unread(f"{self._dialect.record.exchange} answers what cannot be read: {error}") from error

    async def _facts(self, name: str) -> Facts:
        market = await self.market(name)
        self._used = self._clock.now()
        if not self._warming:
            self._warming = True
            self._spawn(self._warm())
        if not self._wire.clocks.agree:
            await self._wire.compared()
        known = self._money.get(market.symbol)
        if self.priced(market.symbol) and known is not None and self._clock.now() - known.at < MONEY_KEPT:
            (price, at), money = await self.price(market), await self._fresh_money(market)
            leverage, rules = await self._fresh_leverage(market), await self.mode.rules(market)
        else:  # all at once; above nothing is waited for, so that no crowd of looks gets between message and order
            (price, at), money, leverage, rules = await asyncio.gather(
                self.price(market), self._fresh_money(market), self._fresh_leverage(market), self.mode.rules(market)
            )
        return Facts(
            instrument=instrument_of(market, self._precision_mode(), price),
            rules=replace(rules, most_conditions=self._dialect.most_conditions(market)),
            price=price,
            at=at,
            equity=money.equity,
            free=money.free,
            free_base=money.free_base,
            leverage=leverage.times,
            positions=money.positions,
            isolated=money.isolated or leverage.isolated,
            halted=market.raw.get("active") is False,
            conditions=money.conditions,
            exits=self._dialect.exits(market),
            reach=self._dialect.reach(market),
            skew=self._wire.clocks.ahead,
        )

    async def market(self, name: str) -> Market:
        """The market that ``name`` (any spelling) means here, halted or not; raises ``UnknownSymbol``.

        A name that is not known may have been listed since, so the list is asked for again, now and then.
        """
        await self.load()
        found = self._named(name)
        stale = found is None or found.raw.get("active") is False  # a halt may be over
        if stale and self._listing is not None and await self._listing.renew(self._wire, AGAIN, self._seen):
            found = self._named(name)
        if found is not None:
            self._seen.add(found.symbol)
            return found
        spot = self._dialect.record.spot
        markets: Mapping[str, Any] = self._wire.client.markets or {}
        mine = [s for s, m in markets.items() if m.get("active") is not False and kin(m, spot)]
        asked = symbol_of(name, spot) or symbol_of(name, False) or name.upper()
        raise UnknownSymbol(name, difflib.get_close_matches(asked, mine, n=3, cutoff=0.7))

    def _named(self, name: str) -> Market | None:
        markets, spot = self._wire.client.markets or {}, self._dialect.record.spot
        found = (markets.get(symbol) for symbol in (name, symbol_of(name, spot) or ""))
        return next((market_of(raw) for raw in found if raw is not None and kin(raw, spot)), None)

    async def known(self, symbol: str) -> Market:
        """The market of a bracket that is there already, traded at this moment or not.  Raises ``Unreachable``."""
        await self.load()
        raw = (self._wire.client.markets or {}).get(symbol)
        if raw is None:
            raise Unreachable(f"{self._dialect.record.exchange} lists {symbol} no more", answers=True)
        self._seen.add(symbol)
        return market_of(raw)

    async def load(self) -> None:
        """Markets, once; from then on they are renewed in the background."""
        if not self._wire.client.markets:
            async with self._loading:
                if not self._wire.client.markets:
                    await self._wire.ask(Call("load_markets"), name="markets")
        if not self._compared:
            self._compared = True
            self._wire.synchronise()
        if self._listing is not None and not self._relisting:
            self._relisting = True
            self._listing.loaded()
            self._spawn(self._relist(self._listing))

    async def _relist(self, listing: Listing) -> None:
        while True:
            await self._clock.sleep(EVERY.total_seconds())
            await listing.renew(self._wire, EVERY, self._seen)
            self._wire.synchronise()

    def at_hand(self, symbol: str) -> Market | None:
        """As ``known``, where nothing has to be asked for before an order, the account's position mode included."""
        raw = (self._wire.client.markets or {}).get(symbol) if self.mode.known else None
        return None if raw is None else market_of(raw)

    def listed(self, market: Market) -> Instrument | None:
        """The market as it is listed now; None where its steps are not told, or go with a price that is not known."""
        raw, found = self._listed.get(market.symbol, (None, None))
        if raw is not market.raw or self._precision_mode() == SIGNIFICANT_DIGITS:  # another list has another record
            found = listed(market, self._precision_mode(), self._prices.get(market.symbol, (None,))[0], found)
            self._listed[market.symbol] = market.raw, found
        return found

    def priced(self, symbol: str) -> bool:
        """Whether a price is at hand that is young enough to decide on."""
        known = self._prices.get(symbol)
        return known is not None and self._clock.now() - known[1] < PRICE_AGE

    def hear_price(self, symbol: str, price: Decimal, at: datetime) -> None:
        """A price from the stream."""
        self._prices[symbol] = (price, at)

    def moved(self) -> None:
        """Something was sent, or heard of: no money that was known still holds, of any symbol."""
        self._movements += 1
        self._renew(*self._money)
        self._money.clear()

    async def _warm(self) -> None:
        """An entry that finds its connection closed waits for two more round trips."""
        while self._used is not None and self._clock.now() - self._used < IN_USE:
            await self._clock.sleep(WARM)
            self._renew(*self._money)
        self._warming = False

    def _renew(self, *symbols: str) -> None:
        self._old.update(symbols)
        if self._old and not self._renewing:
            self._renewing = True
            self._spawn(self._renewed())

    async def _renewed(self) -> None:
        """Ask once things are quiet, so that money is at hand when the next message comes."""
        try:
            before = -1
            while before != self._movements:
                before = self._movements
                await self._clock.sleep(SETTLES)
            while self._old:
                market = await self.known(self._old.pop())
                await self._asked_money(market, Kind.LOOK)
                await self._fresh_leverage(market, LEVERAGE_AGE, Kind.LOOK)
        except (Unreachable, Unreadable, Absent) as error:
            log.info("%s: money is asked for when it is needed: %s", self._dialect.record.name, error)
        finally:
            self._renewing = False

    async def price(self, market: Market) -> tuple[Decimal, datetime]:
        """The last price and when it was asked for.  Raises ``Unreachable``, ``Unreadable``, ``Absent``."""
        known = self._prices.get(market.symbol)
        if known is not None and self._clock.now() - known[1] < PRICE_AGE:
            return known
        asked = self._clock.now()
        answer = await self._wire.ask(Call("fetch_ticker", (market.symbol,)), Kind.ORDER, "ticker")
        price = positive(answer.get("last"))
        if price is None:
            raise Unreachable(f"{self._dialect.record.exchange} tells no price of {market.symbol}")
        self._prices[market.symbol] = price, asked
        return price, asked

    async def _fresh_money(self, market: Market) -> Money:
        known = self._money.get(market.symbol)
        age = MONEY_KEPT if known is None else self._clock.now() - known.at
        if known is None or age >= MONEY_KEPT:
            return await self._asked_money(market, Kind.ORDER)  # a person waits for it
        if age >= MONEY_AGE:
            self._renew(market.symbol)
        return known

    async def _asked_money(self, market: Market, kind: Kind) -> Money:
        asked, movements = self._clock.now(), self._movements
        balance, positions, waiting = await asyncio.gather(
            self._wire.ask(self._dialect.balance(), kind, "balance"),
            self._positions(market, kind),
            self._conditions(market, kind),
        )
        try:
            money = money_of(self._dialect, market, balance, positions, asked)
            money.conditions = conditions_of_others(self._dialect, waiting, self._is_ours)
        except MALFORMED as error:
            raise Unreadable(f"{type(error).__name__} in what it says of money") from error
        if movements == self._movements:
            self._money[market.symbol] = money
        else:
            self._renew(market.symbol)
        return money

    async def _positions(self, market: Market, kind: Kind) -> list[Raw]:
        if self._dialect.record.spot:
            return []
        return list(await self._wire.ask(Call("fetch_positions", ([market.symbol],)), kind, "balance"))

    async def _conditions(self, market: Market, kind: Kind) -> list[Raw]:
        call = self._dialect.conditions(market)
        return [] if call is None else list(await self._wire.ask(call, kind, "look"))

    async def _fresh_leverage(
        self, market: Market, kept: timedelta = LEVERAGE_KEPT, kind: Kind = Kind.ORDER
    ) -> Leverage:
        """What is known and younger than ``kept``, else asked for; where asking fails, what was known goes on.

        In an account that is in use it is renewed in the background, so a message waits for it only where it waits for
        money too, which is asked for at the same time.
        """
        if self._dialect.leverage(market) is None:
            return ON_SPOT
        known = self._leverage.get(market.symbol)
        if known is not None and self._clock.now() - known.at < kept:
            return known
        try:
            return await self._asked_leverage(market, kind)
        except (Absent, Unreachable, Unreadable) as error:
            if known is None:
                raise
            log.warning("%s: leverage as it was at %s: %s", self._dialect.record.name, known.at, error)
            return known

    async def _asked_leverage(self, market: Market, kind: Kind) -> Leverage:
        asked, dialect = self._clock.now(), self._dialect
        calls = [call for call in (dialect.leverage(market), dialect.margin(market)) if call is not None]
        try:
            answers = await asyncio.gather(*(self._wire.ask(call, kind, "balance") for call in calls))
        except Absent as error:
            raise Unreachable(f"{dialect.record.exchange} tells no leverage of {market.symbol}") from error
        times = None if answers[0] is None else dialect.leverage_told(answers[0])  # ccxt, of a symbol that is not told
        if times is None:
            raise Unreachable(f"{dialect.record.exchange} tells no leverage of {market.symbol}")
        found = Leverage(times, any(dialect.isolated_told(answer) for answer in answers), asked)
        self._leverage[market.symbol], dialect.leverages[market.symbol] = found, times
        return found

    def _precision_mode(self) -> int:
        return int(getattr(self._wire.client, "precisionMode", 4))
