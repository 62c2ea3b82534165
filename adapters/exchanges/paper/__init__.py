"""The paper exchange: ships as a product feature, and is the other party of every replay and simulated world.

Reading order: ``markets`` and ``rules`` (what it lists, what an account may do), ``account`` and ``brinks`` (money),
``working`` (orders and their index), ``state``, ``clearing`` (every change), ``matching`` (what a price touches),
``checks`` (what is refused), ``desk`` and ``venue`` (the state machine's face), ``coverage`` (what it observes of its
clients), ``exchange`` (one account as a ``core.ports.Exchange``), ``books`` (its own file), ``remote`` and ``serve``
(its own process).
"""

from adapters.exchanges.paper.exchange import LocalVenue, PaperExchange, VenueLink
from adapters.exchanges.paper.markets import Markets
from adapters.exchanges.paper.rules import account_name, rules_for
from adapters.exchanges.paper.venue import Trade, Venue

__all__ = ["LocalVenue", "Markets", "PaperExchange", "Trade", "Venue", "VenueLink", "account_name", "rules_for"]
