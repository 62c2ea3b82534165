"""Principal × place × command and button × account, through the real reception: what ``docs/people.md`` does not allow
neither happens nor is told, and what it allows does happen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.chat import Button, Person, Place, Reply
from bot.command import Command
from bot.commands import COMMANDS
from bot.taps import Carried, Verb
from bot.ticket_buttons import shape
from core.people import ANY, Binding, Grant, Halt, Identity, Principal, Role, account_key, may, may_bind, sees
from tests.chat_kit import ANN, GROUP, Chat, button
from tests.test_people_matrix import NAMED, PEOPLE, PLACES, UNNAMED, documented
from tests.test_reception import answered, play

MINE, OTHER, NOWHERE = "paper:zebra", "paper:okapi", "paper:none"
NAMES = {"okx:main": MINE, "gate_f": OTHER, ANY: ANY}  # the page's accounts, on paper
SECRETS = {MINE: ("zebra", "0.0123"), OTHER: ("okapi", "4.567")}  # what shows that there is such an account
DOCUMENTED = {(who, place): row for who, place, row in documented()}
BEN = Person("chat", "2", "Ben")
CHANGING = frozenset({"trade", "close", "cancel", "be", "sl", "tp", "trail", "halt", "resume"})


@dataclass(frozen=True, slots=True)
class Said:
    """One line.  ``account``: the one it names or whose bracket it is about, ``ANY`` for all, None for none."""

    command: str
    text: str
    account: str | None = None
    bracket: str = ""


def about(account: str, bracket: str, held: str, free: str, stop: str, target: str) -> Iterator[Said]:
    """Each command that can name an account or its bracket, in an order in which all can be carried out."""
    for name, rest in (
        ("explain", f"{free} on {account} market long 0.01 sl off 2%"),
        ("positions", f"{account} {held}"),
        ("orders", f"{account} {held}"),
        ("price", f"{held} {account}"),
        ("balance", account),
    ):
        yield Said(name, f"/{name} {rest}", account)
    for name, rest in (
        *(("why", ""), ("be", ""), ("sl", stop), ("tp", target), ("cancel", "tp"), ("trail", "0.1")),
        *(("close", "50%p"), ("forget", "")),
    ):
        yield Said(name, f"/{name} {bracket} {rest}".rstrip(), account, bracket)
    yield Said("trade", f"/trade {free} on {account} market long 0.01 sl off 2%", account)
    yield Said("trade", f"{free} on {account} market long 0.02", account)
    yield Said("halt", f"/halt {account} lunch", account)
    yield Said("resume", f"/resume {account}", account)
    yield Said("invite", f"/invite viewer {account}", account)


UNSAID = (
    *(Said(name, f"/{name}") for name in ("brackets", "positions", "orders", "history", "accounts", "doctor")),
    *(Said(name, f"/{name}") for name in ("balance", "people", "settings", "lang", "tz", "link", "start", "help")),
    *(Said("price", "/price BTCUSDT"), Said("flatten", "/flatten"), Said("quit", "/quit")),
    *(Said("halt", "/halt"), Said("resume", "/resume"), Said("invite", "/invite admin", ANY)),
)


def test_every_command_is_said() -> None:
    named = {said.command for said in (*about(MINE, "1", "BTCUSDT", "ETHUSDT", "1", "2"), *UNSAID)}
    assert named | {"bind"} == set(COMMANDS)


def known(who: str) -> Principal | None:
    """A person of the page, with grants on our accounts."""
    one = PEOPLE[who]
    if one is None:
        return None
    grants = tuple(Grant(NAMES[account_key(grant.account)], grant.role) for grant in one.grants)
    return Principal(BEN.id, (Identity(BEN.id, BEN.name),), grants)


def bound(place: str) -> tuple[str, ...] | None:
    accounts = PLACES[place]
    return None if accounts is None else tuple(NAMES[account_key(account)] for account in accounts)


def allowed(who: str, place: str, role: Role | None, account: str | None) -> bool:
    """By the page where it says so: for the one account, and where none is named."""
    column = 0 if role is None else int(role)
    row = DOCUMENTED[who, place]
    if row[UNNAMED[column]] != "yes":
        return False
    if account == MINE:
        return row[NAMED[column]] == "yes"
    return account is None or role is None or may(known(who), role, account, bound(place)) is None


class Scene:
    """A bot with a bracket on each of two accounts, and one person in one place."""

    def __init__(self, one: Chat, who: str, place: str) -> None:
        self.one, self.who, self.place = one, who, place
        self.where = Place("chat", BEN.user) if bound(place) is None else GROUP
        self.brackets: dict[str, str] = {}

    async def open(self) -> None:
        one, people = self.one, self.one.kept.people
        await one.type(f"ETHUSDT on {MINE} market long 0.777")
        await one.type(f"ETHUSDT on {MINE} close")
        await one.type(f"BTCUSDT on {MINE} market long 0.0123 sl off 2% tp off 20%")
        await one.type(f"BTCUSDT on {OTHER} market long 0.777")
        await one.type(f"BTCUSDT on {OTHER} close")
        await one.type(f"ETHUSDT on {OTHER} market long 4.567 sl off 2% tp off 20%")
        await one.moves("BTC", "62000")
        await one.moves("ETH", "3100")
        self.brackets = {bracket.account: bracket.id for bracket in await one.session.store.load()}
        assert set(self.brackets) == {MINE, OTHER}
        accounts = bound(self.place)
        if accounts:
            await people.bind(Binding(str(GROUP), accounts), ANN.id, one.clock.now())
        await self.is_who()

    async def is_who(self) -> None:
        people, one = self.one.kept.people, known(self.who)
        await people.forget(BEN.id)
        if one is not None:
            await people.meet(one.identities[0])
            for grant in one.grants:
                await people.grant(BEN.id, grant)

    async def state(self) -> object:
        """Everything that a command could change."""
        await self.one.clock.sleep(0.6)  # in which orders come to stand, and a message of ours is used up
        orders = {
            bracket.id: [(o.id, o.status, o.trigger, o.price, o.cum_qty) for o in bracket.orders]
            for bracket in await self.one.session.store.load()
        }
        people = self.one.kept.people
        granted = [(one.id, one.grants, one.limits) for one in await people.people()]
        return orders, granted, await people.halts(), await people.bindings()

    def tells_only_what_is_seen(self, reply: Reply | None, typed: str) -> None:
        for account, secrets in SECRETS.items():
            if not sees(known(self.who), account, bound(self.place)):
                assert not any(secret in str(reply) for secret in secrets if secret not in typed), (account, reply)

    def hidden(self, account: str | None) -> bool:
        principal = known(self.who)
        return (
            principal is not None and account in SECRETS and principal.grants != () and principal.role(account) is None
        )


scenes = pytest.mark.parametrize(
    ("who", "place"), list(itertools.product(PEOPLE, PLACES)), ids=lambda said: str(said).replace(" ", "-")
)


@scenes
def test_commands_do_and_tell_what_is_documented(who: str, place: str) -> None:
    async def story(one: Chat) -> None:
        scene = Scene(one, who, place)
        await scene.open()
        for said in (
            *about(MINE, scene.brackets[MINE], "BTCUSDT", "ETHUSDT", "61500", "80000"),
            *about(OTHER, scene.brackets[OTHER], "ETHUSDT", "BTCUSDT", "3080", "4000"),
            *UNSAID,
        ):
            await _is_as_documented(scene, said, COMMANDS[said.command])

    play(story)


async def _is_as_documented(scene: Scene, said: Said, command: Command) -> None:
    one, what = scene.one, (scene.who, scene.place, said.text)
    if said.command in ("halt", "resume"):
        for account in [said.account] if said.account is not None else SECRETS:
            await one.kept.people.resume(account)
            if said.command == "resume":
                await one.kept.people.halt(Halt(account, ANN.id, one.clock.now()))
    before = await scene.state()
    reply = await one.type(said.text, BEN, scene.where)
    after = await scene.state()
    scene.tells_only_what_is_seen(reply, said.text)
    if said.command == "quit":
        assert reply is None or reply.refused, what  # for terminals
    elif allowed(scene.who, scene.place, command.role, said.account):
        assert reply is not None, what
        private = scene.place != "private" and said.command == "link"
        idle = said.command in ("flatten", "forget") and reply.refused  # nothing there to do
        assert not reply.refused or private or idle, (*what, reply.text)
        assert (after != before) == (said.command in CHANGING), what
    else:
        assert reply is None or reply.refused, what
        assert after == before, what
    if said.command == "flatten" and reply is not None and reply.asks:
        for account in SECRETS:
            assert (account in reply.text) == allowed(scene.who, scene.place, Role.TRADER, account), what
        await one.tap(button(reply, "Cancel"), BEN, scene.where)
    if reply is not None and scene.hidden(said.account):
        elsewhere = said.text.replace(said.account or "", NOWHERE)
        if said.bracket:
            elsewhere = f"/{said.command} 99 {elsewhere.split(None, 2)[2] if elsewhere.count(' ') > 1 else ''}".strip()
        nowhere = answered(await one.type(elsewhere, BEN, scene.where)).text
        assert _bare(nowhere, NOWHERE, "99") == _bare(reply.text, said.account or "", said.bracket), what


def _bare(text: str, account: str, bracket: str) -> str:
    """Without the names that were typed, and what stands under them."""
    text = text.replace(account, "ACCOUNT").replace("^", "")
    return (text.replace(f"#{bracket}", "#N").replace(f" {bracket} ", " N ") if bracket else text).strip()


@scenes
def test_buttons_do_and_tell_what_is_documented(who: str, place: str) -> None:
    async def story(one: Chat) -> None:
        scene = Scene(one, who, place)
        await scene.open()
        for account, verb in itertools.product(SECRETS, (Verb.WHY, Verb.BREAKEVEN, Verb.MOVE_STOP, Verb.HALF)):
            await _tapped(scene, verb, account)
        await _tapped(scene, Verb.CANCEL, MINE)
        await _tapped(scene, Verb.CLOSE, OTHER)
        await _confirmed(scene)

    play(story)


async def _tapped(scene: Scene, verb: Verb, account: str) -> None:
    """A button that was shown to the person in that place when all was allowed."""
    one, what = scene.one, (scene.who, scene.place, verb, account)
    before = await scene.state()
    (bracket,) = [b for b in await one.session.store.load() if b.id == scene.brackets[account]]
    carried = Carried(verb, bracket.id, shape(bracket), one.clock.now() + timedelta(hours=1), BEN.user)
    typed = ("61500" if account == MINE else "3080") if verb is Verb.MOVE_STOP else ""
    data = one.office.sealer.seal(carried, scene.where)
    reply = answered(await one.tap(Button("", data), BEN, scene.where, typed))
    after = await scene.state()
    scene.tells_only_what_is_seen(reply, "")
    role = Role.VIEWER if verb is Verb.WHY else Role.TRADER
    if allowed(scene.who, scene.place, role, account):
        assert not reply.refused, (*what, reply.text)
        assert (after != before) == (verb is not Verb.WHY), what
    else:
        assert reply.refused, what
        assert after == before, what


async def _confirmed(scene: Scene) -> None:
    """A yes to what was asked while its writer might still do it."""
    one = scene.one
    for account in SECRETS:
        await one.knows(BEN, Role.TRADER)
        await one.kept.people.bind(Binding(str(GROUP), (ANY,)), ANN.id, one.clock.now())
        line = f"BTCUSDT on {account} market long 0.05"
        asked = await one.type(line, BEN, scene.where, forwarded=one.clock.now())
        yes = button(asked, "Confirm")
        await one.kept.people.bind(Binding(str(GROUP), bound(scene.place) or ()), ANN.id, one.clock.now())
        await scene.is_who()
        before = await scene.state()
        reply = answered(await one.tap(yes, BEN, scene.where))
        after = await scene.state()
        scene.tells_only_what_is_seen(reply, line)
        may_trade = allowed(scene.who, scene.place, Role.TRADER, account)
        assert (after != before) == may_trade, (scene.who, scene.place, account, reply.text)
        assert reply.refused != may_trade, (scene.who, scene.place, account, reply.text)


@scenes
def test_a_chat_is_bound_by_whoever_may(who: str, place: str) -> None:
    async def story(one: Chat) -> None:
        scene = Scene(one, who, place)
        await scene.open()
        for named in (MINE, OTHER, "*", "none"):
            about = bound(place)
            if about is not None:
                await one.kept.people.bind(Binding(str(GROUP), about), ANN.id, one.clock.now())
            before = await scene.state()
            reply = await one.type(f"/bind {named}", BEN, scene.where)
            after = await scene.state()
            wanted = () if named == "none" else (named,)
            mayhem = about is not None and may_bind(known(who), [*wanted, *about]) is None
            assert (reply is not None and not reply.refused) == mayhem, (who, place, named)
            assert mayhem or after == before, (who, place, named)
            scene.tells_only_what_is_seen(reply, f"/bind {named}")

    play(story)
