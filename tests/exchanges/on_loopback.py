"""Accounts on the loopback Binance, opened by the product's own ``Connections`` with unmodified ccxt.

``OpenAccount`` is one of them with everything that a story wants to know of the exchange's own books.  Asserts nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from adapters.clock import SystemClock
from adapters.exchanges.binance import SPOT as SPOT_RECORD
from adapters.exchanges.binance import SWAP as SWAP_RECORD
from adapters.exchanges.connecting import Connections
from core.ids import read_id
from core.orders import PositionSide, Side
from core.ports import Exchange
from core.venue import VenueRules
from tests import canaries
from tests.exchanges.bench import MIDDLE, Setup, is_ours
from tests.loopback import Loopback, loopback
from tests.loopback.terms import Fill
from tests.loopback.terms import Order as Booked

KEYS = {"apiKey": canaries.KEY, "secret": canaries.SECRET}
KEY = KEYS["apiKey"]
SYMBOLS = {"Binance": "BTC/USDT", "Binance_F": "BTC/USDT:USDT"}
assert SPOT_RECORD.rules is not None
assert SWAP_RECORD.rules is not None
SPOT_RULES, SWAP_RULES = SPOT_RECORD.rules, SWAP_RECORD.rules


@dataclass
class Books:
    """What the exchange itself knows of the one owner there is, on one of its markets."""

    binance: Loopback
    account: str
    coin: str = "BTC"
    started: Decimal = Decimal(100_000)  # USDT that every owner is given

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.account].replace("BTC", self.coin)

    @property
    def _side(self) -> Any:
        return self.binance.spot if self.account == "Binance" else self.binance.futures

    @property
    def api(self) -> str:
        return "/api/v3/" if self.account == "Binance" else "/fapi/v1/"

    def orders(self, id: str) -> list[Booked]:
        """Every order with our id, or with that of one of its legs; a triggered condition's is the real one."""
        return [o for o in self._side.accounts[KEY].orders.values() if o.client in (id, id + "t", id + "s")]

    def fills(self, id: str) -> list[Fill]:
        """Every trade of an order of ours."""
        return [fill for order in self.orders(id) for fill in order.fills]

    def all_fills(self) -> list[Fill]:
        """Every trade of the owner."""
        return list(self._side.accounts[KEY].fills)

    def open_ids(self) -> list[str]:
        """Client ids of everything that rests, conditions included."""
        account = self._side.accounts[KEY]
        found = [order.client for order in account.open_orders()]
        if self.account == "Binance_F":
            found += [algo.client for algo in self.binance.algos.waiting(account)]
        return found

    def conditional(self, client: str) -> bool:
        """Whether it waits for its condition in a list of its own, as USD-M's do."""
        waiting = self.binance.algos.waiting(self._side.accounts[KEY]) if self.account == "Binance_F" else []
        return any(algo.client == client for algo in waiting)

    def stopped(self) -> Decimal:
        """How much the stops of ours that rest, or have triggered and still work, would sell or buy back."""
        account = self._side.accounts[KEY]
        if self.account == "Binance":
            return sum((o.left for o in account.open_orders() if o.type == "STOP_LOSS"), Decimal(0))
        waiting = self.binance.algos.waiting(account)
        return sum((algo.order.quantity for algo in waiting if algo.type == "STOP_MARKET"), Decimal(0))

    def triggers(self) -> list[tuple[str, Decimal]]:
        """Client id and trigger of every stop there ever was."""
        account = self._side.accounts[KEY]
        if self.account == "Binance":
            return [(o.client.removesuffix("s"), o.stop) for o in account.orders.values() if o.type == "STOP_LOSS"]
        found = self.binance.algos.all(account).values()
        return [(algo.client, algo.trigger) for algo in found if algo.type == "STOP_MARKET"]

    def held(self, side: PositionSide) -> Decimal:
        """The position of a side; on spot the balance."""
        account = self._side.accounts[KEY]
        if self.account == "Binance":
            return Decimal(account.free.get("BTC", 0) + account.locked.get("BTC", 0))
        amounts = [p.amount for p in account.held()]
        return sum((abs(amount) for amount in amounts if (amount > 0) is (side is PositionSide.LONG)), Decimal(0))

    def wallet(self) -> Decimal:
        """Quote coin, without unrealized profit."""
        account = self._side.accounts[KEY]
        if self.account == "Binance":
            return Decimal(account.free["USDT"] + account.locked.get("USDT", 0))
        return Decimal(account.wallet)

    def trade(self, price: Decimal | int | str, quantity: Decimal | int | str = 1_000_000) -> None:
        """Others trade."""
        self.binance.trade(self.symbol, price, quantity)

    def hand(self, side: Side, quantity: Decimal, price: Decimal | None = None, **more: str) -> str:
        """The owner places an order in the app; its id there."""
        terms = {"type": "MARKET"} if price is None else {"type": "LIMIT", "timeInForce": "GTC", "price": str(price)}
        answer = self.binance.by_hand(
            KEY,
            "POST",
            self.api + "order",
            symbol=f"{self.coin}USDT",
            side=side.value.upper(),
            quantity=str(quantity),
            **terms,
            **more,
        )
        return str(answer["orderId"])

    def hand_stop(self, side: Side, quantity: Decimal, trigger: Decimal, **more: str) -> str:
        """The owner places a stop in the app; its id there."""
        terms = {"symbol": f"{self.coin}USDT", "side": side.value.upper(), "quantity": str(quantity)} | more
        if self.account == "Binance":
            terms |= {"type": "STOP_LOSS", "stopPrice": str(trigger)}
            return str(self.binance.by_hand(KEY, "POST", self.api + "order", **terms)["orderId"])
        terms |= {"algoType": "CONDITIONAL", "type": "STOP_MARKET", "triggerPrice": str(trigger)}
        return str(self.binance.by_hand(KEY, "POST", self.api + "algoOrder", **terms)["algoId"])

    def rests(self, id: str) -> bool:
        """Whether a hand's order is still open as it was placed."""
        order = self._side.accounts[KEY].orders[int(id)]
        return bool(order.open and order.left == order.quantity)

    def ours(self) -> list[str]:
        """Client ids of everything that ever reached the exchange and is of our form, legs and conditions included."""
        account = self._side.accounts[KEY]
        sent = [order.client for order in account.orders.values()]
        if self.account == "Binance_F":
            sent += [algo.client for algo in self.binance.algos.all(account).values()]
        return [client for client in sent if self._of_ours(client)]

    @staticmethod
    def _of_ours(client: str) -> bool:
        return bool(read_id(client) or read_id(client[:-1]))

    def resting(self) -> list[tuple[str, Decimal, Decimal]]:
        """Type, quantity and price or trigger of everything of ours that rests, by price."""
        account = self._side.accounts[KEY]
        found = [(o.type, o.left, o.stop or o.price) for o in account.open_orders() if self._of_ours(o.client)]
        if self.account == "Binance_F":
            waiting = [algo for algo in self.binance.algos.waiting(account) if self._of_ours(algo.client)]
            found += [(algo.type, algo.order.quantity, algo.trigger) for algo in waiting]
        return sorted(found, key=lambda order: order[2])

    def thin(self, part: Decimal) -> None:
        """From now on every print leaves no more than so much on either side of the book."""
        market = self._side.market(f"{self.coin}USDT")
        market.deep = part
        market.depth([(market.last, part)], [(market.last + market.spec.tick, part)])

    def hand_cancel(self, client: str) -> None:
        """The owner cancels an order by its client id, if it is still open: a leg takes its list along."""
        if self.conditional(client):
            self.binance.by_hand(KEY, "DELETE", self.api + "algoOrder", clientAlgoId=client)
        elif client in self.open_ids():
            self.binance.by_hand(KEY, "DELETE", self.api + "order", symbol=f"{self.coin}USDT", origClientOrderId=client)


