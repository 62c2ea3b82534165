"""Commands about the bot itself: who may do what, where; halting, health, help.

Knows the desk and what is kept of people; trades nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import smart_lines
from bot.accounts import named, spelled, traded
from bot.chat import Place, Reply, Table
from bot.command import AccountName, Line, Word, command
from bot.commands_own import account_of, id_of, office_of
from bot.confirm_words import read_wish, refuse_word
from bot.refusals import NotAllowed, Refused
from bot.several import carry_out_each
from bot.words import held
from core.bracket import Bracket
from core.notices import Notice, NoticeKind
from core.people import (
    ANY,
    Binding,
    Denied,
    DeniedKind,
    Grant,
    Halt,
    Identity,
    Role,
    account_key,
    halted,
    may_bind,
)
from core.people_store import Redeemed
from core.ports import Outgoing
from core.problems import clean

if TYPE_CHECKING:
    from bot.desk import Desk

NAME = 64  # signs of a person's own name
INVITED = timedelta(days=2)  # a code is good for so long
ROLES = ("viewer", "trader", "admin")


@command("halt", Role.TRADER)
async def halt(desk: Desk, account: AccountName = "", why: Line = "") -> Reply:
    """no new entries on an account, or on all that you may trade here; what protects goes on"""
    people, say = office_of(desk).people, desk.reader.say
    names = _to_halt(desk, account_of(named, account))
    for name in names:
        await people.halt(Halt(name, id_of(desk), desk.session.clock.now(), why))
    for name in names:
        await _tell(desk, NoticeKind.NO_ENTRIES, name, why)
    said = say("halted-anywhere") if names == [ANY] else say("halted", account=desk.reader.listed(names))
    said += f"\n{say('halted-because', why=why)}" if why else ""
    resting = _resting(desk, names)
    if not resting:
        return Reply(said)
    count = sum(map(_may_fill, resting))
    listed = desk.reader.listed(f"#{b.id} {b.symbol} · {b.account} (/cancel {b.id} entries)" for b in resting)

    async def yes(desk: Desk, key: str) -> Reply:
        asked = {b.id for b in resting}
        lines = [(b, smart_lines.cancel(b, "entries")) for b in _resting(desk, names) if b.id in asked]
        return await carry_out_each(desk, lines, key)

    return desk.ask(f"{said}\n{say('ask-resting', count=count, entries=listed)}", yes)


async def _tell(desk: Desk, kind: NoticeKind, account: str, why: str = "") -> None:
    """All who trade there hear of it; who said so is answered."""
    name, now = ANY if account == ANY else spelled(account), desk.session.clock.now()
    notice = Notice(kind, text=f"{name}\n{why}" if why else name, by=desk.source)
    await office_of(desk).tell(Outgoing(f"{kind.value}:{name}:{now.isoformat()}", "", name, "", now, notice))


def _to_halt(desk: Desk, account: str) -> list[str]:
    """The account that was named, or everything that the visitor may trade here: whoever panics names nothing."""
    if account:
        desk.visitor.require(Role.TRADER, account)
        return [account]
    if desk.visitor.denied(Role.TRADER, ANY) is None:
        return [ANY]
    bound = [spelled(name) for name in desk.visitor.bound or () if desk.visitor.denied(Role.TRADER, name) is None]
    return list({account_key(name): name for name in (*bound, *desk.view.accounts(Role.TRADER))}.values())


def _resting(desk: Desk, names: list[str]) -> list[Bracket]:
    """Brackets there with an entry that may still fill: a halt forbids new ones and takes none back."""
    keys = {account_key(name) for name in names}
    there = [b for b in desk.view.open(Role.TRADER) if ANY in keys or account_key(b.account) in keys]
    return [b for b in there if _may_fill(b)]


def _may_fill(bracket: Bracket) -> int:
    """How many of its entries are wanted and not filled yet."""
    return sum(not (e.unwanted or bracket.leaving) and bool(bracket.unfilled(e)) for e in bracket.entries)


@command("resume", Role.ADMIN)
async def resume(desk: Desk, account: AccountName = "") -> Reply:
    """take new entries again, on an account or wherever they were halted"""
    desk.visitor.require(Role.ADMIN, account or None)
    people = office_of(desk).people
    halts = [one.account for one in await people.halts()]
    mine = [name for name in halts if desk.visitor.denied(Role.ADMIN, name) is None]
    meant = [account] if account else mine
    if not account and not mine and ANY in halts:
        raise NotAllowed(Denied(DeniedKind.ROLE, role=Role.ADMIN))
    ended = [name for name in meant if await people.resume(name)]
    if not ended:
        raise Refused(f"that is not halted; halted: {', '.join(mine) or 'nothing'}")
    for name in ended:
        await _tell(desk, NoticeKind.ENTRIES, name)
    if halted(await people.halts(), account or ANY) is not None:
        return Reply(desk.reader.say("resumed-but"))
    return Reply(desk.reader.say("resumed"))


@command("doctor", Role.VIEWER)
async def doctor(desk: Desk) -> Reply:
    """how every account and every open bracket does"""
    from bot.doctor import findings

    say = desk.reader.say
    rows = tuple((dot, what, desk.reader.told(now)) for dot, what, now in await findings(desk.view, desk.office))
    columns = ("", say("column-what"), say("column-now"))
    return Reply(table=Table(say("title-doctor"), columns, rows)) if rows else Reply(say("nothing-connected"))


@command("bind", None)
async def bind(desk: Desk, accounts: Line = "") -> Reply:
    """make this group about accounts: only they can be seen and traded here; /bind none ends that"""
    place = _place(desk)
    if desk.visitor.bound is None:
        raise Refused("this is a private chat; send it in the group")
    office = office_of(desk)
    before = await office.people.binding(str(place))
    about = before.accounts if before is not None else ()
    if not accounts:
        seen = [name for name in about if desk.visitor.sees(name)]
        if about and not seen:
            raise NotAllowed(Denied(DeniedKind.PLACE))
        return Reply(_bound(desk, seen))
    words = () if accounts.lower() == "none" else accounts.replace(",", " ").split()
    denied = may_bind(desk.visitor.principal, words)
    if denied is None and may_bind(desk.visitor.principal, about) is not None:
        denied = Denied(DeniedKind.ROLE, role=Role.ADMIN)  # which accounts these are is not for everybody
    if denied is not None:
        raise NotAllowed(denied)
    meant = tuple(account_of(named, word) for word in words)
    await office.people.bind(
        Binding(str(place), meant, desk.reader.language.tag), id_of(desk), desk.session.clock.now()
    )
    return Reply(_bound(desk, meant))


@command("invite", Role.ADMIN, role=ROLES)
async def invite(desk: Desk, role: Word, account: AccountName = "") -> Reply:
    """a one-time code that makes somebody viewer, trader or admin of an account, or of all"""
    if role.lower() not in ROLES:
        raise Refused(f"there is no role {role[:20]}; there are {', '.join(ROLES)}")
    desk.visitor.require(Role.ADMIN, account or ANY)
    account = account_of(traded, account)
    grant = Grant(account or ANY, Role[role.upper()])
    code = await office_of(desk).people.invite(grant, id_of(desk), desk.session.clock.now(), INVITED)
    say = desk.reader.say
    what = say("invited", role=role.lower(), account=account) if account else say("invited-all", role=role.lower())
    return Reply(f"{what}\n/start {code}", alone=True)


@command("people", Role.ADMIN, name=("confirm",))
async def people(desk: Desk, name: Word = "", value: Line = "") -> Reply:
    """who may do what on your accounts; /people confirm always|above 500|off [ACCOUNT]"""
    if name:
        await _demand(desk, name, value)
    say, rows = desk.reader.say, []
    for one in await office_of(desk).people.people():
        for grant in one.grants:
            if desk.visitor.denied(Role.ADMIN, grant.account) is None:
                name = clean(next((i.name for i in one.identities if i.name), "")[:NAME])
                on = say("all") if grant.account == ANY else spelled(grant.account)
                rows.append((one.id, name, grant.role.name.lower(), on, held(one.limits, desk.reader)))
    for account, limits in (await office_of(desk).people.limited()).items():
        if account == ANY or desk.visitor.denied(Role.ADMIN, account) is None:
            on = say("limit-each") if account == ANY else spelled(account)
            rows.append(("", "", "", on, held(limits, desk.reader)))
    columns = ("id", *(say(f"column-{name}") for name in ("name", "role", "account", "limits")))
    return Reply(table=Table(say("title-people"), columns, tuple(rows))) if rows else Reply(say("nobody-else"))


@command("link", None)
async def link(desk: Desk) -> Reply:
    """a one-time code that makes your other platform you as well"""
    if desk.visitor.bound is not None:
        raise NotAllowed(Denied(DeniedKind.PRIVATE))
    code = await office_of(desk).people.link(id_of(desk), desk.session.clock.now(), INVITED)
    return Reply(desk.reader.say("linked", code=code), alone=True)


@command("start", None)
async def start(desk: Desk, code: Word = "") -> Reply:
    """say hello, or use a one-time code"""
    if code:
        office, person = office_of(desk), desk.visitor.person
        if person is None:
            raise Refused("codes are for chats")
        private = str(desk.visitor.place) if desk.visitor.bound is None else ""
        identity = Identity(person.id, person.name, person.locale, private)
        redeemed = await office.people.redeem(code, identity, desk.session.clock.now())
        if redeemed not in (Redeemed.GRANTED, Redeemed.LINKED):
            raise Refused("that code is not good, or not any more")
        return Reply(desk.reader.say("welcome"), forget=True)
    return await help_.run(desk)


@command("help", None)
async def help_(desk: Desk) -> Reply:
    """this list"""
    from bot.commands import COMMANDS

    told = [desk.reader.say("help"), "  BTCUSDT on paper market long 0.01 sl off 0.2% tp off 0.2%", ""]
    mine = [name for name in desk.offered if desk.visitor.denied(COMMANDS[name].role, None) is None]
    told += [f"  {COMMANDS[name].usage}: {desk.reader.say(f'command-{name}')}" for name in mine]
    return Reply("\n".join([*told, "", desk.reader.say("help-numbers")]))


@command("quit", None)
async def quit_(desk: Desk) -> Reply:  # noqa: ARG001  # every command is given the desk
    """leave; nothing is closed"""
    return Reply(leave=True)


async def _demand(desk: Desk, name: str, value: str) -> None:
    """Demand of everybody to be asked first, on an account or on each.  Raises ``Refused``."""
    wish, store = read_wish(value), office_of(desk).people
    amiss = wish.word not in ("always", "above", "off") or (wish.word == "above" and wish.amount is None)
    if amiss or name.lower() != "confirm":
        raise refuse_word("always", "above 500", "off")
    desk.visitor.require(Role.ADMIN, wish.account or ANY)
    account = account_of(named, wish.account) or ANY
    above = None if wish.word == "off" else wish.above
    await store.limit_account(account, replace(await store.limits(account), asked=above))


# -- what they share ------------------------------------------------------------------------------


def _bound(desk: Desk, accounts: Iterable[str]) -> str:
    said = [spelled(name) for name in accounts]
    return desk.reader.say("bound", accounts=desk.reader.listed(said)) if said else desk.reader.say("unbound")


def _place(desk: Desk) -> Place:
    if desk.visitor.place is None:
        raise Refused("this is for chats")
    return desk.visitor.place
