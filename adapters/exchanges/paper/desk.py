"""The desk of the paper exchange: what a program may ask of it, one request at a time.

Requests come in with their time; each is carried out, made durable, told to the listeners and answered, in this order.
There is no clock, no task and no dice in here.  Prices and the owner's own hands are ``venue``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Protocol

from adapters.exchanges.paper import checks, matching
from adapters.exchanges.paper.account import EXACT, Account
from adapters.exchanges.paper.clearing import Clearing
from adapters.exchanges.paper.ears import Ears, Hear
from adapters.exchanges.paper.markets import Markets
from adapters.exchanges.paper.rules import account_name, rules_for, terms_for, true_name
from adapters.exchanges.paper.working import Working, ours
from core.orders import ZERO, Order, OrdStatus, PositionSide, Reason, Report
from core.ports import Facts, Look, UnknownOutcome
from core.venue import VenueRules


class Books(Protocol):
    """Where a venue keeps what must survive its process."""

    def restore(self, clearing: Clearing) -> None:
        """Fill an empty state with what was saved last."""

    def save(self, clearing: Clearing) -> None:
        """Make everything that ``clearing`` says has changed durable, or raise ``StoreUnavailable``."""

    def close(self, clearing: Clearing) -> None:
        """Keep the last prices and let go of the place."""


class Desk:
    """See the module's head.  Times never run backwards: an earlier one counts as the latest seen.

    With ``books`` every change is durable before it is answered or told; if that fails the change is undone, memory is
    again what the books say, and ``StoreUnavailable`` is raised.
    """

    def __init__(self, markets: Markets | None = None, books: Books | None = None) -> None:
        self.markets = markets or Markets()
        self.now = datetime.min.replace(tzinfo=UTC)
        self.books = books
        self._ears = Ears()
        self.clearing = Clearing(self.markets)
        if books:
            books.restore(self.clearing)

    # -- accounts -----------------------------------------------------------------------------

    def open_account(
        self,
        name: str,
        rules: VenueRules | None = None,
        balances: dict[str, Decimal] | None = None,
        leverage: Decimal | None = None,
    ) -> Account:
        """The account ``name``, opened on first use; given ``rules`` replace those it has.

        Without ``rules`` the name must be a paper account's (``ValueError``); opening balances by coin.
        """
        name = true_name(name)
        account = self.clearing.accounts.get(name)
        if account is None:
            terms = terms_for(rules or rules_for(spot=account_name(name)[1]))
            opening = terms.balances if balances is None else balances
            account = Account(name, terms.rules, leverage or terms.leverage, dict(opening), dict(opening))
            self.clearing.accounts[name] = account
            self.clearing.fresh.add(name)
        elif rules is not None and rules != account.rules:
            account.rules = rules
            self.clearing.fresh.add(name)
        if self.books and self.clearing.fresh:
            self._save(self.clearing)
        return account

    def holder(self, name: str) -> Account:
        """The account of that name, opened if it is a paper account's and new."""
        return self.clearing.accounts.get(name) or self.open_account(name)

    # -- requests -----------------------------------------------------------------------------

    def submit(
        self,
        account: str,
        symbol: str,
        order: Order,
        side: PositionSide,
        children: Sequence[Order] = (),
        at: datetime | None = None,
        signed: datetime | None = None,
    ) -> Report:
        """Accept or refuse one order; raises ``UnknownOutcome`` for an id that is open (a finished one may return).

        ``signed``: when the request left; one older than the receive window is refused as NOT_SENT.
        """
        with self.acting(at) as clearing:
            holder = self.holder(account)
            if any(self._is_open(holder.name, one.id) for one in (order, *children)):
                raise UnknownOutcome("duplicate client order id")
            if signed is not None and self.now - signed > holder.rules.recv_window:
                return refused(order, Reason.NOT_SENT, "outside the receive window")
            if symbol not in self.markets or self.markets[symbol].spot is not holder.rules.spot:
                return refused(order, Reason.OTHER, f"{symbol} is not traded in this account")
            working = self._working(holder, symbol, order, side)
            offspring = [self._working(holder, symbol, child, side, n) for n, child in enumerate(children, 1)]
            why = checks.refusal(clearing, working)
            if why is None and children and not holder.rules.attach:
                why = Reason.OTHER, "orders cannot be attached here"
            for child in offspring:
                why = why or checks.form(clearing, child)
            if why is not None:
                return refused(order, *why)
            for child in offspring:
                clearing.keep(child)
                working.children.append(child.n)
            self.work(working)
            return working.report(holder.rules)

    def cancel(self, account: str, id: str, at: datetime | None = None) -> bool:
        """End an order if it is open; whether it was."""
        with self.acting(at) as clearing:
            order = clearing.ids.get((self.holder(account).name, id))
            if order is None or not order.open:
                return False
            clearing.end(order, OrdStatus.CANCELED)
            return True

    def amend(
        self,
        account: str,
        id: str,
        trigger: Decimal | None = None,
        quantity: Decimal | None = None,
        at: datetime | None = None,
    ) -> Report:
        """Change trigger and total quantity (None keeps one).  A refusal is the report as it stands, with a reason.

        ``UnknownOutcome`` for an id that the exchange does not know.
        """
        with self.acting(at) as clearing:
            holder = self.holder(account)
            order = clearing.ids.get((holder.name, id))
            if order is None:
                raise UnknownOutcome("order not found")
            if not holder.rules.amends:
                return replace(order.report(holder.rules), reason=Reason.OTHER, text="orders cannot be amended here")
            return self.alter(order, trigger, None, quantity)

    def look(self, account: str, symbol: str, ids: Sequence[str] = (), at: datetime | None = None) -> Look:
        """Open orders with our product's ids, each of ``ids`` that was ever accepted, and what the account holds.

        ``others``: every open order that was not asked for.
        """
        with self.acting(at) as clearing:
            holder, asked = self.holder(account), frozenset(ids)
            resting = clearing.open_orders(holder.name, symbol)
            found = {o.id: o for o in resting if ours(o.id)}
            others = tuple(o.shown() for o in resting if o.id not in asked)
            for id in ids:
                order = clearing.ids.get((holder.name, id))
                if order is not None and order.status is not OrdStatus.PENDING_NEW:
                    found.setdefault(id, order)
            reports = tuple(order.report(holder.rules) for order in found.values())
            missing = tuple(id for id in ids if id not in found)
            if holder.rules.spot:
                return Look(reports, missing, (), holder.balance(symbol.partition("/")[0]), others=others)
            return Look(reports, missing, holder.facts(clearing, symbol), others=others)

    def facts(self, account: str, name: str, at: datetime | None = None) -> Facts:
        """Facts of the market that ``name`` means to this account; raises ``UnknownSymbol``."""
        with self.acting(at) as clearing:
            holder = self.holder(account)
            instrument = self.markets.resolve(name, holder.rules.spot)
            return Facts(
                instrument=instrument,
                rules=holder.rules,
                price=clearing.last(instrument.symbol),
                at=self.now,
                equity=holder.equity(clearing, instrument.quote),
                free=holder.free(clearing, instrument.quote),
                free_base=max(holder.unlocked(instrument.base), ZERO) if instrument.spot else ZERO,
                leverage=holder.leverage,
                positions=() if instrument.spot else holder.facts(clearing, instrument.symbol),
            )

    def listen(self, hear: Hear, account: str | None = None, ticks: bool = True) -> Callable[[], None]:
        """Hear an account's pushes (None: everybody's) and ticks, after they are durable; the answer ends it."""
        return self._ears.listen(hear, account, ticks)

    # -- inside ------------------------------------------------------------------------------------

    @contextmanager
    def acting(self, at: datetime | None) -> Iterator[Clearing]:
        """One request or price: exact arithmetic inside, then measured, made durable and told, in this order."""
        if at is not None and at > self.now:
            self.now = at
        clearing = self.clearing
        with localcontext(EXACT):
            yield clearing
            if not clearing.hints and not clearing.dirty and not clearing.touched:
                return
            if clearing.touched:
                clearing.observe(self.now)
            if self.books and (clearing.dirty or clearing.touched):
                self._save(clearing)
        clearing.dirty.clear()
        clearing.touched.clear()
        hints, clearing.hints = clearing.hints, []
        for account, hint in hints:
            self._ears.tell(account, hint)

    def _save(self, clearing: Clearing) -> None:
        assert self.books
        try:
            self.books.save(clearing)
        except BaseException:
            self.clearing = Clearing(self.markets)
            self.books.restore(self.clearing)
            raise
        clearing.fresh.clear()

    def _is_open(self, account: str, id: str) -> bool:
        known = self.clearing.ids.get((account, id))
        return known is not None and not known.status.ended

    def number(self, plus: int = 0) -> int:
        """The arrival number of the next order, or of one ``plus`` after it."""
        return len(self.clearing.orders) + 1 + plus

    def worth(self, symbol: str, price: Decimal | None, trigger: Decimal | None) -> Decimal:
        """At which price an order's holds are reckoned."""
        return price or trigger or self.clearing.last(symbol) or ZERO

    def _working(self, holder: Account, symbol: str, order: Order, side: PositionSide, plus: int = 0) -> Working:
        return Working(
            n=self.number(plus),
            account=holder.name,
            symbol=symbol,
            id=order.id,
            side=order.side,
            position_side=side,
            type=order.type,
            quantity=order.quantity,
            price=order.price,
            trigger=order.trigger,
            reduce_only=order.reduce_only,
            at=self.now,
            worth=self.worth(symbol, order.price, order.trigger),
        )

    def work(self, order: Working) -> None:
        """Enter an accepted order, and let it trade at once where there is always a price."""
        self.clearing.enter(order)
        market = self.clearing.market(order.symbol)
        if market.continuous:
            matching.settle(self.clearing, market, self.now, arrived=order.n)

    def alter(self, order: Working, trigger: Decimal | None, price: Decimal | None, quantity: Decimal | None) -> Report:
        """Change a resting order's terms, or say why not."""
        rules = self.clearing.accounts[order.account].rules
        why = checks.amendment(self.clearing, order, trigger, price, quantity)
        if why is not None:
            return replace(order.report(rules), reason=why[0], text=why[1])
        self.clearing.alter(order, trigger, price, quantity)
        market = self.clearing.market(order.symbol)
        if market.continuous:
            matching.settle(self.clearing, market, self.now)
        return order.report(rules)


def refused(order: Order, reason: Reason, text: str) -> Report:
    """A definite no."""
    return Report(order.id, OrdStatus.REJECTED, reason=reason, text=text, final=True)
