"""The index of liquidation prices against asking every account: it may only ever save work."""

from decimal import Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from adapters.exchanges.paper import Venue, rules_for
from adapters.exchanges.paper.account import EXACT
from core.orders import OrderType, PositionSide, Side
from tests.paper_kit import SWAP, T0, dec

ETH = "ETH/USDT:USDT"
FIRST = {SWAP: 60_000, ETH: 3_000}
EASY = 1_000_000  # coins a print trades

offsets = st.integers(-4_000, 4_000).map(lambda n: Decimal(n) / 10_000)
trades = st.tuples(
    st.integers(0, 4), st.sampled_from([SWAP, SWAP, ETH]), st.sampled_from(Side), st.integers(1, 9), st.booleans()
)
prints = st.tuples(st.sampled_from([SWAP, SWAP, ETH]), offsets)
acts = st.lists(st.one_of(trades, prints), min_size=1, max_size=30)


def told(venue: Venue, symbol: str, price: Decimal, row: int) -> None:
    venue.trade(symbol, price, dec(EASY), T0, row)


def agrees(venue: Venue, symbol: str, probe: Decimal) -> None:
    """What the index says of ``symbol`` and what each account says of itself."""
    clearing = venue.clearing
    with localcontext(EXACT):
        market, last = clearing.market(symbol), clearing.last(symbol)
        assert last is not None
        every = {name: a for name, a in clearing.accounts.items() if any(a.held(symbol))}
        levels = [level for a in every.values() if (level := a.liquidation(clearing, symbol)) is not None]
        rising, falling = [x for x in levels if last < x <= probe], [x for x in levels if probe <= x < last]
        nearest = min(rising, default=None) if probe > last else max(falling, default=None)
        assert clearing.brinks.ahead(symbol, last, probe) == nearest
        for price in (probe, *levels, *(level + n * Decimal("0.07") for level in levels for n in (-1, 1))):
            market.last = price
            bankrupt = [name for name, a in every.items() if a.bankrupt(clearing, "USDT")]
            near = clearing.brinks.near(symbol, price)
            assert [name for name in near if name in bankrupt] == bankrupt
            assert set(near) <= set(every)
        market.last = last


@given(acts, st.sampled_from([SWAP, ETH]), offsets)
def test_nobody_who_is_bankrupt_is_overlooked(acts: list[tuple[object, ...]], symbol: str, to: Decimal) -> None:
    venue = Venue()
    for row, (name, first) in enumerate(FIRST.items()):
        told(venue, name, dec(first), row)
    for n in range(5):
        venue.open_account(f"paper:{n}", rules_for(hedged=n == 4), {"USDT": dec(1_000 * 30**n % 99_000 + 500)})
    for act in acts:
        match act:
            case (int(n), str(at), Side() as side, int(size), bool(long)):
                position = PositionSide.LONG if long else PositionSide.SHORT
                quantity = dec(size) * (dec("0.1") if at == SWAP else dec(2))
                apart = position if n == 4 else None
                venue.hand(f"paper:{n}", at, side, OrderType.MARKET, quantity, position=apart, at=T0)
                told(venue, at, venue.last(at) or dec(FIRST[at]), 1)
            case (str(at), Decimal() as offset):
                told(venue, at, FIRST[at] * (1 + offset), 1)
        agrees(venue, symbol, FIRST[symbol] * (1 + to))


def test_a_price_that_threatens_nobody_asks_nobody() -> None:
    venue = Venue()
    told(venue, SWAP, dec(60_000), 0)
    for n in range(20):
        venue.hand(f"paper:{n}", SWAP, Side.BUY if n % 2 else Side.SELL, OrderType.MARKET, dec(n % 5 + 8), at=T0)
    told(venue, SWAP, dec(60_000), 1)
    assert venue.clearing.brinks.near(SWAP, dec(60_000)) == []
    assert len(venue.clearing.brinks.near(SWAP, dec(30_000))) == 10
    assert len(venue.clearing.brinks.near(SWAP, dec(120_000))) == 10