def connections(binance: Loopback, timeout: int = 5_000) -> Connections:
    """The product's way to accounts, led to this machine.  ``timeout``: milliseconds that a client waits."""

    def prepare(client: Any) -> None:
        binance.attach(client)
        client.timeout = timeout

    return Connections(SystemClock(), prepare)


@asynccontextmanager
async def exchange_open(*, seed: int = 7, coins: Mapping[str, Decimal] | None = None) -> AsyncIterator[Loopback]:
    """Binance with one owner; both markets last traded in the middle."""
    async with loopback(seed=seed) as binance:
        binance.owner(KEY, KEYS["secret"], coins)
        for symbol in SYMBOLS.values():
            binance.trade(symbol, MIDDLE)
        yield binance


class BinanceBench:
    """One account on the loopback, as a bench for cards."""

    middle = MIDDLE

    def __init__(self, books: Books, hedged: bool) -> None:
        self.books, self._hedged = books, hedged
        self.symbol = books.symbol
        self.exchange: Exchange

    async def connect(self) -> None:
        self.exchange = await connections(self.books.binance).open(
            self.books.account, KEYS, testnet=False, is_ours=is_ours
        )

    async def prints(self, price: Decimal, quantity: Decimal) -> None:
        self.books.trade(price, quantity)

    async def hand(
        self,
        side: Side,
        quantity: Decimal,
        position: PositionSide,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
    ) -> str:
        more = {"positionSide": position.value.upper()} if self._hedged else {}
        if trigger is None:
            return self.books.hand(side, quantity, price, **more)
        if not self._hedged and self.books.account != "Binance":
            more["reduceOnly"] = "true"
        return self.books.hand_stop(side, quantity, trigger, **more)

    async def rests(self, id: str) -> bool:
        rows = self.books.binance.by_hand(KEY, "GET", self.books.api + "openOrders")
        return id in {str(row["orderId"]) for row in rows}

    async def executed(self, id: str) -> Decimal:
        return sum((fill.quantity for fill in self.books.fills(id)), Decimal(0))

    async def restart(self) -> None:
        await self.exchange.aclose()
        await self.connect()


def binance_setup(account: str, rules: VenueRules) -> Setup:
    """A kind of account on the loopback."""

    @asynccontextmanager
    async def open_bench(_side: PositionSide) -> AsyncIterator[BinanceBench]:
        async with exchange_open() as binance:
            if rules.hedged:
                binance.by_hand(KEY, "POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
            bench = BinanceBench(Books(binance, account), rules.hedged)
            await bench.connect()
            try:
                yield bench
            finally:
                await bench.exchange.aclose()

    return Setup(account + (" hedged" if rules.hedged else ""), rules, open_bench)


SETUPS = (
    binance_setup("Binance", SPOT_RULES),
    binance_setup("Binance_F", SWAP_RULES),
    binance_setup("Binance_F", replace(SWAP_RULES, hedged=True)),
)
