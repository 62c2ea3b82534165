"""A Binance of our own for tests: spot and USD-M, REST and websockets, on which unmodified clients trade.

    terms, market          words, orders, refusals; the market the owners trade with
    spot, spot_wire, spot_routes            balances, orders, order lists; their shapes; their routes
    positions, futures, algo, …_wire, …_routes   USD-M, with conditional orders as a service of their own
    printing, streams      what everybody and what one owner hears
    signing, faults, redirect, routing      who asks; what goes wrong; real URLs on this machine; what a route is
    gate                   the way of a request through all of these
    server                 ``async with loopback(seed=1) as binance: client = binance.client("binance", key, secret)``

It is written from what is known of the exchange and shares no code with the paper exchange or the adapters, so that a
wrong belief of theirs has a chance to be found out.  Owners trade with the market, never with one another, and are too
small to move its price.  Not there: margin trading, trailing stops, amending and replacing spot orders, funding,
liquidation, COIN-M.
"""

from tests.loopback.faults import EVERY, Fault
from tests.loopback.gate import Request
from tests.loopback.server import Loopback, loopback

__all__ = ["EVERY", "Fault", "Loopback", "Request", "loopback"]
