"""Bad weather between the whole bot and the loopback Binance: random stories, every fault at every call, then calm.

    python -m tests.exchanges.storm --seeds 500 --from 0 [--show]

Once the faults have stopped the laws of the house are checked against the exchange's own books.  The dice are seeded,
but time is real: a seed tells the same story again, not to the same millisecond.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from traceback import format_exception

from core.events import CancelTold, Joined, MoveTold
from core.ids import read_id
from core.notices import NoticeKind
from core.orders import ZERO, PositionSide, Side
from core.ports import Outgoing
from tests.exchanges.bench import MIDDLE
from tests.exchanges.life import Life, our_id, traded, why_unfinished
from tests.exchanges.on_loopback import Books, exchange_open
from tests.exchanges.weather import FAULTS, PAIRS, account_of, named, planned
from tests.loopback.terms import Refusal

D = Decimal
TIMEOUT = 400  # milliseconds of a client's patience
CALM = 60.0  # seconds after the faults stop until everything must be in order (I4, I5)
WINDOWS = {"Binance": 45.0, "Binance_F": 15.0}  # I3
SLOW = 15  # tenths of a second that a request may be late
TRIES = 8  # of what makes the bot send a request, until it does
LINES = (
    "market {} 0.02 sl off 2% tp off 4%",
    "market {} 0.03 sl off 2% takeprofit {} 33%p tp off 2% takeprofit {} 33%p tp off 3% takeprofit {} 100%p tp off 5%",
    "market {} 0.02 trail 1%",
    "market {} 0.02 sl off 2% breakeven takeprofit {} 50%p tp off 2% takeprofit {} 100%p tp off 5%",
    "limit {} 0.02 at {price} sl off 2% tp off 4%",
    "market {} 0.02 sl off 2%",
)


@dataclass
class Outcome:
    """``planned``: the fault that the story had to run into, and ``met`` whether it did; ``broken``: what was found
    wrong, "" for nothing."""

    seed: int
    account: str
    planned: str = ""
    met: bool = False
    broken: str = ""
    faults: Counter[str] = field(default_factory=Counter)
    naked: float = 0.0
    traded: bool = False
    story: list[str] = field(default_factory=list)


class Storm:
    """One story.  It holds the dice; ``Life`` and ``Books`` do the rest."""

    def __init__(self, seed: int, life: Life, books: Books, outcome: Outcome) -> None:
        self.dice, self.life, self.books, self.outcome = Random(seed), life, books, outcome
        self.price = MIDDLE
        self.side = PositionSide.LONG
        if books.account == "Binance_F" and self.dice.random() < 0.4:
            self.side = PositionSide.SHORT
        self.hands, self.theirs = False, ""
        self._naked_since: float | None = None

    def note(self, text: str) -> None:
        self.outcome.story.append(f"{asyncio.get_running_loop().time():.2f} {text}")

    # -- the weather --------------------------------------------------------------------------------

    def cloud_over(self, seed: int) -> None:
        """The fault that is this seed's, and sometimes dice on every request beside."""
        plan = self.life.binance.faults
        fault, self.route = planned(seed)
        times, skip = self.dice.choice([1, 1, 2]), self.dice.choice([0, 0, 1, 3])
        self.rule = plan.once(fault, self.route.method, self.route.path, times=times, skip=skip)
        rate = self.dice.choice([0, 0.02, 0.05, 0.1])
        plan.often(rate, FAULTS)
        self.outcome.planned = named(fault, self.route)
        self.note(f"{self.outcome.planned}, {times} times after {skip}; {rate} everywhere")

    async def run_into_it(self) -> None:
        """Do what makes the bot send the request that the plan is for, until one of them has met it."""
        self.rule.skip = 0
        for _ in range(TRIES):
            if self.rule.met:
                break
            await self._provoke()
            for _ in range(SLOW):  # on a busy machine what was said is carried out later
                if not self.rule.met:
                    await self._moment(0.1)
        self.outcome.met = bool(self.rule.met)

    async def _provoke(self) -> None:
        match self.route.by:
            case "limit":
                await self._say(LINES[4])
                await self._moment(0.2)
                await self._say("cancel entries")
            case "moved":
                await self._say(LINES[0])
                await self._moment(0.3)
                await self._say("breakeven")
                await self._say("close")
            case "vanishes":
                await self._vanish()
            case _:
                await self._say(LINES[0])
        await self._moment(0.5)

    async def _vanish(self) -> None:
        """An order ends, and no stream tells of it."""
        self.hands = True
        self.life.binance.streams.silent = True
        algo = "algo" in self.route.path
        await self._say(LINES[5 if algo else 4])
        await self._moment(0.3)
        mine = [id for id in self.books.open_ids() if our_id(id) and self.books.conditional(id) == algo]
        with suppress(Refusal):
            if mine:
                self.note(f"a hand cancels {mine[-1]}, unheard")
                self.books.hand_cancel(mine[-1])

    async def clear_up(self) -> None:
        plan, streams = self.life.binance.faults, self.life.binance.streams
        plan.often(0, ())
        plan._rules.clear()
        plan.release()
        streams.silent = False
        self.note("calm")

    # -- the story ----------------------------------------------------------------------------------

    async def run(self) -> None:
        self.theirs = self.books.hand(Side.BUY, D("0.005"), D(25_000))  # far below anything that a story reaches
        self.cloud_over(self.outcome.seed)
        await self._say(self.dice.choice(LINES))
        for _ in range(self.dice.randint(4, 10)):
            step = self.dice.choices(
                [self._prints, self._wait, self._talks, self._restarts, self._hand, self._streams],
                [8, 4, 2, 1, 1, 1],
            )[0]
            await step()
        await self.run_into_it()
        await self.clear_up()
        await self._until_in_order()
        for _ in range(8):
            if all(b.closed for b in self.life.brackets()):
                break
            self.price *= D("1.03") if self.dice.random() < 0.5 else D("0.96")
            self.price = self.price.quantize(D("0.1"))
            self.books.trade(self.price)
            self.note(f"price {self.price}")
            await self._until_in_order()
        if not all(b.closed for b in self.life.brackets()):
            await self._say("cancel all")
            await self._until_in_order()

    async def _until_in_order(self) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + CALM
        while why := self._disorder():
            if loop.time() > deadline:
                raise AssertionError(f"I5 still not in order: {why}\n{self.life.state()}")
            await self._moment(0.05)

    def _disorder(self) -> str:
        for bracket in self.life.brackets():
            why = why_unfinished(bracket)
            loose = [o.id for o in bracket.orders if o.ended and not o.settled]
            if why or loose:
                return f"#{bracket.id} {why or loose}"
        booked = sum((f.quantity for f in self.books.all_fills() if our_id(f.order.client)), ZERO)
        heard = sum(((b.entered + b.exited).quantity for b in self.life.brackets()), ZERO)
        return "" if booked == heard else f"the books have {booked}, the ledger {heard}"

    async def _say(self, text: str) -> None:
        words = [self.side.value] * text.count("{}")
        near = self.price * (1 - self.side.sign * D("0.01"))
        line = f"BTCUSDT on {self.books.account} {text.format(*words, price=near.quantize(D('0.1')))}"
        self.note(line)
        answering = asyncio.create_task(self.life.tried(line))
        while not answering.done():
            await self._moment(0.02)
        problem = answering.result().problem
        self.note(f"  {problem.code if problem else 'ok'}")
        assert problem is None or problem.code != "E-DEFECT", line

    async def _prints(self) -> None:
        self.price *= 1 + D(self.dice.randint(-25, 25)) / 1000
        self.price = self.price.quantize(D("0.1"))
        quantity = self.dice.choice([D(1_000_000), D(1_000_000), D("0.004"), D("0.011")])
        self.note(f"price {self.price}, {quantity}")
        self.books.trade(self.price, quantity)
        await self._moment(self.dice.random() * 0.3)

    async def _wait(self) -> None:
        await self._moment(self.dice.random())

    async def _talks(self) -> None:
        orders = ["close", "cancel entries", "close 50%p", "move sl to {price}", "breakeven", *LINES]
        await self._say(self.dice.choice(orders))

    async def _restarts(self) -> None:
        if self.dice.random() < 0.5:
            self.note("killed")
            await self.life.kill()
        else:
            self.note("restarted")
            await self.life.stop()
        await self._moment(self.dice.random() * 0.3)
        await self.life.start()

    async def _hand(self) -> None:
        """The owner cancels one of our orders, or closes in the app."""
        self.hands = True
        mine = [id for id in self.books.open_ids() if our_id(id)]
        with suppress(Refusal):
            if mine and self.dice.random() < 0.5:
                self.note(f"a hand cancels {mine[0]}")
                self.books.hand_cancel(mine[0])
            elif self.books.account == "Binance_F" and (held := self.books.held(self.side)):
                self.note(f"a hand closes {held}")
                self.books.hand(self.side.exit, held, reduceOnly="true")
        await self._moment(0.05)

    async def _streams(self) -> None:
        streams = self.life.binance.streams
        match self.dice.choice(["gap", "break", "silence"]):
            case "gap":
                streams.gap(self.dice.randint(1, 5))
            case "break":
                await streams.disconnect()
            case _:
                streams.silent = not streams.silent

    async def _moment(self, seconds: float) -> None:
        """Let time pass, with an eye on what stands unguarded (I3)."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            self._watch_cover(loop.time())
            if loop.time() >= end:
                return
            await asyncio.sleep(min(0.02, max(end - loop.time(), 0)))

    def _watch_cover(self, now: float) -> None:
        if self._covered():
            self._naked_since = None
            return
        self._naked_since = self._naked_since or now
        self.outcome.naked = max(self.outcome.naked, now - self._naked_since)

    def _covered(self) -> bool:
        """By the exchange's books: stops for all that the bot has bought; what waits at the market counts as gone."""
        if self.books.account == "Binance":
            ids = {our_id(fill.order.client) for fill in self.books.all_fills()} - {""}
            bought = sum((self._net(id) for id in ids), ZERO)
        else:
            bought = self.books.held(self.side)
        return bought < D("0.002") or self.books.stopped() >= bought.quantize(D("0.00001"), rounding="ROUND_DOWN")

    def _net(self, id: str) -> Decimal:
        named, fill = read_id(id), traded(self.books, id)
        assert named is not None
        return fill.quantity - fill.base_fee if named[2][0] == "e" else -fill.quantity

    # -- the laws -----------------------------------------------------------------------------------

    async def judge(self) -> None:
        self._no_more_than_asked()
        self._never_beyond_the_position()
        assert self.outcome.naked <= WINDOWS[self.books.account], f"I3 unguarded for {self.outcome.naked:.1f} s"
        await self.life.audit(self.books.account, hands=self.hands)
        assert self.books.rests(self.theirs), "a person's own order was touched"
        await self._all_told()
        if not any(self._commanded(b.id) for b in self.life.brackets()):
            self._stops_only_tighten()

    def _no_more_than_asked(self) -> None:
        """I1."""
        for bracket in self.life.brackets():
            asked = {entry.slot: entry.quantity for entry in bracket.entries}
            for slot, quantity in asked.items():
                got = sum(
                    (f.quantity for f in self.books.all_fills() if self._is(f.order.client, bracket.id, slot)), ZERO
                )
                assert got <= quantity, f"I1 #{bracket.id} {slot}: {got} of {quantity}"

    def _is(self, client: str, bracket: str, slot: str) -> bool:
        named = read_id(our_id(client)) if our_id(client) else None
        return named is not None and (str(named[1]), named[2]) == (bracket, slot)

    def _never_beyond_the_position(self) -> None:
        """I2: no exit of ours turned a position around, nor sold coins that the bot had not bought."""
        held = ZERO
        for fill in self.books.all_fills():
            fee = fill.commission if fill.asset == "BTC" else ZERO
            held += fill.quantity - fee if fill.order.side == "BUY" else -fill.quantity
            assert held * self.side.sign >= 0, f"I2 {fill.order.client} left {held}"

    async def _all_told(self) -> None:
        """I6: every fill of every order was delivered, once the teller is through."""
        await self.life.until("all told", lambda: not self.life.store._outbox)
        told: dict[str, Decimal] = {}
        for row in self.life.told:
            if row.notice.kind is NoticeKind.FILLED and row.notice.order is not None:
                told[row.notice.order] = max(told.get(row.notice.order, ZERO), row.notice.cum_qty or ZERO)
        for id in {our_id(fill.order.client) for fill in self.books.all_fills()} - {""}:
            assert told.get(id) == traded(self.books, id).quantity, f"I6 {id}: told {told.get(id)}"

    def _commanded(self, bracket: str) -> bool:
        explicit = (MoveTold, Joined, CancelTold)
        return any(isinstance(event, explicit) for _, event in self.life.store._journal[bracket])

    def _stops_only_tighten(self) -> None:
        """I7, by the triggers in the order in which their generations were numbered."""
        for bracket in self.life.brackets():
            mine = [(g, t) for id, t in self.books.triggers() if (g := self._generation(id, bracket.id))]
            for (_, before), (number, after) in zip(sorted(mine), sorted(mine)[1:], strict=False):
                assert (after - before) * self.side.sign >= 0, f"I7 #{bracket.id} sl {number}: {after} after {before}"

    def _generation(self, id: str, bracket: str) -> int:
        named = read_id(id)
        return named[3] if named and (str(named[1]), named[2]) == (bracket, "sl") else 0


class Messenger:
    """A notifier that sometimes fails after, or before, it has delivered (I6)."""

    def __init__(self, life: Life, dice: Random) -> None:
        self._life, self._dice = life, dice

    async def send(self, outgoing: Outgoing) -> None:
        if self._dice.random() < 0.05:
            raise ConnectionError("the chat is away")
        await self._life.send(outgoing)


async def weather(seed: int) -> Outcome:
    """One seed: even ones on spot, odd ones on USD-M."""
    outcome = Outcome(seed, account_of(seed))
    async with exchange_open(seed=seed) as binance:
        life = Life(binance, timeout=TIMEOUT)
        life.notifier = Messenger(life, Random(seed))
        await life.start()
        storm = Storm(seed, life, Books(binance, outcome.account), outcome)
        try:
            await storm.run()
            await storm.judge()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is a finding, and the other seeds go on
            told = format_exception(error)
            outcome.broken = "".join(told[-1:] if isinstance(error, AssertionError) else told)
        finally:
            outcome.faults = binance.faults.injected
            outcome.traded = bool(Books(binance, outcome.account).all_fills())
            try:
                await life.stop()
            except Exception as error:  # noqa: BLE001  # a defect of a worker, told with the rest
                outcome.broken = outcome.broken or "".join(format_exception(error))
    return outcome


async def all_weathers(seeds: Sequence[int], at_once: int = 6) -> list[Outcome]:
    """Several seeds beside one another; most of a storm is waiting."""
    room = asyncio.Semaphore(at_once)

    async def one(seed: int) -> Outcome:
        async with room:
            return await weather(seed)

    return list(await asyncio.gather(*(one(seed) for seed in seeds)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.exchanges.storm", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--at-once", type=int, default=6)
    parser.add_argument("--show", action="store_true", help="tell every story, not only those that failed")
    asked = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO if asked.show else logging.CRITICAL)
    outcomes = asyncio.run(all_weathers(range(asked.first, asked.first + asked.seeds), asked.at_once))
    faults: Counter[str] = Counter()
    for outcome in outcomes:
        faults += outcome.faults
        if outcome.broken or asked.show:
            print(f"--- seed {outcome.seed} on {outcome.account}", *outcome.story, outcome.broken, sep="\n")
    broken = [outcome.seed for outcome in outcomes if outcome.broken]
    longest = {account: max((o.naked for o in outcomes if o.account == account), default=0) for account in WINDOWS}
    print(f"{len(outcomes)} seeds, {sum(o.traded for o in outcomes)} of them traded; faults {dict(faults)}")
    met = {(o.account, o.planned) for o in outcomes if o.met}
    missed = sorted({(o.account, o.planned) for o in outcomes if not o.met and not o.broken} - met)
    print(f"{len(met)} of {sum(map(len, PAIRS.values()))} pairs of fault and route met; never: {missed or 'none'}")
    print(f"longest unguarded {', '.join(f'{a} {s:.1f} s' for a, s in longest.items())}; broken: {broken or 'none'}")
    return 1 if broken or missed else 0


if __name__ == "__main__":
    sys.exit(main())
